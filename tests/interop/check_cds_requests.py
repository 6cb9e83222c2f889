"""CDS Hooks: twelve invariants over five hundred generated requests and what comes back to them; a thousand marked calls.

`make test-interop` runs it; a plain run of the tests does not collect it, since it takes as long as many of them together.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from afterwards.api.app import Api
from afterwards.fhir.codes import USING_NOW, CodeMap
from afterwards.pack.code_map import SYSTEMS, CodeRow
from tests.cds import conftest
from tests.cds.conftest import PATIENT, Body, bundle, call, days_ago, draft, order, view
from tests.cds.invariants import broken_in_request, broken_in_response
from tests.cds.test_guarded import marked_calls, nothing_told_is_logged

codes, made, api = conftest.codes, conftest.made, conftest.api
"""Fixtures of the tests of the services."""
REQUESTS = 500


def a_request(chance: random.Random, rows: list[CodeRow], methods: list[CodeRow]) -> Body:
    """A request as it may come: any hook, any findings of the code map, any method, prefetch in each of its states."""
    resources: list[Body] = []
    for row in chance.sample(rows, chance.randrange(6)):
        when = days_ago(chance.choice((0, 3, 9, 40, 400, 2000)))
        kind = "MedicationRequest" if row.system == "rxnorm" else chance.choice(("Condition", "Procedure", "Observation"))
        coded = {"coding": [{"system": SYSTEMS[row.system], "code": row.code}]}
        own: Body = {
            "Condition": {"code": coded, "onsetDateTime": when},
            "Procedure": {"code": coded, "status": "completed", "performedDateTime": when},
            "Observation": {"code": coded, "status": "final", "effectiveDateTime": when, "valueQuantity": {"value": chance.randrange(300)}},
            "MedicationRequest": {"medicationCodeableConcept": coded, "status": "active", "intent": "order", "authoredOn": when},
        }[kind]
        subject = {"reference": f"Patient/{chance.choice((PATIENT, PATIENT, PATIENT, 'another'))}"}
        resources.append({"resourceType": kind, "id": f"r{len(resources)}", "subject": subject, **own})
    drafts = [draft("", "draft-0")] if chance.random() < 0.5 else []
    for row in chance.sample(methods, chance.randrange(3)):
        drafts.append(draft(row.code, f"draft-{len(drafts)}", SYSTEMS[row.system]))
    hook = chance.choice(("patient-view", "order-select", "order-sign"))
    body = view(*resources) if hook == "patient-view" else order(*resources, drafts=drafts, hook=hook)
    for key in chance.sample([*body["prefetch"]], chance.randrange(9)):
        state = chance.choice(("absent", "null", "outcome", "empty", "html"))
        body["prefetch"][key] = {
            **{"absent": None, "null": None, "html": "<html><body>Bad gateway</body></html>"},
            **{"outcome": {"resourceType": "OperationOutcome", "issue": []}, "empty": bundle()},
        }[state]
        if state == "absent":
            del body["prefetch"][key]
    if chance.random() < 0.3:
        access = {"access_token": "a.token", "token_type": "Bearer", "expires_in": 300, "scope": "patient/Patient.read", "subject": "us"}
        body |= {"fhirServer": "https://fhir.invalid/r4", "fhirAuthorization": {**access, "patient": PATIENT}}
    return body


def test_twelve_invariants_over_generated_requests(made: Callable[..., Api], codes: CodeMap) -> None:
    """0 broken over 500 requests and what comes back to them; never a status 5xx."""
    chance = random.Random(20261124)
    apis = [made(guideline=guideline) for guideline in ("uk", "us", "who")]
    rows = [row for (system, _), listed in codes.rows.items() if system in SYSTEMS for row in listed]
    methods = [row for row in rows if row.fact == USING_NOW]
    seen: Counter[Any] = Counter()
    for number in range(REQUESTS):
        body = a_request(chance, rows, methods)
        assert [*broken_in_request(body)] == []
        answer = call(apis[number % 3], body)
        assert answer.status in (200, 412)
        seen[answer.status] += 1
        if answer.status == 200:
            response = json.loads(answer.body)
            assert [*broken_in_response(response)] == []
            seen[bool(response["cards"]), body["hook"]] += 1
            seen.update(card["indicator"] for card in response["cards"])
    # The requests are worth it: with and without cards at each hook, and cards of each kind.
    hooks = ("patient-view", "order-select", "order-sign")
    assert min(seen[cards, hook] for cards in (True, False) for hook in hooks) >= 10
    assert min(seen[indicator] for indicator in ("info", "warning", "critical")) >= 5


def test_nothing_told_is_in_any_log_or_error(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    """R21: 1,000 calls with markers."""
    calls = [*marked_calls()]
    assert len(calls) == 1000
    nothing_told_is_logged(api, caplog, calls)
