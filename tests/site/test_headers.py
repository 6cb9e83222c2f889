"""Headers of every kind of answer (R22), by OWASP ASVS chapter 3."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Callable
from typing import Any

import pytest

from afterwards.site.protection import hand_out
from tests.site.conftest import Files, Running
from tests.site.pages import Element, parse
from tests.site.routes import OTHER_METHODS, addresses, addresses_beside
from tests.site.wire import Answer, ask, ask_through_a_socket, request

HASHED = re.compile(r"/[a-z]+\.[0-9a-f]{12}\.(js|json|css)")
"""Addresses that change when what lies there does."""
GZIP = [(b"accept-encoding", b"gzip, br")]
CASES: dict[str, tuple[Callable[[Any], Answer], int]] = {
    "the start": (lambda app: ask(app, "GET", "/"), 200),
    "a page": (lambda app: ask(app, "GET", "/read-6.html"), 200),
    "a page for a head": (lambda app: ask(app, "HEAD", "/read-6.html"), 200),
    "a page, compressed": (lambda app: ask(app, "GET", "/answer-1.html", headers=GZIP), 200),
    "a page with a query": (lambda app: ask(app, "GET", "/answer-1.html", query=b"a=b"), 200),
    "the worker": (lambda app: ask(app, "GET", "/sw.js"), 200),
    "a file of a host": (lambda app: ask(app, "GET", "/_headers"), 200),
    "no such page": (lambda app: ask(app, "GET", "/no/such/page"), 404),
    "no such page for a head": (lambda app: ask(app, "HEAD", "/no/such/page"), 404),
    "something posted": (lambda app: ask(app, "POST", "/", b"bleeding_now=heavy"), 405),
    "something posted to nowhere": (lambda app: ask(app, "POST", "/no/such/page", b"x" * 100_000), 405),
    "a method no page uses": (lambda app: ask(app, "BREW", "/index.html"), 405),
}
NOTHING = ("default-src", "object-src", "frame-ancestors", "base-uri", "form-action")
"""Rules of the policy that allow nothing at all."""


def rules_of(policy: str) -> dict[str, list[str]]:
    """Each rule of a policy with what it allows."""
    return {rule.split()[0]: rule.split()[1:] for rule in policy.split(";")}


def hash_of(element: Element) -> str:
    """What a policy must name for a script that stands in a page to run."""
    content = "".join(one for one in element.children if isinstance(one, str))
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def scripts_in(root: Element) -> list[Element]:
    """The scripts that stand in a page itself, but for data."""
    return [one for one in root.all("script") if "src" not in one.attributes and one.attributes.get("type", "") in ("", "module")]


def check_guarded(answer: Answer) -> None:
    """What every answer must carry. Beside our files it may allow only scripts and styles that the page itself allows, by their hash."""
    headers = answer.headers
    body = gzip.decompress(answer.body) if headers.get("content-encoding") == "gzip" else answer.body
    root = parse(body.decode()) if headers.get("content-type", "").startswith("text/html") else parse("")
    own = " ".join(one.attributes["content"] for one in root.all("meta", http_equiv="Content-Security-Policy"))
    policy = rules_of(headers["content-security-policy"])
    for name in NOTHING:
        assert policy[name] == ["'none'"], name
    allowed = {
        "connect-src": {"'self'"},
        "worker-src": {"'self'"},
        "img-src": {"'self'", "data:"},
        "script-src": {"'self'", *re.findall("'sha256-[^']+'", own)},
        "style-src": {"'self'", *(["'unsafe-inline'"] if root.all("style") else [])},
    }
    for name in policy.keys() - NOTHING:
        assert {*policy[name]} <= allowed[name], name
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    for sense in ("camera", "microphone", "geolocation"):
        assert f"{sense}=()" in headers["permissions-policy"]
    assert [name for name in headers if name in ("server", "x-powered-by", "set-cookie") or name.startswith("access-control")] == []


def check_asked_for_again(answer: Answer) -> None:
    """Nobody shows it later without asking whether it is still so."""
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("case", CASES)
def test_every_answer_is_guarded(app: Any, case: str) -> None:
    """R22: whatever was asked, and however it ended."""
    send, status = CASES[case]
    answer = send(app)
    assert answer.status == status
    check_guarded(answer)
    check_asked_for_again(answer)


def test_every_route_is_guarded(app: Any, files: Files) -> None:
    """R22: every file; what it is, where the browser must know it; and nothing but what is in the file."""
    kinds = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
    for path in addresses(files):
        answer = ask(app, "GET", path)
        name = path.removeprefix("/") or "index.html"
        assert (answer.status, answer.body) == (200, files[name])
        check_guarded(answer)
        kind = kinds.get(name[name.rindex(".") :] if "." in name[1:] else "")
        assert kind is None or answer.headers["content-type"].partition(";")[0] == kind, path
        if kind in ("text/html", "text/javascript", "text/css"):
            assert answer.headers["content-type"].endswith("; charset=utf-8"), path


def test_files_named_with_their_content_are_kept_long(app: Any, files: Files) -> None:
    """And every other one is asked for again, so that nobody stays with an old edition."""
    kept = [path for path in addresses(files) if HASHED.fullmatch(path)]
    assert {path.split(".")[0] for path in kept} == {"/script", "/style", "/boot", "/app", "/data"}
    for path in addresses(files):
        for method in ("GET", "HEAD"):
            answer = ask(app, method, path)
            if path in kept:
                assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
            else:
                check_asked_for_again(answer)


def test_only_files_of_ours_are_kept_by_browsers(files: Files) -> None:
    """R22: what stands in place of a file, under a name with a hash, is not kept: neither a refusal nor urgent help."""
    name = next(one for one in files if HASHED.fullmatch(f"/{one}"))
    without = hand_out({one: content for one, content in files.items() if one != name}, lambda: False)
    for answer, status in (
        (ask(without, "GET", f"/{name}"), 404),
        (ask(without, "POST", f"/{name}"), 405),
        (ask(without, "GET", "/page.0123456789ab.html"), 404),
        (ask(hand_out(files, lambda: True), "GET", "/page.0123456789ab.html"), 503),
    ):
        assert answer.status == status
        check_asked_for_again(answer)


def test_the_policy_lets_each_page_run_what_it_holds(app: Any, files: Files) -> None:
    """The start page's guard says so when a browser refuses the program or is too old for it; the copy in one file is all script.

    A page says itself what it may run, and the browser holds it to both policies.
    """
    held = 0
    for name in (one for one in files if one.endswith(".html")):
        answer = ask(app, "GET", f"/{name}")
        root = parse(answer.text)
        (own,) = root.all("meta", http_equiv="Content-Security-Policy")
        for policy in (own.attributes["content"], answer.headers["content-security-policy"]):
            rules = rules_of(policy)
            for script in scripts_in(root):
                held += 1
                assert hash_of(script) in rules["script-src"], name
            if root.all("style"):
                assert "'unsafe-inline'" in rules["style-src"], name
    assert held > 6


def test_no_other_site_may_read_an_answer(app: Any, files: Files) -> None:
    """R22: on every route, whatever origin asks, and however it asks first."""
    asks = [(b"origin", b"https://elsewhere.example"), (b"access-control-request-method", b"GET")]
    for path in (*addresses(files), "/no/such/page"):
        for method in ("GET", "OPTIONS"):
            answer = ask(app, method, path, headers=asks)
            assert [name for name in answer.headers if name.startswith("access-control")] == []
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_compressed_where_the_browser_takes_it(app: Any, files: Files) -> None:
    for path in addresses(files):
        answer = ask(app, "GET", path, headers=GZIP)
        plain = ask(app, "GET", path)
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(answer.body) == plain.body
        assert "content-encoding" not in plain.headers
        assert answer.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
        assert answer.headers.get("content-type") == plain.headers.get("content-type")


def test_the_wrong_method_is_told_the_right_one(app: Any) -> None:
    answer = ask(app, "POST", "/read-6.html")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
    assert "every answer stays in the page" in answer.text


def test_every_route_refuses_other_methods_guarded(app: Any, files: Files) -> None:
    """R22: 405, with what is allowed, and nothing of the page."""
    for path in addresses(files):
        for method in OTHER_METHODS:
            answer = ask(app, method, path, b"x=1")
            assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
            assert parse(answer.text).one("main").attributes["data-page"] == "message"
            check_guarded(answer)
            check_asked_for_again(answer)


def test_beside_every_route_there_is_nothing_and_that_is_guarded(app: Any, files: Files) -> None:
    """R22: 404 for an address that is nearly one of ours."""
    for path in addresses_beside(files):
        answer = ask(app, "GET", path)
        assert answer.status == 404, path
        assert "There is no such page" in answer.text
        check_guarded(answer)
        check_asked_for_again(answer)


def test_part_of_a_file_is_guarded(app: Any, files: Files) -> None:
    """R22: a range gets the whole file, whatever it asks for."""
    for given in (b"lines=x", b"bytes=99999999-", b"bytes=0-3"):
        answer = ask(app, "GET", "/sw.js", headers=[(b"range", given)])
        assert (answer.status, answer.body) == (200, files["sw.js"])
        check_guarded(answer)


def test_a_query_that_is_no_text_is_no_fault(app: Any, files: Files) -> None:
    """R22, R23: bytes that stand for no letter; no query changes anything."""
    for query in (b"a=\xff", b"bleeding_now=heavy", b"%ff%00", b"../../x", b"?" * 5000):
        for path, status in (("/", 200), ("/read-1.html", 200), ("/no/such/page", 404)):
            answer = ask(app, "GET", path, query=query)
            assert answer.status == status
            assert answer == ask(app, "GET", path)
            check_guarded(answer)


def test_a_fault_in_every_route_is_guarded(files: Files) -> None:
    """R22: 500; nothing that says whom to call is kept in place of a file."""

    def faulty() -> bool:
        raise RuntimeError

    broken = hand_out(files, faulty)
    for path in addresses(files):
        answer = ask(broken, "GET", path)
        assert answer.status == 500, path
        check_guarded(answer)
        check_asked_for_again(answer)


def test_urgent_help_in_place_of_every_route_is_guarded(files: Files) -> None:
    """R22: 503 for every page of an edition that is too old."""
    late = hand_out(files, lambda: True)
    for path in addresses(files):
        answer = ask(late, "GET", path)
        check_guarded(answer)
        if answer.status == 503:
            check_asked_for_again(answer)


@pytest.mark.parametrize(("scheme", "asked"), [("http", False), ("https", True)])
def test_https_is_kept_once_seen(app: Any, files: Files, scheme: str, asked: bool) -> None:
    """On every answer, and only where there is HTTPS to keep to."""
    for path in (*addresses(files), "/no/such/page"):
        answer = ask(app, "GET", path, scheme=scheme)
        assert answer.headers.get("strict-transport-security") == ("max-age=31536000" if asked else None)


# Through the program itself, with its server before the application


def test_a_head_has_the_headers_and_no_body(running: Running, files: Files) -> None:
    for target, status, length in ((b"/", 200, len(files["index.html"])), (b"/sw.js", 200, len(files["sw.js"])), (b"/nothing", 404, None)):
        whole, head = (ask_through_a_socket(running.port, request(target, method)) for method in (b"GET", b"HEAD"))
        assert whole.status == head.status == status
        assert head.body == b""
        assert head.headers | {"date": ""} == whole.headers | {"date": ""}
        assert int(head.headers["content-length"]) == len(whole.body) == (length or len(whole.body))


def test_no_answer_names_the_server(running: Running) -> None:
    """R22: what answers, and in which version, is nobody's business."""
    for target, method in ((b"/", b"GET"), (b"/nothing", b"GET"), (b"/", b"POST"), (b"/", b"TRACE")):
        answer = ask_through_a_socket(running.port, request(target, method))
        check_guarded(answer)
        assert not re.search("uvicorn|starlette|python|h11", " ".join(answer.headers.values()), re.IGNORECASE)
