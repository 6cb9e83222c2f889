"""Cards about a pregnancy that ended lately: when contraception is needed, when each method may start and protects, what to ask.

Emergency contraception comes before it, while it may help.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from afterwards import contraception
from afterwards.answers.record import Answer
from afterwards.cds.card import INFO, WARNING, Card, Detail, card, listed, short_of, table_name
from afterwards.cds.patient import Patient
from afterwards.contraception import Help, rules_of_start
from afterwards.methods_as_json import STATUS_WORDS

NEED, START, EMERGENCY = "contraception-need", "start-method", "emergency-pill"
"""The questions whose answers are on the cards."""
NOT_ADVISED = 3
_ASKED = 8


def cards_of_record(patient: Patient, pages: str) -> Iterator[Card]:
    """The cards for a record that is opened; none where nothing in it is about contraception now."""
    yield from emergency_cards(patient, pages)
    if patient.lost_lately:
        yield _after_loss(patient)


def emergency_cards(patient: Patient, pages: str, ordered: Collection[str] = ()) -> Iterator[Card]:
    """The card about emergency contraception, while it may help, or when kinds of it are `ordered`.

    An order of it says that there was sex without contraception; the record need not.
    """
    if ordered:
        patient = patient.implied(patient.pack.questions.by_id[EMERGENCY].implies)
    person = patient.guide.person
    if person is None or not (ordered or patient.may_use_emergency):
        return
    kinds = contraception.emergency(person)
    detail = Detail(patient)
    for kind in kinds:
        detail.heading(f"{kind.kind.name}: {patient.voice.say(STATUS_WORDS[kind.status])}")
        _write_kind(detail, kind)
    refused = [kind.kind.name for kind in kinds if kind.kind.id in ordered and kind.ruled_out]
    left = [kind.kind.name for kind in kinds if not kind.ruled_out]
    if refused:
        summary = f"{listed(refused)}: too late, or not advised, for what the record tells"
    elif ordered:
        summary = f"Emergency contraception: what each kind hangs on, and which may still help ({listed(left)})"
    elif left:
        summary = f"Emergency contraception may still help: {listed(left)}"
    else:
        summary = "Emergency contraception: each kind is too late, or not advised, for what the record tells"
    methods = patient.pack.contraception.methods if patient.pack.contraception else {}
    yield card(detail, summary, INFO if ordered and not refused else WARNING, pages, methods.get("emergency"))


def _write_kind(detail: Detail, kind: Help) -> None:
    for statement in kind.statements:
        detail.say(statement)
    if kind.needs:
        detail.item(f"It hangs on: {listed([short_of(detail.patient.pack, fact).lower() for fact in kind.needs], _ASKED)}.")


def _after_loss(patient: Patient) -> Card:
    detail = Detail(patient)
    answer = patient.answer(NEED)
    detail.heading("When contraception is needed")
    lines = (*answer.first, *(answer.headline if answer.ready else ()), *answer.opened, *answer.why)
    for statement in dict.fromkeys(line.id for line in lines):
        detail.say(statement)
    _write_starts(detail)
    detail.heading("What would change it")
    for change in answer.changes:
        detail.item(f"If {detail.spoken(change.if_.id, alone=False)}: {detail.spoken(change.then.id, alone=False)}. `{change.if_.id}`")
    detail.heading("What to ask")
    asked = _to_ask(patient, answer)
    detail.item(f"{listed(asked, _ASKED)}." if asked else "Nothing more.")
    days = patient.days_since_loss
    summary = f"Pregnancy ended {'today' if days == 0 else '1 day ago' if days == 1 else f'{days} days ago'}: when contraception is needed"
    return card(detail, f"{summary}, and when each method may start", INFO)


def _write_starts(detail: Detail) -> None:
    """When each method may start, by the rules that hold for her; what is the same for all of them once, before."""
    patient = detail.patient
    detail.heading(f"When each method may start, and when it protects, if its {table_name(patient)} category allows it")
    offers = patient.guide.methods()
    against = [offer for offer in offers if offer.against or (offer.low is not None and offer.low >= NOT_ADVISED)]
    starts = {offer.method.name: start_of(patient, offer.method.id) for offer in offers if offer not in against}
    for_all = [one for one in next(iter(starts.values()), ()) if all(one in statements for statements in starts.values())]
    for statement in for_all:
        detail.say(statement)
    for name, statements in starts.items():
        own = [one for one in statements if one not in for_all]
        if own:
            detail.item(f"{name}: {' '.join(f'{detail.spoken(one)} `{one}`' for one in own)}")
    if against:
        detail.item(f"Not advised for what the record tells: {listed([offer.method.name for offer in against])}.")


def _to_ask(patient: Patient, need: Answer) -> list[str]:
    """What to ask first: what the need of contraception hangs on, then what the choice of a method does."""
    answers = (need, patient.answer(START))
    facts = dict.fromkeys(fact for answer in answers for fact in answer.ask if fact in answer.question.deciding)
    return [short_of(patient.pack, fact).lower() for fact in facts]


def start_of(patient: Patient, method: str) -> tuple[str, ...]:
    """The statements on when a method may start and when it protects, by the rules that hold for her."""
    person = patient.guide.person
    return rules_of_start(person, method).statements if person else ()
