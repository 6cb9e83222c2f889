"""Our table and the same rules in other engines, behind one call: `answer(record)`.

Every translation is made from the loaded pack, so a rule changed there is changed here. The peers are given
levels and rule ids only: they have no low and high, no question to ask next, no statements. Each is used as
its own documentation uses it, built once and asked many times; the quicker of the plain ways was kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, Protocol

import clips
import rule_engine
import zen

from afterwards import Pack
from afterwards.engine import Range
from afterwards.engine.rules import Condition
from records import Record

Found = tuple[dict[str, str], tuple[str, ...] | None]
"""The level of each decision, and the rules that certainly hold (None: this way of asking does not tell)."""


class Contestant(Protocol):
    """One engine with the pack's rules in it."""

    name: str

    def answer(self, record: Record) -> Found:
        """All decisions for one person. Raises what the engine raises when it refuses."""
        ...


class Scales:
    """Turns the rules that fired into levels: of each decision the highest."""

    def __init__(self, pack: Pack) -> None:
        self.scale = {one.name: one.scale for one in pack.decisions.values()}
        self._place = {rule.id: (one.name, one.scale.index(rule.level)) for one in pack.decisions.values() for rule in one.rules.values()}

    def levels(self, fired: Iterable[str]) -> dict[str, str]:
        """The level of each decision."""
        highest = dict.fromkeys(self.scale, 0)
        for rule in fired:
            decision, place = self._place[rule]
            if place > highest[decision]:
                highest[decision] = place
        return {name: self.scale[name][place] for name, place in highest.items()}


class Ours:
    """The engine's table, asked for every decision with its reasons. The level is `high`, as in the contract."""

    name = "afterwards"

    def __init__(self, pack: Pack) -> None:
        self._table, self._decisions = pack.table, tuple(pack.decisions)

    def answer(self, record: Record) -> Found:
        """See `Contestant`. Values are turned into classes here, within the time measured."""
        table = self._table
        state = table.state({name: table.classes[name].of(value) for name, value in record.items()})
        answers = {name: table.answer(name, state) for name in self._decisions}
        fired = tuple(reason.id for one in answers.values() for reason in one.reasons if reason.certain)
        return {name: one.high for name, one in answers.items()}, fired


class Zen:
    """zen-engine: a JDM graph with one decision table for each decision.

    Hit policy `collect` tells every rule that fired. With `first` the rows stand highest level first, and only
    the level is told, which is less work.
    """

    def __init__(self, pack: Pack, policy: str) -> None:
        self.name = f"zen-engine ({policy})"
        self._scales, self._collects = Scales(pack), policy == "collect"
        compiled = zen.ZenDecisionContent(json.dumps(_jdm(pack, policy)))
        # By a loader the compiled content is used as it is; `create_decision` compiles anew and took several times as long.
        self._engine = zen.ZenEngine({"loader": lambda _: compiled})

    def answer(self, record: Record) -> Found:
        """See `Contestant`."""
        result = self._engine.evaluate("pack", record)["result"]
        if self._collects:
            fired = tuple(row["rule"] for name in self._scales.scale for row in result.get(name) or ())
            return self._scales.levels(fired), fired
        return self._scales.levels(result[name]["rule"] for name in self._scales.scale if name in result), None


def _jdm(pack: Pack, policy: str) -> dict[str, Any]:
    nodes: list[dict[str, Any]] = [{"id": "in", "name": "in", "type": "inputNode"}, {"id": "out", "name": "out", "type": "outputNode"}]
    edges: list[dict[str, str]] = []
    for one in pack.decisions.values():
        facts = list(dict.fromkeys(fact for rule in one.rules.values() for fact in rule.when))
        highest_first = sorted(one.rules.values(), key=lambda rule: -one.scale.index(rule.level))
        rows = [
            {"_id": rule.id, "rule": json.dumps(rule.id)} | {fact: cell(rule.when[fact]) if fact in rule.when else "" for fact in facts}
            for rule in highest_first
        ]
        content = {
            "hitPolicy": policy,
            "inputs": [{"id": fact, "name": fact, "field": fact} for fact in facts],
            "outputs": [{"id": "rule", "name": "rule", "field": "rule"}],
            "rules": rows,
            "outputPath": one.name,
        }
        nodes.append({"id": one.name, "name": one.name, "type": "decisionTableNode", "content": content})
        edges.append({"id": f"to-{one.name}", "sourceId": "in", "targetId": one.name, "type": "edge"})
        edges.append({"id": f"from-{one.name}", "sourceId": one.name, "targetId": "out", "type": "edge"})
    return {"nodes": nodes, "edges": edges}


