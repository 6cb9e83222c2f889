"""What the pages about methods show: plain values for the templates, made from a guide. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from markupsafe import Markup

from afterwards import contraception
from afterwards.contraception import STATUS_WORDS, Help, Offer, Start, Why, category_words
from afterwards.guide import Guide
from afterwards.interview import due_pages
from afterwards.pack.as_written import isolated
from afterwards.pack.eligibility import GridRow, Method
from afterwards.pack.grids import Cell
from afterwards.pack.model import Entry, Pack
from afterwards.pack.told import MEDICINES
from afterwards.web.views import CONFIDENCE, source_name, told_words, with_calls
from afterwards.wording import long_date, review_of, review_of_all

GROUPS = (
    "Usually fine, on what you told us",
    "Still open, or without a category",
    "Usually not advised: talk to a clinician first",
    "Not to be used",
)
MOST_OPEN = 6
"""Lines of what is still open that a card shows; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Line:
    """A statement on a card, with what stands after it; of what is not known, the fact and what it could make."""

    id: str
    text: Markup
    after: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many of 100, and the words for it; 0 stands for fewer than 1 and shows as one ring."""

    on: int
    words: str


@dataclass(frozen=True, slots=True)
class Dots:
    """The two pictograms of a method."""

    typical: Count
    perfect: Count


@dataclass(frozen=True, slots=True)
class Card:
    """One method on the comparison: three lanes, its start, how well it works."""

    offer: Offer
    number: int
    group: int
    category: str
    means: Line
    guideline: list[Line]
    fits: list[Line]
    misses: list[Line]
    unknown: list[Line]
    more_unknown: int
    start: list[Line]
    dots: Dots | None
    works: Line | None
    notes: list[tuple[str, str]]
    state: tuple[str, str]


def number_of(pack: Pack, method: str) -> int:
    """The number of a method's page; its address names no method."""
    assert pack.contraception
    return list(pack.contraception.methods).index(method) + 1


def cards(guide: Guide) -> list[Card]:
    """All methods as the page shows them, in its order."""
    return [_card(guide, offer) for offer in contraception.in_order(guide.methods(), guide.guideline)]


def _card(guide: Guide, offer: Offer) -> Card:
    name, dashes = offer.method.id, {one: one.replace("_", "-") for one in (*offer.matches, *offer.misses)}
    unknown = list(_unknown(guide, offer))
    card = Card(
        offer=offer,
        number=number_of(guide.pack, name),
        group=contraception.group(offer),
        category=category_words(offer.low, offer.high),
        means=_sentence(guide, offer.meaning),
        guideline=_limits(guide, offer),
        fits=[_say(guide, f"pref.{dashes[one]}") for one in offer.matches],
        misses=[_say(guide, f"pref.not-{dashes[one]}") for one in offer.misses],
        unknown=unknown[:MOST_OPEN],
        more_unknown=max(0, len(unknown) - MOST_OPEN),
        start=_start(guide, offer.start),
        dots=dots(guide.pack, offer.method),
        works=_say(guide, offer.method.works) if offer.method.works else None,
        notes=[],
        state=("", ""),
    )
    said = _said_on(card)
    return replace(card, notes=list(notes(guide, said)), state=review_of_all(guide.pack, said, guide.today))


def _why(guide: Guide, one: Why) -> Line:
    said = category_words(one.low, one.category).lower()
    return _say(guide, one.statement, said)


def _unknown(guide: Guide, offer: Offer) -> Iterator[Line]:
    """What is not known, each thing once, with the highest category it could make."""
    worst: dict[str, int | None] = {}
    for one in offer.open:
        for fact in one.needs:
            worst[fact] = max(one.category, worst.get(fact, one.category), key=_careful)
    for fact in sorted(worst, key=lambda fact: -_careful(worst[fact])):
        entry = guide.pack.facts[fact]
        could = "could leave it without a category" if worst[fact] is None else f"could make it category {worst[fact]}"
        unsure = {fact, *(other.name for other in guide.pack.facts.values() if other.gives == fact)} & guide.told.unknown
        asked = ", you are not sure" if unsure else ""
        yield Line(fact, Markup("%s%s") % (entry.short or fact, asked), could)


def _careful(category: int | None) -> float:
    """How careful a category is: none at all is more than 2 and less than 3, as on the scale."""
    return 2.5 if category is None else category


def _start(guide: Guide, start: Start) -> list[Line]:
    """When it may start, with dates: the day it may begin, and until when condoms are used too when started today."""
    lines = []
    for one in start.statements:
        dated = []
        day = guide.voice.day(start.from_day) if one == start.begins else None
        if day and day > guide.today:
            dated.append(f"From {long_date(day, guide.today)}.")
        if one == start.lasts and start.extra_days and not dated:
            until = guide.today + timedelta(days=start.extra_days)
            dated.append(f"Started today: until {long_date(until, guide.today)}.")
        lines.append(_say(guide, one, " ".join(dated)))
    return lines


def dots(pack: Pack, method: Method) -> Dots | None:
    """How many of 100 become pregnant in a year, in typical and in perfect use. The figures are those the sentence beside it says."""
    found = (method.effectiveness or {}).get(next(iter(pack.info["guidelines"])))
    return Dots(*(_count(number) for number in found)) if found else None


