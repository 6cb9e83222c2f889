"""The ways to answer one table that share no code, and random people to answer in each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

import z3

from afterwards.engine import Fact, Prime, Rule, State, Table
from afterwards.engine.rules import Value
from afterwards.verify.brute_force import UNSURE, BruteForce, ToldValue, meets
from afterwards.verify.diagram import Diagram
from afterwards.verify.solver import Solver, within
from afterwards.verify.sql import SqlTable

Bounds = tuple[int, int]
"""The lowest and the highest place on a decision's scale."""
MOSTLY = 0.93
"""How often a condition of a rule that was drawn is met; so that some people just miss a rule."""
COMPLETIONS = 512
"""How many completions brute force tries of one decision; a person with more is left to the other ways."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How random people of one kind talk.

    `untold`, `unsure`, `absent`: of a fact with an absent value the chance that it is not told, not known, or absent; else it
    has any value. `share_told`: the chance that a fact without an absent value is told. `rules`: of up to so many rules, drawn
    at random, most conditions are met, so that every level is reached.
    """

    words: str
    closed: bool
    untold: float
    unsure: float
    absent: float
    share_told: float
    rules: int

    def chances(self, fact: Fact) -> tuple[float, float, float, float]:
        """How likely a fact is not told, not known, absent, of any value."""
        if fact.absent is not None:
            return self.untold, self.unsure, self.absent, 1 - self.untold - self.unsure - self.absent
        share_told = self.share_told / 2 if fact.gate and self.share_told < 1 else self.share_told
        return (1 - share_told) * 2 / 3, (1 - share_told) / 3, 0, share_told


HABITS = (
    Habit("a closed world with few findings", True, 0.9, 0.03, 0.0, 0.9, 3),
    Habit("every fact told", False, 0.0, 0.0, 0.85, 1.0, 3),
    Habit("an open world, well told", False, 0.04, 0.04, 0.85, 0.85, 2),
    Habit("an open world with many gaps", False, 0.45, 0.15, 0.35, 0.5, 2),
)


class Ways:
    """One table in every way to answer it. The diagram and the solver are made when they are first asked."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.sql = SqlTable(table)
        self.brute_force = BruteForce(table)
        self.scales = {name: decision.scale for name, decision in table.decisions.items()}
        self.rules = [rule for decision in table.decisions.values() for rule in decision.rules]
        self._classes: dict[tuple[str, Value], int] = {}
        self._meeting: dict[tuple[str, str], tuple[Value, ...]] = {}
        self.choices = {name: self._choices(name) for name in table.classes}
        self._diagram: Callable[[str, State], Bounds] | None = None
        self._solver: Callable[[str, State], Bounds] | None = None

    def _choices(self, name: str) -> tuple[Value, ...]:
        """Values that a random person may tell: one for each way conditions turn out, the ends, and fractions of whole numbers."""
        fact = self.table.classes[name].fact
        if fact.values:
            return fact.values
        choices = {*self.brute_force.values[name], *fact.range}
        if fact.whole:
            choices |= {number + 0.5 for number in self.brute_force.values[name] if not isinstance(number, str) and number < fact.range[1]}
        return tuple(sorted(choices, key=float))

    def meeting(self, rule: Rule, name: str) -> tuple[Value, ...]:
        """The values to choose from that meet a rule's condition on a fact."""
        values = self._meeting.get((rule.id, name))
        if values is None:
            whole = self.table.classes[name].fact.whole
            values = self._meeting[rule.id, name] = tuple(one for one in self.choices[name] if meets(rule.when[name], one, whole))
        return values

    def state(self, person: Mapping[str, Value], *, closed: bool) -> State:
        """The person as the engine takes her."""
        known = {}
        for name, value in person.items():
            if value == UNSURE:
                continue
            classes = self._classes.get((name, value))
            if classes is None:
                classes = self._classes[name, value] = self.table.classes[name].of(value)
            known[name] = classes
        return self.table.state(known, asked=[name for name, value in person.items() if value == UNSURE], closed=closed)

    def possible(self, state: State) -> dict[str, tuple[ToldValue, ...]]:
        """What a state leaves open, as values: of each class of a fact some value that lies in it; None where it does not apply."""
        possible: dict[str, tuple[ToldValue, ...]] = {}
        for name, classes in self.table.classes.items():
            known = state.known[name]
            bounds = [bound + aside for bound, _ in classes.cuts for aside in (-1, -0.25, 0, 0.25, 1)]
            low, high = classes.fact.range
            values = classes.fact.values or sorted({low, high, *(one for one in bounds if low <= one <= high)})
            of_class: dict[int, ToldValue] = {}
            for value in values:
                of_class.setdefault(classes.of(value), value)
            inside = tuple(value for one, value in of_class.items() if one & known)
            possible[name] = (*inside, None) if known & ~classes.real else inside
        return possible

    def diagram(self, decision: str, state: State) -> Bounds:
        """By decision diagram."""
        if self._diagram is None:
            self._diagram = diagram_bounds(self.table)
        return self._diagram(decision, state)

    def solver(self, decision: str, state: State) -> Bounds:
        """By SMT solver."""
        if self._solver is None:
            self._solver = solver_bounds(self.table)
        return self._solver(decision, state)


