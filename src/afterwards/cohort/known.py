"""What one table may take as known of each woman: the steps of `person.known`, each asked once for each combination that occurs.

On which columns a step's outcome hangs is read from the pack; what comes of it is said by the rooms `person` and `engine` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from afterwards.cohort.column import Facts
from afterwards.cohort.memo import Codes, Memo, Numbered
from afterwards.cohort.people import People, Piece
from afterwards.engine import Table
from afterwards.engine.rules import Condition
from afterwards.pack.conditions import member
from afterwards.pack.model import Pack
from afterwards.pack.questions import SIGNS_TODAY
from afterwards.person.derived import conclude, every, excusing, leaves_open, some
from afterwards.person.known import BODY, as_told, complete, with_what_follows
from afterwards.person.told import BMI, Told, read_facts

ASKED = -1
"""Beside the sets of classes: asked and not answered. None: not told."""
Status = int | None
JUDGEMENTS = (False, None, True)
"""What a condition on what was told may come to, by its code."""
_FOLD = np.array([[JUDGEMENTS.index(some((one, other))) for other in JUDGEMENTS] for one in JUDGEMENTS], np.int32)


@dataclass(frozen=True, slots=True)
class Situation:
    """For whom it is worked out: the pack, one of its tables, the people's columns, the day, and whether what was not told is absent."""

    pack: Pack
    table: Table
    people: People
    today: date
    closed: bool
    needed: frozenset[str]
    """The facts of the table that are worked out (`needed_for`)."""

    def reader(self, keys: Sequence[str], codes: Sequence[int]) -> Told:
        """The facts that these codes of these columns stand for, read."""
        return read_facts(self.pack, self.merged(keys, codes), self.today)

    def merged(self, keys: Sequence[str], codes: Sequence[int]) -> Facts:
        """The facts that these codes of these columns stand for."""
        facts: Facts = {}
        for key, code in zip(keys, codes, strict=True):
            facts |= self.people.facts(key, code)
        return facts


