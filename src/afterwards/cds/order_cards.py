"""Cards about a contraceptive that is being ordered: its category, why, what would change it, what is not known, when it may start.

A category that hangs on what is not known is never said without "if". A method about which there is nothing to say gives no card.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from afterwards.cds.card import CRITICAL, INFO, WARNING, Card, Detail, card, from_record, listed, short_of, table_name
from afterwards.cds.loss_cards import start_of
from afterwards.cds.patient import Patient
from afterwards.contraception import Offer, Why
from afterwards.engine import ask_next
from afterwards.pack.conditions import base_of
from afterwards.pack.eligibility import USING, decision_of

NOT_ADVISED = 3
"""From this category on a guideline advises against a method."""


def cards_of_method(patient: Patient, method: str, pages: str) -> Iterator[Card]:
    """The card about one method; none where its category is 1 or 2 whatever is not known, and no pregnancy ended lately."""
    offer = patient.offer(method)
    indicator = _indicator(offer)
    if indicator or patient.lost_lately:
        detail = Detail(patient)
        _write(detail, offer)
        yield card(detail, _summary(patient, offer), indicator or INFO, pages, offer.method)


def _indicator(offer: Offer) -> str:
    """How urgent it is by what is certain; "" where there is nothing to say."""
    if offer.low is not None and offer.low >= NOT_ADVISED:
        return CRITICAL if offer.low > NOT_ADVISED else WARNING
    if offer.against or offer.works_less:
        return WARNING
    usual = offer.low is not None and offer.high is not None and offer.high < NOT_ADVISED
    return "" if usual else INFO


def _summary(patient: Patient, offer: Offer) -> str:
    name, table = offer.method.name, table_name(patient)
    if offer.low is not None and offer.low >= NOT_ADVISED:
        reasons = [patient.voice.say(why.statement) for why in offer.why if why.low is not None and why.low >= NOT_ADVISED]
        certain = f"{name}: {table} category {_range(offer.low, offer.high)}"
        return f"{certain}: {'; '.join(reasons)}" if reasons else certain
    if offer.against:
        return f"{name}: advised against for what the record tells, beside its {table} category"
    if offer.works_less:
        return f"{name}: may work less for what the record tells"
    if offer.settled:
        return f"{name}: {table} {_range(offer.low, offer.high)}"
    if offer.high is not None and offer.high < NOT_ADVISED:
        return f"{name}: {table} category {_range(offer.low, offer.high)}, whatever is not known"
    return f"{name}: {table} category not certain from the record; see what it hangs on"


def _range(low: int | None, high: int | None) -> str:
    """A category, or how far it may go, in words: "4", "3, or 4 with what is not known", "no category"."""
    first, last = ("no category" if category is None else str(category) for category in (low, high))
    return first if first == last else f"{first}, up to {last} if something not known holds"


def _write(detail: Detail, offer: Offer) -> None:
    patient = detail.patient
    table = table_name(patient)
    phase = "to go on with" if offer.phase == "continue" else "to start"
    detail.line(f"{offer.method.name}, {phase}. {table} category by what the record tells: **{_range(offer.low, offer.high)}**.")
    _write_certain(detail, offer)
    for statement in offer.cautions:
        detail.say(statement)
    if patient.lost_lately and offer.phase == "start" and (offer.low is None or offer.low < NOT_ADVISED):
        detail.heading("When it may start, and when it protects, if its category allows it")
        for statement in start_of(patient, offer.method.id):
            detail.say(statement)
    _write_changes(detail, offer)
    _write_unknown(detail, offer)


def _write_certain(detail: Detail, offer: Offer) -> None:
    patient = detail.patient
    detail.heading("What is certain, and why")
    if offer.settled and offer.high is not None:
        detail.say(f"elig.category-{offer.high}")
    limits = [why for why in offer.why if why.category != 1 and why.statement]
    for why in limits:
        source = from_record(patient, _facts_of(patient, why))
        category = "no category" if why.category is None else f"category {_category(why)}"
        words = detail.spoken(why.statement, alone=False)
        detail.item(f"{category[:1].upper()}{category[1:]}: {words}{source}. `{why.statement}`")
    if not limits:
        detail.item("Nothing in the record limits it.")
    if offer.judgement:
        detail.item("Where a range is given, the guideline leaves the category to a clinician.")


def _category(why: Why) -> str:
    return str(why.category) if why.low in (why.category, None) else f"{why.low} to {why.category}"


def _facts_of(patient: Patient, why: Why) -> tuple[str, ...]:
    """The facts of the record on which a condition of the guideline hangs."""
    assert patient.pack.contraception is not None
    meaning = patient.pack.contraception.meanings[why.row.means]
    names = {base_of(name) for alternative in meaning.when for name in alternative}
    return tuple(name for name in patient.told.values if name in names)


def _write_changes(detail: Detail, offer: Offer) -> None:
    """What would make a certain category 3 or 4 another one: the entries of the record behind it, if they are not right."""
    patient = detail.patient
    if offer.low is None or offer.low < NOT_ADVISED:
        return
    detail.heading("What would change it")
    behind = [why for why in offer.why if why.category is not None and why.category >= NOT_ADVISED]
    facts = tuple(dict.fromkeys(fact for why in behind for fact in _facts_of(patient, why) if fact not in ("guide", USING)))
    tellers = (*facts, *(patient.pack.givers[fact] for fact in facts if fact in patient.pack.givers))
    other = patient.without(tellers).offer(offer.method.id)
    named = listed([short_of(patient.pack, fact) for fact in facts])
    if facts and (other.low, other.high) != (offer.low, offer.high):
        detail.item(f"If what the record tells of this is not right ({named}): category {_range(other.low, other.high)}.")
    else:
        detail.item("No one entry of the record by itself.")
    if offer.phase == "continue":
        detail.item("It was read as a method in use. If it is started anew, the category may be another.")


def _write_unknown(detail: Detail, offer: Offer) -> None:
    """What is open, by the category that it would give, and what to ask first."""
    patient = detail.patient
    detail.heading("What is not known")
    if not offer.open:
        detail.item("Nothing that is not known would raise the category.")
        return
    for category in (4, 3, None):
        clauses = [detail.spoken(why.statement, alone=False) for why in offer.open if why.category == category and why.statement]
        if clauses:
            title = "No category" if category is None else f"Category {category}"
            detail.item(f"{title} if one of these holds: {'; '.join(dict.fromkeys(clauses))}.")
    if any(why.category in (1, 2) for why in offer.open):
        detail.item("What else is not known makes it category 2 at most.")
    asked = _to_ask(patient, offer)
    if asked:
        detail.item(f"Ask first: {listed([short_of(patient.pack, fact).lower() for fact in asked], 8)}.")


def _to_ask(patient: Patient, offer: Offer) -> Collection[str]:
    """The facts on which a category of 3 or 4 hangs, the most useful first."""
    needs = {fact for why in offer.open if why.category is not None and why.category >= NOT_ADVISED for fact in why.needs}
    person = patient.guide.person
    assert person is not None
    decision = decision_of(patient.guideline, offer.method.id)
    useful = dict.fromkeys(map(base_of, ask_next(person.contraception.table, person.state, [decision])))
    return [fact for fact in useful if fact in needs]
