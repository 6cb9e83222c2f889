"""Leaving quickly, as far as the server sees to it (R32): the journey ends, and Back shows nothing."""

from __future__ import annotations

import pytest

from tests.web.conftest import Visit
from tests.web.pages import Page
from tests.web.personas import HAD_SEX, WELL
from tests.web.walker import Walker

PATHS = [
    *("/", "/step/1", "/step/5", "/guide", "/stop", "/how", "/reviews", "/read/6", "/no/such/page"),
    *("/onward", "/methods", "/method/3", "/beside", "/clinician", "/differences", "/coverage"),
]


@pytest.fixture
def left(put: Visit) -> Walker:
    """Someone who has left from her guide."""
    person = put("guide", {**WELL, **HAD_SEX, "words_for_loss": "name", "name_for_loss": "Iris"})
    assert "Iris" in person.here.main.text
    person.get("/leave")
    return person


def is_empty(page: Page) -> bool:
    """The away page: a neutral title, no name of ours, nothing of hers."""
    words = page.root.one("body").text.replace(" ", "")
    return (page.kind, page.title, words) == ("away", "Page", "EmptypageThispageisempty.Open")


def test_leaving_ends_the_journey(left: Walker) -> None:
    """R32."""
    assert is_empty(left.here)
    assert dict(left.client.cookies) == {"left": "1"}
    assert left.addresses[-2:] == ["/leave", "/away"]


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_empty_after_leaving(left: Walker, path: str) -> None:
    """R32: what Back or a bookmark asks for."""
    assert is_empty(left.get(path))


@pytest.mark.parametrize("path", ["/", "/step/1", "/change", "/methods"])
def test_a_form_sent_again_after_leaving_is_not_read(left: Walker, path: str) -> None:
    assert is_empty(left.post(path, {"guide": "after_loss", "none_of_these": "yes"}))
    assert dict(left.client.cookies) == {"left": "1"}


def test_the_cookie_of_leaving_holds_for_ten_minutes_and_tells_nothing(visit: Visit) -> None:
    response = visit().client.get("/leave")
    lines = response.headers.get_list("set-cookie")
    assert any(line.startswith("left=1;") and "Max-Age=600" in line for line in lines)
    assert any(line.startswith('journey="";') and "Max-Age=0" in line for line in lines)
    assert response.headers["clear-site-data"] == '"cache", "storage"'


def test_opening_again_begins_with_the_first_page(left: Walker) -> None:
    """R32: nothing she told comes back."""
    button = left.here.main.one("button")
    assert button.text == "Open"
    page = left.post(left.here.main.one("form").attributes["action"], {})
    assert (page.path, page.kind) == ("/", "start")
    assert dict(left.client.cookies) == {}
    assert left.get("/guide").path == "/"
    left.start()
    assert left.here.checked() == {}


def check_way_out(pages: list[Page]) -> None:
    """A link that needs no script, before the main part."""
    for page in pages:
        links = page.root.all("a", data_action="exit")
        assert links, page.path
        assert {one.attributes["href"] for one in links} == {"/leave"}
        assert page.root.one("header", class_="top") in links[0].above()


def test_every_page_of_a_journey_has_the_way_out(arrived: Walker) -> None:
    """R32."""
    check_way_out(arrived.seen)


def test_every_other_page_has_the_way_out(visit: Visit) -> None:
    """R32."""
    person = visit({**WELL, "sepsis_signs": "yes"})
    assert person.walk().kind == "stop"
    check_way_out([person.here, *(person.get(path) for path in ("/how", "/reviews", "/read/6", "/no/such/page"))])


def test_leaving_without_a_journey(visit: Visit) -> None:
    assert is_empty(visit().get("/leave"))


def test_files_of_the_empty_page_are_still_sent(left: Walker) -> None:
    links = [one.attributes["href"] for one in left.here.root.all("link", rel="stylesheet")]
    assert len(links) == 1
    assert left.client.get(links[0]).status_code == 200
    assert left.here.root.all("script") == []
