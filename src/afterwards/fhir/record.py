"""Her record as facts: what `afterwards guide` takes, where each fact comes from, and what was not understood.

The code decides, never a display or a text. A record is never complete: what is absent is unknown, and only an explicit negative
says no. What is only possible leaves its fact unknown. Whose guide it is, the caller says; a record never tells it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from afterwards.errors import BadFacts
from afterwards.fhir.codes import CodeMap, load_codes
from afterwards.fhir.record_conditions import read_conditions
from afterwards.fhir.record_findings import Finding, codings_of, concept_of, printable, read_finding, shown
from afterwards.fhir.record_ledger import Ledger, NotUnderstood, Possible, RefusedResource
from afterwards.fhir.record_losses import read_losses
from afterwards.fhir.record_methods import read_methods
from afterwards.fhir.record_observations import read_observations
from afterwards.fhir.record_patient import Owned, owned, read_patient
from afterwards.pack.model import Pack
from afterwards.person.told import read_facts

NOT_IN_MAP = "its code is not in the code map"
NOT_ASKED = "no fact is about allergies"


@dataclass(frozen=True, slots=True)
class PatientRecord:
    """What a record says. `facts` is what `afterwards guide` takes; `origin`: of each fact, the resources it comes from.

    Each resource with a code is in `origin`, in `not_understood` or in `refused`. `possible`: what a resource may mean and does not
    settle; such a fact is not told.
    """

    facts: dict[str, object]
    origin: dict[str, tuple[str, ...]]
    not_understood: tuple[NotUnderstood, ...]
    refused: tuple[RefusedResource, ...]
    possible: tuple[Possible, ...]

    def to_dict(self) -> dict[str, object]:
        """As plain data, in an order that does not hang on the order of the resources."""
        return {
            "facts": self.facts,
            "origin": {fact: list(names) for fact, names in self.origin.items()},
            "possible": [asdict(one) for one in self.possible],
            "not_understood": [asdict(one) for one in self.not_understood],
            "refused": [asdict(one) for one in self.refused],
        }


Record = PatientRecord
Refused = RefusedResource
"""What readers call the two; the medical review and the API have records and refusals of their own."""


def read_record(
    resources: Iterable[Mapping[str, object]],
    pack: Pack,
    today: date,
    patient: str | None = None,
    *,
    addresses: Mapping[str, str] | None = None,
    codes: CodeMap | None = None,
) -> PatientRecord:
    """Facts from the resources of one person's record (FHIR R4, as parsed JSON), read on the day `today`.

    `patient`: her id (`ID` or `Patient/ID`); where it is not given, the resources must hold exactly one Patient. `addresses`: the
    fullUrl of each entry of a Bundle with the reference it stands for. Resources of anybody else are refused and change nothing.
    Raises `BadFacts` when it is not clear whose record it is.
    """
    hers: Owned = owned(resources, patient, addresses or {})
    ledger = Ledger(pack, codes or load_codes(), today)
    findings = [read_finding(name, resource, hers.medications) for name, resource in sorted(hers.resources.items())]
    usable = [finding for finding in findings if _usable(finding, ledger)]
    read_patient(hers.patient, ledger)
    read_losses(usable, ledger)
    read_methods(usable, ledger)
    read_observations(usable, ledger)
    read_conditions(usable, ledger)
    _check(ledger)
    return _record(hers, ledger)


def _usable(finding: Finding, ledger: Ledger) -> bool:
    if finding.unusable:
        ledger.ignore(finding, finding.unusable)
    elif finding.began and finding.began.first > ledger.today:
        ledger.ignore(finding, "it is dated after the day of reading")
    else:
        return True
    return False


def _check(ledger: Ledger) -> None:
    """Take back, one by one, what `guide` would not take: a number out of its range, two numbers that cannot both be right."""
    while True:
        try:
            read_facts(ledger.pack, ledger.facts, ledger.today)
        except BadFacts as error:
            wrong = {one.fact for one in error.errors} & ledger.facts.keys()
            if not wrong:
                raise
            pairs = {ledger.pack.facts[fact].below for fact in wrong} & ledger.facts.keys()
            for fact in wrong | pairs:
                ledger.take_back(fact, f"its value cannot be used for {fact}")
            continue
        return


def _record(hers: Owned, ledger: Ledger) -> PatientRecord:
    used = set().union(*ledger.origin.values())
    ignored = []
    for name, resource in hers.resources.items():
        concept = concept_of(resource)
        coding = next(iter(codings_of(concept)), ("", ""))
        if name not in used:
            why = "; ".join(sorted(ledger.reasons.get(name, ()))) or (NOT_ASKED if name.startswith("AllergyIntolerance") else NOT_IN_MAP)
            ignored.append(NotUnderstood(name, "|".join(map(printable, coding)).strip("|"), shown(concept), why))
    order = [fact for fact in ledger.pack.facts if fact in ledger.facts]
    return PatientRecord(
        {fact: ledger.facts[fact] for fact in order},
        {fact: tuple(sorted(ledger.origin[fact])) for fact in order},
        (*sorted([*ignored, *hers.strange]),),
        (*sorted(hers.refused),),
        (*sorted(ledger.possible),),
    )
