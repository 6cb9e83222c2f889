"""The names under which our questions, answers and units stand in FHIR: canonical addresses, code systems, UCUM units."""

from __future__ import annotations

from afterwards.pack.data import Json
from afterwards.pack.model import Pack
from afterwards.pack.questions import Question

Resource = Json
"""A FHIR resource, or a part of one, as plain data."""

CANONICAL = "https://afterwards.example/fhir"
"""What our canonical addresses begin with. It names, and leads nowhere: the domain is reserved for examples (RFC 2606)."""
FACTS = f"{CANONICAL}/CodeSystem/facts"
"""Our values of facts, by the names of the vocabulary, and `unknown`; each is read with the linkId it answers."""
STATEMENTS = f"{CANONICAL}/CodeSystem/statements"
"""Our sentences, by their ids."""
REVIEW = f"{CANONICAL}/CodeSystem/review"
"""Whether a clinician has signed."""
UCUM = "http://unitsofmeasure.org"
EXTENSION = "http://hl7.org/fhir/StructureDefinition"
"""What the extensions of FHIR R4 (4.0.1) that we use begin with."""
UNSURE = ".unsure"
"""How the linkId of the item ends in which someone says that she is not sure of a number, a date or a text."""
NONE = "none"
"""The code of "None of these" under a list: asked, and nothing in it applies."""

_UNITS = {
    "days": "d",
    "days ago": "d",
    "days after the loss": "d",
    "hours": "h",
    "hours ago": "h",
    "weeks": "wk",
    "months": "mo",
    "years": "a",
    "degrees": "Cel",
    "cm": "cm",
    "kg": "kg",
    "kg/m2": "kg/m2",
    "mmHg": "mm[Hg]",
    "large pads in an hour": "{pads}/h",
    "cigarettes": "{cigarettes}/d",
    "periods": "{periods}",
    "losses": "{losses}",
    "PHQ-2 score": "{score}",
    "GAD-2 score": "{score}",
}
"""UCUM codes (case-sensitive, as on unitsofmeasure.org) of the units of the vocabulary. What is counted stands in braces."""


def unit_of(unit: str) -> Resource:
    """A unit of the vocabulary as a Coding of UCUM. One that is not in the table is an annotation, which means "1" to UCUM."""
    plain = "".join(sign for sign in unit if "!" <= sign <= "~" and sign not in "{}")
    return {"system": UCUM, "code": _UNITS.get(unit, f"{{{plain}}}"), "display": unit}


def address_of(pack: Pack, question: Question | None = None) -> str:
    """The canonical address of a Questionnaire, without its version: of everything the pack asks, or of one question."""
    return f"{CANONICAL}/Questionnaire/{name_of(pack, question)}"


def name_of(pack: Pack, question: Question | None = None) -> str:
    """The id of a Questionnaire."""
    return f"{pack.id}-{question.id}" if question else pack.id


def not_reviewed(pack: Pack) -> Resource:
    """The tag that says so, in words. It stays until a clinician has signed all that it stands on."""
    text = pack.statements[pack.info.not_reviewed].text
    return {"tag": [{"system": REVIEW, "code": "not_reviewed", "display": text.rstrip(".")}]}
