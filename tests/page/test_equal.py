"""R14: the page and Python give the same answers, in the whole answer object, to the same people."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Page

from afterwards.check.cases import plain
from afterwards.pack import Pack
from afterwards.pack.eligibility import STATUSES
from afterwards.person.as_written import date_in, in_one_piece, isolated, name_in, number_in
from afterwards.verify.worked import cases_in, grid_people
from tests.page.states import (
    PACK,
    TODAY,
    State,
    answers_in_python,
    as_written,
    asking,
    first_difference,
    in_python,
    print_of,
    state,
    states,
)
from tests.people import values_of

pytestmark = pytest.mark.browser

CHUNK, CHUNKS = 5_000, int(os.environ.get("AFTERWARDS_CHUNKS", "40"))
"""200,000 random states, in parts that two computers' cores can share; continuous integration has the time for some of the parts."""
BATCH = 250
QUESTIONS = 20
"""Answered of each random state: 200,000 pairs of a state and a question."""


def check_same(page: Page, asked: Sequence[State], marks: str, answers: str, ours: Callable[[State], Mapping[str, Any]]) -> None:
    """What the page says of these is Python's; of the first that is not, the state and what differs. `marks`, `answers`: its functions."""
    for start in range(0, len(asked), BATCH):
        batch = asked[start : start + BATCH]
        for one, mark in zip(batch, page.evaluate(f"states => {marks}(states)", batch), strict=True):
            wanted = ours(one)
            if print_of(wanted) != mark:
                theirs = page.evaluate(f"states => {answers}(states)[0]", [one])
                pytest.fail(f"{one}: {first_difference(as_written(wanted), as_written(theirs))}")


def check_equal(page: Page, asked: Sequence[State]) -> None:
    """Every guide of the page is Python's."""
    check_same(page, asked, "prints_of", "answers_to", in_python)


def check_answers_equal(page: Page, asked: Sequence[State]) -> None:
    """The page answers these people's questions as Python does, in the whole answer object."""
    check_same(page, asked, "question_prints_of", "questions_of", answers_in_python)


def worked_people(repository: Path) -> list[State]:
    """Everyone in the worked cases, in an open and in a closed world; those of a grid under its guideline, the others under each."""
    folder, closed = repository / "tests" / "cases", (True, False)
    found = []
    for case in cases_in(folder):
        found += [state(plain(case["facts"]), TODAY, name, how) for name in PACK.guidelines for how in closed]
    return found + [
        state(one.facts, TODAY, one.guideline, how)
        for one in grid_people(PACK, folder)
        if one.guideline in PACK.guidelines
        for how in closed
    ]


def people_at_thresholds() -> list[State]:
    """Each number at, just below and just above each place where a rule changes its mind, in each guide."""
    numbers = [name for name, entry in PACK.facts.items() if entry.kind == "number" and entry.decides]
    guides = [*PACK.facts["guide"].values]
    return [state({"guide": guide, name: _plain(value)}) for name in numbers for value in values_of(name) for guide in guides]


def _plain(value: float) -> float:
    return int(value) if value == int(value) else value


@pytest.mark.slow
def test_every_worked_case(evaluator: Page, repository: Path) -> None:
    asked = worked_people(repository)
    assert len(asked) > 3_000
    check_equal(evaluator, asked)


def test_some_worked_cases(evaluator: Page, repository: Path) -> None:
    check_equal(evaluator, worked_people(repository)[::12])


def test_every_threshold(evaluator: Page) -> None:
    """R16: t-1, t, t+1."""
    asked = people_at_thresholds()
    assert len(asked) > 200
    check_equal(evaluator, asked)


def test_every_fact_that_she_is_not_sure_of(evaluator: Page) -> None:
    """One fact "not sure" and nothing else told: what it leaves open is open in both programs, in an open and in a closed world."""
    guides = [*PACK.facts["guide"].values]
    unsure = [{"guide": guide, name: "unknown"} for name in PACK.facts if name != "guide" for guide in guides]
    assert len(unsure) > 500
    check_equal(evaluator, [state(facts, TODAY, "uk", closed) for facts in unsure for closed in (False, True)])


def test_random_states(evaluator: Page) -> None:
    check_equal(evaluator, list(states(1_000, seed=1)))


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_two_hundred_thousand_random_states(evaluator: Page, chunk: int) -> None:
    check_equal(evaluator, list(states(CHUNK, seed=1_000 + chunk)))


def test_answers_of_some_worked_cases(evaluator: Page, repository: Path) -> None:
    """Every question that concerns them."""
    check_answers_equal(evaluator, worked_people(repository)[::240])


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_answers_of_every_worked_case(evaluator: Page, repository: Path, part: int) -> None:
    people = worked_people(repository)[part::4]
    check_answers_equal(evaluator, [one for one in people if one["guideline"] == "uk" and not one["closed_world"]])


