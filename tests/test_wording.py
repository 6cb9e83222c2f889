"""Statements said to one person: her words, her dates, and what is said where a date is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterwards.pack.entries import PLACEHOLDER, Statement
from afterwards.pack.schema import INTERFACE
from afterwards.pack.words import filled, words
from afterwards.person.known import known_in
from afterwards.person.told import read_facts
from afterwards.wording import Voice, long_date
from tests.people import PACK, Facts

TODAY = date(2026, 11, 24)
NINE_DAYS = {"loss_date": "2026-11-15"}


def voice(facts: Facts, text: str = "", otherwise: str = "", because: str = "", today: date = TODAY) -> Voice:
    """The voice for these facts, in a pack that holds one more statement, `try`."""
    one = Statement("try", text, otherwise, because, False, "agreed", ())
    pack = replace(PACK, statements={**PACK.statements, "try": one})
    told = read_facts(pack, facts, today)
    return Voice.of(pack, told, today, pack.table.state(known_in(pack, pack.table, told)[0]))


def say(facts: Facts, text: str, otherwise: str = "") -> str:
    return voice(facts, text, otherwise).say("try")


@pytest.mark.parametrize(
    ("day", "today", "text"),
    [
        (date(2026, 12, 6), TODAY, "6 December"),
        (date(2027, 1, 1), TODAY, "1 January 2027"),
        (date(2025, 11, 24), TODAY, "24 November 2025"),
        (date(2026, 12, 6), None, "6 December 2026"),
    ],
)
def test_a_date_is_written_as_people_write_it(day: date, today: date | None, text: str) -> None:
    assert long_date(day, today) == text


@given(st.dates())
def test_every_date_can_be_written(day: date) -> None:
    """R23: without the settings of the computer it runs on, so always in English."""
    number, month, year = long_date(day).split()
    assert (number, year) == (str(day.day), str(day.year))
    assert month[:3] == ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[day.month - 1]


# Her words for the loss


@pytest.mark.parametrize(
    ("facts", "the_loss", "after_the_loss", "your_loss"),
    [
        ({}, "the pregnancy loss", "after the pregnancy loss", "your pregnancy loss"),
        ({"words_for_loss": "unknown"}, "the pregnancy loss", "after the pregnancy loss", "your pregnancy loss"),
        ({"words_for_loss": "miscarriage"}, "the miscarriage", "after the miscarriage", "your miscarriage"),
        ({"words_for_loss": "my_baby"}, "the loss of your baby", "after the loss of your baby", "the loss of your baby"),
        ({"words_for_loss": "name", "name_for_loss": "Elin"}, "the loss of Elin", "after the loss of Elin", "the loss of Elin"),
        ({"words_for_loss": "name"}, "the loss of your baby", "after the loss of your baby", "the loss of your baby"),
        ({"words_for_loss": "miscarriage", "name_for_loss": "Elin"}, "the miscarriage", "after the miscarriage", "your miscarriage"),
    ],
)
def test_her_words_are_used(facts: Facts, the_loss: str, after_the_loss: str, your_loss: str) -> None:
    assert say(facts, "It is {the_loss}, {after_the_loss}, {your_loss}.") == f"It is {the_loss}, {after_the_loss}, {your_loss}."


@pytest.mark.parametrize("name", ["{the_loss}", "{date:loss+5}", "{name}", "\\1", "<b>", "{"])
def test_a_name_is_said_as_it_was_written(name: str) -> None:
    """R23: what she types is never taken for a placeholder."""
    assert say({"words_for_loss": "name", "name_for_loss": name}, "After {the_loss}.") == f"After the loss of {name}."


@pytest.mark.parametrize("name", ["עדן", "عدن", "Zoë عدن", "עדן 2", "ߒߞߏ"])
def test_a_name_from_right_to_left_leaves_the_date_in_its_place(name: str) -> None:
    """Repro 9: closed in, or the day of the date that follows jumps to the other side of the name."""
    facts = {"words_for_loss": "name", "name_for_loss": name, "loss_date": "2026-11-15"}
    assert say(facts, "{the_loss} {date:loss+0}") == f"the loss of \u2068{name}\u2069 15 November"
    assert say(facts, "{the_loss}, {after_the_loss}") == f"the loss of \u2068{name}\u2069, after the loss of \u2068{name}\u2069"


@pytest.mark.parametrize("name", ["Łucja", "Anna 2", "👨\u200d👩\u200d👧", "Anna!", "美咲", "ක්\u200dෂ"])
def test_any_other_name_stands_as_it_is(name: str) -> None:
    assert say({"words_for_loss": "name", "name_for_loss": name}, "{the_loss}") == f"the loss of {name}"


def test_a_name_that_ends_in_a_full_stop_ends_the_sentence_once() -> None:
    facts = {"words_for_loss": "name", "name_for_loss": "a."}
    assert say(facts, "After {the_loss}. Then {the_loss}, and more") == "After the loss of a. Then the loss of a., and more"


def test_every_choice_of_words_has_its_phrases() -> None:
    assert set(PACK.facts["words_for_loss"].values) == set(PACK.words)


def test_a_sentence_begins_with_a_capital_and_a_clause_does_not() -> None:
    facts = {"words_for_loss": "miscarriage"}
    assert say(facts, "{your_loss} was no one's doing.") == "Your miscarriage was no one's doing."
    assert say(facts, "{your_loss} was less than two weeks ago") == "your miscarriage was less than two weeks ago"


# Days and hours


def test_a_date_so_many_days_after_the_loss() -> None:
    assert (
        say(NINE_DAYS, "From {date:loss+5} to {date:loss+60}, not {date:loss-1}.", "x")
        == "From 20 November to 14 January 2027, not 14 November."
    )


def test_the_days_since_the_loss() -> None:
    assert say(NINE_DAYS, "It is {days_since_loss} days.", "x") == "It is 9 days."
    assert say({"days_since_loss": 0}, "It is {days_since_loss} days.", "x") == "It is 0 days."


@pytest.mark.parametrize("text", ["On {date:loss+5}.", "{days_since_loss} days.", "{hours_left:120} hours.", "{the_loss}, {date:loss+5}."])
def test_without_a_date_the_text_is_otherwise(text: str) -> None:
    assert say({}, text, "Later, after {the_loss}.") == "Later, after the pregnancy loss."


@pytest.mark.parametrize(("hours", "left"), [(0, "120"), (0.5, "120"), (1, "119"), (119, "1"), (119.9, "1")])
def test_the_hours_left(hours: float, left: str) -> None:
    """Hours begun are counted as whole ones that are left."""
    assert say({"hours_since_unprotected_sex": hours}, "Hours left: about {hours_left:120}.", "x") == f"Hours left: about {left}."


@pytest.mark.parametrize("hours", [120, 120.5, 500])
def test_no_hours_left_are_not_counted(hours: float) -> None:
    """ "About 0" reads as too late, and at 120 hours it is not."""
    assert say({"hours_since_unprotected_sex": hours}, "Hours left: about {hours_left:120}.", "Up to 5 days.") == "Up to 5 days."


def test_days_since_sex_tell_no_hours() -> None:
    """Days leave the hours open by a day either way, so no number of hours is said."""
    assert say({"days_since_unprotected_sex": 2}, "Hours left: {hours_left:120}.", "Up to 5 days.") == "Up to 5 days."


def test_the_day_of_a_number_of_days() -> None:
    assert voice(NINE_DAYS).day(21) == date(2026, 12, 6)
    assert voice(NINE_DAYS).day(0) == date(2026, 11, 15)
    assert voice(NINE_DAYS).day(None) is None
    assert voice({}).day(21) is None


def test_why_we_say_it() -> None:
    facts = {"words_for_loss": "miscarriage"}
    assert voice(facts, "x", because="After {the_loss}.").because("try") == "After the miscarriage."
    assert voice(facts, "x").because("try") == ""


def test_a_statement_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        voice({}).say("sex.not-written")


# Every statement of the pack

EVERYTHING = {"loss_date": "2026-11-15", "hours_since_unprotected_sex": 30, "words_for_loss": "name", "name_for_loss": "Elin"}


@pytest.mark.parametrize("facts", [{}, EVERYTHING], ids=["nothing told", "everything told"])
def test_every_statement_can_be_said(facts: Facts) -> None:
    """R08: no empty sentence and no placeholder is left, whatever is known."""
    one = voice(facts)
    for name, statement in PACK.statements.items():
        if name.startswith(INTERFACE) and values_in(statement):
            continue  # whoever says it gives it values: see below
        for text in (one.say(name), one.because(name)):
            assert "{" not in text
            assert "}" not in text
        assert one.say(name).strip(), name
        assert bool(one.because(name)) == bool(statement.because)


# The words of the interfaces

OF_HER = {"days_since_loss", "the_loss", "after_the_loss", "your_loss"}


def values_in(statement: Statement) -> set[str]:
    """The placeholders of a word of an interface that whoever says it fills."""
    return {found.group(1) for found in PLACEHOLDER.finditer(statement.text)} - OF_HER


def test_every_word_of_an_interface_is_filled_whole() -> None:
    """R08: in each of its plural forms, and never without a value."""
    tried = 0
    for name, statement in PACK.statements.items():
        wanted = values_in(statement) if name.startswith(INTERFACE) else set()
        if not wanted:
            continue
        tried += 1
        for count in (0, 1, 2, 5):
            said = words(PACK, name, **{one: count if one == "count" else f"<{one}>" for one in wanted})
            assert "{" not in said, name
            assert all(f"<{one}>" in said for one in wanted if one != "count"), name
        with pytest.raises(KeyError):
            words(PACK, name, **dict.fromkeys([*wanted][1:], 1))
    assert tried > 40


@pytest.mark.parametrize(("count", "said"), [(0, "0 sheets"), (1, "one sheet"), (2, "2 sheets"), (21, "21 sheets")])
def test_a_number_chooses_the_plural_form_of_its_language(count: int, said: str) -> None:
    statement = replace(PACK.statements["ui.more"], text="{count} sheets", forms={"one": "one sheet"})
    assert filled(statement, PACK.language, {"count": count}) == said
