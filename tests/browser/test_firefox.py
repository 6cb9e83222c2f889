"""The journey in a second engine: Debian's Firefox walks the private edition as any web host serves it, from start to erasing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Page

from afterwards.build import edition
from afterwards.pack import Pack
from tests.browser.marionette import ESCAPE, SPACE, TAB, Firefox
from tests.browser.places import BEGUN, EMERGENCY, FEW_CONDITIONS, SETTLED
from tests.browser.walk import MOST_PAGES, Told, answer
from tests.build.conftest import host

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOON = int(datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp() * 1000)
"""When the pages are read, in milliseconds since 1970."""
CLOCK = "Date.now() - new Date().getTimezoneOffset()"
PASSPHRASE = "four plain words here"
MARKS = ("Afterwards", "pregnan", "miscarriage", "bleeding", "contracepti")


@pytest.fixture(scope="module")
def folder(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition as `afterwards build` writes it, but for its clock, which stands still."""
    program = edition._program()
    assert program.count(CLOCK) == 1
    out = tmp_path_factory.mktemp("edition")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(edition, "_program", lambda: program.replace(CLOCK, CLOCK.replace("Date.now()", str(NOON))))
        for name, content in edition.make_edition(pack).files.items():
            (out / name).write_bytes(content)
    return out


@pytest.fixture(scope="module")
def hosted(folder: Path) -> Iterator[str]:
    """Its address on a web host that knows nothing of us."""
    for address, _ in host(folder):
        yield address


@pytest.fixture(scope="module")
def firefox() -> Iterator[Firefox]:
    """One Firefox for all of this."""
    path = shutil.which("firefox-esr")
    if path is None:
        pytest.fail("firefox-esr is missing. Run 'sh tools/firefox.sh', or leave these tests out with: pytest -m 'not slow'")
    with Firefox(path) as found:
        yield found


@pytest.fixture
def page(firefox: Firefox, hosted: str) -> Firefox:
    """The start page, when it answers by itself, on a device that holds nothing of us."""
    firefox.goto(hosted)
    firefox.evaluate("[localStorage.clear(), sessionStorage.clear()].length")
    opened(firefox, hosted)
    return firefox


def opened(page: Firefox, address: str) -> None:
    page.goto(address)
    page.wait_for("document.querySelector('[data-when=private]')?.hidden === false")


# Walking


def kind(page: Firefox) -> str:
    return str(page.evaluate("document.querySelector('main').dataset.page"))


def heading(page: Firefox) -> str:
    return page.locator("h1").inner_text()


def new_page(page: Firefox, act: Any) -> None:
    """Do something, and wait for the page that is put in place. Its heading, or its list of complaints, has the focus (R28)."""
    page.evaluate("document.querySelector('main').dataset.old = 'yes'")
    act()
    page.wait_for("document.querySelector('main:not([data-old])') !== null")
    assert page.evaluate("document.activeElement === (document.querySelector('[role=alert]') ?? document.querySelector('h1'))")


def step(page: Firefox, selector: str) -> None:
    new_page(page, page.locator(selector).click)


def named(page: Firefox, selector: str, text: str) -> None:
    """Press the link or button with this text, and wait for its page."""
    found = "[...document.querySelectorAll(arguments[0])].find(one => one.innerText.includes(arguments[1]))"
    page.evaluate(f"{found}.dataset.press = 'yes'", selector, text)
    step(page, "[data-press]")


def begin(page: Firefox, told: Told) -> None:
    page.locator(f'input[name="guide"][value="{told["guide"]}"]').check()
    step(page, "main form button")


def fill_in(page: Firefox, told: Told) -> None:
    """As in the other engine: what this page offers has Playwright's names."""
    answer(cast(Page, page), told)


def go_on(page: Firefox) -> None:
    step(page, "main form button")


def through(page: Firefox, told: Told) -> int:
    for number in range(MOST_PAGES):
        if kind(page) != "question":
            return number
        fill_in(page, told)
        go_on(page)
    raise AssertionError(f"still asked after {MOST_PAGES} pages")


def history(page: Firefox, steps: int) -> None:
    """The browser's own Back and Forward."""
    new_page(page, lambda: page.evaluate("history.go(arguments[0])", steps))


def what_she_told(page: Firefox) -> str:
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    return page.locator("dl.answers").inner_text()


# The journey


def test_from_the_start_to_the_guide(page: Firefox, hosted: str) -> None:
    """R28: with a mistake on the start, and one wherever a page is not filled in; the address never changes (R20)."""
    step(page, "main form button")
    assert "choose one of the three" in page.locator('[role="alert"]').inner_text()
    begin(page, SETTLED)
    complaints = 0
    for _ in range(MOST_PAGES):
        if kind(page) != "question":
            break
        if not page.locator("main form :checked, main form input[type=text]").count():
            go_on(page)
            complaints += page.locator('[role="alert"]').count()
            assert page.evaluate("document.title") == "Error: Afterwards"
        fill_in(page, SETTLED)
        go_on(page)
        assert page.evaluate("location.href") == hosted
    assert complaints > 2
    assert (kind(page), heading(page)) == ("guide", "Today is day 9")
    level = "document.querySelector('[data-decision=\"' + arguments[0] + '\"]').dataset.level"
    assert (page.evaluate(level, "urgency"), page.evaluate(level, "sex_readiness")) == ("self_care", "wait")
    told = what_she_told(page)
    for words in ("My pregnancy has ended", "Light", "15 November 2026", "9 weeks", "With medicine"):
        assert words in told


