"""The day on which every test is read, handed to whatever would ask the clock; and the clock of a marked run, years on."""

from __future__ import annotations

import time
from datetime import date

TODAY = date(2026, 11, 24)
DAY = 24 * 60 * 60


def that_day() -> date:
    """A clock that stands still."""
    return TODAY


def set_on(days: int) -> None:
    """From here on the clock of this process is so many days on: `date.today()` and `afterwards.clock` both ask `time.time`."""
    real = time.time
    time.time = lambda: real() + days * DAY
