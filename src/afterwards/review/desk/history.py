"""The same words before its last change, from git where the pack lies in a git work tree; the records hold only hashes."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from afterwards.check.cases import plain
from afterwards.pack.data import Data
from afterwards.pack.layout import pack_files
from afterwards.pack.reading import read_yaml
from afterwards.pack.uses import rules_of
from afterwards.review.units import Unit

VERSIONS = 20
"""How many versions of a file are looked at."""
NONE = "There is no earlier wording in the last versions of its file."
NO_HISTORY = "No history is at hand: the pack does not lie in a git work tree, or git is not installed."


def before(root: Path, item: str, now: Mapping[str, object], file: str) -> str:
    """What the item said before its last change, in one text; a plain sentence when there is nothing to show."""
    kind, _, name = item.partition(":")
    try:
        versions = _versions(root, file)
    except (OSError, subprocess.SubprocessError):
        return NO_HISTORY
    if not versions:
        return NO_HISTORY
    words_now = _said(now)
    for version in versions:
        block = _block(_file_at(root, version, file), kind, name)
        if block is None:
            return NONE
        words_before = _said(block)
        if words_before != words_now:
            return words_before
    return NONE


def earlier_wordings(root: Path, data: Data, unit: Unit) -> list[str]:
    """What the sentences and the row of a unit said before their last change, where the history has it."""
    wordings = []
    for part in unit.parts:
        written = data["statements"][part.removeprefix("statement:")] if part.startswith("statement:") else _written(data, part)
        earlier = before(root, part, written, file_of(root, part, written)) if written is not None else NONE
        if earlier == NO_HISTORY:
            return [NO_HISTORY]
        wordings += [earlier] if earlier != NONE else []
    return wordings or [NONE]


def _written(data: Data, part: str) -> Any:
    """A rule or a row of the plan as it stands in its file."""
    return next((row for row in rules_of(data) if row["id"] == part.partition(":")[2]), None)


def file_of(root: Path, item: str, now: object) -> str:
    """The file of the pack that an item is written in; "" where it is not one block of one file."""
    file = getattr(now, "file", "")
    if not file and item.startswith("row:"):
        table = item.removeprefix("row:").partition(" ")[0]
        file = next((path.relative_to(root).as_posix() for kind, path in pack_files(root) if kind == "grid" and path.stem == table), "")
    return str(file)


def _said(block: Any) -> str:
    if isinstance(block, str):
        return block
    keys = ("text", "otherwise", "because", "about_her", "level", "when", "say")
    words = [(key, plain(block[key])) for key in keys if key in block]
    return " / ".join(value if key == "text" else f"{key}: {value}" for key, value in words)


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, capture_output=True, check=True, timeout=10).stdout.decode("utf-8", "replace")  # noqa: S603 (fixed words, and files of the pack)


def _versions(root: Path, file: str) -> list[str]:
    return _git(root, "log", "-n", str(VERSIONS), "--format=%H", "--", file).split()


@lru_cache(maxsize=400)
def _file_at(root: Path, version: str, file: str) -> str:
    try:
        return _git(root, "show", f"{version}:./{file}")
    except (OSError, subprocess.SubprocessError):
        return ""


def _block(text: str, kind: str, name: str) -> Any:
    """An item in the text of a file, parsed alone: files are large, and slow to read whole. None when it is not there."""
    if kind == "row":
        key = name.partition(" ")[2]
        return next((line for line in text.splitlines() if line.startswith(f"{key},")), None)
    lines = list(_lines(text.splitlines(), kind, name))
    if not lines:
        return None
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        content = read_yaml(Path(file.name), name, [])
    if isinstance(content, list):
        return content[0] if content else None
    return content.get(name) if isinstance(content, dict) else None


def _lines(lines: list[str], kind: str, name: str) -> Iterator[str]:
    start, indent = None, 0
    for number, line in enumerate(lines):
        begins = line.startswith(f"{name}:") if kind == "statement" else f"- {{id: {name}," in line or line.strip() == f"- id: {name}"
        if start is None and begins:
            start, indent = number, len(line) - len(line.lstrip())
            yield line[indent:]
        elif start is not None:
            if line.strip() and len(line) - len(line.lstrip()) <= indent:
                return
            yield line[indent:]
