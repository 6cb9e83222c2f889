"""How often an answer is silently too permissive when facts are missing: each peer, and ours.

An answer is *too low* when the facts that are missing could still raise it: a completion of the record is
made, the contestant is asked again about that completion, and it now says a higher level than before. So
each contestant is judged by its own words. *Refused* is not silent: the engine raised an error.
For ours the exact `high` is also checked from the other side: it must be reached (else it is *too careful*).

The records are drawn, not observed: the shares say what kind of fault this is, not how often real people meet it.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from afterwards import Pack, load_pack
from peers import Contestant, Ours, peers
from records import ALWAYS_TOLD, Drawer, Record

SEED = 20261124
SHARES = (0.05, 0.2, 0.5)
"""Chance of each fact to be unknown."""


@dataclass
class Count:
    """Records of one contestant at one share. By decision: `low_by`, out of `asked_by` to whose guide it belongs."""

    records: int = 0
    refused: int = 0
    low: int = 0
    careful: int = 0
    low_by: dict[str, int] = field(default_factory=dict)
    asked_by: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Reach:
    """A record with gaps, and of each decision of its guide the highest level it can reach, with a completion that does."""

    record: Record
    highest: dict[str, tuple[str, Record]]


def draw_records(drawer: Drawer, share: float, number: int) -> list[Reach]:
    """Seeded records with gaps."""
    draw = random.Random(f"{SEED} {share}")
    found = []
    for _ in range(number):
        record = drawer.with_gaps(draw, share)
        possible = drawer.possible(record)
        applicable = drawer.pack.applicable(record[ALWAYS_TOLD])
        found.append(Reach(record, {name: drawer.highest(draw, name, possible) for name in applicable}))
    return found


def count(pack: Pack, one: Contestant, reaches: Sequence[Reach]) -> Count:
    """Ask one contestant about every record, and about the completion wherever it may have been too low."""
    found = Count(len(reaches), low_by=dict.fromkeys(pack.decisions, 0), asked_by=dict.fromkeys(pack.decisions, 0))
    for reach in reaches:
        for name in reach.highest:
            found.asked_by[name] += 1
        try:
            levels, _ = one.answer(reach.record)
        except Exception:  # whatever the engine raises: it gave no answer, and said so
            found.refused += 1
            continue
        low, careful = _compare(pack, one, levels, reach)
        found.low += bool(low)
        found.careful += bool(careful)
        for name in low:
            found.low_by[name] += 1
    return found


def _compare(pack: Pack, one: Contestant, levels: dict[str, str], reach: Reach) -> tuple[list[str], list[str]]:
    """The decisions that are too low, by the contestant's own answer to the completion, and those too careful."""
    low, careful = [], []
    for name, (level, completion) in reach.highest.items():
        place = pack.decisions[name].scale.index
        if place(levels[name]) > place(level):
            careful.append(name)
        elif place(levels[name]) < place(level):
            again = one.answer(completion)[0][name]
            if again != level:
                raise SystemExit(f"{one.name}, {name}: {again} on a completion that reaches {level}.\n{completion}")
            low.append(name)
    return low, careful


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(description="Counts answers that missing facts silently make too permissive.")
    parser.add_argument("--records", type=int, default=2000)
    number: int = parser.parse_args().records
    pack = load_pack()
    drawer = Drawer.of(pack)
    print(f"{number} records for each share of unknown facts; of each decision, of those whose guide it belongs to.")
    for share in SHARES:
        reaches = draw_records(drawer, share, number)
        names = list(pack.decisions)
        print(f"\nEach fact unknown with chance {share:.0%}\n")
        print(f"| | too low in any decision | {' | '.join(names)} | refused | too careful |")
        print("|---|" + "---:|" * (len(names) + 3))
        for one in (Ours(pack), *peers(pack)):
            found = count(pack, one, reaches)
            by_decision = [found.low_by[name] / found.asked_by[name] for name in names]
            shares = [found.low / number, *by_decision, found.refused / number, found.careful / number]
            print(f"| {one.name} | {' | '.join(f'{one_share:.1%}' for one_share in shares)} |", flush=True)


if __name__ == "__main__":
    main()
