"""R03: a red flag that is known reaches the top level whatever else is said.

A red flag is a rule of one condition at the top level of a decision that only rises. Proved on diagrams for every partial
state; then in the guide itself, each value of each flag in each guide and under each guideline, alone and among
random other answers. That each is asked on the page of signs, before any question, is shown by `answers`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from time import perf_counter

from afterwards.check.cases import TODAY
from afterwards.engine.table import bits
from afterwards.errors import BadFacts
from afterwards.guide import guide
from afterwards.pack.entries import DecisionText, RuleText
from afterwards.pack.model import Pack
from afterwards.verify.bounds import Partial, someone
from afterwards.verify.brute_force import BruteForce
from afterwards.verify.class_words import value_in
from afterwards.verify.diagram import Diagram
from afterwards.verify.report import Progress, Report, times_ten, worked_case

OTHERS = {True: 3, False: 40}
"""How many random people each value of a flag is put among, fast or not."""
Answers = dict[str, object]


def prove(pack: Pack, progress: Progress, *, fast: bool = False) -> list[Report]:
    """R03 for every decision of the pack that only rises."""
    return [_reach_the_top(pack, one, OTHERS[fast], progress) for one in pack.decisions.values() if one.rises]


def top_rules(decision: DecisionText) -> list[RuleText]:
    """The rules of the top level."""
    return [rule for rule in decision.rules.values() if rule.level == decision.scale[-1]]


def _reach_the_top(pack: Pack, decision: DecisionText, others: int, progress: Progress) -> Report:
    began = perf_counter()
    failures: list[str] = []
    diagram = Diagram(pack.table, pack.facts)
    partial = Partial(diagram)
    top = len(decision.scale) - 1
    certain = partial.low(pack.table.primes[decision.name][top])
    chance = Random(3)  # noqa: S311 - random people, not secrets
    brute = BruteForce(pack.table)
    flags = [rule for rule in top_rules(decision) if len(rule.when) == 1]
    asked = 0
    for done, rule in enumerate(flags):
        progress("redflags, in the guide", done, len(flags))
        ((fact, classes),) = pack.table.literals[pack.table.rules[rule.id]].items()
        outside = partial.may_be(fact, pack.table.classes[fact].full & ~classes)
        if (~outside & ~certain & partial.sets()) != partial.false:
            problem = f"{rule.id}: {fact} is known and {decision.scale[-1]} is not certain in every state."
            failures.append(_case(problem, {fact: _values(pack, fact, classes)[0]}, decision))
        for value in _values(pack, fact, classes):
            for facts in _among_others(pack, fact, value, brute, others, chance):
                asked += 1
                level = _level(pack, facts, decision)
                if level is not None and level != decision.scale[-1]:
                    failures.append(_case(f"{rule.id}: {fact} is {value} and the answer may be {level}.", facts, decision))
    covered = f"{len(flags)} red flags, each in all of {times_ten(partial.number)} partial states; {asked} people in the guide itself"
    return Report(f"redflags: {decision.name}", covered, perf_counter() - began, tuple(failures[:20]))


def _values(pack: Pack, fact: str, classes: int) -> list[object]:
    """One value of each class in which the flag is up."""
    return [value_in(pack.table.classes[fact], 1 << place) for place in bits(classes & pack.table.classes[fact].real)]


def _among_others(pack: Pack, fact: str, value: object, brute: BruteForce, others: int, chance: Random) -> Iterator[Answers]:
    """The flag alone, in each guide, and among random other answers."""
    yield {fact: value}
    for chosen in pack.facts["guide"].values:
        yield {"guide": chosen, fact: value}
        for _ in range(others):
            person: Answers = {name: one for name, one in someone(pack.table, brute, chance).items() if name != "guide"}
            yield {"guide": chosen, **person, fact: value}


def _level(pack: Pack, facts: Answers, decision: DecisionText) -> str | None:
    """The lowest level over the guidelines; None for people whose answers the pack refuses."""
    levels: list[str] = []
    for guideline in pack.info.guidelines:
        try:
            answer = guide(facts, today=TODAY, guideline=guideline, pack=pack).answers.get(decision.name)
        except BadFacts:
            return None
        levels.append(decision.scale[0] if answer is None else answer.low)
    return min(levels, key=decision.scale.index)


def _case(problem: str, facts: Mapping[str, object], decision: DecisionText) -> str:
    return worked_case(problem, facts, decision.name, decision.scale[-1], "a red flag counts whatever else is said")
