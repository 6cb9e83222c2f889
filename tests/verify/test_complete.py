"""Completeness: an answer that is missing, a fault that is raised: each is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from afterwards.check.cases import TODAY
from afterwards.guide import Guide, guide
from afterwards.pack import Pack
from afterwards.verify import complete
from afterwards.verify.complete import prove, random_person
from tests.verify.planted import BREWING, TEA, failures, proved

Change = Callable[[Guide], Guide]


def test_everyone_gets_tea() -> None:
    assert failures(proved(prove, TEA)) == {}
    assert failures(proved(prove, BREWING)) == {}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda found: replace(found, plan={}), "the section"),
        (lambda found: replace(found, answers={}), "the decision warning has no answer"),
        (
            lambda found: replace(found, answers={name: replace(one, low=one.high, high="none") for name, one in found.answers.items()}),
            "interval",
        ),
    ],
)
def test_a_gap_is_found(change: Change, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(complete, "guide", lambda facts, **more: change(guide(facts, **more)) if _whole(facts) else guide(facts, **more))
    found = failures(proved(prove, replace(TEA, decisions={"warning": TEA.decisions["warning"]})))
    assert any(said in case for case in found["complete: people"])


def _whole(facts: dict[str, object]) -> bool:
    return facts.get("smoke") == "yes"


def test_a_fault_that_is_raised_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(facts: dict[str, object], **more: Any) -> Guide:
        if facts.get("cup") == "cracked":
            raise KeyError("cup")
        return guide(facts, **more)

    monkeypatch.setattr(complete, "guide", broken)
    found = failures(proved(prove, TEA))
    assert any("KeyError is raised" in case and 'cup: "cracked"' in case for case in found["complete: people"])


def test_random_people_are_never_refused(pack: Pack) -> None:
    chance = Random(1)
    for number in range(60):
        chosen = list(pack.facts["guide"].values)[number % 3]
        assert guide(random_person(pack, chosen, chance), today=TODAY, pack=pack).answers
