"""A table answered by trying everything: every value that an unknown fact can have, each condition by comparison.

Written apart from the engine: no masks, no classes, no prime implicants. It takes from a table only what the pack
says: facts with their values and gates, rules with their conditions, decisions with their scales.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise, product
from math import ceil, floor, prod

from afterwards.engine import Decision, Fact, Range, Rule, Table
from afterwards.engine.rules import Condition, Value

UNSURE = "unknown"
"""What a person says who was asked and does not know."""
ToldValue = Value | None
"""A value of a fact; None where the fact does not apply to her and no value stands for that."""
Person = Mapping[str, Value]
"""What one person has told: values by fact, `UNSURE` for a fact asked in vain. What is missing was not asked."""
Possible = Mapping[str, tuple[ToldValue, ...]]
"""Of each fact the values it can still have for a person, one for each way in which the conditions on it can turn out."""


def meets(condition: Condition, value: ToldValue, whole: bool) -> bool:
    """Whether a value meets a condition, by comparison. What does not apply meets none. `whole`: fractions are rounded down."""
    if value is None:
        return False
    if isinstance(condition, Range):
        assert not isinstance(value, str)
        number = floor(value) if whole else value
        above = condition.low is None or number > condition.low or (number == condition.low and not condition.low_open)
        below = condition.high is None or number < condition.high or (number == condition.high and not condition.high_open)
        return above and below
    return value in condition


def tried(fact: Fact, conditions: Iterable[Condition]) -> list[Value]:
    """Every value of a choice; of a number each whole one, or every threshold, one number between any two, and both ends."""
    if fact.values:
        return list(fact.values)
    low, high = fact.range
    bounds = {bound for one in conditions if isinstance(one, Range) for bound in (one.low, one.high) if bound is not None}
    if fact.whole:
        near = {floor(bound) + aside for bound in bounds for aside in (-1, 0, 1, 2)} | {ceil(low), floor(high)}
        return sorted(number for number in near if low <= number <= high)
    points = sorted({low, high} | {bound for bound in bounds if low <= bound <= high})
    return sorted({*points, *((one + two) / 2 for one, two in pairwise(points))})


class BruteForce:
    """The decisions of a table, answered by trying everything."""

    def __init__(self, table: Table) -> None:
        self.facts: dict[str, Fact] = {name: classes.fact for name, classes in table.classes.items()}
        self.decisions: Mapping[str, Decision] = dict(table.decisions)
        self._conditions: dict[str, list[Condition]] = {name: [] for name in self.facts}
        for decision in self.decisions.values():
            for rule in decision.rules:
                for name, condition in rule.when.items():
                    self._conditions[name].append(condition)
        for fact in self.facts.values():
            if fact.gate:
                self._conditions[fact.gate.fact].append(fact.gate.condition)
        self.values: dict[str, tuple[Value, ...]] = {
            name: tuple(one for one in distinct(fact, tried(fact, self._conditions[name]), self._conditions[name]) if one is not None)
            for name, fact in self.facts.items()
        }

    def possible(self, person: Person, *, closed: bool) -> dict[str, tuple[ToldValue, ...]]:
        """What each fact can still be: as told; absent when it is known not to apply, or in a closed world not told; else anything."""
        possible: dict[str, tuple[ToldValue, ...]] = {}
        for name, fact in self.facts.items():  # in the table's order each fact follows the one it hangs on
            value = person.get(name)
            if value == UNSURE:
                possible[name] = self.values[name]
            elif value is not None:
                possible[name] = (value,)
            elif (fact.gate and not self._may_apply(fact, possible)) or (closed and fact.absent is not None):
                possible[name] = (fact.absent,)
            else:
                possible[name] = self.values[name]
        return possible

    def _may_apply(self, fact: Fact, possible: Possible) -> bool:
        assert fact.gate
        other = self.facts[fact.gate.fact]
        return any(meets(fact.gate.condition, value, other.whole) for value in possible[other.name])

    def bounds(self, decision: str, possible: Possible, limit: int) -> tuple[int, int] | None:
        """The lowest and the highest place on the scale over every completion; None when there are more than `limit` of them.

        Only facts on which a rule hangs that is not contradicted are varied: the others change no level.
        """
        table_decision = self.decisions[decision]
        open_rules = [
            rule for rule in table_decision.rules if all(self._can_meet(name, condition, possible) for name, condition in rule.when.items())
        ]
        varied: dict[str, list[Condition]] = {}
        for rule in open_rules:
            for name, condition in rule.when.items():
                if len(possible[name]) > 1:
                    varied.setdefault(name, []).append(condition)
        values = [tuple(distinct(self.facts[name], possible[name], conditions)) for name, conditions in varied.items()]
        if prod(map(len, values)) > limit:
            return None
        return self._over_all(table_decision, open_rules, list(varied), values)

    def _can_meet(self, name: str, condition: Condition, possible: Possible) -> bool:
        return any(meets(condition, value, self.facts[name].whole) for value in possible[name])

    def _over_all(
        self, decision: Decision, rules: Sequence[Rule], varied: Sequence[str], values: Sequence[Sequence[ToldValue]]
    ) -> tuple[int, int]:
        ready: list[tuple[int, list[tuple[int, frozenset[ToldValue]]]]] = []
        for rule in rules:
            asked = []
            for name, condition in rule.when.items():
                if name in varied:
                    spot = varied.index(name)
                    asked.append((spot, frozenset(value for value in values[spot] if meets(condition, value, self.facts[name].whole))))
            ready.append((decision.scale.index(rule.level), asked))
        ready.sort(key=lambda one: -one[0])
        low, high = len(decision.scale), 0
        for completion in product(*values):
            reached = next((level for level, asked in ready if all(completion[spot] in met for spot, met in asked)), 0)
            low, high = min(low, reached), max(high, reached)
        return low, high


def distinct(fact: Fact, values: Iterable[ToldValue], conditions: Sequence[Condition]) -> Iterable[ToldValue]:
    """Of these values the first for each way in which the conditions turn out together."""
    seen: dict[tuple[bool, ...], ToldValue] = {}
    for value in values:
        seen.setdefault(tuple(meets(condition, value, fact.whole) for condition in conditions), value)
    return seen.values()
