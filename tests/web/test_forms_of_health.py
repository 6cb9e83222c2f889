"""The health questions: lines with "I'm not sure" on each, medicines by name, lists, levels, numbers that rule each other out (R23)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from afterwards.errors import BadFacts
from afterwards.pack import Pack
from afterwards.pack.told import read_facts
from afterwards.web.forms import MOST_BYTES, MOST_NAMES
from tests.web.conftest import Visit
from tests.web.refusals import NOT_SURE, check_refused, send
from tests.web.walker import Facts, Form

# A box and "I'm not sure" on each line


def test_no_line_ticked(put: Visit) -> None:
    says = "Tick what applies to you, 'I'm not sure' where you do not know, or 'None of these'."
    check_refused(put, "heart-and-clots", {}, "clot_now", says)


@pytest.mark.parametrize(("line", "value"), [("clot_now", "yes"), ("thrombophilia", "unknown"), ("heart_condition", "yes")])
def test_none_of_these_with_a_line(put: Visit, line: str, value: str) -> None:
    """Neither a yes nor a not sure is ever read as a no."""
    says = ("You ticked 'None of these' and something else", "Keep the one that is right")
    check_refused(put, "heart-and-clots", {line: value, "none_of_these": "yes"}, "clot_now", *says)


def test_a_line_ticked_and_not_sure(put: Visit, pack: Pack) -> None:
    form: Form = {"clot_past": ["yes", "unknown"], "heart_condition": "yes"}
    says = f"{pack.facts['clot_past'].short}: you ticked it and 'I'm not sure'. Keep one of the two."
    check_refused(put, "heart-and-clots", form, "clot_past", says)


def test_every_line_has_an_answer_of_its_own(put: Visit, pack: Pack) -> None:
    form = {"heart_condition": "yes", "clot_past": "unknown", "thrombophilia": "unknown"}
    person, _, after = send(put, "heart-and-clots", form)
    assert after.status == 200
    assert person.get("/step/1").checked() == form
    told = person.get("/guide").told["Heart, blood vessels and clots: what applies to you?"]
    assert told == f"{pack.facts['heart_condition'].short}; not sure about others"
    assert person.press("Change heart, blood vessels and clots").checked() == form


def test_lines_left_empty_are_no_once_another_is_ticked(put: Visit) -> None:
    """She may go from "not sure" to nothing but one line: the others are no longer open."""
    person, _, _ = send(put, "heart-and-clots", {"clot_past": "unknown", "stroke_or_tia": "unknown"})
    person.post("/step/1", {"stroke_or_tia": "unknown"})
    assert person.get("/step/1").checked() == {"stroke_or_tia": "unknown"}
    person.post("/step/1", {"none_of_these": "yes"})
    assert person.get("/step/1").checked() == {"none_of_these": "yes"}


# Medicines by their names

NO_OTHERS = {"other_conditions": "none_of_these"}


def test_no_medicine_and_no_answer(put: Visit) -> None:
    says = "Medicines: choose what applies, 'None of these', or 'I'm not sure'."
    for given in ({}, {"medicines": ["", " ", ""]}, {"medicines": [" , ;", ""]}):
        _, _, after = send(put, "medicines", {**given, **NO_OTHERS})
        assert (after.status, after.messages) == (422, {"medicines-0": says})
        assert after.main.one(id="medicines-0").attributes["type"] == "text"
        assert after.checked()["other_conditions"] == "none_of_these"


@pytest.mark.parametrize("given", [["Warfarin", "none_of_these"], ["Warfarin", "unknown"], ["none_of_these", "unknown"]])
def test_a_name_with_none_or_not_sure(put: Visit, given: list[str]) -> None:
    says = ("Medicines: you chose 'None of these' or 'I'm not sure' and something else.", "Keep the one that is right.")
    check_refused(put, "medicines", {"medicines": given, **NO_OTHERS}, "medicines-0", *says)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Warfarin", "Warfarin"),
        ("  st   johns\twort ", "st johns wort"),
        ("Warfarin, Lamictal;Xyzzy", ["Warfarin", "Lamictal", "Xyzzy"]),
        (["Warfarin", "", "Warfarin", "warfarin"], ["Warfarin", "warfarin"]),
        (["Zoë 🕊", "اميرة", "<b>"], ["Zoë 🕊", "اميرة", "<b>"]),
        ("none_of_these", "none_of_these"),
        ("unknown", "unknown"),
    ],
)
def test_names_as_people_write_them(put: Visit, typed: str | list[str], kept: str | list[str]) -> None:
    person, _, after = send(put, "medicines", {"medicines": typed, **NO_OTHERS})
    assert after.status == 200
    assert person.get("/step/1").checked() == {"medicines": kept, **NO_OTHERS}


def test_a_name_nobody_knows_stays_among_what_she_told(put: Visit) -> None:
    person, _, _ = send(put, "medicines", {"medicines": ["Lamictal", "Grandmother's tea"], **NO_OTHERS})
    told = person.get("/guide").told
    assert (told["Medicines"], told["Other conditions"]) == ("Lamictal, Grandmother's tea", "None of these")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("a" * 61, "write each name with up to 60 letters. You wrote 'aaaa"),
        (["Warfarin", "War\u202efarin"], "write each name with up to 60 letters. You wrote 'War"),
        ([f"Medicine {place}" for place in range(31)], "write up to 30 names. You wrote 31."),
        ([f"{place:02}" + "x" * 40 for place in range(15)], "write up to 600 letters in all. Leave out doses and write only names."),
    ],
    ids=["long", "not printable", "many", "long together"],
)
def test_names_that_cannot_be_kept(put: Visit, typed: Any, says: str) -> None:
    """However many there are, all that she typed comes back."""
    check_refused(put, "medicines", {"medicines": typed, **NO_OTHERS}, "medicines-0", f"Medicines: {says}")


def test_as_many_names_as_are_allowed(put: Visit) -> None:
    names = [f"{place:02}" + "x" * (MOST_BYTES // MOST_NAMES - 2) for place in range(MOST_NAMES)]
    assert (len(names), sum(map(len, names))) == (30, 600)
    person, _, after = send(put, "medicines", {"medicines": names, **NO_OTHERS})
    assert after.status == 200
    page = person.get("/step/1")
    assert page.checked()["medicines"] == names
    assert len(page.main.all("input", type="text")) == 30, "no box is left for one more"


def test_there_is_always_a_box_for_two_more(put: Visit) -> None:
    for count, boxes in ((0, 4), (1, 4), (2, 4), (3, 5), (12, 14), (29, 30)):
        facts = {"guide": "after_loss", "medicines": [f"Medicine {place}" for place in range(count)]}
        assert len(put("medicines", facts).here.main.all("input", type="text")) == boxes


# One of a list, and several


def test_nothing_chosen_from_a_list(put: Visit) -> None:
    says = "Other conditions: choose what applies, 'None of these', or 'I'm not sure'."
    check_refused(put, "medicines", {"medicines": "Warfarin"}, "other_conditions-0", says)


@pytest.mark.parametrize("given", ["goitre", "thyroid,malaria,plague", ["thyroid", "Thyroid"]])
def test_what_the_list_does_not_hold(put: Visit, given: str | list[str]) -> None:
    """Only a form that is none of ours sends it; it is not kept."""
    person, before, after = send(put, "medicines", {"medicines": "none_of_these", "other_conditions": given})
    says = "Other conditions: choose what applies, 'None of these', or 'I'm not sure'."
    assert (after.status, after.messages) == (422, {"other_conditions-0": says})
    assert after.main.one(id="other_conditions-0").attributes["type"] == "checkbox"
    assert person.get("/step/1").html == before.html


@pytest.mark.parametrize("given", [["thyroid", "none_of_these"], ["malaria", "unknown"], ["none_of_these", "unknown"]])
def test_one_of_a_list_with_none_or_not_sure(put: Visit, given: list[str]) -> None:
    says = ("Other conditions: you chose 'None of these' or 'I'm not sure' and something else.", "Keep the one that is right.")
    check_refused(put, "medicines", {"medicines": "unknown", "other_conditions": given}, "other_conditions-0", *says)


@pytest.mark.parametrize("given", ["thyroid", ["thyroid", "malaria"], "none_of_these", "unknown"])
def test_several_of_a_list_are_kept(put: Visit, pack: Pack, given: str | list[str]) -> None:
    person, _, after = send(put, "medicines", {"medicines": "none_of_these", "other_conditions": given})
    assert after.status == 200
    assert person.get("/step/1").checked() == {"medicines": "none_of_these", "other_conditions": given}
    labels = {name: label.label for name, label in pack.facts["other_conditions"].values.items()}
    words = {"none_of_these": "None of these", "unknown": "Not sure", **labels}
    assert person.get("/guide").told["Other conditions"] == ", ".join(words[one] for one in ([given] if isinstance(given, str) else given))


def test_both_complaints_of_the_page_come_at_once(put: Visit) -> None:
    _, _, after = send(put, "medicines", {})
    assert list(after.messages) == ["medicines-0", "other_conditions-0"]


# What matters


def test_what_matters_is_kept_line_by_line(put: Visit, pack: Pack) -> None:
    person, before, after = send(put, "matters", {"prefers-no_hormones": "matters_a_lot", "prefers-private": "matters"})
    assert after.status == 200
    chosen = {**before.checked(), "prefers-no_hormones": "matters_a_lot", "prefers-private": "matters"}
    assert person.get("/step/1").checked() == chosen
    told = person.get("/guide").told["What matters to you"]
    labels = {name: label.label for name, label in pack.facts["prefers"].values.items()}
    assert told == f"{labels['no_hormones']}: matters a lot; {labels['private']}: matters"


@pytest.mark.parametrize("form", [{}, {"prefers-private": "lots", "prefers-nothing": "matters"}, {"prefers": "matters"}])
def test_a_line_without_one_of_its_answers_does_not_matter(put: Visit, form: Form) -> None:
    """There is nothing to complain about: a line can be left alone."""
    person, before, after = send(put, "matters", form)
    assert after.status == 200
    assert person.get("/step/1").checked() == before.checked()
    assert {*before.checked().values()} == {"does_not_matter"}
    assert person.get("/guide").told["What matters to you"] == "Nothing in particular"


# Numbers that cannot both be right

ABOUT: dict[str, str | list[str]] = {
    **{"age": "31", "height_cm": "166", "weight_kg": "63", "smoker": "never", "hypertension": "none"},
    **{"systolic_mmhg": "118", "diastolic_mmhg": "76", "using_now": "none"},
}
PRESSURE = "Lower blood pressure: write a number below 'Upper blood pressure', {}. You wrote '{}'. Check both numbers. " + NOT_SURE
BODY = "Height: height and weight must give a body mass index (BMI) of 10 to 80. Yours give another. Check both numbers. " + NOT_SURE


@pytest.mark.parametrize(("upper", "lower"), [("80", "120"), ("90", "90"), ("60", "160"), ("118", "118")])
def test_a_lower_blood_pressure_that_is_not_below_the_upper_one(put: Visit, upper: str, lower: str) -> None:
    form = {**ABOUT, "systolic_mmhg": upper, "diastolic_mmhg": lower}
    check_refused(put, "about-you", form, "diastolic_mmhg", PRESSURE.format(upper, lower))


@pytest.mark.parametrize(("height", "weight"), [("230", "25"), ("100", "120"), ("1,0e2", "63"), ("200", "39,9")])
def test_a_height_and_a_weight_no_body_has(put: Visit, height: str, weight: str) -> None:
    form = {**ABOUT, "height_cm": height, "weight_kg": weight}
    says = "Height: write a number from 100 to 230" if "e" in height else BODY
    check_refused(put, "about-you", form, "height_cm", says)


@pytest.mark.parametrize(
    "told",
    [
        {"systolic_mmhg": "90", "diastolic_mmhg": "89"},
        {"systolic_mmhg": "unknown", "diastolic_mmhg": "120"},
        {"systolic_mmhg": "80", "diastolic_mmhg": "unknown"},
        {"height_cm": "200", "weight_kg": "40"},
        {"height_cm": "100", "weight_kg": "80"},
        {"height_cm": "unknown", "weight_kg": "25"},
        {"height_cm": "230", "weight_kg": "unknown"},
    ],
    ids=str,
)
def test_numbers_that_can_be_right_are_kept(put: Visit, told: dict[str, str]) -> None:
    person, _, after = send(put, "about-you", {**ABOUT, **told})
    assert after.status == 200
    assert person.get("/step/1").checked() == {**ABOUT, **told}


def refused(pack: Pack, facts: Facts, today: date) -> list[str]:
    """The facts the library complains about."""
    try:
        read_facts(pack, facts, today)
    except BadFacts as bad:
        return [error.fact for error in bad.errors]
    return []


def test_the_form_and_the_library_refuse_the_same_pairs(pack: Pack, put: Visit, today: date) -> None:
    """What the page lets through is never a fault later: each pair at the edge, on the page and in the library."""
    for fact, other, pairs in (
        ("diastolic_mmhg", "systolic_mmhg", [(90, 90), (89, 90), (91, 90)]),
        ("height_cm", "weight_kg", [(200, 39.9), (200, 40), (100, 80), (100, 80.1)]),
    ):
        for mine, yours in pairs:
            _, _, after = send(put, "about-you", {**ABOUT, fact: str(mine), other: str(yours)})
            assert list(after.messages) == refused(pack, {fact: mine, other: yours}, today)


def test_both_pairs_are_complained_about_at_once(put: Visit) -> None:
    wrong = {"height_cm": "230", "weight_kg": "25", "systolic_mmhg": "80", "diastolic_mmhg": "120"}
    _, _, after = send(put, "about-you", {**ABOUT, **wrong})
    assert list(after.messages) == ["height_cm", "diastolic_mmhg"]
    assert after.checked() == {**ABOUT, **wrong}
