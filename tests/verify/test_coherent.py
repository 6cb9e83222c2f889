"""What is said to one person is one answer (C1 to C6): each kind of fault, planted in the tea house, is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from afterwards import load_pack
from afterwards.pack import Pack
from afterwards.verify import coherent
from afterwards.verify.report import Report, quiet
from tests.packs.faults import GOOD
from tests.verify.planted import changed

SWITCHES = "rule,circumstance,why\n"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few random people: a fault in the tea house is met by many of them."""
    monkeypatch.setattr(coherent, "PEOPLE", {True: 600, False: 600})
    monkeypatch.setattr(coherent, "PART", 300)


def reports(root: Path) -> dict[str, Report]:
    """Each part by its name, for the pack in a folder."""
    return {one.property.removeprefix("coherent: "): one for one in coherent.prove(load_pack(root), quiet, fast=True, root=root)}


def failing(root: Path) -> set[str]:
    return {name for name, one in reports(root).items() if one.failures}


def planted(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """The tea house with several texts replaced."""
    root = changed(folder, *changes[0])
    for file, old, new in changes[1:]:
        path = root / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")
    return root


MILK = "plan.milk: {text: Milk goes in last.,"


@pytest.mark.usefixtures("few")
def test_the_tea_house_is_coherent() -> None:
    found = reports(GOOD)
    assert [name for name, one in found.items() if one.failures] == []
    assert found.keys() == {"lines", "heard", "switches", "people"}


@pytest.mark.usefixtures("few")
def test_a_sentence_that_asks_for_more_than_the_answer(tmp_path: Path) -> None:
    """C1: a row says "wait" where the answer may be "pour"; found for all states, and by people."""
    root = planted(tmp_path, ("statements/shop.yaml", MILK, "plan.milk: {asks: {serving: wait}, text: Milk goes in last.,"))
    assert failing(root) == {"lines", "people"}


@pytest.mark.usefixtures("few")
def test_a_sentence_that_asks_where_the_answer_is_as_careful(tmp_path: Path) -> None:
    root = planted(tmp_path, ("statements/serving.yaml", "tea.wait:\n", "tea.wait:\n  asks: {serving: wait}\n"))
    assert failing(root) == set()


@pytest.mark.usefixtures("few")
def test_a_calm_sentence_gives_way(tmp_path: Path) -> None:
    """C1: with `calm` it is not said beside a danger; without the guard's work the people would find it."""
    root = planted(tmp_path, ("statements/serving.yaml", "tea.pour: {text:", "tea.pour: {calm: {warning: none}, rather: warn.smoke, text:"))
    assert failing(root) == set()


@pytest.mark.usefixtures("few")
def test_an_illness_that_is_not_heard(tmp_path: Path) -> None:
    """C4: the cup tells of smoke, and the rule that hears it gives way to an excuse that always holds."""
    told = '    absent: "no"\n    from_told: {any: [{cup: [cracked]}], unless: [{cup: [chipped, cracked]}]}\npages:'
    root = planted(tmp_path, ("facts.yaml", '    absent: "no"\npages:', told))
    assert failing(root) == {"heard"}


@pytest.mark.usefixtures("few")
def test_a_circumstance_that_switches_off_a_rule(tmp_path: Path) -> None:
    """C6: a new one fails until the register beside the cases gives its reason."""
    root = planted(tmp_path, ("decisions/warning.yaml", "when: {cup: [chipped, cracked]}", "when: {guide: [tea], cup: [chipped, cracked]}"))
    assert failing(root) == {"switches"}
    (root / "cases" / coherent.SWITCHES).write_text(f"{SWITCHES}WARN-01,guide,a biscuit comes on a plate\n", encoding="utf-8")
    assert failing(root) == set()
    (root / "cases" / coherent.SWITCHES).write_text(f"{SWITCHES}WARN-01,guide,\n", encoding="utf-8")
    assert failing(root) == {"switches"}


@pytest.mark.usefixtures("few")
def test_words_that_cannot_concern_her(tmp_path: Path) -> None:
    """C5: green tea takes no milk, so nobody with green tea reads of black."""
    root = planted(tmp_path, ("plan/tea.yaml", "leaves: [black], milk", "milk"))
    never = 'when,words,why\n"{""leaves"": [""green""]}",milk,green tea takes none\n'
    (root / "cases" / coherent.NEVER).write_text(never, encoding="utf-8")
    assert failing(root) == {"people"}


def test_the_fast_part_holds_for_the_built_in_pack(pack: Pack) -> None:
    """R37, R38, R39, R40, R41, R42: C1 to C6, the fast part; `afterwards verify coherent` looks at 200,000 people."""
    assert {one.property: one.failures for one in coherent.prove(pack, quiet, fast=True) if one.failures} == {}
