"""The compiled table: one person's facts in, every decision out, in a few integer operations.

Every rule and every prime implicant is one bit, a *row*. For a fact and a set of its classes
the table knows two row masks: rows whose condition holds throughout (`inside`) and rows whose
condition holds somewhere (`meets`). Rows certain for a person are the AND of the first over
all facts, rows possible the AND of the second.

Exact means: over all values of the unknown facts, each varied independently of the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from afterwards.engine.blake import Literals, Prime, prime_implicants
from afterwards.engine.rules import Classes, Decision, Fact, Rule, TableError, classify


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that holds (`certain`) or may hold; then `needs` are the unknown facts it hangs on."""

    id: str
    level: str
    certain: bool
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one decision: it lies between `low` and `high`, both exact.

    `reasons` are the rules that hold or may hold, highest level first. `either_way` is filled
    when the level `low` is certain although no single rule of that level is: the ids of rules
    of which one must hold whatever the unknown facts are.
    """

    low: str
    high: str
    reasons: tuple[Reason, ...]
    either_way: tuple[str, ...]

    @property
    def settled(self) -> bool:
        """True when no unknown fact can change the level."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class State:
    """What we know of one person: of each fact the set of classes still possible.

    `asked` are the facts she was asked and could not answer; `certain` and `possible` are row masks.
    """

    known: Mapping[str, int]
    asked: frozenset[str]
    certain: int
    possible: int


class _Column:
    """One fact's row masks, by set of classes; the sets that occur are remembered."""

    __slots__ = ("_masks", "classes", "rows", "touched")

    def __init__(self, classes: Classes) -> None:
        self.classes = classes
        self.rows: list[tuple[int, int]] = []
        self.touched = 0
        self._masks: dict[int, tuple[int, int]] = {}

    def add(self, row: int, held: int) -> None:
        self.rows.append((row, held))
        self.touched |= 1 << row

    def masks(self, possible: int) -> tuple[int, int]:
        """Rows to strike: those not certain, and those not possible, when the fact is in this set."""
        found = self._masks.get(possible)
        if found is None:
            inside = meets = 0
            for row, held in self.rows:
                inside |= (not possible & ~held) << row
                meets |= bool(possible & held) << row
            found = self._masks[possible] = (self.touched & ~inside, self.touched & ~meets)
        return found


