"""What a reader is told of medical review: under each sentence, at the foot of each page, and on the pages about the software itself.

The state of a page is that of the sentences it really shows: they are read from the page when it is made.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from markupsafe import escape

from afterwards.pack.model import Pack
from afterwards.pack.reviews import NOT_REVIEWED, OVERDUE, REVIEWED, Review
from afterwards.web.headings import HEADINGS
from afterwards.wording import long_date

HERE = Path(__file__).parent
MARK = "<!-- review of this page -->"
"""Stands in the foot until the page is made."""
_SHOWN = re.compile(r'data-statement="([^"]+)"')
TOPICS = {**HEADINGS, "methods": "Methods of contraception", "reading": "Reading pages", "general": "Questions and notes about this site"}


def note(pack: Pack, statement: str, today: date) -> str:
    """The review of one sentence: its state, and by whom and until when where somebody signed it."""
    state = pack.review(f"statement:{statement}", today)
    said = pack.statements[pack.info[_SAYS[state]]].text
    return said if state == NOT_REVIEWED else f"{said} {_signed(pack.reviews.standing[f'statement:{statement}'])}"


_SAYS = {NOT_REVIEWED: "not_reviewed", REVIEWED: "reviewed", OVERDUE: "review_overdue"}


def _signed(review: Review) -> str:
    who = " and ".join(str(one) for one in review.by)
    return f"{who}, {long_date(review.signed)}. To be looked at again by {long_date(review.due)}."


def finish(pack: Pack, page: str, today: date) -> str:
    """The page with its own review state in its foot."""
    if MARK not in page:
        return page
    foot = pack.info["not_reviewed"]
    shown = {name for name in _SHOWN.findall(page) if name in pack.statements} if pack.reviews.standing else set()
    statement, text = whole(pack, shown - {foot}, today)
    return page.replace(MARK, f'<span data-statement="{escape(statement)}">{escape(text)}</span>', 1)


def whole(pack: Pack, statements: Iterable[str], today: date) -> tuple[str, str]:
    """The state of several sentences together: the statement that says it, and the words. Reviewed only when all of them are."""
    states = Counter(pack.review(f"statement:{one}", today) for one in statements)
    number, signed = states.total(), states[REVIEWED]
    if not signed:
        key = _SAYS[OVERDUE if states[OVERDUE] and states[OVERDUE] == number else NOT_REVIEWED]
        return pack.info[key], pack.statements[pack.info[key]].text
    if signed < number:
        rest = pack.statements[pack.info["not_reviewed"]].text
        return pack.info["not_reviewed"], f"{signed} of these {number} sentences are read and signed by a clinician. The others: {rest}"
    due = min(pack.reviews.standing[f"statement:{one}"].due for one in statements)
    text = pack.statements[pack.info["reviewed"]].text
    return pack.info["reviewed"], f"{text} To be looked at again by {long_date(due)}."


@dataclass(frozen=True, slots=True)
class Part:
    """One topic on the page of reviews: how many sentences, and how many rules and rows, and how many of them are reviewed."""

    name: str
    sentences: int
    sentences_reviewed: int
    rules: int
    rules_reviewed: int


def reviews_values(pack: Pack, today: date) -> dict[str, Any]:
    """What the page of reviews shows."""
    kinds = ("statement:", "rule:", "row:", "medicine:")
    counted: Counter[tuple[str, bool, bool]] = Counter()
    places = pack.reviews.places()
    for item, topics in places.items():
        done = pack.review(item, today) == REVIEWED
        for topic in topics:
            counted[topic, item.startswith(kinds[0]), done] += 1
    parts = [
        Part(
            name,
            counted[topic, True, True] + counted[topic, True, False],
            counted[topic, True, True],
            counted[topic, False, True] + counted[topic, False, False],
            counted[topic, False, True],
        )
        for topic, name in TOPICS.items()
    ]
    sentences = [item.removeprefix(kinds[0]) for item in places if item.startswith(kinds[0])]
    signings = sorted({(review.signed, str(one)) for review in pack.reviews.standing.values() for one in review.by})
    return {
        "parts": [one for one in parts if one.sentences or one.rules],
        "state": whole(pack, sentences, today),
        "sentences": len(sentences),
        "signings": [(long_date(day), who) for day, who in signings],
        "until": long_date(date.fromisoformat(pack.info["answers_until"])),
    }


def changes() -> list[dict[str, Any]]:
    """The editions and what changed in them, newest first: `{"edition", "says": [text]}`, made from CHANGELOG.md by `tools/changes.py`."""
    found: list[dict[str, Any]] = json.loads((HERE / "changes.json").read_text(encoding="utf-8"))
    return found
