"""The private edition as a person uses it: questions, guide, Back, Change, links, leaving; nothing of hers outlives the page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import NewPage, Site
from tests.browser.places import SETTLED
from tests.browser.walk import answer, boxes, kind
from tests.build.steps import back, begin, ready, step, through, walk

pytestmark = pytest.mark.browser

EMERGENCY = {**SETTLED, "fainted_or_collapsed": "yes"}
Open = Callable[[], Page]


WAYS = ["any web host", pytest.param("with a server", marks=pytest.mark.slow), pytest.param("one file", marks=pytest.mark.slow)]
"""How the edition may be handed out. A plain run takes the first; test_worker and test_hostile look at the others too."""


@pytest.fixture(params=WAYS)
def opened(request: pytest.FixtureRequest, new_page: NewPage) -> tuple[Page, str]:
    """A page, and the address of the edition: on any web host, beside the server edition, and as one file."""
    if request.param == "any web host":
        return new_page(), request.getfixturevalue("hosted")
    if request.param == "with a server":
        served: Site = request.getfixturevalue("served")
        return new_page(), f"{served.address}/"
    return new_page(), (request.getfixturevalue("folder") / "afterwards.html").as_uri()


def asked_of_the_network(page: Page) -> list[str]:
    """Filled with the address of each request from here on."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url))
    return found


def test_the_journey(opened: tuple[Page, str]) -> None:
    """R20: from the start to her guide and the methods: nothing is asked of the network, the address stays as it is."""
    page, address = opened
    ready(page, address)
    asked = asked_of_the_network(page)
    begin(page, SETTLED)
    assert kind(page) == "question"
    through(page, SETTLED)
    assert kind(page) == "guide"
    assert page.locator("[data-decision]").count() >= 5
    step(page.get_by_role("button", name="Look at methods, one by one"))
    through(page, SETTLED)
    assert kind(page) == "methods"
    assert page.locator("[data-method]").count() == 8
    step(page.locator("footer").get_by_role("link", name="Sources and reviews"))
    assert kind(page) == "reviews"
    assert [one for one in asked if not one.endswith(("favicon.ico", ".svg"))] == []
    assert page.url == address
    assert page.title() == "Afterwards"


def test_back_and_forward_show_each_page_again(opened: tuple[Page, str]) -> None:
    page, address = opened
    ready(page, address)
    begin(page, SETTLED)
    seen = [page.locator("h1").inner_text()]
    for _ in range(3):
        answer(page, SETTLED)
        step(page.get_by_role("button", name="Continue"))
        seen.append(page.locator("h1").first.inner_text())
    for heading in reversed(seen[:-1]):
        back(page)
        assert page.locator("h1").first.inner_text() == heading
    assert page.locator("main :checked").count(), "what she answered is still there"
    back(page, 2)
    assert page.locator("h1").first.inner_text() == seen[2]
    step(page.locator('[data-action="back"]'))
    assert page.locator("h1").first.inner_text() == seen[1]


def test_an_answer_can_be_changed_and_the_guide_follows(opened: tuple[Page, str]) -> None:
    page, address = opened
    walk(page, address, SETTLED)
    waiting = page.locator('[data-statement="sex.wait-while-bleeding"]')
    assert waiting.count()
    page.get_by_text("See or change your answers").click()
    step(page.get_by_role("button", name=re.compile("^Change bleeding")).first)
    boxes(page, "bleeding_now", "none").check()
    step(page.get_by_role("button", name="Continue"))
    through(page, SETTLED)
    assert kind(page) == "guide"
    assert waiting.count() == 0


def test_a_complaint_keeps_what_was_typed_and_gets_the_focus(opened: tuple[Page, str]) -> None:
    page, address = opened
    ready(page, address)
    begin(page, SETTLED)
    step(page.get_by_role("button", name="Continue"))
    alert = page.locator('[role="alert"]')
    expect(alert).to_be_focused()
    assert page.title().startswith("Error:")
    while not page.locator('input[name="loss_date-day"]').count():
        answer(page, SETTLED)
        step(page.get_by_role("button", name="Continue"))
    page.locator('input[name="loss_date-day"]').fill("31")
    page.locator('input[name="loss_date-month"]').fill("2")
    page.locator('input[name="loss_date-year"]').fill("2026")
    step(page.get_by_role("button", name="Continue"))
    assert page.locator('input[name="loss_date-day"]').input_value() == "31"
    expect(page.locator(".message")).to_contain_text("write a real date, such as 15 11 2026")


def test_an_emergency_stops_the_journey(opened: tuple[Page, str]) -> None:
    """R03."""
    page, address = opened
    walk(page, address, EMERGENCY)
    assert kind(page) == "stop"
    expect(page.get_by_role("link", name="Call 999")).to_be_visible()
    step(page.locator('[data-action="back"]'))
    assert boxes(page, "fainted_or_collapsed", "yes").is_checked()


def test_each_new_page_has_the_focus_on_its_heading(opened: tuple[Page, str]) -> None:
    """R26: a screen reader says where she is."""
    page, address = opened
    ready(page, address)
    begin(page, SETTLED)
    for _ in range(3):
        expect(page.locator("h1").first).to_be_focused()
        assert page.evaluate("scrollY") == 0
        answer(page, SETTLED)
        step(page.get_by_role("button", name="Continue"))


