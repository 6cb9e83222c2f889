"""C1, C3: beside a call nothing is said that would have her seek help later, whatever she asked (R37)."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest

from afterwards.answers.reader import Reader
from afterwards.pack import Pack
from afterwards.pack.questions import STATEMENTS
from afterwards.pack.verdicts import CALLS, URGENCY

TODAY = date(2026, 11, 30)
LATER = "next few days"
OF_ANOTHER_MATTER = ("urg.anti-d-was-missed",)
"""Whoever asks about anti-D long after its days still hears whom to tell of it, whatever the sign."""
SIGNS: tuple[dict[str, Any], ...] = (
    {"bleeding_now": "heavy"},
    {"bleeding_now": "heavy", "bleeding_course": "came_back"},
    {"feels_feverish": "yes"},
    {"not_myself": "yes"},
    {"self_harm_immediate": "yes"},
    {"pain": "severe", "dizzy_or_lightheaded": "yes"},
    {"bleeding_now": "heavy", "dizzy_or_lightheaded": "yes"},
)
LOSSES: tuple[dict[str, Any], ...] = (
    {"loss_kind": "miscarriage", "management": "waited", "days_since_loss": 30},
    {"loss_kind": "miscarriage", "management": "surgery", "days_since_loss": 70, "scan_shows_left": "yes", "period_back": "no"},
    {"loss_kind": "ectopic", "ectopic_treatment": "waited", "days_since_loss": 5},
    {"loss_kind": "ectopic", "ectopic_treatment": "methotrexate", "days_since_loss": 40, "unprotected_sex_since_loss": "yes"},
    {"loss_kind": "molar", "molar_follow_up": "in_progress", "days_since_loss": 60, "pregnancy_test": "positive"},
    {"loss_kind": "later_loss", "weeks_pregnant": 30, "days_since_loss": 5, "distress_weeks": 3},
)


@pytest.mark.parametrize(("sign", "loss"), [*itertools.product(SIGNS, LOSSES)])
def test_beside_a_call_nothing_sends_her_for_help_later(sign: dict[str, Any], loss: dict[str, Any], pack: Pack) -> None:
    """Her question's own answer stays where it is about what she may do; one that only says to seek help, and later, does not."""
    answers = Reader(pack, {"guide": "after_loss", "age": 28, **loss, **sign}, TODAY, None, "uk", True).answers()
    assert len(answers) > 40
    called = [one for one in answers if one.verdict in CALLS.values()]
    assert called
    for found in called:
        lines = [*found.headline, *(found.own[1] if found.own else ()), *found.opened]
        lines += [one.then for one in found.changes]
        later = [one for one in lines if LATER in one.text and one.id not in OF_ANOTHER_MATTER]
        assert not later, (found.question.id, later)
        if found.own:
            assert found.own[0] not in CALLS.values(), found.question.id
            assert found.own[0] != "ask_first" or found.question.decides[0] not in (URGENCY, STATEMENTS, "feelings"), found.question.id


def test_without_a_sign_the_same_questions_still_say_when_to_call(pack: Pack) -> None:
    """The test above looks for words that are said: calm, the same people read them."""
    calm = {"guide": "after_loss", "age": 28, "signs_today": "none", "bleeding_now": "none"}
    found = [one for loss in LOSSES for one in Reader(pack, {**calm, **loss}, TODAY, None, "uk", True).answers()]
    assert sum(LATER in line.text for one in found for line in (*one.headline, *one.opened)) > 5
