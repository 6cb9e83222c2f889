"""R03: a flag that does not reach the top, or that is asked late, is found."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from afterwards.engine import Rule, Table
from afterwards.pack import load_pack
from afterwards.verify.redflags import pages_asked, prove
from tests.packs.faults import GOOD
from tests.verify.planted import TEA, changed, failures, proved, with_rule

SMOKE = """    sign: Smoke from the kettle
    absent: "no"
"""


def test_the_flag_of_the_tea_house_comes_first() -> None:
    found = proved(prove, TEA)
    assert failures(found) == {}
    assert [one.property for one in found] == ["redflags: warning", "redflags: warning, page by page"]


@pytest.mark.parametrize("unsure", [False, True])
def test_the_pages_are_those_of_the_interview(unsure: bool) -> None:
    pages = pages_asked(TEA, "tea", {"leaves": "black"}, unsure=unsure)
    assert pages["guide"] == 0
    assert pages["smoke"] == 1
    assert pages["cup"] == 2
    assert pages["leaves"] == 3


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


def test_a_flag_asked_on_the_third_page_is_late() -> None:
    late = replace(TEA, pages=(*TEA.pages[1:], TEA.pages[0]))
    found = failures(proved(prove, late))
    (case, *_) = found["redflags: warning, page by page"]
    assert "the red flag smoke (WARN-02) is asked on page 3" in case


def test_a_flag_asked_on_no_page_is_found() -> None:
    found = failures(proved(prove, replace(TEA, pages=TEA.pages[1:])))
    assert any("is asked on no page" in case for case in found["redflags: warning, page by page"])


def test_a_flag_behind_another_answer_comes_right_after_it(tmp_path: Path) -> None:
    """Smoke is asked when the cup is not sound: the cup on page 1, smoke on page 2. With the tea in between it is late."""
    root = tmp_path / "pack"
    shutil.copytree(GOOD, root)
    facts = root / "facts.yaml"
    text = facts.read_text(encoding="utf-8")
    assert text.count(SMOKE) == 1
    text = text.replace(SMOKE, SMOKE + "    applies_when: {cup: [chipped, cracked]}\n")
    facts.write_text(text, encoding="utf-8")
    pack = load_pack(root)
    signs, cup, tea = pack.pages
    near = proved(prove, replace(pack, pages=(cup, signs, tea)))
    assert failures(near) == {}
    assert any("known after page 2: WARN-02 (smoke)" in note for one in near for note in one.notes)
    far = failures(proved(prove, replace(pack, pages=(cup, tea, signs))))
    assert any(
        "smoke (WARN-02) is asked on page 3, and cup, on which it hangs, on page 1" in case
        for case in far["redflags: warning, page by page"]
    )


def test_rules_of_several_signs_are_noted_with_their_page(tmp_path: Path) -> None:
    rule = "{id: WARN-03, level: refuse, when: {cup: [cracked], minutes: {above: 8}}, if: warn.if-cup, say: [warn.cup], sources: [card]}"
    found = proved(prove, load_pack(with_rule(tmp_path, "warning", rule)))
    assert failures(found) == {}
    assert "tea: known after page 3: WARN-03 (cup, minutes)" in found[1].notes


def test_a_decision_that_promises_nothing_is_left_out(tmp_path: Path) -> None:
    pack = load_pack(changed(tmp_path, "plan/tea.yaml", "PLAN-01", "PLAN-09"))
    none_rises = replace(pack, decisions={name: replace(one, rises=False) for name, one in pack.decisions.items()})
    from afterwards.verify.report import quiet

    assert prove(none_rises, quiet, fast=True) == []
