"""Medical review: what real people have read and signed, and what of it still stands.

A record (`reviews/NAME.json`) says who read what: each item by name with the hash of what was read, and what the
reviewer says of it. A verdict stands while the item is what it was: an edit voids it by itself. An item is reviewed
when enough people, none of them an author, accept it as it is and nobody asks for a change or disagrees.
Nothing at all counts as reviewed in a copy whose files are not those of a release its publisher signed (`release`).
This module reads records; `signing` writes them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

from afterwards.pack.reading import Map, Problem
from afterwards.pack.reviews import Review, Reviewer, Reviews
from afterwards.pack.schema import REVIEW, Where
from afterwards.review.items import canonical, hashes, topics

Data = Mapping[str, Any]

FOLDER = "reviews"
ACCEPT, CHANGE, DISAGREE = VERDICTS = ("accept", "change", "disagree")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one reviewer says of one item, as it was when its hash was `read`. `why` is the reason for anything but acceptance."""

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
    """How one item stands with the reviewers, whether or not this copy is a release.

    `accepted`, `asked`: verdicts in force, the latest of each reviewer. `stale`: verdicts on what it was before an edit.
    """

    item: str
    topics: tuple[str, ...]
    needed: int
    accepted: tuple[tuple[Record, Verdict], ...]
    asked: tuple[tuple[Record, Verdict], ...]
    stale: tuple[tuple[Record, Verdict], ...]

    @property
    def review(self) -> Review | None:
        """The review, when enough people accept the item and nobody asks for a change."""
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


def stand(data: Data, records: Iterable[Record]) -> list[Standing]:
    """How each item of a pack stands with the reviewers, in the order of the pack."""
    authors = {name.casefold() for name in data["pack"].get("authors", ())}
    twice = set(data["pack"].get("two_reviewers", ()))
    latest: dict[str, dict[tuple[str, str], tuple[Record, Verdict]]] = {}
    # Of two records of one day and reviewer the later has the longer name, or the higher number at its end.
    for record in sorted(records, key=lambda one: (one.signed, len(one.file), one.file)):
        if record.reviewer.name.casefold() not in authors:
            for verdict in record.verdicts:
                latest.setdefault(verdict.item, {})[_listed(record.reviewer)] = (record, verdict)
    placed = topics(data)
    standings = []
    for item, read in hashes(data).items():
        verdicts = list(latest.get(item, {}).values())
        fresh = [one for one in verdicts if one[1].read == read]
        standings.append(
            Standing(
                item=item,
                topics=placed[item],
                needed=2 if twice & set(placed[item]) else 1,
                accepted=tuple(one for one in fresh if one[1].says == ACCEPT),
                asked=tuple(one for one in fresh if one[1].says != ACCEPT),
                stale=tuple(one for one in verdicts if one[1].read != read),
            )
        )
    return standings


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
    return Reviews({one.item: one.review for one in stand(data, records) if one.review}, places)
