"""The private edition under test: built once, served with and without a server behind it, in the browser of the other browser tests."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from afterwards.pack import Pack
from afterwards.site.bundle import PAGE, bundle
from afterwards.site.data import compact
from afterwards.site.edition import IN_THE_PAGE, Edition, make_edition
from afterwards.site.protection import hand_out
from afterwards.site.templates import compile_templates
from tests.browser.conftest import NewPage, Site, browser, serve

__all__ = ["browser"]

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def edition(pack: Pack) -> Edition:
    """The private edition as `afterwards build` writes it."""
    return make_edition(pack)


@pytest.fixture(scope="session")
def folder(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its files in a folder."""
    out = tmp_path_factory.mktemp("edition")
    for name, content in edition.files.items():
        (out / name).write_bytes(content)
    return out


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A web host that knows nothing of us; it remembers what it was asked."""

    asked: list[str]

    def log_message(self, *_: object) -> None:
        self.asked.append(f"{self.command} {self.path}")

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()


def host(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Any web host with the folder: its address, and what it was asked."""
    asked: list[str] = []
    handler = functools.partial(type("Remembering", (Quiet,), {"asked": asked}), directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", asked
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture(scope="package")
def hosted(folder: Path) -> Iterator[str]:
    """The address of the edition on any web host."""
    for address, _ in host(folder):
        yield address


@pytest.fixture
def own_host(folder: Path, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A web host whose files a test may change."""
    place = tmp_path / "host"
    shutil.copytree(folder, place)
    for address, _ in host(place):
        yield address, place


@pytest.fixture(scope="package")
def served(edition: Edition) -> Iterator[Site]:
    """The edition as `afterwards serve` hands it out."""
    yield from serve(hand_out(edition.files, lambda: False))


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Opens pages, each in a fresh context, on the day of the tests; all are closed after the test."""
    contexts = []

    def open_page(**options: object) -> Page:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.clock.set_fixed_time(f"{TODAY.isoformat()}T12:00:00")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="package")
def evaluator(browser: Browser, pack: Pack) -> Iterator[Page]:
    """A page that holds the evaluator and the routes, as `entry.js` hands them out, and the pack's data."""
    context = browser.new_context()
    page = context.new_page()
    page.route(
        "https://evaluator.test/", lambda route: route.fulfill(body="<!doctype html><title>Evaluator</title>", content_type="text/html")
    )
    page.goto("https://evaluator.test/")
    made = {"templates.js": compile_templates(PAGE / "templates", IN_THE_PAGE)}
    page.add_script_tag(content=bundle([PAGE / "vendor" / "minisearch.js", Path(__file__).parent / "entry.js"], made))
    page.evaluate("data => use_pack(data)", {**compact(pack), "about": {}})
    yield page
    context.close()
