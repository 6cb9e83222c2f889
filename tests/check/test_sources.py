"""What the check refuses of sources: a central claim on lay pages or memory alone, and the address of a machine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from afterwards import load_pack
from afterwards.check.lint import lay_exceptions
from afterwards.check.sources import central, names_a_machine, source_problems
from afterwards.pack import Pack
from afterwards.pack.entries import Source
from afterwards.pack.gather import read_files
from afterwards.pack.grades import grade
from afterwards.pack.load import KNOWLEDGE


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


def resting_on(pack: Pack, statement: str, kind: str, read: str) -> Pack:
    """The pack with one claim of a statement on one source of this kind alone."""
    source = Source("page", "a page", "somebody", "", "", read, kind)
    worse = replace(pack.statements[statement], claims=(("what the page says", (("page", ""),)),))
    return replace(pack, statements={**pack.statements, statement: worse}, sources={**pack.sources, "page": source})


def complaints(pack: Pack, root: Path = KNOWLEDGE) -> list[str]:
    data, problems = read_files(KNOWLEDGE)
    assert not problems
    return [one.complaint for one in source_problems(data, pack, root)]


@pytest.mark.parametrize(("kind", "read", "refused"), [("lay", "whole", True), ("guideline", "memory", True), ("clinic", "part", False)])
def test_a_central_claim_on_a_lay_page_or_memory_alone_is_refused(pack: Pack, kind: str, read: str, refused: bool) -> None:
    said = next(said for said, place in central(pack).items() if place.startswith("URG-"))
    found = complaints(resting_on(pack, said, kind, read))
    assert (f"{said} ({central(pack)[said]}) rests on lay pages or memory alone: 'what the page says'." in found) is refused


def test_what_is_listed_is_excused_and_nothing_else_is(pack: Pack, tmp_path: Path) -> None:
    listed = {place for entry in lay_exceptions(KNOWLEDGE) for place in entry["places"]}
    assert complaints(pack) == []
    without = complaints(pack, tmp_path)
    assert {one.split()[0] for one in without} == listed


def test_an_exception_that_excuses_nothing_is_a_complaint(pack: Pack, tmp_path: Path) -> None:
    (tmp_path / "exceptions.yaml").write_text("lay:\n  - {places: [urg.if-chest], reason: none}\n", encoding="utf-8")
    assert "the exception 'lay' excuses nothing in 'urg.if-chest'." in complaints(pack, tmp_path)


@pytest.mark.parametrize(
    "address",
    [
        "localhost/page",
        "10.0.0.3",
        "http://10.0.0.3:8080/x",
        "/srv/page.html",
        "file:///page",
        "server.local/x",
        "nas.internal",
        "nhs.uk:8080",
    ],
)
def test_the_address_of_a_machine_is_told(address: str) -> None:
    assert names_a_machine(address)


def test_no_source_of_ours_has_one(pack: Pack) -> None:
    assert not [one.id for one in pack.sources.values() if names_a_machine(one.address)]
    assert not names_a_machine("apps.nhslothian.scot/refhelp")
    assert not names_a_machine("https://doi.org/10.3389/fpsyg.2024.1259997")


def test_what_was_not_read_is_memory_whoever_wrote_it() -> None:
    assert grade(Source("a", "a title", "somebody", "", "", "memory", "guideline")) == "memory"
