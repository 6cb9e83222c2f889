"""R04: a dead rule, a level or row that no one meets, a sentence without a place: each is found; what is redundant is noted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from afterwards import load_pack
from afterwards.pack.reading import PackError
from afterwards.verify.reachable import prove
from tests.packs.faults import GOOD, METHODS
from tests.verify.planted import BREWING, TEA, changed, failures, proved, with_rule

SAY = "if: warn.if-cup, say: [warn.cup], sources: [card]"


def test_all_of_the_tea_house_can_occur() -> None:
    assert failures(proved(prove, TEA, root=GOOD)) == {}


def test_all_ways_to_brew_can_occur() -> None:
    found = proved(prove, BREWING, root=METHODS)
    assert set(failures(found)) <= {"reachable: methods"}


def test_a_dead_rule_is_found(tmp_path: Path) -> None:
    """Two rules together cover it: no single one does, so that a look at pairs would miss it."""
    rules = (
        f'{{id: WARN-03, level: tell, when: {{smoke: ["yes"], cup: [sound, chipped]}}, {SAY}}}\n'
        f"  - {{id: WARN-04, level: refuse, when: {{cup: [cracked], minutes: {{under: 5}}}}, {SAY}}}\n"
        f"  - {{id: WARN-05, level: refuse, when: {{cup: [cracked], minutes: {{from: 5}}}}, {SAY}}}\n"
        f"  - {{id: WARN-06, level: tell, when: {{guide: [tea], leaves: [green], minutes: {{from: 0}}, cup: [cracked]}}, {SAY}}}"
    )
    root = with_rule(tmp_path, "warning", rules)
    found = failures(proved(prove, load_pack(root), root=root))
    assert set(found["reachable: rules"]) == {
        "# WARN-03 never decides warning: whoever meets it is above tell by other rules.",
        "# WARN-06 never decides warning: whoever meets it is above tell by other rules.",
    }


def test_a_rule_that_no_one_meets_is_found(tmp_path: Path) -> None:
    rule = f"{{id: WARN-03, level: refuse, when: {{guide: [biscuit], leaves: [green]}}, {SAY}}}"
    root = with_rule(tmp_path, "warning", rule)
    found = failures(proved(prove, load_pack(root), root=root))
    assert found["reachable: rules"] == ("# WARN-03 never decides warning: no one meets it.",)


def test_a_rule_within_others_is_noted(tmp_path: Path) -> None:
    rule = f'{{id: WARN-03, level: refuse, when: {{cup: [cracked], smoke: ["yes"]}}, {SAY}}}'
    root = with_rule(tmp_path, "warning", rule)
    found = proved(prove, load_pack(root), root=root)
    assert failures(found) == {}
    assert found[0].notes == ("redundant for the level: WARN-03 (refuse) lies within WARN-02",)


def test_a_level_that_is_no_ones_answer_is_found() -> None:
    text = TEA.decisions["serving"]
    for_none = replace(TEA, decisions={**TEA.decisions, "serving": replace(text, guides=("biscuit",))})
    found = failures(proved(prove, for_none, root=GOOD))
    assert "# serving: the level wait is the answer for no one." in found["reachable: rules"]


def test_a_row_of_the_plan_that_no_one_meets_is_found(tmp_path: Path) -> None:
    root = changed(
        tmp_path,
        "plan/tea.yaml",
        '{leaves: [black], milk: ["yes"]}, say: [plan.milk]',
        '{guide: [biscuit], milk: ["yes"]}, say: [plan.milk]',
    )
    found = failures(proved(prove, load_pack(root), root=root))
    assert found["reachable: plan"] == ("# PLAN-01: no one meets this row of the plan.",)


def test_a_sentence_that_is_not_said_is_found() -> None:
    """The rule says it holds a sentence, and the guide that answers holds none of it."""

    from afterwards.guide import guide
    from afterwards.verify import reachable

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reachable, "guide", lambda facts, **more: replace(guide(facts, **more), plan={}))
        found = failures(proved(prove, TEA, root=GOOD))
    assert "# WARN-01, where tell is the answer: warn.cup is not said." in found["reachable: rules"]
    assert found["reachable: plan"][0].startswith("# PLAN-01: plan.milk is not said")


def test_a_sentence_without_a_place_is_found(tmp_path: Path) -> None:
    root = changed(tmp_path, "plan/tea.yaml", "say: [plan.milk]", "say: [con.milk]")
    found = failures(proved(prove, load_pack(root), root=root))
    assert found["reachable: sentences"] == ("# the sentence plan.milk has no place.",)


def test_a_folder_that_is_no_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError):
        proved(prove, TEA, root=tmp_path / "nothing")
