"""Facts that others tell: a yes/no fact whose `from_told` names what a person may have said instead of it.

Each is worked out in three values: what was answered "not sure", or not asked, leaves it open, and never makes it a no.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from afterwards.engine import Range, Table
from afterwards.engine.rules import Classes, Condition
from afterwards.pack.conditions import CLASS_WITHIN
from afterwards.pack.entries import Entry, FromTold
from afterwards.pack.model import Pack
from afterwards.person.closed_world import unsure_of_kind


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
        by_herself = name in values or name in unknown
        still_open = answer is None and any(leaves_open(pack, entry, when, values, unknown, closed=closed) for when in entry.from_told.any)
        classes = conclude(entry, table.classes[name], answer, by_herself=by_herself, left_open=still_open and name not in denied)
        if classes is not None:
            known[name] = classes
        if answer and not by_herself:
            values[name] = "yes"


def conclude(entry: Entry, classes: Classes, answer: bool | None, *, by_herself: bool, left_open: bool) -> int | None:
    """The classes that a fact is in by what other facts tell (`answer`), None where they change nothing.

    `by_herself`: she told it, or was asked for it. `left_open`: what was told speaks of it and settles nothing.
    """
    if by_herself:
        # What she told in detail is heard although she said no to it as a whole. Of her circumstances she has the last word.
        return classes.of("yes") if answer and not entry.context else None
    if answer is not None:
        return classes.of("yes" if answer else "no")
    return classes.real if left_open else None


def leaves_open(
    pack: Pack, entry: Entry, when: Mapping[str, Condition], values: Mapping[str, object], unknown: frozenset[str], *, closed: bool
) -> bool:
    """Whether what was told speaks of the fact by this alternative and does not rule it out: then it is open, and not only unasked."""
    unasked = when.keys() - values.keys() - unknown
    if not all(unsure_of_kind(pack.facts[name], unknown) for name in unasked):
        return False
    if entry.only_told and len(when) > 1 and not when.keys() & values.keys():
        return False  # not heard from "not sure" alone, where several answers must come together
    return every(pack, when, values, unknown, closed=closed) is not False


def _answer_of_absent(pack: Pack, name: str, from_told: FromTold) -> bool | None:
    """What the absent values of its tellers make of the fact: the same for everyone, so it is remembered."""
    if name not in pack.remembered:
        pack.remembered[name] = _answer(pack, from_told, {}, frozenset(), closed=True)
    return pack.remembered[name]


def _answer(pack: Pack, from_told: FromTold, values: Mapping[str, object], unknown: frozenset[str], *, closed: bool) -> bool | None:
    """Whether what was told makes the fact a yes; None when that is open."""
    yes = some(every(pack, when, values, unknown, closed=closed) for when in from_told.any)
    if yes is False:
        return False
    return excusing(yes, some(every(pack, when, values, unknown, closed=closed, excuses=True) for when in from_told.unless))


def some(judgements: Iterable[bool | None]) -> bool | None:
    """Whether one of several alternatives holds."""
    holds: bool | None = False
    for judgement in judgements:
        if judgement:
            return True
        holds = None if judgement is None else holds
    return holds


def excusing(yes: bool | None, excused: bool | None) -> bool | None:
    """What is left of a yes once what takes it away is heard."""
    if yes is False or excused:
        return False
    return yes if excused is False else None


def every(
    pack: Pack, when: Mapping[str, Condition], values: Mapping[str, object], unknown: frozenset[str], *, closed: bool, excuses: bool = False
) -> bool | None:
    """Whether all of these conditions hold by what was told; `excuses`: they are to take a sign away."""
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
    if name not in values and unsure_of_kind(pack.facts[name], unknown):
        return None
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