class Table:
    """Facts, decisions and selecting rules, compiled.

    `primes` may hand in the prime implicants of each decision and level computed before
    (`table.primes` of an equal table), which spares the closure; they are trusted.
    Raises `TableError` when a rule names a fact, value or level that does not exist.
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
        self._columns = {name: _Column(classes) for name, classes in self.classes.items()}
        self.literals: list[dict[str, int]] = []
        self.rules: dict[str, int] = {}
        self._row_rule: list[Rule] = []
        for rule in every_rule:
            if rule.id in self.rules:
                raise TableError(f"two rules are called {rule.id}")
            self.rules[rule.id] = self._add_row({name: self.classes[name].meeting(c) for name, c in rule.when.items()})
            self._row_rule.append(rule)
        self._rule_rows: dict[str, list[int]] = {}
        for decision in decisions:
            self._rule_rows[decision.name] = self._rows_by_level(decision)
        self.primes: dict[str, list[list[Prime]]] = {}
        self.prime_rows: dict[str, list[list[int]]] = {}
        self._prime_mask: dict[str, list[int]] = {}
        self._row_prime: dict[int, Prime] = {}
        for decision in decisions:
            self._add_primes(decision, primes)
        self._all_rows = (1 << len(self.literals)) - 1
        self._order = tuple(self._columns.items())

    def _add_row(self, literals: dict[str, int]) -> int:
        row = len(self.literals)
        self.literals.append(literals)
        for name, held in literals.items():
            self._columns[name].add(row, held)
        return row

    def _rows_by_level(self, decision: Decision) -> list[int]:
        masks = [0] * len(decision.scale)
        for rule in decision.rules:
            if rule.level not in decision.scale[1:]:
                raise TableError(f"rule {rule.id}: {rule.level!r} is not one of {', '.join(decision.scale[1:])}")
            masks[decision.scale.index(rule.level)] |= 1 << self.rules[rule.id]
        return masks

    def _add_primes(self, decision: Decision, given: Mapping[str, Sequence[Sequence[Prime]]] | None) -> None:
        levels: list[list[Prime]] = [[]]
        rows: list[list[int]] = [[]]
        for place in range(1, len(decision.scale)):
            found = list(given[decision.name][place]) if given else self._close(decision, place)
            levels.append(found)
            rows.append([self._add_row(dict(prime.literals)) for prime in found])
            self._row_prime.update(zip(rows[-1], found, strict=True))
        self.primes[decision.name] = levels
        self.prime_rows[decision.name] = rows
        self._prime_mask[decision.name] = [sum(1 << row for row in level) for level in rows]

    def _close(self, decision: Decision, place: int) -> list[Prime]:
        wanted = decision.scale[place:]
        chosen: list[tuple[str, Literals]] = [
            (rule.id, self.literals[self.rules[rule.id]]) for rule in decision.rules if rule.level in wanted
        ]
        return prime_implicants(chosen, self.classes)

    def state(self, given: Mapping[str, int], *, asked: Collection[str] = (), closed: bool = False) -> State:
        """What is known of one person.

        `given`: of each fact told, the set of classes it may be in (`Classes.of` of a value).
        `asked`: facts asked and not answered. `closed`: a fact not given takes its absent value.
        A fact known not to apply, and not given, counts as absent.
        """
        known: dict[str, int] = {}
        certain = possible = 0
        for name, column in self._order:
            told = given.get(name)
            if told is None:
                told = self._untold(column.classes, known, name in asked, closed)
            known[name] = told
            not_certain, not_possible = column.masks(told)
            certain |= not_certain
            possible |= not_possible
        return State(known, frozenset(asked), self._all_rows & ~certain, self._all_rows & ~possible)

    def _untold(self, classes: Classes, known: Mapping[str, int], asked: bool, closed: bool) -> int:
        if asked:
            return classes.real
        gate = classes.fact.gate
        if gate and not known[gate.fact] & self.classes[gate.fact].meeting(gate.condition):
            return classes.absent()
        if closed and classes.fact.absent is not None:
            return classes.of(classes.fact.absent)
        return classes.real

    def holds(self, rule: str, state: State) -> bool | None:
        """True when the rule certainly holds, False when it cannot, None when that is not known."""
        bit = 1 << self.rules[rule]
        if state.certain & bit:
            return True
        return None if state.possible & bit else False

    def bounds(self, decision: str, state: State) -> tuple[int, int]:
        """The exact lowest and highest place on the decision's scale."""
        low = high = 0
        for place, mask in enumerate(self._prime_mask[decision]):
            if state.certain & mask:
                low = place
        for place, mask in enumerate(self._rule_rows[decision]):
            if state.possible & mask:
                high = place
        return low, high

    def answer(self, decision: str, state: State) -> Answer:
        """One decision for one person, with its reasons."""
        low, high = self.bounds(decision, state)
        scale = self.decisions[decision].scale
        reasons: list[Reason] = []
        at_low = False
        for place in range(len(scale) - 1, 0, -1):
            for row in _bits(self._rule_rows[decision][place] & state.possible):
                certain = bool(state.certain >> row & 1)
                at_low = at_low or (certain and place >= low)
                needs = () if certain else tuple(self._open(row, state))
                reasons.append(Reason(self._row_rule[row].id, scale[place], certain, needs))
        either_way: tuple[str, ...] = ()
        if low and not at_low:
            held = state.certain & self._prime_mask[decision][low]
            either_way = min((self._row_prime[row].rules for row in _bits(held)), key=len)
        return Answer(scale[low], scale[high], tuple(reasons), either_way)

    def _open(self, row: int, state: State) -> Iterator[str]:
        """The facts on which it still hangs whether the row holds."""
        return (name for name, held in self.literals[row].items() if state.known[name] & ~held)


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
