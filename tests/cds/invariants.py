"""The twelve invariants that HL7 puts on requests, responses and feedback of CDS Hooks (input/fsh/invariants of HL7/cds-hooks), written
here as checks on JSON: each yields the name of a rule that is broken. What a response needs besides is checked as `form`.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]
SELECTION = ("at-most-one", "any")
ACTION_SELECTION = ("all", "any", "at-most-one")


def broken_in_request(request: Json) -> Iterator[str]:
    """cds-r-1 and cds-r-2."""
    access = request.get("fhirAuthorization")
    if access is not None and not request.get("fhirServer"):
        yield "cds-r-1"
    if access is not None and "patient/" in str(access.get("scope", "")).lower() and not access.get("patient"):
        yield "cds-r-2"


def broken_in_response(response: Json) -> Iterator[str]:
    """cds-resp-1 to cds-resp-7, and the form of cards."""
    if not isinstance(response.get("cards"), list):
        yield "form: cards"
        return
    for card in response["cards"]:
        yield from _broken_in_card(card)
    yield from _broken_in_actions(response.get("systemActions", ()))


def _broken_in_card(card: Json) -> Iterator[str]:
    suggestions = card.get("suggestions", [])
    if card.get("selectionBehavior") == "at-most-one" and sum(bool(one.get("isRecommended")) for one in suggestions) > 1:
        yield "cds-resp-1"
    for suggestion in suggestions:
        yield from _broken_in_actions(suggestion.get("actions", ()))
        if not all(action.get("description") for action in suggestion.get("actions", ())):
            yield "cds-resp-5"
        if suggestion.get("actionSelectionBehavior", "all") not in ACTION_SELECTION:
            yield "cds-resp-7"
    for link in card.get("links", ()):
        if link.get("type") != "smart" and "appContext" in link:
            yield "cds-resp-3"
        if link.get("type") not in ("absolute", "smart") or not link.get("label") or not str(link.get("url")).startswith("https://"):
            yield "form: link"
    if not all(reason.get("display") for reason in card.get("overrideReasons", ())):
        yield "cds-resp-4"
    if suggestions and card.get("selectionBehavior") not in SELECTION:
        yield "cds-resp-6"
    yield from _broken_in_form(card)


def _broken_in_actions(actions: Any) -> Iterator[str]:
    for action in actions:
        if action.get("type") == "delete" and not (action.get("resourceId") and "resource" not in action):
            yield "cds-resp-2"


def _broken_in_form(card: Json) -> Iterator[str]:
    if not isinstance(card.get("summary"), str) or not 0 < len(card["summary"]) < 140 or "\n" in card["summary"]:
        yield "form: summary"
    if card.get("indicator") not in ("info", "warning", "critical"):
        yield "form: indicator"
    if not card.get("source", {}).get("label"):
        yield "form: source.label"
    if not re.fullmatch(r"[0-9a-f-]{36}", str(card.get("uuid"))) or uuid.UUID(card["uuid"]).version != 4:
        yield "form: uuid"
    if not isinstance(card.get("detail"), str) or "<" in card["detail"]:
        yield "form: detail"


def broken_in_feedback(feedback: Json) -> Iterator[str]:
    """cds-fb-1 to cds-fb-3."""
    for entry in feedback.get("feedback", ()):
        if entry.get("outcome") not in ("accepted", "overridden"):
            yield "cds-fb-1"
        if entry.get("outcome") == "accepted" and not entry.get("acceptedSuggestions"):
            yield "cds-fb-2"
        reason = entry.get("overrideReason")
        if reason is not None and not (reason.get("reason") or reason.get("userComment")):
            yield "cds-fb-3"
