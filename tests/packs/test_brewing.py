"""The pack of ways to brew: what a comparison says of each method, on something that is not medicine."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from afterwards import load_pack
from afterwards.contraception import Help, MethodPerson, Offer, Why, compare, emergency, questions, read_person
from afterwards.person.told import read_facts
from tests.packs.faults import METHODS

PACK = load_pack(METHODS)
TODAY = date(2026, 11, 24)
Side = tuple[int | None, int | None]


def person(facts: dict[str, Any], *, closed: bool = True) -> MethodPerson:
    told = read_facts(PACK, {"guide": "after_loss", "days_since_loss": 3, **facts}, TODAY)
    found = read_person(PACK, told, "uk", closed_world=closed)
    assert found
    return found


def offers(facts: dict[str, Any], *, closed: bool = True) -> tuple[Offer, Offer]:
    """What is said of the infuser and of the bag; loose leaves have no category."""
    infuser, bag = compare(person(facts, closed=closed))
    assert (infuser.method.id, bag.method.id) == ("infuser", "bag")
    return infuser, bag


def named(reasons: tuple[Why, ...]) -> list[str]:
    return [one.row.condition for one in reasons]


@pytest.mark.parametrize(
    ("facts", "infuser", "bag"),
    [
        ({}, (1, 1), (1, 1)),
        ({"water": "hard", "minutes": 3}, (2, 2), (1, 1)),
        ({"water": "hard", "minutes": 3, "using_now": "bag"}, (2, 2), (2, 2)),
        ({"water": "hard", "minutes": 9}, (2, 3), (3, 3)),
        ({"medicines": ["mint"]}, (None, None), (2, 2)),
        ({"medicines": ["mint"], "water": "hard", "minutes": 3}, (None, None), (2, 2)),
        ({"medicines": ["mint"], "minutes": 9}, (None, None), (3, 3)),
        ({"medicines": ["honey"]}, (1, 1), (1, 1)),
        ({"medicines": ["Sorrento"]}, (None, None), (2, 2)),
        # It is one of the two, yet each is varied on its own: the freer end stays open too.
        ({"medicines": ["garden bunch"]}, (1, None), (1, 2)),
        ({"medicines": ["basil"]}, (1, None), (1, 2)),
        ({"medicines": "unknown"}, (1, None), (1, 2)),
        ({"water": "hard", "minutes": 3, "lid": "yes"}, (2, 2), (4, 4)),
        ({"water": "hard", "minutes": 3, "lid": "yes", "medicines": ["lemon"]}, (None, None), (2, 2)),
        ({"water": "unknown"}, (1, 2), (1, 1)),
    ],
)
def test_the_category_is_the_highest_of_the_rows_that_apply(facts: dict[str, Any], infuser: Side, bag: Side) -> None:
    """Silence stands above 2; a range keeps both ends; a row of parts, or held, does not count."""
    first, second = offers(facts)
    assert ((first.low, first.high), (second.low, second.high)) == (infuser, bag)


def test_a_range_asks_for_judgement_and_for_no_answer() -> None:
    infuser, _ = offers({"water": "hard", "minutes": 9})
    assert infuser.judgement
    assert not infuser.settled
    assert questions(person({"water": "hard", "minutes": 9})) == []


def test_a_row_that_another_covers_is_not_named() -> None:
    assert named(offers({"water": "hard", "minutes": 3})[0].why) == ["water"]
    assert named(offers({"water": "hard", "minutes": 9})[0].why) == ["water-and-time"]


def test_what_another_answer_tells_counts() -> None:
    """Salty water: the lid is taken to be on, unless she says that it is not."""
    for facts, lid in (({}, "yes"), ({"lid": "no"}, "no")):
        found = person({"water": "salty", "minutes": 3, **facts})
        assert found.state.known["lid"] == found.contraception.table.classes["lid"].of(lid)


def test_a_closed_world_leaves_open_what_would_be_a_trap() -> None:
    """Hard water and no word on the minutes: three, the absent value, would hide a long steep. Spoons told, it is closed again."""
    infuser, bag = offers({"water": "hard"})
    assert ((infuser.low, infuser.high), (bag.low, bag.high)) == ((2, 3), (1, 3))
    assert [one.needs for one in bag.open] == [("minutes",), ("minutes",)]
    infuser, bag = offers({"water": "hard", "spoons": 2})
    assert ((infuser.low, infuser.high), (bag.low, bag.high)) == ((2, 2), (1, 1))


def test_what_to_ask_is_what_can_change_a_method_she_has_not_set_aside() -> None:
    facts = {"water": "soft", "minutes": 3, "spoons": 1}
    assert questions(person(facts, closed=False)) == ["medicines"]
    assert set(questions(person({"water": "hard"}, closed=False))) == {"minutes", "spoons", "medicines", "lid", "using_now"}
    assert questions(person({**facts, "medicines": []}, closed=False)) == []


@pytest.mark.parametrize(
    ("facts", "infuser", "bag"),
    [
        ({"days_since_loss": 6}, (0, 7, True, ("start.warm-it-first",)), (0, 7, True, ("start.warm-it-first",))),
        ({"days_since_loss": 5}, (None, None, True, ()), (None, None, True, ())),
        (
            {"days_since_loss": 6, "using_now": "infuser"},
            (None, None, True, ()),
            (None, None, True, ("start.rinse-first",)),
        ),
        ({"days_since_loss": 5, "medicines": ["honey"]}, (None, None, True, ()), (None, None, True, ("start.rinse-first",))),
        (
            {"days_since_loss": "unknown"},
            (0, 7, False, ("start.depends",)),
            (0, 7, False, ("start.depends",)),
        ),
    ],
)
def test_when_a_method_may_start(facts: dict[str, Any], infuser: tuple[object, ...], bag: tuple[object, ...]) -> None:
    found = [(one.start.from_day, one.start.extra_days, one.start.settled, one.start.statements) for one in offers(facts)]
    assert found == [infuser, bag]


@pytest.mark.parametrize(
    ("facts", "status", "needs", "says"),
    [
        ({}, "may_help", (), ("ec.spare-cup",)),
        ({"minutes": 13}, "too_late", (), ("ec.cold-by-now",)),
        ({"minutes": 12, "medicines": ["lemon"]}, "not_advised", (), ("ec.not-with-lemon",)),
        ({"minutes": "unknown", "medicines": ["lemon"]}, "not_advised", (), ("ec.not-with-lemon",)),
        ({"minutes": 13, "water": "salty"}, "too_late", (), ("ec.cold-by-now",)),
        ({"water": "salty", "minutes": 3}, "may_help", (), ("ec.spare-cup", "ec.rinse-it")),
        ({"minutes": "unknown"}, "depends", ("minutes",), ("ec.spare-cup",)),
        ({"medicines": "unknown"}, "depends", ("medicines",), ("ec.spare-cup",)),
    ],
)
def test_emergency_kinds(facts: dict[str, Any], status: str, needs: tuple[str, ...], says: tuple[str, ...]) -> None:
    (found,) = emergency(person(facts))
    assert found == Help(found.kind, status, needs, says, tuple(one for one in says if one != "ec.spare-cup"))
    assert found.kind.id == "cu_iud"


@pytest.mark.parametrize(
    ("facts", "meaning", "cautions", "against", "starts"),
    [
        ({"days_since_loss": 6}, "elig.category-1", (), False, True),
        ({"days_since_loss": 6, "medicines": ["honey"]}, "elig.category-1", (), False, True),
        ({"days_since_loss": 6, "medicines": ["honey"], "lid": "yes"}, "elig.category-1", ("brew.no-honey",), True, False),
        ({"days_since_loss": 6, "medicines": ["honey"], "lid": "unknown"}, "elig.category-1", (), False, True),
        ({"days_since_loss": 6, "using_now": "bag"}, "elig.category-1", ("elig.continue-phase",), False, False),
        ({"days_since_loss": 6, "water": "soft", "minutes": "unknown"}, "brew.once-timed", (), False, False),
        ({"days_since_loss": 6, "medicines": "unknown", "minutes": "unknown"}, "elig.open-to-3", ("brew.time-it",), False, False),
        ({"days_since_loss": 6, "medicines": "unknown"}, "elig.open-to-2", (), False, True),
        ({"days_since_loss": 6, "water": "hard", "minutes": 9}, "elig.category-3", (), False, False),
        ({"days_since_loss": 6, "water": "hard", "minutes": 3, "lid": "yes"}, "elig.category-4", (), False, False),
    ],
)
def test_cautions_and_the_meaning_of_a_category(
    facts: dict[str, Any], meaning: str, cautions: tuple[str, ...], against: bool, starts: bool
) -> None:
    """A caution of the pack by its condition or by what is open; under a no, an open range or advice against it nothing of a start."""
    _, bag = offers(facts)
    assert (bag.meaning, bag.cautions, bag.against) == (meaning, cautions, against)
    assert bool(bag.start.statements) is starts
    assert bag.said[0] == meaning


def test_what_matters_to_her_is_told_apart() -> None:
    infuser, bag = offers({"prefers": {"quick": "matters_a_lot", "no_waste": "matters"}})
    assert (infuser.matches, infuser.misses, infuser.fit) == (("no_waste",), ("quick",), -1)
    assert (bag.matches, bag.misses, bag.fit) == (("quick",), ("no_waste",), 1)
