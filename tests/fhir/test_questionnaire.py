"""The interview as a Questionnaire (R23): every fact once, every gate an enableWhen, "not sure" everywhere, units, the same bytes."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from afterwards.engine import Range
from afterwards.fhir.questionnaire import questionnaire
from afterwards.fhir.questionnaire_check import faults_of, items_in
from afterwards.fhir.questionnaire_codes import CANONICAL, FACTS, UCUM, unit_of
from afterwards.pack import Pack
from afterwards.pack.questions import Question
from tests.fhir.conftest import BAD, bad
from tests.people import PACK

QUESTIONS = tuple(PACK.questions.by_id.values())
ASKED = tuple(name for name, entry in PACK.facts.items() if not entry.held)
ITEM_CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"


def codes_of(item: dict[str, Any]) -> list[str]:
    return [option["valueCoding"]["code"] for option in item.get("answerOption", ())]


def extension(item: dict[str, Any], name: str) -> Any:
    wanted = [one for one in item.get("extension", ()) if one["url"] == f"http://hl7.org/fhir/StructureDefinition/{name}"]
    return next((value for one in wanted for key, value in one.items() if key != "url"), None)


def test_every_fact_that_is_asked_is_an_item_once(whole: dict[str, Any]) -> None:
    links = Counter(item["linkId"] for item in items_in(whole["item"]))
    assert [name for name in ASKED if links[name] != 1] == []
    assert [link for link, times in links.items() if times > 1] == []


def test_nothing_is_asked_that_is_no_fact(whole: dict[str, Any]) -> None:
    answered = {item["linkId"] for item in items_in(whole["item"]) if item["type"] not in ("group", "display")}
    preferences = {f"prefers.{name}" for name in PACK.facts["prefers"].values}
    unsure = {f"{name}.unsure" for name in ASKED if PACK.facts[name].kind in ("number", "date", "text")}
    assert answered == {*ASKED} - {"prefers"} | preferences | unsure


@pytest.mark.parametrize("name", ASKED)
def test_a_gate_is_an_enable_when(name: str, items: dict[str, dict[str, Any]]) -> None:
    """On an earlier item, with each of its values, or its threshold; and for who is not sure of the gate."""
    entry, conditions = PACK.facts[name], items[name].get("enableWhen", [])
    if entry.gate is None:
        assert conditions == []
        return
    gate, wanted = entry.gate
    assert items[name]["enableBehavior"] == "any"
    assert [*items].index(gate) < [*items].index(name)
    if isinstance(wanted, Range):
        (threshold,) = [one for one in conditions if "answerInteger" in one or "answerDecimal" in one]
        answer = threshold.get("answerInteger", threshold.get("answerDecimal"))
        assert (threshold["question"], threshold["operator"], answer) == (gate, ">=", wanted.low)
        assert (f"{gate}.unsure", "unknown") in [(one["question"], one.get("answerCoding", {}).get("code")) for one in conditions]
    else:
        assert {one["answerCoding"]["code"] for one in conditions if one["question"] == gate} == {*wanted, "unknown"}
        assert {one["answerCoding"]["system"] for one in conditions} == {FACTS}


def test_a_date_opens_what_hangs_on_the_days_since(items: dict[str, dict[str, Any]]) -> None:
    """A form cannot count days: whoever gave the date is asked."""
    assert {"question": "loss_date", "operator": ">=", "answerDate": "2000-01-01"} in items["pregnancy_test"]["enableWhen"]


@pytest.mark.parametrize("question", [None, *QUESTIONS], ids=lambda one: one.id if isinstance(one, Question) else "whole")
def test_no_enable_when_leads_nowhere(question: Question | None, pack: Pack) -> None:
    made = questionnaire(pack, question)
    assert faults_of(made) == []
    for item in items_in(made["item"]):
        assert ("enableWhen" in item) == ("enableBehavior" in item)


def test_every_choice_can_be_answered_not_sure(items: dict[str, dict[str, Any]]) -> None:
    choices = {link: item for link, item in items.items() if item["type"] in ("choice", "open-choice")}
    assert [link for link, item in choices.items() if "unknown" not in codes_of(item)] == []
    for name in ASKED:
        entry = PACK.facts[name]
        if entry.kind in ("choice", "yes_no"):
            assert codes_of(items[name]) == [*entry.values, "unknown"]
        if entry.kind in ("number", "date", "text"):
            assert codes_of(items[f"{name}.unsure"]) == ["unknown"]
            assert items[f"{name}.unsure"].get("enableWhen") == items[name].get("enableWhen")


def test_few_choices_are_radio_buttons(items: dict[str, dict[str, Any]]) -> None:
    for item in items.values():
        control = extension(item, "questionnaire-itemControl")
        code = control["coding"][0]["code"] if control else ""
        few = item["type"] == "choice" and len(item["answerOption"]) <= 6
        assert code == ("check-box" if item.get("repeats") else "radio-button" if few else "")


def test_a_list_repeats_and_can_be_none_of_these(items: dict[str, dict[str, Any]]) -> None:
    for name in ("medicines", "other_conditions", "methods_set_aside"):
        assert items[name]["repeats"] is True
        assert codes_of(items[name]) == [*PACK.facts[name].values, "none", "unknown"]
        alone = [
            option["valueCoding"]["code"] for option in items[name]["answerOption"] if extension(option, "questionnaire-optionExclusive")
        ]
        assert alone == ["none", "unknown"]


@pytest.mark.parametrize("name", [name for name in ASKED if PACK.facts[name].kind == "number"])
def test_a_number_has_its_unit_and_its_ends(name: str, items: dict[str, dict[str, Any]]) -> None:
    entry, item = PACK.facts[name], items[name]
    assert item["type"] == ("integer" if entry.whole else "decimal")
    assert (extension(item, "minValue"), extension(item, "maxValue")) == (entry.low, entry.high)
    unit = extension(item, "questionnaire-unit")
    assert unit == unit_of(entry.unit)
    assert unit["system"] == UCUM


def test_units_are_those_of_ucum() -> None:
    """`make test-interop` holds them against UCUM itself; here no unit of the vocabulary is left without a code of its own."""
    assert {unit_of(entry.unit)["code"] for entry in PACK.facts.values() if entry.kind == "number"} == {
        *("d", "h", "wk", "mo", "a", "Cel", "cm", "kg", "kg/m2", "mm[Hg]", "{pads}/h", "{cigarettes}/d", "{periods}", "{losses}", "{score}")
    }
    assert unit_of("cups of {tea}")["code"] == "{cupsoftea}"


def test_a_score_says_what_is_counted(items: dict[str, dict[str, Any]]) -> None:
    assert "Little interest" in items["low_mood_score"]["text"]
    assert "3 for nearly every day" in items["low_mood_score"]["text"]


def test_it_says_what_it_is(pack: Pack, whole: dict[str, Any]) -> None:
    """Version, language, and that nobody has reviewed it, in words."""
    assert (whole["version"], whole["language"], whole["status"]) == (pack.version, "en-GB", "draft")
    assert whole["meta"]["tag"][0]["display"] == "Not yet medically reviewed"
    assert "Not yet medically reviewed" in whole["description"]
    assert whole["url"] == f"{CANONICAL}/Questionnaire/{pack.id}"


def test_it_is_the_same_each_time(pack: Pack, whole: dict[str, Any]) -> None:
    assert json.dumps(questionnaire(pack)) == json.dumps(whole)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: str(one.id))
def test_a_question_asks_what_decides_it(question: Question, pack: Pack) -> None:
    made = questionnaire(pack, question)
    items = {item["linkId"]: item for item in items_in(made["item"])}
    assert [name for name in (*question.deciding, "guide", "signs_today") if name not in items] == []
    links = [item["linkId"] for item in items_in(made["item"])]
    assert len(links) == len({*links})
    assert "before_loss" not in made["title"]
    assert "{" not in made["title"]


def test_the_list_of_signs_is_hers(pack: Pack) -> None:
    """A line that is about a pregnancy is read by nobody after a loss, and the list is not there before she said what brings her."""
    made = questionnaire(pack, pack.questions.by_id["sex-when"])
    (group,) = [item for item in made["item"] if item["linkId"] == "page.signs-today-list"]
    assert [one["answerCoding"]["code"] for one in group["enableWhen"]] == [*pack.facts["guide"].values, "unknown"]
    lines = {item["text"]: [one["answerCoding"]["code"] for one in item.get("enableWhen", ())] for item in group["item"]}
    assert len(lines) == len({sign.listed for sign in pack.signs}) + 1
    assert lines["Any bleeding, even a little."] == ["pregnant", "unknown"]
    assert lines["Fainted or collapsed."] == []


def test_a_method_asks_what_can_rule_it_out(pack: Pack) -> None:
    made = questionnaire(pack, pack.questions.by_id["start-combined-pill"])
    links = {item["linkId"] for item in items_in(made["item"])}
    assert {"has_migraine", "migraine", "clot_now", "thrombophilia", "systolic_mmhg", "breast_cancer", "smoker", "height_cm"} <= links


OWN = {"bad-que-2", "bad-que-7", "bad-que-12", "bad-x-dangling", "bad-x-linkId", "bad-x-two", "bad-x-enableWhen", "bad-x-unknown-type"}
"""The broken ones that our own check must see without any validator: those about linkIds, enableWhen and what it names."""


@pytest.mark.parametrize("path", BAD, ids=lambda path: str(path.stem))
def test_our_own_check_sees_what_is_wrong_with_links(path: Any) -> None:
    wanted = any(path.stem.startswith(one) for one in OWN)
    assert bool(faults_of(bad(path))) == wanted, faults_of(bad(path))


def test_our_own_check_sees_a_later_item_and_a_wrong_answer(whole: dict[str, Any]) -> None:
    turned = {**whole, "item": whole["item"][::-1]}
    assert any("asked later" in fault for fault in faults_of(turned))
    item = {"linkId": "x", "type": "string", "enableWhen": [{"question": "guide", "operator": "=", "answerCoding": {"code": "nowhere"}}]}
    assert faults_of({**whole, "item": [*whole["item"], item]}) == [
        "x: enableWhen on 'guide' names the answer 'nowhere', which it does not offer."
    ]
