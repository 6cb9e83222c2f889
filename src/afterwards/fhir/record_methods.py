"""The method that she uses now, as far as a record settles it: begun lately enough, not ended, and no pregnancy since.

A stopped or completed order is no method. A coil or an implant is there until it is taken out, for as many days as `record.csv` trusts
that nothing else happened. A pregnancy that ended after a method began says that it was stopped or that it failed: then it is open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from afterwards.fhir.codes import USING_NOW
from afterwards.fhir.record_dates import Moment
from afterwards.fhir.record_findings import Finding
from afterwards.fhir.record_ledger import Ledger
from afterwards.pack.code_map import ENDS

_ORDERS = ("MedicationRequest", "MedicationStatement")


@dataclass(frozen=True, slots=True)
class MethodBegun:
    """A finding that a method began: the methods, one of which it is, and when."""

    values: frozenset[str]
    began: Moment
    finding: Finding


def read_methods(findings: Iterable[Finding], ledger: Ledger) -> None:
    """Tell `using_now` where exactly one method is in use as far as the record says."""
    every = list(findings)
    ends = list(_ends(every, ledger))
    begun = [start for finding in every if (start := _begun(finding, ledger)) and _still(start, ends, ledger)]
    if not begun:
        return
    methods = begun[0].values.intersection(*(start.values for start in begun))
    if len(methods) == 1:
        ledger.tell(USING_NOW, next(iter(methods)), [start.finding for start in begun])
        return
    why = "which of these it is the record does not say" if methods else "the record has several methods at once"
    for start in begun:
        ledger.maybe(start.finding, USING_NOW, sorted(start.values), why)


def _begun(finding: Finding, ledger: Ledger) -> MethodBegun | None:
    rows = [row for row in ledger.rows(finding, USING_NOW) if not row.value.startswith(ENDS)]
    meaning = ledger.meaning(finding, USING_NOW) if rows else None
    if meaning is None:
        return None
    if not meaning.certain:
        ledger.maybe(finding, USING_NOW, meaning.values, meaning.why)
    elif finding.over:
        ledger.ignore(finding, "it is over")
    elif finding.began is None or finding.began.day is None:
        ledger.maybe(finding, USING_NOW, meaning.values, "it has no day")
    else:
        return MethodBegun(frozenset(meaning.values), finding.began, finding)
    return None


def _ends(findings: Iterable[Finding], ledger: Ledger) -> Iterable[MethodBegun]:
    """The findings that a method was taken out or stopped."""
    for finding in findings:
        rows = [row for row in ledger.rows(finding, USING_NOW) if row.value.startswith(ENDS)]
        if rows:
            ledger.ignore(finding, "it ends a method")
            if finding.began and finding.sure:
                yield MethodBegun(frozenset(value for row in rows for value in row.values), finding.began, finding)


def _still(start: MethodBegun, ends: list[MethodBegun], ledger: Ledger) -> bool:
    """Whether what was begun is in use on the day of reading, as far as the record says; of the rest it is noted why not."""
    finding, values = start.finding, sorted(start.values)
    if finding.ended and finding.ended.last < ledger.today:
        ledger.ignore(finding, "it has ended")
        return False
    days = ledger.days_since(start.began)
    if days > _trusted(start, ledger):
        ledger.maybe(finding, USING_NOW, values, "it began too long ago to be sure that it goes on")
        return False
    for end in ends:
        if not start.values & end.values:
            continue
        if end.began.first > start.began.last or (end.began.last == start.began.last and _after(end.began, start.began)):
            ledger.ignore(finding, "it was ended later")
            return False
        if end.began.last >= start.began.first and not _after(start.began, end.began):
            ledger.maybe(finding, USING_NOW, values, "it may have been ended later")
            return False
    if any(day > start.began.last for day in ledger.pregnancy_ends):
        ledger.maybe(finding, USING_NOW, values, "a pregnancy ended after it began")
        return False
    return True


def _after(late: Moment, early: Moment) -> bool:
    """Whether one moment of a day is after another: both must have a time of day."""
    return bool(late.instant and early.instant) and late.instant > early.instant


def _trusted(start: MethodBegun, ledger: Ledger) -> int:
    """For how many days a finding is trusted: as long as any of its methods lasts, and an order at least as long as a supply."""
    lasts = [ledger.codes.reading(f"{USING_NOW}={value}").days or 0 for value in start.values]
    supply = ledger.codes.reading(USING_NOW).days or 0
    return max(*lasts, supply) if start.finding.kind in _ORDERS else max(lasts)
