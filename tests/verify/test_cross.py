"""Independent ways to compute an answer agree, and a way that is made wrong is found (R14)."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from afterwards.engine import Prime
from afterwards.pack import Pack
from afterwards.verify import cross, sql
from afterwards.verify.brute_force import UNSURE, BruteForce
from afterwards.verify.cross import Shares, Tally, compared
from afterwards.verify.report import quiet
from afterwards.verify.ways import HABITS, Ways, people
from tests.packs.faults import GOOD
from tests.verify.planted import BREWING, TEA, either

FEW = Shares(people=200, batch=200, brute_force=200, diagram=200, solver=20)


def tallied(ways: Ways, shares: Shares = FEW) -> Tally:
    """A batch of each habit, added up."""
    tally = Tally()
    for number, habit in enumerate(HABITS):
        tally.add(compared(ways, habit, shares, number))
    return tally


@pytest.mark.slow
def test_every_way_agrees_on_the_built_in_pack(pack: Pack) -> None:
    """R14: the fast part; every level is reached, worked people are among them, and each way answered."""
    reports = cross.prove(pack, quiet, fast=True)
    assert [failure for one in reports for failure in one.failures] == []
    assert {one.property for one in reports} == {
        f"cross: {table}, {kind} people" for table in ("guide", "methods") for kind in ("random", "worked")
    }
    for one in reports:
        assert not one.covered.endswith(".")
        for way in ("masks", "SQL", "brute force", "diagram", "solver"):
            assert f"{way} 0" not in one.covered, one.covered
    random = {one.property: one for one in reports if "random" in one.property}
    assert "24,000 random people" in random["cross: guide, random people"].covered
    assert "Levels that no random person reached: none." in random["cross: guide, random people"].notes


@pytest.mark.parametrize("table", [TEA.table, BREWING.table], ids=["tea", "brewing"])
def test_every_way_agrees_on_the_tea_house(table: object) -> None:
    assert tallied(Ways(table)).differ == 0  # type: ignore[arg-type]


def test_a_prime_left_out_is_found_and_printed_as_a_case() -> None:
    """Without the prime that covers both ways the masks say low where the level is certain: brute force, diagram and solver tell."""
    wrong = either(lambda primes: [one for one in primes if len(one.rules) == 1])
    tally = tallied(Ways(wrong.table))
    assert tally.differ
    case = tally.cases[0]
    assert case.startswith("# either: the ways differ. masks: low to high, SQL: low to high, brute force: high to high")
    assert "\n- case: " in case
    assert "\n  expect: {either: high}" in case
    assert tallied(Ways(either().table)).differ == 0


def test_a_prime_too_many_is_found() -> None:
    wrong = either(lambda primes: [*primes, Prime((("b", 2),), ("E-1",))])
    assert tallied(Ways(wrong.table)).differ


def test_a_wrong_comparison_in_sql_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A number's upper bound taken in where it is left out."""
    whole = sql.SqlTable._condition

    def wrong(self: sql.SqlTable, name: str, condition: object) -> str:
        return whole(self, name, condition).replace(" < ", " <= ").replace(" > ", " >= ")  # type: ignore[arg-type]

    monkeypatch.setattr(sql.SqlTable, "_condition", wrong)
    tally = tallied(Ways(BREWING.table), replace(FEW, solver=0)) if _has_open_bounds(BREWING) else tallied(Ways(TEA.table))
    assert tally.differ
    assert "SQL" in tally.cases[0]


def _has_open_bounds(pack: Pack) -> bool:
    ranges = [one for decision in pack.table.decisions.values() for rule in decision.rules for one in rule.when.values()]
    return any(getattr(one, "low_open", False) or getattr(one, "high_open", False) for one in ranges)


def test_an_open_world_is_printed_as_open() -> None:
    wrong = either(lambda primes: [one for one in primes if len(one.rules) == 1])
    tally = compared(Ways(wrong.table), HABITS[3], Shares(people=4000, batch=4000, brute_force=4000, diagram=0, solver=0), 5)
    assert tally.differ
    assert all("\n  open: true\n" in case for case in tally.cases)


def test_random_people_are_the_same_with_the_same_seed_and_reach_every_level(pack: Pack) -> None:
    ways = Ways(pack.table)
    for habit in HABITS:
        assert people(ways, habit, 50, Random(3)) == people(ways, habit, 50, Random(3))
    told = [value for one in people(ways, HABITS[3], 200, Random(1)) for value in one.values()]
    assert UNSURE in told
    assert any(isinstance(value, float) and value % 1 for value in told), "fractions of whole numbers are tried"


def test_sql_reads_gates_and_a_closed_world_as_the_rules_say() -> None:
    """A fact that does not apply is absent, one asked in vain stays open, one not told is open or absent by the world."""
    table = BREWING.table
    brute = BruteForce(table)
    found = sql.SqlTable(table)
    for closed in (True, False):
        for person in people(Ways(table), HABITS[3], 100, Random(4)):
            (row,) = found.answers([[person.get(name) for name in found.names]], closed=closed)
            for decision, places in zip(found.decisions, row, strict=True):
                assert brute.bounds(decision, brute.possible(person, closed=closed), 100_000) == (places.low, places.high)
    found.close()


def test_a_pack_without_cases_is_compared_on_random_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cross, "GUIDE_FAST", Shares(people=200, batch=100, brute_force=5, diagram=5, solver=1))
    reports = cross.prove(TEA, quiet, fast=True, root=GOOD / "no-such-folder", workers=1)
    assert [one.property for one in reports] == ["cross: guide, random people"]
    assert reports[0].failures == ()
