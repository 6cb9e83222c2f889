"""The guide as GuidanceResponse, Parameters and CarePlan (R23): the same sentences and levels, and nothing of the person."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest

from afterwards import guide
from afterwards.check.cases import Case, plain
from afterwards.fhir.guide_resources import guide_bundle
from afterwards.fhir.questionnaire_codes import CANONICAL
from afterwards.pack import Pack
from tests.clock import TODAY
from tests.test_worked_cases import CASES

FACTS: dict[str, Any] = {"guide": "after_loss", "loss_kind": "miscarriage", "loss_date": "2026-11-15", "bleeding_now": "light"}


def made(case: Case | dict[str, Any], pack: Pack) -> tuple[dict[str, Any], dict[str, Any]]:
    """The bundle and the guide it is made from."""
    facts, closed = (case, False) if isinstance(case, dict) else (plain(case.data["facts"]), "open" not in case.data)
    answer = guide(facts, today=TODAY, closed_world=closed, pack=pack)
    return guide_bundle(answer), answer.to_dict()


def parts(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in bundle["entry"]]


def value(parameter: dict[str, Any], name: str) -> list[Any]:
    return [next(part[key] for key in part if key.startswith("value")) for part in parameter["part"] if part["name"] == name]


def assert_says_the_same(bundle: dict[str, Any], data: dict[str, Any]) -> None:
    """`data-requested` exactly when something is worth asking; each sentence of the plan an activity, each level with both ends."""
    response, parameters, plan = parts(bundle)
    assert response["status"] == ("data-requested" if data["ask_next"] else "success")
    asked = [one["codeFilter"][0]["code"][0]["code"] for one in response.get("dataRequirement", ())]
    assert asked == data["ask_next"]
    lines = [line for section in data["plan"] for line in section["statements"]]
    assert [one["detail"]["description"] for one in plan["activity"]] == [line["text"] for line in lines]
    assert [one["detail"]["code"]["coding"][0]["code"] for one in plan["activity"]] == [line["id"] for line in lines]
    decisions = [one for one in parameters["parameter"] if one["name"] == "decision"]
    ends = {value(one, "name")[0]: (value(one, "low")[0], value(one, "high")[0], value(one, "settled")[0]) for one in decisions}
    assert ends == {name: (one["low"], one["high"], one["settled"]) for name, one in data["decisions"].items()}


@pytest.mark.parametrize("start", range(0, len(CASES), 150))
def test_worked_cases(start: int, pack: Pack) -> None:
    """Every third; `make test-interop` takes all of them, and a validator that nobody here wrote."""
    for case in CASES[start : start + 150 : 3]:
        assert_says_the_same(*made(case, pack))


def test_both_kinds_of_status_are_among_them(pack: Pack) -> None:
    states = {parts(made(case, pack)[0])[0]["status"] for case in CASES[:60]}
    assert states == {"data-requested", "success"}


def test_each_activity_has_its_sources_review_and_days(pack: Pack) -> None:
    bundle, data = made(FACTS, pack)
    plan = parts(bundle)[2]
    lines = [line for section in data["plan"] for line in section["statements"]]
    assert any(line["from_date"] for line in lines)
    for activity, line in zip(plan["activity"], lines, strict=True):
        within = {one["url"].rsplit("/", 1)[1]: one for one in activity["extension"]}
        assert within["review-state"]["valueCoding"]["code"] == line["review"] == "not_reviewed"
        sources = [one["valueRelatedArtifact"]["label"] for one in activity["extension"] if "valueRelatedArtifact" in one]
        assert sources == line["sources"]
        period = {end: day for end, day in (("start", line["from_date"]), ("end", line["to_date"])) if day}
        assert activity["detail"].get("scheduledPeriod", {}) == period


def test_methods_have_both_ends_and_the_rules_their_ids(pack: Pack) -> None:
    bundle, data = made({**FACTS, "migraine": "with_aura", "has_migraine": "yes"}, pack)
    parameters = parts(bundle)[1]
    methods = {value(one, "name")[0]: one for one in parameters["parameter"] if one["name"] == "method"}
    for method in data["methods"]:
        given = methods[method["method"]]
        assert [value(given, end) for end in ("category", "low", "high")] == [
            [method[end]] if method[end] else [] for end in ("category", "low", "high")
        ]
        assert value(given, "says") == [one["text"] for one in method["says"]]
    assert value(methods["coc"], "category") == [4]
    sex = next(one for one in parameters["parameter"] if one["name"] == "decision" and value(one, "name") == ["sex_readiness"])
    assert "SEX-01" in value(sex, "rule")


def test_what_is_open_is_said_with_its_if(pack: Pack) -> None:
    bundle, data = made(FACTS, pack)
    opened = [one for one in parts(bundle)[1]["parameter"] if one["name"] == "open"]
    assert [(value(one, "if")[0], value(one, "then")[0]) for one in opened] == [(line["if"], line["then"]) for line in data["open"]]
    assert len(opened) > 3


def test_the_text_is_well_formed_and_holds_what_is_read(pack: Pack) -> None:
    bundle, data = made({**FACTS, "words_for_loss": "name", "name_for_loss": "A<b>&c"}, pack)
    text = parts(bundle)[2]["text"]["div"]
    read = " ".join("".join(ElementTree.fromstring(text).itertext()).split())
    assert read.startswith("Not yet medically reviewed.")
    for section in data["plan"]:
        for line in section["statements"]:
            assert " ".join(line["text"].split()) in read
    assert "A<b>&c" in read


def test_nothing_is_reviewed_and_every_part_says_so(pack: Pack) -> None:
    bundle, _ = made(FACTS, pack)
    for part in (bundle, *parts(bundle)):
        assert part["meta"]["tag"][0]["display"] == "Not yet medically reviewed"


def test_it_names_nobody_unless_it_is_told_whom(pack: Pack) -> None:
    """The ids are the same for everyone: none says anything of her."""
    bundle, _ = made(FACTS, pack)
    other, _ = made({"guide": "pregnant"}, pack)
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert urls == [entry["fullUrl"] for entry in other["entry"]]
    assert urls == [f"{CANONICAL}/{part['resourceType']}/{part['id']}" for part in parts(bundle)]
    assert "reference" not in parts(bundle)[2]["subject"]
    hers = guide_bundle(guide(FACTS, today=TODAY, pack=pack), "Patient/123")
    assert {part["subject"]["reference"] for part in parts(hers) if "subject" in part} == {"Patient/123"}
    assert json.dumps(bundle) == json.dumps(made(FACTS, pack)[0])


def test_references_lead_within_the_bundle(pack: Pack) -> None:
    bundle, _ = made(FACTS, pack)
    response, urls = parts(bundle)[0], [entry["fullUrl"] for entry in bundle["entry"]]
    assert [f"{CANONICAL}/{response[part]['reference']}" for part in ("outputParameters", "result")] == urls[1:]
