"""What can be read without script: the start page, all questions, and for each question a page for everyone that is whole (R29)."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest

from afterwards.basis import CONFIDENCE, basis_line, reference
from afterwards.pack import Pack
from afterwards.pack.questions import Question
from afterwards.pack.verdicts import RISING
from afterwards.site.edition import AWAY, START, Edition
from afterwards.site.hosting import CHECK
from afterwards.site.questions import for_anyone
from afterwards.wording import Voice
from tests.clock import TODAY
from tests.people import PACK
from tests.site.conftest import Files
from tests.site.pages import Element, Page

EVERY = [*PACK.questions.by_id.values()]
NOBODY = Voice.of_nobody(PACK, TODAY)
SIGN_LEVELS = (("emergency", "emergency"), ("urgent_same_day", "today"))
"""Each level whose signs stand on the page, and the class of its card."""


def file_of(question: str) -> str:
    """The file of a question's page: its place in the catalogue, and no word of it."""
    return f"answer-{[*PACK.questions.by_id].index(question) + 1}.html"


@pytest.fixture(params=EVERY, ids=lambda one: one.id)
def question(request: pytest.FixtureRequest) -> Question:
    found: Question = request.param
    return found


@pytest.fixture
def page(question: Question, pages: dict[str, Page]) -> Page:
    """Its page for everyone."""
    return pages[file_of(question.id)]


def said_in(element: Element) -> list[str]:
    """The statements in an element, in order; each must be said there word for word, in the words of nobody in particular."""
    found = element.all(data_statement="")
    for one in found:
        assert one.text == " ".join(NOBODY.say(one.attributes["data-statement"]).split())
        assert not one.is_hidden
    return [one.attributes["data-statement"] for one in found]


# The page of one question


def test_every_question_has_a_general_page(question: Question, page: Page) -> None:
    """R29: in full without script: its title, and nothing on it that waits for a script."""
    assert (page.kind, page.title) == ("general", "Afterwards")
    assert page.main.attributes["data-question"] == question.id
    assert page.heading == NOBODY.say(question.title)
    assert [one for one in page.root.all() if one.is_hidden] == []
    assert page.root.all("template") == []
    assert page.root.all("button") == page.root.all("form") == []


def test_every_branch_stands_there_with_whom_it_is_for(question: Question, page: Page) -> None:
    """R29, R08: each of its short answers, in their order, whole; in the last row, for whom none of the others is.

    Of several for the same people, in the same words, the most careful one.
    """
    rows = page.main.one("table", class_="branches").all("tr")
    shown = for_anyone(question)
    for answer in question.answers:
        (mine,) = [one for one in shown if one.if_ == answer.if_]
        assert RISING.index(mine.verdict) >= RISING.index(answer.verdict)
    for row, answer in zip(rows, shown, strict=True):
        who = row.one("th", scope="row")
        wanted = NOBODY.say(answer.if_) if answer.if_ else "anyone else"
        assert who.text == wanted[:1].upper() + wanted[1:]
        assert who.attributes.get("data-statement", "") == answer.if_
        assert said_in(row.one("td")) == [*answer.say]
        (bold,) = row.one("td").all("b")
        assert bold.attributes["data-statement"] == answer.say[0]
    assert [one.if_ == "" for one in shown] == [False] * (len(rows) - 1) + [True]


def test_the_signs_stand_below_with_whom_to_call(question: Question, page: Page, pack: Pack) -> None:
    """H01, R03: every sign that by itself means help now or today, whatever the question is, but those of a pregnancy to nobody else."""
    of_a_pregnancy = {"sign.pregnant-heavy", "sign.waters", "sign.contractions", "sign.moving-less"}
    cards = page.main.all("section", class_="")
    assert [one.attributes["class"] for one in cards] == [f"care {kind} signs" for _, kind in SIGN_LEVELS]
    guides = {*question.guides} & {*pack.facts["guide"].values}
    shown: set[str] = set()
    for card, (level, _) in zip(cards, SIGN_LEVELS, strict=True):
        heading, *signs = said_in(card)
        assert heading == pack.info.signs[level]
        assert len(signs) > 3
        assert len(signs) == len({*signs})
        by_itself = {one.listed: pack.facts[next(iter(one.when))].gate for one in pack.signs if one.level == level and len(one.when) == 1}
        assert {*signs} <= {*by_itself}
        assert {*signs} >= {name for name, gate in by_itself.items() if gate is None or gate[0] != "guide"}
        shown |= {*signs}
    assert of_a_pregnancy <= shown if "pregnant" in guides or not guides else of_a_pregnancy.isdisjoint(shown)
    assert "sign.heavy" in shown or guides == {"pregnant"}
    assert page.root.one("a", href="tel:999", class_="c999")
    assert page.root.one("a", href="tel:111", class_="c111")


