"""Medical review: what real people have read and signed, and what of it still stands.

A record (`reviews/NAME.json`) says who read what: each unit of `units` by name with the hash of what was read, and what the
reviewer says of it. A verdict stands while the unit is what it was: an edit of anything it shows voids it by itself. A unit is reviewed
when enough people, none of them an author, accept it as it is and nobody asks for a change or disagrees. Who cannot judge it leaves
it open for another. A part (a sentence, a rule, a row) is reviewed with a unit that shows it in full.
A verdict of an older record on what is no unit any more counts for nothing, and `gone` says so.
Nothing at all counts as reviewed in a copy whose files are not those of a release its publisher signed (`release`).
This module reads records; `signing` writes them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

from afterwards.pack.data import Data
from afterwards.pack.reading import Map, Problem
from afterwards.pack.reviews import Review, Reviewer, Reviews
from afterwards.pack.schema import REVIEW
from afterwards.pack.value_checks import Where
from afterwards.review.items import canonical, topics
from afterwards.review.making import units_of
from afterwards.review.units import Unit

FOLDER = "reviews"
ACCEPT, CHANGE, DISAGREE, CANNOT_JUDGE = VERDICTS = ("accept", "change", "disagree", "cannot_judge")
AGAINST = (CHANGE, DISAGREE)
"""Verdicts that hold up a unit for all."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one reviewer says of one unit, as it was when its hash was `read`. `why` is the reason for anything but acceptance."""

    item: str
    read: str
    says: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One signing. `due` is the day by which what was signed must be looked at again."""

    file: str
    reviewer: Reviewer
    signed: date
    due: date
    remarks: str
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How one unit stands with the reviewers, whether or not this copy is a release.

    `accepted`, `asked`, `passed` (who cannot judge it): verdicts in force, the latest of each reviewer.
    `stale`: verdicts on what it was before an edit.
    """

    unit: Unit
    needed: int
    accepted: tuple[tuple[Record, Verdict], ...]
    asked: tuple[tuple[Record, Verdict], ...]
    passed: tuple[tuple[Record, Verdict], ...]
    stale: tuple[tuple[Record, Verdict], ...]

    @property
    def review(self) -> Review | None:
        """The review, when enough people accept the unit and nobody asks for a change."""
        records = [record for record, _ in self.accepted]
        # Somebody on two registers is still one person.
        if self.asked or len({one.reviewer.name.casefold() for one in records}) < self.needed:
            return None
        return Review(tuple(one.reviewer for one in records), max(one.signed for one in records), min(one.due for one in records))


def read_records(root: Path) -> tuple[list[Record], list[Problem]]:
    """Every whole record of the pack in `root`, and a complaint for each that is damaged; a damaged one counts for nothing."""
    records: list[Record] = []
    problems: list[Problem] = []
    for path in sorted((root / FOLDER).glob("*.json")):
        name = f"{FOLDER}/{path.name}"
        before = len(problems)
        data = _read_json(path, name, problems)
        if data is not None:
            REVIEW(data, Where(name, 1, "", problems))
        if len(problems) == before:
            if data["digest"] == digest(data):
                records.append(record_of(name, data))
            else:
                problems.append(
                    Problem(name, 1, "the record is not as it was signed.", "Restore it from the last good version, or delete it.")
                )
    return records, problems


def _read_json(path: Path, name: str, problems: list[Problem]) -> Any:
    def known(pairs: list[tuple[str, Any]]) -> Map:
        mapping = Map(pairs)
        mapping.file, mapping.line, mapping.lines = name, 1, dict.fromkeys(mapping, 1)
        return mapping

    try:
        return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=known)
    except (OSError, ValueError, RecursionError):
        problems.append(Problem(name, 1, "the record cannot be read.", "Restore it from the last good version, or delete it."))
        return None


def digest(data: Data) -> str:
    """The SHA-256 of a record's content without its own `digest`: a damaged record is seen."""
    return hashlib.sha256(canonical({key: value for key, value in data.items() if key != "digest"})).hexdigest()


