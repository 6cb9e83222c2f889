"""One fact as an item of a Questionnaire: its question, its answers with "I'm not sure", its unit, and when it is asked.

The linkId is the fact's name. A gate (`applies_when`) becomes an enableWhen that also lets through who is not sure of the gate: not
known whether it applies is not "no". Numbers, dates and texts have no room for "not sure": each has an item `<fact>.unsure` beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from afterwards.engine import Range
from afterwards.fhir.questionnaire_codes import EXTENSION, FACTS, NONE, UNSURE, Resource, unit_of
from afterwards.pack.entries import Entry, Label
from afterwards.pack.model import Pack
from afterwards.pack.words import words
from afterwards.person.told import MEDICINES, UNKNOWN

LONG_AGO = "2000-01-01"
"""Any date that she may give is later. `exists` would say the same, but some read invariant que-7 of R4 so that it fails."""
RADIO_BUTTONS = 6
"""Up to so many choices are shown as radio buttons; more as the list that a renderer has."""


def items_of(pack: Pack, entry: Entry) -> Iterator[Resource]:
    """The item of a fact, and after a number, a date or a text the one for "I'm not sure"."""
    enabled = enabled_when(pack, entry)
    if entry.kind == "levels":
        yield {"linkId": entry.name, "text": _text(entry), "type": "group", **enabled, "item": [*_preferences(pack, entry)]}
        return
    yield {"linkId": entry.name, "text": _text(entry), **_kind(pack, entry), **enabled}
    if _has_no_unknown(entry):
        unsure = words(pack, "ui.not-sure-option")
        yield {
            "linkId": entry.name + UNSURE,
            "text": f"{entry.short}: {unsure}",
            **_choice({UNKNOWN: unsure}),
            **enabled,
        }


def option(code: str, display: str = "") -> Resource:
    """One of our codes as a Coding."""
    return {"system": FACTS, "code": code, **({"display": display} if display else {})}


def number_type(entry: Entry) -> str:
    """How FHIR calls the type of a number: integer or decimal."""
    return "integer" if entry.whole else "decimal"


def any_of(*conditions: Resource) -> Resource:
    """The elements that enable an item when one of the conditions holds; none for no condition."""
    return {"enableWhen": list(conditions), "enableBehavior": "any"} if conditions else {}


def is_one_of(fact: str, *codes: str) -> Iterator[Resource]:
    """The conditions that a choice has one of these answers."""
    yield from ({"question": fact, "operator": "=", "answerCoding": option(code)} for code in codes)


def enabled_when(pack: Pack, entry: Entry) -> Resource:
    """When a fact is asked: its gate holds, or she is not sure of it."""
    if entry.gate is None:
        return {}
    name, condition = entry.gate
    gate = pack.facts[name]
    if not isinstance(condition, Range):
        return any_of(*is_one_of(name, *(value for value in gate.values if value in condition), UNKNOWN))
    if (condition.low is None) == (condition.high is None):
        raise ValueError(f"{entry.name}: enableWhen cannot say a gate with two ends, or with none")
    operator = (">" if condition.low_open else ">=") if condition.low is not None else ("<" if condition.high_open else "<=")
    bound = condition.low if condition.low is not None else condition.high
    answer = "answerInteger" if gate.whole else "answerDecimal"
    conditions = [{"question": name, "operator": operator, answer: bound}, *is_one_of(name + UNSURE, UNKNOWN)]
    if giver := pack.givers.get(name):  # a form cannot count the days from a date: whoever gives one is asked
        conditions += [{"question": giver, "operator": ">=", "answerDate": LONG_AGO}, *is_one_of(giver + UNSURE, UNKNOWN)]
    return any_of(*conditions)


def _has_no_unknown(entry: Entry) -> bool:
    return entry.kind in ("number", "date", "text")


def _text(entry: Entry) -> str:
    """What is asked, as the page asks it: the question with its hint. Of a score also what is counted, since one number is asked."""
    hint = entry.hint or (entry.sign.hint if entry.sign else "")
    parts = [entry.question or entry.short]
    if entry.items:
        counted = ", ".join(f"{number} for {words_of.lower()}" for words_of, number in entry.answers.items())
        parts += [_sentence(". ".join(entry.items)), f"Count for each: {counted}. Add the numbers."]
    if hint:
        parts.append(_sentence(hint))
    return " ".join(parts)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _kind(pack: Pack, entry: Entry) -> Resource:
    if entry.kind == "number":
        return _number(entry)
    if entry.kind == "date":
        return {"type": "date"}
    if entry.kind == "text":
        return {"type": "string", "maxLength": entry.longest}
    unsure = words(pack, "ui.not-sure-option")
    if entry.kind == "list":
        return _list(pack, entry, unsure)
    return _choice({**{value: _shown(label) for value, label in entry.values.items()}, UNKNOWN: unsure})


def _shown(label: Label) -> str:
    """A choice with its hint: what "severe" means decides who chooses it."""
    return f"{label.label} ({label.hint.rstrip('.')})" if label.hint else label.label


def _number(entry: Entry) -> Resource:
    kind = number_type(entry)
    value = f"value{kind.capitalize()}"
    unit = [{"url": f"{EXTENSION}/questionnaire-unit", "valueCoding": unit_of(entry.unit)}] if entry.unit else []
    ends = [{"url": f"{EXTENSION}/{name}", value: end} for name, end in (("minValue", entry.low), ("maxValue", entry.high))]
    return {"extension": [*unit, *ends], "type": kind}


def _control(code: str) -> Resource:
    coding = {"system": "http://hl7.org/fhir/questionnaire-item-control", "code": code}
    return {"url": f"{EXTENSION}/questionnaire-itemControl", "valueCodeableConcept": {"coding": [coding]}}


def _choice(values: Mapping[str, str]) -> Resource:
    control = {"extension": [_control("radio-button")]} if len(values) <= RADIO_BUTTONS else {}
    return {**control, "type": "choice", "answerOption": [{"valueCoding": option(code, shown)} for code, shown in values.items()]}


def _list(pack: Pack, entry: Entry, unsure: str) -> Resource:
    """Boxes. "None of these" and "I'm not sure" stand alone. A medicine may also be named by whoever does not know its group."""
    alone = [{"url": f"{EXTENSION}/questionnaire-optionExclusive", "valueBoolean": True}]
    options: list[Resource] = [{"valueCoding": option(value, _shown(label))} for value, label in entry.values.items()]
    for code, shown in ((NONE, words(pack, "ui.none-of-these")), (UNKNOWN, unsure)):
        options.append({"extension": alone, "valueCoding": option(code, shown)})
    kind = "open-choice" if entry.name == MEDICINES else "choice"
    return {"extension": [_control("check-box")], "type": kind, "repeats": True, "answerOption": options}


def _preferences(pack: Pack, entry: Entry) -> Iterator[Resource]:
    """One choice for each thing that may matter."""
    levels = {level: words(pack, f"ui.{level.replace('_', '-')}") for level in entry.levels}
    for name, label in entry.values.items():
        values = {**levels, UNKNOWN: words(pack, "ui.not-sure-option")}
        yield {"linkId": f"{entry.name}.{name}", "text": _shown(label), **_choice(values)}
