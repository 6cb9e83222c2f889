"""Which items of a Questionnaire are enabled by the answers given: enableWhen as FHIR R4 says it.

An item is enabled when its own conditions hold and whatever stands around it is enabled. The answer of an item that is not enabled
itself counts as none, so that what hangs on what was hidden is hidden too.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from afterwards.fhir.questionnaire import questionnaire
from afterwards.fhir.questionnaire_codes import Resource, address_of, name_of
from afterwards.pack.model import Pack
from afterwards.pack.questions import Question

Answers = Mapping[str, Sequence[object]]
"""Of each linkId its answers: the code of a choice, a number, a date as text."""

_COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


@dataclass(frozen=True, slots=True)
class Form:
    """The items of a Questionnaire by their linkIds, and around each the groups it stands in; `top`: those in no group."""

    top: Sequence[Resource]
    items: dict[str, Resource] = field(default_factory=dict)
    around: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, made: Resource) -> Form:
        """Of a Questionnaire of ours."""
        form = cls(made["item"])
        form._add(made["item"], ())
        return form

    def _add(self, items: Sequence[Resource], around: tuple[str, ...]) -> None:
        for item in items:
            self.items[item["linkId"]] = item
            self.around[item["linkId"]] = around
            self._add(item.get("item", ()), (*around, item["linkId"]))


class Shown:
    """Which items of a form are enabled by one person's answers."""

    def __init__(self, form: Form, answers: Answers) -> None:
        self.form, self.answers = form, answers
        self._holding: dict[str, bool] = {}

    def closed_by(self, link: str) -> str:
        """The linkId of the item that keeps this one from being enabled, itself or a group around it; "" where it is enabled."""
        return next((name for name in (*self.form.around[link], link) if not self._holds(name)), "")

    def _holds(self, link: str) -> bool:
        if link not in self._holding:
            conditions = self.form.items[link].get("enableWhen", ())
            self._holding[link] = not conditions or any(self._met(condition) for condition in conditions)
        return self._holding[link]

    def _met(self, condition: Resource) -> bool:
        asked = condition["question"]
        given_answers = () if self.closed_by(asked) else self.answers.get(asked, ())
        if condition["operator"] == "=":
            return any(answer == condition["answerCoding"]["code"] for answer in given_answers)
        compared = _COMPARED[condition["operator"]]
        if "answerDate" in condition:  # as text: 2026-11-24 comes after 2026-11-23
            return any(compared(answer, condition["answerDate"]) for answer in given_answers if isinstance(answer, str))
        bound = condition["answerInteger"] if "answerInteger" in condition else condition["answerDecimal"]
        return any(compared(answer, bound) for answer in given_answers if isinstance(answer, int | float))


class Forms:
    """The forms of a pack, each made when it is first asked for. Whoever reads many responses keeps one of these."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.questions = {address_of(pack): None, **{address_of(pack, one): one for one in pack.questions.by_id.values()}}
        self._made: dict[str, Form] = {}

    def form(self, question: Question | None = None) -> Form:
        """The form of everything, or of one question."""
        name = name_of(self.pack, question)
        if name not in self._made:
            self._made[name] = Form.of(questionnaire(self.pack, question))
        return self._made[name]