def cell(condition: Condition) -> str:
    """A condition as a cell of a decision table."""
    if isinstance(condition, Range):
        return " and ".join(f"{sign} {bound:g}" for sign, bound in _bounds(condition))
    return ", ".join(json.dumps(value) for value in sorted(condition))


def _bounds(condition: Range) -> list[tuple[str, float]]:
    """The comparisons a range consists of."""
    found = []
    if condition.low is not None:
        found.append((">" if condition.low_open else ">=", condition.low))
    if condition.high is not None:
        found.append(("<" if condition.high_open else "<=", condition.high))
    return found


class Clips:
    """CLIPS by clipspy: one template with a slot for each fact, one defrule for each rule. An unknown slot is `unknown`."""

    name = "CLIPS"

    def __init__(self, pack: Pack) -> None:
        self._scales, self._fired = Scales(pack), list[str]()
        self._environment = clips.Environment()
        self._environment.define_function(self._fired.append, "held")
        slots = "".join(f" (slot {name} (default unknown))" for name in pack.table.classes)
        self._environment.build(f"(deftemplate person{slots})")
        for decision in pack.decisions.values():
            for rule in decision.rules.values():
                patterns = " ".join(_pattern(name, condition) for name, condition in rule.when.items())
                self._environment.build(f"(defrule {rule.id} (person {patterns}) => (held {rule.id}))")
        self._person = self._environment.find_template("person")
        self._symbols = {value: clips.Symbol(value) for classes in pack.table.classes.values() for value in classes.fact.values}

    def answer(self, record: Record) -> Found:
        """See `Contestant`."""
        symbols = self._symbols
        self._fired.clear()
        self._environment.reset()
        self._person.assert_fact(**{name: symbols[value] if isinstance(value, str) else value for name, value in record.items()})
        self._environment.run()
        fired = tuple(self._fired)
        return self._scales.levels(fired), fired


def _pattern(name: str, condition: Condition) -> str:
    if isinstance(condition, Range):
        tests = " ".join(f"({sign} ?{name} {bound:g})" for sign, bound in _bounds(condition))
        return f"({name} ?{name}&:(and (numberp ?{name}) {tests}))"
    return f"({name} {'|'.join(sorted(condition))})"


class RuleEngine:
    """rule-engine: one expression for each rule.

    As it comes, it raises on a fact that is not there. `forgiving` gives absent facts the value null and guards
    the comparisons of numbers, which is what it takes to have it answer at all. (Its own way to a value for
    symbols that are not there, `default_value`, first seeks a similar name each time, and is far slower.)
    """

    def __init__(self, pack: Pack, forgiving: bool) -> None:
        self.name = "rule-engine (forgiving)" if forgiving else "rule-engine (as it comes)"
        self._scales = Scales(pack)
        self._blank: dict[str, None] = dict.fromkeys(pack.table.classes) if forgiving else {}
        self._rules: list[tuple[str, Callable[[object], bool]]] = []
        for decision in pack.decisions.values():
            for rule in decision.rules.values():
                text = " and ".join(_expression(name, condition, forgiving) for name, condition in rule.when.items())
                self._rules.append((rule.id, rule_engine.Rule(text).matches))

    def answer(self, record: Record) -> Found:
        """See `Contestant`."""
        told = {**self._blank, **record}
        fired = tuple(name for name, matches in self._rules if matches(told))
        return self._scales.levels(fired), fired


def _expression(name: str, condition: Condition, guarded: bool) -> str:
    if isinstance(condition, Range):
        parts = [f"{name} != null"] if guarded else []
        return " and ".join(parts + [f"{name} {sign} {bound:g}" for sign, bound in _bounds(condition)])
    values = [json.dumps(value) for value in sorted(condition)]
    return f"{name} == {values[0]}" if len(values) == 1 else f"{name} in [{', '.join(values)}]"


def peers(pack: Pack) -> list[Contestant]:
    """All peers, ready to answer."""
    return [Zen(pack, "collect"), Zen(pack, "first"), Clips(pack), RuleEngine(pack, forgiving=True), RuleEngine(pack, forgiving=False)]
