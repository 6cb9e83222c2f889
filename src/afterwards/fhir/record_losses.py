"""The newest loss of a record, and what belongs to it: kind, date, treatment; earlier ectopic pregnancies; births.

The loss is told only where it lies within the days that the pack counts after a loss, and only by a finding with a day.
Which code is a loss, a treatment or a birth says the code map; within how many days findings are of one loss says `record.csv`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from afterwards.fhir.record_findings import MEDICATION, Finding
from afterwards.fhir.record_ledger import Ledger

KIND, DATE = "loss_kind", "loss_date"
TREATMENTS = {"management": {"miscarriage", "molar", "abortion"}, "ectopic_treatment": {"ectopic"}}
"""Each fact of a treatment, with the kinds of loss that it treats."""
OF_THE_LOSS = ("loss_complete", "septic_loss", "molar_kind", "anti_d_given")
"""Facts of this loss: what the record says of an earlier one does not count."""
BIRTH, CLOT_RISK = "never_given_birth", "birth_clot_risk"
LOSS_FACTS = (KIND, DATE, *TREATMENTS, *OF_THE_LOSS, BIRTH, CLOT_RISK)
"""The facts that are read here."""
YEAR = 365
"""Days in which a birth is one of the past year, as the fact calls it."""


@dataclass(frozen=True, slots=True)
class LossEvent:
    """A finding that is a loss or a treatment of one: its day, and the values one of which holds.

    `dates`: false where it is known that the pregnancy had ended, and not on which day (a scan that found it).
    """

    day: date
    values: frozenset[str]
    finding: Finding
    dates: bool = True


def read_losses(findings: Iterable[Finding], ledger: Ledger) -> None:
    """Tell the newest loss and the births."""
    every = list(findings)
    losses = list(_events(every, KIND, ledger))
    ledger.pregnancy_ends += [event.day for event in losses]
    newest = max((event.day for event in losses), default=None)
    mine: list[LossEvent] = []
    if newest is not None:
        if (ledger.today - newest).days > ledger.pack.facts["days_since_loss"].high:
            for event in losses:
                ledger.ignore(event.finding, "the newest loss was longer ago than is counted")
        else:
            mine = _tell_newest(losses, newest, every, ledger)
    _tell_past_ectopic([event for event in losses if event not in mine], ledger)
    _tell_births(every, mine, ledger)
    for finding in every:
        for fact in (*TREATMENTS, *OF_THE_LOSS, DATE):
            if ledger.rows(finding, fact) and finding.reference not in ledger.origin.get(fact, ()):
                ledger.ignore(finding, f"it is not of the newest loss, or does not settle {fact}")


def _events(findings: Iterable[Finding], fact: str, ledger: Ledger) -> Iterable[LossEvent]:
    """The findings that certainly say something of a fact, and when; of the others it is noted why they do not."""
    for finding in findings:
        meaning = ledger.meaning(finding, fact)
        if meaning is None:
            continue
        if not meaning.certain:
            ledger.maybe(finding, fact, meaning.values, meaning.why)
        elif finding.began is None or finding.began.day is None:
            ledger.maybe(finding, fact, meaning.values, "it has no day of its own")
        else:
            dated = ledger.meaning(finding, DATE) if fact == KIND else None
            yield LossEvent(finding.began.day, frozenset(meaning.values), finding, dated is None or dated.certain)


def _window(ledger: Ledger) -> timedelta:
    return timedelta(days=ledger.codes.reading(KIND).days or 0)


def _tell_newest(losses: list[LossEvent], newest: date, every: list[Finding], ledger: Ledger) -> list[LossEvent]:
    """The kind, the treatment and the date of the newest loss; gives its findings."""
    window = _window(ledger)
    mine = [event for event in losses if newest - event.day <= window]
    for event in losses:
        if event not in mine:
            ledger.ignore(event.finding, "it is of an earlier loss")
    kinds = mine[0].values.intersection(*(event.values for event in mine))
    if len(kinds) == 1:
        ledger.tell(KIND, next(iter(kinds)), [event.finding for event in mine])
    else:
        why = "the kind of loss is not settled" if kinds else "the record says different kinds of one loss"
        for event in mine:
            ledger.maybe(event.finding, KIND, sorted(event.values), why)
    span = (min(event.day for event in mine) - timedelta(days=1), newest + window)
    treated = _tell_treatment(every, kinds, span, ledger)
    last = max([newest, *(event.day for event in treated)])
    ledger.pregnancy_ends.append(last)
    _tell_date([event for event in mine if event.dates], treated, last, ledger)
    _tell_of_loss(every, span, last, ledger)
    return mine


def _tell_date(dated: list[LossEvent], treated: list[LossEvent], last: date, ledger: Ledger) -> None:
    """The day of the loss: that of the last operation or injection; without one that of its findings, where they are near each other.

    A complication is coded later. Taken for the loss it would make that newer than it was, and "it works at once" true of too many days.
    """
    apart = timedelta(days=ledger.codes.reading(DATE).days or 0)
    dating = treated or dated
    day = max((event.day for event in dating), default=None)
    if day is None or (not treated and (last != day or day - min(event.day for event in dated) > apart)):
        for event in dating:
            ledger.maybe(event.finding, DATE, (event.day.isoformat(),), "the record does not settle the day of the loss")
        return
    ledger.loss_day = day
    ledger.tell(DATE, day.isoformat(), [event.finding for event in dating if event.day == day])


def _tell_treatment(every: list[Finding], kinds: frozenset[str], span: tuple[date, date], ledger: Ledger) -> list[LossEvent]:
    """How the loss was treated, where all that the record has says one way; gives the operations and injections, which date it."""
    treated: list[LossEvent] = []
    for fact, treats in TREATMENTS.items():
        if not kinds or not kinds <= treats:
            continue
        ways = [event for event in _events(every, fact, ledger) if span[0] <= event.day <= span[1]]
        values = ways[0].values.intersection(*(event.values for event in ways)) if ways else frozenset()
        if len(values) == 1:
            ledger.tell(fact, next(iter(values)), [event.finding for event in ways])
        else:
            for event in ways:
                ledger.maybe(event.finding, fact, sorted(event.values), "the record has several treatments")
        treated += [event for event in ways if event.finding.kind not in MEDICATION]
    return treated


def _tell_of_loss(every: list[Finding], span: tuple[date, date], last: date, ledger: Ledger) -> None:
    for fact in OF_THE_LOSS:
        events = [event for event in _events(every, fact, ledger) if span[0] <= event.day <= span[1]]
        if fact == "anti_d_given":
            events = [event for event in events if event.day >= last]
        if fact == "loss_complete" and any(event.day < last for event in events):
            continue  # something was done after it was found
        values = events[0].values.intersection(*(event.values for event in events)) if events else frozenset()
        if len(values) == 1:
            ledger.tell(fact, next(iter(values)), [event.finding for event in events])


def _tell_past_ectopic(earlier: list[LossEvent], ledger: Ledger) -> None:
    """An ectopic pregnancy that is not the newest loss is an earlier one."""
    ectopic = [event.finding for event in earlier if event.values == {"ectopic"}]
    if ectopic:
        ledger.tell("past_ectopic", "yes", ectopic)


def _tell_births(every: list[Finding], mine: list[LossEvent], ledger: Ledger) -> None:
    """Births at 24 weeks or later: that there was one, and how long ago the latest is where that is within a year."""
    near = timedelta(days=ledger.codes.reading(BIRTH).days or 0)
    births = []
    for birth in _events(every, BIRTH, ledger):
        if any(abs(event.day - birth.day) <= near and event.values != {"later_loss"} for event in mine):
            ledger.maybe(birth.finding, BIRTH, ("no",), "it may belong to the loss of these days")
        else:
            births.append(birth)
    if not births:
        return
    ledger.tell(BIRTH, "no", [birth.finding for birth in births])
    ledger.pregnancy_ends += [birth.day for birth in births]
    latest = max(birth.day for birth in births)
    risks = [event.finding for event in _events(every, CLOT_RISK, ledger) if abs(event.day - latest) <= near]
    days = (ledger.today - latest).days
    if days > YEAR:
        return
    if risks:
        ledger.tell(CLOT_RISK, "yes", risks)
    if ledger.facts.get(KIND) == "later_loss" and any(abs(event.day - latest) <= near for event in mine):
        return  # the loss is this birth, and its date says when
    of_latest = [birth.finding for birth in births if birth.day == latest]
    ledger.tell("birth_in_past_year", "yes", of_latest)
    ledger.tell("days_since_birth", days, of_latest)
