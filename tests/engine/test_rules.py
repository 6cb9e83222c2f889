"""Facts cut into classes: which values a condition takes in, at and beside every threshold."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterwards.engine import Decision, Fact, Gate, Range, Rule, Table, TableError
from afterwards.engine.rules import Classes, Condition, classify
from tests.engine.brute_force import meets
from tests.engine.tables import RANGES, numbers_between
from tests.teashop.shop import DECISIONS, FACTS, SELECTIONS, one_of, open_shop
from tests.tries import tries

KETTLE = Fact("kettle", ("boiling", "warm", "cold"))
MINUTES = Fact("minutes", range=(0, 15))
LUMPS = Fact("lumps", range=(0, 6), whole=True)

quick = tries(300)


def cut(fact: Fact, *conditions: Condition) -> Classes:
    """The classes of a fact on which rules put these conditions."""
    return classify([fact], [Rule(str(n), {fact.name: one}) for n, one in enumerate(conditions)])[fact.name]


def taken(fact: Fact, condition: Condition, values: Iterable[float]) -> list[float]:
    """Which of these numbers meet the condition, as the engine sees it."""
    classes = cut(fact, condition)
    return [value for value in values if classes.of(value) & classes.meeting(condition)]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Range(low=5), [5, 5.5, 6]),
        (Range(low=5, low_open=True), [5.5, 6]),
        (Range(high=5), [4, 4.5, 5]),
        (Range(high=5, high_open=True), [4, 4.5]),
        (Range(low=5, high=5), [5]),
        (Range(low=4.5, high=6, low_open=True, high_open=True), [5, 5.5]),
        (Range(), [4, 4.5, 5, 5.5, 6]),
    ],
)
def test_a_threshold_below_at_and_above(condition: Range, expected: list[float]) -> None:
    """R16: a bound is in or out as the range says, and its neighbours are on their sides."""
    assert taken(MINUTES, condition, (4, 4.5, 5, 5.5, 6)) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Range(low=3), [3, 3.9, 4]),
        (Range(low=3, low_open=True), [4]),
        (Range(high=3), [2, 2.9, 3, 3.9]),
        (Range(high=3, high_open=True), [2, 2.9]),
        (Range(low=2.5), [3, 3.9, 4]),
        (Range(low=2.5, low_open=True), [3, 3.9, 4]),
        (Range(high=2.5), [2, 2.9]),
        (Range(high=2.5, high_open=True), [2, 2.9]),
    ],
)
def test_a_threshold_on_whole_numbers(condition: Range, expected: list[float]) -> None:
    """R16: a fraction is rounded down first; a bound that is not whole cuts between two whole numbers."""
    assert taken(LUMPS, condition, (2, 2.9, 3, 3.9, 4)) == expected


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize(
    "condition",
    [
        Range(low=5, high=5, low_open=True),
        Range(low=5, high=5, high_open=True),
        Range(low=5, high=5, low_open=True, high_open=True),
        Range(low=5, high=4),
        Range(low=7),
        Range(low=6, low_open=True),
        Range(high=-1),
        Range(high=0, high_open=True),
    ],
)
def test_a_range_without_a_number_takes_none(condition: Range, whole: bool) -> None:
    """R16: an empty range, or one beyond the fact's own range, holds for nobody."""
    fact = Fact("lumps", range=(0, 6), whole=whole)
    assert cut(fact, condition).meeting(condition) == 0


def test_no_whole_number_between_two() -> None:
    """R16: above 2 and under 3 holds for no whole number, yet for 2.5 minutes."""
    between = Range(low=2, high=3, low_open=True, high_open=True)
    assert taken(LUMPS, between, (1, 2, 2.5, 3, 4)) == []
    assert taken(MINUTES, between, (1, 2, 2.5, 3, 4)) == [2.5]


@pytest.mark.parametrize("condition", [Range(low=0), Range(low=-3), Range(high=6), Range(high=9), Range(low=0, high=6), Range()])
def test_a_range_that_takes_in_everything(condition: Range) -> None:
    """A bound at or beyond the end of the fact's range cuts nothing."""
    classes = cut(LUMPS, condition)
    assert classes.cuts == ()
    assert classes.meeting(condition) == classes.full == 1


@given(RANGES, RANGES, st.booleans())
@quick
def test_every_range_takes_in_the_numbers_it_says(one: Range, two: Range, whole: bool) -> None:
    """R16: by plain comparison, at every quarter, whatever else cuts the fact."""
    fact = Fact("n", range=(0, 4), whole=whole)
    classes = cut(fact, one, two)
    for condition in (one, two):
        for value in numbers_between(0, 4):
            assert bool(classes.of(value) & classes.meeting(condition)) == meets(condition, value, whole)


@given(RANGES, RANGES, st.booleans())
@quick
def test_every_class_has_a_number(one: Range, two: Range, whole: bool) -> None:
    """R02: a class that no number can have would make `low` and `high` bracket what cannot be."""
    classes = cut(Fact("n", range=(0, 4), whole=whole), one, two)
    held = 0
    for value in numbers_between(0, 4):
        held |= classes.of(value)
    assert held == classes.real


@given(RANGES, RANGES, st.booleans(), st.integers(0, 8), st.integers(0, 8), st.booleans(), st.booleans())
@quick
def test_classes_of_a_span(one: Range, two: Range, whole: bool, low: int, high: int, low_open: bool, high_open: bool) -> None:
    """R02: a number known only to lie in a span may be in every class of which the span has a number, and no other."""
    span = Range(low / 2, high / 2, low_open, high_open)
    inside = [value for value in numbers_between(0, 4) if meets(span, value, whole)]
    if not inside:
        return
    classes = cut(Fact("n", range=(0, 4), whole=whole), one, two)
    held = 0
    for value in inside:
        held |= classes.of(value)
    assert classes.meeting_somewhere(span) == held


