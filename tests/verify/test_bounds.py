"""R02: a missing, a false or a needless prime is found, by the proof that is meant to find it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from afterwards.engine import Prime
from afterwards.verify.bounds import prove
from tests.verify.planted import BREWING, TEA, either, failures, proved

YES, NO = 2, 1
B_AND_C = (("b", YES), ("c", YES))
Change = Callable[[list[Prime]], list[Prime]]


def without(literals: tuple[tuple[str, int], ...]) -> Change:
    return lambda primes: [one for one in primes if one.literals != literals]


def plus(literals: tuple[tuple[str, int], ...]) -> Change:
    return lambda primes: [*primes, Prime(literals, ("E-1",))]


def test_bounds_hold_where_every_prime_is_there() -> None:
    assert len(either().table.primes["either"][1]) == 3
    assert failures(proved(prove, either())) == {}
    assert failures(proved(prove, TEA)) == {}
    assert failures(proved(prove, BREWING)) == {}


def test_a_prime_that_only_a_cube_needs_is_missed() -> None:
    """The rules are still covered, so z3 finds nothing: only the proof over partial states, and trying, can."""
    found = failures(proved(prove, either(without(B_AND_C))))
    assert "bounds: decisions" in found
    assert "bounds: decisions, again by z3" not in found
    (case,) = found["bounds: decisions"]
    assert 'facts: {b: "yes", c: "yes"}' in case
    assert "expect: {either: [high, high]}" in case
    assert "either: that low is high or above is not given although it is so." in case


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (without((("a", YES), ("b", YES))), "bounds: decisions, again by z3"),
        (without((("a", YES), ("b", YES))), "bounds: decisions, by trying"),
        (plus((("c", YES),)), "bounds: decisions, again by z3"),
        (plus((("c", YES),)), "bounds: decisions, prime by prime"),
        (plus((("c", YES),)), "bounds: decisions"),
        (plus((("a", NO), ("b", YES), ("c", YES))), "bounds: decisions, prime by prime"),
    ],
)
def test_a_changed_prime_is_found(change: Change, part: str) -> None:
    assert part in failures(proved(prove, either(change)))


def test_what_is_certain_only_where_a_fact_applies_is_noted() -> None:
    from dataclasses import replace

    from tests.teashop.shop import open_shop

    found = proved(prove, replace(TEA, table=open_shop(), facts={}))
    assert failures(found) == {}
    assert any("certain for any value of milk_kind" in note for one in found for note in one.notes)
