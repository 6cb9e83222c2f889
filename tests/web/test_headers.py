"""Headers and cookies of every kind of answer (R22), by OWASP ASVS chapter 3."""

from __future__ import annotations

from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any

import pytest
from starlette.testclient import TestClient

from afterwards.web import app as web
from afterwards.web import site as parts
from afterwards.web.app import create_app
from tests.web.conftest import Clients, Visit
from tests.web.personas import WELL

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


def check_guarded(response: Any) -> None:
    """What every answer must carry."""
    headers = response.headers
    policy = {rule.split()[0]: rule.split()[1:] for rule in headers["content-security-policy"].split(";")}
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    assert policy.keys() >= {"style-src", "script-src", "img-src", "form-action"}
    for name, allowed in policy.items():
        assert allowed == (["'none'"] if name in ("default-src", "frame-ancestors", "base-uri") else ["'self'"]), name
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
    for address in linked:
        response = person.client.get(address)
        assert response.status_code == 200
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert person.client.get(address, headers={"if-none-match": response.headers["etag"]}).status_code == 304


def test_a_fault_is_guarded(clients: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    """R22."""

    async def faulty(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(web, "how", faulty)
    response = clients(create_app()).get("/how")
    assert response.status_code == 500
    check_guarded(response)
    assert response.headers["cache-control"] == "no-store"


def test_without_knowledge_every_answer_is_guarded(clients: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    """R22: 503; and it is never kept in place of a file."""
    monkeypatch.setattr(parts, "load_pack", lambda: 1 / 0)
    broken = clients(create_app())
    for path in (*PAGES, "/static/script.js?0123456789"):
        response = broken.get(path)
        assert response.status_code == 503
        check_guarded(response)
        assert "max-age" not in response.headers["cache-control"]


def test_the_wrong_method_is_told_the_right_one(answered: dict[str, Any]) -> None:
    assert answered["wrong method"].headers["allow"] == "POST"
    assert "There is no such page" in answered["wrong method"].text


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
