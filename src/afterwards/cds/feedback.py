"""What became of cards: counted by service, outcome and reason, and nothing else of it is kept.

The counts are in this process's memory and are read in its log alone; a card's id, a comment or a time is thrown away.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping

from afterwards.api.body import Refused
from afterwards.api.call import complaint
from afterwards.cds.card import OVERRIDE_REASONS

ACCEPTED, OVERRIDDEN = "accepted", "overridden"
NO_REASON, OTHER_REASON = "no-reason", "other-reason"
MOST = 100
"""Cards in one call."""
log = logging.getLogger("afterwards.access")


class Feedback:
    """The counts of one service."""

    def __init__(self, service: str) -> None:
        self._service = service
        self.counts: Counter[str] = Counter()

    def take(self, body: Mapping[str, object]) -> None:
        """Count what a client says of its cards. Raises `Refused` (400) for what breaks a rule of CDS Hooks; then none counts."""
        entries = body.get("feedback")
        if not isinstance(entries, list) or not 0 < len(entries) <= MOST:
            raise _wrong("feedback", f"a list of 1 to {MOST} objects")
        self.counts.update([_outcome(entry) for entry in entries])
        log.info("feedback on %s: %s", self._service, ", ".join(f"{name} {count}" for name, count in sorted(self.counts.items())))


def _outcome(entry: object) -> str:
    if not isinstance(entry, dict):
        raise _wrong("feedback", "a list of objects")
    if not isinstance(entry.get("card"), str) or not entry["card"]:
        raise _wrong("feedback.card", "the uuid of the card")
    outcome = entry.get("outcome")
    if outcome not in (ACCEPTED, OVERRIDDEN):
        raise _wrong("feedback.outcome", f"{ACCEPTED} or {OVERRIDDEN}")
    if not isinstance(entry.get("outcomeTimestamp"), str):
        raise _wrong("feedback.outcomeTimestamp", "the moment of it, in ISO 8601")
    if outcome == ACCEPTED:
        suggestions = entry.get("acceptedSuggestions")
        if not isinstance(suggestions, list) or not suggestions:
            raise _wrong("feedback.acceptedSuggestions", "the suggestions that were accepted, where the outcome is accepted")
        return ACCEPTED
    return f"{OVERRIDDEN} {_reason(entry.get('overrideReason'))}"


def _reason(override: object) -> str:
    """One of our own reasons; the words of a comment, or of another's reason, are not kept."""
    if override is None:
        return NO_REASON
    if not isinstance(override, dict) or not ("reason" in override or "userComment" in override):
        raise _wrong("feedback.overrideReason", "a reason, a userComment, or both")
    reason = override.get("reason")
    code = reason.get("code") if isinstance(reason, dict) else None
    return code if isinstance(code, str) and code in OVERRIDE_REASONS else OTHER_REASON


def _wrong(name: str, allowed: str) -> Refused:
    return Refused(400, complaint(name, "", allowed, "it is missing, or is not what may stand there.", f"Give {allowed}."))
