"""R03: a flag that does not reach the top is found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from afterwards import load_pack
from afterwards.engine import Rule, Table
from afterwards.verify.redflags import prove
from tests.verify.planted import TEA, changed, failures, proved


def test_the_flag_of_the_tea_house_reaches_the_top() -> None:
    found = proved(prove, TEA)
    assert failures(found) == {}
    assert [one.property for one in found] == ["redflags: warning"]


def test_a_flag_whose_prime_is_lost_does_not_reach_the_top() -> None:
    table = TEA.table
    primes = {name: [list(level) for level in levels] for name, levels in table.primes.items()}
    primes["warning"][2] = []
    facts = [classes.fact for classes in table.classes.values()]
    selections = [*(Rule(row.id, row.when) for row in TEA.rows), *(Rule(one.id, one.when) for one in TEA.contradictions)]
    broken = replace(TEA, table=Table(facts, list(table.decisions.values()), selections, primes))
    found = failures(proved(prove, broken))
    cases = found["redflags: warning"]
    assert any("is not certain in every state" in case for case in cases)
    assert any('smoke: "yes"' in case and "expect: {warning: refuse}" in case for case in cases)


def test_a_decision_that_promises_nothing_is_left_out(tmp_path: Path) -> None:
    pack = load_pack(changed(tmp_path, "plan/tea.yaml", "PLAN-01", "PLAN-09"))
    none_rises = replace(pack, decisions={name: replace(one, rises=False) for name, one in pack.decisions.items()})
    from afterwards.verify.report import quiet

    assert prove(none_rises, quiet, fast=True) == []
