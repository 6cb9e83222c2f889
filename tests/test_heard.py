"""What she told is heard in sex, contraception, trying again and feelings, and nothing that cannot concern her is said.

Statement ids said and not said for made-up people, each standing for a kind of fault that was reported.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date

import pytest

from afterwards import answer
from afterwards.answers.record import Answer
from afterwards.guide import Guide, guide
from afterwards.pack.conditions import base_of
from afterwards.pack.methods import Caution
from tests.people import PACK

TODAY = date(2026, 11, 28)
KINDS: tuple[Mapping[str, object], ...] = (
    {"loss_kind": "miscarriage", "weeks_pregnant": 8},
    {"loss_kind": "miscarriage", "weeks_pregnant": 19},
    {"loss_kind": "miscarriage", "weeks_pregnant": 26},
    {"loss_kind": "ectopic", "weeks_pregnant": 6, "ectopic_treatment": "surgery"},
    {"loss_kind": "molar", "weeks_pregnant": 9, "molar_follow_up": "in_progress"},
    {"loss_kind": "abortion", "weeks_pregnant": 8},
    {"loss_kind": "abortion", "weeks_pregnant": 27},
    {"loss_kind": "later_loss", "weeks_pregnant": 33},
)
WELL: Mapping[str, object] = {"guide": "after_loss", "loss_kind": "miscarriage", "weeks_pregnant": 8, "days_since_loss": 60, "age": 30}
EMERGENCY: Mapping[str, object] = {
    **WELL,
    "days_since_loss": 16,
    "pregnancy_goal": "avoid",
    "had_sex_since_loss": "yes",
    "unprotected_sex_since_loss": "yes",
    "hours_since_unprotected_sex": 40,
}


def answered(facts: Mapping[str, object], *, closed: bool = True) -> Guide:
    return guide(facts, today=TODAY, closed_world=closed, pack=PACK)


def said(facts: Mapping[str, object], section: str = "") -> list[str]:
    """The ids of what is said, of one section or of all, in the order in which they are read."""
    plan = answered(facts).plan
    return [line.statement for name, lines in plan.items() if section in ("", name) for line in lines]


def words(facts: Mapping[str, object]) -> str:
    """All that is said of sex, contraception, trying again and feelings, as one text."""
    found = answered(facts)
    parts = ("sex", "contraception", "trying_again", "feelings")
    return " ".join(f"{line.text} {found.voice.because(line.statement)}" for part in parts for line in found.plan.get(part, ()))


# ---- People at risk


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("age", [12, 13, 15])
def test_under_16_nothing_invites(kind: Mapping[str, object], age: int) -> None:
    """child-answered-as-adult: no "when you feel ready" for sex or for trying, and someone to call."""
    facts = {**WELL, **kind, "age": age, "pregnancy_goal": "not_sure"}
    found = answered(facts)
    assert {found.answers[name].high for name in ("sex_readiness", "trying_again")} == {"ask_your_clinician"}
    assert "when you feel ready" not in words(facts)
    assert "young.childline" in said(facts)


def test_over_15_nothing_changes() -> None:
    """The same at 16 and at 30, and no line for the young."""
    assert said({**WELL, "age": 16}) == said({**WELL, "age": 30})
    assert not [one for one in said({**WELL, "age": 16}) if one.startswith("young.")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_child_reads_first_who_helps(kind: Mapping[str, object]) -> None:
    """child-answered-as-adult: under 13 what cannot stay private is said before everything else, from 13 on in the first section."""
    assert said({**WELL, **kind, "age": 12})[0] == "young.under-13"
    assert "young.private" not in said({**WELL, **kind, "age": 12})
    assert said({**WELL, **kind, "age": 13}, "opening")[:3] == ["young.private", "young.childline", "young.adult"]


@pytest.mark.parametrize("kind", [*KINDS, {"self_harm_immediate": "yes"}, {"pain": "severe"}, {"age": 14}, {"partner_ready": "no_partner"}])
def test_everyone_is_told_whom_to_call_about_violence(kind: Mapping[str, object]) -> None:
    """no-way-to-help-with-abuse: the line ends each answer, before any row that the page may fold, and is no headline."""
    found = answered({**WELL, **kind})
    for section, pressed in (("sex", "sex.pressed"), ("contraception", "cont.pressed"), ("feelings", "feel.pressed")):
        answer = [line for line in found.plan[section] if not line.row]
        assert answer[-1].statement == pressed
        assert len(answer) > 1
        assert "0808 2000 247" in answer[-1].text
        assert not found.plan[section][0].row


def test_in_pregnancy_the_line_is_there_too() -> None:
    """no-way-to-help-with-abuse."""
    found = answered({"guide": "pregnant", "weeks_pregnant": 20, "age": 30})
    assert [line.statement for line in found.plan["sex"] if not line.row][-1] == "preg.pressed"


@pytest.mark.parametrize(
    ("nation", "number"),
    [("england", "0808 2000 247"), ("scotland", "0800 027 1234"), ("wales", "0808 80 10 800"), ("northern_ireland", "0808 802 1414")],
)
def test_a_nation_that_is_told_gets_its_own_number(nation: str, number: str) -> None:
    """northern-ireland-left-out: until it is told all four stand in one line."""
    line = next(line for line in answered({**WELL, "nation": nation}).plan["sex"] if line.statement == "sex.pressed")
    assert line.text.endswith(f"{number}.")
    assert number in next(line.text for line in answered(WELL).plan["sex"] if line.statement == "sex.pressed")


@pytest.mark.parametrize("kind", KINDS)
def test_every_feelings_answer_keeps_the_lines_of_any_hour(kind: Mapping[str, object]) -> None:
    """northern-ireland-left-out, after-24-weeks-signs-unsaid: Lifeline stands beside the others unless another nation is told."""
    for facts in ({}, {"self_harm_thoughts": "yes"}, {"self_harm_immediate": "yes"}, {"low_mood_score": 4}):
        spoken = said({**WELL, **kind, **facts}, "feelings")
        assert {"feel.any-hour", "feel.northern-ireland"} <= set(spoken)
        assert "feel.northern-ireland" not in said({**WELL, **kind, **facts, "nation": "wales"}, "feelings")


def test_in_northern_ireland_no_part_of_ours_names_nhs_111() -> None:
    """northern-ireland-left-out: the leave too is that of Northern Ireland."""
    facts = {**WELL, "nation": "northern_ireland", "self_harm_thoughts": "yes", "had_sex_since_loss": "yes"}
    assert "111" not in words(facts).replace("0800 1111", "")
    assert "feel.leave-northern-ireland" in said(facts)
    assert "feel.leave-great-britain" not in said(facts)
    assert "feel.leave-northern-ireland" not in said({**WELL, "nation": "scotland"})


def test_sexual_assault_stands_beside_emergency_contraception() -> None:
    """Part 6 of the issue: quiet, and not among the first lines."""
    assert "cont.sexual-assault" in said(EMERGENCY, "contraception")
    assert "cont.sexual-assault" not in said(EMERGENCY, "first")


# ---- Clocks


def test_what_runs_out_comes_first() -> None:
    """emergency (C3): the kinds with the hours left lead the whole guide."""
    first = answered(EMERGENCY).plan["first"]
    assert next(iter(answered(EMERGENCY).plan)) == "first"
    assert [line.statement for line in first][:2] == ["cont.ec-act-now", "cont.ec-copper-coil"]
    assert "Hours left: about 80" in first[1].text


@pytest.mark.parametrize("taken", ["cu_iud", "ulipristal", "levonorgestrel"])
def test_what_was_taken_ends_the_clock(taken: str) -> None:
    """emergency (C3): then what follows is said: a test after 3 weeks, and after ulipristal hormones 5 days later."""
    spoken = said({**EMERGENCY, "emergency_contraception_taken": taken})
    assert "cont.ec-act-now" not in spoken
    assert "cont.ec-then-test" in spoken
    assert ("cont.ec-taken-ulipristal" in spoken) == (taken == "ulipristal")


def test_a_clock_that_has_run_out_is_not_said() -> None:
    """emergency (C3)."""
    assert "first" not in answered({**EMERGENCY, "days_since_loss": 40, "hours_since_unprotected_sex": 121}).plan


def test_after_methotrexate_the_unit_is_called_the_same_day() -> None:
    """calm-headline-over-a-clock: it stands among what comes first."""
    facts = {
        **EMERGENCY,
        "loss_kind": "ectopic",
        "ectopic_treatment": "methotrexate",
        "days_since_loss": 22,
        "hours_since_unprotected_sex": 9,
    }
    assert "cont.ec-tell-unit-methotrexate" in said(facts, "first")


def test_who_wants_a_pregnancy_now_gets_no_emergency_contraception() -> None:
    """As before."""
    assert not [one for one in said({**EMERGENCY, "pregnancy_goal": "try_now"}) if one.startswith("cont.ec-")]


# ---- Illness and medicines before trying

ILLNESS: Mapping[str, tuple[Mapping[str, object], ...]] = {
    "try.ill-diabetes": ({"has_diabetes": "yes"}, {"has_diabetes": "yes", "diabetes": "no_vascular_disease_insulin"}),
    "try.ill-epilepsy": ({"epilepsy": "yes"},),
    "try.ill-blood-pressure": ({"hypertension": "controlled"}, {"hypertension": "raised"}, {"systolic_mmhg": 150}, {"diastolic_mmhg": 95}),
    "try.ill-blood-pressure-in-pregnancy": ({"high_bp_in_pregnancy": "yes"},),
    "try.ill-heart": ({"heart_condition": "yes"}, {"stroke_or_tia": "yes"}, {"vascular_disease": "yes"}),
    "try.ill-clot": ({"clot_past": "yes"}, {"thrombophilia": "yes"}),
    "try.ill-antiphospholipid": ({"antiphospholipid_antibodies": "yes"},),
    "try.ill-rheumatic": ({"has_lupus": "yes"}, {"rheumatoid_arthritis": "yes"}),
    "try.ill-sickle": ({"sickle_cell": "yes"}, {"thalassaemia": "yes"}),
    "try.ill-hiv": ({"hiv_concern": "yes", "hiv": "cd4_under_200"},),
    "try.ill-kidney": ({"kidney_or_transplant": "yes"},),
    "try.ill-cancer": ({"breast_concern": "yes", "breast_cancer": "past_under_5_years"}, {"other_conditions": ["cancer_treatment_now"]}),
    "try.ill-weight-loss-surgery": ({"bariatric_surgery_ever": "yes"},),
    "try.ill-thyroid": ({"other_conditions": ["thyroid"]},),
    "try.ill-neural-tube": ({"other_conditions": ["neural_tube_defect_in_family"]},),
    "try.ill-specialist": ({"has_multiple_sclerosis": "yes"}, {"bowel_disease": "yes"}, {"other_conditions": ["liver_disease"]}),
}
MEDICINES: Mapping[str, tuple[str, ...]] = {
    "try.med-harms": (
        "valproate",
        "lithium",
        "carbimazole",
        "isotretinoin",
        "ramipril",
        "losartan",
        "tamoxifen",
        "mycophenolate",
        "topiramate",
    ),
    "try.med-blood-thinner": ("warfarin", "apixaban", "enoxaparin", "anticoagulant_preventive_dose"),
    "try.med-epilepsy": ("carbamazepine", "topiramate", "lamotrigine"),
    "try.med-methotrexate": ("methotrexate",),
    "try.med-immune": ("azathioprine", "mycophenolate"),
    "try.med-steroids": ("steroid_tablets_long_term",),
    "try.med-hiv": ("efavirenz", "dolutegravir"),
    "try.med-rifamycin": ("rifampicin",),
    "try.ill-thyroid": ("levothyroxine",),
    "try.ill-diabetes": ("insulin", "gliclazide"),
}


def _told() -> Iterator[tuple[str, Mapping[str, object]]]:
    yield from ((statement, facts) for statement, many in ILLNESS.items() for facts in many)
    yield from ((statement, {"medicines": [name]}) for statement, names in MEDICINES.items() for name in names)


@pytest.mark.parametrize(("statement", "facts"), list(_told()))
def test_each_illness_and_medicine_is_heard_before_trying(statement: str, facts: Mapping[str, object]) -> None:
    """illness-ignored-when-trying-again: "ask first", with what to ask, do not stop it alone, contraception until then."""
    person = {**WELL, "pregnancy_goal": "try_now", **facts}
    spoken = said(person, "trying_again")
    assert answered(person).answers["trying_again"].low == "ask_your_clinician"
    assert spoken[0] == "try.answer-ask"
    assert {statement, "try.contraception-until-seen"} <= set(spoken)
    assert {"try.ask-illness", "try.ask-medicine"} & set(spoken)
    assert not {"try.answer-ready", "try.up-to-you", "try.early-loss-timing"} & set(spoken)


def test_the_list_of_what_is_heard_is_whole() -> None:
    """illness-ignored-when-trying-again: whatever makes the pack ask first is named by a line of its own."""
    named = {*ILLNESS, *MEDICINES}
    rows = [row for row in PACK.rows if row.section == "trying_again" and row.say[0].startswith(("try.ill-", "try.med-"))]
    assert {row.say[0] for row in rows} == named
    spoken_of = {name.partition(".")[0] for row in rows for name in row.when} | {"medicines"}
    for fact in ("illness_for_pregnancy", "medicine_for_pregnancy"):
        told = PACK.facts[fact].from_told
        assert told
        assert {name for when in told.any for name in when} <= spoken_of


@pytest.mark.parametrize(
    "facts",
    [
        {"varicose_veins": "yes"},
        {"iron_deficiency": "yes", "medicines": ["ferrous sulfate"]},
        {"medicines": ["amoxicillin"]},
        {"medicines": ["sertraline"]},
        {"has_diabetes": "yes", "diabetes": "past_gestational"},
        {"has_migraine": "yes", "migraine": "with_aura"},
        {"clot_in_family": "yes"},
        {"breast_concern": "yes", "breast_condition": "family_history"},
        {"other_conditions": ["ovarian_cyst"]},
    ],
)
def test_what_matters_for_no_pregnancy_raises_nothing(facts: Mapping[str, object]) -> None:
    """illness-ignored-when-trying-again, the other side: she stays calm."""
    found = answered({**WELL, "pregnancy_goal": "try_now", **facts}).answers["trying_again"]
    assert (found.low, found.high) == ("when_you_feel_ready", "when_you_feel_ready")


def test_the_higher_dose_of_folic_acid_takes_the_place_of_the_usual_one() -> None:
    """illness-ignored-when-trying-again, wrong-or-outdated: and a high weight is no reason any more."""
    with_diabetes = said({**WELL, "pregnancy_goal": "try_now", "has_diabetes": "yes"}, "trying_again")
    assert "try.folic-acid-5-mg" in with_diabetes
    assert "try.folic-acid" not in with_diabetes
    assert "try.folic-acid" in said({**WELL, "pregnancy_goal": "try_now"}, "trying_again")
    assert "BMI" not in words({**WELL, "pregnancy_goal": "try_now", "bmi": 34})


def test_two_boxes_are_enough() -> None:
    """illness-ignored-when-trying-again: they are asked on the way to this answer, and nothing of the health pages is."""
    told = {**WELL, "pregnancy_goal": "try_now"}
    assert {"illness_for_pregnancy", "medicine_for_pregnancy"} <= set(answered(told, closed=False).ask_next)
    assert answered({**told, "medicine_for_pregnancy": "yes"}).answers["trying_again"].low == "ask_your_clinician"


# ---- Hers: nothing that cannot concern her


def test_who_does_not_want_a_pregnancy_is_not_told_when_to_try() -> None:
    """words-that-hurt-or-misfit: one neutral line, whatever else is told."""
    for facts in (
        {},
        {"bleeding_now": "light"},
        {"epilepsy": "yes"},
        {"pain": "severe"},
        {"loss_kind": "ectopic", "ectopic_treatment": "methotrexate"},
    ):
        person = {**WELL, "pregnancy_goal": "avoid", **facts}
        assert said(person, "trying_again") == ["try.nothing-to-decide"]
        assert not [one for one in answered(person).open if one.decision == "trying_again"]


@pytest.mark.parametrize("kind", [one for one in KINDS if one["loss_kind"] == "abortion"])
@pytest.mark.parametrize("goal", ["avoid", "try_later", "not_today"])
@pytest.mark.parametrize("day", [3, 20, 60, 400])
def test_after_an_abortion_no_answer_speaks_of_a_loss(kind: Mapping[str, object], goal: str, day: int) -> None:
    """words-that-hurt-or-misfit: when methods start is told by the folder of methods, and looked at there."""
    found = answered({**WELL, **kind, "pregnancy_goal": goal, "days_since_loss": day})
    lines = [line for part in ("sex", "contraception", "trying_again") for line in found.plan.get(part, ())]
    lines = [line for line in lines if not line.statement.endswith("-after-later-loss")]
    assert [line.text for line in lines if " loss" in line.text or "miscarriage" in line.text] == []
    assert "early pregnancy unit" not in " ".join(line.text for line in lines)


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_partner_nobody_speaks_of_one(kind: Mapping[str, object]) -> None:
    """assumes-a-partner."""
    for goal in ("avoid", "try_now", "not_sure"):
        text = words({**WELL, **kind, "partner_ready": "no_partner", "pregnancy_goal": goal, "days_since_loss": 25}).lower()
        assert "both of you" not in text
        assert "your partner" not in text
        assert "if you have a partner" not in text


def test_a_period_that_has_come_is_not_announced() -> None:
    """her-period-not-recognised (C5)."""
    facts = {**WELL, "pregnancy_goal": "not_sure"}
    announcing = {"cont.fertility-before-period", "try.egg-before-period", "try.period-helps-dates", "sex.may-be-a-period"}
    assert announcing & set(said(facts))
    assert not announcing & set(said({**facts, "period_back": "yes"}))


@pytest.mark.parametrize("method", ["cu_iud", "lng_iud", "implant", "dmpa", "pop", "coc", "patch", "ring"])
def test_a_method_in_use_is_heard(method: str) -> None:
    """method-in-use-ignored: nothing that fits only someone without one; who wants to try is told how to stop it."""
    using = {**WELL, "days_since_loss": 15, "pregnancy_goal": "avoid", "using_now": method, "management": "surgery"}
    spoken = said(using, "contraception")
    assert spoken[0] == "cont.answer-using"
    assert ("cont.check-threads" in spoken) == (method in ("cu_iud", "lng_iud"))
    assert not {"cont.needed-now", "cont.start-any-time", "cont.extra-days", "cont.coil-after-surgery", "cont.where-to-get"} & set(spoken)
    assert [one for one in said({**using, "pregnancy_goal": "try_now"}, "trying_again") if one.startswith("try.stop-")]


def test_a_method_that_failed_is_no_protection() -> None:
    """method-in-use-ignored, the other side: sex without contraception is told besides."""
    spoken = said({**EMERGENCY, "using_now": "pop"})
    assert "cont.ec-act-now" in spoken
    assert not {"cont.answer-using", "cont.probably-protected", "cont.keep-using"} & set(spoken)


def test_where_sex_cannot_lead_to_a_pregnancy_nothing_is_said_of_contraception() -> None:
    """Part 4, C5: the answer, and the line for everyone."""
    assert said({**WELL, "pregnancy_goal": "avoid", "sperm_possible": "no"}, "contraception") == ["cont.answer-none", "cont.pressed"]


@pytest.mark.parametrize(
    "facts",
    [
        {"period_back": "yes", "pregnancy_test_day": 50},
        {"pregnancy_test_day": 42},
        {"loss_kind": "ectopic", "ectopic_treatment": "waited", "period_back": "yes", "pregnancy_test_day": 50},
    ],
)
def test_a_late_positive_test_may_be_a_new_pregnancy(facts: Mapping[str, object]) -> None:
    """new-pregnancy-called-incomplete: it is named first, and no method starts before it is clear."""
    person = {**WELL, "pregnancy_goal": "try_later", "pregnancy_test": "positive", "had_sex_since_loss": "yes", **facts}
    spoken = said(person)
    assert {"sex.ask-may-be-pregnant", "try.answer-may-be-pregnant", "try.new-pregnancy-what-to-do", "cont.may-be-pregnant"} <= set(spoken)
    assert not {"sex.ask-test-still-positive", "try.ask-test-still-positive", "cont.start-any-time", "cont.needed-now"} & set(spoken)
    assert ("try.new-pregnancy-early-scan" in spoken) == (person["loss_kind"] == "ectopic")


def test_an_early_positive_test_is_still_read_as_before() -> None:
    """new-pregnancy-called-incomplete, the other side: day 41 without a period."""
    spoken = said({**WELL, "pregnancy_test": "positive", "pregnancy_test_day": 41, "period_back": "no"})
    assert "sex.ask-test-still-positive" in spoken
    assert "sex.ask-may-be-pregnant" not in spoken


def test_while_a_centre_follows_the_hormone_a_home_test_is_no_alarm() -> None:
    """expected-test-called-alarm, in the parts on sex and trying."""
    facts = {**WELL, "loss_kind": "molar", "molar_follow_up": "in_progress", "pregnancy_test": "positive", "pregnancy_test_day": 45}
    spoken = said(facts)
    assert {"sex.ask-test-in-follow-up", "try.ask-test-in-follow-up"} <= set(spoken)
    assert not {"sex.ask-may-be-pregnant", "sex.ask-test-still-positive", "try.new-pregnancy-what-to-do"} & set(spoken)


def test_nothing_is_counted_from_a_scan() -> None:
    """dates-for-what-has-not-happened."""
    facts = {**WELL, "days_since_loss": 9, "management": "waited", "has_begun": "no", "pregnancy_goal": "try_later"}
    spoken = set(said(facts))
    assert {"sex.ask-not-begun", "try.wait-not-begun", "cont.not-begun"} <= spoken
    assert not {"cont.needed-now", "cont.start-any-time", "sex.usual-time", "try.early-loss-timing", "feel.hormones-and-mood"} & spoken


@pytest.mark.parametrize("kind", KINDS)
def test_two_years_on_nothing_of_the_first_weeks_is_said(kind: Mapping[str, object]) -> None:
    """years-later-still-the-first-weeks."""
    facts = {**WELL, **kind, "molar_follow_up": "finished", "days_since_loss": 730, "period_back": "yes", "pregnancy_goal": "avoid"}
    first_weeks = (
        "sex.usual",
        "sex.why-wait",
        "sex.first-time",
        "sex.wait",
        "sex.ask",
        "feel.hormones",
        "rec.milk",
        "open.later-loss-signs",
    )
    assert [one for one in said(facts) if one.startswith(first_weeks)] == []
    assert answered(facts).answers["sex_readiness"].high == "when_you_feel_ready"
    assert "cont.needed-now" not in said(facts)


# ---- One voice: the headline is no freer than what stands beside it


def test_who_has_harmed_herself_is_invited_to_nothing() -> None:
    """calm-headline-in-a-crisis: no part opens with an invitation, help comes first, and what can wait is left out."""
    facts = {**WELL, "days_since_loss": 22, "self_harm_immediate": "yes", "pregnancy_goal": "try_now"}
    assert "when you feel ready" not in words(facts)
    assert said(facts, "sex")[:2] == ["sex.answer-wait", "sex.first-things-first"]
    assert said(facts, "trying_again")[:2] == ["try.answer-wait", "try.first-things-first"]
    assert not [line for part in ("sex", "trying_again") for line in answered(facts).plan[part] if line.row]


@pytest.mark.parametrize("loss_kind", ["miscarriage", "abortion", "later_loss", "ectopic", "molar"])
@pytest.mark.parametrize("weeks", [24, 30, 41])
@pytest.mark.parametrize("day", [3, 10, 25, 100, 300])
def test_from_24_weeks_the_answer_follows_the_weeks(loss_kind: str, weeks: int, day: int) -> None:
    """late-abortion-read-as-early: no level of sex, and none of trying or contraception among birth, miscarriage and abortion, differs."""
    facts = {**WELL, "weeks_pregnant": weeks, "days_since_loss": day, "pregnancy_goal": "avoid"}
    birth, other = (
        answered({**facts, "loss_kind": kind, "ectopic_treatment": "surgery", "molar_follow_up": "finished"}).answers
        for kind in ("later_loss", loss_kind)
    )
    decisions = ["sex_readiness"] if loss_kind in ("ectopic", "molar") else ["sex_readiness", "trying_again", "contraception_need"]
    if day > 41 or loss_kind != "ectopic":
        assert [(birth[one].low, birth[one].high) for one in decisions] == [(other[one].low, other[one].high) for one in decisions]


def test_from_24_weeks_nothing_of_an_early_loss_is_said() -> None:
    """late-abortion-read-as-early: a birth's contraception, and for an abortion its own words."""
    for kind in ("miscarriage", "abortion"):
        spoken = set(said({**WELL, "loss_kind": kind, "weeks_pregnant": 27, "days_since_loss": 8, "pregnancy_goal": "avoid"}))
        assert {"cont.not-needed-yet-later-loss", "open.later-loss-signs", "rec.milk"} <= spoken
        assert not {"cont.needed-now", "cont.start-any-time", "open.not-your-fault", "open.early-loss-chance", "sex.usual-time"} & spoken
    assert "cont.start-any-time" not in said(
        {"guide": "contraception_only", "loss_kind": "abortion", "weeks_pregnant": 27, "days_since_loss": 8, "pregnancy_goal": "avoid"}
    )
    assert "open.not-your-fault-later-loss" not in said({**WELL, "loss_kind": "abortion", "weeks_pregnant": 27})


