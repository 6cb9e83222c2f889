"""`afterwards cohort` where its libraries are not installed, and what of it needs none: the plan, points, small numbers, the folder."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterwards.cli import main
from afterwards.cohort.folder import ANSWERS, OURS, TOTALS, fresh_folder
from afterwards.cohort.plan import METHODS, Plan, plan_of
from afterwards.cohort.points import points_of, stretch
from afterwards.cohort.small_numbers import FEW, Counts, kept_back
from afterwards.engine.rules import Range
from afterwards.errors import BadFacts
from afterwards.pack.eligibility import decision_of
from tests.people import PACK, TABLES, people, state_of
from tests.tries import tries


def plan() -> Plan:
    return plan_of(PACK, "uk", past_due=False)


def test_what_is_missing_is_named_with_its_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("afterwards.cohort.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert main(["cohort", str(tmp_path / "women.parquet"), str(tmp_path / "out")]) == 2
    assert "pip install 'afterwards[cohort]'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_nothing_of_it_is_loaded_by_another_command() -> None:
    """The person's product starts as quickly as before, and needs nothing more."""
    libraries = ("numpy", "pyarrow", "duckdb", "polars")
    code = f"import sys, afterwards.cli; afterwards.cli._parser(); print([one for one in {libraries} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@tries(100)
@given(people())
def test_the_plan_says_what_the_table_says(facts: dict[str, object]) -> None:
    """Its literals, tried one by one on one woman's sets of classes, give the bounds that the engine gives."""
    state = state_of(facts)
    asked = plan()
    for outcome in asked.outcomes:
        if outcome.of == METHODS:
            continue
        sets = {column: state.known[fact] for column, (table, fact, _) in asked.columns.items() if table == 0}
        certain = [level for level, primes in enumerate(outcome.primes) if any(all(not sets[c] & ~w for c, w in one) for one in primes)]
        possible = [rule.level for rule in outcome.rules if all(sets[c] & w for c, w in rule.literals)]
        assert (max(certain, default=0), max(possible, default=0)) == PACK.table.bounds(outcome.name, state)


def test_the_plan_has_every_decision_and_the_methods_of_one_guideline() -> None:
    outcomes = plan().outcomes
    assert PACK.contraception
    assert [outcome.name for outcome in outcomes] == [*PACK.decisions, *PACK.contraception.offered]
    for outcome in outcomes:
        table, name = (TABLES[1], decision_of("uk", outcome.name)) if outcome.of == METHODS else (TABLES[0], outcome.name)
        assert len(outcome.rules) == len(table.decisions[name].rules)
        assert [rule.level for rule in outcome.rules] == sorted((rule.level for rule in outcome.rules), reverse=True)


def test_past_the_day_of_review_the_floor_is_the_careful_one() -> None:
    floors = {outcome.name: outcome.scale[outcome.floor] for outcome in plan_of(PACK, "uk", past_due=True).outcomes}
    assert floors["coc"] == "-"
    assert floors["urgency"] == PACK.decisions["urgency"].past_due


@given(st.data())
def test_numbers_of_one_stretch_are_alike_to_every_condition(data: st.DataObject) -> None:
    points = points_of(PACK, TABLES)
    name = data.draw(st.sampled_from(sorted(set(points) & set(TABLES[0].classes))))
    entry = PACK.facts[name]
    first, second = (data.draw(st.floats(entry.low, entry.high)) for _ in range(2))
    if stretch(points[name], first) == stretch(points[name], second):
        for table in TABLES:
            if name in table.classes:
                assert table.classes[name].of(first) == table.classes[name].of(second)


def test_a_point_is_a_stretch_of_its_own() -> None:
    assert [stretch((1, 3), number) for number in (0.5, 1, 2, 3, 4)] == [0, 1, 2, 3, 4]
    assert Range(low=1).low in (1,)


def counts_of(number: int, women: list[tuple[int, int] | None], scale: int) -> Counts:
    hers = [pair for pair in women if pair]
    groups = (len(women) - len(hers), len(hers))
    return Counts(
        number,
        tuple(sum(low == level for low, _ in hers) for level in range(scale)),
        tuple(sum(high == level for _, high in hers) for level in range(scale)),
        sum(low != high for low, high in hers),
        groups[0],
        (False, True),
        groups,
    )


WOMAN = st.one_of(st.none(), st.tuples(st.integers(0, 3), st.integers(0, 3)).map(lambda pair: (min(pair), max(pair))))


