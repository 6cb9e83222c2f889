"""One application for all tests of the pages, people who visit it, and the personas' journeys, walked once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from starlette.testclient import TestClient

from afterwards.web.app import create_app
from afterwards.web.journey import COOKIE, Journey, Seal
from tests.web.personas import PERSONAS, WELL
from tests.web.walker import Facts, Walker
from tests.web.wire import KEY

Clients = Callable[..., TestClient]
Visit = Callable[..., Walker]


@pytest.fixture(scope="session")
def site(today: date) -> Any:
    """The application, on a day that does not move."""
    return create_app(clock=lambda: today, key=KEY)


@pytest.fixture(scope="session")
def clients() -> Iterator[Clients]:
    """Makes clients of an application, each with its own cookies. All share one loop, so that a request starts no thread."""
    with start_blocking_portal() as portal:

        def make(app: Any, address: str = "http://127.0.0.1") -> TestClient:
            client = TestClient(app, base_url=address, follow_redirects=False)
            client.portal = portal
            return client

        yield make


@pytest.fixture(scope="session")
def visit(site: Any, clients: Clients) -> Visit:
    """Makes people who visit the site; without facts, someone who is well."""

    def new(facts: Facts | None = None, app: Any = None, address: str = "http://127.0.0.1") -> Walker:
        return Walker(clients(app or site, address), WELL if facts is None else facts)

    return new


@pytest.fixture(scope="session")
def put(visit: Visit) -> Visit:
    """Puts someone on one page, as if she had come there: with what she has told, and nothing before.

    The questions about methods wait, as they do for everyone who did not come for them.
    """

    def on(page: str, facts: Facts | None = None, skipped: list[str] | None = None, guideline: str = "uk") -> Walker:
        person = visit()
        told = dict(facts or {"guide": "after_loss"})
        waits = [] if told["guide"] == "contraception_only" else ["methods"]
        journey = Journey(told, [page], waits if skipped is None else skipped, guideline=guideline)
        person.client.cookies.set(COOKIE, Seal(KEY).write(journey), domain="127.0.0.1", path="/")
        person.get(f"/{page}" if page in ("guide", "methods") else "/step/1")
        return person

    return on


@pytest.fixture(scope="session")
def arrivals(visit: Visit) -> dict[str, Walker]:
    """Each persona on her guide, after she has answered every page; who came for contraception alone sees the methods first.

    For looking only: a test that goes on walking makes its own person.
    """
    people = {name: visit(facts) for name, facts in PERSONAS.items()}
    for person in people.values():
        if person.walk().kind == "methods":
            person.back()
    return people


@pytest.fixture(params=PERSONAS, ids=lambda name: name.replace(",", "").replace(" ", "-"))
def arrived(request: pytest.FixtureRequest, arrivals: dict[str, Walker]) -> Walker:
    """One of them."""
    return arrivals[request.param]
