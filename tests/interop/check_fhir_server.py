"""Our records from a FHIR server and clients that nobody here wrote (R23): what both clients read gives the facts of the file.

The server holds the records of `tests/fhir/bundles`, each of one woman, all at once: a search that gave another woman's would be seen.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fhirclient import client
from fhirclient.models.allergyintolerance import AllergyIntolerance
from fhirclient.models.condition import Condition
from fhirclient.models.medicationadministration import MedicationAdministration
from fhirclient.models.medicationrequest import MedicationRequest
from fhirclient.models.medicationstatement import MedicationStatement
from fhirclient.models.observation import Observation
from fhirclient.models.patient import Patient
from fhirclient.models.procedure import Procedure
from fhirpy import SyncFHIRClient

from tests.fhir.bundles import NAMES, bundle_of, day_of, golden_of, read
from tests.interop import node

TYPES = (*(Condition, Observation, Procedure, MedicationRequest, MedicationStatement, MedicationAdministration, AllergyIntolerance),)
HELD = {"Patient", *(one.__name__ for one in TYPES)}
"""The resources that are read: those of her record, and herself."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server that holds every record kept here."""
    bundles = [{"entry": [entry for entry in bundle_of(name)["entry"] if entry["resource"]["resourceType"] in HELD]} for name in NAMES]
    with node.serving("fhir_server.cjs", bundles) as port:
        yield f"http://127.0.0.1:{port}"


def woman(name: str) -> str:
    """The id of the one Patient of a record; "" where the record holds several, or none."""
    ids = [entry["resource"]["id"] for entry in bundle_of(name)["entry"] if entry["resource"]["resourceType"] == "Patient"]
    return ids[0] if len(ids) == 1 else ""


WITHIN = ("references",)
"""Its resources name each other by addresses within their Bundle and a Medication of its own, which no search by patient gives."""
RECORDS = [name for name in NAMES if woman(name) and name not in WITHIN]


def by_fhirclient(server: str, patient: str) -> list[Any]:
    settings = {"app_id": "afterwards", "api_base": server}
    smart = client.FHIRClient(settings=settings)
    resources = [Patient.read(patient, smart.server)]
    for kind in TYPES:
        resources += kind.where({"patient": patient, "_count": "1000"}).perform_resources_iter(smart.server)
    return [one.as_json() for one in resources]


def by_fhirpy(server: str, patient: str) -> list[Any]:
    fhir = SyncFHIRClient(server)
    resources = [fhir.get("Patient", patient)]
    for kind in TYPES:
        resources += fhir.resources(kind.__name__).search(patient=patient).limit(1000).fetch_all()
    return json.loads(json.dumps(resources))  # type: ignore[no-any-return]  # a list, as it was


@pytest.mark.parametrize("reading", [by_fhirclient, by_fhirpy])
def test_both_clients_read_records_that_give_the_same_facts(reading: Any, server: str) -> None:
    assert len(RECORDS) >= 12
    differ = {}
    for name in RECORDS:
        entries = [{"resource": resource} for resource in reading(server, woman(name))]
        facts = read({"resourceType": "Bundle", "type": "collection", "entry": entries}, day_of(name)).facts
        if facts != golden_of(name)["facts"]:
            differ[name] = (facts, golden_of(name)["facts"])
    assert differ == {}
    print(f"{len(RECORDS)} records by {reading.__name__}")


def test_a_search_gives_one_woman_only(server: str) -> None:
    """As many conditions as her record holds, though the server holds those of all."""
    for name in RECORDS:
        hers = [entry for entry in bundle_of(name)["entry"] if entry["resource"]["resourceType"] == "Condition"]
        mine = [one for one in hers if one["resource"].get("subject", {}).get("reference") == f"Patient/{woman(name)}"]
        assert sum(one["resourceType"] == "Condition" for one in by_fhirpy(server, woman(name))) == len(mine)
