"""A line of what would change an answer that says less than a rule is refused, and it is said for whom (C1)."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from afterwards.check.changes import freer_changes
from afterwards.pack import load
from afterwards.pack.model import Pack
from afterwards.pack.reading import Map

BUILT_IN, DATA = load.built_in()
PRIMES = {"guide": BUILT_IN.table.primes}


def complaints(name: str, change: str, **edited: Any) -> list[str]:
    """What is said when one line of a question is edited."""
    data = deepcopy({"questions": DATA["questions"]})
    question = next(one for one in data["questions"] if one["id"] == name)
    line = next(one for one in question["changes"] if one["id"] == change)
    line.update(edited)
    written = Map(question | {"changes": [Map(one) for one in question["changes"]]})
    for part in (written, *written["changes"]):
        part.file, part.line, part.lines = "questions/daily.yaml", 1, {}
    return [str(one) for one in freer_changes([written], Pack.from_data({**DATA, **data}, PRIMES))]


@pytest.mark.parametrize(
    ("edited", "rules"),
    [
        ({}, []),
        ({"unless": []}, ["URG-200"]),
        ({"unless": [{"loss_kind": ["later_loss"], "days_since_loss": {"to": 41}}]}, ["URG-200"]),
        ({"unless": [{"loss_kind": ["later_loss", "ectopic"]}]}, []),
        ({"verdict": "call_now", "unless": []}, []),
    ],
)
def test_a_line_that_says_less_than_a_rule_names_the_rule(edited: dict[str, Any], rules: list[str]) -> None:
    """One painful leg after a later loss is 999 until day 42, whatever is asked; whom an exception leaves out is not spoken of."""
    said = complaints("flying", "leg", **edited)
    assert [one.split(" where ")[1].split()[0] for one in said] == rules


def test_a_question_that_is_not_for_whom_the_rule_speaks_of_may_say_less() -> None:
    """Severe pain in a pregnancy is 999; a question for after a loss alone need not say so."""
    assert complaints("sex-pain", "severe") == []
