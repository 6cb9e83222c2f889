"""R14: independent ways to compute an answer agree, gaps included.

The engine's masks, every completion tried (`brute_force`), decision diagrams (`diagram`), an SMT solver (`solver`) and
SQL (`sql`) answer the same people: every worked one, and random ones. Masks and SQL answer all of them, the slower
ways a share, which the report states exactly. This module only compares; it does not say which way is right.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from random import Random
from time import perf_counter
from types import EllipsisType
from typing import Any

import z3

from afterwards.check.cases import plain
from afterwards.check.knowledge import cases_of
from afterwards.engine import Fact, Prime, Rule, State, Table
from afterwards.engine.rules import Value
from afterwards.pack.conditions import MEMBER
from afterwards.pack.eligibility import JUDGED
from afterwards.pack.load import KNOWLEDGE
from afterwards.pack.model import Pack
from afterwards.verify.brute_force import UNSURE, BruteForce, Possible, ToldValue, meets
from afterwards.verify.diagram import Diagram
from afterwards.verify.report import Progress, Report, worked_case
from afterwards.verify.solver import Solver, within
from afterwards.verify.sql import NOT_APPLYING, Places, SqlTable
from afterwards.verify.worked import cases_in, grid_people, state_in, told_in

Bounds = tuple[int, int]
"""The lowest and the highest place on a decision's scale."""
MOSTLY = 0.93
"""How often a condition of a rule that was drawn is met; so that some people just miss a rule."""
COMPLETIONS = 512
"""How many completions brute force tries of one decision; a person with more is left to the other ways."""
SHOWN = 20
"""How many disagreements are printed; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How many random people one table answers, in batches of `batch`, and how many of each batch the slower ways answer.

    Of the worked people every `worked`th is answered, and every `worked_solver`th of those by the solver too.
    """

    people: int
    batch: int
    brute_force: int
    diagram: int
    solver: int
    worked: int = 1
    worked_solver: int = 1


GUIDE = Shares(people=1_000_000, batch=2_000, brute_force=100, diagram=10, solver=4)
METHODS = Shares(people=100_000, batch=1_000, brute_force=25, diagram=5, solver=1, worked_solver=50)
GUIDE_FAST = Shares(people=24_000, batch=2_000, brute_force=50, diagram=20, solver=2, worked_solver=25)
METHODS_FAST = Shares(people=4_000, batch=500, brute_force=5, diagram=5, solver=1, worked=10, worked_solver=50)


@dataclass(frozen=True, slots=True)
class Habit:
    """How random people of one kind talk.

    `untold`, `unsure`, `absent`: of a fact with an absent value the chance that it is not told, not known, or absent; else it
    has any value. `told`: the chance that a fact without an absent value is told. `rules`: of up to so many rules, drawn
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


@dataclass(slots=True)
class Tally:
    """What was compared: people, pairs of person and decision by way, levels reached, and every disagreement as a case."""

    people: int = 0
    complete: int = 0
    pairs: Counter[str] = field(default_factory=Counter)
    highs: Counter[tuple[str, int]] = field(default_factory=Counter)
    lows: Counter[tuple[str, int]] = field(default_factory=Counter)
    differ: int = 0
    cases: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count another one in."""
        self.people += other.people
        self.complete += other.complete
        self.differ += other.differ
        self.pairs += other.pairs
        self.highs += other.highs
        self.lows += other.lows
        self.cases += other.cases[: max(0, SHOWN - len(self.cases))]


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
    made: dict[str, tuple[Any, list[Any], list[str]]] = {}

    def ready(decision: str) -> tuple[Any, list[Any], list[str]]:
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


def compared(ways: Ways, habit: Habit, shares: Shares, seed: int) -> Tally:
    """One batch of random people, answered in every way as far as the shares reach."""
    tally = Tally()
    chance = Random(seed)  # noqa: S311 - no secret: the same people again with the same seed
    batch = people(ways, habit, shares.batch, chance)
    rows = [[person.get(name) for name in ways.sql.names] for person in batch]
    for number, (person, places) in enumerate(zip(batch, ways.sql.answers(rows, closed=habit.closed), strict=True)):
        seen = Seen(
            ways.state(person, closed=habit.closed),
            places,
            ways.brute_force.possible(person, closed=habit.closed) if number < shares.brute_force else None,
            _written(person, closed=habit.closed),
        )
        _compare(ways, seen, tally, diagram=number < shares.diagram, solver=number < shares.solver)
    return tally


@dataclass(frozen=True, slots=True)
class Seen:
    """One person as each way takes her: `places` of SQL and `possible` for brute force are None where that way is left out."""

    state: State
    places: Sequence[Places] | None
    possible: Possible | None
    facts: Mapping[str, object]