@given(st.lists(st.tuples(WOMAN, st.integers(1, 60)), min_size=1, max_size=8))
def test_no_small_count_is_shown_or_left_alone_in_its_row(drawn: list[tuple[tuple[int, int] | None, int]]) -> None:
    women = [woman for woman, times in drawn for _ in range(times)]
    before = counts_of(0, women, 4)
    (after,) = kept_back([before], len(women))
    for levels, shown in ((before.low, after.low), (before.high, after.high)):
        row = [*zip(levels, shown, strict=True), (before.not_concerned, after.not_concerned)]
        assert [count for count, seen in row if seen is not None and 0 < seen < FEW] == []
        assert all(seen in (None, count) for count, seen in row)
        hidden = [count or 0 for count, seen in row if seen is None]
        if hidden and len(women) >= FEW:
            assert len(hidden) > 1 or hidden[0] >= FEW
            assert sum(hidden) >= FEW
    assert after.unsettled is None or not 0 < after.unsettled < FEW


@given(st.lists(st.tuples(WOMAN, st.integers(1, 60)), min_size=1, max_size=8))
def test_between_lowest_and_highest_nothing_small_can_be_subtracted(drawn: list[tuple[tuple[int, int] | None, int]]) -> None:
    women = [woman for woman, times in drawn for _ in range(times)]
    before = counts_of(0, women, 4)
    (after,) = kept_back([before], len(women))
    for level in range(1, 4):
        low, high = after.low[level:], after.high[level:]
        if None not in low and None not in high:
            assert not 0 < sum(count or 0 for count in high) - sum(count or 0 for count in low) < FEW


def test_of_two_decisions_the_one_does_not_tell_what_the_other_keeps_back() -> None:
    """Both concern the same women: the few that neither concerns are kept back in both, and each row keeps back one more."""
    women: list[tuple[int, int] | None] = [None] * 4 + [(0, 0)] * 50 + [(1, 1)] * 70
    after = kept_back([counts_of(0, women, 3), counts_of(1, women, 3)], len(women))
    for counts in after:
        assert counts.not_concerned is None
        assert counts.low == (None, 70, 0)


def test_where_no_count_is_small_all_are_shown() -> None:
    women: list[tuple[int, int] | None] = [*[(0, 0)] * 50, *[(1, 2)] * 70]
    assert kept_back([counts_of(0, women, 3)], len(women)) == [counts_of(0, women, 3)]


def test_of_few_women_nothing_is_shown() -> None:
    (after,) = kept_back([counts_of(0, [(0, 0)] * 9, 3)], 9)
    assert {*after.low, *after.high, after.unsettled, after.not_concerned} == {None}


def test_the_folder_is_there_only_when_it_is_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    stopped = fresh_folder(out)
    (stopped.__enter__() / TOTALS).write_text("half")
    assert not stopped.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert [*tmp_path.iterdir()] == []
    with fresh_folder(out) as folder:
        (folder / TOTALS).write_text(json.dumps({"written_by": OURS}))
        assert not out.exists()
    assert [path.name for path in out.iterdir()] == [TOTALS]


def test_an_earlier_folder_of_ours_is_replaced_and_another_is_not(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for text in ("1", "2"):
        with fresh_folder(out) as folder:
            (folder / TOTALS).write_text(json.dumps({"written_by": OURS, "rows": text}))
    assert json.loads((out / TOTALS).read_text())["rows"] == "2"
    (out / "mine.txt").write_text("kept")
    with pytest.raises(BadFacts, match=r"mine\.txt"), fresh_folder(out):
        pass
    assert (out / "mine.txt").read_text() == "kept"
    other = tmp_path / "other"
    other.mkdir()
    (other / ANSWERS).write_text("of somebody else")
    with pytest.raises(BadFacts, match="not written by this command"), fresh_folder(other):
        pass


def test_what_a_killed_run_left_goes_with_the_next_and_what_runs_stays(tmp_path: Path) -> None:
    left = tmp_path / ".out-abc.unfinished"
    left.mkdir()
    (left / "aside").write_text("rows of women")
    with fresh_folder(tmp_path / "out") as first:
        assert not left.exists()
        with fresh_folder(tmp_path / "out") as second:
            assert first.exists()
            (second / TOTALS).write_text(json.dumps({"written_by": OURS}))
