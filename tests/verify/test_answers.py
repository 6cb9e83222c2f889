"""Her question is answered as promised: each kind of fault, planted in a copy of the knowledge or in the program, is found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace

import pytest

from afterwards import answer, load_pack
from afterwards.answers.answering import Answering
from afterwards.answers.asking import denied_rows
from afterwards.check.cases import TODAY
from afterwards.pack import Pack
from afterwards.pack.questions import Question
from afterwards.verify import answers
from afterwards.verify.answers import prove
from afterwards.verify.calm import Calm, call_rows, quick_person
from afterwards.verify.pages import signs_for
from afterwards.verify.paths import Paths
from tests.verify.planted import TEA, failures, proved

PACK = load_pack()


def only(*names: str, pack: Pack = PACK) -> Pack:
    """The knowledge with these questions alone."""
    return asking(pack, [pack.questions.by_id[name] for name in names])


def asking(pack: Pack, questions: Sequence[Question]) -> Pack:
    few = copy(pack.questions)
    few.by_id = {one.id: one for one in questions}
    return replace(pack, questions=few)


def without(*signs: str, pack: Pack = PACK) -> Pack:
    """The knowledge without these lines on its page of signs."""
    assert {*signs} <= {one.id for one in pack.signs}
    return replace(pack, signs=tuple(one for one in pack.signs if one.id not in signs))


def failing(pack: Pack) -> dict[str, tuple[str, ...]]:
    return {name.removeprefix("answers: "): cases for name, cases in failures(proved(prove, pack)).items()}


def test_the_fast_part_holds_for_the_built_in_pack() -> None:
    """R45, R46: pages, signs, what is ready and its verdict; `afterwards verify answers` walks every way."""
    reports = proved(prove, PACK)
    assert [one.property for one in reports] == [f"answers: {part}" for part in ("signs", "none of these", "pages", "ready", "verdict")]
    assert failures(reports) == {}


def test_a_pack_without_questions_has_nothing_to_show() -> None:
    assert [one.covered for one in proved(prove, TEA)] == ["a pack without questions: nothing to show"]


def test_small_questions_are_walked_whole_and_others_are_named() -> None:
    _, _, pages, ready, _ = proved(prove, only("sex-when", "something-left"))
    assert pages.covered.startswith("2 questions, 1 of them whole, ")
    assert pages.notes[0] == "not every way, only those in which at most 0 answers are other than 'I am not sure': sex-when"
    assert pages.notes[-1] == "most pages: sex-when 2 of 3, something-left 2 of 2"
    assert int(ready.covered.split()[0]) > 50


# Signs


@pytest.mark.parametrize(("gone", "question"), [("came-back", "who-to-call"), ("ectopic-pain", "tampons"), ("anti-d", "milk")])
def test_a_combination_that_no_line_names_is_lost_where_the_answer_follows_the_signs(gone: str, question: str) -> None:
    """R03: of the exempt questions each combination that means help today stands on the page of signs."""
    (case, *_) = failing(without(gone, pack=only(question)))["signs"]
    assert "is asked nowhere" in case
    assert case.startswith(f"# {question}: URG-")


def test_a_line_that_is_not_shown_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """R03: a line of several findings would be denied although she never saw it."""
    shown = signs_for
    monkeypatch.setattr(answers, "signs_for", lambda *asked: tuple(one for one in shown(*asked) if one.id != "ectopic-pain"))
    (case, *_) = failing(only("sex-when"))["signs"]
    assert "may hold, and no line that names it is shown" in case


def test_an_emergency_that_none_of_these_does_not_deny() -> None:
    """R03: after "None of these" no completion is an emergency."""
    (case, *_) = failing(without("fainted", pack=only("sex-when")))["none of these"]
    assert "after 'None of these' URG-" in case
    assert 'signs_today: "none"' in case


# Pages, ready, verdict


def test_a_question_that_takes_more_pages_than_it_may() -> None:
    (case,) = failing(asking(PACK, [replace(PACK.questions.by_id["sex-what-counts"], pages=1)]))["pages"]
    assert "sex-what-counts: 2 pages, and it may take 1." in case


def test_someone_who_tells_what_she_denied_comes_within_the_pages_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Heavy bleeding told after "None of these" hangs on the date: without the page about today it would take a page of its own."""
    monkeypatch.setattr("afterwards.verify.pages._is_about_today", lambda *_: False)
    cases = failing(only("tablets-no-bleed"))["pages"]
    assert any("tablets-no-bleed: 3 pages, and it may take 2." in case and 'bleeding_now: "heavy"' in case for case in cases)


def test_an_answer_shown_before_what_may_mean_help_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Answering, "_for_help", lambda _: iter(()))
    monkeypatch.setattr(Answering, "_for_her_question", lambda _: iter(()))
    found = failing(only("bleeding-normal"))
    assert any("bleeding-normal is ready, and URG-" in case and "not asked" in case for case in found["ready"])


def test_an_answer_shown_before_what_decides_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def but_the_first(self: Answering) -> Iterator[str]:
        yield from [*whole(self)][1:]

    whole = Answering._for_her_question
    monkeypatch.setattr(Answering, "_for_her_question", but_the_first)
    found = failing(only("pregnant-sex"))
    assert any("pregnant-sex is ready, and sex_in_pregnancy means not today or yes by" in case for case in found["verdict"])


def test_a_method_shown_before_what_is_against_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Answering, "_for_her_question", lambda _: iter(()))
    found = failing(only("start-mini-pill"))
    assert any("start-mini-pill is ready, and pop at " in case for case in found["verdict"])


# The walk itself


def test_states_that_are_one_are_asked_the_same() -> None:
    """Every state of a small question, walked without merging any, is asked what those it would be one with are asked."""
    question = PACK.questions.by_id["something-left"]
    merged, whole = Paths(PACK, question), Paths(PACK, question)
    merged.walk(10_000, 0, lambda _: None)
    every = _EachAlone()
    whole.__dict__["alike"] = every
    whole.walk(10_000, 0, lambda _: None)
    assert merged.whole
    assert whole.whole
    assert merged.states < whole.states
    assert merged.most == whole.most
    asks: dict[object, set[tuple[str, ...]]] = {}
    for facts in every.seen.values():
        answering = Calm(quick_person(PACK, question, facts), question, denied_rows(PACK, question), call_rows(PACK))
        asks.setdefault(merged.alike.key(facts, merged.alike.certain(answering)), set()).add(answering.ask())
    assert len(asks) < len(every.seen)
    assert [found for found in asks.values() if len(found) > 1] == []


class _EachAlone:
    """No two states are one."""

    def __init__(self) -> None:
        self.seen: dict[object, dict[str, object]] = {}

    def key(self, facts: dict[str, object], low: int) -> tuple[object, ...]:
        key = low, tuple(sorted((name, str(value)) for name, value in facts.items()))
        self.seen[key] = facts
        return key

    def certain(self, _: object) -> int:
        return 0


def test_a_person_read_quickly_is_asked_what_a_person_is_asked() -> None:
    """The short cut of the proofs: for each question, with nothing told and with what it decides not known."""
    for question in PACK.questions.by_id.values():
        for start in Paths(PACK, question).starts():
            for facts in (start, start | {fact: "unknown" for fact in question.deciding if fact not in start}):
                quick = Answering(quick_person(PACK, question, facts), question)
                if not quick.person.concerns(question, known=False):
                    continue
                slow = answer(question.id, facts, today=TODAY, pack=PACK)
                assert quick.ask() == slow.ask, (question.id, facts)
