"""What she has or had, and the medicines she takes: each fact of her health that a code of her record settles.

A finding that is over, or too old for its fact, says what `record.csv` says of such a one. Of several findings of one fact those that
fit together are put together; where they do not fit, `record.csv` says which counts, or the fact stays open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from afterwards.fhir.codes import USING_NOW
from afterwards.fhir.record_findings import MEDICATION, Finding
from afterwards.fhir.record_ledger import Ledger
from afterwards.fhir.record_losses import LOSS_FACTS
from afterwards.pack.code_map import ANSWER, MEASURED, NARROWING
from afterwards.pack.entries import Entry

MEDICINES = "medicines"
OTHERS = "others, which the record may not list"
"""Stands at the end of the medicines of a record. Nobody knows such a medicine, so what is not listed stays open and is no "no"."""
_GIVEN = f"{MEDICINES}=given"


@dataclass(frozen=True, slots=True)
class Claim:
    """What one finding says of one fact: the values, one of which holds."""

    values: tuple[str, ...]
    finding: Finding


def read_conditions(findings: Iterable[Finding], ledger: Ledger) -> None:
    """Tell the facts of her health and her medicines."""
    claims: dict[str, list[Claim]] = {}
    for finding in findings:
        for fact in sorted(ledger.facts_of(finding) - {*LOSS_FACTS, USING_NOW}):
            for claimed, claim in _claim(finding, fact, ledger):
                claims.setdefault(claimed, []).append(claim)
    for fact in ledger.pack.facts:
        if fact not in claims:
            continue
        if ledger.pack.facts[fact].kind == "list":
            _tell_list(fact, claims[fact], ledger)
        elif ledger.facts.get(fact) is None or fact == "past_ectopic":
            _settle(fact, claims[fact], ledger)
        else:
            for claim in claims[fact]:
                ledger.ignore(claim.finding, f"an observation tells {fact}")
    _open_gates(claims, ledger)


def _claim(finding: Finding, fact: str, ledger: Ledger) -> Iterator[tuple[str, Claim]]:
    """What a finding says of a fact, or of the fact that stands in for it when it is over."""
    meaning = ledger.meaning(finding, fact)
    if meaning is None or meaning.values in ((MEASURED,), (ANSWER,)):
        return
    answered = finding.kind == "Observation" and any(name.startswith("value") for name in finding.content)
    if answered and finding.content.get("valueBoolean") is not True:
        ledger.ignore(finding, "its value does not say that it is so")
        return
    if not meaning.certain:
        ledger.maybe(finding, fact, meaning.values, meaning.why)
        return
    reading = ledger.codes.reading(_GIVEN if fact == MEDICINES and finding.kind == "MedicationAdministration" else fact)
    ended = finding.kind in MEDICATION and finding.ended is not None and finding.ended.last < ledger.today
    old = reading.days is not None and finding.began is not None and ledger.days_since(finding.began) > reading.days
    if not (finding.over or ended or old):
        if reading.days is not None and finding.began is None:
            ledger.maybe(finding, fact, meaning.values, "it has no date")
        else:
            yield fact, Claim(meaning.values, finding)
        return
    if reading.over == "same":
        yield fact, Claim(meaning.values, finding)
    elif reading.over == "open":
        ledger.ignore(finding, "it is over" if finding.over or ended else f"it is older than {reading.days} days")
    else:
        other, equals, values = reading.over.rpartition("=")
        yield other if equals else fact, Claim(tuple(values.split(NARROWING)), finding)


def _tell_list(fact: str, claims: list[Claim], ledger: Ledger) -> None:
    """Medicines by name, with an open end. Another list is never told from a record: what it does not name would be a no."""
    if fact == MEDICINES:
        names = sorted({value for claim in claims for value in claim.values})
        ledger.tell(fact, [*names, OTHERS], [claim.finding for claim in claims])
        return
    for claim in claims:
        ledger.maybe(claim.finding, fact, claim.values, "a list cannot be told in part: what it leaves out would be a no")


def _settle(fact: str, claims: list[Claim], ledger: Ledger) -> None:
    """One value from all that the record says of a fact, or why there is none."""
    exact = {claim.values[0] for claim in claims if len(claim.values) == 1}
    if len(exact) > 1:
        exact = _choose(ledger.pack.facts[fact], exact, claims, ledger)
    if len(exact) == 1:
        (value,) = exact
        fitting = [claim for claim in claims if value in claim.values]
        if len(fitting) == len(claims) or ledger.codes.reading(fact).several != "open":
            wider = [claim for claim in claims if value not in claim.values and len(claim.values) > 1]
            if not wider:
                ledger.tell(fact, value, [claim.finding for claim in fitting])
                for claim in claims:
                    if claim not in fitting:
                        ledger.ignore(claim.finding, f"another finding tells {fact}")
                return
    elif not exact:
        common = set(claims[0].values).intersection(*(claim.values for claim in claims))
        if len(common) == 1:
            ledger.tell(fact, common.pop(), [claim.finding for claim in claims])
            return
    for claim in claims:
        why = "the record does not say which" if len(claim.values) > 1 else "the record says different things"
        ledger.maybe(claim.finding, fact, claim.values, why)


def _choose(entry: Entry, values: set[str], claims: list[Claim], ledger: Ledger) -> set[str]:
    """Of values that the record says of one fact, the one that counts, or all of them where none does."""
    several = ledger.codes.reading(entry.name).several
    order = list(entry.values)
    if several in ("first", "last"):
        return {(min if several == "first" else max)(values, key=order.index)}
    if several == "newest":
        dated = [(claim.finding.began, claim.values[0]) for claim in claims if len(claim.values) == 1 and claim.finding.began]
        newest = max((moment for moment, _ in dated), default=None)
        latest = {value for moment, value in dated if moment == newest}
        return latest if len(latest) == 1 else values
    return values


def _open_gates(claims: dict[str, list[Claim]], ledger: Ledger) -> None:
    """Whoever has a migraine of some kind has migraine: the fact that a question hangs on, where its answer follows from a finding."""
    for fact, found_claims in claims.items():
        entry = ledger.pack.facts[fact]
        gate, wanted = entry.gate or ("", frozenset())
        if not gate or gate in ledger.facts or not isinstance(wanted, frozenset) or len(wanted) != 1:
            continue
        if ledger.pack.facts[gate].kind != "yes_no" or entry.absent is None:
            continue
        sure = [claim.finding for claim in found_claims if entry.absent not in claim.values]
        if sure:
            ledger.tell(gate, next(iter(wanted)), sure)
