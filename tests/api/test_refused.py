"""What cannot be answered is refused in the contract's form, with its status, and tells nothing but the offending value (R21, R23)."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from afterwards import urgent_help
from afterwards.api import app as application
from afterwards.api import lines
from afterwards.api.app import Api
from afterwards.api.body import Limits
from afterwards.api.call import guide_for
from afterwards.pack import Pack
from tests.api.conftest import CALL, FACTS, JSON, LINES, errors_of, lines_of, post, sent
from tests.site.routes import OTHER_METHODS
from tests.site.wire import ask

POSTS = ("/v1/guide", "/v1/answer", "/v1/guides")
GETS = ("/v1/facts", "/v1/questions", "/v1/pack", "/openapi.json")
ANSWER = {**CALL, "question": "sex-when"}


@pytest.mark.parametrize("given", ["2026-02-30", "2026-13-01", "24 November", "", 0, 20261124, None, True, "1999-12-31", "2026-11-24 ", []])
def test_today_must_be_a_real_day(api: Api, given: Any) -> None:
    (error,) = errors_of(post(api, "/v1/guide", {**CALL, "today": given}))
    assert error["fact"] == "today"
    assert error["message"].startswith("today: ")
    (line,) = lines_of(post(api, "/v1/guides", {**CALL, "today": given}, [LINES]))
    assert line["errors"] == [error]


@pytest.mark.parametrize("address", POSTS[:2])
def test_today_must_be_given(api: Api, address: str) -> None:
    """The clock of the server is never asked in its place."""
    answer = post(api, address, {"facts": FACTS, **({"question": "sex-when"} if address == "/v1/answer" else {})})
    assert answer.status == 422
    (error,) = errors_of(answer)
    assert (error["fact"], error["message"]) == ("today", "today: it is missing.")


def test_past_its_last_day_the_edition_names_whom_to_call(api: Api) -> None:
    """R07, R09: fail_closed: no answer, and the numbers."""
    answer = post(api, "/v1/answer", {**ANSWER, "today": "2028-06-01"})
    (error,) = errors_of(answer)
    assert answer.status == 422
    assert "until 2028-05-31" in error["message"]
    assert urgent_help.NOW[0] in error["remedy"]
    assert post(api, "/v1/answer", {**ANSWER, "facts": {"guide": "after_loss"}, "today": "2028-05-31"}).status == 200


WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"facts": {"bleeding_now": "lots"}}, ["bleeding_now"]),
    ({"facts": {"bleding_now": "light"}}, ["bleding_now"]),
    ({"facts": {"temperature_c": 380, "age": "x"}, "guideline": "fr"}, ["guideline", "temperature_c", "age"]),
    ({"facts": []}, ["facts"]),
    ({"facts": "bleeding_now"}, ["facts"]),
    ({"facts": None, "today": None}, ["today", "facts"]),
    ({"bleeding_now": "light"}, ["bleeding_now"]),
    ({"closed_world": "yes"}, ["closed_world"]),
    ({"closed_world": 1}, ["closed_world"]),
    ({"now": "2026-11-23T10:00"}, ["now"]),
    ({"now": "10:00"}, ["now"]),
    ({"now": "2026-11-24T10:00+01:00"}, ["now"]),
    ({"question": "sex-wen"}, ["question"]),
    ({"question": ["sex-when"]}, ["question"]),
    ({"facts": {"told_at": "2026-11-25T10:00"}}, ["told_at"]),
    ({"facts": {"loss_date": "2026-11-25"}}, ["loss_date"]),
    ({"facts": {"guide": "x", "loss_date": "2026-11-25"}, "today": "x"}, ["today", "guide"]),
]


@pytest.mark.parametrize(("changed", "facts"), WRONG, ids=lambda one: str(one)[:40])
def test_every_complaint_comes_at_once(api: Api, changed: dict[str, Any], facts: list[str]) -> None:
    for address, call in (("/v1/guide", CALL), ("/v1/answer", ANSWER)):
        answer = post(api, address, {**call, **changed})
        assert answer.status == 422
        assert [error["fact"] for error in errors_of(answer)] == facts


def test_a_question_must_be_named_where_one_is_answered(api: Api) -> None:
    (error,) = errors_of(post(api, "/v1/answer", CALL))
    assert (error["fact"], error["remedy"]) == ("question", "GET /v1/questions names them.")
    (error,) = errors_of(post(api, "/v1/answer", {**CALL, "question": "sex-wen"}))
    assert error["remedy"].startswith("Did you mean sex-when")
    (error,) = errors_of(post(api, "/v1/answer", {**ANSWER, "answers": True}))
    assert error["fact"] == "answers"


BROKEN = [
    b"",
    b" ",
    b"{",
    b"[]",
    b'"x"',
    b"null",
    b"3",
    b"\xff\xfe{",
    b"\xef\xbb\xbf{}",
    b'{"facts": {}, "facts": {}, "today": "2026-11-24"}',
    b'{"facts": {"bleeding_now": "light", "bleeding_now": "heavy"}, "today": "2026-11-24"}',
    b'{"facts": {"temperature_c": NaN}, "today": "2026-11-24"}',
    b'{"facts": {"temperature_c": -Infinity}, "today": "2026-11-24"}',
    b'{"facts": {"age": ' + b"9" * 5000 + b'}, "today": "2026-11-24"}',
    b"[" * 60_000,
    b'{"facts": ' * 6000,
    b'{"facts": {"medicines": ' + b"[" * 800 + b"]" * 800 + b'}, "today": "2026-11-24"}',
    b'{"facts": {"prefers": ' + b'{"a": ' * 300 + b"1" + b"}" * 300 + b'}, "today": "2026-11-24"}',
]


@pytest.mark.parametrize("body", BROKEN, ids=lambda body: ascii(body[:30]))
@pytest.mark.parametrize("address", POSTS[:2])
def test_what_is_no_json_object_with_each_name_once(api: Api, address: str, body: bytes) -> None:
    """R23: also where it is deep, or a number is none."""
    answer = post(api, address, body)
    assert answer.status == 400
    assert errors_of(answer)


def test_a_number_beyond_all_numbers_is_out_of_range(api: Api) -> None:
    answer = post(api, "/v1/guide", b'{"facts": {"temperature_c": 1e999, "age": 1e400}, "today": "2026-11-24"}')
    assert [error["fact"] for error in errors_of(answer)] == ["temperature_c", "age"]


def test_many_unknown_names_cost_no_time(api: Api) -> None:
    """R23: as many as a body can hold are refused as a few are."""
    many = {f"n{number}": 1 for number in range(5000)}
    answer = post(api, "/v1/guide", {**CALL, "facts": many})
    assert (answer.status, len(errors_of(answer))) == (422, 20)
    assert len(errors_of(post(api, "/v1/guide", {**CALL, **many}))) == 20


@pytest.mark.parametrize(
    "kind",
    [b"", b"text/plain", b"application/x-www-form-urlencoded", b"application/json; charset=latin-1", b"multipart/form-data", b"\xff"],
)
@pytest.mark.parametrize("address", POSTS)
def test_a_body_of_another_type(api: Api, address: str, kind: bytes) -> None:
    answer = post(api, address, CALL, [(b"content-type", kind)] if kind else [])
    assert answer.status == 415
    errors_of(answer)


def test_each_address_takes_its_own_type(api: Api) -> None:
    assert post(api, "/v1/guides", CALL, [JSON]).status == 415
    assert post(api, "/v1/guide", CALL, [LINES]).status == 415
    assert post(api, "/v1/guide", {**CALL, "answers": False}, [(b"content-type", b'Application/JSON; charset="UTF-8"')]).status == 200


@pytest.mark.parametrize("address", [*POSTS, *GETS])
def test_another_method(api: Api, address: str) -> None:
    own = ("POST",) if address in POSTS else ("GET", "HEAD")
    for method in {"GET", "HEAD", *OTHER_METHODS} - {*own}:
        answer = ask(api, method, address, b"{}", [JSON])
        assert (answer.status, answer.headers["allow"]) == (405, ", ".join(own))
        assert method == "HEAD" or errors_of(answer)


@pytest.mark.parametrize(
    "address", ["/v1", "/v1/", "/v1/guide/", "/v1//guide", "/v1/GUIDE", "/v1/guide/x", "/v1/\udcff", "/v1/..", "/v1/%2e"]
)
def test_another_address(api: Api, address: str) -> None:
    answer = post(api, address, CALL)
    assert answer.status == 404
    errors_of(answer)
    assert address not in answer.text.replace(", ".join([*POSTS, *GETS]), "")


@pytest.mark.parametrize("address", [*POSTS, *GETS])
def test_nothing_is_read_from_an_address(api: Api, address: str) -> None:
    """R20: what stands there is written down in many places, so it is refused and not told again."""
    answer = ask(api, "POST" if address in POSTS else "GET", address, json.dumps(CALL).encode(), [JSON], query=b"bleeding_now=heavy")
    assert answer.status == 400
    assert "heavy" not in answer.text
    errors_of(answer)


@pytest.mark.parametrize("address", GETS)
def test_head_gives_the_headers_alone(api: Api, address: str) -> None:
    whole, head = ask(api, "GET", address), ask(api, "HEAD", address)
    assert (head.status, head.headers, head.body) == (200, whole.headers, b"")


# Limits of size and time


def test_a_body_that_is_too_large(api: Api) -> None:
    """R23: up to the limit it is read, one byte more is refused."""
    whole = json.dumps({**CALL, "answers": False}).encode()
    assert post(api, "/v1/guide", whole + b" " * (64 * 1024 - len(whole))).status == 200
    for more in (1, 5_000_000):
        answer = post(api, "/v1/guide", whole + b" " * (64 * 1024 - len(whole) + more))
        assert answer.status == 413
        errors_of(answer)
    assert post(api, "/v1/guides", b"\n" * (8 * 1024 * 1024 + 1), [LINES]).status == 413


def test_more_lines_than_one_request_may_have(api: Api) -> None:
    assert post(api, "/v1/guides", b"\n" * 10_000, [LINES]).status == 200
    answer = post(api, "/v1/guides", b"\n" * 10_001, [LINES])
    assert answer.status == 413
    errors_of(answer)


def test_a_body_without_end_is_not_read_for_ever(api: Api) -> None:
    """R23: what is far over the limit is left unread."""
    read = 0

    async def receive() -> Any:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 65536, "more_body": True}

    answer = asyncio.run(sent(api, {"path": "/v1/guide"}, receive))
    assert answer.status == 413
    assert read < 40


def test_a_body_that_does_not_come(pack: Pack) -> None:
    async def receive() -> Any:
        await asyncio.sleep(60)

    quick = Api(pack, {}, limits=Limits(reading=0.05))
    answer = asyncio.run(sent(quick, {"path": "/v1/answer"}, receive))
    assert answer.status == 408
    assert b"0.05 seconds" in answer.body


def body_once(body: bytes, afterwards: Any = None) -> Any:
    """A request whose body comes once; then nothing comes, or `afterwards`."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        if waiting:
            return waiting.pop()
        if not afterwards:
            await asyncio.sleep(60)
        return afterwards

    return receive


