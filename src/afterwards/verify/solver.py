"""The same rules told to an SMT solver (z3), on its own terms: a second proof that shares no step with the first.

A fact is a whole number (a choice, by its place among the values; a number that is rounded down) or a real one, and a
condition is a comparison, as the pack writes it. Neither the classes of the engine nor its masks are used. "Does not
apply" is a yes/no variable beside the fact, and no condition holds while it is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import z3

from afterwards.engine import Decision, Fact, Range, Rule, Table
from afterwards.engine.blake import Prime
from afterwards.engine.rules import Condition, Cut, Value
from afterwards.engine.table import bits

Formula = Any
"""A formula or a term of z3, which has no types."""


class Solver:
    """One table as z3 sees it: a variable for each fact, and formulas of them."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.facts: dict[str, Fact] = {name: classes.fact for name, classes in table.classes.items()}
        self._terms = {name: _variable(fact, name) for name, fact in self.facts.items()}
        self._absent = {name: z3.Bool(f"{name} does not apply") for name, fact in self.facts.items() if _may_not_apply(fact)}
        self._rules: dict[str, Formula] = {}
        self._asked = z3.Solver()
        self._asked.add(self.limits())

    def limits(self) -> Formula:
        """What is true of every state: each fact within its values or its range."""
        return z3.And([within(fact, self._terms[name]) for name, fact in self.facts.items()])

    def condition(self, name: str, wanted: Condition, moved: Mapping[str, Formula] | None = None) -> Formula:
        """That a fact meets a condition. `moved`: terms that stand for some facts in place of their own; None does not apply."""
        if moved and name in moved:
            return z3.BoolVal(False) if moved[name] is None else meets(self.facts[name], wanted, moved[name])
        formula = meets(self.facts[name], wanted, self._terms[name])
        return z3.And(z3.Not(self._absent[name]), formula) if name in self._absent else formula

    def rule(self, rule: Rule, moved: Mapping[str, Formula] | None = None) -> Formula:
        """That a rule holds."""
        if moved and not moved.keys().isdisjoint(rule.when):
            return z3.And([self.condition(name, wanted, moved) for name, wanted in rule.when.items()])
        if rule.id not in self._rules:
            self._rules[rule.id] = z3.And([self.condition(name, wanted) for name, wanted in rule.when.items()])
        return self._rules[rule.id]

    def at_least(self, decision: Decision, level: int, moved: Mapping[str, Formula] | None = None) -> Formula:
        """That the decision is at this place of its scale or above."""
        wanted = decision.scale[level:]
        return self.one_of((rule for rule in decision.rules if rule.level in wanted), moved)

    def one_of(self, rules: Iterable[Rule], moved: Mapping[str, Formula] | None = None) -> Formula:
        """That one of these rules holds."""
        return z3.Or([self.rule(rule, moved) for rule in rules])

    def none_of(self, rules: Iterable[Rule], moved: Mapping[str, Formula] | None = None) -> Formula:
        """That none of these rules holds."""
        return z3.Not(self.one_of(rules, moved))

    @staticmethod
    def no(formula: Formula) -> Formula:
        """That a formula does not hold."""
        return z3.Not(formula)

    def prime(self, prime: Prime) -> Formula:
        """That a prime implicant holds: its sets of classes are read as the values and spans they stand for."""
        return z3.And([self._classes(name, held) for name, held in prime.literals])

    def primes(self, primes: Iterable[Prime]) -> Formula:
        """That one of these prime implicants holds."""
        return z3.Or([self.prime(one) for one in primes])

    def _classes(self, name: str, possible: int) -> Formula:
        classes, fact, term = self.table.classes[name], self.facts[name], self._terms[name]
        if fact.values:
            formula = z3.Or([term == place for place in bits(possible & classes.real)])
        else:
            formula = z3.Or([_between(term, classes.cuts, place) for place in bits(possible & classes.real)])
        if name not in self._absent:
            return formula
        return z3.If(self._absent[name], z3.BoolVal(bool(possible & ~classes.real)), formula)

    def fresh(self, name: str) -> tuple[Formula, Formula]:
        """A second variable for a fact, and what is true of it."""
        term = _variable(self.facts[name], f"{name} then")
        return term, within(self.facts[name], term)

    def value(self, name: str, value: Value) -> Formula:
        """A value of a fact as a term."""
        fact = self.facts[name]
        return z3.IntVal(fact.values.index(str(value))) if fact.values else _number(fact, float(value))

    def term(self, name: str) -> Formula:
        """A fact's own variable."""
        return self._terms[name]

    def apart(self, formulas: Sequence[Formula]) -> dict[str, Value] | None:
        """Values that make the formulas true within the limits, without facts that do not apply; None when there are none.

        Raises `RuntimeError` when the solver cannot tell.
        """
        self._asked.push()
        try:
            self._asked.add(*formulas)
            outcome = self._asked.check()
            if outcome == z3.unsat:
                return None
            if outcome != z3.sat:
                raise RuntimeError(f"the solver cannot tell: {self._asked.reason_unknown()}")
            model = self._asked.model()
        finally:
            self._asked.pop()
        return {
            name: _read(fact, model.eval(self._terms[name], model_completion=True))
            for name, fact in self.facts.items()
            if not (name in self._absent and z3.is_true(model.eval(self._absent[name], model_completion=True)))
        }


def different(first: Formula | None, second: Formula) -> Formula:
    """That two terms differ; None, which does not apply, differs from every value."""
    return z3.BoolVal(True) if first is None else first != second


def _variable(fact: Fact, name: str) -> Formula:
    return z3.Int(name) if fact.values or fact.whole else z3.Real(name)


def _may_not_apply(fact: Fact) -> bool:
    return fact.gate is not None and fact.absent is None


def within(fact: Fact, term: Formula) -> Formula:
    """That a term is a value of the fact."""
    if fact.values:
        return z3.And(term >= 0, term < len(fact.values))
    return z3.And(term >= _number(fact, fact.range[0], up=True), term <= _number(fact, fact.range[1]))


def meets(fact: Fact, wanted: Condition, term: Formula) -> Formula:
    """That a term meets a condition. A number that is rounded down is compared as it is rounded."""
    if not isinstance(wanted, Range):
        return z3.Or([term == fact.values.index(value) for value in sorted(wanted)])
    bounds = []
    if wanted.low is not None:
        bound = z3.RealVal(repr(wanted.low))
        bounds.append(term > bound if wanted.low_open else term >= bound)
    if wanted.high is not None:
        bound = z3.RealVal(repr(wanted.high))
        bounds.append(term < bound if wanted.high_open else term <= bound)
    return z3.And(bounds)


def _between(term: Formula, cuts: tuple[Cut, ...], index: int) -> Formula:
    bounds = []
    if index:
        bound, above = cuts[index - 1]
        bounds.append(term > z3.RealVal(repr(bound)) if above else term >= z3.RealVal(repr(bound)))
    if index < len(cuts):
        bound, above = cuts[index]
        bounds.append(term <= z3.RealVal(repr(bound)) if above else term < z3.RealVal(repr(bound)))
    return z3.And(bounds)


def _number(fact: Fact, value: float, up: bool = False) -> Formula:
    if fact.whole:
        return z3.IntVal(int(-(-value // 1)) if up else int(value // 1))
    return z3.RealVal(repr(value))


def _read(fact: Fact, term: Formula) -> Value:
    if fact.values:
        return fact.values[int(term.as_long())]
    if fact.whole:
        return int(term.as_long())
    number = float(term.as_fraction())
    return int(number) if number == int(number) else number
