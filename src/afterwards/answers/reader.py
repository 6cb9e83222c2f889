"""The library's calls for one question and for all: what one person told is read once for each set of facts that questions imply."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from afterwards.answers.answering import answer_to
from afterwards.answers.person import Person
from afterwards.answers.record import Answer
from afterwards.guide import answer as guide_of
from afterwards.guide import check_guideline
from afterwards.loading import load_pack
from afterwards.pack.model import Pack
from afterwards.pack.questions import (
    Question,
)
from afterwards.person.told import read_facts


def answer(
    question: str,
    facts: Mapping[str, object],
    *,
    today: date,
    now: datetime | None = None,
    guideline: str = "uk",
    closed_world: bool = False,
    pack: Pack | None = None,
) -> Answer:
    """The answer to one question, by its id; the rest as in `guide`.

    Raises `NoSuchQuestion` with the nearest ids, `BadFacts`, `Expired`, `NotOffered`, `PackError`.
    """
    pack = pack or load_pack()
    check_guideline(pack, guideline)
    asked = pack.questions.named(question)
    return Reader(pack, facts, today, now, guideline, closed_world).answer(asked)


def questions(pack: Pack | None = None) -> tuple[Question, ...]:
    """The questions of a pack, in the order of the catalogue."""
    return tuple((pack or load_pack()).questions.by_id.values())


class Reader:
    """What one person told, read once for each set of facts that questions imply."""

    def __init__(
        self, pack: Pack, facts: Mapping[str, object], today: date, now: datetime | None, guideline: str, closed_world: bool
    ) -> None:
        self.pack, self.facts, self.today, self.now = pack, facts, today, now
        self.guideline, self.closed = guideline, closed_world
        self._people: dict[frozenset[tuple[str, object]], Person] = {}

    @property
    def plain(self) -> Person:
        """She as she told, with nothing implied."""
        return self._person({})

    def answer(self, question: Question) -> Answer:
        """The answer to one question: what it implies counts as told, and gives way to a told fact."""
        implied = {fact: value for fact, value in question.implies.items() if fact not in self.facts}
        if "guide" not in {**self.facts, **implied}:
            guides = self.pack.facts["guide"].values
            implied["guide"] = next((one for one in question.guides if one in guides), next(iter(guides)))
        return answer_to(self._person(implied), question)

    def answers(self, first: Question | None = None) -> tuple[Answer, ...]:
        """The answers to every question that concerns her, in the order of the catalogue; that to `first` before them."""
        rest = [one for one in self.pack.questions.by_id.values() if one is not first and self.plain.concerns(one)]
        return tuple(self.answer(one) for one in [*([first] if first else ()), *rest])

    def _person(self, implied: Mapping[str, object]) -> Person:
        key = frozenset(implied.items())
        if key not in self._people:
            facts = read_facts(self.pack, {**self.facts, **implied}, self.today, self.now)
            guide = guide_of(self.pack, facts, self.today, guideline=self.guideline, closed_world=self.closed)
            self._people[key] = Person(guide, closed=self.closed)
        return self._people[key]
