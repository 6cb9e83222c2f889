"""Write docs/hardest-sentences.md: the sentences a reviewer should read first. `--check` only tells whether it is up to date.

A measure cannot tell whether someone understands; it can tell where to look. Reading age and length are those of the lint.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from afterwards.check.lint import OLDEST, Exceptions, faults, read_exceptions
from afterwards.check.reading_age import reading_age, sentences, words
from afterwards.pack.gather import read_files
from afterwards.pack.load import KNOWLEDGE
from afterwards.pack.reading import PackError

PLACE = Path(__file__).resolve().parent.parent / "docs" / "hardest-sentences.md"
SHOWN = 60
READ = ("text", "otherwise", "because", "about_her")


class Sentence(NamedTuple):
    """A sentence of a statement; the hardest comes first when sorted."""

    age: float
    length: int
    statement: str
    said: str
    excused: bool


def ranked(statements: Mapping[str, Any], exceptions: Exceptions) -> list[Sentence]:
    """Every sentence of every statement once, the hardest first; of equally hard ones the longer, then by id."""
    hardest: dict[tuple[str, str], Sentence] = {}
    for name, statement in statements.items():
        for part in (part for key in READ if key in statement for part in sentences(statement[key]) if words(part)):
            age = round(reading_age(part, exceptions.names), 1)
            hard = (fault for fault in faults(part, exceptions.names) if fault.rule == "reading-age")
            excused = any(exceptions.excuse(fault, (name, statement.file)) for fault in hard)
            hardest.setdefault((name, part), Sentence(age, len(part.split()), name, part, excused))
    return sorted(hardest.values(), key=lambda one: (-one.age, -one.length, one.statement, one.said))


def lines(sentences: list[Sentence]) -> Iterator[str]:
    """The page, line by line."""
    over = sum(one.age > OLDEST for one in sentences)
    middle = sorted(one.age for one in sentences)[len(sentences) // 2]
    yield "# The hardest sentences"
    yield ""
    yield "Made from the pack by `tools/hardest_sentences.py`; do not edit."
    yield ""
    yield f"The pack has {len(sentences):,} sentences. Half of them are for readers of {middle:.1f} years or younger."
    yield f"The most that is let through is {OLDEST:.0f} years; {over} sentences are above it, each with its reason in `exceptions.yaml`."
    yield "They have the mark *excused* below."
    yield "The measure only says where to look first: people who read them are the real test, and there were none yet."
    for title, order in (
        ("Hardest by reading age", sentences),
        ("Longest", sorted(sentences, key=lambda one: (-one.length, one.statement, one.said))),
    ):
        yield ""
        yield f"## {title}"
        yield "| statement | reading age | words | sentence |"
        yield "|---|---|---|---|"
        for sentence in order[: SHOWN if order is sentences else SHOWN // 3]:
            mark = ", excused" if sentence.excused else ""
            yield f"| `{sentence.statement}` | {sentence.age:.1f}{mark} | {sentence.length} | {sentence.said.replace('|', '/')} |"


def page(root: Path = KNOWLEDGE) -> str:
    """The page for the pack in `root`. Raises `PackError` when its files cannot be read."""
    data, problems = read_files(root)
    exceptions, complaints = read_exceptions(root, "pack")
    if problems or complaints:
        raise PackError([*problems, *complaints])
    return "\n".join(lines(ranked(data["statements"], exceptions))) + "\n"


def main() -> int:
    """Write the page, or with `--check` return 1 when it is missing or out of date."""
    text = page()
    if "--check" in sys.argv:
        return 0 if PLACE.is_file() and PLACE.read_text(encoding="utf-8") == text else 1
    handle, temporary = tempfile.mkstemp(dir=PLACE.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(temporary).chmod(0o644)
    os.replace(temporary, PLACE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
