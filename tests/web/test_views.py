"""What the pages' templates are given: words for what she told, numbers that can be called, pages where an answer can be changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given

from afterwards import guide
from afterwards.guide import Guide
from afterwards.interview import due_pages, is_due, pages_of, was_asked
from afterwards.pack import Pack
from afterwards.web import views
from afterwards.web.headings import HEADINGS
from tests.people import people
from tests.tries import tries
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
    assert views.page_for(found, found.asked_for("bleeds_over_three_weeks")) == "bleeding-or-period"
    assert views.page_for(found, found.asked_for("hcg_still_followed")) == "blood-tests"
    assert [*guide({"guide": "pregnant"}, today=today).asked_for("little_bleeding")] == []
    assert views.page_for(guide({"guide": "pregnant"}, today=today), ["pain"]) == "pregnancy-bleeding"


@pytest.mark.parametrize("name", PERSONAS)
def test_every_open_question_leads_to_a_page(today: date, name: str) -> None:
    found = guide(PERSONAS[name], today=today)
    groups = [group for decision in found.answers for group in views.open_groups(found, decision)]
    pages = [(page, items) for group in groups for page, items in (*group.first, *group.more)]
    items = [item for _, held in pages for item in held]
    assert len(items) == len(found.open) == sum(group.count for group in groups)
    assert all(item.page == page for page, held in pages for item in held)
    for one in found.open:
        asked = all(was_asked(found, fact) for need in one.needs for fact in found.asked_for(need))
        assert {item.page == "" for item in items if item.if_id == one.if_} >= {asked}
    assert all(group.folded == sum(len(held) for _, held in group.more) for group in groups)
    if name == "not sure of anything":
        assert len(items) > 20


@pytest.mark.parametrize("chosen", ["after_loss", "pregnant", "contraception_only"])
def test_what_she_was_not_sure_of_is_not_offered_again(today: date, pack: Pack, chosen: str) -> None:
    """Repro u8: "not sure" to everything, and the same questions were offered 27 times. The conditions stay."""
    unsure = {name: "unknown" for name in pack.facts if name != "guide"}
    for facts in (unsure | {"guide": chosen}, {name: "unknown" for name in unsure if name != "pain"} | {"guide": chosen}):
        found = guide(facts, today=today)
        assert not set(found.ask_next) - {"pain"}
        groups = [group for decision in found.answers for group in views.open_groups(found, decision)]
        offered = {(page, item.if_id) for group in groups for page, items in (*group.first, *group.more) for item in items if page}
        needing_pain = {one.if_ for one in found.open if "pain" in one.needs and "pain" not in facts}
        assert {if_id for _, if_id in offered} <= needing_pain
        assert {page for page, _ in offered} <= {views.page_for(found, ["pain"])}
        assert groups


@given(facts=people())
@tries(150)
def test_nothing_is_asked_or_offered_that_cannot_concern_her(facts: dict[str, object]) -> None:
    """Repro u9: what hangs on a fact that is none of hers is none of hers, whatever that fact counts as; in every guide.

    Of what was told only what its guide asks about: told anyway, a fact counts.
    """
    for chosen in ("after_loss", "pregnant", "contraception_only"):
        start = guide({"guide": chosen}, today=date(2026, 11, 24))
        hers = {name: value for name, value in facts.items() if start.may_apply(name)}
        found = guide({**hers, "guide": chosen}, today=date(2026, 11, 24))
        assert [fact for fact in found.ask_next if not found.may_apply(fact)] == []
        for page in due_pages(found):
            assert any(is_due(found, page, fact) and found.may_apply(fact) for fact in page.facts), page.id
        for page in pages_of(found):
            if page.offered and views._offered(found, page):
                assert any(found.may_apply(fact) for fact in page.facts), page.id


def test_a_chain_of_gates_is_closed_at_its_beginning(pack: Pack) -> None:
    """Repro u9: every fact whose gate's fact counts as a value that would open it, in a guide in which that is not asked."""
    chains = 0
    for chosen in pack.facts["guide"].values:
        found = guide({"guide": chosen}, today=date(2026, 11, 24))
        for table, known in found.seen:
            for name, classes in table.classes.items():
                gate = classes.fact.gate
                if gate and gate.fact in pack.facts and not found.may_apply(gate.fact) and known[gate.fact] & table.applies[name]:
                    chains += 1
                    assert not found.may_apply(name)
                    assert name not in found.ask_next
    assert chains >= 3


def offered_in(found: Guide) -> list[str]:
    sentences = views.Sentences(found.pack, lambda *_: "")
    return [page for section in views.sections(found, sentences, ()) for page, _ in section.offers]


def test_a_pregnant_woman_is_not_asked_when_the_bleeding_stopped(today: date) -> None:
    """Repro u9."""
    found = guide({"guide": "pregnant", "bleeding_in_pregnancy": "none"}, today=today)
    assert "bleeding-stopped" not in offered_in(found)
    assert "bleeding-stopped" in offered_in(guide({"guide": "after_loss", "bleeding_now": "none"}, today=today))


def test_who_may_be_under_16_is_offered_what_she_reads_first(today: date) -> None:
    """child-answered-as-adult: a tap from the answer on sex; who told her age is offered it no more."""
    for which in ("after_loss", "pregnant"):
        assert "young" in offered_in(guide({"guide": which}, today=today))
        assert "young" not in offered_in(guide({"guide": which, "age": 30}, today=today))


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
    """Help now, what runs out, help today; then as the pages show them."""
    assert {one.section for one in pack.decisions.values()} <= HEADINGS.keys()
    for facts in PERSONAS.values():
        found: Guide = guide(facts, today=today)
        level = found.answers["urgency"].low
        urgent = {"emergency": ("today", "first"), "urgent_same_day": ("first", "today")}.get(level, ("first",))
        shown = [section for section in dict.fromkeys((*urgent, *HEADINGS)) if section in found.plan]
        assert [*found.plan] == shown
