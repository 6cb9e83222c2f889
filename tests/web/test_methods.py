"""The comparison of methods without script: what leads to it, what its cards say, their order, its sentences (R02, R08, R14)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from afterwards.pack import Pack
from tests.people import PACK
from tests.web.comparison import (
    EARLY,
    GROUPS,
    GUIDELINES,
    HEALTH,
    METHODS,
    MIGRAINE,
    answered,
    cards,
    group_of,
    in_order,
    library,
    said_in,
    shown,
    told_by,
    words,
)
from tests.web.conftest import Visit
from tests.web.pages import Element, Page
from tests.web.personas import HEALTHY, PERSONAS, WELL
from tests.web.test_guide_page import check_sentences
from tests.web.test_privacy import NEUTRAL
from tests.web.walker import Facts, Walker, facts_on

ENDED = [name for name, facts in PERSONAS.items() if facts["guide"] != "pregnant"]
LANES = ["What the guideline says for someone who tells us this", "How it fits what you told us", "What we still don't know"]
HAS_WISHES: Facts = {
    **{name: value for name, value in {**MIGRAINE, **HEALTHY}.items() if name not in ("has_migraine", "migraine")},
    "prefers": {"no_hormones": "matters_a_lot", "private": "matters", "lighter_periods": "does_not_matter"},
    "hypertension": "controlled",
    "smoker": "current",
    "cigarettes_per_day": 5,
}


def lanes_of(card: Element) -> list[Element]:
    return card.one("div", class_="lanes").all("section")


# The way there


def test_who_came_for_contraception_is_led_to_the_methods(arrivals: dict[str, Walker]) -> None:
    person = arrivals["contraception, in time"]
    ended = next(place for place, page in enumerate(person.seen) if page.kind == "methods")
    assert [page.kind for page in person.seen[:ended]] == ["start", *["question"] * len(person.entered)]
    assert person.told.keys() & HEALTH
    assert "Answer the questions" not in person.seen[ended].main.text
    assert person.seen[ended].back() == "/guide"


def test_after_a_loss_she_opens_them_from_her_guide(visit: Visit, today: date) -> None:
    """Before that no question about her health is asked that only a method needs; after it none is asked that she has answered."""
    person = visit({**WELL, **HEALTHY})
    arrived = person.walk()
    assert arrived.kind == "guide"
    asked = {*person.told}
    assert not asked & HEALTH
    person.press("Look at methods, one by one")
    assert person.here.kind == "question"
    again = []
    while person.here.kind == "question":
        again += facts_on(person.here)
        person.step()
    assert person.here.kind == "methods"
    assert {*again} <= HEALTH
    assert not {*again} & asked
    assert person.here.methods == {one["method"]: shown(one) for one in in_order(library(person.told, today))}
    assert person.get("/guide").decisions == arrived.decisions
    assert person.press("Look at methods, one by one").kind == "methods"
    assert [one for one in person.addresses if not NEUTRAL.fullmatch(one)] == []


def test_in_pregnancy_there_are_none(put: Visit) -> None:
    person = put("guide", {"guide": "pregnant", "weeks_pregnant": 20})
    assert "Look at methods" not in person.here.main.text
    for path in ("/methods", "/clinician", "/differences", "/beside"):
        assert person.get(path).path == "/guide", path
    assert person.post("/methods", {"guideline": "us"}).path == "/guide"
    assert person.post("/methods", {"go_on": "yes"}).path != "/methods"
    assert "For you, as far as you told us" not in person.get("/method/3").main.text


@pytest.mark.parametrize("path", ["/methods", "/clinician", "/differences", "/onward"])
def test_an_emergency_leads_to_the_stop_page(put: Visit, path: str) -> None:
    """R03: also when the sign is told after the methods were seen."""
    person = put("methods", {**EARLY, **HEALTHY, "sepsis_signs": "yes"})
    assert person.here.kind == "stop"
    assert person.get(path).path == "/stop"
    assert person.post("/methods", {"side_by_side": "yes", "method": ["pop", "coc"]}).path == "/stop"
    assert person.post("/methods", {"side_by_side": "yes"}).path == "/stop"
    assert "For you, as far as you told us" not in person.get("/method/3").main.text


def test_she_can_look_before_she_has_answered(visit: Visit, today: date) -> None:
    """The link is on every page of health questions and on no other; what is open is said, and nothing she told is lost."""
    person = visit(MIGRAINE)
    person.start()
    while "age" not in facts_on(person.here):
        link = [one.attributes["href"] for one in person.here.main.all("a") if one.text == "Look at the methods so far"]
        assert link == (["/methods"] if {*facts_on(person.here)} <= HEALTH else [])
        person.step()
    asked = person.here
    assert person.get("/onward").html == person.get("/onward").html == asked.html, "asking for it again takes no step"
    page = person.get("/methods")
    methods = library(person.told, today)
    assert page.methods == {one["method"]: shown(one) for one in in_order(methods)}
    settled = sum(one["settled"] for one in methods)
    assert f"{settled} of 8 {'is' if settled == 1 else 'are'} settled" in page.main.text
    assert person.press("Answer the questions").html == asked.html
    person.go_on()
    assert person.here.kind == "methods"
    assert "settled" not in [one.text for one in person.here.main.all("h2")]


def test_with_nothing_told_of_her_health_every_method_is_open(put: Visit) -> None:
    """R02: unknown is never no."""
    page = put("methods", EARLY).here
    assert "0 of 8 are settled" in page.main.text
    assert page.methods == {name: {"category": "4", "low": "1", "high": "4"} for name in METHODS}
    for card in cards(page).values():
        assert "Category 1 to 4" in card.one("header").text
        assert said_in(lanes_of(card)[0])[0] == "elig.open-to-4"


# The same as the library


@pytest.mark.parametrize("guideline", GUIDELINES)
@pytest.mark.parametrize("name", ENDED)
def test_every_method_is_as_the_library_says(put: Visit, arrivals: dict[str, Walker], today: date, name: str, guideline: str) -> None:
    told = arrivals[name].told
    page = put("methods", told, guideline=guideline).here
    assert page.methods == {one["method"]: shown(one) for one in library(told, today, guideline)}
    assert {*page.methods} == {*METHODS}


@pytest.mark.parametrize("name", ["contraception, in time", "not sure of anything"])
def test_emergency_contraception_is_as_the_library_says(put: Visit, arrivals: dict[str, Walker], today: date, name: str) -> None:
    found = answered(arrivals[name].told, today).to_dict()["emergency_contraception"]
    shown_kinds = put("methods", arrivals[name].told).here.main.all(data_kind="")
    assert [(one.attributes["data-kind"], one.attributes["data-status"]) for one in shown_kinds] == [
        (one["kind"], one["status"]) for one in found
    ]
    for kind, element in zip(found, shown_kinds, strict=True):
        assert said_in(element) == kind["statements"]
        for fact in kind["needs"]:
            assert PACK.facts[fact].short.lower() in element.text


def test_without_a_need_there_is_no_emergency_contraception(put: Visit, arrivals: dict[str, Walker]) -> None:
    assert put("methods", arrivals["contraception, early"].told).here.main.all(data_kind="") == []


# Three lanes


@pytest.fixture(scope="module", params=[*ENDED, "has wishes"])
def compared(request: pytest.FixtureRequest, put: Visit, arrivals: dict[str, Walker]) -> tuple[Page, Facts]:
    """Each persona's comparison, with what she has told."""
    told = HAS_WISHES if request.param == "has wishes" else arrivals[request.param].told
    return put("methods", told_by(told)).here, told_by(told)


