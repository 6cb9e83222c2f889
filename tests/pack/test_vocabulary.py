"""The vocabulary that binds: every name, value, unit and scale of it is accepted, and equal to the pack's."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from afterwards.guide import guide
from afterwards.pack import Pack
from afterwards.person.closed_world import WITHOUT_LOSS
from afterwards.person.told import read_facts
from tests.people import PACK

EVIDENCE = Path(__file__).resolve().parents[1] / "evidence"


def content_of(name: str) -> dict[str, Any]:
    """What a file of the evidence holds."""
    content: dict[str, Any] = YAML(typ="safe", pure=True).load((EVIDENCE / name).read_text(encoding="utf-8"))
    return content


CONTENT = content_of("vocabulary.yaml")
GROUPS = ("situation", "bleeding", "symptoms", "sex", "goal_and_feelings", "in_pregnancy", "medical_history")
FACTS: dict[str, dict[str, Any]] = {name: fact for group in GROUPS for name, fact in CONTENT[group].items()}
TO_COME: dict[str, dict[str, Any]] = content_of("new_facts.yaml")
LOSS = "2026-11-15"
TEXT = "Robin"


def a_value(fact: dict[str, Any]) -> object:
    """A value that a fact of this kind may have."""
    match fact["kind"]:
        case "choice":
            return fact["values"][-1]
        case "yes_no":
            return "yes"
        case "number":
            return fact["range"][1]
        case "list":
            return fact["values"]
        case "text":
            return TEXT
    return LOSS


def test_the_vocabulary_is_read_whole() -> None:
    """Every group is a group of facts, or one of the others named here."""
    assert set(CONTENT) == {*GROUPS, "decisions", "methods", "preferences"}
    assert len(FACTS) > 100


def test_the_pack_holds_every_fact_of_the_vocabulary(pack: Pack) -> None:
    assert [name for name in FACTS if name not in pack.facts] == []


@pytest.mark.parametrize("name", [name for name in (*FACTS, *TO_COME) if name in PACK.facts])
def test_a_fact_is_as_the_vocabulary_says(name: str, pack: Pack) -> None:
    """Also one that is still to come everywhere: held under that name it is held so."""
    wanted, entry = FACTS.get(name) or TO_COME[name], pack.facts[name]
    assert entry.kind == wanted["kind"]
    if wanted["kind"] == "choice":  # the order is that of our page
        assert sorted(entry.values) == sorted(wanted["values"])
    if wanted["kind"] == "list":
        assert set(entry.values) >= set(wanted["values"])
    if wanted["kind"] == "yes_no":
        assert list(entry.values) == ["yes", "no"]
    if wanted["kind"] == "number":
        assert [entry.low, entry.high] == wanted["range"]
    assert entry.absent == wanted.get("absent")
    assert entry.gives == wanted.get("gives", "")


@pytest.mark.parametrize("name", FACTS)
def test_every_value_is_accepted(name: str, pack: Pack, today: date) -> None:
    fact = FACTS[name]
    values = {
        "choice": fact.get("values"),
        "yes_no": ["yes", "no"],
        "number": fact.get("range"),
        "date": [LOSS, today.isoformat()],
        "text": [TEXT, "a" * 40],
        "list": [[], fact.get("values"), *([["a medicine by its name"]] if name == "medicines" else [])],
    }[fact["kind"]]
    assert values
    for value in [*values, "unknown"]:
        told = read_facts(pack, {name: value}, today)
        if value == "unknown":
            assert told.unknown == {name}
            assert told.values == {}
        else:
            assert told.unknown == frozenset()
            assert told.values == {name: date.fromisoformat(value) if fact["kind"] == "date" else value}


def test_preferences_are_accepted(pack: Pack, today: date) -> None:
    """The three answers of the vocabulary's comment, for each preference."""
    prefers = CONTENT["preferences"]["prefers"]
    assert list(pack.facts["prefers"].values) == prefers
    assert pack.facts["prefers"].levels == ("does_not_matter", "matters", "matters_a_lot")
    for level in pack.facts["prefers"].levels:
        told = read_facts(pack, {"prefers": dict.fromkeys(prefers, level)}, today)
        assert told.values == {"prefers": dict.fromkeys(prefers, level)}


def test_all_facts_at_once(pack: Pack, today: date) -> None:
    """One person who answers everything still gets an answer."""
    facts = {name: a_value(fact) for name, fact in FACTS.items()} | {"guide": "after_loss", "days_since_loss": 9}
    answer = guide(facts, today=today, pack=pack).to_dict()
    assert answer["decisions"]["urgency"]["level"] == "emergency"


def test_the_scales_are_the_vocabularys(pack: Pack) -> None:
    assert {name: list(one.scale) for name, one in pack.decisions.items()} == CONTENT["decisions"]


def test_what_the_pack_adds_is_no_narrower(pack: Pack) -> None:
    """Facts of our own are welcome; none is one that nobody is asked and nothing tells."""
    own = set(pack.facts) - set(FACTS) - set(TO_COME) - {"prefers", WITHOUT_LOSS}  # the last is what a closed world takes
    assert not [name for name in own if pack.facts[name].held and not pack.facts[name].from_told]
