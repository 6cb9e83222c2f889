"""People whom the UK edition of 2025 concerns, on both sides of each changed row (R02, R06, R16)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.test_contraception import found

COMBINED = ("coc", "patch", "ring")
BREAST: dict[str, Any] = {"breast_concern": "yes", "breast_cancer": "past_5_years_clear"}
SCLEROSIS = {"has_multiple_sclerosis": "yes"}
KIDNEY = {"kidney_or_transplant": "yes"}
HIV = {"hiv_concern": "yes", "hiv": "cd4_200_or_more"}


@pytest.mark.parametrize(
    ("facts", "injection", "combined"),
    [
        ({"bmi": 34.9}, 1, 2),
        ({"bmi": 35}, 2, 3),
        ({"height_cm": 160, "weight_kg": 90}, 2, 3),
        ({**KIDNEY, "kidney_disease": "none"}, 1, 1),
        ({**KIDNEY, "kidney_disease": "nephrotic_syndrome"}, 3, 3),
        ({**KIDNEY, "kidney_disease": "haemodialysis"}, 3, 3),
        ({**KIDNEY, "kidney_disease": "peritoneal_dialysis"}, 3, 3),
        ({"has_multiple_sclerosis": "no"}, 1, 1),
        ({**SCLEROSIS, "multiple_sclerosis": "mobile"}, 2, None),
        ({**SCLEROSIS, "multiple_sclerosis": "immobile"}, 3, 3),
        ({**HIV, "hiv_health": "well_no_treatment"}, 2, 2),
        ({**HIV, "hiv_health": "unwell"}, 2, 2),
        ({**HIV, "hiv": "cd4_under_200", "hiv_health": "unwell"}, 2, 2),
        ({**HIV, "hiv": "high_risk"}, 1, 1),
        (BREAST, 3, 3),
        ({**BREAST, "other_conditions": ["cancer_treatment_now"]}, 4, 4),
        ({**BREAST, "breast_cancer": "past_under_5_years", "other_conditions": ["cancer_treatment_now"]}, 4, 4),
        ({"breast_concern": "no", "other_conditions": ["cancer_treatment_now"]}, 1, 1),
    ],
)
def test_the_injection_and_combined_methods(facts: dict[str, Any], injection: int | None, combined: int | None) -> None:
    """`None`: no category, which is not a 1."""
    methods = found(facts)
    assert methods["dmpa"]["category"] == injection
    assert [methods[name]["category"] for name in COMBINED] == [combined] * 3, "the patch and the ring follow the combined pill"
    assert all(methods[name]["settled"] for name in ("dmpa", *COMBINED))


@pytest.mark.parametrize(
    "facts", [SCLEROSIS, {**SCLEROSIS, "multiple_sclerosis": "unknown"}, KIDNEY, {**KIDNEY, "kidney_disease": "unknown"}]
)
@pytest.mark.parametrize("closed", [True, False])
def test_what_is_not_known_may_be_the_higher(facts: dict[str, Any], closed: bool) -> None:
    """Whether she moves about, or which kidney disease it is, was not told: 3 stays possible, and is not read as absent."""
    methods = found(facts, closed=closed)
    for name in ("dmpa", *COMBINED):
        assert methods[name]["category"] >= 3, name
        assert not methods[name]["settled"]


def test_health_with_hiv_that_is_not_known_is_no_1() -> None:
    for health in ({}, {"hiv_health": "unknown"}):
        methods = found({**HIV, **health})
        assert [methods[name]["low"] for name in ("dmpa", *COMBINED)] == [2] * 4
        assert not any(methods[name]["settled"] for name in ("dmpa", *COMBINED))


@pytest.mark.parametrize(("count", "coils"), [("cd4_200_or_more", 2), ("cd4_under_200", 3), ("positive_cd4_not_known", 3)])
@pytest.mark.parametrize("health", ["well_no_treatment", "unwell"])
def test_the_coils_keep_the_category_of_the_cd4_count(count: str, coils: int, health: str) -> None:
    methods = found({**HIV, "hiv": count, "hiv_health": health})
    assert [methods[name]["category"] for name in ("cu_iud", "lng_iud")] == [coils] * 2
    assert methods["implant"]["category"] == methods["pop"]["category"] == 1


def test_breast_cancer_under_treatment_is_named_once() -> None:
    """The row of cancer in the past, lower for each method, is not named beside it."""
    rows = [one["condition"] for one in found({**BREAST, "other_conditions": ["cancer_treatment_now"]})["implant"]["why"]]
    assert "breast-cancer-current" in rows
    assert "uk-breast-cancer-past" not in rows


def test_methods_whose_cell_of_2025_nobody_else_prints_keep_no_category() -> None:
    for facts in ({**KIDNEY, "kidney_disease": "haemodialysis"}, {**SCLEROSIS, "multiple_sclerosis": "immobile"}):
        methods = found(facts)
        assert [methods[name]["category"] for name in ("cu_iud", "lng_iud", "implant", "pop")] == [None] * 4
