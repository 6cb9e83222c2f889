"""What a person may tick or type wrongly, on every kind of page: what the message says, and that nothing is lost (R23)."""

from __future__ import annotations

from datetime import date

import pytest

from afterwards.pack import Pack
from tests.web.conftest import Visit
from tests.web.personas import WELL
from tests.web.refusals import NOT_SURE, check_refused, send

# Boxes to tick


def test_nothing_ticked(put: Visit) -> None:
    says = ("Tick what applies to you", "'None of these'", "'I'm not sure about some of them'")
    check_refused(put, "signs", {}, "fainted_or_collapsed", *says)


@pytest.mark.parametrize("other", ["fainted_or_collapsed", "self_harm_immediate", "not_sure"])
def test_none_of_these_with_a_tick(put: Visit, other: str) -> None:
    """A tick beside "None of these" is a question back to her, never a no."""
    form = {other: "yes", "none_of_these": "yes"}
    check_refused(put, "signs", form, "fainted_or_collapsed", "You ticked 'None of these' and something else", "Keep the one that is right")


def test_a_tick_with_not_sure_is_a_yes_and_the_others_stay_open(put: Visit, pack: Pack) -> None:
    person, _, after = send(put, "signs-today", {"leg_swelling_or_pain": "yes", "not_sure": "yes"})
    assert after.kind == "question"
    assert person.get("/step/1").checked() == {"leg_swelling_or_pain": "yes", "not_sure": "yes"}
    told = person.get("/guide").told["Do you have any of these today?"]
    assert told == f"{pack.facts['leg_swelling_or_pain'].short}; not sure about others"


# One of several answers


@pytest.mark.parametrize("given", [None, "", "lots", "Heavy", "heavy;none", "yes"])
def test_no_answer_or_one_that_is_not_offered(put: Visit, given: str | None) -> None:
    person, before, after = send(put, "bleeding", {} if given is None else {"bleeding_now": given})
    assert after.status == 422
    message = "Bleeding today: choose one of the answers. If you do not know, choose 'I'm not sure'."
    assert after.messages == {"bleeding_now-0": message}
    assert after.main.one(id="bleeding_now-0").attributes["type"] == "radio"
    assert person.get("/step/1").html == before.html


def test_one_of_two_questions_left_out(put: Visit) -> None:
    check_refused(put, "pain", {"pain": "mild"}, "discharge-0", "Discharge: choose one of the answers", NOT_SURE)
    check_refused(put, "pregnancy-bleeding", {"pain": "severe"}, "bleeding_in_pregnancy-0", "Bleeding now: choose one", NOT_SURE)


def test_every_complaint_of_a_page_comes_at_once(put: Visit) -> None:
    _, _, after = send(put, "pain", {})
    assert list(after.messages) == ["pain-0", "discharge-0"]
    assert [one.text.removeprefix("Error: ") for one in after.main.all(class_="message")] == list(after.messages.values())


# Numbers

ALLOWED = {
    "weeks": ("weeks_pregnant", "Weeks of pregnancy: write a number from 0 to 42"),
    "temperature": ("temperature_c", "Temperature: write a number from 30 to 45"),
    "hours": ("hours_since_unprotected_sex", "Hours since sex without contraception: write a number from 0 to 2160"),
    "days": ("days_since_unprotected_sex", "Days since sex without contraception: write a number from 0 to 365"),
}
BESIDE = {"hours": {"emergency_contraception_taken": "none"}}
"""What is answered well on the same page."""
NO_NUMBERS = ["nine", "43", "-1", "+1", "1e1", "0x10", "NaN", "inf", "9.5.1", "9,5,1", "1 000", "1" * 13, "."]


@pytest.mark.parametrize("typed", [*NO_NUMBERS, "99999"])
@pytest.mark.parametrize("page", ["weeks", "temperature"])
def test_what_is_no_number_in_the_range(put: Visit, page: str, typed: str) -> None:
    fact, allowed = ALLOWED[page]
    if page == "temperature" and typed == "43":
        typed = "45.1"
    check_refused(put, page, {fact: typed}, fact, allowed, f"You wrote '{typed}'", NOT_SURE)


@pytest.mark.parametrize("page", ALLOWED)
@pytest.mark.parametrize("typed", ["", "   "])
def test_a_number_left_blank(put: Visit, page: str, typed: str) -> None:
    fact, allowed = ALLOWED[page]
    check_refused(put, page, {**BESIDE.get(page, {}), fact: typed}, fact, f"{allowed}. {NOT_SURE}")


def test_a_number_that_is_far_too_long_is_not_repeated_whole(put: Visit) -> None:
    _, _, after = send(put, "weeks", {"weeks_pregnant": "7" * 3000})
    assert after.status == 422
    assert f"You wrote '{'7' * 40}'" in after.messages["weeks_pregnant"]
    assert after.checked()["weeks_pregnant"] == "7" * 3000


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("38,5", "38.5"),
        ("٣٨٫٥", "38.5"),
        ("３８．５", "38.5"),
        (" 37.4 ", "37.4"),
        ("38.0", "38"),
        ("30", "30"),
        ("45", "45"),
        ("037", "37"),
    ],
)
def test_numbers_as_people_write_them(put: Visit, typed: str, kept: str) -> None:
    person, _, after = send(put, "temperature", {"temperature_c": typed})
    assert after.status == 200
    assert person.get("/step/1").checked() == {"temperature_c": kept}


