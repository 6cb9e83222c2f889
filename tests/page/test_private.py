"""The page as a person uses it: her question, the answer, Back, Change, links, leaving; nothing of hers outlives the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import NewPage, Site
from tests.browser.walk import answer, ask, back, go_on, kind, ready, shown, signs, step, through, to_the_answer, until_asked

pytestmark = pytest.mark.browser

QUESTION = "bleeding-normal"
"""It asks three pages: about today, the treatment, and when."""
SETTLED: dict[str, object] = {
    **{"bleeding_now": "like_a_period", "bleeding_course": "settling", "pain": "mild"},
    **{"loss_kind": "miscarriage", "management": "medicine", "loss_date": "2026-11-15", "loss_complete": "confirmed"},
    **{"pregnancy_test": "negative", "pregnancy_goal": "avoid", "unprotected_sex_since_loss": "no", "medicines": []},
}
"""Someone nine days after a miscarriage, with no sign that needs help."""


WAYS = ["any web host", pytest.param("with a server", marks=pytest.mark.slow), pytest.param("one file", marks=pytest.mark.slow)]
"""How the edition may be handed out. A plain run takes the first; test_worker and test_hostile look at the others too."""


@pytest.fixture(params=WAYS)
def opened(request: pytest.FixtureRequest, new_page: NewPage) -> tuple[Page, str]:
    """A page, and the address of the edition: on any web host, handed out by `afterwards serve`, and as one file."""
    if request.param == "any web host":
        return new_page(), request.getfixturevalue("hosted")
    if request.param == "with a server":
        served: Site = request.getfixturevalue("served")
        return new_page(), served.address
    return new_page(), (request.getfixturevalue("folder") / "afterwards.html").as_uri()


def asked_of_the_network(page: Page) -> list[str]:
    """Filled with the address of each request from here on."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url))
    return found


def to_the_plan(page: Page, address: str, told: dict[str, object] = SETTLED, question: str = QUESTION) -> None:
    """From the start to the answer to her question, and on to her plan."""
    to_the_answer(page, address, question, told)
    assert kind(page) == "answer"
    step(page.get_by_role("link", name="Show my whole plan"))
    through(page, told)
    assert kind(page) == "guide"


def change(page: Page, fact: str, value: str) -> None:
    """Change one answer, from the answer page or her plan."""
    step(page.locator('main a[data-path="/said"]').first)
    step(page.locator(f'a[data-path="/change/{fact}"]'))
    assert shown(page) == [fact]
    page.locator(f'input[name="{fact}"][value="{value}"]').check(force=True)
    go_on(page)


def test_the_journey(opened: tuple[Page, str]) -> None:
    """R20: from her question to the answer, her plan and the methods: nothing is asked of the network, the address stays as it is."""
    page, address = opened
    ready(page, address)
    asked = asked_of_the_network(page)
    ask(page, QUESTION)
    assert kind(page) == "signs"
    through(page, SETTLED)
    assert kind(page) == "answer"
    main = page.locator("main")
    assert (main.get_attribute("data-question"), main.get_attribute("data-verdict")) == (QUESTION, "yes")
    step(page.get_by_role("link", name="Show my whole plan"))
    through(page, SETTLED)
    assert kind(page) == "guide"
    assert page.locator("[data-answer]").count() == 6
    step(page.get_by_role("link", name="Other questions for you"))
    ask(page, "start-coil")
    through(page, SETTLED)
    assert kind(page) == "answer"
    step(page.get_by_role("link", name="Compare all in full"))
    assert kind(page) == "methods"
    assert page.locator("[data-method]").count() == 8
    assert [one for one in asked if not one.endswith(("favicon.ico", ".svg"))] == []
    assert page.url == address
    assert page.title() == "Afterwards"


def test_moving_about_does_not_change_the_address(opened: tuple[Page, str]) -> None:
    """R20: neither her question, nor a page of it, nor a link within a page, nor Back stands in the address or in the history."""
    page, address = opened
    ready(page, address)
    page.locator("#q").fill("can I have sex yet, it is 12 days since my miscarriage")
    step(page.get_by_role("button", name="Find"))
    seen = {page.url}
    step(page.locator("[data-results] [data-question]").first)
    seen.add(page.url)
    step(page.locator("header .name"))
    ask(page, QUESTION)
    signs(page)
    go_on(page)
    page.locator('[role="alert"] a').click()
    seen.add(page.url)
    through(page, SETTLED)
    seen.add(page.url)
    step(page.get_by_role("link", name="Show my whole plan"))
    through(page, SETTLED)
    seen.add(page.url)
    for summary in page.locator("[data-answer] > summary").all()[:2]:
        summary.click()
    step(page.get_by_role("link", name="The whole answer").nth(1))
    step(page.get_by_role("link", name="Ask another"))
    seen.add(page.url)
    back(page)
    back(page)
    seen.add(page.url)
    history = page.context.new_cdp_session(page).send("Page.getNavigationHistory")["entries"]
    assert seen == {address}
    assert {entry["url"] for entry in history} - {"about:blank"} == {address}
    assert {entry["title"] for entry in history} <= {"", "Afterwards", "Error: Afterwards"}
    assert page.evaluate("Object.keys(history.state)") == ["at"]