def test_an_earlier_ectopic_is_heard_in_pregnancy() -> None:
    """earlier-ectopic-not-used: the scan and the signs, before the rows that a page folds."""
    facts = {"guide": "pregnant", "weeks_pregnant": 7, "past_ectopic": "yes", "age": 29}
    rows = [line.statement for line in answered(facts).plan["sex"] if line.row]
    assert rows[:2] == ["preg.earlier-ectopic-scan", "preg.earlier-ectopic-signs"]
    assert "preg.earlier-ectopic-scan" not in said({**facts, "past_ectopic": "no"})


# ---- What a sceptical clinician found


def test_a_pill_weakened_by_tirzepatide_is_not_said_to_go_on() -> None:
    """C2, C4: by its brand name, with a pill in use; a coil is not touched."""
    person = {**WELL, "days_since_loss": 30, "pregnancy_goal": "avoid", "medicines": ["Mounjaro"], "period_back": "yes"}
    assert "cont.ask-before-going-on" in said({**person, "using_now": "pop"}, "contraception")
    assert "cont.ask-before-going-on" not in said({**person, "using_now": "cu_iud"}, "contraception")


@pytest.mark.parametrize("sign", ["leg_swelling_or_pain", "breathless_or_chest_pain", "untreated_clot"])
@pytest.mark.parametrize("method", ["coc", "patch", "ring"])
def test_with_a_sign_of_a_clot_nothing_is_said_of_going_on_with_oestrogen(sign: str, method: str) -> None:
    """C2: she is told to use no more of it until it has been looked at."""
    person = {**WELL, "days_since_loss": 40, "pregnancy_goal": "avoid", "using_now": method, sign: "yes"}
    assert not {"cont.probably-protected", "cont.keep-using"} & set(said(person))
    (mine,) = (one for one in answered(person).to_dict()["methods"] if one["method"] == method)
    assert "elig.oestrogen-and-clot-sign" in json.dumps(mine)


