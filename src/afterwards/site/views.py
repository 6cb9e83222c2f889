"""What the pages to read show: sentences with the numbers of their sources."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from afterwards.basis import CONFIDENCE, reference
from afterwards.pack.entries import Article
from afterwards.pack.methods import Method
from afterwards.pack.model import Pack
from afterwards.pack.words import words
from afterwards.wording import Voice

_PHONE = re.compile(r"\b(999|111|116 123|85258|0\d{3} \d{3} \d{4}|0\d{4} \d{6}|020 \d{4} \d{4}|0808 \d{3} \d{4})\b")


def with_calls(text: str) -> Markup:
    """The text with each telephone number as a link that calls it."""
    return Markup(_PHONE.sub(_call, str(escape(text))))  # noqa: S704 (escaped just here; only links are added)


def _call(match: re.Match[str]) -> str:
    number = match.group(0)
    scheme = "sms" if number == "85258" else "tel"
    return f'<a href="{scheme}:{number.replace(" ", "")}">{number}</a>'


@dataclass(frozen=True, slots=True)
class Cited:
    """A statement on a reading page with the numbers of its sources."""

    id: str
    text: Markup
    because: str
    numbers: list[int]
    confidence: str


class _Citing:
    """Statements of a reading page, each with the numbers of its sources; numbers are given as they come."""

    def __init__(self, pack: Pack, today: date) -> None:
        self._pack = pack
        self._voice = Voice.of_nobody(pack, today)
        self._numbers: dict[str, int] = {}

    def cite(self, statement: str) -> Cited:
        entry = self._pack.statements[statement]
        numbers = sorted(self._numbers.setdefault(source, len(self._numbers) + 1) for source in entry.sources)
        return Cited(statement, with_calls(self._voice.say(statement)), self._voice.because(statement), numbers, entry.confidence)

    def page(self, summary: Iterable[str], parts: Iterable[tuple[str, Iterable[str]]]) -> dict[str, object]:
        """The summary, the parts and the numbered references."""
        shown = {
            "summary": [self.cite(statement) for statement in summary],
            "parts": [(heading, [self.cite(statement) for statement in says]) for heading, says in parts],
        }
        return {**shown, "references": [(number, reference(self._pack, self._pack.sources[one])) for one, number in self._numbers.items()]}


def article_values(pack: Pack, article: Article, today: date) -> dict[str, object]:
    """What a reading page shows: summary first, parts, then numbered references."""
    others = [one for one in pack.articles if one.id != article.id]
    return {"article": article, "others": others, **_Citing(pack, today).page(article.summary, article.parts)}


def method_page(pack: Pack, method: Method, today: date) -> dict[str, object]:
    """What a method's page shows, in the shape of a reading page."""
    citing = _Citing(pack, today)
    works = citing.cite(method.works) if method.works else None
    return {"works": works, **citing.page(method.summary, method.parts)}


def counts(pack: Pack) -> dict[str, object]:
    """Figures for "How this works", counted from the pack."""
    by_confidence = {name: sum(1 for one in pack.statements.values() if one.confidence == name) for name in CONFIDENCE}
    rules = sum(len(one.rules) for one in pack.decisions.values())
    confidence = {name: words(pack, statement) for name, statement in CONFIDENCE.items()}
    return {"by_confidence": by_confidence, "confidence": confidence, "rules": rules, "decisions": pack.decisions.values()}
