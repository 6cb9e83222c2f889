"""The comparison of methods: the contract's `methods`, unknown answers, several conditions, medicines, starting (R02, R10, R14)."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterwards.contraception import in_order, questions, read_person
from afterwards.errors import BadFacts
from afterwards.guide import Guide, guide
from afterwards.pack.eligibility import JUDGED, SCALE, decision_of
from tests.people import PACK
from tests.tries import tries

TODAY = date(2026, 11, 24)
assert PACK.contraception
HELD = PACK.contraception
TABLE = HELD.table
METHODS = ("cu_iud", "lng_iud", "implant", "dmpa", "pop", "coc", "patch", "ring")
WELL = {
    **{"guide": "after_loss", "loss_kind": "miscarriage", "weeks_pregnant": 8, "management": "waited"},
    **{"loss_complete": "confirmed", "days_since_loss": 3, "age": 30},
}


def found(facts: dict[str, Any], guideline: str = "uk", *, closed: bool = True) -> dict[str, dict[str, Any]]:
    """Her methods as in the answer, by name."""
    answer = her(facts, guideline, closed=closed).to_dict()
    return {one["method"]: one for one in answer["methods"]}


def her(facts: dict[str, Any], guideline: str = "uk", *, closed: bool = True) -> Guide:
    return guide({**WELL, **facts}, today=TODAY, guideline=guideline, closed_world=closed, pack=PACK)


def categories(facts: dict[str, Any], guideline: str = "uk") -> list[int | None]:
    return [one["category"] for one in found(facts, guideline).values()]


@pytest.mark.parametrize("kind", ["after_loss", "contraception_only"])
def test_methods_come_in_the_order_of_the_vocabulary(kind: str) -> None:
    """design.md 4.2: `methods` for every guide but `pregnant`."""
    assert tuple(found({"guide": kind})) == METHODS


def test_a_guide_in_pregnancy_compares_no_methods() -> None:
    answer = guide({"guide": "pregnant", "weeks_pregnant": 20}, today=TODAY, pack=PACK).to_dict()
    assert "methods" not in answer
    assert "emergency_contraception" not in answer


@pytest.mark.parametrize("guideline", PACK.info.guidelines)
def test_a_healthy_woman_of_30_has_category_1_throughout(guideline: str) -> None:
    assert categories({"never_given_birth": "no"}, guideline) == [1] * 8


def test_with_nothing_known_of_her_health_every_category_is_open() -> None:
    """R02: unknown is never no."""
    for one in found({}, closed=False).values():
        assert (one["low"], one["high"], one["category"], one["settled"]) == (1, 4, 4, False)


def test_the_guideline_and_its_edition_stand_on_every_answer() -> None:
    """R10."""
    for name, one in PACK.info.guidelines.items():
        assert her({}, name).to_dict()["pack"]["guideline"] == {"id": name, "edition": one.edition}
    assert "2016" in PACK.info.guidelines["uk"].edition
    assert "2025" in PACK.info.guidelines["uk"].edition


def test_smoking_without_a_number_is_not_read_as_few_cigarettes() -> None:
    """The dangerous absent value: current smoker and no number is open between 3 and 4, also in a closed world."""
    coc = found({"age": 35, "smoker": "current"})["coc"]
    assert (coc["low"], coc["high"], coc["settled"]) == (3, 4, False)
    assert found({"age": 35, "smoker": "current", "cigarettes_per_day": 14})["coc"]["category"] == 3
    assert found({"age": 35, "smoker": "current", "cigarettes_per_day": 15})["coc"]["category"] == 4
    assert found({"age": 34, "smoker": "current", "cigarettes_per_day": 40})["coc"]["category"] == 2


def test_raised_blood_pressure_without_figures_is_read_as_the_higher_row() -> None:
    coc = found({"hypertension": "raised"})["coc"]
    assert (coc["low"], coc["category"]) == (3, 4)
    assert found({"hypertension": "raised", "systolic_mmhg": 150, "diastolic_mmhg": 85})["coc"]["category"] == 3
    assert found({"hypertension": "raised", "systolic_mmhg": 150})["coc"]["category"] == 3, "either figure is enough"


@pytest.mark.parametrize("figures", [{"systolic_mmhg": 160}, {"diastolic_mmhg": 100}])
def test_either_figure_counts_without_a_diagnosis(figures: dict[str, Any]) -> None:
    assert found(figures)["coc"]["category"] == 4


def test_blood_pressure_not_known_gives_the_answer_for_both() -> None:
    coc = found({"systolic_mmhg": "unknown", "diastolic_mmhg": "unknown"})["coc"]
    assert (coc["low"], coc["high"]) == (1, 4)
    assert {fact for why in coc["why"] for fact in why["needs"]} == {"systolic_mmhg", "diastolic_mmhg"}


def test_categories_are_never_added_up_and_two_on_one_risk_are_named() -> None:
    coc = found({"smoker": "current", "cigarettes_per_day": 5, "bmi": 32})["coc"]
    assert coc["category"] == 2
    assert coc["cautions"] == ["elig.several-twos"]
    threes = found({"age": 36, "smoker": "current", "cigarettes_per_day": 5, "bmi": 36})["coc"]
    assert threes["category"] == 3
    assert "elig.several-threes" in threes["cautions"]


def test_starting_and_continuing_are_kept_apart() -> None:
    started = found({"migraine": "without_aura"})["coc"]
    goes_on = found({"migraine": "without_aura", "using_now": "coc"})["coc"]
    assert (started["category"], started["phase"]) == (2, "start")
    assert (goes_on["category"], goes_on["phase"]) == (3, "continue")
    either = found({"migraine": "without_aura", "using_now": "unknown"})["coc"]
    assert (either["low"], either["high"], either["settled"]) == (2, 3, False)


def test_a_range_keeps_both_ends_and_asks_for_judgement() -> None:
    coc = found({"several_cardiovascular_risks": "yes"}, "who")["coc"]
    assert (coc["low"], coc["high"], coc["category"], coc["judgement"]) == (3, 4, 4, True)
    assert all(not why["needs"] for why in coc["why"])


@pytest.mark.parametrize(
    ("guideline", "facts"),
    [
        ("us", {"arrhythmia": "atrial_fibrillation"}),
        ("us", {"dyslipidaemia": "yes"}),
        ("who", {"kidney_disease": "haemodialysis"}),
        ("who", {"bowel_disease": "yes"}),
        ("uk", {"cystic_fibrosis": "yes"}),
        ("uk", {"medicines": ["lamotrigine"]}),
    ],
)
def test_a_silent_guideline_gives_no_category(guideline: str, facts: dict[str, Any]) -> None:
    for one in found(facts, guideline).values():
        assert (one["category"], one["low"], one["high"], one["settled"]) == (None, None, None, True)


@pytest.mark.parametrize("guideline", PACK.info.guidelines)
def test_a_short_antibiotic_raises_nothing(guideline: str) -> None:
    assert categories({"medicines": ["doxycycline"]}, guideline) == categories({}, guideline)


def test_silence_outweighs_a_2_and_gives_way_to_a_3() -> None:
    assert found({"multiple_sclerosis": "mobile", "age": 42})["coc"]["category"] is None
    assert found({"multiple_sclerosis": "mobile", "migraine": "with_aura"})["coc"]["category"] == 4


def test_a_medicine_by_its_brand_name_is_its_class() -> None:
    by_brand, by_class = found({"medicines": ["tegretol"]}, "us"), found({"medicines": ["enzyme_inducer_antiepileptic"]}, "us")
    assert by_brand["coc"]["category"] == by_class["coc"]["category"] == 3
    assert by_brand["cu_iud"]["category"] == 1


def test_a_medicine_nobody_knows_leaves_open_what_it_could_change() -> None:
    """Never a silent 1: the methods an interaction could change stay unsettled, and nothing else does."""
    methods = found({"medicines": ["blurbozin"]}, "us")
    assert not methods["coc"]["settled"]
    assert methods["coc"]["category"] > 1
    assert her({"medicines": ["blurbozin"]}).told.strange == ("blurbozin",)


def test_a_medicine_without_interaction_changes_nothing() -> None:
    assert categories({"medicines": ["paracetamol"], "never_given_birth": "no"}) == [1] * 8


def test_height_and_weight_stand_in_for_the_bmi() -> None:
    assert found({"height_cm": 160, "weight_kg": 90})["coc"]["category"] == found({"bmi": 35.2})["coc"]["category"] == 3
    alone = found({"weight_kg": 90})["coc"]
    assert not alone["settled"], "a weight without a height leaves the BMI open"
    both = her({"bmi": 25, "height_cm": 160, "weight_kg": 90})
    assert ("bmi", "height_cm") in both.told.apart
    assert any(set(one["facts"]) == {"bmi", "height_cm"} for one in both.to_dict()["contradictions"])


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"bmi": 5}, "bmi"),
        ({"systolic_mmhg": 80, "diastolic_mmhg": 120}, "diastolic_mmhg"),
        ({"height_cm": 230, "weight_kg": 25}, "height_cm"),
        ({"prefers": {"works_best": "very much"}}, "prefers"),
        ({"methods_set_aside": ["pill"]}, "methods_set_aside"),
    ],
)
def test_impossible_numbers_are_refused_with_a_remedy(facts: dict[str, Any], named: str) -> None:
    """R23."""
    with pytest.raises(BadFacts) as refused:
        her(facts)
    (error,) = refused.value.errors
    assert error.fact == named
    assert error.remedy


def test_what_she_sets_aside_is_answered_and_no_longer_asked_about() -> None:
    facts: dict[str, Any] = {"migraine": "with_aura", "stroke_or_tia": "no"}
    before = set(her(facts, closed=False).ask_next)
    rest = [one for one in METHODS if one != "cu_iud"]
    after = her({**facts, "methods_set_aside": rest}, closed=False)
    asked = set(questions(after.person)) if after.person else set()
    assert asked < before
    assert "migraine" not in asked
    assert [one["set_aside"] for one in after.to_dict()["methods"]] == [False, *[True] * 7]


def test_the_order_is_group_then_fit_then_effectiveness() -> None:
    person = her({"migraine": "with_aura", "prefers": {"no_hormones": "matters_a_lot"}})
    order = [offer.method.id for offer in in_order(person.methods(), "uk")]
    assert order[0] == "cu_iud"
    assert set(order[-3:]) == {"coc", "patch", "ring"}
    fits = found({"prefers": {"no_hormones": "matters", "works_best": "does_not_matter"}})
    assert fits["cu_iud"]["fit"] == {"matches": ["no_hormones"], "misses": []}
    assert fits["implant"]["fit"] == {"matches": [], "misses": ["no_hormones"]}


@pytest.mark.parametrize(
    ("guideline", "day", "extra"), [("uk", 0, 0), ("uk", 5, 0), ("uk", 6, 7), ("us", 0, 0), ("us", 1, 7), ("us", 6, 7)]
)
def test_the_fifth_day_of_the_uk_and_the_rule_of_the_us_stay_apart(guideline: str, day: int, extra: int) -> None:
    start = found({"days_since_loss": day}, guideline)["implant"]["start"]
    assert (start["from_day"], start["extra_precautions_days"]) == (0, extra)


def test_a_start_that_hangs_on_the_day_takes_the_longer_time() -> None:
    start = found({"days_since_loss": "unknown"})["implant"]["start"]
    assert start["extra_precautions_days"] == 7
    assert start["settled"] is False


def test_a_coil_waits_for_an_infection_and_for_an_empty_womb() -> None:
    for facts in ({"septic_loss": "yes"}, {"loss_complete": "not_confirmed"}):
        assert found(facts)["cu_iud"]["start"]["from_day"] is None
    assert found({"septic_loss": "yes"})["cu_iud"]["category"] == 4


def test_after_24_weeks_the_rows_are_those_of_a_birth() -> None:
    late = {"loss_kind": "later_loss", "weeks_pregnant": 30, "days_since_loss": 10}
    methods = found(late)
    assert methods["coc"]["category"] == 3
    assert methods["coc"]["start"]["from_day"] is None, "nothing is said of a start under a 3"
    assert found({**late, "days_since_loss": 22})["coc"]["start"]["from_day"] == 21
    assert methods["cu_iud"]["category"] == 3
    assert found({**late, "septic_loss": "yes"})["cu_iud"]["category"] == 4


@pytest.mark.parametrize(
    ("hours", "since", "status"),
    [
        (72, 20, {"cu_iud": "may_help", "ulipristal": "may_help", "levonorgestrel": "may_help"}),
        (73, 20, {"cu_iud": "may_help", "ulipristal": "may_help", "levonorgestrel": "too_late"}),
        (120, 20, {"cu_iud": "may_help", "ulipristal": "may_help", "levonorgestrel": "too_late"}),
        (121, 20, {"cu_iud": "too_late", "ulipristal": "too_late", "levonorgestrel": "too_late"}),
        (121, 13, {"cu_iud": "may_help", "ulipristal": "too_late", "levonorgestrel": "too_late"}),
    ],
)
def test_emergency_contraception_by_the_hour(hours: int, since: int, status: dict[str, str]) -> None:
    facts = {"days_since_loss": since, "pregnancy_goal": "avoid", "unprotected_sex_since_loss": "yes"}
    answer = her({**facts, "hours_since_unprotected_sex": hours}).to_dict()
    if answer["decisions"]["contraception_need"]["high"] == "emergency_contraception_may_help":
        assert {one["kind"]: one["status"] for one in answer["emergency_contraception"]} == status
    else:
        assert set(status.values()) <= {"too_late", "may_help"}
        assert hours > 120


def test_an_enzyme_inducer_rules_ulipristal_out() -> None:
    facts = {"days_since_loss": 20, "pregnancy_goal": "avoid", "unprotected_sex_since_loss": "yes", "hours_since_unprotected_sex": 30}
    answer = her({**facts, "medicines": ["carbamazepine"]}).to_dict()
    status = {one["kind"]: one["status"] for one in answer["emergency_contraception"]}
    assert status["ulipristal"] == "not_advised"
    assert status["cu_iud"] == "may_help"


def test_emergency_kinds_with_unknown_hours_depend_on_them() -> None:
    facts = {"days_since_loss": 20, "pregnancy_goal": "avoid", "unprotected_sex_since_loss": "yes"}
    answer = her(facts).to_dict()
    status = {one["kind"]: one for one in answer["emergency_contraception"]}
    assert status["ulipristal"]["status"] == "depends"
    assert "hours_since_unprotected_sex" in status["ulipristal"]["needs"]


# Properties over the whole table

YES = [name for name, entry in PACK.facts.items() if entry.kind == "yes_no" and entry.absent == "no" and name in TABLE.classes]
CHOICES = [
    name for name, entry in PACK.facts.items() if entry.kind == "choice" and entry.absent in ("none", "usual") and name in TABLE.classes
]


def _finding(draw: st.DrawFn) -> tuple[str, str]:
    name = draw(st.sampled_from([*YES, *CHOICES]))
    return name, "yes" if name in YES else draw(st.sampled_from([one for one in PACK.facts[name].values if one != PACK.facts[name].absent]))


FREER = {
    # A finding in name only: each of these is an answer that takes a cautious reading back.
    *("breastfeeding_mostly", "pregnant_since_pelvic_infection", "molar_in_womb", "never_given_birth", "using_now", "breastfeeding"),
}


@tries(300)
@given(st.data())
def test_a_further_condition_never_makes_a_method_freer(data: st.DataObject) -> None:
    """Adding a finding to any person raises each category or leaves it."""
    guideline = data.draw(st.sampled_from(list(HELD.grids)))
    people = st.lists(st.composite(_finding)(), max_size=5)
    before = dict(data.draw(people))
    name, value = data.draw(st.composite(_finding)().filter(lambda one: one[0] not in before and one[0] not in FREER))
    low, high = found(before, guideline), found({**before, name: value}, guideline)
    for method in METHODS:
        assert SCALE.index(_level(high[method]["category"])) >= SCALE.index(_level(low[method]["category"])), (method, before, name, value)


def _level(category: int | None) -> str:
    return "-" if category is None else str(category)


@tries(60)
@given(st.data())
def test_unknown_brackets_every_completion_exactly(data: st.DataObject) -> None:
    """R02: low and high are reached by completions of what is unknown, and no completion lies outside."""
    complete = {name: 1 << data.draw(st.integers(0, classes.real.bit_length() - 1)) for name, classes in TABLE.classes.items()}
    complete[JUDGED] = 1
    quiet = data.draw(st.booleans())
    if quiet:  # most women have few conditions; all at random would be 4 everywhere
        for name, classes in TABLE.classes.items():
            if classes.fact.absent is not None and data.draw(st.integers(0, 9)):
                complete[name] = classes.of(classes.fact.absent)
    hidden = data.draw(st.lists(st.sampled_from(sorted(set(complete) - {JUDGED})), min_size=1, max_size=3, unique=True))
    decisions = [decision_of(guideline, method) for guideline in HELD.grids for method in METHODS]
    state = TABLE.state(
        {name: one for name, one in complete.items() if name not in hidden} | {name: TABLE.classes[name].real for name in hidden}
    )
    reached: dict[str, set[tuple[int, int]]] = {decision: set() for decision in decisions}
    spans = [[1 << place for place in range(TABLE.classes[name].real.bit_length())] for name in hidden]
    for chosen in product(*spans):
        one = TABLE.state({**complete, **dict(zip(hidden, chosen, strict=True))})
        for decision in decisions:
            reached[decision].add(TABLE.bounds(decision, one))
    for decision in decisions:
        low, high = TABLE.bounds(decision, state)
        assert low == min(place for place, _ in reached[decision])
        assert high == max(place for _, place in reached[decision])


def test_a_person_is_read_the_same_under_each_guideline() -> None:
    """One reading of the facts serves all three."""
    told = her({"migraine": "with_aura"}).told
    states = [read_person(PACK, told, name, closed_world=True) for name in HELD.grids]
    assert len({person.state.cube for person in states if person}) == 1