def test_a_pill_that_her_medicine_weakens_does_not_end_the_clock() -> None:
    """C3: the copper coil with its hours leads; without that medicine the pill has ended it."""
    person = {**WELL, "days_since_loss": 20, "pregnancy_goal": "avoid", "had_sex_since_loss": "yes", "unprotected_sex_since_loss": "yes"}
    person |= {"hours_since_unprotected_sex": 20, "emergency_contraception_taken": "levonorgestrel"}
    assert "cont.ec-taken-levonorgestrel" in said(person)
    with_inducer = {**person, "medicines": ["Tegretol"]}
    assert [line.statement for line in answered(with_inducer).plan["first"]] == [
        "cont.ec-pill-may-fail",
        "cont.ec-copper-coil",
        "cont.ec-where",
    ]
    assert "cont.ec-taken-levonorgestrel" not in said(with_inducer)


def test_a_follow_up_that_has_finished_has_found_the_hormone_gone() -> None:
    """C4: a coil is then no longer held back."""
    person = {**WELL, "loss_kind": "molar", "days_since_loss": 900, "pregnancy_goal": "avoid", "molar_follow_up": "finished"}
    categories = {one.method.id: one.high for one in answered(person).methods()}
    assert (categories["cu_iud"], categories["lng_iud"]) == (1, 1)
    going_on = {one.method.id: one.high for one in answered({**person, "molar_follow_up": "in_progress"}).methods()}
    assert going_on["cu_iud"] == 4


