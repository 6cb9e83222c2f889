"""Forged, oversized and senseless requests: refused in plain words, nothing read, never a fault (R22, R23)."""

from __future__ import annotations

import asyncio
from random import Random
from typing import Any

import pytest

from afterwards.site.protection import hand_out
from tests.site.conftest import Files, Running
from tests.site.pages import Page
from tests.site.routes import OTHER_METHODS, addresses
from tests.site.wire import Answer, ask, ask_through_a_socket, request

FORM = (b"content-type", b"application/x-www-form-urlencoded")
ODD = [
    "/../pyproject.toml",
    "/../../../../etc/passwd",
    "/%2e%2e/pyproject.toml",
    "/..%2fpyproject.toml",
    "/..\\pyproject.toml",
    "/./index.html",
    "/read-1.html/../index.html",
    "//index.html",
    "//",
    "///etc/passwd",
    "/static/style.css",
    "/static/",
    "/manifest.json\0.html",
    "/index.html%00",
    "/\0",
    "/index.html?x=1",
    "/index.html#x",
    "/index.html;x",
    "/[",
    "/\udcff",
    "/\ud83d\ude00",
    "/é.html",
    "/" + "a" * 100_000,
    "/" + "../" * 30_000,
    "index.html/",
]
"""Paths as a server hands them on, with what stood in them as %.. decoded or not."""


def check_clear(answer: Answer) -> Page:
    assert answer.status < 500
    assert "Traceback" not in answer.text
    return Page.of("", answer.text)


@pytest.mark.parametrize("path", ODD, ids=lambda path: ascii(path)[:40])
def test_no_file_but_ours_is_sent(app: Any, path: str) -> None:
    """R23: no path leads out of the edition, and none that is only like a name of ours leads in."""
    answer = ask(app, "GET", path)
    assert answer.status == 404
    page = check_clear(answer)
    assert page.kind == "message"
    assert page.main.text == "There is no such page.Afterwards"
    assert ask(app, "HEAD", path).status == 404


def test_no_folder_and_no_list_of_files_is_sent(app: Any, files: Files) -> None:
    """R23: the start page stands for the folder; what is sent is what the edition holds, nothing of the program or of the knowledge."""
    assert ask(app, "GET", "/").body == files["index.html"]
    for path in ("/.git/config", "/.env", "/src/", "/afterwards/cli.py", "/knowledge/pack.yaml", "/server-status", "/index", "/static"):
        assert ask(app, "GET", path).status == 404
    assert not [name for name in files if name.endswith((".py", ".yaml", ".map", ".log")) or "/" in name]


@pytest.mark.parametrize("method", OTHER_METHODS)
@pytest.mark.parametrize("path", ["/", "/guide", "/answer-1.html", "/sw.js", "/" + "a" * 9000])
def test_a_method_no_page_uses(app: Any, method: str, path: str) -> None:
    assert ask(app, method, path, b"x=1", [FORM]).status == 405


def test_what_is_sent_is_not_read(files: Files) -> None:
    """R20: whatever someone posts, no byte of it is asked for, and the answer is the same."""
    app: Any = hand_out(files, lambda: False)
    told: list[Any] = []

    async def never() -> Any:
        raise AssertionError("a body is read")

    async def take(message: Any) -> None:
        told.append(message)

    scope = {"type": "http", "scheme": "http", "path": "/", "query_string": b"", "headers": [FORM, (b"content-length", b"20")]}
    asyncio.run(app({**scope, "method": "POST"}, never, take))
    assert told[0]["status"] == 405
    plain = ask(app, "POST", "/")
    for body in (b"bleeding_now=heavy", b"\xff\xfe", b"x" * 5_000_000, b'{"bleeding_now": "heavy"}'):
        assert ask(app, "POST", "/", body, [FORM]) == plain


@pytest.mark.parametrize("sent", [b"same-origin", b"same-site", b"cross-site", b"none", b"", b"\xff"])
def test_a_post_from_another_site_is_refused_and_changes_nothing(app: Any, sent: bytes) -> None:
    """R22: there is nothing to forge: a post is refused whoever sends it."""
    before = ask(app, "GET", "/")
    headers = [FORM, (b"sec-fetch-site", sent), (b"origin", b"https://elsewhere.example")]
    answer = ask(app, "POST", "/", b"guide=pregnant", headers)
    assert answer.status == 405
    assert check_clear(answer).main.text.startswith("Nothing is sent to this server: every answer stays in the page.")
    assert ask(app, "GET", "/") == before


