"""Eligibility grids: one guideline's chart as a wide table, one condition a row, one method a column.

`read_grid` and `read_notes` give rows as maps that know their line, and complain about every cell
that is empty or says something a grid cannot say. What a category means is said elsewhere.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from afterwards.pack.reading import Map, Problem

LEADING = ("condition", "means", "use", "group", "heading", "detail")
"""The columns before the methods."""
USES = ("yes", "parts", "held")
"""A row counts; its finer rows count instead of it; it is kept and does not count."""
SILENT = "-"
CONFIDENCE = ("seen2", "seen1", "memory", "")
NOTES = ("condition", "method", "confidence", "note")
"""The columns of a grid's notes. A grid that stands on several editions of its guideline has the column `EDITION` before the last."""
EDITION = "edition"

_SIDE = r"(?:NA|-|[1-4](?:/[1-4])?)"
_CELL = re.compile(rf"({_SIDE})(?:>({_SIDE}))?\Z")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a guideline says of one condition and method, to start and to go on with it.

    Each side is (lowest, highest) category as text; `("-", "-")` where the guideline is silent;
    None where the row does not concern the method.
    """

    start: tuple[str, str] | None
    goes_on: tuple[str, str] | None

    @classmethod
    def of(cls, text: str) -> Cell:
        """From `2`, `2>3`, `2/3>2`, `-` or `NA`. Raises `ValueError` for anything else."""
        match = _CELL.match(text)
        if not match:
            raise ValueError(text)
        start = _side(match.group(1))
        return cls(start, _side(match.group(2)) if match.group(2) else start)


def _side(text: str) -> tuple[str, str] | None:
    if text == "NA":
        return None
    low, _, high = text.partition("/")
    if high and high <= low:
        raise ValueError(text)
    return low, high or low


def read_grid(path: Path, name: str, problems: list[Problem]) -> list[Map]:
    """The rows of a grid in its order; `cells` holds the text of each method's column."""
    rows: list[Map] = []
    before = len(problems)
    for row in _read(path, name, problems):
        if tuple(row)[: len(LEADING)] != LEADING or len(row) == len(LEADING):
            problems.append(Problem(name, 1, f"the first columns are not {', '.join(LEADING)}.", "Mend the header."))
            return []
        row_map = _map({key: row[key] for key in LEADING}, name, row.line)
        row_map["cells"] = _map({key: row[key] for key in row if key not in LEADING}, name, row.line)
        for column, text in row_map["cells"].items():
            try:
                Cell.of(text)
            except ValueError:
                allowed = "Write 1 to 4, 2>3 (start, then continuing), 2/3 (a range), - (silent) or NA (does not concern it)."
                problems.append(Problem(name, row.line, f"{row['condition']} {column}: found '{text}'.", allowed))
        if row["use"] not in USES:
            problems.append(Problem(name, row.line, f"use is '{row['use']}'.", f"Allowed are {', '.join(USES)}."))
        rows.append(row_map)
    if not rows and len(problems) == before:
        problems.append(Problem(name, 1, "the grid has no rows.", "Restore it from the last good version."))
    return rows


def read_notes(path: Path, name: str, problems: list[Problem]) -> list[Map]:
    """The notes of a grid: condition, method (`*` for the whole row), confidence, edition where the grid has several, note."""
    rows: list[Map] = []
    for row in _read(path, name, problems):
        if tuple(row) not in (NOTES, (*NOTES[:-1], EDITION, NOTES[-1])):
            problems.append(Problem(name, 1, "the columns are not condition, method, confidence, note.", "Mend the header."))
            return []
        if row["confidence"] not in CONFIDENCE:
            problems.append(
                Problem(name, row.line, f"confidence is '{row['confidence']}'.", "Allowed are seen2, seen1, memory or nothing.")
            )
        rows.append(row)
    return rows


def _read(path: Path, name: str, problems: list[Problem]) -> Iterator[Map]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(name, 1, f"the file cannot be read: {type(error).__name__}.", "Restore it from the last good version."))
        return
    reader = csv.DictReader(lines)
    twice = [column for place, column in enumerate(reader.fieldnames or ()) if column in (reader.fieldnames or ())[:place]]
    if twice:
        problems.append(Problem(name, 1, f"the column {twice[0]} stands twice.", "Keep one of the two."))
        return
    for row in reader:
        if None in row or None in row.values():
            problems.append(Problem(name, reader.line_num, "the row has more or fewer cells than the header.", "Mend the commas."))
        else:
            yield _map({key: value.strip() for key, value in row.items()}, name, reader.line_num)


def _map(data: dict[str, str], name: str, line: int) -> Map:
    row_map = Map(data)
    row_map.file, row_map.line, row_map.lines = name, line, dict.fromkeys(data, line)
    return row_map
