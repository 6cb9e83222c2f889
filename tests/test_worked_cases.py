"""Every worked person of tests/cases gets the answer that the case says, from the rules and from the public library call."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from afterwards import load_pack
from afterwards.check.cases import TODAY, Case, plain, read_cases, wrong_answers
from afterwards.guide import guide

PACK = load_pack()
CASES, PROBLEMS = read_cases(PACK, Path(__file__).parent / "cases")


def name_of(case: Case) -> str:
    return f"{Path(case.data.file).stem}: {case.data['case']}"


def test_every_case_can_be_read() -> None:
    assert [str(problem) for problem in PROBLEMS] == []
    assert len(CASES) > 500


def test_no_two_cases_of_a_file_have_one_name() -> None:
    assert [name for name, times in Counter(map(name_of, CASES)).items() if times > 1] == []


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_worked_case_gets_its_answer(case: Case) -> None:
    """R05: by the rules, and by the library call that a person's answer comes from."""
    assert [str(problem) for problem in wrong_answers(case, PACK)] == []
    found = guide(plain(case.data["facts"]), today=TODAY, closed_world="open" not in case.data, pack=PACK)
    assert found.answers == case.answers
