"""The sets of classes still possible, from what is known: what a closed world takes, and what does not apply.

The steps are those of `person.closed_world` and `engine.Table.state`, each asked once for each combination that occurs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from afterwards.cohort.known import ASKED, Known, Situation, Status
from afterwards.cohort.memo import Codes, Memo, Numbered
from afterwards.cohort.people import Piece
from afterwards.pack.eligibility import JUDGED
from afterwards.person.closed_world import METHODS_ONLY, brought_up, left_open, not_hers, tells_of_loss

Work = Callable[[tuple[int, ...]], tuple[int, ...]]


class States:
    """Of each fact of a table the set of classes still possible, as a code; `sets` says what a code stands for."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        self._known = Known(situation)
        self._statuses = self._known.statuses
        classes = {name: mine for name, mine in situation.table.classes.items() if name in situation.needed}
        self._classes = classes
        self.sets = {name: Numbered[int]() for name in classes}
        self._children: dict[str, list[str]] = {}
        for name, mine in classes.items():
            if mine.fact.gate and mine.fact.gate.fact in classes and classes[mine.fact.gate.fact].fact.absent is not None:
                self._children.setdefault(mine.fact.gate.fact, []).append(name)
        self._kinds = {name: Memo(self._kind(name), 1) for name in classes}
        self._brought = {name: Memo(self._bring_up(name), 2) for name in reversed(classes) if name in self._children}
        loss = [name for name, entry in situation.pack.facts.items() if entry.tells_of_loss]
        self._of_loss = {name: Memo(self._tells(name), 1) for name in loss}
        taken = [name for name in not_hers(situation.pack, situation.table, {}) if name in classes]
        self._without = {name: Memo(self._without_loss(name), 1) for name in taken}
        opening = {name: entry for name, entry in situation.pack.facts.items() if entry.open_when and name in classes}
        self._opened = {
            name: (entry.open_when[0], situation.people.keys([entry.open_when[0], name, *entry.unless]), Memo(self._open(name), 1))
            for name, entry in opening.items()
            if entry.open_when and entry.open_when[0] in classes
        }
        guide = situation.people.keys(["guide"])
        self._only_methods = Memo(lambda codes: (int(situation.merged(guide, codes).get("guide") == METHODS_ONLY),), 1)
        self._asked = situation.table.state({}, asked=classes, closed=situation.closed).known
        self._untold: dict[tuple[str, int], Mapping[str, int]] = {}
        self._possible = {name: Memo(self._state(name), 1) for name in classes}

    def codes(self, piece: Piece) -> dict[str, Codes]:
        """Of each fact the code of each row."""
        known = self._known.codes(piece)
        if JUDGED in self._classes:
            known[JUDGED] = self._statuses[JUDGED].code(ASKED)
        if self._situation.closed:
            self._close(piece, known)
        possible: dict[str, Codes] = {}
        for name, mine in self._classes.items():
            gate = [possible[mine.fact.gate.fact]] if mine.fact.gate else []
            (possible[name],) = self._possible[name]([known[name], *gate])
        return possible

    def _close(self, piece: Piece, known: dict[str, Codes]) -> None:
        people, opened = self._situation.people, dict[str, Codes]()
        for name, memo in self._brought.items():
            family = (name, *self._children[name])
            kinds = [self._kinds[one]([known[one]])[0] for one in family]
            brought, opened[name] = memo(kinds)
            known[name] = self._chosen(opened[name], brought, known[name])
        speaks: Codes = 0
        for name, memo in self._of_loss.items():
            speaks = speaks | memo([opened.get(name, 0), *(piece.codes[key] for key in people.keys([name]))])[0]
        (only,) = self._only_methods([piece.codes[key] for key in people.keys(["guide"])])
        without = only & ~speaks & 1
        for name, memo in self._without.items():
            (known[name],) = memo([without, known[name], *(piece.codes[key] for key in people.keys([name]))])
        before = dict(known)
        for name, (gate, keys, memo) in self._opened.items():
            (known[name],) = memo([before[gate], before[name], *(piece.codes[key] for key in keys)])

    @staticmethod
    def _chosen(which: Codes, first: Codes, second: Codes) -> Codes:
        """Row by row the first where `which` says so, else the second."""
        if isinstance(which, int):
            return first if which else second
        return np.where(which, first, second)

    def _kind(self, name: str) -> Work:
        """What of a status counts for the fact above: not told, asked, told as absent, told as anything else."""
        statuses, mine = self._statuses[name], self._situation.table.classes[name]

        def work(codes: tuple[int, ...]) -> tuple[int, ...]:
            status = statuses.values[codes[0]]
            told_as = mine.absent() if mine.fact.gate or mine.fact.absent is not None else None
            return (0 if status is None else 1 if status == ASKED else 2 if status == told_as else 3,)

        return work

    def _bring_up(self, name: str) -> Work:
        family, table = (name, *self._children[name]), self._situation.table

        def work(codes: tuple[int, ...]) -> tuple[int, ...]:
            known, asked = {}, set()
            for member, kind in zip(family, codes, strict=True):
                if kind == 1:
                    asked.add(member)
                elif kind:
                    known[member] = table.classes[member].absent() if kind == 2 else table.classes[member].real
            opened = brought_up(table, known, asked).get(name)
            return (0, 0) if opened is None else (self._statuses[name].code(opened), 1)

        return work

    def _tells(self, name: str) -> Work:
        situation = self._situation
        keys = situation.people.keys([name])

        def work(codes: tuple[int, ...]) -> tuple[int, ...]:
            reader = situation.reader(keys, codes[1:])
            return (int(tells_of_loss(situation.pack.facts[name], reader.values, reader.unknown, (name,) if codes[0] else ())),)

        return work

    def _without_loss(self, name: str) -> Work:
        situation, statuses = self._situation, self._statuses[name]
        keys = situation.people.keys([name])

        def work(codes: tuple[int, ...]) -> tuple[int, ...]:
            if not codes[0]:
                return (codes[1],)
            classes = not_hers(situation.pack, situation.table, situation.reader(keys, codes[2:]).values).get(name)
            return (codes[1] if classes is None else statuses.code(classes),)

        return work

    def _open(self, name: str) -> Work:
        situation, entry = self._situation, self._situation.pack.facts[name]
        assert entry.open_when
        gate, keys = entry.open_when[0], situation.people.keys([entry.open_when[0], name, *entry.unless])

        def work(codes: tuple[int, ...]) -> tuple[int, ...]:
            statuses = {fact: self._statuses[fact].values[code] for fact, code in zip((gate, name), codes[:2], strict=True)}
            known = {fact: status for fact, status in statuses.items() if status is not None and status != ASKED}
            read = situation.reader(keys, codes[2:])
            opened = left_open(situation.pack, situation.table, read.values, read.unknown, known).get(name)
            return (codes[1] if opened is None else self._statuses[name].code(opened),)

        return work

    def _state(self, name: str) -> Work:
        table, statuses, sets = self._situation.table, self._statuses[name], self.sets
        gate = table.classes[name].fact.gate

        def work(codes: tuple[int, ...]) -> tuple[int, ...]:
            status: Status = statuses.values[codes[0]]
            if status is None:
                status = self._not_told(gate.fact if gate else "", sets[gate.fact].values[codes[1]] if gate else 0)[name]
            elif status == ASKED:
                status = self._asked[name]
            return (sets[name].code(status),)

        return work

    def _not_told(self, gate: str, classes: int) -> Mapping[str, int]:
        """What the table makes of facts that were not told, while the one on which they hang is in these classes."""
        if (gate, classes) not in self._untold:
            known = {gate: classes} if gate else {}
            self._untold[gate, classes] = self._situation.table.state(known, closed=self._situation.closed).known
        return self._untold[gate, classes]
