"""What the pages to read are given: numbers that can be called, text that is escaped, sentences with the numbers of their sources."""

from __future__ import annotations

import pytest

from afterwards.basis import reference
from afterwards.pack import Pack
from afterwards.pack.entries import Article
from afterwards.site import views
from tests.people import PACK
from tests.site.pages import Page

# Numbers that can be called


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("Call 999 now.", '<a href="tel:999">999</a>'),
        ("NHS 111, at any hour", '<a href="tel:111">111</a>'),
        ("Samaritans on 116 123", '<a href="tel:116123">116 123</a>'),
        ("Text SHOUT to 85258.", '<a href="sms:85258">85258</a>'),
        ("Tommy's: 0800 014 7800", '<a href="tel:08000147800">0800 014 7800</a>'),
        ("Sands 0808 164 3332", '<a href="tel:08081643332">0808 164 3332</a>'),
        ("020 7733 2653", '<a href="tel:02077332653">020 7733 2653</a>'),
    ],
)
def test_telephone_numbers_become_links(text: str, link: str) -> None:
    assert link in views.with_calls(text)


@pytest.mark.parametrize("text", ["In 1999", "9990 people", "day 111th", "24 November 2026", "1 in 8", "38.5", "2 hours"])
def test_other_numbers_do_not(text: str) -> None:
    assert views.with_calls(text) == text


def test_text_is_escaped_before_links_are_made() -> None:
    assert views.with_calls('<b>"999"</b> & co') == '&lt;b&gt;&#34;<a href="tel:999">999</a>&#34;&lt;/b&gt; &amp; co'


def test_every_number_of_the_knowledge_can_be_called(pack: Pack) -> None:
    """R33: no statement names an emergency number that is not a link."""
    for statement in pack.statements.values():
        shown = views.with_calls(statement.text)
        for number in ("999", "116 123", "85258"):
            assert statement.text.count(number) == shown.count(f">{number}</a>"), statement.id


# Pages to read


@pytest.mark.parametrize("article", PACK.articles, ids=lambda one: one.id)
def test_an_article_is_there_with_its_sources(pages: dict[str, Page], article: Article) -> None:
    """R08: in short first, then its parts; each sentence with the numbers of its sources, which stand below."""
    one, page = article, pages[f"read-{article.order}.html"]
    assert (page.kind, page.heading) == ("article", one.title)
    said = [name for name, _ in page.statements if name not in (PACK.info.foot, PACK.info.not_reviewed)]
    assert said == [*one.summary, *(name for _, says in one.parts for name in says)]
    check_sources(page)
    headings = [part.text for part in page.main.all("h2")]
    assert headings == ["In short", *(heading for heading, _ in one.parts), "References", "Read on"]


def check_sources(page: Page) -> None:
    """Each sentence leads to all of its sources, and each source below is named by one."""
    references = {one.attributes["id"]: one.text for one in page.main.one("ol").all("li")}
    cited = set()
    for name, element in page.statements:
        if element.tag in ("li", "p") and element.all("sup"):
            numbers = {one.attributes["href"].removeprefix("#") for one in element.one("sup").all("a")}
            assert len(numbers) == len(set(PACK.statements[name].sources)) > 0, name
            for source in PACK.statements[name].sources:
                told = reference(PACK, PACK.sources[source])
                assert told in [references[number] for number in numbers], (name, source)
            cited |= numbers
    assert cited == references.keys()
