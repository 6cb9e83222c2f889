"""What the program writes to, whatever the console can show: JSON always in UTF-8, text with a sign in place of what has none here."""

from __future__ import annotations

import codecs
import io
import sys
from typing import TextIO

_SHOWN_AS = "?"
_UNSHOWN: list[str] = []
"""The first sign that could not be shown."""


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    if not _UNSHOWN:
        _UNSHOWN.append(signs[0])
    # The two signs that close a name in show nothing where they are known, so nothing stands for them.
    return "".join(_SHOWN_AS for sign in signs if sign not in "\u2068\u2069"), error.end


codecs.register_error("shown", _replace)


def show_what_can_be_shown() -> None:
    """From now on a sign that the console cannot show, or a byte typed that is no letter, is replaced and never stops the program."""
    _UNSHOWN.clear()
    _set(sys.stdout, errors="shown")
    _set(sys.stdin, errors="replace")


def write_utf8() -> None:
    """From now on standard output is UTF-8: for JSON, which another program reads. Half a sign is written as JSON writes it."""
    _set(sys.stdout, encoding="utf-8", errors="backslashreplace")


def not_shown() -> str:
    """What to say when something could not be shown; "" when everything could."""
    if not _UNSHOWN:
        return ""
    unshown = f"U+{ord(_UNSHOWN[0]):04X}"
    return (
        f"This console (code page {sys.stdout.encoding}) cannot show {unshown} and perhaps other signs; {_SHOWN_AS} stands for them. "
        "Set PYTHONIOENCODING=utf-8 where it can, or take --json, which is always UTF-8."
    )


def _set(stream: TextIO | None, **how: str) -> None:
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(**how)  # type: ignore[arg-type]
