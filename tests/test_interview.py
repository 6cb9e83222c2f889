"""The interview: warning signs first, only what matters, nothing twice, and an end."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterwards.contraception import TOPIC
from afterwards.guide import Guide, guide
from afterwards.interview import due_pages, facts_shown, is_due, next_page, pages_of
from afterwards.pack.model import Entry, Page
from tests.people import EVERY_FACT, PACK, Facts, fits, people
from tests.tries import tries

TODAY = date(2026, 11, 24)
RECENT: Facts = {
    "guide": "after_loss",
    "loss_kind": "miscarriage",
    "loss_date": "2026-11-15",
    "weeks_pregnant": 8,
    "words_for_loss": "miscarriage",
}
PERSONAS: dict[str, Facts] = {
    "day 9, waited, light bleeding, does not want to be pregnant": RECENT
    | {"management": "waited", "loss_complete": "confirmed", "bleeding_now": "light"}
    | {"bleeding_course": "settling", "pregnancy_goal": "avoid"},
    "day 9 after medicine, bleeding like a period, feels hot": RECENT
    | {
        "management": "medicine", "loss_complete": "not_confirmed", "bleeding_now": "like_a_period", "bleeding_course": "same",
        "pads_soaked_per_hour": 0, "feels_feverish": "yes", "temperature_c": 37.6, "pregnancy_goal": "not_today",
    },
    "day 60 after an operation, has had sex": RECENT
    | {
        "loss_date": "2026-09-25", "management": "surgery", "bleeding_now": "none", "period_back": "yes", "pregnancy_test": "negative",
        "pregnancy_test_day": 22, "had_sex_since_loss": "yes", "unprotected_sex_since_loss": "yes", "hours_since_unprotected_sex": 40,
        "pregnancy_goal": "not_sure", "bleeding_after_sex": "once", "pain_with_sex": "none",
    },
    "day 30 after methotrexate for an ectopic pregnancy": RECENT
    | {"loss_kind": "ectopic", "loss_date": "2026-10-25", "ectopic_treatment": "methotrexate", "bleeding_now": "none"}
    | {"pregnancy_goal": "try_now"},
    "molar pregnancy, still followed up": RECENT
    | {"loss_kind": "molar", "management": "surgery", "molar_follow_up": "in_progress", "bleeding_now": "spotting"}
    | {"pregnancy_goal": "try_later"},
    "an abortion with tablets": RECENT
    | {"loss_kind": "abortion", "management": "medicine", "loss_complete": "confirmed", "bleeding_now": "light", "pregnancy_goal": "avoid"},
    "a loss at 30 weeks": RECENT
    | {"loss_kind": "later_loss", "weeks_pregnant": 30, "bleeding_now": "light", "pregnancy_goal": "not_today"},
    "pregnant at 20 weeks": {"guide": "pregnant", "weeks_pregnant": 20, "bleeding_in_pregnancy": "none", "pain": "none"},
    "contraception only": {"guide": "contraception_only", "loss_date": "2026-11-15", "bleeding_now": "none", "pregnancy_goal": "avoid"},
    "after a loss, sure of nothing": {"guide": "after_loss"},
    "pregnant, sure of nothing": {"guide": "pregnant"},
    "contraception only, sure of nothing": {"guide": "contraception_only"},
}  # fmt: skip
TYPICAL = [
    name
    for name in PERSONAS
    if name.startswith(("day 9", "day 30", "molar", "an abortion")) or name in ("pregnant at 20 weeks", "contraception only")
]
RED_FLAGS = ("fainted_or_collapsed", "breathless_or_chest_pain", "sepsis_signs", "shoulder_tip_pain", "self_harm_immediate", "not_myself")
FOR_THE_NEXT_DAYS = ("headache_or_sight", "bleeding_not_explained", "new_breast_lump")
SURE = "sure of nothing"


def reply(entry: Entry, page: Page, persona: Facts, unsure: bool) -> object:
    """What she answers: her own facts; else no sign, what is least, or that she is not sure."""
    if entry.name in persona:
        return persona[entry.name]
    if unsure:
        return "unknown"
    if page.checks:
        return "no"
    usual = entry.absent is not None and fits({**persona, entry.name: entry.absent}, entry.name)
    return entry.absent if usual else "unknown"


class Walk:
    """One walk through the interview: the pages in order, what was asked on each, and the guide before each."""

    def __init__(self, persona: Facts, *, unsure: bool = False, skipped: Collection[str] = (), most: int = 60) -> None:
        self.facts: Facts = {"guide": persona["guide"]}
        self.pages: list[Page] = []
        self.asked: list[str] = []
        self.guides: list[Guide] = []
        while (page := next_page(self.now(), skipped)) is not None:
            assert len(self.pages) < most, f"no end: {[page.id for page in self.pages]}"
            self.pages.append(page)
            self.guides.append(self.now())
            for entry in facts_shown(self.now(), page):
                if entry.name not in self.facts and (entry.kind != "text" or "name_for_loss" in persona):
                    self.asked.append(entry.name)
                    self.facts[entry.name] = reply(entry, page, persona, unsure)

    def now(self) -> Guide:
        return guide(self.facts, today=TODAY, pack=PACK)


def walk(name: str, skipped: Collection[str] = ()) -> Walk:
    return Walk(PERSONAS[name], unsure=name.endswith(SURE), skipped=skipped)


@pytest.mark.parametrize("name", PERSONAS)
def test_each_person_reaches_the_end(name: str) -> None:
    """And then nothing more matters: what is still open hangs on what she was not sure of."""
    done = walk(name)
    found = done.now()
    shown = {fact for page in pages_of(found) for fact in page.facts}
    assert set(found.ask_next) & shown == set()


@pytest.mark.parametrize("name", PERSONAS)
def test_nothing_is_asked_twice(name: str) -> None:
    """R27."""
    done = walk(name)
    assert len({page.id for page in done.pages}) == len(done.pages)
    assert len(set(done.asked)) == len(done.asked)


@pytest.mark.parametrize("name", PERSONAS)
def test_the_warning_signs_come_first(name: str) -> None:
    """R03: the page of red flags is the first, and a sign on it reaches the top level at once.

    Who only looks at contraception has one page of signs: below those of an emergency stand those that mean help today, then
    those for the next days, of which the headache means help today soon after a loss from 24 weeks on.
    """
    first, which = walk(name).pages[0], PERSONAS[name]["guide"]
    assert first.id == ("signs-first" if which == "contraception_only" else "signs")
    assert first.checks
    assert first.facts[: len(RED_FLAGS)] == RED_FLAGS
    for fact in first.facts:
        found = guide({"guide": which, fact: "yes"}, today=TODAY, pack=PACK)
        level = "emergency" if fact in RED_FLAGS else "contact_soon" if fact in FOR_THE_NEXT_DAYS else "urgent_same_day"
        assert found.answers["urgency"].low == level, fact
    assert {*first.facts[-len(FOR_THE_NEXT_DAYS) :]} == {*FOR_THE_NEXT_DAYS} or which != "contraception_only"
    late = {"guide": which, "weeks_pregnant": 24, "loss_date": "2026-11-15", "headache_or_sight": "yes"}
    assert guide(late, today=TODAY, pack=PACK).answers["urgency"].low == "urgent_same_day"
    assert (set(first.facts) > set(RED_FLAGS)) is (which == "contraception_only")


@pytest.mark.parametrize("name", PERSONAS)
def test_pages_come_in_the_order_of_the_pack_and_those_of_the_methods_last(name: str) -> None:
    done = walk(name)
    methods = [page.topic == TOPIC for page in done.pages]
    assert methods == sorted(methods)
    places = [PACK.pages.index(page) for page in done.pages if page.topic != TOPIC]
    late = [(PACK.pages[one].id, PACK.pages[two].id) for one, two in pairwise(places) if one > two]
    assert late == []
    assert any(methods) is (PERSONAS[name]["guide"] != "pregnant")


@pytest.mark.parametrize("name", PERSONAS)
def test_of_the_pages_about_methods_the_most_useful_comes_first(name: str) -> None:
    """Its best fact stands before those of every other page that is due."""
    done = walk(name)
    for page, found in zip(done.pages, done.guides, strict=True):
        if page.topic == TOPIC:
            order = [fact for fact in found.ask_next if any(fact in one.facts for one in PACK.pages if one.topic == TOPIC)]
            assert order[0] in page.facts


@pytest.mark.parametrize("name", PERSONAS)
def test_a_page_of_another_guide_is_not_asked(name: str) -> None:
    which = PERSONAS[name]["guide"]
    assert [page.id for page in walk(name).pages if page.guides and which not in page.guides] == []


@pytest.mark.parametrize("name", ["pregnant at 20 weeks", "pregnant, sure of nothing"])
def test_someone_who_is_pregnant_is_asked_nothing_about_a_loss(name: str) -> None:
    """Neither which kind, nor how it was treated, nor if it is complete."""
    assert {"loss_kind", "loss_date", "management", "loss_complete", "words_for_loss"}.isdisjoint(walk(name).asked)


@pytest.mark.parametrize("name", PERSONAS)
@pytest.mark.parametrize("topic", ["sex", "contraception", "feelings"])
def test_a_skipped_topic_is_left_out_and_the_rest_is_asked(name: str, topic: str) -> None:
    whole, less = walk(name), walk(name, skipped=[topic])
    assert topic not in {page.topic for page in less.pages}
    assert {page.id for page in whole.pages if page.topic == "today"} <= {page.id for page in less.pages}


def test_a_skipped_topic_can_be_come_back_to() -> None:
    less = walk("day 60 after an operation, has had sex", skipped=["sex"])
    page = next_page(less.now())
    assert page is not None
    assert page.topic == "sex"


@tries(60)
@given(facts=people(most=14))
def test_every_page_that_is_due_has_a_fact_that_is_due(facts: Facts) -> None:
    """And shows no fact that is known not to be hers, but for one that brings up, or is brought up by, another on its page."""
    found = guide(facts, today=TODAY, pack=PACK)
    for page in due_pages(found):
        due = [fact for fact in page.facts if is_due(found, page, fact)]
        shown = [entry.name for entry in facts_shown(found, page)]
        assert due
        assert set(due) <= set(shown)
        gates = {fact: gate[0] for fact in page.facts if (gate := PACK.facts[fact].gate)}
        linked = {fact for fact, gate in gates.items() if gate in page.facts} | set(gates.values())
        assert all(found.may_apply(fact) or fact in linked for fact in shown)
        for fact in due:
            assert fact not in found.told.values
            assert fact not in found.told.unknown


@tries(40)
@given(facts=people(most=30), which=st.sampled_from(["after_loss", "pregnant", "contraception_only"]))
def test_anyone_reaches_the_end(facts: Facts, which: str) -> None:
    persona = facts | {"guide": which}
    done = Walk(persona)
    assert next_page(done.now()) is None
    assert len(set(done.asked)) == len(done.asked)


def test_an_offered_page_is_asked_only_when_it_can_change_an_answer() -> None:
    offered = {page.id for page in PACK.pages if page.offered}
    assert offered
    found = walk("day 9, waited, light bleeding, does not want to be pregnant")
    for page in found.pages:
        if page.id in offered:
            assert set(page.facts) & set(found.asked)
    assert "more-about-sex" not in {page.id for page in found.pages}


def test_an_offered_page_is_never_asked_always() -> None:
    """One of its facts can change a method: then the page among those of the methods asks it, when she looks at them."""
    pages = tuple(replace(page, always=True) for page in PACK.pages if page.id == "more-about-sex")
    methods = tuple(page for page in PACK.pages if page.topic == TOPIC)
    found = guide(RECENT, today=TODAY, pack=replace(PACK, pages=(*pages, *methods)))
    assert pages
    assert set(pages[0].facts) & set(found.ask_next) == {"new_or_other_partners"} == set(pages[0].facts) & found.for_methods
    assert [page.id for page in due_pages(found) if page.topic != TOPIC] == []
    assert next_page(found, skipped=[TOPIC]) is None


def test_a_fact_of_the_methods_that_no_page_of_theirs_asks_is_asked_on_its_own() -> None:
    pages = tuple(page for page in PACK.pages if page.id == "more-about-sex")
    found = guide(RECENT, today=TODAY, pack=replace(PACK, pages=pages))
    assert list(due_pages(found)) == list(pages)


@tries(60)
@given(facts=people(most=20), which=st.sampled_from(["after_loss", "contraception_only"]))
def test_methods_left_for_later_bring_up_no_offered_page(facts: Facts, which: str) -> None:
    """She is asked for what she came for: with the methods left out, the same offered pages as in a pack that compares none."""
    told = facts | {"guide": which}
    with_methods, without = (guide(told, today=TODAY, pack=pack) for pack in (PACK, replace(PACK, contraception=None)))
    for found in (with_methods, without):
        assert not [page for page in due_pages(found, [TOPIC]) if page.topic == TOPIC]
    offered = [[page.id for page in due_pages(found, [TOPIC]) if page.offered] for found in (with_methods, without)]
    assert offered[0] == offered[1]


TOLD_OTHERWISE = {"bmi": {"height_cm", "weight_kg"}, "days_since_loss": {"loss_date"}}
"""Facts that no page asks, for another one there tells the same."""


@tries(100)
@given(
    facts=people(EVERY_FACT),
    which=st.sampled_from(["after_loss", "pregnant", "contraception_only"]),
    guideline=st.sampled_from(list(PACK.info["guidelines"])),
)
def test_whatever_can_change_an_answer_stands_on_a_page_of_her_guide(facts: Facts, which: str, guideline: str) -> None:
    """R02: nothing stays open only because no one asks. Of what cannot be hers, told anyway, no page of hers asks more."""
    hers = guide({"guide": which}, today=TODAY, guideline=guideline, pack=PACK)
    told = {name: value for name, value in facts.items() if hers.may_apply(name)}
    found = guide(told | {"guide": which}, today=TODAY, guideline=guideline, pack=PACK)
    there = {fact for page in pages_of(found) for fact in page.facts}
    for fact in set(found.ask_next) - there:
        assert TOLD_OTHERWISE[fact] <= there


def test_every_page_of_every_guide_can_be_reached_while_none_is_chosen() -> None:
    assert list(pages_of(guide({}, today=TODAY, pack=PACK))) == list(PACK.pages)


def test_a_page_answered_before_shows_its_facts_again() -> None:
    """Back, or "change": what was told stands on its page."""
    found = guide(RECENT | {"bleeding_now": "light"}, today=TODAY, pack=PACK)
    (page,) = [page for page in PACK.pages if page.id == "bleeding"]
    assert [entry.name for entry in facts_shown(found, page)] == ["bleeding_now"]


def test_a_page_that_no_longer_applies_still_shows_what_it_asks() -> None:
    """Reached by its address: never an empty form."""
    found = guide({"guide": "after_loss", "feels_feverish": "no"}, today=TODAY, pack=PACK)
    (page,) = [page for page in PACK.pages if page.id == "temperature"]
    assert [entry.name for entry in facts_shown(found, page)] == ["temperature_c"]


def test_a_name_is_never_pressed_for() -> None:
    found = guide(RECENT | {"words_for_loss": "name"}, today=TODAY, pack=PACK)
    assert "words" not in {page.id for page in due_pages(found)}


def test_who_is_well_sees_five_pages_about_methods() -> None:
    """Few large pages first; what stands behind a box is asked only where it is ticked."""
    pages = [page.id for page in walk("contraception only").pages if page.topic == TOPIC]
    assert sorted(pages) == ["about-you", "head-joints-blood", "heart-and-clots", "medicines", "womb-and-breast"]
