"""Facts as JSON Schema and as a list, made from the pack: values, ranges, units, "unknown", and when each applies."""

from __future__ import annotations

from collections.abc import Mapping

from afterwards.engine import Range
from afterwards.engine.rules import Condition
from afterwards.pack.data import Json
from afterwards.pack.entries import Entry
from afterwards.pack.model import Pack
from afterwards.person.ageing import TOLD_AT
from afterwards.person.told import ASKED_OF, MEDICINES, UNKNOWN, lists_told_in_part

Schema = Json
DAY = r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
MOMENT = r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]$"
_NOT_SURE: Schema = {"const": UNKNOWN, "description": "Asked, and she is not sure."}
_NAME = r"^[^\u0000-\u001f\u007f-\u009f]*\S[^\u0000-\u001f\u007f-\u009f]*$"


def day() -> Schema:
    """A day, as 2026-11-24."""
    return {"type": "string", "format": "date", "pattern": DAY}


def moment() -> Schema:
    """A moment in her local time, as 2026-11-24T18:30."""
    return {"type": "string", "pattern": MOMENT, "examples": ["2026-11-24T18:30"]}


def facts_schema(pack: Pack) -> Schema:
    """The object of facts: each by its name, none other, and `told_at` and `asked_of` beside them."""
    properties = {name: _of_fact(entry) for name, entry in pack.facts.items()}
    moments = {"type": "object", "additionalProperties": False, "properties": {name: moment() for name in pack.facts}}
    properties[TOLD_AT] = {"description": "When these were told: one moment, or one for each fact.", "anyOf": [moment(), moments]}
    lists = {name: {"type": "array", "items": {"enum": [*one.values]}} for name, one in lists_told_in_part(pack).items()}
    in_part = "Of a list the values she was asked about, where not of all: of the others nothing is told."
    properties[ASKED_OF] = {"description": in_part, "type": "object", "additionalProperties": False, "properties": lists}
    return {
        "type": "object",
        "description": "What she told. A fact left out was not asked.",
        "additionalProperties": False,
        "properties": properties,
        "examples": [{"guide": "after_loss", "signs_today": "none", "bleeding_now": "light", "days_since_loss": 9}],
    }


def _of_fact(entry: Entry) -> Schema:
    """One fact's values, or "unknown"."""
    description = " ".join(part for part in (entry.question, f"In {entry.unit}." if entry.unit else "") if part)
    made: Schema = {"description": description} if description else {}
    if entry.kind in ("choice", "yes_no"):
        return {**made, "type": "string", "enum": [*entry.values, UNKNOWN]}
    unit = {"x-unit": entry.unit} if entry.unit else {}
    return {**made, **unit, "anyOf": [_values(entry), _NOT_SURE]}


def _values(entry: Entry) -> Schema:
    if entry.kind == "number":
        return {"type": "number", "minimum": entry.low, "maximum": entry.high}
    if entry.kind == "date":
        return day()
    if entry.kind == "text":
        return {"type": "string", "minLength": 1, "maxLength": entry.longest, "pattern": _NAME}
    if entry.kind == "levels":
        level = {"type": "string", "enum": [*entry.levels]}
        return {"type": "object", "additionalProperties": False, "properties": dict.fromkeys(entry.values, level)}
    item: Schema = {"type": "string", "enum": [*entry.values]}
    if entry.name == MEDICINES:
        item = {"type": "string", "description": f"A name of a medicine, or one of {', '.join(entry.values)}."}
    return {"type": "array", "items": item}


def listed_facts(pack: Pack) -> list[Json]:
    """Every fact as data, in the order of the pack. `asked`: whether any page asks it; a program may tell the others too."""
    return [_listed(entry) for entry in pack.facts.values()]


def _listed(entry: Entry) -> Json:
    number = {"minimum": entry.low, "maximum": entry.high, "unit": entry.unit} if entry.kind == "number" else {}
    values = {"values": {name: label.label for name, label in entry.values.items()}} if entry.values else {}
    levels = {"levels": list(entry.levels)} if entry.levels else {}
    longest = {"longest": entry.longest} if entry.longest else {}
    gate = {"fact": entry.gate[0], **_condition(entry.gate[1])} if entry.gate else None
    return {
        "name": entry.name,
        "kind": entry.kind,
        "question": entry.question,
        "asked": not entry.held,
        **values,
        **levels,
        **number,
        **longest,
        "absent": entry.absent,
        "applies_when": gate,
        "ages": entry.ages or None,
    }


def _condition(condition: Condition) -> Mapping[str, object]:
    """A condition as it is written in the pack: values, or a range."""
    if not isinstance(condition, Range):
        return {"is": sorted(condition)}
    low = {"above" if condition.low_open else "from": condition.low} if condition.low is not None else {}
    high = {"under" if condition.high_open else "to": condition.high} if condition.high is not None else {}
    return {**low, **high}
