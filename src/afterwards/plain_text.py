"""A guide as readable text for a terminal, printed page or message: the same statements in the same order as the page."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import groupby

from afterwards import contraception
from afterwards.answer_record import Answer
from afterwards.contraception import STATUS_WORDS, Offer, category_words, in_order
from afterwards.guide import Guide
from afterwards.plan import Line
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
    yield from _kinds(guide)
    yield from _medicines(guide)
    yield from _methods(guide)
    if guide.ask_next:
        yield ""
        names = [guide.pack.facts[fact].short for fact in guide.ask_next]
        yield from _wrapped(f"Answers that could still change this: {', '.join(dict.fromkeys(names))}.", "")
    yield ""
    yield guide.voice.say(guide.pack.info["foot"])


def answer_as_text(answer: Answer) -> str:
    """The answer to one question: what is due first, the answer, what would change it, why, each with its sources."""
    return "\n".join(_answer_lines(answer)) + "\n"


def _answer_lines(answer: Answer) -> Iterator[str]:
    guide = answer.guide
    edition = guide.pack.info["guidelines"][guide.guideline]
    spoken = [*answer.first, *answer.headline, *answer.opened, *answer.why]
    _, state = review_of_all(guide.pack, {one.id for one in spoken}, guide.today)
    yield f"Afterwards. {long_date(guide.today)}. {edition['name']} guidance. {state}"
    yield ""
    yield answer.title
    yield "-" * len(answer.title)
    for one in answer.first:
        yield from _wrapped(one.text, "  First: ")
    for one in (*answer.headline, *(answer.own[1] if answer.own else ()), *answer.opened):
        yield from _wrapped(one.text, "  ")
    if answer.changes:
        yield ""
        yield "What would change this"
        for change in answer.changes:
            yield from _wrapped(f"If {change.if_.text}: {change.then.text}.", "  ")
    if answer.find_out:
        yield ""
        yield guide.voice.say("ui.how-to-find-out")
        for one in answer.find_out:
            yield from _wrapped(one.text, "  ")
    if answer.why:
        yield ""
        yield "Why"
        for one in answer.why:
            yield from _wrapped(guide.voice.sentence(one.id), "  ")
    yield ""
    named = dict.fromkeys(source for one in spoken for source in guide.pack.statements[one.id].sources)
    yield from _wrapped(f"Sources: {', '.join(named)}.", "")
    if answer.ask:
        names = [guide.pack.facts[fact].short for fact in answer.ask]
        yield from _wrapped(f"Still to be asked: {', '.join(dict.fromkeys(names))}.", "")
    yield guide.voice.say(guide.pack.info["foot"])


def _kinds(guide: Guide) -> Iterator[str]:
    """The kinds of emergency contraception, each with whether it may still help."""
    kinds = guide.emergency()
    if kinds:
        yield ""
        yield "Emergency contraception"
        yield "-----------------------"
    for kind in kinds:
        yield from _wrapped(f"{kind.kind.name}: {STATUS_WORDS[kind.status].lower()}", "  ")
        for statement in kind.statements:
            yield from _wrapped(guide.voice.sentence(statement), "    - ")


def _medicines(guide: Guide) -> Iterator[str]:
    """What is said of the medicines she takes."""
    said = contraception.medicines_said(guide.person) if guide.person else ()
    if said:
        yield ""
        yield "Your medicines"
        yield "--------------"
    for statement in said:
        yield from _wrapped(guide.voice.sentence(statement), "  - ")


def _methods(guide: Guide) -> Iterator[str]:
    """Each method with its category and all that is said of it; methods of which the same is said stand together."""
    offers = guide.methods()
    if not offers:
        return
    yield ""
    yield "Methods of contraception"
    yield "------------------------"
    yield from _wrapped(guide.voice.say("elig.order-of-list"), "  ")
    alike = groupby(in_order(offers, guide.guideline), lambda offer: (category_words(offer.low, offer.high).lower(), _said(guide, offer)))
    for (category, lines), found in alike:
        yield from _wrapped(f"{', '.join(offer.method.name for offer in found)}: {category}", "  ")
        for line in lines:
            yield from _wrapped(line, "    - ")


def _said(guide: Guide, offer: Offer) -> tuple[str, ...]:
    """Every sentence said of a method, a condition with its category."""
    categories: dict[str, str] = {}
    for one in offer.limits:
        categories.setdefault(one.statement, f" ({category_words(one.low, one.category).lower()})")
    return tuple(guide.voice.sentence(one) + categories.get(one, "") for one in offer.said)


def _dated(guide: Guide, line: Line) -> str:
    if line.from_date and line.to_date:
        return f"{line.text} ({long_date(line.from_date, guide.today)} to {long_date(line.to_date, guide.today)})"
    if line.from_date:
        return f"{line.text} (from {long_date(line.from_date, guide.today)})"
    return line.text


def _wrapped(text: str, lead: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead), break_on_hyphens=False) or [""]
