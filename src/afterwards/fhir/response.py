"""A QuestionnaireResponse as facts.

Left out was not asked; `unknown` was asked, and she is not sure. An answer to an item that its form would not have shown is named and
not used: a form keeps what was hidden later. All complaints come at once, each with its linkId.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from afterwards.errors import BadFacts, FactError
from afterwards.fhir.questionnaire_codes import NONE, UNSURE, address_of
from afterwards.fhir.response_enabled import Form, Forms, Shown
from afterwards.fhir.response_values import Unreadable, values_of
from afterwards.pack.entries import Entry
from afterwards.pack.model import Pack
from afterwards.pack.questions import Question
from afterwards.person.ageing import TOLD_AT, written
from afterwards.person.told import UNKNOWN, echo

DEEPEST = 20
"""How many items may stand within each other."""
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})\Z", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_DONE = ("completed", "amended")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a response says. `facts`: as the vocabulary has them, with `told_at` where it says when. `not_used`: what does not count."""

    facts: dict[str, object]
    not_used: tuple[dict[str, object], ...]

    def to_dict(self) -> dict[str, object]:
        """`{"facts": {...}, "not_used": [{"linkId", "given", "why"}]}`."""
        return {"facts": self.facts, "not_used": list(self.not_used)}


def response_to_facts(response: Mapping[str, object], pack: Pack, *, local: bool = False, forms: Forms | None = None) -> Reading:
    """The facts of a QuestionnaireResponse to a form of this pack, the whole or one question's; without `questionnaire`, the whole.

    `authored` becomes `told_at`, as its own clock showed, or with `local` in the time zone of this computer. Ranges and days are checked
    where facts are read (`read_facts`). `forms`: those of this pack, where the caller keeps them. Raises `BadFacts` with every complaint.
    """
    errors: list[FactError] = []
    forms = forms or Forms(pack)
    form = forms.form(_form_of(forms, response, errors))
    answers: dict[str, tuple[object, ...]] = {}
    for link, given_answers in _answered(response.get("item"), errors):
        try:
            if link not in form.items:
                raise Unreadable(
                    link, link, "a linkId of the form", "there is no such item in the form.", "Correct the linkId, or take it out."
                )
            values = values_of(form.items[link], given_answers)
            if link in answers:
                raise Unreadable(link, link, "each item once", "it is there twice.", "Keep one of the two.")
            answers[link] = values
        except Unreadable as refused:
            errors.append(refused.error)
    told_at = _told_at(response, errors, local=local)
    facts, not_used = _facts(pack, form, answers, errors)
    if errors:
        raise BadFacts(errors)
    return Reading({**facts, **({TOLD_AT: told_at} if told_at and facts else {})}, tuple(not_used))


def _complaint(field: str, value: object, allowed: str, message: str, remedy: str) -> FactError:
    return FactError(field, echo(value), allowed, f"{field}: {message}", remedy)


def _form_of(forms: Forms, response: Mapping[str, object], errors: list[FactError]) -> Question | None:
    """Which form was answered; what is wrong with the response as a whole goes to `errors`."""
    kind, status, named = (response.get(key) for key in ("resourceType", "status", "questionnaire"))
    if kind != "QuestionnaireResponse":
        remedy = "Give a QuestionnaireResponse of FHIR R4."
        errors.append(_complaint("resourceType", kind, "QuestionnaireResponse", f"'{echo(kind)}' is not a QuestionnaireResponse.", remedy))
    if status not in _DONE:
        remedy = "Finish it first; answers that may still change are not read."
        errors.append(_complaint("status", status, " or ".join(_DONE), f"'{echo(status)}' is not {' or '.join(_DONE)}.", remedy))
    if named is None:
        return None
    address, _, version = str(named).partition("|")
    if address not in forms.questions:
        message = f"'{echo(named)}' is no form of this pack."
        errors.append(
            _complaint("questionnaire", named, address_of(forms.pack), message, "`afterwards fhir questionnaire` gives the form.")
        )
    elif version and version != forms.pack.version:
        message = f"it was filled in for edition {echo(version)}, and this is {forms.pack.version}."
        errors.append(_complaint("questionnaire", named, forms.pack.version, message, "Ask again with the form of this edition."))
    return forms.questions.get(address)


def _answered(items: object, errors: list[FactError], depth: int = 0) -> Iterator[tuple[str, object]]:
    """Each item that has answers, with them, however deep it stands; its order does not matter."""
    if items is None:
        return
    if not isinstance(items, list) or depth > DEEPEST:
        errors.append(
            _complaint(
                "item", items, "a list of items", "the items are not a list, or lie too deep.", "Give the items as the form has them."
            )
        )
        return
    for item in items:
        if not isinstance(item, dict) or not isinstance(item.get("linkId"), str):
            errors.append(
                _complaint("item", item, "an object with a linkId", "an item has no linkId.", "Give each item the linkId of the form.")
            )
            continue
        if "answer" in item and item["answer"] != []:
            yield item["linkId"], _bare(item["linkId"], item["answer"], errors)
        yield from _answered(item.get("item"), errors, depth + 1)


