"""Where the files of a pack lie, and the sections of a guide they speak about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

FILES = ("pack.yaml", "facts.yaml", "sources.yaml", "words.yaml", "disagreements.yaml")
MANIFEST = "manifest.sha256"
"""The seal: the hash of each file that `pack_files` names."""
SIGNS = "signs.yaml"
"""The page of signs; a pack may have none."""
TYPED = "typed.yaml"
"""How people type: what the page knows of it. A pack may have none."""
FOLDERS = ("decisions", "plan", "statements", "articles", "questions")
INTERFACE = "interface"
"""The folder within `statements` of the words of the interfaces. A pack without it speaks in those of the built-in pack."""
CONTRACEPTION = ("methods", "conditions", "cautions", "starting", "emergency", "medicines", "differences")
"""The files of the folder `contraception`, beside its grids. A pack without the folder compares no methods."""


CODES = "codes"
"""The folder of the code map: what a code in a record says, and `RECORD`, how a record is read. A pack may have none."""
RECORD = "record.csv"

FIRST = "first"
"""The part that comes before all others: what runs out (statements marked `first`)."""
SECTIONS = ("opening", "today", "sex", "contraception", "trying_again", "feelings")
"""The parts of a guide, in the order in which they are read."""
TOPICS = (*SECTIONS, "methods")
"""What a page of questions is for; "methods" is the comparison of methods."""
QUESTION_TOPICS = (
    "bleeding_and_signs",
    "sex",
    "period_and_test",
    "contraception",
    "trying_again",
    "what_happened",
    "feelings_and_people",
    "daily_life",
    "pregnant",
    "plan",
)
"""What a person asks about."""


def pack_files(root: Path) -> Iterator[tuple[str, Path]]:
    """The kind and the place of each file of a pack, in a fixed order; single files are named even when missing."""
    for name in FILES:
        yield name, root / name
    for folder in FOLDERS:
        for path in sorted((root / folder).glob("*.yaml")):
            yield folder, path
    for path in sorted((root / "statements" / INTERFACE).glob("*.yaml")):
        yield INTERFACE, path
    for name in (SIGNS, TYPED):
        if (root / name).is_file():
            yield name, root / name
    contraception = root / "contraception"
    if contraception.is_dir():
        for name in CONTRACEPTION:
            yield name, contraception / f"{name}.yaml"
        for path in sorted(contraception.glob("*.csv")):
            yield "notes" if path.stem.endswith("-notes") else "emergency_grid" if path.stem.endswith("-emergency") else "grid", path


def code_files(root: Path) -> Iterator[tuple[str, Path]]:
    """The files of the code map, in a fixed order. No guide hangs on them: they are sealed with the pack and read when a record is."""
    for path in sorted((root / CODES).glob("*.csv")):
        yield CODES, path
    if (root / RECORD).is_file():
        yield RECORD, root / RECORD
