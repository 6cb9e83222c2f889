"""R33: once a page is there, its urgent numbers need no network."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.places import Place, some_places

pytestmark = pytest.mark.browser


@some_places(
    *("start", "signs", "date", "answer-not-yet", "answer-crisis", "answer-later", "answer-partner", "stop-today", "stop-now", "guide"),
    *("said", "read-feelings", "methods", "methods-emergency", "beside", "clinician", "differences", "method", "no-such-page"),
)
def test_numbers_stay_when_the_network_goes(place: Place, held_page: Page) -> None:
    """R33: 999 and 111 can be seen and called, and nothing on the page waits for the network."""
    held_page.context.set_offline(True)
    try:
        place.enter(held_page)
        for number in ("999", "111"):
            expect(held_page.locator(f'a[href="tel:{number}"]:visible', has_text=f"Call {number}").first).to_be_visible()
        assert held_page.locator("img, iframe, video, audio, object, embed").count() == 0
    finally:
        held_page.context.set_offline(False)
