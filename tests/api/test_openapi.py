"""The OpenAPI document: whole, made from the pack, and true of what is sent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from afterwards.api.app import Api
from afterwards.api.documents import documents
from afterwards.pack import Pack
from tests.api.conftest import JSON, post
from tests.clock import TODAY
from tests.site.wire import ask


@pytest.fixture(scope="module")
def document(api: Api) -> dict[str, Any]:
    """The document as a program reads it."""
    found: dict[str, Any] = json.loads(ask(api, "GET", "/openapi.json").body)
    return found


def references(node: Any) -> Iterator[str]:
    """Every reference within."""
    if isinstance(node, dict):
        yield from ([node["$ref"]] if "$ref" in node else [])
        for inner in node.values():
            yield from references(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from references(inner)


def test_every_reference_leads_somewhere_and_every_schema_is_used(document: dict[str, Any]) -> None:
    named = {f"#/components/{kind}/{name}" for kind, many in document["components"].items() for name in many}
    assert {*references(document)} == named


def test_every_address_and_every_status_is_documented(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert [*document["paths"]] == ["/v1/guide", "/v1/answer", "/v1/guides", "/v1/facts", "/v1/questions", "/v1/pack", "/openapi.json"]
    for address, methods in document["paths"].items():
        for method, operation in methods.items():
            wanted = {"400", "404", "405", "413", "415", "500"} if method == "post" else {"400", "404", "405", "500"}
            assert wanted <= operation["responses"].keys(), address
            assert ("422" in operation["responses"]) == (address in ("/v1/guide", "/v1/answer"))


def test_each_fact_has_its_values_its_range_its_unit_and_unknown(document: dict[str, Any], pack: Pack) -> None:
    facts = document["components"]["schemas"]["Facts"]
    assert facts["additionalProperties"] is False
    assert facts["properties"].keys() == {*pack.facts, "told_at", "asked_of"}
    for name, entry in pack.facts.items():
        schema = facts["properties"][name]
        if entry.kind in ("choice", "yes_no"):
            assert schema["enum"] == [*entry.values, "unknown"]
            continue
        values, unknown = schema["anyOf"]
        assert unknown["const"] == "unknown"
        if entry.kind == "number":
            assert (values["minimum"], values["maximum"], schema.get("x-unit", "")) == (entry.low, entry.high, entry.unit)


@pytest.mark.parametrize("end", ["low", "high"])
def test_the_ends_of_each_range_are_taken_and_what_lies_beyond_is_not(end: str, api: Api, pack: Pack, document: dict[str, Any]) -> None:
    """The document says what is taken: tried at both ends of each number."""
    facts = document["components"]["schemas"]["Facts"]["properties"]
    for name, entry in pack.facts.items():
        if entry.kind == "number":
            edge = facts[name]["anyOf"][0]["minimum" if end == "low" else "maximum"]
            beyond = edge - 0.01 if end == "low" else edge + 0.01
            call = {"today": TODAY.isoformat(), "answers": False}
            assert post(api, "/v1/guide", {**call, "facts": {name: edge}, "guideline": "x"}).text.count('"message"') == 1, name
            assert post(api, "/v1/guide", {**call, "facts": {name: beyond}, "guideline": "x"}).text.count('"message"') == 2, name


def test_the_patterns_of_days_are_those_that_are_taken(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    day, moment = (schemas["GuideCall"]["properties"][name]["pattern"] for name in ("today", "now"))
    assert re.search(day, "2026-11-24")
    assert re.search(moment, "2026-11-24T18:30")
    for wrong in ("2026-11-24 ", "2026-1-24", "1999-11-24", "2026-13-01", "2026-11-32", "0"):
        assert not re.search(day, wrong)
        assert not re.search(moment, f"{wrong}T18:30")


@pytest.mark.parametrize("address", ["/v1/guide", "/v1/answer", "/v1/guides"])
def test_every_example_is_answered(address: str, api: Api, document: dict[str, Any]) -> None:
    for kind, content in document["paths"][address]["post"]["requestBody"]["content"].items():
        examples = [one["value"] for one in content.get("examples", {}).values()] or [content["example"]]
        for example in examples:
            body = example.encode() if isinstance(example, str) else example
            answer = post(api, address, body, [(b"content-type", kind.encode())])
            assert answer.status == 200
            assert b'"errors"' not in answer.body


def test_what_every_answer_has_is_named_and_nothing_that_is_missing(api: Api, document: dict[str, Any]) -> None:
    """Of a guide and an answer each property that must be there is there, and each that is there is named."""
    schemas = document["components"]["schemas"]
    facts = {"guide": "after_loss", "unprotected_sex_since_loss": "yes", "told_at": "2026-11-23T10:00", "bleeding_now": "heavy"}
    call = {"facts": facts, "today": TODAY.isoformat()}
    guide = json.loads(post(api, "/v1/guide", call).body)
    assert {*schemas["Guide"]["required"]} <= guide.keys() <= schemas["Guide"]["properties"].keys()
    assert guide["answers"]
    for answer in guide["answers"]:
        assert {*schemas["Answer"]["required"]} <= answer.keys() <= schemas["Answer"]["properties"].keys()


def test_the_same_pack_gives_the_same_bytes_on_any_day(pack: Pack, papers: dict[str, bytes]) -> None:
    """R25."""
    assert documents(pack, date(2027, 12, 31)) == papers


def test_a_prefix_stands_in_the_document(pack: Pack) -> None:
    found = json.loads(documents(pack, TODAY, "/afterwards")["/openapi.json"])
    assert found["servers"] == [{"url": "/afterwards"}]


def test_the_document_is_not_asked_for_with_a_body(api: Api) -> None:
    assert ask(api, "POST", "/openapi.json", b"{}", [JSON]).status == 405
