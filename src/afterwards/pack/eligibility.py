"""Contraception as the pack holds it: methods, the guidelines' grids, when a method may start, medicines.

`Contraception` compiles all of it into one table for the engine: each method under each guideline is a
decision on the scale of the categories, the highest of the conditions that apply. It decides nothing
about one person; that is `afterwards.contraception`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any

from afterwards.engine import Decision, Fact, Rule, State, Table
from afterwards.engine.rules import Condition
from afterwards.engine.table import bits
from afterwards.pack.conditions import base_of, named_facts
from afterwards.pack.data import Data
from afterwards.pack.grids import SILENT
from afterwards.pack.methods import (
    Caution,
    Difference,
    GridRow,
    Kind,
    Meaning,
    Medicine,
    StartRule,
    alternatives,
    caution_of,
    grid_of,
    kind_of,
    medicine_of,
    method_of,
    start_rule_of,
)

SCALE = ("1", "2", SILENT, "3", "4")
"""Categories from freest to most careful. A silent guideline outweighs a 2, since what it leaves out may be more."""
STATUSES = ("may_help", "not_advised", "too_late")
"""What emergency contraception may come to, from freest to most careful."""
JUDGED = "judged_by_a_clinician"
"""Stands for what only a clinician can judge: in a range such as 2/3, which end it is. Never asked, never told."""
USING = "using_now"


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a decision of the methods' table was compiled from: its guideline, and its rules, each with the line of the pack behind it."""

    guideline: str
    scale: tuple[str, ...]
    rules: tuple[tuple[Rule, str], ...]


