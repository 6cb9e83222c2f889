"""Facts as a QuestionnaireResponse: the answers of a form as they would be if she had filled it in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, tzinfo

from afterwards.errors import BadFacts, FactError
from afterwards.fhir.questionnaire_codes import NONE, UNSURE, Resource, address_of
from afterwards.fhir.questionnaire_items import option
from afterwards.fhir.response_enabled import Form, Forms
from afterwards.pack.model import Pack
from afterwards.pack.questions import Question
from afterwards.person.ageing import TOLD_AT, parse_moment
from afterwards.person.told import ASKED_OF, UNKNOWN, echo


def facts_to_response(
    facts: Mapping[str, object], pack: Pack, question: Question | None = None, zone: tzinfo = UTC, forms: Forms | None = None
) -> Resource:
    """A completed response to the whole form, or to one question's; `told_at`, one moment in `zone`, becomes `authored`.

    The facts are as `read_facts` lets through. One that the form does not show after the others stands there too, and is not used when
    it is read. Raises `BadFacts` for a fact that the form does not ask, a broken number where it asks a whole one, several moments.
    """
    form = (forms or Forms(pack)).form(question)
    answers: dict[str, list[Resource]] = {}
    own = {name: value for name, value in facts.items() if name not in (TOLD_AT, ASKED_OF)}
    errors = [error for name, value in own.items() for error in _answer(pack, form, name, value, answers)]
    if facts.get(ASKED_OF):
        complaint = f"{ASKED_OF}: a response answers a list as a whole."
        errors.append(FactError(ASKED_OF, echo(facts[ASKED_OF]), "lists told as a whole", complaint, "Leave out the list, and this."))
    moment = parse_moment(facts[TOLD_AT]) if TOLD_AT in facts else None
    if TOLD_AT in facts and moment is None:
        complaint = f"{TOLD_AT}: a response has one moment for all of its answers."
        errors.append(FactError(TOLD_AT, echo(facts[TOLD_AT]), "one moment", complaint, "Give one moment, such as 2026-11-24T18:30."))
    if errors:
        raise BadFacts(errors)
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{address_of(pack, question)}|{pack.version}",
        "status": "completed",
        **({"authored": moment.replace(tzinfo=zone).isoformat()} if moment else {}),
        **_items(form.top, answers),
    }


def _answer(pack: Pack, form: Form, name: str, value: object, answers: dict[str, list[Resource]]) -> Iterator[FactError]:
    """Put the answers for one fact into `answers`; or what is wrong with it."""
    entry, item = pack.facts.get(name), form.items.get(name)
    if entry is None or item is None:
        message = f"{echo(name)}: the form does not ask this."
        yield FactError(
            str(echo(name)), echo(value), "a fact of the form", message, "Leave it out, or take the form of a question that asks it."
        )
    elif entry.kind == "levels":
        levels = dict.fromkeys(entry.values, UNKNOWN) if value == UNKNOWN else value if isinstance(value, Mapping) else {}
        answers |= {
            f"{name}.{preference}": [{"valueCoding": _shown(form.items[f"{name}.{preference}"], level)}]
            for preference, level in levels.items()
        }
    elif value == UNKNOWN and name + UNSURE in form.items:
        answers[name + UNSURE] = [{"valueCoding": _shown(form.items[name + UNSURE], UNKNOWN)}]
    elif item["type"] == "integer" and isinstance(value, float) and value != int(value):
        yield FactError(name, value, "a whole number", f"{name}: {value} is not a whole number.", "Give a whole number.")
    else:
        values = value if isinstance(value, list) else [value]
        answers[name] = [_written(item, one) for one in (values if values else [NONE])]


def _written(item: Resource, value: object) -> Resource:
    kind = item["type"]
    if kind == "integer":
        assert isinstance(value, int | float)
        return {"valueInteger": int(value)}
    if kind in ("decimal", "date", "string"):
        return {f"value{kind.capitalize()}": value}
    offered = [one["valueCoding"]["code"] for one in item["answerOption"]]
    return {"valueString": value} if kind == "open-choice" and value not in offered else {"valueCoding": _shown(item, value)}


def _shown(item: Resource, code: object) -> Resource:
    """The Coding of an answer with its words, as the form offers it."""
    codings: Sequence[Resource] = [one["valueCoding"] for one in item["answerOption"]]
    return next((one for one in codings if one["code"] == code), option(str(code)))


def _items(items: Sequence[Resource], answers: Mapping[str, list[Resource]]) -> Resource:
    """The items that have an answer, or hold one that has, in the order of the form."""
    kept = []
    for item in items:
        within = _items(item.get("item", ()), answers)
        if item["linkId"] in answers:
            kept.append({"linkId": item["linkId"], "text": item["text"], "answer": answers[item["linkId"]]})
        elif within:
            kept.append({"linkId": item["linkId"], "text": item["text"], **within})
    return {"item": kept} if kept else {}
