"""Write docs/facts.md: every fact a caller may give, from the pack. `--check` only tells whether it is up to date."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from afterwards import load_pack
from afterwards.engine import Range
from afterwards.engine.rules import Condition
from afterwards.pack import Pack
from afterwards.pack.entries import Entry
from afterwards.person.told import plain_number

PLACE = Path(__file__).parent.parent / "docs" / "facts.md"


def lines(pack: Pack) -> Iterator[str]:
    """The page, line by line."""
    yield "# Facts and decisions"
    yield ""
    yield "Made from the pack by `tools/facts_table.py`; do not edit."
    yield "Every fact may also be `unknown` (asked, not sure) or left out (not asked)."
    yield "*Absent* is the value a closed world takes; a fact without one stays unknown."
    yield ""
    yield "`asked_of` beside the facts names, of a list, the values she was asked about: of the others nothing is told."
    yield ""
    yield "Facts under *asked* come from a page; those under *accepted* are read when a program gives them, and no page asks them."
    yield ""
    for never_asked, title in ((False, "Asked"), (True, "Accepted")):
        yield f"## {title}"
        yield "| fact | values | absent | applies when |"
        yield "|---|---|---|---|"
        for entry in pack.facts.values():
            if entry.held is never_asked:
                yield f"| `{entry.name}` | {_values(entry)} | {_absent(entry)} | {_gate(entry)} |"
        yield ""
    yield "## Decisions, from freest to most careful level"
    yield "| decision | asks | guides | levels |"
    yield "|---|---|---|---|"
    for decision in pack.decisions.values():
        yield f"| `{decision.name}` | {decision.asks} | {', '.join(decision.guides)} | {', '.join(decision.scale)} |"


def _values(entry: Entry) -> str:
    if entry.kind == "number":
        return f"{plain_number(entry.low)} to {plain_number(entry.high)} {entry.unit}".strip()
    if entry.kind == "date":
        return f"a date, 2026-11-15; becomes `{entry.gives}`"
    if entry.kind == "text":
        return f"text of up to {entry.longest} characters"
    kind = {"list": "a list of ", "levels": "a map to " + ", ".join(entry.levels) + " from "}.get(entry.kind, "")
    return kind + ", ".join(entry.values)


def _absent(entry: Entry) -> str:
    if entry.absent is None:
        return ""
    absent = "empty" if entry.absent == [] else str(entry.absent)
    if entry.open_when is None:
        return absent
    unless = f" and no `{entry.unless}` is given" if entry.unless else ""
    return f"{absent}; unknown where `{entry.open_when[0]}` {_condition(entry.open_when[1])}{unless}"


def _gate(entry: Entry) -> str:
    return f"`{entry.gate[0]}` {_condition(entry.gate[1])}" if entry.gate else ""


def _condition(wanted: Condition) -> str:
    if not isinstance(wanted, Range):
        return "is " + " or ".join(sorted(wanted))
    low = f"{'above' if wanted.low_open else 'from'} {wanted.low}" if wanted.low is not None else ""
    high = f"{'under' if wanted.high_open else 'to'} {wanted.high}" if wanted.high is not None else ""
    return f"{low} {high}".strip()


def main() -> int:
    """Write the page, or with `--check` return 1 when it is out of date."""
    text = "\n".join(lines(load_pack())) + "\n"
    if "--check" in sys.argv:
        return 0 if PLACE.read_text(encoding="utf-8") == text else 1
    PLACE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
