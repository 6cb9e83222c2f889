"""Write docs/fhir-mapping.md: what each code of a record says, from the code map. `--check` only tells whether it is up to date."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from afterwards import load_pack
from afterwards.fhir.codes import CodeMap, load_codes
from afterwards.pack import Pack
from afterwards.pack.code_map import CERTAIN, POSSIBLE, SYSTEMS, CodeRow, FactReading

PLACE = Path(__file__).parent.parent / "docs" / "fhir-mapping.md"
TITLES = {
    "snomed": "SNOMED CT",
    "icd-10": "ICD-10",
    "icd-10-cm": "ICD-10-CM",
    "loinc": "LOINC",
    "rxnorm": "RxNorm",
    "dmd": "dm+d",
}
MOST = 12
"""Codes that are named in one cell; the tables beside the knowledge have the rest."""
OPENING = """# What a record says
Made from the code map by `tools/fhir_mapping.py`; do not edit.
Not yet medically reviewed.

`afterwards fhir facts BUNDLE` reads a FHIR R4 Bundle of one woman and prints one JSON object.
`facts` is what `afterwards guide` takes.
`origin` names the resources that each fact comes from.
`possible` is what a resource may mean and does not settle.
`not_understood` lists every other resource with why, and `refused` those of another person.

## How it reads
- The code decides, never a display or a text.
- A record is never complete: what is absent is unknown. Only a code that says no says no, such as never smoked.
- Of several findings the newest with a date counts; a month or a year is no day.
- A status counts: entered in error, refuted, not done, stopped, planned and completed orders say nothing of now.
- A loss is told only when its day lies in the last 1,095 days. Who is guided, `guide`, is never guessed.
- A loss that only a scan found has a kind and no date, since the day on which it passed is not told.
- A method counts that began lately enough, was not ended, and after which no pregnancy ended.
- Medicines of a record end in an open entry, so that what is not listed stays open. Other lists are never told.
- Whoever has a kind of migraine has migraine: the question that opens another is answered with it.
- Resources that name another person, or nobody, are refused and change nothing.

## What each code says
*Certain* with several values means that one of them holds, and the record does not say which: the fact stays unknown.
*Possible* leaves the fact unknown.
The tables with every code, and where each was seen, are in `src/afterwards/knowledge/codes/`.
"""
HOW = """
## How findings of a fact are read
*Days* is for how many days a finding counts; none means any number.
*Over* is what a finding that is over, or older, still says: the same, nothing (open), or what is named.
*Several* is which counts when a record holds several values: as the fact lists them, the newest, or none (open).
"""


def lines(pack: Pack, codes: CodeMap) -> Iterator[str]:
    """The page, line by line."""
    yield from OPENING.splitlines()
    yield ""
    yield "| fact | value | | in our words | codes |"
    yield "|---|---|---|---|---|"
    groups: dict[tuple[str, str, bool, str], list[CodeRow]] = {}
    for rows in codes.rows.values():
        for row in rows:
            groups.setdefault((row.fact, row.value, row.certain, row.why), []).append(row)
    order = list(pack.facts)
    for (fact, value, certain, why), rows in sorted(groups.items(), key=lambda item: (order.index(item[0][0]), item[0][1:])):
        values = " or ".join(f"`{part}`" for part in value.split("|"))
        yield f"| `{fact}` | {values} | {CERTAIN if certain else POSSIBLE} | {why} | {_codes(rows)} |"
    yield from HOW.splitlines()
    yield ""
    yield "| fact | days | over | several | why |"
    yield "|---|---|---|---|---|"
    for reading in sorted(codes.readings.values(), key=lambda one: (order.index(one.fact.split("=")[0]), one.fact)):
        yield _reading(reading)


def _reading(reading: FactReading) -> str:
    days = "" if reading.days is None else str(reading.days)
    over = " or ".join(reading.over.split("|"))
    return f"| `{reading.fact}` | {days} | {over} | {reading.several} | {reading.why} |"


def _codes(rows: list[CodeRow]) -> str:
    parts = []
    for system in SYSTEMS:
        listed = sorted(row.code for row in rows if row.system == system)
        if listed:
            more = f" and {len(listed) - MOST} more" if len(listed) > MOST else ""
            parts.append(f"{TITLES.get(system, system)} {', '.join(listed[:MOST])}{more}")
    return "; ".join(parts)


def main() -> int:
    """Write the page, or say whether it is as it would be written."""
    text = "\n".join(lines(load_pack(), load_codes())) + "\n"
    if "--check" in sys.argv[1:]:
        return 0 if PLACE.is_file() and PLACE.read_text(encoding="utf-8") == text else 1
    PLACE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
