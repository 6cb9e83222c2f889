"""Nothing she tells leaves the page: not in an address, a title, a cookie, a log, a referrer or to another site (R20, R21, R22)."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest

from afterwards.site import protection
from afterwards.site.edition import AWAY, SINGLE
from afterwards.site.hosting import CHECK
from afterwards.site.protection import hand_out
from tests.site.conftest import Files, Running
from tests.site.pages import Element, Page
from tests.site.routes import OTHER_METHODS, addresses, addresses_beside
from tests.site.test_headers import hash_of, rules_of, scripts_in
from tests.site.wire import ask, ask_through_a_socket, request

MARKER = "Zyxomarker"
NEUTRAL = re.compile(
    r"\./(#erase)?|(index|units|questions|how|private|reviews|disagreements|changes|score|coverage|check-host|afterwards)\.html"
    r"|(answer|read|method)-[0-9]{1,2}\.html"
    r"|(app|boot|script|style|data)\.[0-9a-f]{12}\.(js|css|json)|sw\.js|manifest\.json|_headers|\.htaccess|\.nojekyll"
)
"""Every name that a file may have, and so every address: none tells what was asked, let alone what was answered."""
ASKS = r"(?<![.\w])fetch\(|XMLHttpRequest|sendBeacon|WebSocket|EventSource|WebTransport|RTCPeerConnection|importScripts|\bimport\(|https?:"
TELLS = r"postMessage|BroadcastChannel|window\.(?:open|name)|new Image|\.submit\("
KEEPS = r"localStorage|sessionStorage|indexedDB|\bcaches\b|serviceWorker|document\.cookie|cookieStore"
MAY = {
    "script": set[str](),
    "boot": {"fetch(", "sessionStorage", "serviceWorker"},
    "app": {"localStorage", "sessionStorage", "indexedDB", "caches", "serviceWorker"},
    "sw": {"fetch(", "caches"},
}
"""What each script may do of all that: boot loads the program and its data, remembers that she has left, and starts the worker, which
keeps the files; the program keeps her answers when she asks for it, locked, and erases all there is."""
OF_A_MAP = "fetch(key, initial) {"
"""A method that MiniSearch, which finds a question by its words, has on a map of its own."""


# Addresses and titles


def test_no_address_carries_an_answer(files: Files, pages: dict[str, Page]) -> None:
    """R20: the names of files are all the addresses there are, and no link asks with a query."""
    assert [name for name in files if not NEUTRAL.fullmatch(name)] == []
    links = [link for page in pages.values() for link in page.links]
    assert len(links) > 1000
    assert [link for link in links if not NEUTRAL.fullmatch(link)] == []


def test_all_pages_have_one_title(pages: dict[str, Page]) -> None:
    """R21: the list of open tabs and of visited pages tells nothing."""
    titles = {name: page.title for name, page in pages.items()}
    assert titles.pop(AWAY) == "Unit converter"
    assert titles.pop(CHECK) == "Check this host"
    assert len(titles) > 90
    assert {*titles.values()} == {"Afterwards"}


# Other sites and what runs in the page


def addresses_in(page: Page) -> list[str]:
    names = ("src", "href", "action", "formaction", "srcset", "poster", "data", "xlink:href", "cite", "ping", "manifest", "background")
    return [one.attributes[name] for one in page.root.all() for name in names if name in one.attributes]


def test_no_page_names_another_site(files: Files, pages: dict[str, Page]) -> None:
    """R20: every address is a file beside it, a place on the page, the icon itself, or a telephone number."""
    ours = re.compile(rf"({NEUTRAL.pattern})|#[\w-]+|tel:[0-9]+|sms:[0-9]+|data:image/svg\+xml;base64,[\w+/=]+|/find")
    every = {**pages, SINGLE: Page.of(SINGLE, files[SINGLE].decode())}
    assert sum(len(addresses_in(page)) for page in every.values()) > 2000
    for name, page in every.items():
        assert [one for one in addresses_in(page) if not ours.fullmatch(one)] == [], name
        assert {one.attributes["http-equiv"] for one in page.root.all("meta", http_equiv="")} <= {"Content-Security-Policy"}, name
    for name in (one for one in every if one != CHECK):
        assert every[name].root.one("meta", name="referrer").attributes["content"] == "no-referrer", name


def test_no_page_holds_a_script_or_a_style_of_its_own(pages: dict[str, Page]) -> None:
    """R22: but the start page's guard and the page that checks a host, each named by its hash in the page's own policy."""

    def inline(one: Element) -> bool:
        return one.tag == "style" or any(name.startswith("on") or name == "style" for name in one.attributes)

    for name, page in pages.items():
        assert [one.tag for one in page.root.all() if inline(one)] == [], name
        scripts = scripts_in(page.root)
        assert len(scripts) == (1 if name in ("index.html", CHECK) else 0), name
        rules = rules_of(page.root.one("meta", http_equiv="Content-Security-Policy").attributes["content"])
        assert {hash_of(one) for one in scripts} <= {*rules["script-src"]}
        assert rules["default-src"] == rules["form-action"] == rules["base-uri"] == ["'none'"]
        assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "data:"} & {*rules["script-src"], *rules.get("style-src", ())}
        assert {one.attributes["type"] for one in page.root.all("script", type="")} <= {"application/json"}


def test_our_files_ask_nobody_and_keep_nothing(files: Files) -> None:
    """R19, R20: what each script that is handed out could ask, tell or keep, by a browser's words for it; the style loads nothing."""
    scripts = {name.split(".")[0]: content.decode() for name, content in files.items() if name.endswith(".js")}
    assert scripts["app"].count(OF_A_MAP) == 1
    scripts["app"] = scripts["app"].replace(OF_A_MAP, "")
    assert {name: {*re.findall(f"{ASKS}|{TELLS}|{KEEPS}", text)} for name, text in scripts.items()} == MAY
    (style,) = (content.decode() for name, content in files.items() if name.endswith(".css"))
    assert not re.search(r"@import|url\(|https?:|image-set|src\(", style)


