"""The interview: which page comes next, and what stands on it.

A page is due while one of its facts can still change an answer (the guide's `ask_next`), or, for
pages that shape the plan, until it is answered. The order is that of the pack; nothing is asked twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from afterwards.contraception import TOPIC
from afterwards.guide import Guide
from afterwards.pack.model import Entry, Page


def next_page(guide: Guide, skipped: Collection[str] = ()) -> Page | None:
    """The first page that is due, leaving out the topics in `skipped`; None when nothing more matters."""
    return next(due_pages(guide, skipped), None)


def due_pages(guide: Guide, skipped: Collection[str] = ()) -> Iterator[Page]:
    """All pages that are due now, in order; those of the comparison of methods come last, the most useful of them first."""
    due = [page for page in pages_of(guide) if page.topic not in skipped and any(is_due(guide, page, fact) for fact in page.facts)]
    yield from (page for page in due if page.topic != TOPIC)
    rank = {fact: place for place, fact in enumerate(guide.ask_next)}
    last = len(rank)
    yield from sorted((page for page in due if page.topic == TOPIC), key=lambda page: min(rank.get(fact, last) for fact in page.facts))


def pages_of(guide: Guide) -> Iterator[Page]:
    """The pages of the chosen guide (every page while none is chosen)."""
    chosen = guide.told.values.get("guide")
    for page in guide.pack.pages:
        if not page.guides or chosen is None or chosen in page.guides:
            yield page


def is_due(guide: Guide, page: Page, fact: str) -> bool:
    """Whether a fact on a page is still worth asking."""
    if is_answered(guide, fact):
        return False
    if page.always and not page.offered:
        return guide.may_apply(fact)
    if page.topic != TOPIC and fact in guide.for_methods and any(fact in one.facts for one in pages_of(guide) if one.topic == TOPIC):
        return False  # its page among those of the methods asks it, when she looks at them
    return fact in guide.ask_next


def is_answered(guide: Guide, fact: str) -> bool:
    """Whether she was asked: she gave a value, or said she is not sure. A text, such as a name, is never pressed for."""
    return guide.told.says(fact) or fact in guide.told.unknown or guide.pack.facts[fact].kind == "text"


def was_asked(guide: Guide, fact: str) -> bool:
    """Whether she was asked it, in this way or in another: the days since the loss also as its date."""
    return is_answered(guide, fact) or any(entry.gives == fact and is_answered(guide, name) for name, entry in guide.pack.facts.items())


def facts_shown(guide: Guide, page: Page) -> list[Entry]:
    """The facts to show on a page: those due, those answered before, and those here that bring them up or that they may bring up."""
    pack = guide.pack
    wanted = {
        fact
        for fact in page.facts
        if guide.may_apply(fact) and (page.offered or page.always or is_answered(guide, fact) or fact in guide.ask_next)
    }
    gates = {fact: gate[0] for fact in page.facts if (gate := pack.facts[fact].gate)}
    linked = {fact for fact, gate in gates.items() if gate in wanted} | {gates[fact] for fact in wanted & gates.keys()}
    return [pack.facts[fact] for fact in page.facts if not wanted or fact in wanted | linked]