@pytest.mark.parametrize("host", [b"", b"[", b"[::1", b"a b", b"\xff", b"x" * 5000, b"elsewhere.example", b"a/b?c#d", b"@", b":::"])
@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/", 200), ("HEAD", "/sw.js", 200), ("POST", "/", 405), ("GET", "/x", 404)])
def test_any_name_of_the_host(app: Any, host: bytes, method: str, path: str, status: int) -> None:
    """R23: also one that is no name; it leads nowhere else, and stands in no answer."""
    answer = ask(app, method, path, headers=[(b"host", host), (b"x-forwarded-host", host), (b"forwarded", b"host=" + host)])
    assert answer == ask(app, method, path)
    assert answer.status == status


def test_the_clients_own_headers_change_nothing(app: Any) -> None:
    """R23: what is answered hangs on the path alone, and on what the browser can unpack."""
    for name in (b"cookie", b"authorization", b"x-original-url", b"x-rewrite-url", b"x-http-method-override", b"if-none-match", b"accept"):
        for value in (b"journey=x", b"/sw.js", b"POST", b"*", b"\xff" * 50, b"x" * 20_000):
            assert ask(app, "GET", "/read-1.html", headers=[(name, value)]) == ask(app, "GET", "/read-1.html")


def test_senseless_requests_find_no_fault(app: Any, files: Files) -> None:
    """R23: three thousand of them, the same each time; what is not a file of ours is refused."""
    chance, served = Random(20261124), {*addresses(files)}
    words = [
        *files,
        *files,
        "/",
        "/",
        "..",
        "%2e",
        "%00",
        "\0",
        "\udcff",
        "é",
        "guide",
        "?",
        "#",
        "\\",
        "//",
        "a" * 300,
        "\r\n",
        "{{1}}",
        "%s",
    ]
    seen = set()
    for _ in range(3000):
        path = "/" + "".join(chance.choice(words) for _ in range(chance.randint(0, 4)))
        method = chance.choice(("GET", "GET", "GET", "HEAD", "POST", "PUT", "\x00", "É"))
        headers = [(b"accept-encoding", bytes(chance.randrange(256) for _ in range(9))), (b"range", b"bytes=-1")]
        answer = ask(app, method, path, b"x=1", headers, bytes(chance.randrange(256) for _ in range(9)))
        # What reads addresses leaves line ends out.
        found = path.replace("\r\n", "") in served
        assert answer.status == (405 if method not in ("GET", "HEAD") else 200 if found else 404), (method, path)
        seen.add((answer.status, method))
    assert {("GET" in method, status) for status, method in seen} >= {(True, 200), (True, 404), (False, 405)}


def test_a_connection_that_is_no_request_gets_nothing(app: Any) -> None:
    """There are no web sockets here."""

    async def nothing(*_: Any) -> Any:
        raise AssertionError("nothing is read and nothing is sent")

    for kind in ("websocket", "lifespan"):
        asyncio.run(app({"type": kind, "path": "/", "headers": []}, nothing, nothing))


# Through the program itself, with its server before the application

RAW = [
    request(b"/../pyproject.toml"),
    request(b"/%2e%2e/%2e%2e/etc/passwd"),
    request(b"/..%2f..%2fetc/passwd"),
    request(b"/%ff%fe%00"),
    request(b"/%"),
    request(b"/%zz"),
    request(b"/\xff\xfe"),
    request(b"http://elsewhere.example/"),
    request(b"/" + b"a" * 20_000),
    request(b"/", b"CONNECT"),
    request(b"//elsewhere.example/%2f.."),
    b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /sw.js",
    b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    b"GET / HTTP/1.1\r\nHost: x\r\nA : b\r\nConnection: close\r\n\r\n",
    b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\r\n\r\n",
]


def test_bytes_that_are_no_text(running: Running, files: Files) -> None:
    """R23: senseless bytes, and requests whose end is in doubt, over a socket: refused, and the next one is answered as ever."""
    for raw in RAW:
        answer = ask_through_a_socket(running.port, raw)
        assert answer.status in (200, 400, 404, 405), raw
        assert answer.status != 200 or answer.body == files["index.html"], raw
        assert b"Traceback" not in answer.body
        assert b"root:" not in answer.body
    assert ask_through_a_socket(running.port, request(b"/sw.js")).body == files["sw.js"]
    assert [line for line in running.lines() if "fault" in line or "Traceback" in line] == []