# ---- A medicine beside another reason against a method


REASONS: tuple[Mapping[str, object], ...] = (
    {},
    {"has_migraine": "yes", "migraine": "with_aura"},
    {"clot_past": "yes"},
    {"age": 52},
    {"smoker": "current", "cigarettes_per_day": 20, "age": 40},
    {"new_breast_lump": "yes"},
    {"days_since_loss": 2},
    {"loss_kind": "later_loss", "weeks_pregnant": 30, "days_since_loss": 10},
)
OWN = {"start-coil": "lng_iud", "start-combined-pill": "coc", "start-mini-pill": "pop", "start-implant": "implant"}
OWN |= {"start-injection": "dmpa", "start-patch-ring": "patch"}


def of_medicines(caution: Caution) -> bool:
    """Whether a caution is on medicines that she takes, and on nothing else."""
    return bool(caution.when) and all(base_of(name) == "medicines" for condition in caution.when for name in condition)


def of_method(question: str, facts: Mapping[str, object], guideline: str = "uk") -> Answer:
    return answer(question, facts, today=TODAY, guideline=guideline, closed_world=True, pack=PACK)


def heading_of(reply: Answer) -> list[str]:
    return [one.id for one in reply.headline]


def ids_in(reply: Answer) -> set[str]:
    """All that an answer says."""
    return {one.id for one in (*reply.headline, *reply.opened, *reply.why)}


