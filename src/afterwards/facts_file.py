"""Facts from a file or from standard input: one reader for both, of one person or of many, one a line.

A mark at the beginning (BOM), line ends of any system and blank lines are fine. What is not text in UTF-8 is named by its line.
"""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Iterable, Iterator

from afterwards.errors import BadFacts, FactError
from afterwards.person.told import echo

STANDARD_INPUT = "-"
LINES = (".jsonl", ".ndjson")
"""How the names of files of JSON Lines end."""
_OTHER_TEXT = {
    "UTF-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
    "UTF-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"{\0", b"\0{"),
}
_FORM = 'a JSON object, such as {"guide": "after_loss"}'


def holds_lines(path: str) -> bool:
    """Whether a file is JSON Lines, by its name."""
    return path.lower().endswith(LINES)


def read_one(path: str) -> dict[str, object]:
    """The facts of one person. Raises `BadFacts`."""
    text = b"".join(_content(path))
    return parse_object(decoded(text, 1), 1)


def read_many(path: str) -> Iterator[dict[str, object] | BadFacts]:
    """The facts of each line that is not blank, in order, or why they cannot be used: one bad line leaves the others readable."""
    for number, line in enumerate(_content(path), start=1):
        try:
            text = decoded(line, number).rstrip()
            if text:
                yield parse_object(text, number)
        except BadFacts as error:
            yield error


def _content(path: str) -> Iterator[bytes]:
    """The lines as they are. Raises `BadFacts` when they cannot be read or the whole is text of another kind."""
    try:
        if path == STANDARD_INPUT and sys.stdin is None:
            raise _bad_input(path, "facts on standard input", "Standard input is closed.", "Send the facts there, or name a file.")
        if path == STANDARD_INPUT:
            yield from _without_mark(sys.stdin.buffer)
        else:
            with open(path, "rb") as file:
                yield from _without_mark(file)
    except OSError as error:
        raise _bad_input(
            path, "a file that can be read", f"The facts cannot be read: {error.strerror}.", "Name a file that exists."
        ) from None


def _without_mark(lines: Iterable[bytes]) -> Iterator[bytes]:
    for number, line in enumerate(lines):
        kind = next((name for name, marks in _OTHER_TEXT.items() if number == 0 and line.startswith(marks)), "")
        if kind:
            remedy = "Save the file as UTF-8: in an editor with 'Save as', or with `iconv -f UTF-16 -t UTF-8`.".replace("UTF-16", kind)
            raise _bad_input("", "text in UTF-8", f"The facts are text in {kind}, not in UTF-8.", remedy)
        yield line.removeprefix(codecs.BOM_UTF8)


def decoded(text: bytes, first_line: int) -> str:
    """Text in UTF-8; `first_line` is the number of its first line. Raises `BadFacts` with the place of what is no such text."""
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        line = first_line + text.count(b"\n", 0, error.start)
        column = error.start - (text.rfind(b"\n", 0, error.start) + 1) + 1
        complaint = f"The facts are not text in UTF-8: line {line}, byte {column} (0x{text[error.start]:02X})."
        raise _bad_input("", "text in UTF-8", complaint, "Save the file as UTF-8, or mend that line.") from None


def parse_object(text: str, first_line: int) -> dict[str, object]:
    """A JSON object with each name once. Raises `BadFacts` for anything else."""
    try:
        facts = json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        where = str(error)[:60]
        if isinstance(error, json.JSONDecodeError):
            where = f"line {first_line + error.lineno - 1}, column {error.colno}"
        remedy = "Mend it there; names and text stand in double quotes." if text.strip() else f"Nothing was given: give {_FORM}."
        raise _bad_input("", _FORM, f"The facts are not JSON: {where}.", remedy) from None
    if not isinstance(facts, dict):
        raise _bad_input(str(facts), _FORM, "The facts are not a JSON object.", "Put the facts in braces, as name and value.")
    return facts


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    facts: dict[str, object] = {}
    for name, value in pairs:
        if name in facts:
            raise _bad_input(name, "each fact once", f"{echo(name)}: it is given twice.", "Keep one of the two.")
        facts[name] = value
    return facts


def _no_constant(text: str) -> float:
    raise ValueError(f"{text} is not a number")


def _bad_input(value: str, allowed: str, message: str, remedy: str) -> BadFacts:
    return BadFacts([FactError("", echo(value), allowed, message, remedy)])
