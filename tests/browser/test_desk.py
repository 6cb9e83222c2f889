"""The review desk in a browser: axe finds nothing, keys work, and so does the keyboard without script (R26, R28)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from afterwards.pack.load import KNOWLEDGE
from afterwards.review.desk.app import create_desk
from afterwards.review.records import read_records
from afterwards.review.signing import draft, paces
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
    for path in (
        "/who",
        "/",
        "/next?topic=opening",
        "/list?topic=opening",
        "/sign",
        "/page?topic=opening",
        "/people",
        "/search?q=tea",
        "error",
    ):
        if path == "error":
            page.goto("/next?topic=opening")
            page.click("button[value=change]")
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
    page.wait_for_selector("text=You have read everything in this topic.")
    assert len(draft(root, ADA)) == 1


WALKED = 30


def test_thirty_answers_are_walked_and_the_pace_is_measured(tmp_path: Path, new_page: NewPage, capsys: pytest.CaptureFixture[str]) -> None:
    """On the built-in pack: each answer at the width of a phone beside its sources, each verdict kept, what is left falls."""
    root = Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge"))
    for site in serve(create_desk(root, lambda: TODAY)):
        page = new_page(base_url=site.address)
        page.set_default_timeout(280_000)  # the desk reads the whole pack before the first answer
        sit(page)
        before = hours(page)
        page.goto("/next?topic=sex")
        pictured = 0  # a row of the plan that says where answers do not fit together has no words of its own
        for _ in range(WALKED):
            page.wait_for_selector("#keys:not([hidden])")
            pictures = page.locator(".as-on-phone")
            width = pictures.first.bounding_box()["width"] if pictures.count() else 0  # type: ignore[index]
            assert width <= 400
            pictured += width > 0
            address = page.url
            page.keyboard.press("a")
            page.wait_for_function("address => location.href !== address", arg=address)
        page.goto("/")
        assert pictured > WALKED - 10
        assert len(draft(root, ADA)) == WALKED
        walked = paces(root, ADA)
        assert len(walked) == WALKED
        assert f"from {WALKED} verdicts" in page.content()
        assert hours(page) < before
        took, counted = sum(one.took for one in walked), sum(one.counted for one in walked)
        with capsys.disabled():
            print(f"\n{WALKED} units walked by a program, {took / WALKED:.1f} s each. The estimate counts {counted / WALKED:.0f} s each.")


def hours(page: Page) -> float:
    """The hours that the first page of the desk says are left, at the usual pace."""
    (number,) = re.findall(r"that takes about ([0-9.]+) hours", page.content())
    return float(number)
