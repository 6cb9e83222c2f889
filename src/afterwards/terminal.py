"""The interview in a terminal: the same pages in the same order, one fact a line. Nothing is kept.

Numbers choose; `?` says why we ask, `b` goes back, `s` leaves the topic for another day, `q` stops.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TextIO

from afterwards.contraception import TOPIC
from afterwards.errors import BadFacts
from afterwards.guide import Guide, guide
from afterwards.interview import facts_shown, next_page
from afterwards.pack.as_written import date_in, number_in
from afterwards.pack.model import Entry, Pack, Page
from afterwards.pack.told import UNKNOWN, read_facts
from afterwards.plain_text import as_text
from afterwards.wording import review_of_all

HELP = "A number chooses. ? why we ask, b back, s leave this topic out, q stop."


class _Stop(Exception):
    """She wants to stop."""


class _Back(Exception):
    """She wants the page before."""


class _Skip(Exception):
    """She leaves this topic for another day."""


@dataclass(slots=True)
class _Interview:
    pack: Pack
    today: date
    guideline: str
    read: TextIO
    write: Callable[[str], object]
    facts: dict[str, object] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    path: list[Page] = field(default_factory=list)

    def now(self) -> Guide:
        """The guide as far as she has answered."""
        return guide(self.facts, today=self.today, guideline=self.guideline, pack=self.pack)


def ask(pack: Pack, today: date, guideline: str, read: TextIO, write: TextIO) -> int:
    """Ask until nothing more matters, or an emergency is found; print the guide. Returns the exit status."""

    def say(text: str = "") -> None:
        print(text, file=write, flush=True)

    one = _Interview(pack, today, guideline, read, say)
    start = pack.info["start"]
    for statement in (start["lede"], *start["help"]):
        say(pack.statements[statement].text)
    say(review_of_all(pack, pack.statements, today)[1])
    if pack.past_due(today):
        say(pack.statements[pack.info["past_due"]].text)
    say(HELP)
    try:
        _answer_fact(one, pack.facts["guide"], "")
        if one.facts["guide"] != "contraception_only":
            one.skipped.append(TOPIC)
        _pages(one)
    except (_Stop, _Back, _Skip):
        say("Stopped. Nothing is kept.")
        return 0
    say()
    write.write(as_text(one.now()))
    return 0


def _pages(one: _Interview) -> None:
    while True:
        found = one.now()
        page = None if _is_emergency(found) else next_page(found, one.skipped)
        if page is None:
            return
        one.path.append(page)
        try:
            _ask_page(one, page, found)
        except _Skip:
            if page.topic == "today":
                one.write(
                    "These questions come first, because they can mean help today. Answer, or choose the last number if you are not sure."
                )
            else:
                one.skipped.append(page.topic)
        except _Back:
            _back(one)


def _is_emergency(found: Guide) -> bool:
    """Whether the highest urgency is certain: the interview stops at once."""
    return found.answers["urgency"].low == found.pack.decisions["urgency"].scale[-1]


def _back(one: _Interview) -> None:
    """Forget the answers of this page and of the page before, so that they are asked again."""
    for page in one.path[-2:]:
        for fact in page.facts:
            one.facts.pop(fact, None)
    one.path = one.path[:-2]


def _ask_page(one: _Interview, page: Page, found: Guide) -> None:
    one.write("")
    if page.title:
        one.write(page.title)
    for entry in facts_shown(found, page):
        now = one.now()
        if _is_emergency(now):
            return
        if now.may_apply(entry.name):
            _answer_fact(one, entry, page.why)


def _answer_fact(one: _Interview, entry: Entry, why: str) -> None:
    """Ask one fact until it has an answer that fits."""
    if entry.kind == "text" and one.facts.get("words_for_loss") != "name":
        return
    choices = [] if entry.kind == "list" else list(entry.values.items())
    one.write(entry.question)
    if entry.hint:
        one.write(f"  {entry.hint}")
    for place, (_, label) in enumerate(choices, start=1):
        one.write(f"  {place}  {label.label}" + (f" ({label.hint})" if label.hint else ""))
    if entry.items:
        one.facts[entry.name] = _score(one, entry, why)
        return
    if entry.kind == "list":
        one.write("  Names, with commas between them, or 0 for none")
    if entry.name != "guide":
        one.write(f"  {len(choices) + 1 if choices else 'n'}  I'm not sure")
    while True:
        typed = _typed(one, why)
        try:
            value = _value(entry, typed)
            if value != UNKNOWN:
                read_facts(one.pack, {**one.facts, entry.name: value}, one.today)
        except ValueError:
            one.write(f"{entry.short}: '{typed[:40]}' is not one of the numbers above. Type a number from 1 to {len(choices) + 1}.")
        except BadFacts as error:
            one.write(str(error))
        else:
            one.facts[entry.name] = value
            return


def _value(entry: Entry, typed: str) -> object:
    choices = [*entry.values, *([UNKNOWN] if entry.name != "guide" else [])]
    if entry.kind == "list" and typed.lower() not in ("n", UNKNOWN):
        return [] if typed == "0" else [name.strip() for name in typed.split(",") if name.strip()]
    if entry.values and entry.kind != "list":
        place = int(typed)
        if not 1 <= place <= len(choices):
            raise ValueError
        return choices[place - 1]
    if typed.lower() in ("n", UNKNOWN):
        return UNKNOWN
    if entry.kind == "number":
        number = number_in(typed, entry.whole)
        return typed if number is None else number
    if entry.kind == "date":
        day = date_in(typed, "", "")
        return day.isoformat() if day else typed
    return typed


def _score(one: _Interview, entry: Entry, why: str) -> object:
    """The sum of the items' points; not sure of one is not sure of the score."""
    total = 0
    for question in entry.items:
        one.write(f"  {question}")
        for place, words in enumerate([*entry.answers, "I'm not sure, or I would rather not say"], start=1):
            one.write(f"    {place}  {words}")
        points = [*entry.answers.values()]
        while True:
            typed = _typed(one, why)
            if typed.isdecimal() and 1 <= int(typed) <= len(points) + 1:
                break
            one.write(f"{entry.short}: '{typed[:40]}' is not one of the numbers above. Type a number from 1 to {len(points) + 1}.")
        if int(typed) == len(points) + 1:
            return UNKNOWN
        total += points[int(typed) - 1]
    return total


def _typed(one: _Interview, why: str) -> str:
    """One line she types; the letters that steer are acted on here."""
    while True:
        line = one.read.readline()
        typed = line.strip()
        if not line or typed == "q":
            raise _Stop
        if typed == "b":
            raise _Back
        if typed == "s":
            raise _Skip
        if typed != "?":
            return typed
        one.write(one.pack.statements[why].text if why else HELP)
