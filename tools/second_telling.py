"""Draw the second telling of the built-in pack: said.csv, applies.csv and held.csv in tests/cases.

    .venv/bin/python tools/second_telling.py

said.csv and applies.csv are written anew; look at the diff before it is committed, for it says what the pack now says.
held.csv keeps its people; for each change that nothing notices one more is added, who tells the two apart.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from afterwards import load_pack
from afterwards.verify.judge import Judge
from afterwards.verify.mutants import mutants_of
from afterwards.verify.mutate import excused
from afterwards.verify.tellings import gates_of, people_in, said_by

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases"


def write(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table, whole or not at all."""
    path = CASES / name
    draft = path.with_suffix(".new")
    with draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    os.replace(draft, path)


def main() -> None:
    """Write the three tables and say how many people were added."""
    pack = load_pack()
    write("said.csv", ("who", "key", "says"), said_by(pack))
    write("applies.csv", ("fact", "hangs_on", "told", "then"), gates_of(pack))
    people = list(people_in(CASES / "held.csv"))
    judge, listed, before = Judge(pack, CASES), excused(), len(people)
    for line in judge.lines:
        for mutant in mutants_of(pack, line):
            if mutant.name in listed or judge.noticed(mutant) or judge.means_the_same(mutant) or judge.fits_nobody(mutant):
                continue
            example = judge.told_apart(mutant)
            if example is None:
                print(f"no person tells it apart: {mutant.name}")
                continue
            people.append((line.id, *example))
            judge.add_person(line.id, *example)
    write("held.csv", ("line", "facts", "holds"), ((line, json.dumps(facts), "yes" if holds else "no") for line, facts, holds in people))
    print(f"held.csv: {len(people) - before} people added, {len(people)} in all")


if __name__ == "__main__":
    main()
