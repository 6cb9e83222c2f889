"""What one person has told us, checked against the pack and ready for the engine.

`read_facts` looks at every fact and complains about all of them at once; it decides nothing.
Numbers are in the units of the pack. `today` and `now` are arguments: the clock is never read here.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from afterwards.errors import BadFacts, FactError
from afterwards.pack.entries import Entry
from afterwards.pack.model import Pack
from afterwards.pack.words import words
from afterwards.person.ageing import TOLD_AT, age, end_of, parse_moment, written
from afterwards.person.as_written import in_one_piece, name_in

UNKNOWN = "unknown"
ASKED_OF = "asked_of"
"""Beside the facts: of a list the values she was asked about. Of the others nothing is told."""
MEDICINES = "medicines"
BMI = "bmi"
BMI_ROUNDING = 0.5
"""How far (kg/m2) a BMI as told may lie from that of height and weight: people round it."""
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Told:
    """`values`: facts as told, `unknown` ones left out.

    `loss_date` and `hours` as far as they are known. `apart`: pairs of facts that say the same thing
    differently. `bmi`: as told, or from height and weight; two when they differ. `strange`: medicines nobody knows.
    `lapsed`: what she told on another day and is true of that day alone. It is open, also in a closed world.
    `asked_of`: of a list told in part, the values she was asked about.
    """

    values: Mapping[str, object]
    unknown: frozenset[str]
    loss_date: date | None
    days_since_loss: int | None
    hours: float | None
    apart: tuple[tuple[str, str], ...]
    bmi: tuple[float, ...]
    strange: tuple[str, ...]
    lapsed: frozenset[str] = frozenset()
    asked_of: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def says(self, fact: str) -> bool:
        """Whether she gave a value, be it as a date or in days."""
        return fact in self.values or (fact == "days_since_loss" and "loss_date" in self.values)

    def answers(self, fact: str) -> bool:
        """Whether she was asked for all of it: she gave a value, or is not sure, and no part of a list was left out."""
        return (self.says(fact) or fact in self.unknown) and fact not in self.asked_of

    def number(self, fact: str) -> float | None:
        """The number told for a fact; the days since the loss also when told as a date. None when not told as a number."""
        if fact == "days_since_loss" and "loss_date" in self.values:
            return self.days_since_loss
        value = self.values.get(fact)
        return value if isinstance(value, int | float) else None


def read_facts(pack: Pack, facts: Mapping[str, object], today: date, now: datetime | None = None) -> Told:
    """Check every fact and bring it to `now` (the end of today where that is not given), if it says when it was told.

    Raises `BadFacts` with all complaints; values are never echoed in full.
    """
    errors: list[FactError] = []
    values: dict[str, object] = {}
    unknown: set[str] = set()
    for name, value in facts.items():
        entry = pack.facts.get(name)
        if name in (TOLD_AT, ASKED_OF):
            continue
        if entry is None:
            errors.append(_no_such_fact(pack, name, value))
        elif value == UNKNOWN:
            unknown.add(name)
        else:
            try:
                values[name] = _value(pack, entry, value, today)
            except _Refused as refused:
                errors.append(refused.error)
    told_at = _told_at(pack, facts[TOLD_AT], today, now, errors) if TOLD_AT in facts else {}
    asked_of = _asked_of(pack, facts[ASKED_OF], {**dict.fromkeys(unknown), **values}, errors) if ASKED_OF in facts else {}
    errors += impossible_together(pack, values)
    if now and (now.tzinfo or now.date() != today):
        allowed = words(pack, "term.now-allowed", today=today.isoformat())
        wrong = words(pack, "term.now-wrong", now=written(now), allowed=allowed)
        errors.append(FactError("now", written(now), allowed, wrong, words(pack, "term.now-remedy")))
    if errors:
        raise BadFacts(errors)
    lapsed = age(pack, values, unknown, told_at, today, now or end_of(today)) if told_at else frozenset[str]()
    return _told(pack, values, unknown, today, lapsed, asked_of)


def _told_at(pack: Pack, moments: object, today: date, now: datetime | None, errors: list[FactError]) -> dict[str, datetime]:
    """When each fact was told: one moment for all, or a map from fact to moment; those not named were told now."""
    latest, told_at = (now or end_of(today)).replace(tzinfo=None), {}
    for name, written_moment in moments.items() if isinstance(moments, Mapping) else [(None, moments)]:
        moment, where = parse_moment(written_moment), f"{TOLD_AT}: " + ("" if name is None else f"{echo(name)}: ")
        wrong, allowed, remedy = "", "ui.told-a-moment", "ui.told-local-time"
        if name is not None and name not in pack.facts:
            wrong, allowed, remedy = words(pack, "ui.told-no-fact"), "ui.told-names", "ui.told-mend-name"
        elif moment is None:
            wrong = words(pack, "ui.told-not-a-moment", given=_quoted(written_moment))
        elif moment > latest:
            wrong = words(pack, "ui.told-after-now", given=written_moment, now=written(latest))
        else:
            told_at.update(dict.fromkeys(pack.facts if name is None else [name], moment))
        if wrong:
            errors.append(FactError(TOLD_AT, echo(written_moment), words(pack, allowed), where + wrong, words(pack, remedy)))
    return told_at


def lists_told_in_part(pack: Pack) -> dict[str, Entry]:
    """The lists of which she may have been asked only some values. Medicines are told by name, all of them."""
    return {name: one for name, one in pack.facts.items() if one.kind == "list" and not one.wording and name != MEDICINES}


def _asked_of(pack: Pack, asked: object, answered: Mapping[str, object], errors: list[FactError]) -> dict[str, frozenset[str]]:
    """Of each list told in part the values she was asked about, or chose."""
    lists = lists_told_in_part(pack)
    read: dict[str, frozenset[str]] = {}
    for name, values in asked.items() if isinstance(asked, Mapping) else [("", asked)]:
        entry = lists.get(name)
        if entry and isinstance(values, list) and all(isinstance(one, str) and one in entry.values for one in values):
            chosen = answered.get(name)
            of = frozenset((*values, *(chosen if isinstance(chosen, list) else ())))
            read |= {name: of} if name in answered and of < entry.values.keys() else {}
            continue
        allowed = words(pack, "ui.told-a-list", choices=", ".join(entry.values if entry else lists))
        wrong = values if entry or not name else name
        complaint = f"{ASKED_OF}: {words(pack, 'ui.told-is-not', given=_quoted(wrong), allowed=allowed)}"
        errors.append(FactError(ASKED_OF, echo(wrong), allowed, complaint, words(pack, "ui.told-choose-or-take-out")))
    return read


class _Refused(Exception):
    def __init__(self, error: FactError) -> None:
        self.error = error


def _refuse(entry: Entry, value: object, allowed: str, complaint: str, remedy: str) -> _Refused:
    return _Refused(FactError(entry.name, echo(value), allowed, f"{entry.name}: {complaint}", remedy))


def echo(value: object) -> object:
    """A value as it is named in a complaint: short, and text that can be printed whatever was given."""
    if isinstance(value, bool) or (isinstance(value, int | float) and abs(value) < 1e15):
        return value
    try:
        text = str(value)
    except ValueError:  # Python does not write out numbers of more than 4300 digits
        text = "a number of thousands of digits"
    # Half a sign (a lone surrogate), which JSON can carry, cannot be printed.
    text = text[: _SHOWN + 1].encode(errors="backslashreplace").decode()
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."


def _no_such_fact(pack: Pack, name: str, value: object) -> FactError:
    near = difflib.get_close_matches(str(name), pack.facts, n=1)
    remedy = words(pack, "term.did-you-mean", name=near[0]) if near else words(pack, "ui.told-no-fact-remedy")
    wrong = f"{echo(name)}: {words(pack, 'ui.told-no-fact')}"
    return FactError(str(echo(name)), echo(value), words(pack, "ui.told-names"), wrong, remedy)


def _value(pack: Pack, entry: Entry, value: object, today: date) -> object:
    if entry.kind == "number":
        return _number(pack, entry, value)
    if entry.kind == "date":
        return _date(pack, entry, value, today, int(pack.facts[entry.gives].high))
    if entry.kind == "list":
        return _list(pack, entry, value)
    if entry.kind == "levels":
        return _levels(pack, entry, value)
    if entry.kind == "text":
        return _text(pack, entry, value)
    if not isinstance(value, str) or value not in entry.values:
        allowed = ", ".join(entry.values)
        wrong = words(pack, "ui.told-not-one-of", given=_quoted(value), choices=allowed)
        raise _refuse(entry, value, allowed, wrong, words(pack, "ui.told-choose-or-unknown"))
    return value


def _quoted(value: object) -> str:
    shown = echo(value)
    return f"'{shown}'" if isinstance(shown, str) else str(shown)


def plain_number(value: float) -> str:
    """A number as people write it: 38, not 38.0."""
    return str(int(value)) if value == int(value) else str(value)


def _number(pack: Pack, entry: Entry, value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and entry.low <= value <= entry.high:
        return value  # words are only made for a complaint: most values have none
    ends = {"low": plain_number(entry.low), "high": plain_number(entry.high)}
    allowed = words(pack, "ui.told-number-span-unit", unit=entry.unit, **ends) if entry.unit else words(pack, "ui.told-number-span", **ends)
    remedy = words(pack, "ui.told-give-number", **ends)
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        if isinstance(value, str) and (one_piece := in_one_piece(value)):
            remedy = words(pack, "ui.told-one-piece", digits=one_piece, remedy=remedy)
        raise _refuse(entry, value, allowed, words(pack, "ui.told-not-a-number", given=_quoted(value)), remedy)
    raise _refuse(entry, value, allowed, words(pack, "ui.told-outside", given=echo(value), allowed=allowed), remedy)


def _date(pack: Pack, entry: Entry, value: object, today: date, days: int) -> date:
    """A day no later than today and no more than so many days ago."""
    allowed = words(pack, "ui.told-a-date")
    try:
        if not isinstance(value, str) or not ISO_DATE.match(value):
            raise ValueError
        day = date.fromisoformat(value)
    except ValueError:
        wrong = words(pack, "ui.told-not-a-date", given=_quoted(value))
        raise _refuse(entry, value, allowed, wrong, words(pack, "ui.told-write-date")) from None
    if day > today:
        wrong = words(pack, "ui.told-after-today", given=value, today=today.isoformat())
        raise _refuse(entry, value, allowed, wrong, words(pack, "ui.told-give-day"))
    if (today - day).days > days:
        allowed = words(pack, "ui.told-number-span", low=(today - timedelta(days)).isoformat(), high=today.isoformat())
        wrong = words(pack, "ui.told-long-ago", given=value, count=days)
        raise _refuse(entry, value, allowed, wrong, words(pack, "ui.told-later-date"))
    return day


def _list(pack: Pack, entry: Entry, value: object) -> list[str]:
    """A list of texts. Names outside the known values are kept: medicines are looked up by name."""
    named = entry.name == MEDICINES
    if isinstance(value, list) and all(isinstance(one, str) and (named or one in entry.values) for one in value):
        return list(value)
    choices = ", ".join(entry.values)
    allowed = words(pack, "ui.told-a-list-of-medicines" if named else "ui.told-a-list", choices=choices)
    if isinstance(value, list) and not named:
        for item in value:
            if not isinstance(item, str) or item not in entry.values:
                wrong = words(pack, "ui.told-not-one-of", given=_quoted(item), choices=choices)
                raise _refuse(entry, item, allowed, wrong, words(pack, "ui.told-choose-or-take-out"))
    wrong = words(pack, "ui.told-not-a-list", given=_quoted(value))
    raise _refuse(entry, value, allowed, wrong, words(pack, "ui.told-write-a-list"))


def _levels(pack: Pack, entry: Entry, value: object) -> dict[str, str]:
    allowed = words(pack, "ui.told-a-map", names=", ".join(entry.values), levels=", ".join(entry.levels))
    if not isinstance(value, dict) or not all(key in entry.values and level in entry.levels for key, level in value.items()):
        wrong = words(pack, "ui.told-is-not", given=_quoted(value), allowed=allowed)
        raise _refuse(entry, value, allowed, wrong, words(pack, "ui.told-leave-out"))
    return dict(value)


def _text(pack: Pack, entry: Entry, value: object) -> str:
    allowed = words(pack, "ui.told-text", most=entry.longest)
    name, refused = name_in(value) if isinstance(value, str) else ("", "")
    if refused:
        statement, _, sign = refused.partition(" ")
        wrong = words(pack, "ui.told-holds", what=f"{words(pack, statement)} {sign}")
        raise _refuse(entry, value, allowed, wrong, words(pack, "ui.told-take-sign-out"))
    if not name or len(name) > entry.longest:
        wrong = words(pack, "ui.told-is-not", given=_quoted(value), allowed=allowed)
        raise _refuse(entry, value, allowed, wrong, words(pack, "ui.told-write-shorter"))
    return name


def impossible_together(pack: Pack, values: Mapping[str, object]) -> Iterator[FactError]:
    """Numbers that cannot both be right: one above the other that may not be, a height and a weight that no body has."""
    for name, mine in values.items():
        entry = pack.facts[name]
        other = values.get(entry.below)
        if entry.below and isinstance(mine, int | float) and isinstance(other, int | float) and mine >= other:
            below = {"below": entry.below, "other": plain_number(other)}
            complaint = f"{name}: {words(pack, 'ui.told-not-below', given=plain_number(mine), **below)}"
            yield FactError(name, mine, words(pack, "ui.told-below", **below), complaint, words(pack, "ui.told-check-reading"))
    yield from impossible_body(pack, values)


def impossible_body(pack: Pack, values: Mapping[str, object]) -> Iterator[FactError]:
    """A height and a weight that no body has."""
    bmi = _from_height_and_weight(values)
    if bmi is not None and not pack.facts[BMI].low <= bmi <= pack.facts[BMI].high:
        allowed = words(pack, "ui.told-bmi", low=plain_number(pack.facts[BMI].low), high=plain_number(pack.facts[BMI].high))
        complaint = f"height_cm: {words(pack, 'ui.told-gives-bmi', bmi=f'{bmi:.0f}')}"
        yield FactError("height_cm", echo(values["height_cm"]), allowed, complaint, words(pack, "ui.told-check-body"))


def _from_height_and_weight(values: Mapping[str, object]) -> float | None:
    height, weight = values.get("height_cm"), values.get("weight_kg")
    if isinstance(height, int | float) and isinstance(weight, int | float):
        return weight / (height / 100) ** 2
    return None


def each_bmi(values: Mapping[str, object]) -> tuple[float, ...]:
    """Her BMI (kg/m2), as told or from height and weight; both when they differ."""
    bmi = [one for one in (values.get(BMI),) if isinstance(one, int | float)]
    computed = _from_height_and_weight(values)
    if computed is not None and not any(abs(computed - one) <= BMI_ROUNDING for one in bmi):
        bmi.append(computed)
    return tuple(bmi)


def _told(
    pack: Pack, values: dict[str, object], unknown: set[str], today: date, lapsed: frozenset[str], asked_of: Mapping[str, frozenset[str]]
) -> Told:
    apart: list[tuple[str, str]] = []
    date_told, days_told = values.get("loss_date"), values.get("days_since_loss")
    loss_date: date | None = None
    if isinstance(date_told, date):
        loss_date = date_told
        if isinstance(days_told, int | float) and int(days_told) != (today - date_told).days:
            apart.append(("loss_date", "days_since_loss"))
    elif isinstance(days_told, int | float):
        loss_date = today - timedelta(days=int(days_told))
    for name, days in values.items():
        entry = pack.facts[name]
        hours = values.get(entry.narrows)
        if not (entry.narrows and isinstance(days, int | float) and isinstance(hours, int | float)):
            continue
        if not max(0, 24 * (int(days) - 1)) <= hours <= 24 * (int(days) + 1):
            apart.append((entry.narrows, entry.name))
    bmi = each_bmi(values)
    if len(bmi) > 1:
        apart.append((BMI, "height_cm"))
    days_since = None if loss_date is None else (today - loss_date).days
    hours = values.get("hours_since_unprotected_sex")
    names = values.get(MEDICINES, ())
    assert isinstance(names, list | tuple)
    classes, contraception = pack.facts.get(MEDICINES), pack.contraception
    strange = [one for one in names if classes and one not in classes.values and not (contraception and contraception.medicine(one))]
    return Told(
        values,
        frozenset(unknown),
        loss_date,
        days_since,
        hours if isinstance(hours, int | float) else None,
        tuple(apart),
        bmi,
        tuple(strange),
        lapsed,
        asked_of,
    )