@pytest.mark.parametrize("question", OWN)
def test_a_medicine_is_named_also_where_something_else_decides(question: str) -> None:
    """Where the answer is given for another reason, what her medicine means for that method stands in it all the same."""
    assert PACK.contraception
    decided_otherwise = 0
    for caution in filter(of_medicines, PACK.contraception.cautions):
        if OWN[question] not in caution.methods or (caution.guidelines and "uk" not in caution.guidelines):
            continue
        for name in {name.partition(".")[2] for when in caution.when for name in when}:
            for reason in REASONS:
                without = of_method(question, {**WELL, **reason})
                reply = of_method(question, {**WELL, **reason, "medicines": [name]})
                if heading_of(reply) == heading_of(without):
                    decided_otherwise += 1
                    assert {*caution.say} <= ids_in(reply), (name, reason)
    assert decided_otherwise


DECIDED: tuple[Mapping[str, object], ...] = (
    {},
    {"had_sex_since_loss": "yes", "unprotected_sex_since_loss": "yes", "hours_since_unprotected_sex": 30},
    {"loss_kind": "later_loss", "weeks_pregnant": 30, "days_since_loss": 10},
    {"breast_cancer": "current"},
    {"medicines": ["carbamazepine"]},
    {"new_breast_lump": "yes"},
)
"""What decides an answer on a method: nothing, a clock, the day, another illness, a medicine, a sign to be looked at first."""


