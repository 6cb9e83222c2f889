"""The rules as SQL, for the standard library's sqlite3: a second reading of the pack that shares no code with the engine.

A person is a row, a fact is a column: a value as told, NULL when it was not asked, 'unknown' when it was asked in vain.
A rule is a boolean expression written from the pack's conditions on values. SQL's own logic of three values is the
unknown of the guide: a rule with NULL facts is true, false or NULL, and a level is possible when one of its rules `IS NOT FALSE`.

For each decision a row gets three places on its scale:
- `high`: the highest level of which a rule is not false. Exact, with unknown facts too.
- `certain`: the highest level of which one rule is true. It is `low` when nothing is unknown; otherwise `low` may be higher,
  since several rules together can make a level certain. SQL cannot see that.
- `low`: the highest level of which a prime implicant is true. The implicants are the engine's, here read as conditions on
  values; so this checks how they are evaluated, and brute force, diagram and solver check that they are the right ones.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from afterwards.engine import Fact, Prime, Range, Table
from afterwards.engine.rules import Classes, Condition, Cut, Value
from afterwards.verify.brute_force import UNSURE, meets, tried

NOT_APPLYING = "does not apply"
ToldValue = Value | None


class Places(NamedTuple):
    """Places on a decision's scale, as SQL finds them."""

    high: int
    certain: int
    low: int


class SqlTable:
    """A table in an SQLite database in memory. Use it in one thread, and `close` it."""

    def __init__(self, table: Table) -> None:
        self.names = tuple(table.classes)
        self._columns = {name: f"f{place}" for place, name in enumerate(self.names)}
        self._facts = {name: classes.fact for name, classes in table.classes.items()}
        self.decisions = tuple(table.decisions)
        columns = ", ".join(self._columns.values())
        self._database = sqlite3.connect(":memory:")
        self._database.execute(f"CREATE TABLE told (person INTEGER PRIMARY KEY, {columns})")
        marks = ", ".join("?" * len(self.names))
        self._insert = f"INSERT INTO told VALUES (?, {marks})"  # noqa: S608 - marks only
        self._answers = {closed: self._query(table, closed) for closed in (False, True)}

    def close(self) -> None:
        """Give the memory back."""
        self._database.close()

    def answers(self, people: Iterable[Sequence[ToldValue]], *, closed: bool) -> list[tuple[Places, ...]]:
        """Of each person (a value for each of `names`, in order) the places in each of `decisions`. `closed`: not told is absent."""
        self._database.execute("DELETE FROM told")
        self._database.executemany(self._insert, ((number, *one) for number, one in enumerate(people)))
        rows = self._database.execute(self._answers[closed])
        return [tuple(Places(*row[spot : spot + 3]) for spot in range(0, len(row), 3)) for row in rows]

    def _query(self, table: Table, closed: bool) -> str:
        depths = self._depths()
        layers = []
        before = "told"
        for depth in range(max(depths.values(), default=0) + 1):
            named = [
                f"{self._known(fact, closed)} AS {self._columns[name]}" if depths[name] == depth else self._columns[name]
                for name, fact in self._facts.items()
            ]
            layers.append(f"known{depth} AS MATERIALIZED (SELECT person, {', '.join(named)} FROM {before})")  # noqa: S608
            before = f"known{depth}"
        places = []
        for name, decision in table.decisions.items():
            rules: list[list[str]] = [[] for _ in decision.scale]
            for rule in decision.rules:
                asks = " AND ".join(self._condition(fact, condition) for fact, condition in rule.when.items())
                rules[decision.scale.index(rule.level)].append(f"({asks or '1'})")
            primes = [[self._prime(prime, table) for prime in level] for level in table.primes[name]]
            places += [highest(rules, "IS NOT FALSE"), highest(rules, "IS TRUE"), highest(primes, "IS TRUE")]
        return f"WITH {', '.join(layers)} SELECT {', '.join(places)} FROM {before} ORDER BY person"  # noqa: S608

    def _depths(self) -> dict[str, int]:
        """How many gates stand before a fact: a fact is read after the one it hangs on."""
        depths: dict[str, int] = {}
        for name, fact in self._facts.items():
            depths[name] = depths[fact.gate.fact] + 1 if fact.gate else 0
        return depths

    def _known(self, fact: Fact, closed: bool) -> str:
        """What is known of a fact: as told; absent when it does not apply, or in a closed world not told; else NULL."""
        column = self._columns[fact.name]
        value = f"CASE WHEN typeof({column}) = 'real' THEN CAST({column} AS INTEGER) ELSE {column} END" if fact.whole else column
        absent = _literal(NOT_APPLYING if fact.absent is None else fact.absent)
        lines = [f"WHEN {column} = '{UNSURE}' THEN NULL", f"WHEN {column} IS NOT NULL THEN {value}"]
        if fact.gate:
            lines.append(f"WHEN ({self._condition(fact.gate.fact, fact.gate.condition)}) IS FALSE THEN {absent}")
        if closed and fact.absent is not None:
            lines.append(f"ELSE {absent}")
        return f"CASE {' '.join(lines)} END"

    def _condition(self, name: str, condition: Condition) -> str:
        """A condition on values. One that no value can meet, or every value meets, is known although the fact is not."""
        fact, column = self._facts[name], self._columns[name]
        met = [meets(condition, value, fact.whole) for value in tried(fact, [condition])]
        if not any(met):
            return "0"
        if all(met):
            return f"{column} IS NOT '{NOT_APPLYING}'"
        if isinstance(condition, Range):
            parts = [f"{column} <> '{NOT_APPLYING}'"] if fact.gate and fact.absent is None else []
            if condition.low is not None:
                parts.append(f"{column} {'>' if condition.low_open else '>='} {_literal(condition.low)}")
            if condition.high is not None:
                parts.append(f"{column} {'<' if condition.high_open else '<='} {_literal(condition.high)}")
            return " AND ".join(parts)
        return f"{column} IN ({', '.join(map(_literal, sorted(condition)))})"

    def _prime(self, prime: Prime, table: Table) -> str:
        asks = [_classes(table.classes[name], held, self._columns[name]) for name, held in prime.literals]
        return f"({' AND '.join(asks) or '1'})"


