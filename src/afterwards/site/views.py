"""What the pages to read show: sentences with the numbers of their sources, and what they rest on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from markupsafe import Markup, escape

from afterwards.languages import Language
from afterwards.pack.methods import Method
from afterwards.pack.model import Article, Pack, Source
from afterwards.pack.words import words
from afterwards.wording import Voice, review_of_all

CONFIDENCE = {
    "agreed": "ui.sure-agreed",
    "single_source": "ui.sure-single-source",
    "contested": "ui.sure-contested",
    "unverified": "ui.sure-unverified",
}
"""How sure we are of a sentence, from the surest on: the statement that says it."""
READ = {"whole": "ui.read-whole", "part": "ui.read-part", "memory": "ui.read-memory", "own": "ui.read-own"}
"""How far a source was read: the statement that says it."""
_PHONE = re.compile(r"\b(999|111|116 123|85258|0\d{3} \d{3} \d{4}|0\d{4} \d{6}|020 \d{4} \d{4}|0808 \d{3} \d{4})\b")


def with_calls(text: str) -> Markup:
    """The text with each telephone number as a link that calls it."""
    return Markup(_PHONE.sub(_call, str(escape(text))))  # noqa: S704 (escaped just here; only links are added)


def _call(match: re.Match[str]) -> str:
    number = match.group(0)
    scheme = "sms" if number == "85258" else "tel"
    return f'<a href="{scheme}:{number.replace(" ", "")}">{number}</a>'


def source_name(source: Source, language: Language) -> str:
    """A source in a few words: who, title and, where known, its date."""
    dated = f", {_source_date(source.date, language)}" if source.date else ""
    return f"{source.by}: {source.title}{dated}"


def _source_date(text: str, language: Language) -> str:
    try:
        return language.date(date.fromisoformat(text))
    except ValueError:
        return text


def basis_of(pack: Pack, statements: Iterable[str], today: date) -> str:
    """What several sentences rest on, in one: their sources, how sure we are of the least sure, and their review."""
    shown = [pack.statements[name] for name in statements]
    sources = "; ".join(
        source_name(pack.sources[name], pack.language) for name in dict.fromkeys(name for one in shown for name in one.sources)
    )
    sure = [level for level in CONFIDENCE if any(one.confidence == level for one in shown)][-1]
    review = review_of_all(pack, [one.id for one in shown], today)[1]
    return words(pack, "ui.basis", sources=sources, sure=words(pack, CONFIDENCE[sure]), review=review)


def read_words(pack: Pack) -> dict[str, str]:
    """How far a source was read, in words."""
    return {how: words(pack, statement) for how, statement in READ.items()}


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

    def page(self, summary: Iterable[str], parts: Iterable[tuple[str, Iterable[str]]]) -> dict[str, Any]:
        """The summary, the parts and the numbered references."""
        shown = {
            "summary": [self.cite(statement) for statement in summary],
            "parts": [(heading, [self.cite(statement) for statement in says]) for heading, says in parts],
        }
        references = [(number, self._pack.sources[source]) for source, number in self._numbers.items()]
        named = partial(source_name, language=self._pack.language)
        return {**shown, "references": references, "read": read_words(self._pack), "source_name": named}


def article_values(pack: Pack, article: Article, today: date) -> dict[str, Any]:
    """What a reading page shows: summary first, parts, then numbered references."""
    others = [one for one in pack.articles if one.id != article.id]
    return {"article": article, "others": others, **_Citing(pack, today).page(article.summary, article.parts)}


def method_page(pack: Pack, method: Method, today: date) -> dict[str, Any]:
    """What a method's page shows, in the shape of a reading page."""
    citing = _Citing(pack, today)
    works = citing.cite(method.works) if method.works else None
    return {"works": works, **citing.page(method.summary, method.parts)}


def counts(pack: Pack) -> dict[str, Any]:
    """Figures for "How this works", counted from the pack."""
    by_confidence = {name: sum(1 for one in pack.statements.values() if one.confidence == name) for name in CONFIDENCE}
    rules = sum(len(one.rules) for one in pack.decisions.values())
    confidence = {name: words(pack, statement) for name, statement in CONFIDENCE.items()}
    return {"by_confidence": by_confidence, "confidence": confidence, "rules": rules, "decisions": pack.decisions.values()}
