"""How long one person's answer takes: ours and every peer, in one run, on the same records.

First every contestant must agree on complete records, levels and rules that fired, else nothing is timed.
Then they take turns, round by round, so that a busy moment of the machine falls on all of them; what is
printed is the median over the rounds, and the median of the ratios within a round. The time is processor time
of all threads: on a busy machine the clock on the wall would also count waiting, and the longer turns of slow
contestants wait more. Everything is built and warm: the building of tables and reading of files is not measured
here (see cold_start.py).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from datetime import date
from statistics import median
from time import process_time
from typing import NamedTuple

from afterwards import Pack, guide, load_pack
from afterwards.engine import ask_next
from peers import Contestant, Ours, peers
from records import Drawer, Record

SEED = 20261124
TODAY = date(2026, 11, 24)
CHECKED = 2000
"""Complete records, drawn, on which all must agree."""
AIMED = 5
"""And so many for each rule in which it holds."""
TIMED = 200
"""Records of each kind that are timed."""
A_TURN = 10
"""Records answered in one turn of one contestant."""
UNKNOWN = 0.3
"""Share of facts unknown in records with gaps."""


class Timed(NamedTuple):
    """One thing to time; `what` says what it answers."""

    name: str
    what: str
    run: Callable[[Record], object]


def differences(ours: Contestant, others: Sequence[Contestant], records: Sequence[Record]) -> list[str]:
    """Every record and contestant whose levels, or rules that fired, are not ours."""
    found = []
    for number, record in enumerate(records):
        levels, fired = ours.answer(record)
        for other in others:
            its_levels, its_fired = other.answer(record)
            if its_levels != levels or (its_fired is not None and fired is not None and sorted(its_fired) != sorted(fired)):
                found.append(f"record {number}, {other.name}: {its_levels} by {its_fired}\n  ours: {levels} by {fired}\n  {record}")
    return found


def contestants(pack: Pack) -> list[Timed]:
    """What is timed; ours, the measure of the others, comes first."""
    ours = Ours(pack)
    told = {name: classes.of for name, classes in pack.table.classes.items()}

    def ours_with_questions(record: Record) -> object:
        state = pack.table.state({name: told[name](value) for name, value in record.items()})
        return [pack.table.answer(name, state) for name in pack.decisions], ask_next(pack.table, state, pack.decisions)

    def whole_guide(record: Record) -> object:
        return guide(record, today=TODAY, pack=pack)

    found = [Timed(ours.name, "low, high, reasons, needs", ours.answer)]
    found += [
        Timed(peer.name, "level" if "first" in peer.name else "level, rules that fired", peer.answer)
        for peer in peers(pack)
        if "as it comes" not in peer.name  # it refuses records with gaps, and is nearly the same on complete ones
    ]
    found.append(Timed("afterwards + ask_next", "also what to ask next (no peer)", ours_with_questions))
    found.append(Timed("afterwards.guide()", "also checks, texts, plan (no peer)", whole_guide))
    return found


def race(timed: Sequence[Timed], records: Sequence[Record], rounds: int) -> list[list[float]]:
    """Of each contestant the microseconds of processor time a record took in each round. The one who begins changes each round."""
    times: list[list[float]] = [[0.0] * rounds for _ in timed]
    for one in timed:
        for record in records:
            one.run(record)
    for turn in range(rounds):
        start = turn * A_TURN % len(records)
        chosen = records[start : start + A_TURN]
        for place in range(len(timed)):
            runner = (place + turn) % len(timed)
            run = timed[runner].run
            began = process_time()
            for record in chosen:
                run(record)
            times[runner][turn] = (process_time() - began) / len(chosen) * 1e6
    return times


def table(timed: Sequence[Timed], times: Sequence[Sequence[float]]) -> str:
    """The lines of a table in Markdown."""
    lines = ["| | answers | median µs | fastest µs | × ours |", "|---|---|---:|---:|---:|"]
    for one, taken in zip(timed, times, strict=True):
        ratio = median(its / our for its, our in zip(taken, times[0], strict=True))
        lines.append(f"| {one.name} | {one.what} | {median(taken):.0f} | {min(taken):.0f} | {ratio:.1f} |")
    return "\n".join(lines)


def main() -> None:
    """Check, time and print."""
    parser = argparse.ArgumentParser(description="Times one person's answer, ours beside peers.")
    parser.add_argument("--rounds", type=int, default=400)
    rounds: int = parser.parse_args().rounds
    pack = load_pack()
    drawer, draw = Drawer.of(pack), random.Random(SEED)
    drawn = [drawer.complete(draw) for _ in range(CHECKED)]
    rules = [rule for one in pack.decisions.values() for rule in one.rules.values()]
    aimed = [drawer.holding(draw, rule.when) for rule in rules for _ in range(AIMED)]
    apart = differences(Ours(pack), peers(pack), drawn + aimed)
    if apart:
        raise SystemExit(f"{len(apart)} differences on {len(drawn + aimed)} complete records. The first:\n{apart[0]}")
    print(f"{len(pack.decisions)} decisions, {len(rules)} rules, {len(drawer.facts)} facts.")
    print(f"Levels and rules that fired agree on {len(drawn)} drawn records and {len(aimed)} in which a given rule holds: 0 differences.")
    timed = contestants(pack)
    gaps = [drawer.with_gaps(draw, UNKNOWN) for _ in range(TIMED)]
    for title, records in (
        ("Complete records", drawn[:TIMED]),
        (f"Records with gaps (each fact unknown with chance {UNKNOWN:.0%})", gaps),
    ):
        print(f"\n{title}: {len(records)}; {rounds} rounds of {A_TURN}\n\n{table(timed, race(timed, records, rounds))}")


if __name__ == "__main__":
    main()