def test_back_and_forward_show_each_page_again(opened: tuple[Page, str]) -> None:
    page, address = opened
    ready(page, address)
    ask(page, QUESTION)
    signs(page)
    seen = []
    while kind(page) == "question":
        seen.append(answer(page, SETTLED))
        go_on(page)
    assert len(seen) == 2
    assert kind(page) == "answer"
    for facts in reversed(seen):
        back(page)
        assert shown(page) == facts
        assert page.locator("main :checked, main [value='2026']").count(), "what she answered is still there"
    back(page)
    assert kind(page) == "signs"
    back(page, 2)
    assert shown(page) == seen[1]
    step(page.locator('[data-action="back"]'))
    assert shown(page) == seen[0]


def test_an_answer_can_be_changed_and_the_guide_follows(opened: tuple[Page, str]) -> None:
    page, address = opened
    to_the_plan(page, address)
    sex = page.locator('[data-answer="sex-when"]')
    assert sex.get_attribute("data-verdict") == "not_yet"
    change(page, "bleeding_now", "none")
    through(page, SETTLED)
    assert kind(page) == "guide"
    assert sex.get_attribute("data-verdict") != "not_yet"


def test_a_complaint_keeps_what_was_typed_and_gets_the_focus(opened: tuple[Page, str]) -> None:
    page, address = opened
    ready(page, address)
    ask(page, QUESTION)
    signs(page)
    go_on(page)
    alert = page.locator('[role="alert"]')
    expect(alert).to_be_focused()
    assert page.title().startswith("Error:")
    until_asked(page, SETTLED, "loss_date")
    page.locator('input[name="loss_date-day"]').fill("31")
    page.locator('input[name="loss_date-month"]').fill("2")
    page.locator('input[name="loss_date-year"]').fill("2026")
    go_on(page)
    assert page.locator('input[name="loss_date-day"]').input_value() == "31"
    expect(page.locator(".message")).to_contain_text("write a real date, such as 15 11 2026")


def test_an_emergency_stops_the_journey(opened: tuple[Page, str]) -> None:
    """R03: one sign ticked, and whom to call stands there in place of any answer; what she told can be looked at and changed."""
    page, address = opened
    ready(page, address)
    ask(page, QUESTION)
    signs(page, "some")
    page.locator('input[name="fainted"][value="yes"]').check()
    go_on(page)
    assert kind(page) == "stop"
    assert page.locator("main").get_attribute("data-verdict") == "call_now"
    expect(page.locator("main").get_by_role("link", name="Call 999")).to_be_visible()
    for way in ("/onward", "/answer"):
        assert page.locator(f'main a[data-path^="{way}"]').count() == 0
    step(page.locator('[data-action="back"]'))
    expect(page.locator("main")).to_contain_text("Fainting")
    step(page.locator('a[data-path="/change/fainted_or_collapsed"]'))
    assert page.locator('input[name="fainted_or_collapsed"][value="yes"]').is_checked()


def test_each_new_page_has_the_focus_on_its_heading(opened: tuple[Page, str]) -> None:
    """R26: a screen reader says where she is."""
    page, address = opened
    ready(page, address)
    ask(page, QUESTION)
    expect(page.locator("h1")).to_be_focused()
    signs(page)
    for _ in range(2):
        expect(page.locator("h1").first).to_be_focused()
        assert page.evaluate("scrollY") == 0
        answer(page, SETTLED)
        go_on(page)
    assert kind(page) == "answer"
    expect(page.locator("h1")).to_be_focused()


