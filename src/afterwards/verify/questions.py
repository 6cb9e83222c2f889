"""Questions: a fact that is asked can change an answer, and one that is not asked cannot.

A fact can change an answer when two completions of what is known differ in that fact alone and a decision is at different
levels in them. On diagrams that is the fact's derivative: of each level, restricted to what is known, the states where it is
reached for some class of the fact and missed for another. The engine's `ask_next` must hold exactly these facts, but for
those asked already; it may put before one the fact that decides whether it applies. The guide then asks some of them in
another way (a date for days, height and weight for the BMI), which is checked on the worked cases and named in a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from random import Random
from time import perf_counter

from afterwards.check.cases import TODAY
from afterwards.check.knowledge import cases_of
from afterwards.contraception import set_aside
from afterwards.engine import State, Table, ask_next
from afterwards.guide import Guide, answer
from afterwards.pack.conditions import base_of
from afterwards.pack.eligibility import JUDGED, decision_of, kind_decision
from afterwards.pack.load import KNOWLEDGE
from afterwards.pack.model import Pack
from afterwards.person.told import BMI, UNKNOWN
from afterwards.verify.bounds import someone
from afterwards.verify.brute_force import UNSURE, BruteForce
from afterwards.verify.diagram import Diagram
from afterwards.verify.report import Progress, Report, worked_case
from afterwards.verify.worked import cases_in, told_in

STATES = {"decisions": {True: 600, False: 10_000}, "methods": {True: 30, False: 500}}
"""How many random partial states are tried on each table, fast or not."""
SILENT = (0.05, 0.2, 0.5, 0.8, 0.97)
"""Which share of the facts a random person leaves open."""
SHOWN = 20


def prove(pack: Pack, progress: Progress, *, fast: bool = False, root: Path = KNOWLEDGE) -> list[Report]:
    """On both tables of the pack, then on its worked cases; `root` is the pack's folder, beside which the cases lie."""
    tables = {"decisions": pack.table, **({"methods": pack.contraception.table} if pack.contraception else {})}
    reports = [_on_states(name, Diagram(table, pack.facts), STATES[name][fast], progress) for name, table in tables.items()]
    cases = cases_of(root)
    if cases is not None:
        reports.append(_on_cases(pack, cases, progress, every=5 if fast else 1))
    return reports


def facts_that_matter(diagram: Diagram, known: Mapping[str, int], decisions: Iterable[str]) -> set[str]:
    """The facts, not known for sure, whose answer can change one of these decisions, given what is known of the others."""
    certain = {name: one for name, one in known.items() if one.bit_count() == 1}
    matter: set[str] = set()
    for decision in decisions:
        for level in range(1, len(diagram.table.decisions[decision].scale)):
            function = diagram.given(diagram.at_least(decision, level), certain)
            named = diagram.hangs_on(function)
            if named <= matter:
                continue
            cube = diagram.cube({name: known[name] for name in named}) & diagram.cube_of_classes(named)
            reached, missed = function & cube, ~function & cube
            if reached == diagram.false or missed == diagram.false:
                continue
            for name in named - matter:
                both = diagram.without((name,), reached) & diagram.without((name,), missed)
                if both != diagram.false:
                    matter.add(name)
    return matter


def wrongly_asked(table: Table, state: State, asked: Iterable[str], matter: set[str]) -> tuple[list[str], list[str]]:
    """The facts asked that can change nothing, and those that can and are not asked.

    One that decides whether another applies may be asked before it.
    """
    asked = list(asked)
    brings_up = {gate.fact for name in matter if (gate := table.classes[name].fact.gate)}
    for name in list(brings_up):
        while (gate := table.classes[name].fact.gate) is not None:
            brings_up.add(gate.fact)
            name = gate.fact
    needless = [name for name in asked if name not in matter and name not in brings_up]
    missing = sorted(matter - set(asked) - state.asked)
    return needless, missing


def _on_states(name: str, diagram: Diagram, states: int, progress: Progress) -> Report:
    began = perf_counter()
    table = diagram.table
    chance = Random(7)  # noqa: S311 - random people, not secrets
    brute = BruteForce(table)
    failures: list[str] = []
    asked_in_all = quiet = 0
    for number in range(states):
        if number % 20 == 0:
            progress(f"questions, {name}", number, states)
        person = someone(table, brute, chance, silent=chance.choice(SILENT))
        known = {fact: table.classes[fact].of(value) for fact, value in person.items() if value != UNSURE}
        unsure = [fact for fact, value in person.items() if value == UNSURE]
        state = table.state(known, asked=unsure, closed=chance.random() < 0.3)
        decisions = list(table.decisions) if name == "decisions" else chance.sample(list(table.decisions), min(8, len(table.decisions)))
        asked = ask_next(table, state, decisions)
        asked_in_all += len(asked)
        needless, missing = wrongly_asked(table, state, asked, facts_that_matter(diagram, state.known, decisions))
        quiet += not asked
        if needless or missing:
            failures += _failures(diagram, state, needless, missing, decisions)
    covered = f"{states} random partial states, {asked_in_all} questions, {quiet} states where none is left"
    return Report(f"questions: {name}", covered, perf_counter() - began, tuple(failures[:SHOWN]))


