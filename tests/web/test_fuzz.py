"""Ten thousand senseless posts over all pages (R23), by a fixed seed."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from functools import cache
from typing import Any
from urllib.parse import quote_plus

import pytest

from afterwards.guide import Guide
from afterwards.web.journey import Journey
from afterwards.web.site import Site
from tests.people import PACK
from tests.web.conftest import Visit
from tests.web.personas import PERSONAS, WELL
from tests.web.wire import FORM, sealed, send

POSTS = 10_000
NAMES = [
    *dict.fromkeys(fact for page in PACK.pages for fact in page.facts),
    *("none_of_these", "not_sure", "skip", "topic", "page", "guide", "loss_date-day", "loss_date-month", "loss_date-year"),
    *("low_mood_score-1", "low_mood_score-2", "anxiety_score-1", "anxiety_score-2", "csrf", "__proto__", "age", "medicines", ""),
    *("aside", "bring_back", "guideline", "go_on", "side_by_side", "method", "prefers-works_best", "prefers-private", "prefers-"),
]
PLAIN = (
    "yes no unknown 0 1 2 3 21 38,5 -1 1e309 NaN ٣ None [] {} true 15 Nov 2026 0001 sex today feelings guide signs "
    "methods pop coc us who Lamictal,Xyzzy matters none_of_these"
)
HOSTILE = [
    "",
    "\0",
    "\ud800",
    "\u202e",
    "\r\nSet-Cookie: a=b",
    "' OR 1=1 --",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "%s%n",
]
LONG = ["9" * 400, "🕊" * 50, "a" * 17_000]
VALUES = [*PLAIN.split(), *HOSTILE, *LONG, *(value for entry in PACK.facts.values() if not entry.held for value in entry.values)]
PATHS = [
    *("/", "/change", "/change", "/return", "/guide", "/stop", "/step/0", "/step/100", "/step/x", "/nothing"),
    *("/methods", "/methods", "/methods", "/methods", "/onward", "/method/3", "/beside"),
]


def some_form(rare: random.Random, page: str) -> bytes:
    """Some fields of the page and some of no page, with values of every kind."""
    own = [name for one in PACK.pages if one.id == page for fact in one.facts for name in _inputs(fact)]
    fields = [(name, _value(rare, name)) for name in own if rare.random() < 0.8]
    fields += [(rare.choice(NAMES), rare.choice(VALUES)) for _ in range(rare.choice((0, 0, 1, 3, 12)))]
    text = "&".join(f"{quote_plus(name)}={quote_plus(value, errors='surrogatepass')}" for name, value in fields)
    return rare.randbytes(rare.randrange(200)) if rare.random() < 0.03 else text.encode()


def _inputs(fact: str) -> list[str]:
    """The names of a fact's inputs: of what matters to her one a line, of medicines several boxes."""
    entry = PACK.facts[fact]
    return [f"{fact}-{name}" for name in entry.values] if entry.levels else [fact] * (3 if entry.kind == "list" else 1)


def _value(rare: random.Random, name: str) -> str:
    entry = PACK.facts[name.partition("-")[0]]
    choices: list[str] = [*(entry.levels or entry.values), "unknown", "3", *(["none_of_these"] if entry.kind == "list" else [])]
    return rare.choice(choices if rare.random() < 0.7 else VALUES)


def some_journeys(rare: random.Random) -> list[tuple[tuple[bytes, bytes], list[str]]]:
    """Journeys at every page, of the personas and of people who have told almost nothing."""
    found = []
    for page in [*PACK.pages, *PACK.pages]:
        facts = rare.choice([*PERSONAS.values(), {"guide": "pregnant"}, {"guide": "contraception_only"}])
        told = {name: value for name, value in facts.items() if name in PACK.facts and (name == "guide" or rare.random() < 0.7)}
        path = [*rare.sample([one.id for one in PACK.pages], 3), page.id, "guide"]
        found.append((sealed(told, path, rare.sample(["sex", "contraception", "feelings", "methods"], rare.randrange(2))), path))
    return found


def test_ten_thousand_senseless_posts_find_no_fault(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """R23: no status of 500 or more, no traceback, and every page that comes back is whole."""
    answer = Site.guide

    @cache
    def once(site: Site, facts: str, guideline: str) -> tuple[Guide, Journey]:
        journey = Journey(json.loads(facts), guideline=guideline)
        return answer(site, journey), journey

    def remembered(site: Site, journey: Journey) -> Guide:
        found, read = once(site, json.dumps(journey.facts), journey.guideline)
        journey.facts = dict(read.facts)  # without those that could not be read
        return found

    # A guide depends on nothing but the facts and the guideline: for the same it is made once, which leaves time for more posts.
    monkeypatch.setattr(Site, "guide", remembered)
    rare = random.Random(20261124)
    journeys = some_journeys(rare)
    statuses: Counter[int] = Counter()

    async def post() -> None:
        for place in range(POSTS):
            cookie, path = rare.choice(journeys)
            number = rare.randrange(1, len(path) + 1)
            to = f"/step/{number}" if rare.random() < 0.9 else rare.choice(PATHS)
            headers = [FORM, cookie] if rare.random() < 0.95 else [FORM]
            found = await send(site, "POST", to, some_form(rare, path[number - 1]), headers)
            statuses[found.status] += 1
            assert found.status < 500, (place, to)
            assert b"Traceback" not in found.body
            assert found.status == 303 or (b"<main" in found.body and found.body.rstrip().endswith(b"</html>"))
            assert "\n" not in "".join(found.headers.values())

    asyncio.run(post())
    assert sum(statuses.values()) == POSTS
    assert statuses[303] > POSTS / 10
    assert statuses[422] > POSTS / 10
    assert statuses.keys() >= {303, 404, 405, 413, 422}


def test_who_is_well_can_still_walk_after_all_that(visit: Visit) -> None:
    person = visit(WELL)
    assert person.walk().kind == "guide"
