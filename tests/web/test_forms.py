"""What a person may type wrongly, on every kind of page: what the message says, and that nothing she typed is lost (R23)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from afterwards.pack import Pack
from tests.web.conftest import Visit
from tests.web.pages import Page
from tests.web.personas import HAD_SEX, WELL
from tests.web.walker import Facts, Form, Walker

HEAVY = {**WELL, "bleeding_now": "heavy"}
BEFORE: Mapping[str, Facts] = {
    "bleeding": {"guide": "after_loss"},
    "pads": {key: value for key, value in HEAVY.items() if key not in ("pads_soaked_per_hour", "hours_soaking")},
    "temperature": {**WELL, "feels_feverish": "yes"},
    "words": WELL,
    "when": WELL,
    "weeks": WELL,
    "days": {**WELL, **HAD_SEX, "hours_since_unprotected_sex": "unknown"},
    "mood": {"guide": "after_loss"},
    "distress": WELL,
}
"""What was told before each page; where the page's own fact is among it, it must stay as it was."""
NOT_SURE = "If you do not know, choose 'I'm not sure'"


def send(put: Visit, page: str, form: Form) -> tuple[Walker, Page, Page]:
    """Someone on a page, the page before she sent the form, and after."""
    facts = BEFORE.get(page, {"guide": "pregnant" if page.startswith("pregnancy") else "after_loss"})
    person = put(page, facts)
    return person, person.here, person.post("/step/1", form)


def check_refused(put: Visit, page: str, form: Form, field: str, *says: str) -> Page:
    """The page comes back with one message for one field; what was typed is there, and what was told before is not touched."""
    person, before, after = send(put, page, form)
    assert after.status == 422
    assert (after.kind, after.path, after.heading) == ("question", "/step/1", before.heading)
    assert after.title == "Error: Afterwards"
    (target, message), *more = after.messages.items()
    assert not more
    assert target == field
    assert after.main.one(id=field).tag == "input"
    for one in says:
        assert one in message
    inline = after.main.one(class_="message")
    assert inline.text == f"Error: {message}"
    kept = after.checked()
    assert {name: kept.get(name, "") for name, value in form.items() if value.strip()} == {
        k: v.strip() for k, v in form.items() if v.strip()
    }
    assert person.get("/step/1").html == before.html
    return after


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
    told = person.get("/guide").told["And any of these?"]
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
    "days": ("days_since_unprotected_sex", "Days since sex without contraception: write a number from 0 to 365"),
}
NO_NUMBERS = ["nine", "43", "-1", "+1", "1e1", "0x10", "NaN", "inf", "9.5.1", "9,5,1", "1 000", "٣", "９", "1" * 13, "."]


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
    check_refused(put, page, {fact: typed}, fact, f"{allowed}. {NOT_SURE}")


def test_a_number_that_is_far_too_long_is_not_repeated_whole(put: Visit) -> None:
    _, _, after = send(put, "weeks", {"weeks_pregnant": "7" * 3000})
    assert after.status == 422
    assert f"You wrote '{'7' * 40}'" in after.messages["weeks_pregnant"]
    assert after.checked()["weeks_pregnant"] == "7" * 3000


@pytest.mark.parametrize(
    ("typed", "kept"), [("38,5", "38.5"), (" 37.4 ", "37.4"), ("38.0", "38"), ("30", "30"), ("45", "45"), ("037", "37")]
)
def test_numbers_as_people_write_them(put: Visit, typed: str, kept: str) -> None:
    person, _, after = send(put, "temperature", {"temperature_c": typed})
    assert after.status == 200
    assert person.get("/step/1").checked() == {"temperature_c": kept}


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


# Dates


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "write a day, a month and a year"),
        ("31 2 2026", "write a real date, such as 15 11 2026. You wrote '31 2 2026'"),
        ("29 2 2025", "write a real date"),
        ("0 0 0000", "write a real date"),
        ("15 13 2026", "write a real date"),
        ("1_5 11 2026", "write a real date"),
        ("15 11 26", "write a real date"),
        ("15 11 20x6", "write a real date"),
        ("15 No 2026", "write a real date"),
        ("15 Novemberish 2026", "write a real date"),
        ("١٥ 11 2026", "write a real date"),
        ("15", "write a real date"),
        ("15 11", "write a real date"),
        ("25 11 2026", "the date must be today or earlier. You wrote 25 November 2026"),
        ("24 11 2027", "the date must be today or earlier. You wrote 24 November 2027"),
        ("24 11 2023", "the date must lie within the last 3 years. You wrote 24 November 2023"),
        ("1 1 0001", "the date must lie within the last 3 years"),
    ],
)
def test_what_is_no_day_of_the_last_three_years(put: Visit, typed: str, says: str) -> None:
    parts = [*typed.split(), "", "", ""][:3]
    form = {f"loss_date-{part}": text for part, text in zip(("day", "month", "year"), parts, strict=True)}
    check_refused(put, "when", form, "loss_date-day", f"When it ended: {says}", NOT_SURE)


