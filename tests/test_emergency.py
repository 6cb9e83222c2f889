"""C2, C3: starting a method and emergency contraception are one answer; what she told of a coil or of her loss is heard beside both."""

from __future__ import annotations

from datetime import date

import pytest

from afterwards import answer
from afterwards.answers.record import Answer
from tests.people import PACK, Facts

TODAY = date(2026, 11, 28)
SEX: Facts = {"guide": "after_loss", "age": 25, "pregnancy_goal": "avoid", "unprotected_sex_since_loss": "yes"}
LOSSES: dict[str, Facts] = {
    "early": {"loss_kind": "miscarriage", "weeks_pregnant": 8, "management": "surgery"},
    "ectopic": {"loss_kind": "ectopic", "weeks_pregnant": 6, "ectopic_treatment": "surgery"},
    "later": {"loss_kind": "later_loss", "weeks_pregnant": 30},
}
EARLY: Facts = {**SEX, **LOSSES["early"], "days_since_loss": 30, "hours_since_unprotected_sex": 20}
ASKS = {"ans.start.yes-ask-emergency", "ans.start.emergency-too"}


def asked(question: str, facts: Facts) -> Answer:
    return answer(question, facts, today=TODAY, closed_world=True, pack=PACK)


def ids(reply: Answer) -> set[str]:
    return {line.id for line in (*reply.headline, *reply.opened)}


@pytest.mark.parametrize("method", ["start-implant", "start-combined-pill"])
@pytest.mark.parametrize("loss", LOSSES)
def test_a_start_sends_her_for_emergency_contraception_just_where_it_is_needed(loss: str, method: str) -> None:
    """Each day around the first that counts, each edge of the hours: both questions say the same."""
    verdicts = set()
    for day in (20, 21, 22, 23, 24, 25, 30) if loss == "later" else (4, 5, 6, 7, 8, 9, 20):
        for hours in (0, 23, 24, 47, 48, 71, 72, 95, 96, 120):
            facts = {**SEX, **LOSSES[loss], "days_since_loss": day, "hours_since_unprotected_sex": hours}
            emergency, start = asked("emergency-pill", facts), asked(method, facts)
            verdicts.add(emergency.verdict)
            if start.verdict == "yes":
                assert bool(ASKS & ids(start)) == (emergency.verdict == "do_now"), (day, hours)
    assert verdicts == {"do_now", "information"}


@pytest.mark.parametrize("told", [{"sperm_possible": "no"}, {"emergency_contraception_taken": "cu_iud"}])
def test_nobody_is_sent_for_what_she_cannot_need_or_has_had(told: Facts) -> None:
    assert not ASKS & ids(asked("start-implant", {**EARLY, **told}))


def test_where_no_kind_is_left_a_clinic_is_named_and_not_the_unit() -> None:
    """An infection rules out the coil, an inducer ulipristal, and the hours levonorgestrel."""
    facts = {**EARLY, "hours_since_unprotected_sex": 100, "medicines": ["rifamycin"], "pelvic_infection": "current"}
    for question in ("emergency-pill", "contraception-need"):
        reply = asked(question, facts)
        assert (reply.verdict, reply.headline[0].id) == ("ask_first", "ans.emergency-pill.ask-clinic")


def test_who_may_be_pregnant_again_reads_that_this_comes_first() -> None:
    for question in ("emergency-pill", "contraception-need"):
        reply = asked(question, {**EARLY, "may_be_pregnant_again": "yes"})
        assert (reply.verdict, reply.headline[0].id) == ("ask_first", "ans.start.ask-test")


def test_an_ectopic_pregnancy_left_to_end_by_itself_is_heard_beside_the_emergency_coil() -> None:
    waited = {**SEX, "loss_kind": "ectopic", "ectopic_treatment": "waited", "days_since_loss": 20, "hours_since_unprotected_sex": 20}
    assert "ec.copper-ectopic-waited" in ids(asked("emergency-pill", waited))
    treated = {**waited, "ectopic_treatment": "surgery"}
    assert "ec.copper-ectopic-waited" not in ids(asked("emergency-pill", treated))


def test_a_coil_in_use_is_heard() -> None:
    assert "ec.coil-in-already" in ids(asked("emergency-pill", {**EARLY, "using_now": "cu_iud"}))
    well = {name: value for name, value in EARLY.items() if "sex" not in name}
    assert asked("start-coil", {**well, "using_now": "lng_iud"}).headline[0].id == "ans.start.yes-using"
    assert "ec.coil-in-already" not in ids(asked("emergency-pill", {**EARLY, "using_now": "pop"}))
