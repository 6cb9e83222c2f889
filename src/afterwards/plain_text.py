"""A guide as readable text for a terminal, printed page or message: the same statements in the same order as the page."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from afterwards.contraception import category_words, in_order
from afterwards.guide import Guide, Line
from afterwards.wording import long_date, review_of, review_of_all

HEADINGS = {
    "first": "Do this first",
    "opening": "What happened",
    "today": "Today, and when to get help",
    "sex": "Sex",
    "contraception": "Contraception",
    "trying_again": "Trying again",
    "feelings": "How you are",
}
WIDTH = 88


def as_text(guide: Guide) -> str:
    """The guide, sections under headings, each statement with its sources."""
    return "\n".join(_lines(guide)) + "\n"


def _lines(guide: Guide) -> Iterator[str]:
    edition = guide.pack.info["guidelines"][guide.guideline]
    _, state = review_of_all(guide.pack, {line.statement for lines in guide.plan.values() for line in lines}, guide.today)
    yield f"Afterwards. {long_date(guide.today)}. {edition['name']} guidance. {state}"
    for _, statement in guide.contradictions:
        yield from _wrapped(guide.voice.say(statement), "Does not fit: ")
    for section, lines in guide.plan.items():
        yield ""
        yield HEADINGS[section]
        yield "-" * len(HEADINGS[section])
        for line in lines:
            yield from _wrapped(_dated(guide, line), "  ")
            # While nothing at all is reviewed, that is said once, above.
            review = f" {review_of(guide.pack, line.statement, guide.today)}" if guide.pack.reviews.standing else ""
            yield from _wrapped(f"[{', '.join(guide.pack.statements[line.statement].sources)}]{review}", "    ")
    if guide.open:
        yield ""
        yield "What could change this"
        yield "----------------------"
        for one in guide.open:
            yield from _wrapped(f"If {guide.voice.say(one.if_)}: {guide.voice.say(one.then)}.", "  ")
    for card in guide.cards:
        yield ""
        yield guide.voice.say(card.heading)
        for clause in card.ifs:
            yield from _wrapped(guide.voice.say(clause), "  - ")
    yield from _methods(guide)
    if guide.ask_next:
        yield ""
        names = [guide.pack.facts[fact].short for fact in guide.ask_next]
        yield from _wrapped(f"Answers that could still change this: {', '.join(dict.fromkeys(names))}.", "")
    yield ""
    yield guide.voice.say(guide.pack.info["foot"])


def _methods(guide: Guide) -> Iterator[str]:
    """Each method with its category, why, and its start; what every method says comes once, at the end."""
    offers = guide.methods()
    if not offers:
        return
    yield ""
    yield "Methods of contraception"
    yield "------------------------"
    if all((offer.low, offer.high) == (1, 4) for offer in offers):
        yield from _wrapped("None is settled yet: that hangs on questions about your health.", "  ")
        return
    yield from _wrapped(guide.voice.say("elig.order-of-list"), "  ")
    starts = [offer.start.statements for offer in offers]
    shared = [statement for statement in starts[0] if all(statement in says for says in starts)]
    for offer in in_order(offers, guide.guideline):
        yield from _wrapped(f"{offer.method.name}: {category_words(offer.low, offer.high).lower()}", "  ")
        for one in offer.why:
            if one.category != 1:
                yield from _wrapped(f"{guide.voice.say(one.statement)} ({category_words(one.low, one.category).lower()})", "    - ")
        for statement in (*offer.cautions, *offer.start.statements):
            if statement not in shared:
                yield from _wrapped(guide.voice.say(statement), "    - ")
    if shared:
        yield "  Every method:"
    for statement in shared:
        yield from _wrapped(guide.voice.say(statement), "    - ")


def _dated(guide: Guide, line: Line) -> str:
    if line.from_date and line.to_date:
        return f"{line.text} ({long_date(line.from_date, guide.today)} to {long_date(line.to_date, guide.today)})"
    if line.from_date:
        return f"{line.text} (from {long_date(line.from_date, guide.today)})"
    return line.text


def _wrapped(text: str, lead: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead), break_on_hyphens=False) or [""]
