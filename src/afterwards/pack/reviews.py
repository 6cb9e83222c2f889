"""What of a pack is reviewed, by whom, and until when: the light part that every answer carries.

How it comes about from signed records is in `review`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

NOT_REVIEWED, REVIEWED, OVERDUE = "not_reviewed", "reviewed", "overdue"


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who reviews: name, role, and where the register of the profession lists them. `interests` are conflicts, or "none"."""

    name: str
    role: str
    register: str
    number: str
    interests: str

    def __str__(self) -> str:
        return f"{self.name}, {self.role} ({self.register} {self.number})"


@dataclass(frozen=True, slots=True)
class Review:
    """A review that stands: by whom, when the last of them signed, and when it must be looked at again."""

    by: tuple[Reviewer, ...]
    signed: date
    due: date


@dataclass(frozen=True, slots=True)
class Reviews:
    """What of a pack is reviewed. `standing` has the items whose review stands; it is empty in a copy that is no signed release.

    `places` gives of each item the topics it belongs to; it takes some time, so it is asked only by the page that shows it.
    """

    standing: Mapping[str, Review] = field(default_factory=lambda: MappingProxyType({}))
    places: Callable[[], Mapping[str, tuple[str, ...]]] = dict

    def state(self, item: str, today: date) -> str:
        """`reviewed`, `overdue` (reviewed once, to be looked at again) or `not_reviewed`."""
        review = self.standing.get(item)
        if review is None:
            return NOT_REVIEWED
        return REVIEWED if today <= review.due else OVERDUE

    @property
    def due(self) -> date | None:
        """The first day by which anything reviewed must be looked at again; None while nothing is."""
        return min((one.due for one in self.standing.values()), default=None)
