"""A throw-away pack to review: the tea shop, with authors and a topic that two people must read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from afterwards.pack.gather import read_files
from afterwards.pack.manifest import write_manifest
from afterwards.pack.reviews import Reviewer
from afterwards.review.making import units_of
from afterwards.review.records import ACCEPT, Verdict
from afterwards.review.signing import sign
from tests.packs.faults import GOOD, copy_of

TODAY = date(2026, 11, 25)
DUE = date(2027, 5, 25)
ADA = Reviewer("Ada Test", "test reviewer", "No register", "T-1", "none")
BO = Reviewer("Bo Test", "test reviewer", "No register", "T-2", "none")


def tea_shop(folder: Path, pack: Path = GOOD, key: str = "") -> Path:
    """A sealed copy of a pack in `folder`."""
    root = copy_of(pack, folder)
    with (root / "pack.yaml").open("a", encoding="utf-8") as file:
        file.write("authors: [Tea Author]\ntwo_reviewers: [today]\n" + (f"publisher_key: '{key}'\n" if key else ""))
    write_manifest(root)
    return root


def edit(root: Path, file: str, old: str, new: str) -> None:
    """Change a text that stands once in a file."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (old, text.count(old))
    path.write_text(text.replace(old, new), encoding="utf-8")


def items_of(root: Path) -> dict[str, str]:
    """The units of a pack as they are now, with their hashes."""
    data, problems = read_files(root)
    assert problems == []
    return {unit.name: unit.read for unit in units_of(data)}


def accept_all(root: Path, who: Reviewer, *, signed: date = TODAY, due: date = DUE) -> Path:
    """A record in which a test reviewer accepts everything."""
    items = items_of(root)
    return sign(root, who, [Verdict(item, read, ACCEPT) for item, read in items.items()], items, signed=signed, due=due)
