"""The private edition without a network, and its updates: all or nothing, never in the middle of a journey."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from afterwards.site.edition import Edition
from tests.browser.conftest import NewPage, Site
from tests.browser.walk import ask, kind, ready, step, through, to_the_answer, until
from tests.page.conftest import Quiet
from tests.page.test_private import QUESTION, SETTLED, to_the_plan

pytestmark = pytest.mark.browser

INSTALLED = "navigator.serviceWorker.ready.then(() => true)"
CACHES = "caches.keys()"


def visited(page: Page, address: str) -> None:
    """A first visit, until the edition lies in the cache."""
    ready(page, address)
    page.evaluate(INSTALLED)


def test_everything_works_offline(new_page: NewPage, hosted: str) -> None:
    """R33: what she types, the answer, her plan, the methods, and reading pages, also by an address of their own."""
    page = new_page()
    visited(page, hosted)
    page.context.set_offline(True)
    ready(page, hosted)
    page.locator("#q").fill("is this bleeding normal")
    step(page.get_by_role("button", name="Find"))
    assert page.locator("[data-results] [data-question]").count()
    to_the_plan(page, hosted)
    step(page.get_by_role("link", name="Other questions for you"))
    ask(page, "start-coil")
    through(page, SETTLED)
    step(page.get_by_role("link", name="Compare all in full"))
    assert kind(page) == "methods"
    step(page.locator('main a[data-path^="/method/"]').first)
    assert kind(page) == "method"
    step(page.locator("header .name"))
    step(page.get_by_role("link", name="When to get help"))
    assert kind(page) == "article"
    page.goto(f"{hosted}read-3.html")
    expect(page.locator("main")).to_have_attribute("data-page", "article")
    expect(page.locator('main a[href="tel:999"]:visible').first).to_be_visible()


def test_the_page_of_a_question_becomes_hers_offline(new_page: NewPage, hosted: str) -> None:
    """The pages that are the same for everyone are not kept: the program stands in, and asks her that question."""
    page = new_page()
    visited(page, hosted)
    page.goto(hosted)
    name = page.locator(f'a[data-question="{QUESTION}"]').first.get_attribute("href")
    page.context.set_offline(True)
    page.goto(f"{hosted}{name}")
    page.locator("html[data-ready]").wait_for()
    assert kind(page) == "signs"
    assert page.locator("main").get_attribute("data-question") == QUESTION
    through(page, SETTLED)
    assert kind(page) == "answer"


def test_both_editions_at_one_address_work_offline(new_page: NewPage, served: Site) -> None:
    """As `afterwards serve` hands it out it is the same edition: the whole of it, the pages of its own too."""
    page = new_page()
    visited(page, served.address)
    page.context.set_offline(True)
    to_the_answer(page, served.address, QUESTION, SETTLED)
    assert kind(page) == "answer"
    page.goto(f"{served.address}read-3.html")
    expect(page.locator("main")).to_have_attribute("data-page", "article")


def test_an_altered_file_is_not_taken_in(new_page: NewPage, own_host: tuple[str, Path], edition: Edition) -> None:
    """All or nothing: one file that is not as the edition says, and nothing is kept for use offline."""
    address, place = own_host
    style = next(one for one in edition.kept if one.startswith("style."))
    (place / style).write_bytes(edition.files[style] + b"/* altered */")
    page = new_page()
    ready(page, address)
    until(page, "navigator.serviceWorker.getRegistration().then((one) => !one || (!one.installing && !one.active))")
    assert page.evaluate(CACHES) == []


def newer(place: Path, edition: Edition) -> None:
    """Put a newer edition on the host, as an update does."""
    worker = edition.files["sw.js"].decode()
    name = worker.partition('const EDITION = "')[2].partition('"')[0]
    (place / "sw.js").write_text(worker.replace(name, "f" * len(name)), encoding="utf-8")


def test_an_update_is_never_in_the_middle_of_a_journey(new_page: NewPage, own_host: tuple[str, Path], edition: Edition) -> None:
    """The newer edition waits until no page of the older one is open; the older stays whole meanwhile."""
    address, place = own_host
    page = new_page()
    visited(page, address)
    before = page.evaluate(CACHES)
    ready(page, address)
    ask(page, QUESTION)
    newer(place, edition)
    other = page.context.new_page()
    ready(other, address)
    until(page, "navigator.serviceWorker.getRegistration().then((one) => Boolean(one.waiting))")
    assert set(before) < set(page.evaluate(CACHES))
    through(page, SETTLED)
    assert kind(page) == "answer"
    page.close()
    takes_over = "caches.keys().then((all) => all.length === 1 && all[0].endsWith('ffff'))"
    assert any(opened_anew(other, address, takes_over) for _ in range(5))


def opened_anew(page: Page, address: str, expression: str) -> bool:
    """Leave, come back, and say whether it comes true. Who is back before the browser has forgotten the page she left is still the
    older edition's: so a second goes by, and the newer one may take the next time.
    """
    page.goto("about:blank")
    page.wait_for_timeout(1000)
    ready(page, address)
    page.wait_for_timeout(1000)
    return bool(page.evaluate(expression))


def test_a_damaged_cache_asks_the_network_and_then_says_whom_to_call(new_page: NewPage, own_host: tuple[str, Path]) -> None:
    """R07, R33: a kept edition that lost its pages; online it is fetched again, offline there is urgent help and no answer."""
    address, _ = own_host
    page = new_page()
    visited(page, address)
    ready(page, address)
    page.evaluate("caches.keys().then((all) => Promise.all(all.map((one) => caches.delete(one))))")
    ready(page, address)
    page.context.set_offline(True)
    page.goto(address)
    expect(page.locator("main")).to_have_attribute("data-page", "urgent-help")
    expect(page.locator('a[href="tel:999"]')).to_be_visible()
    assert page.locator("[data-verdict], [data-decision]").count() == 0


def test_nothing_but_the_edition_is_ever_kept(new_page: NewPage, served: Site) -> None:
    """The worker leaves posts, and pages it does not know, to the network, and keeps none of them; nor anything of a journey."""
    page = new_page()
    visited(page, served.address)
    held = "caches.keys().then(async ([name]) => (await (await caches.open(name)).keys()).map((one) => one.url))"
    kept = page.evaluate(held)
    page.goto(f"{served.address}read-3.html")
    page.goto(f"{served.address}how.html")
    to_the_answer(page, served.address, QUESTION, SETTLED)
    page.evaluate("fetch('/step/1', {method: 'POST', body: 'x=1'}).catch(() => null)")
    assert page.evaluate(held) == kept
    assert not any("/step" in one or "answer" in one or "read-" in one for one in kept)


class Shortening(Quiet):
    """A web host that sends `units.html` on to `units`, as several do."""

    def do_GET(self) -> None:
        if self.path.endswith(".html"):
            self.send_response(308)
            self.send_header("Location", self.path.removesuffix(".html"))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if Path(self.translate_path(f"{self.path}.html")).is_file():
            self.path += ".html"
        super().do_GET()


@pytest.fixture
def shortening(folder: Path) -> Iterator[str]:
    handler = functools.partial(type("Remembering", (Shortening,), {"asked": []}), directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join(10)


def test_leaving_works_on_a_host_that_shortens_addresses(new_page: NewPage, shortening: str) -> None:
    """A browser refuses a kept answer that was sent on from another address; leaving must never meet that."""
    page = new_page()
    visited(page, shortening)
    for offline in (False, True):
        ready(page, shortening)
        page.context.set_offline(offline)
        page.locator('header [data-action="exit"]').click()
        page.locator('main[data-page="away"]').wait_for()
        page.get_by_role("button", name="Start page").click()
        page.locator('[data-when="private"]').first.wait_for(state="visible")
