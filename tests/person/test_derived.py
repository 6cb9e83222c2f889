"""Facts that others tell: three values, and never a no for want of knowing (C4)."""

from __future__ import annotations

from typing import Any

import pytest

from afterwards.person.known import known_in
from afterwards.person.told import read_facts
from tests.people import PACK

TABLE = PACK.table
CLOT, RISK = "untreated_clot", "medicine_for_pregnancy"


def told(fact: str, facts: dict[str, Any], today: Any, *, closed: bool = False) -> set[str] | None:
    """The values that a fact may have for her; None where nothing was told of it."""
    given = read_facts(PACK, {"guide": "after_loss", **facts}, today)
    known, _ = known_in(PACK, TABLE, given, closed=closed)
    if fact not in known:
        return None
    classes = TABLE.classes[fact]
    return {value for value in ("yes", "no") if classes.of(value) & known[fact]}


@pytest.mark.parametrize(
    ("facts", "closed", "values"),
    [
        ({}, False, None),
        ({}, True, {"no"}),
        ({"clot_now": "no"}, False, {"no"}),
        ({"clot_now": "yes"}, True, {"yes"}),
        ({"clot_now": "yes"}, False, {"yes", "no"}),
        ({"clot_now": "yes", "medicines": []}, False, {"yes"}),
        ({"clot_now": "yes", "medicines": ["apixaban"]}, False, {"yes", "no"}),  # its name does not tell the dose
        ({"clot_now": "yes", "medicines": ["anticoagulant_treatment_dose"]}, False, {"no"}),
        ({"clot_now": "yes", "medicines": ["anticoagulant_preventive_dose"]}, False, {"yes"}),
        ({"clot_now": "yes", "medicines": ["some unknown pill"]}, True, {"yes", "no"}),
        ({"clot_now": "unknown"}, True, {"yes", "no"}),
        ({"clot_now": "yes", "untreated_clot": "no"}, True, {"yes"}),
        ({"clot_now": "yes", "untreated_clot": "no"}, False, {"no"}),
        ({"clot_now": "yes", "medicines": ["apixaban"], "untreated_clot": "yes"}, True, {"yes"}),
    ],
)
def test_a_clot_without_treatment(facts: dict[str, Any], closed: bool, values: set[str] | None, today: Any) -> None:
    assert told(CLOT, facts, today, closed=closed) == values


@pytest.mark.parametrize(
    ("medicines", "values"),
    [
        (["valproate"], {"yes"}),
        (["Eliquis"], {"yes"}),
        (["ferrous sulfate"], {"no"}),
        ([], {"no"}),
        (["some unknown pill"], {"yes", "no"}),
        (["prednisolone"], {"yes", "no"}),
    ],
)
def test_a_medicine_by_name(medicines: list[str], values: set[str], today: Any) -> None:
    """Of a blood thinner the dose is not known, and either dose counts; of prednisolone it may be a cream."""
    assert told(RISK, {"medicines": medicines}, today) == values


@pytest.mark.parametrize(("reading", "values"), [(179, None), (180, {"yes"}), (181, {"yes"})])
def test_a_reading_at_its_threshold(reading: int, values: set[str] | None, today: Any) -> None:
    """R16: t-1, t, t+1. Below it the other number of the reading is still open."""
    assert told("very_high_blood_pressure", {"systolic_mmhg": reading}, today) == values
