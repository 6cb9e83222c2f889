"""Each changed cell of the pack is noticed, and one that nothing notices is reported (R06)."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from afterwards.check.cases import read_cases
from afterwards.check.knowledge import cases_of
from afterwards.engine import Range
from afterwards.pack import Pack
from afterwards.pack.load import KNOWLEDGE
from afterwards.verify import mutate
from afterwards.verify.judge import Judge
from afterwards.verify.mutants import mutants_of, variants
from afterwards.verify.mutate import cell_changes, gate_changes, second_tellings
from afterwards.verify.report import quiet

CASES = cases_of(KNOWLEDGE) or Path()


@pytest.fixture(scope="module")
def judge(pack: Pack) -> Judge:
    return Judge(pack, CASES)


def test_a_sample_of_changes_is_noticed_on_the_built_in_pack(pack: Pack) -> None:
    """R06: the fast part."""
    reports = mutate.prove(pack, quiet, fast=True)
    assert [failure for one in reports for failure in one.failures] == []
    assert [one.property for one in reports] == [
        "mutate: conditions and levels",
        "mutate: statement links, days, gates",
        "mutate: cells of the grids",
    ]


def test_an_unchanged_case_is_judged_as_the_engine_answers_it(pack: Pack, judge: Judge) -> None:
    """The quick way reads levels, reasons and open facts as the tables do, gaps included."""
    cases, _ = read_cases(pack, CASES)
    assert len(cases) == len(judge.cases)
    for case, mine in zip(cases, judge.cases, strict=True):
        for name in mine.decisions:
            scale, answer, found = pack.decisions[name].scale, case.answers[name], judge.verdict(mine, name)
            assert (scale[found.low], scale[found.high]) == (answer.low, answer.high)
            certain = {one.id for one in answer.reasons if one.certain and one.level == answer.low}
            assert set(found.because) == certain
            raising = [one for one in answer.reasons if scale.index(one.level) > found.low]
            assert found.needs == {fact for one in raising for fact in one.needs}


def test_every_kind_of_change_is_made(pack: Pack, judge: Judge) -> None:
    line = next(one for one in judge.lines if one.id == "URG-03")
    names = [one.name for one in mutants_of(pack, line)]
    assert "URG-03: level emergency to contact_soon" in names
    assert "URG-03: large_clots dropped" in names
    assert "URG-03: large_clots with no" in names
    assert "URG-03: pads_soaked_per_hour 1 to 2" in names


def test_a_number_that_is_not_whole_has_its_bound_taken_in_or_left_out(pack: Pack) -> None:
    fact = pack.table.classes["temperature_c"].fact
    assert ("38 left out", Range(38, None, low_open=True)) in list(variants(fact, Range(38)))


@pytest.mark.slow
def test_an_untested_cell_survives_and_is_printed_with_a_person(pack: Pack, tmp_path: Path) -> None:
    """Without the case that holds it, the change is reported with someone who tells the two apart."""
    folder = tmp_path / "cases"
    shutil.copytree(CASES, folder)
    for path in (folder / "urgency.yaml", folder / "held.csv"):
        path.unlink()
    bare = Judge(pack, folder)
    line = next(one for one in bare.lines if one.id == "URG-02")
    survivor = next(one for one in mutants_of(pack, line) if one.name == "URG-02: hours_soaking dropped")
    assert bare.noticed(survivor) == ""
    assert not bare.means_the_same(survivor)
    text = mutate._survivor(bare, survivor)
    assert text.startswith("# URG-02: hours_soaking dropped: nothing notices it.")
    assert "hours_soaking: " in text
    assert "expect: {urgency: " in text
    assert Judge(pack, CASES).noticed(survivor)


@pytest.mark.slow
def test_a_bound_that_no_value_passes_means_the_same(pack: Pack, judge: Judge) -> None:
    unnoticed = [
        one for line in judge.lines for one in mutants_of(pack, line) if not judge.noticed(one) and one.name not in mutate.excused()
    ]
    assert any(judge.means_the_same(one) for one in unnoticed)
    listed = mutate.excused()
    assert all(judge.means_the_same(one) or judge.fits_nobody(one) or one.name in listed for one in unnoticed)


def test_a_loss_of_24_weeks_is_judged_as_each_table_reads_it(pack: Pack, judge: Judge) -> None:
    """The guide reads it by its name, the methods as a birth: a row of the guide that names a miscarriage of 24 weeks is met."""
    facts = {"guide": "after_loss", "loss_kind": "miscarriage", "weeks_pregnant": 24}
    for methods, read_as in ((False, "miscarriage"), (True, "later_loss")):
        known = judge._known(facts, methods)
        assert known is not None
        assert known["loss_kind"] == judge._fine[methods].classes["loss_kind"].of(read_as)


def test_a_swapped_statement_a_moved_day_and_a_changed_gate_differ_from_the_second_telling(pack: Pack) -> None:
    decision = pack.decisions["urgency"]
    rule = replace(decision.rules["URG-01"], say=decision.rules["URG-12"].say)
    wrong = replace(pack, decisions={**pack.decisions, "urgency": replace(decision, rules={**decision.rules, "URG-01": rule})})
    assert [name for name, _, problem in second_tellings(wrong, CASES) if problem] == ["said.csv URG-01, say"]
    row = replace(pack.rows[0], from_day=99)
    wrong = replace(pack, rows=(row, *pack.rows[1:]))
    assert [name for name, _, problem in second_tellings(wrong, CASES) if problem] == [f"said.csv {row.id}, days"]
    assert [name for name, noticed in gate_changes(pack, CASES) if not noticed] == []


def test_a_grid_cell_that_no_case_tells_is_reported(pack: Pack, tmp_path: Path) -> None:
    folder = tmp_path / "cases"
    shutil.copytree(CASES, folder)
    (folder / "contraception" / "other_cells.csv").unlink()
    assert any(not noticed for _, noticed in cell_changes(pack, folder))
    assert all(noticed for _, noticed in cell_changes(pack, CASES))


def test_a_pack_without_cases_fails(pack: Pack, tmp_path: Path) -> None:
    assert mutate.prove(pack, quiet, root=tmp_path)[0].failures
