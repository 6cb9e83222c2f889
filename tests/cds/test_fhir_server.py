"""A FHIR server that is asked for what was not sent: by POST first, only a configured one, and never one that an answer names."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from afterwards.cds.discovery import TYPES
from afterwards.cds.fhir_server import FetchLimits, is_configured
from tests.cds.conftest import MIGRAINE_WITH_AURA, PATIENT, Resource, bundle, call, cards_of, condition, draft, order

TOKEN = "zq7.access.token"


@dataclass
class Stub:
    """A FHIR server: what it holds, how it behaves, and what it was asked."""

    resources: list[Resource] = field(default_factory=list)
    without_post: bool = False
    status: int = 200
    redirect: str = ""
    slow: float = 0
    size: int = 0
    next_page: str = ""
    asked: list[tuple[str, str, dict[str, list[str]], str]] = field(default_factory=list)
    address: str = ""


@pytest.fixture
def stub() -> Iterator[Stub]:
    """One on a free port of this computer."""
    made = Stub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(parse_qs(form))

        def do_GET(self) -> None:
            self._answer(parse_qs(urlsplit(self.path).query))

        def _answer(self, asked: dict[str, list[str]]) -> None:
            path = urlsplit(self.path).path
            made.asked.append((self.command, path, asked, self.headers.get("Authorization", "")))
            time.sleep(made.slow)
            kind = path.removeprefix("/r4/").split("/")[0]
            body = bundle(*(one for one in made.resources if one["resourceType"] == kind))
            if made.next_page and "page" not in asked:
                body["link"] = [{"relation": "next", "url": made.next_page.replace("KIND", kind)}]
            content = json.dumps(body).encode() + b" " * made.size
            self.send_response(405 if made.without_post and self.command == "POST" else made.status)
            if made.redirect:
                self.send_header("Location", made.redirect)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.address = f"http://127.0.0.1:{server.server_port}/r4"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def with_access(stub: Stub, **more: Any) -> dict[str, Any]:
    access = {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 300, "scope": "patient/*.read", "patient": PATIENT}
    return order(**{"prefetch": None, "fhirServer": stub.address, "fhirAuthorization": access, **more})


def test_what_was_not_sent_is_fetched_by_post(made: Callable[..., Any], stub: Stub) -> None:
    stub.resources = [condition(MIGRAINE_WITH_AURA)]
    (card,) = cards_of(call(made(servers=(stub.address,)), with_access(stub)))
    assert card["indicator"] == "critical"
    assert "Not had" not in card["detail"]
    assert sorted(path for _, path, _, _ in stub.asked) == sorted(f"/r4/{kind}/_search" for kind in TYPES)
    for method, path, asked, authorization in stub.asked:
        assert (method, authorization) == ("POST", f"Bearer {TOKEN}")
        assert asked.get("patient", asked.get("_id")) == [PATIENT]
        assert ("code" in asked) is ("Observation" in path)


def test_a_server_without_post_is_asked_by_get(made: Callable[..., Any], stub: Stub) -> None:
    stub.resources, stub.without_post = [condition(MIGRAINE_WITH_AURA)], True
    (card,) = cards_of(call(made(servers=(stub.address,)), with_access(stub)))
    assert card["indicator"] == "critical"
    assert {(method, path) for method, path, _, _ in stub.asked} == {
        *(("POST", f"/r4/{kind}/_search") for kind in TYPES),
        *(("GET", f"/r4/{kind}") for kind in TYPES),
    }


def test_only_what_is_missing_is_fetched(made: Callable[..., Any], stub: Stub) -> None:
    sent = order(condition(MIGRAINE_WITH_AURA))["prefetch"]
    del sent["procedure"]
    cards_of(call(made(servers=(stub.address,)), with_access(stub, prefetch=sent)))
    assert [path for _, path, _, _ in stub.asked] == ["/r4/Procedure/_search"]


def test_a_server_that_was_not_configured_is_never_asked(made: Callable[..., Any], stub: Stub) -> None:
    port = urlsplit(stub.address).port
    for servers in ((), ("https://fhir.example/r4",), (f"http://127.0.0.1:{(port or 0) + 1}/r4",), (f"https://127.0.0.1:{port}/r4",)):
        assert call(made(servers=servers), with_access(stub)).status == 412
    for address in (f"http://127.0.0.1:{port}@evil.example/r4", f"http://user@127.0.0.1:{port}/r4", "file:///etc/passwd", "http://[", "x"):
        assert call(made(servers=(stub.address,)), with_access(stub, fhirServer=address)).status == 412
    assert stub.asked == []


def test_nothing_is_fetched_for_what_is_no_contraceptive(made: Callable[..., Any], stub: Stub) -> None:
    body = with_access(stub)
    body["context"]["draftOrders"] = bundle(draft("000"))
    assert cards_of(call(made(servers=(stub.address,)), body)) == []
    assert stub.asked == []


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_a_server_that_does_not_answer_leaves_nothing(made: Callable[..., Any], stub: Stub, status: int) -> None:
    stub.status = status
    answer = call(made(servers=(stub.address,)), with_access(stub))
    assert answer.status == 412
    assert TOKEN not in answer.text
    sent = {"condition": bundle(condition(MIGRAINE_WITH_AURA))}
    (card,) = cards_of(call(made(servers=(stub.address,)), with_access(stub, prefetch=sent)))
    assert "Not had of the record: Patient, MedicationRequest" in card["detail"]


def test_no_redirect_and_no_page_of_another_server_is_followed(made: Callable[..., Any], stub: Stub) -> None:
    stub.resources, stub.next_page = [condition(MIGRAINE_WITH_AURA)], "http://127.0.0.1:9/r4/KIND?page=2"
    (card,) = cards_of(call(made(servers=(stub.address,)), with_access(stub)))
    assert "Had only in part: " in card["detail"]
    asked = len(stub.asked)
    stub.status, stub.redirect = 302, f"{stub.address}/elsewhere"
    assert call(made(servers=(stub.address,)), with_access(stub)).status == 412
    assert not [path for _, path, _, _ in stub.asked[asked:] if "elsewhere" in path]


def test_the_next_page_of_the_same_server_is_read(made: Callable[..., Any], stub: Stub) -> None:
    stub.resources, stub.next_page = [condition(MIGRAINE_WITH_AURA)], f"{stub.address}/KIND?page=2"
    (card,) = cards_of(call(made(servers=(stub.address,)), with_access(stub)))
    assert "Had only in part" not in card["detail"]
    assert len(stub.asked) == 2 * len(TYPES)


def test_what_is_too_slow_or_too_large_counts_as_not_had(made: Callable[..., Any], stub: Stub) -> None:
    stub.slow = 0.6
    began = time.monotonic()
    limits = FetchLimits(each=0.2, whole=0.5)
    assert call(made(servers=(stub.address,), fetching=limits), with_access(stub)).status == 412
    assert time.monotonic() - began < 1.5
    stub.slow, stub.size = 0, 50_000
    assert call(made(servers=(stub.address,), fetching=FetchLimits(size=10_000)), with_access(stub)).status == 412


def test_another_womans_resources_from_the_server_are_not_used(made: Callable[..., Any], stub: Stub) -> None:
    """A server that ignores the filter, as one did when it was tried."""
    stub.resources = [condition(MIGRAINE_WITH_AURA, patient="woman-2"), condition("1", patient="woman-3")]
    cards = cards_of(call(made(servers=(stub.address,)), with_access(stub)))
    assert [card["indicator"] for card in cards] == ["info", "warning"]
    assert "2 entries" in cards[1]["summary"]


def test_which_servers_are_configured() -> None:
    configured = ("https://fhir.example/r4",)
    assert is_configured("https://fhir.example/r4", configured)
    assert is_configured("https://FHIR.example:443/tenant/r4", configured)
    for server in (
        "",
        "http://fhir.example/r4",
        "https://fhir.example:8443/r4",
        "https://fhir.example.evil/r4",
        "https://fhir.example/r4?x=1",
    ):
        assert not is_configured(server, configured)
    assert not is_configured("x", ("y",))
