"""How far a long run is, on one line for a person who watches; nothing where nobody does."""

from __future__ import annotations

import sys
import time


class Progress:
    """Rows done of about so many, and the time left. `rows` 0 is not known."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._watched = sys.stderr is not None and sys.stderr.isatty()
        self._began = time.monotonic()

    def show(self, done: int, task: str) -> None:
        """Say how far it is."""
        if not self._watched:
            return
        taken = time.monotonic() - self._began
        left = ""
        if 0 < done < self._rows:
            left = f", {_duration(taken * (self._rows - done) / done)} left"
        print(f"\r\x1b[K{task}: {done:,} of {max(self._rows, done):,} rows{left}", end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Leave an empty line behind."""
        if self._watched:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
