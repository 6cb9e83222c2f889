"""Dates as records write them: a year, a month, a day or a moment. What has no day is never given one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T[0-9:.]{5,15}(?:Z|[+-]\d{2}:\d{2})?)?)?)?\Z", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """When something was: the first and the last day it can have been, and the moment within a day ("" when not told).

    Moments are ordered by their last day and then by the moment: of two, the later is the newer.
    """

    last: date
    instant: str
    first: date

    @property
    def day(self) -> date | None:
        """The day; None where only a month or a year is told."""
        return self.last if self.first == self.last else None


def read_moment(text: object) -> Moment | None:
    """A FHIR date, dateTime or instant; None for anything else. The day is the one that is written, in whatever zone."""
    match = _WRITTEN.match(text) if isinstance(text, str) else None
    if not match or not isinstance(text, str):
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        if day:
            exact = date(year, month, day)
            return Moment(exact, _instant(text), exact) if _real(text) else None
        first = date(year, month or 1, 1)
        last = date(year + (month in (0, 12)), month % 12 + 1 if month else 1, 1) - timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return Moment(last, "", first)


def _real(text: str) -> bool:
    return "T" not in text or bool(_instant(text))


def _instant(text: str) -> str:
    """The moment in universal time, as text that sorts; "" for a day alone or a time that does not exist."""
    if "T" not in text:
        return ""
    try:
        moment = datetime.fromisoformat(text)
        return (moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment).isoformat()
    except (ValueError, OverflowError):
        return ""


def began(resource: Mapping[str, object], *names: str) -> Moment | None:
    """When something began: the first of the elements that tells it, each a date or a period (whose start counts)."""
    return _first(resource, names, "start")


def ended(resource: Mapping[str, object], *names: str) -> Moment | None:
    """When something ended: the first of the elements that tells it, each a date or a period (whose end counts)."""
    return _first(resource, names, "end")


def _first(resource: Mapping[str, object], names: tuple[str, ...], side: str) -> Moment | None:
    for name in names:
        value = resource.get(name)
        if moment := read_moment(value.get(side) if isinstance(value, Mapping) else value):
            return moment
    return None
