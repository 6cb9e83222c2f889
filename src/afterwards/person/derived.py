"""Facts that others tell: a yes/no fact whose `from_told` names what a person may have said instead of it.

Each is worked out in three values: what was answered "not sure", or not asked, leaves it open, and never makes it a no.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from afterwards.engine import Range, Table
from afterwards.engine.rules import Condition
from afterwards.pack.conditions import CLASS_WITHIN
from afterwards.pack.model import FromTold, Pack


def derive(
    pack: Pack,
    table: Table,
    values: Mapping[str, object],
    unknown: frozenset[str],
    known: dict[str, int],
    *,
    closed: bool,
    denied: Collection[str] = (),
) -> None:
    """Put into `known` each fact that others tell and that was not told itself. `told`: facts as told; `closed`: the rest is absent.
    `denied`: what she said no to as a sign, which nothing that she is not sure of opens again.

    What is told so counts as told for the facts after it in the pack.
    """
    values = dict(values)
    for name, entry in pack.facts.items():
        if entry.from_told is None or name not in table.classes or (entry.context and name in values):
            continue
        unsaid = pack.told_by[name].isdisjoint(values) and pack.told_by[name].isdisjoint(unknown)
        if unsaid and not closed and entry.from_told.any:
            continue  # nothing was said that could tell it
        if unsaid and closed:
            answer = _answer_of_absent(pack, name, entry.from_told)
        else:
            answer = _answer(pack, entry.from_told, values, unknown, closed=closed)
        classes = table.classes[name]
        # What was not told at all is asked like any other fact; only what was told and settles nothing leaves it open.
        spoken = [when for when in entry.from_told.any if when.keys() <= values.keys() | unknown]
        if entry.only_told:  # not heard from "not sure" alone, where several answers must come together
            spoken = [when for when in spoken if len(when) == 1 or when.keys() & values.keys()]
        if name in values or name in unknown:
            # What she told in detail is heard although she said no to it as a whole. Of her circumstances she has the last word.
            if answer and not entry.context:
                known[name] = classes.of("yes")
        elif answer is not None:
            known[name] = classes.of("yes" if answer else "no")
            if answer:
                values[name] = "yes"
        elif name not in denied and any(_every(pack, when, values, unknown, closed=closed) is not False for when in spoken):
            known[name] = classes.real


def _answer_of_absent(pack: Pack, name: str, from_told: FromTold) -> bool | None:
    """What the absent values of its tellers make of the fact: the same for everyone, so it is remembered."""
    if name not in pack.remembered:
        pack.remembered[name] = _answer(pack, from_told, {}, frozenset(), closed=True)
    return pack.remembered[name]


def _answer(pack: Pack, from_told: FromTold, values: Mapping[str, object], unknown: frozenset[str], *, closed: bool) -> bool | None:
    """Whether what was told makes the fact a yes; None when that is open."""

    def some(many: Iterable[Mapping[str, Condition]], *, excuses: bool) -> bool | None:
        holds: bool | None = False
        for when in many:
            alternative = _every(pack, when, values, unknown, closed=closed, excuses=excuses)
            if alternative:
                return True
            holds = None if alternative is None else holds
        return holds

    yes = some(from_told.any, excuses=False)
    if yes is False:
        return False
    excused = some(from_told.unless, excuses=True)
    return False if excused else yes if excused is False else None


def _every(
    pack: Pack, when: Mapping[str, Condition], values: Mapping[str, object], unknown: frozenset[str], *, closed: bool, excuses: bool = False
) -> bool | None:
    holds: bool | None = True
    for name, condition in when.items():
        single = _one(pack, name, condition, values, unknown, closed=closed, excuses=excuses)
        if single is False:
            return False
        holds = None if single is None else holds
    return holds


def _one(
    pack: Pack, name: str, condition: Condition, values: Mapping[str, object], unknown: frozenset[str], *, closed: bool, excuses: bool
) -> bool | None:
    if name in unknown:
        return None
    value = values.get(name, pack.facts[name].absent if closed else None)
    if value is None:
        return None
    if excuses and name not in values and not pack.facts[name].context:
        return False  # what takes a sign away is told, and never filled in for her
    if not isinstance(value, list | tuple):
        return meets(value, condition)
    certain, left_open = classes_of(pack, name, value)
    named = [pack.contraception.medicine(one) if pack.contraception else None for one in value if one not in pack.facts[name].values]
    either = any(one and one.one_of and all(meets(kind, condition) for kind in one.one_of) for one in named)
    if either or any(meets(one, condition) for one in certain):
        return True
    return None if None in named or any(meets(one, condition) for one in left_open) else False


def classes_of(pack: Pack, name: str, medicines: Iterable[str]) -> tuple[set[str], set[str]]:
    """Of a list as told, the values that are certainly in it and those that may be: a medicine's name can leave its class open."""
    values = pack.facts[name].values
    certain: set[str] = set()
    left_open: set[str] = set()
    for medicine_name in medicines:
        medicine = None if medicine_name in values or not pack.contraception else pack.contraception.medicine(medicine_name)
        certain.update(medicine.classes if medicine else (medicine_name,) if medicine_name in values else ())
        left_open.update(medicine.one_of if medicine else ())
    finer = [value for value in values if value.startswith(f"{CLASS_WITHIN}_")]
    if any(value in certain for value in finer):
        certain.add(CLASS_WITHIN)
    elif CLASS_WITHIN in certain:
        left_open.update(finer)
    return certain, left_open - certain


def meets(value: object, condition: Condition) -> bool:
    """Whether a value as told meets a condition."""
    if not isinstance(condition, Range):
        return value in condition
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    low = condition.low is None or value > condition.low or (value == condition.low and not condition.low_open)
    return low and (condition.high is None or value < condition.high or (value == condition.high and not condition.high_open))
