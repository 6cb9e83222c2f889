"""Whose record it is: her resources, by reference; those of anybody else, refused. And her age."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from afterwards.errors import BadFacts, FactError
from afterwards.fhir.record_dates import read_moment
from afterwards.fhir.record_findings import Finding, codings_of, concept_of, mapping, printable, text_of
from afterwards.fhir.record_ledger import Ledger, NotUnderstood, RefusedResource
from afterwards.person.told import echo

MOST = 200_000
"""Resources in one record; more is no record of one person."""
_WITHOUT_SUBJECT = ("Patient", "Medication", "OperationOutcome", "Bundle", "Practitioner", "PractitionerRole", "Organization", "Location")
_ANOTHER = "it is about another person"
_NOBODY = "it does not say whom it is about"
TWO_VERSIONS = "two-versions"
"""Stands for the status of a resource of which there are several versions, and nothing says which is the newest."""


@dataclass(slots=True)
class Owned:
    """Her resources by reference, what was refused, what is no resource, and the Medication resources beside them."""

    patient: Mapping[str, object]
    resources: dict[str, Mapping[str, object]] = field(default_factory=dict)
    refused: list[RefusedResource] = field(default_factory=list)
    strange: list[NotUnderstood] = field(default_factory=list)
    medications: dict[str, Mapping[str, object]] = field(default_factory=dict)


def _bad(message: str, remedy: str, allowed: str = "the record of one person") -> BadFacts:
    return BadFacts([FactError("patient", None, allowed, message, remedy)])


def owned(resources: Iterable[Mapping[str, object]], patient: str | None, addresses: Mapping[str, str]) -> Owned:
    """Sort the resources by whom they are about. Raises `BadFacts` when it is not clear whose record it is."""
    every: list[Mapping[str, object]] = []
    strange: list[NotUnderstood] = []
    for resource in resources:
        if len(every) >= MOST:
            raise _bad(f"There are more than {MOST} resources.", "Send the record of one person.")
        if isinstance(resource, Mapping) and text_of(resource.get("resourceType")):
            every.append(resource)
        else:
            strange.append(NotUnderstood("", "", "", "it is no FHIR resource"))
    patients = {f"Patient/{text_of(one.get('id'))}": one for one in every if one.get("resourceType") == "Patient"}
    her = _whose(patients, patient, addresses)
    hers = Owned(patients.get(her, {}), strange=strange)
    strange += [NotUnderstood(her, "", "", why) for why in _speaks_against(hers.patient)]
    medications = [one for one in every if one.get("resourceType") == "Medication"]
    hers.medications = {f"Medication/{text_of(one.get('id'))}": one for one in medications}
    hers.medications |= {address: hers.medications[name] for address, name in addresses.items() if name in hers.medications}
    versions: dict[str, list[Mapping[str, object]]] = {}
    for resource in every:
        if name := _hers(resource, her, addresses, hers):
            versions.setdefault(name, []).append(resource)
    hers.resources = {name: _one_version(name, several) for name, several in versions.items()}
    return hers


def _speaks_against(patient: Mapping[str, object]) -> Iterator[str]:
    """What a Patient resource says that no guide should be read without."""
    if patient.get("deceasedBoolean") is True or patient.get("deceasedDateTime"):
        yield "the record says that this person has died"
    if patient.get("gender") == "male":
        yield "the record's gender is male"


def _whose(patients: Mapping[str, Mapping[str, object]], patient: str | None, addresses: Mapping[str, str]) -> str:
    """The reference of the person, `Patient/ID`."""
    if patient:
        her = addresses.get(patient) or f"Patient/{patient.removeprefix('Patient/').removeprefix('urn:uuid:')}"
        if patients and her not in patients:
            raise _bad(f"patient: the record holds no Patient '{echo(patient)}'.", "Name one whose Patient resource is in it.")
        return her
    if len(patients) == 1:
        return next(iter(patients))
    if not patients:
        raise _bad("The record holds no Patient resource, so nothing says whose it is.", "Put her Patient resource in, or name her id.")
    raise _bad(f"The record holds {len(patients)} Patient resources.", "Name the one whose facts you want by her id (--patient).")


def _hers(resource: Mapping[str, object], her: str, addresses: Mapping[str, str], hers: Owned) -> str:
    """The reference of a resource that is about her, or about nobody in particular; "" for one that is refused."""
    kind = text_of(resource.get("resourceType"))
    name = _name(resource)
    if kind == "Patient":
        if name != her:
            hers.refused.append(RefusedResource(name, name, _ANOTHER))
        return ""
    whom = _subject(resource)
    if (whom or kind not in _WITHOUT_SUBJECT) and not _same(whom, her, addresses):
        hers.refused.append(RefusedResource(name, printable(whom), _ANOTHER if whom else _NOBODY))
        return ""
    return name


def _one_version(name: str, versions: list[Mapping[str, object]]) -> Mapping[str, object]:
    """One resource a reference: of several versions the one updated last, and none of them where that does not tell."""
    different = [one for number, one in enumerate(versions) if one not in versions[:number]]
    if len(different) == 1:
        return different[0]
    times = [read_moment(mapping(one.get("meta")).get("lastUpdated")) for one in different]
    newest = max((time for time in times if time), default=None)
    if None not in times and times.count(newest) == 1:
        return different[times.index(newest)]
    concept = concept_of(min(different, key=lambda one: codings_of(concept_of(one))))
    return {"resourceType": name.partition("/")[0].partition(" ")[0], "status": TWO_VERSIONS, "code": concept}


def _name(resource: Mapping[str, object]) -> str:
    """The reference of a resource; one without an id is named by its code, since its position may change."""
    kind = printable(text_of(resource.get("resourceType")))
    identity = text_of(resource.get("id"))
    if identity:
        return f"{kind}/{printable(identity)}"
    code = next(iter(codings_of(concept_of(resource))), ("", "no code"))[1]
    dates = (text_of(resource.get(key)) for key in ("onsetDateTime", "performedDateTime", "effectiveDateTime", "authoredOn"))
    return f"{kind} without an id ({printable(code)}, {printable(next((day for day in dates if day), 'no date'))})"


def _subject(resource: Mapping[str, object]) -> str:
    """Whom a resource names, as it is written; "" for nobody."""
    for element in ("subject", "patient", "beneficiary", "individual"):
        if reference := text_of(mapping(resource.get(element)).get("reference")):
            return reference
    return ""


def _same(whom: str, her: str, addresses: Mapping[str, str]) -> bool:
    """Whether a reference names her: `Patient/ID`, an address that ends so, `urn:uuid:ID`, or the fullUrl of her entry."""
    if whom in addresses:
        return addresses[whom] == her
    if whom.startswith("urn:uuid:"):
        return f"Patient/{whom.removeprefix('urn:uuid:')}" == her
    parts = whom.split("/_history/")[0].split("/")
    return len(parts) >= 2 and "/".join(parts[-2:]) == her and parts[-1] != ""


def read_patient(patient: Mapping[str, object], ledger: Ledger) -> None:
    """Her age, where her date of birth settles it; and what of her Patient resource speaks against a guide."""
    if not patient:
        return
    finding = Finding(_name(patient), "Patient", (), "")
    born = read_moment(patient.get("birthDate"))
    if born:
        ages = {_years(day, ledger.today) for day in (born.first, born.last)}
        entry = ledger.pack.facts["age"]
        if len(ages) == 1 and entry.low <= min(ages) <= entry.high:
            ledger.tell("age", ages.pop(), [finding])


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
