"""What a person may not tell us, how we say so, and what two ways of telling one thing leave possible (R02, R23)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterwards.engine import Table
from afterwards.errors import BadFacts, FactError
from afterwards.pack import Pack
from afterwards.person.known import known_in
from afterwards.person.told import Told, plain_number, read_facts
from tests.people import PACK
from tests.tries import tries

NOT_SURE = "Choose one of these, or 'unknown' if you are not sure."
BLEEDING = "none, spotting, light, like_a_period, heavy"
WEEKS = "0 to 42 (weeks)"
WEEKS_REMEDY = "Give a number from 0 to 42, or 'unknown' if you are not sure."
DATE = "a date such as 2026-11-15, today or earlier"
DATE_REMEDY = "Write year, month and day as 2026-11-15, or 'unknown' if you are not sure."
NAME = "text of up to 40 characters"
TAKE_OUT = "Take that sign out."
TURNS = "a sign that turns the direction of writing (U+202E)"
SHORTER = "Write a shorter one, without line breaks."
LONG = "x" * 500
CUT = "x" * 60 + "..."


def refused(pack: Pack, facts: dict[str, Any], today: date) -> list[FactError]:
    """All complaints about these facts."""
    with pytest.raises(BadFacts) as caught:
        read_facts(pack, facts, today)
    return caught.value.errors


def known(pack: Pack, told: Told) -> dict[str, int]:
    """What the table of the decisions may take as known, without the facts that nobody is asked for."""
    found = known_in(pack, pack.table, told)[0]
    return {name: classes for name, classes in found.items() if not pack.facts[name].held}


def asked(pack: Pack, told: Told) -> set[str]:
    """The facts of the decisions that she was asked and could not answer."""
    return known_in(pack, pack.table, told)[1]


def refused_one(pack: Pack, fact: str, given: Any, today: date) -> FactError:
    """The one complaint about this value."""
    (error,) = refused(pack, {fact: given}, today)
    assert error.fact == fact
    return error


# Every kind of bad fact, in the exact words


@pytest.mark.parametrize(
    ("fact", "value", "given", "allowed", "message", "remedy"),
    [
        ("bleeding_now", "lots", "lots", BLEEDING, f"bleeding_now: 'lots' is not one of {BLEEDING}.", NOT_SURE),
        ("bleeding_now", "", "", BLEEDING, f"bleeding_now: '' is not one of {BLEEDING}.", NOT_SURE),
        ("bleeding_now", "Light", "Light", BLEEDING, f"bleeding_now: 'Light' is not one of {BLEEDING}.", NOT_SURE),
        ("bleeding_now", None, "None", BLEEDING, f"bleeding_now: 'None' is not one of {BLEEDING}.", NOT_SURE),
        ("bleeding_now", 3, 3, BLEEDING, f"bleeding_now: 3 is not one of {BLEEDING}.", NOT_SURE),
        ("bleeding_now", ["light"], "['light']", BLEEDING, f"bleeding_now: '['light']' is not one of {BLEEDING}.", NOT_SURE),
        ("bleeding_now", LONG, CUT, BLEEDING, f"bleeding_now: '{CUT}' is not one of {BLEEDING}.", NOT_SURE),
        ("large_clots", True, True, "yes, no", "large_clots: True is not one of yes, no.", NOT_SURE),
        ("large_clots", "Yes", "Yes", "yes, no", "large_clots: 'Yes' is not one of yes, no.", NOT_SURE),
        ("weeks_pregnant", "8", "8", WEEKS, "weeks_pregnant: '8' is not a number.", WEEKS_REMEDY),
        ("weeks_pregnant", True, True, WEEKS, "weeks_pregnant: True is not a number.", WEEKS_REMEDY),
        ("weeks_pregnant", None, "None", WEEKS, "weeks_pregnant: 'None' is not a number.", WEEKS_REMEDY),
        ("weeks_pregnant", [8], "[8]", WEEKS, "weeks_pregnant: '[8]' is not a number.", WEEKS_REMEDY),
        ("weeks_pregnant", float("nan"), "nan", WEEKS, "weeks_pregnant: 'nan' is not a number.", WEEKS_REMEDY),
        ("weeks_pregnant", float("inf"), "inf", WEEKS, f"weeks_pregnant: inf is outside {WEEKS}.", WEEKS_REMEDY),
        ("weeks_pregnant", float("-inf"), "-inf", WEEKS, f"weeks_pregnant: -inf is outside {WEEKS}.", WEEKS_REMEDY),
        ("weeks_pregnant", -1, -1, WEEKS, f"weeks_pregnant: -1 is outside {WEEKS}.", WEEKS_REMEDY),
        ("weeks_pregnant", -1e-9, -1e-9, WEEKS, f"weeks_pregnant: -1e-09 is outside {WEEKS}.", WEEKS_REMEDY),
        ("weeks_pregnant", 42.001, 42.001, WEEKS, f"weeks_pregnant: 42.001 is outside {WEEKS}.", WEEKS_REMEDY),
        ("weeks_pregnant", 1e300, "1e+300", WEEKS, f"weeks_pregnant: 1e+300 is outside {WEEKS}.", WEEKS_REMEDY),
        ("loss_date", "15 November", "15 November", DATE, "loss_date: '15 November' is not a date.", DATE_REMEDY),
        ("loss_date", "2026-02-30", "2026-02-30", DATE, "loss_date: '2026-02-30' is not a date.", DATE_REMEDY),
        ("loss_date", "2026-W40-1", "2026-W40-1", DATE, "loss_date: '2026-W40-1' is not a date.", DATE_REMEDY),
        ("loss_date", "20261115", "20261115", DATE, "loss_date: '20261115' is not a date.", DATE_REMEDY),
        ("loss_date", "2026-11-15\n", "2026-11-15\n", DATE, "loss_date: '2026-11-15\n' is not a date.", DATE_REMEDY),
        ("loss_date", "2026-11-15T10:00", "2026-11-15T10:00", DATE, "loss_date: '2026-11-15T10:00' is not a date.", DATE_REMEDY),
        ("loss_date", 20261115, 20261115, DATE, "loss_date: 20261115 is not a date.", DATE_REMEDY),
        ("loss_date", None, "None", DATE, "loss_date: 'None' is not a date.", DATE_REMEDY),
        (
            "loss_date", "2026-11-25", "2026-11-25", DATE,
            "loss_date: 2026-11-25 lies after today, 2026-11-24.", "Give the day it happened, or 'unknown' if you are not sure.",
        ),
        (
            "loss_date", "2023-11-24", "2023-11-24", "2023-11-25 to 2026-11-24",
            "loss_date: 2023-11-24 is more than 1095 days ago.", "Give a later date, or 'unknown' if you are not sure.",
        ),
        ("name_for_loss", "", "", NAME, f"name_for_loss: '' is not {NAME}.", SHORTER),
        ("name_for_loss", "  ", "  ", NAME, f"name_for_loss: '  ' is not {NAME}.", SHORTER),
        ("name_for_loss", "x" * 41, "x" * 41, NAME, f"name_for_loss: '{'x' * 41}' is not {NAME}.", SHORTER),
        ("name_for_loss", "a\nb", "a\nb", NAME, "name_for_loss: it holds a line break (U+000A).", TAKE_OUT),
        ("name_for_loss", "a\u202eb", "a\u202eb", NAME, f"name_for_loss: it holds {TURNS}.", TAKE_OUT),
        ("name_for_loss", "\u200b", "\u200b", NAME, f"name_for_loss: '\u200b' is not {NAME}.", SHORTER),
        ("name_for_loss", 7, 7, NAME, f"name_for_loss: 7 is not {NAME}.", SHORTER),
    ],
)  # fmt: skip
def test_a_bad_value_is_refused_in_these_words(
    fact: str, value: Any, given: Any, allowed: str, message: str, remedy: str, pack: Pack, today: date
) -> None:
    assert refused_one(pack, fact, value, today) == FactError(fact, given, allowed, message, remedy)


@pytest.mark.parametrize("value", ["lamotrigine", [1], {"lamotrigine": "yes"}, None, True])
def test_a_list_takes_names(value: Any, pack: Pack, today: date) -> None:
    error = refused_one(pack, "medicines", value, today)
    assert error.message.endswith(" is not a list of names.")
    assert error.allowed.startswith("a list of enzyme_inducer_antiepileptic, ")
    assert error.remedy == "Write names in a list, or 'unknown' if you are not sure."


@pytest.mark.parametrize(
    ("value", "given"), [(["pill"], "pill"), (["cu_iud", "pill"], "pill"), ([1], 1), ([["cu_iud"]], "['cu_iud']"), ([None], "None")]
)
def test_a_list_of_known_names_takes_no_other(value: Any, given: Any, pack: Pack, today: date) -> None:
    names = "cu_iud, lng_iud, implant, dmpa, pop, coc, patch, ring"
    shown = f"'{given}'" if isinstance(given, str) else given
    assert refused_one(pack, "methods_set_aside", value, today) == FactError(
        "methods_set_aside", given, f"a list of {names}",
        f"methods_set_aside: {shown} is not one of {names}.", "Choose one of these, or take it out.",
    )  # fmt: skip


def test_a_medicine_by_any_name_is_kept(pack: Pack, today: date) -> None:
    """What nobody knows is named apart: it is never read as "no medicine"."""
    told = read_facts(pack, {"medicines": ["lamotrigine", "Tegretol", "blurbozin"]}, today)
    assert told.values == {"medicines": ["lamotrigine", "Tegretol", "blurbozin"]}
    assert told.strange == ("blurbozin",)


@pytest.mark.parametrize(
    ("facts", "fact", "allowed", "message", "remedy"),
    [
        (
            {"systolic_mmhg": 120, "diastolic_mmhg": 120}, "diastolic_mmhg", "a number below systolic_mmhg, 120",
            "diastolic_mmhg: 120 is not below systolic_mmhg, 120.", "Check both numbers: the first of a reading is the higher one.",
        ),
        (
            {"height_cm": 200, "weight_kg": 25}, "height_cm", "a height and a weight that give a BMI of 10 to 80",
            "height_cm: with weight_kg it gives a BMI of 6.", "Check both numbers: height in cm, weight in kg.",
        ),
        (
            {"height_cm": 100, "weight_kg": 81}, "height_cm", "a height and a weight that give a BMI of 10 to 80",
            "height_cm: with weight_kg it gives a BMI of 81.", "Check both numbers: height in cm, weight in kg.",
        ),
    ],
)  # fmt: skip
def test_two_numbers_that_cannot_both_be_right_are_refused(
    facts: dict[str, Any], fact: str, allowed: str, message: str, remedy: str, pack: Pack, today: date
) -> None:
    """R23."""
    assert refused(pack, facts, today) == [FactError(fact, facts[fact], allowed, message, remedy)]


@pytest.mark.parametrize(
    "facts",
    [{"systolic_mmhg": 121, "diastolic_mmhg": 120}, {"height_cm": 100, "weight_kg": 80}, {"diastolic_mmhg": 120}, {"weight_kg": 25}],
)
def test_two_numbers_that_just_fit_are_kept(facts: dict[str, Any], pack: Pack, today: date) -> None:
    assert read_facts(pack, facts, today).values == facts


@pytest.mark.parametrize("value", ["private", ["private"], {"privacy": "matters"}, {"private": "a lot"}, {"private": ["matters"]}, None])
def test_preferences_take_known_names_and_degrees(value: Any, pack: Pack, today: date) -> None:
    error = refused_one(pack, "prefers", value, today)
    assert error.allowed.endswith(" to does_not_matter, matters, matters_a_lot")
    assert error.remedy == "Leave out what does not matter."


def test_a_number_of_many_digits_is_refused_like_any_other(pack: Pack, today: date) -> None:
    """Python refuses to write out such a number; the complaint still comes."""
    error = refused_one(pack, "weeks_pregnant", 10**5000, today)
    assert error.message.endswith(f" is outside {WEEKS}.")
    assert error.given == "a number of thousands of digits"


def test_half_a_sign_is_named_in_text_that_can_be_printed(pack: Pack, today: date) -> None:
    """R23: JSON can carry a lone surrogate, which no terminal and no UTF-8 file can."""
    assert refused_one(pack, "pain", "\ud800", today).given == "\\ud800"


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("bleeding_no", "Did you mean bleeding_now?"),
        ("loss_dat", "Did you mean loss_date?"),
        ("shoe_size", "Take it away, or see the vocabulary for the names."),
        ("", "Take it away, or see the vocabulary for the names."),
    ],
)
def test_an_unknown_name_gets_a_suggestion(name: str, remedy: str, pack: Pack, today: date) -> None:
    error = refused_one(pack, name, "yes", today)
    assert error == FactError(name, "yes", "the fact names of the vocabulary", f"{name}: there is no such fact.", remedy)


def test_a_long_unknown_name_is_cut(pack: Pack, today: date) -> None:
    (error,) = refused(pack, {LONG: LONG}, today)
    assert (error.fact, error.given) == (CUT, CUT)
    assert error.message == f"{CUT}: there is no such fact."


def test_an_unknown_name_is_refused_when_its_value_is_unknown(pack: Pack, today: date) -> None:
    assert refused_one(pack, "shoe_size", "unknown", today).given == "unknown"


def test_all_errors_come_at_once_and_in_order(pack: Pack, today: date) -> None:
    facts = {"pain": "bad", "bleeding_now": "light", "loss_date": "soon", "shoe_size": 38, "weeks_pregnant": 99}
    assert [error.fact for error in refused(pack, facts, today)] == ["pain", "loss_date", "shoe_size", "weeks_pregnant"]


def test_the_errors_have_exactly_the_keys_of_the_contract(pack: Pack, today: date) -> None:
    with pytest.raises(BadFacts) as caught:
        read_facts(pack, {"pain": "bad"}, today)
    assert caught.value.to_dict() == {
        "errors": [
            {
                "fact": "pain",
                "given": "bad",
                "allowed": "none, mild, moderate, severe",
                "message": "pain: 'bad' is not one of none, mild, moderate, severe.",
                "remedy": NOT_SURE,
            }
        ]
    }
    assert str(caught.value) == f"pain: 'bad' is not one of none, mild, moderate, severe. {NOT_SURE}"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=100),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=5,
)


@tries(100)
@given(data=st.data())
def test_anything_at_all_is_accepted_or_refused_in_full(data: st.DataObject) -> None:
    """R23: no value makes it fail in another way, and a refusal can be written as JSON and echoes little."""
    facts = data.draw(st.dictionaries(st.sampled_from(list(PACK.facts)) | st.text(max_size=80), JSON, min_size=1, max_size=4))
    try:
        told = read_facts(PACK, facts, date(2026, 11, 24))
    except BadFacts as error:
        for one in error.errors:
            assert len(str(one.given)) <= 63
        json.dumps(error.to_dict(), allow_nan=False, ensure_ascii=False).encode()
    else:
        assert told.values.keys() | told.unknown == facts.keys()


# What is accepted


@pytest.mark.parametrize("closed", [False, True])
def test_what_nobody_is_asked_for_counts_as_absent_until_it_is_told(closed: bool, pack: Pack, today: date) -> None:
    """Left open it could never be settled. Not sure, it is open all the same."""

    def found(facts: dict[str, Any], name: str) -> int | None:
        return known_in(pack, pack.table, read_facts(pack, facts, today), closed=closed)[0].get(name)

    possible, young = pack.table.classes["sperm_possible"], pack.table.classes["under_16"]
    assert found({}, "sperm_possible") == possible.of("yes")
    assert found({"sperm_possible": "no"}, "sperm_possible") == possible.of("no")
    assert found({"sperm_possible": "unknown"}, "sperm_possible") is None
    assert [found({"age": age}, "under_16") for age in (15, 16)] == [young.of("yes"), young.of("no")]
    assert found({}, "under_16") == young.of("no")
    assert found({"age": "unknown"}, "under_16") == young.real


def test_unknown_is_asked_and_not_a_value(pack: Pack, today: date) -> None:
    told = read_facts(pack, {"pain": "unknown", "name_for_loss": "unknown"}, today)
    assert told == Told({}, frozenset({"pain", "name_for_loss"}), None, None, None, (), (), ())
    assert (known(pack, told), asked(pack, told)) == ({}, {"pain"})
    assert not told.says("pain")
    assert told.number("pain") is None


def test_text_is_kept_without_the_blanks_around_it(pack: Pack, today: date) -> None:
    assert read_facts(pack, {"name_for_loss": " Élodie Ann "}, today).values == {"name_for_loss": "Élodie Ann"}


@pytest.mark.parametrize("value", [0, 42, 7.5, 42.0])
def test_a_number_within_its_range_is_kept(value: float, pack: Pack, today: date) -> None:
    told = read_facts(pack, {"weeks_pregnant": value}, today)
    assert told.number("weeks_pregnant") == value
    assert told.says("weeks_pregnant")


@pytest.mark.parametrize(("number", "text"), [(38, "38"), (38.0, "38"), (38.5, "38.5"), (0, "0")])
def test_numbers_are_written_as_people_write_them(number: float, text: str) -> None:
    assert plain_number(number) == text


# A date and a number of days


@pytest.mark.parametrize("days", [0, 1, 9, 1095])
def test_a_date_becomes_a_number_of_days(days: int, pack: Pack, today: date) -> None:
    told = read_facts(pack, {"loss_date": (today - timedelta(days)).isoformat()}, today)
    same = read_facts(pack, {"days_since_loss": days}, today)
    assert told.days_since_loss == same.days_since_loss == days
    assert told.loss_date == same.loss_date == today - timedelta(days)
    assert known(pack, told) == known(pack, same)
    assert list(known(pack, told)) == ["days_since_loss"]
    assert told.number("days_since_loss") == days
    assert told.says("days_since_loss")


def test_a_part_of_a_day_does_not_count(pack: Pack, today: date) -> None:
    told = read_facts(pack, {"days_since_loss": 9.9}, today)
    assert told.loss_date == today - timedelta(9)
    assert known(pack, told) == known(pack, read_facts(pack, {"days_since_loss": 9}, today))


def test_a_date_and_the_same_number_of_days_agree(pack: Pack, today: date) -> None:
    told = read_facts(pack, {"loss_date": "2026-11-15", "days_since_loss": 9.5}, today)
    assert told.apart == ()
    assert known(pack, told) == known(pack, read_facts(pack, {"days_since_loss": 9}, today))


@pytest.mark.parametrize("days", [0, 4, 400])
def test_a_date_and_another_number_of_days_both_stay_possible(days: int, pack: Pack, today: date) -> None:
    """R02: which of the two is wrong is not known, so neither is taken for true."""
    told = read_facts(pack, {"loss_date": "2026-11-15", "days_since_loss": days}, today)
    one = known(pack, read_facts(pack, {"loss_date": "2026-11-15"}, today))["days_since_loss"]
    other = known(pack, read_facts(pack, {"days_since_loss": days}, today))["days_since_loss"]
    assert told.apart == (("loss_date", "days_since_loss"),)
    assert one != other
    assert known(pack, told)["days_since_loss"] == one | other


def test_not_sure_of_the_date_is_not_sure_of_the_days(pack: Pack, today: date) -> None:
    told = read_facts(pack, {"loss_date": "unknown"}, today)
    assert asked(pack, told) == {"days_since_loss"}
    assert told.unknown == {"loss_date"}
    assert not told.says("days_since_loss")


def test_not_sure_of_the_date_but_of_the_days(pack: Pack, today: date) -> None:
    told = read_facts(pack, {"loss_date": "unknown", "days_since_loss": 9}, today)
    assert asked(pack, told) == set()
    assert told.days_since_loss == 9


# Hours and days since sex without contraception


def hours_possible(pack: Pack, told: Told, hours: float) -> bool:
    """Whether so many hours are still possible for her."""
    classes = pack.table.classes["hours_since_unprotected_sex"]
    return bool(known(pack, told)["hours_since_unprotected_sex"] & classes.of(hours))


@pytest.mark.parametrize(
    ("days", "possible", "impossible"),
    [
        (0, [0, 23.9], [24, 48]),
        (1, [0.5, 24, 47.9], [48, 72]),
        (3, [49, 72, 95.9], [24, 47, 96]),
        (5, [97, 120, 121, 143.9], [95, 72]),
        (365, [2160], [120, 0]),
    ],
)
def test_days_stand_in_for_hours(days: int, possible: list[float], impossible: list[float], pack: Pack, today: date) -> None:
    """So many days ago is anything from a day less to a day more."""
    told = read_facts(pack, {"days_since_unprotected_sex": days}, today)
    assert [hours for hours in possible if not hours_possible(pack, told, hours)] == []
    assert [hours for hours in impossible if hours_possible(pack, told, hours)] == []
    assert told.hours is None
    assert told.apart == ()


@tries(100)
@given(days=st.integers(0, 89), later=st.floats(0, 23.999), clock=st.floats(0, 23.999))
def test_the_true_hours_are_among_those_the_days_leave_possible(days: int, later: float, clock: float) -> None:
    """R02: sex at one o'clock of a day and the question at another, so many midnights later; to a few seconds."""
    hours = 24 * days + clock - later
    if hours >= 0:
        told = read_facts(PACK, {"days_since_unprotected_sex": days}, date(2026, 11, 24))
        assert hours_possible(PACK, told, hours)


