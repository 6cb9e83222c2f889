"""Resources as findings: what kind, whose, which codes, since when, over or not, and whether they may be used at all.

Nothing is read from displays, texts or narratives; a text is kept only so that a reader can be shown what was not understood.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from afterwards.fhir.record_dates import Moment, began, ended

READ = (
    "Condition",
    "Observation",
    "Procedure",
    "MedicationRequest",
    "MedicationStatement",
    "MedicationAdministration",
    "AllergyIntolerance",
)
MEDICATION = ("MedicationRequest", "MedicationStatement", "MedicationAdministration")
_LONGEST_TEXT = 80
_OVER = {"inactive", "remission", "resolved"}
_NOW = {"active", "recurrence", "relapse"}
_PROPOSED = {"proposal", "plan", "option"}
_STATUS = {
    "Observation": {"final", "amended", "corrected"},
    "Procedure": {"completed"},
    "MedicationRequest": {"active"},
    "MedicationStatement": {"active"},
    "MedicationAdministration": {"completed", "in-progress"},
}
"""The status of each kind of resource with which it says something of her."""
_NEGATED = {"refuted", "entered-in-error"}
_NOT_SURE = {"unconfirmed", "provisional", "differential"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One resource of her record. `unusable`: why it says nothing, "" where it does. `sure`: false for what was only suspected.

    `codings`: (system, code). `over`: it has ended, or is an order or a medicine that was stopped. `text`: shown, never read.
    """

    reference: str
    kind: str
    codings: tuple[tuple[str, str], ...]
    text: str
    began: Moment | None = None
    ended: Moment | None = None
    over: bool = False
    sure: bool = True
    unusable: str = ""
    also: tuple[str, ...] = ()
    content: Mapping[str, object] = field(default_factory=dict)


def mapping(value: object) -> Mapping[str, object]:
    """The value where it is an object, else an empty one: a record may hold anything anywhere."""
    return value if isinstance(value, Mapping) else {}


def listed(value: object) -> Iterator[Mapping[str, object]]:
    """The objects of a list; nothing where it is none."""
    for item in value if isinstance(value, list) else ():
        if isinstance(item, Mapping):
            yield item


def text_of(value: object) -> str:
    """The value where it is text, else ""."""
    return value if isinstance(value, str) else ""


def codings_of(concept: object) -> tuple[tuple[str, str], ...]:
    """The (system, code) of each coding of a CodeableConcept that has both, in a fixed order."""
    pairs = {(text_of(coding.get("system")), text_of(coding.get("code"))) for coding in listed(mapping(concept).get("coding"))}
    return tuple(sorted(pair for pair in pairs if all(pair)))


def codes_of(concept: object) -> set[str]:
    """The codes alone, of an element bound to one code system (a status)."""
    return {code for coding in listed(mapping(concept).get("coding")) if (code := text_of(coding.get("code")))}


def shown(concept: object) -> str:
    """A text for a reader: what the concept calls itself, cut short, printable."""
    own = text_of(mapping(concept).get("text"))
    displays = (text_of(coding.get("display")) for coding in listed(mapping(concept).get("coding")))
    text = own or next((display for display in displays if display), "")
    return " ".join(printable(text).split())


def printable(text: str) -> str:
    """A text as it can be printed and is short: half a sign (a lone surrogate), which JSON can carry, cannot be."""
    return text[:_LONGEST_TEXT].encode(errors="backslashreplace").decode()


def concept_of(resource: Mapping[str, object]) -> object:
    """The element that says what a resource is about."""
    names = ("code", "medicationCodeableConcept", "vaccineCode", "type")
    return next((resource[name] for name in names if name in resource), None)


