"""R26: axe finds nothing on any page, in any state, in light and in dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.places import Place, every_fourth_place

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def axe() -> Axe:
    return Axe()


DARK = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}
"""The rules that look at colours: nothing else differs between light and dark."""


def violations(axe: Axe, page: Page, options: dict[str, list[str]]) -> list[str]:
    """What axe complains of: the rule, and the parts it names. All its rules count, those of good practice too."""
    found = axe.run(page, options=options).response["violations"]
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes']]}" for one in found]


@every_fourth_place
def test_axe_finds_nothing(place: Place, shared_page: Page, axe: Axe, request: pytest.FixtureRequest) -> None:
    """R26. Without motion, so that no colour is measured on its way to another."""
    page = shared_page
    page.emulate_media(reduced_motion="reduce")
    served: Site = request.getfixturevalue(place.served_by)
    place.visit(page, served)
    assert violations(axe, page, {"resultTypes": ["violations"]}) == []
    page.emulate_media(color_scheme="dark")
    assert violations(axe, page, DARK) == [], "in dark"