@pytest.mark.parametrize(("hours", "days"), [(30, 1), (0, 0), (24, 0), (48, 1), (100, 4), (96, 5), (144, 5)])
def test_hours_and_days_that_fit_leave_the_hours(hours: float, days: int, pack: Pack, today: date) -> None:
    told = read_facts(pack, {"hours_since_unprotected_sex": hours, "days_since_unprotected_sex": days}, today)
    assert told.apart == ()
    assert known(pack, told) == known(pack, read_facts(pack, {"hours_since_unprotected_sex": hours}, today))
    assert told.hours == hours


@pytest.mark.parametrize(("hours", "days"), [(30, 5), (200, 1), (25, 0), (0, 2), (95, 5), (145, 5)])
def test_hours_and_days_that_differ_both_stay_possible(hours: float, days: int, pack: Pack, today: date) -> None:
    """R02: the careful reading is kept whichever of the two is wrong, and both are named."""
    told = read_facts(pack, {"hours_since_unprotected_sex": hours, "days_since_unprotected_sex": days}, today)
    by_days = read_facts(pack, {"days_since_unprotected_sex": days}, today)
    assert told.apart == (("hours_since_unprotected_sex", "days_since_unprotected_sex"),)
    assert hours_possible(pack, told, hours)
    span = known(pack, by_days)["hours_since_unprotected_sex"]
    assert known(pack, told)["hours_since_unprotected_sex"] & span == span


