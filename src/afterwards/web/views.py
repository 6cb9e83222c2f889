"""What each page shows: plain values for the templates, made from a guide. No HTML beyond links on telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape

from afterwards.engine import Answer
from afterwards.guide import Guide
from afterwards.interview import due_pages, is_answered, pages_of, was_asked
from afterwards.pack.as_written import isolated
from afterwards.pack.conditions import base_of
from afterwards.pack.eligibility import Method
from afterwards.pack.model import Article, Entry, Pack, Page, Source
from afterwards.pack.told import UNKNOWN, plain_number
from afterwards.plan import Line
from afterwards.web.forms import LEVEL_WORDS
from afterwards.web.headings import HEADINGS
from afterwards.wording import Voice, long_date, review_of

CONFIDENCE = {
    "agreed": "The sources we read agree.",
    "single_source": "We found this in one source.",
    "contested": "Sources differ here. The page Where sources differ says what we follow.",
    "unverified": "Written from memory of the source. A person must still check it.",
}
READ = {"whole": "read whole", "part": "read in part", "memory": "not read, from memory", "own": "our own rules"}
_PHONE = re.compile(r"\b(999|111|116 123|85258|0\d{3} \d{3} \d{4}|0\d{4} \d{6}|020 \d{4} \d{4}|0808 \d{3} \d{4})\b")


def with_calls(text: str) -> Markup:
    """The text with each telephone number as a link that calls it."""
    return Markup(_PHONE.sub(_call, str(escape(text))))  # noqa: S704 (escaped just here; only links are added)


def _call(found: re.Match[str]) -> str:
    number = found.group(0)
    scheme = "sms" if number == "85258" else "tel"
    return f'<a href="{scheme}:{number.replace(" ", "")}">{number}</a>'


@dataclass(frozen=True, slots=True)
class Said:
    """One statement as the templates show it: its text, and `block`, the text with the part that opens under it."""

    id: str
    text: Markup
    because: str
    notes: Markup
    block: Markup


class Sentences:
    """Statements rendered by the one template that renders them; those that are the same for all are kept.

    What holds a date, her words or her answers is rendered for her and not kept.
    """

    def __init__(self, pack: Pack, template: Callable[..., str]) -> None:
        self._pack, self._template = pack, template
        self._day: date | None = None
        self._notes: dict[str, Markup] = {}
        self._same: dict[str, Said] = {}

    def _on(self, today: date) -> None:
        """Begin anew on another day: a review that stood yesterday may be overdue."""
        if self._day == today:
            return
        self._day, self._same = today, {}
        for statement in self._pack.statements.values():
            named = "; ".join(source_name(self._pack.sources[source]) for source in statement.sources)
            review = review_of(self._pack, statement.id, today)
            text = f"Source: {escape(named)}. {CONFIDENCE[statement.confidence]} {escape(review)}"
            self._notes[statement.id] = Markup(text)  # noqa: S704 (escaped just here)

    def said(self, guide: Guide, line: Line) -> Said:
        """One line of the plan, with what she told us that led to it."""
        self._on(guide.today)
        told, when = _led_by(guide, line.rule), _when(guide, line)
        kept = None if told or when else self._same.get(line.statement)
        return kept or self._say(guide, line.statement, line.text, told, when)

    def _say(self, guide: Guide, statement: str, text: str, told: str, when: str) -> Said:
        one, notes, because = self._pack.statements[statement], self._notes[statement], guide.voice.because(statement)
        linked = with_calls(text)
        found = Said(statement, linked, because, notes, Markup(self._template(statement, linked, because, told, notes, when)))  # noqa: S704 (the template escapes)
        if not told and not when and "{" not in one.text + one.because:
            self._same[statement] = found
        return found


def source_name(source: Source) -> str:
    """A source in a few words: who, title and, where known, its date."""
    dated = f", {_source_date(source.date)}" if source.date else ""
    return f"{source.by}: {source.title}{dated}"


def _source_date(text: str) -> str:
    try:
        return long_date(date.fromisoformat(text))
    except ValueError:
        return text


def _when(guide: Guide, line: Line) -> str:
    if line.from_date and line.to_date:
        return f"{long_date(line.from_date, guide.today)} to {long_date(line.to_date, guide.today)}"
    return f"From {long_date(line.from_date, guide.today)}" if line.from_date else ""


def _led_by(guide: Guide, rule: str) -> str:
    if not rule:
        return ""
    facts = [
        guide.pack.facts[fact]
        for fact in dict.fromkeys(map(base_of, guide.pack.table.literals[guide.pack.table.rules[rule]]))
        if guide.told.says(fact)
    ]
    return "; ".join(f"{entry.short}: {told_words(guide, entry)}" for entry in facts)


def told_words(guide: Guide, entry: Entry) -> str:
    """What she told us of one fact, in the words of its page."""
    given = guide.told.values.get(entry.name)
    if entry.name == "days_since_loss" and given is None:
        return str(guide.told.days_since_loss)
    if given is None:
        return "Not sure"
    if entry.kind == "date":
        assert isinstance(given, date)
        return long_date(given)
    if isinstance(given, list):
        return ", ".join(entry.values[one].label if one in entry.values else isolated(one) for one in given) or "None of these"
    if isinstance(given, Mapping):
        matter = [f"{entry.values[name].label}: {LEVEL_WORDS[level].lower()}" for name, level in given.items() if level != entry.levels[0]]
        return "; ".join(matter) or "Nothing in particular"
    if isinstance(given, int | float):
        return f"{plain_number(given)} of {plain_number(entry.high)}" if entry.items else f"{plain_number(given)} {entry.unit}".strip()
    return entry.values[given].label if isinstance(given, str) and given in entry.values else isolated(str(given))


@dataclass(frozen=True, slots=True)
class Told:
    """One row of "What you told us"."""

    short: str
    words: str
    page: str


def told_rows(guide: Guide) -> list[Told]:
    """All she told us, in the order of the pages, each with the page where it can be changed.

    Boxes left empty on a page of signs are one row: "none of the others".
    """
    rows = [Told(guide.pack.facts["guide"].short, told_words(guide, guide.pack.facts["guide"]), "")]
    for page in pages_of(guide):
        told = [guide.pack.facts[fact] for fact in page.facts if _was_told(guide, fact)]
        if page.checks:
            rows += _check_rows(guide, page, told)
        else:
            rows += [Told(entry.short, told_words(guide, entry), page.id) for entry in told]
    return rows


def _was_told(guide: Guide, fact: str) -> bool:
    return guide.told.says(fact) or fact in guide.told.unknown


def _check_rows(guide: Guide, page: Page, told: list[Entry]) -> Iterable[Told]:
    if not told:
        return
    yes = [entry for entry in told if guide.told.values.get(entry.name) == "yes"]
    words = ", ".join(entry.short for entry in yes) or "None of these"
    if any(entry.name in guide.told.unknown for entry in told):
        words = f"{words}; not sure about others" if yes else "Not sure about some of them"
    yield Told(page.title, words, page.id)


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One condition, with the page where she can answer it now; "" where she was asked all of it and was not sure."""

    if_id: str
    text: Markup
    page: str


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """What leads to one action: "Call 999 now, or go to A&E, if:", and the conditions, `more` of them folded.

    Both are lists of one page after another: the page, and the conditions that are answered there.
    """

    then_id: str
    level: str
    heading: Markup
    first: list[tuple[str, list[OpenItem]]]
    more: list[tuple[str, list[OpenItem]]]
    count: int
    folded: int


