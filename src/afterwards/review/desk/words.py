"""The desk's own words, from the pack that it reviews; a pack without any is reviewed in those of the built-in one."""

from __future__ import annotations

from functools import cache

from afterwards.languages import BRITISH, language_of
from afterwards.pack.data import Data
from afterwards.pack.entries import Statement
from afterwards.pack.gather import with_interface
from afterwards.pack.load import KNOWLEDGE
from afterwards.pack.words import filled


def say(data: Data, statement: str, **values: object) -> str:
    """A word of the desk with its placeholders filled; `data` is that of the pack."""
    entry = data["statements"].get(statement) or _built_in()[statement]
    word = Statement(statement, entry["text"], "", "", False, entry["confidence"], (), forms=entry.get("forms", {}))
    return filled(word, language_of(data["pack"].get("language", BRITISH.tag)), values)


@cache
def _built_in() -> Data:
    words: Data = with_interface({"statements": {}}, KNOWLEDGE)["statements"]
    return words
