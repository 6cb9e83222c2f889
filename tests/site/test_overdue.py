"""R09, R07, H04: what the pages show on the day of review, the day after, the last day of answers and the day after that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import uvicorn

from afterwards import cli, clock, urgent_help
from afterwards.cli import main
from afterwards.pack import Pack
from afterwards.site.documents import addresses, document
from afterwards.site.pages import make_site
from tests.site.conftest import Files
from tests.site.pages import Page
from tests.site.wire import ask

DAY = timedelta(days=1)


@pytest.fixture
def due(pack: Pack) -> date:
    return pack.info.review_due


@pytest.fixture
def until(pack: Pack) -> date:
    return pack.info.answers_until


def rendered(pack: Pack, day: date) -> Iterator[Page]:
    """Every page that is the same for everyone, as it is made on that day."""
    site = make_site(pack, lambda: day)
    for path in addresses(pack):
        found = document(pack, path, day)
        assert found
        template, values = found
        yield Page.of(path, site.page(template, **values))


def banners(pack: Pack, page: Page) -> list[str]:
    """What it says above everything else of guidance that should have been looked at again."""
    header, main = page.root.one("header", class_="top"), page.main
    between = [one for one in page.root.all("section") if page.root.inside.index(header) < page.root.inside.index(one)]
    above = [one for one in between if page.root.inside.index(one) < page.root.inside.index(main)]
    return [one.text for one in above if one.all(data_statement=pack.info.past_due)]


def test_on_the_day_of_review_no_page_speaks_of_it(pack: Pack, due: date) -> None:
    pages = [*rendered(pack, due)]
    assert len(pages) > 90
    assert [page.name for page in pages if pack.info.past_due in dict(page.statements)] == []


def test_the_day_after_every_page_says_so(pack: Pack, due: date) -> None:
    """R09: once, above all else, in the words of the pack."""
    says = pack.statements[pack.info.past_due].text
    assert "past the day when it had to be checked again" in says
    for page in rendered(pack, due + DAY):
        assert banners(pack, page) == [says], page.name


def test_the_stop_page_has_nothing_but_the_emergency(pack: Pack, due: date) -> None:
    """H01: in an emergency nothing stands above whom to call; the page makes it from the same template."""
    line = {"id": "x", "word": "Call now", "rest": "Call 999."}
    values: dict[str, Any] = {
        **{"question": next(iter(pack.questions.by_id.values())), "verdict": "call_now", "title": "", "heading": line, "saying": ""},
        **{"level": {"low": "emergency", "high": "emergency"}, "lines": [], "do": [], "first": [], "instead": []},
    }
    late = make_site(pack, lambda: due + DAY)
    page = Page.of("stop", late.page("stop.html", **values))
    assert page.heading == "Call now Call 999."
    assert banners(pack, page) == []
    assert banners(pack, Page.of("how", late.page("about.html", kind="how", body=""))), "it would be seen"


def test_on_the_last_day_it_answers_and_the_day_after_it_shows_whom_to_call(
    pack: Pack, files: Files, until: date, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """R07: `afterwards serve` hands out the edition of the pack up to the pack's own last day; then no page and no answer."""
    handed: list[Any] = []

    async def serve_nobody(self: uvicorn.Server, sockets: Any) -> None:
        handed.append(self.config.app)
        for one in sockets:
            one.close()

    monkeypatch.setattr(uvicorn.Server, "serve", serve_nobody)
    monkeypatch.setattr(cli, "load_pack", lambda: pack)
    assert main(["serve", "--port", "0"]) == 0
    assert capsys.readouterr().out == "", "it says where it is only once it is there"
    (app,) = handed
    monkeypatch.setattr(clock, "today", lambda: until)
    assert ask(app, "GET", "/").body == files["index.html"]
    assert ask(app, "GET", "/answer-1.html").body == files["answer-1.html"]
    monkeypatch.setattr(clock, "today", lambda: until + DAY)
    for path in ("/", "/answer-1.html", "/read-1.html", "/how.html", "/nothing.html", "/afterwards.html"):
        answer = ask(app, "GET", path)
        assert answer.status == 503, path
        assert urgent_help.SORRY in answer.text
    style = next(name for name in files if name.startswith("style."))
    assert ask(app, "GET", f"/{style}").status == 200
