"""Seeded records made from a pack's facts: complete ones, ones with gaps, and completions that reach a level.

A record is drawn, not observed: its facts are independent, so it is a fair load and a wide test, but no
picture of real people. What a gap may turn into is worked out here by comparing values with conditions,
without the engine's classes and masks, so that `gaps.py` does not judge the engine by the engine.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from afterwards import Pack
from afterwards.engine import Fact, Range
from afterwards.engine.rules import Condition, Value

Record = dict[str, Value]
"""Of each fact told: its value, in the pack's unit. An unknown fact is left out."""

Possible = dict[str, list[Value]]
"""Of each fact: one value for every way it can still turn out; none for a fact that does not apply and has no absent value."""

ALWAYS_TOLD = "guide"
"""The first page asks it, so no record leaves it out. (A gap there would only make the peers look worse.)"""
USUAL = 0.9
"""How often a fact takes the value that means absent. Without it nearly every record is an emergency."""


def meets(condition: Condition, value: Value) -> bool:
    """Whether a value meets a condition, by comparison."""
    if not isinstance(condition, Range):
        return value in condition
    assert not isinstance(value, str)
    above = condition.low is None or value > condition.low or (value == condition.low and not condition.low_open)
    below = condition.high is None or value < condition.high or (value == condition.high and not condition.high_open)
    return above and below


@dataclass(frozen=True)
class Drawer:
    """Draws records for one pack. `values`: of each fact the values worth trying, thresholds and their neighbours among them."""

    pack: Pack
    facts: Mapping[str, Fact]
    values: Possible

    @classmethod
    def of(cls, pack: Pack) -> Drawer:
        """For the facts of the pack's table."""
        facts = {name: classes.fact for name, classes in pack.table.classes.items()}
        return cls(pack, facts, {name: _values(pack, fact) for name, fact in facts.items()})

    def complete(self, draw: random.Random) -> Record:
        """A record in which every fact is given. Whole numbers are whole; values outside the range do not occur."""
        return {name: self._one(draw, fact) for name, fact in self.facts.items()}

    def holding(self, draw: random.Random, when: Mapping[str, Condition]) -> Record:
        """A complete record in which these conditions hold."""
        return self.complete(draw) | {
            name: draw.choice([value for value in self.values[name] if meets(condition, value)]) for name, condition in when.items()
        }

    def with_gaps(self, draw: random.Random, share: float) -> Record:
        """A record of which each fact is unknown with chance `share`.

        A fact left out that is known not to apply is given its absent value, so that every contestant sees
        the same person and none has to know when a fact applies.
        """
        whole = self.complete(draw)
        told = {name: value for name, value in whole.items() if name == ALWAYS_TOLD or draw.random() >= share}
        return {name: values[0] for name, values in self.possible(told).items() if name in told or self._settled(name, values)}

    def possible(self, told: Record) -> Possible:
        """What each fact can still be, each varied independently of the others."""
        found: Possible = {}
        for name, fact in self.facts.items():  # each fact stands after the fact that decides whether it applies
            applies = fact.gate is None or any(meets(fact.gate.condition, value) for value in found[fact.gate.fact])
            if name in told:
                found[name] = [told[name]]
            elif applies:
                found[name] = self.values[name]
            else:
                found[name] = [] if fact.absent is None else [fact.absent]
        return found

    def highest(self, draw: random.Random, decision: str, possible: Possible) -> tuple[str, Record]:
        """The highest level a completion can reach, and a completion that reaches it."""
        one = self.pack.decisions[decision]
        whole = {name: draw.choice(values) for name, values in possible.items() if values}
        for level in reversed(one.scale):
            for rule in one.rules.values():
                if rule.level == level:
                    chosen = {name: [v for v in possible[name] if meets(condition, v)] for name, condition in rule.when.items()}
                    if all(chosen.values()):
                        return level, whole | {name: draw.choice(values) for name, values in chosen.items()}
        return one.scale[0], whole

    def _one(self, draw: random.Random, fact: Fact) -> Value:
        if fact.absent is not None and draw.random() < USUAL:
            return fact.absent
        return draw.choice(self.values[fact.name])

    def _settled(self, name: str, values: list[Value]) -> bool:
        """Whether a fact that was not told does not apply and stands at its absent value."""
        return len(values) == 1 and values is not self.values[name]


def _values(pack: Pack, fact: Fact) -> list[Value]:
    if fact.values:
        return list(fact.values)
    low, high = fact.range
    step = 1 if fact.whole else 0.5
    found: set[float] = {low, high}
    for condition in _conditions(pack, fact.name):
        assert isinstance(condition, Range)
        for bound in (condition.low, condition.high):
            found |= set() if bound is None else {bound - step, bound, bound + step}
    inside = sorted(number for number in found if low <= number <= high)
    return [math.floor(number) for number in inside] if fact.whole else list(inside)


def _conditions(pack: Pack, fact: str) -> Iterator[Condition]:
    for decision in pack.decisions.values():
        yield from (rule.when[fact] for rule in decision.rules.values() if fact in rule.when)
    for classes in pack.table.classes.values():
        if classes.fact.gate and classes.fact.gate.fact == fact:
            yield classes.fact.gate.condition
