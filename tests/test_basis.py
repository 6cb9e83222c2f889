"""The line under an answer: the strongest sources named, the others counted, and what rests on memory or on general websites alone told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from afterwards.basis import MOST_NAMED, basis_line, basis_of, reference
from afterwards.pack import Pack
from afterwards.pack.entries import Source
from afterwards.pack.grades import GRADES, WEAK, grade, shown_grade, weak_claims
from tests.people import PACK

SOURCES = {
    "nice": Source("nice", "Title", "NICE", "2026-06-17", "nice.org.uk", "part", "guideline"),
    "nice-old": Source("nice-old", "Title", "NICE", "2019, updated 2021 and 2023", "", "part", "guideline"),
    "college": Source("college", "Title", "FSRH (now CoSRH)", "", "", "whole", "guideline"),
    "nhs": Source("nhs", "Title", "NHS", "", "", "part", "health_service", "2026-11-29"),
    "trust": Source("trust", "Title", "North Bristol NHS Trust", "", "", "part", "health_service"),
    "leeds": Source("leeds", "Title", "Leeds Teaching Hospitals", "", "", "part", "health_service"),
    "charity": Source("charity", "Title", "Sands", "", "", "part", "charity"),
    "news": Source("news", "Title", "The Guardian", "", "", "part", "lay"),
    "unread": Source("unread", "Title", "NICE", "2005", "", "memory", "guideline"),
    "own": Source("own", "Title", "Afterwards", "", "", "own", "own"),
}


def resting_on(*claims: str) -> tuple[Pack, list[str]]:
    """A pack in which a statement makes these claims, each given by its sources with a space between; and its name."""
    name = "sex.no-rush"
    made = tuple(("a claim", tuple((source, "") for source in one.split())) for one in claims)
    statement = replace(PACK.statements[name], claims=made)
    return replace(PACK, statements={**PACK.statements, name: statement}, sources=SOURCES), [name]


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        (("nhs trust", "nice", "unread"), "Based on NICE (2026) and NHS pages; 1 part from memory"),
        (("nice nice-old",), "Based on NICE (2023 to 2026)"),
        (("college",), "Based on FSRH"),
        (("nhs",), "Based on an NHS page"),
        (("leeds nhs",), "Based on an NHS page and a hospital or health page"),
        (("own",), "Based on our own rules"),
        (("charity", "own"), "Based on a charity and our own rules"),
        (("nice", "college nhs", "leeds", "own"), "Based on NICE (2026), FSRH and 2 other sources"),
        (("nice college nhs own",), "Based on NICE (2026), FSRH and 1 other source"),
        (("charity news",), "Based on a charity and a general website"),
        (("charity", "news", "news"), "Based on a charity; 2 parts from general websites alone"),
        (("charity", "news", "unread"), "Based on a charity; 1 part from memory; 1 part from general websites alone"),
        (("unread", "unread"), "2 parts from memory"),
        (("nhs unread",), "Based on an NHS page"),
    ],
)
def test_the_line(claims: tuple[str, ...], said: str) -> None:
    """Publisher and year of guidelines, kinds of the others; what was not read names nobody."""
    assert basis_line(*resting_on(*claims)) == said


def test_what_most_sentences_rest_on_is_named_first() -> None:
    pack, (name,) = resting_on("college nice")
    other = replace(pack.statements[name], id="sex.other", claims=(("a claim", (("nice", ""),)),))
    both = replace(pack, statements={**pack.statements, "sex.other": other})
    assert basis_line(pack, [name]) == "Based on FSRH and NICE (2026)"
    assert basis_line(both, [name, "sex.other", "sex.other"]) == "Based on NICE (2026) and FSRH"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("nice", "NICE: Title, 17 June 2026 (nice.org.uk). A guideline, read in part."),
        ("nhs", "NHS: Title. An NHS page, read in part. Checked 29 November 2026."),
        ("unread", "NICE: Title, 2005. Not read, from memory."),
        ("own", "Afterwards: Title. Our own rules."),
    ],
)
def test_a_source_is_listed_with_grade_and_date(source: str, said: str) -> None:
    assert reference(PACK, SOURCES[source]) == said


def test_the_list_has_every_source_once_the_strongest_first() -> None:
    for statement in PACK.statements.values():
        listed = basis_of(PACK, [statement.id, statement.id], date(2026, 11, 24)).sources
        order = [GRADES.index(grade(PACK.sources[one])) for one in statement.sources]
        by_text = {reference(PACK, PACK.sources[one]): GRADES.index(grade(PACK.sources[one])) for one in statement.sources}
        assert [by_text[one] for one in listed] == sorted(order), statement.id


def test_no_line_names_more_than_three_and_each_weak_claim_is_counted() -> None:
    """Of every short answer of the catalogue."""
    for question in PACK.questions.by_id.values():
        for answer in question.answers:
            named = list(dict.fromkeys((*answer.say, *answer.more, *answer.why)))
            said = basis_line(PACK, named)
            weak = [sum(counts) for counts in zip(*(weak_claims(PACK, PACK.statements[one]) for one in named), strict=True)]
            assert all(f"{count} part{'' if count == 1 else 's'} from" in said for count in weak if count), said
            assert said.count(" part") == sum(map(bool, weak))
            head = said.partition(";")[0].partition(" and ")[0] if "other source" in said else ""
            assert head.count(", ") <= MOST_NAMED - 1
            assert all(PACK.sources[one].title not in said for statement in named for one in PACK.statements[statement].sources)


def test_grades_shown_keep_the_order_of_grades() -> None:
    pairs = {(GRADES.index(grade(one)), shown_grade(one)) for one in PACK.sources.values()}
    assert {level for at, level in pairs if GRADES[at] == "health_service"} == {"nhs", "health"}
    assert all(GRADES[at] == level for at, level in pairs if GRADES[at] != "health_service")
    assert set(WEAK) < set(GRADES)
