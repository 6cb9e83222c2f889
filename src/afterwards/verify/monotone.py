"""R01: one more finding never lowers an answer, in any state; proved on decision diagrams, and again by z3.

Urgency (every decision with `rises: true`): a finding is a fact that is no circumstance (`context`) and has a value that
means absent, or may not apply. A step takes one from absent to any other value, or up its order where it has one.
The other decisions promise no such thing; which of them keep to it all the same is a note.
Facts that cease to apply by such a step become absent with it; both with and without that, no level may fall.

Methods: the same steps, condition by condition and medicine by medicine, never give a freer category. Where a
guideline itself splits a condition by a fact, adding that fact picks another row: these are named in `SPLITS`, for
the guidelines that do so, and nothing else is excused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from time import perf_counter

from afterwards.engine import Decision, Rule, Table
from afterwards.engine.rules import Classes
from afterwards.engine.table import bits
from afterwards.pack.conditions import base_of
from afterwards.pack.eligibility import JUDGED, USING, decision_of
from afterwards.pack.model import Pack
from afterwards.verify.class_words import words_for
from afterwards.verify.diagram import Diagram, Node
from afterwards.verify.report import Progress, Report, quiet, times_ten, worked_case
from afterwards.verify.solver import Solver, different

SPLITS: Mapping[str, tuple[frozenset[str], str]] = {
    "breastfeeding": (frozenset({"who", "who-2015"}), "the weeks after a birth have rows for those who breastfeed and those who do not"),
    "cardiomyopathy_from_pregnancy": (
        frozenset({"us"}),
        "silent on cardiomyopathy that did not come from pregnancy, rows for that which did",
    ),
    "hiv": (frozenset({"us"}), "a row of one HIV medicine is for those who take it without being well with HIV, or without HIV"),
    "medicines.anticoagulant_treatment_dose": (
        frozenset({"us", "who", "who-2015"}),
        "rows of a clot apart for those whom a blood thinner treats",
    ),
    "multiple_sclerosis": (frozenset({"us"}), "nothing on long rest alone, rows for long rest with multiple sclerosis"),
}
"""Facts by which a guideline splits a row, so that finding them may pick a freer one: in which guidelines, and how."""


@dataclass(frozen=True, slots=True)
class Step:
    """One finding added or made worse: from one class to another (sets of one), with the facts that cease to apply by it."""

    fact: str
    before: int
    after: int
    ceasing: tuple[tuple[str, int], ...]


def prove(pack: Pack, progress: Progress, *, fast: bool = False) -> list[Report]:
    """R01 on both tables of the pack. `fast` leaves out the second proof, by z3, for the methods."""
    rising = [pack.table.decisions[one.name] for one in pack.decisions.values() if one.rises]
    reports = [_by_diagram("urgency", pack, pack.table, rising, progress), _by_solver("urgency", pack, pack.table, rising, progress)]
    others = [one for one in pack.table.decisions.values() if one not in rising]
    reports[0] = replace(reports[0], notes=(*reports[0].notes, *_unpromised(pack, others)))
    if pack.contraception:
        table, contraception = pack.contraception.table, pack.contraception
        methods = [table.decisions[decision_of(guideline, method)] for guideline in contraception.grids for method in contraception.offered]
        reports.append(_by_diagram("methods", pack, table, methods, progress))
        if not fast:
            reports.append(_by_solver("methods", pack, table, methods, progress))
    return reports


def _unpromised(pack: Pack, decisions: list[Decision]) -> Iterator[str]:
    falling = [one.name for one in decisions if _by_diagram("others", pack, pack.table, [one], quiet).failures]
    keeping = [one.name for one in decisions if one.name not in falling]
    if keeping:
        yield f"no finding lowers these either, though they do not promise it: {', '.join(keeping)}"
    if falling:
        yield f"a finding may lower these, which do not promise otherwise: {', '.join(falling)}"


def findings(pack: Pack, table: Table) -> tuple[dict[str, int], dict[str, str]]:
    """The facts that count as findings, with their absent class; and those that do not, with the reason."""
    counted: dict[str, int] = {}
    left_out: dict[str, str] = {}
    for name, classes in table.classes.items():
        entry = pack.facts.get(base_of(name))
        absent = classes.absent() if classes.fact.gate or classes.fact.absent is not None else 0
        if name == JUDGED:
            left_out[name] = "a clinician's judgement"
        elif name == USING:
            left_out[name] = "chooses between starting and going on"
        elif entry is None or entry.context:
            left_out[name] = "a circumstance"
        elif not absent:
            left_out[name] = "no value means absent"
        else:
            counted[name] = absent
    return counted, left_out


def steps(pack: Pack, table: Table) -> Iterator[Step]:
    """Every step: from absent to each other class, and up the order of an ordered fact."""
    counted, _ = findings(pack, table)
    for name, absent in counted.items():
        classes = table.classes[name]
        pairs = {(absent, 1 << place) for place in bits(classes.real) if 1 << place != absent}
        if pack.facts[base_of(name)].ordered:
            pairs |= {(1 << place, 1 << place + 1) for place in bits(classes.real)[:-1]}
        for before, after in sorted(pairs):
            yield Step(name, before, after, tuple(_ceasing(table, name, before, after)))


def _ceasing(table: Table, name: str, before: int, after: int) -> Iterator[tuple[str, int]]:
    """The facts that apply before the step and not after it, with the class that then holds; and those that hang on them."""
    for other, classes in table.classes.items():
        gate = classes.fact.gate
        if gate and gate.fact == name and before & table.applies[other] and not after & table.applies[other]:
            absent = classes.absent()
            yield other, absent
            yield from _ceasing(table, other, classes.real, absent)


def excused(decision: str, fact: str) -> bool:
    """Whether the decision is about a method under a guideline that splits a row by this fact."""
    guidelines, _ = SPLITS.get(fact, (frozenset(), ""))
    return " " in decision and decision.split(" ")[0] in guidelines


def _by_diagram(name: str, pack: Pack, table: Table, decisions: list[Decision], progress: Progress) -> Report:
    began = perf_counter()
    diagram = Diagram(table, pack.facts)
    failures: list[str] = []
    used: set[tuple[str, str]] = set()
    every = list(steps(pack, table))
    tried = 0
    for done, decision in enumerate(decisions):
        progress(f"monotone, {name}, by diagram", done, len(decisions))
        for level in range(1, len(decision.scale)):
            function = diagram.at_least(decision.name, level)
            named = diagram.hangs_on(function)
            for step in every:
                if named.isdisjoint((step.fact, *(name for name, _ in step.ceasing))):
                    continue  # a level that hangs on none of these cannot fall with them
                tried += 1
                falls = _falls(diagram, function, step)
                if falls is None:
                    continue
                if excused(decision.name, step.fact):
                    used.add((decision.name.split(" ")[0], step.fact))
                elif len(failures) < 20:
                    failures.append(_failure(diagram, decision, level, step, falls))
    covered = (
        f"{tried} steps that the level may hang on, of {len(every)} for each of {sum(len(one.scale) - 1 for one in decisions)} levels of "
        f"{len(decisions)} decisions, each in all of {times_ten(diagram.number)} states"
    )
    return Report(f"monotone: {name}", covered, perf_counter() - began, tuple(failures), tuple(_notes(pack, table, decisions, used)))


def _falls(diagram: Diagram, function: Node, step: Step) -> Node | None:
    """Where the level is reached before the step and not after it; None when that is nowhere."""
    before = diagram.given(function, {step.fact: step.before})
    for ceasing in ({}, dict(step.ceasing)) if step.ceasing else ({},):
        after = diagram.given(function, {step.fact: step.after, **ceasing})
        falls = before & ~after & diagram.literal(step.fact, step.after)
        if diagram.holds_somewhere(falls):
            return falls
    return None


def _failure(diagram: Diagram, decision: Decision, number: int, step: Step, falls: Node) -> str:
    classes = diagram.table.classes[step.fact]
    level = decision.scale[number]
    problem = (
        f"{decision.name} was {level} or above while {step.fact} was {words_for(classes, step.before)}, "
        f"and falls below when it is {words_for(classes, step.after)}."
    )
    return worked_case(
        problem, diagram.person(diagram.example(falls)), decision.name, level, "a finding that is added may only raise the answer"
    )


def _notes(pack: Pack, table: Table, decisions: list[Decision], used: set[tuple[str, str]]) -> Iterator[str]:
    counted, left_out = findings(pack, table)
    named = {fact for decision in decisions for rule in decision.rules for fact in rule.when}
    yield f"counted as findings: {len(named & counted.keys())} facts that these rules name"
    for reason in dict.fromkeys(left_out.values()):
        facts = [fact for fact, one in left_out.items() if one == reason and fact in named]
        if facts:
            yield f"not counted ({reason}): {', '.join(facts)}"
    for guideline, fact in sorted(used):
        yield f"guideline {guideline} splits a row by {fact}: {SPLITS[fact][1]}"
    here = {decision.name.split(" ")[0] for decision in decisions if " " in decision.name}
    for fact, (guidelines, _) in SPLITS.items():
        for guideline in sorted(guidelines & here):
            if (guideline, fact) not in used and fact in table.classes:
                yield f"no longer needed: SPLITS names {fact} for guideline {guideline}, where it lowers nothing"


def _by_solver(name: str, pack: Pack, table: Table, decisions: list[Decision], progress: Progress) -> Report:
    """The same with z3, from the conditions as the pack writes them; numbers move to any number, not to a class."""
    began = perf_counter()
    solver = Solver(table)
    counted, _ = findings(pack, table)
    failures: list[str] = []
    tried = 0
    for done, decision in enumerate(decisions):
        progress(f"monotone, {name}, by z3", done, len(decisions))
        for fact in sorted({one for rule in decision.rules for one in rule.when} & counted.keys()):
            if excused(decision.name, fact):
                continue
            for level in range(1, len(decision.scale)):
                tried += 1
                wrong = _apart(solver, pack, decision, level, fact, table.classes[fact])
                if wrong is not None and len(failures) < 20:
                    problem = f"{decision.name} falls below {decision.scale[level]} when {fact} is added (found by z3)."
                    failures.append(
                        worked_case(problem, wrong, decision.name, decision.scale[level], "a finding may only raise the answer")
                    )
    covered = f"{tried} facts and levels, each for any value and in every state"
    return Report(f"monotone: {name}, again by z3", covered, perf_counter() - began, tuple(failures))


def _apart(solver: Solver, pack: Pack, decision: Decision, level: int, fact: str, classes: Classes) -> dict[str, object] | None:
    """Values for which the level falls with the fact; None when there are none. Rules that do not name it hold before and after."""
    wanted = decision.scale[level:]
    rules = [rule for rule in decision.rules if rule.level in wanted]
    naming: list[Rule] = [rule for rule in rules if fact in rule.when]
    if not naming:
        return None
    others = [rule for rule in rules if fact not in rule.when]
    after, limits = solver.fresh(fact)
    absent = classes.fact.absent
    ways = [(None if absent is None else solver.value(fact, absent), None)]
    if pack.facts[base_of(fact)].ordered:
        ways.append((solver.term(fact), solver.term(fact)))
    for before, below in ways:
        holds = solver.one_of(naming, {fact: before})
        no_longer = solver.none_of([*naming, *others], {fact: after})
        step = different(before, after) if below is None else after > below
        example = solver.apart([holds, no_longer, limits, step])
        if example is not None:
            return dict(example)
    return None
