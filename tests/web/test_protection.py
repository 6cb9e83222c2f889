"""Forged, oversized and senseless requests: refused in plain words, nothing changed, never a fault (R22, R23)."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from afterwards.web.site import LARGEST_BODY, MOST_FIELDS
from tests.web.conftest import Visit
from tests.web.pages import Page
from tests.web.wire import FORM, Answer, sealed, send

OURS = "http://127.0.0.1"


def one(site: Any, *given: Any, **more: Any) -> Answer:
    return asyncio.run(send(site, *given, **more))


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
    ("path", "form"),
    [
        ("/step/3", {"bleeding_now": "heavy"}),
        ("/", {"guide": "pregnant"}),
        ("/change", {"page": "signs"}),
        ("/methods", {"guideline": "us"}),
    ],
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
    answer = one(site, "POST", "/step/1", body, [FORM, sealed({"guide": "after_loss"}, ["signs"])])
    page = check_clear(answer)
    assert answer.status == 413
    assert "16 KB" in page.main.text
    assert "150 fields" in page.main.text
    assert "Nothing you told us before is lost" in page.main.text
    assert page.main.all("a", href="/guide")
    assert "set-cookie" not in answer.headers


def test_the_largest_form_that_is_read(site: Any) -> None:
    start = sealed({"guide": "after_loss"}, ["signs"])
    body = b"none_of_these=yes&x="
    most = b"&".join(b"f%d=1" % place for place in range(MOST_FIELDS - 1)) + b"&none_of_these=yes"
    for sent in (body + b"y" * (LARGEST_BODY - len(body)), most, [body, b"", b"y"]):
        assert one(site, "POST", "/step/1", sent, [FORM, start]).headers["location"] == "/step/2"


@pytest.mark.parametrize(
    "kind", [b"application/json", b"multipart/form-data; boundary=x", b"text/plain", b"", b"\xff\xfe", b"; charset=utf-8"]
)
def test_another_kind_of_body_is_an_empty_form(site: Any, kind: bytes) -> None:
    body = json.dumps({"none_of_these": "yes"}).encode() if b"json" in kind else b"none_of_these=yes"
    page = check_clear(one(site, "POST", "/step/1", body, [(b"content-type", kind), sealed({"guide": "after_loss"}, ["signs"])]))
    assert page.status == 422
    assert list(page.messages) == ["fainted_or_collapsed"]


@pytest.mark.parametrize("kind", [b"APPLICATION/x-www-form-urlencoded", b"application/x-www-form-urlencoded; charset=UTF-8"])
def test_the_kind_of_a_form_may_be_written_in_other_ways(site: Any, kind: bytes) -> None:
    answer = one(site, "POST", "/step/1", b"none_of_these=yes", [(b"content-type", kind), sealed({"guide": "after_loss"}, ["signs"])])
    assert answer.headers["location"] == "/step/2"


@pytest.mark.parametrize(
    "body", [b"\xff\xfe=\xff", b"%ff%fe=%ff", b"%00=%00", b"a=%ZZ&%", b"=", b"&&&", b"\x00" * 500, b"name_for_loss=%ED%A0%80"]
)
@pytest.mark.parametrize("page", ["signs", "words", "when", "mood", "weeks"])
def test_bytes_that_are_no_text(site: Any, page: str, body: bytes) -> None:
    """R23."""
    found = check_clear(one(site, "POST", "/step/1", body, [FORM, sealed({"guide": "after_loss"}, [page])]))
    assert found.status == 422
    assert found.messages


def test_nul_bytes_are_taken_out(site: Any) -> None:
    told = {"guide": "after_loss"}
    answer = one(site, "POST", "/step/1", b"bleeding_now=hea%00vy", [FORM, sealed(told, ["bleeding"])])
    assert answer.status == 303
    answer = one(site, "POST", "/step/1", b"words_for_loss=name&name_for_loss=%00", [FORM, sealed(told, ["words"])])
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


@pytest.mark.parametrize("number", ["0", "99", "9" * 5000, "-1", "1.0", "٣", "x", ""])
def test_an_article_that_does_not_exist(site: Any, number: str) -> None:
    assert check_clear(one(site, "GET", f"/read/{number}")).heading == "There is no such page"


def test_a_connection_that_is_no_request_gets_nothing(site: Any) -> None:
    """There are no web sockets here; starting and stopping is passed on."""

    async def nothing(*_: Any) -> Any:
        raise AssertionError("nothing is read and nothing is sent")

    asyncio.run(site({"type": "websocket", "path": "/", "headers": []}, nothing, nothing))
    with TestClient(site, base_url=OURS) as client:
        assert client.get("/").status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
@pytest.mark.parametrize("path", ["/", "/guide", "/step/1", "/change", "/leave", "/static/style.css"])
def test_a_method_no_page_uses(site: Any, method: str, path: str) -> None:
    assert one(site, method, path, b"x=1", [FORM]).status == 405
