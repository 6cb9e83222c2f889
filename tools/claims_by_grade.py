"""Print the claims by the grade of their strongest source, now and before, and each central one on lay pages or memory alone.

What was counted before stands in `docs/claims-by-grade.csv`, with its day; a pack in a folder is printed without it. The page of sources
shows the counts of the edition it belongs to, from the same `by_grade`.

The grade is that of `pack/grades.py`. `kind` keeps national patient information and hospitals as one, health_service,
and nothing but its title tells a digest.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from afterwards import load_pack
from afterwards.check.sources import by_grade, central
from afterwards.pack import Pack
from afterwards.pack.grades import WEAK, claims

BEFORE = Path(__file__).resolve().parent.parent / "docs" / "claims-by-grade.csv"
LABELS = {
    "guideline": "guideline",
    "health_service": "NHS or hospital",
    "charity": "charity",
    "study": "study",
    "clinic": "clinic",
    "lay": "lay page",
    "memory": "memory",
    "own": "our own rule",
}


def by_topic(pack: Pack) -> dict[str, Counter[str]]:
    """How many claims of each grade, by the first part of the statement's id."""
    counts: dict[str, Counter[str]] = {}
    for statement in pack.statements.values():
        topic = statement.id.split(".")[0]
        counts.setdefault(topic, Counter()).update(one for _, one in claims(pack, statement))
    return counts


def weak_central(pack: Pack) -> Iterator[tuple[str, str, str, str]]:
    """Each central claim on lay pages or memory alone: its grade, its statement, who says it, the claim."""
    for statement, where in central(pack).items():
        for says, grade in claims(pack, pack.statements[statement]):
            if grade in WEAK:
                yield grade, statement, where, says


def before(path: Path = BEFORE) -> tuple[str, Counter[str], Counter[str]]:
    """What was recorded: the day with the edition, the claims of each grade, and the central ones."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    every, central_ones = (Counter({row["grade"]: int(row[name]) for row in rows}) for name in ("claims", "central"))
    return f"{rows[0]['day']}, edition {rows[0]['edition']}", every, central_ones


def _row(name: str, counts: Counter[str]) -> str:
    return name.ljust(14) + "".join(str(counts[one]).rjust(16) for one in LABELS)


def _weak(every: Counter[str], central_ones: Counter[str]) -> str:
    said, of_them = (sum(counts[one] for one in WEAK) for counts in (every, central_ones))
    return f"Claims on lay pages or memory alone: {said} of {sum(every.values())}; central ones: {of_them}"


def compared(pack: Pack) -> Iterator[str]:
    """What was counted before beside what is counted now."""
    day, *counted = before()
    for when, (every, central_ones) in ((f"before ({day})", counted), ("now", by_grade(pack))):
        yield f"{_weak(every, central_ones)}, {when}"
        yield from (_row("  all", every), _row("  central", central_ones))


def lines(pack: Pack) -> Iterator[str]:
    """The whole list."""
    counts = by_topic(pack)
    yield "topic".ljust(14) + "".join(label.rjust(16) for label in LABELS.values())
    for topic in sorted(counts):
        yield _row(topic, counts[topic])
    every, central_ones = by_grade(pack)
    yield _row("all", every)
    yield _row("central", central_ones)
    yield ""
    yield _weak(every, central_ones)
    yield from (f"{LABELS[one]}: {said} ({place}): {says}" for one, said, place, says in sorted(weak_central(pack)))


def main() -> int:
    """Print it, of the built-in pack or of one in a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pack", nargs="?", type=Path, help="folder of a pack; left out: the built-in one")
    folder: Path | None = parser.parse_args().pack
    pack = load_pack(folder)
    print("\n".join([*lines(pack), *([] if folder else ["", *compared(pack)])]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
