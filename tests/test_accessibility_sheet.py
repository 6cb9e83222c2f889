"""R26, R27, R28: the sheet of WCAG 2.2 has every criterion of levels A and AA once, and names only files and tests that are there."""

from __future__ import annotations

import ast
import csv
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
SHEET = [*csv.DictReader((REPOSITORY / "docs" / "accessibility.csv").read_text(encoding="utf-8").splitlines())]
LEVEL_A = (
    *("1.1.1", "1.2.1", "1.2.2", "1.2.3", "1.3.1", "1.3.2", "1.3.3", "1.4.1", "1.4.2"),
    *("2.1.1", "2.1.2", "2.1.4", "2.2.1", "2.2.2", "2.3.1", "2.4.1", "2.4.2", "2.4.3", "2.4.4", "2.5.1", "2.5.2", "2.5.3", "2.5.4"),
    *("3.1.1", "3.2.1", "3.2.2", "3.2.6", "3.3.1", "3.3.2", "3.3.7", "4.1.2"),
)
LEVEL_AA = (
    *("1.2.4", "1.2.5", "1.3.4", "1.3.5", "1.4.3", "1.4.4", "1.4.5", "1.4.10", "1.4.11", "1.4.12", "1.4.13"),
    *("2.4.5", "2.4.6", "2.4.7", "2.4.11", "2.5.7", "2.5.8"),
    *("3.1.2", "3.2.3", "3.2.4", "3.3.3", "3.3.4", "3.3.8", "4.1.3"),
)
"""WCAG 2.2, W3C Recommendation of 2023; 4.1.1 is no criterion of it any more."""
FEWEST_WORDS = 5
NOT_MET = ["2.4.2", "2.4.5", "3.3.4"]
"""What we know to be missing. Whoever mends one takes it from here and from the sheet; whoever adds one says why."""


def named_in(file: Path) -> set[str]:
    """The names of a file's tests."""
    return {node.name for node in ast.parse(file.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)}


def test_every_criterion_is_there_once_in_order() -> None:
    assert (len(LEVEL_A), len(LEVEL_AA)) == (31, 24)
    levels = {**dict.fromkeys(LEVEL_A, "A"), **dict.fromkeys(LEVEL_AA, "AA")}
    in_order = sorted(levels, key=lambda one: [int(part) for part in one.split(".")])
    assert [(row["criterion"], row["level"]) for row in SHEET] == [(one, levels[one]) for one in in_order]


@pytest.mark.parametrize("row", SHEET, ids=lambda row: row["criterion"])
def test_each_row_says_how_it_was_checked_and_where(row: dict[str, str]) -> None:
    assert row["name"]
    assert len(row["how checked"].split()) >= FEWEST_WORDS
    assert row["result"] in ("met", "not applicable", "not met")
    for named in row["where"].split("; "):
        file, _, test = named.partition("::")
        assert (REPOSITORY / file).exists(), named
        assert not test or test in named_in(REPOSITORY / file), named


def test_what_is_not_met_is_known() -> None:
    assert [row["criterion"] for row in SHEET if row["result"] == "not met"] == NOT_MET
