"""Errors a caller may meet. All derive from `AfterwardsError`; each says what is wrong and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass


class AfterwardsError(Exception):
    """Anything Afterwards refuses to do."""


class Expired(AfterwardsError):
    """The pack is too old to answer from."""


class NoSuchLanguage(AfterwardsError):
    """A language was asked for that the pack does not hold."""


class NotBuilt(AfterwardsError):
    """The edition cannot be made from its templates and scripts: file, line and remedy."""


@dataclass(frozen=True, slots=True)
class FactError:
    """One fact that cannot be used: its name, the value given, what is allowed, the message and the remedy."""

    fact: str
    given: object
    allowed: str
    message: str
    remedy: str


class BadFacts(AfterwardsError):
    """One or more facts cannot be used. `errors` has all of them; nothing was answered."""

    def __init__(self, errors: list[FactError]) -> None:
        super().__init__("\n".join(f"{error.message} {error.remedy}" for error in errors))
        self.errors = errors

    def to_dict(self) -> dict[str, list[dict[str, object]]]:
        """`{"errors": [{"fact", "given", "allowed", "message", "remedy"}]}`."""
        return {"errors": [asdict(error) for error in self.errors]}


class NoSuchQuestion(BadFacts):
    """A question was named that this pack does not hold. `errors` has one entry, for `question`, with the nearest ids."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        near = difflib.get_close_matches(name, list(known), n=3)
        remedy = f"Did you mean {' or '.join(near)}?" if near else "`afterwards questions` names them."
        super().__init__([FactError("question", name, ", ".join(near), f"question: there is no question '{name}'.", remedy)])


class NotOffered(BadFacts):
    """A guideline was asked for that this pack does not hold. `errors` has one entry, for `guideline`."""
