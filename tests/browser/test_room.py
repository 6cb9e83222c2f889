"""What there is room for on a phone: the answer and what would change it on the first screen, pages and lists no longer than they may be.

On the first screen, and for the list of methods, the limits are the same with letters 1.3 times as large: what would change an answer then
moves a tap further, a line at a time, the least urgent first. A whole page may be longer by what the letters take.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import PATIENCE, TODAY, Site
from tests.browser.places import HOLD, PACK
from tests.browser.rooms import NAMED, PHONE, SEX, State, measure, states
from tests.browser.walk import ready

pytestmark = pytest.mark.browser

LARGER, USUAL_SIZE = 130, 100
FIRST_SCREEN, WHOLE, EIGHT, GUIDE, GUIDE_WORDS = 700, 1700, 900, 3000, 350
LONGER = {USUAL_SIZE: 1.0, LARGER: 1.3**2}
"""How much longer a whole page may be: a line of the same words holds 1.3 times fewer of them, and is 1.3 times as high."""
LEAST = 600
SOME, EVERY, SHARE = 10, None, 5
"""Short answers of each question that are measured in a plain run, and in the slow half."""
NEVER = {
    ("clinician", "information"),
    ("contraception-need", "not_yet"),
    ("emergency-pill", "ask_first"),
    ("method-failed", "information"),
    ("pregnant-again", "ask_first"),
    ("pregnant-bleeding", "ask_first"),
    ("start-method", "information"),
    ("tablets-no-bleed", "ask_first"),
    ("tampons", "ask_first"),
    ("try-after-molar", "yes"),
}
"""Verdicts of short answers that no state here reached: most are answers for anyone, behind others that leave nobody over."""


@dataclass(frozen=True, slots=True)
class Room:
    """A state, what its page shows, and what it measures."""

    state: State
    page: str
    verdict: str
    words: int
    rows: tuple[str, ...]
    clock: bool
    named: bool
    heading: str
    sizes: tuple[int, ...]
    measured: tuple[dict[str, float], ...]

    def at(self, size: int, what: str) -> float:
        """A measure at one text size."""
        return self.measured[self.sizes.index(size)][what]


def rooms(page: Page, some: list[State], path: str = "") -> list[Room]:
    """The states with what their pages measure at both text sizes."""
    sizes = (USUAL_SIZE, LARGER)

    def room(state: State, one: dict[str, Any]) -> Room:
        return Room(state, **{**one, "rows": tuple(one["rows"]), "measured": tuple(one["measured"])}, sizes=sizes)

    return [room(state, one) for state, one in zip(some, measure(page, some, sizes, path), strict=True)]


def over(some: list[Room], what: str, size: int, most: float) -> list[str]:
    """The states over a limit, the worst first."""
    worst = sorted(some, key=lambda one: -one.at(size, what))
    return [f"{one.state.name}: {one.at(size, what):.0f}" for one in worst if one.at(size, what) > most]


def phone(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(reduced_motion="reduce", viewport=PHONE)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.clock.set_fixed_time(f"{TODAY.isoformat()}T12:00:00")
    page.add_init_script(HOLD)
    ready(page, address)
    yield page
    context.close()


@pytest.fixture(scope="module")
def on_a_phone(browser: Browser, site: Site) -> Iterator[Page]:
    yield from phone(browser, site.address)


@pytest.fixture(scope="module")
def in_one_file(browser: Browser, edition_files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    path = tmp_path_factory.mktemp("single") / "afterwards.html"
    path.write_bytes(edition_files["afterwards.html"])
    yield from phone(browser, Path(path).as_uri())


def answers_of(some: list[Room]) -> list[Room]:
    return [one for one in some if one.page == "answer"]


def with_more(some: list[State], more: dict[str, object]) -> list[State]:
    """Told beside: those whom it can concern, she who had a loss."""
    return [one.told(**more) for one in some if one.facts.get("guide") == "after_loss"]


VARIANTS: dict[str, dict[str, object]] = {"plain": {}, "named": NAMED, "clock": SEX, "both": {**NAMED, **SEX}}
SIZES = (USUAL_SIZE, LARGER)


@pytest.fixture(scope="module", params=[SOME, pytest.param(EVERY, marks=pytest.mark.slow)], ids=["some", "every"])
def most(request: pytest.FixtureRequest) -> int | None:
    """How many short answers of each question are measured."""
    given: int | None = request.param
    return given


@pytest.fixture(scope="module")
def measured(most: int | None, on_a_phone: Page) -> dict[str, list[Room]]:
    """The rooms by variant: every state plain; in a plain run a share of them with the longest name, a clock above it, and both."""
    some = [*states(most)]
    step = 1 if most is None else SHARE
    shares = {name: some if name == "plain" else some[place % step :: step] for place, name in enumerate(VARIANTS)}
    return {name: rooms(on_a_phone, with_more(share, VARIANTS[name]) if name != "plain" else share) for name, share in shares.items()}


def test_every_verdict_of_every_question_is_measured(measured: dict[str, list[Room]]) -> None:
    plain = measured["plain"]
    assert len(plain) >= LEAST
    assert len(answers_of(plain)) > 500
    seen: dict[str, set[str]] = {name: set() for name in PACK.questions.by_id}
    for one in plain:
        seen[one.state.question].add(one.verdict)
    missing = {(name, one.verdict) for name, question in PACK.questions.by_id.items() for one in question.answers} - {
        (name, verdict) for name, verdicts in seen.items() for verdict in verdicts
    }
    assert missing == NEVER
    assert {str(one.state.facts.get("loss_kind")) for one in plain} >= {"miscarriage", "ectopic", "molar", "abortion", "later_loss"}
    assert sum(one.named for one in measured["named"]) >= 10
    assert sum(one.clock for one in measured["clock"] if one.page == "answer") >= 20


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("variant", VARIANTS)
def test_the_answer_and_what_would_change_it_end_above(variant: str, size: int, measured: dict[str, list[Room]]) -> None:
    assert over(measured[variant], "above", size, FIRST_SCREEN) == []


def test_what_would_change_it_is_all_there_at_any_size(measured: dict[str, list[Room]]) -> None:
    """Nothing moves a tap further at the usual size beyond what always stands there: the fourth, or with a clock above it the third."""
    for one in (one for some in measured.values() for one in answers_of(some)):
        lines = one.at(USUAL_SIZE, "lines")
        assert one.at(USUAL_SIZE, "shown") == min(lines, 2 if one.clock else 3), one.state.name
        assert one.at(LARGER, "lines") == lines, one.state.name
        assert one.at(LARGER, "shown") >= min(lines, 1), one.state.name


def test_larger_letters_are_larger(measured: dict[str, list[Room]]) -> None:
    longer = [one.at(LARGER, "whole") / one.at(USUAL_SIZE, "whole") for one in answers_of(measured["plain"])]
    assert min(longer) > 1
    assert sum(longer) / len(longer) > 1.25


@pytest.mark.parametrize("size", SIZES)
def test_no_answer_is_longer_than_it_may_be(size: int, measured: dict[str, list[Room]]) -> None:
    assert over([one for some in measured.values() for one in answers_of(some)], "whole", size, WHOLE * LONGER[size]) == []


@pytest.mark.parametrize("size", SIZES)
def test_eight_methods_stand_within_one_screen(size: int, measured: dict[str, list[Room]]) -> None:
    assert over([one for some in measured.values() for one in some], "eight", size, EIGHT) == []


OF_A_PLAN = ("sex-when", "bleeding-normal", "try-again", "contraception-need")
"""Whoever came with one of these has a plan measured in a plain run; in the slow half everyone."""


@pytest.fixture(scope="module")
def plans(most: int | None, on_a_phone: Page) -> list[Room]:
    """The plan as she sees it after her question, plain and with a clock and the longest name."""
    some = [one for one in states(EVERY) if most is None or one.question in OF_A_PLAN]
    found = rooms(on_a_phone, [*some, *with_more(some, VARIANTS["both"])], "/guide")
    return [one for one in found if one.page == "guide"]


def test_there_are_plans_to_measure(plans: list[Room]) -> None:
    assert len(plans) > 140
    assert {one.state.question for one in plans} >= {*OF_A_PLAN}
    assert sum(one.clock for one in plans) > 30
    assert sum(one.named for one in plans) > 20


@pytest.mark.parametrize("size", SIZES)
def test_the_guide_is_no_longer_than_it_may_be(size: int, plans: list[Room]) -> None:
    assert over(plans, "whole", size, GUIDE * LONGER[size]) == []


def test_the_guide_has_no_more_words(plans: list[Room]) -> None:
    """Without the way back and on, as in `benchmarks/walk.py`, and without what runs out, which has 25 words of its own."""
    assert [f"{one.state.name}: {one.words}" for one in plans if one.words > GUIDE_WORDS] == []


def test_her_own_question_stands_first_in_the_guide(plans: list[Room]) -> None:
    hers = [one for one in plans if one.state.question in one.rows]
    assert [one.state.name for one in hers if one.rows[0] != one.state.question] == []
    # A question about a loss from 24 weeks on does not concern her after an earlier one.
    assert {one.state.question for one in plans if one not in hers} <= {"later-loss"}


def test_the_one_file_has_as_much_room(on_a_phone: Page, in_one_file: Page) -> None:
    some = [*states(1)][::2]
    found = rooms(in_one_file, some)
    assert found == rooms(on_a_phone, some)
    assert over(found, "above", LARGER, FIRST_SCREEN) == []
