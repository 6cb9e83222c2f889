"""How the units of the review are made from the files of a pack. Methods and tables are in `making_methods`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from afterwards.pack.data import Data
from afterwards.pack.schema import INTERFACE
from afterwards.review.items import DESK, GENERAL, METHODS, READING, canonical, hashes, statements_named
from afterwards.review.making_methods import contraception
from afterwards.review.units import (
    CLOCKS,
    CONTRACEPTION,
    EMERGENCY,
    HELP_TODAY,
    MOST_SENTENCES,
    REST,
    SEX,
    Unit,
    grouped,
    paged,
    said,
    singles,
)

TODAY, BLEEDING = "today", "bleeding_and_signs"
SECTION_OF = {"what_happened": "opening", "feelings_and_people": "feelings"}
"""Of a topic of questions the part of the guide it belongs to, where that has another name."""
URGENT = {"call_now": EMERGENCY, "emergency": EMERGENCY, "call_today": HELP_TODAY, "urgent_same_day": HELP_TODAY, "crisis": HELP_TODAY}
"""Verdicts and levels that mean help."""
RUNS_OUT = ("do_now", "emergency_contraception_may_help")
HOURS = ("hours_since_unprotected_sex", "rhesus")
"""Facts that something hangs on which runs out: emergency contraception, anti-D."""
RISK_OF = {TODAY: HELP_TODAY, BLEEDING: HELP_TODAY, "sex": SEX, "contraception": CONTRACEPTION, METHODS: CONTRACEPTION}


def units_of(data: Data, parts: Mapping[str, str] | None = None) -> list[Unit]:
    """Every unit of a pack, in the order of risk. `parts`: the hashes of its items, where they are at hand."""
    known = hashes(data) if parts is None else parts
    units = sorted(made(data), key=lambda one: one.risk)
    return [replace(unit, read=_hash(unit, known)) for unit in units]


def _hash(unit: Unit, known: Mapping[str, str]) -> str:
    shown = [unit.name, dict(unit.beside), [[part, known[part]] for part in unit.parts]]
    return hashlib.sha256(canonical(shown)).hexdigest()


def not_shown(data: Data, units: Iterable[Unit]) -> list[str]:
    """Every item that a reader can meet and that no unit shows in full."""
    shown = {part for unit in units for part in unit.parts}
    return [item for item in hashes(data) if item not in shown and not item.startswith(f"statement:{DESK}")]


def made(data: Data) -> Iterator[Unit]:
    """Every unit without its hash, in the order of the files."""
    yield from _signs(data)
    for decision in data["decisions"]:
        yield from _decision(data, decision)
    for question in data["questions"]:
        yield from _question(data, question)
    for plan in data["plan"]:
        section = plan["section"]
        for row in (*plan.get("rows", ()), *plan.get("contradictions", ())):
            risk = CLOCKS if is_clock(row) else RISK_OF.get(section, REST)
            says = [*row.get("say", ()), *singles(row, "figure")]
            yield from paged(data, f"rule:{row['id']}", "plan", (section, section, risk), says, (f"rule:{row['id']}",))
    if folder := data.get("contraception"):
        yield from contraception(data, folder)
    for disagreement in data["disagreements"]:
        name = f"row:disagreements {disagreement['id']}"
        yield Unit(name, "disagreement", GENERAL, GENERAL, REST, (name,))
    yield from _asking(data)
    for article in data["articles"]:
        says = [*article["summary"], *(name for part in article["parts"] for name in part["say"])]
        beside = {"title": article["title"], "headings": [part["heading"] for part in article["parts"]]}
        yield from paged(data, f"article:{article['article']}", "article", (READING, READING, REST), says, beside=beside)
    yield from _words(data)


def is_clock(row: Data) -> bool:
    """Whether a row is about something that runs out."""
    whens = row.get("when", ())
    named = {fact for when in (whens if isinstance(whens, list) else [whens]) for fact in when}
    return bool(named & {*HOURS}) or row.get("verdict", row.get("level")) in RUNS_OUT


def _signs(data: Data) -> Iterator[Unit]:
    """The page of signs, level by level."""
    levels = dict.fromkeys(sign["level"] for sign in data["signs"])
    for level in levels:
        signs = [sign for sign in data["signs"] if sign["level"] == level]
        for number, group in enumerate(grouped(data, signs, ("listed", "say")), start=1):
            parts = tuple(f"rule:sign {one['id']}" for one in group)
            says = said(data, [name for one in group for name in singles(one, "listed", "say")])
            yield Unit(f"signs:{level} {number}", "signs", TODAY, TODAY, URGENT.get(level, HELP_TODAY), (*parts, *says))


def _decision(data: Data, decision: Data) -> Iterator[Unit]:
    section, name = decision["section"], f"rule:{decision['decision']}"
    levels = [value for level in decision["levels"].values() for value in level.values()]
    says = [decision["so_far"], *decision["default"]["say"], *decision.get("always", ())]
    says += [one for value in levels for one in ([value] if isinstance(value, str) else value)]
    yield from paged(data, name, "decision", (section, section, RISK_OF.get(section, REST)), says, (name,))
    for rule in decision["rules"]:
        risk = URGENT.get(rule["level"], CLOCKS if is_clock(rule) else RISK_OF.get(section, REST))
        topic = TODAY if rule["level"] in URGENT else section
        names = (*singles(rule, "if", "tell"), *rule.get("say", ()), *rule.get("do", ()), *singles(rule, "then", "card"))
        yield from paged(data, f"rule:{rule['id']}", "rule", (topic, topic, risk), names, (f"rule:{rule['id']}",))


def _question(data: Data, question: Data) -> Iterator[Unit]:
    """Each short answer, and what would change it: what means help apart from the rest."""
    topic: str = SECTION_OF.get(question["topic"]) or question["topic"]
    section = TODAY if topic == BLEEDING else topic
    runs_out = question["decides"] == "emergency_contraception"
    for answer in question["answers"]:
        names = (question["title"], *singles(answer, "if"), *answer["say"], *answer.get("more", ()), *answer.get("why", ()))
        name, urgent = f"{question['id']} {answer['id']}", answer["verdict"] in URGENT
        risk = URGENT.get(answer["verdict"], CLOCKS if runs_out or is_clock(answer) else RISK_OF.get(topic, REST))
        where = (TODAY, TODAY, risk) if urgent else (topic, section, risk)
        yield Unit(f"answer:{name}", "answer", *where, (f"rule:{name}", *said(data, names)))
    changes = question.get("changes", ())
    for label, urgent in (("help", True), ("more", False)):
        rows = [one for one in changes if (one["verdict"] in URGENT) == urgent]
        risk = min((URGENT.get(one["verdict"], RISK_OF.get(topic, REST)) for one in rows), default=REST)
        where = (TODAY, TODAY, risk) if urgent else (topic, section, risk)
        for number, group in enumerate(grouped(data, rows, ("if", "then"), MOST_SENTENCES - 1), start=1):
            parts = tuple(f"rule:{question['id']} {one['id']}" for one in group)
            names = (question["title"], *(name for one in group for name in singles(one, "if", "then")))
            yield Unit(f"changes:{question['id']} {label} {number}", "changes", *where, (*parts, *said(data, names)))


def _asking(data: Data) -> Iterator[Unit]:
    """The pages that ask: each question with its choices, why it is asked, and how to find out."""
    where = (GENERAL, GENERAL, REST)
    for page in data["pages"]:
        facts = {name: data["facts"][name] for name in page["facts"] if name in data["facts"]}
        beside = {"title": page.get("title", ""), "facts": {name: _asked(fact) for name, fact in facts.items()}}
        says = [page["why"], *(fact["find"] for fact in facts.values() if "find" in fact)]
        yield from paged(data, f"page:{page['id']}", "page", where, says, beside=beside)
    asked = {name for page in data["pages"] for name in page["facts"]}
    says = [fact["find"] for name, fact in data["facts"].items() if "find" in fact and name not in asked]
    if says:
        yield from paged(data, "words:finding out", "words", where, says)


def _asked(fact: Data) -> dict[str, object]:
    return {key: fact[key] for key in ("question", "hint", "values", "unit") if key in fact}


def _words(data: Data) -> Iterator[Unit]:
    """What the pack says of itself and whom to call, and the words of the interfaces."""
    where = (GENERAL, GENERAL, REST)
    own = [name for name in statements_named(data["pack"], data["statements"]) if not name.startswith(INTERFACE)]
    yield from paged(data, "words:pack", "words", where, own)
    for prefix in INTERFACE:
        if prefix != DESK:
            names = [name for name in data["statements"] if name.startswith(prefix)]
            yield from paged(data, f"words:{prefix[:-1]}", "words", where, names) if names else ()
