"""Made-up people as a form leaves them: each fact only where the facts before it let the form ask it."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from afterwards.engine import Range
from afterwards.engine.rules import Condition
from afterwards.pack.entries import Entry
from tests.clock import TODAY
from tests.people import PACK, Facts, fits, values_of


def _depth(name: str) -> int:
    """How many facts it hangs on, one behind the other."""
    gate = PACK.facts[name].gate
    return 1 + _depth(gate[0]) if gate else 0


ASKED = tuple(sorted((name for name, entry in PACK.facts.items() if not entry.held), key=_depth))
GUIDES = {
    name: {guide for page in PACK.pages if name in page.facts for guide in page.guides or PACK.facts["guide"].values} for name in ASKED
}
"""In which guides a page asks each fact; none for those that stand on no page."""


def drawn(number: int, seed: int = 20261124) -> list[Facts]:
    """So many people, the same each time; from a few facts to all, with values at the ends and at every threshold."""
    chance = Random(seed)
    return [_someone(chance) for _ in range(number)]


def _someone(chance: Random) -> Facts:
    facts: Facts = {"guide": chance.choice([*PACK.facts["guide"].values] * 3 + ["unknown"])}
    share = chance.choice([0.05, 0.3, 0.7, 1.0])
    for name in ASKED:
        if name == "guide" or chance.random() > share or not _asked(facts, name):
            continue
        told = "unknown" if chance.random() < 0.2 else _value(chance, PACK.facts[name])
        if fits({**facts, name: told}, name):
            facts[name] = told
    if chance.random() < 0.3:
        facts["told_at"] = f"{TODAY - timedelta(days=chance.randrange(30))}T{chance.randrange(24):02}:{chance.randrange(60):02}"
    names = list(facts)
    chance.shuffle(names)
    return {name: facts[name] for name in names}


def _value(chance: Random, entry: Entry) -> Any:
    if entry.kind == "date":
        return (TODAY - timedelta(days=chance.randrange(1096))).isoformat()
    if entry.kind == "text":
        return chance.choice(["Ana", "é" * entry.longest, "Our little one"])
    if entry.kind == "levels":
        return {one: chance.choice(entry.levels) for one in chance.sample([*entry.values], chance.randrange(1, len(entry.values) + 1))}
    if entry.kind == "list":
        listed = [one for one in entry.values if chance.random() < 0.1]
        return [*listed, *(["apixaban", "a herb from the market"] if entry.name == "medicines" and chance.random() < 0.3 else [])]
    return chance.choice(values_of(entry.name))


def _asked(facts: Facts, name: str) -> bool:
    """Whether a page asks it after these facts, or may: its gate holds or is not sure, and so on up; a page of it is for her guide."""
    guides = GUIDES[name]
    if guides and facts["guide"] != "unknown" and facts["guide"] not in guides:
        return False
    if name in ("days_since_loss", "bmi", "methods_set_aside") and facts["guide"] == "pregnant":
        return False
    gate = PACK.facts[name].gate
    if gate is None:
        return True
    giver = PACK.givers.get(gate[0])
    opened = gate[0] in facts and (facts[gate[0]] == "unknown" or _meets(facts[gate[0]], gate[1]))
    return opened or (giver is not None and giver in facts)


def _meets(value: Any, condition: Condition) -> bool:
    if not isinstance(condition, Range):
        return value in condition
    return condition.high is None and condition.low is not None and value >= condition.low
