"""One person before the tea shop: bounds, reasons, what absence means, and what holds."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterwards.engine import Decision, DecisionAnswer, Fact, Prime, Range, Reason, Rule, State, Table, TableError, ask_next
from afterwards.engine.rules import Value
from tests.engine.brute_force import BruteForce, Person, state_of
from tests.engine.tables import people, tables_and_people
from tests.teashop.shop import DECISIONS, FACTS, SELECTIONS, WARNING, one_of, open_shop
from tests.tries import tries

SHOP = open_shop()
quick = tries(200)


def told(closed: bool = False, asked: tuple[str, ...] = (), **facts: Value) -> State:
    """Someone who has told these facts."""
    return state_of(SHOP, Person(given=facts, asked=frozenset(asked), closed=closed))


def answer(decision: str, closed: bool = False, asked: tuple[str, ...] = (), **facts: Value) -> DecisionAnswer:
    """One decision for someone who has told these facts."""
    return SHOP.answer(decision, told(closed, asked, **facts))


def test_everything_known_is_settled() -> None:
    found = answer("serving", kettle="boiling", leaves="black", minutes_steeped=4, cup="sound")
    assert (found.low, found.high, found.settled, found.reasons, found.either_way) == ("pour", "pour", True, (), ())


def test_nothing_known_is_open_from_end_to_end() -> None:
    """R02: not told is not no."""
    found = answer("serving")
    assert (found.low, found.high, found.settled) == ("pour", "remake", False)
    assert len(found.reasons) == 8
    assert not any(reason.certain for reason in found.reasons)


def test_reasons_come_highest_level_first_and_say_what_they_need() -> None:
    found = answer("serving", kettle="cold", leaves="herbal")
    assert found.low == "wait"
    assert found.reasons == (
        Reason("TEA-06", "remake", False, ("minutes_steeped",)),
        Reason("TEA-08", "remake", False, ("cup",)),
        Reason("TEA-01", "wait", True, ()),
        Reason("TEA-05", "wait", False, ("minutes_steeped",)),
    )


@pytest.mark.parametrize(
    ("minutes", "leaves", "level"),
    [
        (2, "black", "wait"),
        (2.9, "black", "wait"),
        (3, "black", "pour"),
        (4, "black", "pour"),
        (7, "black", "pour"),
        (8, "black", "pour"),
        (8.1, "black", "remake"),
        (9, "black", "remake"),
        (4, "herbal", "wait"),
        (5, "herbal", "remake"),
        (6, "herbal", "remake"),
    ],
)
def test_minutes_at_their_thresholds(minutes: float, leaves: str, level: str) -> None:
    """R16: below, at and above 3, 8 and 5 minutes."""
    found = answer("serving", kettle="boiling", leaves=leaves, minutes_steeped=minutes, cup="sound")
    assert (found.low, found.high) == (level, level)


@pytest.mark.parametrize(
    ("lumps", "cup", "level"),
    [
        (3, "sound", "none"),
        (3.9, "sound", "none"),
        (4, "sound", "tell"),
        (5, "sound", "tell"),
        (5.9, "cracked", "tell"),
        (6, "cracked", "refuse"),
    ],
)
def test_whole_lumps_at_their_thresholds(lumps: float, cup: str, level: str) -> None:
    """R16: from 4 lumps, and above 5, rounded down."""
    assert answer("warning", closed=True, sugar_lumps=lumps, cup=cup).high == level


@pytest.mark.parametrize(("lumps", "level"), [(1, "any"), (2, "plain"), (3, "plain"), (4, "any")])
def test_a_range_with_two_ends(lumps: int, level: str) -> None:
    """R16: from 2 to 3 lumps, both in."""
    assert answer("biscuit", closed=True, leaves="green", sugar_lumps=lumps).high == level


def test_two_rules_that_cover_every_value_make_the_level_certain() -> None:
    """R02: green leaves and no word of the kettle: wait, although neither rule is certain; the two are named."""
    found = answer("serving", leaves="green", cup="sound")
    assert (found.low, found.high, found.settled) == ("wait", "wait", True)
    assert [reason.certain for reason in found.reasons] == [False, False, False]
    assert set(found.either_way) == {"TEA-03", "TEA-04"}


def test_either_way_may_name_a_higher_level() -> None:
    """Herbal tea of any age: wait or make it again, so at least wait."""
    found = answer("serving", kettle="boiling", leaves="herbal")
    assert (found.low, found.high) == ("wait", "remake")
    assert set(found.either_way) == {"TEA-05", "TEA-06"}


def test_either_way_leaves_out_what_is_ruled_out() -> None:
    """Herbal or green: four rules make it certain. Green: two of them cannot hold, and are not named."""
    either = SHOP.answer("serving", state_of(SHOP, Person(given={"cup": "sound"}, partly={"leaves": one_of("green", "herbal")})))
    assert (either.low, set(either.either_way)) == ("wait", {"TEA-03", "TEA-04", "TEA-05", "TEA-06"})
    assert set(answer("serving", leaves="green").either_way) == {"TEA-03", "TEA-04"}


def test_either_way_takes_the_shorter_explanation() -> None:
    """Three rules cover the pots, two the lids; both explain the level, and the two are named."""
    facts = [Fact("pot", ("clay", "iron", "glass")), Fact("lid", ("yes", "no")), Fact("old", ("yes", "no")), Fact("full", ("yes", "no"))]
    pots = [Rule(f"POT-{pot}", {"pot": one_of(pot), "old": one_of("yes")}, "wait") for pot in ("clay", "iron", "glass")]
    lids = [Rule(f"LID-{lid}", {"lid": one_of(lid), "full": one_of("yes"), "hot": one_of("yes")}, "wait") for lid in ("yes", "no")]
    table = Table([*facts, Fact("hot", ("yes", "no"))], [Decision("d", ("pour", "wait"), (*pots, *lids))])
    state = table.state({name: table.classes[name].of("yes") for name in ("old", "full", "hot")})
    assert len(table.primes["d"][1][0].rules) == 3, "the longer explanation comes first, so that taking the first would show"
    assert set(table.answer("d", state).either_way) == {"LID-yes", "LID-no"}


def test_either_way_is_empty_when_one_rule_is_enough() -> None:
    """Cold water settles it: no need to speak of the leaves."""
    assert answer("serving", leaves="green", kettle="cold").either_way == ()


def test_every_kind_of_milk_is_plain_unless_there_is_no_milk() -> None:
    """R02: unknown varies over the kinds of milk; known not to apply is none of them."""
    assert answer("biscuit", sugar_lumps=0, leaves="black", milk="yes").low == "plain"
    without = answer("biscuit", sugar_lumps=0, leaves="black", milk="no")
    assert (without.low, without.high) == ("any", "any")


def test_what_does_not_apply_is_absent_through_two_gates() -> None:
    """Green tea takes no milk, so there is no kind of milk; black tea may."""
    green, black = told(leaves="green"), told(leaves="black")
    assert green.known["milk"] == SHOP.classes["milk"].of("no")
    assert green.known["milk_kind"] == SHOP.classes["milk_kind"].absent()
    assert black.known["milk"] == SHOP.classes["milk"].real
    assert black.known["milk_kind"] == SHOP.classes["milk_kind"].real


def test_told_although_it_does_not_apply_counts() -> None:
    """R02: she says there is nut milk in her green tea, and is allergic to nuts."""
    assert answer("warning", leaves="green", milk_kind="nut", allergies="nuts").low == "refuse"


def test_asked_and_not_known_stays_unknown() -> None:
    """R02: in a closed world, and where the fact does not apply."""
    kinds = SHOP.classes
    assert told(closed=True, asked=("cup",)).known["cup"] == kinds["cup"].real
    assert told(leaves="green", asked=("milk", "milk_kind")).known["milk"] == kinds["milk"].real
    assert told(leaves="green", asked=("milk_kind",)).known["milk_kind"] == kinds["milk_kind"].real


def test_told_and_asked_is_told() -> None:
    assert told(asked=("cup",), cup="cracked").known["cup"] == SHOP.classes["cup"].of("cracked")


def test_a_closed_world_closes_only_what_has_an_absent_value() -> None:
    """R02: no one is taken to have boiled the kettle because they did not speak of it."""
    closed = told(closed=True)
    kinds = SHOP.classes
    assert closed.known["cup"] == kinds["cup"].of("sound")
    assert closed.known["sugar_lumps"] == kinds["sugar_lumps"].of(0)
    assert closed.known["milk_kind"] == kinds["milk_kind"].absent()
    assert closed.known["kettle"] == kinds["kettle"].real
    assert told().known["cup"] == kinds["cup"].real


def test_a_number_known_only_to_lie_in_a_span() -> None:
    """R02: 4 to 6 minutes of herbal tea may be too short or too long."""
    minutes = SHOP.classes["minutes_steeped"]
    known = {name: SHOP.classes[name].of(value) for name, value in {"kettle": "boiling", "leaves": "herbal", "cup": "sound"}.items()}
    wide = SHOP.state({**known, "minutes_steeped": minutes.meeting_somewhere(Range(4, 6))})
    narrow = SHOP.state({**known, "minutes_steeped": minutes.meeting_somewhere(Range(6, 7))})
    assert SHOP.bounds("serving", wide) == (1, 2)
    assert SHOP.bounds("serving", narrow) == (2, 2)


def test_selections_hold_do_not_hold_or_may() -> None:
    """A rule without a level only tells whether it holds."""
    assert SHOP.holds("SAY-01", told()) is True
    assert SHOP.holds("SAY-02", told(leaves="black")) is None
    assert SHOP.holds("SAY-02", told(leaves="black", milk="yes")) is True
    assert SHOP.holds("SAY-02", told(leaves="green")) is False
    assert [SHOP.holds("SAY-03", told(minutes_steeped=m)) for m in (2, 3, 4, 5)] == [False, True, True, False]


def test_a_rule_of_a_decision_can_be_asked_about_too() -> None:
    assert SHOP.holds("TEA-08", told(cup="cracked")) is True
    assert SHOP.holds("TEA-08", told(cup="sound")) is False


def test_a_decision_without_rules_is_at_its_freest_level() -> None:
    table = Table([Fact("kettle", ("hot", "cold"))], [Decision("d", ("free", "careful"), ())])
    found = table.answer("d", table.state({}))
    assert (found.low, found.high, found.settled) == ("free", "free", True)


def test_a_level_that_no_rule_has_is_passed_over() -> None:
    """The scale has a middle; the only rule goes to the top, and is certain."""
    table = Table(
        [Fact("kettle", ("hot", "cold"))], [Decision("d", ("free", "middle", "top"), (Rule("A", {"kettle": one_of("cold")}, "top"),))]
    )
    cold = table.answer("d", table.state({"kettle": table.classes["kettle"].of("cold")}))
    assert (cold.low, cold.high, cold.either_way) == ("top", "top", ())
    assert (table.answer("d", table.state({})).low, table.answer("d", table.state({})).high) == ("free", "top")


FINDINGS: dict[str, tuple[Value, ...]] = {
    "sugar_lumps": (1, 3, 4, 5, 6),
    "allergies": ("nuts", "milk"),
    "cup": ("chipped", "cracked"),
    "milk": ("yes",),
}
"""Of each fact with an absent value the others: a finding is something that is not absent."""

circumstances: st.SearchStrategy[Mapping[str, Value]] = st.fixed_dictionaries(
    {}, optional={"leaves": st.sampled_from(("black", "green")), "milk_kind": st.sampled_from(("cow", "oat", "nut"))}
)
findings = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in FINDINGS.items()})


def test_the_warning_never_takes_an_absent_value() -> None:
    """What makes it a decision that findings can only raise; were a rule to take one, the next test would be about nothing."""
    absent = {fact.name: fact.absent for fact in FACTS if fact.absent is not None}
    assert set(absent) == set(FINDINGS)
    for rule in WARNING.rules:
        for name, condition in rule.when.items():
            assert name not in absent or not SHOP.classes[name].of(absent[name]) & SHOP.classes[name].meeting(condition)


@given(circumstances, findings, st.sampled_from(sorted(FINDINGS)), st.data(), st.sets(st.sampled_from(sorted(FINDINGS))))
@quick
def test_adding_a_finding_never_lowers(
    around: dict[str, Value], before: dict[str, Value], name: str, data: st.DataObject, asked: set[str]
) -> None:
    """R01: in a closed world, where rules never take an absent value, one more finding lowers neither end."""
    before.pop(name, None)
    in_vain = tuple(asked - {name})
    more = data.draw(st.sampled_from(FINDINGS[name]))
    low, high = SHOP.bounds("warning", told(True, in_vain, **around, **before))
    new_low, new_high = SHOP.bounds("warning", told(True, in_vain, **around, **before, **{name: more}))
    assert new_low >= low
    assert new_high >= high


@given(people(BruteForce(FACTS, DECISIONS, SELECTIONS)), st.sampled_from(FACTS), st.data())
@quick
def test_telling_more_never_widens(person: Person, fact: Fact, data: st.DataObject) -> None:
    """R02: an answer to an unknown fact that applies only narrows the interval, in every decision."""
    before = state_of(SHOP, person)
    classes = SHOP.classes[fact.name]
    value = data.draw(st.sampled_from([1 << n for n in range(classes.full.bit_length()) if before.known[fact.name] >> n & 1]))
    after = SHOP.state({**before.known, fact.name: value})
    for decision in DECISIONS:
        (low, high), (new_low, new_high) = SHOP.bounds(decision.name, before), SHOP.bounds(decision.name, after)
        assert low <= new_low <= new_high <= high


@given(tables_and_people())
@tries(30)
def test_primes_handed_in_give_the_same_answers(given: tuple[BruteForce, list[Person]]) -> None:
    """What was computed once and kept answers as what is computed now."""
    brute, persons = given
    computed = Table(brute.facts, brute.decisions, brute.selections)
    kept = Table(brute.facts, brute.decisions, brute.selections, computed.primes)
    names = [decision.name for decision in brute.decisions]
    assert kept.primes == computed.primes
    for person in persons:
        one, two = state_of(computed, person), state_of(kept, person)
        assert [computed.answer(name, one) for name in names] == [kept.answer(name, two) for name in names]
        assert ask_next(computed, one, names) == ask_next(kept, two, names)


def test_primes_handed_in_are_used() -> None:
    """They are trusted: were they computed again, an empty one would not show."""
    none: list[list[Prime]] = [[], [], []]
    empty = Table(FACTS, DECISIONS, SELECTIONS, {decision.name: none[: len(decision.scale)] for decision in DECISIONS})
    assert empty.bounds("serving", empty.state({"kettle": empty.classes["kettle"].of("cold")})) == (0, 2)
    assert SHOP.bounds("serving", told(kettle="cold")) == (1, 2)


def test_forgetting_what_it_remembered_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that may remember one set of open classes answers as one that remembers all."""
    monkeypatch.setattr("afterwards.engine.table._REMEMBERED", 1)
    forgetful, names = open_shop(), [decision.name for decision in DECISIONS]
    for facts in ({}, {"leaves": "green"}, {"leaves": "herbal", "cup": "chipped"}, {}):
        person = Person(given=dict(facts))
        one, two = state_of(SHOP, person), state_of(forgetful, person)
        assert [SHOP.answer(name, one) for name in names] == [forgetful.answer(name, two) for name in names]
        assert ask_next(SHOP, one, names) == ask_next(forgetful, two, names)


