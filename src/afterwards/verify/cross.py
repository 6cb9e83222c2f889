"""R14: independent ways to compute an answer agree, gaps included.

The engine's masks, every completion tried (`brute_force`), decision diagrams (`diagram`), an SMT solver (`solver`) and
SQL (`sql`) answer the same people: every worked one, and random ones. Masks and SQL answer all of them, the slower
ways a share, which the report states exactly. This module only compares; it does not say which way is right.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from random import Random
from time import perf_counter
from types import EllipsisType

from afterwards.check.cases import plain
from afterwards.check.knowledge import cases_of
from afterwards.engine import State, Table
from afterwards.engine.rules import Value
from afterwards.pack.conditions import MEMBER
from afterwards.pack.eligibility import JUDGED
from afterwards.pack.load import KNOWLEDGE
from afterwards.pack.model import Pack
from afterwards.verify.brute_force import UNSURE, Possible, ToldValue
from afterwards.verify.report import Progress, Report, worked_case
from afterwards.verify.sql import NOT_APPLYING, Places
from afterwards.verify.ways import COMPLETIONS, HABITS, Bounds, Habit, Ways, people
from afterwards.verify.worked import cases_in, grid_people, state_in, told_in

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
