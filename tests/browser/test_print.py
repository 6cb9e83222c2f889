"""R33: a printed answer, plan or comparison is whole: what is folded on the screen and the numbers to call are on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.places import BY_NAME, Place, some_places

pytestmark = pytest.mark.browser

A4 = (595, 842)
"""Points."""
PAPER = 680
"""CSS pixels between the margins of a sheet of A4."""

CUT = """() => [...document.body.querySelectorAll('*')]
  .filter(part => !part.closest('.visually-hidden, .skip') && part.checkVisibility())
  .filter(part => part.getBoundingClientRect().right > innerWidth + 0.5)
  .map(part => part.outerHTML.slice(0, 90))"""
PALE = """() => {
  const light = text => text.match(/[\\d.]+/g).slice(0, 3).map(Number).map(one => one / 255)
    .map(one => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, place) => sum + one * [0.2126, 0.7152, 0.0722][place], 0);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const pale = new Set();
  while (walker.nextNode()) {
    const part = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || part.closest('svg, .skip, .visually-hidden') || !part.checkVisibility()) continue;
    if (1.05 / (light(getComputedStyle(part).color) + 0.05) < 4.5) pale.add(part.outerHTML.slice(0, 90));
  }
  return [...pale];
}"""
"""Text that is too pale for white paper: a browser prints no backgrounds unless it is told to."""


@some_places("answer-not-yet", "answer-methods", "stop-today", "guide", "read-when-to-get-help", "methods", "beside", "clinician")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_has_the_words_and_no_buttons(place: Place, scheme: str, held_page: Page) -> None:
    """R33."""
    place.enter(held_page)
    held_page.emulate_media(media="print", color_scheme="dark" if scheme == "dark" else "light")
    for part in held_page.locator("button, .button, .helpbar, [data-action=exit], .skip").all():
        assert not part.evaluate("part => part.checkVisibility() && part.getBoundingClientRect().right > 0"), part.inner_text()
    assert held_page.evaluate(PALE) == []
    expect(held_page.locator("h1").first).to_be_visible()


@some_places("methods-many", "beside-many", "clinician-many", "differences-many", "guide", "answer-methods")
def test_nothing_is_cut_off_at_the_edge_of_the_paper(place: Place, held_page: Page) -> None:
    """R33: on the screen a wide table scrolls in a box of its own; paper cannot."""
    held_page.set_viewport_size({"width": PAPER, "height": 1000})
    place.enter(held_page)
    held_page.emulate_media(media="print")
    assert held_page.evaluate(CUT) == []


@some_places("answer-not-yet", "answer-clock", "stop-today", "guide", "guide-contradiction")
def test_an_answer_and_a_plan_are_one_page_of_a4(place: Place, held_page: Page) -> None:
    """R33: as it is made by Print, with what is folded on the screen open."""
    place.enter(held_page)
    held_page.evaluate("dispatchEvent(new Event('beforeprint'))")
    whole = held_page.pdf(prefer_css_page_size=True)
    held_page.evaluate("dispatchEvent(new Event('afterprint'))")
    found = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", whole)
    sizes = {(round(float(width)), round(float(height))) for width, height in found}
    assert all(abs(given - wanted) <= 1 for given, wanted in zip(sizes.pop(), A4, strict=True))
    assert len(re.findall(rb"/Type\s*/Page\b", whole)) == 1


def test_the_button_prints_and_what_it_opened_is_folded_again(held_page: Page) -> None:
    """R33."""
    BY_NAME["guide"].enter(held_page)
    held_page.evaluate("window.print = () => { window.printed = true; }")
    held_page.get_by_role("button", name="Print on one sheet").click()
    assert held_page.evaluate("window.printed")
    held_page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert held_page.locator("details:not([open])").count() == 0
    held_page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert held_page.locator("details[open]").count() == 0


def test_the_plan_on_paper_says_what_it_rests_on(held_page: Page) -> None:
    """On the screen each line of the plan opens to its own sources; paper has no line to open."""
    BY_NAME["guide"].enter(held_page)
    line = held_page.get_by_text("Based on").filter(visible=True)
    assert line.count() == 0
    held_page.emulate_media(media="print")
    assert line.count() == 1
    assert "sources" in line.inner_text()
