"""The grids against the evidence they were made from, and each of their cells against a case (R06, R16)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from afterwards.pack.eligibility import SCALE, GridRow
from afterwards.pack.grids import Cell, read_grid, read_notes
from afterwards.pack.reading import Problem, read_yaml
from tests.people import PACK

EVIDENCE = Path(__file__).resolve().parents[1] / "evidence"
CASES = Path(__file__).resolve().parents[1] / "cases" / "contraception"
GUIDELINES = ("uk", "us", "who")
COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "uk": {"lng_ius": ("lng_iud",)},
    "us": {"chc": ("coc", "patch_ring")},
    "who": {"chc_patch_ring": ("patch_ring",), "dmpa_neten": ("dmpa", "neten")},
}
assert PACK.contraception
HELD = PACK.contraception
PHASES = {"both": ("start", "goes_on"), "initiation": ("start",), "continuation": ("goes_on",)}


def rows_of(name: str) -> list[dict[str, str]]:
    with (EVIDENCE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def columns_of(guideline: str, row: dict[str, str]) -> tuple[str, ...]:
    """The columns of our grid that a line of the evidence speaks of."""
    found: tuple[str, ...] = COLUMNS[guideline].get(row["method"], (row["method"],))
    if row.get("only"):
        return (row["only"],)
    if row["condition_id"].endswith("--coc") and "coc" in found:
        return ("coc",)
    if row["condition_id"].endswith("--patch-or-ring") and "coc" in found:
        return ("patch_ring",)
    return found


def side_of(grid: Mapping[str, GridRow], condition: str, column: str, phase: str) -> tuple[str, str] | None:
    side: tuple[str, str] | None = getattr(grid[condition].cells[column], phase)
    return side


def expected_sides(guideline: str) -> Iterator[tuple[str, str, str, str]]:
    """Of each cell and phase of the evidence the category: (condition, column, phase, category)."""
    for row in rows_of(f"{guideline}.csv"):
        for column in columns_of(guideline, row):
            for phase in PHASES[row["phase"]]:
                yield row["condition_id"], column, phase, row["category"]


@pytest.mark.parametrize("guideline", GUIDELINES)
def test_every_category_of_the_evidence_is_in_the_grid(guideline: str) -> None:
    """0 differences; in the UK the higher of the two editions. Silence of a drug row of UKMEC is written as silence."""
    grid = HELD.rows(guideline)
    newer: dict[tuple[str, str, str], str] = {}
    if guideline == "uk":
        for row in rows_of("uk-2025-changes.csv"):
            columns = ("chc",) if row["method"] == "chc" else columns_of("uk", row)
            newer |= {(row["condition_id"], column, phase): row["category"] for column in columns for phase in PHASES[row["phase"]]}
    wrong = []
    for condition, column, phase, category in expected_sides(guideline):
        found = side_of(grid, condition, column, phase)
        silent = guideline == "uk" and condition in ("uk-drug-interactions", "uk-epilepsy-on-anticonvulsants", "uk-hiv-on-antiretrovirals")
        wanted = max(category, newer.pop((condition, column, phase), category)) if category.isdigit() else "-" if silent else category
        said = "NA" if found is None else found[0] if found[0] == found[1] else "/".join(found)
        # A range printed as "worst shown" in the evidence keeps both ends here: its careful end is the category.
        if said != wanted and not (found and found[1] == wanted and found[0] < found[1]) and not (found is None and wanted in ("", "NA")):
            wrong.append((condition, column, phase, wanted, said))
    assert not wrong
    for (condition, column, phase), category in newer.items():
        assert side_of(grid, condition, column, phase) == (category, category), (condition, column, phase)


@pytest.mark.parametrize("guideline", GUIDELINES)
def test_changing_any_one_cell_fails_a_case(guideline: str) -> None:
    """R06: each cell that a method reads is told by the case of its row; the others by the list of other cells."""
    problems: list[Problem] = []
    cases = {case["row"]: case for case in read_yaml(CASES / f"{guideline}.yaml", guideline, problems)}
    assert not problems
    others = {(one["guideline"], one["condition"], one["column"]): one["cell"] for one in _other_cells()}
    methods = {
        column: [method for method in HELD.offered if HELD.column(guideline, method) == column] for column in HELD.grids[guideline][0].cells
    }
    survivors = []
    for row in HELD.grids[guideline]:
        for column, cell in row.cells.items():
            told = [cases[row.condition]["says"].get(method) for method in methods[column]] if row.condition in cases else []
            told = told or [others.get((guideline, row.condition, column))]
            survivors += [
                (row.condition, column, changed)
                for changed in (Cell.of(text) for text in ("1", "2", "3", "4", "-", "NA", "1>2", "2/3"))
                if changed != cell and all(text is None or Cell.of(text) == changed for text in told)
            ]
            assert any(text is not None and Cell.of(text) == cell for text in told), (row.condition, column)
    assert not survivors


def _other_cells() -> list[dict[str, str]]:
    """Cells that no case reads: columns without a method here, and rows that are kept and not used."""
    with (CASES / "other_cells.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_cell_is_one_of_five_forms() -> None:
    assert Cell.of("2") == Cell(("2", "2"), ("2", "2"))
    assert Cell.of("2>3") == Cell(("2", "2"), ("3", "3"))
    assert Cell.of("2/3>2") == Cell(("2", "3"), ("2", "2"))
    assert Cell.of("-") == Cell(("-", "-"), ("-", "-"))
    assert Cell.of("NA") == Cell(None, None)
    for text in ("", "5", "0", "3/2", "2/2", "1 ", "2>", "x", "NA/1", "2>3>4"):
        with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
            Cell.of(text)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("condition,means,use,group,heading,detail,coc\na,a,yes,g,h,d,5\n", "grid.csv:2: a coc: found '5'."),
        ("condition,means,use,group,heading,detail,coc\na,a,yes,g,h,d,\n", "grid.csv:2: a coc: found ''."),
        ("condition,means,use,group,heading,detail,coc\na,a,maybe,g,h,d,1\n", "grid.csv:2: use is 'maybe'."),
        ("condition,means,use,group,heading,detail,coc\na,a,yes,g,h,d\n", "grid.csv:2: the row has more or fewer cells than the header."),
        ("condition,use,group,heading,detail,coc\na,yes,g,h,d,1\n", "grid.csv:1: the first columns are not"),
        ("condition,means,use,group,heading,detail\na,a,yes,g,h,d\n", "grid.csv:1: the first columns are not"),
        ("condition,means,use,group,heading,detail,coc,coc\na,a,yes,g,h,d,1,4\n", "grid.csv:1: the column coc stands twice."),
        ("condition,means,use,group,heading,detail,coc\n", "grid.csv:1: the grid has no rows."),
        ("", "grid.csv:1: the grid has no rows."),
    ],
)
def test_a_damaged_grid_is_told_with_its_line(tmp_path: Path, text: str, complaint: str) -> None:
    """R04: no empty cell, no category that does not exist."""
    path = tmp_path / "grid.csv"
    path.write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    read_grid(path, "grid.csv", problems)
    assert str(problems[0]).startswith(complaint)


def test_damaged_notes_are_told_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    problems: list[Problem] = []
    for text in ("condition,method,note\na,*,n\n", "condition,method,confidence,note\na,*,seen2,n\nb,*,sure,n\n"):
        path.write_text(text, encoding="utf-8")
        read_notes(path, "notes.csv", problems)
    read_notes(tmp_path / "none.csv", "none.csv", problems)
    path.write_bytes(b"condition,method,confidence,note\na,*,seen2,\xff\n")
    read_notes(path, "notes.csv", problems)
    assert [(problem.file, problem.line, problem.found) for problem in problems] == [
        ("notes.csv", 1, "the columns are not condition, method, confidence, note."),
        ("notes.csv", 3, "confidence is 'sure'."),
        ("none.csv", 1, "the file cannot be read: FileNotFoundError."),
        ("notes.csv", 1, "the file cannot be read: UnicodeDecodeError."),
    ]


@pytest.mark.parametrize("guideline", GUIDELINES)
def test_a_row_that_covers_another_is_never_lower(guideline: str) -> None:
    """R06: what is left unnamed where a wider row holds cannot have been the reason of the category."""
    rows = [row for row in HELD.grids[guideline] if row.use == "yes"]
    wider = {row.condition: [one for one in rows if one.means in HELD.meanings[row.means].covered_by] for row in rows}
    lower = [
        (row.condition, one.condition, column)
        for row in rows
        for one in wider[row.condition]
        for column, cell in row.cells.items()
        for side, over in ((cell.start, one.cells[column].start), (cell.goes_on, one.cells[column].goes_on))
        if side and (over is None or SCALE.index(over[1]) < SCALE.index(side[1]))
    ]
    assert lower == []


def test_some_rows_cover_others() -> None:
    assert [name for name, one in HELD.meanings.items() if one.covered_by]


def test_rows_that_are_held_do_not_count() -> None:
    """A finer split that nobody has read stays in the grid, is listed as such, and decides nothing."""
    held = [row.condition for rows in HELD.grids.values() for row in rows if row.use == "held"]
    assert held
    compiled = {
        HELD.row_of(rule)
        for rule in HELD.table.rules
        if rule.split(" ")[0] in HELD.grids and "emergency" not in rule and " EC-" not in rule
    }
    assert not compiled & set(held)
