"""The verdicts, and which a level may be given in. The page's `answers/verdicts.js` is the same."""

from __future__ import annotations

from collections.abc import Mapping

URGENCY = "urgency"
RISING = ("information", "yes", "not_yet", "ask_first", "do_now", "call_today", "call_now")
"""Verdicts, the most urgent last."""
CALLS = {"urgent_same_day": "call_today", "emergency": "call_now"}
BY_LEVEL: Mapping[str, tuple[str, ...]] = {
    "self_care": ("yes", "information"),
    "contact_soon": ("ask_first",),
    **{level: (verdict,) for level, verdict in CALLS.items()},
    "when_you_feel_ready": ("yes", "information"),
    "wait": ("not_yet",),
    "ask_your_clinician": ("ask_first",),
    "fine": ("yes",),
    "ask_first": ("ask_first",),
    "not_for_now": ("not_yet",),
    "none": ("information",),
    "use_if_you_have_sex": ("yes", "not_yet"),
    "emergency_contraception_may_help": ("do_now",),
    "looking_after_yourself": ("information",),
    "talk_to_someone": ("ask_first",),
    "crisis": ("call_today",),
}
"""The verdicts a level may be given in; of several the question's first answer that fits decides."""
NOT_TODAY = ("not_yet", "ask_first")
"""What counts as one act where sex, trying or a method is decided: not today."""
ONE_ACT = ("sex_readiness", "trying_again", "sex_in_pregnancy")
ABOUT_HELP = (URGENCY, "statements", "feelings")
"""What a question decides whose "ask first" is about help alone, and about nothing that she may do."""
RHESUS = "rhesus"
NOT_SUITABLE = 4