def test_it_names_every_source_and_its_review(question: Question, page: Page, pack: Pack) -> None:
    """R08: of all that is said on it, how sure we are of the least sure, and that nobody has reviewed it."""
    basis = page.main.one("details", class_="basis")
    said = [pack.statements[name] for answer in for_anyone(question) for name in answer.say]
    named = {name for one in said for name in one.sources}
    assert {one.text for one in basis.one("ol").all("li")} == {reference(pack, pack.sources[name]) for name in named}
    assert basis.one("summary").text == basis_line(pack, [one.id for one in said])
    least = max((one.confidence for one in said), key=[*CONFIDENCE].index)
    (sure,) = [one.text for one in page.main.all("p", class_="hint") if pack.statements["ui.check-due"].text in one.text]
    assert sure.startswith(f"{pack.statements[CONFIDENCE[least]].text} {pack.statements[pack.info.not_reviewed].text}")


def test_it_leads_to_the_questions_that_go_with_it(question: Question, page: Page) -> None:
    listed = [one for part in page.main.all("ul", class_="asks") for one in part.all("a")]
    assert [one.attributes["href"] for one in listed] == [file_of(one) for one in question.related]
    assert [one.text for one in listed] == [NOBODY.say(PACK.questions.by_id[one].title) for one in question.related]


def test_every_number_on_it_can_be_called(page: Page) -> None:
    """R33: in an answer an emergency number is a link."""
    for cell in page.main.all("td"):
        for number in ("999", "116 123"):
            links = [one for one in cell.all("a") if one.text == number]
            assert len(links) == len(re.findall(rf"\b{number}\b", cell.text))


# The ways to it


def test_file_names_are_neutral(edition: Edition, pages: dict[str, Page]) -> None:
    """R20: the address of a page tells neither the question nor its topic; the program knows which it is by its own name for it."""
    config = json.loads("".join(str(one) for one in pages[START].root.one("script", id="build").children))
    named = {path.removeprefix("/ask/"): name for path, name in config["pages"].items() if path.startswith("/ask/")}
    assert named == {one.id: file_of(one.id) for one in EVERY}
    assert {name for name in edition.files if name.startswith("answer")} == {*named.values()}
    assert all(re.fullmatch(r"answer-[0-9]{1,2}\.html", name) for name in named.values())


def test_the_page_of_all_questions_has_each_once_by_topic(pages: dict[str, Page]) -> None:
    page = pages["questions.html"]
    listed = page.main.all("a", data_question="")
    assert sorted(one.attributes["data-question"] for one in listed) == sorted(one.id for one in EVERY)
    for one in listed:
        assert one.attributes["href"] == file_of(one.attributes["data-question"])
        assert one.text == NOBODY.say(PACK.questions.by_id[one.attributes["data-question"]].title)
    topics = [*dict.fromkeys(one.topic for one in EVERY)]
    assert [one.text for one in page.main.all("h2")] == [PACK.statements[f"ui.topic-{one.replace('_', '-')}"].text for one in topics]
    under = [[one.attributes["data-question"] for one in part.all("a")] for part in page.main.all("ul")]
    assert under == [[one.id for one in EVERY if one.topic == topic] for topic in topics]


def test_the_start_page_has_its_questions_in_their_groups(pages: dict[str, Page]) -> None:
    """R29: twelve to begin with, then the doors, then all of them and what there is to read."""
    page = pages[START]
    placed = sorted((one for one in EVERY if one.start), key=lambda one: one.start)
    assert [one.start for one in placed] == [*range(1, 13)]
    grouped = [one.attributes["data-question"] for part in page.main.all("ul", class_="asks") for one in part.all("a")]
    assert grouped == [one.id for one in placed]
    doors = [one.attributes["data-question"] for one in page.main.one("ul", class_="doors").all("a")]
    assert doors == ["abortion", "later-loss", "partner-help", "clinician"]
    for one in page.main.all("a", data_question=""):
        assert one.attributes["href"] == file_of(one.attributes["data-question"])
        assert not one.is_hidden
    also = [one.attributes["href"] for one in page.main.one("ul", class_="also").all("a")]
    assert also == ["questions.html", *(f"read-{one.order}.html" for one in PACK.articles)]


