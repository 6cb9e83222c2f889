"""The service in the API's OpenAPI document: its addresses, and what may be sent to each."""

from __future__ import annotations

from afterwards.cds.card import OVERRIDE_REASONS
from afterwards.cds.discovery import OFFERED, SERVICES, TYPES, Service, key_of
from afterwards.cds.feedback import ACCEPTED, MOST, OVERRIDDEN
from afterwards.pack.data import Json

Schema = Json
_JSON = "application/json"
_ERRORS: Schema = {_JSON: {"schema": {"$ref": "#/components/schemas/Errors"}}}
_TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": 4096}
_ORDERS: Schema = {
    "type": "object",
    "description": "A Bundle of what is being ordered.",
    "properties": {"entry": {"type": "array", "items": {"type": "object"}}},
}
_CARD: Schema = {
    "type": "object",
    "required": ["uuid", "summary", "indicator", "detail", "source", "overrideReasons"],
    "properties": {
        "uuid": {"type": "string", "format": "uuid"},
        "summary": {"type": "string", "maxLength": 139},
        "indicator": {"enum": ["info", "warning", "critical"]},
        "detail": {"type": "string", "description": "Markdown."},
        "source": {"type": "object", "required": ["label"], "properties": {"label": {"type": "string"}}},
        "overrideReasons": {"type": "array", "items": {"type": "object", "required": ["code", "system", "display"]}},
        "links": {"type": "array", "items": {"type": "object", "required": ["label", "url", "type"]}},
    },
}


def paths() -> Schema:
    """The operations by their addresses."""
    services = {"description": "The list of services.", "content": {_JSON: {"schema": {"type": "object", "required": ["services"]}}}}
    discover = {
        "operationId": "cdsServices",
        "summary": "The CDS Hooks 2.0 services for record systems, and what each asks to be sent along.",
        "responses": {"200": services, **_refused("400", "404", "405", "500")},
    }
    made: Schema = {SERVICES: {"get": discover}}
    for service in OFFERED:
        made[service.address] = {"post": _call(service)}
        made[service.feedback] = {"post": _feedback(service)}
    return made


def _call(service: Service) -> Schema:
    context: Schema = {
        "type": "object",
        "required": ["patientId"],
        "properties": {"patientId": {"type": "string", "pattern": "^[A-Za-z0-9.-]{1,64}$"}},
    }
    if service.of_orders:
        context["required"].append("draftOrders")
        context["properties"] |= {"draftOrders": _ORDERS, "selections": {"type": ["array", "null"], "items": {"type": "string"}}}
    access = {
        "type": "object",
        "required": ["access_token", "token_type"],
        "properties": {
            "access_token": {"type": "string", "pattern": "^[!-~]{1,4096}$"},
            "token_type": {"const": "Bearer"},
            "patient": {"type": "null", "description": "Or the id in context.patientId."},
        },
    }
    body = {
        "type": "object",
        "required": ["hook", "hookInstance", "context"],
        "properties": {
            "hook": {"enum": [*service.hooks]},
            "hookInstance": _TEXT,
            "context": context,
            "prefetch": {
                "type": ["object", "null"],
                "description": f"By key ({', '.join(key_of(kind) for kind in TYPES)}) a resource or a Bundle. Null: nothing was there.",
            },
            "fhirServer": {"anyOf": [_TEXT, {"type": "null"}], "description": "It is asked only where it was configured."},
            "fhirAuthorization": access,
        },
        "dependentSchemas": {"fhirAuthorization": {"required": ["fhirServer"], "properties": {"fhirServer": _TEXT}}},
    }
    patient = {"hook": next(iter(service.hooks)), "hookInstance": "1f0e-example", "context": {"patientId": "example"}}
    if service.of_orders:
        patient["context"] |= {"draftOrders": {"resourceType": "Bundle", "entry": []}}  # type: ignore[operator]
    cards = {"type": "object", "required": ["cards"], "properties": {"cards": {"type": "array", "items": _CARD}}}
    return {
        "operationId": f"cds_{service.id}",
        "summary": f"{service.title}: cards, none where there is nothing to say.",
        "requestBody": _body(body, {**patient, "prefetch": {"patient": None}}),
        "responses": {
            "200": {"description": "The cards.", "content": {_JSON: {"schema": cards}}},
            "401": {"description": "The token is not one of a configured issuer, or was used before.", "content": _ERRORS},
            "412": {"description": "Nothing of the record can be had.", "content": _ERRORS},
            **_refused("400", "404", "405", "408", "413", "415", "500"),
        },
    }


def _feedback(service: Service) -> Schema:
    either: Schema = {"anyOf": [{"required": ["reason"]}, {"required": ["userComment"]}]}
    entry = {
        "type": "object",
        "required": ["card", "outcome", "outcomeTimestamp"],
        "properties": {"card": {"type": "string", "minLength": 1}, "outcomeTimestamp": {"type": "string"}},
        "oneOf": [
            {
                "required": ["acceptedSuggestions"],
                "properties": {"outcome": {"const": ACCEPTED}, "acceptedSuggestions": {"type": "array", "minItems": 1}},
            },
            {
                "properties": {
                    "outcome": {"const": OVERRIDDEN},
                    "overrideReason": {"anyOf": [{"type": "null"}, {"type": "object", **either}]},
                }
            },
        ],
    }
    body = {
        "type": "object",
        "required": ["feedback"],
        "properties": {"feedback": {"type": "array", "minItems": 1, "maxItems": MOST, "items": entry}},
    }
    example = {"card": "1f0e-example", "outcome": OVERRIDDEN, "outcomeTimestamp": "2026-11-24T12:00:00Z"}
    example |= {"overrideReason": {"reason": {"code": next(iter(OVERRIDE_REASONS))}}}  # type: ignore[dict-item]
    return {
        "operationId": f"cds_{service.id}_feedback",
        "summary": "What became of cards. It is counted by outcome and reason, and nothing else of it is kept.",
        "requestBody": _body(body, {"feedback": [example]}),
        "responses": {
            "200": {"description": "It was counted.", "content": {_JSON: {"schema": {"type": "object"}}}},
            "401": {"description": "The token is not one of a configured issuer, or was used before.", "content": _ERRORS},
            **_refused("400", "404", "405", "408", "413", "415", "500"),
        },
    }


def _body(schema: Schema, example: Schema) -> Schema:
    return {"required": True, "content": {_JSON: {"schema": schema, "example": example}}}


def _refused(*statuses: str) -> Schema:
    return {status: {"$ref": f"#/components/responses/Refused{status}"} for status in statuses}
