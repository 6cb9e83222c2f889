"""A QuestionnaireResponse as facts (R23): equal both ways, what was hidden is named and not used, and every complaint names its item."""

from __future__ import annotations

import copy
import json
import time
from collections import Counter
from random import Random
from typing import Any

import pytest

from afterwards.errors import BadFacts
from afterwards.fhir.questionnaire_check import items_in
from afterwards.fhir.questionnaire_codes import FACTS, UCUM
from afterwards.fhir.response import response_to_facts
from afterwards.fhir.response_enabled import Forms
from afterwards.fhir.response_written import facts_to_response
from afterwards.pack import Pack
from afterwards.person.told import read_facts
from tests.clock import TODAY
from tests.fhir.filled import drawn

FILLED: dict[str, Any] = {
    "guide": "after_loss",
    "feels_feverish": "yes",
    "temperature_c": 38.4,
    "days_since_loss": 9,
    "loss_date": "unknown",
}


def response_of(pack: Pack, facts: dict[str, Any] = FILLED) -> dict[str, Any]:
    return facts_to_response(facts, pack)


def answer_of(response: dict[str, Any], link: str) -> dict[str, Any]:
    (item,) = [item for item in items_in(response["item"]) if item["linkId"] == link]
    answer: dict[str, Any] = item["answer"][0]
    return answer


def put(response: dict[str, Any], link: str, *answers: object) -> dict[str, Any]:
    """The response with one more item."""
    return {**response, "item": [*response["item"], {"linkId": link, "answer": list(answers)}]}


