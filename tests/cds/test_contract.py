"""The contract of CDS Hooks 2.0: the list of services, what breaks an invariant, what is no call, feedback.

`tests/interop/check_cds_requests.py` holds the invariants over generated requests.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from afterwards.api.app import Api
from afterwards.cds.card import OVERRIDE_REASONS
from afterwards.cds.discovery import ORDER, VIEW
from afterwards.cds.service import CdsHooks, CdsSettings
from afterwards.fhir.codes import CodeMap
from afterwards.pack import Pack
from tests.cds.conftest import JSON, PATIENT, Body, bundle, call, condition, order, prefetched, view
from tests.cds.invariants import broken_in_feedback, broken_in_request, broken_in_response
from tests.clock import TODAY
from tests.site.wire import ask

STAMP = "2026-11-24T12:00:00Z"


def test_the_list_of_services(api: Api) -> None:
    answer = ask(api, "GET", "/cds-services")
    services = json.loads(answer.body)["services"]
    assert answer.status == 200
    assert [one["hook"] for one in services] == ["patient-view", "order-select", "order-sign"]
    assert services[1]["id"] == services[2]["id"] != services[0]["id"]
    keys = {"patient", "condition", "medicationRequest", "medicationAdministration", "medicationStatement", "procedure"}
    for service in services:
        assert service["description"]
        assert service["title"]
        assert service["prefetch"].keys() == keys | {"allergyIntolerance", "observation"}
        assert service["prefetch"]["patient"] == "Patient/{{context.patientId}}"
        assert service["prefetch"]["condition"] == "Condition?patient={{context.patientId}}"
        assert "code=http://loinc.org|" in service["prefetch"]["observation"]
        assert "http://loinc.org|39156-5" in service["prefetch"]["observation"]


def test_a_service_takes_its_own_hooks(api: Api) -> None:
    assert call(api, order(), address=VIEW.address).status == 400
    assert call(api, view(), address=ORDER.address).status == 400
    assert call(api, {**view(), "hook": "medication-prescribe"}, address=ORDER.address).status == 400
    assert {call(api, order(hook=hook)).status for hook in ("order-select", "order-sign")} == {200}


# Invariants


CARD: Body = {"summary": "x", "indicator": "info", "detail": "x", "source": {"label": "x"}, "uuid": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"}


@pytest.mark.parametrize(
    ("rule", "card"),
    [
        ("cds-resp-1", {"selectionBehavior": "at-most-one", "suggestions": [{"isRecommended": True}, {"isRecommended": True}]}),
        (
            "cds-resp-2",
            {"selectionBehavior": "any", "suggestions": [{"actions": [{"type": "delete", "description": "x", "resource": {}}]}]},
        ),
        ("cds-resp-3", {"links": [{"type": "absolute", "label": "x", "url": "https://x.example", "appContext": "x"}]}),
        ("cds-resp-4", {"overrideReasons": [{"code": "x"}]}),
        ("cds-resp-5", {"selectionBehavior": "any", "suggestions": [{"actions": [{"type": "create"}]}]}),
        ("cds-resp-6", {"suggestions": [{"label": "x"}]}),
        ("cds-resp-7", {"selectionBehavior": "any", "suggestions": [{"actionSelectionBehavior": "some"}]}),
        ("form: summary", {"summary": "x" * 140}),
        ("form: indicator", {"indicator": "hard-stop"}),
        ("form: source.label", {"source": {}}),
    ],
)
def test_the_invariants_would_see_what_breaks_them(rule: str, card: Body) -> None:
    assert [*broken_in_response({"cards": [CARD]})] == []
    assert [*broken_in_response({"cards": [{**CARD, **card}]})] == [rule]


def test_a_token_without_a_server_is_refused(api: Api) -> None:
    """cds-r-1; and one for another patient."""
    access = {"access_token": "a.token", "token_type": "Bearer", "scope": "patient/Patient.read", "patient": PATIENT}
    broken = {**view(), "fhirAuthorization": access}
    assert [*broken_in_request(broken)] == ["cds-r-1"]
    assert call(api, broken).status == 400
    assert [*broken_in_request({**view(), "fhirServer": "x", "fhirAuthorization": {"scope": "patient/*.read"}})] == ["cds-r-2"]
    other = {**view(), "fhirServer": "https://fhir.invalid", "fhirAuthorization": {**access, "patient": "another"}}
    assert call(api, other).status == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"hook": "patient-view", "hook": "patient-view"}',
        b"\xff",
        b"[" * 100_000,
        {**view(), "hookInstance": None},
        {**view(), "context": []},
        {**view(), "context": {"patientId": "../x"}},
        {**view(), "context": {"patientId": f"{PATIENT}\n"}},
        {**view(), "prefetch": []},
        {**view(), "fhirServer": 3},
        {**order(), "context": {"patientId": PATIENT}},
        {**order(), "context": {"patientId": PATIENT, "draftOrders": {"entry": {}}}},
        {**order(), "context": {"patientId": PATIENT, "draftOrders": {}, "selections": [{}]}},
    ],
    ids=range(15),
)
def test_what_is_no_call_is_refused(api: Api, body: Any) -> None:
    answer = call(api, body)
    assert answer.status == 400
    (error,) = json.loads(answer.body)["errors"]
    assert error["given"] == ""
    assert error["remedy"]


def test_a_body_too_large_and_of_another_kind_is_refused(made: Callable[..., Api]) -> None:
    small = made(body=2000)
    assert call(small, view(*(condition(str(number)) for number in range(20)))).status == 413
    assert ask(small, "POST", VIEW.address, json.dumps(view()).encode(), [(b"content-type", b"text/plain")]).status == 415


def test_what_stands_deep_or_wrong_in_the_record_is_no_fault(api: Api) -> None:
    deep: Any = {}
    for _ in range(200):
        deep = {"x": [deep]}
    coded: list[Any] = [deep, {"coding": [3, None, {"code": {}}]}, {"coding": {}}, 3]
    odd = [{**condition(str(number)), "code": code} for number, code in enumerate(coded)]
    odd.append(condition("3", onsetDateTime=7))
    resources: list[Body] = [{"resourceType": "Condition"}, {"resourceType": 3}, {}]
    for prefetch in (prefetched(*odd), {"condition": bundle(*resources)}, {"condition": {"resourceType": "Bundle", "entry": [1, {}]}}):
        assert call(api, {**view(), "prefetch": prefetch}).status == 200


# Feedback


def feedback(api: Any, *entries: Any) -> int:
    return ask(api, "POST", ORDER.feedback, json.dumps({"feedback": entries}).encode(), [JSON]).status


GOOD = {"card": "a", "outcome": "overridden", "outcomeTimestamp": STAMP}


def test_feedback_is_counted_and_nothing_else_is_kept(pack: Pack, codes: CodeMap) -> None:
    hooks = CdsHooks(pack, codes, CdsSettings(), lambda: TODAY)
    api = Api(pack, {}, more=hooks.operations())
    accepted = {"card": "b", "outcome": "accepted", "outcomeTimestamp": STAMP, "acceptedSuggestions": [{"id": "x"}]}
    known = {"reason": {"code": next(iter(OVERRIDE_REASONS))}, "userComment": "zq7marker"}
    assert feedback(api, GOOD, {**GOOD, "overrideReason": known}, accepted) == 200
    assert (
        feedback(api, {**GOOD, "overrideReason": {"reason": {"code": "zq7marker"}}}, {**GOOD, "overrideReason": {"userComment": "x"}})
        == 200
    )
    assert hooks.feedback[ORDER.id].counts == {
        "accepted": 1,
        "overridden no-reason": 1,
        f"overridden {next(iter(OVERRIDE_REASONS))}": 1,
        "overridden other-reason": 2,
    }
    assert not hooks.feedback[VIEW.id].counts


@pytest.mark.parametrize(
    ("rule", "entry"),
    [
        ("cds-fb-1", {**GOOD, "outcome": "ignored"}),
        ("cds-fb-2", {**GOOD, "outcome": "accepted"}),
        ("cds-fb-3", {**GOOD, "overrideReason": {}}),
        ("", {**GOOD, "card": None}),
        ("", {"card": "a", "outcome": "overridden"}),
    ],
)
def test_feedback_that_breaks_a_rule_is_refused(api: Api, rule: str, entry: Body) -> None:
    """cds-fb-1 to cds-fb-3: such a one is refused, and what is taken breaks none."""
    assert [*broken_in_feedback({"feedback": [entry]})] == ([rule] if rule else [])
    assert feedback(api, entry) == 400
    assert [*broken_in_feedback({"feedback": [GOOD]})] == []
    assert feedback(api, GOOD) == 200
    assert feedback(api) == 400
    assert feedback(api, "x") == 400
