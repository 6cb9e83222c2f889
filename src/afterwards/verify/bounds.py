"""R02: `low` and `high` are exact over all completions, in every state that can be partly known.

What is known of a person is, of each fact, a set of classes that is not empty. The engine's `low` reaches a level when
all of one prime implicant holds whatever the rest is; its `high` when no condition of one rule is excluded. Both
are functions of "this class is still possible", one variable a class. The truth is a function of the same variables: some
completion inside the sets misses (or meets) the level, taken from the rules by walking their diagram and letting each fact
take any class still possible. If the functions are the same where no set is empty, `low` and `high` are exact for every
partial state at once: that the primes cover the rules would not be enough, for one may be missing that only a cube needs.

Beside that, each implicant of the table is tried: it lies within the rules, and widened by any one class it does not.
z3 proves again that rules and implicants are the same, and random people are answered by trying each completion.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from math import prod
from operator import and_, or_
from random import Random
from time import perf_counter

from afterwards.engine import Decision, Prime, Table
from afterwards.engine.rules import Value
from afterwards.engine.table import bits
from afterwards.pack.model import Pack
from afterwards.verify.brute_force import UNSURE, BruteForce
from afterwards.verify.diagram import Cube, Diagram, Node, new_manager
from afterwards.verify.report import Progress, Report, times_ten, worked_case
from afterwards.verify.solver import Solver

PEOPLE = {True: 200, False: 2000}
"""How many random people are tried on each table, fast or not."""
COMPLETIONS = 3_000
"""People with more completions than this are left to the diagrams."""
SHOWN = 20


def prove(pack: Pack, progress: Progress, *, fast: bool = False) -> list[Report]:
    """R02 on both tables of the pack. `fast`: fewer random people, and z3 for the table of the decisions only."""
    tables = {"decisions": pack.table, **({"methods": pack.contraception.table} if pack.contraception else {})}
    reports: list[Report] = []
    for name, table in tables.items():
        diagram = Diagram(table, pack.facts)
        reports.append(_by_diagram(name, diagram, progress))
        reports.append(_each_prime(name, diagram, progress))
        if name == "decisions" or not fast:
            reports.append(_by_solver(name, table, progress))
        reports.append(_by_trying(name, table, PEOPLE[fast], progress))
    return reports


class Partial:
    """What can be known of a person, as one variable for each class that is still possible."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.table = diagram.table
        self.manager = new_manager()
        self.manager.declare(*(self._variable(name, place) for name in diagram.order for place in bits(self.table.classes[name].full)))
        self.true: Node = self.manager.true
        self.false: Node = self.manager.false

    @staticmethod
    def _variable(name: str, index: int) -> str:
        return f"{name} may be {index}"

    def may_be(self, name: str, classes: int) -> Node:
        """That the fact can still be in one of these classes."""
        return reduce(or_, (self._of(name, place) for place in bits(classes)), self.false)

    def _of(self, name: str, index: int) -> Node:
        variable: Node = self.manager.var(self._variable(name, index))
        return variable

    def sets(self) -> Node:
        """That each fact can still be in some class."""
        names = reversed(self.diagram.order)
        return reduce(and_, (self.may_be(name, self.table.classes[name].full) for name in names), self.true)

    @property
    def number(self) -> int:
        """How many partial states there are."""
        return prod((1 << classes.full.bit_count()) - 1 for classes in self.table.classes.values())

    def somewhere(self, node: Node) -> Node:
        """Where some completion of what is known is in the function, a function of the state."""
        diagram = self.diagram
        seen: dict[int, Node] = {}

        def lift(part: Node) -> Node:
            if part == diagram.true or part == diagram.false:
                return self.true if part == diagram.true else self.false
            key = int(part)
            if key not in seen:
                name = diagram.first_fact(part)
                seen[key] = reduce(
                    or_,
                    (
                        self._of(name, place) & lift(diagram.given(part, {name: 1 << place}))
                        for place in bits(self.table.classes[name].full)
                    ),
                    self.false,
                )
            return seen[key]

        return lift(node)

    def high(self, decision: Decision, level: int) -> Node:
        """Where the engine says that the level is possible: of one rule no condition is excluded."""
        wanted = decision.scale[level:]
        rows = (self.table.literals[self.table.rules[rule.id]] for rule in decision.rules if rule.level in wanted)
        return reduce(or_, (reduce(and_, (self.may_be(*one) for one in row.items()), self.true) for row in rows), self.false)

    def low(self, primes: list[Prime]) -> Node:
        """Where the engine says that the level is certain: all that is possible lies within one prime implicant."""
        return reduce(or_, (self._inside(dict(prime.literals)) for prime in primes), self.false)

    def _inside(self, literals: Mapping[str, int]) -> Node:
        outside = (self.may_be(name, self.table.classes[name].full & ~held) for name, held in literals.items())
        return reduce(and_, (~one for one in outside), self.true)

    def example(self, node: Node) -> Cube:
        """One partial state in the function, each fact in as few classes as can be."""
        state: Cube = {}
        for name in self.diagram.order:
            full = bits(self.table.classes[name].full)
            state[name] = 0
            for index in full:
                without = self.manager.let({self._variable(name, index): False}, node)
                left = without if without != self.false and (state[name] or index != full[-1]) else None
                if left is None:
                    node = self.manager.let({self._variable(name, index): True}, node)
                    state[name] |= 1 << index
                else:
                    node = left
        return state


