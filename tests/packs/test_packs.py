"""Every fault of a pack is found, with its file, its line and the exact words (R04, R05, R08, R16, R30, R31)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from afterwards.check.knowledge import check_pack
from afterwards.cli import main
from afterwards.pack.reading import Problem, read_yaml
from tests.packs.faults import BAD, GOOD, HERE, METHODS, expected, with_fault

READ: dict[tuple[str, bytes], Any] = {}


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is the same in many packs is read once: reading YAML is what takes the time."""

    def remembered(path: Path, name: str, problems: list[Problem]) -> Any:
        key = (name, path.read_bytes())
        if key in READ:
            return READ[key]
        before = len(problems)
        found = read_yaml(path, name, problems)
        if len(problems) == before:
            READ[key] = found
        return found

    monkeypatch.setattr("afterwards.pack.gather.read_yaml", remembered)
    monkeypatch.setattr("afterwards.check.cases.read_yaml", remembered)
    monkeypatch.setattr("afterwards.check.grid_cases.read_yaml", remembered)


@pytest.mark.parametrize(
    ("pack", "expected_counts"),
    [
        (GOOD, {"facts": 6, "statements": 39, "sources": 1, "cases": 9, "rules": 4}),
        (
            METHODS,
            {"facts": 15, "statements": 75, "sources": 1, "cases": 2, "rules": 1, "rows of grids": 7, "people tried on them": 23},
        ),
    ],
)
def test_a_pack_without_fault_has_no_complaint(pack: Path, expected_counts: dict[str, int]) -> None:
    checked = check_pack(pack, pack / "cases")
    assert [str(problem) for problem in checked.problems] == []
    assert checked.counts == expected_counts


@pytest.mark.parametrize("name", BAD)
def test_a_fault_is_named_exactly(name: str, tmp_path: Path) -> None:
    """R04, R05, R16, R30, R31: `file:line: found. remedy`, all complaints and no other, each leading to a line that is there."""
    pack = with_fault(name, tmp_path)
    problems = check_pack(pack, pack / "cases").problems
    assert [str(problem) for problem in problems] == expected(name)
    for problem in problems:
        file = pack / problem.file
        lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else [""]
        assert 1 <= problem.line <= len(lines)


def test_each_fault_has_its_complaints_written_down() -> None:
    assert {path.stem for path in (HERE / "bad").glob("*.expected")} == set(BAD)
    for name in BAD:
        assert expected(name), name


def test_check_prints_the_complaints_and_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = with_fault("statement_dangling", tmp_path)
    assert main(["check", str(pack)]) == 1
    assert capsys.readouterr().out.splitlines() == [*expected("statement_dangling"), "1 complaints."]


def test_check_of_a_good_pack_ends_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(GOOD)]) == 0
    assert capsys.readouterr().out == "Checked: 6 facts, 39 statements, 1 sources, 9 cases, 4 rules. No complaints.\n"


def test_check_without_cases_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path)]) == 1
    assert "no folder of worked cases" in capsys.readouterr().err
