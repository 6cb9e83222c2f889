"""R27: no page needs sideways scrolling at any width or text size, each target is big enough, and the focus is always seen."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.places import PLACES, Place, all_places, some_places
from tests.browser.rooms import PHONE, letters

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
    const cut = part.localName !== 'input' && ['hidden', 'clip'].includes(style.overflowX) && part.scrollWidth > part.clientWidth + 1;
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
  const card = part.closest('.choice, .chips label') ?? part;
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


@all_places
def test_pages_fit_at_every_width_and_targets_are_big_enough(place: Place, held_page: Page) -> None:
    """R27: reflow (1.4.10) and target size (2.5.8)."""
    place.enter(held_page)
    for width in WIDTHS:
        held_page.set_viewport_size({"width": width, "height": 720})
        assert held_page.evaluate(SPILLS) == [], width
        assert held_page.evaluate(SMALL, 24) == [], width


@some_places(
    *("start", "found", "signs", "signs-boxes", "date-error", "words", "answer-named", "answer-clock", "answer-methods", "stop-today"),
    *("guide-open", "said", "boxes-error", "medicines-error", "matters", "read-when-to-get-help"),
    *("methods-many", "methods-error", "beside-many", "clinician-many", "differences-many", "method"),
)
def test_pages_fit_with_text_at_twice_its_size(place: Place, held_page: Page) -> None:
    """R27: resize text (1.4.4)."""
    place.enter(held_page)
    with letters(held_page) as use:
        use(200)
        for width in (390, 640, 1280):
            held_page.set_viewport_size({"width": width, "height": 720})
            assert held_page.evaluate(SPILLS) == [], width


ANSWERS = [place for place in PLACES if place.name.startswith("answer-") and not place.name.endswith("-open")]
BELOW = "() => Math.max(...[...document.querySelectorAll('.answer, .change')].map(part => part.getBoundingClientRect().bottom + scrollY))"


@pytest.mark.parametrize("place", ANSWERS, ids=lambda place: place.name)
@pytest.mark.parametrize("size", [100, 130])
def test_the_answer_and_what_would_change_it_are_on_the_first_screen(size: int, place: Place, held_page: Page) -> None:
    """On a phone, with the longest name, with a clock above it, and with larger letters."""
    held_page.set_viewport_size(PHONE)
    with letters(held_page) as use:
        use(size)
        place.enter(held_page)
        assert held_page.evaluate(BELOW) <= 700
        if size == 100:
            assert held_page.evaluate("document.documentElement.scrollHeight") <= 1700


@some_places(
    *("start", "signs", "date-error", "answer-not-yet-open", "stop-today", "guide-open", "boxes-error", "methods-many", "beside-many")
)
def test_pages_reflow_at_four_times_zoom(place: Place, held_page: Page) -> None:
    """R27: a window of 1280 by 1024 at 400 % is one of 320 by 256."""
    held_page.set_viewport_size({"width": 320, "height": 256})
    place.enter(held_page)
    assert held_page.evaluate(SPILLS) == []


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)], ids=["desk", "phone"])
@some_places(
    *("start", "signs", "signs-error", "radios", "date-error", "answer-not-yet", "stop-today", "guide", "boxes-error", "methods-error"),
)
def test_focus_is_seen_at_every_stop(place: Place, size: tuple[int, int], held_page: Page) -> None:
    """R27: with Tab one comes to every target once, it has a ring and is not hidden (2.4.7, 2.4.11)."""
    held_page.set_viewport_size({"width": size[0], "height": size[1]})
    place.enter(held_page)
    held_page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    stops: list[dict[str, Any]] = []
    for _ in range(held_page.evaluate(STOPS)):
        held_page.keyboard.press("Tab")
        found = held_page.evaluate(FOCUS)
        assert found, f"the focus was lost after {len(stops)} stops"
        stops.append(found)
    assert len({one["what"] for one in stops}) > 3
    assert [one["what"] for one in stops if not one["within"] or one["covered"]] == []
    assert [one["what"] for one in stops if not one["ring"]] == []


@some_places("start", "signs", "radios", "answer-not-yet", "stop-today", "guide", "read-feelings", "methods", "method", "said")
def test_help_and_the_way_out_are_in_the_same_place(place: Place, held_page: Page) -> None:
    """R27: consistent help (3.2.6). The way out is the second link of the top, the bar with both numbers the end of the page."""
    place.enter(held_page)
    assert held_page.locator("header a").nth(1).get_attribute("data-action") == "exit"
    assert [link.get_attribute("href") for link in held_page.locator(".helpbar a").all()] == ["tel:999", "tel:111"]
    held_page.set_viewport_size({"width": 390, "height": 844})
    bar = held_page.locator(".helpbar").bounding_box()
    assert bar is not None
    assert bar["y"] + bar["height"] <= 845


def test_the_skip_link_shows_on_the_first_tab_and_skips_the_top(page: Page, site: Site) -> None:
    """R28: bypass blocks (2.4.1)."""
    page.goto("/how.html")
    page.keyboard.press("Tab")
    link = page.locator(".skip")
    box = link.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#main').contains(document.activeElement)")
