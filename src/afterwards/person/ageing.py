"""What she told at another time, brought to now.

Hours and days since something are counted on; what is true of one day alone (a sign, bleeding, pain) lapses on the next: it is not
known any more, and it is not absent. Which fact ages in which way stands in the pack (`ages`). Moments are her local time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from afterwards.pack.entries import Entry
from afterwards.pack.model import Pack

TOLD_AT = "told_at"
"""Not a fact: it says when the facts beside it were told."""
HOURS, DAYS, TODAY = "hours", "days", "today"
AGES = (HOURS, DAYS, TODAY)
"""How a fact may age: by hours, by calendar days, or not at all, since it is true of its own day only."""
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}\Z")


def parse_moment(text: object) -> datetime | None:
    """A moment written 2026-11-28T10:00; None for anything else."""
    if not isinstance(text, str) or not _MOMENT.match(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def written(moment: datetime) -> str:
    """A moment as callers write it: 2026-11-28T10:00."""
    return moment.isoformat(timespec="minutes")


def end_of(today: date) -> datetime:
    """When a day ends: the careful moment for clocks where only the day is known."""
    return datetime.combine(today, time()) + timedelta(1)


def age(
    pack: Pack, values: dict[str, object], unknown: set[str], told_at: Mapping[str, datetime], today: date, now: datetime
) -> frozenset[str]:
    """Bring `values` and `unknown` to now; gives the facts told on another day, which are in neither any more.

    A sign that she was not sure of on another day is asked again too.
    """
    lapsed = set()
    for name, moment in told_at.items():
        entry = pack.facts[name]
        if entry.ages == TODAY and moment.date() != today and (name in values or name in unknown):
            values.pop(name, None)
            unknown.discard(name)
            lapsed.add(name)
        elif entry.ages in (HOURS, DAYS) and isinstance(number := values.get(name), int | float):
            values[name] = _counted_on(entry, number, moment, today, now)
    return frozenset(lapsed)


def _counted_on(entry: Entry, number: float, moment: datetime, today: date, now: datetime) -> float:
    """A number that grows with time. At the top of its range it stays there: longer ago than we count."""
    minutes = (now - moment) // timedelta(minutes=1)
    more = minutes / 60 if entry.ages == HOURS else (today - moment.date()).days
    return min(number + more, entry.high)