def test_not_sure_of_the_hours_but_of_the_days(pack: Pack, today: date) -> None:
    told = read_facts(pack, {"hours_since_unprotected_sex": "unknown", "days_since_unprotected_sex": 3}, today)
    assert asked(pack, told) == {"hours_since_unprotected_sex"}
    assert hours_possible(pack, told, 72)
    assert not hours_possible(pack, told, 24)


# What the table of the methods is told


@pytest.fixture
def methods(pack: Pack) -> Table:
    assert pack.contraception
    return pack.contraception.table


def told_of(pack: Pack, table: Table, facts: dict[str, Any], fact: str, today: date, *, closed: bool = False) -> tuple[Any, bool]:
    """The set of classes of a fact that is known, None for nothing; and whether it was asked and not answered."""
    found, unsure = known_in(pack, table, read_facts(pack, facts, today), closed=closed)
    return found.get(fact), fact in unsure


def test_each_value_of_a_list_is_a_question_of_its_own(pack: Pack, methods: Table, today: date) -> None:
    for name, answer in (("lamotrigine", "yes"), ("rifamycin", "no")):
        fact = f"medicines.{name}"
        assert told_of(pack, methods, {"medicines": ["lamotrigine"]}, fact, today) == (methods.classes[fact].of(answer), False)
        assert told_of(pack, methods, {}, fact, today) == (None, False)
        assert told_of(pack, methods, {"medicines": "unknown"}, fact, today) == (None, True)


