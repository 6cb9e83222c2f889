"""The journey in a second engine: Debian's Firefox walks the private edition as any web host serves it, from start to erasing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from afterwards.pack import Pack
from afterwards.site import edition
from tests.browser.marionette import ESCAPE, TAB, Firefox
from tests.browser.places import SETTLED
from tests.browser.walk import MOST_PAGES, Told
from tests.page.conftest import host

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOON = int(datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp() * 1000)
"""When the pages are read, in milliseconds since 1970."""
CLOCK = "Math.floor(Date.now() / 60_000)"
PASSPHRASE = "four plain words here"
MARKS = ("Afterwards", "pregnan", "miscarriage", "bleeding", "contracepti")


@pytest.fixture(scope="module")
def folder(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition as `afterwards build` writes it, but for its clock, which stands still."""
    program = edition.page_program()
    assert program.count(CLOCK) == 1
    out = tmp_path_factory.mktemp("edition")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(edition, "page_program", lambda: program.replace(CLOCK, CLOCK.replace("Date.now()", str(NOON))))
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
    page.wait_for("document.documentElement.dataset.ready === 'yes'")


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


def ask(page: Firefox, question: str) -> None:
    """Choose a question on the start page, and say that none of the signs is there."""
    step(page, f'a[data-question="{question}"]')
    step(page, "[data-signs=none]")


def fill_in(page: Firefox, told: Told) -> None:
    """Answer what the page shows, with what comes up on it as it is filled in."""
    shown = "[...document.querySelectorAll('form[data-live] > fieldset:not([hidden])')].map(part => part.dataset.fact)"
    done: list[str] = []
    while left := [fact for fact in page.evaluate(shown) if fact not in done]:
        fact = left[0]
        done.append(fact)
        value = told.get(fact, "unknown")
        if fact == "loss_date" and value != "unknown":
            year, month, day = str(value).split("-")
            for part, typed in (("day", day), ("month", month), ("year", year)):
                page.locator(f'input[name="{fact}-{part}"]').fill(typed)
        elif page.locator(f'input[name="{fact}"][value="{value}"]').count():
            page.locator(f'input[name="{fact}"][value="{value}"]').check()
        else:
            page.locator(f'input[name="{fact}"]').fill(str(value))


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


# The journey


def test_from_the_start_to_the_plan(page: Firefox, hosted: str) -> None:
    """R28: with a mistake on each page of questions; the address never changes (R20)."""
    ask(page, "my-plan")
    complaints = 0
    for _ in range(MOST_PAGES):
        if kind(page) != "question":
            break
        go_on(page)
        complaints += page.locator('[role="alert"]').count()
        assert page.evaluate("document.title") == "Error: Afterwards"
        fill_in(page, SETTLED)
        go_on(page)
        assert page.evaluate("location.href") == hosted
    assert complaints > 2
    assert kind(page) == "guide"
    assert page.locator("[data-answer]").count() >= 5


def test_her_question_is_answered_and_can_be_changed(page: Firefox) -> None:
    """R23: the browser's Back keeps what she told; one change asks nothing else again (R27)."""
    ask(page, "sex-when")
    through(page, SETTLED)
    assert heading(page).replace("\n", " ") == "Not yet. Wait until the bleeding has stopped."
    history(page, -1)
    assert page.locator('input[name="bleeding_now"][value="light"]').is_checked()
    history(page, 1)
    named(page, "main a", "Change")
    assert kind(page) == "said"


def test_an_emergency_stops_at_once(page: Firefox) -> None:
    """R03."""
    step(page, 'a[data-question="sex-when"]')
    step(page, "[data-signs=some]")
    page.locator('input[name="fainted"]').check()
    go_on(page)
    assert kind(page) == "stop"
    assert page.evaluate("document.querySelector('main .calls a').getAttribute('href')") == "tel:999"


def test_a_question_is_typed(page: Firefox) -> None:
    page.locator("#q").fill("when can i have sex after a miscarriage")
    step(page, ".find button")
    assert page.evaluate("document.querySelector('[data-results] a').dataset.question") == "sex-when"


def test_leaving_shows_nothing_and_back_neither(page: Firefox) -> None:
    """R32."""
    ask(page, "sex-when")
    fill_in(page, SETTLED)
    go_on(page)
    page.press(ESCAPE, ESCAPE, ESCAPE)
    page.wait_for("document.querySelector('main[data-page=away]') !== null")
    for _ in range(2):
        shown = str(page.evaluate("document.title + document.body.innerText"))
        assert not [mark for mark in MARKS if mark.lower() in shown.lower()], shown
        page.ask("WebDriver:Back")
        page.wait_for("document.readyState === 'complete'")


def test_answers_are_kept_on_request_opened_and_erased(page: Firefox, hosted: str) -> None:
    """R19: with a passphrase; another one opens nothing; after erasing nothing is left."""
    ask(page, "my-plan")
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
    assert kind(page) == "guide"
    step(page, 'main a[data-path="/keep"]')
    named(page, "button", "Erase everything")
    assert heading(page) == "Everything is erased"
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_the_keyboard_is_enough_to_begin(page: Firefox) -> None:
    """R28: the skip link comes first, and a question is chosen with Enter."""
    page.press(TAB)
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(20):
        if page.evaluate("document.activeElement.dataset.question") == "sex-when":
            break
        page.press(TAB)
    new_page(page, lambda: page.evaluate("document.activeElement.click()"))
    assert kind(page) == "signs"


def test_it_works_without_a_network(firefox: Firefox, folder: Path) -> None:
    """R33: once it was there, the web host may be gone."""
    running = host(folder)
    address, _ = next(running)
    opened(firefox, address)
    firefox.wait_for("navigator.serviceWorker.getRegistration().then(found => Boolean(found?.active))")
    assert next(running, None) is None
    opened(firefox, address)
    ask(firefox, "sex-when")
    through(firefox, SETTLED)
    assert kind(firefox) == "answer"
