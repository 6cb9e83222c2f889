"""Write src/afterwards/page/model.d.ts: what the page's data holds, as types for its JavaScript, from the pack's dataclasses.

`--check`: is it up to date? Which fields `site/data.py` leaves out, or writes in another way, is said here; a test holds that
against the data.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from afterwards.engine import Range
from afterwards.pack import entries, methods, questions

MADE = Path(__file__).resolve().parent.parent / "src" / "afterwards" / "page" / "model.d.ts"
HEAD = "// Made by tools/page_types.py from the dataclasses of the pack: what the page's data holds. Not written by hand.\n"
SIMPLE = {str: "string", int: "number", float: "number", bool: "boolean", date: "number", type(None): "null", Any: "any", object: "any"}
NAMES, COUNT, ROWS, MASKS = "string[]", "number", "number[]", "Record<string, number>"
"""How a set of conditions is written: its facts, how many there are, rows of a table, the classes of each fact."""


@dataclass(frozen=True)
class Written:
    """A dataclass as the data has it: without the fields of `leave`, those of `other` with another type, some of these added."""

    made_of: type
    leave: tuple[str, ...] = ()
    other: Mapping[str, str] = field(default_factory=dict)

    @property
    def types(self) -> dict[str, str]:
        """The type of each field."""
        hints = get_type_hints(self.made_of)
        own = {one.name: spelt(hints[one.name]) for one in fields(self.made_of) if one.name not in (*self.leave, *self.other)}
        return own | dict(self.other)

    @property
    def text(self) -> str:
        """The interface."""
        return "\n".join(
            [f"export interface {self.made_of.__name__} {{", *(f"  {name}: {one};" for name, one in self.types.items()), "}\n"]
        )


WRITTEN = (
    Written(Range),
    Written(entries.Label),
    Written(entries.FromTold),
    Written(entries.Entry, leave=("ordered",)),
    Written(entries.Page),
    Written(entries.Level),
    Written(entries.RuleText, leave=("when", "sources")),
    Written(entries.DecisionText, leave=("rules", "asks")),
    Written(entries.Row, other={"when": NAMES, "unless": COUNT}),
    Written(entries.Contradiction, other={"when": NAMES}),
    Written(entries.Statement, leave=("claims", "clause", "asks"), other={"unless": COUNT, "sources": "string[]", "weak": ROWS}),
    Written(entries.Source, leave=("kind",), other={"grade": "string"}),
    Written(entries.Article),
    Written(questions.ShortAnswer, leave=("id", "when"), other={"unless": ROWS, "row": "number"}),
    Written(questions.Change, leave=("id",), other={"unless": ROWS, "when": NAMES, "row": "number"}),
    Written(questions.Question),
    Written(questions.Sign, other={"when": MASKS}),
    Written(methods.Method),
    Written(methods.GridRow, leave=("group", "confidence", "notes", "editions"), other={"cells": "string"}),
    Written(methods.Caution, other={"when": "boolean"}),
    Written(methods.StartRule, leave=("when",)),
    Written(methods.KindRule, leave=("when",)),
    Written(methods.Kind),
    Written(methods.Difference),
    Written(methods.Medicine),
)


def spelt(hint: Any) -> str:
    """A Python type as TypeScript writes it, in the form that the data has. Raises `TypeError` for one that it does not know."""
    if hint in SIMPLE:
        return SIMPLE[hint]
    kind, parts = get_origin(hint), get_args(hint)
    if kind in (Union, types.UnionType):
        return " | ".join(dict.fromkeys(spelt(one) for one in parts))
    if kind is tuple:
        return _many(parts[0]) if parts[1:] == (...,) else f"[{', '.join(spelt(one) for one in parts)}]"
    if kind is not None and issubclass(kind, Mapping):
        return f"Record<string, {spelt(parts[1])}>"
    if kind is not None and issubclass(kind, Set):
        return _many(parts[0])
    if isinstance(hint, type) and any(hint is one.made_of for one in WRITTEN):
        return hint.__name__
    raise TypeError(f"{hint}: no type of the page stands for it. Say in tools/page_types.py how it is written.")


def _many(hint: Any) -> str:
    item = spelt(hint)
    return f"({item})[]" if " | " in item else f"{item}[]"


def text() -> str:
    """The file as it should be."""
    return "\n".join([HEAD, *(one.text for one in WRITTEN)])


def main() -> int:
    """Write the file, or with `--check` say whether it is out of date."""
    if "--check" not in sys.argv:
        MADE.write_text(text(), encoding="utf-8")
    elif not (MADE.is_file() and MADE.read_text(encoding="utf-8") == text()):
        print("src/afterwards/page/model.d.ts is out of date: .venv/bin/python tools/page_types.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
