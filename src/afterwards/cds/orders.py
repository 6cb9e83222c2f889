"""Which contraceptives are being ordered: the drafts that were newly chosen, by their codes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from afterwards.cds.hook_call import HookCall, Resource
from afterwards.cds.resources import belongs_to
from afterwards.fhir.codes import CodeMap

NO_ORDER = ("cancelled", "stopped", "completed", "entered-in-error", "revoked", "on-hold")
"""Statuses of what is not being ordered."""
_CODED = ("medicationCodeableConcept", "code", "codeCodeableConcept")
"""Where orders of medicines, procedures and devices have their code in R4."""
EMERGENCY_TAKEN = "emergency_contraception_taken"
"""The fact whose codes are those of emergency contraception."""
Codings = tuple[Mapping[str, object], ...]


def chosen(call: HookCall) -> tuple[tuple[Resource, ...], int]:
    """The drafts that are looked at, and how many others belong to another person.

    Where the hook names selections, only these: the others were looked at before.
    """
    drafts = [draft for draft in call.drafts if _is_order(draft)]
    if call.selections:
        drafts = [draft for draft in drafts if _reference(draft) in {selection.removeprefix("./") for selection in call.selections}]
    hers = tuple(draft for draft in drafts if "subject" not in draft or belongs_to(draft, call.patient))
    return hers, len(drafts) - len(hers)


def codings_of(draft: Resource, beside: Collection[Resource]) -> Codings:
    """The codings of what is ordered, also where the medicine is a resource of its own, in the draft or `beside` it."""
    concepts = [draft.get(name) for name in _CODED]
    reference = draft.get("medicationReference")
    if isinstance(reference, dict) and isinstance(reference.get("reference"), str):
        contained = draft.get("contained")
        within = [one for one in contained if isinstance(one, dict)] if isinstance(contained, list) else []
        name = reference["reference"]
        concepts += [one.get("code") for one in within if f"#{one.get('id')}" == name]
        concepts += [one.get("code") for one in beside if _reference(one) == name]
    return tuple(_codings(concepts))


def _codings(concepts: list[object]) -> Iterator[Mapping[str, object]]:
    for concept in concepts:
        codings = concept.get("coding") if isinstance(concept, dict) else None
        for coding in codings if isinstance(codings, list) else ():
            if isinstance(coding, dict):
                yield coding


def _reference(resource: Resource) -> str:
    return f"{resource.get('resourceType')}/{resource.get('id')}"


def _is_order(draft: Resource) -> bool:
    return draft.get("status") not in NO_ORDER and draft.get("doNotPerform") is not True


def kind_of(codings: Codings, codes: CodeMap) -> str | None:
    """Which kind of emergency contraception a medicine is; None where its codings do not say, or say different ones.

    Whether one in a record was taken is only possible; here it is being ordered, and the code says which it is.
    """
    coded = [(coding.get("system"), coding.get("code")) for coding in codings]
    rows = [row for system, code in coded if isinstance(system, str) and isinstance(code, str) for row in codes.says(system, code)]
    kinds = {row.value for row in rows if row.fact == EMERGENCY_TAKEN and len(row.values) == 1}
    return kinds.pop() if len(kinds) == 1 else None