FOLDED_FROM = 5
"""So many conditions of one action are shown; when there are more than one besides, they are folded."""


def open_groups(guide: Guide, decision: str) -> list[OpenGroup]:
    """What could still raise one decision: one group an action, most careful first."""
    still = [one for one in guide.open if one.decision == decision]
    groups = []
    for then in dict.fromkeys(one.then for one in still):
        mine = [one for one in still if one.then == then]
        items = [OpenItem(one.if_, with_calls(guide.voice.say(one.if_)), _page_left(guide, one.needs)) for one in mine]
        pages = list(dict.fromkeys(item.page for item in items))
        items.sort(key=lambda item: pages.index(item.page))
        shown = FOLDED_FROM if len(items) > FOLDED_FROM + 1 else len(items)
        first, more = _by_page(items[:shown]), _by_page(items[shown:])
        groups.append(
            OpenGroup(then, mine[0].level, with_calls(_heading(guide.voice.say(then))), first, more, len(items), len(items) - shown)
        )
    return groups


def _page_left(guide: Guide, needs: Iterable[str]) -> str:
    """The page with what she was not asked yet: who said that she is not sure is not asked the same again."""
    return page_for(guide, [fact for need in needs for fact in guide.asked_for(need) if not was_asked(guide, fact)])


def _by_page(items: Iterable[OpenItem]) -> list[tuple[str, list[OpenItem]]]:
    return [(page, list(held)) for page, held in groupby(items, key=lambda item: item.page)]


def _heading(action: str) -> str:
    """The action as the head of a list of conditions: "Wait before you have sex, if:"."""
    start = f"{action[:1].upper()}{action[1:]}"
    return f"{start}. This is for you if:" if " if " in action.rpartition(",")[2] else f"{start}, if:"