def read_finding(reference: str, resource: Mapping[str, object], medications: Mapping[str, Mapping[str, object]]) -> Finding:
    """A resource as a finding. `medications`: the Medication resources by their reference, for those that name one."""
    kind = text_of(resource.get("resourceType"))
    concept: object = concept_of(resource)
    also: tuple[str, ...] = ()
    if kind in MEDICATION and "medicationCodeableConcept" not in resource:
        concept, also = _medication(resource, medications)
    codings, text = codings_of(concept), shown(concept)
    if why := _unusable(kind, resource):
        return Finding(reference, kind, codings, text, unusable=why, also=also, content=resource)
    if not codings:
        return Finding(reference, kind, codings, text, unusable="it has no code; a text is not read", also=also, content=resource)
    start, end = _times(kind, resource)
    over = kind == "Condition" and _is_over(resource, end)
    sure = not (kind in ("Condition", "AllergyIntolerance") and codes_of(resource.get("verificationStatus")) & _NOT_SURE)
    return Finding(reference, kind, codings, text, start, end, over, sure, also=also, content=resource)


def _medication(resource: Mapping[str, object], medications: Mapping[str, Mapping[str, object]]) -> tuple[object, tuple[str, ...]]:
    """The concept of the Medication that a resource points to, within itself or beside it, and the reference of one beside it."""
    reference = text_of(mapping(resource.get("medicationReference")).get("reference"))
    if reference.startswith("#"):
        inside = (item for item in listed(resource.get("contained")) if item.get("id") == reference[1:])
        return mapping(next(inside, {})).get("code"), ()
    medication = medications.get(reference) or medications.get("/".join(reference.split("/")[-2:]))
    if medication is None:
        return None, ()
    return medication.get("code"), (f"Medication/{text_of(medication.get('id'))}",)


def _unusable(kind: str, resource: Mapping[str, object]) -> str:
    if kind not in READ:
        return "this kind of resource is not read"
    if resource.get("modifierExtension") or resource.get("implicitRules"):
        return "it says that it may only be read by rules that are not known here"
    verification = codes_of(resource.get("verificationStatus"))
    if verification & _NEGATED:
        return f"it is {min(verification & _NEGATED)}"
    status, allowed = text_of(resource.get("status")), _STATUS.get(kind)
    if allowed and status not in allowed:
        return f"its status is {_word(status)}" if "status" in resource else "it has no status"
    if kind == "MedicationRequest":
        if resource.get("doNotPerform") is True:
            return "it says that this is not to be given"
        if text_of(resource.get("intent")) in _PROPOSED:
            return "it is a plan or a proposal, not an order"
    return ""


def _word(text: str) -> str:
    """A status as it can be shown: FHIR's own words are letters and hyphens, and anything else is not echoed."""
    return text if text and len(text) < 20 and text.replace("-", "").isascii() and text.replace("-", "").isalpha() else "not one of FHIR's"


def _times(kind: str, resource: Mapping[str, object]) -> tuple[Moment | None, Moment | None]:
    if kind in ("Condition", "AllergyIntolerance"):
        return began(resource, "onsetDateTime", "onsetPeriod"), ended(resource, "abatementDateTime", "abatementPeriod", "onsetPeriod")
    if kind == "Procedure":
        return began(resource, "performedDateTime", "performedPeriod"), None
    if kind == "MedicationRequest":
        validity = mapping(resource.get("dispenseRequest")).get("validityPeriod")
        return began(resource, "authoredOn"), ended({"validity": validity if isinstance(validity, Mapping) else None}, "validity")
    if kind == "MedicationStatement":
        return began(resource, "effectiveDateTime", "effectivePeriod", "dateAsserted"), _period_end(resource)
    return began(resource, "effectiveDateTime", "effectiveInstant", "effectivePeriod"), None


def _period_end(resource: Mapping[str, object]) -> Moment | None:
    return ended(resource, "effectivePeriod") if isinstance(resource.get("effectivePeriod"), Mapping) else None


def _is_over(resource: Mapping[str, object], end: Moment | None) -> bool:
    """By its clinical status; where that is not told, by whether an end is."""
    status = codes_of(resource.get("clinicalStatus"))
    if status & _NOW:
        return False
    return bool(status & _OVER) or end is not None or any(name.startswith("abatement") for name in resource)