def test_answers_end_with_the_page(opened: tuple[Page, str]) -> None:
    """R19: a reload knows nothing, and nothing lies in any storage."""
    page, address = opened
    to_the_plan(page, address)
    assert "15 November" in page.locator("main").inner_text()
    kept = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, window.name, history.state])"
    assert page.evaluate(kept).startswith('[{},{},"","",{"at":')
    ready(page, address)
    assert kind(page) == "start"
    page.go_back()
    page.locator("html[data-ready]").wait_for()
    assert "November" not in page.locator("body").inner_text()
    ask(page, QUESTION)
    assert kind(page) == "signs", "it is all asked again"
    signs(page)
    assert page.locator("main :checked").count() == 0


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
    to_the_answer(page, address, QUESTION, SETTLED)
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
    to_the_answer(page, address, QUESTION, SETTLED)
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


def test_what_is_typed_is_not_sent(opened: tuple[Page, str]) -> None:
    """R20: the box of the start page is a form that the page answers itself; what stands in it goes nowhere."""
    page, address = opened
    ready(page, address)
    asked = asked_of_the_network(page)
    page.locator("#q").fill("Quillonia is bleeding, is that normal")
    page.keyboard.press("Enter")
    page.locator("[data-results]").wait_for()
    assert page.locator("#q").input_value() == "Quillonia is bleeding, is that normal"
    assert [one for one in asked if not one.endswith(("favicon.ico", ".svg"))] == []
    assert page.url == address
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    step(page.get_by_role("link", name="show all questions"))
    assert page.locator("[data-results]").count() == 0
    assert page.locator("#q").input_value() == ""
    assert page.locator(f'a[data-question="{QUESTION}"]').count()


def test_links_opened_elsewhere_lead_to_pages_without_answers(new_page: NewPage, hosted: str) -> None:
    """A link into the journey leads to the start, a question or a reading page to a page of its own. None carries an answer."""
    page = new_page()
    to_the_plan(page, hosted)
    links = page.locator("a[data-path]").evaluate_all("all => all.map((one) => [one.dataset.path, one.getAttribute('href')])")
    assert links
    for path, href in links:
        assert re.fullmatch(r"\./|[a-z]+(-\d+)?\.html", href), (path, href)
    other = new_page()
    other.goto(f"{hosted}read-3.html")
    expect(other.locator("main")).to_have_attribute("data-page", "article")


def test_pages_about_the_software_open_beside_hers(new_page: NewPage, hosted: str) -> None:
    """They are files of the folder: in a tab of their own, which knows nothing of this one, so that her answers stay here."""
    page = new_page()
    ready(page, hosted)
    for here in ("start", "answer"):
        assert kind(page) == here
        for name, of_kind in (("How this works", "how"), ("Privacy", "private"), ("Sources", "reviews")):
            with page.context.expect_page() as other:
                page.locator("footer").get_by_role("link", name=name).click()
            expect(other.value.locator("main")).to_have_attribute("data-page", of_kind)
            assert other.value.evaluate("[window.opener, document.referrer]") == [None, ""]
            other.value.close()
        if here == "start":
            ask(page, QUESTION)
            through(page, SETTLED)


def test_pages_about_the_software_are_in_the_one_file(new_page: NewPage, folder: Path) -> None:
    """It has no other files: they open inside the page, and Back leads to her answer again."""
    page = new_page()
    to_the_answer(page, (folder / "afterwards.html").as_uri(), QUESTION, SETTLED)
    for name, of_kind in (("How this works", "how"), ("Privacy", "private"), ("Sources", "reviews")):
        step(page.locator("footer").get_by_role("link", name=name))
        assert kind(page) == of_kind
        back(page)
        assert kind(page) == "answer"


def test_print_opens_what_is_folded(opened: tuple[Page, str]) -> None:
    page, address = opened
    to_the_plan(page, address)
    assert page.locator("details:not([open])").count()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    expect(page.locator("[data-print]")).to_be_visible()


@pytest.mark.parametrize("address", ["hosted", pytest.param("served", marks=pytest.mark.slow)])
def test_without_script_a_copy_says_what_it_needs(request: pytest.FixtureRequest, new_page: NewPage, address: str) -> None:
    """Without script nothing is asked of her: every question has a page that is the same for everyone, and says nothing of hers."""
    place = request.getfixturevalue(address)
    page = new_page(java_script_enabled=False)
    start: str = place if isinstance(place, str) else place.address
    page.goto(start)
    expect(page.locator('[data-statement="ui.unscripted"]')).to_be_visible()
    expect(page.locator('[data-when="private"]').first).to_be_hidden()
    page.locator(f'a[data-question="{QUESTION}"]').first.click()
    expect(page.locator("main")).to_have_attribute("data-page", "general")
    assert page.locator("form").count() == 0
    page.goto(start)
    page.get_by_role("link", name="When to get help").click()
    expect(page.locator("main")).to_have_attribute("data-page", "article")