def test_each_card_has_three_lanes_and_no_score(compared: tuple[Page, Facts], today: date) -> None:
    page, told = compared
    methods = {one["method"]: one for one in library(told, today)}
    assert {*cards(page)} == methods.keys()
    for name, card in cards(page).items():
        lanes = lanes_of(card)
        assert [lane.one("h4").text for lane in lanes] == LANES
        check_guideline_lane(lanes[0], methods[name])
        check_fit_lane(lanes[1], methods[name], told)
        check_unknown_lane(lanes[2], methods[name])
        assert not re.search(r"\bscore|\bpoints\b|%", card.text)


def check_guideline_lane(lane: Element, one: dict[str, Any]) -> None:
    """What the category means, then the conditions that hold, each with its own category; what only may hold is not here."""
    means, *said = said_in(lane)
    assert means == one["meaning"]["id"]
    held = [why for why in one["why"] if why["certain"] and why["category"] != 1]
    assert said == [why["statement"] for why in held] + one["cautions"]
    for why in held:
        assert f"({words(*why['range']).lower()})" in lane.text


def check_fit_lane(lane: Element, one: dict[str, Any], told: Facts) -> None:
    yes = [f"pref.{name.replace('_', '-')}" for name in one["fit"]["matches"]]
    but = [f"pref.not-{name.replace('_', '-')}" for name in one["fit"]["misses"]]
    assert said_in(lane) == yes + but
    assert [line.text.partition(":")[0] for line in lane.all("li")] == ["Yes"] * len(yes) + ["But"] * len(but)
    assert ("You have not said what matters to you." in lane.text) is (not yes + but)
    assert bool(yes + but) is ("prefers" in told)


