"""One application for all tests of the pages, and people who visit it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from afterwards.web.app import create_app
from tests.web.walker import Facts, Walker

Visit = Callable[..., Walker]


@pytest.fixture(scope="session")
def site(today: date) -> Any:
    """The application, on a day that does not move."""
    return create_app(clock=lambda: today)


@pytest.fixture
def clients() -> Iterator[Callable[..., TestClient]]:
    """Makes clients of an application, each with its own cookies."""
    with ExitStack() as stack:

        def make(app: Any, address: str = "http://127.0.0.1") -> TestClient:
            return stack.enter_context(TestClient(app, base_url=address, follow_redirects=False))

        yield make


@pytest.fixture
def visit(site: Any, clients: Callable[..., TestClient]) -> Visit:
    """Makes people who visit the site."""

    def new(facts: Facts | None = None, app: Any = None, address: str = "http://127.0.0.1") -> Walker:
        return Walker(clients(app or site, address), facts or {"guide": "after_loss"})

    return new
