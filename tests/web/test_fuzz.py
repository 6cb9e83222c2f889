"""Ten thousand senseless posts over all pages, and ten thousand hostile requests over every route and method (R23), by fixed seeds."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, quote_plus

import pytest
from cryptography.fernet import Fernet

from afterwards.guide import Guide
from afterwards.web.journey import LASTS, Journey
from afterwards.web.protection import SAFE
from afterwards.web.site import Site
from tests.people import PACK
from tests.web.conftest import Visit
from tests.web.personas import PERSONAS, WELL
from tests.web.routes import ROUTES, address
from tests.web.wire import FORM, KEY, Answer, sealed, send

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
    return rare.choice(rare.choices((choices, VALUES, HOSTILE), (7, 2, 1))[0])


def some_journeys(rare: random.Random) -> list[tuple[tuple[bytes, bytes], list[str]]]:
    """Journeys at every page, of the personas and of people who have told almost nothing."""
    found = []
    for page in [*PACK.pages, *PACK.pages]:
        facts = rare.choice([*PERSONAS.values(), {"guide": "pregnant"}, {"guide": "contraception_only"}])
        told = {name: value for name, value in facts.items() if name in PACK.facts and (name == "guide" or rare.random() < 0.7)}
        path = [*rare.sample([one.id for one in PACK.pages], 3), page.id, "guide"]
        found.append((sealed(told, path, rare.sample(["sex", "contraception", "feelings", "methods"], rare.randrange(2))), path))
    return found


@pytest.fixture
def remembering(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guide depends on nothing but the facts and the guideline: for the same it is made once, which leaves time for more requests."""
    answer = Site.guide

    @cache
    def once(site: Site, facts: str, guideline: str) -> tuple[Guide, Journey]:
        journey = Journey(json.loads(facts), guideline=guideline)
        return answer(site, journey), journey

    def remembered(site: Site, journey: Journey) -> Guide:
        found, read = once(site, json.dumps(journey.facts), journey.guideline)
        journey.facts = dict(read.facts)  # without those that could not be read
        return found

    monkeypatch.setattr(Site, "guide", remembered)


def test_ten_thousand_senseless_posts_find_no_fault(site: Any, remembering: None) -> None:
    """R23: no status of 500 or more, no traceback, every page that comes back is whole, and what was entered is on it again."""
    rare = random.Random(20261124)
    journeys = some_journeys(rare)
    statuses: Counter[int] = Counter()
    kept: Counter[str] = Counter()

    async def post() -> None:
        for place in range(POSTS):
            cookie, path = rare.choice(journeys)
            number = rare.randrange(1, len(path) + 1)
            to = f"/step/{number}" if rare.random() < 0.9 else rare.choice(PATHS)
            headers = [FORM, cookie] if rare.random() < 0.95 else [FORM]
            form = some_form(rare, path[number - 1])
            found = await send(site, "POST", to, form, headers)
            statuses[found.status] += 1
            assert found.status < 500, (place, to)
            assert b"Traceback" not in found.body
            assert found.status == 303 or (b"<main" in found.body and found.body.rstrip().endswith(b"</html>"))
            assert "\n" not in "".join(found.headers.values())
            if found.status == 422:
                kept.update(check_kept(form, found.text))

    asyncio.run(post())
    assert sum(statuses.values()) == POSTS
    assert statuses[303] > POSTS / 10
    assert statuses[422] > POSTS / 10
    assert statuses.keys() >= {303, 404, 405, 413, 422}
    assert kept["text"] > 500
    assert kept["ticked"] > 1000
    assert kept["hostile"] > 50


# What was entered is on the page that refuses it

INPUT = re.compile(r"<input ([^>]*)>")
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
CUT = 40
"""A part of a date is shown up to this length."""