def _failures(diagram: Diagram, state: State, needless: list[str], missing: list[str], decisions: list[str]) -> Iterator[str]:
    certain = {name: one for name, one in state.known.items() if one.bit_count() == 1}
    person = {**diagram.person(certain), **dict.fromkeys(sorted(state.asked), UNKNOWN)}
    decision = decisions[0]
    scale = diagram.table.decisions[decision].scale
    low, high = (scale[place] for place in diagram.table.bounds(decision, state))
    for is_wrong, names in (("are asked and can change no answer", needless), ("can change an answer and are not asked", missing)):
        if names:
            problem = f"{', '.join(names)} {is_wrong}."
            yield worked_case(problem, person, decision, f"[{low}, {high}]", "only what can change an answer is asked")


def _on_cases(pack: Pack, cases: Path, progress: Progress, *, every: int) -> Report:
    """The guide's own list of questions, on every worked case (or each `every`th), told openly."""
    began = perf_counter()
    diagrams = {"decisions": Diagram(pack.table, pack.facts)}
    if pack.contraception:
        diagrams["methods"] = Diagram(pack.contraception.table, pack.facts)
    people = [one["facts"] for one in cases_in(cases)][::every]
    failures: list[str] = []
    tried = 0
    for done, facts in enumerate(people):
        if done % 5 == 0:
            progress("questions, worked cases", done, len(people))
        facts_told = told_in(pack, _plain(facts))
        if facts_told is None:
            continue
        tried += 1
        person_guide = answer(pack, facts_told, TODAY)
        needless, missing = _in_the_guide(pack, person_guide, diagrams)
        for is_wrong, names in (("asked and can change no answer", needless), ("not asked and can change an answer", missing)):
            if names:
                name = next(iter(person_guide.answers))
                level = f"[{person_guide.answers[name].low}, {person_guide.answers[name].high}]"
                problem = f"the guide: {', '.join(names)}: {is_wrong}."
                failures.append(worked_case(problem, _plain(facts), name, level, "only what can change an answer is asked"))
    covered = f"{tried} worked cases in the guide, its decisions and its methods"
    return Report("questions: worked cases", covered, perf_counter() - began, tuple(failures[:SHOWN]), tuple(_stand_ins(pack)))


def _plain(facts: Mapping[str, object]) -> dict[str, object]:
    return {name: list(one) if isinstance(one, list) else dict(one) if isinstance(one, dict) else one for name, one in facts.items()}


def _in_the_guide(pack: Pack, person_guide: Guide, diagrams: Mapping[str, Diagram]) -> tuple[list[str], list[str]]:
    matter = facts_that_matter(diagrams["decisions"], person_guide.known, person_guide.answers)
    may_be_asked = matter | _gates(pack, matter)
    if person_guide.person:
        contraception = person_guide.person.contraception
        wanted = [decision_of(person_guide.guideline, one) for one in contraception.offered if one not in set_aside(person_guide.person)]
        if person_guide.may_need_emergency:
            wanted += [kind_decision(person_guide.guideline, kind.id) for kind in contraception.kinds]
        more = facts_that_matter(diagrams["methods"], person_guide.person.state.known, wanted) - {JUDGED}
        matter |= {base_of(name) for name in more}
        may_be_asked |= {base_of(name) for name in more | _gates(pack, more, contraception.table)}
    # Of a fact that nobody is asked for, what tells it is asked.
    told_by = [pack.facts[name].from_told for name in map(base_of, matter) if name in pack.facts and pack.facts[name].held]
    may_be_asked |= {name for one in told_by if one for when in (*one.any, *one.unless) for name in when}
    others = ways_to_ask(pack)
    asked = set(person_guide.ask_next)
    needless = [name for name in person_guide.ask_next if not ({name, *others.get(name, ())} & may_be_asked)]
    missing = [
        name
        for name in sorted(matter)
        if name not in asked
        and not pack.facts[name].held
        and not _answered(person_guide, name)
        and not any(name in stands_for and (other in asked or _answered(person_guide, other)) for other, stands_for in others.items())
    ]
    return needless, missing


def _answered(person_guide: Guide, name: str) -> bool:
    """Told, even in part, or asked and not sure: not asked again."""
    return person_guide.told.says(name) or name in person_guide.told.unknown


def _gates(pack: Pack, names: Iterable[str], table: Table | None = None) -> set[str]:
    classes = (table or pack.table).classes
    gates: set[str] = set()
    for name in names:
        gate = classes[name].fact.gate
        while gate is not None:
            gates.add(gate.fact)
            gate = classes[gate.fact].fact.gate
    return gates


def ways_to_ask(pack: Pack) -> dict[str, tuple[str, ...]]:
    """Of each fact that stands in for others: the facts it stands for."""
    ways = {entry.name: (entry.gives or entry.narrows,) for entry in pack.facts.values() if entry.gives or entry.narrows}
    return {**ways, **{name: (BMI,) for name in ("height_cm", "weight_kg") if name in pack.facts and BMI in pack.facts}}


def _stand_ins(pack: Pack) -> Iterator[str]:
    for name, stands_for in ways_to_ask(pack).items():
        yield f"{name} is asked in place of, or beside, {', '.join(stands_for)}"
    never_asked = [entry.name for entry in pack.facts.values() if entry.held]
    if never_asked:
        yield f"accepted and never asked: {', '.join(never_asked)}"
