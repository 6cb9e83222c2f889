"""Small numbers kept back: a count of 1 to 9 women is not shown, nor what lets anyone work it out by adding and subtracting.

What is shown and what follows from it are linear equations. A number is kept back together with others until no small count (of a
level, of women unsettled, between the lowest and the highest of a level, of those whom a decision concerns or does not) is the only
solution of them, and until those kept back in one row add up to ten or more. Zeros are shown.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

FEW = 10
Cell = tuple[Hashable, ...]
Equation = dict[Cell, int]
"""Of each count how often it is taken; the sum is known."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of one outcome (by its `number`), None where kept back.

    `groups`: how many women have the same outcomes, and whether this one is among them (`concerns`).
    """

    number: int
    low: tuple[int | None, ...]
    high: tuple[int | None, ...]
    unsettled: int | None
    not_concerned: int | None
    concerns: tuple[bool, ...]
    groups: tuple[int, ...]


def kept_back(outcomes: Sequence[Counts], women: int) -> list[Counts]:
    """The counts with those left out that may not be shown; every count where there are few women at all."""
    values, shown, equations = _equations(outcomes, women)
    hidden = {cell for cell in shown if 0 < values[cell] < FEW}
    if 0 < women < FEW:
        hidden = set(shown)
    while women >= FEW and (more := _to_hide(values, shown, hidden, equations)):
        hidden |= more
    return [_without(counts, hidden) for counts in outcomes]


def _without(counts: Counts, hidden: set[Cell]) -> Counts:
    def ends(name: str, levels: Sequence[int | None]) -> tuple[int | None, ...]:
        return tuple(None if (counts.number, name, level) in hidden else count for level, count in enumerate(levels))

    return replace(
        counts,
        low=ends("low", counts.low),
        high=ends("high", counts.high),
        unsettled=None if (counts.number, "unsettled") in hidden else counts.unsettled,
        not_concerned=None if (counts.number, "not_concerned") in hidden else counts.not_concerned,
    )


def _equations(outcomes: Iterable[Counts], women: int) -> tuple[dict[Cell, int], list[Cell], list[Equation]]:
    """The value of each count, those that are shown, and what is known of them together."""
    values: dict[Cell, int] = {}
    shown: list[Cell] = []
    equations: list[Equation] = []
    for counts in outcomes:
        number = counts.number
        assert counts.unsettled is not None
        assert counts.not_concerned is not None
        rest, unsettled, concerned = (number, "not_concerned"), (number, "unsettled"), (number, "concerned")
        values |= {rest: counts.not_concerned, unsettled: counts.unsettled, concerned: women - counts.not_concerned}
        values[number, "settled"] = women - counts.not_concerned - counts.unsettled
        shown += [rest, unsettled]
        for end, levels in (("low", counts.low), ("high", counts.high)):
            cells: list[Cell] = [(number, end, level) for level in range(len(levels))]
            values |= {cell: count or 0 for cell, count in zip(cells, levels, strict=True)}
            shown += cells
            equations.append({**dict.fromkeys(cells, 1), rest: 1})
        for group, count in enumerate(counts.groups):
            values["group", group] = count
        equations.append({rest: 1, **{("group", group): -1 for group, hers in enumerate(counts.concerns) if not hers}})
        equations += [{concerned: 1, rest: 1}, {unsettled: 1, (number, "settled"): 1, rest: 1}]
        # Between "at least this level" at the lowest and at the highest lie the women for whom it is open.
        for level in range(1, len(counts.low)):
            across = (number, "across", level)
            above = range(level, len(counts.low))
            values[across] = sum((counts.high[one] or 0) - (counts.low[one] or 0) for one in above)
            equations.append({across: -1, **{(number, "high", one): 1 for one in above}, **{(number, "low", one): -1 for one in above}})
            if not counts.unsettled:
                equations.append({across: 1})
    groups = [cell for cell in values if cell[0] == "group"]
    equations.append(dict.fromkeys(groups, 1))
    return values, shown, equations


def _to_hide(values: Mapping[Cell, int], shown: Sequence[Cell], hidden: set[Cell], equations: Sequence[Equation]) -> set[Cell]:
    """More counts to keep back: one for each outcome, or each row, that still gives a small count away."""
    visible = {*shown} - hidden
    more: set[Cell] = set()
    exposed = {cell for cell in _determined(visible, equations) if 0 < values[cell] < FEW}
    for equation in equations:
        covered = [cell for cell in equation if cell in hidden]
        if equation.keys() <= {*shown} and covered and sum(values[cell] for cell in covered) < FEW:
            exposed.update(covered)
    for cell in sorted(exposed, key=str):
        if cell[0] == "group":
            numbers = {other[0] for equation in equations if cell in equation for other in equation if other[-1] == "not_concerned"}
        else:
            numbers = {cell[0]}
        for number in numbers:
            mine = [other for other in shown if other[0] == number and other in visible and values[other]]
            if not more.isdisjoint(mine) or not mine:
                continue
            whom = (number, "not_concerned")
            if (cell[0] == "group" or cell[-1] == "concerned") and whom in mine:
                more.add(whom)
            else:  # the smallest, and the one that other outcomes share last
                more.add(min(mine, key=lambda other: (other == (other[0], "not_concerned"), values[other])))
    return more


def _determined(visible: set[Cell], equations: Iterable[Equation]) -> set[Cell]:
    """The counts that are not shown and have only one solution: by elimination, in exact fractions."""
    rows: dict[Cell, dict[Cell, Fraction]] = {}
    for equation in equations:
        row = {cell: Fraction(times) for cell, times in equation.items() if cell not in visible}
        for cell in [cell for cell in row if cell in rows]:
            if cell in row:
                row = _less(row, rows[cell], row[cell])
        if row:
            pivot = next(iter(row))
            row = {cell: times / row[pivot] for cell, times in row.items()}
            for other, earlier in rows.items():
                if pivot in earlier:
                    rows[other] = _less(earlier, row, earlier[pivot])
            rows[pivot] = row
    return {pivot for pivot, row in rows.items() if len(row) == 1}


def _less(row: Mapping[Cell, Fraction], other: Mapping[Cell, Fraction], times: Fraction) -> dict[Cell, Fraction]:
    result = dict(row)
    for cell, count in other.items():
        left = result.get(cell, Fraction(0)) - times * count
        if left:
            result[cell] = left
        else:
            result.pop(cell, None)
    return result
