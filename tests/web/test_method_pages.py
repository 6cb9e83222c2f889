"""The pages beside the comparison: side by side, for a clinician, under each guideline, how tables were read, each method (R08, R10)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from afterwards import guide
from afterwards.pack import Pack
from afterwards.pack.grids import Cell
from afterwards.web.app import create_app
from tests.clock import that_day
from tests.people import PACK
from tests.web.comparison import EARLY, GUIDELINES, METHODS, MIGRAINE, NAMES, answered, cards, library, said_in, shown, words
from tests.web.conftest import Visit
from tests.web.pages import Element, Page
from tests.web.personas import HAD_SEX, HEALTHY, PERSONAS
from tests.web.test_guide_page import check_sentences
from tests.web.walker import Walker

assert PACK.contraception
HELD = PACK.contraception
COMPLAINT = "Side by side: choose 2 to 4 methods. You chose {}. Tick or untick some, then press the button again."
OPEN = {**EARLY, **HEALTHY, "has_migraine": "yes", "migraine": "unknown", "medicines": ["Epilim", "Zyxomarkerin"], "using_now": "coc"}
"""Someone with an open category, a known and an unknown medicine, who goes on with a method."""


# Side by side


@pytest.fixture
def chooser(put: Visit) -> Walker:
    return put("methods", OPEN)


def choose(person: Walker, *names: str) -> Page:
    return person.post("/methods", {"side_by_side": "yes", "method": [*names]})


@pytest.mark.parametrize("names", [["coc", "pop"], ["ring", "cu_iud", "implant"], ["dmpa", "patch", "lng_iud", "pop"]])
def test_two_to_four_methods_stand_side_by_side(chooser: Walker, names: list[str], today: date) -> None:
    """In the order of the comparison, each with its lanes; the choice is kept."""
    order = [name for name in cards(chooser.here) if name in names]
    page = choose(chooser, *names)
    assert (page.path, page.kind, page.status) == ("/beside", "beside", 200)
    table = page.main.one(role="table")
    head, *rows = table.all(role="row")
    assert [one.text for one in head.all(role="columnheader")] == ["What", *(NAMES[name] for name in order)]
    assert [row.one(role="rowheader").text for row in rows] == [
        "The guideline",
        "What matters to you",
        "Still open",
        "When it may start",
        "How well it works",
    ]
    methods = {one["method"]: one for one in library(OPEN, today)}
    for row in rows:
        assert len(row.all(role="cell")) == len(names)
    for name, cell in zip(order, rows[0].all(role="cell"), strict=True):
        one = methods[name]
        assert words(one["low"], one["high"]) in cell.text
        assert {why["statement"] for why in one["why"] if why["certain"] and why["category"] != 1} <= {*said_in(cell)}
    check_sentences(page, answered(OPEN, today).voice)
    again = chooser.get("/methods")
    assert ticked(again) == [name for name in cards(again) if name in names]
    assert chooser.get("/beside").html == page.html


def ticked(page: Page) -> list[str]:
    return [one.attributes["value"] for one in page.main.all("input", name="method") if "checked" in one.attributes]


MANY = ["cu_iud", "coc", "patch", "ring", "implant"]


@pytest.mark.parametrize("names", [[], ["pop"], MANY, [*METHODS], ["pop", "nothing"], ["pop", "pop"]])
def test_fewer_than_two_and_more_than_four_are_complained_about(chooser: Walker, names: list[str]) -> None:
    """R23: the field, what is allowed, what was chosen, the remedy; the ticks stay."""
    before = chooser.here
    page = choose(chooser, *names)
    kept = [name for name in cards(page) if name in names]
    assert (page.status, page.kind, page.title) == (422, "methods", "Error: Afterwards")
    [(target, message)] = page.messages.items()
    assert message == COMPLAINT.format(len(kept))
    first = page.main.one(id=target)
    assert (first.tag, first.attributes["name"]) == ("input", "method")
    fieldset = next(one for one in first.above() if one.tag == "fieldset")
    assert fieldset.one(class_="message").text == f"Error: {message}"
    assert fieldset.attributes["aria-describedby"] == fieldset.one(class_="message").attributes["id"]
    assert ticked(page) == kept
    assert page.methods == before.methods
    assert chooser.get("/methods").html == before.html, "nothing is kept of it"
    assert chooser.get("/beside").path == "/methods"


def test_without_a_choice_side_by_side_leads_to_the_comparison(chooser: Walker) -> None:
    assert chooser.get("/beside").path == "/methods"


def test_one_method_alone_has_no_side_by_side(chooser: Walker) -> None:
    for name in METHODS[:-1]:
        chooser.post("/methods", {"aside": name})
    assert not chooser.here.main.all("input", name="method")


# For a clinician


def table(page: Page, label: str) -> list[list[Element]]:
    """The rows of a table below the region of that label."""
    return [[one for one in row.all() if one.tag in ("th", "td")] for row in page.main.one(role="region", aria_label=label).all("tr")]


@pytest.mark.parametrize("guideline", GUIDELINES)
def test_the_clinician_reads_categories_as_the_library_gives_them(put: Visit, today: date, guideline: str) -> None:
    page = put("methods", OPEN, guideline=guideline).get("/clinician")
    methods = library(OPEN, today, guideline)
    assert page.methods == {one["method"]: shown(one) for one in methods}
    _, *rows = table(page, "Category by method")
    for one, row in zip(methods, rows, strict=True):
        name, category, phase, settled = (cell.text for cell in row)
        assert name == NAMES[one["method"]]
        assert category.removesuffix(" (clinician's judgement)") == words(one["low"], one["high"])
        assert category.endswith("judgement)") is one["judgement"]
        assert phase == {"start": "starting", "continue": "continuing"}[one["phase"]]
        assert settled == ("Yes" if one["settled"] else "No")
    assert [row[2].text for row in rows].count("continuing") == 1


@pytest.mark.parametrize("guideline", GUIDELINES)
def test_the_clinician_reads_the_guidelines_own_names_and_cells(put: Visit, today: date, guideline: str) -> None:
    """Each condition that holds, as the guideline calls it and in its order, with its cells to start and to go on."""
    told = {
        **OPEN,
        "migraine": "without_aura",
        "hypertension": "controlled",
        "cervix_condition": "yes",
        "cervical_cancer": "awaiting_treatment",
    }
    page = put("methods", told, guideline=guideline).get("/clinician")
    held = {why["condition"] for one in library(told, today, guideline) for why in one["why"] if why["certain"]}
    rows = [row for row in HELD.grids[guideline] if row.condition in held]
    head, *body = table(page, "Conditions found")
    assert [cell.text for cell in head] == ["Condition", *(NAMES[name] for name in METHODS)]
    assert [cells[0].text for cells in body] == [" ".join(row.name.split()) for row in rows]
    assert any("migraine" in row.name.lower() for row in rows)
    for row, cells in zip(rows, body, strict=True):
        for name, cell in zip(METHODS, cells[1:], strict=True):
            assert cell.text == both(row.cells[HELD.column(guideline, name)])
    assert any("continuing" in cell.text for cells in body for cell in cells[1:])


def both(cell: Cell) -> str:
    """A cell of the grid: start, and where it differs continuing."""

    def side(given: tuple[str, str] | None) -> str:
        if given is None:
            return "not concerned"
        return "no category" if given[0] == "-" else given[0] if given[0] == given[1] else f"{given[0]} to {given[1]}"

    start, goes_on = side(cell.start), side(cell.goes_on)
    return start if start == goes_on else f"{start}, continuing {goes_on}"


def test_the_clinician_reads_what_is_not_known(put: Visit, today: date) -> None:
    page = put("methods", OPEN).get("/clinician")
    needs = {fact for one in library(OPEN, today) for why in one["why"] if not why["certain"] for fact in why["needs"]}
    listed = after_heading(page, "Not known").all("li")
    assert {one.text for one in listed} == {PACK.facts[fact].short for fact in needs}
    assert {"migraine", "medicines"} <= needs
    settled = put("methods", {**EARLY, **HEALTHY}).get("/clinician")
    assert after_heading(settled, "Not known").text == "Nothing that could change a category."


def after_heading(page: Page, heading: str) -> Element:
    """The element that follows a heading."""
    blocks = [one for one in page.main.children if isinstance(one, Element)]
    place = next(place for place, one in enumerate(blocks) if one.tag == "h2" and one.text == heading)
    return blocks[place + 1]


def test_the_clinician_reads_each_medicine_with_its_class(put: Visit) -> None:
    page = put("methods", {**OPEN, "medicines": ["Topamax", "Zyxomarkerin", "lamotrigine"]}).get("/clinician")
    lines = [one.text for one in after_heading(page, "Medicines").all("li")]
    inducer, harmful, lamotrigine = (HELD.classes[name][0] for name in ("enzyme_inducer_antiepileptic", "harms_pregnancy", "lamotrigine"))
    assert lines == [f"Topamax: {inducer} or {harmful}", "Zyxomarkerin: Not known to us", f"lamotrigine: {lamotrigine}"]
    none = put("methods", {**EARLY, **HEALTHY}).get("/clinician")
    assert after_heading(none, "Medicines").text == "None named."


def test_the_clinician_reads_what_to_talk_about(put: Visit, today: date) -> None:
    page = put("methods", OPEN).get("/clinician")
    wanted = [one for one in library(OPEN, today) if not one["settled"] or one["category"] in (None, 3, 4)]
    assert wanted
    text = page.main.text
    for one in wanted:
        assert f"{NAMES[one['method']]}: {words(one['low'], one['high']).lower()}" in text


def test_the_clinicians_sentences_are_the_packs(put: Visit, today: date) -> None:
    """R08."""
    check_sentences(put("methods", OPEN).get("/clinician"), answered(OPEN, today).voice)


def test_her_words_and_her_name_for_the_loss_are_not_on_the_clinicians_page(put: Visit) -> None:
    page = put("methods", {**OPEN, "words_for_loss": "name", "name_for_loss": "Iris"}).get("/clinician")
    assert "Iris" not in page.root.text


# Under each guideline


@pytest.mark.parametrize("facts", [OPEN, MIGRAINE, {**EARLY, **HEALTHY}, {**EARLY, **HEALTHY, "breastfeeding": "yes"}])
def test_only_methods_that_differ_are_listed(put: Visit, today: date, facts: dict[str, Any]) -> None:
    told = {name: value for name, value in facts.items() if name in PACK.facts}
    page = put("methods", told).get("/differences")
    found = {name: {one["method"]: one for one in library(told, today, name)} for name in GUIDELINES}
    apart = [method for method in METHODS if len({(found[name][method]["low"], found[name][method]["high"]) for name in GUIDELINES}) > 1]
    sections = page.main.all("section", data_method="")
    assert [one.attributes["data-method"] for one in sections] == apart
    for section in sections:
        assert section.one("h2").text == NAMES[section.attributes["data-method"]]
        each = section.all(data_guideline="")
        assert [one.attributes["data-guideline"] for one in each] == GUIDELINES
        for one in each:
            method = found[one.attributes["data-guideline"]][section.attributes["data-method"]]
            assert one.one("strong").text == words(method["low"], method["high"])
            assert one.one("h3").text == PACK.info["guidelines"][one.attributes["data-guideline"]]["name"]
            held = [why["statement"] for why in method["why"] if why["certain"] and why["category"] != 1]
            assert said_in(one) == [method["meaning"]["id"], *held, *method["cautions"]]
    same = [NAMES[method] for method in METHODS if method not in apart]
    assert ("the three guidelines give the same categories" in page.main.text) is (not apart)
    assert (f"The same under all three: {', '.join(same)}." in page.main.text) is bool(apart and same)
    assert {f"elig.editions-{name}" for name in GUIDELINES} <= dict(page.statements).keys()
    check_sentences(page, answered(told, today).voice)


def test_methods_that_differ_are_met(put: Visit) -> None:
    assert put("methods", MIGRAINE).get("/differences").main.all("section", data_method="")


STARTS: list[tuple[dict[str, Any], bool]] = [
    ({}, True),
    ({"loss_date": "2026-11-22"}, True),
    ({"loss_kind": "molar", "molar_follow_up": "in_progress"}, False),
]


@pytest.mark.parametrize(("more", "differ"), STARTS, ids=str)
def test_where_guidelines_start_a_method_at_another_time_is_listed(put: Visit, today: date, more: dict[str, Any], differ: bool) -> None:
    told = {**EARLY, **HEALTHY, "using_now": "none", **more}
    page = put("methods", told).get("/differences")
    found = {name: {one["method"]: one["start"] for one in library(told, today, name)} for name in GUIDELINES}

    def when(name: str, method: str) -> tuple[int | None, int | None]:
        return found[name][method]["from_day"], found[name][method]["extra_precautions_days"]

    apart = [method for method in METHODS if len({when(name, method) for name in GUIDELINES}) > 1]
    assert bool(apart) is bool(page.main.all(role="region", aria_label="When methods may start")) is differ
    head, *rows = table(page, "When methods may start") if apart else [[]]
    assert [row[0].text for row in rows] == [NAMES[method] for method in apart]
    assert [cell.text for cell in head] == (["Method", *(PACK.info["guidelines"][name]["name"] for name in GUIDELINES)] if apart else [])
    for method, row in zip(apart, rows, strict=True):
        for name, cell in zip(GUIDELINES, row[1:], strict=True):
            day, condoms = when(name, method)
            for said, so in (
                ("No day to name: see its category, and what must come first", day is None),
                ("Any day; started today, ", day == 0),
                (f"From day {day}; started today, ", bool(day)),
                (f"condoms too for {condoms} days", bool(condoms)),
                ("no condoms needed besides", day is not None and not condoms),
            ):
                assert (said in cell.text) is so


# How tables were read


def test_how_each_table_was_read_is_open_to_all(visit: Visit, pack: Pack) -> None:
    page = visit().get("/coverage")
    assert (page.status, page.kind) == (200, "coverage")
    sections = page.main.all("section", class_="part")
    assert len(sections) == len(HELD.grids)
    for (name, rows), section in zip(HELD.grids.items(), sections, strict=True):
        one = pack.info["guidelines"][name]
        assert section.one("h2").text == one["name"]
        assert f"{one['edition']}. {len(rows)} conditions." in section.text
        counts = [int(row.all("td")[1].text) for row in section.one("table").all("tr") if row.all("td")]
        assert sum(counts) == sum(len(row.cells) for row in rows), "every cell is counted once"
        listed = {line.text for line in section.all("li")}
        for row in rows:
            ranged = any(side is not None and side[0] != side[1] for cell in row.cells.values() for side in (cell.start, cell.goes_on))
            if row.use == "held" or (row.use == "yes" and ranged):
                assert " ".join(row.name.split()) in listed
            for note in row.notes.values():
                assert any(" ".join(note.split()) in line for line in listed)
    assert pack.info["not_reviewed"] in dict(page.statements)


# One page for each method


@pytest.mark.parametrize("number", range(1, 18))
def test_every_method_has_a_page(visit: Visit, today: date, number: int) -> None:
    """R08: all that the pack says of it, each sentence with its sources; without a journey it says nothing of her."""
    assert len(HELD.methods) == 17
    method = [*HELD.methods.values()][number - 1]
    page = visit().get(f"/method/{number}")
    assert (page.status, page.kind, page.heading, page.title) == (200, "method", method.name, "Afterwards")
    said = {name for name, _ in page.statements}
    assert {*method.summary, *(one for _, says in method.parts for one in says)} <= said
    headings = [one.text for one in page.main.all("h2")]
    assert headings == [*(heading for heading, _ in method.parts), "References"]
    check_sentences(page, guide({"guide": "contraception_only"}, today=today).voice)
    references = {one.attributes["id"] for one in page.main.one("ol").all("li")}
    cited = [one.attributes["href"].removeprefix("#") for one in page.main.all("a") if one.attributes["href"].startswith("#r")]
    assert {*cited} == references
    for name, element in page.statements:
        if element.tag == "p" and name not in (PACK.info["foot"], method.works):
            assert len(element.all("a", href="")) >= len(PACK.statements[name].sources) > 0, name
    assert page.back() == "/"
    assert bool(page.main.all("svg")) is bool(method.effectiveness)


@pytest.mark.parametrize("number", ["0", "18", "99", "9" * 5000, "-1", "1.0", "01x", "٣", "coc", "1e0", " "])
def test_no_other_number_is_a_page(visit: Visit, number: str) -> None:
    person = visit(MIGRAINE)
    for _ in range(2):
        page = person.get(f"/method/{number}")
        assert (page.status, page.kind, page.heading) == (404, "message", "There is no such page")
        person.start()


@pytest.mark.parametrize("number", range(1, 18))
def test_with_a_journey_a_methods_page_has_her_category(put: Visit, today: date, number: int) -> None:
    method = [*HELD.methods.values()][number - 1]
    page = put("methods", OPEN).get(f"/method/{number}")
    boxes = [one for one in page.main.all("section", class_="open") if one.all("h2")[0].text == "For you, as far as you told us"]
    assert len(boxes) == (1 if method.id in METHODS else 0)
    for box in boxes:
        one = next(one for one in library(OPEN, today) if one["method"] == method.id)
        assert box.one("strong").text == f"{words(one['low'], one['high'])}."
        assert box.all("a", href="/methods")
    assert page.back() == "/methods"


def test_each_card_leads_to_its_methods_page(put: Visit) -> None:
    """The address is a number: it names no method."""
    person = put("methods", OPEN)
    page = person.here
    links = {one.attributes["href"]: one.text for one in page.main.all("a") if one.attributes["href"].startswith("/method/")}
    assert len(links) == 17
    for address, text in links.items():
        assert re.fullmatch(r"/method/[0-9]{1,2}", address)
        assert person.get(address).heading == text


def test_chances_are_told_over_the_same_time(visit: Visit) -> None:
    """Pictograms of one hundred; their words say how many."""
    for number, method in enumerate(HELD.methods.values(), start=1):
        for picture in visit().get(f"/method/{number}").main.all("svg"):
            on = len([one for one in picture.all("circle") if "on" in one.attributes["class"].split()])
            assert len(picture.all("circle")) == 100
            words_of = picture.one("title").text
            assert words_of == (f"{on} of 100" if on else "Fewer than 1 of 100"), method.id
            assert picture.attributes["aria-label"] == words_of


# None of it without a journey, or without methods


def test_a_pack_without_methods_has_none_of_these_pages(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("afterwards.web.comparison", "afterwards.web.app"):
        monkeypatch.setattr(f"{module}.load_pack", lambda: replace(PACK, contraception=None))
    person = visit(MIGRAINE, app=create_app(that_day))
    for path in ("/methods", "/beside", "/clinician", "/differences", "/coverage", "/method/3"):
        assert person.get(path).status == 404, path


@pytest.mark.parametrize("path", ["/methods", "/beside", "/clinician", "/differences"])
def test_her_pages_are_not_there_without_a_journey(visit: Visit, path: str) -> None:
    person = visit()
    page = person.get(path)
    assert (page.path, page.kind) == ("/", "start")
    assert dict(person.client.cookies) == {}


def test_emergency_contraception_is_named_on_the_comparison_with_its_order(put: Visit) -> None:
    """Sex five weeks after the loss, two and a half days ago."""
    told = {**EARLY, **HEALTHY, **HAD_SEX, "loss_date": "2026-10-01"}
    kinds = put("methods", told).here.main.all(data_kind="")
    assert [one.attributes["data-kind"] for one in kinds] == [kind.id for kind in HELD.kinds]
    assert PERSONAS["contraception, in time"]["hours_since_unprotected_sex"] == told["hours_since_unprotected_sex"]
