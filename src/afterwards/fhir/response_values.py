"""The answers of one item of a QuestionnaireResponse as plain values; whatever its type does not allow is refused by its linkId."""

from __future__ import annotations

from collections.abc import Sequence

from afterwards.errors import FactError
from afterwards.fhir.questionnaire_codes import EXTENSION, FACTS, NONE, UCUM, Resource
from afterwards.person.told import UNKNOWN, echo

_ALONE = (NONE, UNKNOWN)
"""Of a list: what cannot be chosen with something else."""
_READ = {
    "choice": ("valueCoding",),
    "open-choice": ("valueCoding", "valueString"),
    "integer": ("valueInteger", "valueDecimal", "valueQuantity"),
    "decimal": ("valueDecimal", "valueInteger", "valueQuantity"),
    "date": ("valueDate",),
    "string": ("valueString",),
}


class Unreadable(Exception):
    """One answer that cannot be used; `error` says why."""

    def __init__(self, link: str, given_value: object, allowed: str, complaint: str, remedy: str) -> None:
        super().__init__(complaint)
        self.error = FactError(str(echo(link)), echo(given_value), allowed, f"{echo(link)}: {complaint}", remedy)


def values_of(item: Resource, answers: object) -> tuple[object, ...]:
    """The values that an item of the form was answered with: codes, numbers, text. None for an item without an answer.

    Raises `Unreadable` for a wrong type, an answer that is not offered, a wrong unit, or more answers than the item takes.
    """
    link = item["linkId"]
    if not isinstance(answers, list):
        raise Unreadable(
            link, answers, "a list of answers", "its answer is not a list.", "Write it as a list of objects with one value[x] each."
        )
    values = tuple(_value(item, answer) for answer in answers)
    if len(values) > 1 and not item.get("repeats"):
        raise Unreadable(link, len(values), "one answer", f"it has {len(values)} answers, and takes one.", "Keep the right one.")
    alone = [value for value in values if value in _ALONE]
    if item.get("repeats") and alone and len(values) > 1:
        complaint = f"'{alone[0]}' is chosen together with something else."
        raise Unreadable(link, alone[0], "none, unknown, or some of the others", complaint, "Keep the one that is right.")
    return tuple(dict.fromkeys(values))


def _value(item: Resource, answer: object) -> object:
    link, kinds = item["linkId"], _READ.get(item["type"], ())
    allowed = " or ".join(kinds)
    if not kinds:
        raise Unreadable(link, "an answer", "no answer", f"a {item['type']} takes no answer.", "Take the answer out.")
    if not isinstance(answer, dict):
        raise Unreadable(link, answer, allowed, "an answer is not an object.", f"Write it as an object with {allowed}.")
    within = [key for key in answer if key not in ("id", "extension") and not key.startswith("_")]
    if len(within) != 1 or within[0] not in kinds:
        named = ", ".join(str(echo(key)) for key in within) or "nothing"
        raise Unreadable(link, named, allowed, f"its answer has {named}, and takes {allowed}.", f"Give one of {allowed}.")
    value = answer[within[0]]
    if within[0] == "valueCoding":
        return _code(item, value)
    if within[0] == "valueQuantity":
        return _number(item, _in_unit(item, value))
    if within[0] in ("valueInteger", "valueDecimal"):
        return _number(item, value)
    if not isinstance(value, str) or not value.strip():
        raise Unreadable(link, value, "text", "its answer is not text.", "Give text, or leave the item out.")
    if item["type"] == "open-choice" and value in _ALONE:
        raise Unreadable(link, value, "a coding", f"'{value}' is written as a name.", "Choose it among the answers that the form offers.")
    return value


def _code(item: Resource, coding: object) -> str:
    link = item["linkId"]
    codes = [option["valueCoding"]["code"] for option in item["answerOption"]]
    code = coding.get("code") if isinstance(coding, dict) else None
    allowed = ", ".join(codes)
    if not isinstance(coding, dict) or not isinstance(code, str):
        raise Unreadable(link, coding, allowed, "its answer is not a coding with a code.", "Give one of the answers that the form offers.")
    if coding.get("system", FACTS) != FACTS:
        complaint = f"'{echo(coding.get('system'))}' is not the code system of its answers."
        raise Unreadable(link, coding.get("system"), FACTS, complaint, f"Give a code of {FACTS}.")
    if code not in codes:
        complaint = f"'{echo(code)}' is not one of {allowed}."
        raise Unreadable(link, code, allowed, complaint, "Choose one of these, or 'unknown' if she is not sure.")
    return code


def _number(item: Resource, value: object) -> float:
    link, whole = item["linkId"], item["type"] == "integer"
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or value in (float("inf"), float("-inf")):
        raise Unreadable(link, value, "a number", "its answer is not a number.", "Give a number, without a unit or signs.")
    if whole and value != int(value):
        raise Unreadable(link, value, "a whole number", f"{echo(value)} is not a whole number.", "Give a whole number.")
    return int(value) if whole else value


def _in_unit(item: Resource, quantity: object) -> object:
    """The value of a Quantity in the unit of the form; no other unit is converted."""
    link = item["linkId"]
    units: Sequence[Resource] = [one["valueCoding"] for one in item.get("extension", ()) if one["url"] == f"{EXTENSION}/questionnaire-unit"]
    if not isinstance(quantity, dict):
        raise Unreadable(link, quantity, "a Quantity", "its valueQuantity is not an object.", "Give value, system and code.")
    if quantity.get("comparator"):
        complaint = f"'{echo(quantity['comparator'])}' before a number says less than a number."
        raise Unreadable(link, quantity["comparator"], "a number", complaint, "Give the number, or answer that she is not sure.")
    wanted = units[0]["code"] if units else "1"
    code = quantity.get("code")
    if code != wanted or quantity.get("system", UCUM) != UCUM:
        shown = echo(code if code is not None else quantity.get("unit", "no unit"))
        raise Unreadable(
            link,
            shown,
            f"{wanted} (UCUM)",
            f"its unit is '{shown}', and not {wanted}.",
            f"Give the number in {wanted}, with code and system of UCUM.",
        )
    return quantity.get("value")
