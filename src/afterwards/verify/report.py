"""What a proof says when it is done: what it covered, how long it took, and every counter-example.

A failure is text that can be pasted into tests/cases: a comment line that says what is wrong, then one worked
case in YAML. This module knows nothing of how properties are proved.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
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


def quiet(task: str, done: int, of: int) -> None:
    """The progress of a proof that nobody watches."""


def worked_case(problem: str, facts: Mapping[str, object], decision: str, level: str, why: str) -> str:
    """A counter-example as a case to paste into tests/cases, under a comment line that says what is wrong.

    `level`: what the decision should be, or `[low, high]` as written in a case. The cases of the decisions cannot name the
    category of a method (a decision with a blank in its name): there a comment says what is expected.
    """
    inside = ", ".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in facts.items())
    expected = [f"  # expect {decision}: {level}", "  expect: {}"] if " " in decision else [f"  expect: {{{decision}: {level}}}"]
    head = [f"# {problem}", "- case: Someone for whom a proof fails", f"  why: {why}", f"  facts: {{{inside}}}"]
    return "\n".join((*head, *expected))


def times_ten(number: int) -> str:
    """A count as people read it: in full up to a million, else as 2.3e25. It may be of any size."""
    if number < 1_000_000:
        return str(number)
    digits = str(number)
    return f"{digits[0]}.{digits[1]}e{len(digits) - 1}"
