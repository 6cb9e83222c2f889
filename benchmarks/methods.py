"""How long the comparison of methods takes: ours, and the whole US grid in zen-engine, in one run on the same records.

First both must agree on the category of each method for each record, else nothing is timed. They take turns; the
time is processor time.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from statistics import median
from time import process_time
from typing import Any

import zen

from afterwards import load_pack
from afterwards.engine import Fact, Range
from afterwards.engine.rules import Condition, Value
from afterwards.pack.eligibility import JUDGED, SCALE, decision_of
from peers import cell

SEED = 20261125
RECORDS = 300
ROUNDS = 200
A_TURN = 10
USUAL = 0.97
"""How often a fact takes the value that means absent: most women have few conditions."""

PACK = load_pack()
HELD = PACK.contraception
assert HELD
TABLE = HELD.table
METHODS = HELD.offered
EVERY = [decision_of(guideline, method) for guideline in HELD.grids for method in METHODS]
OF_US = [decision_of("us", method) for method in METHODS]
Record = dict[str, Value]


def field(fact: str) -> str:
    """A fact's name as zen-engine can take it: a dot would be a path."""
    return fact.replace(".", "__")


def drawn(draw: random.Random) -> Record:
    """A complete record of the table's facts."""
    return {name: _value(draw, classes.fact) for name, classes in TABLE.classes.items()}


def _value(draw: random.Random, fact: Fact) -> Value:
    if fact.name == JUDGED:
        return "yes"
    if fact.absent is not None and draw.random() < USUAL:
        return fact.absent
    if fact.values:
        return draw.choice(fact.values)
    low, high = fact.range
    bounds = [bound for bound, _ in TABLE.classes[fact.name].cuts]
    number = draw.choice([low, high, *(bound + aside for bound in bounds for aside in (-1, 0, 1))])
    return int(min(max(number, low), high))


def ours(record: Record, decisions: list[str]) -> list[str]:
    """The categories with their reasons; values are turned into classes here, within the time measured."""
    classes = TABLE.classes
    state = TABLE.state({name: classes[name].of(value) for name, value in record.items()})
    return [TABLE.answer(decision, state).high for decision in decisions]


class Zen:
    """The same rules as JDM decision tables, one for each method; `collect` tells every rule that fired."""

    def __init__(self, policy: str) -> None:
        self.name = f"zen-engine ({policy})"
        compiled = zen.ZenDecisionContent(json.dumps(_jdm(policy)))
        self._engine = zen.ZenEngine({"loader": lambda _: compiled})
        self._collects = policy == "collect"

    def answer(self, record: Record) -> list[str]:
        """The category of each method."""
        result = self._engine.evaluate("grid", {field(name): value for name, value in record.items()})["result"]
        found = []
        for decision in OF_US:
            told = result.get(decision.replace(" ", "_"))
            rows = told if self._collects and told else [told] if told else []
            found.append(max((row["level"] for row in rows), key=SCALE.index, default=SCALE[0]))
        return found


def _jdm(policy: str) -> dict[str, Any]:
    nodes: list[dict[str, Any]] = [{"id": "in", "name": "in", "type": "inputNode"}, {"id": "out", "name": "out", "type": "outputNode"}]
    edges = []
    for name in OF_US:
        rules = sorted(TABLE.decisions[name].rules, key=lambda rule: -SCALE.index(rule.level))
        facts = list(dict.fromkeys(fact for rule in rules for fact in rule.when))
        rows = [
            {"_id": rule.id, "rule": json.dumps(rule.id), "level": json.dumps(rule.level)}
            | {field(fact): _cell(rule.when.get(fact)) for fact in facts}
            for rule in rules
        ]
        content = {
            "hitPolicy": policy,
            "inputs": [{"id": field(fact), "name": field(fact), "field": field(fact)} for fact in facts],
            "outputs": [{"id": one, "name": one, "field": one} for one in ("rule", "level")],
            "rules": rows,
            "outputPath": name.replace(" ", "_"),
        }
        nodes.append({"id": name, "name": name, "type": "decisionTableNode", "content": content})
        edges.append({"id": f"to-{name}", "sourceId": "in", "targetId": name, "type": "edge"})
        edges.append({"id": f"from-{name}", "sourceId": name, "targetId": "out", "type": "edge"})
    return {"nodes": nodes, "edges": edges}


def _cell(condition: Condition | None) -> str:
    return "" if condition is None or (isinstance(condition, Range) and condition == Range()) else cell(condition)


def race() -> None:
    """Checks that all agree, times them in turns, prints the medians and the ratios."""
    draw = random.Random(SEED)
    records = [drawn(draw) for _ in range(RECORDS)]
    peers = [Zen("collect"), Zen("first")]
    for record in records:
        for peer in peers:
            assert peer.answer(record) == ours(record, OF_US), (peer.name, record)
    rules = sum(len(TABLE.decisions[name].rules) for name in OF_US)
    print(f"US grid: {rules} rules in 8 tables; {RECORDS} complete records: 0 differences.")
    runs: list[tuple[str, Callable[[Record], list[str]]]] = [
        ("afterwards, 8 methods, US", lambda one: ours(one, OF_US)),
        ("afterwards, 8 methods, 3 guidelines", lambda one: ours(one, EVERY)),
    ]
    runs += [(peer.name, peer.answer) for peer in peers]
    times: list[list[float]] = [[] for _ in runs]
    for turn in range(ROUNDS):
        chosen = [records[(turn * A_TURN + place) % RECORDS] for place in range(A_TURN)]
        for place in range(len(runs)):
            runner = (place + turn) % len(runs)
            began = process_time()
            for record in chosen:
                runs[runner][1](record)
            times[runner].append((process_time() - began) / A_TURN * 1e6)
    print("\n| | median us | x ours (US) |\n|---|---:|---:|")
    for (name, _), taken in zip(runs, times, strict=True):
        print(f"| {name} | {median(taken):.0f} | {median(its / our for its, our in zip(taken, times[0], strict=True)):.1f} |")


if __name__ == "__main__":
    race()
