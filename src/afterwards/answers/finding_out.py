"""How she can find out what she was not sure of: of the facts an answer hangs on, the pack's one line each.

It asks nothing and decides nothing: an answer given with "I'm not sure" stays at its careful end. The page's `finding_out.js` is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from afterwards.guide import Guide
from afterwards.pack.conditions import base_of


def ways_to_find_out(guide: Guide, facts: Iterable[str]) -> Iterator[str]:
    """The statements that say how to find out those of these facts that she was not sure of and that can concern her, each once."""
    statements = dict.fromkeys(
        other
        for name in dict.fromkeys(map(base_of, facts))
        if _is_open(guide, name) and guide.may_apply(name)
        for other in guide.fitting(guide.pack.facts[name].find)
    )
    yield from statements


def _is_open(guide: Guide, fact: str) -> bool:
    """Whether she was asked for a fact that can be looked up, told no value in any way, and was not sure."""
    facts, entries = guide.told, guide.pack.facts
    if not facts.unknown or not entries[fact].find or facts.says(fact):
        return False
    return bool(facts.unknown & {fact, *(one.name for one in entries.values() if one.gives == fact)})
