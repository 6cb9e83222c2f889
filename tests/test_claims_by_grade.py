"""The list of claims by grade: the strongest source counts, what was not read is memory, and central claims on lay pages are named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tools.claims_by_grade import before, by_topic, compared, lines, weak_central

from afterwards import load_pack
from afterwards.check.sources import by_grade, central
from afterwards.pack import Pack
from afterwards.pack.entries import Source
from afterwards.pack.grades import GRADES, WEAK, grade, strongest

KINDS = {"g": "guideline", "h": "health_service", "s": "study", "l": "lay"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


def source(name: str, kind: str, read: str = "part") -> Source:
    return Source(name, "a title", "somebody", "", "", read, kind)


def test_what_was_not_read_is_memory_whoever_wrote_it() -> None:
    assert grade(source("a", "guideline", "memory")) == "memory"
    assert grade(source("a", "guideline")) == "guideline"
    assert grade(source("a", "own", "own")) == "own"


@pytest.mark.parametrize(("named", "expected"), [("lsh", "health_service"), ("gl", "guideline"), ("l", "lay"), ("ls", "study")])
def test_the_strongest_source_gives_the_grade(pack: Pack, named: str, expected: str) -> None:
    small = replace(pack, sources={name: source(name, kind) for name, kind in KINDS.items()})
    assert strongest(small, iter(named)) == expected


def test_each_claim_is_counted_once(pack: Pack) -> None:
    counted = sum(count for topic in by_topic(pack).values() for count in topic.values())
    assert counted == sum(len(one.claims) for one in pack.statements.values())


def test_a_central_claim_on_a_lay_page_alone_is_named(pack: Pack) -> None:
    said, place = next((said, place) for said, place in central(pack).items() if place.startswith("URG-"))
    before = set(weak_central(pack))
    statement = replace(pack.statements[said], claims=(("what a lay page says", (("lay-page", ""),)),))
    worse = replace(
        pack,
        statements={**pack.statements, said: statement},
        sources={**pack.sources, "lay-page": source("lay-page", "lay")},
    )
    assert set(weak_central(worse)) - before == {("lay", said, place, "what a lay page says")}
    assert f"lay page: {said} ({place}): what a lay page says" in list(lines(worse))


def test_rules_cautions_and_short_answers_are_central(pack: Pack) -> None:
    places = set(central(pack).values())
    assert {"URG-12", "CAUTION-01"} <= places
    assert any(", " in place for place in places)


def test_what_was_counted_before_stands_beside_what_is_counted_now(pack: Pack) -> None:
    """Since the record fewer claims rest on lay pages or memory alone, and fewer central ones."""
    day, *recorded = before()
    assert day.startswith("2026-11-29")
    assert all(counts.keys() == {*GRADES} for counts in recorded)
    now = by_grade(pack)
    for counts, fewer in zip(recorded, now, strict=True):
        assert sum(fewer[level] for level in WEAK) < sum(counts[level] for level in WEAK)
    printed = [line for line in compared(pack) if line.startswith("Claims on")]
    assert printed[0] == f"Claims on lay pages or memory alone: 458 of 5088; central ones: 174, before ({day})"
    assert printed[1].endswith(f"central ones: {len(list(weak_central(pack)))}, now")
