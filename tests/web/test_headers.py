"""Headers and cookies of every kind of answer (R22), by OWASP ASVS chapter 3."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any

import pytest
from starlette.testclient import TestClient

from afterwards.web import app as web
from afterwards.web import site as parts
from afterwards.web.app import create_app
from tests.clock import that_day
from tests.web.conftest import Clients, Visit
from tests.web.personas import WELL
from tests.web.routes import PATTERNS, ROUTES, address
from tests.web.wire import send

ON_METHODS = ["/methods", "/method/3", "/clinician", "/differences", "/coverage"]
ELSEWHERE = ["/stop", "/leave", "/onward", "/beside"]
"""Who is on the first question is led to another page from here."""
PAGES = ["/", "/step/1", "/guide", "/read/6", "/how", "/reviews", "/disagreements", "/changes", "/away", *ON_METHODS, *ELSEWHERE]
STATIC = ["/static/style.css", "/static/script.js", "/static/favicon.svg"]
CASES: dict[str, tuple[Callable[[TestClient], Any], int]] = {
    **{f"GET {path}": (lambda one, path=path: one.get(path), 303 if path in ELSEWHERE else 200) for path in PAGES},  # type: ignore[misc]
    **{f"GET {path}": (lambda one, path=path: one.get(path), 200) for path in STATIC},  # type: ignore[misc]
    "HEAD /guide": (lambda one: one.head("/guide"), 200),
    "POST /": (lambda one: one.post("/", data={"guide": "pregnant"}), 303),
    "POST /step/1": (lambda one: one.post("/step/1", data={"none_of_these": "yes"}), 303),
    "POST /change": (lambda one: one.post("/change", data={"page": "signs"}), 303),
    "POST /methods": (lambda one: one.post("/methods", data={"aside": "pop"}), 303),
    "POST /return": (lambda one: one.post("/return"), 303),
    "no slash too many": (lambda one: one.get("/guide/"), 404),
    "forged": (lambda one: one.post("/", data={"guide": "pregnant"}, headers={"sec-fetch-site": "cross-site"}), 403),
    "no such page": (lambda one: one.get("/no/such/page"), 404),
    "no such article": (lambda one: one.get("/read/99"), 404),
    "no such method": (lambda one: one.get("/method/99"), 404),
    "no such file": (lambda one: one.get("/static/nothing.css?0123456789"), 404),
    "wrong method": (lambda one: one.get("/change"), 405),
    "wrong method on the methods": (lambda one: one.put("/methods"), 405),
    "wrong method on a page": (lambda one: one.put("/guide"), 405),
    "wrong method on a file": (lambda one: one.post("/static/style.css"), 405),
    "too large": (lambda one: one.post("/step/1", data={"x": "y" * 20_000}), 413),
    "nothing chosen": (lambda one: one.post("/", data={}), 422),
    "nothing to see side by side": (lambda one: one.post("/methods", data={"side_by_side": "yes"}), 422),
    "nothing ticked": (lambda one: one.post("/step/1", data={}), 422),
}


@pytest.fixture(scope="module")
def answered(visit: Visit) -> dict[str, Any]:
    """Each case's answer, sent by someone on the first question."""
    found = {}
    for name, (ask, _) in CASES.items():
        person = visit()
        person.start()
        found[name] = ask(person.client)
    return found


@pytest.fixture(params=CASES)
def answer(request: pytest.FixtureRequest, answered: dict[str, Any]) -> Any:
    response = answered[request.param]
    assert response.status_code == CASES[request.param][1]
    return response


NOTHING = ("default-src", "object-src", "frame-ancestors", "base-uri")
"""Rules of the policy that allow nothing at all."""


def check_guarded(response: Any) -> None:
    """What every answer must carry."""
    headers = response.headers
    policy = {rule.split()[0]: rule.split()[1:] for rule in headers["content-security-policy"].split(";")}
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    assert policy["object-src"] == ["'none'"]
    assert policy.keys() >= {"style-src", "script-src", "img-src", "form-action"}
    for name, allowed in policy.items():
        assert allowed == (["'none'"] if name in NOTHING else ["'self'"]), name
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    assert "server" not in headers
    assert "x-powered-by" not in headers


def test_every_answer_is_guarded(answer: Any) -> None:
    """R22: whatever was asked, and however it ended."""
    check_guarded(answer)


