"""The review desk in a browser: axe finds nothing, keys work, and so does the keyboard without script (R26, R28)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from afterwards.review.desk.app import create_desk
from afterwards.review.records import read_records
from afterwards.review.signing import draft
from tests.browser.conftest import NewPage, Site, serve
from tests.browser.test_private_accessibility import DARK, violations
from tests.review.desk.tea import ADA, TODAY, tea_shop

pytestmark = pytest.mark.browser


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tea_shop(tmp_path)


@pytest.fixture
def desk(root: Path) -> Iterator[Site]:
    yield from serve(create_desk(root, lambda: TODAY))


def sit(page: Page) -> None:
    page.goto("/")
    for name in ("name", "role", "register", "number", "interests"):
        page.fill(f"#{name}", getattr(ADA, name))
    page.keyboard.press("Enter")
    page.wait_for_selector("table.topics")


def test_every_page_of_the_desk_has_nothing_axe_complains_of(desk: Site, new_page: NewPage) -> None:
    """R26, and no page is wider than a phone."""
    page = new_page(base_url=desk.address, reduced_motion="reduce")
    axe = Axe()
    sit(page)
    page.goto("/next?topic=opening")
    page.click("button[value=accept]")
    for path in ("/who", "/", "/next?topic=opening", "/list?topic=opening", "/sign", "/page?topic=opening", "error"):
        if path == "error":
            page.goto("/next?topic=opening")
            page.click("button[value=disagree]")
            page.wait_for_selector("#error")
        else:
            page.goto(path)
        page.emulate_media(color_scheme="light")
        assert violations(axe, page, {"resultTypes": ["violations"]}) == [], path
        page.emulate_media(color_scheme="dark")
        assert violations(axe, page, DARK) == [], path
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        page.set_viewport_size({"width": 1280, "height": 720})


def test_keys_note_and_sign(root: Path, desk: Site, new_page: NewPage) -> None:
    page = new_page(base_url=desk.address)
    sit(page)
    page.goto("/next?topic=opening")
    first = page.url
    page.keyboard.press("a")
    page.wait_for_url(lambda url: url != first)
    page.wait_for_selector("#keys:not([hidden])")
    page.keyboard.press("c")
    assert page.evaluate("document.activeElement.id") == "why"
    page.keyboard.type("say it so a child can read it")
    second = page.url
    page.click("button[value=change]")
    page.wait_for_url(lambda url: url != second)
    assert [one.says for one in draft(root, ADA).values()] == ["accept", "change"]
    page.goto("/sign")
    page.check("input[name=read_all]")
    page.click("text=Sign 2 items")
    page.wait_for_selector("text=Readers see it once")
    assert len(read_records(root)[0][0].verdicts) == 2


def test_the_keyboard_is_enough_without_script(root: Path, desk: Site, new_page: NewPage) -> None:
    """R28."""
    page = new_page(base_url=desk.address, java_script_enabled=False)
    sit(page)
    page.goto("/list?topic=reading")
    page.locator("input[name=says-0][value=accept]").focus()
    page.keyboard.press("Space")
    page.locator("form button").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=1 unread by you")
    assert len(draft(root, ADA)) == 1
