"""Answers that are entered in parts: dates, words with a name, and lines of a score (R23)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.web.conftest import Visit
from tests.web.refusals import NOT_SURE, check_refused, send

# Dates


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "write a day, a month and a year"),
        ("31 2 2026", "write a real date, such as 15 11 2026. You wrote '31 2 2026'"),
        ("29 2 2025", "write a real date"),
        ("0 0 0000", "write a real date"),
        ("15 13 2026", "write a real date"),
        ("999999999999 11 2026", "write a real date"),
        ("15 999999999999 2026", "write a real date"),
        ("1_5 11 2026", "write a real date"),
        ("15 11 026", "write a real date"),
        ("11/26/2026", "write a real date, such as 15 11 2026. You wrote '11/26/2026'"),
        ("20261115", "write a real date"),
        ("15 11 15/11/2026", "write a real date"),
        ("15 11 20x6", "write a real date"),
        ("15 No 2026", "write a real date"),
        ("15 Novemberish 2026", "write a real date"),
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


@pytest.mark.parametrize(
    "typed",
    [
        ("1st", "11", "2026"),
        ("1.", "nov.", "26"),
        ("١", "١١", "٢٠٢٦"),
        ("０１", "Nov", "'26"),
        ("2026-11-01", "", ""),
        ("1/11/26", "", ""),
        ("01.11.2026", "", ""),
        ("1 November 2026", "", ""),
        ("1st Nov, 2026", "", ""),
        ("November 1, 2026", "", ""),
        ("", "2026/11/01", ""),
        ("\u200e1\u00a0-\u00a011 - 2026", "", ""),
    ],
)
def test_dates_as_people_write_them(put: Visit, typed: tuple[str, str, str]) -> None:
    """Repro 27: and 1/11 is the first of November, as in Britain."""
    form = {f"loss_date-{part}": text for part, text in zip(("day", "month", "year"), typed, strict=True)}
    person, _, after = send(put, "when", form)
    assert after.status == 200
    assert person.get("/step/1").checked() == {"loss_date-day": "1", "loss_date-month": "11", "loss_date-year": "2026"}


@pytest.mark.parametrize("days", [0, 1, 1095])
def test_the_first_and_the_last_day_that_may_be_told(put: Visit, today: date, days: int) -> None:
    told = today - timedelta(days=days)
    form = {"loss_date-day": str(told.day), "loss_date-month": str(told.month), "loss_date-year": str(told.year)}
    person, _, after = send(put, "when", form)
    assert after.status == 200
    assert person.get("/guide").heading == f"Today is day {days}"


# A name, and lines of a score

TURNS = "a sign that turns the direction of writing (U+202E)"


def test_a_name_left_blank(put: Visit) -> None:
    for blank in ({}, {"name_for_loss": ""}, {"name_for_loss": "   "}):
        form = {"words_for_loss": "name", **blank}
        check_refused(put, "words", form, "name_for_loss", "The name: write a name, or choose other words.")


def test_a_name_that_is_too_long_or_holds_signs_that_cannot_be_shown(put: Visit) -> None:
    form = {"words_for_loss": "name", "name_for_loss": "a" * 41}
    check_refused(put, "words", form, "name_for_loss", "The name: write up to 40 letters", "Make it shorter")
    for sign, what in (("\n", "a line break (U+000A)"), ("\u202e", TURNS), ("\x1b", "a control sign (U+001B)")):
        form = {"words_for_loss": "name", "name_for_loss": f"An{sign}na"}
        _, _, after = send(put, "words", form)
        assert after.status == 422
        assert after.messages["name_for_loss"] == f"The name: it holds {what}. Take that sign out."


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u200eAnna\u200b", "Anna"),
        ("An\u00a0na\u3000Lou", "An na Lou"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("می\u200cنا", "می\u200cنا"),
    ],
)
def test_a_name_keeps_joiners_and_loses_what_cannot_be_seen(put: Visit, typed: str, kept: str) -> None:
    """Repro 3."""
    person, _, after = send(put, "words", {"words_for_loss": "name", "name_for_loss": typed})
    assert after.status == 200
    assert person.get("/step/1").checked()["name_for_loss"] == kept


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
