"""A pack in the language `en-XA`: every text that a reader sees has accents, is a third longer and stands between marks.

What shows without them does not come from the pack; what breaks a page would break it in another language too. Names of medicines stay,
since they are read when they are typed, and so do addresses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from afterwards.languages import PSEUDO
from afterwards.pack.data import Data, Json

PLACEHOLDER = re.compile(r"(\{[^{}]*\})")
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ACCENTED = "áƀçðéƒĝĥíĵķļɱñöþɋŕšţüṽŵẋýžÁƁÇÐÉƑĜĤÍĴĶĻṀÑÖÞɊŔŠŢÜṼŴẊÝŽ"
_TABLE = str.maketrans(_LETTERS, _ACCENTED)
_WORD = re.compile(r"[^\W\d_]+")
_LETTER = re.compile(r"[^\W\d_]")
STRETCHED = 3
"""One letter of so many is doubled."""


def marked(text: str) -> str:
    """A text in the made-up language; its placeholders stand between the marks of the words around them, as they were."""
    return "".join(one if one.startswith("{") else _piece(one) for one in PLACEHOLDER.split(text))


def _piece(text: str) -> str:
    if not _LETTER.search(text):
        return text
    words = text.strip()
    before, _, after = text.partition(words)
    return f"{before}{PSEUDO.marks[0]}{_WORD.sub(_longer, words).translate(_TABLE)}{PSEUDO.marks[1]}{after}"


def _longer(word: re.Match[str]) -> str:
    return "".join(letter * (2 if place % STRETCHED == 1 else 1) for place, letter in enumerate(word.group(0)))


def in_pseudo(data: Data) -> Json:
    """The checked data of a pack with every text that a reader sees marked; ids, values and what is typed stay as they are."""
    pack = data["pack"]
    made: Json = {
        **data,
        "pack": {**pack, "guidelines": _each(pack["guidelines"], "name", "edition")},
        "facts": {name: _fact(one) for name, one in data["facts"].items()},
        "pages": [_of(one, "title") for one in data["pages"]],
        "statements": {name: _statement(one) for name, one in data["statements"].items()},
        "articles": [_read(one) for one in data["articles"]],
        "decisions": [_of(one, "asks") for one in data["decisions"]],
        "sources": _each(data["sources"], "title", "by", "date"),
        "disagreements": [
            {**_of(one, "question", "follow", "why"), "positions": [_of(each, "says") for each in one["positions"]]}
            for one in data["disagreements"]
        ],
        "words": {
            **data["words"],
            "words": _each(data["words"]["words"], "label", "hint", "the_loss", "after_the_loss", "your_loss"),
            "phrases": {name: [_of(one, "say") for one in many] for name, many in data["words"].get("phrases", {}).items()},
        },
    }
    return {**made, "contraception": _methods(data["contraception"])} if "contraception" in data else made


def _of(entry: Data, *keys: str) -> Json:
    return {**entry, **{key: marked(str(entry[key])) for key in keys if entry.get(key)}}


def _each(many: Data, *keys: str) -> Json:
    return {name: _of(one, *keys) for name, one in many.items()}


def _statement(entry: Data) -> dict[str, object]:
    made = _of(entry, "text", "otherwise", "because", "about_her")
    return {**made, "forms": {name: marked(said) for name, said in entry["forms"].items()}} if "forms" in entry else made


def _fact(entry: Data) -> dict[str, object]:
    made = _of(entry, "question", "short", "hint", "unit", "unit_one")
    parts: dict[str, Callable[[Any], object]] = {
        "values": _values,
        "sign": _label,
        "cards": lambda cards: {value: marked(words) for value, words in cards.items()},
        "items": lambda items: {
            "question": [marked(line) for line in items["question"]],
            "answers": {marked(words): points for words, points in items["answers"].items()},
        },
    }
    return {**made, **{key: part(entry[key]) for key, part in parts.items() if key in entry}}


def _values(values: Any) -> Json:
    return {value: _label(label) for value, label in (values.items() if isinstance(values, Mapping) else ((one, one) for one in values))}


def _label(label: Any) -> Any:
    return marked(label) if isinstance(label, str) else _of(label, "label", "hint")


def _read(entry: Data) -> Json:
    return {**_of(entry, "title", "name"), "parts": [_of(part, "heading") for part in entry["parts"]]}


def _methods(knowledge: Data) -> dict[str, object]:
    rows = {
        key: {name: [_of(row, "group", "heading", "detail") for row in many] for name, many in knowledge[key].items()}
        for key in ("grids", "emergency_grids")
    }
    return {
        **knowledge,
        **rows,
        "methods": [_read(one) for one in knowledge["methods"]],
        "emergency": {**knowledge["emergency"], "kinds": [_of(one, "name") for one in knowledge["emergency"]["kinds"]]},
        "medicines": {**knowledge["medicines"], "classes": _each(knowledge["medicines"]["classes"], "label", "weakens")},
        "notes": {name: [_of(note, "note") for note in many] for name, many in knowledge["notes"].items()},
    }
