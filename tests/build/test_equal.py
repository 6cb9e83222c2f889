"""R14: the page and Python give the same answers, in the whole answer object, to the same people."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pytest
from playwright.sync_api import Page

from afterwards.pack import Pack
from afterwards.pack.cases import plain
from afterwards.pack.eligibility import STATUSES
from afterwards.verify.worked import cases_in, grid_people
from tests.build.states import PACK, TODAY, State, as_written, first_difference, in_python, print_of, state, states
from tests.people import values_of

pytestmark = pytest.mark.browser

CHUNK, CHUNKS = 5_000, 40
"""200,000 random states, in parts that two computers' cores can share."""
BATCH = 250


def check_equal(page: Page, asked: Sequence[State]) -> None:
    """Every answer of the page is Python's; of the first that is not, the state and what differs."""
    for start in range(0, len(asked), BATCH):
        batch = asked[start : start + BATCH]
        marks = page.evaluate("states => prints_of(states)", batch)
        for one, mark in zip(batch, marks, strict=True):
            ours = in_python(one)
            if print_of(ours) != mark:
                theirs = page.evaluate("states => answers_to(states)[0]", [one])
                pytest.fail(f"{one}: {first_difference(as_written(ours), as_written(theirs))}")


def worked_people(repository: Path) -> list[State]:
    """Everyone in the worked cases, in an open and in a closed world; those of a grid under its guideline, the others under each."""
    folder, closed = repository / "tests" / "cases", (True, False)
    found = []
    for case in cases_in(folder):
        found += [state(plain(case["facts"]), TODAY, name, how) for name in PACK.info["guidelines"] for how in closed]
    return found + [state(one.facts, TODAY, one.guideline, how) for one in grid_people(PACK, folder) for how in closed]


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


def test_random_states(evaluator: Page) -> None:
    check_equal(evaluator, list(states(1_000, seed=1)))


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_two_hundred_thousand_random_states(evaluator: Page, chunk: int) -> None:
    check_equal(evaluator, list(states(CHUNK, seed=1_000 + chunk)))


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