def check_kept(form: bytes, html: str) -> Counter[str]:
    """Of a refused form, every value that has a place on the page stands there again, as text; returns how many were seen, by kind.

    A name sent several times is looked at only where the page offers several boxes for it: which of the values counts is not said here.
    """
    posted: dict[str, list[str]] = {}
    for name, value in parse_qsl(form.decode("utf-8", "replace"), keep_blank_values=True):
        posted.setdefault(name, []).append(value.replace("\0", ""))
    seen: Counter[str] = Counter()
    boxes: dict[str, list[str]] = {}
    for inside in INPUT.findall(html):
        one = {name: unescape(value) for name, value in ATTRIBUTE.findall(inside)}
        given = posted.get(one["name"], [])
        if one["type"] == "text":
            boxes.setdefault(one["name"], []).append(one["value"].strip())
        elif one["type"] == "radio" and len(given) == 1:
            assert inside.count(" checked") == (given[0] == one["value"]), (one, given)
            seen["ticked"] += given[0] == one["value"]
        elif one["type"] == "checkbox" and one["name"] not in ("none_of_these", "not_sure", "method"):
            assert inside.count(" checked") == (one["value"] in given), (one, given)
            seen["ticked"] += one["value"] in given
    for name, shown in boxes.items():
        given = [value.strip() for value in posted.get(name, []) if value.strip() not in ("", "unknown", "none_of_these")]
        if len(given) == 1 or len(shown) > 1:
            cut = CUT if re.search("-(day|month|year)$", name) else None
            assert [value for value in shown if value] == [value[:cut].strip() for value in given], name
            seen["text"] += len(given)
            seen["hostile"] += sum(value in HOSTILE for value in given)
    return seen


def test_what_is_kept_is_looked_for() -> None:
    """A value that is lost, or a tick nobody set, would be seen."""
    page = '<input type="text" name="age" value="&lt;b&gt;"><input type="radio" name="pain" value="mild" checked>'
    assert check_kept(b"age=%3Cb%3E&pain=mild", page) == {"text": 1, "ticked": 1, "hostile": 0}
    for form in (b"age=31&pain=mild", b"age=%3Cb%3E&pain=severe"):
        with pytest.raises(AssertionError):
            check_kept(form, page)


# Every route and every method

FORMS = [one for one in ROUTES if one[0] == "POST"]
FAST, ALL = 2_000, 10_000
"""Requests in a plain run, and in `make verify`."""
METHODS = [*("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"), "get", "BREW", "X" * 300]
NUMBERS = [
    *("0", "1", "2", "3", "7", "19", "99", "-1", "1e3", "٣", "1.0", "0x1", "001", "9" * 400, "%00", "\0", "..", " 1", "1;2", "\ud800")
]
BENDS = [
    "/",
    "//",
    "/..",
    "/../..",
    "%2e%2e/",
    "\0",
    ";a=b",
    "\r\nX: y",
    "\\",
    "/static/style.css",
    "\u202e",
    "a" * 9000,
    ".env",
    "?x",
    "#x",
]
QUERIES = [b"", b"", b"", b"0123456789", b"journey=x&age=31", b"%", b"\xff\xfe", b"<script>alert(1)</script>", b"a=1" * 5000]
HEADERS: list[tuple[bytes, list[bytes]]] = [
    (b"host", [b"", b"[", b"a/static/", b"a/static/?x", b"x@y", b"\xff", b"evil.example\r\nX: y", b"a" * 9000, b"127.0.0.1:99999999"]),
    (b"x-forwarded-host", [b"evil.example"]),
    (b"x-forwarded-proto", [b"https", b"javascript"]),
    (b"origin", [b"null", b"http://127.0.0.1", b"https://evil.example", b"http://", b"\xff", b"://"]),
    (b"sec-fetch-site", [b"same-origin", b"none", b"cross-site", b"same-site", b"", b"\xff"]),
    (b"content-length", [b"0", b"-1", b"99999999999999999999", b"x", b""]),
    (b"transfer-encoding", [b"chunked", b"gzip, chunked", b"\xff"]),
    (b"content-encoding", [b"gzip", b"br", b"\xff"]),
    (b"accept", [b"*/*", b"application/json", b"\xff", b"a/b;" * 2000]),
    (b"accept-encoding", [b"gzip;q=nan", b"identity;q=0"]),
    (
        b"range",
        [
            b"bytes=0-3",
            b"bytes=9-1",
            b"bytes=-1",
            b"bytes=0-0,2-3,5-6",
            b"bytes=" + b"0-1," * 900,
            b"lines=x",
            b"bytes=" + b"9" * 400 + b"-",
        ],
    ),
    (b"if-range", [b'"x"', b"Wed, 21 Oct 2015 07:28:00 GMT", b"\xff"]),
    (b"if-none-match", [b"*", b'"x"', b"\xff"]),
    (b"if-modified-since", [b"now", b"Wed, 99 Oct 9999 99:99:99 GMT", b"\xff"]),
    (b"x-http-method-override", [b"DELETE"]),
    (b"connection", [b"upgrade"]),
    (b"upgrade", [b"websocket", b"h2c"]),
    (b"expect", [b"100-continue"]),
]
SCOPES: list[dict[str, Any]] = [
    *({}, {}, {}, {"scheme": "https"}, {"http_version": "1.0"}, {"http_version": "2"}, {"client": None}, {"server": None})
]
KINDS = [
    *(b"application/x-www-form-urlencoded", b"application/x-www-form-urlencoded; charset=utf-7", b"APPLICATION/X-WWW-FORM-URLENCODED"),
    *(b"multipart/form-data; boundary=x", b"multipart/form-data", b"application/json", b"text/xml", b"\xff", b"", b";" * 3000),
]
BODIES = [
    *(b"", b"\0" * 500, b"\xff\xfe" * 300, b"&" * 15_000, b"=" * 15_000, b"a=b&" * 200, b"a=%", b"%ff=%ff", b"x" * 20_000, b"+" * 9000),
    b'{"guide": "after_loss"}',
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    b'--x\r\nContent-Disposition: form-data; name="guide"; filename="../../a"\r\n\r\nafter_loss\r\n--x--\r\n',
    "guide=after_loss&age=31".encode("utf-16"),
    *(
        quote_plus(f"{name}={value}", safe="=", errors="replace").encode()
        for name in ("guide", "aside", "page", "topic")
        for value in HOSTILE[3:]
    ),
    *(
        b"guide=after_loss",
        b"guide=contraception_only",
        b"side_by_side=yes&method=pop",
        b"side_by_side=yes&method=pop&method=coc",
        b"go_on=",
    ),
    *(
        b"aside=pop",
        b"bring_back=pop",
        b"guideline=us",
        b"guideline=../us",
        b"method=pop&" * 149,
        b"side_by_side=yes&" + b"method=coc&" * 140,
    ),
]