def check_unknown_lane(lane: Element, one: dict[str, Any]) -> None:
    """Each thing that is not known once, under the highest category it could make; the rest are counted."""
    needs = {fact for why in one["why"] if not why["certain"] for fact in why["needs"]}
    listed = [line.attributes["data-fact"] for line in lane.all(data_fact="")]
    assert len(listed) == len({*listed}) == min(6, len(needs))
    assert {*listed} <= needs
    assert (f"And {len(needs) - 6} more." in lane.text) is (len(needs) > 6)
    assert ("Nothing more." in lane.text) is (not needs) is one["settled"]
    for line in lane.all(data_fact=""):
        fact = line.attributes["data-fact"]
        assert PACK.facts[fact].short in line.text
        could = [why["category"] for why in one["why"] if not why["certain"] and fact in why["needs"]]
        worst = max(could, key=[1, 2, None, 3, 4].index)
        under = next(above for above in lane.all("p", class_="could") if line in _list_after(lane, above))
        assert under.text == (f"Could make it category {worst}:" if worst else "Could leave it without a category:")


@pytest.mark.parametrize("guideline", ["us", "who"])
@pytest.mark.parametrize("name", ["contraception, not sure of anything", "contraception, migraine"])
def test_the_lanes_are_those_of_the_chosen_guideline(
    put: Visit, arrivals: dict[str, Walker], today: date, name: str, guideline: str
) -> None:
    told = told_by(arrivals[name].told)
    page = put("methods", told, guideline=guideline).here
    methods = {one["method"]: one for one in library(told, today, guideline)}
    for method, card in cards(page).items():
        check_guideline_lane(lanes_of(card)[0], methods[method])
        check_fit_lane(lanes_of(card)[1], methods[method], told)
        check_unknown_lane(lanes_of(card)[2], methods[method])


def test_a_silent_guideline_is_told_before_a_two(put: Visit, today: date) -> None:
    """What could be category 2 or without a category is said to be without: that is the more careful end."""
    told = {**EARLY, **HEALTHY, "breast_concern": "yes", "breast_condition": "unknown"}
    ring = next(one for one in library(told, today, "who") if one["method"] == "ring")
    assert {why["category"] for why in ring["why"] if not why["certain"]} == {None, 2}
    lane = lanes_of(cards(put("methods", told, guideline="who").here)["ring"])[2]
    check_unknown_lane(lane, ring)
    assert [one.text for one in lane.all("p")] == ["Could leave it without a category:"]


def _list_after(lane: Element, heading: Element) -> list[Element]:
    """The lines of the list that follows a heading."""
    place = lane.children.index(heading)
    following = next(one for one in lane.children[place + 1 :] if isinstance(one, Element))
    return following.all("li")