@pytest.mark.parametrize("guideline", ["uk", "who"])
@pytest.mark.parametrize("question", OWN)
def test_each_told_reason_against_a_method_is_named(question: str, guideline: str) -> None:
    """Each condition of category 3 or 4, or of none, is named in the answer on that method, unless it is what decides the answer.

    Where it is also what makes the method work less, that is said of it.
    """
    named = 0
    for decides in DECIDED:
        alone = heading_of(of_method(question, {**WELL, **decides}, guideline))
        for more in _single_facts():
            if more.keys() & decides.keys():
                continue
            offers = guide({**WELL, **more}, today=TODAY, guideline=guideline, closed_world=True, pack=PACK).methods()
            asked = [one for one in offers if one.method.id in PACK.questions.named(question).decides]
            limits = {why.statement for offer in asked for why in offer.limits if why.category in (3, 4, None)}
            if not limits:
                continue
            limits |= {line for offer in asked for one in offer.beside if one.works_less for line in one.say}
            reply = of_method(question, {**WELL, **decides, **more}, guideline)
            if heading_of(reply) == alone and not reply.own:
                named += 1
                assert limits & ids_in(reply), (decides, more, limits)
    assert named > 20


def test_an_illness_is_named_beside_a_clock_and_a_medicine() -> None:
    """Breast cancer in the past, lamotrigine and sex 30 hours ago, asked of a coil: the clock decides, and the other two are heard."""
    told = {"breast_cancer": "past_5_years_clear", "medicines": ["lamotrigine"], **DECIDED[1]}
    reply = of_method("start-coil", {**WELL, "days_since_loss": 20, **told})
    assert reply.verdict == "ask_first"
    assert {"condition.breast-cancer-past", "med.lamotrigine-progestogen"} <= ids_in(reply)
    assert [one.text for one in reply.opened if one.id == "condition.breast-cancer-past"] == [
        "Hormonal coil (LNG-IUD), a reason to ask first: breast cancer in the past."
    ]


