"""Exact, not just careful: every answer equals that of trying every completion of the unknown facts."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given

from afterwards.engine import DecisionAnswer, Table, ask_next
from tests.engine.brute_force import BruteForce, Person, state_of
from tests.engine.tables import MOSTLY_TOLD, people, tables_and_people
from tests.teashop.shop import DECISIONS, FACTS, SELECTIONS
from tests.tries import tries

TEA_SHOP = BruteForce(FACTS, DECISIONS, SELECTIONS)
TEA_TABLE = Table(FACTS, DECISIONS, SELECTIONS)

thorough = tries(100)
fewer = tries(20)


def assert_exact(brute: BruteForce, table: Table, person: Person) -> None:
    """The decisions, their reasons and the selections are those of brute force."""
    state = state_of(table, person)
    held = brute.rules_held(person)
    needs = brute.needs(held)
    always = frozenset.intersection(*held.values())
    sometimes = frozenset.union(*held.values())
    for decision in brute.decisions:
        answer = table.answer(decision.name, state)
        places = [brute.place(decision, rules) for rules in held.values()]
        assert answer.low == decision.scale[min(places)]
        assert answer.high == decision.scale[max(places)]
        assert answer.settled == (min(places) == max(places))
        levels = {rule.id: rule.level for rule in decision.rules if rule.id in sometimes}
        assert {reason.id: reason.level for reason in answer.reasons} == levels
        assert len(answer.reasons) == len(levels)
        assert {reason.id for reason in answer.reasons if reason.certain} == always & set(levels)
        for reason in answer.reasons:
            assert set(reason.needs) == needs[reason.id]
            assert len(reason.needs) == len(set(reason.needs))
        order = [decision.scale.index(reason.level) for reason in answer.reasons]
        assert order == sorted(order, reverse=True)
        assert_either_way(answer, decision.scale, levels, always, held.values())
    for rule in brute.selections:
        assert table.holds(rule.id, state) == (True if rule.id in always else None if rule.id in sometimes else False)


def assert_either_way(
    answer: DecisionAnswer, scale: tuple[str, ...], levels: dict[str, str], always: frozenset[str], held: Iterable[frozenset[str]]
) -> None:
    """Named only where no single rule explains `low`; then every one may hold, is high enough, and one of them always holds."""
    low = scale.index(answer.low)
    if low == 0 or any(scale.index(levels[rule]) >= low for rule in always & set(levels)):
        assert answer.either_way == ()
        return
    named = set(answer.either_way)
    assert len(named) > 1
    assert named <= set(levels), "a rule is named that is ruled out"
    assert all(scale.index(levels[rule]) >= low for rule in named)
    assert all(named & rules for rules in held)


def assert_asks_exactly_what_matters(brute: BruteForce, table: Table, person: Person) -> None:
    """Asked next: what can still change a level, and before it the gates that decide whether it applies."""
    asked = ask_next(table, state_of(table, person), [decision.name for decision in brute.decisions])
    assert set(asked) == brute.ask_next(person, brute.rules_held(person))
    assert len(asked) == len(set(asked))
    for fact in brute.facts:
        if fact.gate and {fact.name, fact.gate.fact} <= set(asked) and fact.name not in person.partly:
            assert asked.index(fact.gate.fact) < asked.index(fact.name)


@given(tables_and_people())
@thorough
def test_answers_of_any_table_are_exact(given: tuple[BruteForce, list[Person]]) -> None:
    """R02: unknown is never no; low and high are reached by some completion and passed by none."""
    brute, persons = given
    table = Table(brute.facts, brute.decisions, brute.selections)
    for person in persons:
        assert_exact(brute, table, person)


@given(tables_and_people())
@thorough
def test_any_table_asks_exactly_what_matters(given: tuple[BruteForce, list[Person]]) -> None:
    """R02: nothing that could change a level is left unasked, and nothing else is asked."""
    brute, persons = given
    table = Table(brute.facts, brute.decisions, brute.selections)
    for person in persons:
        assert_asks_exactly_what_matters(brute, table, person)


@given(people(TEA_SHOP, MOSTLY_TOLD))
@fewer
def test_answers_of_the_tea_shop_are_exact(person: Person) -> None:
    """R02: the same on a table written by hand."""
    assert_exact(TEA_SHOP, TEA_TABLE, person)


@given(people(TEA_SHOP, MOSTLY_TOLD))
@fewer
def test_the_tea_shop_asks_exactly_what_matters(person: Person) -> None:
    """R02: the same on a table written by hand."""
    assert_asks_exactly_what_matters(TEA_SHOP, TEA_TABLE, person)


def test_someone_who_has_said_nothing() -> None:
    """R02: every fact unknown, the largest number of completions the tea shop has."""
    assert_exact(TEA_SHOP, TEA_TABLE, Person())
    assert_asks_exactly_what_matters(TEA_SHOP, TEA_TABLE, Person())