def ways_to_tell(guide: Guide, facts: Iterable[str]) -> set[str]:
    """What pages ask of these facts: themselves, a date for the days since it, and what tells one that nobody is asked for."""
    asked = {one for fact in facts for one in guide.asked_for(fact)}
    return asked | {entry.name for entry in guide.pack.facts.values() if entry.gives in asked}


def page_for(guide: Guide, facts: Iterable[str]) -> str:
    """The first page on which one of these facts can be answered."""
    wanted = ways_to_tell(guide, facts)
    return next((page.id for page in pages_of(guide) if wanted & set(page.facts)), "")


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the guide with its decision (None for the opening)."""

    id: str
    heading: str
    decision: str
    answer: Answer | None
    answer_lines: list[Said]
    rows: list[Said]
    open: list[OpenGroup]
    waiting: int
    skipped: bool
    offers: list[tuple[str, str]]


def sections(guide: Guide, sentences: Sentences, skipped: Iterable[str]) -> list[Section]:
    """The parts of the guide, in order; a part is shown when it says something or has questions left."""
    left = set(skipped)
    found: list[Section] = []
    due = [page.topic for page in due_pages(guide)]
    decisions = {guide.pack.decisions[name].section: name for name in guide.answers}
    for section, heading in HEADINGS.items():
        name = decisions.get(section, "")
        # That the guidance is past its day stands above the page already.
        lines = [line for line in guide.plan.get(section, ()) if line.statement != guide.pack.info["past_due"]]
        answers, rows = ([sentences.said(guide, line) for line in lines if line.row is row] for row in (False, True))
        waiting = due.count(section)
        if lines or waiting:
            offers = [
                (page.id, _offer(guide, page))
                for page in pages_of(guide)
                if page.offered and page.topic == section and _offered(guide, page)
            ]
            groups = open_groups(guide, name) if name else []
            found.append(Section(section, heading, name, guide.answers.get(name), answers, rows, groups, waiting, section in left, offers))
    return found


def _offered(guide: Guide, page: Page) -> bool:
    """Whether a page has a fact that certainly concerns her and that she has not told."""
    return any(_concerns_her(guide, guide.pack.facts[fact]) and not is_answered(guide, fact) for fact in page.facts)


def _concerns_her(guide: Guide, entry: Entry) -> bool:
    if entry.gate is None:
        return True
    name, condition = entry.gate
    return guide.may_apply(entry.name) and not guide.known[name] & ~guide.pack.table.classes[name].meeting(condition)


def _offer(guide: Guide, page: Page) -> str:
    return page.title or guide.pack.facts[page.facts[0]].question


def summary(guide: Guide) -> str:
    """One line above the answer: the day, and what the guide is about."""
    parts = [long_date(guide.today)]
    told: Mapping[str, Any] = guide.told.values
    if guide.told.loss_date is not None:
        yours = guide.voice.words["your_loss"]
        parts.append(f"{yours[:1].upper()}{yours[1:]}: {long_date(guide.told.loss_date, guide.today)}")
    if "weeks_pregnant" in told and told["weeks_pregnant"] != UNKNOWN:
        weeks = told_words(guide, guide.pack.facts["weeks_pregnant"])
        parts.append(f"{weeks} pregnant" if told.get("guide") == "pregnant" else f"At {weeks}")
    return ". ".join(parts) + "."


LEVELS = {
    "emergency": "Emergency",
    "urgent_same_day": "Today",
    "contact_soon": "In the next days",
    "self_care": "Looking after yourself",
    "crisis": "Crisis",
    "talk_to_someone": "Talk to someone",
}


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
        one = self._pack.statements[statement]
        found = sorted(self._numbers.setdefault(source, len(self._numbers) + 1) for source in one.sources)
        return Cited(statement, with_calls(self._voice.say(statement)), self._voice.because(statement), found, one.confidence)

    def page(self, summary: Iterable[str], parts: Iterable[tuple[str, Iterable[str]]]) -> dict[str, Any]:
        """The summary, the parts and the numbered references."""
        shown = {
            "summary": [self.cite(statement) for statement in summary],
            "parts": [(heading, [self.cite(statement) for statement in says]) for heading, says in parts],
        }
        references = [(number, self._pack.sources[source]) for source, number in self._numbers.items()]
        return {**shown, "references": references, "confidence": CONFIDENCE, "read": READ, "source_name": source_name}


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
    return {"by_confidence": by_confidence, "confidence": CONFIDENCE, "rules": rules, "decisions": pack.decisions.values()}
