"""Requests that a page of either edition may send, from random people at random places of their journey."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from afterwards.errors import BadFacts
from afterwards.pack.ageing import TOLD_AT
from afterwards.pack.model import Page
from afterwards.pack.told import read_facts
from afterwards.web.journey import Journey
from tests.build.states import EPOCH, PACK, TODAY, states

assert PACK.contraception
OFFERED = PACK.contraception.offered
TOPICS = ("methods", "sex", "feelings", "contraception", "trying_again")
TYPED: tuple[str, ...] = ("", "yes", "no", "unknown", "3", "38,5", "2e3", "12", "900", "x" * 50, "Zoë", "\x07", "½", "constructor", "'><b>")
TYPED += ("1,000", "2.160", "9.5", "٣", "３８，５", "An\u202ena", "\u200eעדן", "2026-11-01")
"""What may stand in a box that expects something else."""
PATHS = ("/guide", "/methods", "/stop", "/clinician", "/differences", "/beside", "/onward", "/method/{}", "/read/{}", "/nowhere")
ACTS: tuple[dict[str, list[str]], ...] = (
    *({"aside": ["coc"]}, {"bring_back": ["coc"]}, {"guideline": ["us"]}, {"go_on": ["yes"]}),
    *({"side_by_side": ["yes"], "method": ["coc"]}, {"side_by_side": ["yes"], "method": ["coc", "pop"]}, {}),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: the day, her journey, how and where, and what her form holds."""

    today: date
    journey: Journey
    method: str
    path: str
    posted: Mapping[str, list[str]]

    def for_page(self) -> dict[str, Any]:
        """As the page takes it."""
        day = (self.today - EPOCH).days
        return {"today": day, "journey": asdict(self.journey), "method": self.method, "path": self.path, "posted": dict(self.posted)}


def requests(count: int, seed: int) -> Iterator[Asked]:
    """Of so many random people four requests each: some page, a page of questions, its answers, and a button."""
    random = Random(seed)
    for one in states(count, seed):
        facts = {"guide": random.choice([*PACK.facts["guide"].values]), **one["facts"]}
        facts.pop(TOLD_AT, None)  # the server edition keeps no moments, and ends with the browser
        today = EPOCH + timedelta(one["today"])
        if facts["guide"] not in PACK.facts["guide"].values or not _usable(facts, today):
            continue
        page = random.choice(PACK.pages)
        path = [
            *random.sample([page.id for page in PACK.pages], random.randint(0, 3)),
            *random.choice(([], ["guide"], ["methods"])),
            page.id,
        ]
        skipped, beside = random.sample(TOPICS, random.randint(0, 2)), random.sample(OFFERED, random.choice((0, 2, 3)))
        journey = Journey(facts, path, skipped, {}, one["guideline"], beside)
        step = f"/step/{len(path)}"
        yield Asked(today, journey, "GET", random.choice(PATHS).format(random.randint(0, 20)), {})
        yield Asked(today, journey, "GET", step, {})
        yield Asked(today, journey, "POST", step, _answers(random, page))
        change = random.choice(({"page": [random.choice(PACK.pages).id]}, {"topic": [random.choice(TOPICS)]}))
        yield Asked(today, journey, "POST", *random.choice((("/change", change), ("/methods", random.choice(ACTS)))))


def _usable(facts: dict[str, Any], today: date) -> bool:
    """Whether these can be in a journey, without those that are refused."""
    try:
        read_facts(PACK, facts, today)
    except BadFacts as bad:
        for error in bad.errors:
            facts.pop(error.fact, None)
    try:
        read_facts(PACK, facts, today)
    except BadFacts:
        return False
    return True


def _answers(random: Random, page: Page) -> dict[str, list[str]]:
    posted: dict[str, list[str]] = {}
    for fact in page.facts:
        if random.random() < 0.85:
            posted |= _answer(random, fact)
    if page.checks:
        posted |= {name: ["yes"] for name, often in (("none_of_these", 0.3), ("not_sure", 0.2)) if random.random() < often}
    if random.random() < 0.05:
        posted["skip"] = [page.topic]
    return posted


def _answer(random: Random, fact: str) -> dict[str, list[str]]:
    entry = PACK.facts[fact]
    unsure = ["unknown"] if random.random() < 0.1 else []
    if entry.kind == "date":
        day = TODAY - timedelta(random.choice((0, 1, 9, 400, 1095, 1096, -1)))
        month = random.choice((str(day.month), f"{day:%B}", "feb", "0"))
        number, year = random.choice((str(day.day), f"{day.day}th", "31")), random.choice((str(day.year), f"{day:%y}"))
        whole = {"day": random.choice((day.isoformat(), f"{day:%d/%m/%y}", f"{day:%d %B %Y}")), "month": "", "year": ""}
        boxes = random.choice(({"day": number, "month": month, "year": year}, whole))
        return {**{f"{fact}-{part}": [typed] for part, typed in boxes.items()}, **({fact: unsure} if unsure else {})}
    if entry.items:
        points = [str(one) for one in entry.answers.values()]
        return {f"{fact}-{place}": [random.choice(points)] for place in range(1, len(entry.items) + 1) if random.random() < 0.95}
    if entry.kind == "levels":
        return {f"{fact}-{name}": [random.choice(entry.levels)] for name in entry.values if random.random() < 0.7}
    if entry.kind == "list":
        names = [*entry.values, "Lamictal, Epilim", "some herb", "\u200eLamictal\u00a0", "My\u202eherb", "none_of_these", "unknown", " "]
        return {fact: random.sample(names, random.choice((1, 2, 3)))}
    if entry.kind in ("number", "text"):
        low, high = int(entry.low), max(int(entry.low), int(entry.high))
        return {fact: [random.choice((str(low), str(high), str(random.randint(low, high)), random.choice(TYPED))), *unsure]}
    return {fact: [random.choice((*entry.values, "unknown", random.choice(TYPED)))]}