@dataclass(slots=True)
class Hostile:
    """One hostile request, so that a failure can be sent again."""

    pattern: str
    method: str
    path: str
    body: bytes | list[bytes]
    headers: list[tuple[bytes, bytes]]
    query: bytes
    scope: dict[str, Any] = field(default_factory=dict)

    @property
    def form(self) -> bytes:
        """The body where it is a form, in one piece."""
        kind = dict(self.headers).get(b"content-type", b"").lower()
        whole = self.body if isinstance(self.body, bytes) else b"".join(self.body)
        return whole if kind.startswith(FORM[1]) else b""


def some_cookie(rare: random.Random, good: bytes) -> bytes:
    """Her cookie as it is, changed by one bit, cut, of another key, too old, far too long, twice, or none at all."""
    value = bytearray(good.partition(b"=")[2])
    place = rare.randrange(len(value))
    value[place] ^= 1 << rare.randrange(8)
    flipped = bytes(value)
    text = good.partition(b"=")[2]
    old = Fernet(KEY).encrypt_at_time(Fernet(KEY).decrypt(text), int(time.time()) - LASTS - rare.randrange(1, 10_000))
    values = [
        flipped,
        flipped,
        text[:place],
        text[:place] + b"=" * 3,
        Fernet(Fernet.generate_key()).encrypt(b"x"),
        old,
        b"A" * 5000,
        b"A" * 90_000,
    ]
    bad = b"journey=" + rare.choice(values)
    twice = good + b"; " + bad
    left = good + b"; left=1"
    return rare.choice(
        [good] * 12 + [bad] * 6 + [twice, bad + b"; " + good, left, b"left=" + b"\xff" * 9, b"=;=;;", b"\xff\xfe=\0", b"; " * 4000, b""]
    )


