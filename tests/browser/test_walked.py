"""The benchmark of pages and words, with a few people: what walks 1,000 of them may not rot, and both of its walks agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page

from afterwards.person.told import UNKNOWN
from tests.browser.conftest import Site
from tests.browser.places import PACK
from walk import BOXES, ONE, SIGNS, Seen, Walk, broken, by_hand, differences, open_evaluator, pairs, table, without_drawing
from walkers import NOT_SURE_OF_ANYTHING, Walker, walkers

pytestmark = pytest.mark.browser

FEW = [*walkers(PACK, 40)]
UNSURE = next(one for one in FEW if one.unsure)
SIGNED = next(one for one in FEW if one.signs)
QUESTIONS = [*PACK.questions.by_id]
BY_HAND = (("sex-when", FEW[0]), ("start-method", FEW[1]), ("bleeding-normal", SIGNED), ("clinician", FEW[2]), ("my-plan", UNSURE))


@pytest.fixture(scope="module")
def program(browser: Browser) -> Iterator[Page]:
    page = open_evaluator(browser, PACK)
    yield page
    page.close()


def test_every_question_ends_within_its_pages(program: Page) -> None:
    """Each with one of two people, one of whom is not sure of anything; no limit of pages is broken, and the table has a line for each."""
    walks = [walk for place, one in enumerate(QUESTIONS) for walk in without_drawing(program, [(FEW[0], UNSURE)[place % 2]], one)]
    assert [one for one in broken(PACK, walks) if one.startswith("pages")] == []
    assert {one.end for one in walks} <= {"answer", "guide", "stop", "sheet"}
    assert [line.split()[0] for line in table(PACK, walks)][2:] == QUESTIONS
    assert all(one.verdict and one.headline for one in walks if one.end != "sheet")


@pytest.mark.parametrize(("question", "person"), BY_HAND, ids=[name for name, _ in BY_HAND])
def test_the_page_is_walked_as_its_program_is(question: str, person: Walker, program: Page, browser: Browser, site: Site) -> None:
    [without] = without_drawing(program, [person], question)
    assert differences(without, by_hand(browser, site.address, person, question)) == []
    assert without.pages


def test_what_is_over_a_limit_is_found() -> None:
    signs, page = Seen("signs", (), boxes=False, words=SIGNS), Seen("question", ("bleeding_now",), boxes=False, words=ONE)
    well = Walk(0, "sex-when", (signs, page), "answer", "yes", "ans.sex-when.ready", "Yes")
    assert broken(PACK, [well]) == []
    assert len(broken(PACK, [replace(well, pages=(replace(signs, words=SIGNS + 1), page))])) == 1
    assert len(broken(PACK, [replace(well, pages=(signs, replace(page, words=ONE + 1)))])) == 1
    several = replace(page, facts=("loss_kind", "management"), words=ONE + 1)
    assert broken(PACK, [replace(well, pages=(signs, several))]) == []
    assert [one.split(",")[0] for one in broken(PACK, [replace(well, pages=(page,) * 4)])] == ["pages after the signs"]
    assert len(broken(PACK, [replace(well, pages=(signs, *(page,) * 2))])) == 1
    assert broken(PACK, [replace(well, pages=(signs, Seen(BOXES, (), boxes=True, words=400), page))]) == []


def test_two_walks_that_differ_are_told_apart() -> None:
    one = Walk(0, "sex-when", (), "answer", "yes", "ans.sex-when.ready", "Yes")
    assert differences(one, one) == []
    assert len(differences(one, replace(one, verdict="not_yet", headline="Not yet"))) == 2


def test_the_people_are_the_same_each_time_and_some_are_not_sure() -> None:
    assert FEW[:5] == [*walkers(PACK, 5)]
    many = [*walkers(PACK, 400)]
    lost = [one for one in many if all(value == UNKNOWN for value in one.facts.values())]
    assert abs(len(lost) / len(many) - NOT_SURE_OF_ANYTHING) < 0.05
    assert any(one.unsure for one in lost)
    assert not all(one.unsure for one in lost)
    drawn = pairs(many, QUESTIONS, len(QUESTIONS) * 2 + 3)
    counts = {name: sum(question == name for _, question in drawn) for name in QUESTIONS}
    assert set(counts.values()) == {2, 3}
    assert 0.02 < sum(bool(one.signs) for one in many) / len(many) < 0.3
