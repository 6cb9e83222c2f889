"""Emergencies: the page that stops the questions comes at once, says what to do, and lets a slip be mended (R03)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from afterwards import guide
from afterwards.engine.rules import Condition
from afterwards.pack.model import RuleText
from tests.clock import TODAY
from tests.people import PACK, values_in
from tests.web.conftest import Visit
from tests.web.pages import Page
from tests.web.personas import PERSONAS, WELL
from tests.web.walker import Facts, Walker, facts_on

URGENCY = PACK.decisions["urgency"]
EMERGENCY = URGENCY.scale[-1]
RULES = {  # of what is heard and asked nowhere, such as a blood pressure in pregnancy, no page can know
    rule.id: rule for rule in URGENCY.rules.values() if rule.level == EMERGENCY and not any(PACK.facts[one].only_told for one in rule.when)
}
SIGNS = sorted({name for rule in RULES.values() for name in rule.when if len(rule.when) == 1 and PACK.facts[name].kind == "yes_no"})
GUIDES = list(PACK.facts["guide"].values)
UNSURE = PERSONAS["not sure of anything"]


def just_meeting(rule: RuleText) -> Facts:
    """What she must tell for a rule to hold; not sure of what brings its questions up, and well in every other way."""
    told = {one: value for name, condition in rule.when.items() for one, value in telling(name, condition).items()}
    gates = [gate for name in (*rule.when, *told) if (gate := PACK.facts[name].gate) and gate[0] not in told]
    chosen = {gate[0]: values_in(*_classes(gate))[0] for gate in gates if gate[0] == "guide"}
    return {**WELL, **{gate[0]: "unknown" for gate in gates}, **chosen, **told}


def _classes(gate: tuple[str, Condition]) -> tuple[str, int]:
    return gate[0], PACK.table.classes[gate[0]].meeting(gate[1])


def telling(name: str, condition: Condition) -> Facts:
    """What she tells on a page for a condition to hold: the day for the days since it, and what tells a fact that nobody is asked for."""
    entry = PACK.facts[name]
    if entry.held and entry.from_told:
        return {one: value for fact, each in entry.from_told.any[0].items() for one, value in telling(fact, each).items()}
    value = values_in(name, PACK.table.classes[name].meeting(condition))[0]
    if name == "days_since_loss":
        return {"loss_date": (TODAY - timedelta(days=value)).isoformat()}
    return {name: value}


def asked_about(rule: RuleText) -> set[str]:
    return {one for name, condition in rule.when.items() for one in telling(name, condition)}


def knows(person: Walker, rule: RuleText) -> bool:
    return asked_about(rule) <= person.told.keys()


def test_there_are_red_flags() -> None:
    assert len(SIGNS) == 6
    assert len(RULES) > 25


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_emergency_stops_the_questions_at_once(visit: Visit, rule: RuleText) -> None:
    """R03: the stop page follows the very answer that makes it an emergency, and "change my answer" leads to that answer."""
    person = visit(just_meeting(rule))
    person.start()
    while person.here.kind == "question":
        assert not knows(person, rule), f"asked {facts_on(person.here)} after the emergency was known"
        asked = facts_on(person.here)
        person.step()
    assert (person.here.path, person.here.kind) == ("/stop", "stop")
    assert knows(person, rule)
    assert {*asked} & asked_about(rule)
    assert rule.if_ in dict(person.here.statements)
    page = person.back()
    assert facts_on(page) == asked
    assert page.checked()


def concerns(sign: str, chosen: str) -> bool:
    gate = PACK.facts[sign].gate
    return gate is None or (gate[0] == "guide" and chosen in values_in(*_classes(gate)))


def test_every_red_flag_concerns_everyone() -> None:
    """Also whoever only looks at methods: a sign of danger to her life is asked first, whatever she came for."""
    assert [(sign, chosen) for sign in SIGNS for chosen in GUIDES if not concerns(sign, chosen)] == []


@pytest.mark.parametrize(("sign", "chosen"), [(sign, chosen) for sign in SIGNS for chosen in GUIDES if concerns(sign, chosen)])
def test_red_flags_are_asked_on_the_first_two_pages_of_every_guide(visit: Visit, sign: str, chosen: str) -> None:
    """R03: and one is enough, however unsure she is of all the rest."""
    person = visit({**UNSURE, "guide": chosen, sign: "yes"})
    person.walk()
    assert person.here.kind == "stop"
    assert len(person.entered) <= 2


# What the stop page says


@pytest.fixture
def stopped(visit: Visit) -> Walker:
    """Someone who pressed the wrong boxes on the first page."""
    person = visit({**WELL, "fainted_or_collapsed": "yes", "sepsis_signs": "yes"})
    person.walk()
    return person


def test_the_stop_page_says_one_thing_to_do(stopped: Walker, today: date) -> None:
    page = stopped.here
    assert page.decisions == {"urgency": dict.fromkeys(("level", "low", "high"), EMERGENCY)}
    assert page.heading == guide(stopped.told, today=today).voice.say(URGENCY.levels[EMERGENCY].says)
    assert page.main.all("a", href="tel:999")
    assert not page.main.all("form")
    assert not page.main.all("a", href="/guide")


def test_the_stop_page_names_every_reason_and_what_to_say_on_the_phone(stopped: Walker) -> None:
    said = dict(stopped.here.statements)
    for rule in RULES.values():
        held = {*rule.when} <= {"fainted_or_collapsed", "sepsis_signs"}
        assert (rule.if_ in said) is held
        assert (rule.tell in said) is held
    assert {*URGENCY.levels[EMERGENCY].do} <= said.keys()


def test_the_guide_cannot_be_reached_past_the_stop_page(stopped: Walker) -> None:
    assert stopped.get("/guide").path == "/stop"


def test_a_stop_page_without_an_emergency_leads_to_the_guide(visit: Visit) -> None:
    person = visit()
    person.walk()
    assert person.get("/stop").path == "/guide"


# A slip can be mended


def test_change_my_answer_leads_back_to_the_answer(stopped: Walker) -> None:
    link = stopped.here.root.one(data_action="back")
    assert "change my answer" in link.text
    page = stopped.back()
    assert page.checked() == {"fainted_or_collapsed": "yes", "sepsis_signs": "yes"}
    stopped.facts |= {"fainted_or_collapsed": "no", "sepsis_signs": "no"}
    assert stopped.step().path == "/step/2"
    assert stopped.go_on().kind == "guide"


def test_another_answer_changed_first_does_not_shut_the_way_back(visit: Visit) -> None:
    """She wrote 3 pads, went back one page more and said that the bleeding has stopped: the page of the pads can still be reached."""
    person = visit({**WELL, "bleeding_now": "heavy", "pads_soaked_per_hour": 3})
    person.walk()
    person.back()
    page = person.back()
    assert facts_on(page) == ["bleeding_now"]
    person.facts |= {"bleeding_now": "none", "pads_soaked_per_hour": 0}
    assert person.step().kind == "stop"
    assert "pads_soaked_per_hour" in facts_on(person.back())
    assert person.step().kind == "question"
    assert person.go_on().kind == "guide"
    assert person.here.decisions["urgency"]["high"] == "self_care"


def card(page: Page) -> list[str]:
    """The headings of the cards on a question page: none, or one that says how urgent it is."""
    return [one.one("h2").text for one in page.root.all("section") if "care" in one.attributes["class"].split()]


def test_while_it_is_an_emergency_no_question_page_says_less(stopped: Walker) -> None:
    page = stopped.back()
    assert card(page) == ["Emergency"]
    assert page.root.all("a", href="tel:999")
    assert "go on with the questions" not in page.root.text


def test_later_pages_carry_the_call_for_today(visit: Visit) -> None:
    person = visit({**WELL, "leg_swelling_or_pain": "yes"})
    person.start()
    seen = {}
    while person.here.kind == "question":
        seen[person.here.path] = card(person.here)
        person.step()
    assert [path for path, shown in seen.items() if not shown] == ["/step/1", "/step/2", "/step/3"]
    assert {tuple(shown) for shown in seen.values() if shown} == {("Call today",)}
    assert len(seen) > 8
    assert person.here.decisions["urgency"]["low"] == "urgent_same_day"


def test_who_is_well_sees_no_card(visit: Visit) -> None:
    person = visit()
    person.walk()
    assert [card(page) for page in person.seen if page.kind == "question" and card(page)] == []
