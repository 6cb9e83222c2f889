"""What the pages' templates are given: words for what she told, numbers that can be called, pages where an answer can be changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from afterwards import guide
from afterwards.guide import Guide
from afterwards.pack import Pack
from afterwards.web import views
from afterwards.web.headings import HEADINGS
from tests.web.personas import PERSONAS, WELL


def rows(facts: Mapping[str, object], today: date) -> dict[str, tuple[str, str]]:
    """Each row of "What you told us": its words, and the page where it can be changed."""
    found = views.told_rows(guide(facts, today=today))
    return {row.short: (row.words, row.page) for row in found}


def test_nothing_told_but_where_she_is(today: date) -> None:
    assert rows({"guide": "after_loss"}, today) == {"Where you are now": ("My pregnancy has ended", "")}


@pytest.mark.parametrize(
    ("told", "short", "words", "page"),
    [
        ({"bleeding_now": "like_a_period"}, "Bleeding today", "Like a period", "bleeding"),
        ({"bleeding_now": "unknown"}, "Bleeding today", "Not sure", "bleeding"),
        ({"loss_date": "2025-02-03"}, "When it ended", "3 February 2025", "when"),
        ({"loss_date": "unknown"}, "When it ended", "Not sure", "when"),
        ({"weeks_pregnant": 9}, "Weeks of pregnancy", "9 weeks", "weeks"),
        ({"temperature_c": 38.5}, "Temperature", "38.5 degrees", "temperature"),
        ({"low_mood_score": 5}, "Low mood", "5 of 6", "mood"),
        ({"words_for_loss": "name", "name_for_loss": "Iris"}, "The name", "Iris", "words"),
        ({"words_for_loss": "my_baby"}, "Our words for it", "My baby", "words"),
        ({"had_sex_since_loss": "no"}, "Sex since the loss", "No", "had-sex"),
        ({"partner_ready": "no_partner"}, "Partner ready", "I have no partner now", "ready"),
    ],
)
def test_what_she_told_in_the_words_of_its_page(today: date, told: dict[str, object], short: str, words: str, page: str) -> None:
    assert rows({"guide": "after_loss", **told}, today)[short] == (words, page)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"fainted_or_collapsed": "no", "sepsis_signs": "no"}, "None of these"),
        ({"fainted_or_collapsed": "yes", "sepsis_signs": "no"}, "Fainting"),
        ({"fainted_or_collapsed": "yes", "sepsis_signs": "yes"}, "Fainting, Signs of sepsis"),
        ({"fainted_or_collapsed": "unknown", "sepsis_signs": "unknown"}, "Not sure about some of them"),
        ({"fainted_or_collapsed": "yes", "sepsis_signs": "unknown"}, "Fainting; not sure about others"),
    ],
)
def test_a_page_of_signs_is_one_row(today: date, told: dict[str, object], words: str) -> None:
    assert rows({"guide": "after_loss", **told}, today)["Do you have any of these now?"] == (words, "signs")


@pytest.mark.parametrize("name", PERSONAS)
def test_all_that_was_told_has_a_row_and_a_page(today: date, pack: Pack, name: str) -> None:
    """In the order of the pages; nothing she told is out of sight."""
    told = guide(PERSONAS[name], today=today)
    found = views.told_rows(told)
    places = {page.id: place for place, page in enumerate(pack.pages)}
    order = [places[row.page] for row in found[1:]]
    assert order == sorted(order)
    asked = [page for page in pack.pages if not page.guides or told.told.values["guide"] in page.guides]
    expected = {page.id for page in asked for fact in page.facts if fact in PERSONAS[name]}
    assert {row.page for row in found[1:]} == expected
    assert all(row.words for row in found)


# Numbers that can be called


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("Call 999 now.", '<a href="tel:999">999</a>'),
        ("NHS 111, at any hour", '<a href="tel:111">111</a>'),
        ("Samaritans on 116 123", '<a href="tel:116123">116 123</a>'),
        ("Text SHOUT to 85258.", '<a href="sms:85258">85258</a>'),
        ("Tommy's: 0800 014 7800", '<a href="tel:08000147800">0800 014 7800</a>'),
        ("Sands 0808 164 3332", '<a href="tel:08081643332">0808 164 3332</a>'),
        ("020 7733 2653", '<a href="tel:02077332653">020 7733 2653</a>'),
    ],
)
def test_telephone_numbers_become_links(text: str, link: str) -> None:
    assert link in views.with_calls(text)


@pytest.mark.parametrize("text", ["In 1999", "9990 people", "day 111th", "24 November 2026", "1 in 8", "38.5", "2 hours"])
def test_other_numbers_do_not(text: str) -> None:
    assert views.with_calls(text) == text


def test_text_is_escaped_before_links_are_made() -> None:
    assert views.with_calls('<b>"999"</b> & co') == '&lt;b&gt;&#34;<a href="tel:999">999</a>&#34;&lt;/b&gt; &amp; co'


def test_every_number_of_the_knowledge_can_be_called(pack: Pack) -> None:
    """R33: no statement names an emergency number that is not a link."""
    for statement in pack.statements.values():
        shown = views.with_calls(statement.text)
        for number in ("999", "116 123", "85258"):
            assert statement.text.count(number) == shown.count(f">{number}</a>"), statement.id


# Where an answer can be given


def test_a_fact_leads_to_the_first_page_that_asks_it(today: date) -> None:
    found = guide({"guide": "after_loss"}, today=today)
    assert views.page_for(found, ["bleeding_now"]) == "bleeding"
    assert views.page_for(found, ["pain", "bleeding_now"]) == "bleeding"
    assert views.page_for(found, ["days_since_loss"]) == "when"
    assert views.page_for(found, ["waters_broken"]) == ""
    assert views.page_for(guide({"guide": "pregnant"}, today=today), ["pain"]) == "pregnancy-bleeding"


@pytest.mark.parametrize("name", PERSONAS)
def test_every_open_question_leads_to_a_page(today: date, name: str) -> None:
    found = guide(PERSONAS[name], today=today)
    groups = [group for decision in found.answers for group in views.open_groups(found, decision)]
    pages = [(page, items) for group in groups for page, items in (*group.first, *group.more)]
    items = [item for _, held in pages for item in held]
    assert len(items) == len(found.open) == sum(group.count for group in groups)
    assert all(page and item.page == page for page, held in pages for item in held)
    assert all(group.folded == sum(len(held) for _, held in group.more) for group in groups)
    if name == "not sure of anything":
        assert len(items) > 20


# The line above the answer


@pytest.mark.parametrize(
    ("told", "line"),
    [
        ({"guide": "after_loss"}, "24 November 2026."),
        ({"guide": "after_loss", "loss_date": "2026-11-15"}, "24 November 2026. Your pregnancy loss: 15 November."),
        ({"guide": "after_loss", "loss_date": "2025-11-15"}, "24 November 2026. Your pregnancy loss: 15 November 2025."),
        ({"guide": "after_loss", "weeks_pregnant": 9}, "24 November 2026. At 9 weeks."),
        ({"guide": "pregnant", "weeks_pregnant": 20}, "24 November 2026. 20 weeks pregnant."),
        ({"guide": "pregnant", "weeks_pregnant": "unknown"}, "24 November 2026."),
        (
            {**WELL, "words_for_loss": "name", "name_for_loss": "Iris"},
            "24 November 2026. The loss of Iris: 15 November. At 9 weeks.",
        ),
    ],
)
def test_the_line_above_the_answer(today: date, told: dict[str, object], line: str) -> None:
    assert views.summary(guide(told, today=today)) == line


def test_sections_come_in_one_order_and_only_when_they_say_something(today: date, pack: Pack) -> None:
    assert {one.section for one in pack.decisions.values()} <= HEADINGS.keys()
    for facts in PERSONAS.values():
        found: Guide = guide(facts, today=today)
        shown = [section for section in HEADINGS if section in found.plan]
        assert [*found.plan] == shown
