"""What may come in place of a record: nothing, null, an error, an empty Bundle, a page in HTML, a part, someone else's."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from afterwards.api.app import Api
from afterwards.cds.discovery import TYPES, key_of
from tests.cds.conftest import (
    COMBINED_PILL,
    MIGRAINE_WITH_AURA,
    MISCARRIAGE,
    PATIENT,
    Body,
    bundle,
    call,
    cards_of,
    condition,
    days_ago,
    draft,
    order,
    prefetched,
    view,
)

KEYS = [key_of(kind) for kind in TYPES]
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
HTML = "<html><body>502 Bad Gateway</body></html>"
STATES: list[tuple[str, Any, int]] = [
    ("null", None, 200),
    ("empty", bundle(), 200),
    ("empty without entry", {"resourceType": "Bundle", "total": 0}, 200),
    ("outcome", OUTCOME, 412),
    ("outcome in a Bundle", bundle(OUTCOME), 412),
    ("html", HTML, 412),
    ("number", 3, 412),
]


@pytest.mark.parametrize(("state", "status"), [pytest.param(state, status, id=name) for name, state, status in STATES])
@pytest.mark.parametrize("hook", [view, order])
def test_every_search_gave_the_same(api: Api, hook: Callable[..., Body], state: Any, status: int) -> None:
    """412 only where nothing of the record can be had; a search that had no result was had."""
    assert call(api, hook(prefetch=dict.fromkeys(KEYS, state))).status == status


@pytest.mark.parametrize("prefetch", [None, {}, {"other": bundle()}])
@pytest.mark.parametrize("hook", [view, order])
def test_nothing_was_sent(api: Api, hook: Callable[..., Body], prefetch: Any) -> None:
    assert call(api, hook(prefetch=prefetch)).status == 412
    without = hook()
    del without["prefetch"]
    answer = call(api, without)
    assert answer.status == 412
    (error,) = json.loads(answer.body)["errors"]
    assert "--cds-fhir" in error["remedy"]


@pytest.mark.parametrize("state", [pytest.param(state, id=name) for name, state, _ in STATES])
@pytest.mark.parametrize("missing", [one for one in KEYS if one != "condition"])
def test_one_search_alone_is_enough_and_what_is_missing_is_named(api: Api, missing: str, state: Any) -> None:
    body = order(condition(MIGRAINE_WITH_AURA))
    body["prefetch"][missing] = state
    (card,) = cards_of(call(api, body))
    assert card["indicator"] == "critical"
    name = f"{missing[0].upper()}{missing[1:]}"
    was_had = state is None or (isinstance(state, dict) and "OperationOutcome" not in json.dumps(state))
    assert (f"Not had of the record: {name}." in card["detail"]) is not was_had
    del body["prefetch"][missing]
    assert f"Not had of the record: {name}." in cards_of(call(api, body))[0]["detail"]


def test_a_remark_beside_results_and_a_first_page(api: Api) -> None:
    body = order(condition(MIGRAINE_WITH_AURA))
    body["prefetch"]["condition"]["entry"].append({"resource": OUTCOME, "search": {"mode": "outcome"}})
    (card,) = cards_of(call(api, body))
    assert card["indicator"] == "critical"
    body["prefetch"]["condition"]["link"] = [{"relation": "next", "url": "https://fhir.invalid/page2"}]
    assert "Had only in part: Condition." in cards_of(call(api, body))[0]["detail"]


# Orders


@pytest.mark.parametrize(
    "drafts",
    [
        [],
        [draft("")],
        [draft("000")],
        [draft(medicationCodeableConcept={"text": "Combined pill"}, code="")],
        [draft(status="cancelled")],
        [draft(doNotPerform=True)],
    ],
    ids=range(6),
)
def test_no_contraceptive_is_ordered(api: Api, drafts: list[Body]) -> None:
    """Then there is nothing to say, whatever was sent; and nothing is asked for."""
    for prefetch in (prefetched(condition(MIGRAINE_WITH_AURA)), None):
        assert cards_of(call(api, order(drafts=drafts, prefetch=prefetch))) == []


def test_only_what_was_chosen_counts(api: Api) -> None:
    body = order(condition(MIGRAINE_WITH_AURA))
    for selections, number in ((["MedicationRequest/draft-0"], 0), (["MedicationRequest/draft-1"], 1), ([], 1), (None, 1)):
        body["context"]["selections"] = selections
        assert len(cards_of(call(api, body))) == number


def test_a_medicine_that_is_a_resource_of_its_own(api: Api) -> None:
    coded = {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": COMBINED_PILL}]}
    medicine = {"resourceType": "Medication", "id": "m1", "code": coded}
    within = draft("", medicationReference={"reference": "#m1"}, contained=[medicine])
    beside = draft("", medicationReference={"reference": "Medication/m1"})
    for drafts in ([within], [beside, medicine]):
        (card,) = cards_of(call(api, order(condition(MIGRAINE_WITH_AURA), drafts=drafts)))
        assert card["indicator"] == "critical"


# Someone else


def test_what_is_of_another_person_is_not_used_and_is_said(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    stranger = condition(MIGRAINE_WITH_AURA, patient="woman-2")
    loss = condition(MISCARRIAGE, patient="woman-2", onsetDateTime=days_ago(9))
    nobody = {name: value for name, value in stranger.items() if name != "subject"}
    before = cards_of(call(api, order()))
    for strangers in ([stranger], [stranger, loss], [nobody]):
        cards = cards_of(call(api, order(*strangers)))
        assert [card["summary"] for card in cards[:-1]] == [card["summary"] for card in before]
        assert "another person" in cards[-1]["summary"]
        assert cards[-1]["indicator"] == "warning"
        assert f": {len(strangers)} " in cards[-1]["summary"]
        assert "migraine" not in cards[0]["detail"].split("What is not known")[0]
    (card,) = cards_of(call(api, view(stranger, loss)))
    assert "another person" in card["summary"]
    assert "2 entries of another person" in caplog.text
    assert "woman" not in caplog.text


def test_another_patient_resource_tells_nothing(api: Api) -> None:
    body = view(condition(MISCARRIAGE, onsetDateTime=days_ago(9)))
    body["prefetch"]["patient"] = {"resourceType": "Patient", "id": "woman-2", "birthDate": "1970-01-01"}
    cards = cards_of(call(api, body))
    assert len(cards) == 2
    assert "another person" in cards[1]["summary"]


def test_a_draft_for_another_person_gives_no_category(api: Api) -> None:
    other = draft(subject={"reference": "Patient/woman-2"})
    cards = cards_of(call(api, order(condition(MIGRAINE_WITH_AURA), drafts=[other])))
    assert ["another person" in card["summary"] for card in cards] == [True]


@pytest.mark.parametrize(
    "reference",
    [f"Patient/{PATIENT}", f"https://fhir.example/r4/Patient/{PATIENT}", f"Patient/{PATIENT}/_history/2", f"urn:uuid:{PATIENT}"],
)
def test_the_ways_of_naming_her(api: Api, reference: str) -> None:
    hers = condition(MIGRAINE_WITH_AURA, subject={"reference": reference})
    (card,) = cards_of(call(api, order(hers)))
    assert card["indicator"] == "critical"
