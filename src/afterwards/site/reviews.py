"""What a reader is told of medical review: under each sentence, at the foot of each page, and on the pages about the software itself.

The state of a page is that of the sentences it really shows: they are read from the page when it is made.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from markupsafe import escape

from afterwards.pack.model import Pack
from afterwards.pack.reviews import REVIEWED
from afterwards.pack.words import words
from afterwards.site.headings import TOPICS
from afterwards.wording import review_of_all

HERE = Path(__file__).parent
MARK = "<!-- review of this page -->"
"""Stands in the foot until the page is made."""
_SHOWN = re.compile(r'data-statement="([^"]+)"')
LEVEL_WORDS = {
    "self_care": "site.level-self-care",
    "contact_soon": "site.level-contact-soon",
    "urgent_same_day": "site.level-urgent-same-day",
    "emergency": "site.level-emergency",
    "looking_after_yourself": "site.level-self-care",
    "talk_to_someone": "site.level-talk-to-someone",
    "crisis": "site.level-crisis",
    "when_you_feel_ready": "site.level-when-you-feel-ready",
    "wait": "site.level-wait",
    "ask_your_clinician": "site.level-ask-your-clinician",
    "fine": "site.level-fine",
    "ask_first": "site.level-ask-first",
    "not_for_now": "site.level-not-for-now",
    "none": "site.level-none",
    "use_if_you_have_sex": "site.level-use-if-you-have-sex",
    "emergency_contraception_may_help": "site.level-emergency-contraception-may-help",
    "may_help": "site.level-may-help",
    "depends": "site.level-depends",
    "not_advised": "site.level-not-advised",
    "too_late": "site.level-too-late",
    "1": "site.level-category-1",
    "2": "site.level-category-2",
    "-": "site.level-no-category",
    "3": "site.level-category-3",
    "4": "site.level-category-4",
}
"""A level, for the page of the score: the statement that says it."""


def finish(pack: Pack, page: str, today: date) -> str:
    """The page with its own review state in its foot."""
    if MARK not in page:
        return page
    foot = pack.info.not_reviewed
    shown = {name for name in _SHOWN.findall(page) if name in pack.statements} if pack.reviews.standing else set()
    statement, text = review_of_all(pack, shown - {foot}, today)
    return page.replace(MARK, f'<span data-statement="{escape(statement)}">{escape(text)}</span>', 1)


@dataclass(frozen=True, slots=True)
class Part:
    """One topic on the page of reviews: how many sentences, and how many rules and rows, and how many of them are reviewed."""

    name: str
    sentences: int
    sentences_reviewed: int
    rules: int
    rules_reviewed: int


def reviews_values(pack: Pack, today: date) -> dict[str, object]:
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
            words(pack, name),
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
        "state": review_of_all(pack, sentences, today),
        "sentences": len(sentences),
        "signings": [(pack.language.date(day), who) for day, who in signings],
        "until": pack.language.date(pack.info.answers_until),
    }


def score_values(pack: Pack) -> dict[str, object]:
    """What the page of the score shows: `score.json`, written by `benchmarks/safety/run.py --write`; nothing where it is not there.

    `of_another`: the edition that was scored, where it is not the one that answers; "" otherwise.
    """
    path = HERE / "score.json"
    if not path.is_file():
        return {"score": None, "of_another": "", "names": {}, "level_words": {}}
    score = json.loads(path.read_text(encoding="utf-8"))
    same = (score["pack"], score["version"]) == (pack.id, pack.version)
    names = {one.name: one.asks for one in pack.decisions.values()}
    return {
        "score": score,
        "of_another": "" if same else score["version"],
        "names": names,
        "level_words": {name: words(pack, statement) for name, statement in LEVEL_WORDS.items()},
    }


def changes() -> list[dict[str, object]]:
    """The editions and what changed in them, newest first: `{"edition", "says": [text]}`, made from CHANGELOG.md by `tools/changes.py`."""
    editions: list[dict[str, object]] = json.loads((HERE / "changes.json").read_text(encoding="utf-8"))
    return editions
