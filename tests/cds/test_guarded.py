"""Whose pages may call, what is on every response, that nothing told is in a log, and that no one else's computer is answered unchecked."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from afterwards.api.app import Api
from afterwards.cds.arguments import wrong_about_cds
from afterwards.cds.discovery import ORDER, SERVICES, VIEW
from afterwards.cli import _parser, main
from tests.api.test_guarded import pages
from tests.cds.conftest import JSON, call, condition, draft, order, view
from tests.site.wire import Answer, ask

ORIGIN = "https://records.example"
ADDRESSES = (SERVICES, VIEW.address, ORDER.address, VIEW.feedback, ORDER.feedback, f"{SERVICES}/none")
MARKER = "zq7marker"


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_headers_on_every_response(api: Api, address: str, method: str) -> None:
    answer = ask(api, method, address, json.dumps(view()).encode(), [JSON, (b"origin", ORIGIN.encode())])
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json"
    assert answer.status < 500
    assert not [name for name in answer.headers if name.startswith("access-control")]


def preflight(api: Api, origin: str, address: str) -> Answer:
    return ask(api, "OPTIONS", address, headers=[(b"origin", origin.encode()), (b"access-control-request-method", b"POST")])


@pytest.mark.parametrize("address", ADDRESSES[:-1])
def test_a_named_origin_may_call_with_a_token(made: Callable[..., Api], address: str) -> None:
    named = made(origins=[ORIGIN])
    allowed = preflight(named, ORIGIN, address)
    assert (allowed.status, allowed.headers["access-control-allow-origin"]) == (204, ORIGIN)
    assert allowed.headers["access-control-allow-headers"] == "Authorization, Content-Type"
    for api, origin in ((named, "https://elsewhere.example"), (made(), ORIGIN)):
        refused = preflight(api, origin, address)
        assert refused.status == 405
        assert not [name for name in refused.headers if name.startswith("access-control")]


def test_it_lies_under_its_prefix_beside_the_pages(made: Callable[..., Api]) -> None:
    beside = made(prefix="/of").beside(pages)
    assert ask(beside, "GET", "/of/cds-services").status == 200
    assert ask(beside, "GET", "/of/cds-services/none").status == 404
    for address in ("/cds-services", "/of/cds-servicesx", "/"):
        assert ask(beside, "GET", address).body == b"pages"


# The log


def marked_calls() -> Iterator[tuple[str, Any, bytes]]:
    """A thousand calls with the marker somewhere: in codes, ids, texts, tokens, what is wrong, addresses, queries."""
    for number in range(100):
        mark = f"{MARKER}{number}"
        odd = condition(mark, onsetDateTime=mark)
        odd["code"]["text"] = mark
        access = {"access_token": mark, "token_type": "Bearer", "scope": mark, "subject": mark}
        yield VIEW.address, view(odd, condition(mark, patient=mark)), b""
        yield ORDER.address, order(odd, drafts=[draft(), draft(mark, mark)]), b""
        yield ORDER.address, {**order(odd), "hookInstance": mark, mark: mark}, b""
        yield VIEW.address, {**view(), "hook": mark}, b""
        yield VIEW.address, {**view(), "context": {"patientId": f"/{mark}"}}, b""
        yield ORDER.address, {**order(prefetch=None), "fhirServer": f"https://{mark}.invalid/{mark}", "fhirAuthorization": access}, b""
        yield VIEW.address, mark.encode(), b""
        yield f"{SERVICES}/{mark}", view(), b""
        yield SERVICES, b"", f"patient={mark}".encode()
        entry = {"card": mark, "outcome": "overridden", "outcomeTimestamp": mark, "overrideReason": {"userComment": mark}}
        yield ORDER.feedback, {"feedback": [{**entry, "overrideReason": {"reason": {"code": mark, "display": mark}}}, entry]}, b""


def test_nothing_told_is_in_any_log_or_error(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    """A hundred calls with markers; `make test-interop` makes all thousand."""
    nothing_told_is_logged(api, caplog, [*marked_calls()][:100])


def nothing_told_is_logged(api: Api, caplog: pytest.LogCaptureFixture, calls: list[tuple[str, Any, bytes]]) -> None:
    """At every level of every logger: 0 markers, and none in an error that came back."""
    caplog.set_level(logging.DEBUG)
    seen = set()
    for address, body, query in calls:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = [JSON, (b"user-agent", MARKER.encode()), (b"authorization", f"Bearer {MARKER}".encode())]
        answer = ask(api, "GET" if address == SERVICES else "POST", address, content, headers, query)
        seen.add(answer.status)
        assert answer.status == 200 or MARKER not in answer.text
    assert seen == {200, 400, 404, 412}
    assert len([one for one in caplog.records if " ms" in one.getMessage()]) == len(calls)
    assert MARKER not in caplog.text


def test_a_fault_tells_nothing(api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError(MARKER)

    monkeypatch.setattr("afterwards.cds.service.cards_for", fail)
    answer = call(api, view())
    assert answer.status == 500
    assert MARKER not in answer.text + caplog.text


# How it may be started


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--api", "--host", "0.0.0.0"], "--no-cds"),
        (["--api", "--host", "192.0.2.1"], "--cds-issuer"),
        (["--api", "--host", "::"], "--cds-issuer"),
        (["--cds-fhir", "https://fhir.example"], "--api"),
        (["--no-cds"], "--api"),
        (["--api", "--no-cds", "--cds-guideline", "uk"], "--no-cds"),
        (["--api", "--cds-guideline", "fr"], "uk"),
        (["--api", "--cds-issuer", "https://records.example=keys.json"], "--cds-address"),
        (["--api", "--cds-issuer", "keys.json"], "ISSUER=FILE"),
        (["--api", "--cds-pages", "javascript:x"], "https://"),
        (["--api", "--cds-fhir", "http://fhir.example"], "https://"),
        (["--api", "--cds-address", "https://cds.example/?x"], "https://"),
    ],
)
def test_options_that_cannot_be_used_are_refused(options: list[str], word: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        status = main(["serve", *options])
    except SystemExit as refused:
        status = int(str(refused.code))
    out, error = capsys.readouterr()
    assert (status, out) == (2, "")
    assert word in error


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.9.9.9"])
def test_this_computer_alone_is_answered_unchecked(host: str) -> None:
    assert wrong_about_cds(_parser().parse_args(["serve", "--api", "--host", host])) == ""
    assert wrong_about_cds(_parser().parse_args(["serve", "--api", "--no-cds", "--host", "0.0.0.0"])) == ""
    assert wrong_about_cds(_parser().parse_args(["serve", "--host", "0.0.0.0"])) == ""


def test_without_the_part_that_checks_tokens_an_issuer_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    issuer = ["--cds-issuer", "https://records.example=keys.json", "--cds-address", "https://cds.example"]
    assert main(["serve", "--api", *issuer]) == 2
    assert "pip install 'afterwards[cds]'" in capsys.readouterr().err
