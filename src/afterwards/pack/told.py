"""What one person has told us, checked against the pack and ready for the engine.

`read_facts` looks at every fact and complains about all of them at once; it decides nothing.
Numbers are in the units of the pack. `today` is an argument: the clock is never read here.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from afterwards.engine import Range
from afterwards.errors import BadFacts, FactError
from afterwards.pack.model import Entry, Pack

UNKNOWN = "unknown"
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Told:
    """`values`: facts as told, `unknown` ones left out. `known`: of each fact in the table, the set of its classes.

    `asked`: table facts she was asked and could not answer. `loss_date` and `hours` as far as they
    are known. `apart`: pairs of facts that say the same thing differently.
    """

    values: Mapping[str, object]
    unknown: frozenset[str]
    known: Mapping[str, int]
    asked: frozenset[str]
    loss_date: date | None
    days_since_loss: int | None
    hours: float | None
    apart: tuple[tuple[str, str], ...]

    def says(self, fact: str) -> bool:
        """Whether she gave a value, be it as a date or in days."""
        return fact in self.values or (fact == "days_since_loss" and "loss_date" in self.values)

    def number(self, fact: str) -> float | None:
        """The number told for a fact; the days since the loss also when told as a date. None when not told as a number."""
        if fact == "days_since_loss" and "loss_date" in self.values:
            return self.days_since_loss
        given = self.values.get(fact)
        return given if isinstance(given, int | float) else None


def read_facts(pack: Pack, facts: Mapping[str, object], today: date) -> Told:
    """Check every fact. Raises `BadFacts` with all complaints; values are never echoed in full."""
    errors: list[FactError] = []
    values: dict[str, object] = {}
    unknown: set[str] = set()
    for name, given in facts.items():
        entry = pack.facts.get(name)
        if entry is None:
            errors.append(_no_such_fact(pack, name, given))
        elif given == UNKNOWN:
            unknown.add(name)
        else:
            try:
                values[name] = _value(pack, entry, given, today)
            except _Refused as refused:
                errors.append(refused.error)
    if errors:
        raise BadFacts(errors)
    return _told(pack, values, unknown, today)


class _Refused(Exception):
    def __init__(self, error: FactError) -> None:
        self.error = error


def _refuse(entry: Entry, given: object, allowed: str, found: str, remedy: str) -> _Refused:
    return _Refused(FactError(entry.name, echo(given), allowed, f"{entry.name}: {found}", remedy))


def echo(given: object) -> object:
    """A value as it is named in a complaint: short, and text that can be printed whatever was given."""
    if isinstance(given, bool) or (isinstance(given, int | float) and abs(given) < 1e15):
        return given
    try:
        text = str(given)
    except ValueError:  # Python does not write out numbers of more than 4300 digits
        text = "a number of thousands of digits"
    # Half a sign (a lone surrogate), which JSON can carry, cannot be printed.
    text = text[: _SHOWN + 1].encode(errors="backslashreplace").decode()
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."


def _no_such_fact(pack: Pack, name: str, given: object) -> FactError:
    near = difflib.get_close_matches(str(name), pack.facts, n=1)
    remedy = f"Did you mean {near[0]}?" if near else "Take it away, or see the vocabulary for the names."
    return FactError(str(echo(name)), echo(given), "the fact names of the vocabulary", f"{echo(name)}: there is no such fact.", remedy)


def _value(pack: Pack, entry: Entry, given: object, today: date) -> object:
    if entry.kind == "number":
        return _number(entry, given)
    if entry.kind == "date":
        return _date(entry, given, today, int(pack.facts[entry.gives].high))
    if entry.kind == "list":
        return _list(entry, given)
    if entry.kind == "levels":
        return _levels(entry, given)
    if entry.kind == "text":
        return _text(entry, given)
    if not isinstance(given, str) or given not in entry.values:
        allowed = ", ".join(entry.values)
        raise _refuse(
            entry, given, allowed, f"{_quoted(given)} is not one of {allowed}.", "Choose one of these, or 'unknown' if you are not sure."
        )
    return given


def _quoted(given: object) -> str:
    shown = echo(given)
    return f"'{shown}'" if isinstance(shown, str) else str(shown)


def plain_number(value: float) -> str:
    """A number as people write it: 38, not 38.0."""
    return str(int(value)) if value == int(value) else str(value)


def _number(entry: Entry, given: object) -> float:
    allowed = f"{plain_number(entry.low)} to {plain_number(entry.high)}" + (f" ({entry.unit})" if entry.unit else "")
    remedy = f"Give a number from {plain_number(entry.low)} to {plain_number(entry.high)}, or 'unknown' if you are not sure."
    if isinstance(given, bool) or not isinstance(given, int | float) or given != given:
        raise _refuse(entry, given, allowed, f"{_quoted(given)} is not a number.", remedy)
    if not entry.low <= given <= entry.high:
        raise _refuse(entry, given, allowed, f"{echo(given)} is outside {allowed}.", remedy)
    return given


def _date(entry: Entry, given: object, today: date, days: int) -> date:
    """A day no later than today and no more than so many days ago."""
    allowed = "a date such as 2026-11-15, today or earlier"
    try:
        if not isinstance(given, str) or not ISO_DATE.match(given):
            raise ValueError
        found = date.fromisoformat(given)
    except ValueError:
        remedy = "Write year, month and day as 2026-11-15, or 'unknown' if you are not sure."
        raise _refuse(entry, given, allowed, f"{_quoted(given)} is not a date.", remedy) from None
    if found > today:
        remedy = "Give the day it happened, or 'unknown' if you are not sure."
        raise _refuse(entry, given, allowed, f"{given} lies after today, {today.isoformat()}.", remedy)
    if (today - found).days > days:
        allowed = f"{(today - timedelta(days)).isoformat()} to {today.isoformat()}"
        remedy = "Give a later date, or 'unknown' if you are not sure."
        raise _refuse(entry, given, allowed, f"{given} is more than {days} days ago.", remedy)
    return found


def _list(entry: Entry, given: object) -> list[str]:
    """A list of texts. Names outside the known values are kept: they are for a later edition to look up."""
    allowed = f"a list of {', '.join(entry.values)}"
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise _refuse(
            entry, given, allowed, f"{_quoted(given)} is not a list of names.", "Write names in a list, or 'unknown' if you are not sure."
        )
    return list(given)


def _levels(entry: Entry, given: object) -> dict[str, str]:
    allowed = f"a map from {', '.join(entry.values)} to {', '.join(entry.levels)}"
    if not isinstance(given, dict) or not all(key in entry.values and value in entry.levels for key, value in given.items()):
        raise _refuse(entry, given, allowed, f"{_quoted(given)} is not {allowed}.", "Leave out what does not matter.")
    return dict(given)


def _text(entry: Entry, given: object) -> str:
    allowed = f"text of up to {entry.longest} characters"
    if not isinstance(given, str) or not given.strip() or len(given) > entry.longest or not given.isprintable():
        raise _refuse(entry, given, allowed, f"{_quoted(given)} is not {allowed}.", "Write a shorter one, without line breaks.")
    return given.strip()


def _told(pack: Pack, values: dict[str, object], unknown: set[str], today: date) -> Told:
    classes = pack.table.classes
    known = {name: classes[name].of(value) for name, value in values.items() if name in classes and isinstance(value, str | int | float)}
    asked = {name for name in unknown if name in classes}
    apart: list[tuple[str, str]] = []
    loss_date = _loss_date(pack, values, unknown, known, asked, apart, today)
    for entry in pack.facts.values():
        if entry.narrows and entry.name in values:
            _narrow(pack, entry, values, known, apart)
    days = None if loss_date is None else (today - loss_date).days
    hours = values.get("hours_since_unprotected_sex")
    return Told(
        values,
        frozenset(unknown),
        known,
        frozenset(asked),
        loss_date,
        days,
        hours if isinstance(hours, int | float) else None,
        tuple(apart),
    )


def _loss_date(
    pack: Pack,
    values: Mapping[str, object],
    unknown: set[str],
    known: dict[str, int],
    asked: set[str],
    apart: list[tuple[str, str]],
    today: date,
) -> date | None:
    """The day of the loss; a date becomes the day count. When both are given and differ, both stay possible."""
    told, days = values.get("loss_date"), values.get("days_since_loss")
    if isinstance(told, date):
        entry = pack.facts["days_since_loss"]
        count = (today - told).days
        reached = pack.table.classes[entry.name].of(count)
        if isinstance(days, int | float) and int(days) != count:
            apart.append(("loss_date", "days_since_loss"))
            reached |= known[entry.name]
        known[entry.name] = reached
        return told
    if isinstance(days, int | float):
        return today - timedelta(days=int(days))
    if "loss_date" in unknown:
        asked.add("days_since_loss")
    return None


def _narrow(pack: Pack, entry: Entry, values: Mapping[str, object], known: dict[str, int], apart: list[tuple[str, str]]) -> None:
    """A number of whole days stands in for hours: d days ago lies between d - 1 and d + 1 times 24 hours."""
    days, hours = values[entry.name], entry.narrows
    assert isinstance(days, int | float)
    whole = int(days)
    low = Range(24 * (whole - 1), 24 * (whole + 1), low_open=True, high_open=True) if whole else Range(0, 24, high_open=True)
    span = pack.table.classes[hours].meeting_somewhere(low)
    if hours in known:
        given = values[hours]
        assert isinstance(given, int | float)
        if not max(0, 24 * (whole - 1)) <= given <= 24 * (whole + 1):
            apart.append((hours, entry.name))
            known[hours] |= span
    else:
        known[hours] = span
