"""The one text that lives in code: what to show when the knowledge is missing, damaged or an error happens.

It gives the numbers and no answer, so that a fault never leaves a person without help. Source of the
numbers: the same as the pack's statements `foot.numbers`, `start.call-now` and `start.northern-ireland` (Tommy's, NHS; not yet
medically reviewed); a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass

SORRY = "Afterwards cannot answer now. Something is wrong on our side. We have not given you an answer."
NOW = (
    "Call 999, or go to A&E, if you have fainted, have chest pain or severe pain, bleed very heavily, or feel seriously ill.",
    "At any hour call NHS 111 if you are not sure.",
    "In Northern Ireland there is no NHS 111. Call your GP or GP out of hours, or Lifeline on 0808 808 8000 in a crisis.",
    "If you may harm yourself, call 999. To talk to someone at any hour, call NHS 111 and choose option 2, or Samaritans on 116 123.",
)
REVIEW = "Not yet medically reviewed."


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a page that stands in for another, and the language they are in. These are said where no pack can be read."""

    language: str = "en-GB"
    name: str = "Afterwards"
    heading: str = "If you need help"
    lines: tuple[str, ...] = (SORRY, *NOW, REVIEW)
    leave: str = "Leave this page"
    no_page: str = "There is no such page."
    nothing_sent: str = "Nothing is sent to this server: every answer stays in the page."


def as_text() -> str:
    """The whole text, one sentence a line."""
    return "\n".join((SORRY, *NOW, REVIEW))