def test_a_reason_that_decides_is_not_said_twice() -> None:
    reply = of_method("start-combined-pill", {**WELL, "has_migraine": "yes", "migraine": "with_aura"})
    assert not {one for one in ids_in(reply) if one.startswith("condition.")}


def _single_facts() -> Iterator[Mapping[str, object]]:
    """One thing told of what the methods hang on, each value of it."""
    assert PACK.contraception
    for name in PACK.contraception.table.classes:
        entry = PACK.facts.get(name)
        if entry and not entry.held and name not in WELL and entry.kind in ("yes_no", "choice"):
            yield from ({name: value} for value in (entry.values if entry.kind == "choice" else ("yes",)))


def test_what_is_said_of_coils_is_no_freer_than_the_stricter_of_the_two() -> None:
    """With breast cancer a copper coil may be fitted and a hormone coil may not: that is no plain yes (one answer, no freer line)."""
    differ = 0
    for more in _single_facts():
        reply = answer("start-coil", {**WELL, "loss_complete": "confirmed", **more}, today=TODAY, closed_world=True, pack=PACK)
        verdicts = {one.method: one.verdict for one in reply.methods}
        differ += len({*verdicts.values()}) > 1
        if "yes" in (reply.verdict, reply.own and reply.own[0]):
            using = str(more.get("using_now"))
            assert ({verdicts[using]} if using in verdicts else {*verdicts.values()}) == {"yes"}, more
    assert differ >= 5


@pytest.mark.parametrize("guideline", ["uk", "us", "who"])
def test_no_plain_yes_to_a_method_that_works_less_for_her(guideline: str) -> None:
    assert PACK.contraception
    tried = 0
    for caution in (one for one in PACK.contraception.cautions if one.works_less and of_medicines(one)):
        if caution.guidelines and guideline not in caution.guidelines:
            continue
        for name in {name.partition(".")[2] for when in caution.when for name in when}:
            for question in (one for one, method in OWN.items() if method in caution.methods):
                facts = {**WELL, "medicines": [name], "hypertension": "none"}
                reply = answer(question, facts, today=TODAY, guideline=guideline, closed_world=True, pack=PACK)
                assert "yes" not in {reply.verdict, *(one.verdict for one in reply.methods if one.method in caution.methods)}, (
                    question,
                    name,
                )
                tried += 1
    assert tried


@pytest.mark.parametrize("question", OWN)
def test_who_may_be_pregnant_again_reads_that_first_whatever_else_speaks_against_it(question: str) -> None:
    pregnant = {"days_since_loss": 60, "period_back": "yes", "pregnancy_test": "positive", "pregnancy_test_day": 50}
    for reason in (*({"medicines": [name]} for name in ("lamotrigine", "carbamazepine", "St John's wort")), *REASONS[:6]):
        reply = answer(question, {**WELL, **reason, **pregnant}, today=TODAY, closed_world=True, pack=PACK)
        lines = reply.own[1] if reply.own else reply.headline
        assert lines[0].id == "ans.start.ask-test", reason


