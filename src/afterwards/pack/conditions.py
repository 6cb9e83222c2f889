"""Conditions as they are written in the pack, as the engine takes them; and the facts a table needs for its rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_

from afterwards.engine import Fact, Gate, Range, Rule, State, Table
from afterwards.engine.rules import Condition
from afterwards.pack.data import Data


def condition(data: Data | Sequence[str]) -> Condition:
    """A condition as the engine takes it: a set of values, or a range."""
    if isinstance(data, Mapping):
        low, high = data.get("from", data.get("above")), data.get("to", data.get("under"))
        return Range(low, high, "above" in data, "under" in data)
    return frozenset(str(value) for value in data)


MEMBER = "."
"""Joins a list fact and one of its values: `medicines.lamotrigine` is a yes/no fact of the table."""
CLASS_WITHIN = "antiretroviral"
"""A class of medicines with finer ones (`antiretroviral_...`), each of which implies it."""


def conditions(data: Data, lists: Collection[str] = ()) -> dict[str, Condition]:
    """The conditions of one rule, by fact of the table. Of a fact in `lists`, `[a]` is that value, `{without: [a, b]}` none of these."""
    made: dict[str, Condition] = {}
    for name, wanted in data.items():
        if name not in lists:
            made[name] = condition(wanted)
        elif isinstance(wanted, Mapping):
            made |= {member(name, value): frozenset(("no",)) for value in wanted["without"]}
        else:
            made |= {member(name, value): frozenset(("yes",)) for value in wanted}
    return made


def member(fact: str, value: str) -> str:
    """The yes/no fact of the table for one value of a list fact."""
    return f"{fact}{MEMBER}{value}"


def base_of(fact: str) -> str:
    """The fact as she knows it: `medicines` for `medicines.lamotrigine`."""
    return fact.partition(MEMBER)[0] if MEMBER in fact else fact


def bases(facts: Iterable[str]) -> tuple[str, ...]:
    """Facts as she knows them, each once."""
    return tuple(dict.fromkeys(map(base_of, facts)))


def members(lists: Mapping[str, Sequence[str]]) -> Iterator[Fact]:
    """The yes/no facts of a table for the values of the list facts."""
    for name, values in lists.items():
        for value in values:
            within = value.startswith(f"{CLASS_WITHIN}_")
            gate = Gate(member(name, CLASS_WITHIN), frozenset(("yes",))) if within else None
            yield Fact(member(name, value), ("yes", "no"), absent="no", gate=gate)


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


def exception_id(name: str, number: int) -> str:
    """The rule of a table that says when an exception (`unless`) of a statement, a row of the plan or a short answer holds."""
    return f"{name} unless #{number}"


def excepted(table: Table, name: str, unless: Sequence[Mapping[str, Condition]], state: State) -> bool:
    """Whether one of the exceptions of what goes by this name certainly holds."""
    if not unless:
        return False
    mask = table.exceptions.get(name)
    if mask is None:
        mask = table.exceptions[name] = reduce(or_, (1 << table.rules[exception_id(name, place)] for place in range(len(unless))))
    return bool(state.certain & mask)
