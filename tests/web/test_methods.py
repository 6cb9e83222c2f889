"""The comparison of methods without script: what leads to it, its cards, their order, setting aside, guidelines (R02, R08, R10, R14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from afterwards import guide
from afterwards.guide import Guide
from afterwards.pack import Pack
from tests.people import PACK
from tests.web.conftest import Visit
from tests.web.pages import Element, Page
from tests.web.personas import HEALTHY, PERSONAS, WELL
from tests.web.test_guide_page import check_sentences
from tests.web.test_privacy import NEUTRAL
from tests.web.walker import Facts, Walker, facts_on

GUIDELINES = list(PACK.info["guidelines"])
ENDED = [name for name, facts in PERSONAS.items() if facts["guide"] != "pregnant"]
HEALTH = {fact for page in PACK.pages if page.topic == "methods" for fact in page.facts}
assert PACK.contraception
NAMES = {one.id: one.name for one in PACK.contraception.methods.values()}
METHODS = ("cu_iud", "lng_iud", "implant", "dmpa", "pop", "coc", "patch", "ring")
LANES = ["What the guideline says for someone who tells us this", "How it fits what you told us", "What we still don't know"]
GROUPS = [
    "Usually fine, on what you told us",
    "Still open, or without a category",
    "Usually not advised: talk to a clinician first",
    "Not to be used",
]
MIGRAINE = PERSONAS["contraception, migraine"]
EARLY: Facts = {**WELL, "guide": "contraception_only"}
"""She has told all but her health."""
HAS_WISHES: Facts = {
    **{name: value for name, value in {**MIGRAINE, **HEALTHY}.items() if name not in ("has_migraine", "migraine")},
    "prefers": {"no_hormones": "matters_a_lot", "private": "matters", "lighter_periods": "does_not_matter"},
    "hypertension": "controlled",
    "smoker": "current",
    "cigarettes_per_day": 5,
}


def told_by(page_facts: Facts) -> Facts:
    """What can be told: facts of the vocabulary."""
    return {name: value for name, value in page_facts.items() if name in PACK.facts}


def answered(facts: Facts, today: date, guideline: str = "uk") -> Guide:
    return guide(told_by(facts), today=today, guideline=guideline)


def library(facts: Facts, today: date, guideline: str = "uk") -> list[dict[str, Any]]:
    """What the library says of each method."""
    found: list[dict[str, Any]] = answered(facts, today, guideline).to_dict()["methods"]
    return found


def shown(one: dict[str, Any]) -> dict[str, str]:
    """One method of the library as the page's attributes say it."""
    return {key: "none" if one[key] is None else str(one[key]) for key in ("category", "low", "high")}


def cards(page: Page) -> dict[str, Element]:
    """The cards of the methods she has not set aside, in the order of the page."""
    return {one.attributes["data-method"]: one for one in page.main.all("article", data_method="")}


def said_in(element: Element) -> list[str]:
    return [one.attributes["data-statement"] for one in element.all(data_statement="")]


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
        assert said_in(lanes_of(card)[0])[0] == "elig.unsettled"


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
    assert means.startswith("elig.")
    held = [why for why in one["why"] if why["certain"] and why["category"] != 1]
    notes = [name for name in said if name.startswith("elig.")]
    assert said == [why["statement"] for why in held] + notes
    assert {*one["cautions"]} <= {*notes}
    assert ("elig.nothing-limits" in notes) is (not held and notes == ["elig.nothing-limits"])
    for why in held:
        low, high = why["range"]
        words = "no category" if high is None else f"category {high}" if low == high else f"category {low or 'none'} to {high}"
        assert f"({words})" in lane.text


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
        worst = max((why["category"] or 0) for why in one["why"] if not why["certain"] and fact in why["needs"])
        under = next(above for above in lane.all("p", class_="could") if line in _list_after(lane, above))
        assert under.text == (f"Could make it category {worst}:" if worst else "Could leave it without a category:")


def _list_after(lane: Element, heading: Element) -> list[Element]:
    """The lines of the list that follows a heading."""
    place = lane.children.index(heading)
    following = next(one for one in lane.children[place + 1 :] if isinstance(one, Element))
    return following.all("li")