def test_the_start_page_says_what_it_is_without_script(pages: dict[str, Page], pack: Pack) -> None:
    """No box that nobody reads, no promise about answers that are not asked for; whom to call, and that each question has its page."""
    page = pages[START]
    seen = {name for name, one in page.statements if not one.is_hidden}
    start = pack.info.start
    assert "ui.unscripted" in seen
    assert not seen & {start.in_page, start.too_old, start.refused, pack.info.time["past_last_day"]}
    assert page.heading == NOBODY.say("ui.what-to-know")
    strips = page.main.all("section", class_="care today strip")
    assert strips
    assert all("999" in one.text and not one.is_hidden for one in strips)
    assert {one.attributes["href"] for one in page.root.all("a") if not one.is_hidden} >= {"tel:999", "tel:111"}


# Every page


def test_no_page_has_a_form_but_the_start_page(pages: dict[str, Page]) -> None:
    """R20: without script nothing can be sent: the one box there is waits for the script, and its page may send no form anyway."""
    forms = {name: page.root.all("form") for name, page in pages.items() if page.root.all("form")}
    assert {name: len(found) for name, found in forms.items()} == {START: 1}
    (form,) = forms[START]
    assert form.is_hidden
    assert [one.attributes["name"] for one in form.all("input")] == ["q"]
    for name, page in pages.items():
        policy = page.root.one("meta", http_equiv="Content-Security-Policy").attributes["content"]
        assert "form-action 'none'" in policy, name
        boxes = page.root.all("input") + page.root.all("select") + page.root.all("textarea")
        assert all(one.is_hidden for one in boxes) or name == AWAY, name


def test_every_page_has_one_heading(pages: dict[str, Page]) -> None:
    """R26: one h1, no level left out below it, and a main part to which the first link skips."""
    assert len(pages) > 90
    for name, page in pages.items():
        assert len(page.headings) == 1, name
        levels = [int(one.tag[1]) for one in page.root.all() if re.fullmatch("h[1-6]", one.tag) and not one.is_hidden]
        assert levels[0] == min(levels) == 1, name
        assert all(later <= before + 1 for before, later in pairwise(levels)), name
        assert page.root.one("html").attributes["lang"] == "en-GB", name
        if name not in (AWAY, CHECK):
            first = page.root.one("body").all("a")[0]
            assert (first.attributes["href"], page.main.attributes["id"]) == ("#main", "main"), name


def test_every_link_leads_to_a_file_of_the_folder(files: Files, pages: dict[str, Page]) -> None:
    """And within a page to a place that is there."""
    for name, page in pages.items():
        assert {link.partition("#")[0] for link in page.links} - {"./"} <= files.keys(), name
        places = [one.attributes["href"][1:] for one in page.root.all("a") if one.attributes["href"].startswith("#")]
        assert {*places} <= {one.attributes["id"] for one in page.root.all(id="")}, name


def test_every_page_is_reached_from_the_start(pages: dict[str, Page]) -> None:
    """By links alone; but for the page that checks a host, and for the methods, to which the comparison in the page leads."""
    found, left = {START}, [START]
    while left:
        links = {START if link.startswith("./") else link for link in pages[left.pop()].links}
        fresh = {link for link in links if link in pages} - found
        found |= fresh
        left += fresh
    assert {name for name in pages.keys() - found if not name.startswith("method-")} == {CHECK}


def test_each_id_stands_once_and_what_refers_to_one_finds_it(pages: dict[str, Page]) -> None:
    """R26."""
    refer = ("for", "list", "aria-labelledby", "aria-describedby")
    for name, page in pages.items():
        ids = [one.attributes["id"] for one in page.root.all(id="")]
        assert len(ids) == len({*ids}), name
        meant = [one.attributes[attribute] for one in page.root.all() for attribute in refer if attribute in one.attributes]
        assert {each for one in meant for each in one.split()} <= {*ids}, name


def test_every_sentence_is_the_packs(pages: dict[str, Page]) -> None:
    """R08: what a page marks as a statement is one, and is said word for word, in the words of nobody in particular."""
    for name, page in pages.items():
        for statement, element in page.statements:
            said = " ".join(NOBODY.say(statement).split())
            assert said, statement
            assert said.casefold() in element.text.casefold(), (name, statement)
