"""On which editions of its guideline each cell of a grid stands, where the grid was made from several.

pack.yaml names the editions of such a guideline, each by its source, with the words for it; the grid's notes name them for a row (`*`)
and for the cells that stand on others. Without them a reader could not tell what the edition in force says from what an older one said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from afterwards.pack.data import Data
from afterwards.pack.grids import EDITION
from afterwards.pack.reading import Map, Problem, problem_at


def editions_of(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The editions that a cell stands on, to start and to go on: from `a`, `a b` (both print it) or `a>b` (start, then continuing)."""
    start, _, goes_on = text.partition(">")
    return tuple(start.split()), tuple((goes_on or start).split())


def edition_problems(data: Data) -> Iterator[Problem]:
    """Rows and cells that do not say on which edition they stand, or name one that pack.yaml and sources.yaml do not."""
    folder = data["contraception"]
    for name, guideline in data["pack"]["guidelines"].items():
        editions = guideline.get("editions", {})
        for edition in editions:
            if edition not in data["sources"]:
                yield problem_at(
                    guideline, "editions", f"there is no source '{edition}'.", "Name an edition of the guideline in sources.yaml."
                )
        notes = folder["notes"].get(name, ())
        for note in notes:
            yield from _unknown(note, list(editions))
        if editions:
            yield from _without(folder["grids"].get(name, ()), notes)


def _unknown(note: Map, editions: Sequence[str]) -> Iterator[Problem]:
    start, goes_on = editions_of(note.get(EDITION, ""))
    for edition in dict.fromkeys((*start, *goes_on)):
        if edition not in editions:
            remedy = f"Choose from {', '.join(editions)}." if editions else "Name the editions of the guideline in pack.yaml."
            yield problem_at(note, EDITION, f"{note['condition']} stands on '{edition}', which is no edition of the guideline.", remedy)


def _without(rows: Sequence[Map], notes: Sequence[Map]) -> Iterator[Problem]:
    """Cells without an edition: neither a note on the cell nor one on the whole row names it."""
    named = {(note["condition"], note["method"]) for note in notes if note.get(EDITION)}
    for row in rows:
        silent = [column for column in row["cells"] if not {(row["condition"], column), (row["condition"], "*")} & named]
        if silent:
            of = "" if len(silent) == len(row["cells"]) else f" for {', '.join(silent)}"
            complaint = f"the row {row['condition']} does not say on which edition it stands{of}."
            yield problem_at(row, "condition", complaint, "Name it in the notes of the grid, in the column edition.")
