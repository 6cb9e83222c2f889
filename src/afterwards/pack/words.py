"""Words of the interfaces, said to nobody in particular: their placeholders filled, in the plural form of their number."""

from __future__ import annotations

from collections.abc import Mapping

from afterwards.languages import Language
from afterwards.pack.entries import PLACEHOLDER, Statement
from afterwards.pack.model import Pack


def filled(statement: Statement, language: Language, values: Mapping[str, object]) -> str:
    """A word of an interface with its placeholders filled; `count` chooses its plural form. Raises `KeyError` where a value is missing."""
    count = values.get("count")
    text = statement.forms.get(language.form(count), statement.text) if isinstance(count, int | float) else statement.text
    return PLACEHOLDER.sub(lambda found: str(values[found.group(1)]), text)


def words(pack: Pack, statement: str, **values: object) -> str:
    """A word of an interface, where nobody in particular is spoken to."""
    return filled(pack.statements[statement], pack.language, values)