def test_a_day_that_is_none_is_complained_of_and_kept(page: Firefox, hosted: str) -> None:
    """R23: she finds what she wrote, and the complaint leads to it without leaving the page."""
    begin(page, BEGUN)
    while not page.locator('input[name="loss_date-day"]').count():
        fill_in(page, SETTLED)
        go_on(page)
    for part, typed in (("day", "31"), ("month", "2"), ("year", "2026")):
        page.locator(f'input[name="loss_date-{part}"]').fill(typed)
    go_on(page)
    assert "write a real date" in page.locator(".message").inner_text()
    assert page.locator('input[name="loss_date-day"]').input_value() == "31"
    page.locator('[role="alert"] a').click()
    page.wait_for("document.activeElement.id === 'loss_date-day'")
    assert (kind(page), page.evaluate("location.href")) == ("question", hosted)
    fill_in(page, SETTLED)
    go_on(page)
    assert page.locator('input[name="weeks_pregnant"]').count()


def test_back_and_forward_keep_answers(page: Firefox) -> None:
    """R23: both the link and the browser's own; to change one answer at the guide asks nothing else again (R27)."""
    begin(page, SETTLED)
    through(page, SETTLED)
    history(page, -1)
    assert kind(page) == "question"
    assert page.locator("main form :checked").count()
    history(page, -1)
    step(page, '[data-action="back"]')
    assert kind(page) == "question"
    for _ in range(MOST_PAGES):
        if kind(page) == "guide":
            break
        go_on(page)
    assert heading(page) == "Today is day 9"
    what_she_told(page)
    named(page, "button", "bleeding today")
    page.locator('input[name="bleeding_now"][value="spotting"]').check()
    go_on(page)
    assert kind(page) == "guide"
    assert "Spotting" in what_she_told(page)
    history(page, -1)
    history(page, 1)
    assert kind(page) == "guide"


def test_an_emergency_stops_at_once(page: Firefox) -> None:
    """R03."""
    begin(page, EMERGENCY)
    fill_in(page, EMERGENCY)
    go_on(page)
    assert kind(page) == "stop"
    assert page.evaluate("document.querySelector('main .call a').getAttribute('href')") == "tel:999"
    step(page, 'main [data-action="back"]')
    assert page.locator('input[name="fainted_or_collapsed"]').is_checked()


def test_methods_side_by_side_and_for_a_clinician(page: Firefox, hosted: str) -> None:
    """R28: the comparison, one method, two beside each other, the page for a clinician, and what guidelines say."""
    told = {**FEW_CONDITIONS, "guide": "contraception_only"}
    begin(page, told)
    through(page, told)
    assert kind(page) == "methods"
    assert page.locator(".method").count() == 8
    for method in ("pop", "coc"):
        page.locator(f'input[name="method"][value="{method}"]').check()
    named(page, "button", "side by side")
    assert (kind(page), page.locator(".of-2").count() > 0) == ("beside", True)
    history(page, -1)
    for path, name in (("/clinician", "clinician"), ("/differences", "differences"), ("/method/6", "method")):
        step(page, f'main a[data-path="{path}"]')
        assert kind(page) == name
        history(page, -1)
        assert kind(page) == "methods"
    assert page.evaluate("location.href") == hosted


def test_leaving_shows_nothing_and_back_neither(page: Firefox) -> None:
    """R32."""
    begin(page, SETTLED)
    fill_in(page, SETTLED)
    go_on(page)
    page.press(ESCAPE, ESCAPE, ESCAPE)
    page.wait_for("document.title === 'Page' && document.querySelector('button') !== null")
    for _ in range(2):
        shown = str(page.evaluate("document.title + document.body.innerText"))
        assert not [mark for mark in MARKS if mark.lower() in shown.lower()], shown
        page.ask("WebDriver:Back")
        page.wait_for("document.readyState === 'complete'")


def test_answers_are_kept_on_request_opened_and_erased(page: Firefox, hosted: str) -> None:
    """R19: with a passphrase; another one opens nothing; after erasing nothing is left."""
    begin(page, SETTLED)
    through(page, SETTLED)
    step(page, 'main a[data-path="/keep"]')
    for name in ("passphrase", "again"):
        page.locator(f"#{name}").fill(PASSPHRASE)
    named(page, "button", "Keep my answers")
    assert heading(page) == "Your answers are kept"
    stored = str(page.evaluate("JSON.stringify({...localStorage})"))
    assert len(stored) > 1000
    assert "miscarriage" not in stored
    opened(page, hosted)
    step(page, '[data-when="kept"] a')
    page.locator("#passphrase").fill("some other words")
    named(page, "button", "Open")
    assert "does not open" in page.locator('[role="alert"]').inner_text()
    page.locator("#passphrase").fill(PASSPHRASE)
    named(page, "button", "Open")
    assert (kind(page), heading(page)) == ("guide", "Today is day 9")
    step(page, 'main a[data-path="/keep"]')
    named(page, "button", "Erase everything")
    assert heading(page) == "Everything is erased"
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_the_keyboard_is_enough_to_begin(page: Firefox) -> None:
    """R28: the skip link comes first, Space chooses, and the second page is there."""
    page.press(TAB)
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(20):
        if page.evaluate("document.activeElement.name") == "guide":
            break
        page.press(TAB)
    page.press(SPACE)
    assert page.locator('input[name="guide"]').is_checked()
    page.press(TAB)
    new_page(page, lambda: page.press(SPACE))
    assert kind(page) == "question"


def test_it_works_without_a_network(firefox: Firefox, folder: Path) -> None:
    """R33: once it was there, the web host may be gone."""
    running = host(folder)
    address, _ = next(running)
    opened(firefox, address)
    firefox.wait_for("navigator.serviceWorker.getRegistration().then(found => Boolean(found?.active))")
    assert next(running, None) is None
    opened(firefox, address)
    begin(firefox, SETTLED)
    through(firefox, SETTLED)
    assert heading(firefox) == "Today is day 9"
