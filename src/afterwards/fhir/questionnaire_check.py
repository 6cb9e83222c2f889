"""What no validator of FHIR sees: an enableWhen that leads nowhere, or to what is asked later or cannot have such an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from afterwards.fhir.questionnaire_codes import Resource

_ANSWERS = {
    "choice": "answerCoding",
    "open-choice": "answerCoding",
    "integer": "answerInteger",
    "decimal": "answerDecimal",
    "date": "answerDate",
    "boolean": "answerBoolean",
    "quantity": "answerQuantity",
    "string": "answerString",
}


def items_in(items: object) -> Iterator[Resource]:
    """Every item of a Questionnaire, those within others too, in the order of reading. Parts that are no items are passed over."""
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict):
            yield item
            yield from items_in(item.get("item"))


def faults_of(questionnaire: Mapping[str, object]) -> list[str]:
    """What is wrong with the linkIds and enableWhen of a Questionnaire, each in one sentence; empty for nothing."""
    faults: list[str] = []
    earlier: dict[str, Resource] = {}
    every = {str(item.get("linkId")) for item in items_in(questionnaire.get("item"))}
    for item in items_in(questionnaire.get("item")):
        name = item.get("linkId")
        if not isinstance(name, str) or not name:
            faults.append("An item has no linkId.")
            continue
        if name in earlier:
            faults.append(f"{name}: the linkId is there twice.")
        for condition in item.get("enableWhen", ()):
            faults += (f"{name}: {fault}" for fault in _faults_of(condition, earlier, every))
        if len(item.get("enableWhen", ())) > 1 and "enableBehavior" not in item:
            faults.append(f"{name}: several enableWhen and no enableBehavior.")
        earlier[name] = item
    return faults


def _faults_of(condition: Mapping[str, object], earlier: Mapping[str, Resource], every: set[str]) -> Iterator[str]:
    asked = str(condition.get("question"))
    if asked not in every:
        yield f"enableWhen names '{asked}', and there is no such item."
        return
    if asked not in earlier:
        yield f"enableWhen names '{asked}', which is asked later."
        return
    answers = [key for key in condition if key.startswith("answer")]
    wanted = "answerBoolean" if condition.get("operator") == "exists" else _ANSWERS.get(str(earlier[asked].get("type")), "")
    if answers != [wanted]:
        yield f"enableWhen on '{asked}' needs {wanted or 'an item that can be answered'}, and has {', '.join(answers) or 'no answer'}."
        return
    coding = condition.get("answerCoding")
    options = [option.get("valueCoding", {}) for option in earlier[asked].get("answerOption", ())]
    if isinstance(coding, dict) and options and coding.get("code") not in [option.get("code") for option in options]:
        yield f"enableWhen on '{asked}' names the answer '{coding.get('code')}', which it does not offer."
