"""Words outside the pack that someone reads: pages, messages and documents, found for the lint of words.

`python tools/words.py` tells every fault that no exception excuses, and exits with 1 if there is one. The pack's own words
are the business of `afterwards check`; what may stand all the same is listed in `knowledge/exceptions.yaml`, part `software`.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, nodes

from afterwards.check.lint import Exceptions, faults, read_exceptions
from afterwards.pack.load import KNOWLEDGE
from afterwards.pack.reading import Problem

ROOT = Path(__file__).resolve().parent.parent
SILENT = (
    *("src/afterwards/engine", "src/afterwards/pack", "src/afterwards/check", "src/afterwards/person", "src/afterwards/knowledge"),
    *(f"src/afterwards/review/{name}.py" for name in ("items", "records", "release", "signing")),
    "src/afterwards/site/templates.py",
)
"""Rooms whose strings no reader sees: the engine has none, complaints about a pack are for those who write it, one writes JavaScript."""
SPEAKING = ("src/afterwards/person/told.py",)
"""Their exceptions: messages about what someone told us."""

FILLED = " 7 "
"""What stands, while measuring, for a word that is known only when the page is made."""
_INLINE = {"a", "abbr", "b", "em", "i", "small", "span", "strong", "sub", "sup", "tspan", "br"}
_SAID = ("aria-label", "aria-description", "alt", "title", "placeholder")
_VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_BREAK = re.compile(r"\{%-?\s*(else|elif|block|endblock|macro|endmacro)\b.*?%\}|\{#.*?#\}", re.DOTALL)
_OPEN_TAG = re.compile(r"<(/?)\{\{.*?\}\}", re.DOTALL)
_TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
_POLICY_OR_PATH = re.compile(r"\w+=\(\)|[a-z-]+-src '|[\w./-]+/[\w./-]*\Z|<!-- [a-z ]+ -->\Z")
_FENCE = re.compile(r"^(```|~~~)")
_ITEM = re.compile(r"^\s*([-*+]|\d+\.)\s+")


class Text(NamedTuple):
    """A text as someone reads it, the file it stands in (from the repository's root) and its line."""

    file: str
    line: int
    said: str


def files(root: Path = ROOT) -> list[Path]:
    """Every file with words that are not the pack's."""
    source = root / "src" / "afterwards"
    paths = {
        *source.rglob("templates/*.html"),
        *source.rglob("static/*.js"),
        *(one for one in source.rglob("page/**/*.js") if "vendor" not in one.parts),
    }
    for path in source.rglob("*.py"):
        name = path.relative_to(root).as_posix()
        if name in SPEAKING or not name.startswith(SILENT):
            paths.add(path)
    return sorted([*paths, *root.glob("*.md"), *(root / "docs").rglob("*.md")])


def texts(path: Path, root: Path = ROOT) -> Iterator[Text]:
    """Every text of one file that someone reads."""
    name, content = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
    find = {".html": _of_template, ".py": _of_python, ".js": _of_script, ".md": _of_markdown}[path.suffix]
    for line, words_read in find(content):
        words_read = " ".join(words_read.split())
        if re.search(r"[^\W\d_]{2}", words_read):
            yield Text(name, line, words_read)


class _Page(HTMLParser):
    """Collects what a page says: text between block tags, and the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._line, self._said, self._closed = 1, "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.end()
        elif self._closed:
            self._said += "\f"  # two of them side by side, such as two links, are two texts
        attributes = dict(attrs)
        wanted = [*_SAID, *(["content"] if attributes.get("name") == "description" else [])]
        self.found += [(self.getpos()[0], str(attributes[name])) for name in wanted if attributes.get(name)]

    def handle_endtag(self, tag: str) -> None:
        self._closed = tag in _INLINE
        if not self._closed:
            self.end()

    def handle_data(self, data: str) -> None:
        self._closed = False
        if not self._said.strip():
            self._line = self.getpos()[0] + len(data) - len(data.lstrip("\n"))
        self._said += data

    def end(self) -> None:
        for part in self._said.split("\f"):
            if part.strip():
                self.found.append((self._line, part))
        self._said = ""


def _of_page(content: str) -> list[tuple[int, str]]:
    page = _Page()
    page.feed(content)
    page.close()
    page.end()
    return page.found


def _of_template(content: str) -> Iterator[tuple[int, str]]:
    bare = _BREAK.sub(_leaving("\f"), _OPEN_TAG.sub(r"<\1div", content))
    yield from _of_page(_TAG.sub(_leaving(""), _VALUE.sub(_leaving(FILLED), bare)))
    for constant in Environment(autoescape=True).parse(content).find_all(nodes.Const):
        if isinstance(constant.value, str) and _is_said(constant.value):
            yield constant.lineno, constant.value


def _leaving(by: str) -> Callable[[re.Match[str]], str]:
    """Replaces a tag of the template, and keeps its line breaks so that line numbers stay right."""
    return lambda found: by + "\n" * found.group(0).count("\n")


def _of_python(content: str) -> Iterator[tuple[int, str]]:
    tree = ast.parse(content)
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            inside.add(id(node.value))  # a docstring
        if isinstance(node, ast.JoinedStr):
            inside.update(id(part) for part in ast.walk(node) if part is not node and not isinstance(part, ast.JoinedStr))
            parts = (str(part.value) if isinstance(part, ast.Constant) else FILLED for part in node.values)
            yield from _of_string("".join(parts), node.lineno)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield from _of_string(node.value, node.lineno)


def _of_string(string: str, line: int) -> Iterator[tuple[int, str]]:
    """What a string of a program says; a piece of a page says what stands between its tags."""
    if "<" in string:
        yield from ((line, one) for _, one in _of_page(string) if _is_said(one))
    elif _is_said(string):
        yield line, string


def _of_script(content: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(content.splitlines(), start=1):
        for literal in re.finditer(r"\"([^\"]*)\"|'([^']*)'|`([^`]*)`", line.partition("// ")[0]):
            part = next(part for part in literal.groups() if part is not None)
            if _is_said(part):
                yield number, part


def _is_said(string: str) -> bool:
    """Whether a string of a program may be read by someone: words with a space between them, or one plain word."""
    string = string.strip()
    return bool(re.search(r"[^\W\d_]\S*\s+\S*[^\W_]|^[A-Za-z]+\Z", string)) and not _POLICY_OR_PATH.match(string)


def _of_markdown(content: str) -> Iterator[tuple[int, str]]:
    paragraph: list[str] = []
    start, fenced = 1, False
    for number, line in enumerate([*content.splitlines(), ""], start=1):
        if _FENCE.match(line.strip()):
            fenced = not fenced
            line = ""
        elif fenced:
            continue
        alone = line.startswith(("#", "|")) or _ITEM.match(line)
        if paragraph and (alone or not line.strip()):
            yield start, " ".join(paragraph)
            paragraph = []
        if line.startswith("|"):
            yield from ((number, _unmarked(cell)) for cell in re.split(r"(?<!\\)\|", line) if cell.strip(" -:"))
        elif line.startswith("#"):
            yield number, _unmarked(line.lstrip("#"))
        elif line.strip():
            start = start if paragraph else number
            paragraph.append(_unmarked(_ITEM.sub("", line)))


def _unmarked(line: str) -> str:
    """A line of Markdown as it is read: links by their words, code as one word that is not measured."""
    line = re.sub(r"`[^`]*`", FILLED, line)
    line = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", line)
    return re.sub(r"<!--.*?-->|<[^>]*>|\*\*|(?<!\w)[*_]|[*_](?!\w)|^>\s*", " ", line)


def problems_of(read: Iterable[Text], exceptions: Exceptions) -> Iterator[Problem]:
    """Every fault in texts that is not excused."""
    for text_read in read:
        for fault in faults(text_read.said, exceptions.names):
            if not exceptions.excuse(fault, (text_read.file,)):
                yield Problem(text_read.file, text_read.line, fault.complaint, fault.remedy)


def problems(root: Path = ROOT) -> list[Problem]:
    """Every fault in words outside the pack, and every exception for them that excuses nothing."""
    exceptions, complaints = read_exceptions(KNOWLEDGE, "software")
    complaints += problems_of([one for path in files(root) for one in texts(path, root)], exceptions)
    return sorted([*complaints, *exceptions.stale()])


def main() -> int:
    """Tell every complaint; 1 if there is one."""
    complaints = problems()
    print(*complaints, sep="\n", end="\n" if complaints else "")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