class Known:
    """Of each fact of the table a code for each row, of what is known before gates are looked at."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        pack, table = situation.pack, situation.table
        lists = {name: entry for name, entry in pack.facts.items() if entry.kind == "list" and not entry.wording}
        self._members = {
            name: tuple(item for value in entry.values if (item := member(name, value)) in situation.needed)
            for name, entry in lists.items()
        }
        self.statuses = {name: Numbered[Status](None, ASKED) for name in table.classes}
        """What each code of a fact stands for."""
        self._derived = {
            name: Derived(situation, name, self.statuses[name]) for name in derived_in(pack, table) if name in situation.needed
        }
        groups: dict[tuple[str, ...], list[str]] = {}
        for name in table.classes:
            if name in pack.facts and name in situation.needed:
                groups.setdefault(situation.people.keys(hangs_on(pack, table, name)), []).append(name)
        self._groups = [(keys, names, Memo(self._as_told(keys, names), 2 * len(names))) for keys, names in groups.items()]
        self._lists = [
            (situation.people.keys([name]), name, Memo(self._of_list(name), len(of))) for name, of in self._members.items() if of
        ]
        self._absent = [(name, Memo(self._complete(name), 1)) for name in pack.absent_until_told if name in situation.needed]

    def codes(self, piece: Piece) -> dict[str, Codes]:
        """The codes of each fact."""
        codes: dict[str, Codes] = {}
        denied: dict[str, Codes] = {}
        for keys, names, memo in self._groups:
            outcomes = memo([piece.codes[key] for key in keys])
            codes |= zip(names, outcomes[::2], strict=True)
            denied |= zip(names, outcomes[1::2], strict=True)
        yes: dict[str, Codes] = {}
        for name, derived in self._derived.items():
            codes[name], yes[name] = derived.codes(piece, codes[name], denied[name], yes)
        for keys, name, memo in self._lists:
            codes |= zip(self._members[name], memo([piece.codes[key] for key in keys]), strict=True)
        for name, memo in self._absent:
            keys = self._situation.people.keys([name])
            (codes[name],) = memo([codes[name], *(piece.codes[key] for key in keys)])
        return codes

    def _as_told(self, keys: tuple[str, ...], names: Sequence[str]) -> Callable[[tuple[int, ...]], tuple[int, ...]]:
        situation = self._situation

        def work(codes: tuple[int, ...]) -> tuple[int, ...]:
            reader = situation.reader(keys, codes)
            known, asked, denied = as_told(situation.pack, situation.table, reader, closed=situation.closed)
            outcome: list[int] = []
            for name in names:
                outcome += (self.statuses[name].code(known.get(name, ASKED if name in asked else None)), int(name in denied))
            return tuple(outcome)

        return work

    def _of_list(self, name: str) -> Callable[[tuple[int, ...]], tuple[int, ...]]:
        situation = self._situation
        keys = situation.people.keys([name])

        def work(codes: tuple[int, ...]) -> tuple[int, ...]:
            known: dict[str, int] = {}
            asked: set[str] = set()
            complete(situation.pack, situation.table, situation.reader(keys, codes), known, asked)
            return tuple(self.statuses[item].code(known.get(item, ASKED if item in asked else None)) for item in self._members[name])

        return work

    def _complete(self, name: str) -> Callable[[tuple[int, ...]], tuple[int, ...]]:
        situation, statuses = self._situation, self.statuses[name]
        keys = situation.people.keys([name])

        def work(codes: tuple[int, ...]) -> tuple[int, ...]:
            status = statuses.values[codes[0]]
            known = {} if status in (None, ASKED) else {name: status}
            complete(situation.pack, situation.table, situation.reader(keys, codes[1:]), known, set())
            return (statuses.code(known.get(name, status)),)

        return work


class Derived:
    """A fact that others tell: each of its alternatives judged by itself, and what they come to together."""

    def __init__(self, situation: Situation, name: str, statuses: Numbered[Status]) -> None:
        entry = situation.pack.facts[name]
        assert entry.from_told
        self._situation, self._entry, self._statuses = situation, entry, statuses
        self._own = situation.people.keys([name])
        earlier = _before(derived_in(situation.pack, situation.table), name)
        self._any = [self._alternative(when, earlier, excuses=False) for when in entry.from_told.any]
        self._unless = [self._alternative(when, earlier, excuses=True) for when in entry.from_told.unless]
        self._conclusion = Memo(self._conclude, 2)

    def codes(self, piece: Piece, status: Codes, denied: Codes, yes: Mapping[str, Codes]) -> tuple[Codes, Codes]:
        """What is then known of it, and whether others told that it is so."""
        judgement, left_open = self._together(self._any, piece, yes)
        excused, _ = self._together(self._unless, piece, yes)
        own = (piece.codes[key] for key in self._own)
        codes, told_yes = self._conclusion([judgement, left_open, excused, denied, status, *own])
        return codes, told_yes

    def _alternative(
        self, when: Mapping[str, Condition], earlier: Sequence[str], *, excuses: bool
    ) -> tuple[tuple[str, ...], tuple[str, ...], Memo]:
        situation, entry = self._situation, self._entry
        opening = (situation.pack.facts[name].open_when for name in when)
        read = (*when, *(gate[0] for gate in opening if gate))
        keys, derived = situation.people.keys(read), tuple(name for name in earlier if name in when)

        def work(codes: tuple[int, ...]) -> tuple[int, ...]:
            facts = situation.merged(keys, codes[: len(keys)])
            facts |= {name: "yes" for name, is_yes in zip(derived, codes[len(keys) :], strict=True) if is_yes}
            reader = read_facts(situation.pack, facts, situation.today)
            values, unknown = with_what_follows(reader), reader.unknown
            judgement = every(situation.pack, when, values, unknown, closed=situation.closed, excuses=excuses)
            left_open = leaves_open(situation.pack, entry, when, values, unknown, closed=situation.closed)
            return JUDGEMENTS.index(judgement), int(left_open)

        return keys, derived, Memo(work, 2)

    def _together(
        self, alternatives: Iterable[tuple[tuple[str, ...], tuple[str, ...], Memo]], piece: Piece, yes: Mapping[str, Codes]
    ) -> tuple[Codes, Codes]:
        """What several alternatives come to, and whether one leaves it open."""
        judgement: Codes = JUDGEMENTS.index(False)
        left_open: Codes = 0
        for keys, derived, memo in alternatives:
            more, opens = memo([*(piece.codes[key] for key in keys), *(yes[name] for name in derived)])
            judgement = _FOLD[judgement, more]
            judgement = int(judgement) if np.ndim(judgement) == 0 else judgement
            left_open = left_open | opens
        return judgement, left_open

    def _conclude(self, codes: tuple[int, ...]) -> tuple[int, ...]:
        judgement, left_open, excused, denied, status = codes[:5]
        situation, name = self._situation, self._entry.name
        facts = situation.merged(self._own, codes[5:])
        by_herself = name in facts
        answer = excusing(JUDGEMENTS[judgement], JUDGEMENTS[excused])
        still_open = bool(left_open and answer is None and not denied)
        classes = conclude(self._entry, situation.table.classes[name], answer, by_herself=by_herself, left_open=still_open)
        return status if classes is None else self._statuses.code(classes), int(bool(answer) and not by_herself)


def derived_in(pack: Pack, table: Table) -> list[str]:
    """The facts of the table that others tell, in the order of the pack: what is told so counts as told for those after it."""
    return [name for name, entry in pack.facts.items() if entry.from_told and name in table.classes]


def _before(names: Sequence[str], last: str) -> Sequence[str]:
    return names[: names.index(last)]


def needed_for(pack: Pack, table: Table, wanted: Iterable[str], *, closed: bool) -> frozenset[str]:
    """The facts that must be worked out for those wanted: what they hang on, what tells them, and in a closed world what brings them up."""
    needed: set[str] = set()
    waiting = {*wanted}
    derived = {*derived_in(pack, table)}
    if closed:
        waiting |= {name for name, entry in pack.facts.items() if entry.tells_of_loss and name in table.classes}
    while waiting:
        name = waiting.pop()
        needed.add(name)
        gate, entry = table.classes[name].fact.gate, pack.facts.get(name)
        more = {gate.fact} if gate else set()
        if entry and entry.from_told:
            more |= derived & pack.told_by[name]
        if closed:
            more |= {child for child, mine in table.classes.items() if mine.fact.gate and mine.fact.gate.fact == name}
            if entry and entry.open_when:
                more |= {entry.open_when[0]} & table.classes.keys()
        waiting |= more - needed
    return frozenset(needed)


def hangs_on(pack: Pack, table: Table, name: str) -> set[str]:
    """The facts that `person.known.as_told` looks at for this one, by the keys of the pack that it reads."""
    entry = pack.facts[name]
    others = {name} | _in_other_words(pack, name)
    if name == BMI:
        others |= BODY
    if any(len(sign.when) == 1 and name in sign.when for sign in pack.signs):
        others.add(SIGNS_TODAY)
        if entry.gate:
            others |= {entry.gate[0]} | _in_other_words(pack, entry.gate[0])
    if entry.becomes and table is not pack.table:
        others |= {entry.becomes[0]} | _in_other_words(pack, entry.becomes[0])
    if entry.inferred:
        fact, _, other, _ = entry.inferred
        others |= hangs_on(pack, table, fact) | _in_other_words(pack, other) | ({other} if other else set())
    return others


def _in_other_words(pack: Pack, name: str) -> set[str]:
    """The facts that say this one in another way."""
    return {other for other, entry in pack.facts.items() if name and name in (entry.gives, entry.narrows)}
