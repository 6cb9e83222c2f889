"""The API of the built-in pack, requests to it as programs make them, without a server between, and the program that serves it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from afterwards.api.app import Api
from afterwards.api.documents import documents
from afterwards.pack import Pack
from tests.clock import TODAY
from tests.site.conftest import Running, serving
from tests.site.wire import Answer, Headers, ask

JSON = (b"content-type", b"application/json")
LINES = (b"content-type", b"application/x-ndjson")
FACTS: dict[str, Any] = {"guide": "after_loss", "signs_today": "none", "bleeding_now": "light", "days_since_loss": 9}
CALL: dict[str, Any] = {"facts": FACTS, "today": TODAY.isoformat()}


@pytest.fixture(scope="session")
def papers(pack: Pack) -> dict[str, bytes]:
    """What GET hands out, by its address."""
    return documents(pack, TODAY)


@pytest.fixture(scope="session")
def api(pack: Pack, papers: dict[str, bytes]) -> Api:
    """The API as the server starts it."""
    return Api(pack, papers)


def post(api: Any, address: str, body: Any, headers: Headers = (JSON,), **more: Any) -> Answer:
    """One call; `body` is sent as it is where it is bytes, and as JSON otherwise."""
    return ask(api, "POST", address, body if isinstance(body, bytes) else json.dumps(body).encode(), headers, **more)


def lines_of(answer: Answer) -> list[Any]:
    """What came back in JSON Lines."""
    assert answer.status == 200
    return [json.loads(line) for line in answer.body.splitlines()]


def errors_of(answer: Answer) -> list[dict[str, Any]]:
    """The complaints, in the contract's form."""
    found = json.loads(answer.body)
    assert found.keys() == {"errors"}
    errors: list[dict[str, Any]] = found["errors"]
    assert errors
    assert all(error.keys() == {"fact", "given", "allowed", "message", "remedy"} for error in errors)
    return errors


@dataclass
class Sent:
    """What an application sends, message by message, to a request whose body comes as `receive` says."""

    messages: list[Any]

    @property
    def status(self) -> int:
        """The status."""
        return int(self.messages[0]["status"])

    @property
    def body(self) -> bytes:
        """The whole body."""
        return b"".join(one.get("body", b"") for one in self.messages[1:])


async def sent(api: Any, scope: dict[str, Any], receive: Callable[[], Any], send: Callable[[Any], Any] | None = None) -> Sent:
    """The messages of one request."""
    found = Sent([])

    async def take(message: Any) -> None:
        found.messages.append(message)
        if send:
            await send(message)

    whole = {"type": "http", "method": "POST", "scheme": "http", "query_string": b"", "headers": [JSON], **scope}
    await api(whole, receive, take)
    return found


SERVE = """
import sys
from types import SimpleNamespace
from afterwards.site import edition
from afterwards.cli import main
edition.make_edition = lambda pack: SimpleNamespace(files={"index.html": b"the start page"})
sys.exit(main(["serve", "--port", "0", *sys.argv[1:]]))
"""
"""`afterwards serve` with one page in place of the edition, which takes its time to make."""


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """`afterwards serve --api --prefix /of`."""
    yield from serving(tmp_path_factory.mktemp("served"), SERVE, "--api", "--prefix", "/of")
