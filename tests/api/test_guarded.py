"""What stands on every response, whose pages may call, where the API lies, and that nothing told is written down (R20, R21, R22)."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from afterwards.api.app import Api
from afterwards.cli import main
from afterwards.pack import Pack
from tests.api.conftest import CALL, FACTS, JSON, LINES, errors_of, post
from tests.site.conftest import Running
from tests.site.wire import Answer, ask, ask_through_a_socket

ORIGIN = "https://records.example"
ADDRESSES = ("/v1/guide", "/v1/answer", "/v1/guides", "/v1/facts", "/v1/pack", "/v1/questions", "/openapi.json", "/v1/none")
MARKER = "zq7marker"


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "OPTIONS"])
def test_headers_on_every_response(api: Api, address: str, method: str) -> None:
    """R22: kept nowhere, framed nowhere, no cookie, no sign of the software; CORS is off."""
    answer = ask(api, method, address, json.dumps(CALL).encode(), [JSON, (b"origin", ORIGIN.encode())], scheme="https")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert answer.headers["content-type"] == "application/json"
    assert not {"set-cookie", "server", "x-powered-by"} & answer.headers.keys()
    assert not [name for name in answer.headers if name.startswith("access-control")]


# Pages of other origins


@pytest.fixture(scope="module")
def open_to_records(pack: Pack, papers: dict[str, bytes]) -> Api:
    """An API that pages of one origin may call."""
    return Api(pack, papers, origins=[ORIGIN])


def preflight(api: Api, origin: str, address: str = "/v1/answer") -> Answer:
    return ask(api, "OPTIONS", address, headers=[(b"origin", origin.encode()), (b"access-control-request-method", b"POST")])


def test_a_named_origin_may_call(open_to_records: Api) -> None:
    allowed = preflight(open_to_records, ORIGIN)
    assert (allowed.status, allowed.body) == (204, b"")
    assert allowed.headers["access-control-allow-origin"] == ORIGIN
    assert allowed.headers["access-control-allow-methods"] == "POST"
    assert allowed.headers["access-control-allow-headers"] == "Content-Type"
    for body, status in ((CALL, 422), ({**CALL, "question": "sex-when"}, 200), (b"{", 400)):
        answer = post(open_to_records, "/v1/answer", body, [JSON, (b"origin", ORIGIN.encode())])
        assert (answer.status, answer.headers["access-control-allow-origin"], answer.headers["vary"]) == (status, ORIGIN, "Origin")
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://records.example", f"{ORIGIN}.elsewhere.example", "null", "", "*"])
def test_another_origin_may_not(open_to_records: Api, api: Api, origin: str) -> None:
    for one in (open_to_records, api):
        refused = preflight(one, origin)
        assert refused.status == 405
        answer = post(one, "/v1/answer", {**CALL, "question": "sex-when"}, [JSON, (b"origin", origin.encode())])
        assert not [name for name in (*refused.headers, *answer.headers) if name.startswith("access-control")]


def test_options_without_a_preflight_is_another_method(open_to_records: Api) -> None:
    assert ask(open_to_records, "OPTIONS", "/v1/answer", headers=[(b"origin", ORIGIN.encode())]).status == 405
    assert preflight(open_to_records, ORIGIN, "/v1/none").status == 404


# Where it lies


async def pages(scope: Any, receive: Any, send: Any) -> None:
    """What stands beside it."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"pages"})


def test_it_lies_under_its_prefix_and_the_pages_stay_where_they_are(pack: Pack, papers: dict[str, bytes], api: Api) -> None:
    under = Api(pack, papers, prefix="/of/afterwards").beside(pages)
    plain = api.beside(pages)
    call = {**CALL, "question": "sex-when"}
    answer = post(under, "/of/afterwards/v1/answer", call)
    assert answer == post(plain, "/v1/answer", call)
    assert answer.status == 200
    for address in ("/v1/answer", "/", "/of/afterwards/", "/index.html", "/of/v1/answer", "/of/afterwardsx/v1/answer"):
        assert post(under, address, call).body == b"pages"
    assert post(under, "/of/afterwards/v1/none", call).status == 404
    assert "/of/afterwards/v1/guide" in errors_of(ask(under, "GET", "/of/afterwards/v1"))[0]["allowed"]
    for address in ("/", "/index.html", "/v2/answer", "/v1x"):
        assert post(plain, address, call).body == b"pages"


