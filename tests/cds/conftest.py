"""The services of the built-in pack, called as record systems call them, without a server between."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from afterwards.api.app import Api
from afterwards.cds.discovery import ORDER, TYPES, VIEW, key_of
from afterwards.cds.service import CdsHooks, CdsSettings
from afterwards.fhir.codes import CodeMap, load_codes
from afterwards.pack import Pack
from tests.clock import TODAY
from tests.site.wire import Answer, ask

JSON = (b"content-type", b"application/json")
SNOMED, RXNORM, LOINC = "http://snomed.info/sct", "http://www.nlm.nih.gov/research/umls/rxnorm", "http://loinc.org"
PATIENT = "woman-1"
MIGRAINE_WITH_AURA, MISCARRIAGE = "4473006", "19169002"
COMBINED_PILL = "748856"
PAGES = "https://afterwards.example"
Resource = dict[str, Any]
Body = dict[str, Any]


@pytest.fixture(scope="session")
def codes() -> CodeMap:
    """The built-in code map."""
    return load_codes()


@pytest.fixture(scope="session")
def made(pack: Pack, codes: CodeMap) -> Callable[..., Api]:
    """Makes an API with the services, set up in another way; `today` and `origins` beside the settings."""

    def make(today: date = TODAY, origins: Iterable[str] = (), prefix: str = "", **settings: Any) -> Api:
        hooks = CdsHooks(pack, codes, replace(CdsSettings(pages=PAGES), **settings), lambda: today)
        return Api(pack, {}, prefix=prefix, origins=[*origins], more=hooks.operations())

    return make


@pytest.fixture(scope="session")
def api(made: Callable[..., Api]) -> Api:
    """The services as the server starts them."""
    return made()


def days_ago(number: int) -> str:
    """A day before the day of the tests."""
    return (TODAY - timedelta(days=number)).isoformat()


def condition(code: str, system: str = SNOMED, patient: str = PATIENT, **more: Any) -> Resource:
    """A condition of hers."""
    status = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}
    return {
        "resourceType": "Condition",
        "id": f"condition-{code}",
        "clinicalStatus": status,
        "subject": {"reference": f"Patient/{patient}"},
        "code": {"coding": [{"system": system, "code": code}]},
        **more,
    }


def draft(code: str = COMBINED_PILL, name: str = "draft-1", system: str = RXNORM, **more: Any) -> Resource:
    """A medicine that is being ordered."""
    medicine = {"medicationCodeableConcept": {"coding": [{"system": system, "code": code}]}} if code else {}
    subject = {"reference": f"Patient/{PATIENT}"}
    return {"resourceType": "MedicationRequest", "id": name, "status": "draft", "intent": "order", "subject": subject, **medicine, **more}


def bundle(*resources: Mapping[str, Any]) -> Resource:
    """A Bundle of them."""
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": dict(one)} for one in resources]}


def prefetched(*resources: Mapping[str, Any]) -> dict[str, Any]:
    """Prefetch with these resources, each under its key; every search was run."""
    kinds = {key_of(kind): bundle(*(one for one in resources if one["resourceType"] == kind)) for kind in TYPES if kind != "Patient"}
    return {"patient": {"resourceType": "Patient", "id": PATIENT, "gender": "female", "birthDate": "1998-03-02"}, **kinds}


def view(*resources: Mapping[str, Any], **more: Any) -> Body:
    """A record that is opened."""
    context = {"userId": "Practitioner/nurse", "patientId": PATIENT}
    return {
        "hook": "patient-view",
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": context,
        "prefetch": prefetched(*resources),
        **more,
    }


def order(
    *resources: Mapping[str, Any], drafts: Iterable[Mapping[str, Any]] | None = None, hook: str = "order-select", **more: Any
) -> Body:
    """A contraceptive that is chosen; the first draft has no medicine at all, as a real client sends it."""
    drafts = [draft("", "draft-0"), draft()] if drafts is None else [*drafts]
    context: Body = {"userId": "Practitioner/nurse", "patientId": PATIENT, "draftOrders": bundle(*drafts)}
    if hook == "order-select":
        context["selections"] = [f"{one['resourceType']}/{one['id']}" for one in drafts]
    return {**view(*resources), "hook": hook, "context": context, **more}


def call(api: Any, body: Any, headers: Iterable[tuple[bytes, bytes]] = (), address: str = "") -> Answer:
    """One call of the service of its hook; `body` is sent as it is where it is bytes."""
    hook = body.get("hook") if isinstance(body, dict) else ""
    address = address or (VIEW if hook == "patient-view" else ORDER).address
    return ask(api, "POST", address, body if isinstance(body, bytes) else json.dumps(body).encode(), [JSON, *headers])


def cards_of(answer: Answer) -> list[dict[str, Any]]:
    """The cards that came back."""
    assert answer.status == 200, answer.text
    content = json.loads(answer.body)
    assert content.keys() == {"cards"}
    cards: list[dict[str, Any]] = content["cards"]
    return cards
