"""What a closed world takes of facts nobody told: absent, but not so that what was told counts for nothing."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterwards.engine import State, Table
from afterwards.guide import Guide, guide
from afterwards.pack.eligibility import JUDGED
from afterwards.person.known import known_in
from afterwards.person.told import read_facts
from tests.people import PACK, TABLES, Facts, values_of
from tests.tries import tries

TODAY = date(2026, 11, 28)
COILS = ("cu_iud", "lng_iud")
ONLY = {"guide": "contraception_only", "age": 30}


def state_of(table: Table, facts: Facts) -> State:
    told = read_facts(PACK, facts, TODAY)
    known, asked = known_in(PACK, table, told, closed=True)
    return table.state(known, asked={*asked, *({JUDGED} & table.classes.keys())}, closed=True)


def closed_guide(facts: Facts, guideline: str = "uk") -> Guide:
    return guide(facts, today=TODAY, guideline=guideline, closed_world=True, pack=PACK)


def category(facts: Facts, method: str, guideline: str) -> tuple[int | None, int | None]:
    return next((one.low, one.high) for one in closed_guide(facts, guideline).methods() if one.method.id == method)


def brought_up() -> list[tuple[Table, str, Any]]:
    """Of each table every fact that hangs on one whose absent value closes it, with each value that is not its own absent one."""
    found = []
    for table in TABLES:
        for name, classes in table.classes.items():
            gate = classes.fact.gate
            if gate is None or name not in PACK.facts:
                continue
            above = table.classes[gate.fact]
            if above.fact.absent is not None and not above.absent() & table.applies[name]:
                found += [(table, name, value) for value in values_of(name) if classes.of(value) != classes.absent()]
    return found


def test_what_was_told_never_hangs_on_a_fact_taken_as_absent() -> None:
    """Part 8: for every fact, every value of it, and everything above it: what was told opens it, and it is never absent."""
    tried = brought_up()
    assert len({name for _, name, _ in tried}) > 30
    for table, name, value in tried:
        known = state_of(table, {"guide": "after_loss", name: value}).known
        fact = name
        while (gate := table.classes[fact].fact.gate) and table.classes[gate.fact].fact.absent is not None:
            above = table.classes[gate.fact]
            assert not known[gate.fact] & ~table.applies[fact] or known[gate.fact] == above.real, (name, value, gate.fact)
            assert known[gate.fact] & table.applies[fact], (name, value, gate.fact)
            fact = gate.fact


def test_what_hangs_on_it_is_open_where_it_has_no_absent_value() -> None:
    """Part 8: nothing that hangs on what was told, or on what that brings up, "does not apply" without a word."""
    for table, name, value in brought_up():
        known = state_of(table, {"guide": "after_loss", name: value}).known
        for other, classes in table.classes.items():
            gate = classes.fact.gate
            if gate and classes.fact.absent is None and known[gate.fact] & table.applies[other]:
                assert known[other] & classes.real, (name, value, other)


@given(data=st.data())
@tries(100)
def test_a_fact_told_or_not_sure_of_is_taken_as_it_was_told(data: st.DataObject) -> None:
    """Part 8: what was told of the fact above, or that she is not sure of it, is never changed by what hangs on it."""
    table, name, value = data.draw(st.sampled_from(brought_up()))
    gate = table.classes[name].fact.gate
    assert gate
    above = data.draw(st.sampled_from([*values_of(gate.fact), "unknown"]))
    classes = table.classes[gate.fact]
    known = state_of(table, {"guide": "after_loss", gate.fact: above, name: value}).known
    assert known[gate.fact] == (classes.real if above == "unknown" else classes.of(above))


def test_told_facts_that_imply_different_things_leave_it_open() -> None:
    facts = {"guide": "after_loss", "ectopic_treatment": "methotrexate", "molar_follow_up": "in_progress"}
    assert state_of(PACK.table, facts).known["loss_kind"] == PACK.table.classes["loss_kind"].real


@pytest.mark.parametrize("facts", [{}, {"loss_kind": "molar"}, {"loss_kind": "unknown"}, {"days_since_loss": 60}])
@pytest.mark.parametrize("method", COILS)
def test_raised_hcg_is_not_taken_as_outside_the_womb(facts: Facts, method: str) -> None:
    """Part 8: the US chart has 2 without and 4 with disease in the womb; nobody said which."""
    told = {"guide": "after_loss", "molar_hcg": "persistently_raised_or_malignant", **facts}
    assert category(told, method, "us")[1] == 4
    assert category({**told, "molar_in_womb": "no", "loss_kind": "molar", "age": 30}, method, "us") == (2, 2)


def test_disease_in_the_womb_told_alone_is_heard() -> None:
    assert category({"guide": "after_loss", "molar_in_womb": "yes"}, "cu_iud", "us")[1] == 4


@pytest.mark.parametrize("sex", [{"hours_since_unprotected_sex": 20}, {"days_since_unprotected_sex": 1}])
def test_sex_so_many_hours_ago_is_sex(sex: Facts) -> None:
    """The hours told alone say that there was sex without contraception: emergency contraception may help."""
    found = closed_guide({"guide": "after_loss", "days_since_loss": 30, "pregnancy_goal": "avoid", **sex})
    assert found.answers["contraception_need"].low == "emergency_contraception_may_help"


@pytest.mark.parametrize("facts", [{"temperature_c": 37}, {"pads_soaked_per_hour": 0}, {"molar_hcg": "none"}, {"migraine": "none"}])
def test_a_fact_told_at_its_absent_value_brings_nothing_up(facts: Facts) -> None:
    for table in TABLES:
        assert state_of(table, {"guide": "after_loss", **facts}).known == state_of(table, {"guide": "after_loss"}).known


@pytest.mark.parametrize("guideline", ["uk", "us", "who", "who-2015"])
@pytest.mark.parametrize("method", COILS)
@pytest.mark.parametrize("more", [{}, {"pregnancy_goal": "avoid"}, {"septic_loss": "no", "molar_hcg": "none", "mifepristone_today": "no"}])
def test_without_a_word_on_a_loss_there_was_none(guideline: str, method: str, more: Facts) -> None:
    """Part 8: someone who only looks at contraception; every coil got a 2 from a loss of unknown weeks."""
    assert category(ONLY | more, method, guideline) == (1, 1)


@pytest.mark.parametrize(
    "loss",
    [
        {"loss_date": "2026-11-20"},
        {"days_since_loss": 8},
        {"loss_date": "unknown"},
        {"loss_kind": "miscarriage"},
        {"loss_kind": "unknown"},
        {"management": "surgery"},
        {"loss_complete": "confirmed"},
    ],
)
@pytest.mark.parametrize("guideline", ["uk", "who"])
def test_a_word_on_a_loss_leaves_its_weeks_open(loss: Facts, guideline: str) -> None:
    assert category(ONLY | loss, "cu_iud", guideline) == (1, 2)
    assert category(ONLY | {"weeks_pregnant": 16}, "cu_iud", guideline)[1] == 2


def test_in_another_guide_and_in_an_open_world_nothing_is_taken() -> None:
    assert category({"guide": "after_loss", "age": 30}, "cu_iud", "uk") == (1, 2)
    assert category({"age": 30}, "cu_iud", "uk")[1] != 1
    found = guide(ONLY, today=TODAY, pack=PACK)
    assert next(one.high for one in found.methods() if one.method.id == "cu_iud") != 1


@pytest.mark.parametrize("guideline", ["uk", "us", "who", "who-2015"])
def test_without_a_loss_no_day_of_condoms_and_no_clock_is_lost(guideline: str) -> None:
    """What hangs on the days since a loss stays at its careful end: the longest time with condoms, and emergency contraception."""
    starts = {one.method.id: one.start for one in closed_guide(ONLY, guideline).methods()}
    assert {starts[name].extra_days for name in ("lng_iud", "implant", "coc")} == {7}
    assert starts["pop"].extra_days == (2 if guideline in ("who", "who-2015") else 7)  # two days are the whole time that WHO names for it
    told = ONLY | {"pregnancy_goal": "avoid", "unprotected_sex_since_loss": "yes", "hours_since_unprotected_sex": 20}
    assert closed_guide(told, guideline).answers["contraception_need"].high == "emergency_contraception_may_help"


@pytest.mark.parametrize("facts", [{}, {"pregnancy_goal": "avoid"}, {"pregnancy_goal": "not_sure", "age": 30}])
def test_who_said_no_word_of_a_loss_is_told_of_none(facts: dict[str, object]) -> None:
    """Part 8: nor of sex again, nor of a first period, for whoever only looks at methods."""
    found = guide({"guide": "contraception_only", **facts}, today=TODAY, closed_world=True)
    spoken = " ".join(line.text for lines in found.plan.values() for line in lines)
    assert not re.search(r"\bloss|miscarriage|sex again|first period", spoken)


@pytest.mark.parametrize(("guide_chosen", "level"), [("after_loss", "urgent_same_day"), ("contraception_only", "self_care")])
def test_bleeding_that_is_asked_of_nobody_is_not_taken_for_too_little(guide_chosen: str, level: str) -> None:
    """Five days after the medicine: only the guide after a loss asks how much she bleeds. What is told counts in both."""
    facts = {"guide": guide_chosen, "loss_kind": "miscarriage", "days_since_loss": 5, "weeks_pregnant": 8, "management": "medicine"}
    assert guide(facts, today=TODAY, closed_world=True).answers["urgency"].high == level
    assert guide({**facts, "bleeding_now": "spotting"}, today=TODAY, closed_world=True).answers["urgency"].high == "urgent_same_day"