def test_a_name_stands_for_its_classes_and_leaves_open_what_it_does_not_tell(pack: Pack, methods: Table, today: date) -> None:
    def of(given: str, value: str) -> tuple[Any, bool]:
        return told_of(pack, methods, {"medicines": [given]}, f"medicines.{value}", today)

    yes, no = (methods.classes["medicines.lamotrigine"].of(one) for one in ("yes", "no"))
    assert of("tegretol", "enzyme_inducer_antiepileptic") == (yes, False)
    assert of(" TEGRETOL  ", "lamotrigine") == (no, False)
    assert of("warfarin", "anticoagulant_treatment_dose") == (yes | no, False)
    assert of("warfarin", "lamotrigine") == (no, False)


def test_a_medicine_nobody_knows_may_be_any(pack: Pack, methods: Table, today: date) -> None:
    """R02: and it is not asked again, for she has told what she can."""
    for value in ("lamotrigine", "rifamycin", "antiretroviral"):
        fact = f"medicines.{value}"
        assert told_of(pack, methods, {"medicines": ["blurbozin"]}, fact, today) == (methods.classes[fact].real, True)
    beside = told_of(pack, methods, {"medicines": ["blurbozin", "lamotrigine"]}, "medicines.lamotrigine", today)
    assert beside[0] == methods.classes["medicines.lamotrigine"].of("yes")