@pytest.mark.parametrize(
    ("page", "typed", "right"),
    [
        ("hours", "1,000", "1000"),
        ("hours", "1.000", "1000"),
        ("hours", "2.160", "2160"),
        ("hours", "1 000", "1000"),
        ("hours", "1'000", "1000"),
        ("hours", "١٬٠٠٠", "1000"),
        ("weeks", "1,080", "1080"),
        ("days", "2.160", "2160"),
    ],
)
def test_a_number_that_could_be_thousands_is_refused_with_the_right_form(put: Visit, page: str, typed: str, right: str) -> None:
    """Repro 8: 1,000 hours were read as 1."""
    fact, allowed = ALLOWED[page]
    says = f"{allowed}, with no sign between the digits: {right}. You wrote '{typed}'"
    check_refused(put, page, {**BESIDE.get(page, {}), fact: typed}, fact, says, NOT_SURE)


@pytest.mark.parametrize("typed", ["9.5", "9,25", ".5"])
def test_a_fact_of_whole_numbers_takes_no_fraction(put: Visit, typed: str) -> None:
    """Repro 8."""
    says = "Weeks of pregnancy: write a whole number from 0 to 42"
    check_refused(put, "weeks", {"weeks_pregnant": typed}, "weeks_pregnant", says, f"You wrote '{typed}'", NOT_SURE)


@pytest.mark.parametrize(
    ("page", "form", "field"),
    [
        ("weeks", {"weeks_pregnant": ["9", "unknown"]}, "weeks_pregnant"),
        ("temperature", {"temperature_c": ["38", "unknown"]}, "temperature_c"),
        ("when", {"loss_date-day": "3", "loss_date": "unknown"}, "loss_date-day"),
        ("mood", {"low_mood_score-1": "1", "low_mood_score": "unknown", "anxiety_score": "unknown"}, "low_mood_score-1-0"),
    ],
)
def test_an_answer_and_not_sure_together(put: Visit, page: str, form: dict[str, str], field: str) -> None:
    _, _, after = send(put, page, form)
    assert after.status == 422
    assert list(after.messages) == [field]
    message = after.messages[field]
    assert "'I'm not sure'" in message
    assert "Keep one of the two." in message
    boxes = [one for one in after.main.all("input") if "checked" in one.attributes or one.attributes.get("value") in ("9", "38", "3")]
    assert len(boxes) >= 2, "both are still there"


# Pads and hours share a page


def test_hours_are_not_needed_when_no_pad_is_soaked(put: Visit, pack: Pack) -> None:
    person, _, after = send(put, "pads", {"pads_soaked_per_hour": "0", "hours_soaking": ""})
    assert after.status == 200
    told = person.get("/guide").told
    assert pack.facts["pads_soaked_per_hour"].short in told
    assert pack.facts["hours_soaking"].short not in told


def test_hours_told_before_go_when_no_pad_is_soaked_after_all(put: Visit) -> None:
    person = put("pads", {**WELL, "bleeding_now": "heavy", "pads_soaked_per_hour": 1, "hours_soaking": 6})
    assert person.get("/guide").told["Hours of bleeding like that"] == "6 hours"
    assert person.post("/step/1", {"pads_soaked_per_hour": "0", "hours_soaking": "6"}).status == 200
    assert "Hours of bleeding like that" not in person.get("/guide").told


def test_hours_are_needed_when_pads_are_soaked(put: Visit) -> None:
    says = ("Hours of bleeding like that: write a number from 0 to 72", NOT_SURE)
    check_refused(put, "pads", {"pads_soaked_per_hour": "2", "hours_soaking": ""}, "hours_soaking", *says)
    check_refused(put, "pads", {"pads_soaked_per_hour": "2", "hours_soaking": "73"}, "hours_soaking", "You wrote '73'", *says)
    check_refused(put, "pads", {"pads_soaked_per_hour": "unknown", "hours_soaking": ""}, "hours_soaking", *says)


def test_hours_are_on_the_page_again_when_no_pad_was_soaked_before(put: Visit) -> None:
    person, _, _ = send(put, "pads", {"pads_soaked_per_hour": "0", "hours_soaking": ""})
    page = person.get("/step/1")
    assert page.checked() == {"pads_soaked_per_hour": "0"}
    assert page.main.all("input", name="hours_soaking")


# Fields that are not on the page


def test_a_fact_of_another_page_is_not_heard(put: Visit, today: date) -> None:
    person, _, after = send(
        put, "bleeding", {"bleeding_now": "none", "fainted_or_collapsed": "yes", "loss_kind": "molar", "guide": "pregnant"}
    )
    assert after.kind == "question"
    assert person.get("/guide").told == {"Where you are now": "My pregnancy has ended", "Bleeding today": "It has stopped"}


def test_of_a_field_sent_twice_the_last_counts(put: Visit) -> None:
    person = put("bleeding", {"guide": "after_loss"})
    person.client.post(
        "/step/1", content=b"bleeding_now=none&bleeding_now=heavy", headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert person.get("/step/1").checked() == {"bleeding_now": "heavy"}
