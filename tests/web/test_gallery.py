"""The gallery shows each kind of component, from people who are made up, and can send nothing."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from afterwards import guide
from afterwards.pack import Pack
from afterwards.web.app import create_app
from afterwards.web.gallery import DAY, FIXTURES, cut
from tests.clock import that_day
from tests.web.pages import Page


@pytest.fixture(scope="module")
def page() -> Page:
    response = TestClient(create_app(that_day), base_url="http://localhost").get("/gallery")
    return Page.of("/gallery", response.status_code, response.text)


@pytest.mark.parametrize("person", FIXTURES["people"])
def test_everyone_in_it_could_have_told_this(person: str) -> None:
    assert guide(FIXTURES["people"][person], today=DAY).answers


def test_it_shows_every_part_by_its_name(page: Page) -> None:
    names = [part["name"] for group in FIXTURES["groups"] for part in group["parts"]]
    assert page.status == 200
    assert [one.all("h2")[0].text for one in page.main.all(class_="specimen part")] == names


@pytest.mark.parametrize("tags", ["care now", "care emergency", "care today", "care soon", "care error", "open", "statement", "method"])
def test_it_has_each_kind_of_part(page: Page, tags: str) -> None:
    assert any({*tags.split()} <= {*one.attributes.get("class", "").split()} for one in page.main.all())


def test_it_has_every_kind_of_question(page: Page, pack: Pack) -> None:
    shown = {part["question"] for group in FIXTURES["groups"] for part in group["parts"] if "question" in part}
    pages = [one for one in pack.pages if one.id in shown]
    assert {pack.facts[fact].kind for one in pages for fact in one.facts} == {one.kind for one in pack.facts.values() if one.question}
    assert {one.boxes for one in pages} == {one.boxes for one in pack.pages}


def test_each_id_stands_once_and_what_refers_to_one_finds_it(page: Page) -> None:
    ids = [one.attributes["id"] for one in page.root.all(id="")]
    assert len(ids) == len({*ids})
    refer = ("for", "list", "aria-labelledby", "aria-describedby")
    meant = [one.attributes[name] for one in page.root.all() for name in refer if name in one.attributes]
    meant += [one.attributes["href"][1:] for one in page.root.all("a") if one.attributes["href"].startswith("#")]
    assert {each for one in meant for each in one.split()} <= {*ids}


def test_nothing_on_it_can_be_sent(page: Page) -> None:
    forms = page.main.all("form")
    assert forms
    assert {one.attributes["method"] for one in forms} == {"dialog"}
    assert not any("action" in one.attributes for one in forms)


def test_no_page_leads_to_it() -> None:
    client = TestClient(create_app(that_day), base_url="http://localhost")
    assert not any("/gallery" in client.get(path).text for path in ("/", "/how", "/private", "/read/1"))


def test_a_part_is_cut_with_all_that_is_inside() -> None:
    html = '<main><div class="a">1<div>2</div></div>\n<div id="x" class="b a">3</div></main>'
    assert cut(html, "div.a") == '<div class="a">1<div>2</div></div>'
    assert cut(html, "div.a", 2) == cut(html, "div#x") == cut(html, "div.a.b") == '<div id="x" class="b a">3</div>'
    with pytest.raises(LookupError, match=r"div\.a: there is no such part, number 3"):
        cut(html, "div.a", 3)
