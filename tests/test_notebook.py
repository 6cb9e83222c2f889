"""A guide and an answer in a notebook: the statements of the text, each with its source, and no word of hers as markup."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from html.parser import HTMLParser

import pytest

from afterwards import answer, guide
from afterwards.pack import Pack

TODAY = date(2026, 11, 24)
FACTS = {"guide": "after_loss", "loss_kind": "miscarriage", "days_since_loss": 6, "bleeding_now": "light", "signs_today": "none"}


class Tags(HTMLParser):
    """Every element that opens, with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.opened: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened.append((tag, dict(attrs)))


def statements(html: str) -> list[str]:
    return [str(attributes["data-statement"]) for tag, attributes in Tags(html).opened if tag == "li"]


def test_a_guide_shows_every_line_of_the_plan(pack: Pack) -> None:
    made = guide(FACTS, today=TODAY)
    html = made._repr_html_()
    assert statements(html) == [line.statement for lines in made.plan.values() for line in lines]
    for name in statements(html):
        assert ", ".join(pack.statements[name].sources) in unescape(html)
    assert "Not yet medically reviewed" in html


@pytest.mark.parametrize("question", ["sex-when", "bleeding-normal", "start-method", "anti-d", "partner-help"])
def test_an_answer_shows_what_its_text_says(question: str) -> None:
    made = answer(question, FACTS, today=TODAY)
    html = made._repr_html_()
    shown = unescape(re.sub(r"<[^>]+>", " ", html))
    for said in (*made.first, *made.headline, *made.opened):
        assert said.text in shown
    for change in made.changes:
        assert change.then.text in shown
    assert made.title in shown


def test_what_she_wrote_is_no_markup() -> None:
    """The name that she chose is said in the answers; it stays text."""
    name = "<b>A & B</b>"
    html = guide({**FACTS, "words_for_loss": "name", "name_for_loss": name}, today=TODAY)._repr_html_()
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in html
    assert {tag for tag, _ in Tags(html).opened} <= {"section", "h3", "h4", "ul", "li", "p", "small"}


def test_nothing_is_fetched() -> None:
    html = guide(FACTS, today=TODAY)._repr_html_()
    assert not re.search(r"src=|href=|<script|<style|url\(", html)