def test_not_sure_is_told_apart_from_not_asked(arrivals: dict[str, Walker], put: Visit) -> None:
    unsure = put("methods", arrivals["contraception, not sure of anything"].told).here
    lines = [one.text for one in unsure.main.all(data_fact="")]
    assert lines
    assert all(line.endswith(", you are not sure") for line in lines)
    assert "you are not sure" not in put("methods", EARLY).here.main.text


# The order


def in_order(methods: list[dict[str, Any]], wishes: Facts | None = None) -> list[dict[str, Any]]:
    """The methods by the rule on the page: the guideline's group, then what fits, then how well they work."""
    weights = {"matters": 1, "matters_a_lot": 2}

    def fit(one: dict[str, Any]) -> int:
        given = {name: weights.get(str(level), 0) for name, level in (wishes or {}).items()}
        return sum(given[name] for name in one["fit"]["matches"]) - sum(given[name] for name in one["fit"]["misses"])

    return sorted(methods, key=lambda one: (GROUPS.index(group_of(one)), -fit(one), one["effectiveness"]["typical"]))


def group_of(one: dict[str, Any]) -> str:
    """Certainly 4; at least 3; at most 2; all else is open."""
    fine, still_open, first_talk, not_used = GROUPS
    return {3: first_talk, 4: not_used}.get(one["low"], fine if one["high"] in (1, 2) else still_open)


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


def test_what_matters_can_be_said_there_and_moves_methods(visit: Visit, today: date) -> None:
    person = visit({**EARLY, **HEALTHY, "prefers": {"no_hormones": "matters_a_lot"}})
    before = person.walk()
    assert facts_on(person.press("Say what matters to you")) == ["prefers"]
    after = person.step()
    assert after.kind == "methods"
    assert [*before.methods] != [*after.methods]
    assert next(iter(after.methods)) == "cu_iud"
    assert [*after.methods] == [one["method"] for one in in_order(library(person.told, today), {"no_hormones": "matters_a_lot"})]
    assert person.press("Change what matters to you").checked()["prefers-no_hormones"] == "matters_a_lot"


# Setting aside


def test_a_method_set_aside_is_still_there_and_can_be_brought_back(visit: Visit) -> None:
    person = visit(MIGRAINE)
    before = person.walk()
    after = press(person, "aside", "coc", "Set aside")
    assert (after.path, after.kind) == ("/methods", "methods")
    assert [*cards(after)] == [name for name in cards(before) if name != "coc"]
    aside = next(one for one in after.main.all("section") if one.all("h2") and one.all("h2")[0].text == "Set aside")
    [line] = aside.all("li")
    assert line.attributes["data-method"] == "coc"
    assert after.methods == before.methods, "with its category, as before"
    assert "coc" not in [box.attributes["value"] for box in after.main.all("input", name="method")]
    assert press(person, "bring_back", "coc", "Bring back").html == before.html


def press(person: Walker, name: str, method: str, label: str) -> Page:
    """Press a method's button: its words name the method, for those who do not see where it stands."""
    button = person.here.main.one("button", name=name, value=method)
    assert button.text.startswith(label)
    assert button.text.endswith(NAMES[method])
    return person.post("/methods", {name: method})


def test_several_can_be_set_aside_and_one_only_once(visit: Visit) -> None:
    person = visit(MIGRAINE)
    before = person.walk()
    for name in ("coc", "patch", "coc"):
        person.post("/methods", {"aside": name})
    assert [*cards(person.here)] == [name for name in cards(before) if name not in ("coc", "patch")]
    person.post("/methods", {"bring_back": "coc"})
    assert [*cards(person.here)] == [name for name in cards(before) if name != "patch"]


@pytest.mark.parametrize("form", [{}, {"aside": "condoms"}, {"aside": ""}, {"bring_back": "coc"}, {"guideline": "fr"}, {"x": "y"}])
def test_what_no_button_sends_changes_nothing(visit: Visit, form: dict[str, str]) -> None:
    person = visit(MIGRAINE)
    before = person.walk()
    assert person.post("/methods", form).html == before.html


