"""What the pages about methods show that are the same for everyone: a method's page, and how well each guideline's table was read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from afterwards.pack.eligibility import Method
from afterwards.pack.grids import Cell
from afterwards.pack.model import Pack
from afterwards.pack.words import words


@dataclass(frozen=True, slots=True)
class Count:
    """How many of 100, and the words for it; 0 stands for fewer than 1 and shows as one ring."""

    on: int
    words: str


@dataclass(frozen=True, slots=True)
class Dots:
    """The two pictograms of a method."""

    typical: Count
    perfect: Count


def dots(pack: Pack, method: Method) -> Dots | None:
    """How many of 100 become pregnant in a year, in typical and in perfect use. The figures are those the sentence beside it says."""
    figures = (method.effectiveness or {}).get(next(iter(pack.info["guidelines"])))
    return Dots(*(_count(pack, number) for number in figures)) if figures else None


def _count(pack: Pack, number: float) -> Count:
    whole = int(number + 0.5) if number >= 1 else 0
    return Count(whole, words(pack, "ui.of-100", number=whole) if whole else words(pack, "ui.fewer-than-1-of-100"))


def _methods(pack: Pack) -> Iterable[Method]:
    assert pack.contraception
    return pack.contraception.methods.values()


def cell_words(pack: Pack, cell: Cell) -> str:
    """A grid's cell as a clinician reads it: start, then continuing where they differ."""
    start, goes_on = _side(pack, cell.start), _side(pack, cell.goes_on)
    return start if start == goes_on else words(pack, "ui.cell-continuing", start=start, goes_on=goes_on)


def _side(pack: Pack, side: tuple[str, str] | None) -> str:
    if side is None:
        return words(pack, "ui.cell-not-concerned")
    low, high = side
    if low == "-":
        return words(pack, "ui.cell-no-category")
    return low if low == high else words(pack, "ui.from-to", **{"from": low, "to": high})


def coverage(pack: Pack) -> dict[str, Any]:
    """Each grid: how well its cells were seen, which rows stand in the careful reading, which are kept and not used."""
    knowledge = pack.contraception
    assert knowledge
    names = {kind.id: kind.name for kind in knowledge.kinds}
    grids = []
    for name, guideline in pack.guidelines.items():
        rows, emergency = knowledge.grids[name], knowledge.emergency_grids.get(name, ())
        seen: dict[str, int] = {}
        for row in (*rows, *emergency):
            for column in row.cells:
                how = row.confidence.get(column) or row.confidence.get("*") or ""
                seen[how] = seen.get(how, 0) + 1
        ranges = [row for row in rows if row.use == "yes" and any(_is_range(cell) for cell in row.cells.values())]
        grids.append(
            {
                "id": name,
                "guideline": guideline,
                "seen": [(words(pack, SEEN[how]), count) for how, count in sorted(seen.items(), key=lambda one: list(SEEN).index(one[0]))],
                "rows": len(rows),
                "ranges": ranges,
                "held": [row for row in rows if row.use == "held"],
                "silent": [row for row in rows if row.use == "yes" and all(cell.start == ("-", "-") for cell in row.cells.values())],
                "emergency": [
                    (row, [(names[kind], cell_words(pack, cell)) for kind, cell in row.cells.items() if cell.start]) for row in emergency
                ],
                "noted": [(row, column, text) for row in (*rows, *emergency) for column, text in row.notes.items()],
            }
        )
    return {"grids": grids}


SEEN = {"seen2": "site.seen-in-two", "seen1": "site.seen-in-one", "memory": "site.seen-in-none", "": "site.seen-in-chart"}
"""How well a cell was seen: the statement that says it."""


def _is_range(cell: Cell) -> bool:
    return any(side is not None and side[0] != side[1] for side in (cell.start, cell.goes_on))


def method_values(pack: Pack, number: int) -> dict[str, Any]:
    """One method's page, by its place in the pack, from 1."""
    method = list(_methods(pack))[number - 1]
    return {"method": method, "card": None, "dots": dots(pack, method)}
