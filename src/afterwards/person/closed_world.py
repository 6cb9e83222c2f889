"""What a closed world takes of facts nobody told, beyond their absent values.

In a closed world a fact not told takes the value that means absent. Two things must not follow from that: that a fact which
was told hangs on one that is "absent" and so counts for nothing, and that someone who only looks at contraception had a loss.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from afterwards.engine import Table
from afterwards.pack.entries import Entry
from afterwards.pack.model import Pack

METHODS_ONLY = "contraception_only"
SINCE_LOSS = "days_since_loss"
PERIOD_BACK = "period_back"
WITHOUT_LOSS = "without_loss"


def brought_up(table: Table, known: Mapping[str, int], asked: Collection[str]) -> dict[str, int]:
    """Of each fact not told whose absent value would close what was told: the classes that what was told implies.

    "hCG raised after a molar pregnancy" told alone says that it was a molar pregnancy, not that there was none. Told facts that
    imply different things leave it open. A fact told at its own absent value brings nothing up.
    """
    implied: dict[str, int] = {}
    for name in reversed(table.classes):  # a fact comes after the one it hangs on
        mine = table.classes[name]
        classes, gate = known.get(name), mine.fact.gate
        if name in implied:
            classes = implied[name] = implied[name] or mine.real
        if classes is None or gate is None or classes == mine.absent() or gate.fact in known or gate.fact in asked:
            continue
        above = table.classes[gate.fact]
        applies = table.applies[name] & above.real
        if above.fact.absent is not None and not above.absent() & applies:
            implied[gate.fact] = implied.get(gate.fact, above.real) & applies
    return implied


def without_loss(
    pack: Pack, table: Table, values: Mapping[str, object], unknown: Collection[str], opened: Collection[str]
) -> dict[str, int]:
    """The facts of a loss for someone who only looks at contraception and said no word of one: there was no recent loss.

    The days since stay open: how long condoms are needed, and whether emergency contraception may help, is asked of her all the same.
    Nothing holds her periods off, so nobody tells her of the first one after a loss.
    """
    if values.get("guide") != METHODS_ONLY or any(tells_of_loss(entry, values, unknown, opened) for entry in pack.facts.values()):
        return {}
    return not_hers(pack, table, values)


def tells_of_loss(entry: Entry, values: Mapping[str, object], unknown: Collection[str], opened: Collection[str]) -> bool:
    """Whether by this fact she said a word of a loss."""
    if not entry.tells_of_loss:
        return False
    at_absent = entry.tells_of_loss == "unless_absent" and values.get(entry.name) == entry.absent
    return entry.name in opened or entry.name in unknown or (entry.name in values and not at_absent)


def not_hers(pack: Pack, table: Table, values: Mapping[str, object]) -> dict[str, int]:
    """The facts of a loss where there was none: of each the classes it then is in."""
    without = {}
    for entry in pack.facts.values():
        if entry.tells_of_loss and entry.absent is None and entry.name in table.classes and entry.name != SINCE_LOSS:
            classes = table.classes[entry.name]
            without[entry.name] = classes.absent() or classes.of(entry.low)
    for name in (PERIOD_BACK, WITHOUT_LOSS):
        if name in table.classes and name not in values:
            without[name] = table.classes[name].of("yes")
    return without


def unsure_of_kind(entry: Entry, unknown: Collection[str]) -> bool:
    """Whether she is not sure if she has at all what this fact tells the kind of."""
    return entry.whether in unknown


def left_open(pack: Pack, table: Table, values: Mapping[str, object], unknown: Collection[str], known: Mapping[str, int]) -> dict[str, int]:
    """The facts whose absent value would be a trap, given what was told or brought up (`open_when`).

    Who is not sure whether she has an illness at all has not said that she has no kind of it.
    """
    opened = {}
    for name, entry in pack.facts.items():
        if entry.open_when is None or name not in table.classes or name in values or name in known or values.keys() & {*entry.unless}:
            continue
        gate, condition = entry.open_when
        met = gate in table.classes and known.get(gate) and not known[gate] & ~table.classes[gate].meeting(condition)
        if met or unsure_of_kind(entry, unknown):
            opened[name] = table.classes[name].real
    return opened
