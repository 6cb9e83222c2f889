"""The compiled table: one person's facts in, every decision out, in a few integer operations.

Every set of conditions that a rule or a prime implicant names is one bit, a *row*; those that ask
the same share it, within a decision and between decisions. For a fact and a set of its classes
the table knows two row masks: rows whose condition holds throughout (`inside`) and rows whose
condition holds somewhere (`meets`). Rows certain for a person are the AND of the first over
all facts, rows possible the AND of the second.

Exact means: over all values of the unknown facts, each varied independently of the others.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_

from afterwards.engine.blake import Literals, Prime, prime_implicants
from afterwards.engine.rules import Classes, Decision, Fact, Rule, TableError, classify

_REMEMBERED = 100_000
"""How many sets of open classes a table remembers the facts of, before it starts anew."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that holds (`certain`) or may hold; then `needs` are the unknown facts it hangs on."""

    id: str
    level: str
    certain: bool
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionAnswer:
    """The answer to one decision: it lies between `low` and `high`, both exact.

    `reasons` are the rules that hold or may hold, highest level first. `either_way` is filled
    when the level `low` is certain although no single rule of that level is: the ids of rules
    of which one must hold whatever the unknown facts are, without those that are ruled out.
    """

    low: str
    high: str
    reasons: tuple[Reason, ...]
    either_way: tuple[str, ...]

    @property
    def settled(self) -> bool:
        """True when no unknown fact can change the level."""
        return self.low == self.high

    def not_below(self, level: str, scale: Sequence[str]) -> DecisionAnswer:
        """The same answer with both ends raised to `level` of its `scale` where they lie below it."""
        low, high = (one if scale.index(one) > scale.index(level) else level for one in (self.low, self.high))
        return replace(self, low=low, high=high)


@dataclass(frozen=True, slots=True)
class State:
    """What we know of one person: of each fact the set of classes still possible.

    `asked` are the facts she was asked and could not answer; `certain` and `possible` are row masks.
    `cube` is all of `known` in one integer, each fact's classes shifted to its `offset`.
    """

    known: Mapping[str, int]
    asked: frozenset[str]
    certain: int
    possible: int
    cube: int


class _Column:
    """One fact's row masks, by set of classes; the sets that occur are remembered in `masks`.

    A mask is three in one integer, each in a lane as wide as there are rows: the rows struck from
    the certain ones, those struck from the possible ones, and, above both, the set in its place in the cube.
    `gate`, when there is one, names the fact on which it hangs and the classes in which it applies;
    `absent` is what holds when it does not apply, `closed` what a closed world takes.
    """

    __slots__ = ("absent", "closed", "gate", "lane", "masks", "name", "offset", "real", "rows", "touched")

    def __init__(self, name: str, classes: Mapping[str, Classes]) -> None:
        mine, gate = classes[name], classes[name].fact.gate
        self.name, self.offset, self.real = name, mine.offset, mine.real
        self.gate = (gate.fact, classes[gate.fact].meeting(gate.condition)) if gate else ("", 0)
        self.absent = mine.absent() if gate else 0
        self.closed = mine.real if mine.fact.absent is None else mine.of(mine.fact.absent)
        self.rows: list[tuple[int, int]] = []
        self.touched = self.lane = 0
        self.masks: dict[int, int] = {}

    def add(self, row: int, wanted: int) -> None:
        self.rows.append((row, wanted))
        self.touched |= 1 << row

    def strike(self, possible: int) -> int:
        """The three masks for when the fact is in this set."""
        inside = meets = 0
        for row, wanted in self.rows:
            inside |= (not possible & ~wanted) << row
            meets |= bool(possible & wanted) << row
        placed = possible << self.offset
        struck = self.touched & ~inside | (self.touched & ~meets | placed << self.lane) << self.lane
        self.masks[possible] = struck
        return struck

    def walked(self, default: int) -> tuple[str, int, str, int, int, dict[int, int], _Column]:
        """What `Table.state` needs of it, in one tuple: attribute by attribute would cost more than the work."""
        return (self.name, default, *self.gate, self.absent, self.masks, self)


@dataclass(slots=True)
class _Row:
    """The rules of one decision and level that share a row, and their reasons by the classes still open."""

    rules: list[Rule] = field(default_factory=list)
    reasons: dict[int, tuple[Reason, ...]] = field(default_factory=dict)