def some_request(rare: random.Random, place: int, journeys: list[tuple[tuple[bytes, bytes], list[str]]]) -> Hostile:
    """The routes in turn, each sooner or later by every method; now and then what the route is for."""
    method, pattern = ROUTES[place % len(ROUTES)] if place % 3 else rare.choice(FORMS)
    if rare.random() < 0.3:
        method = rare.choice(METHODS)
    (_, cookie), path = rare.choice(journeys)
    step = rare.randrange(1, len(path) + 1)
    number = str(step) if pattern.startswith("/step") else str(rare.randrange(1, 20))
    to = address(pattern, number=rare.choice(NUMBERS) if rare.random() < 0.4 else number)
    if rare.random() < 0.1:
        to = rare.choice([to + rare.choice(BENDS), rare.choice(BENDS) + to, to.replace("/", "//"), to.upper(), rare.choice(BENDS)])
    headers = [(b"cookie", some_cookie(rare, cookie))]
    if rare.random() < 0.8:
        headers.append((b"content-type", rare.choice(KINDS) if rare.random() < 0.3 else KINDS[0]))
    always = [one for one in HEADERS if one[0] == b"range" and pattern.startswith("/static/")]
    for name, values in always + rare.sample(HEADERS, rare.choice((0, 0, 1, 1, 2, 5))):
        headers.append((name, rare.choice(values)))
    body = rare.choice(BODIES) if rare.random() < (0.2 if pattern.startswith("/step") else 0.6) else some_form(rare, path[step - 1])
    parts = [body[at : at + 997] for at in range(0, len(body), 997)] if body and rare.random() < 0.1 else body
    return Hostile(pattern, method, to, parts, headers, rare.choice(QUERIES), rare.choice(SCOPES))


async def ask(site: Any, one: Hostile) -> Answer:
    async def bent(scope: dict[str, Any], receive: Any, take: Any) -> None:
        mine = {name for name, _ in one.headers}
        headers = [(name, value) for place, (name, value) in enumerate(scope["headers"]) if place or b"host" not in mine]
        await site({**scope, **one.scope, "headers": headers}, receive, take)

    return await send(bent, one.method, one.path, one.body, one.headers, one.query)


EXPECTED = {200, 206, 303, 304, 400, 403, 404, 405, 413, 416, 422}
GUARDS = {name.lower(): value for name, value in SAFE.items() if name != "Cache-Control"}


def check_answer(one: Hostile, found: Answer) -> None:
    """What holds for every answer, whatever was sent."""
    assert found.status in EXPECTED, one
    assert b"Traceback" not in found.body, one
    assert b'data-page="urgent-help"' not in found.body, one
    assert GUARDS.items() <= found.headers.items(), one
    assert "\n" not in "".join((*found.headers, *found.headers.values())), one
    assert "\r" not in "".join((*found.headers, *found.headers.values())), one
    assert b"<script>alert" not in found.body, one
    assert re.fullmatch(r"(/[a-z0-9]*){1,2}", found.headers.get("location", "/")), one
    assert re.match('journey=|left=(1|"");', found.headers.get("set-cookie", "journey=")), one
    if not one.path.startswith("/static/"):
        assert found.headers["cache-control"] == "no-store", one
    if found.status in (200, 404, 405, 413, 422) and not one.path.startswith("/static/"):
        assert found.headers["content-type"] == "text/html; charset=utf-8", one
        assert b"<main" in found.body, one
        assert found.body.rstrip().endswith(b"</html>"), one


@pytest.mark.parametrize("count", [FAST, pytest.param(ALL, marks=pytest.mark.slow)])
def test_hostile_requests_over_every_route_find_no_fault(site: Any, remembering: None, count: int) -> None:
    """R23: no status of 500 or more, no traceback, nothing sent comes back as anything but text, every answer guarded."""
    rare = random.Random(20261125)
    journeys = some_journeys(rare)
    met: Counter[tuple[str, int]] = Counter()
    statuses: Counter[int] = Counter()
    kept: Counter[str] = Counter()

    async def attack() -> None:
        for place in range(count):
            one = some_request(rare, place, journeys)
            found = await ask(site, one)
            check_answer(one, found)
            statuses[found.status] += 1
            met[one.pattern, found.status] += 1
            if found.status == 422:
                kept.update(check_kept(one.form, found.text))

    asyncio.run(attack())
    assert sum(statuses.values()) == count
    assert statuses.keys() == EXPECTED
    assert {pattern for pattern, status in met if status in (200, 303)} == {pattern for _, pattern in ROUTES}
    assert {pattern for pattern, status in met if status == 405} == {pattern for _, pattern in ROUTES}
    assert count < ALL or kept["text"] + kept["ticked"] > count / 1000


def test_who_is_well_can_still_walk_after_all_that(visit: Visit) -> None:
    person = visit(WELL)
    assert person.walk().kind == "guide"
