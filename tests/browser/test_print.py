"""R33: a printed guide or comparison is whole: what is folded on the screen, the sources and the numbers to call are on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
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
SHOWN = "part => part.checkVisibility({contentVisibilityAuto: true}) && part.getBoundingClientRect().height > 0"
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


@some_places(
    *("guide-settled", "guide-unsettled", "stop", "read-when-to-get-help"),
    *("methods", "methods-not-sure", "methods-emergency", "beside", "clinician", "differences"),
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_has_the_numbers_and_no_buttons(place: Place, scheme: str, shared_page: Page, site: Site) -> None:
    """R33."""
    place.visit(shared_page, site)
    shared_page.emulate_media(media="print", color_scheme="dark" if scheme == "dark" else "light")
    for number in ("tel:999", "tel:111"):
        expect(shared_page.locator(f'a[href="{number}"]').last).to_be_visible()
    for part in shared_page.locator("button, .button, .back, [data-action=exit], [data-action=back].back, .skip").all():
        assert not part.evaluate("part => part.checkVisibility() && part.getBoundingClientRect().right > 0"), part.inner_text()
    assert shared_page.evaluate(PALE) == []


@pytest.mark.parametrize(("name", "least"), [("guide-unsettled", 21), ("methods", 8)])
def test_paper_has_every_source_without_opening_anything(name: str, least: int, shared_page: Page, site: Site) -> None:
    """R33: with script or without; the screen keeps them folded."""
    BY_NAME[name].visit(shared_page, site)
    folded = shared_page.locator("details:not([open]) .because")
    total = folded.count()
    assert total >= least
    assert sum(part.evaluate(SHOWN) for part in folded.all()) == 0
    shared_page.emulate_media(media="print")
    assert sum(part.evaluate(SHOWN) for part in folded.all()) == total
    assert all("Source: " in part for part in folded.all_inner_texts())


def test_a_guide_becomes_pages_of_a4(page: Page, site: Site) -> None:
    """R33: the file that "Print" makes; it is longer than one without the sources."""
    BY_NAME["guide-settled"].visit(page, site)
    whole = page.pdf(prefer_css_page_size=True)
    sizes = {(round(float(width)), round(float(height))) for width, height in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", whole)}
    assert whole.startswith(b"%PDF-")
    assert len(sizes) == 1
    assert all(abs(given - wanted) <= 1 for given, wanted in zip(sizes.pop(), A4, strict=True))
    page.evaluate("document.querySelectorAll('.because').forEach(part => part.remove())")
    assert pages_in(page.pdf(prefer_css_page_size=True)) < pages_in(whole)


@some_places("methods-many", "beside-many", "clinician-many", "differences-many", "coverage")
def test_nothing_is_cut_off_at_the_edge_of_the_paper(place: Place, shared_page: Page, site: Site) -> None:
    """R33: on the screen a wide table scrolls in a box of its own; paper cannot."""
    shared_page.set_viewport_size({"width": PAPER, "height": 1000})
    place.visit(shared_page, site)
    shared_page.emulate_media(media="print")
    assert shared_page.evaluate(CUT) == []


def pages_in(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("name", ["guide-settled", "clinician"])
def test_the_button_prints_and_what_it_opened_is_folded_again(name: str, page: Page, site: Site) -> None:
    """R33."""
    page.add_init_script("window.print = () => { window.printed = true; }")
    BY_NAME[name].visit(page, site)
    page.get_by_role("button", name="Print this page").click()
    assert page.evaluate("window.printed")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0