MANY = b"\n".join([json.dumps({**CALL, "answers": False}).encode()] * 50)
LINE_SCOPE = {"path": "/v1/guides", "headers": [LINES]}


def test_lines_that_take_too_long_end_with_a_line_that_says_so(pack: Pack) -> None:
    quick = Api(pack, {}, limits=Limits(answering=0.05))
    answer = asyncio.run(sent(quick, LINE_SCOPE, body_once(MANY)))
    given = answer.body.splitlines()
    assert 1 < len(given) < 50
    assert "Time is up" in json.loads(given[-1])["errors"][0]["message"]
    assert json.loads(given[0])["decisions"]


def test_lines_stop_when_whoever_asked_has_gone(api: Api) -> None:
    answer = asyncio.run(sent(api, LINE_SCOPE, body_once(MANY, {"type": "http.disconnect"})))
    assert len(answer.body.splitlines()) < 5


def test_lines_are_sent_as_they_are_made(api: Api) -> None:
    answer = asyncio.run(sent(api, LINE_SCOPE, body_once(MANY)))
    assert len(answer.messages) == 52
    assert all(one["more_body"] for one in answer.messages[1:-1])


def test_a_reader_who_does_not_read_is_not_waited_for(pack: Pack) -> None:
    async def never(message: Any) -> None:
        if message["type"] == "http.response.body":
            await asyncio.sleep(60)

    quick = Api(pack, {}, limits=Limits(answering=0.05, reading=0.05))
    asyncio.run(asyncio.wait_for(sent(quick, LINE_SCOPE, body_once(MANY), never), 20))


