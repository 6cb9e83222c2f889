"""Words that do not come from the pack: what shows without marks in the made-up language `en-XA`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from afterwards.loading import load_pack

PACK = load_pack()
assert PACK.contraception
MEDICINES = {word for one in PACK.contraception.medicines.values() for name in (one.name, *one.brands) for word in re.findall(r"\w+", name)}
"""Names of medicines stay as they are, since they are read when they are typed."""
ADDRESS = re.compile(r"\b[\w-]+(?:\.[\w-]+)+(?:/[^\s)]*)?")
_MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
_WORD = re.compile(r"[A-Za-z]{2,}")


def unmarked(text: str, let_through: Iterable[str] = ()) -> list[str]:
    """The words of a text that do not come from the pack; addresses of sources, names of medicines and what was typed are let through."""
    known = {word.lower() for one in let_through for word in _WORD.findall(one)} | {word.lower() for word in MEDICINES}
    rest = ADDRESS.sub(" ", _MARKED.sub(" ", text))
    return [word for word in _WORD.findall(rest) if word.lower() not in known]
