"""The engine's promises, computed the slow and obvious way: try every completion.

It shares nothing with the engine but the words of a table (`Fact`, `Rule`, ...). No classes, no masks,
no implicants: a condition is tested against a value, a rule against a whole person, and every unknown
fact takes every value that some condition can tell from another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise, product
from math import ceil, floor
from typing import TypeVar

from afterwards.engine import Decision, Fact, Range, Rule, State, Table
from afterwards.engine.rules import Condition, Value

DOES_NOT_APPLY = None
Told = Value | None
Completion = tuple[Told, ...]
T = TypeVar("T")


@dataclass(frozen=True)
class Person:
    """What one person has told: values, values narrowed but not known, facts asked in vain."""

    given: dict[str, Value] = field(default_factory=dict)
    partly: dict[str, frozenset[str]] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    closed: bool = False


def meets(condition: Condition, value: Told, whole: bool) -> bool:
    """Whether a value meets a condition, by comparison. What does not apply meets none."""
    if value is DOES_NOT_APPLY:
        return False
    if isinstance(condition, Range):
        assert not isinstance(value, str)
        number = floor(value) if whole else value
        above = condition.low is None or number > condition.low or (number == condition.low and not condition.low_open)
        below = condition.high is None or number < condition.high or (number == condition.high and not condition.high_open)
        return above and below
    return value in condition


@dataclass(frozen=True)
class BruteForce:
    """The same table as the engine's, answered by trying everything."""

    facts: Sequence[Fact]
    decisions: Sequence[Decision]
    selections: Sequence[Rule] = ()

    @cached_property
    def _facts(self) -> dict[str, Fact]:
        return {fact.name: fact for fact in self.facts}

    @cached_property
    def _rules(self) -> dict[str, Rule]:
        every = [rule for decision in self.decisions for rule in decision.rules] + list(self.selections)
        return {rule.id: rule for rule in every}

    def _conditions(self, name: str) -> list[Condition]:
        found = [rule.when[name] for rule in self._rules.values() if name in rule.when]
        return found + [fact.gate.condition for fact in self.facts if fact.gate and fact.gate.fact == name]

    @cached_property
    def values(self) -> dict[str, list[Told]]:
        """Of each fact one value for every way in which the conditions on it can turn out together."""
        return {name: self._distinct(fact) for name, fact in self._facts.items()}

    def _distinct(self, fact: Fact) -> list[Told]:
        conditions = self._conditions(fact.name)
        seen: dict[tuple[bool, ...], Told] = {}
        for value in fact.values or numbers(fact, conditions):
            seen.setdefault(tuple(meets(condition, value, fact.whole) for condition in conditions), value)
        return list(seen.values())

    def possible(self, person: Person) -> dict[str, list[Told]]:
        """Of each fact the values it can still have, one for each way the conditions can turn out."""
        found: dict[str, list[Told]] = {}

        def of(name: str) -> list[Told]:
            if name not in found:
                found[name] = self._possible(self._facts[name], person, of)
            return found[name]

        return {name: of(name) for name in self._facts}

    def _possible(self, fact: Fact, person: Person, of: Callable[[str], list[Told]]) -> list[Told]:
        if fact.name in person.given:
            return [person.given[fact.name]]
        if fact.name in person.partly:
            return [value for value in fact.values if value in person.partly[fact.name]]
        if fact.name in person.asked:
            return self.values[fact.name]
        if fact.gate:
            gate = self._facts[fact.gate.fact]
            if not any(meets(fact.gate.condition, value, gate.whole) for value in of(gate.name)):
                return [fact.absent]  # its absent value, or None: does not apply
        if person.closed and fact.absent is not None:
            return [fact.absent]
        return self.values[fact.name]

    def rules_held(self, person: Person) -> dict[Completion, frozenset[str]]:
        """For every way in which the unknown facts can turn out, each varied independently: the rules that hold."""
        possible = self.possible(person)
        spots = {name: spot for spot, name in enumerate(possible)}
        met = {
            rule.id: [
                (spots[name], {value for value in possible[name] if meets(condition, value, self._facts[name].whole)})
                for name, condition in rule.when.items()
            ]
            for rule in self._rules.values()
        }
        return {
            one: frozenset(rule for rule, conditions in met.items() if all(one[spot] in values for spot, values in conditions))
            for one in product(*possible.values())
        }

    def place(self, decision: Decision, held: frozenset[str]) -> int:
        """The place on the scale when exactly these rules hold."""
        return max((decision.scale.index(rule.level) for rule in decision.rules if rule.id in held), default=0)

    def needs(self, held: dict[Completion, frozenset[str]]) -> dict[str, set[str]]:
        """Of each rule the facts that alone can turn it from holding to not holding, the others staying as they are."""
        found: dict[str, set[str]] = {name: set() for name in self._rules}
        for spot, name in enumerate(self._facts):
            for group in varying(spot, held):
                for rule in frozenset.union(*group) - frozenset.intersection(*group):
                    found[rule].add(name)
        return found

    def still_matters(self, held: dict[Completion, frozenset[str]]) -> set[str]:
        """The facts of which two values give some decision two levels, all other facts being equal."""
        places = {rules: tuple(self.place(decision, rules) for decision in self.decisions) for rules in set(held.values())}
        levels = {completion: places[rules] for completion, rules in held.items()}
        return {name for spot, name in enumerate(self._facts) if any(len(set(group)) > 1 for group in varying(spot, levels))}

    def ask_next(self, person: Person, held: dict[Completion, frozenset[str]]) -> set[str]:
        """The facts worth asking: those that still matter, and the gates that decide whether one of them applies."""
        asked = {*person.asked, *person.given}
        wanted = self.still_matters(held) - asked
        possible = self.possible(person)
        while True:
            more = {
                gate
                for gate in self._facts
                if gate not in asked | wanted and len(possible[gate]) > 1 and self._decides_whether_one_applies(gate, wanted, person)
            }
            if not more:
                return wanted
            wanted |= more

    def _decides_whether_one_applies(self, gate: str, wanted: set[str], person: Person) -> bool:
        before = self.possible(person)
        for value in before[gate]:
            assert value is not DOES_NOT_APPLY
            after = self.possible(replace(person, given={**person.given, gate: value}))
            if any(after[name] != before[name] for name in wanted):
                return True
        return False


def varying(spot: int, found: dict[Completion, T]) -> Iterable[list[T]]:
    """Groups of completions that differ in one fact only."""
    groups: dict[Completion, list[T]] = {}
    for completion, one in found.items():
        groups.setdefault(completion[:spot] + completion[spot + 1 :], []).append(one)
    return groups.values()


def numbers(fact: Fact, conditions: Iterable[Condition]) -> list[float]:
    """Every threshold, one number between any two of them, and both ends; or every whole number."""
    low, high = fact.range
    if fact.whole:
        return list(range(ceil(low), floor(high) + 1))
    bounds = {bound for condition in conditions if isinstance(condition, Range) for bound in (condition.low, condition.high)}
    points = sorted({low, high} | {bound for bound in bounds if bound is not None and low <= bound <= high})
    return sorted({*points, *((one + two) / 2 for one, two in pairwise(points))})


def state_of(table: Table, person: Person) -> State:
    """The same person, as the engine takes her."""
    given = {name: table.classes[name].of(value) for name, value in person.given.items()}
    given |= {name: table.classes[name].meeting(values) for name, values in person.partly.items()}
    return table.state(given, asked=person.asked, closed=person.closed)