@pytest.mark.parametrize("start", [0, *(pytest.param(place, marks=pytest.mark.slow) for place in range(1, 5))])
def test_answers_at_thresholds(evaluator: Page, start: int) -> None:
    """R16: every fifth in a plain run, the others after it."""
    names = [*PACK.questions.by_id]
    asked = [{**one, "questions": [names[place % len(names)]]} for place, one in enumerate(people_at_thresholds())]
    check_answers_equal(evaluator, asked[start::5])


def test_answers_of_random_states(evaluator: Page) -> None:
    check_answers_equal(evaluator, list(asking(150, 2, questions=4)))


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_two_hundred_thousand_random_answers(evaluator: Page, chunk: int) -> None:
    check_answers_equal(evaluator, list(asking(CHUNK // QUESTIONS, 5_000 + chunk, questions=QUESTIONS)))


def test_the_states_reach_everything() -> None:
    """The random states are worth something: each decision at each level, every way an answer can end, under each guideline."""
    seen: set[object] = set()
    for one in islice(states(1_500, seed=1), 1_500):
        answer = in_python(one)
        seen |= {"errors"} & answer.keys() | {"expired"} & answer.keys()
        for name, found in answer.get("decisions", {}).items():
            seen |= {(name, found["low"]), (name, found["high"]), ("either way", bool(found["either_way"]))}
        for method in answer.get("methods", ()):
            seen |= {("category", method["category"]), ("judgement", method["judgement"]), ("phase", method["phase"])}
        seen |= {("kind", kind["status"]) for kind in answer.get("emergency_contraception", ())}
        if "pack" in answer:
            seen |= {("another day", bool(answer.get("told_on_another_day")))}
            seen |= {answer["pack"]["guideline"]["id"], ("past due", answer["pack"]["past_due"]), ("apart", bool(answer["contradictions"]))}
    wanted: set[object] = {(one.name, level) for one in PACK.decisions.values() for level in one.scale}
    wanted |= {("category", one) for one in (1, 2, 3, 4, None)} | {("kind", one) for one in STATUSES} | {("kind", "depends")}
    wanted |= {(name, value) for name in ("either way", "judgement", "past due", "apart", "another day") for value in (True, False)}
    wanted |= {("phase", "start"), ("phase", "continue"), "uk", "us", "who", "errors", "expired"}
    assert wanted - seen == set()


def test_a_change_in_one_place_is_noticed(evaluator: Page, pack: Pack) -> None:
    """The comparison can fail: a page with one class moved answers differently."""
    one = state({"guide": "after_loss", "bleeding_now": "heavy"})
    theirs = evaluator.evaluate("states => answers_to(states)[0]", [one])
    theirs["decisions"]["urgency"]["low"] = "self_care"
    assert "self_care" in first_difference(as_written(in_python(one)), as_written(theirs))
    assert print_of(theirs) != print_of(in_python(one))


def _written(random: Random) -> str:
    pieces = ["1", "26", "38", "2026", "000", "٣", "９", "nov", "1st", "Bo", "ע", *".,-/ '٫،", *"\u00a0\u202f\u200e\u200d\x85"]
    return "".join(random.choice((*pieces, chr(random.randrange(0x3100)))) for _ in range(random.randint(0, 6)))


def test_what_people_write_is_read_alike(evaluator: Page) -> None:
    """Repros 3, 8, 9 and 27 in the page: numbers, dates and names are read, refused and shown as in Python."""
    random = Random(8)
    texts = [_written(random) for _ in range(20_000)]
    theirs = evaluator.evaluate("texts => read_as_written(texts)", texts)
    for text, (number, whole, piece, day, name, shown) in zip(texts, theirs, strict=True):
        assert (number, whole) == (number_in(text, whole=False), number_in(text, whole=True)), ascii(text)
        assert (piece, tuple(name), shown) == (in_one_piece(text), name_in(text), isolated(text)), ascii(text)
        assert _day(day) == date_in(text, "", ""), ascii(text)


def test_three_boxes_are_read_alike(evaluator: Page) -> None:
    random = Random(27)
    boxes = [[random.choice((_written(random), "1", "1st", "11", "nov.", "26", "2026", "")) for _ in range(3)] for _ in range(20_000)]
    days = evaluator.evaluate("boxes => dates_of(boxes)", boxes)
    assert [_day(day) for day in days] == [date_in(*three) for three in boxes]
    assert sum(day is not None for day in days) > 100


def _day(parts: list[int] | None) -> date | None:
    """The date of year, month and day, where there is such a day."""
    try:
        return date(*parts) if parts else None
    except ValueError:
        return None
