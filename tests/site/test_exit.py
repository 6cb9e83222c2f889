"""Leaving quickly, as far as the pages themselves see to it (R32); what leaving does in the page is in tests/page/test_private.py."""

from __future__ import annotations

import re

from afterwards.pack import Pack
from afterwards.site.edition import AWAY, SINGLE, Edition, make_edition
from afterwards.site.hosting import CHECK
from tests.site.conftest import pages_of
from tests.site.pages import Page

OURS = re.compile(r"afterwards|loss|miscarr|pregnan|bleed|health|nhs|999|guide|question", re.IGNORECASE)


def check_way_out(page: Page, to: str) -> None:
    """A link that needs no script, at the top, before the main part and reached by the keyboard before it."""
    (link,) = page.root.all("a", data_action="exit")
    assert link.attributes["href"] == to, page.name
    assert page.root.one("header", class_="top") in link.above()
    assert page.root.inside.index(link) < page.root.inside.index(page.main)
    assert not link.is_hidden
    assert link.text == "Leave this page"


def test_every_page_has_the_way_out(edition: Edition, pages: dict[str, Page]) -> None:
    """R32: it leads to an everyday page; in the copy in one file back to that, which then shows one."""
    for name, page in pages.items():
        if name not in (AWAY, CHECK):
            check_way_out(page, AWAY)
    check_way_out(Page.of(SINGLE, edition.files[SINGLE].decode()), SINGLE)


def test_the_way_out_is_the_publishers_where_one_is_named(pack: Pack) -> None:
    away = "https://weather.example/today"
    made = make_edition(pack, leave_to=away)
    for name, page in pages_of(made).items():
        if name not in (AWAY, CHECK):
            check_way_out(page, away)


def test_the_everyday_page_tells_nothing(pages: dict[str, Page]) -> None:
    """R32: a neutral title, no name of ours, no way back but a button with a plain name, nothing that says who made it."""
    page = pages[AWAY]
    assert (page.kind, page.title, page.heading) == ("away", "Unit converter", "Unit converter")
    assert not OURS.search(page.root.text)
    assert page.main.all("a") == []
    assert [one.text for one in page.main.all("button")] == ["Start page"]
    assert [one.attributes["name"] for one in page.root.all("meta", name="")] == ["referrer", "viewport"]
    assert not OURS.search(" ".join(page.links))


def test_files_of_the_everyday_page_are_those_that_are_kept(edition: Edition, pages: dict[str, Page]) -> None:
    """Without a network it stands there too."""
    assert {*pages[AWAY].links, AWAY} <= {*edition.kept}