class Contraception:
    """Everything the pack holds about contraception. `guidelines` as in pack.yaml; `primes` spares the closure, as in `Table`."""

    def __init__(
        self, data: Data, guidelines: Mapping[str, Data], facts: Sequence[Fact], lists: Mapping[str, Sequence[str]], primes: Any = None
    ) -> None:
        earlier = {name: one["earlier"] for name, one in guidelines.items() if "earlier" in one}
        self.methods = {one["method"]: method_of(one) for one in data["methods"]}
        self.meanings = {
            name: Meaning(one["say"], tuple(alternatives(one["when"], lists)), one.get("risk", ""), tuple(one.get("covered_by", ())))
            for name, one in data["conditions"].items()
        }
        self.grids = {guideline: grid_of(rows, data["notes"].get(guideline, ())) for guideline, rows in data["grids"].items()}
        self.emergency_grids = {
            guideline: grid_of(rows, data["notes"].get(f"{guideline}-emergency", ())) for guideline, rows in data["emergency_grids"].items()
        }
        """What a guideline prints of emergency contraception. It decides nothing: what follows stands in the rules of the kinds."""
        self._rows_of = {guideline: {row.condition: row for row in rows} for guideline, rows in self.grids.items()}
        self._meant = {guideline: {row.means for row in rows if row.use == "yes"} for guideline, rows in self.grids.items()}
        self._columns = {
            (guideline, method.id): next(one for one in method.columns if one in rows[0].cells)
            for guideline, rows in self.grids.items()
            for method in self.methods.values()
            if method.columns
        }
        self.cautions = tuple(caution_of(one, lists, earlier) for one in data["cautions"])
        self.start_unsettled: str = data["starting"]["unsettled"]
        self.starting = tuple(start_rule_of(one, lists, earlier) for one in data["starting"]["rules"])
        self.kinds = tuple(kind_of(one, lists, earlier) for one in data["emergency"]["kinds"])
        self.classes: Mapping[str, tuple[str, tuple[str, ...]]] = {
            name: (one["label"], tuple(one["say"])) for name, one in data["medicines"]["classes"].items()
        }
        self.weakens: Mapping[str, str] = {name: one["weakens"] for name, one in data["medicines"]["classes"].items() if "weakens" in one}
        """Of each class of medicines that makes hormones work less, what it is called in a sentence."""
        self.medicines = {one.name: one for one in (medicine_of(line) for line in data["medicines"]["names"])}
        self.differences = tuple(
            Difference(one["say"], frozenset(one["methods"]), frozenset(one.get("means", ())), one.get("start", False))
            for one in data["differences"]
        )
        self._by_name = {name.casefold(): one for one in self.medicines.values() for name in (one.name, *one.brands)}
        self._lists = lists
        self._facts = facts
        self.remembered: dict[Any, Any] = {}
        """What was worked out of the same rules before; the same whoever asks."""
        self._primes = primes

    @property
    def offered(self) -> tuple[str, ...]:
        """The methods that guidelines give a category, in the order of the pack."""
        return tuple(one.id for one in self.methods.values() if one.columns)

    def medicine(self, name: str) -> Medicine | None:
        """The medicine of that name or brand; capital letters do not matter."""
        return self._by_name.get(" ".join(name.split()).casefold())

    def rows(self, guideline: str) -> Mapping[str, GridRow]:
        """The rows of a guideline's grid, by condition, in its order."""
        return self._rows_of[guideline]

    def column(self, guideline: str, method: str) -> str:
        """The column of a guideline's grid that speaks of a method."""
        return self._columns[guideline, method]

    @cached_property
    def compiled(self) -> Mapping[str, Compiled]:
        """Of each decision of the table, the methods' first, what it was compiled from."""
        methods = {
            decision_of(guideline, method): Compiled(guideline, SCALE, tuple(self._rules(guideline, method)))
            for guideline in self.grids
            for method in self.offered
        }
        kinds = {
            kind_decision(guideline, kind.id): Compiled(guideline, STATUSES, tuple(self._kind_rules(guideline, kind)))
            for guideline in self.grids
            for kind in self.kinds
        }
        return methods | kinds

    @cached_property
    def line_of(self) -> Mapping[str, str]:
        """Of each rule of the decisions the line behind it: the grid's row, by its condition, or the rule of a kind."""
        return {rule.id: line for one in self.compiled.values() for rule, line in one.rules}

    @cached_property
    def table(self) -> Table:
        """The compiled table. Raises `TableError` when it cannot be built."""
        decisions = [Decision(name, one.scale, tuple(rule for rule, _ in one.rules)) for name, one in self.compiled.items()]
        selections = [
            Rule(part_id(f"means {name}", place), when) for name, one in self.meanings.items() for place, when in enumerate(one.when)
        ]
        selections += [Rule(part_id(one.id, place), when) for one in self.said_beside for place, when in enumerate(one.when)]
        selections += [
            Rule(part_id(one.id, place), when)
            for kind in self.kinds
            for one in kind.rules
            if not one.level
            for place, when in enumerate(one.when)
        ]
        facts = [Fact(JUDGED, ("no", "yes")), *self._facts]
        return Table(
            named_facts(facts, [*(rule for one in decisions for rule in one.rules), *selections]), decisions, selections, self._primes
        )

    @property
    def said_beside(self) -> tuple[StartRule | Caution, ...]:
        """What is said beside a method where its conditions hold."""
        return (*self.starting, *(one for one in self.cautions if one.when))

    @cached_property
    def masks(self) -> Mapping[str, int]:
        """Of each condition, starting rule, caution and note the rows of the table that are its alternatives."""
        named = {f"means {name}": len(one.when) for name, one in self.meanings.items()}
        named |= {one.id: len(one.when) for one in self.said_beside}
        named |= {rule.id: len(rule.when) for kind in self.kinds for rule in kind.rules if not rule.level}
        return {name: reduce(or_, (1 << self.table.rules[part_id(name, place)] for place in range(count))) for name, count in named.items()}

    def facts_of(self, name: str) -> frozenset[str]:
        """The facts on which it hangs whether a condition (`means ...`), a starting rule, a caution or a note holds."""
        return frozenset(base_of(fact) for row in bits(self.masks[name]) for fact in self.table.literals[row])

    def holds(self, name: str, state: State) -> bool | None:
        """Whether a condition (`means ...`), a starting rule, a caution or a note holds: True, False, or None when that is not known."""
        mask = self.masks[name]
        if state.certain & mask:
            return True
        return None if state.possible & mask else False

    def applies(self, guideline: str, row: GridRow, state: State) -> bool | None:
        """Whether a row applies: True, False, or None when that is not known. A row that another of the grid covers does not."""
        holds = self.holds(f"means {row.means}", state)
        covering = [one for one in self.meanings[row.means].covered_by if one in self._meant[guideline]]
        return False if holds and any(self.holds(f"means {one}", state) for one in covering) else holds

    def _rules(self, guideline: str, method: str) -> Iterator[tuple[Rule, str]]:
        """The rules of one method, each with its row: categories above 1, to start and to go on apart where they differ."""
        column = self.column(guideline, method)
        others = frozenset({"none", *self.offered} - {method})
        for row in self.grids[guideline]:
            if row.use != "yes":
                continue
            cell = row.cells[column]
            sides: list[tuple[str, tuple[str, str] | None, dict[str, Condition]]] = [("", cell.start, {})]
            if cell.start != cell.goes_on:
                sides = [("start", cell.start, {USING: others}), ("continue", cell.goes_on, {USING: frozenset((method,))})]
            for phase, side, using in sides:
                if side is None:
                    continue
                for number, when in enumerate(self.meanings[row.means].when):
                    low, high = side
                    name = f"{guideline} {method} {row.condition} {phase}"
                    if low != SCALE[0]:
                        yield Rule(part_id(f"{name} low", number), {**when, **using}, low), row.condition
                    if high != low:
                        yield Rule(part_id(f"{name} high", number), {**when, **using, JUDGED: frozenset(("yes",))}, high), row.condition

    def _kind_rules(self, guideline: str, kind: Kind) -> Iterator[tuple[Rule, str]]:
        for rule in kind.rules:
            if rule.level and (not rule.guidelines or guideline in rule.guidelines):
                for number, when in enumerate(rule.when):
                    yield Rule(part_id(f"{guideline} {rule.id}", number), when, rule.level), rule.id


def decision_of(guideline: str, method: str) -> str:
    """The name of a method's decision under a guideline."""
    return f"{guideline} {method}"


def kind_decision(guideline: str, kind: str) -> str:
    """The name of the decision about one kind of emergency contraception."""
    return f"{guideline} emergency {kind}"


def part_id(rule: str, number: int) -> str:
    """The id of one alternative of a rule or condition."""
    return f"{rule} #{number}"
