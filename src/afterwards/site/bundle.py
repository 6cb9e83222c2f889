"""Modules of the page as one script: their imports and the word `export` go, comments and indents too.

Modules are written so that this is all there is to it (see `docs/private-edition.md`): names are unique across modules, imports and
exports begin lines of their own, and no line ends in a comment. What breaks this is refused by name.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from pathlib import Path

from afterwards.errors import NotBuilt

PAGE = Path(__file__).parent.parent / "page"
"""The page program: its modules, its templates and its style."""
_IMPORT = re.compile(r'import \{[\w, ]+\} from "(\.{1,2}/[\w/.]+)";\Z')
_OPEN = re.compile(r"import \{$|(?:export )?(?:const|let) ")
_GOES_ON = re.compile(r"[ \])}]")
_NAMED = re.compile(r"(?:export )?(?:async )?(?:function\*?|class) (\w+)|(?:export )?(?:const|let) (.+)")
_NAME = re.compile(r"(\w+) = ")


class NotBundled(NotBuilt):
    """A module that cannot be put into one script."""


def bundle(entries: Iterable[Path], made: dict[str, str] | None = None, *, plain: bool = False) -> str:
    """One script that runs the entry modules, each module once, after those it imports; its names stay inside it, unless `plain`.

    `made` are modules that lie in no folder, by name. Raises `NotBundled` for a line this cannot place, or a name that is there twice.
    """
    placed: dict[Path, str] = {}
    for entry in entries:
        _place(entry.resolve(), placed, {PAGE / name: text for name, text in (made or {}).items()}, set())
    names: dict[str, Path] = {}
    for path, text in placed.items():
        for line, name in _names(text):
            if names.setdefault(name, path) != path:
                raise NotBundled(f"{path.name}:{line}: it and {names[name].name} both name {name}. Give one of them another name.")
    lines = [line for text in placed.values() for line in _bare(text)]
    inside = "\n".join(['"use strict";', *lines]) + "\n"
    return inside if plain else f"(() => {{\n{inside}}})();\n"


def _place(path: Path, placed: dict[Path, str], made: dict[Path, str], opened: set[Path]) -> None:
    if path in opened:
        return
    opened.add(path)
    text = made[path] if path in made else path.read_text(encoding="utf-8")
    for number, line in _statements(text):
        if line.startswith("import "):
            match = _IMPORT.match(line)
            if not match:
                raise NotBundled(f"{path.name}:{number}: write imports as 'import {{a, b}} from \"./file.js\";', not: {line}")
            wanted = (path.parent / match.group(1)).resolve()
            if wanted not in made and not wanted.is_file():
                raise NotBundled(f"{path.name}:{number}: there is no {match.group(1)}. Name a file that is there.")
            _place(wanted, placed, made, opened)
    placed[path] = text


def _statements(text: str) -> Iterable[tuple[int, str]]:
    """The lines, each with its number; what an import or a `const` at the top level goes on with stands on its first line."""
    lines = text.splitlines()
    for at, line in enumerate(lines):
        more = itertools.takewhile(_GOES_ON.match, lines[at + 1 :]) if _OPEN.match(line) and not line.endswith(";") else ()
        yield at + 1, " ".join([line, *(one.strip() for one in more)])


def _names(text: str) -> Iterable[tuple[int, str]]:
    """The names a module gives at its top level, each with its line."""
    for number, line in _statements(text):
        if match := _NAMED.match(line):
            yield from ((number, name) for name in ([match.group(1)] if match.group(1) else dict.fromkeys(_top_level(match.group(2)))))


def _top_level(text: str) -> Iterable[str]:
    """The names that a `const` line gives; those inside brackets are no names of its own."""
    depth, kept = 0, []
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        kept.append(sign if depth == 0 else " ")
    for part in "".join(kept).split(","):
        if match := _NAME.match(part.strip()):
            yield match.group(1)


def _bare(text: str) -> Iterable[str]:
    until = ""
    for line in (one.strip() for one in text.splitlines()):
        if not until and line.startswith("/*"):
            until = "*/"
        elif not until and line.startswith("import "):
            until = ";"
        if until:
            _, ended, line = line.partition(until)
            until = "" if ended else until
            line = line.strip() if ended else ""
        if line and not line.startswith("//"):
            yield line.removeprefix("export ")
