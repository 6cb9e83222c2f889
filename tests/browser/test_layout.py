"""R27: no page needs sideways scrolling at any width or text size, each target is big enough, and the focus is always seen."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NewPage, Site
from tests.browser.places import Place, all_places, some_places

pytestmark = pytest.mark.browser

WIDTHS = (320, 390, 768, 1280)
"""CSS pixels: the narrowest that WCAG 1.4.10 asks for, a phone, a tablet, a desk."""

SPILLS = """() => {
  const spills = [];
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) spills.push(`the page is ${wide} wide in ${innerWidth}`);
  for (const part of document.body.querySelectorAll('*')) {
    if (part.closest('svg, .scroll, .visually-hidden, .skip') || !part.checkVisibility()) continue;
    const box = part.getBoundingClientRect();
    if (box.width && (box.right > innerWidth + 0.5 || box.left < -0.5)) spills.push(`${part.outerHTML.slice(0, 90)} ends at ${box.right}`);
    const style = getComputedStyle(part);
    const cut = ['hidden', 'clip'].includes(style.overflowX) && part.scrollWidth > part.clientWidth + 1;
    if (cut) spills.push(`${part.outerHTML.slice(0, 90)} is cut off`);
  }
  return spills;
}"""
"""Parts that lie outside the window or are cut off. A table may scroll in a box of its own."""

SMALL = """least => {
  const inSentence = target => {
    let block = target.parentElement;
    while (getComputedStyle(block).display.startsWith('inline')) block = block.parentElement;
    const words = block.cloneNode(true);
    for (const other of words.querySelectorAll('a, button, details, ul, ol, .visually-hidden')) other.remove();
    return target.localName === 'a' && getComputedStyle(target).display.startsWith('inline') && /\\p{L}{2}/u.test(words.textContent);
  };
  const small = [];
  for (const target of document.querySelectorAll('a[href], button, input:not([type=hidden]), summary, [tabindex="0"]')) {
    if (!target.checkVisibility({visibilityProperty: true}) || inSentence(target)) continue;
    const box = (target.closest('label') ?? target).getBoundingClientRect();
    if (box.width < least || box.height < least) small.push(`${target.outerHTML.slice(0, 120)} is ${box.width} by ${box.height}`);
  }
  return small;
}"""
"""Targets under a size, but for links in the line of a sentence (the exception "inline" of WCAG 2.5.8)."""

FOCUS = """() => {
  const part = document.activeElement;
  if (!part || part === document.body) return null;
  const card = part.closest('.choice') ?? part;
  const box = card.getBoundingClientRect();
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
  const within = right - left > 0 && bottom - top > 0;
  const hit = within && document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const styles = [part, card].map(one => getComputedStyle(one));
  const ring = styles.some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
  return {what: part.outerHTML.slice(0, 120), within, covered: !(hit && (card.contains(hit) || hit.contains(card))), ring};
}"""
"""Where the focus is, whether it lies in the window, whether something covers it, and whether it has a ring."""

STOPS = """() => {
  const groups = new Set();
  return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), summary, [tabindex="0"]')].filter(part => {
    if (!part.checkVisibility()) return false;
    if (part.type !== 'radio') return true;
    const seen = groups.has(part.name);
    groups.add(part.name);
    return !seen;
  }).length;
}"""
"""How many places Tab must stop at: a group of radios is one."""


def opened(place: Place, page: Page, request: pytest.FixtureRequest) -> Page:
    served: Site = request.getfixturevalue(place.served_by)
    place.visit(page, served)
    return page


@all_places
def test_pages_fit_at_every_width_and_targets_are_big_enough(place: Place, shared_page: Page, request: pytest.FixtureRequest) -> None:
    """R27: reflow (1.4.10) and target size (2.5.8)."""
    opened(place, shared_page, request)
    for width in WIDTHS:
        shared_page.set_viewport_size({"width": width, "height": 720})
        assert shared_page.evaluate(SPILLS) == [], width
        assert shared_page.evaluate(SMALL, 24) == [], width


@some_places(
    *("start", "date-error", "words", "stop", "guide-open", "read-when-to-get-help", "how", "fault"),
    *("about-you-error", "boxes-error", "medicines-error", "matters"),
    *("methods-many", "methods-error", "beside-many", "clinician-many", "differences-many", "coverage", "method"),
)
def test_pages_fit_with_text_at_twice_its_size(place: Place, page: Page, request: pytest.FixtureRequest) -> None:
    """R27: resize text (1.4.4), as a browser's setting for the size of letters does it."""
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    opened(place, page, request)
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") >= 32
    for width in (390, 640, 1280):
        page.set_viewport_size({"width": width, "height": 720})
        assert page.evaluate(SPILLS) == [], width


@some_places(
    *("start", "signs", "date-error", "stop", "guide-open", "read-when-to-get-help", "how"),
    *("boxes-error", "matters", "methods-many", "beside-many", "clinician-many", "coverage"),
)
def test_pages_reflow_at_four_times_zoom(place: Place, new_page: NewPage, request: pytest.FixtureRequest) -> None:
    """R27: a window of 1280 by 1024 at 400 % is one of 320 by 256. Nothing stays in the way while one scrolls."""
    page = opened(place, new_page(viewport={"width": 320, "height": 256}, device_scale_factor=4), request)
    assert page.evaluate(SPILLS) == []
    positions = page.evaluate("[...document.querySelectorAll('*')].map(part => getComputedStyle(part).position)")
    assert not {"fixed", "sticky"} & set(positions)


@pytest.mark.parametrize("size", [(1280, 720), (320, 256)], ids=["desk", "zoomed"])
@some_places(
    *("start", "signs-error", "number-error", "date-error", "score", "stop", "guide-open", "read-feelings"),
    *("boxes-error", "medicines-error", "methods-error", "beside", "clinician"),
)
def test_focus_is_seen_at_every_stop(place: Place, size: tuple[int, int], new_page: NewPage, request: pytest.FixtureRequest) -> None:
    """R27: with Tab one comes to every target once, it has a ring and is not hidden (2.4.7, 2.4.11)."""
    page = opened(place, new_page(viewport={"width": size[0], "height": size[1]}), request)
    page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    stops: list[dict[str, Any]] = []
    for _ in range(page.evaluate(STOPS)):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUS)
        assert found, f"the focus was lost after {len(stops)} stops"
        stops.append(found)
    assert len({one["what"] for one in stops}) > 3
    assert [one["what"] for one in stops if not one["within"] or one["covered"]] == []
    assert [one["what"] for one in stops if not one["ring"]] == []
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS) is None, "Tab came to more places than there are"


@some_places(
    "start", "radios", "guide-settled", "read-when-to-get-help", "how", "stop", "boxes", "methods", "beside", "clinician", "method"
)
def test_help_and_the_way_out_are_in_the_same_place(place: Place, shared_page: Page, request: pytest.FixtureRequest) -> None:
    """R27: consistent help (3.2.6). The way out is the second link of the top, the numbers are the first of the foot."""
    opened(place, shared_page, request)
    assert shared_page.locator("header a").nth(1).get_attribute("data-action") == "exit"
    assert [link.get_attribute("href") for link in shared_page.locator("footer a").all()[:2]] == ["tel:999", "tel:111"]


def test_the_skip_link_shows_on_the_first_tab_and_skips_the_top(page: Page, site: Site) -> None:
    """R28: bypass blocks (2.4.1)."""
    page.goto("/how")
    page.keyboard.press("Tab")
    link = page.locator(".skip")
    box = link.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#main').contains(document.activeElement)")
