"""A grid made from several editions: each cell says on which it stands, or the pack is refused (R04, R16)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from afterwards import load_pack
from afterwards.pack.grid_editions import editions_of
from afterwards.pack.manifest import write_manifest
from afterwards.pack.reading import PackError
from tests.packs.faults import METHODS
from tests.people import PACK

NOTES = """condition,method,confidence,edition,note
water,*,seen2,card,
water,bag,seen1,card>board,one page says so
water-and-time,*,seen2,card board,
time,*,seen1,board,
lemon,*,,card,
plain,*,,card,
additions,infuser,,card,
additions,bag,,board,
weather,*,,card,
"""
GUIDELINE = "edition: The chart on the wall}"
EDITIONS = "edition: The chart on the wall, editions: {card: shop.lede, board: shop.lede}}"
BOARD = "\nboard: {title: The board at the door, by: Tea house, read: part, kind: own}\n"


@pytest.fixture
def tea(tmp_path: Path) -> Path:
    """A pack that compares methods, whose only guideline has a grid made from two editions."""
    folder = shutil.copytree(METHODS, tmp_path / "tea")
    replaced(folder / "pack.yaml", GUIDELINE, EDITIONS)
    with (folder / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write(BOARD)
    (folder / "contraception" / "uk-notes.csv").write_text(NOTES, encoding="utf-8")
    return folder


def replaced(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1
    file.write_text(text.replace(before, after), encoding="utf-8")


def complaints(folder: Path) -> list[str]:
    write_manifest(folder)
    with pytest.raises(PackError) as refused:
        load_pack(folder)
    return [str(problem) for problem in refused.value.problems]


def test_a_cell_stands_on_the_editions_of_its_note_or_of_its_row(tea: Path) -> None:
    write_manifest(tea)
    contraception = load_pack(tea).contraception
    assert contraception
    rows = contraception.rows("uk")
    assert editions_of(rows["water"].edition("infuser")) == (("card",), ("card",))
    assert editions_of(rows["water"].edition("bag")) == (("card",), ("board",))
    assert editions_of(rows["water-and-time"].edition("bag")) == (("card", "board"), ("card", "board"))
    assert [rows["additions"].edition(column) for column in ("infuser", "bag")] == ["card", "board"]
    assert rows["water"].seen("infuser") == "seen2"
    assert rows["water"].seen("bag") == "seen1"


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("time,*,seen1,board,", "time,*,seen1,,", "contraception/uk.csv:4: the row time does not say on which edition it stands. "),
        ("plain,*,,card,\n", "", "contraception/uk.csv:6: the row plain does not say on which edition it stands. "),
        (
            "additions,bag,,board,",
            "additions,bag,,,",
            "contraception/uk.csv:7: the row additions does not say on which edition it stands for bag. ",
        ),
        (
            "lemon,*,,card,",
            "lemon,*,,menu,",
            "contraception/uk-notes.csv:6: lemon stands on 'menu', which is no edition of the guideline. ",
        ),
        ("card>board", "card>menu", "contraception/uk-notes.csv:3: water stands on 'menu', which is no edition of the guideline. "),
    ],
)
def test_a_row_or_cell_without_its_edition_is_refused(tea: Path, before: str, after: str, complaint: str) -> None:
    replaced(tea / "contraception" / "uk-notes.csv", before, after)
    (only,) = complaints(tea)
    assert only.startswith(complaint)


def test_notes_without_the_column_are_refused_where_the_guideline_has_editions(tea: Path) -> None:
    shutil.copy(METHODS / "contraception" / "uk-notes.csv", tea / "contraception")
    told = complaints(tea)
    assert len(told) == 7
    assert all(" does not say on which edition it stands" in line for line in told)


def test_an_edition_without_a_guideline_or_a_source_is_refused(tea: Path) -> None:
    replaced(tea / "pack.yaml", EDITIONS, GUIDELINE)
    told = complaints(tea)
    assert len(told) == 11, "of each edition that a note names"
    assert all("which is no edition of the guideline. Name the editions of the guideline in pack.yaml." in line for line in told)
    replaced(tea / "pack.yaml", GUIDELINE, EDITIONS.replace("board: ", "slate: "))
    told = complaints(tea)
    assert "pack.yaml:7: there is no source 'slate'. Name an edition of the guideline in sources.yaml." in told
    replaced(tea / "pack.yaml", "slate: shop.lede", "board: shop.nothing")
    assert any("shop.nothing" in line for line in complaints(tea))


def test_each_cell_of_the_uk_names_its_edition_and_no_other_grid_does() -> None:
    assert PACK.contraception
    named = {
        guideline: {bool(row.edition(column)) for row in rows for column in row.cells}
        for guideline, rows in PACK.contraception.grids.items()
    }
    assert named == {"uk": {True}, "us": {False}, "who": {False}, "who-2015": {False}}
    assert list(PACK.info.guidelines["uk"].editions) == ["ukmec-2016", "ukmec-2025"]
