"""What is worked out of each woman: the decisions and the methods of one guideline, as conditions on sets of classes.

A rule may hold where each of its literals meets the set that is still possible; a level is certain where that set lies inside each
literal of a prime implicant. A column of the coded table holds such a set as an integer, a fact of one of the two tables each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from afterwards.contraception import PLACES
from afterwards.engine import Table
from afterwards.pack.eligibility import decision_of
from afterwards.pack.grids import SILENT
from afterwards.pack.model import Pack

Literals = tuple[tuple[str, int], ...]
"""Of each column the set of classes in which a condition holds."""
DECISIONS, METHODS = "decision", "method"
KINDS = {8: "uint8", 16: "uint16", 32: "uint32", 64: "uint64"}
"""The kinds of whole numbers, by how many classes a set of them can hold."""


@dataclass(frozen=True, slots=True)
class RuleBits:
    """A rule: what it is called for a reader, its place on the scale, its literals."""

    name: str
    level: int
    literals: Literals


@dataclass(frozen=True, slots=True)
class Outcome:
    """One decision or method. `primes`: of each place on its scale the literals of each prime implicant. `floor`: the lowest place given.

    `rules` stand highest level first, as in the answer for one woman.
    """

    name: str
    of: str
    scale: tuple[str, ...]
    rules: tuple[RuleBits, ...]
    primes: tuple[tuple[Literals, ...], ...]
    floor: int

    def rules_at(self, level: int) -> list[Literals]:
        """The literals of the rules of one level."""
        return [rule.literals for rule in self.rules if rule.level == level]


@dataclass(frozen=True, slots=True)
class Plan:
    """Every outcome, and of each column of the coded table its table (by its place in `tables`), its fact and its kind of number."""

    tables: tuple[Table, ...]
    outcomes: tuple[Outcome, ...]
    columns: Mapping[str, tuple[int, str, str]]


def plan_of(pack: Pack, guideline: str, *, past_due: bool) -> Plan:
    """What is asked of the pack under a guideline that it holds."""
    tables = (pack.table, pack.contraception.table) if pack.contraception else (pack.table,)
    decisions = [_decision(pack, name, past_due=past_due) for name in pack.decisions]
    methods = [_method(pack, guideline, name, past_due=past_due) for name in pack.contraception.offered] if pack.contraception else []
    used = {column for outcome in (*decisions, *methods) for column, _ in _literals(outcome)}
    columns = {
        _column(number, place): (number, name, _kind(classes.full))
        for number, table in enumerate(tables)
        for place, (name, classes) in enumerate(table.classes.items())
        if _column(number, place) in used
    }
    return Plan(tables, (*decisions, *methods), columns)


def _decision(pack: Pack, name: str, *, past_due: bool) -> Outcome:
    decision = pack.decisions[name]
    floor = decision.scale.index(decision.past_due) if past_due else 0
    return _outcome(pack.table, 0, name, name, DECISIONS, {rule: rule for rule in decision.rules}, floor)


def _method(pack: Pack, guideline: str, method: str, *, past_due: bool) -> Outcome:
    assert pack.contraception
    floor = PLACES[SILENT] if past_due else 0
    return _outcome(pack.contraception.table, 1, decision_of(guideline, method), method, METHODS, pack.contraception.line_of, floor)


def _outcome(table: Table, number: int, decision: str, name: str, of: str, names: Mapping[str, str], floor: int) -> Outcome:
    scale = table.decisions[decision].scale
    places = {fact: place for place, fact in enumerate(table.classes)}

    def literals(held_in: Iterable[tuple[str, int]]) -> Literals:
        return tuple((_column(number, places[fact]), classes) for fact, classes in held_in)

    rules = [
        RuleBits(names[rule.id], scale.index(rule.level), literals(table.literals[table.rules[rule.id]].items()))
        for rule in sorted(table.decisions[decision].rules, key=lambda rule: (-scale.index(rule.level), table.rules[rule.id]))
    ]
    primes = tuple(tuple(literals(prime.literals) for prime in level) for level in table.primes[decision])
    return Outcome(name, of, scale, tuple(rules), primes, floor)


def _literals(outcome: Outcome) -> Iterator[tuple[str, int]]:
    for rule in outcome.rules:
        yield from rule.literals
    for level in outcome.primes:
        for prime in level:
            yield from prime


def _column(table: int, fact: int) -> str:
    """By their places, since names of facts may have dots in them, which engines read in ways of their own."""
    return f"f{table}_{fact}"


def _kind(full: int) -> str:
    return next(kind for bits, kind in KINDS.items() if full.bit_length() <= bits)


def levels_of(outcome: Outcome) -> Sequence[int]:
    """The places above the lowest, the highest first."""
    return range(len(outcome.scale) - 1, 0, -1)