def _compare(ways: Ways, seen: Seen, tally: Tally, *, diagram: bool, solver: bool) -> None:
    """One person in every way; what differs becomes a case."""
    state = seen.state
    tally.people += 1
    complete = all(not one & (one - 1) for one in state.known.values())
    tally.complete += complete
    for spot, name in enumerate(ways.sql.decisions):
        masks = ways.table.bounds(name, state)
        tally.highs[name, masks[1]] += 1
        tally.lows[name, masks[0]] += 1
        tally.pairs["masks"] += 1
        by_way: dict[str, Bounds] = {}
        if seen.places is not None:
            sql = seen.places[spot]
            by_way["SQL"] = (sql.low, sql.high)
            # With nothing unknown the rules alone tell, and the implicants are not needed; with gaps no rule is above `low`.
            if complete or sql.certain > masks[0]:
                by_way["SQL, rules alone"] = (sql.certain, sql.high)
        if seen.possible is not None:
            tried = ways.brute_force.bounds(name, seen.possible, COMPLETIONS)
            if tried is None:
                tally.pairs["brute force left out"] += 1
            else:
                by_way["brute force"] = tried
        if diagram:
            by_way["diagram"] = ways.diagram(name, state)
        if solver:
            by_way["solver"] = ways.solver(name, state)
        tally.pairs.update(by_way.keys())
        if any(one != masks for one in by_way.values()):
            tally.differ += 1
            if len(tally.cases) < SHOWN:
                tally.cases.append(_case(name, ways.scales[name], {"masks": masks, **by_way}, seen.facts))


def _written(person: Mapping[str, Value], *, closed: bool) -> dict[str, object]:
    """A random person as a case writes her: members of a list together, `open` for an open world."""
    facts: dict[str, object] = {}
    for name, value in person.items():
        fact, _, member = name.partition(MEMBER)
        if member:
            if value == "yes":
                listed = facts.setdefault(fact, [])
                assert isinstance(listed, list)
                listed.append(member)
        elif name != JUDGED:
            facts[name] = value
    return {"facts": facts, **({} if closed else {"open": True})}


def _case(decision: str, scale: Sequence[str], by_way: Mapping[str, Bounds], written: Mapping[str, object]) -> str:
    """A disagreement as a worked case. It expects what the way nearest to the rules says; whoever pastes it must look."""
    answers = ", ".join(f"{way}: {scale[low]} to {scale[high]}" for way, (low, high) in by_way.items())
    low, high = next(by_way[way] for way in ("brute force", "SQL, rules alone", "SQL", "diagram", "solver", "masks") if way in by_way)
    level = scale[high] if low == high else f"[{scale[low]}, {scale[high]}]"
    facts = written["facts"]
    assert isinstance(facts, Mapping)
    case = worked_case(f"{decision}: the ways differ. {answers}", facts, decision, level, "every way to compute an answer must agree")
    return case.replace("\n  facts:", "\n  open: true\n  facts:", 1) if written.get("open") else case


def compared_cases(ways: Ways, states: Iterable[tuple[State, Mapping[str, object]]], tally: Tally, *, solver: int) -> None:
    """Worked people in every way. `solver`: every how many of them are answered by it.

    SQL cannot be told that a fact has one of several values: such people are left to the other ways.
    """
    for number, (state, written) in enumerate(states):
        possible = ways.possible(state)
        row = [_told(ways.table, name, state.known[name], possible[name]) for name in ways.sql.names]
        whole = [one for one in row if one is not ...]
        places = ways.sql.answers([whole], closed=False)[0] if len(whole) == len(row) else None
        tally.pairs["known in part"] += places is None
        _compare(ways, Seen(state, places, possible, written), tally, diagram=True, solver=number % solver == 0)


def _told(table: Table, name: str, known: int, possible: Sequence[ToldValue]) -> Value | EllipsisType | None:
    classes = table.classes[name]
    if known == classes.real:
        return UNSURE
    if known & ~classes.real:
        return NOT_APPLYING if known & classes.real == 0 else ...
    return possible[0] if not known & (known - 1) else ...


def worked_states(pack: Pack, folder: Path) -> Iterator[tuple[str, State, Mapping[str, object]]]:
    """Every worked person, for each table that answers her: the cases of the decisions, then the people of the grids."""
    tables = {"guide": pack.table, **({"methods": pack.contraception.table} if pack.contraception else {})}
    for case in cases_in(folder):
        facts, closed = plain(case["facts"]), "open" not in case
        if facts_told := told_in(pack, facts):
            for name, table in tables.items():
                yield name, state_in(pack, table, facts_told, closed=closed), {"facts": facts, **({} if closed else {"open": True})}
    for person in grid_people(pack, folder):
        if (facts_told := told_in(pack, person.facts)) and pack.contraception:
            yield "methods", state_in(pack, tables["methods"], facts_told, closed=True), {"facts": person.facts}


