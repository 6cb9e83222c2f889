"""The units of the built-in pack: all that a reader can meet is in one, none is too long, and what hangs most on it comes first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from afterwards.check import knowledge
from afterwards.pack.gather import read_files
from afterwards.pack.load import KNOWLEDGE
from afterwards.pack.schema import INTERFACE
from afterwards.review import making
from afterwards.review.desk.material import Material
from afterwards.review.desk.page import environment, unit_page
from afterwards.review.desk.people import WorkedPeople
from afterwards.review.desk.reading import Cost, ReadBefore
from afterwards.review.items import contents, hashes
from afterwards.review.making import not_shown, units_of
from afterwards.review.records import stand
from afterwards.review.units import CLOCKS, EMERGENCY, HELP_TODAY, MOST_SENTENCES, SEX, Unit, is_clause
from tests.review.pages import CountedPage

SAMPLE = 12
"""Every so many-th unit of a kind is looked at as a page."""


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    read, problems = read_files(KNOWLEDGE)
    assert problems == []
    return read


@pytest.fixture(scope="module")
def units(data: dict[str, Any]) -> list[Unit]:
    return units_of(data)


@pytest.fixture(scope="module")
def material(data: dict[str, Any], units: list[Unit]) -> Material:
    return Material(KNOWLEDGE, data, contents(data), {unit.name: unit for unit in units}, WorkedPeople(KNOWLEDGE))


def test_nothing_a_reader_can_meet_is_in_no_unit(data: dict[str, Any], units: list[Unit]) -> None:
    """0 statements, rules and rows of tables; the words of the desk itself are no reader's."""
    assert not_shown(data, units) == []
    shown = {part for unit in units for part in unit.parts}
    assert {item for item in hashes(data) if item not in shown and not item.startswith("statement:desk.")} == set()
    assert len({unit.name for unit in units}) == len(units)


def test_what_no_unit_shows_is_named_by_check(data: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def without(data: Any) -> Iterator[Unit]:
        return (unit for unit in made(data) if unit.name not in ("answer:sex-when no-operation-yet", "row:uk pregnancy"))

    made = making.made
    assert [str(one) for one in knowledge._never_signed(data)] == []
    monkeypatch.setattr(making, "made", without)
    problems = " ".join(str(one) for one in knowledge._never_signed(data))
    assert "no unit of the review shows rule 'sex-when no-operation-yet'" in problems
    assert "no unit of the review shows statement 'ans.sex-when.not-begun'" in problems
    assert "no unit of the review shows row 'uk pregnancy'" in problems


def test_a_unit_holds_at_most_twelve_sentences(data: dict[str, Any], units: list[Unit]) -> None:
    assert max(sum(not is_clause(data, name) for name in unit.statements) for unit in units) <= MOST_SENTENCES


def test_units_come_by_risk(data: dict[str, Any], units: list[Unit]) -> None:
    """999 first, then help today, what runs out, sex, contraception, the rest."""
    assert [unit.risk for unit in units] == sorted(unit.risk for unit in units)
    by_name = {unit.name: unit for unit in units}
    for question in data["questions"]:
        for answer in question["answers"]:
            risk = by_name[f"answer:{question['id']} {answer['id']}"].risk
            assert (risk == EMERGENCY) == (answer["verdict"] == "call_now")
            assert answer["verdict"] != "call_today" or risk == HELP_TODAY
    for decision in data["decisions"]:
        for rule in decision["rules"]:
            pieces = [unit for unit in units if f"rule:{rule['id']}" in unit.parts]
            assert pieces
            assert all((unit.risk == EMERGENCY) == (rule["level"] == "emergency") for unit in pieces)
    assert {unit.risk for unit in units if unit.kind == "emergency rule"} == {CLOCKS}
    assert min(unit.risk for unit in units if unit.topic == "sex") >= CLOCKS
    assert SEX in {unit.risk for unit in units if unit.topic == "sex"}


def test_two_people_sign_what_tells_her_whether_she_needs_help(data: dict[str, Any], units: list[Unit]) -> None:
    needed = {one.unit.name: one.needed for one in stand(data, [], units)}
    urgent = [unit.name for unit in units if unit.risk <= HELP_TODAY]
    assert urgent
    assert {needed[name] for name in urgent} == {2}
    assert needed["answer:sex-when ready"] == 1


def test_an_edit_voids_every_unit_that_shows_the_sentence(data: dict[str, Any], units: list[Unit]) -> None:
    """R08: of the shipped pack too, and no other unit."""
    name = "sex.your-choice"
    statements = {**data["statements"], name: {**data["statements"][name], "text": "You choose."}}
    after = {unit.name: unit.read for unit in units_of({**data, "statements": statements})}
    changed = {unit.name for unit in units if after[unit.name] != unit.read}
    assert changed == {unit.name for unit in units if f"statement:{name}" in unit.parts}
    assert len(changed) > 5


def test_the_hash_of_a_unit_covers_what_stands_beside_it(data: dict[str, Any], units: list[Unit]) -> None:
    article = {**data["articles"][0], "title": "Another title"}
    after = {unit.name: unit.read for unit in units_of({**data, "articles": [article, *data["articles"][1:]]})}
    changed = {unit.name for unit in units if after[unit.name] != unit.read}
    assert changed
    assert all(name.startswith("article:") for name in changed)


def test_the_estimate_is_what_the_pages_hold(material: Material) -> None:
    """Both numbers of the estimate, counted again on the pages as they are read in their order."""
    templates, seen, looked = environment(material.data), ReadBefore(), dict[str, int]()
    counted, estimated = Cost(), Cost()
    for name, unit in material.units.items():
        looked[unit.kind] = looked.get(unit.kind, 0) + 1
        if looked[unit.kind] % SAMPLE == 1:
            page = CountedPage.of(unit_page(templates, material, name, seen, at_desk=False))
            counted += Cost(len(page.sentences), page.words)
            estimated += material.costs[name]
            assert (len(page.sentences), page.words) == (material.costs[name].sentences, material.costs[name].words), name
            shown = {one.statement for one in material.reading(name, seen).sentences}
            assert shown == set(unit.statements)
        seen.add(material.data, material.contents, unit)
    assert counted == estimated
    assert counted.sentences > 50


def test_a_page_shows_each_statement_in_full(material: Material) -> None:
    """As it is written, with what is said in its place; a page that lost a sentence would not be what is signed."""
    templates = environment(material.data)
    for name in list(material.units)[:: SAMPLE * 3]:
        page = unit_page(templates, material, name, ReadBefore(), at_desk=False)
        for statement in material.units[name].statements:
            assert f'data-statement="{statement}"' in page, name


def test_each_wording_is_judged_once(material: Material) -> None:
    """No sentence is counted in two units, and each that makes a claim of its own is counted in one."""
    seen, judged, again = ReadBefore(), list[str](), list[str]()
    for name, unit in material.units.items():
        for one in material.reading(name, seen).sentences:
            judged += [one.statement] if one.state == "judge" else []
            again += [one.statement] if one.state == "again" else []
        seen.add(material.data, material.contents, unit)
    assert len(judged) == len(set(judged))
    texts = {material.data["statements"][name]["text"] for name in (*judged, *again)}
    sentences = [
        name
        for name, entry in material.data["statements"].items()
        if entry.get("kind") != "clause" and not name.startswith((*INTERFACE, "question."))
    ]
    assert {material.data["statements"][name]["text"] for name in sentences} == texts