@pytest.mark.parametrize(
    "options",
    [
        ["--prefix", "/x"],
        ["--allow-origin", ORIGIN],
        ["--api", "--prefix", "x"],
        ["--api", "--prefix", "/../x"],
        ["--api", "--prefix", "/a b"],
        ["--api", "--allow-origin", "*"],
        ["--api", "--allow-origin", "https://records.example/"],
        ["--api", "--allow-origin", "records.example"],
        ["--api", "--allow-origin", "null"],
    ],
)
def test_options_that_cannot_be_used_are_refused(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        status = main(["serve", *options])
    except SystemExit as refused:
        status = int(str(refused.code))
    assert status == 2
    assert capsys.readouterr().out == ""


# The log


def marked_calls() -> Iterator[tuple[str, bytes, Any, bytes]]:
    """A thousand calls with the marker somewhere: in facts, in what is wrong, in addresses, queries and headers."""
    good = {**FACTS, "name_for_loss": MARKER, "medicines": [MARKER]}
    for number in range(100):
        mark = f"{MARKER}{number}"
        yield "/v1/answer", b"POST", {**CALL, "facts": {**good, "name_for_loss": mark}, "question": "sex-when"}, b""
        yield "/v1/guide", b"POST", {**CALL, "facts": {mark: mark}, "answers": False}, b""
        yield "/v1/guide", b"POST", {**CALL, "facts": {"bleeding_now": mark, "age": mark}, "answers": False}, b""
        yield "/v1/answer", b"POST", {**CALL, "question": mark, "today": mark}, b""
        yield "/v1/guide", b"POST", mark.encode(), b""
        yield "/v1/guides", b"POST", json.dumps({**CALL, mark: mark}).encode() + b"\n" + mark.encode(), b""
        yield f"/v1/{mark}", b"GET", b"", b""
        yield "/v1/facts", b"GET", b"", f"bleeding_now={mark}".encode()
        yield f"/{mark}", b"POST", {mark: mark}, mark.encode()
        yield "/v1/guide", mark.encode(), {**CALL, "facts": good}, b""


def test_nothing_told_is_in_any_log(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    """R21: a hundred calls with markers; `make test-interop` makes all thousand."""
    nothing_told_is_logged(api, caplog, [*marked_calls()][:100])


def nothing_told_is_logged(api: Api, caplog: pytest.LogCaptureFixture, calls: list[tuple[str, bytes, Any, bytes]]) -> None:
    """At every level of every logger: 0 markers."""
    caplog.set_level(logging.DEBUG)
    seen = set()
    for address, method, body, query in calls:
        kind = LINES if address == "/v1/guides" else JSON
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = [kind, (b"user-agent", MARKER.encode()), (b"referer", MARKER.encode())]
        seen.add(ask(api, method.decode(), address, content, headers, query).status)
    assert seen == {200, 400, 404, 405, 422}
    assert len([one for one in caplog.records if one.name == "afterwards.access"]) == len(calls)
    assert MARKER not in caplog.text


def test_nothing_told_is_in_the_log_of_the_program(served: Running) -> None:
    """R21: 200 of the calls through a socket, uvicorn and its access log included; requests that are none, too."""
    statuses = []
    for address, method, body, query in [*marked_calls()][:200]:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        target = f"/of{address}".encode() + (b"?" + query if query else b"")
        kind = LINES[1] if address == "/v1/guides" else JSON[1]
        head = [
            b"Host: x",
            b"Connection: close",
            b"Content-Type: " + kind,
            b"Content-Length: %d" % len(content),
            b"Referer: " + MARKER.encode(),
        ]
        request = method + b" " + target + b" HTTP/1.1\r\n" + b"\r\n".join(head) + b"\r\n\r\n" + content
        statuses.append(ask_through_a_socket(served.port, request).status)
    ask_through_a_socket(served.port, MARKER.encode() + b"\r\n\r\n")
    assert {200, 400, 404, 405, 422} <= {*statuses}
    lines = served.lines()
    assert len([line for line in lines if " ms" in line]) >= 200
    assert not [line for line in lines if MARKER in line]


def test_the_pages_are_served_beside_it(served: Running) -> None:
    page = ask_through_a_socket(served.port, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert (page.headers["content-type"], page.body) == ("text/html; charset=utf-8", b"the start page")
    pack = ask_through_a_socket(served.port, b"GET /of/v1/pack HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert (pack.status, pack.headers["content-type"]) == (200, "application/json")
