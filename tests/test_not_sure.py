"""What she is not sure of is never taken as no: the careful act is said, and nothing calm above it (C1, R04)."""

from __future__ import annotations

from datetime import date

import pytest

from afterwards import guide
from afterwards.guide import Guide

TODAY = date(2026, 11, 28)
AFTER = {"guide": "after_loss", "loss_kind": "miscarriage", "weeks_pregnant": 8, "management": "waited", "pregnancy_goal": "avoid"}


def heard(facts: dict[str, object]) -> Guide:
    return guide(facts, today=TODAY, closed_world=True)


def said(found: Guide) -> set[str]:
    return {line.statement for lines in found.plan.values() for line in lines}


@pytest.mark.parametrize(
    ("facts", "not_sure"),
    [
        (
            {"management": "surgery", "days_since_loss": 23, "bleeding_now": "like_a_period", "bleeding_course": "came_back"},
            "bleeding_is_period",
        ),
        ({"weeks_pregnant": 13, "days_since_loss": 2, "rhesus": "negative"}, "anti_d_given"),
        ({"weeks_pregnant": 13, "days_since_loss": 2, "anti_d_given": "no"}, "rhesus"),
        ({"days_since_loss": 12, "bleeding_now": "like_a_period", "bleeding_course": "came_back"}, "management"),
    ],
)
def test_not_sure_never_takes_the_calm_headline(facts: dict[str, object], not_sure: str) -> None:
    found = heard({**AFTER, **facts, not_sure: "unknown"})
    assert found.answers["urgency"].high == "urgent_same_day"
    assert "urg.unsure-today" in said(found)
    assert not said(found) & {"urg.so-far", "urg.answer-self-care", "urg.nothing-needs-help-today"}


@pytest.mark.parametrize("not_sure", ["sperm_possible", "has_begun", "emergency_contraception_taken"])
def test_the_clock_of_emergency_contraception_leads_also_where_she_is_not_sure(not_sure: str) -> None:
    found = heard({**AFTER, "days_since_loss": 40, "hours_since_unprotected_sex": 20, not_sure: "unknown"})
    assert [line.statement for line in found.plan["first"]][:1] in (["cont.unsure-emergency"], ["cont.answer-emergency"])
    assert not said(found) & {"urg.so-far", "urg.answer-self-care", "urg.nothing-needs-help-today"}


@pytest.mark.parametrize("told", [{"unprotected_sex_since_loss": "unknown"}, {"unprotected_sex_since_loss": "yes"}])
def test_what_nobody_told_of_the_hours_is_not_taken_for_too_late(told: dict[str, object]) -> None:
    """In a closed world nothing more is asked, so the clock leads."""
    found = heard({**AFTER, "days_since_loss": 20, **told})
    assert [line.statement for line in found.plan["first"]] == ["cont.unsure-emergency"]
    assert not said(found) & {"urg.so-far", "urg.answer-self-care", "urg.nothing-needs-help-today"}


def test_what_would_only_change_the_next_days_says_no_such_thing() -> None:
    """The words are for what can matter today: how long ago it was can bring a call in the next days, and that stays among the ifs."""
    assert "urg.unsure-today" not in said(heard({**AFTER, "bleeding_now": "light"}))
