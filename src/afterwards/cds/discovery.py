"""What a record system may call: three services for three hooks, and the searches it is asked to run before it calls.

`order-select` and `order-sign` have one id, so that a client may put the later cards in the place of the earlier ones.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

SERVICES = "/cds-services"
"""The address of the list of services."""
PATIENT_VIEW, ORDER_SELECT, ORDER_SIGN = "patient-view", "order-select", "order-sign"
LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
BY_PATIENT = ("Condition", "MedicationRequest", "MedicationAdministration", "MedicationStatement", "Procedure", "AllergyIntolerance")
"""Types of resources that are asked for by the patient alone."""
PATIENT, OBSERVATION = "Patient", "Observation"
TYPES = (PATIENT, *BY_PATIENT, OBSERVATION)
"""Every type that is asked for."""
_THIS_PATIENT = "{{context.patientId}}"


@dataclass(frozen=True, slots=True)
class Service:
    """One address of the service: its id, the hooks for which it is called, and what it says of itself, by hook."""

    id: str
    title: str
    hooks: Mapping[str, str]
    of_orders: bool

    @property
    def address(self) -> str:
        """Where it is called, after the prefix."""
        return f"{SERVICES}/{self.id}"

    @property
    def feedback(self) -> str:
        """Where clients say what became of its cards, after the prefix."""
        return f"{self.address}/feedback"


VIEW = Service(
    "afterwards-patient-view",
    "Contraception after a pregnancy loss",
    {
        PATIENT_VIEW: "When a pregnancy ended lately: from which day each method may start, when it protects, and what to ask. "
        "Emergency contraception while it may help."
    },
    of_orders=False,
)
ORDER = Service(
    "afterwards-order",
    "Eligibility for the contraceptive being ordered",
    {
        ORDER_SELECT: "The medical eligibility category of the contraceptive that is being chosen, why, what would change it and what is "
        "not known.",
        ORDER_SIGN: "The medical eligibility category of the contraceptive that is being signed, why, what would change it and what is "
        "not known.",
    },
    of_orders=True,
)
OFFERED = (VIEW, ORDER)
_NEEDS = "FHIR R4. Prefetch, or read access to the FHIR server; a part of the record that is not had is named on the card."


def query_of(kind: str, patient: str, observations: Collection[str]) -> str:
    """The search for one type of resource. `observations`: the codes of observations, each as `system|code`."""
    if kind == PATIENT:
        return f"{PATIENT}/{patient}"
    codes = f"&code={','.join(observations)}" if kind == OBSERVATION else ""
    return f"{kind}?patient={patient}{codes}"


def key_of(kind: str) -> str:
    """The prefetch key of a type of resource: `medicationRequest`."""
    return f"{kind[0].lower()}{kind[1:]}"


def discovery(observations: Collection[str]) -> dict[str, object]:
    """The list of services, as CDS Hooks 2.0 has it."""
    prefetch = {key_of(kind): query_of(kind, _THIS_PATIENT, observations) for kind in TYPES}
    return {
        "services": [
            {
                "hook": hook,
                "id": service.id,
                "title": service.title,
                "description": description,
                "usageRequirements": _NEEDS,
                "prefetch": prefetch,
            }
            for service in OFFERED
            for hook, description in service.hooks.items()
        ]
    }
