"""The pages of the methods that are the same for everyone: one for each, and how each guideline's table was read (R08, R10)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from afterwards.pack import Pack
from afterwards.pack.words import words
from afterwards.site import methods
from afterwards.site.edition import make_edition
from tests.people import PACK
from tests.site.pages import Page
from tests.site.test_views import check_sources

assert PACK.contraception
HELD = PACK.contraception


@pytest.mark.parametrize("number", range(1, len(HELD.methods) + 1))
def test_every_method_has_a_page(pages: dict[str, Page], number: int) -> None:
    """R08: all that the pack says of it, each sentence with its sources; it says nothing of her."""
    method = [*HELD.methods.values()][number - 1]
    page = pages[f"method-{number}.html"]
    assert (page.kind, page.heading, page.title) == ("method", method.name, "Afterwards")
    said = {name for name, _ in page.statements}
    assert {*method.summary, *(one for _, says in method.parts for one in says)} <= said
    assert [one.text for one in page.main.all("h2")] == [*(heading for heading, _ in method.parts), "References"]
    check_sources(page)
    assert bool(page.main.all("svg")) is bool(method.effectiveness)
    assert page.root.all(data_category="") == []


def test_chances_are_told_over_the_same_time(pages: dict[str, Page]) -> None:
    """Pictograms of one hundred; their words say how many."""
    seen = 0
    for number, method in enumerate(HELD.methods.values(), start=1):
        for picture in pages[f"method-{number}.html"].main.all("svg"):
            seen += 1
            on = len([one for one in picture.all("circle") if "on" in one.attributes["class"].split()])
            assert len(picture.all("circle")) == 100
            words_of = picture.one("title").text
            assert words_of == (f"{on} of 100" if on else "Fewer than 1 of 100"), method.id
            assert picture.attributes["aria-label"] == words_of
    assert seen > 20


def test_how_each_table_was_read_is_open_to_all(pages: dict[str, Page], pack: Pack) -> None:
    page = pages["coverage.html"]
    sections = page.main.all("section", class_="part")
    assert len(sections) == len(pack.guidelines)
    for name, section in zip(pack.guidelines, sections, strict=True):
        rows = HELD.grids[name]
        one = pack.info.guidelines[name]
        assert section.one("h2").text == one.name
        assert f"{one.edition}. {len(rows)} conditions." in section.text
        counts = [int(row.all("td")[1].text) for row in section.all("table")[0].all("tr") if row.all("td")]
        every = (*rows, *HELD.emergency_grids.get(name, ()))
        assert sum(counts) == sum(len(row.cells) for row in every), "every cell is counted once"
        listed = {line.text for line in section.all("li")}
        for row in rows:
            ranged = any(side is not None and side[0] != side[1] for cell in row.cells.values() for side in (cell.start, cell.goes_on))
            if row.use == "held" or (row.use == "yes" and ranged):
                assert " ".join(row.name.split()) in listed
            for note in row.notes.values():
                assert any(" ".join(note.split()) in line for line in listed)
        editions = one.editions
        assert (len(section.all("table")) > 1) == bool(editions), "only a grid of several editions counts its cells by edition"
        assert pack.info.not_reviewed in dict(page.statements)
        for row in rows if editions else ():
            for column, note in row.notes.items():
                shown = [line for line in listed if line.startswith(" ".join(row.name.split())) and " ".join(note.split()) in line]
                assert any(methods.edition_words(pack, name, row.edition(column)) in line for line in shown), (row.name, column)


def test_the_cells_of_a_grid_are_counted_by_the_edition_they_stand_on(pages: dict[str, Page], pack: Pack) -> None:
    """Each cell once, by edition and by how it was seen; the sum is that of the grid."""
    section = pages["coverage.html"].main.all("section", class_="part")[list(pack.guidelines).index("uk")]
    lines = [[cell.text for cell in row.all("td")] for row in section.all("table")[1].all("tr") if row.all("td")]
    counted = Counter(
        (methods.edition_words(pack, "uk", row.edition(column)), words(pack, methods.SEEN[row.seen(column)]))
        for row in HELD.grids["uk"]
        for column in row.cells
    )
    assert {(edition, how): int(count) for edition, how, count in lines} == counted
    assert sum(counted.values()) == sum(len(row.cells) for row in HELD.grids["uk"])
    assert len(lines) == len(counted)
    alone = "UKMEC 2025, as others quote it"
    assert {edition for edition, _ in counted} == {
        "UKMEC 2016 (amended September 2019)",
        f"UKMEC 2016 (amended September 2019) and {alone}",
        alone,
        f"{alone}, continuing UKMEC 2016 (amended September 2019)",
        f"UKMEC 2016 (amended September 2019) and {alone}, continuing UKMEC 2016 (amended September 2019)",
    }


def test_a_pack_without_methods_has_none_of_these_pages(pack: Pack) -> None:
    made = make_edition(replace(pack, contraception=None))
    assert [name for name in made.files if name.startswith(("method", "coverage"))] == []
    assert "coverage.html" not in made.files["reviews.html"].decode()
