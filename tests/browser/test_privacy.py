"""R20, R21: what she tells leaves nothing behind: not in an address, a title, the history, a log, or anywhere in the browser.

No other host is asked for anything.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request

from afterwards.pack import load_pack
from tests.browser.conftest import Site
from tests.browser.places import FEW_CONDITIONS, SETTLED, Facts
from tests.browser.walk import boxes, follow, kind, through_questions, to_the_end

pytestmark = pytest.mark.browser

PLANTED: Facts = {
    **FEW_CONDITIONS,
    **SETTLED,
    **{"weight_kg": 67.89, "systolic_mmhg": 131, "medicines": ["Xylophonine"], "epilepsy": "yes"},
    **{"words_for_loss": "name", "name_for_loss": "Quillonia Zebrafinch", "feels_feverish": "yes", "temperature_c": 37.83},
    **{"loss_date": "2026-09-17", "weeks_pregnant": 13, "bleeding_now": "like_a_period", "pads_soaked_per_hour": 0, "hours_soaking": 0},
}
MARKERS = ("Quillonia", "Zebrafinch", "37.83", "2026-09-17", "17 September", "67.89", "Xylophonine")
OURS = re.compile(
    r"/|/step/\d{1,2}|/change|/guide|/stop|/leave|/away|/return|/how|/private|/reviews|/disagreements|/changes|/score|/read/\d{1,2}"
    r"|/onward|/methods|/method/\d{1,2}|/beside|/clinician|/differences|/coverage"
)
"""Every address a page may have; none has a query or a fragment that could carry an answer."""


@dataclass(slots=True)
class Walked:
    """What one walk from the start to the guide and through the pages about methods, with planted answers, left behind."""

    page: Page
    requests: list[Request] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    @property
    def history(self) -> list[dict[str, str]]:
        """The entries of the browser's history, with `url` and `title`."""
        entries: list[dict[str, str]] = self.page.context.new_cdp_session(self.page).send("Page.getNavigationHistory")["entries"]
        return entries


class Keeper(logging.Handler):
    """Keeps every line of the log."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture(scope="module")
def walked(browser: Browser, site: Site) -> Iterator[Walked]:
    context = browser.new_context(base_url=site.address)
    found = Walked(context.new_page())
    context.on("request", lambda request: found.requests.append(request))
    found.page.on("load", lambda loaded: found.titles.append(loaded.title()))
    root, keeper = logging.getLogger(), Keeper(found.log)
    before = root.level
    root.addHandler(keeper)
    root.setLevel(logging.INFO)
    to_the_end(found.page, PLANTED)
    assert "Quillonia" in found.page.locator("main").inner_text()
    through_methods(found.page)
    yield found
    root.setLevel(before)
    root.removeHandler(keeper)
    context.close()


def through_methods(page: Page) -> None:
    """From the guide to the comparison; a method set aside, two side by side, one page, and what a clinician reads."""
    follow(page.get_by_role("button", name="Look at methods, one by one"))
    through_questions(page, PLANTED)
    assert kind(page) == "methods"
    assert "Xylophonine" in page.locator("main").inner_text()
    follow(page.get_by_role("button", name="Set aside Patch"))
    for method in ("implant", "coc"):
        boxes(page, "method", method).check()
    follow(page.get_by_role("button", name="Show them side by side"))
    follow(page.get_by_role("link", name="Combined pill"))
    for link in ("Back", "For a nurse, doctor or pharmacist", "Back to all methods", "Under the guidelines of other countries"):
        follow(page.get_by_role("link", name=link, exact=True))
    follow(page.get_by_role("link", name="Back to all methods"))
    follow(page.get_by_role("button", name="Read as United States"))
    follow(page.get_by_role("link", name="How well each guideline's table was read"))
    assert kind(page) == "coverage"


def words_of_answers() -> set[str]:
    """Names of facts, values and pages long enough not to be met by chance, but for those of our own addresses: /methods/coc/clinician."""
    pack = load_pack()
    names = {*pack.facts, *(page.id for page in pack.pages), *(value for entry in pack.facts.values() for value in entry.values)}
    return {name.lower() for name in names if len(name) > 5 and name not in OURS.pattern}


def test_no_answer_in_any_address(walked: Walked) -> None:
    """R20: neither what she told nor which question she was asked."""
    addresses = {request.url for request in walked.requests} | {entry["url"] for entry in walked.history} - {"about:blank"}
    for address in addresses:
        parts = urlsplit(address)
        if parts.path.startswith("/static/"):
            assert re.fullmatch("[0-9a-f]{10}", parts.query), address
        else:
            assert OURS.fullmatch(parts.path), address
            assert not parts.query, address
            assert not parts.fragment, address
    together = " ".join(addresses).lower()
    assert [word for word in {*words_of_answers(), *(marker.lower() for marker in MARKERS)} if word in together] == []


def test_no_answer_in_a_title_or_in_the_history(walked: Walked) -> None:
    """R21. The history grows by the pages she saw, and by nothing that a script added."""
    assert set(walked.titles) == {"Afterwards"}
    assert {entry["title"] for entry in walked.history} <= {"Afterwards", ""}
    assert len(walked.titles) > 12
    assert walked.page.evaluate("history.length") == len(walked.history) == len(walked.titles) + 1  # and the empty page before
    assert walked.page.evaluate("history.state") is None


def test_no_other_host_is_asked_and_no_referrer_is_sent(walked: Walked, site: Site) -> None:
    """R20."""
    assert len(walked.requests) > 30
    assert {urlsplit(request.url).netloc for request in walked.requests} == {urlsplit(site.address).netloc}
    assert [request.url for request in walked.requests if request.headers.get("referer")] == []


def test_reading_pages_ask_no_other_host(page: Page, site: Site) -> None:
    """R20."""
    hosts: list[str] = []
    page.on("request", lambda request: hosts.append(urlsplit(request.url).netloc))
    page.goto("/")
    for address in page.locator(".reading a, footer a[href^='/']").evaluate_all("links => links.map(link => link.href)"):
        page.goto(address)
    assert len(hosts) > 12
    assert set(hosts) == {urlsplit(site.address).netloc}


def test_nothing_is_kept_in_the_browser_but_one_sealed_cookie(walked: Walked) -> None:
    """R20, R21."""
    (cookie,) = walked.page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == ("journey", True, "Strict", -1)
    assert not any(marker in cookie["value"] for marker in MARKERS)
    assert walked.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie, window.name]") == [0, 0, "", ""]
    stores = "Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()])"
    assert walked.page.evaluate(stores) == [[], [], []]


def test_no_answer_in_the_log(walked: Walked) -> None:
    """R21: the log has what kind of page was asked for, and no more."""
    lines = [line for line in walked.log if re.match(r"(GET|POST) ", line)]
    assert len(lines) > 30
    assert [line for line in lines if not re.fullmatch(r"(GET|POST) [a-z]* ?\d{3} \d+ ms", line)] == []
    assert [line for line in walked.log if any(marker in line for marker in MARKERS)] == []
