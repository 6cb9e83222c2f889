"""The application's own table of routes, so that a test over every page cannot leave a new one out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.routing import Mount, Route

from afterwards.web import app as web
from tests.clock import that_day

PARAMETERS = {"number": "1"}
"""What stands in an address for each parameter of a route; a new one must be added here."""
FILES = ("style.css", "script.js", "favicon.svg")


def _table() -> list[Route | Mount]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(web, "protect", lambda app: app)
        routes: list[Route | Mount] = web.create_app(that_day).routes
    return routes


def _asked() -> Iterator[tuple[str, str]]:
    for one in _table():
        if isinstance(one, Mount):
            yield from ((method, f"{one.path}/{name}") for name in FILES for method in ("GET", "HEAD"))
        else:
            yield from ((method, one.path) for method in sorted(one.methods or ()))


ROUTES = [*dict.fromkeys(_asked())]
"""Every method of every route, with its address as the table has it: `("POST", "/step/{number}")`."""
PATTERNS = [*dict.fromkeys(path for _, path in ROUTES)]


def address(pattern: str, **parameters: str) -> str:
    """The address of a route, with values for its parameters."""
    return pattern.format(**PARAMETERS | parameters)
