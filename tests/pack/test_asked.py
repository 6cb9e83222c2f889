"""Where rules that mean help are asked, and what falls to a question's last answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from afterwards import load_pack
from afterwards.check.knowledge import told_by_question
from afterwards.check.last_answers import last_answers
from afterwards.pack import Pack
from afterwards.pack.asked import NOWHERE, PAGES, SIGNS, calling_rules, where_asked

PACK = load_pack()


def lost(pack: Pack) -> set[tuple[str, str]]:
    return {
        (question.id, rule.id)
        for question in pack.questions.by_id.values()
        for rule, where in where_asked(pack, question)
        if where == NOWHERE
    }


def test_every_rule_that_means_help_is_asked_in_every_question_that_it_can_concern() -> None:
    """R03: on the page of signs or on the question's own pages; 0 nowhere."""
    assert len(calling_rules(PACK)) > 50
    assert lost(PACK) == set()
    places = {where for question in PACK.questions.by_id.values() for _, where in where_asked(PACK, question)}
    assert places == {SIGNS, PAGES}


@pytest.mark.parametrize("gone", ["fainted", "clots", "coil-and-pregnant", "anti-d", "harmful-unprotected"])
def test_a_line_that_is_missing_is_missed(gone: str) -> None:
    """Each line is there for a rule that stands nowhere without it."""
    assert lost(replace(PACK, signs=tuple(one for one in PACK.signs if one.id != gone)))


def test_the_states_that_fall_to_a_last_answer_are_counted() -> None:
    counted = {question.id: (fallen, every) for question, fallen, every in last_answers(PACK)}
    assert all(0 <= fallen <= every for fallen, every in counted.values())
    assert counted["sex-when"] == (0, counted["sex-when"][1])
    # Of the twelve states of `milk` those without breastfeeding and before 13 weeks (two) meet no answer before the last.
    assert counted["milk"] == (2, 12)


def test_check_tells_both_by_question_and_rule() -> None:
    said = [*told_by_question(PACK)]
    assert sum(" is asked by " in one for one in said) == len(calling_rules(PACK))
    assert sum(one.endswith("states fall to its last short answer") for one in said) > 50
