"""The code map: each row names a system, a fact and values that exist, says why and where from, and no code says two things of one fact."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from afterwards.pack.code_map import (
    ANSWER,
    DATED,
    ENDS,
    MEASURED,
    NARROWING,
    SYSTEMS,
    CodeRow,
    FactReading,
    plain_code,
    read_code_map,
)
from afterwards.pack.entries import Entry
from afterwards.pack.layout import code_files
from afterwards.pack.model import Pack
from afterwards.pack.reading import Problem

USING_NOW = "using_now"
GIVEN = "given"
SEVERAL = ("first", "last", "newest", "open")
OVER = ("same", "open")
_WORDS = {"number": MEASURED, "date": DATED}


def code_problems(root: Path, pack: Pack) -> tuple[list[Problem], int]:
    """Every complaint about the code map of the pack in `root`, and how many codes it has. A pack without one has no complaint."""
    problems: list[Problem] = []
    if not any(True for _ in code_files(root)):
        return problems, 0
    rows, readings = read_code_map(root, problems)
    for row in rows:
        problems += _row(row, pack)
    problems += _twice(rows, pack)
    for reading in readings.values():
        problems += _reading(reading, pack)
    return problems, len({(row.system, row.code) for row in rows})


def _row(row: CodeRow, pack: Pack) -> Iterator[Problem]:
    def problem(complaint: str, remedy: str) -> Problem:
        return Problem(row.file, row.line, complaint, remedy)

    if row.system not in SYSTEMS:
        yield problem(f"'{row.system}' is no code system of the map.", f"Use one of {', '.join(SYSTEMS)}.")
    if not row.code or not row.code.isascii() or " " in row.code:
        yield problem(f"'{row.code}' is no code.", "Write the code as its system has it.")
    elif not _right_digits(row):
        yield problem(f"{row.code} cannot be a code: its check digit is wrong.", "Look it up again.")
    if not row.why or not row.source:
        yield problem(f"{row.code} says not {'why' if row.source else 'where it is from'}.", "Fill in why and source.")
    entry = pack.facts.get(row.fact)
    if entry is None:
        yield problem(f"there is no fact '{row.fact}'.", "Use a fact of facts.yaml.")
        return
    if row.value.startswith(ENDS) and row.fact != USING_NOW:
        yield problem(f"'{row.value}' is only said of {USING_NOW}.", "Name a value of the fact.")
    if row.value == _WORDS.get(entry.kind) or (row.value == ANSWER and entry.values):
        return
    if row.value in (MEASURED, ANSWER, DATED) or entry.kind in _WORDS:
        yield problem(f"{row.fact} cannot be '{row.value}'.", f"{row.fact} is a {entry.kind}.")
        return
    for value in row.values:
        if not _known(entry, value, pack):
            yield problem(f"{row.fact} has no value '{value}'.", f"Use one of {', '.join(entry.values)}.")


_ROUND = tuple(tuple((a + b) % 5 + 5 * ((a >= 5) ^ (b >= 5)) if a < 5 else (a - b) % 5 + 5 * (b < 5) for b in range(10)) for a in range(10))
"""The multiplication of the dihedral group of ten, by which Verhoeff's check digit is worked out."""
_STEP = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _right_digits(row: CodeRow) -> bool:
    """Whether the check digit of a SNOMED CT (or dm+d) or a LOINC code is right; codes of other systems have none."""
    if row.system in ("snomed", "dmd"):
        check, turned = 0, list(range(10))
        for digit in reversed(row.code):
            if not digit.isdecimal():
                return False
            check = _ROUND[check][turned[int(digit)]]
            turned = [turned[_STEP[number]] for number in range(10)]
        return check == 0
    if row.system == "loinc" and not row.code.startswith("LA"):  # LA: an answer, whose digits follow another rule
        body, _, last = row.code.rpartition("-")
        if not (body.isdecimal() and last.isdecimal()):
            return False
        doubled = (sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10)) for place, digit in enumerate(reversed(body)))
        return -sum(doubled) % 10 == int(last)
    return True


def _known(entry: Entry, value: str, pack: Pack) -> bool:
    if value in entry.values:
        return True
    return entry.name == "medicines" and pack.contraception is not None and pack.contraception.medicine(value) is not None


def _twice(rows: list[CodeRow], pack: Pack) -> Iterator[Problem]:
    seen: dict[tuple[str, str, str, str], CodeRow] = {}
    for row in rows:
        entry = pack.facts.get(row.fact)
        own = row.value if entry and entry.kind == "list" else ""
        first = seen.setdefault((row.system, plain_code(row.system, row.code), row.fact, own), row)
        if first is not row:
            complaint = f"{row.system} {row.code} says twice what {row.fact} is, first in {first.file}:{first.line}."
            yield Problem(row.file, row.line, complaint, "Keep one of the two.")


def _reading(reading: FactReading, pack: Pack) -> Iterator[Problem]:
    def problem(complaint: str, remedy: str) -> Problem:
        return Problem(reading.file, reading.line, complaint, remedy)

    fact, _, value = reading.fact.partition("=")
    entry = pack.facts.get(fact)
    if entry is None or (value and value != GIVEN and value not in entry.values):
        yield problem(f"there is no fact '{reading.fact}'.", "Use a fact of facts.yaml, or one with one of its values.")
        return
    if not reading.why or not reading.source:
        yield problem(f"{reading.fact} says not why, or where from.", "Fill in why and source.")
    if reading.several not in SEVERAL:
        yield problem(f"'{reading.several}' says not which of several counts.", f"Use one of {', '.join(SEVERAL)}.")
    if reading.over in OVER:
        return
    other, equals, values = reading.over.rpartition("=")
    over = pack.facts.get(other) if equals else entry
    if over is None or not set(values.split(NARROWING)) <= set(over.values):
        yield problem(f"'{reading.over}' is no value of a fact.", f"Use one of {', '.join(OVER)}, or values of a fact.")
