"""R33: once a page is there, its urgent numbers need no network."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import Site
from tests.browser.places import Place, some_places

pytestmark = pytest.mark.browser


@some_places(
    *("start", "start-error", "signs", "date", "call-today", "stop", "guide-settled", "guide-skipped", "guide-crisis", "guide-later-loss"),
    *("guide-pregnant", "read-feelings", "how", "reviews", "no-such-page", "fault", "no-knowledge"),
    *("boxes", "medicines", "methods", "methods-emergency", "beside", "clinician", "differences", "coverage", "method"),
)
def test_numbers_stay_when_the_network_goes(place: Place, shared_page: Page, request: pytest.FixtureRequest) -> None:
    """R33: 999 and 111 can be seen and called, and nothing on the page waits for the network.

    Only the page after leaving has no numbers: it says nothing of what this is.
    """
    served: Site = request.getfixturevalue(place.served_by)
    place.visit(shared_page, served)
    shared_page.context.set_offline(True)
    for number in ("999", "111"):
        link = shared_page.locator(f'a[href="tel:{number}"]').last
        expect(link).to_be_visible()
        expect(link).to_have_text(number)
    assert shared_page.locator("img, iframe, video, audio, object, embed").count() == 0
    if (folded := shared_page.locator("summary").first).count():
        folded.click()
        expect(shared_page.locator("details[open]").first).to_be_visible()
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        shared_page.reload()