# Rules that ask the same


def copy_of(decision: Decision) -> Decision:
    """The same decision under another name, with rules of its own that ask the same."""
    rules = tuple(Rule(f"{rule.id}-AGAIN", dict(list(rule.when.items())[::-1]), rule.level) for rule in decision.rules)
    return Decision(f"{decision.name} again", decision.scale, rules)


TWICE = Table(FACTS, [*DECISIONS, *map(copy_of, DECISIONS)], [*SELECTIONS, *(Rule(f"{one.id}-AGAIN", one.when) for one in SELECTIONS)])


def test_rules_and_decisions_that_ask_the_same_share_a_row() -> None:
    assert len(TWICE.literals) == len(SHOP.literals)
    for rule, row in SHOP.rules.items():
        assert TWICE.rules[rule] == TWICE.rules[f"{rule}-AGAIN"]
        assert TWICE.literals[TWICE.rules[rule]] == SHOP.literals[row]


@given(people(BruteForce(FACTS, DECISIONS, SELECTIONS)))
@quick
def test_shared_rows_keep_their_own_reasons(person: Person) -> None:
    """Each decision answers as if it stood alone, in its own rules."""
    alone, shared = state_of(SHOP, person), state_of(TWICE, person)
    for decision in DECISIONS:
        expected = SHOP.answer(decision.name, alone)
        again = tuple(Reason(f"{one.id}-AGAIN", one.level, one.certain, one.needs) for one in expected.reasons)
        either_way = tuple(f"{rule}-AGAIN" for rule in expected.either_way)
        assert TWICE.answer(decision.name, shared) == expected
        assert TWICE.answer(f"{decision.name} again", shared) == DecisionAnswer(expected.low, expected.high, again, either_way)
    for one in SELECTIONS:
        assert TWICE.holds(one.id, shared) == TWICE.holds(f"{one.id}-AGAIN", shared) == SHOP.holds(one.id, alone)
    names = [decision.name for decision in DECISIONS]
    assert ask_next(TWICE, shared, names) == ask_next(SHOP, alone, names)
    assert ask_next(TWICE, shared, [f"{name} again" for name in names]) == ask_next(SHOP, alone, names)


