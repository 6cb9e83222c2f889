"""One question's answer: what it says obeys the engine, comes within its pages, and loses no sign on the way (design.md, 4.2b)."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given

from afterwards import NoSuchQuestion, answer, guide, questions
from afterwards.answers.reader import Reader
from afterwards.answers.record import Answer
from afterwards.engine import Range
from afterwards.errors import BadFacts
from afterwards.pack.conditions import base_of
from afterwards.pack.questions import STATEMENTS, WORDS, Question, Sign
from afterwards.pack.verdicts import BY_LEVEL, CALLS, NOT_TODAY, ONE_ACT, RISING, URGENCY
from afterwards.person.known import known_in
from afterwards.person.told import read_facts
from afterwards.verify.pages import is_revealed, next_facts
from tests.people import EVERY_FACT, PACK, Facts, people, values_of
from tests.tries import TIMES, tries

TODAY = date(2026, 11, 24)
CALM: Facts = {"signs_today": "none"}
ASKED = tuple(PACK.questions.by_id)


def asked(question: str, facts: Facts, **options: Any) -> Answer:
    return answer(question, facts, today=TODAY, pack=PACK, **options)


def every(facts: Facts, first: Question | None = None) -> tuple[Answer, ...]:
    """The answers to all questions that concern her."""
    return Reader(PACK, facts, TODAY, None, "uk", False).answers(first)


def in_her_guide(question: Question) -> Facts:
    """No sign, in a guide that the question is for."""
    return CALM | {"guide": next((one for one in question.guides if one in PACK.facts["guide"].values), "after_loss")}


# What every answer holds


@pytest.mark.parametrize("name", ASKED)
def test_every_question_is_answered_whatever_is_known(name: str) -> None:
    """With nothing told, with no sign, and with everything unsure: a heading begun by the word of the verdict, a reason, a source."""
    question = PACK.questions.by_id[name]
    unsure = in_her_guide(question) | {fact: "unknown" for fact in question.deciding if fact != "guide"}
    for facts in ({}, in_her_guide(question), unsure):
        found = asked(name, facts)
        word = WORDS.get(found.verdict, "")
        assert found.headline
        assert found.headline[0].text.startswith(word)
        assert found.why
        assert all(PACK.statements[one.id].sources for one in (*found.headline, *found.opened, *found.why, *found.general))
        assert {one.verdict for one in found.changes} <= {*WORDS, "information"}
        data = found.to_dict()
        assert json.loads(json.dumps(data, allow_nan=False)) == data
        assert data["ready"] is (data["ask"] == [])


@tries(60)
@given(facts=people(EVERY_FACT))
def test_no_answer_is_freer_than_the_engine(facts: Facts) -> None:
    """C1: a yes only where the decision says so for every way that what was asked may turn out; a call whenever the urgency is certain."""
    for found in every(facts):
        level = found.guide.answers[URGENCY].low
        if level in CALLS and facts.get("called_for_help") != "yes":
            assert RISING.index(found.verdict) >= RISING.index(CALLS[level])
            continue
        (decides, *others) = found.question.decides
        if others or decides not in PACK.decisions or not found.ready or found.speaks_to_her:  # to someone else all branches are said
            continue
        whole = guide({**facts, **found_implied(found, facts)}, today=TODAY, closed_world=True, pack=PACK).answers[decides]
        if decides in ONE_ACT and BY_LEVEL[whole.low][0] in NOT_TODAY:
            assert found.verdict in NOT_TODAY
        if decides == URGENCY and whole.low in CALLS:
            assert found.verdict in CALLS.values()


def found_implied(found: Answer, facts: Facts) -> Facts:
    return {fact: value for fact, value in found.question.implies.items() if fact not in facts}


@tries(40)
@given(facts=people(EVERY_FACT))
def test_a_method_is_free_only_where_its_category_is_1_or_2(facts: Facts) -> None:
    """C2: anything else is asked about first, or not this one."""
    for found in every(facts | {"guide": "contraception_only"}):
        offers = {one.method.id: one for one in found.guide.methods()}
        for one in found.methods:
            offer = offers[one.method]
            assert (one.verdict == "yes") <= (offer.high in (1, 2) and not offer.against)
            assert (one.verdict == "information") == (offer.against or (offer.low == offer.high == 4))


# What is asked


def pages(question: Question, rare: random.Random, *, unsure: bool) -> int:
    """How many pages someone answers after the page of signs, until the answer may be shown as hers."""
    facts, number = in_her_guide(question), 0
    shown: tuple[str, ...] = ()
    while (found := asked(question.id, facts)).ask:
        page = next_facts(question, found.ask, shown)
        number += not is_revealed(question, page, shown)
        shown = page
        assert number <= question.pages, (question.id, found.ask, facts)
        for fact in page:
            given_values = [] if unsure or PACK.facts[fact].kind in ("list", "text", "date") else still_possible(fact, facts)
            value = rare.choice(given_values) if given_values and rare.random() < 0.85 else "unknown"
            try:
                read_facts(PACK, facts | {fact: value}, TODAY, None)
                facts[fact] = value
            except BadFacts:  # two numbers that cannot be together
                facts[fact] = "unknown"
    return number


def still_possible(fact: str, facts: Facts) -> list[Any]:
    """The values of a fact that she has not denied on the page of signs."""
    known, _ = known_in(PACK, PACK.table, read_facts(PACK, facts, TODAY, None), pending=[fact])
    if fact not in PACK.table.classes:
        return [*values_of(fact)]
    classes = PACK.table.classes[fact]
    return [value for value in values_of(fact) if classes.of(value) & known.get(fact, classes.real)]


@pytest.mark.parametrize("name", ASKED)
def test_everyone_comes_to_the_answer_within_its_pages(name: str) -> None:
    """R27: someone sure of nothing too; nothing that was asked is asked again."""
    question, rare = PACK.questions.by_id[name], random.Random(name)
    for place in range(5 * TIMES):
        pages(question, rare, unsure=place == 0)


def test_what_decides_is_asked_first_and_nothing_is_asked_that_changes_nothing() -> None:
    """Bleeding alone settles that it is not today, whatever the loss was."""
    assert asked("sex-when", {}).ask[:2] == ("signs_today", "bleeding_now")
    found = asked("sex-when", CALM | {"guide": "after_loss", "bleeding_now": "light"})
    assert (found.ready, found.verdict, found.ask) == (True, "not_yet", ())


def test_until_comes_with_the_date_and_ends_with_it() -> None:
    facts = CALM | {"guide": "after_loss", "bleeding_now": "light", "loss_kind": "miscarriage", "management": "surgery"}
    assert asked("sex-when", facts | {"loss_date": "2026-11-15"}).until == date(2026, 11, 29)
    assert asked("sex-when", facts).until is None
    assert asked("sex-when", facts | {"loss_date": "2026-11-10"}).until is None


# The page of signs


def findings(one: Sign) -> set[str]:
    return {base_of(fact) for fact in one.when if not PACK.facts[base_of(fact)].context}


def test_every_finding_that_alone_means_help_today_is_a_sign() -> None:
    """0 lost: the rules with one finding, at "today" or above, whatever her circumstances are."""
    lines = [one for one in PACK.signs if len(one.when) == 1]
    for rule in PACK.decisions[URGENCY].rules.values():
        mine = {fact for fact in rule.when if not PACK.facts[base_of(fact)].context and PACK.facts[base_of(fact)].ages == "today"}
        circumstances = rule.when.keys() - mine
        if rule.level in CALLS and len(mine) == 1 and all(PACK.facts[base_of(one)].context for one in circumstances):
            (fact,) = mine
            assert any(covers(line, fact, rule.when[fact]) for line in lines) or any(fact in line.when for line in PACK.signs), rule.id


def covers(line: Sign, fact: str, wanted: Any) -> bool:
    """Whether a line names the finding, or a part of it beyond which help is not certain."""
    named = line.when.get(fact)
    return named is not None and (isinstance(named, Range) or bool(named & wanted))


@pytest.mark.parametrize("sign", [one for one in PACK.signs if len(one.when) == 1], ids=lambda one: one.id)
def test_none_of_these_denies_what_a_line_names_and_a_told_fact_wins(sign: Sign) -> None:
    ((fact, wanted),) = sign.when.items()
    classes = PACK.table.classes[fact]
    guides = ["pregnant"] if fact in ("bleeding_in_pregnancy", "waters_broken", "contractions", "baby_moving_less") else ["after_loss"]
    for which in guides:
        known, _ = known_in(PACK, PACK.table, read_facts(PACK, CALM | {"guide": which}, TODAY, None))
        assert not known.get(fact, 0) & classes.meeting(wanted)  # none at all where what brings it up is denied
        told = next(value for value in values_of(fact) if classes.of(value) & classes.meeting(wanted))
        known, _ = known_in(PACK, PACK.table, read_facts(PACK, CALM | {"guide": which, fact: told}, TODAY, None))
        assert known[fact] & classes.meeting(wanted)


@pytest.mark.parametrize("verdict", ["call_today", "call_now"])
def test_help_comes_first_and_her_own_answer_under_it(verdict: str) -> None:
    told = {"feels_feverish": "yes"} if verdict == "call_today" else {"fainted_or_collapsed": "yes"}
    found = asked("sex-when", told | {"bleeding_now": "light"})
    assert found.verdict == verdict
    assert found.headline[0].text.startswith(WORDS[verdict])
    assert found.own is not None
    assert found.own[0] == "not_yet"
    assert found.first
    called = asked("sex-when", told | {"bleeding_now": "light", "called_for_help": "yes"})
    assert called.verdict == "not_yet"


MISCARRIAGE: Facts = {"guide": "after_loss", "loss_kind": "miscarriage", "loss_complete": "confirmed", "weeks_pregnant": 8}
ECTOPIC: Facts = {"guide": "after_loss", "loss_kind": "ectopic", "ectopic_treatment": "methotrexate", "weeks_pregnant": 6}
SEX: Facts = {"had_sex_since_loss": "yes", "unprotected_sex_since_loss": "yes"}
HEARD: dict[str, tuple[str, Facts, str]] = {
    "sex without contraception yesterday": (
        "sex-already",
        MISCARRIAGE | SEX | {"days_since_loss": 9, "hours_since_unprotected_sex": 20, "pregnancy_goal": "avoid", "bleeding_now": "none"},
        "do_now",
    ),
    "sex while methotrexate still counts": (
        "emergency-pill",
        ECTOPIC | {"days_since_loss": 30, "hours_since_unprotected_sex": 200},
        "call_today",
    ),
    "a day after the abortion tablets, no bleeding": (
        "tablets-no-bleed",
        {"guide": "after_loss", "loss_kind": "abortion", "hours_since_medicine": 24, "bleeding_now": "none"},
        "call_today",
    ),
    "two days after the tablets for a miscarriage, only marks": (
        "tablets-no-bleed",
        {"guide": "after_loss", "loss_kind": "miscarriage", "hours_since_medicine": 48, "bleeding_now": "spotting"},
        "call_today",
    ),
    "just before two days": (
        "tablets-no-bleed",
        {"guide": "after_loss", "loss_kind": "miscarriage", "hours_since_medicine": 47, "bleeding_now": "none"},
        "information",
    ),
    "an ectopic pregnancy in treatment, bleeding like a period": (
        "bleeding-normal",
        ECTOPIC | {"hcg_follow_up": "in_progress", "days_since_loss": 10, "bleeding_now": "like_a_period", "bleeding_course": "same"},
        "call_today",
    ),
    "rhesus negative at 14 weeks, on day 2": (
        "anti-d",
        MISCARRIAGE | {"weeks_pregnant": 14, "days_since_loss": 2, "rhesus": "negative"},
        "call_today",
    ),
    "rhesus positive": ("anti-d", MISCARRIAGE | {"weeks_pregnant": 14, "days_since_loss": 2, "rhesus": "positive"}, "information"),
    "tablets, and still feels pregnant": (
        "abortion",
        {"guide": "after_loss", "loss_kind": "abortion", "management": "medicine", "days_since_loss": 20, "still_feels_pregnant": "yes"},
        "call_today",
    ),
    "eighty days and no period": (
        "no-period",
        MISCARRIAGE | {"days_since_loss": 80, "pregnancy_test": "negative", "pregnancy_test_day": 70, "management": "waited"},
        "ask_first",
    ),
    "her period, and sex": (
        "sex-when",
        MISCARRIAGE
        | {"days_since_loss": 120, "management": "waited", "pregnancy_test": "negative", "pregnancy_test_day": 30}
        | {"bleeding_now": "like_a_period", "bleeding_is_period": "yes", "period_back": "yes"},
        "yes",
    ),
    "an infection to treat": (
        "sex-when",
        MISCARRIAGE | {"days_since_loss": 20, "bleeding_now": "none", "infection_to_treat": "yes"},
        "not_yet",
    ),
}


@pytest.mark.parametrize("name", HEARD)
def test_what_she_told_is_heard(name: str) -> None:
    """C3 and C4: a clock, a sign or a treatment decides the answer, also where the level of what the question decides says less."""
    question, facts, verdict = HEARD[name]
    found = asked(question, CALM | facts)
    assert found.verdict == verdict
    assert found.headline[0].text.startswith(WORDS.get(verdict, ""))


def test_a_clock_stands_first_until_it_is_said_to_be_over() -> None:
    """C3: sex ten hours ago, whatever she asks; nobody has to be asked if she has had emergency contraception."""
    facts = CALM | MISCARRIAGE | SEX | {"days_since_loss": 20, "hours_since_unprotected_sex": 10, "pregnancy_goal": "avoid"}
    assert asked("tampons", facts).first
    assert asked("tampons", facts | {"emergency_contraception_taken": "levonorgestrel"}).first == ()


METHODS = ("start-combined-pill", "start-mini-pill", "start-implant", "start-injection", "start-patch-ring", "start-coil", "start-method")


@pytest.mark.parametrize("name", METHODS)
def test_no_method_starts_under_a_positive_test_or_a_lump(name: str) -> None:
    """C2: where no answer with a yes is for her, no method in the list says yes either."""
    well = CALM | MISCARRIAGE | {"days_since_loss": 40, "age": 28}
    assert "yes" in {one.verdict for one in asked(name, well, closed_world=True).methods}
    for told in (
        {"pregnancy_test": "positive", "pregnancy_test_day": 38},
        {"new_breast_lump": "yes"} if name != "start-coil" else {"bleeding_now": "heavy"},
    ):
        found = asked(name, well | told, closed_world=True)
        hormonal = [one.verdict for one in found.methods if not one.method.endswith("iud") or name == "start-coil"]
        assert "yes" not in hormonal, (name, told)


@pytest.mark.parametrize("name", ASKED)
def test_past_its_day_no_answer_is_a_yes_and_it_says_so_first(name: str) -> None:
    """R09: the day after the last day of review."""
    question = PACK.questions.by_id[name]
    late = answer(name, in_her_guide(question), today=PACK.due + timedelta(1), closed_world=True, pack=PACK)
    assert late.verdict != "yes"
    assert late.first[0].id == PACK.info.past_due


def test_someone_who_is_pregnant_is_asked_nothing_about_a_loss() -> None:
    """Of each question that is for her: with nothing told, and with all that it asks not known."""
    of_loss = {name for name, entry in PACK.facts.items() if entry.tells_of_loss == "always"} - {"weeks_pregnant"}
    assert {"loss_kind", "days_since_loss"} <= of_loss
    hers = [one for one in PACK.questions.by_id.values() if "pregnant" in one.guides]
    assert len(hers) > 3
    for question in hers:
        facts = CALM | {"guide": "pregnant"}
        while ask := asked(question.id, facts).ask:
            assert of_loss.isdisjoint(ask), (question.id, facts)
            facts |= dict.fromkeys(ask, "unknown")


def test_no_question_presses_for_a_name() -> None:
    """A text, such as the name of her baby, is never among what is still to be asked."""
    texts = {name for name, entry in PACK.facts.items() if entry.kind == "text"}
    assert texts
    for question in PACK.questions.by_id.values():
        assert texts.isdisjoint(asked(question.id, in_her_guide(question)).ask)


# The contract


def test_a_question_that_is_not_hers_says_so() -> None:
    found = asked("sex-when", {"guide": "pregnant"})
    assert (found.verdict, found.ready, found.ask) == ("information", True, ())
    assert all(PACK.questions.by_id[one].guides for one in found.related)


def test_an_unknown_question_is_refused_with_the_nearest() -> None:
    with pytest.raises(NoSuchQuestion) as refused:
        asked("sex-wen", {})
    assert "sex-when" in refused.value.errors[0].remedy


def test_the_questions_are_in_the_order_of_the_catalogue() -> None:
    assert [one.id for one in questions(PACK)] == list(ASKED)
    whole = every({"guide": "after_loss"}, PACK.questions.named("sex-when"))
    assert whole[0].question.id == "sex-when"
    assert [one.question.id for one in whole[1:]] == [one for one in ASKED if one != "sex-when" and hers(one)]


def hers(name: str) -> bool:
    one = PACK.questions.by_id[name]
    return "after_loss" in one.guides and (not one.kinds or "all" in one.kinds)


def test_a_question_about_statements_is_ready_after_the_signs_page_or_its_one_page() -> None:
    for one in PACK.questions.by_id.values():
        if one.decides == (STATEMENTS,) and not one.deciding:
            assert asked(one.id, in_her_guide(one)).ready


# What is not told of a molar pregnancy, a medicine, an age


@pytest.mark.parametrize("name", ["try-again", "try-after-molar", "test-positive", "contraception-need"])
@pytest.mark.parametrize("told", [{}, {"molar_follow_up": "unknown"}, {"molar_follow_up": "in_progress"}])
@pytest.mark.parametrize("days", [5, 25, 40, 120])
def test_a_molar_pregnancy_is_followed_until_she_says_that_it_is_not(name: str, told: Facts, days: int) -> None:
    """R10: not told, and not sure, count as followed: wait, use contraception, and the blood tests decide."""
    facts = CALM | {"guide": "after_loss", "loss_kind": "molar", "days_since_loss": days, "pregnancy_test": "positive"} | told
    found = asked(name, facts if name == "test-positive" else facts | {"pregnancy_test": "not_done"})
    words = " ".join(one.text for one in (*found.headline, *found.opened, *found.why))
    assert found.verdict != "yes" or name == "contraception-need"
    assert "follow" in words or "blood tests" in words
    assert not any("you need none" in change.then.text for change in found.changes)


@pytest.mark.parametrize("name", ["start-combined-pill", "start-patch-ring", "start-mini-pill"])
@pytest.mark.parametrize("medicine", sorted(PACK.facts["medicines"].values))
def test_a_method_that_a_medicine_speaks_against_names_the_medicine(name: str, medicine: str) -> None:
    """Inducers for all three, lamotrigine for those with oestrogen: "not this one" has its reason in its first line."""
    found = asked(name, CALM | {"guide": "after_loss", "loss_kind": "miscarriage", "days_since_loss": 3, "medicines": [medicine]})
    weaker = {"enzyme_inducer_antiepileptic", "rifamycin", "st_johns_wort"} | {
        one for one in PACK.facts["medicines"].values if "nevirapine" in one
    }
    if medicine in weaker | {"antiretroviral_protease_inhibitor"} or (medicine == "lamotrigine" and name != "start-mini-pill"):
        assert found.verdict in ("information", "ask_first")
        assert "medicine" in found.headline[0].text or "lamotrigine" in found.headline[0].text


def test_an_age_that_she_told_is_heard_by_the_smear_and_in_a_crisis() -> None:
    """Nobody under 25 is given a day to book a smear; a child who cannot go on reads of Childline, an adult does not."""
    after = CALM | {"guide": "after_loss", "loss_kind": "miscarriage", "days_since_loss": 20}
    assert [asked("smear", after | {"age": age}).until is None for age in (18, 24, 25, 40)] == [True, True, False, False]
    texts = [" ".join(one.text for one in asked("crisis", {"age": age}).opened) for age in (13, 15, 16, 30)]
    assert ["Childline" in text for text in texts] == [True, True, False, False]


@pytest.mark.parametrize("name", ["sex-when", "bleeding-normal", "pain-normal", "try-again", "alcohol"])
@pytest.mark.parametrize("days", [3, 6])
def test_what_was_not_told_of_bleeding_is_no_sign(name: str, days: int) -> None:
    """R10: little bleeding after the medicine is a call today once it is told; until then it is asked, and nobody is said to have it."""
    after = CALM | {"guide": "after_loss", "loss_kind": "miscarriage", "management": "medicine", "days_since_loss": days}
    silent = asked(name, after)
    # Whether it is urgent is answered from the careful end, and not as hers before she was asked.
    assert silent.verdict not in CALLS.values() or (URGENCY in PACK.questions.by_id[name].decides and not silent.ready)
    assert "urg.little-bleeding-after-medicine-call-today" not in {one.id for one in silent.first}
    assert asked(name, after | {"bleeding_now": "none"}).verdict == "call_today"


@pytest.mark.parametrize("guide", [one for one in PACK.facts["guide"].values if one != "after_loss"])
def test_what_nobody_asks_her_is_not_what_she_left_out(guide: str) -> None:
    """R10: whoever had no loss is not asked of her bleeding after one; that she says nothing of it makes no answer more urgent."""
    pregnant = {"bleeding_in_pregnancy": "none", "pain": "none", "weeks_pregnant": 20} if guide == "pregnant" else {}
    told = {"guide": guide, "signs_today": "none", **pregnant}
    hers = [one.id for one in PACK.questions.by_id.values() if guide in one.guides]
    assert hers
    for name in hers:
        assert asked(name, told).verdict == asked(name, told | {"bleeding_now": "none"}).verdict, name


def test_blood_tests_that_go_on_after_methotrexate_keep_the_wait_whatever_the_day() -> None:
    """C1, C3: until her unit says that it is over, no answer is as free as for someone who was discharged."""
    told = CALM | {"guide": "after_loss", "loss_kind": "ectopic", "ectopic_treatment": "methotrexate", "pregnancy_goal": "try_now"}
    sex = {"had_sex_since_loss": "yes", "unprotected_sex_since_loss": "yes", "hours_since_unprotected_sex": 20}
    for days in (60, 90, 91, 95, 200, 400):
        followed = told | {"days_since_loss": days, "hcg_follow_up": "in_progress"}
        assert asked("contraception-need", followed).verdict == "yes", days
        assert asked("try-again", followed).verdict in NOT_TODAY, days
        assert asked("emergency-pill", followed | sex).verdict == "call_today", days


def test_it_is_not_too_late_for_a_coil_once_periods_are_back() -> None:
    """C5: five days after the first day of an egg are not five days after sex (evidence 3.2)."""
    told = CALM | {"guide": "after_loss", "loss_kind": "miscarriage", "days_since_loss": 400, "had_sex_since_loss": "yes"}
    late = told | {"unprotected_sex_since_loss": "yes", "hours_since_unprotected_sex": 130}
    headings = [asked("emergency-pill", late | {"period_back": back}).headline for back in ("yes", "no")]
    assert ["ans.emergency-pill.coil-in-a-cycle" in {one.id for one in lines} for lines in headings] == [True, False]


NEEDS_EMERGENCY: Facts = {
    **CALM,
    **{"guide": "after_loss", "loss_kind": "miscarriage", "days_since_loss": 20, "had_sex_since_loss": "yes"},
    **{"unprotected_sex_since_loss": "yes", "hours_since_unprotected_sex": 20, "emergency_contraception_taken": "none"},
}


@pytest.mark.parametrize("question", ["emergency-pill", "contraception-need", "pregnant-again", "sex-already"])
@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, set()),
        ({"height_cm": 160, "weight_kg": 92}, {"ec.copper-any-weight", "ec.ulipristal-weight", "ec.double-dose"}),
        ({"weight_kg": 70}, set()),
        ({"breastfeeding": "yes"}, {"cont.differs-breastfeeding", "ec.levonorgestrel-breastfeeding"}),
        ({"medicines": ["rifamycin"]}, {"ec.copper-with-inducers", "ec.ulipristal-not-with-inducers", "ec.double-dose-with-inducers"}),
        ({"hours_since_unprotected_sex": 80}, {"ec.levonorgestrel-too-late"}),
        ({"pelvic_infection": "current"}, {"ec.copper-not-with-infection"}),
    ],
)
def test_what_she_told_of_herself_is_said_of_each_kind(question: str, told: Facts, said: set[str]) -> None:
    """Nothing told is ignored: where emergency contraception is the answer, what her weight, medicines or hours mean for each kind."""
    found = asked(question, NEEDS_EMERGENCY | told, closed_world=True)
    assert found.verdict == "do_now"
    assert PACK.contraception
    of_her = {statement for kind in PACK.contraception.kinds for rule in kind.rules if rule.of_her for statement in rule.say}
    assert {one.id for one in found.opened} & of_her == said


@pytest.mark.parametrize("question", ["start-combined-pill", "start-patch-ring"])
@pytest.mark.parametrize(
    ("measured", "verdict", "heading"),
    [
        ({"systolic_mmhg": 139, "diastolic_mmhg": 89}, "yes", ""),
        ({"systolic_mmhg": 140, "diastolic_mmhg": 80}, "ask_first", "ans.start.ask-blood-pressure"),
        ({"systolic_mmhg": 120, "diastolic_mmhg": 90}, "ask_first", "ans.start.ask-blood-pressure"),
        ({"systolic_mmhg": 160, "diastolic_mmhg": 80}, "information", "ans.start.not-blood-pressure"),
        ({"systolic_mmhg": 120, "diastolic_mmhg": 100}, "information", "ans.start.not-blood-pressure"),
    ],
)
def test_a_pressure_that_was_measured_is_named_as_the_reason(question: str, measured: Facts, verdict: str, heading: str) -> None:
    """Nothing told is ignored: "something you told us" is no reason where the figures are."""
    early = CALM | {"guide": "after_loss", "loss_kind": "miscarriage", "days_since_loss": 20, "age": 28}
    found = asked(question, early | measured, closed_world=True)
    assert found.verdict == verdict
    assert (found.headline[0].id == heading) == bool(heading)


@pytest.mark.parametrize(
    ("question", "method"),
    [("start-combined-pill", "coc"), ("start-mini-pill", "pop"), ("start-implant", "implant"), ("start-injection", "dmpa")],
)
def test_who_uses_it_already_is_not_told_to_start(question: str, method: str) -> None:
    early = CALM | {"guide": "after_loss", "loss_kind": "miscarriage", "days_since_loss": 20, "age": 28}
    for using in ("coc", "pop", "implant", "dmpa", "none"):
        found = asked(question, early | {"using_now": using}, closed_world=True)
        assert found.verdict == "yes"
        assert (found.headline[0].id == "ans.start.yes-using") == (using == method)


EARLY: Facts = CALM | {"guide": "after_loss", "loss_kind": "miscarriage", "management": "surgery", "days_since_loss": 20, "age": 28}
OPENED = {name: one for name, one in PACK.facts.items() if one.open_when and PACK.facts[one.open_when[0]].kind == "yes_no"}


@pytest.mark.parametrize("name", OPENED)
def test_a_condition_told_without_its_kind_is_not_none(name: str) -> None:
    """Who has had migraine, and says not which, or is not sure if she has, is not told of a method as someone who has none, not in a
    closed world either."""
    assert len(OPENED) > 12
    gate, _ = OPENED[name].open_when or ("", frozenset())
    people = {told: guide(EARLY | {gate: told}, today=TODAY, pack=PACK, closed_world=True).person for told in ("yes", "unknown", "no")}
    assert PACK.contraception
    classes = PACK.contraception.table.classes[name]
    assert {told: person and person.state.known[name] for told, person in people.items()} == {
        "yes": classes.real,
        "unknown": classes.real,
        "no": classes.of(str(OPENED[name].absent)),
    }


TOLD_BY_A_KIND = [
    (name, PACK.facts[teller].whether)
    for name, one in PACK.facts.items()
    if one.from_told and name in PACK.table.classes
    for teller in {fact for when in one.from_told.any if len(when) == 1 for fact in when}
    if PACK.facts[teller].whether
]


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize(("name", "gate"), sorted({*TOLD_BY_A_KIND}))
def test_not_sure_of_an_illness_is_not_a_no_to_what_its_kind_tells(name: str, gate: str, closed: bool) -> None:
    """Who is not sure if she ever had anything on her cervix has not said that she has no illness to think of before a pregnancy."""
    unsure = guide(EARLY | {"pregnancy_goal": "try_now", gate: "unknown"}, today=TODAY, pack=PACK, closed_world=closed)
    no = PACK.table.classes[name].of("no")
    assert unsure.state.known.get(name, PACK.table.classes[name].full) & ~no


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("start-coil", {"infection_to_treat": "yes"}),
        ("start-combined-pill", {"medicines": ["anticoagulant_preventive_dose"]}),
        ("start-patch-ring", {"medicines": ["anticoagulant_preventive_dose"]}),
        ("start-combined-pill", {"has_migraine": "yes"}),
        ("start-injection", {"heart_condition": "yes"}),
    ],
)
def test_no_yes_beside_what_she_told(question: str, told: Facts) -> None:
    assert asked(question, EARLY, closed_world=True).verdict == "yes"
    assert asked(question, EARLY | told, closed_world=True).verdict == "ask_first"


def test_a_bad_headache_is_heard_in_every_answer() -> None:
    """Told as a sign, it leads whatever she asks; after an early loss her GP is told, and 999 where it is sudden or severe."""
    for one in every(EARLY | {"headache_or_sight": "yes"}):
        assert "urg.headache-tell-gp" in {line.id for line in one.first}, one.question.id
    assert "urg.headache-tell-gp" not in {line.id for one in every(EARLY) for line in one.first}


@pytest.mark.parametrize(("kind", "urgent"), [("molar", True), ("miscarriage", False)])
def test_a_raised_pressure_after_a_molar_pregnancy_is_read_as_after_a_birth(kind: str, urgent: bool) -> None:
    """Pre-eclampsia can come with a molar pregnancy before 20 weeks: with a headache it is 999, alone a call today."""
    told = EARLY | {"loss_kind": kind, "weeks_pregnant": 14, "systolic_mmhg": 152, "diastolic_mmhg": 98}
    assert (asked("recovery", told | {"headache_or_sight": "yes"}).verdict == "call_now") == urgent
    assert (asked("recovery", told).verdict == "call_today") == urgent
    assert asked("recovery", told | {"systolic_mmhg": 149}).verdict != "call_today"


@pytest.mark.parametrize("name", ["start-combined-pill", "start-mini-pill", "start-patch-ring", "start-implant", "start-injection"])
def test_a_healthy_person_is_asked_until_she_can_be_told_yes(name: str) -> None:
    """4.2b (c): whoever answers what is asked, all of it in her favour, reads "Yes": no date is missing that nobody asked."""
    well = {
        "loss_kind": "miscarriage",
        "days_since_loss": 10,
        "age": 30,
        "bmi": 23,
        "systolic_mmhg": 115,
        "diastolic_mmhg": 75,
        "pill_kind": "unknown",
        "pregnancy_goal": "avoid",
    }
    told: Facts = CALM | {"guide": "after_loss"}
    while ask := asked(name, told).ask:
        for fact in ask:
            entry = PACK.facts[fact]
            told |= {fact: well.get(fact, [] if entry.kind == "list" else entry.absent)}
    assert asked(name, told).verdict == "yes", told