def _levels(table: Table) -> Iterator[tuple[Decision, int]]:
    for decision in table.decisions.values():
        for level in range(1, len(decision.scale)):
            yield decision, level


def _by_diagram(name: str, diagram: Diagram, progress: Progress) -> Report:
    began = perf_counter()
    table, partial = diagram.table, Partial(diagram)
    sets = partial.sets()
    levels = list(_levels(table))
    failures: list[str] = []
    for done, (decision, level) in enumerate(levels):
        progress(f"bounds, {name}, by diagram", done, len(levels))
        function = diagram.at_least(decision.name, level)
        missed = partial.somewhere(diagram.within(~function))
        for end, engine, truth in (
            ("low", partial.low(table.primes[decision.name][level]), ~missed),
            ("high", partial.high(decision, level), partial.somewhere(diagram.within(function))),
        ):
            for wrong, misses in (
                (truth & ~engine & sets, "is not given although it is so"),
                (engine & ~truth & sets, "is given although it is not so"),
            ):
                if wrong != partial.false and len(failures) < SHOWN:
                    failures.append(_failure(diagram, decision, level, end, misses, partial.example(wrong)))
    covered = (
        f"low and high of {len(levels)} levels of {len(table.decisions)} decisions, "
        f"each in all of {times_ten(partial.number)} partial states"
    )
    return Report(f"bounds: {name}", covered, perf_counter() - began, tuple(failures), tuple(_notes(table)))


def _failure(diagram: Diagram, decision: Decision, level: int, end: str, misses: str, known: Cube) -> str:
    """The facts that are known for sure as a case, with the level that completions reach; what is known in part is in the comment."""
    classes = diagram.table.classes
    certain = {name: one for name, one in known.items() if one.bit_count() == 1}
    part = {name: one for name, one in known.items() if one.bit_count() > 1 and one != classes[name].full}
    cube = diagram.cube(known)
    reached = [at for at in range(len(decision.scale)) if diagram.holds_somewhere(diagram.exactly(decision.name, at) & cube)]
    problem = f"{decision.name}: that {end} is {decision.scale[level]} or above {misses}"
    if part:
        problem += f", known in part ({diagram.words(part)})"
    low, high = decision.scale[reached[0]], decision.scale[reached[-1]]
    return worked_case(
        problem + ".", diagram.person(certain), decision.name, f"[{low}, {high}]", "low and high are those of all completions"
    )


def _notes(table: Table) -> Iterator[str]:
    """Facts that may not apply, where every real value is in an implicant: certain once she is asked, not when it does not apply."""
    partly = {
        name
        for levels in table.primes.values()
        for primes in levels
        for prime in primes
        for name, held in prime.literals
        if held == table.classes[name].real
    }
    if partly:
        yield (
            f"certain for any value of {', '.join(sorted(partly))}, and not when that does not apply: while it is open whether "
            "it applies, the engine reads it as applying (design.md: applicability does not decide what is possible)"
        )


def _each_prime(name: str, diagram: Diagram, progress: Progress) -> Report:
    began = perf_counter()
    failures: list[str] = []
    tried = widened = 0
    levels = list(_levels(diagram.table))
    for done, (decision, level) in enumerate(levels):
        progress(f"bounds, {name}, prime by prime", done, len(levels))
        missed = diagram.within(~diagram.at_least(decision.name, level))
        for prime in diagram.table.primes[decision.name][level]:
            tried += 1
            literals = dict(prime.literals)
            wrong = diagram.cube(literals) & missed
            if diagram.holds_somewhere(wrong):
                problem = f"{decision.name}: an implicant of {', '.join(prime.rules)} reaches beyond the rules at {decision.scale[level]}."
                failures.append(_prime_failure(diagram, decision, level - 1, wrong, problem))
            for fact, wanted in literals.items():
                for single in bits(diagram.table.classes[fact].full & ~wanted):
                    widened += 1
                    wider = {**literals, fact: 1 << single}
                    if not diagram.holds_somewhere(diagram.cube(wider) & missed):
                        problem = (
                            f"{decision.name}: an implicant of {', '.join(prime.rules)} is not prime at {decision.scale[level]}: "
                            f"{fact} may be {diagram.words({fact: 1 << single}).partition(': ')[2]} too."
                        )
                        failures.append(_prime_failure(diagram, decision, level, diagram.cube(wider), problem))
    covered = f"{tried} prime implicants within their rules, {widened} ways to widen one that leave them"
    return Report(f"bounds: {name}, prime by prime", covered, perf_counter() - began, tuple(failures[:SHOWN]))