def test_rules_of_one_decision_that_ask_the_same_are_each_named_at_their_level() -> None:
    kettle = Fact("kettle", ("boiling", "warm", "cold"))
    minutes = Fact("minutes", range=(0, 15))
    rules = (
        Rule("ONE-01", {"kettle": one_of("warm", "cold"), "minutes": Range(low=3)}, "wait"),
        # The same in other words: the order of the facts and of the values, and a bound told as "at it".
        Rule("ONE-02", {"minutes": Range(3, None, low_open=False), "kettle": one_of("cold", "warm")}, "wait"),
        Rule("ONE-03", {"kettle": one_of("warm", "cold"), "minutes": Range(low=3)}, "remake"),
        Rule("ONE-04", {"kettle": one_of("warm", "cold"), "minutes": Range(low=3, low_open=True)}, "remake"),
    )
    other = Decision("other", ("no", "yes"), (Rule("TWO-01", {"kettle": one_of("cold", "warm"), "minutes": Range(low=3)}, "yes"),))
    table = Table([kettle, minutes], [Decision("one", ("pour", "wait", "remake"), rules), other], [Rule("SEL-01", rules[0].when)])
    rows = table.rules
    assert rows["ONE-01"] == rows["ONE-02"] == rows["ONE-03"] == rows["TWO-01"] == rows["SEL-01"] != rows["ONE-04"]
    open_ = table.state({"kettle": table.classes["kettle"].of("cold")})
    needs = ("minutes",)
    assert table.answer("one", open_).reasons == (
        Reason("ONE-03", "remake", False, needs),
        Reason("ONE-04", "remake", False, needs),
        Reason("ONE-01", "wait", False, needs),
        Reason("ONE-02", "wait", False, needs),
    )
    assert table.answer("other", open_).reasons == (Reason("TWO-01", "yes", False, needs),)
    closed = table.state({"kettle": table.classes["kettle"].of("cold"), "minutes": table.classes["minutes"].of(3)})
    assert table.answer("one", closed) == DecisionAnswer(
        "remake",
        "remake",
        (Reason("ONE-03", "remake", True, ()), Reason("ONE-01", "wait", True, ()), Reason("ONE-02", "wait", True, ())),
        (),
    )
    assert table.holds("SEL-01", closed) is True
    assert table.holds("ONE-04", closed) is False


def test_two_rules_of_one_name_are_refused_also_when_they_ask_the_same() -> None:
    same = Rule("ONE-01", {"cup": one_of("cracked")}, "yes")
    with pytest.raises(TableError, match="two rules are called ONE-01"):
        Table(FACTS, [Decision("one", ("no", "yes"), (same,)), Decision("two", ("no", "yes"), (same,))])


@pytest.mark.parametrize(
    ("low", "high", "raised"),
    [
        ("pour", "pour", ("wait", "wait")),
        ("pour", "wait", ("wait", "wait")),
        ("pour", "remake", ("wait", "remake")),
        ("wait", "remake", ("wait", "remake")),
        ("remake", "remake", ("remake", "remake")),
    ],
)
def test_an_answer_is_raised_to_a_level_and_never_lowered(low: str, high: str, raised: tuple[str, str]) -> None:
    """R09: reasons stay as they were."""
    reasons = (Reason("TEA-01", "wait", False, ("cup",)),)
    found = DecisionAnswer(low, high, reasons, ("TEA-01",)).not_below("wait", ("pour", "wait", "remake"))
    assert (found.low, found.high) == raised
    assert found.reasons == reasons
    assert found.either_way == ("TEA-01",)
