"""The words outside the pack: templates, error messages, urgent help, README. The pack's own are `afterwards check`'s business."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from afterwards.pack.lint import FORBIDDEN, LONGEST

ROOT = Path(__file__).parent.parent
SRC = ROOT / "src" / "afterwards"
PAGES = sorted((SRC / "web" / "templates").glob("*.html"))
CODE = [SRC / "web" / name for name in ("app.py", "forms.py", "views.py", "protection.py")] + [
    SRC / "urgent_help.py",
    SRC / "plain_text.py",
]


def _visible(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        return re.sub(r"\{[{%#].*?[}%#]\}|<[^>]*>", " ", text, flags=re.DOTALL)
    if path.suffix == ".py":
        strings = (one.value for one in ast.walk(ast.parse(text)) if isinstance(one, ast.Constant) and isinstance(one.value, str))
        return "\n".join(one for one in strings if " " in one and not one.startswith("<"))
    return re.sub(r"```.*?```|!\[", " ", text, flags=re.DOTALL)


@pytest.mark.parametrize("path", [*PAGES, *CODE, ROOT / "README.md"], ids=lambda path: path.name)
def test_no_forbidden_word_is_seen(path: Path) -> None:
    """R30, R31: no device claims, no false reassurance, no cheer, no forbidden noun."""
    seen = _visible(path)
    for form in FORBIDDEN:
        found = re.search(form, seen, re.IGNORECASE)
        assert not found, f"{path.name}: {found.group(0)!r} in {seen[max(0, found.start() - 40) : found.end() + 40]!r}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_sentences_on_pages_are_short(path: Path) -> None:
    """R29: plain words; no sentence outside the pack is longer than one in it may be."""
    for sentence in re.split(r"(?<=[.?:])\s+|\n", _visible(path)):
        assert len(sentence.split()) <= LONGEST, sentence


def test_the_lists_are_not_empty() -> None:
    assert len(PAGES) >= 9
    assert re.search("|".join(FORBIDDEN), "a great day", re.IGNORECASE)