def diagram_bounds(table: Table) -> Callable[[str, State], Bounds]:
    """Bounds by decision diagram: a level is certain when nowhere inside what is known it is missed, possible when it is met somewhere."""
    diagram = Diagram(table)

    def bounds(decision: str, state: State) -> Bounds:
        certain = {name: one for name, one in state.known.items() if not one & (one - 1)}
        low = high = 0
        for level in range(1, len(table.decisions[decision].scale)):
            left = diagram.given(diagram.at_least(decision, level), certain)
            open_facts = diagram.hangs_on(left)
            inside = diagram.cube({name: state.known[name] for name in open_facts}) & diagram.cube_of_classes(open_facts)
            if (inside & ~left) == diagram.false:
                low = level
            if (inside & left) != diagram.false:
                high = level
        return low, high

    return bounds


def solver_bounds(table: Table) -> Callable[[str, State], Bounds]:
    """Bounds by SMT solver: a level is possible when it can be met within what is known, certain when it cannot be missed."""
    rules = Solver(table)
    made: dict[str, tuple[Any, list[object], list[str]]] = {}

    def ready(decision: str) -> tuple[object, list[object], list[str]]:
        """A solver that knows the facts of one decision and a name for each level, kept for the next person."""
        table_decision = table.decisions[decision]
        named = sorted({name for rule in table_decision.rules for name in rule.when})
        solver = z3.SimpleSolver()
        solver.add(*(within(rules.facts[name], rules.term(name)) for name in named))
        levels = [z3.Bool(f"level {place}") for place in range(len(table_decision.scale))]
        solver.add(*(levels[place] == rules.at_least(table_decision, place) for place in range(1, len(table_decision.scale))))
        return solver, levels, named

    def bounds(decision: str, state: State) -> Bounds:
        if decision not in made:
            made[decision] = ready(decision)
        solver, levels, named = made[decision]
        solver.push()
        try:
            # What is unknown has one of its values: that it may not apply changes what is asked, not what is possible.
            known = [(name, state.known[name]) for name in named if state.known[name] != table.classes[name].full]
            solver.add(*(rules.prime(Prime((one,), ())) for one in known))
            low = max((place for place in range(1, len(levels)) if solver.check(z3.Not(levels[place])) == z3.unsat), default=0)
            high = max((place for place in range(1, len(levels)) if solver.check(levels[place]) == z3.sat), default=0)
        finally:
            solver.pop()
        return low, high

    return bounds


def people(ways: Ways, habit: Habit, count: int, chance: Random) -> list[dict[str, Value]]:
    """Random people of one habit."""
    columns: list[list[Value | None]] = []
    for name, values in ways.choices.items():
        fact = ways.table.classes[name].fact
        drawn = chance.choices(("untold", UNSURE, "absent", "any"), habit.chances(fact), k=count)
        any_value = chance.choices(values, k=count)
        kinds: dict[str, Value | None] = {"untold": None, UNSURE: UNSURE, "absent": fact.absent}
        columns.append([value if kind == "any" else kinds[kind] for kind, value in zip(drawn, any_value, strict=True)])
    names = list(ways.choices)
    drawn_people = [{name: one for name, one in zip(names, row, strict=True) if one is not None} for row in zip(*columns, strict=True)]
    for person in drawn_people:
        for rule in chance.choices(ways.rules, k=chance.randint(0, habit.rules)):
            for name in rule.when:
                met = ways.meeting(rule, name)
                if met and chance.random() < MOSTLY:
                    person[name] = chance.choice(met)
    return drawn_people