class Table:
    """Facts, decisions and selecting rules, compiled.

    `primes` may hand in the prime implicants of each decision and level computed before
    (`table.primes` of an equal table), which spares the closure; they are trusted.
    `applies` holds, of each fact with a gate, the classes of the gate's fact in which it applies.
    Raises `TableError` when a rule, a gate or an absent value names a fact, value or level that does not exist.
    """

    def __init__(
        self,
        facts: Sequence[Fact],
        decisions: Sequence[Decision],
        selections: Sequence[Rule] = (),
        primes: Mapping[str, Sequence[Sequence[Prime]]] | None = None,
    ) -> None:
        every_rule = [rule for decision in decisions for rule in decision.rules] + list(selections)
        self.classes = classify(facts, every_rule)
        self.decisions = {decision.name: decision for decision in decisions}
        self.applies = {
            name: self.classes[classes.fact.gate.fact].meeting(classes.fact.gate.condition)
            for name, classes in self.classes.items()
            if classes.fact.gate
        }
        self._columns = {name: _Column(name, self.classes) for name in self.classes}
        self.literals: list[dict[str, int]] = []
        self.excluded: list[int] = []
        self.rules: dict[str, int] = {}
        self._row_of: dict[tuple[tuple[str, int], ...], int] = {}
        for rule in every_rule:
            if rule.id in self.rules:
                raise TableError(f"two rules are called {rule.id}")
            self.rules[rule.id] = self._add_row({name: self.classes[name].meeting(c) for name, c in rule.when.items()})
        self._rule_rows: dict[str, list[int]] = {}
        self._rules_at: dict[str, list[dict[int, _Row]]] = {}
        for decision in decisions:
            self._add_rules(decision)
        self.primes: dict[str, list[list[Prime]]] = {}
        self.prime_rows: dict[str, list[list[int]]] = {}
        self.prime_mask: dict[str, list[int]] = {}
        for decision in decisions:
            self._add_primes(decision, primes)
        self._lane = len(self.literals)
        self._all_rows = (1 << self._lane) - 1
        for column in self._columns.values():
            column.lane = self._lane
        self._open = tuple(column.walked(column.real) for column in self._columns.values())
        self._closed = tuple(column.walked(column.closed) for column in self._columns.values())
        self._mask = {name: reduce(or_, rows) for name, rows in self._rule_rows.items()}
        self._freest = {one.name: DecisionAnswer(one.scale[0], one.scale[0], (), ()) for one in decisions}
        self._facts_in: dict[int, tuple[str, ...]] = {}
        self._within: dict[tuple[tuple[str, int], ...], int] = {}
        self.exceptions: dict[str, int] = {}
        """Rows that a caller looks at together, by a name of the caller's: a mask."""

    def _add_row(self, literals: dict[str, int]) -> int:
        asks = tuple(sorted(literals.items()))
        if asks in self._row_of:
            return self._row_of[asks]
        row = self._row_of[asks] = len(self.literals)
        self.literals.append(literals)
        excluded = 0
        for name, wanted in literals.items():
            self._columns[name].add(row, wanted)
            excluded |= (self.classes[name].full & ~wanted) << self.classes[name].offset
        self.excluded.append(excluded)
        return row

    def _add_rules(self, decision: Decision) -> None:
        masks = [0] * len(decision.scale)
        rules: list[dict[int, _Row]] = [{} for _ in decision.scale]
        for rule in decision.rules:
            if rule.level not in decision.scale[1:]:
                raise TableError(f"rule {rule.id}: {rule.level!r} is not one of {', '.join(decision.scale[1:])}")
            level, row = decision.scale.index(rule.level), self.rules[rule.id]
            masks[level] |= 1 << row
            rules[level].setdefault(row, _Row()).rules.append(rule)
        self._rule_rows[decision.name] = masks
        self._rules_at[decision.name] = rules

    def _add_primes(self, decision: Decision, primes: Mapping[str, Sequence[Sequence[Prime]]] | None) -> None:
        levels: list[list[Prime]] = [[]]
        rows: list[list[int]] = [[]]
        for level in range(1, len(decision.scale)):
            implicants = list(primes[decision.name][level]) if primes else self._close(decision, level)
            levels.append(implicants)
            rows.append([self._add_row(dict(prime.literals)) for prime in implicants])
        self.primes[decision.name] = levels
        self.prime_rows[decision.name] = rows
        self.prime_mask[decision.name] = [sum(1 << row for row in level) for level in rows]

    def _close(self, decision: Decision, level: int) -> list[Prime]:
        wanted = decision.scale[level:]
        chosen: list[tuple[str, Literals]] = [
            (rule.id, self.literals[self.rules[rule.id]]) for rule in decision.rules if rule.level in wanted
        ]
        return prime_implicants(chosen, self.classes)

    def state(
        self, values: Mapping[str, int], *, asked: Collection[str] = (), closed: bool = False, left_open: Collection[str] = ()
    ) -> State:
        """What is known of one person.

        `given`: of each fact told, the set of classes it may be in (`Classes.of` of a value).
        `asked`: facts asked and not answered. `closed`: a fact not given takes its absent value, but for those `left_open`.
        A fact known not to apply, and not given, counts as absent.
        """
        known: dict[str, int] = {}
        struck = 0
        for name, default, gate, applies, absent, masks, column in self._closed if closed else self._open:
            possible = values.get(name)
            if possible is None:
                if name in asked:
                    possible = column.real
                elif gate and not known[gate] & applies:
                    possible = absent
                elif name in left_open:
                    possible = column.real
                else:
                    possible = default
            known[name] = possible
            struck |= masks.get(possible) or column.strike(possible)
        all_rows = self._all_rows
        certain, struck = all_rows & ~struck, struck >> self._lane
        return State(known, frozenset(asked), certain, all_rows & ~struck, struck >> self._lane)

    def holds(self, rule: str, state: State) -> bool | None:
        """True when the rule certainly holds, False when it cannot, None when that is not known."""
        bit = 1 << self.rules[rule]
        if state.certain & bit:
            return True
        return None if state.possible & bit else False

    def within(self, literals: Mapping[str, int]) -> int:
        """The rows that hold only where all of these hold, each a fact with the set of its classes, as a mask; remembered."""
        key = tuple(literals.items())
        if key not in self._within:
            rows = enumerate(self.literals)
            inside = (1 << row for row, mine in rows if all(name in mine and not mine[name] & ~held for name, held in key))
            self._within[key] = reduce(or_, inside, 0)
        return self._within[key]

    def rule_masks(self, decision: str) -> Sequence[int]:
        """Of each place on the decision's scale the rows of its rules, as a mask."""
        return self._rule_rows[decision]

    def bounds(self, decision: str, state: State) -> tuple[int, int]:
        """The exact lowest and highest place on the decision's scale."""
        low = high = 0
        for level, mask in enumerate(self.prime_mask[decision]):
            if state.certain & mask:
                low = level
        for level, mask in enumerate(self._rule_rows[decision]):
            if state.possible & mask:
                high = level
        return low, high

    def answer(self, decision: str, state: State) -> DecisionAnswer:
        """One decision for one person, with its reasons."""
        scale = self.decisions[decision].scale
        if not state.possible & self._mask[decision]:
            return self._freest[decision]
        low, high = self.bounds(decision, state)
        reasons: list[Reason] = []
        at_low = False
        rules_at = self._rules_at[decision]
        for level in range(len(scale) - 1, 0, -1):
            for row in bits(self._rule_rows[decision][level] & state.possible):
                still_open = state.cube & self.excluded[row]
                at_low = at_low or (not still_open and level >= low)
                here = rules_at[level][row]
                reasons += here.reasons.get(still_open) or self._reason(here, row, still_open)
        either_way: tuple[str, ...] = ()
        if low and not at_low:
            pairs = zip(self.prime_rows[decision][low], self.primes[decision][low], strict=True)
            named = (prime.rules for row, prime in pairs if state.certain >> row & 1)
            either_way = min((tuple(rule for rule in rules if state.possible >> self.rules[rule] & 1) for rules in named), key=len)
        return DecisionAnswer(scale[low], scale[high], tuple(reasons), either_way)

    def _reason(self, here: _Row, row: int, still_open: int) -> tuple[Reason, ...]:
        """The reasons of a row, remembered for the classes (`still_open`) in which it would not hold."""
        needs = self.facts_in(row, still_open)
        reasons = here.reasons[still_open] = tuple(Reason(rule.id, rule.level, not still_open, needs) for rule in here.rules)
        return reasons

    def facts_in(self, row: int, still_open: int) -> tuple[str, ...]:
        """The facts of a row to which the classes in `still_open`, placed as in the cube, belong; remembered."""
        facts = self._facts_in.get(still_open)
        if facts is None:
            if len(self._facts_in) >= _REMEMBERED:
                self._facts_in.clear()
            names = (name for name in self.literals[row] if still_open & self.classes[name].full << self.classes[name].offset)
            facts = self._facts_in[still_open] = tuple(sorted(names, key=lambda name: self.classes[name].offset))
        return facts


def bits(mask: int) -> list[int]:
    """The places of the ones in a mask, lowest first."""
    # Looking for the ones in its digits is several times quicker than taking a wide integer apart.
    digits = bin(mask)[:1:-1]
    ones = []
    digit = digits.find("1")
    while digit >= 0:
        ones.append(digit)
        digit = digits.find("1", digit + 1)
    return ones
