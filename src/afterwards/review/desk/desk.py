"""One start of the desk: the pack, who sits at it, what she has read, and how long the rest takes her."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from afterwards.pack.reviews import Reviewer
from afterwards.review.desk.first_people import FirstPeople
from afterwards.review.desk.guard import RequestRefused
from afterwards.review.desk.material import Material, Shelf
from afterwards.review.desk.page import environment, unit_page
from afterwards.review.desk.phrases import TOPICS
from afterwards.review.desk.reading import Cost, ReadBefore
from afterwards.review.desk.words import say
from afterwards.review.records import Verdict
from afterwards.review.signing import draft, paces

ALL, PERSON = "all", "person-"
"""What may be read in a row besides a topic: everything by risk, and what one worked person reads."""
SAYS = {"accept": "desk.accept", "change": "desk.change", "cannot_judge": "desk.cannot-judge"}
EARLIER = {"disagree": "desk.disagree"}
"""What only older records and printed pages say."""
KEYS = {"accept": "a", "change": "c", "cannot_judge": "j"}
FIELDS = {
    "name": ("desk.your-name", "desk.your-name-hint"),
    "role": ("desk.your-role", "desk.your-role-hint"),
    "register": ("desk.your-register", "desk.your-register-hint"),
    "number": ("desk.your-number", ""),
    "interests": ("desk.your-interests", "desk.your-interests-hint"),
}
"""What is asked of a reviewer: the label and the hint."""


@dataclass(frozen=True, slots=True)
class HoursLeft:
    """What is left for one reviewer: by the usual pace, and by her own where she has given enough verdicts. `at_own_pace` is in hours."""

    units: int
    cost: Cost
    verdicts: int
    at_own_pace: float | None


@dataclass
class Desk:
    """One start of the desk: the pack, its clock, who sits at it, and the secret that its forms carry."""

    root: Path
    clock: Callable[[], date]
    shelf: Shelf
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    cookie: str = field(default_factory=lambda: f"desk-{secrets.token_hex(4)}")
    sitting: dict[str, Reviewer] = field(default_factory=dict)

    @cached_property
    def templates(self) -> Environment:
        """The desk's templates, with the words of the pack as it was when the desk began."""
        return environment(self.shelf.open().data)

    @cached_property
    def first_people(self) -> FirstPeople:
        """The worked people to start with."""
        return FirstPeople(self.root)

    def say(self, statement: str, **values: object) -> str:
        """A word of the desk."""
        return say(self.shelf.open().data, statement, **values)

    @property
    def fields(self) -> dict[str, tuple[str, str]]:
        """What is asked of a reviewer, in words."""
        return {name: (self.say(label), self.say(hint) if hint else "") for name, (label, hint) in FIELDS.items()}

    def page(self, template: str, status: int = 200, **values: object) -> Response:
        """A rendered page of the desk."""
        names = {ALL: self.say("desk.by-risk"), **{name: self.say(label) for name, label in TOPICS.items()}}
        says = {name: self.say(label) for name, label in SAYS.items()}
        all_said = {**says, **{name: self.say(label) for name, label in EARLIER.items()}}
        made = self.templates.get_template(template).render(token=self.token, names=names, says=says, said=all_said, keys=KEYS, **values)
        return HTMLResponse(made, status)

    def who(self, request: Request) -> Reviewer | None:
        """Who sits there, by the browser's cookie."""
        return self.sitting.get(request.cookies.get(self.cookie, ""))

    def queue(self, material: Material, topic: str) -> list[str]:
        """The units that are read in a row under a name. Raises `RequestRefused` for a name that there is not."""
        if topic == ALL:
            return list(material.units)
        if topic.startswith(PERSON):
            people, number = self.first_people.chosen(material), topic.removeprefix(PERSON)
            if number.isdecimal() and 0 < int(number) <= len(people):
                return [name for name in people[int(number) - 1].units if name in material.units]
        if topic not in material.topics:
            raise RequestRefused(404, self.say("desk.no-topic"))
        return material.topics[topic]

    def noted(self, material: Material, reviewer: Reviewer) -> dict[str, Verdict]:
        """The reviewer's draft on units as they are now: what has been edited since is open again."""
        return {name: one for name, one in draft(self.root, reviewer).items() if material.hashes.get(name) == one.read}

    def done(self, material: Material, reviewer: Reviewer) -> set[str]:
        """The units she has read as they are now, in a draft or signed."""
        standing, _, _ = material.standing()
        settled = set(self.noted(material, reviewer))
        for name, state in standing.items():
            if any(
                record.reviewer.number == reviewer.number and record.reviewer.register == reviewer.register
                for record, _ in (*state.accepted, *state.asked, *state.passed)
            ):
                settled.add(name)
        return settled

    def left(self, material: Material, reviewer: Reviewer, done: Iterable[str]) -> tuple[HoursLeft, Mapping[str, Cost]]:
        """What is left for her, and what each unit of it costs."""
        costs = material.costs_left(done)
        cost = sum(costs.values(), Cost())
        measured = paces(self.root, reviewer)
        counted, took = sum(one.counted for one in measured), sum(one.took for one in measured)
        own = cost.hours * took / counted if len(measured) >= ENOUGH and counted else None
        return HoursLeft(len(costs), cost, len(measured), own), costs

    def shown(self, material: Material, name: str, seen: ReadBefore) -> Markup:
        """A unit as it is read at the desk."""
        return unit_page(self.templates, material, name, seen)


ENOUGH = 10
"""How many verdicts say something of a reviewer's pace."""
