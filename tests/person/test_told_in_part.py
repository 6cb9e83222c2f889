"""A list may be told in part: a page of health shows of it what her question hangs on. Of the rest nothing is told (R02, R23)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from afterwards import BadFacts, answer, guide
from afterwards.answers.asking import Asking
from afterwards.answers.reader import Reader
from afterwards.fhir.response_written import facts_to_response
from afterwards.pack import Pack
from afterwards.pack.conditions import MEMBER
from afterwards.pack.questions import EXCLUDERS
from afterwards.person.known import known_in
from afterwards.person.told import ASKED_OF, UNKNOWN, lists_told_in_part, read_facts

TODAY = date(2026, 11, 30)
LIST = "other_conditions"
HERS: dict[str, Any] = {
    **{"guide": "after_loss", "signs_today": "none", "loss_kind": "miscarriage", "management": "waited", "days_since_loss": 29},
    **{"loss_complete": "confirmed", "septic_loss": "no", "sti_now": "none", "womb_condition": "no", "using_now": "none"},
}


def members(pack: Pack, **facts: Any) -> dict[str, bool | None]:
    """Of each value of the list in the methods' table whether she has it, None where nothing is told of it."""
    assert pack.contraception
    table = pack.contraception.table
    known, asked = known_in(pack, table, read_facts(pack, facts, TODAY))
    names = [name for name in table.classes if name.startswith(LIST + MEMBER)]
    yes = {name: table.classes[name].of("yes") for name in names}
    return {name: None if name not in known or name in asked else known[name] == yes[name] for name in names}


def test_of_what_she_was_not_asked_nothing_is_told(pack: Pack) -> None:
    some = ["malaria", "schistosomiasis"]
    told = members(pack, **{LIST: ["malaria"], ASKED_OF: {LIST: some}})
    assert told.pop(f"{LIST}.malaria") is True
    assert told.pop(f"{LIST}.schistosomiasis") is False
    assert len(told) > 3
    assert {*told.values()} == {None}
    assert None not in members(pack, **{LIST: ["malaria"]}).values()


def test_what_she_chose_she_was_asked_about(pack: Pack) -> None:
    told = members(pack, **{LIST: ["thyroid"], ASKED_OF: {LIST: []}})
    assert [name for name, yes in told.items() if yes is not None] == [f"{LIST}.thyroid"]


def test_asked_about_all_is_told_as_a_whole(pack: Pack) -> None:
    every = [*pack.facts[LIST].values]
    assert not read_facts(pack, {LIST: [], ASKED_OF: {LIST: every}}, TODAY).asked_of
    assert not read_facts(pack, {ASKED_OF: {LIST: ["malaria"]}}, TODAY).asked_of  # of a list not told


def test_not_sure_of_some_leaves_the_others_to_be_asked(pack: Pack) -> None:
    told = read_facts(pack, {LIST: UNKNOWN, ASKED_OF: {LIST: ["malaria"]}}, TODAY)
    assert pack.contraception
    asked = known_in(pack, pack.contraception.table, told)[1]
    assert [name for name in asked if name.startswith(LIST)] == [f"{LIST}.malaria"]
    assert not told.answers(LIST)


def test_it_is_asked_again_where_an_answer_hangs_on_the_rest(pack: Pack) -> None:
    for of, again in ((["malaria"], True), (values_asked(pack, "start-coil", "uk"), False)):
        facts = {**HERS, LIST: [], ASKED_OF: {LIST: of}}
        assert (LIST in answer("start-coil", facts, today=TODAY, pack=pack).ask) is again
        assert (LIST in guide(facts, today=TODAY, pack=pack).to_dict()["ask_next"]) is again


def values_asked(pack: Pack, question: str, guideline: str) -> list[str]:
    """The values of the list that the page of health shows for a question: those its methods hang on."""
    person = Reader(pack, HERS, TODAY, None, guideline, closed_world=False)._person({})
    asking = Asking(person, pack.questions.by_id[question])
    assert asking.guide.person
    names = asking._against_methods(asking.guide.person)
    return [name.removeprefix(LIST + MEMBER) for name in names if name.startswith(LIST + MEMBER)]


def test_what_is_not_shown_would_change_no_verdict(pack: Pack) -> None:
    """Over every question with a page of health, every guideline and every value that it leaves out."""
    tried = 0
    with_health = [one.id for one in pack.questions.by_id.values() if EXCLUDERS in {name for group in one.groups for name in group}]
    assert len(with_health) >= 5
    for question in with_health:
        for guideline in pack.guidelines:
            shown = values_asked(pack, question, guideline)
            none = answer(question, {**HERS, LIST: []}, today=TODAY, guideline=guideline, closed_world=True, pack=pack)
            for value in set(pack.facts[LIST].values) - {*shown}:
                hers = answer(question, {**HERS, LIST: [value]}, today=TODAY, guideline=guideline, closed_world=True, pack=pack)
                assert hers.verdict == none.verdict, (question, guideline, value)
                tried += 1
    assert tried > 100


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (3, "asked_of: 3 is not a list of other_conditions."),
        ([LIST], "asked_of: '['other_conditions']' is not a list of other_conditions."),
        ({"medicines": []}, "asked_of: 'medicines' is not a list of other_conditions."),
        ({"x9": []}, "asked_of: 'x9' is not a list of other_conditions."),
        ({LIST: "malaria"}, "asked_of: 'malaria' is not a list of thyroid, "),
        ({LIST: ["malaria", 3]}, "asked_of: '['malaria', 3]' is not a list of thyroid, "),
    ],
)
def test_what_is_no_part_of_a_list_is_refused(asked: object, message: str, pack: Pack) -> None:
    assert [*lists_told_in_part(pack)] == [LIST]
    with pytest.raises(BadFacts) as refused:
        read_facts(pack, {LIST: [], ASKED_OF: asked}, TODAY)
    (error,) = refused.value.errors
    assert error.fact == ASKED_OF
    assert error.message.startswith(message)
    assert error.remedy == "Choose one of these, or take it out."


def test_a_response_answers_a_list_as_a_whole(pack: Pack) -> None:
    with pytest.raises(BadFacts, match="a response answers a list as a whole"):
        facts_to_response({"guide": "after_loss", LIST: [], ASKED_OF: {LIST: ["malaria"]}}, pack)
