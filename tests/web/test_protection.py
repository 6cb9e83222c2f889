"""Forged, oversized and senseless requests: refused in plain words, nothing changed, never a fault (R22, R23)."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import quote_plus

import pytest

from afterwards.guide import Guide
from afterwards.web.app import LARGEST_BODY, MOST_FIELDS, Site
from afterwards.web.journey import Journey, Seal
from tests.people import PACK
from tests.web.conftest import KEY, Visit
from tests.web.pages import Page
from tests.web.personas import PERSONAS, WELL
from tests.web.wire import FORM, Answer, send

OURS = "http://127.0.0.1"


def one(site: Any, *given: Any, **more: Any) -> Answer:
    return asyncio.run(send(site, *given, **more))


def cookie(facts: Mapping[str, object], path: list[str], skipped: list[str] | None = None) -> tuple[bytes, bytes]:
    sealed = Seal(KEY).write(Journey(dict(facts), list(path), skipped or []))
    return b"cookie", f"journey={sealed}".encode()


# Forged posts


@pytest.mark.parametrize(
    "sent",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": OURS},
        {"sec-fetch-site": ""},
        {"origin": "https://elsewhere.example"},
        {"origin": "http://127.0.0.1:81"},
        {"origin": "http://127.0.0.1.elsewhere.example"},
        {"origin": ""},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    ("path", "form"), [("/step/3", {"bleeding_now": "heavy"}), ("/", {"guide": "pregnant"}), ("/change", {"page": "signs"})]
)
def test_a_post_from_another_site_is_refused_and_changes_nothing(
    visit: Visit, sent: dict[str, str], path: str, form: dict[str, str]
) -> None:
    """R22."""
    person = visit()
    person.start()
    person.step()
    before = person.step()
    response = person.client.post(path, data=form, headers=sent)
    assert response.status_code == 403
    assert "set-cookie" not in response.headers
    page = Page.of(path, 403, response.text)
    assert page.kind == "message"
    assert "This form came from another site, so it was not read. Nothing you told us is changed." in page.main.text
    assert person.get("/step/3").html == before.html


@pytest.mark.parametrize(
    "sent", [{}, {"origin": OURS}, {"origin": "null"}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}], ids=str
)
def test_a_post_from_our_own_page_is_read(visit: Visit, sent: dict[str, str]) -> None:
    """Also from browsers that hide where a form came from, as our own policy asks them to."""
    response = visit().client.post("/", data={"guide": "after_loss"}, headers=sent)
    assert (response.status_code, response.headers["location"]) == (303, "/step/1")


def test_coming_back_cannot_be_forged_either(visit: Visit) -> None:
    person = visit()
    person.get("/leave")
    assert person.client.post("/return", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert person.get("/").kind == "away"


# Bodies that no page of ours would send


def check_clear(answer: Answer) -> Page:
    assert answer.status < 500
    assert "Traceback" not in answer.text
    return Page.of("", answer.status, answer.text)


@pytest.mark.parametrize(
    "body",
    [
        b"x=" + b"y" * LARGEST_BODY,
        [b"x=" + b"y" * 10_000, b"y" * 10_000],
        [b"x" * 1000] * 100,
        b"&".join(b"f%d=1" % place for place in range(MOST_FIELDS + 1)),
        b"&" * (LARGEST_BODY - 1),
    ],
    ids=["large", "large in two parts", "large in many parts", "many fields", "many empty fields"],
)
def test_too_much_is_said_to_be_too_much(site: Any, body: bytes | list[bytes]) -> None:
    """R23: what is allowed, what to do, and what is left untouched."""
    answer = one(site, "POST", "/step/1", body, [FORM, cookie({"guide": "after_loss"}, ["signs"])])
    page = check_clear(answer)
    assert answer.status == 413
    assert "16 KB" in page.main.text
    assert "100 fields" in page.main.text
    assert "Nothing you told us before is lost" in page.main.text
    assert page.main.all("a", href="/guide")
    assert "set-cookie" not in answer.headers


def test_the_largest_form_that_is_read(site: Any) -> None:
    start = cookie({"guide": "after_loss"}, ["signs"])
    body = b"none_of_these=yes&x="
    most = b"&".join(b"f%d=1" % place for place in range(MOST_FIELDS - 1)) + b"&none_of_these=yes"
    for sent in (body + b"y" * (LARGEST_BODY - len(body)), most, [body, b"", b"y"]):
        assert one(site, "POST", "/step/1", sent, [FORM, start]).headers["location"] == "/step/2"


@pytest.mark.parametrize(
    "kind", [b"application/json", b"multipart/form-data; boundary=x", b"text/plain", b"", b"\xff\xfe", b"; charset=utf-8"]
)
def test_another_kind_of_body_is_an_empty_form(site: Any, kind: bytes) -> None:
    body = json.dumps({"none_of_these": "yes"}).encode() if b"json" in kind else b"none_of_these=yes"
    page = check_clear(one(site, "POST", "/step/1", body, [(b"content-type", kind), cookie({"guide": "after_loss"}, ["signs"])]))
    assert page.status == 422
    assert list(page.messages) == ["fainted_or_collapsed"]


@pytest.mark.parametrize("kind", [b"APPLICATION/x-www-form-urlencoded", b"application/x-www-form-urlencoded; charset=UTF-8"])
def test_the_kind_of_a_form_may_be_written_in_other_ways(site: Any, kind: bytes) -> None:
    answer = one(site, "POST", "/step/1", b"none_of_these=yes", [(b"content-type", kind), cookie({"guide": "after_loss"}, ["signs"])])
    assert answer.headers["location"] == "/step/2"


@pytest.mark.parametrize(
    "body", [b"\xff\xfe=\xff", b"%ff%fe=%ff", b"%00=%00", b"a=%ZZ&%", b"=", b"&&&", b"\x00" * 500, b"name_for_loss=%ED%A0%80"]
)
@pytest.mark.parametrize("page", ["signs", "words", "when", "mood", "weeks"])
def test_bytes_that_are_no_text(site: Any, page: str, body: bytes) -> None:
    """R23."""
    found = check_clear(one(site, "POST", "/step/1", body, [FORM, cookie({"guide": "after_loss"}, [page])]))
    assert found.status == 422
    assert found.messages


def test_nul_bytes_are_taken_out(site: Any) -> None:
    told = {"guide": "after_loss"}
    answer = one(site, "POST", "/step/1", b"bleeding_now=hea%00vy", [FORM, cookie(told, ["bleeding"])])
    assert answer.status == 303
    answer = one(site, "POST", "/step/1", b"words_for_loss=name&name_for_loss=%00", [FORM, cookie(told, ["words"])])
    assert "write a name" in check_clear(answer).messages["name_for_loss"]


@pytest.mark.parametrize("host", [b"", b"[", b"[::1", b"a b", b"\xff", b"x" * 5000, b"elsewhere.example", b"a/b?c#d", b"@", b":::"])
@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("GET", "/guide"), ("POST", "/"), ("GET", "/static/style.css")])
def test_any_name_of_the_host(site: Any, host: bytes, method: str, path: str) -> None:
    """R23: also one that is no name."""
    answer = asyncio.run(send(site, method, path, b"guide=pregnant", [FORM, (b"host", host)]))
    assert answer.status in (200, 303)
    assert answer.headers.get("location", "/").startswith("/")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static//etc/passwd",
        "/static/\0",
        "/static/" + "a" * 5000,
        "/static",
        "/static/",
        "//",
        "/\udcff",
    ],
)
def test_no_file_but_ours_is_sent(site: Any, path: str) -> None:
    answer = one(site, "GET", path)
    assert answer.status in (307, 404)
    assert b"import" not in answer.body


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
@pytest.mark.parametrize("path", ["/", "/guide", "/step/1", "/change", "/leave", "/static/style.css"])
def test_a_method_no_page_uses(site: Any, method: str, path: str) -> None:
    assert one(site, method, path, b"x=1", [FORM]).status == 405


# Ten thousand posts

POSTS = 10_000
NAMES = [
    *dict.fromkeys(fact for page in PACK.pages for fact in page.facts),
    *("none_of_these", "not_sure", "skip", "topic", "page", "guide", "loss_date-day", "loss_date-month", "loss_date-year"),
    *("low_mood_score-1", "low_mood_score-2", "anxiety_score-1", "anxiety_score-2", "csrf", "__proto__", "age", "medicines", ""),
]
VALUES = [
    *(
        "yes",
        "no",
        "unknown",
        "",
        "0",
        "1",
        "2",
        "3",
        "21",
        "38,5",
        "-1",
        "1e309",
        "9" * 400,
        "NaN",
        "٣",
        "None",
        "[]",
        "{}",
        "true",
        "15",
        "Nov",
    ),
    *(
        "2026",
        "0001",
        "../../etc/passwd",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "%s%n",
        "\0",
        "\ud800",
        "\u202e",
        "\r\nSet-Cookie: a=b",
    ),
    *("a" * 5000, "🕊" * 50, "after_loss", "pregnant", "contraception_only", "sex", "today", "feelings", "guide", "signs"),
    *(value for entry in PACK.facts.values() if not entry.reserved for value in entry.values),
]
PATHS = ["/", "/change", "/change", "/return", "/guide", "/stop", "/step/0", "/step/100", "/step/x", "/nothing"]


def some_form(rare: random.Random, page: str) -> bytes:
    """Some fields of the page and some of no page, with values of every kind."""
    own = next((one.facts for one in PACK.pages if one.id == page), ())
    fields = [(name, _value(rare, name)) for name in own if rare.random() < 0.8]
    fields += [(rare.choice(NAMES), rare.choice(VALUES)) for _ in range(rare.choice((0, 0, 1, 3, 12)))]
    text = "&".join(f"{quote_plus(name)}={quote_plus(value, errors='surrogatepass')}" for name, value in fields)
    return rare.randbytes(rare.randrange(200)) if rare.random() < 0.03 else text.encode()


def _value(rare: random.Random, name: str) -> str:
    choices = [*PACK.facts[name].values, "unknown", "3"]
    return rare.choice(choices if rare.random() < 0.7 else VALUES)


def some_journeys(rare: random.Random) -> list[tuple[tuple[bytes, bytes], list[str]]]:
    """Journeys at every page, of the personas and of people who have told almost nothing."""
    found = []
    for page in [*PACK.pages, *PACK.pages]:
        facts = rare.choice([*PERSONAS.values(), {"guide": "pregnant"}, {"guide": "contraception_only"}])
        told = {name: value for name, value in facts.items() if name in PACK.facts and (name == "guide" or rare.random() < 0.7)}
        path = [*rare.sample([one.id for one in PACK.pages], 3), page.id, "guide"]
        found.append((cookie(told, path, rare.sample(["sex", "contraception", "feelings"], rare.randrange(2))), path))
    return found


def test_ten_thousand_senseless_posts_find_no_fault(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """R23: no status of 500 or more, no traceback, and every page that comes back is whole."""
    answer = Site.guide

    @cache
    def once(site: Site, facts: frozenset[tuple[str, object]]) -> Guide:
        return answer(site, Journey(dict(facts)))

    # A guide depends on nothing but the facts: for the same facts it is made once, which leaves time for more posts.
    monkeypatch.setattr(Site, "guide", lambda site, journey: once(site, frozenset(journey.facts.items())))
    rare = random.Random(20261124)
    journeys = some_journeys(rare)
    statuses: Counter[int] = Counter()

    async def post() -> None:
        for place in range(POSTS):
            sealed, path = rare.choice(journeys)
            number = rare.randrange(1, len(path) + 1)
            to = f"/step/{number}" if rare.random() < 0.9 else rare.choice(PATHS)
            headers = [FORM, sealed] if rare.random() < 0.95 else [FORM]
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
    assert {200, 404, 405} & statuses.keys() >= {404, 405}


def test_who_is_well_can_still_walk_after_all_that(visit: Visit) -> None:
    person = visit(WELL)
    assert person.walk().kind == "guide"