# Faults


@pytest.mark.parametrize("step", ["read_call", "as_json", "read_json"])
def test_fail_closed_at_each_step(api: Api, step: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """R07: a fault gives status 500 and whom to call, no answer and no traceback; the log has its kind alone."""

    def fault(*_: Any, **__: Any) -> Any:
        raise RuntimeError("bleeding_now heavy")

    monkeypatch.setattr(application, step, fault)
    answer = post(api, "/v1/answer", ANSWER)
    assert answer.status == 500
    (error,) = errors_of(answer)
    assert error["message"] == urgent_help.SORRY
    assert error["remedy"] == " ".join(urgent_help.NOW)
    assert "heavy" not in answer.text + caplog.text
    assert "fault in /v1/answer: RuntimeError" in caplog.text


def test_fail_closed_within_a_line(api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """R07: the line gets whom to call, the others their answers."""

    def fault(pack: Any, call: Any) -> Any:
        if call.guideline == "us":
            raise RuntimeError("bleeding_now heavy")
        return guide_for(pack, call)

    monkeypatch.setattr(lines, "guide_for", fault)
    call = {**CALL, "answers": False}
    body = b"\n".join(json.dumps({**call, "guideline": one}).encode() for one in ("uk", "us", "who"))
    first, second, third = lines_of(post(api, "/v1/guides", body, [LINES]))
    assert second["errors"][0]["message"] == urgent_help.SORRY
    assert first["pack"]["guideline"]["id"] == "uk"
    assert third["pack"]["guideline"]["id"] == "who"
    assert "heavy" not in caplog.text
