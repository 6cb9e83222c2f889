"""Questions: the derivative agrees with trying every completion; a question too many or too few is found."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from random import Random
from typing import Any

import pytest

from afterwards.engine import ask_next
from afterwards.engine.table import bits
from afterwards.verify import questions
from afterwards.verify.bounds import someone
from afterwards.verify.brute_force import UNSURE, BruteForce
from afterwards.verify.diagram import Diagram
from afterwards.verify.questions import facts_that_matter, prove, ways_to_ask, wrongly_asked
from tests.packs.faults import GOOD, METHODS
from tests.teashop.shop import open_shop
from tests.verify.planted import BREWING, TEA, failures, proved

SHOP = open_shop()


def changing(known: dict[str, int], decision: str) -> set[str]:
    """By trying: the facts for which two completions differ in it alone and in the level."""
    names = list(known)
    levels: dict[tuple[int, ...], int] = {}
    for places in product(*(bits(known[name]) for name in names)):
        state = SHOP.state({name: 1 << place for name, place in zip(names, places, strict=True)})
        levels[places] = SHOP.bounds(decision, state)[0]
    found = set()
    for spot, name in enumerate(names):
        for places, level in levels.items():
            if any(levels[(*places[:spot], other, *places[spot + 1 :])] != level for other in bits(known[name])):
                found.add(name)
                break
    return found


def test_a_fact_matters_when_two_completions_say_so() -> None:
    chance, brute, diagram = Random(2), BruteForce(SHOP), Diagram(SHOP)
    some = 0
    for _ in range(60):
        person = someone(SHOP, brute, chance, silent=0.4)
        state = SHOP.state({name: SHOP.classes[name].of(value) for name, value in person.items() if value != UNSURE})
        for decision in SHOP.decisions:
            expected = changing(dict(state.known), decision)
            assert facts_that_matter(diagram, state.known, [decision]) == expected
            some += bool(expected)
    assert some >= 20


def test_the_tea_house_asks_what_matters() -> None:
    assert failures(proved(prove, TEA, root=GOOD)) == {}
    assert failures(proved(prove, BREWING, root=METHODS)) == {}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda asked: asked[1:], "can change an answer and are not asked"),
        (lambda asked: [*asked, "smoke"], "are asked and can change no answer"),
    ],
)
def test_a_question_too_few_or_too_many_is_found(
    change: Callable[[list[str]], list[str]], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "ask_next", lambda *given: change(ask_next(*given)))
    found = failures(proved(prove, TEA, root=GOOD))
    assert any(said in case.splitlines()[0] for case in found["questions: decisions"])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((), "not asked and can change an answer"),
        (("smoke", "guide", "cup", "leaves", "minutes", "milk"), "asked and can change no answer"),
    ],
)
def test_the_guides_own_questions_are_checked(asked: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from afterwards.guide import answer

    def changed(*given: Any, **more: Any) -> Any:
        found = answer(*given, **more)
        found._later["ask"] = (asked, ())
        return found

    monkeypatch.setattr(questions, "answer", changed)
    found = failures(proved(prove, TEA, root=GOOD))
    assert any(said in case.splitlines()[0] for case in found["questions: worked cases"])


def test_a_gate_may_be_asked_before_what_hangs_on_it() -> None:
    state = SHOP.state({})
    assert wrongly_asked(SHOP, state, ["leaves", "milk", "milk_kind"], {"milk_kind"}) == ([], [])
    assert wrongly_asked(SHOP, state, ["cup", "milk_kind"], {"milk_kind"}) == (["cup"], [])
    assert wrongly_asked(SHOP, state, [], {"milk_kind"}) == ([], ["milk_kind"])
    assert wrongly_asked(SHOP, SHOP.state({}, asked=["milk_kind"]), [], {"milk_kind"}) == ([], [])


def test_facts_that_stand_in_for_others_are_known(pack: Any) -> None:
    found = ways_to_ask(pack)
    assert found["loss_date"] == ("days_since_loss",)
    assert found["height_cm"] == ("bmi",)