def test_choices_are_classes_in_their_order() -> None:
    """One class a value; a condition is the set of its values."""
    classes = cut(KETTLE, one_of("warm"))
    assert [classes.of(value) for value in KETTLE.values] == [1, 2, 4]
    assert classes.meeting(one_of("boiling", "cold")) == 5
    assert classes.full == classes.real == 7


def test_a_fact_that_may_not_apply_owns_one_more_class() -> None:
    """Only where no value stands for absence; no condition holds in it."""
    classes = open_shop().classes
    assert classes["milk_kind"].full == 0b1111
    assert classes["milk_kind"].real == classes["milk_kind"].meeting(one_of("cow", "oat", "nut")) == 0b0111
    assert classes["milk_kind"].absent() == 0b1000
    assert classes["milk"].full == classes["milk"].real == 0b11
    assert classes["milk"].absent() == classes["milk"].of("no")


def test_facts_follow_their_gates_and_own_their_bits() -> None:
    """`milk_kind` is named first and waits for `milk`, which waits for `leaves`; no two facts share a bit."""
    classes = open_shop().classes
    names = list(classes)
    assert names.index("leaves") < names.index("milk") < names.index("milk_kind")
    owned = [place.full << place.offset for place in classes.values()]
    assert sum(owned) == (1 << sum(bits.bit_count() for bits in owned)) - 1


def table_with(*rules: Rule, fact: Fact | None = None, scale: tuple[str, ...] = ("pour", "wait", "remake")) -> Table:
    """The tea shop's facts with one more, and these rules."""
    return Table([*FACTS, *([fact] if fact else [])], [Decision("serving", scale, rules)])


COLD = one_of("cold")


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: table_with(Rule("T-1", {"spoon": COLD}, "wait")), "rule T-1: there is no fact 'spoon'"),
        (lambda: table_with(fact=Fact("tray", ("a", "b"), gate=Gate("spoon", COLD))), "fact tray: there is no fact 'spoon'"),
        (
            lambda: table_with(fact=Fact("tray", ("a", "b"), gate=Gate("kettle", one_of("lukewarm")))),
            "kettle: 'lukewarm' is not one of boiling, warm, cold",
        ),
        (lambda: table_with(fact=Fact("tray", ("a", "b"), absent="c")), "tray: 'c' is not one of a, b"),
        (lambda: table_with(fact=Fact("spoons", range=(0, 9), absent="none")), "spoons: 'none' is not a number"),
        (lambda: table_with(fact=Fact("tray", ("a", "b"), gate=Gate("tray", one_of("a")))), "facts wait for each other: tray"),
        (
            lambda: Table([Fact("a", ("x", "y"), gate=Gate("b", one_of("x"))), Fact("b", ("x", "y"), gate=Gate("a", one_of("x")))], []),
            "facts wait for each other: a, b",
        ),
        (
            lambda: table_with(Rule("T-1", {"kettle": one_of("lukewarm")}, "wait")),
            "kettle: 'lukewarm' is not one of boiling, warm, cold",
        ),
        (lambda: table_with(Rule("T-1", {"minutes_steeped": one_of("long")}, "wait")), "minutes_steeped: 'long' is not a number"),
        (
            lambda: table_with(Rule("T-1", {"kettle": Range(low=90)}, "wait")),
            "kettle: a range was given, but it takes one of boiling, warm, cold",
        ),
        (lambda: table_with(Rule("T-1", {"kettle": COLD}, "wait"), Rule("T-1", {}, "wait")), "two rules are called T-1"),
        (lambda: Table(FACTS, DECISIONS, [*SELECTIONS, Rule("TEA-01", {})]), "two rules are called TEA-01"),
        (lambda: table_with(Rule("T-1", {}, "spill")), "rule T-1: 'spill' is not one of wait, remake"),
        (lambda: table_with(Rule("T-1", {}, "pour")), "rule T-1: 'pour' is not one of wait, remake"),
        (lambda: table_with(Rule("T-1", {})), "rule T-1: '' is not one of wait, remake"),
        (lambda: open_shop().classes["kettle"].of("lukewarm"), "kettle: 'lukewarm' is not one of boiling, warm, cold"),
        (lambda: open_shop().classes["kettle"].of(90), "kettle: 90 is not one of boiling, warm, cold"),
        (lambda: open_shop().classes["sugar_lumps"].of("two"), "sugar_lumps: 'two' is not a number"),
    ],
)
def test_a_table_that_cannot_be_built(build: Callable[[], object], message: str) -> None:
    """R04: a name or value that does not exist is refused when the table is built, and the message names it."""
    with pytest.raises(TableError) as refused:
        build()
    assert str(refused.value) == message


def test_the_classes_wholly_in_a_range_whose_bounds_are_no_cuts() -> None:
    """Cut at 38: of what is 37 or more only the upper class lies in it with all its values, of what is under 36 none."""
    degrees = Fact("degrees", range=(30, 45))
    classes = classify([degrees], [Rule("hot", {"degrees": Range(38, None)})])["degrees"]
    below, above = classes.of(37), classes.of(38)
    assert classes.wholly_in(Range(37, None)) == classes.wholly_in(Range(38, None)) == above
    assert classes.wholly_in(Range(None, 38, False, True)) == classes.wholly_in(Range(None, 40)) == below
    assert classes.wholly_in(Range(39, None)) == classes.wholly_in(Range(None, 36, False, True)) == 0
    assert classes.wholly_in(Range(None, None)) == classes.wholly_in(Range(30, 45)) == below | above
