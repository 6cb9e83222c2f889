"""What a proof says when it is done: what it covered, how long it took, and every counter-example.

A failure is text that can be pasted into tests/cases: a comment line that says what is wrong, then one worked
case in YAML. This module knows nothing of how properties are proved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many parts of it are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Report:
    """One property, or one part of it, on one pack.

    `property` is its name (`bounds: urgency`), `covered` says in words what was looked at, with figures;
    `seconds` how long it took. `failures` is empty when the property holds; each is a worked case under a comment
    line that says what is wrong. `notes` are for people to read and fail nothing: assumptions, exclusions, findings.
    """

    property: str
    covered: str
    seconds: float
    failures: tuple[str, ...]
    notes: tuple[str, ...] = ()


def quiet(what: str, done: int, of: int) -> None:
    """The progress of a proof that nobody watches."""
