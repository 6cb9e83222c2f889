"""The code map of a pack: what a code in a record says of one fact, and how each fact is read from a record. Rows of two tables.

A row of the map says of one code: the fact, its value, whether that is certain or possible, why, and where the code was seen.
A value is one of the fact's, several joined by `|` (one of them holds, not known which), or one of the words below.
No guide hangs on it: it is read only when a record is, and then only as it was sealed.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from afterwards.pack.layout import MANIFEST, RECORD, code_files
from afterwards.pack.reading import PackError, Problem

COLUMNS = ("system", "code", "fact", "value", "certain", "why", "source")
READING = ("fact", "over", "days", "several", "why", "source")
NARROWING = "|"
MEASURED = "measured"
"""The number of the observation is the value."""
ANSWER = "answer"
"""The code of the observation's answer says the value."""
DATED = "dated"
"""The day of the finding or procedure is the value."""
ENDS = "ends "
"""The methods that follow end on that day: `ends cu_iud|lng_iud`."""
CERTAIN, POSSIBLE = "certain", "possible"
SYSTEMS = {
    "snomed": "http://snomed.info/sct",
    "icd-10": "http://hl7.org/fhir/sid/icd-10",
    "icd-10-cm": "http://hl7.org/fhir/sid/icd-10-cm",
    "loinc": "http://loinc.org",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "dmd": "https://dmd.nhs.uk",
    "bnf": "https://openprescribing.net/bnf",
    "yes-no": "http://terminology.hl7.org/CodeSystem/v2-0136",
    "interpretation": "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",
}
"""The short names of code systems in the map, and their addresses in a record."""


@dataclass(frozen=True, slots=True)
class CodeRow:
    """What one code says of one fact. `values`: the value, or those of which one holds; `certain`: whether that is sure."""

    system: str
    code: str
    fact: str
    value: str
    certain: bool
    why: str
    source: str
    file: str
    line: int

    @property
    def values(self) -> tuple[str, ...]:
        """The values of the fact, one of which holds."""
        return tuple(self.value.removeprefix(ENDS).split(NARROWING))


@dataclass(frozen=True, slots=True)
class FactReading:
    """How a record's findings of one fact are read.

    `over`: what a finding that is over, or older than `days`, says: the same value ("same"), nothing ("open"), or what is named
    (`clot_past=yes`, or values of the fact joined by `|`). `days`: for how many days it counts, None for any number. `several`: of two
    values that a record holds, the "first" or the "last" as facts.yaml lists them, the "newest" by its date, or neither ("open").
    `fact` may be `using_now=cu_iud`, for one value of a fact.
    """

    fact: str
    over: str = "open"
    days: int | None = None
    several: str = "open"
    why: str = ""
    source: str = ""
    file: str = ""
    line: int = 0


def read_code_map(root: Path, problems: list[Problem]) -> tuple[list[CodeRow], dict[str, FactReading]]:
    """The rows of the map in the pack at `root`, and the reading of each fact that has one; complaints about rows that cannot be read."""
    rows: list[CodeRow] = []
    readings: dict[str, FactReading] = {}
    for kind, path in code_files(root):
        name = path.relative_to(root).as_posix()
        for line, cells in _rows(path, name, READING if kind == RECORD else COLUMNS, problems):
            if kind == RECORD:
                days = cells.pop("days")
                if days and not days.isdecimal():
                    problems.append(Problem(name, line, f"'{days}' is no number of days.", "Write a whole number, or leave it empty."))
                    continue
                if cells["fact"] in readings:
                    problems.append(Problem(name, line, f"'{cells['fact']}' stands twice.", "Keep one of the two."))
                readings[cells["fact"]] = FactReading(**cells, days=int(days) if days else None, file=name, line=line)
                continue
            certain = cells.pop("certain")
            if certain not in (CERTAIN, POSSIBLE):
                problems.append(Problem(name, line, f"'{certain}' is neither certain nor possible.", "Write one of the two."))
                continue
            rows.append(CodeRow(**cells, certain=certain == CERTAIN, file=name, line=line))
    return rows, readings


def plain_code(system: str, code: str) -> str:
    """A code as it is looked up: those of ICD are written with and without their dot, and with signs around them."""
    if not system.startswith("icd-10"):
        return code
    return "".join(sign for sign in code.upper() if sign.isascii() and sign.isalnum())


def _rows(path: Path, name: str, columns: tuple[str, ...], problems: list[Problem]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        problems.append(Problem(name, 1, "the file cannot be read as text in UTF-8.", "Restore it from the last good version."))
        return
    lines = csv.reader(io.StringIO(text, newline=""))
    header = tuple(next(lines, ()))
    if header != columns:
        problems.append(Problem(name, 1, f"its columns are {', '.join(header)}.", f"They must be {', '.join(columns)}."))
        return
    for cells in lines:
        if len(cells) != len(columns):
            problems.append(Problem(name, lines.line_num, f"{len(cells)} cells.", f"There must be {len(columns)}."))
            continue
        yield lines.line_num, dict(zip(columns, (cell.strip() for cell in cells), strict=True))


def check_seal(root: Path) -> None:
    """Raises `PackError` when a file of the code map is not as the pack was sealed. A pack without a seal has none to keep."""
    seal = root / MANIFEST
    if not seal.is_file():
        return
    sealed = {line[66:]: line[:64] for line in seal.read_text(encoding="utf-8", errors="replace").splitlines()}
    present = {path.relative_to(root).as_posix(): path for _, path in code_files(root)}
    named = {name for name in sealed if name == RECORD or name.startswith("codes/")}
    wrong = [name for name in sorted(named | present.keys()) if name not in present or sealed.get(name) != _digest(present[name])]
    if wrong:
        remedy = "Restore it from the last good version; if the change is meant, run `afterwards check --seal`."
        raise PackError([Problem(name, 1, "the file is not as it was sealed.", remedy) for name in wrong])


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