def _bare(link: str, answers: object, errors: list[FactError]) -> object:
    """The answers; items under an answer are in no form of ours."""
    listed = answers if isinstance(answers, list) else []
    for answer in listed:
        if isinstance(answer, dict) and "item" in answer:
            remedy = "Put these items where the form has them."
            errors.append(
                _complaint(str(echo(link)), "item", "a value", "an answer holds further items, and the form has none there.", remedy)
            )
            return [{key: value for key, value in one.items() if key != "item"} for one in listed if isinstance(one, dict)]
    return answers


def _told_at(response: Mapping[str, object], errors: list[FactError], *, local: bool) -> str:
    """When it was filled in, as facts say it: local time. A day without a time is its beginning: what runs out then runs from there."""
    authored = response.get("authored")
    if authored is None:
        return ""
    try:
        if isinstance(authored, str) and _DAY.match(authored):
            return written(datetime.fromisoformat(authored))
        if isinstance(authored, str) and _MOMENT.match(authored):
            moment = datetime.fromisoformat(f"{authored[:19]}{_MOMENT.match(authored)[2]}")  # type: ignore[index]  # it matched
            return written((own_time(moment) if local else moment).replace(tzinfo=None))
    except (ValueError, OverflowError):
        pass
    remedy = "Give the day it was filled in, or the moment with its time zone."
    errors.append(
        _complaint("authored", authored, "2026-11-24 or 2026-11-24T18:30:00Z", f"'{echo(authored)}' is not a day or a moment.", remedy)
    )
    return ""


def own_time(moment: datetime) -> datetime:
    """A moment by the clock of this computer's time zone. Raises `OverflowError` or `ValueError` at the ends of time."""
    return moment.astimezone()


def _facts(
    pack: Pack, form: Form, answers: Mapping[str, tuple[object, ...]], errors: list[FactError]
) -> tuple[dict[str, object], list[dict[str, object]]]:
    facts: dict[str, object] = {}
    not_used: list[dict[str, object]] = []
    open_answers: dict[str, tuple[object, ...]] = {}
    shown = Shown(form, answers)
    for link in form.items:  # in the order of the form, whatever that of the response is
        if link not in answers or not answers[link]:
            continue
        if closed_by := shown.closed_by(link):
            not_used.append({"linkId": link, "given": _plain(answers[link]), "why": _why(form, closed_by)})
        else:
            open_answers[link] = answers[link]
    for name, entry in pack.facts.items():
        if entry.kind == "levels":
            _preferences(entry, open_answers, facts, not_used)
            continue
        unsure = open_answers.get(name + UNSURE)
        if unsure and name in open_answers:
            message = "it is answered, and 'I'm not sure' is too."
            errors.append(_complaint(name, _plain(open_answers[name]), f"{name} or {name}{UNSURE}", message, "Keep one of the two."))
        elif unsure:
            facts[name] = UNKNOWN
        elif name in open_answers:
            facts[name] = _fact(entry, open_answers[name])
    return facts, not_used


def _fact(entry: Entry, values: tuple[object, ...]) -> object:
    if entry.kind == "list" and values != (UNKNOWN,):
        return [] if values == (NONE,) else list(values)
    return values[0]


def _preferences(
    entry: Entry, answers: Mapping[str, tuple[object, ...]], facts: dict[str, object], not_used: list[dict[str, object]]
) -> None:
    """A map from what may matter to how much. Not sure of all that was answered: not sure of the whole; of some, these are left out."""
    levels = {name: answers[f"{entry.name}.{name}"][0] for name in entry.values if f"{entry.name}.{name}" in answers}
    told_levels = {name: level for name, level in levels.items() if level != UNKNOWN}
    if levels and not told_levels:
        facts[entry.name] = UNKNOWN
    elif told_levels:
        facts[entry.name] = told_levels
        why = "She is not sure how much this matters, and told it of others: it is left out of what she prefers."
        not_used += [{"linkId": f"{entry.name}.{name}", "given": UNKNOWN, "why": why} for name in levels if name not in told_levels]


def _plain(values: tuple[object, ...]) -> object:
    return values[0] if len(values) == 1 else list(values)


def _why(form: Form, closed_by: str) -> str:
    """Why an answer does not count, in words: what its form asked it after."""
    gates = dict.fromkeys(condition["question"] for condition in form.items[closed_by]["enableWhen"])
    return f"The form does not ask this after the answers to {', '.join(gates)}. An answer to what is not shown is not used."
