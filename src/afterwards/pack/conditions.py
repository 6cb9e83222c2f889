"""Conditions as they are written in the pack, as the engine takes them; and the facts a table needs for its rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from afterwards.engine import Fact, Range, Rule
from afterwards.engine.rules import Condition


def condition(data: Any) -> Condition:
    """A condition as the engine takes it: a set of values, or a range."""
    if isinstance(data, Mapping):
        low, high = data.get("from", data.get("above")), data.get("to", data.get("under"))
        return Range(low, high, "above" in data, "under" in data)
    return frozenset(str(value) for value in data)


def conditions(data: Mapping[str, Any]) -> dict[str, Condition]:
    """The conditions of one rule, by fact."""
    return {name: condition(one) for name, one in data.items()}


def named_facts(facts: Iterable[Fact], rules: Iterable[Rule]) -> list[Fact]:
    """The facts a table needs: those that rules name, and those their gates hang on."""
    known = {fact.name: fact for fact in facts}
    wanted = {name for rule in rules for name in rule.when}
    waiting = list(wanted)
    while waiting:
        fact = known.get(waiting.pop())
        if fact and fact.gate and fact.gate.fact not in wanted:
            wanted.add(fact.gate.fact)
            waiting.append(fact.gate.fact)
    return [fact for name, fact in known.items() if name in wanted]