def test_answers_end_with_the_page(opened: tuple[Page, str]) -> None:
    """R19: a reload knows nothing, and nothing lies in any storage."""
    page, address = opened
    walk(page, address, SETTLED)
    kept = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, window.name, history.state])"
    assert page.evaluate(kept).startswith('[{},{},"","",{"at":')
    ready(page, address)
    assert kind(page) == "start"
    assert not page.get_by_text("Your guide").count()
    page.go_back()
    assert "Today is day" not in page.locator("body").inner_text()


HERS = re.compile(r"afterwards|loss|miscarr|pregnan|bleed|health|nhs|999", re.IGNORECASE)


def test_leaving_shows_an_everyday_page(opened: tuple[Page, str]) -> None:
    """R32: at once and without a question, although answers are not kept; it works.

    Back shows nothing else for ten minutes; one press opens the first page again.
    """
    page, address = opened
    asked: list[str] = []

    def note(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", note)
    walk(page, address, SETTLED)
    page.locator('header [data-action="exit"]').click()
    page.wait_for_function("document.title === 'Unit converter'")
    for _ in range(2):
        page.locator('main[data-page="away"]').wait_for()
        assert not HERS.search(page.title() + page.locator("body").inner_text())
        page.get_by_label("Convert").select_option("miles to kilometres")
        page.get_by_label("Amount").fill("26,2")
        expect(page.locator("output")).to_have_text("42.1648 km")
        page.get_by_label("Convert").select_option("Celsius to Fahrenheit")
        expect(page.locator("output")).to_have_text("79.16 °F")
        page.get_by_label("Amount").fill("x")
        expect(page.locator("output")).to_have_text("Write a number.")
        page.go_back()
    assert asked == []
    page.get_by_role("button", name="Start page").click()
    page.locator('main[data-page="start"]').wait_for()


def test_the_escape_key_leaves_too(opened: tuple[Page, str]) -> None:
    page, address = opened
    walk(page, address, SETTLED)
    for _ in range(3):
        page.keyboard.press("Escape")
    page.locator('main[data-page="away"]').wait_for()


def test_the_page_seals_itself(opened: tuple[Page, str]) -> None:
    """R20: once it is ready the browser refuses everything it might send or load, whoever asks: a fetch, a picture, a form, a beacon."""
    page, address = opened
    ready(page, address)
    sent: list[str] = []
    page.on("response", lambda response: sent.append(response.url))
    refused = page.evaluate(
        """async () => {
            const tries = [() => fetch("./?q=1"), () => new Promise((done, failed) => {
                const image = new Image();
                image.onload = done; image.onerror = failed; image.src = "./?q=2";
            })];
            const ends = await Promise.all(tries.map((one) => one().then(() => "sent", () => "refused")));
            if (location.protocol !== "file:") navigator.sendBeacon("./?q=3");
            const form = Object.assign(document.createElement("form"), {method: "post", action: "./?q=4"});
            document.body.append(form);
            HTMLFormElement.prototype.submit.call(form);
            return ends;
        }"""
    )
    page.wait_for_timeout(300)
    assert refused == ["refused", "refused"]
    assert [one for one in sent if "q=" in one] == []


def test_links_opened_elsewhere_lead_to_pages_without_answers(new_page: NewPage, hosted: str) -> None:
    """A link into the journey leads to the start; a reading page to a page of its own. None carries an answer."""
    page = new_page()
    walk(page, hosted, SETTLED)
    links = page.locator("a[data-path]").evaluate_all("all => all.map((one) => [one.dataset.path, one.getAttribute('href')])")
    assert links
    for path, href in links:
        assert re.fullmatch(r"\./|[a-z]+(-\d+)?\.html", href), (path, href)
    other = new_page()
    other.goto(f"{hosted}read-3.html")
    expect(other.locator("main")).to_have_attribute("data-page", "article")


def test_print_opens_what_is_folded(opened: tuple[Page, str]) -> None:
    page, address = opened
    walk(page, address, SETTLED)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    expect(page.locator("[data-print]")).to_be_visible()


def test_without_script_the_server_says_that_answers_travel(new_page: NewPage, served: Site) -> None:
    """The server edition takes over, and says so."""
    page = new_page(java_script_enabled=False)
    page.goto(f"{served.address}/")
    expect(page.locator('[data-statement="start.nothing-kept"]')).to_be_visible()
    expect(page.locator('[data-statement="start.stays-on-device"]')).to_be_hidden()
    boxes(page, "guide", "after_loss").check()
    page.get_by_role("button", name="Start").click()
    assert kind(page) == "question"
    assert page.url.endswith("/step/1")


def test_without_script_a_copy_says_what_it_needs(new_page: NewPage, hosted: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(hosted)
    expect(page.locator('[data-statement="start.needs-script"]')).to_be_visible()
    page.get_by_role("link", name="When to get help").click()
    expect(page.locator("main")).to_have_attribute("data-page", "article")