def _count(number: float) -> Count:
    whole = int(number + 0.5) if number >= 1 else 0
    return Count(whole, "Fewer than 1 of 100" if whole == 0 else f"{whole} of 100")


def _say(guide: Guide, statement: str, after: str = "") -> Line:
    return Line(statement, with_calls(guide.voice.say(statement)), after)


def _said_on(card: Card) -> list[str]:
    lines = [card.means, *card.guideline, *card.fits, *card.misses, *card.start, *([card.works] if card.works else [])]
    return list(dict.fromkeys(line.id for line in lines))


def notes(guide: Guide, statements: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Of each statement its text and where it comes from."""
    for name in statements:
        one = guide.pack.statements[name]
        named = "; ".join(source_name(guide.pack.sources[source]) for source in one.sources)
        because = guide.voice.because(name)
        # While nothing at all is reviewed, that is said once for the card.
        review = f" {review_of(guide.pack, name, guide.today)}" if guide.pack.reviews.standing else ""
        yield guide.voice.say(name), f"{because} Source: {named}. {CONFIDENCE[one.confidence]}{review}".strip()


def page_values(guide: Guide, others: Iterable[str]) -> dict[str, Any]:
    """What the comparison shows. `others`: the methods looked at side by side."""
    shown = cards(guide)
    groups = [(GROUPS[place], [card for card in shown if card.group == place and not card.offer.set_aside]) for place in range(len(GROUPS))]
    notice = guide.pack.info["guidelines"][guide.guideline].get("notice")
    left = [page for page in due_pages(guide) if page.topic == contraception.TOPIC]
    return {
        "guide": guide,
        "groups": [(heading, found) for heading, found in groups if found],
        "not_aside": [card for _, found in groups for card in found],
        "aside": [card for card in shown if card.offer.set_aside],
        "waiting": len(left),
        "settled": sum(card.offer.settled for card in shown),
        "count": len(shown),
        "beside": list(others),
        "kinds": [_kind(guide, one) for one in guide.emergency()],
        "other_methods": [(number_of(guide.pack, one.id), one.name) for one in _methods(guide.pack) if not one.columns],
        "medicines": [_say(guide, "elig.medicine-unknown", isolated(name)) for name in guide.told.strange],
        "says": {name: _say(guide, f"elig.{name}") for name in ("not-a-choice-for-you", "order-of-list", "home-readings")},
        "notice": _say(guide, notice) if notice else None,
        "matters_page": next((page.id for page in guide.pack.pages if "prefers" in page.facts), ""),
        "medicines_said": [_say(guide, one) for one in contraception.medicines_said(guide.person)] if guide.person else [],
    }


def _methods(pack: Pack) -> Iterable[Method]:
    assert pack.contraception
    return pack.contraception.methods.values()


def _kind(guide: Guide, one: Help) -> dict[str, Any]:
    facts = [guide.pack.facts[fact].short for fact in one.needs]
    return {"help": one, "words": STATUS_WORDS[one.status], "lines": [_say(guide, name) for name in one.statements], "needs": facts}


def clinician_values(guide: Guide) -> dict[str, Any]:
    """The same facts for a clinician: the guideline's own names, start and continuing, what is unknown."""
    held = guide.pack.contraception
    assert held
    offers = guide.methods()
    found = {one.row.condition: one.row for offer in offers for one in offer.why}
    rows = [row for name, row in held.rows(guide.guideline).items() if name in found]
    table = [(row, [_cell(row, held.column(guide.guideline, offer.method.id)) for offer in offers]) for row in rows]
    open_facts = dict.fromkeys(fact for offer in offers for one in offer.open for fact in one.needs)
    told = guide.told.values.get(MEDICINES, ())
    assert isinstance(told, list | tuple)
    medicines = [(isolated(name), _classes(guide, name)) for name in told]
    return {
        "guide": guide,
        "offers": offers,
        "category_words": category_words,
        "table": table,
        "open_facts": [guide.pack.facts[fact].short for fact in open_facts],
        "medicines": medicines,
        "cautions": [(offer.method.name, [_sentence(guide, one) for one in (offer.meaning, *offer.cautions)]) for offer in offers],
        "questions": [
            (offer.method.name, category_words(offer.low, offer.high))
            for offer in offers
            if offer.high in (None, 3, 4) or not offer.settled
        ],
        "intro": _say(guide, "elig.clinician-intro"),
        "told": [(entry.short, told_words(guide, entry)) for entry in guide.pack.facts.values() if _tells(guide, entry)],
    }


def _tells(guide: Guide, entry: Entry) -> bool:
    """Whether an answer says more than that something is absent."""
    given = guide.told.values.get(entry.name)
    return given is not None and given != entry.absent and entry.kind in ("choice", "yes_no", "number", "date") and not entry.wording


def _classes(guide: Guide, name: str) -> str:
    held = guide.pack.contraception
    assert held
    medicine = held.medicine(name)
    classes = (*medicine.classes, *medicine.one_of) if medicine else (name,)
    labels = [held.classes[one][0] for one in classes if one in held.classes]
    return " or ".join(labels) if labels else "Not known to us"


def _cell(row: GridRow, column: str) -> str:
    return cell_words(row.cells[column])


def cell_words(cell: Cell) -> str:
    """A grid's cell as a clinician reads it: start, then continuing where they differ."""
    start, goes_on = _side(cell.start), _side(cell.goes_on)
    return start if start == goes_on else f"{start}, continuing {goes_on}"


def _side(side: tuple[str, str] | None) -> str:
    if side is None:
        return "not concerned"
    low, high = side
    if low == "-":
        return "no category"
    return low if low == high else f"{low} to {high}"


def differences(guide: Guide) -> dict[str, Any]:
    """The same facts under each guideline: the methods whose category or start differs, with the conditions behind it, and why."""
    names = list(guide.pack.info["guidelines"])
    held, person = guide.pack.contraception, guide.person
    assert held
    assert person
    found = {name: {offer.method.id: offer for offer in contraception.compare(replace(person, guideline=name))} for name in names}
    rows, starts = [], []
    why: dict[str, None] = {}
    for method in (held.methods[name] for name in held.offered):
        mine = [(name, found[name][method.id]) for name in names]
        apart = len({(offer.low, offer.high) for _, offer in mine}) > 1
        starting = len({_start_words(offer.start) for _, offer in mine}) > 1
        if apart:
            rows.append(
                (
                    method,
                    [(name, category_words(one.low, one.high), _sentence(guide, one.meaning), _limits(guide, one)) for name, one in mine],
                )
            )
        if starting:
            starts.append((method, [(name, _start_words(one.start)) for name, one in mine]))
        means = {one.row.means for _, offer in mine for one in (*offer.why, *offer.open)}
        for one in held.differences:
            if method.id in one.methods and (starting if one.start else apart and means & one.means):
                why[one.say] = None
    same = [held.methods[name].name for name in held.offered if name not in {method.id for method, _ in rows}]
    return {
        "guide": guide,
        "rows": rows,
        "starts": starts,
        "same": same,
        "intro": _say(guide, "elig.differences-intro"),
        "why": [_because(guide, name) for name in why],
        "editions": [_say(guide, f"elig.editions-{name}") for name in names],
    }


def _sentence(guide: Guide, statement: str) -> Line:
    """A statement that stands alone."""
    return Line(statement, with_calls(guide.voice.sentence(statement)))


def _limits(guide: Guide, offer: Offer) -> list[Line]:
    return [*(_why(guide, one) for one in offer.limits), *(_say(guide, one) for one in offer.cautions)]


def _because(guide: Guide, statement: str) -> Line:
    return Line(statement, with_calls(guide.voice.say(statement)), guide.voice.because(statement))


def _start_words(start: Start) -> str:
    """From when, and with condoms for how long, in a few words."""
    if start.from_day is None:
        return "No day to name: see its category, and what must come first"
    begins = "Any day" if start.from_day == 0 else f"From day {start.from_day}"
    condoms = f"condoms too for {start.extra_days} days" if start.extra_days else "no condoms needed besides"
    return f"{begins}; started today, {condoms}"


def coverage(pack: Pack) -> dict[str, Any]:
    """Each grid: how well its cells were seen, which rows stand in the careful reading, which are kept and not used."""
    held = pack.contraception
    assert held
    grids = []
    for name, rows in held.grids.items():
        seen: dict[str, int] = {}
        for row in rows:
            for column in row.cells:
                how = row.confidence.get(column) or row.confidence.get("*") or ""
                seen[how] = seen.get(how, 0) + 1
        ranges = [row for row in rows if row.use == "yes" and any(_is_range(cell) for cell in row.cells.values())]
        grids.append(
            {
                "id": name,
                "guideline": pack.info["guidelines"][name],
                "seen": [(SEEN[how], count) for how, count in sorted(seen.items(), key=lambda one: list(SEEN).index(one[0]))],
                "rows": len(rows),
                "ranges": ranges,
                "held": [row for row in rows if row.use == "held"],
                "silent": [row for row in rows if row.use == "yes" and all(cell.start == ("-", "-") for cell in row.cells.values())],
                "noted": [(row, column, text) for row in rows for column, text in row.notes.items()],
            }
        )
    return {"grids": grids}


SEEN = {
    "seen2": "Seen in two copies",
    "seen1": "Seen in one copy",
    "memory": "From memory, not seen",
    "": "Seen in the guideline's own chart",
}


def _is_range(cell: Cell) -> bool:
    return any(side is not None and side[0] != side[1] for side in (cell.start, cell.goes_on))


def method_values(pack: Pack, guide: Guide | None, number: int) -> dict[str, Any] | None:
    """One method's page; None when there is no such number. `guide`: hers, when she has one."""
    methods = list(_methods(pack))
    if not 1 <= number <= len(methods):
        return None
    method = methods[number - 1]
    card = next((one for one in cards(guide) if one.offer.method.id == method.id), None) if guide and method.columns else None
    return {"method": method, "card": card, "dots": dots(pack, method)}
