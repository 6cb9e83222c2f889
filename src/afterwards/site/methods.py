"""What the pages about methods show that are the same for everyone: a method's page, and how well each guideline's table was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from afterwards.pack.data import Json
from afterwards.pack.grid_editions import editions_of
from afterwards.pack.grids import Cell
from afterwards.pack.methods import Method
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
    figures = (method.effectiveness or {}).get(next(iter(pack.info.guidelines)))
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


def coverage(pack: Pack) -> dict[str, object]:
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
                how = row.seen(column)
                seen[how] = seen.get(how, 0) + 1
        ranges = [row for row in rows if row.use == "yes" and any(_is_range(cell) for cell in row.cells.values())]
        grids.append(
            {
                "id": name,
                "guideline": guideline,
                "seen": [(words(pack, SEEN[how]), count) for how, count in sorted(seen.items(), key=lambda one: list(SEEN).index(one[0]))],
                "editions": _editions(pack, name),
                "rows": len(rows),
                "ranges": ranges,
                "held": [row for row in rows if row.use == "held"],
                "silent": [row for row in rows if row.use == "yes" and all(cell.start == ("-", "-") for cell in row.cells.values())],
                "emergency": [
                    (row, [(names[kind], cell_words(pack, cell)) for kind, cell in row.cells.items() if cell.start]) for row in emergency
                ],
                "noted": [
                    (row, column, text, edition_words(pack, name, row.edition(column)))
                    for row in (*rows, *emergency)
                    for column, text in row.notes.items()
                ],
            }
        )
    return {"grids": grids}


def _editions(pack: Pack, guideline: str) -> list[tuple[str, str, int]]:
    """Where a grid stands on several editions, its cells counted by those they stand on: words for these, how they were seen, cells."""
    knowledge = pack.contraception
    assert knowledge
    counted: Counter[tuple[str, str]] = Counter()
    for row in knowledge.grids[guideline]:
        counted.update((row.edition(column), row.seen(column)) for column in row.cells if row.edition(column))
    of_edition = Counter({text: 0 for text, _ in counted})
    for (text, _), count in counted.items():
        of_edition[text] += count
    in_order = sorted(counted.items(), key=lambda one: (-of_edition[one[0][0]], one[0][0], list(SEEN).index(one[0][1])))
    return [(edition_words(pack, guideline, text), words(pack, SEEN[how]), count) for (text, how), count in in_order]


def edition_words(pack: Pack, guideline: str, text: str) -> str:
    """On which editions a cell stands, in words: of both phases where they differ; "" where the grid has one edition only."""
    if not text:
        return ""
    names = pack.info.guidelines[guideline].editions

    def both(first: str, second: str) -> str:
        return words(pack, "site.edition-both", first=first, second=second)

    start, goes_on = (reduce(both, (words(pack, names[edition]) for edition in side)) for side in editions_of(text))
    return start if start == goes_on else words(pack, "ui.cell-continuing", start=start, goes_on=goes_on)


SEEN = {"seen2": "site.seen-in-two", "seen1": "site.seen-in-one", "memory": "site.seen-in-none", "": "site.seen-in-chart"}
"""How well a cell was seen: the statement that says it."""


def _is_range(cell: Cell) -> bool:
    return any(side is not None and side[0] != side[1] for side in (cell.start, cell.goes_on))


def method_values(pack: Pack, number: int) -> Json:
    """One method's page, by its place in the pack, from 1."""
    method = list(_methods(pack))[number - 1]
    return {"method": method, "card": None, "dots": dots(pack, method)}