def highest(levels: Sequence[Sequence[str]], how: str) -> str:
    """The highest place of which one of the conditions is as `how` says ("IS TRUE", or "" for what is never NULL); 0 for none."""
    cases = [f"WHEN ({' OR '.join(levels[place])}) {how} THEN {place}" for place in range(len(levels) - 1, 0, -1) if levels[place]]
    return f"CASE {' '.join(cases)} ELSE 0 END" if cases else "0"


def _classes(classes: Classes, possible: int, column: str) -> str:
    """A set of classes as conditions on values: some of the values, or the stretches between the cuts."""
    if not classes.real & ~possible:
        return f"{column} IS NOT '{NOT_APPLYING}'"
    parts = []
    if possible & ~classes.real:
        parts.append(f"{column} = '{NOT_APPLYING}'")
    if classes.fact.values:
        values = [value for place, value in enumerate(classes.fact.values) if possible >> place & 1]
        parts += [f"{column} IN ({', '.join(map(_literal, values))})"] if values else []
    else:
        ends: list[Cut | None] = [None, *classes.cuts, None]
        for index in range(len(classes.cuts) + 1):
            if possible >> index & 1:
                parts.append(f"({_stretch(column, ends[index], ends[index + 1])})")
    return f"({' OR '.join(parts)})"


def _stretch(column: str, begin: Cut | None, end: Cut | None) -> str:
    parts = [f"{column} <> '{NOT_APPLYING}'"]
    if begin is not None:
        parts.append(f"{column} {'>' if begin[1] else '>='} {_literal(begin[0])}")
    if end is not None:
        parts.append(f"{column} {'<=' if end[1] else '<'} {_literal(end[0])}")
    return " AND ".join(parts)


def _literal(value: Value) -> str:
    if isinstance(value, str):
        doubled = value.replace("'", "''")
        return f"'{doubled}'"
    return repr(value)