def test_a_finer_class_is_the_wider_one_too(pack: Pack, methods: Table, today: date) -> None:
    wide, fine = "medicines.antiretroviral", "medicines.antiretroviral_nrti"
    yes = methods.classes[wide].of("yes")
    assert told_of(pack, methods, {"medicines": ["antiretroviral_nrti"]}, wide, today) == (yes, False)
    assert told_of(pack, methods, {"medicines": ["antiretroviral"]}, fine, today) == (methods.classes[fine].real, False)
    assert told_of(pack, methods, {"medicines": ["antiretroviral_nrti"]}, fine, today) == (methods.classes[fine].of("yes"), False)


@pytest.mark.parametrize(
    ("facts", "bmis", "asked"),
    [
        ({"bmi": 31}, [31], False),
        ({"height_cm": 160, "weight_kg": 80}, [31.25], False),
        ({"bmi": 31, "height_cm": 160, "weight_kg": 80}, [31], False),
        ({"bmi": 27, "height_cm": 160, "weight_kg": 80}, [27, 31.25], False),
        ({"bmi": "unknown", "height_cm": 160, "weight_kg": 80}, [31.25], True),
    ],
)
def test_height_and_weight_tell_the_bmi(
    facts: dict[str, Any], bmis: list[float], asked: bool, pack: Pack, methods: Table, today: date
) -> None:
    """R02: told in two ways that differ by more than rounding, both stay possible."""
    wanted = 0
    for bmi in bmis:
        wanted |= methods.classes["bmi"].of(bmi)
    assert told_of(pack, methods, facts, "bmi", today) == (wanted, asked)


