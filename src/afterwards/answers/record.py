"""The answer to one question as data, which every interface shows alike (design.md, 4.2b)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from afterwards.guide import Guide
from afterwards.notebook import as_html
from afterwards.pack.data import Json
from afterwards.pack.questions import Question
from afterwards.pack.words import words


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as it is said to her."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Changes:
    """One thing that would change the answer."""

    if_: Said
    then: Said
    verdict: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MethodAnswer:
    """A method among those a question decides: its verdict, its category at both ends, and its heading."""

    method: str
    verdict: str
    low: int | None
    high: int | None
    headline: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question for one person (design.md, 4.2b). `own` is her question's own answer where a call comes before it,
    `find_out` says how she can find out what she was not sure of. `speaks_to_her`: someone else asks, so it is `general` alone."""

    question: Question
    title: str
    guide: Guide
    verdict: str
    ready: bool
    ask: tuple[str, ...]
    first: tuple[Said, ...]
    headline: tuple[Said, ...]
    opened: tuple[Said, ...]
    why: tuple[Said, ...]
    until: date | None
    changes: tuple[Changes, ...]
    find_out: tuple[Said, ...]
    general: tuple[Said, ...]
    methods: tuple[MethodAnswer, ...]
    related: tuple[str, ...]
    own: tuple[str, tuple[Said, ...]] | None = None
    speaks_to_her: bool = False

    def _repr_html_(self) -> str:
        """What a notebook shows: what is due first, the answer, what would change it, and why."""
        pack, own = self.guide.pack, self.own[1] if self.own else ()
        changes = [(one.then.id, words(pack, "term.if-then", **{"if": one.if_.text, "then": one.then.text})) for one in self.changes]
        parts = (
            ("", _pairs((*self.first, *self.headline, *own, *self.opened))),
            (words(pack, "ui.what-would-change"), changes),
            (words(pack, "ui.how-to-find-out"), _pairs(self.find_out)),
            (words(pack, "ui.why"), _pairs(() if self.speaks_to_her else self.why)),
            ("", _pairs(self.general if self.speaks_to_her else ())),
        )
        return as_html(pack, self.guide.guideline, self.guide.today, self.title, parts)

    def to_dict(self) -> Json:
        """As JSON, design.md 4.2b."""
        decides = self.question.decides
        level = self.guide.answers.get(decides[0]) if len(decides) == 1 else None
        statements = self.guide.pack.statements
        return {
            "question": self.question.id,
            "title": self.title,
            "verdict": self.verdict,
            "ready": self.ready,
            "ask": list(self.ask),
            "first": [_said(one) for one in self.first],
            "headline": [_said(one) for one in self.headline],
            **({"own": {"verdict": self.own[0], "headline": [_said(one) for one in self.own[1]]}} if self.own else {}),
            "until": self.until.isoformat() if self.until else None,
            "changes": [
                {"if": _said(one.if_), "then": _said(one.then), "verdict": one.verdict, "needs": list(one.needs)} for one in self.changes
            ],
            "find_out": [_said(one) for one in self.find_out],
            "opened": [_said(one) for one in self.opened],
            "why": [
                {
                    **_said(one),
                    "sources": list(statements[one.id].sources),
                    "confidence": statements[one.id].confidence,
                    "review": self.guide.review(one.id),
                }
                for one in self.why
            ],
            "general": [_said(one) for one in self.general],
            "decision": decides[0] if level else None,
            "low": level.low if level else None,
            "high": level.high if level else None,
            "settled": level.settled if level else None,
            "methods": [
                {
                    "method": one.method,
                    "verdict": one.verdict,
                    "low": one.low,
                    "high": one.high,
                    "headline": [_said(line) for line in one.headline],
                    "until": None,
                }
                for one in self.methods
            ],
            "related": list(self.related),
        }


def _pairs(spoken: Iterable[Said]) -> list[tuple[str, str]]:
    return [(one.id, one.text) for one in spoken]


def _said(statement: Said) -> dict[str, str]:
    return {"id": statement.id, "text": statement.text}