@pytest.mark.parametrize("guideline", ["uk", "us", "who"])
def test_no_method_is_suggested_that_is_none_for_her(guideline: str) -> None:
    """A line that sends her to ask for another method names none that the guideline is against for her, or that works less."""
    kept, left_out = 0, 0
    inducer = {"medicines": ["carbamazepine"]}
    for more in [*_single_facts(), *({**one, **inducer} for one in _single_facts())]:
        told = {**WELL, **more}
        offers = guide(told, today=TODAY, guideline=guideline, closed_world=True, pack=PACK).methods()
        none_for_her = {one.method.id for one in offers if one.against or one.works_less or (one.low or 0) > 2}
        for question in ("start-combined-pill", "start-mini-pill"):
            suggested = {method for one in ids_in(of_method(question, told, guideline)) for method in PACK.statements[one].suggests}
            assert not suggested & none_for_her, (question, more)
            kept, left_out = kept + bool(suggested), left_out + bool(none_for_her and not suggested)
    assert kept > 20
    assert left_out > 5


def test_who_wants_to_be_pregnant_and_asks_for_an_emergency_pill_is_not_told_that_she_needs_none() -> None:
    """Whatever else she told: an illness, a medicine, a molar pregnancy or her age can speak against a pregnancy now, and hours count."""
    tried = 0
    first: list[Mapping[str, object]] = [{}, {"age": 15}, {"loss_kind": "molar", "molar_follow_up": "finished"}, {"days_since_loss": 10}]
    for more in [*first, *_single_facts()]:
        told = {**WELL, "days_since_loss": 20, "pregnancy_goal": "try_now", **DECIDED[1], **more}
        reply = of_method("emergency-pill", told)
        if "sperm_possible" in more:
            continue
        tried += 1
        assert reply.verdict in ("ask_first", "do_now", "call_today", "call_now"), more
    assert tried > 100
    early = {**WELL, "days_since_loss": 3, "pregnancy_goal": "try_now", **DECIDED[1]}
    assert heading_of(of_method("emergency-pill", early))[0] == "ans.emergency-pill.not-for-that"


@pytest.mark.parametrize(("question", "method"), [("start-combined-pill", "coc"), ("start-patch-ring", "ring"), ("start-coil", "lng_iud")])
def test_who_uses_a_method_that_speaks_against_her_is_told_to_have_it_looked_at(question: str, method: str) -> None:
    """C1: not only that she should not start what she takes already."""
    against: Mapping[str, object] = {
        "coc": {"migraine": "with_aura"},
        "ring": {"stroke_or_tia": "yes"},
        "lng_iud": {"breast_cancer": "current"},
    }
    told = {**WELL, "using_now": method}
    assert "cont.answer-ask-before-going-on" in heading_of(of_method(question, {**told, **against[method]}))  # type: ignore[dict-item]
    assert "cont.answer-ask-before-going-on" not in heading_of(of_method(question, told))


@pytest.mark.parametrize("question", ["start-combined-pill", "start-mini-pill", "start-patch-ring"])
def test_bleeding_that_nobody_has_explained_is_no_plain_yes(question: str) -> None:
    reply = of_method(question, {**WELL, "unexplained_vaginal_bleeding": "yes"})
    assert reply.verdict == "ask_first"
    assert "condition.vaginal-bleeding-unexplained" in ids_in(reply)


@pytest.mark.parametrize("question", ["start-combined-pill", "start-patch-ring"])
def test_a_high_blood_pressure_in_that_pregnancy_holds_a_method_with_oestrogen_back_for_six_weeks(question: str) -> None:
    told = {**WELL, "loss_kind": "later_loss", "weeks_pregnant": 30, "high_bp_in_pregnancy": "yes"}
    verdicts = {day: of_method(question, {**told, "days_since_loss": day}).verdict for day in (25, 41, 42)}
    assert verdicts == {25: "ask_first", 41: "ask_first", 42: "yes"}


@pytest.mark.parametrize("question", [*OWN, "start-method"])
def test_a_positive_test_three_weeks_on_comes_before_any_method(question: str) -> None:
    told = {**WELL, "days_since_loss": 30, "pregnancy_test": "positive", "pregnancy_test_day": 28}
    assert heading_of(of_method(question, told))[0] == "ans.start.ask-test"


@pytest.mark.parametrize("question", OWN)
def test_a_medicine_that_harms_a_pregnancy_is_heard_in_each_answer_on_a_method(question: str) -> None:
    for medicine in ("harms_pregnancy", "valproate", "isotretinoin"):
        assert "med.harms-a-pregnancy" in ids_in(of_method(question, {**WELL, "medicines": [medicine]})), medicine


def test_where_an_answer_rests_on_nothing_she_told_what_is_in_category_two_is_named() -> None:
    reply = of_method("start-injection", {**WELL, "age": 17})
    assert reply.verdict == "ask_first"
    assert "condition.age-menarche-to-17" in ids_in(reply)


def test_anti_d_keeps_its_date_beside_another_call() -> None:
    told = {**WELL, "weeks_pregnant": 14, "days_since_loss": 2, "rhesus": "negative", "anti_d_given": "no"}
    for more in ({}, {"feels_feverish": "yes"}, {"bleeding_now": "heavy"}):
        reply = of_method("anti-d", {**told, **more})
        assert reply.verdict == "call_today"
        assert [one.id for one in (*reply.headline, *reply.opened)].count("ans.anti-d.by-day-3") == 1, more
