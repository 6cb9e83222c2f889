"""C7 in the page: a card of the comparison says of a method what the library says, whole and in the same order."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from afterwards.guide import guide
from tests.page.states import PACK, TODAY, State, states
from tests.test_methods_one_voice import LOSS

pytestmark = pytest.mark.browser


def told_and_shown(evaluator: Page, one: State) -> list[tuple[str, list[str], list[str]]]:
    found: list[tuple[str, list[str], list[str]]] = evaluator.evaluate("state => cards_said(state)", one)
    return found


def test_each_card_says_what_the_library_says(evaluator: Page) -> None:
    """For random people, and for one whose medicine speaks against five methods."""
    people = [one for one in states(300, seed=7) if one["facts"].get("guide") != "pregnant"][:120]
    people.append({**people[0], "facts": {**LOSS, "days_since_loss": 12, "medicines": ["carbamazepine"]}, "guideline": "uk"})
    seen = 0
    for one in people:
        for method, told, shown in told_and_shown(evaluator, one):
            assert shown == told, (method, one)
            seen += 1
    assert seen > 500
    found = guide(people[-1]["facts"], today=TODAY).to_dict()["methods"]
    mine = {method: told for method, told, _ in told_and_shown(evaluator, {**people[-1], "closed_world": False})}
    assert {one["method"]: [line["id"] for line in one["says"]] for one in found} == mine
    assert "med.inducers-uk" in mine["coc"]
    assert PACK.contraception
    assert set(mine) == {*PACK.contraception.offered}
