"""A table of the engine as decision diagrams: statements about every state at once, counted exactly.

`Diagram` builds its functions from the rules, never from the prime implicants, so that it can judge those.
A *state* gives each fact one of its classes, "does not apply" included where the fact owns that class; every
combination is one. A *person* is a state that fits together: what does not apply to her is absent. Each fact
is written in as few yes/no variables as its classes need, a fact that hangs on another right behind it.
This module proves nothing by itself, and knows what a pack says of its facts only when it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache, cached_property, reduce
from math import prod
from operator import and_, or_
from types import MappingProxyType
from typing import Any, Protocol

from afterwards.engine import Table
from afterwards.engine.rules import Condition, Range
from afterwards.engine.table import bits
from afterwards.pack.conditions import MEMBER, base_of, member
from afterwards.pack.eligibility import JUDGED
from afterwards.pack.entries import Entry, FromTold
from afterwards.verify.class_words import value_in, words_for

Cube = dict[str, int]
"""Of some facts a set of classes each; the facts it does not name are free."""


class Node(Protocol):
    """A function of the state, as dd holds it: the same function is always the same node."""

    level: int
    low: Node
    high: Node
    negated: bool

    def __and__(self, other: Node) -> Node: ...
    def __or__(self, other: Node) -> Node: ...
    def __invert__(self) -> Node: ...
    def __int__(self) -> int: ...


def new_manager(*, pure: bool = False) -> Any:
    """A manager of dd: the one on CUDD where dd was built with it, else (or when `pure`) the one in Python."""
    try:
        if pure:
            raise ImportError
        from dd import cudd

        manager = cudd.BDD()
    except ImportError:
        from dd import autoref

        manager = autoref.BDD()
        # It complains of functions that are still referred to when it goes, which at the end of a program is a matter of chance.
        manager._bdd.__class__ = _forgiving(type(manager._bdd))
    manager.configure(reordering=False)  # the order is chosen here, and exact counts rely on it
    return manager


@cache
def _forgiving(of: type) -> type:
    return type(of.__name__, (of,), {"__del__": lambda self: None})  # noqa: ARG005 - a method that does nothing


def order_of(table: Table) -> list[str]:
    """The facts of a table, each followed by those that hang on it."""
    hanging: dict[str, list[str]] = {name: [] for name in table.classes}
    for name, classes in table.classes.items():
        if classes.fact.gate:
            hanging[classes.fact.gate.fact].append(name)

    def walk(name: str) -> Iterator[str]:
        yield name
        for other in hanging[name]:
            yield from walk(other)

    return [one for name, classes in table.classes.items() if not classes.fact.gate for one in walk(name)]


class Diagram:
    """The functions of one table. `facts`: what the pack says of them, for values that fit together in `person`.

    `states` holds where every fact has one of its classes; `people` where in addition what does not apply is absent.
    Negations reach outside `states`: `share` and `example` look inside only, and so must any test for emptiness
    (`holds_somewhere`). `manager` hands in a manager of dd.
    """

    def __init__(self, table: Table, facts: Mapping[str, Entry] = MappingProxyType({}), manager: Any = None) -> None:
        self.table = table
        self.manager = new_manager() if manager is None else manager
        self.order = order_of(table)
        self._facts = facts
        self._count: dict[str, int] = {name: table.classes[name].full.bit_length() for name in self.order}
        self._variables = {
            name: [f"{name}/{place}" for place in range(max(1, (count - 1).bit_length()))] for name, count in self._count.items()
        }
        self.manager.declare(*(one for name in self.order for one in self._variables[name]))
        self._level_of = {level: name for name in self.order for level in map(self.manager.level_of_var, self._variables[name])}
        self._last = sum(map(len, self._variables.values()))
        self.true: Node = self.manager.true
        self.false: Node = self.manager.false
        self._literals: dict[tuple[str, int], Node] = {}
        self._at_least: dict[tuple[str, int], Node] = {}

    @cached_property
    def states(self) -> Node:
        """Every state."""
        return reduce(and_, (self._one_of(name, self.table.classes[name].full) for name in reversed(self.order)), self.true)

    @cached_property
    def people(self) -> Node:
        """Every state that fits together: a fact whose gate does not apply is absent, and "does not apply" is nothing else."""
        people = self.states
        for name in reversed(self.order):
            classes = self.table.classes[name]
            if gate := classes.fact.gate:
                applies = self.literal(gate.fact, self.table.applies[name])
                people &= (applies & self.literal(name, classes.real)) | (~applies & self._one_of(name, classes.absent()))
        for name, entry in self._facts.items():
            if entry.from_told and name in self.table.classes:
                gate = self.table.classes[name].fact.gate
                off = ~self.literal(gate.fact, self.table.applies[name]) if gate else self.false
                people &= off | self._as_told(name, entry.from_told, asked=not entry.held)
        return people

    def _as_told(self, name: str, from_told: FromTold, *, asked: bool) -> Node:
        """Where a fact that others tell is as they tell it, as far as the table knows of them.

        One that is asked for too may be told by itself. What is told although it does not apply counts, so that an alternative
        is not ruled out by a fact that she is not asked for.
        """
        classes = self.table.classes[name]
        every, excused = self._some(from_told.any), self._some(from_told.unless)
        yes = self.literal(name, classes.of("yes"))
        as_told = self.true
        if excused is not None:
            telling = (every if every is not None else self._known_of(from_told.any)) & ~excused
            as_told &= ~telling | yes
        may_tell = self._some(from_told.any, unasked=True)
        return as_told if may_tell is None or asked else as_told & (~yes | may_tell)

    def _some(self, many: Sequence[Mapping[str, Condition]], *, unasked: bool = False) -> Node | None:
        """Where one of these sets of conditions holds; None where the table does not know all of them. `unasked`: or may, told unasked."""
        made = [self._every(when, unasked=unasked) for when in many]
        return None if None in made else reduce(or_, (one for one in made if one is not None), self.false)

    def _known_of(self, many: Sequence[Mapping[str, Condition]]) -> Node:
        """Where one of them holds by what the table knows of a list."""
        return reduce(or_, (one for one in (self._every(when, partly=True) for when in many) if one is not None), self.false)

    def _every(self, when: Mapping[str, Condition], *, unasked: bool = False, partly: bool = False) -> Node | None:
        met = self.true
        for name, wanted in when.items():
            known = self.table.classes
            listed = [member(name, value) for value in wanted] if isinstance(wanted, frozenset) and name not in known else []
            in_table = [one for one in listed if one in known]
            if in_table and (partly or in_table == listed):
                met &= reduce(or_, (self.literal(one, known[one].of("yes")) for one in in_table), self.false)
            elif name in known and not (isinstance(wanted, Range) and set(wanted.cuts(known[name].fact.whole)) - set(known[name].cuts)):
                gate = known[name].fact.gate if unasked else None
                off = ~self.literal(gate.fact, self.table.applies[name]) if gate else self.false
                met &= self.literal(name, known[name].meeting(wanted)) | off
            else:
                return None
        return met

    @property
    def number(self) -> int:
        """How many states there are."""
        return prod(self._count.values())

    def literal(self, fact: str, classes: int) -> Node:
        """Where a fact is in one of these classes (a set, bit i for class i)."""
        if classes == self.table.classes[fact].full:
            return self.true
        return self._one_of(fact, classes)

    def _one_of(self, fact: str, classes: int) -> Node:
        key = (fact, classes)
        if key not in self._literals:
            self._literals[key] = reduce(or_, (self._class(fact, place) for place in bits(classes)), self.false)
        return self._literals[key]

    def _class(self, fact: str, index: int) -> Node:
        made: Node = self.manager.cube(self._code(fact, index))
        return made

    def _code(self, fact: str, index: int) -> dict[str, bool]:
        return {variable: bool(index >> bit & 1) for bit, variable in enumerate(self._variables[fact])}

    def cube(self, known: Mapping[str, int]) -> Node:
        """The states in which each of these facts is in its set of classes."""
        literals = [self.literal(name, known[name]) for name in reversed(self.order) if name in known]
        return reduce(and_, literals, self.true)

    def rule(self, rule: str) -> Node:
        """Where a rule of the table holds, by its id."""
        return self.cube(self.table.literals[self.table.rules[rule]])

    def at_least(self, decision: str, level: int) -> Node:
        """Where the decision is at this place of its scale or above, made from the rules; place 0 is everywhere."""
        key = (decision, level)
        if key not in self._at_least:
            table_decision = self.table.decisions[decision]
            wanted = table_decision.scale[level:]
            raising = (self.table.literals[self.table.rules[rule.id]] for rule in table_decision.rules if rule.level in wanted)
            self._at_least[key] = self.union(raising) if level else self.true
        return self._at_least[key]

    def exactly(self, decision: str, level: int) -> Node:
        """The states in which the decision is at this place of its scale and no other."""
        states = self.at_least(decision, level) & self.states
        if level + 1 < len(self.table.decisions[decision].scale):
            states &= ~self.at_least(decision, level + 1)
        return states

    def union(self, cubes: Iterable[Mapping[str, int]]) -> Node:
        """The states in one or more of these cubes."""
        return reduce(or_, map(self.cube, cubes), self.false)

    def given(self, node: Node, known: Mapping[str, int]) -> Node:
        """The function once these facts are each in one class (a set of one); they are no longer among what it hangs on."""
        code: dict[str, bool] = {}
        for name, single in known.items():
            assert single.bit_count() == 1
            code |= self._code(name, single.bit_length() - 1)
        restricted: Node = self.manager.let(code, node) if code else node
        return restricted

    def without(self, facts: Iterable[str], node: Node) -> Node:
        """Where the function holds for some class of these facts."""
        within = node & self.cube_of_classes(facts := tuple(facts))
        left: Node = self.manager.exist({variable for name in facts for variable in self._variables[name]}, within)
        return left

    def cube_of_classes(self, facts: Iterable[str]) -> Node:
        """Where each of these facts has one of its classes."""
        return reduce(and_, (self._one_of(name, self.table.classes[name].full) for name in facts), self.true)

    def hangs_on(self, node: Node) -> set[str]:
        """The facts whose variables the function names."""
        return {self._level_of[self.manager.level_of_var(variable)] for variable in self.manager.support(node)}

    def first_fact(self, node: Node) -> str:
        """The first fact, in the order of the diagram, whose variables the function names; it must not be constant."""
        return self._level_of[node.level]

    def within(self, node: Node) -> Node:
        """The function where each fact that it hangs on has one of its classes, so that no code without a class is left in it."""
        return node & self.cube_of_classes(self.hangs_on(node))

    def holds_somewhere(self, node: Node) -> bool:
        """Whether the function holds in one or more states."""
        return (node & self.states) != self.false

    def holds_everywhere(self, node: Node) -> bool:
        """Whether the function holds in every state."""
        return (~node & self.states) == self.false

    def count(self, node: Node) -> int:
        """In how many states the function holds, exactly."""
        seen: dict[int, int] = {}
        last = self._last

        def below(part: Node) -> int:
            """Ways for the variables from this node's level on, as if it were not negated or negated, as it is."""
            if part == self.true or part == self.false:
                return int(part == self.true)
            key = int(part)
            if key not in seen:
                ways = 0
                for child in (part.low, part.high):
                    child = ~child if part.negated else child
                    level = min(child.level, last)
                    ways += below(child) << (level - part.level - 1)
                seen[key] = ways
            return seen[key]

        inside = node & self.states
        return below(inside) << min(inside.level, last) if inside != self.false else 0

    def share(self, node: Node, of: Node | None = None) -> Fraction:
        """The share of all states (or of those in `of`) in which the function holds; 0 when there are none."""
        if of is None:
            return Fraction(self.count(node), self.number)
        every = self.count(of)
        return Fraction(self.count(node & of), every) if every else Fraction(0)

    def example(self, node: Node) -> Cube:
        """One state in which the function holds: of each fact one class, absent wherever that is possible, a person if there is one.

        Raises `ValueError` when it holds nowhere.
        """
        inside = node & self.people
        if inside == self.false:
            inside = node & self.states
        if inside == self.false:
            raise ValueError("the function holds in no state, so there is no example")
        example: Cube = {}
        for name in self.order:
            for single in self._preferred(name):
                rest = self.given(inside, {name: single})
                if rest != self.false:
                    inside, example[name] = rest, single
                    break
        return example

    def _preferred(self, name: str) -> list[int]:
        classes = self.table.classes[name]
        ones = [1 << place for place in bits(classes.full)]
        absent = 0 if classes.fact.absent is None else classes.of(classes.fact.absent)
        nothing = classes.full & ~classes.real
        if not absent and "no" in classes.fact.values:
            absent = classes.of("no")
        return sorted(ones, key=lambda one: (one != absent, one == nothing, one))

    def person(self, example: Mapping[str, int]) -> dict[str, object]:
        """The facts of an example as `afterwards.guide` takes them: one real value each, lists put together.

        What does not apply is left out, and so is what only a clinician can judge.
        """
        facts: dict[str, object] = {}
        for name, single in example.items():
            classes = self.table.classes[name]
            if name == JUDGED or not single & classes.real:
                continue
            value = value_in(classes, single, highest=self._has_a_lower_twin(name))
            if MEMBER in name:
                listed = facts.setdefault(base_of(name), [])
                assert isinstance(listed, list)
                listed += [name.partition(MEMBER)[2]] if value == "yes" else []
            else:
                facts[name] = value
        return facts

    def _has_a_lower_twin(self, name: str) -> bool:
        """Whether another fact must lie below this one, as the lower number of a blood pressure: then it is taken high."""
        return any(entry.below == name for entry in self._facts.values())

    def describe(self, node: Node, limit: int = 5, care: Node | None = None) -> list[Cube]:
        """A small sum of products for people to read: up to `limit` cubes that lie in the function and together cover it.

        Each is as wide as can be. `care`: outside of it a cube may be anything (`people`, for words about people);
        every state by default. When the limit cuts it short, `share(node & ~union(cubes))` is what is left.
        """
        care = self.states if care is None else care
        allowed = node | ~care
        left = node & care
        cubes: list[Cube] = []
        while left != self.false and len(cubes) < limit:
            cube = self._widened(self.example(left), allowed)
            cubes.append(cube)
            left &= ~self.cube(cube)
        return cubes

    def _widened(self, example: Cube, allowed: Node) -> Cube:
        """The example with each fact dropped that can be, and the rest in as many classes as they may have."""
        refused = ~allowed & self.states
        depends = self.hangs_on(refused)
        cube = {name: one for name, one in example.items() if name in depends}

        def fits(wider: Cube) -> bool:
            return (refused & self.cube(wider)) == self.false

        for name in reversed(list(cube)):  # what hangs on another fact first: she would name that one
            rest = {other: held for other, held in cube.items() if other != name}
            if fits(rest):
                cube = rest
        for name in list(cube):
            for index in bits(self.table.classes[name].full & ~cube[name]):
                wider = {**cube, name: cube[name] | 1 << index}
                if fits(wider):
                    cube = wider
        return cube

    def words(self, cube: Mapping[str, int]) -> str:
        """A cube as people read it: `bleeding_now: heavy; weeks_pregnant: under 37`."""
        return "; ".join(f"{name}: {words_for(self.table.classes[name], held)}" for name, held in cube.items()) or "everyone"
