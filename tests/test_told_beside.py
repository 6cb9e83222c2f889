"""Nothing told is ignored beside the reason that decides: who asks first and has to wait as well hears both (R08, R14)."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest

from afterwards import answer
from afterwards.pack import Pack
from afterwards.pack.conditions import bases
from afterwards.pack.verdicts import NOT_TODAY, ONE_ACT

TODAY = date(2026, 11, 30)
HERS: dict[str, Any] = {
    "guide": "after_loss",
    "loss_kind": "miscarriage",
    "weeks_pregnant": 8,
    "days_since_loss": 20,
    "pregnancy_goal": "try_now",
}
WAITS: dict[str, dict[str, Any]] = {
    "molar": {"loss_kind": "molar", "molar_follow_up": "in_progress"},
    "methotrexate": {"loss_kind": "ectopic", "ectopic_treatment": "methotrexate"},
    "bleeding": {"bleeding_now": "light"},
    "complete": {"loss_complete": "not_confirmed"},
    "infection": {"infection_now": "yes", "sti_now": "other"},
}
ASKS: tuple[dict[str, Any], ...] = (
    {"medicines": ["thyroid_hormone"]},
    {"has_diabetes": "yes"},
    {"epilepsy": "yes"},
    {"age": 15},
)
TO_TRY = {
    "molar": "ans.try-after-molar.wait",
    "methotrexate": "ans.try-after-ectopic.methotrexate",
    "bleeding": "ans.try-again.bleeding",
    "complete": "ans.try-again.not-complete",
    "infection": "ans.try-again.infection",
}
TO_HAVE_SEX = {"bleeding": "ans.sex-when.bleeding", "complete": "ans.sex-when.not-complete", "infection": "ans.sex-when.treated-first"}


def said(question: str, facts: dict[str, Any], pack: Pack, **options: Any) -> tuple[str, list[str], list[str]]:
    """The verdict, the statements of the headline, and what is said below it."""
    hers = answer(question, facts, today=TODAY, pack=pack, **{"closed_world": True, **options})
    return hers.verdict, [one.id for one in hers.headline], [one.id for one in hers.opened]


@pytest.mark.parametrize(("wait", "asks"), [*itertools.product(TO_TRY, ASKS)])
def test_who_asks_first_before_trying_hears_what_she_waits_for(wait: str, asks: dict[str, Any], pack: Pack) -> None:
    verdict, headline, _ = said("try-again", HERS | WAITS[wait] | asks, pack)
    assert verdict == "ask_first"
    assert headline[1] == TO_TRY[wait], "what she has to wait for stands in the heading"


@pytest.mark.parametrize(("wait", "asks"), [*itertools.product(TO_HAVE_SEX, ({"age": 15}, {"weeks_pregnant": 16}))])
def test_who_asks_first_before_sex_hears_what_she_waits_for(wait: str, asks: dict[str, Any], pack: Pack) -> None:
    verdict, headline, _ = said("sex-when", HERS | WAITS[wait] | asks, pack)
    assert verdict == "ask_first"
    assert headline[1] == TO_HAVE_SEX[wait]


def test_two_things_to_wait_for_are_both_said(pack: Pack) -> None:
    verdict, headline, below = said("sex-when", HERS | WAITS["bleeding"] | WAITS["infection"], pack)
    assert (verdict, headline[0]) == ("not_yet", "ans.sex-when.bleeding")
    assert "ans.sex-when.treated-first" in below


def test_under_16_comes_before_the_weeks_and_the_weeks_are_heard(pack: Pack) -> None:
    _, headline, below = said("sex-when", HERS | {"age": 15, "weeks_pregnant": 16}, pack)
    assert headline[0] == "ans.sex-when.young"
    assert "ans.sex-when.ask-team" in below


@pytest.mark.parametrize("age", [11, 12, 15])
def test_nobody_under_16_is_told_that_sex_is_hers_to_decide(age: int, pack: Pack) -> None:
    for more in ({}, {"weeks_pregnant": 16}, {"mind_ready": "not_yet"}, {"bleeding_now": "light"}):
        hers = answer("sex-when", {**HERS, "age": age, **more}, today=TODAY, pack=pack, closed_world=True)
        spoken = {one.id for one in (*hers.headline, *hers.opened, *hers.why)}
        assert not spoken & {"sex.your-choice", "ans.why-your-choice"}, more
        assert hers.why


def test_bleeding_is_heard_in_every_question_that_has_an_answer_for_it(pack: Pack) -> None:
    """Over every question about sex or trying and every other reason to ask first."""
    tried = set()
    for question in pack.questions.by_id.values():
        bleeds = {one.say[0] for one in question.answers if one.verdict in NOT_TODAY and "bleeding_now" in bases(one.when)}
        if question.decides[0] not in ONE_ACT or "after_loss" not in question.guides or not bleeds:
            continue
        for asks in ASKS:
            verdict, headline, below = said(question.id, HERS | WAITS["bleeding"] | asks, pack)
            if verdict == "ask_first":
                assert bleeds & {*headline, *below}, (question.id, asks)
                tried.add(question.id)
    assert len(tried) >= 4, tried


def test_folic_acid_waits_after_methotrexate_also_for_who_needs_more_of_it(pack: Pack) -> None:
    for days, more in ((20, False), (90, False), (91, True)):
        _, _, below = said("try-again", HERS | WAITS["methotrexate"] | {"days_since_loss": days, "has_diabetes": "yes"}, pack)
        assert ("ans.folic-5mg" in below) == more
        assert ("try.folic-acid-after-methotrexate" in below) != more


@pytest.mark.parametrize(
    "facts", [{"breast_concern": "yes", "breast_cancer": "current"}, {"clot_past": "yes"}, {"smoker": "current", "age": 36}]
)
def test_not_every_method_is_said_where_one_is_not_for_her(facts: dict[str, Any], pack: Pack) -> None:
    well = HERS | {"pregnancy_goal": "avoid", "management": "waited", "age": 30}
    assert "cont.answer-not-every-method" in said("start-method", well | facts, pack)[1]
    assert "cont.answer-not-every-method" not in said("start-method", well, pack)[1]


@pytest.mark.parametrize(("losses", "heard"), [(2, False), (3, True)])
def test_repeated_losses_are_heard_before_a_combined_method(losses: int, heard: bool, pack: Pack) -> None:
    for question in ("start-combined-pill", "start-patch-ring"):
        _, _, below = said(question, HERS | {"pregnancy_goal": "avoid", "management": "waited", "losses_in_all": losses}, pack)
        assert ("cont.repeated-losses-combined" in below) == heard


@pytest.mark.parametrize(("day", "hours", "free"), [(4, 20, True), (5, 20, False), (12, 20, False), (12, 130, False)])
def test_who_is_trying_is_not_told_that_sex_after_day_5_needs_nothing(day: int, hours: int, free: bool, pack: Pack) -> None:
    sex = {"had_sex_since_loss": "yes", "unprotected_sex_since_loss": "yes", "hours_since_unprotected_sex": hours, "days_since_loss": day}
    for medicine in ({}, {"medicines": ["harms_pregnancy"]}):
        hers = answer("emergency-pill", HERS | sex | medicine, today=TODAY, pack=pack, closed_world=True)
        lines = [one.id for one in (*hers.headline, *hers.opened, *hers.why, *(hers.own[1] if hers.own else ()))]
        assert ("ans.emergency-pill.not-for-that" in lines or "ans.why-no-egg-yet" in lines) == free, lines


@pytest.mark.parametrize(("facts", "question"), [({"loss_complete": "unknown"}, "try-again"), ({"infection_now": "unknown"}, "sex-when")])
def test_who_is_only_unsure_is_not_told_that_she_needs_help_today(facts: dict[str, Any], question: str, pack: Pack) -> None:
    verdict, headline, _ = said(question, HERS | {"management": "waited"} | facts, pack)
    assert verdict == "not_yet"
    assert headline[0] == "ans.check-first"
    assert "today" not in pack.statements["ans.check-first"].text


@pytest.mark.parametrize(("weeks", "day"), [(23, False), (24, True)])
def test_movements_before_24_weeks_are_told_to_the_midwife(weeks: int, day: bool, pack: Pack) -> None:
    hers = answer(
        "pregnant-sex", {"guide": "pregnant", "weeks_pregnant": weeks, "baby_moving_less": "yes"}, today=TODAY, pack=pack, closed_world=True
    )
    assert (hers.verdict == "call_today") == day
    assert ("urg.early-movements-ask-midwife" in [one.id for one in hers.opened]) != day
