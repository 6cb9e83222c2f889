"""Nothing told is ignored where the answer would be about something else, and nothing is said to whom it cannot concern (R08, R14)."""

from __future__ import annotations

import itertools
import re
from datetime import date
from typing import Any

import pytest

from afterwards import answer
from afterwards.answers.reader import Reader
from afterwards.engine import Range
from afterwards.pack import Pack
from afterwards.pack.conditions import base_of
from afterwards.pack.questions import Change, Question
from afterwards.pack.verdicts import RISING

TODAY = date(2026, 11, 30)
CALM: dict[str, Any] = {"signs_today": "none", "age": 28}
OF_A_LOSS = re.compile(r"\bloss\b|miscarriage|ectopic|molar")
NO_LOSS: tuple[dict[str, Any], ...] = (
    {},
    {"birth_in_past_year": "yes", "days_since_birth": 10},
    {"birth_in_past_year": "yes", "days_since_birth": 40, "breastfeeding": "yes"},
    {"hours_since_unprotected_sex": 20},
    {"hours_since_unprotected_sex": 100},
    {"hours_since_unprotected_sex": 20, "birth_in_past_year": "yes", "days_since_birth": 10},
    {"hours_since_unprotected_sex": 20, "emergency_contraception_taken": "ulipristal"},
    {"hours_since_unprotected_sex": 20, "medicines": ["rifamycin"]},
    {"hours_since_unprotected_sex": 20, "harmful_medicine": "yes"},
    {"may_be_pregnant_again": "yes"},
    {"using_now": "cu_iud"},
)


@pytest.mark.parametrize(("told", "guideline"), [*itertools.product(NO_LOSS, ("uk", "us", "who"))])
def test_who_had_no_loss_reads_of_none(told: dict[str, Any], guideline: str, pack: Pack) -> None:
    """She only looks for contraception, with or without a birth: no sentence said to her speaks of a loss."""
    answers = Reader(pack, {"guide": "contraception_only", **CALM, **told}, TODAY, None, guideline, True).answers()
    assert len(answers) > 8
    for found in answers:
        lines = [*found.first, *found.headline, *(found.own[1] if found.own else ()), *found.opened, *found.why]
        assert lines
        assert not [one for one in lines if OF_A_LOSS.search(one.text)], found.question.id


@pytest.mark.parametrize(
    ("pill", "measure", "limit", "step"),
    [
        ("levonorgestrel", "bmi", 26, 0.1),
        ("levonorgestrel", "weight_kg", 70, 0.1),
        ("ulipristal", "bmi", 30, 0.1),
        ("ulipristal", "weight_kg", 85, 0.1),
    ],
)
def test_a_pill_that_her_weight_may_weaken_leaves_the_coil_due(pill: str, measure: str, limit: float, step: float, pack: Pack) -> None:
    """R16: at the limit and just above it, and no longer once five days have passed."""

    def verdict(value: float, hours: float = 60) -> str:
        told = {"loss_kind": "miscarriage", "management": "surgery", "days_since_loss": 30, "emergency_contraception_taken": pill}
        facts = {"guide": "after_loss", **CALM, **told, "hours_since_unprotected_sex": hours, measure: value}
        return answer("emergency-pill", facts, today=TODAY, closed_world=True, pack=pack).verdict

    assert (verdict(limit), verdict(limit + step), verdict(limit + step, 121)) == ("information", "do_now", "information")


def test_height_and_bmi_tell_the_weight(pack: Pack) -> None:
    told = {"loss_kind": "miscarriage", "days_since_loss": 30, "hours_since_unprotected_sex": 60, "height_cm": 180, "bmi": 25}
    facts = {"guide": "after_loss", **CALM, **told, "emergency_contraception_taken": "levonorgestrel"}
    assert answer("emergency-pill", facts, today=TODAY, closed_world=True, pack=pack).verdict == "do_now"