@pytest.mark.parametrize("facts", [{"height_cm": 160}, {"weight_kg": 80}])
@pytest.mark.parametrize("closed", [True, False])
def test_half_a_bmi_leaves_it_open(facts: dict[str, Any], closed: bool, pack: Pack, methods: Table, today: date) -> None:
    """R02: the absent value, a usual BMI, would be a guess."""
    assert told_of(pack, methods, facts, "bmi", today, closed=closed) == (methods.classes["bmi"].real, False)


@pytest.mark.parametrize("facts", [{"bmi": "unknown"}, {"height_cm": 160, "weight_kg": "unknown"}, {"height_cm": "unknown"}])
def test_not_sure_of_a_part_is_not_sure_of_the_bmi(facts: dict[str, Any], pack: Pack, methods: Table, today: date) -> None:
    assert told_of(pack, methods, facts, "bmi", today, closed=True) == (None, True)


LATER = {"guide": "after_loss", "loss_kind": "later_loss"}


@pytest.mark.parametrize(
    ("facts", "days"),
    [
        (LATER | {"days_since_loss": 30}, 30),
        (LATER | {"loss_date": "2026-11-15"}, 9),
        (LATER | {"days_since_loss": 900}, 400),
        (LATER | {"days_since_loss": 30, "days_since_birth": 200}, 200),
    ],
)
def test_a_loss_at_24_weeks_or_later_is_the_latest_birth(facts: dict[str, Any], days: int, pack: Pack, methods: Table, today: date) -> None:
    """Unless she tells of another; beyond the range counts as its end."""
    assert told_of(pack, methods, facts, "days_since_birth", today)[0] == methods.classes["days_since_birth"].of(days)


