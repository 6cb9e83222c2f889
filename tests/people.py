"""Random people for hypothesis: some facts, each with a value it may have, at the places where rules change their mind."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from hypothesis import strategies as st

from afterwards import load_pack
from afterwards.engine import State
from afterwards.pack.entries import Entry

PACK = load_pack()
assert PACK.contraception
TABLES = (PACK.table, PACK.contraception.table)
"""The table of the decisions, and that of the methods."""
EVERY_FACT = tuple(name for name, entry in PACK.facts.items() if entry.decides and any(name in table.classes for table in TABLES))
DECIDING = tuple(name for name in EVERY_FACT if name in PACK.table.classes)
"""Those of the decisions; of a list fact the table holds each value as a fact of its own, and those are not drawn."""
Facts = dict[str, Any]


@cache
def values_of(name: str) -> tuple[Any, ...]:
    """Values of a fact in a table: all of a choice; of a number both ends, and each threshold with what lies beside it."""
    if name not in PACK.facts:
        return ("yes", "no")  # one value of a list fact, which the table holds as a fact of its own
    entry = PACK.facts[name]
    return tuple(entry.values) or _numbers(entry, [bound for one in TABLES if name in one.classes for bound, _ in one.classes[name].cuts])


def _numbers(entry: Entry, bounds: list[float]) -> tuple[float, ...]:
    step = 1 if entry.whole else 0.5
    tried = {entry.low, entry.high, *(bound + aside for bound in bounds for aside in (-step, 0, step))}
    return tuple(sorted(number for number in tried if entry.low <= number <= entry.high))


@cache
def values_in(name: str, classes: int) -> tuple[Any, ...]:
    """Values of a fact that lie in these of its classes."""
    return tuple(value for value in values_of(name) if PACK.table.classes[name].of(value) & classes)


def people(names: Collection[str] = DECIDING, most: int = 10) -> st.SearchStrategy[Facts]:
    """What someone may have told of these facts: up to `most` of them, some with the value "unknown"."""
    told = [(name, value) for name in names for value in (*values_of(name), "unknown")]
    return st.lists(st.sampled_from(told), max_size=most, unique_by=lambda one: one[0]).map(dict).map(_without_what_is_refused)


def fits(facts: Facts, name: str) -> bool:
    """Whether a number is below the one that it may not exceed, and above those that may not exceed it, as far as they are told."""
    pairs = [(one, entry.below) for one, entry in PACK.facts.items() if entry.below and name in (one, entry.below)]
    told = [(facts.get(lower), facts.get(upper)) for lower, upper in pairs]
    return all(low < high for low, high in told if isinstance(low, int | float) and isinstance(high, int | float))


def _without_what_is_refused(facts: Facts) -> Facts:
    return {name: value for name, value in facts.items() if fits(facts, name)}


def state_of(facts: Facts, *, closed: bool = False) -> State:
    """What is then known of her."""
    known = {name: PACK.table.classes[name].of(value) for name, value in facts.items() if value != "unknown"}
    return PACK.table.state(known, asked=[name for name, value in facts.items() if value == "unknown"], closed=closed)


Bounds = dict[str, tuple[int, int]]


def bounds(facts: Facts, *, closed: bool = False) -> Bounds:
    """The places of each decision's lowest and highest level on its scale."""
    state = state_of(facts, closed=closed)
    return {name: PACK.table.bounds(name, state) for name in PACK.decisions}
