"""What lies before a reviewer: the units of a pack as they are now, and how each stands.

Reads files; writes nothing. `Material.read` takes seconds for a large pack: `Shelf` reads again only when a file has changed.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from afterwards.pack.data import Data
from afterwards.pack.gather import read_files
from afterwards.pack.layout import pack_files
from afterwards.pack.links import link_problems
from afterwards.pack.reading import PackError, Problem
from afterwards.review.desk import phrases
from afterwards.review.desk.people import WorkedPeople
from afterwards.review.desk.reading import Cost, ReadBefore, UnitRead, costs, unit_read
from afterwards.review.items import contents
from afterwards.review.making import units_of
from afterwards.review.records import FOLDER, Record, Standing, read_records, record_problems, stand
from afterwards.review.units import Unit


@dataclass
class Material:
    """A pack as a reviewer reads it. `data` is checked data of `read_files`; `units` are in the order of risk."""

    root: Path
    data: Data
    contents: Mapping[str, Data]
    units: Mapping[str, Unit]
    people: WorkedPeople
    _stood: tuple[object, tuple[dict[str, Standing], list[Record], list[Problem]]] | None = None

    @classmethod
    def read(cls, root: Path) -> Material:
        """Read the pack in `root`. Raises `PackError` with every complaint when it is damaged."""
        data, problems = read_files(root)
        problems = problems or link_problems(data)
        if problems:
            raise PackError(problems)
        return cls(root, data, contents(data), {unit.name: unit for unit in units_of(data)}, WorkedPeople.of(root))

    @cached_property
    def hashes(self) -> dict[str, str]:
        """Of each unit the hash of all that it shows."""
        return {name: unit.read for name, unit in self.units.items()}

    @cached_property
    def topics(self) -> dict[str, list[str]]:
        """Of each topic its units, in the order of risk; a topic without any is left out."""
        by_topic: dict[str, list[str]] = {topic: [] for topic in phrases.TOPICS}
        for name, unit in self.units.items():
            by_topic[unit.topic].append(name)
        return {topic: names for topic, names in by_topic.items() if names}

    @cached_property
    def authors(self) -> tuple[str, ...]:
        """Who wrote the pack and may not review it."""
        return tuple(self.data["pack"].get("authors", ()))

    @cached_property
    def costs(self) -> dict[str, Cost]:
        """Of each unit what its page costs who reads all units in their order."""
        return costs(self.data, self.contents, self.units.values())

    @cached_property
    def searched(self) -> dict[str, str]:
        """Of each unit the words in which it is sought: its name and what it says."""
        texts = {name: entry["text"] for name, entry in self.data["statements"].items()}
        return {name: " ".join((name, *(texts[one] for one in unit.statements))).casefold() for name, unit in self.units.items()}

    def costs_left(self, done: Iterable[str]) -> dict[str, Cost]:
        """Of each unit that is not among `done` what its page costs who has read those."""
        read = set(done)
        if not read:
            return self.costs
        rest = [unit for name, unit in self.units.items() if name not in read]
        return costs(self.data, self.contents, rest, [unit for name, unit in self.units.items() if name in read])

    def seen(self, done: Iterable[str]) -> ReadBefore:
        """What a reviewer has met who has read these units."""
        seen = ReadBefore()
        for name in done:
            if name in self.units:
                seen.add(self.data, self.contents, self.units[name])
        return seen

    def reading(self, name: str, seen: ReadBefore) -> UnitRead:
        """A unit to read. Raises `KeyError` when there is no such unit."""
        return unit_read(self.data, self.contents, self.units[name], seen)

    def code(self, topic: str) -> str:
        """A short hash over all units of a topic as they stand: what a printed page was made from."""
        digest = hashlib.sha256(topic.encode())
        for name in sorted(self.topics[topic]):
            digest.update(f"\n{name} {self.hashes[name]}".encode())
        text = digest.hexdigest()[:12]
        return f"{text[:4]}-{text[4:8]}-{text[8:]}"

    def standing(self) -> tuple[dict[str, Standing], list[Record], list[Problem]]:
        """How each unit stands with the reviewers, from the records as they are now; the records, and what is wrong with them."""
        files = [(path.name, state.st_mtime_ns, state.st_size) for path in (self.root / FOLDER).glob("*.json") for state in [path.stat()]]
        if self._stood is None or self._stood[0] != sorted(files):
            records, problems = read_records(self.root)
            problems += record_problems(records, self.data)
            standings = stand(self.data, records, self.units.values())
            self._stood = sorted(files), ({one.unit.name: one for one in standings}, records, problems)
        return self._stood[1]


class Shelf:
    """The pack in `root`, read again whenever one of its files has changed."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._state: object = None
        self._material: Material | None = None

    def open(self) -> Material:
        """The pack as it is at this moment. Raises `PackError` when it is damaged."""
        state = [(path, now.st_mtime_ns, now.st_size) for _, path in pack_files(self._root) if path.exists() for now in [path.stat()]]
        if self._material is None or state != self._state:
            self._material, self._state = Material.read(self._root), state
        return self._material


@dataclass(frozen=True, slots=True)
class TopicCount:
    """How a topic stands: numbers of units. `overdue`: reviewed, and past the day by which it had to be looked at again.

    `sentences`, `words` and `hours`: what is left for one who has read nothing, of what nobody has accepted; `hours_second`: of what one
    has accepted or will, for the second reviewer where two are needed.
    """

    topic: str
    items: int
    reviewed: int
    overdue: int
    asked: int
    stale: int
    waiting: int
    needed: int
    sentences: int
    words: int
    hours: float
    hours_second: float

    @property
    def open(self) -> int:
        """Units that nobody may call reviewed today."""
        return self.items - self.reviewed


def state_of(standing: Standing, today: date) -> str:
    """`reviewed`, `overdue`, `change asked`, `stale`, `one more reviewer needed` or `not reviewed`."""
    if standing.asked:
        return "change asked"
    if standing.review:
        return "reviewed" if today <= standing.review.due else "overdue"
    if standing.accepted:
        return "one more reviewer needed"
    return "stale" if standing.stale else "not reviewed"


def count(material: Material, standing: Mapping[str, Standing], topic: str, today: date) -> TopicCount:
    """The numbers of one topic."""
    standings = [standing[name] for name in material.topics[topic]]
    states = Counter(state_of(one, today) for one in standings)
    again = {name: one for name, one in standing.items() if state_of(one, today) == "overdue"}
    first = material.costs_left(name for name, one in standing.items() if one.accepted and name not in again)
    second = material.costs_left(name for name, one in standing.items() if one.review and name not in again)
    names = material.topics[topic]
    cost = sum((first[name] for name in names if name in first), Cost())
    twice = sum((second[name] for name in names if name in second and standing[name].needed > 1), Cost())
    return TopicCount(
        topic,
        items=len(standings),
        reviewed=states["reviewed"],
        overdue=states["overdue"],
        asked=states["change asked"],
        stale=states["stale"],
        waiting=states["one more reviewer needed"],
        needed=max(one.needed for one in standings),
        sentences=cost.sentences,
        words=cost.words,
        hours=round(cost.hours, 2),
        hours_second=round(twice.hours, 2),
    )
