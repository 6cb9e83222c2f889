"""An earlier edition, read with the software it came with: the schema of a pack changes, and only that software knows the old one.

This file is run by itself with the old `src` on the path, so it asks of that software only what every edition has had: `load_pack`, the
pack's id and version, the tables of decisions and methods, and their facts and rules. It prints them as plain data, which `compare` reads.
What a fact's gate was is left out: facts that are still there take today's.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from afterwards import load_pack
from afterwards.engine import Range
from afterwards.pack.load import KNOWLEDGE
from afterwards.pack.model import Pack


def neutral(pack: Pack, items: dict[str, str]) -> dict[str, object]:
    """A pack's facts and rules, those of the methods too, as text, numbers, lists and maps."""
    tables = [pack.table, *([pack.contraception.table] if pack.contraception else [])]
    facts = {name: classes.fact for table in tables for name, classes in table.classes.items()}
    return {
        "id": pack.id,
        "version": pack.version,
        "facts": {
            name: {"values": list(one.values), "range": list(one.range), "whole": one.whole, "absent": one.absent}
            for name, one in facts.items()
        },
        "decisions": {
            name: {
                "scale": list(decision.scale),
                "rules": [[rule.id, rule.level, {fact: _plain(held) for fact, held in rule.when.items()}] for rule in decision.rules],
            }
            for table in tables
            for name, decision in table.decisions.items()
        },
        "items": items,
    }


def _plain(condition: frozenset[str] | Range) -> object:
    return asdict(condition) if isinstance(condition, Range) else sorted(condition)


def _items() -> dict[str, str]:
    try:
        from afterwards.pack.gather import read_files

        items = import_module("afterwards.review.items" if find_spec("afterwards.review") else "afterwards.pack.items")
    except ImportError:  # an edition from before there were reviews
        return {}
    hashes: dict[str, str] = items.hashes(read_files(KNOWLEDGE)[0])
    return hashes


def main() -> int:
    """Print the edition whose pack is named; 1 when another copy of the software was found first."""
    if Path(sys.argv[1]).resolve() != KNOWLEDGE:
        print("another copy of the software stands before its own", file=sys.stderr)
        return 1
    json.dump(neutral(load_pack(), _items()), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
