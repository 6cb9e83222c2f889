"""R13, H02: who gets a different answer between two packs, and that a lowered answer needs its reason."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from afterwards import guide
from afterwards.cli import main
from afterwards.engine import Table
from afterwards.loading import load_pack
from afterwards.pack.reading import PackError
from afterwards.verify.compare import Comparison, as_text, compare, in_words, read_edition, reasons_in
from afterwards.verify.compare import _prefixed as prefixed
from afterwards.verify.compare import _table as combined
from tests.packs.faults import GOOD, METHODS, copy_of


def changed(folder: Path, pack: Path, file: str, before: str, after: str) -> Path:
    root = copy_of(pack, folder)
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{before} stands {text.count(before)} times in {file}"
    path.write_text(text.replace(before, after), encoding="utf-8")
    return root


def differences(folder: Path, pack: Path, file: str, before: str, after: str, log: str = "") -> Comparison:
    return compare(read_edition(pack), read_edition(changed(folder, pack, file, before, after)), log)


RULE = "id: TEA-02, level: remake"
LOG = "# Changes\n\n## 9, pack 1.0.0\n- Lowered serving from remake to wait: the card of 2026 says so (card)\n"


def lowered(folder: Path, log: str = "") -> Comparison:
    return differences(folder, GOOD, "decisions/serving.yaml", RULE, "id: TEA-02, level: wait", log)


def test_the_same_pack_has_no_difference() -> None:
    found = compare(read_edition(GOOD), read_edition(GOOD), "")
    assert (found.changes, found.gone, found.added, found.scales) == ((), (), (), ())
    assert not any(found.items.values())


def test_a_lowered_level_is_found_with_its_share_counted_one_by_one(tmp_path: Path) -> None:
    """The share of the diagram is that of trying every person."""
    found = lowered(tmp_path)
    (change,) = found.changes
    assert (change.decision, change.before, change.after, change.raised) == ("serving", "remake", "wait", False)
    assert change.share == by_trying(GOOD, tmp_path / "pack", "serving", "remake", "wait")
    assert found.items["changed"] == ("rule:TEA-02",)


def by_trying(old: Path, new: Path, decision: str, before: str, after: str) -> Fraction:
    """Every person, one by one, through the engine's own answers: combinations of classes, as both packs' rules cut them."""
    one, two = read_edition(old), read_edition(new)
    table = combined(one, two, (prefixed("old", one.decisions[decision]), prefixed("new", two.decisions[decision])))
    table = Table([classes.fact for classes in table.classes.values()], list(table.decisions.values()))
    everyone = changed_ones = 0
    names = list(table.classes)
    for places in product(*(range(table.classes[name].full.bit_length()) for name in names)):
        known = {name: 1 << place for name, place in zip(names, places, strict=True)}
        if all(fits(table, known, name) for name in names):
            everyone += 1
            state = table.state(known)
            changed_ones += [table.answer(f"{which} {decision}", state).high for which in ("old", "new")] == [before, after]
    return Fraction(changed_ones, everyone)


def fits(table: Table, known: dict[str, int], name: str) -> bool:
    classes = table.classes[name]
    gate = classes.fact.gate
    if gate and not known[gate.fact] & table.applies[name]:
        return bool(known[name] == classes.absent())
    return bool(known[name] & classes.real)


def test_the_example_and_the_description_are_people_who_change(tmp_path: Path) -> None:
    found = lowered(tmp_path)
    (change,) = found.changes
    assert change.who
    assert change.rest == 0
    levels = [
        guide(change.example, today=date(2026, 11, 24), pack=load_pack(root), closed_world=True).answers["serving"].high
        for root in (GOOD, tmp_path / "pack")
    ]
    assert levels == ["remake", "wait"]


def test_a_lowered_answer_without_a_reason_fails_and_with_one_does_not(tmp_path: Path) -> None:
    assert lowered(tmp_path / "a").unexplained == ["serving is lowered from remake to wait without a reason."]
    found = lowered(tmp_path / "b", LOG)
    assert found.unexplained == []
    assert found.changes[0].reason == "the card of 2026 says so (card)"


def test_one_reason_may_stand_for_several_decisions_and_levels() -> None:
    log = LOG.replace("serving from remake to wait", "warning, serving from remake to pour, wait")
    assert set(reasons_in(log, "1.0.0")) == {(one, "remake", after) for one in ("warning", "serving") for after in ("pour", "wait")}


@pytest.mark.parametrize(
    "log",
    [
        LOG.replace("pack 1.0.0", "pack 1.0.1"),
        LOG.replace("from remake", "from wait"),
        LOG.replace("the card of 2026 says so (card)", "yes"),
        LOG.replace("serving", "warning"),
    ],
)
def test_a_reason_counts_only_for_its_edition_its_decision_and_its_levels(log: str, tmp_path: Path) -> None:
    assert lowered(tmp_path, log).unexplained


def test_a_raised_level_needs_no_reason(tmp_path: Path) -> None:
    root = changed(tmp_path, GOOD, "decisions/serving.yaml", RULE, "id: TEA-02, level: wait")
    found = compare(read_edition(root), read_edition(GOOD), "")
    assert [(one.before, one.after, one.raised) for one in found.changes] == [("wait", "remake", True)]
    assert found.unexplained == []


def test_a_category_of_a_method_is_compared_too(tmp_path: Path) -> None:
    """R13: methods as decisions."""
    found = differences(tmp_path, METHODS, "contraception/uk.csv", "Steeping,,NA,3", "Steeping,,NA,2")
    assert {(one.before, one.after, one.raised) for one in found.changes} == {("3", "2", False)}
    assert all(one.decision.startswith("uk ") for one in found.changes)
    assert found.unexplained


def test_a_changed_word_changes_no_level_and_is_listed(tmp_path: Path) -> None:
    found = differences(tmp_path, GOOD, "statements/serving.yaml", "Pour it.", "Pour it now.")
    assert found.changes == ()
    assert "statement:tea.answer-pour" in found.items["changed"]


def test_a_moved_threshold_names_the_numbers_between(tmp_path: Path) -> None:
    """Both packs' thresholds cut the people."""
    found = differences(tmp_path, GOOD, "decisions/serving.yaml", "minutes: {under: 3}", "minutes: {under: 2}")
    (change,) = found.changes
    assert (change.before, change.after) == ("wait", "pour")
    assert change.example["minutes"] == 2
    assert change.share == by_trying(GOOD, tmp_path / "pack", "serving", "wait", "pour")


