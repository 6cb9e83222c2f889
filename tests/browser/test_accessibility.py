"""R26: axe finds nothing on any page, in any state, in light and in dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import NewPage, Site
from tests.browser.places import Place, all_places

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def axe() -> Axe:
    return Axe()


def violations(axe: Axe, page: Page) -> list[str]:
    """What axe complains of: the rule, and the parts it names. All its rules count, those of good practice too."""
    found = axe.run(page).response["violations"]
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes']]}" for one in found]


@all_places
def test_axe_finds_nothing(place: Place, page: Page, axe: Axe, request: pytest.FixtureRequest) -> None:
    """R26."""
    served: Site = request.getfixturevalue(place.served_by)
    place.visit(page, served)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(axe, page) == [], scheme