def test_what_is_looked_for_would_be_found() -> None:
    for text in (
        "await fetch(x)",
        "new XMLHttpRequest()",
        "navigator.sendBeacon(x)",
        'import("x")',
        "'https://x'",
        "parent.postMessage(1)",
    ):
        assert re.search(f"{ASKS}|{TELLS}", text), text
    for text in ("localStorage.a", "document.cookie = x", "indexedDB.open(x)", "caches.open(x)"):
        assert re.search(KEEPS, text), text


def test_no_page_says_that_answers_travel(files: Files) -> None:
    """R19: nothing is sent and there is no cookie, so no page speaks of one, or of a computer that answers go to."""
    for name, content in files.items():
        if name.endswith(".html") and name != SINGLE:
            text = Page.of(name, content.decode()).root.text
            assert not re.search(r"(sealed|the|a|one) cookie|answers travel|they travel", text, re.IGNORECASE), name


# Cookies


def test_no_cookie_is_ever_set(app: Any, files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    """R22: by no file, no refusal, no fault and no urgent help; whatever cookie is sent."""
    sent = [(b"cookie", b"journey=x; left=1")]
    asked = [*addresses(files), *addresses_beside(files), "/guide", "/leave", "/away", "/step/1"]
    found = [ask(app, method, path, headers=sent) for path in asked for method in ("GET", "HEAD", *OTHER_METHODS[:2])]
    late = hand_out(files, lambda: True)
    found += [ask(late, "GET", path, headers=sent) for path in addresses(files)]
    monkeypatch.setattr(protection, "Response", None)
    found += [ask(app, "GET", path, headers=sent) for path in ("/", "/sw.js")]
    assert {one.status for one in found} == {200, 404, 405, 500, 503}
    assert [one for one in found if "set-cookie" in one.headers] == []


# The log

LINE = re.compile(r"[A-Z]+ (\.html|\.js|\.json|\.css|\.svg|other|) (200|400|404|405) [0-9]+ ms")
TELLING = [
    (b"/answer-1.html?bleeding_now=" + MARKER.encode(), b"GET"),
    (b"/" + MARKER.encode(), b"GET"),
    (b"/" + MARKER.encode() + b"/step/1", b"GET"),
    (b"/x." + MARKER.encode(), b"GET"),
    (b"/x%0A2026-11-25%20GET%20.html%20200%20" + MARKER.encode(), b"GET"),
    (b"/index.html#" + MARKER.encode(), b"HEAD"),
    (b"/", b"POST"),
]


def test_the_log_has_no_answer(app: Any, caplog: pytest.LogCaptureFixture) -> None:
    """R21: the method, the kind of file, the status and the time; planted words in form, query, path and header are not in it."""
    caplog.set_level(logging.DEBUG, "afterwards")
    headers = [(name, MARKER.encode()) for name in (b"user-agent", b"referer", b"cookie", b"host", b"origin", b"x-forwarded-for")]
    for target, method in TELLING:
        path, _, query = target.decode().partition("?")
        ask(app, method.decode(), path.replace("%0A", "\n").replace("%20", " "), MARKER.encode() * 3000, headers, query.encode())
    ours = [one.getMessage() for one in caplog.records if one.name.startswith("afterwards")]
    assert len(ours) == len(TELLING)
    assert [one for one in ours if not LINE.fullmatch(one)] == []


def test_the_log_as_it_is_written_has_no_answer(running: Running) -> None:
    """R21: all that the program writes while it serves: the day and the time, then such a line; no address of anyone."""
    before = len(running.lines())
    for target, method in TELLING:
        body = b"bleeding_now=" + MARKER.encode() if method == b"POST" else b""
        head = request(target, method).removesuffix(b"\r\n") + b"Referer: " + MARKER.encode() + b"\r\nUser-Agent: " + MARKER.encode()
        ask_through_a_socket(running.port, head + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    lines = running.lines()[before:]
    assert len(lines) == len(TELLING)
    for line in lines:
        day, clock, told = line.split(" ", 2)
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", day)
        assert re.fullmatch(r"\d\d:\d\d:\d\d,\d{3}", clock)
        assert LINE.fullmatch(told), line


def test_a_fault_is_logged_without_what_it_was_about(
    files: Files, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R21: only the kind of fault; no message, no traceback."""

    def faulty() -> bool:
        raise RuntimeError(MARKER)

    answer = ask(hand_out(files, faulty), "GET", f"/{MARKER}.html", query=MARKER.encode())
    assert answer.status == 500
    faults = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert [one.getMessage() for one in faults] == ["fault in GET .html: RuntimeError"]
    assert faults[0].exc_info is None
    assert MARKER not in caplog.text
