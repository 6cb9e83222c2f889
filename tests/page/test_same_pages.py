"""The proofs walk the pages of a question as the page program makes them: `verify/pages.py` is held equal to it here.

And what she was not shown she has not denied: another question shows its page of signs where one of its lines was left out before.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from playwright.sync_api import Page

from afterwards import load_pack
from afterwards.answers.person import Person
from afterwards.guide import guide as guide_of
from afterwards.pack.questions import Question
from afterwards.verify import pages
from tests.page.conftest import TODAY
from tests.page.test_pages import MINUTE

pytestmark = pytest.mark.browser

PACK = load_pack()
QUESTIONS = [*PACK.questions.by_id.values()]
SEVERAL = {one.id for one in PACK.signs if len(one.when) > 1}
TOLD: Sequence[Mapping[str, object]] = (
    {},
    {"guide": "pregnant"},
    {"loss_kind": "ectopic"},
    {"loss_kind": "miscarriage", "management": "medicine", "days_since_loss": 3},
    {"loss_kind": "molar", "molar_follow_up": "in_progress", "rhesus": "unknown"},
    {"guide": "contraception_only", "medicines": ["valproate"]},
)


def signs_shown(evaluator: Page, asked: Sequence[tuple[str, Mapping[str, object]]]) -> list[list[str]]:
    """The lines that the page program shows on the page of signs of each question, for someone who told so much."""
    states = [(name, {"facts": dict(facts), "today": MINUTE // 1440, "now": MINUTE}) for name, facts in asked]
    shown: list[list[str]] = evaluator.evaluate("asked => signs_of(asked)", states)
    return shown


def person(question: Question, facts: Mapping[str, object]) -> Person:
    """She as her question takes her."""
    implied = {name: value for name, value in question.implies.items() if name not in facts}
    if "guide" not in {**facts, **implied}:
        guides = PACK.facts["guide"].values
        implied["guide"] = next((one for one in question.guides if one in guides), next(iter(guides)))
    return Person(guide_of({**facts, **implied}, today=TODAY, pack=PACK), closed=False)


def test_a_page_asks_the_same_facts(evaluator: Page) -> None:
    """R46: the next page, whether the page before shows it on itself, how its facts are asked, and what of it is shown first."""
    dice = random.Random(20261124)
    asked: list[tuple[str, list[str], list[str], list[str]]] = []
    for _ in range(4000):
        question = dice.choice(QUESTIONS)
        near = [*question.deciding, *pages.OF_TODAY, *pages.OF_THE_DATE, *pages.OF_THE_LOSS]
        ask = [*dict.fromkeys(dice.choice(near if dice.random() < 0.8 else [*PACK.facts]) for _ in range(dice.randint(1, 6)))]
        before = list(pages.next_facts(question, dice.sample(ask, len(ask)))) if dice.random() < 0.7 else []
        asked.append((question.id, ask, before, [one for one in ask if dice.random() < 0.4]))
    theirs: list[Any] = evaluator.evaluate("asked => pages_of(asked)", asked)
    for (name, ask, before, answered), made in zip(asked, theirs, strict=True):
        question = PACK.questions.by_id[name]
        facts = pages.next_facts(question, ask, before)
        as_asked = pages.as_asked(PACK, facts)
        shown = pages.shown_next(PACK, as_asked, answered, ask)
        ours = [[*facts], pages.is_revealed(question, facts, before), [*as_asked], [*shown]]
        assert made == ours, (name, ask, before, answered)


def test_the_page_of_signs_has_the_same_lines(evaluator: Page) -> None:
    """R45: of every question, with nothing told and for people whom other lines can concern."""
    asked = [(question.id, facts) for question in QUESTIONS for facts in TOLD]
    for (name, facts), shown in zip(asked, signs_shown(evaluator, asked), strict=True):
        question = PACK.questions.by_id[name]
        assert shown == [one.id for one in pages.signs_for(person(question, facts), question)], (name, facts)


def test_a_line_that_was_not_shown_is_shown_before_another_answer(evaluator: Page) -> None:
    """R45: "None of these" denies what stood there. Another question whose page has a line more shows it first, and then no more."""
    bare = [one for one in QUESTIONS if one.guides[0] == "after_loss" and one.pages > 0 and not one.implies and one.id != "clinician"]
    told: Mapping[str, object] = {"guide": "after_loss", "signs_today": "none"}
    lines = dict(zip((one.id for one in bare), signs_shown(evaluator, [(one.id, told) for one in bare]), strict=True))
    again = 0
    for first in bare:
        for second in random.Random(first.id).sample(bare, 9):
            missing = (SEVERAL - {*lines[first.id]}) & {*lines[second.id]}
            evaluator.evaluate("minute => new_flow(minute)", MINUTE)
            none = ["POST", "/signs", {"signs": ["none"]}]
            made = evaluator.evaluate("many => requests_of(many)", [["GET", f"/ask/{first.id}"], none, ["GET", f"/ask/{second.id}"]])
            assert (made[-1]["at"] == "/signs") == bool(missing), (first.id, second.id, made[-1]["at"], missing)
            if missing:
                again += 1
                [after] = evaluator.evaluate("many => requests_of(many)", [none])
                assert after["at"] != "/signs", (first.id, second.id)
    assert again > 20
