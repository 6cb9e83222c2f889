"""A plan or an answer as readable text for a terminal, printed page or message: the page's statements in the page's order."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby

from afterwards import contraception
from afterwards.answers.person import Person
from afterwards.answers.reader import Reader
from afterwards.answers.record import Answer, Said
from afterwards.basis import basis_line, ranked
from afterwards.contraception import Offer, in_order
from afterwards.guide import Guide, Mark
from afterwards.methods_as_json import STATUS_WORDS, category_words
from afterwards.pack.model import Pack
from afterwards.pack.words import words
from afterwards.wording import review_of, review_of_all, sentence

WIDTH = 88
CALLING = ("emergency", "urgent_same_day")
METHODS_ONLY = "contraception_only"


def as_text(reader: Reader) -> str:
    """Her plan: what is due now, one answer a question, her dates, the signs, and the sources by number.

    Who looks only at contraception, or told something that limits a method, reads each method too. Who has no lines of a plan (in
    pregnancy) reads the heading of each question.
    """
    return "\n".join(_plan_lines(reader)) + "\n"


class _Numbers:
    """The sources of what was said, numbered in the order in which they are named."""

    def __init__(self, guide: Guide) -> None:
        self.statements = guide.pack.statements
        self.found: dict[str, int] = {}

    def of(self, spoken: Iterable[Said]) -> str:
        """The numbers of the sources of these, in brackets."""
        named = dict.fromkeys(source for one in spoken for source in self.statements[one.id].sources)
        return f"[{', '.join(str(self.found.setdefault(one, len(self.found) + 1)) for one in named)}]"


def _plan_lines(reader: Reader) -> Iterator[str]:
    person, pack = reader.plain, reader.pack
    guide, numbers = person.guide, _Numbers(person.guide)
    call = person.hers(pack.info.asked[person.call]) if person.call else ()
    first, rows = list(dict.fromkeys((*call, *person.first()))), list(_rows(reader))
    spoken = [*first, *(one for _, said in rows for one in said)]
    yield _heading(guide, spoken)
    for _, statement in guide.contradictions:
        yield from _wrapped(guide.voice.say(statement), _led(pack, "term.does-not-fit"))
    for due in first:
        yield from _wrapped(f"{due.text} {numbers.of([due])}", _led(pack, "term.first"))
    for label, statements in rows:
        yield from ("", f"{label}{'' if label.endswith('?') else ':'} {statements[0].text}")
        yield from _wrapped(f"{' '.join(one.text for one in statements[1:])} {numbers.of(statements)}".strip(), "  ")
        # While nothing at all is reviewed, that is said once, above.
        for state in dict.fromkeys(review_of(pack, one.id, guide.today) for one in statements) if pack.reviews.standing else ():
            yield from _wrapped(state, "  ")
    dates = [one for mark in guide.timeline for one in _dates(guide, mark)]
    if dates:
        yield ""
        yield words(pack, "ui.your-dates")
    for line in dates:
        yield from _wrapped(line, "  ")
    for card in guide.cards:
        if card.level in CALLING:
            yield ""
            yield guide.voice.say(card.heading)
            yield from _wrapped("; ".join(guide.voice.say(line) for line in card.lines) + ".", "  ")
    if reader.facts.get("guide") == METHODS_ONLY or _limits_a_method(person):
        yield from methods_lines(guide)
    yield ""
    yield from _based_on(pack, spoken)
    yield from _wrapped(words(pack, "term.sources", names=", ".join(f"{number} {name}" for name, number in numbers.found.items())), "")
    yield guide.voice.say(pack.info.foot)


def _heading(guide: Guide, spoken: Iterable[Said]) -> str:
    pack = guide.pack
    guideline = pack.info.guidelines[guide.guideline].name
    _, state = review_of_all(pack, {one.id for one in spoken}, guide.today)
    return words(pack, "term.heading", date=pack.language.date(guide.today), guideline=guideline, state=state)


def _rows(reader: Reader) -> Iterator[tuple[str, list[Said]]]:
    """The lines of her plan with their labels; where none of them is for her, the heading of each question that is."""
    answers = {one.question.id: one for one in reader.answers()}
    plan = {name: label for name, label in reader.pack.info.plan.items() if name in answers}
    for name, label in plan.items():
        named = answers[name]
        yield named.guide.voice.say(label), [*(named.own[1] if named.own else named.headline), *named.opened]
    for answer in () if plan else answers.values():
        yield answer.title.removesuffix("."), list(answer.own[1] if answer.own else answer.headline)


def _dates(guide: Guide, mark: Mark) -> Iterator[str]:
    """A date to come, with what it is for."""
    first, last = guide.voice.day(mark.from_day), guide.voice.day(mark.to_day)
    if first is None or (last or first) < guide.today:
        return
    pack, begins = guide.pack, guide.pack.language.date(first, guide.today)
    ends = pack.language.date(last, guide.today) if last else ""
    if not ends:
        when = begins
    elif mark.from_day == 0:
        when = words(pack, "ui.by-date", date=ends)
    else:
        when = words(pack, "ui.from-to", **{"from": begins, "to": ends})
    yield f"{when}: {guide.voice.say(mark.statement)}"


def answer_as_text(answer: Answer) -> str:
    """The answer to one question: what is due first, the answer, what would change it, why, each with its sources."""
    return "\n".join(_answer_lines(answer)) + "\n"


def _branches(answer: Answer) -> Iterator[str]:
    """The answer for everyone: whom each branch is for, and what it says."""
    voice = answer.guide.voice.of_nobody(answer.guide.pack, answer.guide.today)
    for short in answer.question.answers:
        whom = sentence(voice.say(short.if_ or "ui.anyone-else")).rstrip(".")
        yield ""
        yield from _wrapped(f"{whom}: {' '.join(sentence(voice.say(name)) for name in short.say)}", "  ")


def _answer_lines(answer: Answer) -> Iterator[str]:
    guide, pack = answer.guide, answer.guide.pack
    spoken = [*answer.first, *answer.headline, *(answer.own[1] if answer.own else ()), *answer.opened, *answer.why]
    yield _heading(guide, spoken)
    yield ""
    yield answer.title
    yield "-" * len(answer.title)
    for statement in answer.first:
        yield from _wrapped(statement.text, f"  {_led(pack, 'term.first')}")
    for statement in (*answer.headline, *(answer.own[1] if answer.own else ()), *answer.opened):
        yield from _wrapped(statement.text, "  ")
    if answer.changes:
        yield ""
        yield words(pack, "ui.what-would-change")
        for change in answer.changes:
            yield from _wrapped(words(pack, "term.if-then", **{"if": change.if_.text, "then": change.then.text}), "  ")
    if answer.find_out:
        yield ""
        yield guide.voice.say("ui.how-to-find-out")
        for statement in answer.find_out:
            yield from _wrapped(statement.text, "  ")
    if answer.why and not answer.speaks_to_her:
        yield ""
        yield words(pack, "ui.why")
        for statement in answer.why:
            yield from _wrapped(sentence(statement.text), "  ")
    if answer.speaks_to_her:
        yield from _branches(answer)
    yield ""
    yield from _based_on(pack, spoken)
    named = [f"{number} {one.id}" for number, one in enumerate(ranked(pack, [one.id for one in spoken]), 1)]
    yield from _wrapped(words(pack, "term.sources", names=", ".join(named)), "")
    if answer.ask:
        names = [guide.pack.facts[fact].short for fact in answer.ask]
        yield from _wrapped(words(pack, "term.still-to-ask", names=", ".join(dict.fromkeys(names))), "")
    yield guide.voice.say(guide.pack.info.foot)


def _based_on(pack: Pack, spoken: Iterable[Said]) -> list[str]:
    """The line that says what sentences rest on."""
    line = basis_line(pack, [one.id for one in spoken])
    return _wrapped(f"{line}.", "") if line else []


def _limits_a_method(person: Person) -> bool:
    """Whether something she told limits a method, or emergency contraception may still help her."""
    limited = any((offer.low or 1) > 1 or offer.against or offer.works_less for offer in person.guide.methods())
    of_medicines = person.guide.person and contraception.medicines_said(person.guide.person)
    return person.emergency_contraception or limited or bool(of_medicines)


def methods_lines(guide: Guide) -> Iterator[str]:
    """The kinds of emergency contraception, what is said of her medicines, and each method."""
    yield from _kinds(guide)
    yield from _medicines(guide)
    yield from _methods(guide)


def _kinds(guide: Guide) -> Iterator[str]:
    """The kinds of emergency contraception, each with whether it may still help."""
    kinds = guide.emergency()
    if kinds:
        yield from _headed(guide, "ui.emergency-contraception")
    for kind in kinds:
        yield from _wrapped(f"{kind.kind.name}: {words(guide.pack, STATUS_WORDS[kind.status]).lower()}", "  ")
        for statement in kind.statements:
            yield from _wrapped(guide.voice.sentence(statement), "    - ")


def _medicines(guide: Guide) -> Iterator[str]:
    """What is said of the medicines she takes."""
    statements = contraception.medicines_said(guide.person) if guide.person else ()
    if statements:
        yield from _headed(guide, "ui.your-medicines")
    for statement in statements:
        yield from _wrapped(guide.voice.sentence(statement), "  - ")


def _methods(guide: Guide) -> Iterator[str]:
    """Each method with its category and all that is said of it; methods of which the same is said stand together."""
    offers = guide.methods()
    if not offers:
        return
    yield from _headed(guide, "term.methods")
    yield from _wrapped(guide.voice.say("elig.order-of-list"), "  ")

    def said_alike(offer: Offer) -> tuple[str, tuple[str, ...]]:
        return category_words(guide.pack, offer.low, offer.high).lower(), _said(guide, offer)

    alike = groupby(in_order(offers, guide.guideline), said_alike)
    for (category, lines), of_category in alike:
        yield from _wrapped(f"{', '.join(offer.method.name for offer in of_category)}: {category}", "  ")
        for line in lines:
            yield from _wrapped(line, "    - ")


def _said(guide: Guide, offer: Offer) -> tuple[str, ...]:
    """Every sentence said of a method, a condition with its category."""
    categories: dict[str, str] = {}
    for limit in offer.limits:
        categories.setdefault(limit.statement, f" ({category_words(guide.pack, limit.low, limit.category).lower()})")
    return tuple(guide.voice.sentence(one) + categories.get(one, "") for one in offer.said)


def _headed(guide: Guide, statement: str) -> tuple[str, str, str]:
    """A heading with a line under it."""
    heading = words(guide.pack, statement)
    return "", heading, "-" * len(heading)


def _led(pack: Pack, statement: str) -> str:
    """What stands before a line."""
    return f"{words(pack, statement)}: "


def _wrapped(text: str, lead: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead), break_on_hyphens=False) or [""]