HERS: dict[str, Any] = {"guide": "after_loss", **CALM, "loss_kind": "miscarriage", "days_since_loss": 30}
TOLD_OTHERWISE: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("test-positive", {"pregnancy_test": "negative"}, "ans.test-positive.negative"),
    ("methotrexate", {"loss_kind": "ectopic", "ectopic_treatment": "surgery"}, "ans.methotrexate.not-told"),
    ("methotrexate", {"loss_kind": "ectopic", "ectopic_treatment": "waited"}, "ans.methotrexate.not-told"),
    ("after-surgery", {"management": "medicine"}, "ans.after-surgery.none"),
    ("after-surgery", {"management": "waited"}, "ans.after-surgery.none"),
    ("anti-d", {"rhesus": "positive"}, "ans.anti-d.positive"),
    (
        "breastfeeding",
        {"loss_kind": "molar", "molar_chemotherapy": "yes", "molar_follow_up": "in_progress"},
        "ans.breastfeeding.chemotherapy",
    ),
    ("breastfeeding", {"other_conditions": ["cancer_treatment_now"]}, "ans.breastfeeding.chemotherapy"),
    ("milk", {"days_since_loss": 43}, "ans.milk.lasts"),
    ("milk", {"days_since_loss": 42}, "ans.milk.stops"),
    ("not-conceiving", {"months_trying": 12, "period_back": "no", "days_since_loss": 300}, "ans.not-conceiving.no-periods"),
    ("not-conceiving", {"months_trying": 12, "period_back": "yes", "days_since_loss": 300}, "ans.not-conceiving.year"),
    ("not-conceiving", {"period_back": "no", "days_since_loss": 200}, "ans.not-conceiving.no-periods"),
    ("test-positive", {"pregnancy_test": "negative", "still_feels_pregnant": "yes"}, "ans.ask-unit-or-gp"),
    (
        "test-positive",
        {"pregnancy_test": "negative", "loss_kind": "ectopic", "ectopic_treatment": "methotrexate", "hcg_follow_up": "in_progress"},
        "ans.test-positive.followed",
    ),
    ("after-surgery", {"loss_kind": "ectopic", "ectopic_treatment": "methotrexate"}, "ans.after-surgery.none"),
    (
        "sex-bleeding",
        {
            "loss_kind": "ectopic",
            "ectopic_treatment": "surgery",
            "days_since_loss": 200,
            "bleeding_after_sex": "once",
            "hcg_follow_up": "in_progress",
        },
        "ans.sex-bleeding.ectopic-call",
    ),
    ("chance-next", {"loss_kind": "ectopic", "antiphospholipid_antibodies": "yes"}, "ans.chance-next.ectopic"),
    ("feelings", {"age": 15, "low_mood_score": 4}, "ans.feelings.ask-if-hard"),
    ("not-conceiving", {"months_trying": 5, "period_back": "no", "days_since_loss": 57}, "ans.not-conceiving.no-periods"),
    ("not-conceiving", {"months_trying": 5, "period_back": "no", "days_since_loss": 56}, "ans.not-conceiving.most"),
    ("chance-next", {"antiphospholipid_antibodies": "yes"}, "ans.chance-next.antiphospholipid"),
    ("tests-losses", {"antiphospholipid_antibodies": "yes", "losses_in_all": 3}, "ans.chance-next.antiphospholipid"),
    ("tests-losses", {"losses_in_all": 3}, "ans.tests-losses.three"),
    ("tests-losses", {"losses_in_all": 2}, "ans.tests-losses.two"),
    ("sex-bleeding", {"bleeding_after_sex": "once", "cervical_cancer": "awaiting_treatment"}, "ans.sex-bleeding.cancer"),
    ("feelings", {"age": 15, "distress_weeks": 3}, "ans.feelings.ask"),
)


@pytest.mark.parametrize(("question", "told", "headline"), TOLD_OTHERWISE)
def test_what_she_told_stands_in_the_heading(question: str, told: dict[str, Any], headline: str, pack: Pack) -> None:
    found = answer(question, HERS | told, today=TODAY, closed_world=True, pack=pack)
    assert found.headline[0].id == headline


