"""What must hold for every person, tried on random ones: R01, R02 and R03 on the built-in pack.

The proofs are `afterwards verify`'s; these tests find a counter-example in seconds when there is an easy one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterwards.answers.reader import answer as answer_of
from afterwards.guide import guide
from afterwards.pack.entries import DecisionText
from tests.people import PACK, Facts, bounds, people, state_of, values_in, values_of
from tests.tries import tries

TODAY = date(2026, 11, 24)
RISING = [one for one in PACK.decisions.values() if one.rises]
GATES = {entry.gate[0] for entry in PACK.facts.values() if entry.gate}
TRIES = tries(200)


def findings(decision: DecisionText) -> Iterator[tuple[str, object, object]]:
    """Every warning sign of a decision as (fact, what it was, what it is then): found where there was none, or grown worse."""
    for name in sorted({name for rule in decision.rules.values() for name in rule.when}):
        entry = PACK.facts[name]
        if entry.context or entry.absent is None:
            continue
        values = list(values_of(name))
        for value in values:
            if value != entry.absent:
                yield name, entry.absent, value
                if entry.ordered and values.index(value) > 1:
                    yield name, values[values.index(value) - 1], value


FINDINGS = [(decision.name, *finding) for decision in RISING for finding in findings(decision)]


def test_urgency_is_a_decision_that_only_rises() -> None:
    assert [one.name for one in RISING] == ["urgency"]
    assert len(FINDINGS) > 40


# R01: adding a finding never lowers an urgency


@TRIES
@given(facts=people(), finding=st.sampled_from(FINDINGS))
def test_a_finding_never_lowers_the_urgency(facts: Facts, finding: tuple[str, str, object, object]) -> None:
    """R01: in a closed world and in an open one, whatever else she told."""
    decision, name, before, after = finding
    for closed in (True, False):
        low, high = bounds(facts | {name: before}, closed=closed)[decision]
        then_low, then_high = bounds(facts | {name: after}, closed=closed)[decision]
        assert then_low >= low
        assert then_high >= high


@TRIES
@given(facts=people(), finding=st.sampled_from(FINDINGS))
def test_a_finding_told_is_never_less_than_one_not_told(facts: Facts, finding: tuple[str, str, object, object]) -> None:
    """R01: in a closed world a finding raises the answer, or leaves it, when nothing had been said of it."""
    decision, name, _, after = finding
    without = {fact: value for fact, value in facts.items() if fact != name}
    low, high = bounds(without, closed=True)[decision]
    then_low, then_high = bounds(without | {name: after}, closed=True)[decision]
    assert (then_low >= low, then_high >= high) == (True, True)


# R02: unknown is never "no"


def completed(facts: Facts, chance: Random) -> Facts:
    """The same person when all that is not known has become known."""
    state = state_of(facts)
    whole = {name: value for name, value in facts.items() if value != "unknown"}
    for name, classes in state.known.items():
        if name not in whole and classes & (classes - 1):
            whole[name] = chance.choice(values_in(name, classes))
    return whole


@TRIES
@given(facts=people(most=14), seed=st.integers())
def test_every_completion_lies_between_low_and_high(facts: Facts, seed: int) -> None:
    """R02: for every decision, whatever the unknown facts turn out to be."""
    known = bounds(facts)
    chance = Random(seed)
    for _ in range(5):
        for name, (low, high) in bounds(completed(facts, chance)).items():
            assert low == high, f"{name} is not settled although all is known"
            assert known[name][0] <= low <= known[name][1]


@TRIES
@given(facts=people(most=14), name=st.sampled_from(list(PACK.table.classes)))
def test_what_is_not_known_leaves_open_what_each_answer_would_give(facts: Facts, name: str) -> None:
    """R02: with a fact unknown, low is the lowest low over its values and high the highest high: neither more nor less."""
    unknown = bounds(facts | {name: "unknown"})
    each = [(value, bounds(facts | {name: value})) for value in values_of(name)]
    for decision in PACK.decisions.values():
        if facts.get("guide", decision.guides[0]) not in (*decision.guides, "unknown"):
            continue
        found = [one[decision.name] for value, one in each if name != "guide" or value in decision.guides]
        low, high = unknown[decision.name]
        assert low <= min(one for one, _ in found)
        assert high >= max(one for _, one in found)
        # A fact that decides whether others apply settles more than itself when it is told.
        if name not in GATES:
            assert (low, high) == (min(one for one, _ in found), max(one for _, one in found))


def test_nothing_known_is_no_all_clear() -> None:
    """R02: with no answer at all every decision is open up to its most careful level."""
    found = guide({}, today=TODAY, pack=PACK)
    for name, answer in found.answers.items():
        assert (answer.low, answer.high) == (PACK.decisions[name].scale[0], PACK.decisions[name].scale[-1])


# R03: a red flag reaches the top, whatever else is said

RED_FLAGS = [
    (decision.name, rule.id, name, value)
    for decision in RISING
    for rule in decision.rules.values()
    if rule.level == decision.scale[-1] and len(rule.when) == 1
    for name, condition in rule.when.items()
    for value in values_in(name, PACK.table.classes[name].meeting(condition))
]


def test_there_are_red_flags() -> None:
    flags = {name for _, _, name, _ in RED_FLAGS}
    assert {"fainted_or_collapsed", "breathless_or_chest_pain", "sepsis_signs", "shoulder_tip_pain", "self_harm_immediate"} <= flags


@pytest.mark.parametrize(("decision", "rule", "name", "value"), RED_FLAGS)
@pytest.mark.parametrize("closed", [True, False])
def test_a_red_flag_alone_reaches_the_top(decision: str, rule: str, name: str, value: object, closed: bool) -> None:
    """R03: with everything else unknown the level is certain, settled, and because of this rule."""
    found = guide({name: value}, today=TODAY, closed_world=closed, pack=PACK).answers[decision]
    assert (found.low, found.high) == (PACK.decisions[decision].scale[-1],) * 2
    assert rule in [reason.id for reason in found.reasons if reason.certain]


@TRIES
@given(facts=people(most=14), flag=st.sampled_from(RED_FLAGS), closed=st.booleans())
def test_a_red_flag_reaches_the_top_whatever_else_is_said(facts: Facts, flag: tuple[str, str, str, object], closed: bool) -> None:
    """R03: also beside answers that do not fit together, and in every guide."""
    decision, _, name, value = flag
    top = len(PACK.decisions[decision].scale) - 1
    assert bounds(facts | {name: value}, closed=closed)[decision] == (top, top)


@pytest.mark.parametrize("which", ["after_loss", "pregnant", "contraception_only"])
def test_the_red_flags_are_asked_first_in_every_guide(which: str) -> None:
    """R03: urgency comes first among her decisions, and its statement first in the plan for today."""
    found = guide({"guide": which, "fainted_or_collapsed": "yes"}, today=TODAY, pack=PACK)
    first = next(iter(found.answers))
    assert first == "urgency"
    assert found.plan["today"][0].statement == PACK.decisions["urgency"].levels["emergency"].says
    assert found.cards[0].level == "emergency"


def test_after_an_ectopic_pregnancy_no_line_says_today_of_what_is_999() -> None:
    """H01: what would change an answer is as urgent as the rules make it: a tube can burst while an ectopic pregnancy is followed."""
    person: dict[str, object] = {"guide": "after_loss", "loss_kind": "ectopic", "days_since_loss": 9, "ectopic_treatment": "waited"}
    findings = {"pain": "severe", "one_sided_pain": "yes", "dizzy_or_lightheaded": "yes", "bleeding_now": "heavy"}
    shown = 0
    for question in PACK.questions.by_id.values():
        read = answer_of(question.id, {**person, "signs_today": "none"}, today=TODAY)
        today = {change.if_.id for change in read.changes if change.verdict == "call_today"}
        for change in question.changes:
            (finding, *others) = change.when
            if change.if_ in today and not others and change.when[finding] == frozenset({findings.get(finding)}):
                told = guide({**person, finding: findings[finding]}, today=TODAY, closed_world=True)
                assert told.answers["urgency"].low != "emergency", (question.id, change.id)
            shown += change.if_ in today
    assert shown, "it looked at lines"