def test_a_method_set_aside_is_not_asked_about_any_more(put: Visit, today: date) -> None:
    """What only it hangs on is no longer asked; with all set aside no question is left."""
    person = put("methods", EARLY)
    counts = []
    for kept in range(len(METHODS), -1, -1):
        asked = {*answered({**EARLY, "methods_set_aside": [*METHODS[kept:]]}, today).ask_next}
        page = person.get("/onward")
        assert (page.kind == "question") is bool(asked & HEALTH), kept
        if page.kind == "question":
            assert {*facts_on(page)} & asked
        counts.append(len(asked))
        if kept:
            person.post("/methods", {"aside": METHODS[kept - 1]})
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-2] > counts[-1] == 0
    assert person.get("/onward").path == "/methods"
    assert "Answer the questions" not in person.here.main.text
    assert cards(person.here) == {}
    assert {*person.here.methods} == {*METHODS}
    person.post("/methods", {"bring_back": "ring"})
    assert person.press("Answer the questions").kind == "question"


# Guidelines


def result_pages(person: Walker) -> Iterator[Page]:
    """Every page with a category on it."""
    person.post("/methods", {"side_by_side": "yes", "method": ["cu_iud", "coc", "pop"]})
    for path in ("/methods", "/beside", "/clinician", "/method/3"):
        page = person.get(path)
        assert (page.path, page.status) == (path, 200)
        yield page


@pytest.mark.parametrize("guideline", GUIDELINES)
def test_the_guideline_and_its_edition_stand_on_every_result(visit: Visit, today: date, pack: Pack, guideline: str) -> None:
    """R10: and the categories are those of this guideline."""
    person = visit(MIGRAINE)
    person.walk()
    one = pack.info["guidelines"][guideline]
    if guideline != "uk":
        assert person.press(f"Read as {one['name']}").path == "/methods"
    wanted = {method["method"]: shown(method) for method in library(person.told, today, guideline)}
    for page in result_pages(person):
        assert one["name"] in page.main.text
        assert one["edition"] in page.main.text
        others = [other["edition"] for name, other in pack.info["guidelines"].items() if name != guideline]
        assert [edition for edition in others if edition in page.root.text] == []
        if page.kind in ("methods", "clinician"):
            assert page.methods == wanted
    assert wanted["implant"]["category"] in person.here.main.one("section", class_="open").text


@pytest.mark.parametrize("guideline", ["us", "who"])
def test_her_guide_says_that_only_the_methods_follow_the_guideline(put: Visit, pack: Pack, guideline: str) -> None:
    """R10: what she reads there is guidance of the United Kingdom."""
    one = pack.info["guidelines"][guideline]
    page = put("guide", WELL, guideline=guideline).here
    assert f"Methods: {one['name']} guidance." in page.main.text
    assert {*one["says"]} <= dict(page.statements).keys()
    assert "United Kingdom guidance" in page.main.text
    plain = put("guide", WELL).here
    assert page.decisions == plain.decisions
    assert not {*one["says"]} & dict(plain.statements).keys()


def test_the_guideline_is_kept_and_can_be_changed_back(visit: Visit) -> None:
    person = visit(MIGRAINE)
    before = person.walk()
    other = person.press("Read as United States")
    assert other.methods != before.methods
    person.get("/guide")
    assert person.get("/methods").html == other.html
    offered = [one.text for one in other.main.all("button") if one.text.startswith("Read as")]
    assert offered == ["Read as United Kingdom", "Read as World Health Organization"]
    assert person.press("Read as United Kingdom").html == before.html


# Medicines


