"""One person and her question, read with as much of her guide as it hangs on what is asked; for the proofs, which read many.

She has said that no sign is there. What the question then leaves out, and what the level she may reach means for her, stand here too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache, cached_property, reduce
from operator import or_
from typing import Any

from afterwards import contraception
from afterwards.answers.answering import Answering
from afterwards.answers.person import Person
from afterwards.check.cases import TODAY
from afterwards.concerns import Seen
from afterwards.engine import State
from afterwards.guide import Guide
from afterwards.guide import guide as guide_of
from afterwards.pack.asked import asks_itself
from afterwards.pack.model import Pack
from afterwards.pack.questions import STATEMENTS, Question
from afterwards.pack.verdicts import BY_LEVEL, CALLS, NOT_TODAY, ONE_ACT, URGENCY
from afterwards.person.known import known_in
from afterwards.person.told import Told, read_facts

GUIDELINE = "uk"


class Calm(Answering):
    """A question being answered for someone who has said that no sign is there, and tells nothing that is one after all.

    If what she tells means help today, the questions end there. So states in which a line of several signs, which she denied, has
    come true after all are walked as if it had not: what is asked then is asked of someone else, of whom it has not come true.
    """

    def __init__(self, person: Person, question: Question, out: int, calls: int) -> None:
        super().__init__(person, question)
        self.out, self.calls = out, calls

    def denied(self, state: State) -> State:
        """The state without what "None of these" denies, and in which no call is certain."""
        return replace(state, possible=state.possible & ~(self.out & ~state.certain), certain=state.certain & ~self.calls)


def call_rows(pack: Pack) -> int:
    """The rows of the table that make help today or now certain."""
    scale, primes = pack.decisions[URGENCY].scale, pack.table.prime_mask[URGENCY]
    return reduce(or_, (primes[scale.index(level)] for level in CALLS if level in scale), 0)


def is_denied(pack: Pack, question: Question, row: Mapping[str, int]) -> bool:
    """Whether a line of several findings, which this question's page of signs shows, holds wherever the rule does."""
    classes = pack.table.classes
    return any(
        all(name in row and not row[name] & ~classes[name].meeting(one) for name, one in sign.when.items())
        for sign in pack.signs
        if len(sign.when) > 1 and not asks_itself(pack, question, sign)
    )


def acts_of(pack: Pack, decision: str) -> list[str]:
    """What she may do today at each level: not yet and ask first are one where sex, trying or a method is decided."""
    verdicts = [BY_LEVEL[level][0] for level in pack.decisions[decision].scale]
    return ["not today" if decision in ONE_ACT and one in NOT_TODAY else one for one in verdicts]


def quick_person(pack: Pack, question: Question, facts: Mapping[str, object]) -> Person:
    """One person with as much of her guide as what is asked hangs on; the whole of it where that hangs on the words."""
    if question.decides == (STATEMENTS,):
        return Person(guide_of(facts, today=TODAY, pack=pack), closed=False)
    read_already = read_facts(pack, facts, TODAY, None)
    compares = pack.contraception and read_already.values.get("guide") != "pregnant"
    person = contraception.read_person(pack, read_already, GUIDELINE) if compares and of_methods(pack, question) else None
    known, asked = known_in(pack, pack.table, read_already)
    state = pack.table.state(known, asked=asked)
    seen: Seen = ((pack.table, state.known),)
    if compares and pack.contraception:
        seen = (*seen, (pack.contraception.table, person.state.known if person else _Known(pack, read_already)))
    left_out: Any = None
    offers = cache(lambda: contraception.compare(person) if person else ())
    read = Guide(pack, TODAY, GUIDELINE, read_already, seen, state, person, {}, {}, (), (), (), left_out, left_out, left_out, offers)
    return _Quick(read, known, asked)


class _Quick(Person):
    """A person whose open state is made of what was read of her already."""

    def __init__(self, guide: Guide, known: Mapping[str, int], asked: Collection[str]) -> None:
        super().__init__(guide, closed=False)
        self._read = known, asked

    @cached_property
    def open_state(self) -> State:
        """As in `Person`, which reads her again."""
        return self._of_what_was_told(*self._read)


class _Known(Mapping[str, int]):
    """What the methods' table knows of her, read only when something hangs on it."""

    def __init__(self, pack: Pack, facts: Told) -> None:
        self._pack, self._told = pack, facts

    @cached_property
    def _known(self) -> Mapping[str, int]:
        person = contraception.read_person(self._pack, self._told, GUIDELINE)
        assert person
        return person.state.known

    def __getitem__(self, name: str) -> int:
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def of_methods(pack: Pack, question: Question) -> bool:
    """Whether a question decides which methods may be started."""
    return pack.contraception is not None and {*question.decides} <= {*pack.contraception.offered}