@pytest.mark.parametrize("month", ["11", "Nov", "nov", "NOVEMBER", "Novem"])
def test_a_month_may_be_written_out(put: Visit, month: str) -> None:
    person, _, after = send(put, "when", {"loss_date-day": " 05 ", "loss_date-month": month, "loss_date-year": "2026"})
    assert after.status == 200
    assert person.get("/step/1").checked() == {"loss_date-day": "5", "loss_date-month": "11", "loss_date-year": "2026"}


@pytest.mark.parametrize("days", [0, 1, 1095])
def test_the_first_and_the_last_day_that_may_be_told(put: Visit, today: date, days: int) -> None:
    told = today - timedelta(days=days)
    form = {"loss_date-day": str(told.day), "loss_date-month": str(told.month), "loss_date-year": str(told.year)}
    person, _, after = send(put, "when", form)
    assert after.status == 200
    assert person.get("/guide").heading == f"Today is day {days}"


# A name, and lines of a score


def test_a_name_left_blank(put: Visit) -> None:
    for blank in ({}, {"name_for_loss": ""}, {"name_for_loss": "   "}):
        form = {"words_for_loss": "name", **blank}
        check_refused(put, "words", form, "name_for_loss", "The name: write a name, or choose other words.")


def test_a_name_that_is_too_long_or_holds_signs_that_cannot_be_shown(put: Visit) -> None:
    form = {"words_for_loss": "name", "name_for_loss": "a" * 41}
    check_refused(put, "words", form, "name_for_loss", "The name: write up to 40 letters", "Make it shorter")
    for sign in ("\n", "\u202e", "\x1b"):
        form = {"words_for_loss": "name", "name_for_loss": f"An{sign}na"}
        _, _, after = send(put, "words", form)
        assert after.status == 422
        assert "The name: it holds a sign that we cannot show. Write it with letters, up to 40." in after.messages["name_for_loss"]


def test_other_words_need_no_name(put: Visit) -> None:
    person, _, after = send(put, "words", {"words_for_loss": "my_baby", "name_for_loss": ""})
    assert after.status == 200
    assert person.get("/step/1").checked() == {"words_for_loss": "my_baby"}


@pytest.mark.parametrize("second", [None, "", "4", "-1", "1.0", "x"])
def test_a_line_of_a_score_left_out(put: Visit, second: str | None) -> None:
    form = {"low_mood_score-1": "2", "anxiety_score-1": "0", "anxiety_score-2": "3"} | (
        {} if second is None else {"low_mood_score-2": second}
    )
    _, _, after = send(put, "mood", form)
    assert after.status == 422
    says = "Low mood: choose an answer to each of the 2 lines. If you would rather not say, choose 'I'm not sure'."
    assert after.messages == {"low_mood_score-1-0": says}
    assert after.main.one(id="low_mood_score-1-0").attributes["type"] == "radio"
    assert after.checked() == {"low_mood_score-1": "2", "anxiety_score-1": "0", "anxiety_score-2": "3"}


def test_a_score_is_the_sum_of_its_lines_and_they_are_kept(put: Visit) -> None:
    form = {"low_mood_score-1": "2", "low_mood_score-2": "3", "anxiety_score-1": "0", "anxiety_score-2": "1"}
    person, _, after = send(put, "mood", form)
    assert after.status == 200
    told = person.get("/guide").told
    assert (told["Low mood"], told["Worry"]) == ("5 of 6", "1 of 6")
    assert person.get("/step/1").checked() == form
    assert person.post("/step/1", {"low_mood_score": "unknown", "anxiety_score": "2"}).status == 200
    assert person.get("/step/1").checked() == {"low_mood_score": "unknown"}
    assert person.get("/guide").told["Worry"] == "2 of 6"


def test_a_score_sent_whole_must_be_in_its_range(put: Visit) -> None:
    _, _, after = send(put, "mood", {"low_mood_score": "7", "anxiety_score": "6"})
    assert after.status == 422
    assert after.messages["low_mood_score-1-0"].startswith("Low mood: write a number from 0 to 6. You wrote '7'.")


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
