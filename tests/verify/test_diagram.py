"""Decision diagrams say what trying every state says, on a table small enough for that."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import pytest

from afterwards.engine.table import bits
from afterwards.pack import Pack
from afterwards.verify.class_words import value_in, words_for
from afterwards.verify.diagram import Cube, Diagram, new_manager
from tests.teashop.shop import open_shop
from tests.verify.planted import TEA

SHOP = open_shop()


def states() -> Iterator[Cube]:
    """Every state of the tea shop."""
    names = list(SHOP.classes)
    for places in product(*(bits(classes.full) for classes in SHOP.classes.values())):
        yield {name: 1 << place for name, place in zip(names, places, strict=True)}


EVERY = list(states())


def place_of(decision: str, state: Cube) -> int:
    """The place of the level, rule by rule."""
    one = SHOP.decisions[decision]
    held = [rule for rule in one.rules if all(state[name] & classes for name, classes in SHOP.literals[SHOP.rules[rule.id]].items())]
    return max((one.scale.index(rule.level) for rule in held), default=0)


@pytest.fixture(params=["chosen", "pure"])
def diagram(request: pytest.FixtureRequest) -> Diagram:
    """The tea shop on the manager that is chosen, and on the one in Python, which is there without CUDD."""
    return Diagram(SHOP, manager=new_manager(pure=request.param == "pure"))


def test_there_are_as_many_states_as_there_are(diagram: Diagram) -> None:
    assert diagram.number == len(EVERY) == diagram.count(diagram.states) == diagram.count(diagram.true)
    assert diagram.count(diagram.false) == 0


@pytest.mark.parametrize("decision", SHOP.decisions)
def test_a_level_holds_where_its_rules_do(decision: str, diagram: Diagram) -> None:
    scale = SHOP.decisions[decision].scale
    places = [place_of(decision, state) for state in EVERY]
    for place in range(len(scale)):
        assert diagram.count(diagram.exactly(decision, place)) == places.count(place)
        assert diagram.share(diagram.at_least(decision, place)) == Fraction(sum(one >= place for one in places), len(EVERY))


def test_people_are_the_states_that_fit_together(diagram: Diagram) -> None:
    fitting = 0
    for state in EVERY:
        gates = ((state[name], one.fact.gate, one) for name, one in SHOP.classes.items())
        fitting += all(
            gate is None or (mine & one.real if state[gate.fact] & SHOP.applies[one.fact.name] else mine == one.absent())
            for mine, gate, one in gates
        )
    assert 0 < fitting < len(EVERY)
    assert diagram.count(diagram.people) == fitting
    assert diagram.share(diagram.people, of=diagram.people) == 1
    assert diagram.share(diagram.true, of=diagram.false) == 0


def test_an_example_lies_in_the_function_and_is_a_person(diagram: Diagram) -> None:
    for decision, one in SHOP.decisions.items():
        for place in range(len(one.scale)):
            example = diagram.example(diagram.exactly(decision, place))
            assert place_of(decision, example) == place
            told = diagram.person(example)
            known = {name: SHOP.classes[name].of(value) for name, value in told.items()}  # type: ignore[arg-type]
            assert SHOP.bounds(decision, SHOP.state(known)) == (place, place)


def test_nothing_has_no_example(diagram: Diagram) -> None:
    with pytest.raises(ValueError, match="no state"):
        diagram.example(diagram.exactly("serving", 1) & diagram.exactly("serving", 2))


def test_where_no_person_is_an_example_is_a_state(diagram: Diagram) -> None:
    kinds = SHOP.classes["milk_kind"]
    node = diagram.literal("milk_kind", kinds.absent()) & diagram.literal("milk", SHOP.classes["milk"].of("yes"))
    assert diagram.example(node)["milk_kind"] == kinds.absent()


def test_a_description_covers_the_function_and_nothing_else(diagram: Diagram) -> None:
    for decision, one in SHOP.decisions.items():
        for place in range(1, len(one.scale)):
            node = diagram.at_least(decision, place)
            cubes = diagram.describe(node, limit=50)
            assert diagram.count(diagram.union(cubes)) == diagram.count(node) == diagram.count(diagram.union(cubes) & node)
            assert len(cubes) <= len(one.rules) + 2
            shortened = diagram.describe(node, limit=1)
            assert shortened == cubes[:1]
            assert diagram.share(node & ~diagram.union(shortened)) == diagram.share(node) - diagram.share(diagram.cube(cubes[0]))


def test_a_cube_is_read_in_words(diagram: Diagram) -> None:
    minutes, sugar = SHOP.classes["minutes_steeped"], SHOP.classes["sugar_lumps"]
    assert diagram.words({}) == "everyone"
    assert diagram.words({"cup": SHOP.classes["cup"].of("cracked")}) == "cup: cracked"
    assert words_for(minutes, 0) == "nothing"
    assert words_for(minutes, minutes.full) == "any number"
    assert words_for(minutes, minutes.of(0)) == "under 3"
    assert words_for(minutes, minutes.of(9)) == "above 8"
    assert words_for(minutes, minutes.of(6)) == "from 5 to 8"
    assert words_for(sugar, sugar.of(0) | sugar.of(6)) == "under 2 or from 6"
    assert words_for(SHOP.classes["milk_kind"], SHOP.classes["milk_kind"].full) == "cow or oat or nut or does not apply"


@pytest.mark.parametrize("highest", [False, True])
def test_a_class_has_a_value_of_its_own(highest: bool, pack: Pack) -> None:
    assert pack.contraception
    for table in (SHOP, pack.table, pack.contraception.table):
        for classes in table.classes.values():
            for place in bits(classes.real):
                value = value_in(classes, 1 << place, highest=highest)
                assert classes.of(value) == 1 << place
            if classes.full != classes.real:
                with pytest.raises(ValueError, match="has no value"):
                    value_in(classes, classes.absent())


def test_examples_of_methods_are_accepted_and_read_as_meant(pack: Pack) -> None:
    """Lists are put together, the lower number of a blood pressure lies below the higher."""
    from afterwards.check.cases import TODAY
    from afterwards.person.known import known_in
    from afterwards.person.told import read_facts

    assert pack.contraception
    table = pack.contraception.table
    diagram = Diagram(table, pack.facts)
    for decision in list(table.decisions)[::5]:
        for place in range(len(table.decisions[decision].scale)):
            node = diagram.exactly(decision, place) & diagram.people
            if node == diagram.false:
                continue
            example = diagram.example(node)
            known, _ = known_in(pack, table, read_facts(pack, diagram.person(example), TODAY))
            # What does not apply to her is not told, and may be told by another answer.
            meant = {name: one for name, one in example.items() if one & table.classes[name].real}
            assert {name: one for name, one in known.items() if one != meant.get(name, one)} == {}


def test_what_hangs_on_another_fact_follows_it() -> None:
    order = Diagram(TEA.table).order
    assert order.index("leaves") == order.index("guide") + 1