@pytest.mark.parametrize("told", [{}, {"distress_weeks": 3}, {"self_harm_thoughts": "yes"}, {"low_mood_score": 4}])
def test_under_16_reads_of_childline_and_of_no_service_for_adults(told: dict[str, Any], pack: Pack) -> None:
    for age, young in ((15, True), (16, False)):
        found = answer("feelings", HERS | told | {"age": age}, today=TODAY, closed_world=True, pack=pack)
        lines = {one.id for one in found.opened}
        assert ("young.childline" in lines) is young
        assert not (young and "feel.talking-therapies" in lines)


TEST_TOLD_AT_ONCE: tuple[dict[str, Any], ...] = (
    {"loss_kind": "ectopic", "ectopic_treatment": "surgery", "hcg_follow_up": "discharged"},
    {"loss_kind": "molar", "molar_follow_up": "finished"},
    {"antiphospholipid_antibodies": "yes"},
    {"has_diabetes": "yes", "diabetes": "no_vascular_disease_insulin"},
    {"medicines": ["enzyme_inducer_antiepileptic"]},
    {"medicines": ["thyroid_hormone"]},
    {"medicines": ["harms_pregnancy"]},
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        *itertools.product(("try-again", "try-medicines", "ivf-again"), TEST_TOLD_AT_ONCE),
        *(("test-positive", one) for one in TEST_TOLD_AT_ONCE[:2]),
    ],
)
def test_a_positive_test_that_must_be_told_at_once_is_not_put_off(question: str, told: dict[str, Any], pack: Pack) -> None:
    """With these a line says that a positive test is told at once: none beside it says "in the next few days"."""
    found = answer(question, HERS | {"pregnancy_goal": "try_now"} | told, today=TODAY, closed_world=True, pack=pack)
    of_a_test = [one for one in found.changes if "pregnancy_test" in one.needs or "period_back" in one.needs]
    assert not [one for one in of_a_test if "next few days" in one.then.text]


def so_already(question: Question, change: Change, pack: Pack) -> dict[str, Any]:
    """Somebody for whom what would change an answer is so: of each fact the first value that meets it."""
    guide = "after_loss" if "after_loss" in question.guides else question.guides[0]
    kind = (
        {}
        if guide != "after_loss"
        else {"loss_kind": "miscarriage" if "all" in question.kinds else question.kinds[0], "days_since_loss": 30}
    )
    facts = {**CALM, "guide": guide, **kind, **question.implies}
    for name, wanted in change.when.items():
        fact, _, member = name.partition(".")
        value = sorted(wanted)[0] if isinstance(wanted, frozenset) else inside(wanted, pack.facts[fact].whole)
        facts[fact] = [member] if member else value
    return facts


def inside(wanted: Range, whole: bool) -> float:
    step = 1 if whole else 0.1
    if wanted.low is not None:
        return wanted.low + step if wanted.low_open else wanted.low
    assert wanted.high is not None
    return wanted.high - step if wanted.high_open else wanted.high


SAID_ABOVE = (("milk", "milk lasts"), ("not-conceiving", "not-conceiving no-period"))
"""Once it is so, the heading of the answer says the same."""


def test_what_is_so_already_is_not_lost(pack: Pack) -> None:
    """What would change an answer is left out once it is so. Then the answer asks for as much as that line did, or the line stays."""
    looked = stayed = 0
    for question in pack.questions.by_id.values():
        if question.guides[0] == "partner":
            continue
        for change in question.changes:
            facts = so_already(question, change, pack)
            found = answer(question.id, facts, today=TODAY, closed_world=True, pack=pack)
            if not (found.guide.fitting(change.if_) and all(found.guide.may_apply(base_of(name)) for name in change.when)):
                continue
            if (question.id, change.id) in SAID_ABOVE:
                continue
            looked += 1
            shown = change.if_ in {one.if_.id for one in found.changes}
            as_much = RISING.index(found.verdict) >= RISING.index(change.verdict)
            not_this_method = bool(found.methods) and found.verdict == "information"
            assert shown or as_much or not_this_method, (question.id, change.id, facts)
            stayed += shown and not as_much
    assert looked > 100
    assert stayed > 20
