"""The worked people beside a unit: those of the cases that reach it; else a person for whom the engine gives the answer.

A pack that ships has no cases; then every person is found by the engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, product
from pathlib import Path
from typing import Any

from afterwards.answers.reader import Reader
from afterwards.check.cases import TODAY, plain
from afterwards.check.grid_cases import PERSON
from afterwards.check.knowledge import cases_of
from afterwards.errors import AfterwardsError
from afterwards.loading import load_pack
from afterwards.pack.conditions import MEMBER, base_of
from afterwards.pack.data import Data, Json
from afterwards.pack.model import Pack
from afterwards.pack.questions import Question, ShortAnswer
from afterwards.pack.reading import read_yaml
from afterwards.review.desk import phrases
from afterwards.review.units import Unit

MOST_CASES = 2
MOST_TRIES = 12
"""How many worked people the engine is asked about for one answer."""
MOST_MADE = 40
"""How many people are made up for one answer."""
Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class WorkedPerson:
    """Someone who meets a unit: her facts, and what is written of her; `reaches`: false where it just does not hold for her."""

    words: str
    facts: str
    reaches: bool = True


@dataclass
class WorkedPeople:
    """The worked cases of a pack."""

    root: Path
    cases: list[Data] = field(default_factory=list)
    _kept: dict[str, list[WorkedPerson]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Path) -> WorkedPeople:
        """The cases as they are written; those of grids carry their guideline. Damaged files are `check`'s business."""
        folder = cases_of(root)
        cases: list[Data] = []
        for path in sorted(folder.glob("*.yaml")) + sorted(folder.glob("contraception/*.yaml")) if folder else []:
            for case in read_yaml(path, path.name, []) or ():
                if isinstance(case, dict) and isinstance(case.get("case"), str):
                    cases += [case] if "expect" in case else [{**case, "guideline": path.stem}] if "row" in case else []
        return cls(root, cases)

    @cached_property
    def pack(self) -> Pack:
        """The pack as it answers."""
        return load_pack(self.root)

    def beside(self, unit: Unit) -> list[WorkedPerson]:
        """Who is shown beside a unit."""
        if unit.name not in self._kept:
            self._kept[unit.name] = list(self._beside(unit))
        return self._kept[unit.name]

    def _beside(self, unit: Unit) -> Iterator[WorkedPerson]:
        if unit.kind == "answer":
            yield from self._of_answer(unit.name.partition(":")[2])
        for part in unit.parts:
            yield from self._by_part.get(part, ())[:MOST_CASES]

    @cached_property
    def _by_part(self) -> dict[str, list[WorkedPerson]]:
        people: dict[str, list[WorkedPerson]] = {}
        for case in self.cases:
            if "row" in case:
                people.setdefault(f"row:{case['guideline']} {case['row']}", []).append(WorkedPerson(case["case"], ""))
                continue
            words = f"{case['case']}: {case['why']}"
            facts = phrases.facts_line(case["facts"])
            for key, reaches in (("because", True), ("out", False)):
                for rule in case["expect"].get(key, ()):
                    people.setdefault(f"rule:{rule}", []).append(WorkedPerson(words, facts, reaches))
        return people

    # Answers

    def _of_answer(self, name: str) -> Iterator[WorkedPerson]:
        question = self.pack.questions.by_id[name.partition(" ")[0]]
        answer = next(one for one in question.answers if one.id == name)
        people = list(islice(self._cases_reaching(question, answer), MOST_CASES))
        yield from people or islice(self._found(question, answer), 1)

    def _cases_reaching(self, question: Question, answer: ShortAnswer) -> Iterator[WorkedPerson]:
        meeting = (case for case in self.cases if "expect" in case and self._meets(case["facts"], question, answer))
        for case in islice(meeting, MOST_TRIES):
            if self.reached(question, plain(case["facts"]), closed="open" not in case) == answer.id:
                yield WorkedPerson(case["case"], phrases.facts_line(case["facts"]))

    def _meets(self, facts: Facts, question: Question, answer: ShortAnswer) -> bool:
        """Whether what is told meets the circumstances of an answer, so far as it says anything of them; the engine has the last word."""
        if facts.get("guide", question.guides[0]) not in question.guides:
            return False
        for fact, wanted in answer.when.items():
            name, _, member = fact.partition(MEMBER)
            value = facts.get(name, question.implies.get(name))
            if member:
                meets = (member in value if isinstance(value, list) else False) == (wanted == frozenset(("yes",)))
            elif isinstance(wanted, frozenset):
                meets = value in wanted or (value is None and self.pack.facts[name].absent in wanted)
            else:
                meets = (
                    isinstance(value, int | float)
                    and (wanted.low is None or value >= wanted.low)
                    and (wanted.high is None or value <= wanted.high)
                )
            if not meets:
                return False
        return True

    def reached(self, question: Question, facts: Facts, *, closed: bool = True) -> str:
        """The short answer that a person reads first, by its id; "" where the question is not for her, or the pack refuses her facts."""
        try:
            answer = Reader(self.pack, facts, TODAY, None, next(iter(self.pack.guidelines)), closed).answer(question)
        except AfterwardsError:
            return ""
        shown = answer.own[1] if answer.own else answer.headline
        read = [[one.id for one in shown], [one.id for one in answer.opened], [one.id for one in answer.why]]
        fits = [row for row in question.answers if all(map(self._is_of, read, (row.say, row.more, row.why)))]
        meeting = [row for row in fits if self._meets(facts, question, row)]
        return next((row.id for row in meeting or fits), "")

    def _is_of(self, shown: Sequence[str], written: Sequence[str]) -> bool:
        """Whether what is shown is what is written: all of it, but for what may not stand for her or is said otherwise."""
        statements = self.pack.statements
        kept = {name for one in written for name in (one, statements[one].rather)}
        return bool(shown) == bool(written) and set(shown) <= kept

    def _found(self, question: Question, answer: ShortAnswer) -> Iterator[WorkedPerson]:
        """People made of the circumstances of an answer, each asked of the engine."""
        for facts in islice(self._made(question, answer), MOST_MADE):
            if self.reached(question, facts) == answer.id:
                yield WorkedPerson("", phrases.facts_line(facts))

    def _made(self, question: Question, answer: ShortAnswer) -> Iterator[Json]:
        """People with the circumstances of an answer: with nothing else told, and otherwise like a person of the tables or of a case."""
        choices = {name: self._values(name, wanted) for name, wanted in answer.when.items()}
        choices.setdefault("guide", list(question.guides))
        like = [{**PERSON}, *islice((plain(case["facts"]) for case in self.cases if "expect" in case), 0, None, 97)]
        for values in islice(product(*choices.values()), MOST_TRIES):
            own = {**question.implies, **{base_of(name): value for name, value in zip(choices, values, strict=True)}}
            for other in ({}, *like):
                if other.get("guide", own["guide"]) == own["guide"]:
                    yield {**{name: value for name, value in other.items() if name in self.pack.facts}, **own}

    def _values(self, fact: str, wanted: Any) -> list[Any]:
        """Some values of a fact that meet a condition, as they are told."""
        name, _, value = fact.partition(MEMBER)
        entry = self.pack.facts[name]
        if value:
            return [[value]] if "yes" in wanted else [[]]
        if isinstance(wanted, frozenset):
            values = [value for value in entry.values if value in wanted] or sorted(wanted)
            return [[value] for value in values] if entry.kind == "list" else values
        ends = [number for number in (wanted.low, wanted.high) if number is not None] or [entry.low]
        return [int(number) + step for number in ends for step in (0, 1, -1) if entry.low <= int(number) + step <= entry.high]