def test_not_sure_is_told_apart_from_not_asked(arrivals: dict[str, Walker], put: Visit) -> None:
    unsure = put("methods", arrivals["contraception, not sure of anything"].told).here
    lines = [one.text for one in unsure.main.all(data_fact="")]
    assert lines
    assert [line for line in lines if not line.endswith(", you are not sure")] == []
    assert "you are not sure" not in put("methods", EARLY).here.main.text


# The order


def test_groups_and_methods_are_in_the_order_that_the_page_tells(compared: tuple[Page, Facts], today: date) -> None:
    page, told = compared
    wishes = told.get("prefers")
    assert wishes is None or isinstance(wishes, dict)
    wanted = in_order(library(told, today), wishes)
    assert [*cards(page)] == [one["method"] for one in wanted]
    groups = [section for section in page.main.all("section") if section.all("h2") and section.all("h2")[0].text in GROUPS]
    assert [(group.all("h2")[0].text, name) for group in groups for name in methods_in(group)] == [
        (group_of(one), one["method"]) for one in wanted
    ]
    assert all(methods_in(group) for group in groups), "a group without a method is not there"


def methods_in(section: Element) -> list[str]:
    return [one.attributes["data-method"] for one in section.all("article", data_method="")]


def test_the_rule_of_the_order_stands_above_the_cards(compared: tuple[Page, Facts], pack: Pack) -> None:
    page, _ = compared
    rule = next(one for name, one in page.statements if name == "elig.order-of-list")
    assert rule.text == pack.statements["elig.order-of-list"].text
    elements = page.main.all()
    assert elements.index(rule) < elements.index(next(iter(cards(page).values())))
    assert "elig.not-a-choice-for-you" in dict(page.statements)


def test_every_group_is_met(arrivals: dict[str, Walker], today: date) -> None:
    people = [*(arrivals[name].told for name in ENDED), HAS_WISHES]
    found = {group_of(one) for told in people for one in library(told, today)}
    assert found == {*GROUPS}


# Sentences


def test_every_sentence_is_the_packs(compared: tuple[Page, Facts], today: date) -> None:
    """R08."""
    page, told = compared
    check_sentences(page, answered(told, today).voice)


def test_every_card_says_where_it_comes_from_and_that_nobody_has_reviewed_it(compared: tuple[Page, Facts], pack: Pack) -> None:
    """R08: each statement of the card again, with its sources."""
    page, _ = compared
    for card in cards(page).values():
        note = next(one for one in card.all("details") if one.one("summary").text == "Where this comes from")
        assert pack.statements[pack.info["not_reviewed"]].text in note.text
        for name in said_in(card):
            if name != pack.info["not_reviewed"]:
                assert all(pack.sources[source].title in note.text for source in pack.statements[name].sources), name


OWN = re.compile(
    "|".join(
        [
            r"You have not said what matters to you\.",
            r"Nothing more\.",
            r"And [0-9]+ more\.",
            r"Could (make it category [234]|leave it without a category):",
            r"[0-9]+ pages? of questions can still change the others\. You can look now and answer later\.",
            r"The guideline gives these no category for conditions of health\.",
            r"After sex without contraception, in the order of how well they work:",
            r"It hangs on: [^.]*\.",
            r"Guideline: .*",
            r"[A-Z][a-zA-Z ]* guidance: .*",
        ]
    )
)
"""The page's own words outside headings: no advice among them."""


def test_no_sentence_stands_outside_the_packs(compared: tuple[Page, Facts]) -> None:
    """R08: what has no id is a heading, a name of a method or of a fact, a link, a button."""
    page, _ = compared
    inside = {id(one) for _, element in page.statements for one in (element, *element.all(), *element.above())}
    lines = [one for one in page.main.all() if one.tag in ("p", "li") and id(one) not in inside]
    own = [one for one in lines if not any(above.attributes.get("class") == "because" for above in one.above())]
    named = [one for one in own if "data-fact" in one.attributes or "data-method" in one.attributes or [*one.children] == one.all("a")]
    assert [one.text for one in own if one not in named and not OWN.fullmatch(one.text)] == []
