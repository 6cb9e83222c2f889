"""Where between two numbers a fact may change what it means: every bound that the pack names of it.

Two numbers with no such point between them (and neither on one) are the same to every rule, so one stands for both.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from afterwards.engine import Range, Table
from afterwards.engine.rules import Condition
from afterwards.pack.model import Pack


def points_of(pack: Pack, tables: Sequence[Table]) -> dict[str, tuple[float, ...]]:
    """Of each fact that is a number its points, in order."""
    named: dict[str, set[float]] = {name: {entry.low, entry.high} for name, entry in pack.facts.items() if entry.kind == "number"}
    for name, bound in _bounds(pack, tables):
        if name in named:
            named[name].add(bound)
    for name, entry in pack.facts.items():
        if entry.inferred and entry.inferred[2] in named and name in named:  # taken over from that number
            named[entry.inferred[2]] |= named[name]
    return {name: tuple(sorted(bounds)) for name, bounds in named.items()}


def stretch(points: Sequence[float], number: float) -> int:
    """Which stretch a number lies in: an odd number is a point itself, an even one lies between two."""
    return bisect_left(points, number) + bisect_right(points, number)


def _bounds(pack: Pack, tables: Iterable[Table]) -> Iterator[tuple[str, float]]:
    for table in tables:
        for name, classes in table.classes.items():
            yield from ((name, bound) for bound, _ in classes.cuts)
    for entry in pack.facts.values():
        if entry.from_told:
            for when in (*entry.from_told.any, *entry.from_told.unless):
                yield from _of_conditions(when)
        for gate in (entry.gate, entry.open_when, entry.inferred[:2] if entry.inferred else None):
            if gate:
                yield from _of_conditions({gate[0]: gate[1]})
        if entry.becomes:
            yield entry.becomes[0], entry.becomes[1]


def _of_conditions(when: Mapping[str, Condition]) -> Iterator[tuple[str, float]]:
    for name, condition in when.items():
        if isinstance(condition, Range):
            yield from ((name, bound) for bound in (condition.low, condition.high) if bound is not None)
