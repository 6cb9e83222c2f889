"""The two editions show the same pages: the same HTML, the same way onward, the same answers kept, for the same request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

import httpx2 as httpx
import pytest
from cryptography.fernet import Fernet
from playwright.sync_api import Page
from starlette.testclient import TestClient

from afterwards.web.app import create_app
from afterwards.web.journey import COOKIE, Journey, Seal
from tests.build.asked import Asked, requests
from tests.build.states import as_written, first_difference

pytestmark = pytest.mark.browser

ENDED = ("/guide", "/step/1")
BATCH = 100


class Server:
    """The server edition on a day that can be set."""

    def __init__(self, today: date) -> None:
        self.today, self.key = today, Fernet.generate_key()
        self.client = TestClient(create_app(lambda: self.today, self.key), follow_redirects=False)

    def answer(self, one: Asked) -> httpx.Response:
        self.today = one.today
        self.client.cookies.clear()
        self.client.cookies.set(COOKIE, Seal(self.key).write(one.journey))
        kind = {"content-type": "application/x-www-form-urlencoded"} if one.method == "POST" else {}
        return self.client.request(one.method, one.path, content=urlencode(one.posted, doseq=True) if kind else None, headers=kind)

    def journey(self, response: httpx.Response) -> Journey | None:
        """The journey that a response seals, None when it leaves it as it was."""
        cookie = response.cookies.get(COOKIE)
        return Seal(self.key).read(cookie) if cookie else None


def body(html: str) -> str:
    """A page without its head, which says where its style and script lie."""
    return html[html.index("<body>") :]


def check_same(page: Page, asked: Sequence[Asked]) -> Counter[tuple[str, str, int]]:
    """Every request has the same answer in both; gives what was asked, by kind and status."""
    server, kinds = Server(asked[0].today), Counter[tuple[str, str, int]]()
    for start in range(0, len(asked), BATCH):
        batch = asked[start : start + BATCH]
        found = page.evaluate("asked => pages_for(asked)", [one.for_page() for one in batch])
        for one, theirs in zip(batch, found, strict=True):
            try:
                ours = server.answer(one)
            except ValueError:  # more than a cookie holds; the page has no such limit
                continue
            _compare(one, server, ours, theirs)
            kinds[one.method, one.path.split("/")[1], ours.status_code] += 1
    return kinds


def _compare(one: Asked, server: Server, ours: httpx.Response, theirs: dict[str, Any]) -> None:
    said = f"{one.method} {one.path} on {one.today} with {one.posted}, {one.journey}"
    if ours.status_code == 503:
        assert "too old" in theirs["fault"], said
    elif ours.status_code == 303:
        assert theirs.get("to") == ours.headers["location"], said
        if after := server.journey(ours):
            mine = Asked(one.today, after, "", "", {}).for_page()["journey"]
            assert as_written(mine) == as_written(theirs["journey"]), f"{said}: {first_difference(mine, theirs['journey'])}"
    else:
        assert theirs.get("status") == ours.status_code, f"{said}: {theirs}"
        expected, shown = body(ours.text), body(theirs["html"])
        if expected != shown:
            place = next(
                (at for at, pair in enumerate(zip(expected, shown, strict=False)) if pair[0] != pair[1]), min(len(expected), len(shown))
            )
            around = slice(max(0, place - 120), place + 120)
            pytest.fail(f"{said}\nserver: {expected[around]}\npage:   {shown[around]}")


def test_random_requests(evaluator: Page) -> None:
    kinds = check_same(evaluator, list(requests(120, seed=5)))
    assert {("GET", "step", 200), ("POST", "step", 303), ("POST", "step", 422), ("GET", "guide", 200)} <= kinds.keys()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_many_random_requests(evaluator: Page, seed: int) -> None:
    kinds = check_same(evaluator, list(requests(500, seed=100 + seed)))
    for name in ("guide", "methods", "clinician", "differences", "method", "read", "step"):
        assert kinds["GET", name, 200], name