@dataclass(frozen=True, slots=True)
class Job:
    """One part of the work: a batch of random people (`seed`), or worked ones (`states`)."""

    table: str
    habit: Habit
    shares: Shares
    seed: int = 0
    states: tuple[tuple[State, Mapping[str, object]], ...] = ()


_ways: dict[str, Ways] = {}
"""Of a worker the tables it was given, in every way."""


def _begin(tables: Mapping[str, Table]) -> None:
    """Make a worker ready. Ctrl-C is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _ways.update({name: Ways(table) for name, table in tables.items()})


def _work(job: Job) -> tuple[str, bool, Tally]:
    return job.table, bool(job.states), _done(_ways[job.table], job)


def _done(ways: Ways, job: Job) -> Tally:
    if not job.states:
        return compared(ways, job.habit, job.shares, job.seed)
    tally = Tally()
    compared_cases(ways, job.states, tally, solver=job.shares.worked_solver)
    return tally


def prove(pack: Pack, progress: Progress, *, fast: bool = False, root: Path = KNOWLEDGE, workers: int = 2, seed: int = 1) -> list[Report]:
    """Compare every way on every worked person and on random people; one report for each table and kind of people.

    `root`: the pack's folder, beside which its cases lie. `fast`: a share of the people, in about 20 seconds.
    """
    began = perf_counter()
    tables = {"guide": pack.table, **({"methods": pack.contraception.table} if pack.contraception else {})}
    shares = {"guide": GUIDE_FAST if fast else GUIDE, "methods": METHODS_FAST if fast else METHODS}
    jobs = [
        Job(name, HABITS[number % len(HABITS)], shares[name], seed=1_000_000 * seed + number)
        for name in tables
        for number in range(shares[name].people // shares[name].batch)
    ]
    folder = cases_of(root)
    by_table: dict[str, list[tuple[State, Mapping[str, object]]]] = {name: [] for name in tables}
    for name, state, written in worked_states(pack, folder) if folder else ():
        by_table[name].append((state, written))
    for name, states in by_table.items():
        taken = states[:: shares[name].worked]
        jobs += [Job(name, HABITS[0], shares[name], states=tuple(taken[spot : spot + 50])) for spot in range(0, len(taken), 50)]
    tallies: dict[tuple[str, bool], Tally] = {}
    context = get_context("spawn")
    with ProcessPoolExecutor(workers, context, _begin, (tables,)) as pool:
        try:
            waiting = [pool.submit(_work, job) for job in jobs]
            for done, future in enumerate(as_completed(waiting), 1):
                table, worked, tally = future.result()
                tallies.setdefault((table, worked), Tally()).add(tally)
                progress("people answered in every way", done, len(jobs))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return [
        _report(table, worked, tally, pack_table=tables[table], seconds=perf_counter() - began)
        for (table, worked), tally in sorted(tallies.items())
    ]


def _report(table: str, worked: bool, tally: Tally, *, pack_table: Table, seconds: float) -> Report:
    """What was compared, with the exact share of each way. Levels that nobody reached are a finding."""
    of = (
        f"the {'six decisions' if len(pack_table.decisions) == 6 else f'{len(pack_table.decisions)} decisions'} of the table of the {table}"
    )
    pairs = ", ".join(f"{way} {tally.pairs[way]:,}" for way in ("masks", "SQL", "SQL, rules alone", "brute force", "diagram", "solver"))
    kind = "worked people" if worked else "random people"
    covered = f"{tally.people:,} {kind}, {tally.complete:,} of them with nothing unknown, on {of}. Answers compared: {pairs}"
    notes = []
    if tally.pairs["known in part"]:
        notes.append(f"{tally.pairs['known in part']:,} people have a fact that is known in part, which SQL cannot be told.")
    skipped = tally.pairs["brute force left out"]
    if skipped:
        notes.append(f"Brute force left out {skipped:,} answers with more than {COMPLETIONS} completions; the other ways answered them.")
    if not worked:
        levels = {name: {rule.level for rule in one.rules} for name, one in pack_table.decisions.items()}
        missed = [
            f"{name} {scale[place]} ({end})"
            for name, scale in ((one.name, one.scale) for one in pack_table.decisions.values())
            for end, seen in (("low", tally.lows), ("high", tally.highs))
            for place in range(len(scale))
            if not seen[name, place] and (place == 0 or scale[place] in levels[name])
        ]
        notes.append(f"Levels that no random person reached: {', '.join(missed) or 'none'}.")
        notes.append("Kinds of random people, in equal parts: " + "; ".join(habit.words for habit in HABITS) + ".")
    if tally.differ > len(tally.cases):
        notes.append(f"{tally.differ:,} answers differ; {len(tally.cases)} are printed.")
    return Report(f"cross: {table}, {kind}", covered, seconds, tuple(tally.cases), tuple(notes))
