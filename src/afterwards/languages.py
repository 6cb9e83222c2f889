"""Languages: how each writes dates, joins words and forms plurals, as Unicode's CLDR has it.

Babel knows CLDR here, and `Intl` in the page; both give the same text for the same language. Babel is imported when something is first
written with it, since it takes a while. The language `en-XA` is made up: British English with marks around it, so that a word which does
not come from the pack can be seen.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its tag; `like` is the one whose dates, lists and plurals it has, `marks` stand around what it writes itself."""

    tag: str
    like: str
    marks: tuple[str, str] = ("", "")

    def date(self, day: datetime.date, today: datetime.date | None = None) -> str:
        """`6 December`, with the year when it is not this year (or when `today` is not given)."""
        year = today is None or day.year != today.year
        return self._marked(_written(self.like, "yMMMMd" if year else "MMMMd", day))

    def month(self, day: datetime.date) -> str:
        """`November 2026`."""
        return self._marked(_written(self.like, "yMMMM", day))

    def both(self, words: Sequence[str]) -> str:
        """`a and b`."""
        return self._joined("standard", words)

    def either(self, words: Sequence[str]) -> str:
        """`a or b`."""
        return self._joined("or", words)

    def form(self, number: float) -> str:
        """The plural form that goes with a number: zero, one, two, few, many or other."""
        return _form(self.like, number)

    def _joined(self, style: str, words: Sequence[str]) -> str:
        between = self._marked(_between(self.like, style)) if len(words) > 1 else ""
        return between.join(words)

    def _marked(self, text: str) -> str:
        return f"{self.marks[0]}{text}{self.marks[1]}"


BRITISH = Language("en-GB", "en-GB")
PSEUDO = Language("en-XA", "en-GB", ("⟦", "⟧"))
"""What a pack written in British English can be marked as, to find what does not come from it."""


def language_of(tag: str) -> Language:
    """The language of a tag."""
    return PSEUDO if tag == PSEUDO.tag else Language(tag, tag)


@cache
def _written(like: str, skeleton: str, day: datetime.date) -> str:
    from babel.dates import format_skeleton

    return format_skeleton(skeleton, day, locale=_babel(like))


@cache
def _between(like: str, style: str) -> str:
    """What a language writes between two words of a list."""
    from babel.lists import format_list

    made = format_list(["0", "1"], style="or" if style == "or" else "standard", locale=_babel(like))
    return made.removeprefix("0").removesuffix("1")


@cache
def _form(like: str, number: float) -> str:
    from babel import Locale

    return Locale.parse(_babel(like)).plural_form(number)


def _babel(tag: str) -> str:
    return tag.replace("-", "_")