def test_a_medicine_nobody_knows_is_named_with_advice_and_leaves_categories_open(put: Visit, today: date, pack: Pack) -> None:
    """R02: it is not read as none. All she told is still there."""
    told = {**EARLY, **HEALTHY, "medicines": ["Epilim", "Zyxomarkerin <b>"]}
    person = put("methods", told)
    [box] = [one for one in person.here.main.all("section") if "elig.medicine-unknown" in said_in(one)]
    assert box.text == f"Zyxomarkerin <b>: {pack.statements['elig.medicine-unknown'].text}"
    assert person.here.methods == {one["method"]: shown(one) for one in library(told, today)}
    assert any(one["low"] != one["high"] for one in person.here.methods.values())
    assert 'data-fact="medicines"' in person.here.html
    assert person.get("/guide").told["Medicines"] == "Epilim, Zyxomarkerin <b>"
    known = put("methods", {**told, "medicines": ["Epilim"]}).here
    assert "elig.medicine-unknown" not in dict(known.statements)
    assert all(one["low"] == one["high"] for one in known.methods.values())


def test_what_is_known_of_her_medicines_is_said(put: Visit, pack: Pack) -> None:
    assert pack.contraception
    for name in ("Topamax", "lamictal", "st johns wort", "enzyme_inducer_antiepileptic"):
        medicine = pack.contraception.medicine(name)
        classes = medicine.classes if medicine else (name,)
        wanted = {*(medicine.say if medicine else ())} | {one for which in classes for one in pack.contraception.classes[which][1]}
        page = put("methods", {**EARLY, **HEALTHY, "medicines": [name]}).here
        part = next(one for one in page.main.all("section") if one.all("h2") and one.all("h2")[0].text == "Your medicines")
        assert {*said_in(part)} == wanted
    assert "Your medicines" not in put("methods", {**EARLY, **HEALTHY}).here.main.text


def test_every_medicine_that_is_offered_can_be_picked(pack: Pack) -> None:
    """Some names hold commas, which part names in the form: the parts must tell what the whole does."""
    assert pack.contraception
    for medicine in pack.contraception.medicines.values():
        for name in (medicine.name, *medicine.brands):
            assert len(name) <= 60
            assert name.isprintable()
            parts = [pack.contraception.medicine(part) for part in re.split("[,;]", name)]
            for key in ("classes", "one_of", "say"):
                assert {one for part in parts for one in getattr(part, key)} == {*getattr(medicine, key)}, name


# Answers that do not fit, and every answer there is


def test_answers_that_do_not_fit_are_named_here_too(put: Visit) -> None:
    page = put("methods", {**EARLY, **HEALTHY, "loss_kind": "miscarriage", "weeks_pregnant": 26}).here
    assert "con.miscarriage-many-weeks" in dict(page.statements)
    assert "Two of your answers do not fit together" in page.main.text


def test_someone_with_every_condition_arrives(visit: Visit, today: date) -> None:
    """Every box ticked, thirty medicines, all that matters: no page fails, and the journey fits in its cookie.

    Once every category is as high as it can be the questions end; she then answers the other pages too.
    """
    boxes = {name: "yes" for name in HEALTH if PACK.facts[name].kind == "yes_no"}
    choices = {name: [*PACK.facts[name].values][-1] for name in HEALTH if PACK.facts[name].kind == "choice"}
    person = visit(
        {
            **{**EARLY, **HEALTHY, **choices, **boxes, "never_given_birth": "no", "days_since_birth": 200, "diabetes_years": 22},
            "cigarettes_per_day": 30,
            "medicines": [f"Zyxomarkerin {place}" for place in range(30)],
            "other_conditions": [*PACK.facts["other_conditions"].values],
            "prefers": dict.fromkeys(PACK.facts["prefers"].values, "matters_a_lot"),
        }
    )
    assert person.walk().kind == "methods"
    assert len([fact for fact in person.told if fact in HEALTH]) >= 30
    for page in PACK.pages:
        if page.topic == "methods":
            assert person.post("/change", {"page": page.id}).kind == "question"
            person.step()
    assert len([fact for fact in person.told if fact in HEALTH]) > 85
    person.get("/methods")
    for name in METHODS:
        person.post("/methods", {"aside": name})
    assert {*person.here.methods} == {*METHODS}
    assert person.here.methods == {one["method"]: shown(one) for one in library(person.told, today)}
    assert len({len(cookie) for cookie in person.cookies}) <= 2
    assert [one for one in person.addresses if not NEUTRAL.fullmatch(one)] == []


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
