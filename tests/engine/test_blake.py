"""The Blake canonical form: every prime implicant, no other, and the rules that each was made from."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from afterwards.engine import Fact, Prime, prime_implicants
from afterwards.engine.blake import Literals
from afterwards.engine.rules import Classes, classify
from tests.teashop.shop import one_of, open_shop
from tests.tries import tries

SIZES = {"a": 2, "b": 3, "c": 3}
SMALL = classify([Fact(name, tuple(str(n) for n in range(size))) for name, size in SIZES.items()], [])
FULL = {name: place.full for name, place in SMALL.items()}

Cube = tuple[int, ...]

literals = st.fixed_dictionaries({}, optional={name: st.integers(0, full) for name, full in FULL.items()})


def cube(of: Mapping[str, int]) -> Cube:
    """The set of classes in every fact, those not named in full."""
    return tuple(of.get(name, full) for name, full in FULL.items())


def inside(one: Cube, other: Cube) -> bool:
    """Whether every person in the first cube is in the other."""
    return all(not left & ~right for left, right in zip(one, other, strict=True))


def points(of: Cube) -> set[Cube]:
    """The single persons in a cube."""
    return set(product(*([1 << n for n in range(4) if held >> n & 1] for held in of)))


def primes_by_trying_every_cube(rules: list[dict[str, int]]) -> set[Cube]:
    """The cubes that lie in the union of the rules and in no larger such cube."""
    union = {point for rule in rules for point in points(cube(rule))}
    implicants = [one for one in product(*(range(1, full + 1) for full in FULL.values())) if points(one) <= union]
    return {one for one in implicants if not any(one != other and inside(one, other) for other in implicants)}


@given(st.lists(literals, max_size=6))
@tries(80)
def test_all_prime_implicants_and_no_other(rules: list[dict[str, int]]) -> None:
    """R02: what makes `low` exact; each prime lies within the rules it names, which are rules that can hold."""
    found = prime_implicants([(str(n), rule) for n, rule in enumerate(rules)], SMALL)
    cubes = [cube(dict(prime.literals)) for prime in found]
    assert len(cubes) == len(set(cubes))
    assert set(cubes) == primes_by_trying_every_cube(rules)
    for prime, of in zip(found, cubes, strict=True):
        named = [cube(rules[int(name)]) for name in prime.rules]
        assert points(of) <= set().union(*(points(one) for one in named))
        assert all(points(one) for one in named)


def of_shop(*rules: Literals) -> list[Prime]:
    """The prime implicants of rules A, B, C ... on the tea shop's facts."""
    return prime_implicants(list(zip("ABCD", rules, strict=False)), KINDS)


KINDS: dict[str, Classes] = open_shop().classes
BOILING, COOLER = KINDS["kettle"].meeting(one_of("boiling")), KINDS["kettle"].meeting(one_of("warm", "cold"))
GREEN, WHITE = KINDS["leaves"].meeting(one_of("green")), KINDS["leaves"].meeting(one_of("white"))
CHIPPED = KINDS["cup"].meeting(one_of("chipped"))
ANY_MILK = KINDS["milk_kind"].real


def test_no_rules_no_primes() -> None:
    assert of_shop() == []


def test_two_rules_that_cover_a_fact_join() -> None:
    """Green leaves in boiling water, green leaves in cooler water: green leaves."""
    joined = of_shop({"leaves": GREEN, "kettle": BOILING}, {"leaves": GREEN, "kettle": COOLER})
    assert joined == [Prime((("leaves", GREEN),), ("A", "B"))]


def test_two_rules_join_on_what_they_share() -> None:
    """Where each asks something else as well, both must be so; the two rules stay."""
    found = of_shop({"leaves": GREEN, "kettle": BOILING}, {"cup": CHIPPED, "kettle": COOLER})
    assert Prime((("cup", CHIPPED), ("leaves", GREEN)), ("A", "B")) in found
    assert len(found) == 3


def test_rules_apart_in_two_facts_do_not_join() -> None:
    found = of_shop({"leaves": GREEN, "kettle": BOILING}, {"leaves": WHITE, "kettle": COOLER})
    assert [prime.rules for prime in found] == [("A",), ("B",)]


def test_a_part_of_a_fact_is_joined_and_kept() -> None:
    """Green or white, not every kind of leaves: the literal stays, wider."""
    assert of_shop({"leaves": GREEN}, {"leaves": WHITE}) == [Prime((("leaves", GREEN | WHITE),), ("A", "B"))]


def test_a_wider_rule_swallows_a_narrower_one() -> None:
    """Whichever comes first."""
    wide, narrow = {"leaves": GREEN}, {"leaves": GREEN, "kettle": BOILING}
    assert of_shop(wide, narrow) == [Prime((("leaves", GREEN),), ("A",))]
    assert of_shop(narrow, wide) == [Prime((("leaves", GREEN),), ("B",))]


def test_every_value_is_no_condition_and_no_value_is_no_rule() -> None:
    """A literal that always holds is dropped; one that never holds drops its rule."""
    assert of_shop({"kettle": BOILING | COOLER, "leaves": GREEN}) == [Prime((("leaves", GREEN),), ("A",))]
    assert of_shop({"kettle": 0, "leaves": GREEN}) == []


def test_a_rule_without_conditions_is_the_only_prime() -> None:
    assert of_shop({"leaves": GREEN}, {}, {"kettle": BOILING}) == [Prime((), ("B",))]


def test_every_kind_of_milk_is_not_whether_there_is_milk() -> None:
    """The class "does not apply" keeps the literal: without milk neither rule holds."""
    one = KINDS["milk_kind"].meeting(one_of("cow"))
    assert of_shop({"milk_kind": one}, {"milk_kind": ANY_MILK & ~one}) == [Prime((("milk_kind", ANY_MILK),), ("A", "B"))]


def test_primes_made_of_many_rules() -> None:
    """A chain: each step joins two, the end names all that were needed."""
    lumps = KINDS["sugar_lumps"]
    first, rest = lumps.of(0), lumps.full & ~lumps.of(0)
    found = of_shop(
        {"leaves": GREEN, "kettle": BOILING},
        {"leaves": GREEN, "kettle": COOLER, "sugar_lumps": first},
        {"leaves": GREEN, "kettle": COOLER, "sugar_lumps": rest},
    )
    assert found == [Prime((("leaves", GREEN),), ("A", "B", "C"))]
