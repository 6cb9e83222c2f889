"""Walks the private edition as a person does: pages are put in place, so a step is over when the main part is another one."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.browser.walk import MOST_PAGES, Told, answer, boxes, kind


def ready(page: Page, address: str) -> None:
    """Open the start page and wait until it answers by itself."""
    page.goto(address)
    page.locator('[data-when="private"]').wait_for(state="visible")


def step(target: Locator) -> None:
    """Press a link or a button, and wait for the page that is put in place."""
    page = target.page
    page.locator("main").evaluate("main => { main.dataset.old = 'yes'; }")
    target.click()
    page.locator("main:not([data-old])").wait_for()


def back(page: Page, steps: int = -1) -> None:
    """The browser's own Back (or forward)."""
    page.locator("main").evaluate("main => { main.dataset.old = 'yes'; }")
    page.evaluate("steps => history.go(steps)", steps)
    page.locator("main:not([data-old])").wait_for()


def begin(page: Page, told: Told) -> None:
    """Choose a guide on the start page and press Start."""
    boxes(page, "guide", told["guide"]).check()
    step(page.get_by_role("button", name="Start"))


def through(page: Page, told: Told) -> int:
    """From a question page to the first page without questions; gives how many pages there were."""
    for number in range(MOST_PAGES):
        if kind(page) != "question":
            return number
        answer(page, told)
        step(page.get_by_role("button", name="Continue"))
    raise AssertionError(f"still asked after {MOST_PAGES} pages")


def walk(page: Page, address: str, told: Told) -> int:
    """From the start to the end of the questions."""
    ready(page, address)
    begin(page, told)
    return through(page, told)


def until(page: Page, expression: str) -> None:
    """Wait until an expression, which may be a promise, comes true."""
    for _ in range(1200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never came true: {expression}")