def test_the_command_prints_it_and_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = changed(tmp_path, GOOD, "decisions/serving.yaml", RULE, "id: TEA-02, level: wait")
    assert main(["compare", str(GOOD), str(root), "--changelog", str(tmp_path / "none.md")]) == 1
    out, err = capsys.readouterr()
    assert "Lowered: 1." in out
    assert "serving: remake to wait, for " in out
    assert "Name the reason in none.md" in err
    (tmp_path / "log.md").write_text(LOG)
    assert main(["compare", str(GOOD), str(root), "--changelog", str(tmp_path / "log.md"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["changes"][0]["reason"] == "the card of 2026 says so (card)"
    assert Fraction(told["changes"][0]["share"]) > 0


def test_a_pack_that_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(PackError):
        read_edition(tmp_path / "empty")
    assert main(["compare", str(tmp_path / "empty"), str(GOOD)]) == 2
    assert "pack.yaml:1: the file is missing" in capsys.readouterr().err


def test_shares_in_words() -> None:
    assert in_words(Fraction(1)) == "everyone"
    assert in_words(Fraction(3, 8)) == "37.5 % of all people"
    assert in_words(Fraction(1, 1_234_567)) == "1 in 1,234,567 people"
    assert reasons_in("", "1.0.0") == {}
    assert list(as_text(compare(read_edition(GOOD), read_edition(GOOD), ""))) == [
        "From tea-shop 1.0.0 to tea-shop 1.0.0.",
        "Lowered: none.",
        "Raised: none.",
    ]