def _prime_failure(diagram: Diagram, decision: Decision, level: int, wrong: Node, problem: str) -> str:
    person = diagram.person(diagram.example(wrong))
    return worked_case(problem, person, decision.name, decision.scale[level], "implicants and rules are the same")


def _by_solver(name: str, table: Table, progress: Progress) -> Report:
    """z3 finds no one in whom a rule holds and no implicant, or an implicant and no rule."""
    began = perf_counter()
    solver = Solver(table)
    failures: list[str] = []
    levels = list(_levels(table))
    for done, (decision, level) in enumerate(levels):
        progress(f"bounds, {name}, by z3", done, len(levels))
        rules, primes = solver.at_least(decision, level), solver.primes(table.primes[decision.name][level])
        for wrong, differs, at in (
            ([rules, solver.no(primes)], "a rule holds and no implicant", level),
            ([primes, solver.no(rules)], "an implicant holds and no rule", level - 1),
        ):
            example = solver.apart(wrong)
            if example is not None:
                problem = f"{decision.name} at {decision.scale[level]}: {differs} (found by z3)."
                failures.append(worked_case(problem, dict(example), decision.name, decision.scale[at], "implicants and rules are the same"))
    covered = f"{len(levels)} levels: rules and implicants the same for every value of every fact"
    return Report(f"bounds: {name}, again by z3", covered, perf_counter() - began, tuple(failures[:SHOWN]))


def _by_trying(name: str, table: Table, people: int, progress: Progress) -> Report:
    began = perf_counter()
    chance = Random(5)  # noqa: S311 - random people, not secrets
    brute = BruteForce(table)
    failures: list[str] = []
    compared = skipped = 0
    for number in range(people):
        if number % 100 == 0:
            progress(f"bounds, {name}, by trying", number, people)
        closed = chance.random() < 0.5
        person = someone(table, brute, chance)
        possible = brute.possible(person, closed=closed)
        known = {fact: table.classes[fact].of(value) for fact, value in person.items() if value != UNSURE}
        asked = [fact for fact, value in person.items() if value == UNSURE]
        state = table.state(known, asked=asked, closed=closed)
        for decision in table.decisions.values():
            tried = brute.bounds(decision.name, possible, COMPLETIONS)
            if tried is None:
                skipped += 1
                continue
            compared += 1
            if tried != table.bounds(decision.name, state):
                low, high = (decision.scale[place] for place in tried)
                problem = f"{decision.name}: each completion tried, the answer is {low} to {high}; the engine says otherwise."
                failures.append(
                    worked_case(problem, person, decision.name, f"[{low}, {high}]", "low and high are those of all completions")
                )
    covered = f"{compared} answers of {people} random people, every completion tried ({skipped} with too many left out)"
    return Report(f"bounds: {name}, by trying", covered, perf_counter() - began, tuple(failures[:SHOWN]))


def someone(table: Table, brute: BruteForce, chance: Random, silent: float | None = None) -> dict[str, Value]:
    """A person near some rules: most of their conditions met, other facts absent, open (a share `silent`) or of any value."""
    person: dict[str, Value] = {}
    silent = chance.choice((0.0, 0.03, 0.1, 0.5)) if silent is None else silent
    for name, fact in brute.facts.items():
        drawn = chance.random()
        if drawn < silent:
            if chance.random() < 0.5:
                person[name] = UNSURE
        elif fact.absent is not None and drawn < 0.9:
            person[name] = fact.absent
        else:
            person[name] = chance.choice(brute.values[name])
    rules = [rule for decision in table.decisions.values() for rule in decision.rules]
    for rule in chance.sample(rules, min(3, len(rules))):
        for name, wanted in table.literals[table.rules[rule.id]].items():
            met = [value for value in brute.values[name] if table.classes[name].of(value) & wanted]
            if met and chance.random() < 0.8:
                person[name] = chance.choice(met)
    return person
