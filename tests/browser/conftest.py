"""The browser, and the pages it opens: Debian's chromium, the web edition on a free port, a fresh context for each test."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from afterwards import load_pack
from afterwards.site.edition import make_edition
from afterwards.site.protection import hand_out
from tests.browser.places import HOLD
from tests.browser.walk import ready

TODAY = date(2026, 11, 24)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 15_000
"""Milliseconds: a page takes far less; a busy computer may take this long."""

NewPage = Callable[..., Page]
"""`new_page(**options)`: a page in a context of its own, with Playwright's options for contexts."""


@dataclass(frozen=True, slots=True)
class Site:
    """The served pages."""

    address: str


def serve(app: Any) -> Iterator[Site]:
    """The application on a free port, in a thread, until the iterator ends."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started and thread.is_alive() and time.monotonic() < until:
        time.sleep(0.01)
    assert server.started, "the web edition did not start"
    yield Site(f"http://127.0.0.1:{listener.getsockname()[1]}/")
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture(scope="session")
def edition_files() -> dict[str, bytes]:
    """The files of the edition, by name."""
    return make_edition(load_pack()).files


@pytest.fixture(scope="package")
def site(edition_files: dict[str, bytes]) -> Iterator[Site]:
    """The edition as `afterwards serve` hands it out."""
    yield from serve(hand_out(edition_files, lambda: False))


@pytest.fixture(scope="package")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """One browser. It ends with this folder's tests, since Playwright keeps an event loop in the main thread meanwhile.

    Pages may be kept in memory for Back, as they are outside tests.
    """
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("chromium is missing. Run 'sh tools/browser.sh', or leave these tests out with: pytest -m 'not browser'")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=FLAGS, ignore_default_args=["--disable-back-forward-cache"])
        if request.config.getoption("days_later"):
            _set_on(found)
        yield found
        found.close()


def _set_on(browser: Browser) -> None:
    """In a marked run each context has the clock of this process, which is years on, until a test hands it another."""
    opened = browser.new_context

    def later(**options: Any) -> BrowserContext:
        context = opened(**options)
        context.clock.set_system_time(datetime.fromtimestamp(time.time()))
        return context

    browser.new_context = later  # type: ignore[method-assign]


@pytest.fixture
def new_page(browser: Browser, site: Site) -> Iterator[NewPage]:
    """Opens pages, each in a fresh context; all are closed after the test."""
    contexts: list[BrowserContext] = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(base_url=options.pop("base_url", site.address), **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.clock.set_fixed_time(f"{TODAY.isoformat()}T12:00:00")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="package")
def one_page(browser: Browser, site: Site) -> Iterator[Page]:
    """The page behind `held_page`."""
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.clock.set_fixed_time(f"{TODAY.isoformat()}T12:00:00")
    page.add_init_script(HOLD)
    ready(page, site.address)
    yield page
    context.close()


@pytest.fixture
def held_page(one_page: Page) -> Page:
    """A page in which a test may be anywhere, as good as new: for checks that only look."""
    one_page.emulate_media(media="null", color_scheme="null", forced_colors="null")
    one_page.set_viewport_size({"width": 1280, "height": 720})
    one_page.evaluate("localStorage.clear(); document.documentElement.removeAttribute('style'); document.adoptedStyleSheets = [];")
    return one_page


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page in a fresh context, 1280 by 720."""
    return new_page()