def test_only_files_of_ours_are_kept_by_browsers(answered: dict[str, Any]) -> None:
    """R21, R22: no page is stored, and an error in place of a file is not kept either."""
    for name, response in answered.items():
        plain_file = any(path in name for path in STATIC) or "file" in name
        assert response.headers["cache-control"] == ("no-cache" if plain_file else "no-store"), name


def test_files_named_with_their_content_are_kept_long(visit: Visit) -> None:
    person = visit()
    page = person.get("/")
    linked = [one.attributes["href"] for one in page.root.all("link")] + [one.attributes["src"] for one in page.root.all("script")]
    assert len(linked) == 3
    for link in linked:
        response = person.client.get(link)
        assert response.status_code == 200
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert person.client.get(link, headers={"if-none-match": response.headers["etag"]}).status_code == 304


def test_a_fault_is_guarded(clients: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    """R22."""

    async def faulty(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(web, "show_document", faulty)
    response = clients(create_app(that_day)).get("/how")
    assert response.status_code == 500
    check_guarded(response)
    assert response.headers["cache-control"] == "no-store"


def test_without_knowledge_every_answer_is_guarded(clients: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    """R22: 503; and it is never kept in place of a file."""
    monkeypatch.setattr(parts, "load_pack", lambda: 1 / 0)
    broken = clients(create_app(that_day))
    for path in (*PAGES, "/static/script.js?0123456789"):
        response = broken.get(path)
        assert response.status_code == 503
        check_guarded(response)
        assert "max-age" not in response.headers["cache-control"]


def test_the_wrong_method_is_told_the_right_one(answered: dict[str, Any]) -> None:
    assert answered["wrong method"].headers["allow"] == "POST"
    assert "There is no such page" in answered["wrong method"].text


# Every route of the application's own table, so that a new one cannot be left out

FORMS = [path for method, path in ROUTES if method == "POST" and path != "/return"]
"""Where a form is read; /return reads none."""
OTHER_METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "BREW")


def check_kept_by_nobody(response: Any) -> None:
    """No page is stored; a file without its mark, or what stands in its place, is asked for again."""
    allowed = "no-cache" if response.request.url.path.startswith("/static/") else "no-store"
    assert response.headers["cache-control"] == allowed


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_route_is_guarded(visit: Visit, method: str, path: str) -> None:
    """R22: for someone on the first question, and for someone without a journey."""
    here, stranger = visit(), visit()
    here.start()
    for person in (here, stranger):
        response = person.client.request(method, address(path))
        assert response.status_code in (200, 303, 422)
        check_guarded(response)
        check_kept_by_nobody(response)


@pytest.mark.parametrize("path", PATTERNS)
def test_every_route_refuses_other_methods_guarded(visit: Visit, path: str) -> None:
    """R22: 405, with what is allowed, and nothing of the page."""
    for method in OTHER_METHODS:
        response = visit().client.request(method, address(path))
        assert response.status_code == 405
        check_guarded(response)
        check_kept_by_nobody(response)
        if not path.startswith("/static/"):
            assert "There is no such page" in response.text


@pytest.mark.parametrize("path", PATTERNS)
def test_beside_every_route_there_is_nothing_and_that_is_guarded(visit: Visit, path: str) -> None:
    """R22: 404 for an address one sign longer."""
    response = visit().client.get(f"{address(path).rstrip('/')}/x")
    assert response.status_code == 404
    check_guarded(response)
    check_kept_by_nobody(response)


@pytest.mark.parametrize("path", FORMS)
def test_every_form_that_is_too_large_is_refused_guarded(visit: Visit, path: str) -> None:
    """R22: 413."""
    person = visit()
    person.start()
    response = person.client.post(address(path), data={"x": "y" * 20_000})
    assert response.status_code == 413
    check_guarded(response)
    check_kept_by_nobody(response)


@pytest.mark.parametrize("path", [path for method, path in ROUTES if method == "POST"])
def test_every_forged_form_is_refused_guarded(visit: Visit, path: str) -> None:
    """R22: 403, and her journey is as it was."""
    person = visit()
    person.start()
    response = person.client.post(address(path), headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403
    check_guarded(response)
    check_kept_by_nobody(response)
    assert not cookies_of(response)


@pytest.mark.parametrize(("given", "status"), [("lines=x", 400), ("bytes=99999999-", 416), ("bytes=0-3", 206)])
def test_part_of_a_file_is_guarded(visit: Visit, given: str, status: int) -> None:
    """R22: 400 for a range that is none, 416 for one outside the file."""
    response = visit().client.get("/static/style.css?0123456789", headers={"range": given})
    assert response.status_code == status
    check_guarded(response)
    assert response.headers["cache-control"] == "no-cache"


def test_a_query_that_is_no_text_is_no_fault(visit: Visit) -> None:
    """R22, R23: bytes that stand for no letter, from a server that lets them through."""

    async def ask() -> None:
        for path in ("/", "/guide", "/leave", "/no/such/page", "/static/style.css"):
            found = await send(visit().client.app, "GET", path, query=b"a=\xff")
            assert found.status < 500
            assert "content-security-policy" in found.headers

    asyncio.run(ask())


def test_a_fault_in_every_route_is_guarded(clients: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    """R22: 500. The two routes that are not bound to the site touch no knowledge, and are tried by name."""

    async def faulty(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(web, "bind_to", lambda site: lambda handler: faulty)
    monkeypatch.setattr(web, "leave", faulty)
    monkeypatch.setattr(web, "come_back", faulty)
    broken = clients(create_app(that_day))
    for method, path in ROUTES:
        if not path.startswith("/static/"):
            response = broken.request(method, address(path))
            assert response.status_code == 500, path
            check_guarded(response)
            check_kept_by_nobody(response)


def test_urgent_help_in_place_of_every_route_is_guarded(clients: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    """R22: 503, but for the style sheet that urgent help itself needs."""
    monkeypatch.setattr(parts, "load_pack", lambda: 1 / 0)
    broken = clients(create_app(that_day))
    for method, path in ROUTES:
        response = broken.request(method, address(path))
        assert response.status_code == (200 if path == "/static/style.css" else 503), path
        check_guarded(response)
        check_kept_by_nobody(response)


# Cookies


def cookies_of(response: Any) -> SimpleCookie:
    found: SimpleCookie = SimpleCookie()
    for line in response.headers.get_list("set-cookie"):
        found.load(line)
    return found


@pytest.mark.parametrize("address", ["http://127.0.0.1", "https://127.0.0.1"])
def test_the_journey_ends_with_the_browser_and_is_hidden_from_scripts(visit: Visit, address: str) -> None:
    """R22: no Max-Age and no Expires, HttpOnly, SameSite=Strict, the whole site, Secure under https."""
    client = visit(WELL, address=address).client
    posts = [
        ("/", {"guide": "after_loss"}),
        ("/step/1", {"none_of_these": "yes"}),
        ("/change", {"page": "signs"}),
        ("/methods", {"guideline": "who"}),
    ]
    for path, form in posts:
        found = cookies_of(client.post(path, data=form))
        assert [*found] == ["journey"]
        cookie = found["journey"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "strict"
        assert cookie["path"] == "/"
        assert (cookie["max-age"], cookie["expires"], cookie["domain"]) == ("", "", "")
        assert bool(cookie["secure"]) is address.startswith("https")


@pytest.mark.parametrize("address", ["http://127.0.0.1", "https://127.0.0.1"])
def test_the_cookies_of_leaving_are_guarded_alike(visit: Visit, address: str) -> None:
    client = visit(WELL, address=address).client
    for response, names in ((client.get("/leave"), ["journey", "left"]), (client.post("/return"), ["left"])):
        found = cookies_of(response)
        assert [*found] == names
        for cookie in found.values():
            assert cookie["httponly"]
            assert cookie["samesite"] == "strict"
            assert bool(cookie["secure"]) is address.startswith("https")


def test_reading_sets_no_cookie(visit: Visit) -> None:
    client = visit().client
    for path in (
        "/",
        "/how",
        "/reviews",
        "/disagreements",
        "/changes",
        "/read/6",
        "/method/3",
        "/coverage",
        "/methods",
        "/onward",
        "/away",
        "/no/such/page",
    ):
        assert not cookies_of(client.get(path)), path


@pytest.mark.parametrize(("address", "asked"), [("http://127.0.0.1", False), ("https://127.0.0.1", True)])
def test_https_is_kept_once_seen(visit: Visit, address: str, asked: bool) -> None:
    response = visit(WELL, address=address).client.get("/")
    assert ("strict-transport-security" in response.headers) is asked