def test_what_another_answer_tells_is_open_while_that_is(pack: Pack, methods: Table, today: date) -> None:
    """R02: a later loss whose day is not known is a birth whose day is not known, also in a closed world."""
    for closed in (True, False):
        found = told_of(pack, methods, LATER, "days_since_birth", today, closed=closed)
        assert found == (methods.classes["days_since_birth"].real, False)
    assert told_of(pack, methods, {"loss_kind": "miscarriage", "days_since_loss": 3}, "days_since_birth", today) == (None, False)
    assert told_of(pack, methods, LATER | {"days_since_birth": "unknown"}, "days_since_birth", today) == (None, True)


@pytest.mark.parametrize(
    ("facts", "fact", "open_"),
    [
        ({"smoker": "current"}, "cigarettes_per_day", True),
        ({"smoker": "never"}, "cigarettes_per_day", False),
        ({}, "cigarettes_per_day", False),
        ({"hypertension": "raised"}, "systolic_mmhg", True),
        ({"hypertension": "raised"}, "diastolic_mmhg", True),
        ({"hypertension": "raised", "diastolic_mmhg": 95}, "systolic_mmhg", False),
        ({"hypertension": "raised", "systolic_mmhg": 150}, "diastolic_mmhg", False),
        ({"hypertension": "controlled"}, "systolic_mmhg", False),
    ],
)
def test_a_closed_world_leaves_open_what_would_be_a_trap(
    facts: dict[str, Any], fact: str, open_: bool, pack: Pack, methods: Table, today: date
) -> None:
    """R02: of someone who smokes, "no number given" is not "no cigarettes"."""
    closed = told_of(pack, methods, facts, fact, today, closed=True)
    assert closed == (methods.classes[fact].real if open_ else None, False)
    assert told_of(pack, methods, facts, fact, today) == (None, False)
