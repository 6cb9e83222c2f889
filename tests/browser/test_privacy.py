"""R20, R21: what she tells leaves nothing behind: not in an address, a title, the history, a log, or anywhere in the browser; no other host is asked."""

from __future__ import annotations

import logging
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request

from afterwards.pack import load_pack
from tests.browser.conftest import Site
from tests.browser.places import SETTLED, Facts
from tests.browser.walk import to_the_end

pytestmark = pytest.mark.browser

PLANTED: Facts = {
    **SETTLED,
    **{"words_for_loss": "name", "name_for_loss": "Quillonia Zebrafinch", "feels_feverish": "yes", "temperature_c": 37.83},
    **{"loss_date": "2026-09-17", "weeks_pregnant": 13, "bleeding_now": "like_a_period", "pads_soaked_per_hour": 0, "hours_soaking": 0},
}
MARKERS = ("Quillonia", "Zebrafinch", "37.83", "2026-09-17", "17 September")
OURS = re.compile(r"/|/step/\d{1,2}|/change|/guide|/stop|/leave|/away|/return|/how|/sources|/read/\d{1,2}")
"""Every address a page may have; none has a query or a fragment that could carry an answer."""


def words_of_answers() -> set[str]:
    """Names of facts, values and pages long enough not to be met by chance."""
    pack = load_pack()
    names = {*pack.facts, *(page.id for page in pack.pages), *(value for entry in pack.facts.values() for value in entry.values)}
    return {name.lower() for name in names if len(name) > 5}


@pytest.fixture
def asked(page: Page) -> list[Request]:
    """Every request of the page's browser, as they come."""
    found: list[Request] = []
    page.context.on("request", found.append)
    return found


def test_no_answer_in_any_address_title_or_history(page: Page, site: Site, asked: list[Request]) -> None:
    """R20, R21."""
    titles: list[str] = []
    page.on("load", lambda loaded: titles.append(loaded.title()))
    to_the_end(page, PLANTED)
    assert "Quillonia" in page.locator("main").inner_text()
    page.get_by_role("button", name="Change temperature").click()
    page.go_back()
    history = page.context.new_cdp_session(page).send("Page.getNavigationHistory")["entries"]
    addresses = {request.url for request in asked} | {entry["url"] for entry in history} - {"about:blank"}
    assert len(history) > 12
    assert set(titles) == {"Afterwards"}
    assert {entry["title"] for entry in history} <= {"Afterwards", ""}
    for address in addresses:
        parts = urlsplit(address)
        if parts.path.startswith("/static/"):
            assert re.fullmatch("[0-9a-f]{10}", parts.query), address
        else:
            assert OURS.fullmatch(parts.path), address
            assert not parts.query, address
            assert not parts.fragment, address
    everything = " ".join([*addresses, *titles]).lower()
    assert [marker for marker in MARKERS if marker.lower() in everything] == []
    walked = " ".join(address for address in addresses if "/read/" not in address).lower()
    assert [word for word in words_of_answers() if word in walked] == []


def test_the_history_grows_by_pages_only(page: Page) -> None:
    """R20: no entry is added by script, and none carries a state."""
    loads: list[str] = []
    page.on("load", lambda loaded: loads.append(loaded.url))
    to_the_end(page, PLANTED)
    assert page.evaluate("history.length") == len(loads) + 1  # and the empty page it began with
    assert page.evaluate("history.state") is None


def test_no_other_host_is_asked_and_no_referrer_is_sent(page: Page, site: Site, asked: list[Request]) -> None:
    """R20: on the whole way, and on every page one can read."""
    to_the_end(page, PLANTED)
    for link in page.locator("footer a[href^='/']").all():
        page.goto(link.get_attribute("href") or "")
        page.go_back()
    page.goto("/")
    for address in page.locator(".reading a").evaluate_all("links => links.map(link => link.href)"):
        page.goto(address)
    assert {urlsplit(request.url).netloc for request in asked} == {urlsplit(site.address).netloc}
    assert [request.url for request in asked if "referer" in request.all_headers()] == []


def test_nothing_is_kept_in_the_browser_but_one_sealed_cookie(page: Page) -> None:
    """R20, R21."""
    to_the_end(page, PLANTED)
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == ("journey", True, "Strict", -1)
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie, window.name]") == [0, 0, "", ""]
    assert page.evaluate("Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()])") == [[], [], []]
    assert not any(marker in cookie["value"] for marker in MARKERS)


def test_no_answer_in_the_log(page: Page, caplog: pytest.LogCaptureFixture) -> None:
    """R21: the log has what kind of page was asked for, and no more."""
    with caplog.at_level(logging.INFO):
        to_the_end(page, PLANTED)
    lines = [line for line in caplog.messages if re.match(r"(GET|POST) ", line)]
    assert len(lines) > 20
    assert {line.split()[1] for line in lines} <= {"start", "step", "guide", "static", "other"} | {"200"}
    assert [line for line in caplog.messages if any(marker in line for marker in MARKERS)] == []
