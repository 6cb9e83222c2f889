"""R01: a rule that a finding can take away is found, on diagrams and by z3, as a case that can be pasted."""

from __future__ import annotations

from pathlib import Path

import pytest

from afterwards import load_pack
from afterwards.check.cases import read_cases, wrong_answers
from afterwards.verify.monotone import SPLITS, excused, guideline_of, prove
from tests.people import PACK
from tests.verify.planted import BREWING, TEA, failures, proved, with_rule

BOTH = {"monotone: urgency", "monotone: urgency, again by z3"}
REFUSE = "level: refuse, if: warn.if-cup, say: [warn.cup], sources: [card]"


def test_findings_only_raise_the_tea_house() -> None:
    found = proved(prove, TEA)
    assert failures(found) == {}
    assert any("no finding lowers these either" in note and "serving" in note for note in found[0].notes)
    assert any("not counted (a circumstance): leaves" in note or "not counted" not in note for note in found[0].notes)


@pytest.mark.parametrize(
    ("rule", "fact"),
    [
        (f'{{id: WARN-03, when: {{smoke: ["no"], cup: [sound]}}, {REFUSE}}}', "cup"),
        (f"{{id: WARN-03, when: {{cup: [chipped]}}, {REFUSE}}}", "cup"),
        (f'{{id: WARN-03, when: {{leaves: [green], milk: ["no"]}}, {REFUSE}}}', "milk"),
    ],
    ids=["takes no finding", "leaves out the worse one", "a finding that may not apply"],
)
def test_a_rule_that_a_finding_takes_away_is_found(rule: str, fact: str, tmp_path: Path) -> None:
    pack = load_pack(with_rule(tmp_path, "warning", rule))
    found = failures(proved(prove, pack))
    assert set(found) == BOTH
    for case in (found["monotone: urgency"][0], found["monotone: urgency, again by z3"][0]):
        assert "falls below" in case.splitlines()[0]
    assert any(f"{fact} " in case.splitlines()[0] for case in found["monotone: urgency"])


def test_the_counter_example_can_be_pasted(tmp_path: Path) -> None:
    """It is a case that the pack reads, and that fails as it says."""
    rule = f"{{id: WARN-03, when: {{cup: [chipped]}}, {REFUSE}}}"
    root = with_rule(tmp_path, "warning", rule)
    pack = load_pack(root)
    case = failures(proved(prove, pack))["monotone: urgency"][0]
    pasted = tmp_path / "cases"
    pasted.mkdir()
    (pasted / "warning.yaml").write_text(case + "\n", encoding="utf-8")
    people, problems = read_cases(pack, pasted)
    assert problems == []
    (complaint,) = wrong_answers(people[0], pack)
    assert "warning is tell, expected refuse" in str(complaint)


def test_a_finding_that_ends_another_question_is_followed(tmp_path: Path) -> None:
    """Milk is asked of black tea only: when the leaves are a finding, changing them takes the milk's answer away."""
    root = with_rule(tmp_path, "warning", f'{{id: WARN-03, when: {{milk: ["yes"]}}, {REFUSE}}}')
    facts = root / "facts.yaml"
    text = facts.read_text(encoding="utf-8")
    leaves = "values: {black: Black, green: Green, herbal: Herbal}\n    context: true\n"
    assert leaves in text
    facts.write_text(text.replace(leaves, "values: {black: Black, green: Green, herbal: Herbal}\n    absent: black\n"), encoding="utf-8")
    found = failures(proved(prove, load_pack(root)))
    assert "monotone: urgency" in found
    assert "leaves is black" in found["monotone: urgency"][0].replace("was", "is")


def test_methods_that_a_condition_makes_freer_are_found() -> None:
    """The grid of ways to brew has a row for those who add nothing: it is not among the splits, so both proofs tell it."""
    assert "monotone: methods" in failures(proved(prove, BREWING))
    from afterwards.verify.report import quiet

    slow = failures(prove(BREWING, quiet))
    assert {"monotone: methods", "monotone: methods, again by z3"} <= set(slow)
    assert any("medicines." in case.splitlines()[0] for case in slow["monotone: methods"])
    assert all("# expect uk " in case and "expect: {}" in case for case in slow["monotone: methods"])


def test_a_split_excuses_its_guidelines_and_no_other() -> None:
    who, uk, none = (guideline_of(PACK, decision) for decision in ("who coc", "uk coc", "urgency"))
    assert excused(who, "breastfeeding")
    assert not excused(uk, "breastfeeding")
    assert not excused(who, "smoker")
    assert not excused(none, "breastfeeding")
    assert all(why for _, why in SPLITS.values())
