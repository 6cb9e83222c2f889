"""YAML 1.2 files read with the line of everything in them.

`read_yaml` gives plain data in which every mapping and list knows its lines, so that a complaint
can name file and line. Duplicate keys, empty values and unfinished files are refused. What the
data must look like is said in `schema`; this module knows nothing of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from afterwards.errors import AfterwardsError


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One complaint: where, what was found, what is allowed and the remedy."""

    file: str
    line: int
    complaint: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.complaint} {self.remedy}"


class PackError(AfterwardsError):
    """The pack is missing, damaged or says something that it may not say. `problems` has all of it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def problem_at(entry: Map | Items, key: str, complaint: str, remedy: str) -> Problem:
    """A complaint about `key` of a mapping (or about the whole, when the key is not in it)."""
    line = entry.lines.get(key, entry.line) if isinstance(entry, Map) else entry.line
    return Problem(entry.file, line, complaint, remedy)


class Map(dict[str, Any]):
    """A mapping that knows its file, its own line and the line of each key (from 1)."""

    file: str
    line: int
    lines: dict[str, int]


class Items(list[Any]):
    """A list that knows its file, its own line and the line of each item (from 1)."""

    file: str
    line: int
    lines: list[int]


_INT = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?[0-9]+\.[0-9]+\Z")


def read_yaml(path: Path, name: str, problems: list[Problem]) -> Any:
    """The data of one file, or None when it cannot be read; complaints are added to `problems`.

    `name` is the file's name in complaints. Text stays text: `yes`, `no`, `none` and dates too.
    """
    try:
        node = YAML(typ="safe", pure=True).compose(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problems.append(Problem(name, line, f"this is not YAML: {error.problem}.", "Mend the line, or the one before it."))
        return None
    except (YAMLError, UnicodeDecodeError, OSError) as error:
        problems.append(Problem(name, 1, f"the file cannot be read: {type(error).__name__}.", "Restore it from the last good version."))
        return None
    if node is None:
        problems.append(Problem(name, 1, "the file is empty.", "Write its entries, or delete it."))
        return None
    return _plain(node, name, problems)


def _plain(node: Node, name: str, problems: list[Problem], key_line: int | None = None) -> object:
    line = node.start_mark.line + 1
    if isinstance(node, MappingNode):
        mapping = Map()
        mapping.file, mapping.line, mapping.lines = name, line, {}
        for key, value in node.value:
            word, at = str(key.value), key.start_mark.line + 1
            if word in mapping:
                first = mapping.lines[word]
                problems.append(Problem(name, at, f"'{word}' stands twice, first on line {first}.", "Keep one of the two."))
                continue
            mapping.lines[word] = at
            # An empty value begins, for the reader of YAML, where the next thing does: its line is that of the key.
            mapping[word] = _plain(value, name, problems, at)
        return mapping
    if isinstance(node, SequenceNode):
        items = Items(_plain(value, name, problems) for value in node.value)
        items.file, items.line = name, line
        items.lines = [value.start_mark.line + 1 for value in node.value]
        return items
    assert isinstance(node, ScalarNode)
    return _scalar(node, key_line or line, name, problems)


def _scalar(node: ScalarNode, line: int, name: str, problems: list[Problem]) -> str | int | float | bool:
    text = str(node.value)
    if node.style is not None:
        return text
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    if text in ("true", "false"):
        return text == "true"
    if text in ("", "~", "null"):
        problems.append(Problem(name, line, "a value is empty.", "Write the value, or take the key away."))
    return text
