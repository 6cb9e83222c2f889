"""How what a page shows may be answered: a value of each class of a fact, "I'm not sure", and boxes with every set of ticks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import cache
from itertools import combinations

from afterwards.check.cases import TODAY
from afterwards.engine import Range
from afterwards.engine.rules import Cut
from afterwards.pack.model import Pack
from afterwards.person.told import BMI, UNKNOWN
from afterwards.verify.alike import conditions_of

MOST_TICKS = 6
"""Of so many boxes every set of ticks is tried; of more each by itself, none, and all."""
HEIGHT = 165
LONG_AGO = 1095
Facts = dict[str, object]


def replies(pack: Pack, shown: Sequence[str]) -> Iterator[tuple[Facts, int]]:
    """Every way to answer what is shown, and how many answers of it are other than "I'm not sure"."""
    if len(shown) == 1:
        for value in values_of(pack, shown[0]):
            yield {shown[0]: value}, int(value != UNKNOWN)
        return
    sizes: Iterable[int] = range(len(shown) + 1) if len(shown) <= MOST_TICKS else (0, 1, len(shown))
    for size in sizes:
        for ticked in combinations(shown, size):
            for rest in ("no", UNKNOWN):
                yield {name: "yes" if name in ticked else rest for name in shown}, min(size, 2) + (rest == "no" and size > 0)


@cache
def _values(pack_id: int, name: str) -> tuple[object, ...]:
    return tuple(_every_value(_PACKS[pack_id], name))


_PACKS: dict[int, Pack] = {}


def values_of(pack: Pack, name: str) -> tuple[object, ...]:
    """A value of each class of a fact as a page asks it, and that she is not sure."""
    _PACKS[id(pack)] = pack
    return (*_values(id(pack), name), UNKNOWN)


def _every_value(pack: Pack, name: str) -> Iterator[object]:
    entry = pack.facts[name]
    if entry.kind == "date":
        days = (one for one in _every_value(pack, entry.gives) if isinstance(one, int | float) and one <= LONG_AGO)
        yield from ((TODAY - timedelta(int(one))).isoformat() for one in days)
    elif name == "height_cm":
        yield HEIGHT
    elif entry.kind == "number":
        cuts = cuts_of(pack, name)
        if name == "weight_kg" and BMI in pack.facts:
            body = pack.facts[BMI]
            squared = (HEIGHT / 100) ** 2
            cuts = sorted({*cuts, *((float(round(one * squared) + 1), 0) for one, _ in cuts_of(pack, BMI))})
            low, high = body.low * squared + 1, body.high * squared - 1
            yield from (round(one) for one in (low, *(cut for cut, _ in cuts)) if low <= one <= high)
        else:
            step = 1 if entry.whole else 0.1
            yield from (entry.low, *(place + step if above else place for place, above in cuts))
    elif entry.kind == "list":
        yield from ([], *([one] for one in entry.values))
    elif entry.kind in ("choice", "yes_no"):
        yield from entry.values


def cuts_of(pack: Pack, name: str) -> list[Cut]:
    """Where any table, gate or fact told by others cuts a number."""
    entry, tables = pack.facts[name], [pack.table, pack.questions.table, *((pack.contraception.table,) if pack.contraception else ())]
    mine = {name, *(one.name for one in pack.facts.values() if one.inferred and one.inferred[2] == name and not one.values)}
    cuts = {cut for table in tables for one in mine & table.classes.keys() for cut in table.classes[one].cuts}
    for other in pack.facts.values():
        for when in conditions_of(other):
            wanted = when.get(name)
            cuts |= set(wanted.cuts(entry.whole)) if isinstance(wanted, Range) else set()
    return sorted(one for one in cuts if (entry.low, 0) < one <= (entry.high, 0))
