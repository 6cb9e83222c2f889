"""What the pages about methods show that are the same for everyone: a method's page, and how well each guideline's table was read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from afterwards.pack.eligibility import GridRow, Method
from afterwards.pack.grids import Cell
from afterwards.pack.model import Pack


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
    return Dots(*(_count(number) for number in figures)) if figures else None


def _count(number: float) -> Count:
    whole = int(number + 0.5) if number >= 1 else 0
    return Count(whole, "Fewer than 1 of 100" if whole == 0 else f"{whole} of 100")


def _methods(pack: Pack) -> Iterable[Method]:
    assert pack.contraception
    return pack.contraception.methods.values()


def _cell(row: GridRow, column: str) -> str:
    return cell_words(row.cells[column])


def cell_words(cell: Cell) -> str:
    """A grid's cell as a clinician reads it: start, then continuing where they differ."""
    start, goes_on = _side(cell.start), _side(cell.goes_on)
    return start if start == goes_on else f"{start}, continuing {goes_on}"


def _side(side: tuple[str, str] | None) -> str:
    if side is None:
        return "not concerned"
    low, high = side
    if low == "-":
        return "no category"
    return low if low == high else f"{low} to {high}"


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
                "seen": [(SEEN[how], count) for how, count in sorted(seen.items(), key=lambda one: list(SEEN).index(one[0]))],
                "rows": len(rows),
                "ranges": ranges,
                "held": [row for row in rows if row.use == "held"],
                "silent": [row for row in rows if row.use == "yes" and all(cell.start == ("-", "-") for cell in row.cells.values())],
                "emergency": [
                    (row, [(names[kind], cell_words(cell)) for kind, cell in row.cells.items() if cell.start]) for row in emergency
                ],
                "noted": [(row, column, text) for row in (*rows, *emergency) for column, text in row.notes.items()],
            }
        )
    return {"grids": grids}


SEEN = {
    "seen2": "Seen in two copies",
    "seen1": "Seen in one copy",
    "memory": "From memory, not seen",
    "": "Seen in the guideline's own chart",
}


def _is_range(cell: Cell) -> bool:
    return any(side is not None and side[0] != side[1] for side in (cell.start, cell.goes_on))


def method_values(pack: Pack, number: int) -> dict[str, Any]:
    """One method's page, by its place in the pack, from 1."""
    method = list(_methods(pack))[number - 1]
    return {"method": method, "card": None, "dots": dots(pack, method)}
