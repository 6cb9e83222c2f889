"""From a checked call and what is had of the record to the cards, in the order in which they matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from afterwards.cds.card import WARNING, Card, Detail, card
from afterwards.cds.hook_call import HookCall
from afterwards.cds.loss_cards import cards_of_record, emergency_cards
from afterwards.cds.order_cards import cards_of_method
from afterwards.cds.orders import chosen, codings_of, kind_of
from afterwards.cds.patient import Patient
from afterwards.cds.resources import Had, belongs_to
from afterwards.fhir.codes import CodeMap, method_of
from afterwards.fhir.record import read_record
from afterwards.pack.model import Pack

WITHOUT_SUBJECT = ("Medication",)
"""Types of which a resource is of nobody: what a request refers to."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What cards are made from: the pack, its code map, the guideline, the day, and where the edition lies ("" for nowhere)."""

    pack: Pack
    codes: CodeMap
    guideline: str
    today: date
    pages: str


@dataclass(frozen=True, slots=True)
class Orders:
    """The methods, and the kinds of emergency contraception, that are being ordered; how many drafts are of another person."""

    methods: tuple[str, ...]
    kinds: tuple[str, ...]
    strangers: int


def ordered_in(call: HookCall, codes: CodeMap) -> Orders:
    """What the drafts of a call order."""
    drafts, strangers = chosen(call)
    codings = [codings_of(draft, call.drafts) for draft in drafts]
    methods = dict.fromkeys(method for coded in codings if (method := method_of(coded, codes)))
    kinds = dict.fromkeys(kind for coded in codings if (kind := kind_of(coded, codes)))
    return Orders(tuple(methods), tuple(kinds), strangers)


def cards_for(basis: Basis, call: HookCall, orders: Orders | None, had: Had) -> tuple[list[Card], int]:
    """The cards, and how many entries belong to another person. `orders` is None for a record that is opened."""
    hers = tuple(one for one in had.resources if one.get("resourceType") in WITHOUT_SUBJECT or belongs_to(one, call.patient))
    strangers = len(had.resources) - len(hers) + (orders.strangers if orders else 0)
    record = read_record(hers, basis.pack, basis.today, call.patient, codes=basis.codes)
    patient = Patient.of(basis.pack, basis.today, basis.guideline, record, Had(hers, had.searched, had.in_part), strangers)
    if basis.pack.expired(basis.today):
        return [_too_old(patient)], strangers
    return [*_cards(patient, orders, basis.pages)], strangers


def _cards(patient: Patient, orders: Orders | None, pages: str) -> Iterator[Card]:
    if orders is None:
        yield from cards_of_record(patient, pages)
    else:
        for method in orders.methods:
            yield from cards_of_method(patient, method, pages)
        yield from emergency_cards(patient, pages, orders.kinds)
    if patient.strangers:
        yield _other_person(patient)


def _other_person(patient: Patient) -> Card:
    detail = Detail(patient)
    detail.line("The request held entries whose subject is not the patient in context. They were not read.")
    detail.line("Whoever runs the record system should look at its prefetch, or at the searches of its FHIR server.")
    count = "1 entry" if patient.strangers == 1 else f"{patient.strangers} entries"
    return card(detail, f"Not used, as of another person: {count} in this request", WARNING)


def _too_old(patient: Patient) -> Card:
    detail = Detail(patient)
    last = patient.pack.info.answers_until.isoformat()
    detail.line(f"This edition answers until {last}, and no longer. Whoever runs it should install a newer one.")
    return card(detail, f"This edition of Afterwards answers until {last}: no category is given", WARNING)
