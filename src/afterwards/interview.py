"""The interview: which page comes next, and what stands on it.

A page is due while one of its facts can still change an answer (the guide's `ask_next`), or, for
pages that shape the plan, until it is answered. The order is that of the pack; nothing is asked twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from afterwards.guide import Guide, may_apply
from afterwards.pack.model import Entry, Page


def next_page(guide: Guide, skipped: Collection[str] = ()) -> Page | None:
    """The first page that is due, leaving out the topics in `skipped`; None when nothing more matters."""
    return next(due_pages(guide, skipped), None)


def due_pages(guide: Guide, skipped: Collection[str] = ()) -> Iterator[Page]:
    """All pages that are due now, in order."""
    for page in pages_of(guide):
        if page.topic not in skipped and any(is_due(guide, page, fact) for fact in page.facts):
            yield page


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
        return may_apply(guide.pack, guide.known, fact)
    return fact in guide.ask_next


def is_answered(guide: Guide, fact: str) -> bool:
    """Whether she was asked: she gave a value, or said she is not sure. A text, such as a name, is never pressed for."""
    return guide.told.says(fact) or fact in guide.told.unknown or guide.pack.facts[fact].kind == "text"


def facts_shown(guide: Guide, page: Page) -> list[Entry]:
    """The facts to show on a page: those due, those answered before, and those here that bring them up or that they may bring up."""
    pack = guide.pack
    wanted = {
        fact
        for fact in page.facts
        if may_apply(pack, guide.known, fact) and (page.offered or page.always or is_answered(guide, fact) or fact in guide.ask_next)
    }
    gates = {fact: gate[0] for fact in page.facts if (gate := pack.facts[fact].gate)}
    linked = {fact for fact, gate in gates.items() if gate in wanted} | {gates[fact] for fact in wanted & gates.keys()}
    return [pack.facts[fact] for fact in page.facts if not wanted or fact in wanted | linked]
