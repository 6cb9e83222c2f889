"""C1, C2: beside a call nothing is allowed: what is Yes on another day asks first, also after she has called."""

from __future__ import annotations

from datetime import date

import pytest

from afterwards import answer
from afterwards.answers.record import Answer
from tests.people import PACK, Facts

TODAY = date(2026, 11, 28)
WELL: Facts = {
    "guide": "after_loss",
    "loss_kind": "miscarriage",
    "weeks_pregnant": 8,
    "management": "surgery",
    "loss_complete": "confirmed",
}
LATER: Facts = {**WELL, "days_since_loss": 60, "age": 25, "bleeding_now": "none", "period_back": "yes", "pregnancy_goal": "try_now"}
SIGNS: tuple[Facts, ...] = (
    {"temperature_c": 38.4},
    {"discharge": "smelly_or_unusual"},
    {"leg_swelling_or_pain": "yes"},
    {"one_sided_pain": "yes"},
    {"fainted_or_collapsed": "yes"},
)
ALLOWING = [one.id for one in PACK.questions.by_id.values() if not one.yes_beside_call and any(a.verdict == "yes" for a in one.answers)]
AFTER_LOSS = [name for name in ALLOWING if "after_loss" in PACK.questions.by_id[name].guides]


def asked(question: str, facts: Facts) -> Answer:
    return answer(question, facts, today=TODAY, closed_world=True, pack=PACK)


def verdicts(reply: Answer) -> set[str]:
    """Its own verdict, and those of its methods."""
    return {reply.own[0] if reply.own else reply.verdict, *(one.verdict for one in reply.methods)}


def test_the_questions_whose_yes_stands_are_those_whose_yes_allows_nothing() -> None:
    stands = {one.id for one in PACK.questions.by_id.values() if one.yes_beside_call}
    assert stands == {
        *("bleeding-normal", "pain-normal", "first-period", "pregnant-again"),  # what is, or may be
        *("contraception-need", "method-failed", "breastfeeding"),  # what she needs, may choose, or owes a child
    }


@pytest.mark.parametrize("question", AFTER_LOSS)
def test_no_yes_stands_beside_a_call(question: str) -> None:
    for sign in SIGNS:
        for called in ({}, {"called_for_help": "yes"}):
            assert "yes" not in verdicts(asked(question, {**LATER, **sign, **called})), (sign, called)


def test_without_a_sign_most_of_them_say_yes() -> None:
    free = [name for name in AFTER_LOSS if "yes" in verdicts(asked(name, LATER))]
    assert len(free) > len(AFTER_LOSS) / 2


def test_a_pregnancy_with_a_coil_in_place_allows_nothing_yet() -> None:
    typical: Facts = {"guide": "pregnant", "weeks_pregnant": 9}
    assert "yes" in verdicts(asked("pregnant-sex", typical))
    reply = asked("pregnant-sex", {**typical, "using_now": "lng_iud"})
    assert (reply.verdict, reply.own and reply.own[0]) == ("call_today", "ask_first")


@pytest.mark.parametrize("method", ["start-coil", "start-implant", "start-mini-pill", "start-injection", "start-combined-pill"])
def test_nothing_starts_while_the_tablets_may_not_have_worked(method: str) -> None:
    tablets: Facts = {**WELL, "management": "medicine", "age": 25, "bleeding_now": "light", "bleeding_course": "settling"}
    well: Facts = {**tablets, "days_since_loss": 12}
    assert "yes" in verdicts(asked(method, well))
    assert "yes" not in verdicts(asked(method, {**well, "still_feels_pregnant": "yes"}))
    not_told = {name: value for name, value in tablets.items() if name != "loss_complete"}
    assert "yes" not in verdicts(asked(method, {**not_told, "bleeding_now": "spotting", "days_since_loss": 3}))


def test_a_positive_test_after_an_ectopic_pregnancy_has_one_answer() -> None:
    """NICE NG126 and the Ectopic Pregnancy Trust: an early scan. Also where the ectopic pregnancy was before this one."""
    again: Facts = {"days_since_loss": 90, "pregnancy_test": "positive", "period_back": "yes", "guide": "after_loss"}
    ectopic: Facts = {**again, "loss_kind": "ectopic", "ectopic_treatment": "surgery", "pregnancy_goal": "try_now"}
    earlier: Facts = {**WELL, **again, "past_ectopic": "yes", "pregnancy_goal": "try_now"}
    for question, facts in (("pregnant-again", ectopic), ("test-positive", ectopic), ("try-again", ectopic), ("try-again", earlier)):
        assert [line.id for line in asked(question, facts).headline] == ["ans.test-positive.new", "ans.test-positive.new-scan"]


def test_what_she_told_of_a_test_and_a_method_is_heard_where_her_period_stays_away() -> None:
    late: Facts = {**WELL, "days_since_loss": 70, "period_back": "no"}
    assert asked("no-period", late).headline[0].id == "ans.no-period.ask"
    positive = {**late, "pregnancy_test": "positive", "pregnancy_test_day": 70}
    assert asked("no-period", positive).headline[0].id == "ans.no-period.ask-positive"
    assert asked("no-period", {**late, "using_now": "dmpa"}).headline[0].id == "ans.no-period.method"


def test_who_must_ask_before_ibuprofen_reads_that_and_no_general_list() -> None:
    hurts: Facts = {**WELL, "days_since_loss": 3, "pain": "moderate"}
    general = {line.id for line in asked("pain-normal", hurts).opened}
    told = {line.id for line in asked("pain-normal", {**hurts, "medicines": ["anticoagulant_treatment_dose"]}).opened}
    assert "ans.pain-normal.ibuprofen-medicines" not in told
    assert "rec.ibuprofen-not-for-her" in told - general