def record_of(name: str, data: Data) -> Record:
    """A record from its checked data."""
    verdicts = tuple(Verdict(item, one["read"], one["says"], one.get("why", "")) for item, one in data["items"].items())
    signed, due = date.fromisoformat(data["signed"]), date.fromisoformat(data["due"])
    return Record(name, Reviewer(**{**data["reviewer"], "interests": data["interests"]}), signed, due, data.get("remarks", ""), verdicts)


def record_problems(records: Iterable[Record], data: Data) -> Iterator[Problem]:
    """What is wrong with whole records: an author who reviews, a day before the signing. Items that are gone count for nothing."""
    authors = {name.casefold() for name in data["pack"].get("authors", ())}
    for record in records:
        if record.reviewer.name.casefold() in authors:
            yield Problem(
                record.file, 1, f"{record.reviewer.name} is an author of this pack.", "Author and reviewer must differ: delete the record."
            )
        if record.due <= record.signed:
            yield Problem(record.file, 1, "the next review is due before the signing.", "Name a later day.")


def stand(data: Data, records: Iterable[Record], units: Iterable[Unit] | None = None) -> list[Standing]:
    """How each unit of a pack stands with the reviewers, in the order of risk. `units`: those of the pack, where they are at hand."""
    authors = {name.casefold() for name in data["pack"].get("authors", ())}
    twice = set(data["pack"].get("two_reviewers", ()))
    latest: dict[str, dict[tuple[str, str], tuple[Record, Verdict]]] = {}
    # Of two records of one day and reviewer the later has the longer name, or the higher number at its end.
    for record in sorted(records, key=lambda one: (one.signed, len(one.file), one.file)):
        if record.reviewer.name.casefold() not in authors:
            for verdict in record.verdicts:
                latest.setdefault(verdict.item, {})[_listed(record.reviewer)] = (record, verdict)
    standings = []
    for unit in units_of(data) if units is None else units:
        verdicts = list(latest.get(unit.name, {}).values())
        fresh = [one for one in verdicts if one[1].read == unit.read]
        standings.append(
            Standing(
                unit=unit,
                needed=2 if {unit.topic, unit.section} & twice else 1,
                accepted=tuple(one for one in fresh if one[1].says == ACCEPT),
                asked=tuple(one for one in fresh if one[1].says in AGAINST),
                passed=tuple(one for one in fresh if one[1].says == CANNOT_JUDGE),
                stale=tuple(one for one in verdicts if one[1].read != unit.read),
            )
        )
    return standings


def parts_reviewed(standings: Iterable[Standing]) -> dict[str, Review]:
    """Of each part the review that stands. A sentence has that of the first unit which shows it, among those that need the most people;
    a rule or a row, which may be shown piece by piece, needs all of its pieces. While anyone asks for a change of a unit, none of its
    parts is reviewed.
    """
    shown: dict[str, list[Standing]] = {}
    for standing in standings:
        for part in standing.unit.parts:
            shown.setdefault(part, []).append(standing)
    reviewed = {}
    for part, many in shown.items():
        most = max(one.needed for one in many)
        counted = [one for one in many if one.needed == most] if part.startswith("statement:") else many
        reviews = [one.review for one in counted if one.review]
        whole = reviews if part.startswith("statement:") else len(reviews) == len(counted)
        if whole and not any(one.asked for one in many):
            reviewed[part] = reviews[0]
    return reviewed


def gone(records: Iterable[Record], units: Iterable[Unit]) -> int:
    """How many verdicts are on what is no unit of the pack: of an older form of the review, or of what was deleted since."""
    names = {unit.name for unit in units}
    return sum(verdict.item not in names for record in records for verdict in record.verdicts)


def _listed(reviewer: Reviewer) -> tuple[str, str]:
    """Where a register lists her, however it is spelled: so that nobody counts twice."""
    return "".join(reviewer.register.casefold().split()), "".join(reviewer.number.casefold().split())


def reviews_of(root: Path, data: Data) -> Reviews:
    """What readers may be told is reviewed. A damaged record, or a copy that is no signed release, takes it away and never adds."""
    places = cache(partial(topics, data))
    if not any((root / FOLDER).glob("*.json")):
        return Reviews(places=places)
    from afterwards.review.release import is_released  # needs cryptography, and only where something is signed

    records, _ = read_records(root)
    if not records or not is_released(root, data):
        return Reviews(places=places)
    return Reviews(parts_reviewed(stand(data, records)), places)