def errors_of(pack: Pack, response: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(BadFacts) as raised:
        response_to_facts(response, pack)
    assert all(error.message.startswith(error.fact) and error.remedy and error.allowed for error in raised.value.errors)
    return [(error.fact, error.message) for error in raised.value.errors]


def test_one_questions_form_is_equal_both_ways(pack: Pack) -> None:
    question = pack.questions.by_id["infection-signs"]
    facts = {
        "guide": "after_loss",
        "signs_today": "some",
        "feels_feverish": "unknown",
        "temperature_c": 38,
        "discharge": "usual",
        "leg_swelling_or_pain": "no",
    }
    response = facts_to_response(facts, pack, question)
    assert response["questionnaire"].startswith("https://afterwards.example/fhir/Questionnaire/afterwards-uk-infection-signs|")
    assert response_to_facts(response, pack).facts == facts


def test_answered_though_disabled_is_named_and_not_used(pack: Pack) -> None:
    """She said that she is feverish, gave her temperature, and then took the fever back: the form keeps both."""
    reading = response_to_facts(response_of(pack, {**FILLED, "feels_feverish": "no"}), pack)
    assert "temperature_c" not in reading.facts
    (named,) = reading.not_used
    assert (named["linkId"], named["given"]) == ("temperature_c", 38.4)
    assert "feels_feverish" in str(named["why"])


def test_answered_though_disabled_hides_what_hangs_on_it(pack: Pack) -> None:
    """A chain: no bleeding, so no pads, so no hours; and a whole group that is for other guides."""
    facts = {"guide": "after_loss", "bleeding_now": "none", "pads_soaked_per_hour": 2, "hours_soaking": 3, "rhesus": "negative"}
    reading = response_to_facts(response_of(pack, facts), pack)
    assert reading.facts == {"guide": "after_loss", "bleeding_now": "none", "rhesus": "negative"}
    assert [one["linkId"] for one in reading.not_used] == ["pads_soaked_per_hour", "hours_soaking"]
    reading = response_to_facts(response_of(pack, {"guide": "pregnant", "smoker": "current", "cigarettes_per_day": 20}), pack)
    assert reading.facts == {"guide": "pregnant"}
    assert {one["linkId"] for one in reading.not_used} == {"smoker", "cigarettes_per_day"}


def test_not_sure_of_the_gate_keeps_what_hangs_on_it(pack: Pack) -> None:
    """Not sure of a fever, and 39 degrees: unknown is never no."""
    assert response_to_facts(response_of(pack, {**FILLED, "feels_feverish": "unknown"}), pack).facts["temperature_c"] == 38.4


def test_left_out_is_not_asked_and_unknown_is_asked(pack: Pack) -> None:
    facts = response_to_facts(response_of(pack), pack).facts
    assert facts["loss_date"] == "unknown"
    assert "bleeding_now" not in facts


def test_an_item_without_an_answer_says_nothing(pack: Pack) -> None:
    response = response_of(pack)
    response["item"] += [{"linkId": "pain"}, {"linkId": "age", "answer": []}, {"linkId": "page.pain", "item": []}]
    assert response_to_facts(response, pack).facts == FILLED


def test_order_and_nesting_do_not_matter(pack: Pack) -> None:
    response = response_of(pack)
    flat = [item for item in items_in(response["item"]) if "answer" in item]
    Random(1).shuffle(flat)
    assert response_to_facts({**response, "item": flat}, pack).facts == FILLED


def test_displays_and_texts_are_not_read(pack: Pack) -> None:
    response = response_of(pack)
    answer_of(response, "feels_feverish")["valueCoding"]["display"] = "No"
    for item in items_in(response["item"]):
        item.pop("text")
    assert response_to_facts(response, pack).facts == FILLED


def test_when_it_was_filled_in_is_when_it_was_told(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the zone of the reader where one is given, else as its own clock showed; a day without a time is its beginning."""
    response = response_of(pack)
    cases = {
        "2026-11-20T23:30:00.123Z": "2026-11-20T23:30",
        "2026-11-20T23:30:00+05:30": "2026-11-20T23:30",
        "2026-11-20": "2026-11-20T00:00",
    }
    for authored, told_at in cases.items():
        assert response_to_facts({**response, "authored": authored}, pack).facts["told_at"] == told_at
    monkeypatch.setenv("TZ", "UTC-2")
    time.tzset()
    reading = response_to_facts({**response, "authored": "2026-11-20T23:30:00Z"}, pack, local=True)
    monkeypatch.undo()
    time.tzset()
    assert reading.facts["told_at"] == "2026-11-21T01:30"
    unreadable = ("2026", "2026-11", "yesterday", "2026-13-01", "2026-11-20T23:30", "", 5)
    for wrong in unreadable:
        assert [fact for fact, _ in errors_of(pack, {**response, "authored": wrong})] == ["authored"]
    with pytest.raises(BadFacts):
        response_to_facts({**response, "authored": "9999-12-31T23:59:00-23:59"}, pack, local=True)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"resourceType": "Questionnaire"}, "resourceType"),
        ({"resourceType": None}, "resourceType"),
        ({"status": "in-progress"}, "status"),
        ({"status": "entered-in-error"}, "status"),
        ({"status": "stopped"}, "status"),
        ({"status": None}, "status"),
        ({"questionnaire": "https://example.org/another"}, "questionnaire"),
        ({"questionnaire": "https://afterwards.example/fhir/Questionnaire/afterwards-uk|2025.1"}, "questionnaire"),
        ({"item": {}}, "item"),
        ({"item": ["x"]}, "item"),
        ({"item": [{"answer": []}]}, "item"),
    ],
)
def test_a_response_that_is_none_of_ours_is_refused(changes: dict[str, Any], field: str, pack: Pack) -> None:
    assert [fact for fact, _ in errors_of(pack, {**response_of(pack), **changes})] == [field]


CODE = {"valueCoding": {"system": FACTS, "code": "yes"}}


@pytest.mark.parametrize(
    ("link", "answers", "says"),
    [
        ("nowhere", [CODE], "no such item"),
        ("page.pads", [CODE], "takes no answer"),
        ("prefers", [CODE], "takes no answer"),
        ("large_clots", [CODE, CODE], "2 answers"),
        ("large_clots", [{"valueBoolean": True}], "valueBoolean"),
        ("large_clots", [{"valueString": "yes"}], "valueString"),
        ("large_clots", [{"valueCoding": "yes"}], "not a coding"),
        ("large_clots", [{"valueCoding": {"system": FACTS, "code": "maybe"}}], "'maybe' is not one of yes, no, unknown"),
        ("large_clots", [{"valueCoding": {"system": "http://snomed.info/sct", "code": "yes"}}], "code system"),
        ("large_clots", [{**CODE, "valueBoolean": True}], "valueCoding, valueBoolean"),
        ("large_clots", [{}], "nothing"),
        ("large_clots", ["yes"], "not an object"),
        ("large_clots", CODE, "not a list"),
        ("age", [{"valueInteger": "34"}], "not a number"),
        ("age", [{"valueInteger": True}], "not a number"),
        ("age", [{"valueDecimal": 34.5}], "not a whole number"),
        ("age", [{"valueString": "34"}], "valueString"),
        ("age", [{"valueInteger": 34}, {"valueInteger": 35}], "2 answers"),
        ("weight_kg", [{"valueQuantity": {"value": 10, "system": UCUM, "code": "[stone_av]"}}], "its unit is '[stone_av]', and not kg"),
        ("weight_kg", [{"valueQuantity": {"value": 10, "unit": "stone"}}], "its unit is 'stone'"),
        ("weight_kg", [{"valueQuantity": {"value": 60, "system": UCUM, "code": "kg", "comparator": "<"}}], "'<' before a number"),
        ("weight_kg", [{"valueQuantity": 60}], "not an object"),
        ("loss_date", [{"valueDateTime": "2026-11-15"}], "valueDateTime"),
        ("loss_date", [{"valueDate": 20261115}], "not text"),
        ("medicines", [{"valueCoding": {"system": FACTS, "code": "none"}}, {"valueString": "apixaban"}], "together with something else"),
        ("medicines", [{"valueString": "none"}], "written as a name"),
        ("large_clots", [{**CODE, "item": [{"linkId": "age"}]}], "holds further items"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_by_its_link_id(link: str, answers: Any, says: str, pack: Pack) -> None:
    response = {**response_of(pack, {"guide": "after_loss"})}
    response["item"] = [*response["item"], {"linkId": link, "answer": answers}]
    ((fact, message),) = errors_of(pack, response)
    assert fact == link
    assert says in message


def test_an_item_given_twice_is_refused(pack: Pack) -> None:
    response = put(put(response_of(pack, {"guide": "after_loss"}), "large_clots", CODE), "large_clots", CODE)
    assert errors_of(pack, response) == [("large_clots", "large_clots: it is there twice.")]


def test_a_number_and_not_sure_of_it_is_refused(pack: Pack) -> None:
    response = put(response_of(pack), "temperature_c.unsure", {"valueCoding": {"system": FACTS, "code": "unknown"}})
    assert errors_of(pack, response) == [("temperature_c", "temperature_c: it is answered, and 'I'm not sure' is too.")]


def test_all_complaints_come_at_once(pack: Pack) -> None:
    response = put(put({**response_of(pack), "status": "in-progress"}, "nowhere", CODE), "age", {"valueString": "x"})
    assert [fact for fact, _ in errors_of(pack, response)] == ["status", "nowhere", "age"]


def test_the_right_unit_is_read(pack: Pack) -> None:
    response = put(
        response_of(pack, {"guide": "after_loss"}), "weight_kg", {"valueQuantity": {"value": 60.5, "system": UCUM, "code": "kg"}}
    )
    assert response_to_facts(response, pack).facts["weight_kg"] == 60.5


def test_not_sure_of_one_preference_is_named(pack: Pack) -> None:
    response = response_of(pack, {"guide": "after_loss", "prefers": {"private": "matters"}})
    reading = response_to_facts(put(response, "prefers.works_best", {"valueCoding": {"system": FACTS, "code": "unknown"}}), pack)
    assert reading.facts["prefers"] == {"private": "matters"}
    assert [one["linkId"] for one in reading.not_used] == ["prefers.works_best"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"who_asks": "myself"}, "who_asks"),
        ({"nothing": 1}, "nothing"),
        ({"age": 34.5}, "age"),
        ({"told_at": {"age": "2026-11-20T10:00"}}, "told_at"),
    ],
)
def test_what_no_form_can_carry_is_refused(facts: dict[str, Any], field: str, pack: Pack) -> None:
    with pytest.raises(BadFacts) as raised:
        facts_to_response(facts, pack)
    assert [error.fact for error in raised.value.errors] == [field]


JUNK: tuple[Any, ...] = (
    None,
    True,
    -1,
    1e308,
    10**400,
    "",
    "x" * 500,
    "\ud800",
    [],
    {},
    [[]],
    {"valueCoding": None},
    float("nan"),
    {"linkId": 5},
)


def test_no_broken_response_brings_a_traceback(pack: Pack) -> None:
    """Any part put in the wrong place: it is read or refused, and what is read can be read as facts or is refused there."""
    chance, outcomes, forms = Random(20261124), Counter[str](), Forms(pack)
    responses = [facts_to_response(facts, pack, forms=forms) for facts in drawn(40, seed=5)]
    for _ in range(1000):
        response = copy.deepcopy(chance.choice(responses))
        for _ in range(chance.randrange(1, 3)):
            _break(chance, response)
        try:
            read_facts(pack, response_to_facts(response, pack, forms=forms).facts, TODAY)
            outcomes["read"] += 1
        except BadFacts as bad:
            outcomes["refused" if json.dumps(bad.to_dict()["errors"]) != "[]" else "without a word"] += 1
    assert outcomes.keys() == {"read", "refused"}
    assert min(outcomes.values()) > 50


def _break(chance: Random, response: dict[str, Any]) -> None:
    node: Any = response
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = chance.choice(keys)
        if isinstance(node[key], dict | list) and node[key] and chance.random() < 0.8:
            node = node[key]
            continue
        if chance.random() < 0.3:
            del node[key]
        else:
            node[key] = chance.choice(JUNK)
        return
