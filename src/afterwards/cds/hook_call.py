"""One call of a record system, checked. What is wrong is named by its place in the call; no value of it is ever repeated."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from afterwards.api.body import Refused
from afterwards.api.call import complaint

Resource = Mapping[str, object]
FHIR_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_LONGEST = 4096
"""Characters of an address or a token."""


@dataclass(frozen=True, slots=True)
class HookCall:
    """A checked call. `prefetch` is None where the client sent none; a key in it that is None was searched and had no result.

    `token`: the access token for `fhir_server`, "" for none. `drafts`: the resources of `draftOrders`; `selections`: references to
    those that were newly chosen, None where the hook has none.
    """

    hook: str
    patient: str
    prefetch: Mapping[str, object] | None
    fhir_server: str
    token: str = field(repr=False)
    drafts: tuple[Resource, ...]
    selections: tuple[str, ...] | None


def read_object(body: bytes) -> dict[str, object]:
    """The JSON object in a body. Raises `Refused` (400), which repeats nothing of it."""
    try:
        content = json.loads(body.decode("utf-8"), object_pairs_hook=_each_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        allowed = "a JSON object in UTF-8, each name once"
        raise Refused(400, complaint("", "", allowed, "The body is no such object.", "Send a CDS Hooks 2.0 request."))
    return content


def read_hook_call(body: Mapping[str, object], hooks: Collection[str], *, of_orders: bool) -> HookCall:
    """The call in a body to a service of these hooks. Raises `Refused` (400)."""
    hook = _text(body, "hook")
    if hook not in hooks:
        raise _wrong("hook", " or ".join(hooks))
    _text(body, "hookInstance")
    context = _object(body, "context")
    patient = context.get("patientId")
    if not isinstance(patient, str) or not FHIR_ID.fullmatch(patient):
        raise _wrong("context.patientId", "the id of a FHIR Patient: up to 64 letters, digits, dots and hyphens")
    prefetch = body.get("prefetch")
    if prefetch is not None and not isinstance(prefetch, dict):
        raise _wrong("prefetch", "an object, or none")
    server, token = _access(body, patient)
    drafts: tuple[Resource, ...] = ()
    selections = None
    if of_orders:
        drafts = _drafts(context)
        selections = _selections(context)
    return HookCall(hook, patient, prefetch, server, token, drafts, selections)


def _access(body: Mapping[str, object], patient: str) -> tuple[str, str]:
    """The FHIR server and the token for it, "" for none. A token without a server is refused (cds-r-1), and one for someone else."""
    server, access = body.get("fhirServer"), body.get("fhirAuthorization")
    if server is not None and not (isinstance(server, str) and 0 < len(server) <= _LONGEST):
        raise _wrong("fhirServer", "the address of a FHIR server, or none")
    if access is None:
        return server or "", ""
    if not isinstance(access, dict):
        raise _wrong("fhirAuthorization", "an object, or none")
    if not server:
        raise _wrong("fhirServer", "the address of a FHIR server, where fhirAuthorization is given")
    token = access.get("access_token")
    if not isinstance(token, str) or not re.fullmatch(r"[\x21-\x7e]+", token) or len(token) > _LONGEST:
        raise _wrong("fhirAuthorization.access_token", f"a token of up to {_LONGEST} letters, digits and signs")
    if str(access.get("token_type")).lower() != "bearer":
        raise _wrong("fhirAuthorization.token_type", "Bearer")
    if access.get("patient") not in (None, patient):
        raise _wrong("fhirAuthorization.patient", "the id in context.patientId")
    return server, token


def _drafts(context: Mapping[str, object]) -> tuple[Resource, ...]:
    bundle = _object(context, "draftOrders", "context.")
    entries = bundle.get("entry", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _wrong("context.draftOrders.entry", "a list of objects")
    resources = (entry.get("resource") for entry in entries)
    return tuple(resource for resource in resources if isinstance(resource, dict))


def _selections(context: Mapping[str, object]) -> tuple[str, ...] | None:
    selections = context.get("selections")
    if selections is None:
        return None
    if not isinstance(selections, list) or not all(isinstance(reference, str) for reference in selections):
        raise _wrong("context.selections", "a list of references, such as MedicationRequest/103")
    return tuple(selections)


def _text(body: Mapping[str, object], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value or len(value) > _LONGEST:
        raise _wrong(name, "text")
    return value


def _object(body: Mapping[str, object], name: str, before: str = "") -> Mapping[str, object]:
    value = body.get(name)
    if not isinstance(value, dict):
        raise _wrong(f"{before}{name}", "an object")
    return value


def _wrong(name: str, allowed: str) -> Refused:
    return Refused(400, complaint(name, "", allowed, "it is missing, or is not what may stand there.", f"Give {allowed}."))


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError
    return content


def _no_constant(_: str) -> float:
    raise ValueError
