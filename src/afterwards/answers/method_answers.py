"""Methods in an answer: the verdict of each, and each told reason against one. The page's `method_answers.js` is the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from afterwards.answers.asking import Asking, with_tellers
from afterwards.answers.person import Person
from afterwards.answers.record import MethodAnswer, Said
from afterwards.contraception import ASK_BEFORE_GOING_ON, Offer, goes_on, medicines_said
from afterwards.pack.conditions import bases
from afterwards.pack.eligibility import USING
from afterwards.pack.model import Pack
from afterwards.pack.questions import Question, ShortAnswer
from afterwards.pack.verdicts import NOT_SUITABLE
from afterwards.pack.words import words
from afterwards.person.told import MEDICINES

T = TypeVar("T")
HARMS_PREGNANCY = "med.harms-a-pregnancy"
"""The statement that a medicine she takes can harm a pregnancy: it asks for a method that works very well."""


def method_verdict(offer: Offer) -> str:
    """The verdict of one method: free, against, or to ask about first."""
    if offer.against or offer.low == NOT_SUITABLE == offer.high:
        return "information"
    return "yes" if offer.high in (1, 2) and not offer.works_less else "ask_first"


def question_of_method(pack: Pack, method: str) -> Question:
    """The question about this method with the fewest others."""
    asked = [one for one in pack.questions.by_id.values() if method in one.decides]
    return min(asked, key=lambda one: len(one.decides))


def of_one_kind(answering: Asking) -> bool:
    """Whether the question is about one kind of method, which two methods may be: coils; the patch and the ring."""
    return all(question_of_method(answering.pack, one.method.id) is answering.question for one in answering.offers)


def asked_about(answering: Asking, methods: tuple[MethodAnswer, ...]) -> tuple[MethodAnswer, ...]:
    """Of two methods of one kind that which she uses now, else both."""
    using = tuple(one for one in methods if one.method == answering.told.values.get(USING))
    return using if using and of_one_kind(answering) else methods


def not_yet_free(person: Person, method: MethodAnswer) -> MethodAnswer:
    """A method that is free waits for help that is due."""
    free = method.verdict == "yes"
    return replace(method, verdict="ask_first", headline=person.hers(person.pack.asked["ask_first"])) if free else method


def said_of_methods(answering: Asking, verdict: str, *, raised: bool) -> Iterator[str]:
    """What the headline says besides: of a method in use that speaks against her, of several methods that not every one may be hers."""
    offers = answering.offers
    if verdict == "yes":
        if not of_one_kind(answering) and any(one.against or one.low not in (1, 2) for one in offers):
            yield from answering.pack.asked.get("not_every_method", ())
    elif not raised and of_one_kind(answering) and any(one.phase == "continue" and not goes_on(one) for one in offers):
        yield ASK_BEFORE_GOING_ON


def reasons_told(answering: Asking, short: ShortAnswer) -> Iterator[Said]:
    """Each thing she told that speaks against a method she asks about, or makes it work less, and that her answer does not rest on.

    Whatever decides the answer, a clock or another illness, nothing she told is ignored beside it. Where it rests on nothing that she
    told, what is in category 2 is named too.
    """
    pack, person = answering.pack, answering.guide.person
    if person is None or not of_one_kind(answering):
        return
    knowledge, heard = person.contraception, with_tellers(pack, bases(short.when))

    def not_heard(reasons: Iterable[tuple[frozenset[str], T]]) -> list[T]:
        """Those of which neither her answer nor a reason before them speaks; of each the facts on which it hangs, and what it is."""
        some = [(_own(pack, facts), one) for facts, one in reasons]
        new = [(facts, one) for facts, one in some if not facts & heard]
        heard.update(*(facts for facts, _ in new))
        return [one for _, one in new]

    beside = [(knowledge.facts_of(one.id), one) for offer in answering.offers for one in offer.beside if one.when]
    strong = [(facts, one) for facts, one in beside if one.against or one.works_less or facts == {MEDICINES}]
    limits = [
        (knowledge.facts_of(f"means {why.row.means}"), (offer.method.name, why))
        for offer in answering.offers
        for why in offer.why
        if why.category is None or why.category > (2 if short.when else 1)
    ]
    cautions, is_no = not_heard(strong), short.verdict == "information"
    methods: dict[tuple[str, str], dict[str, None]] = {}
    for method, why in not_heard(limits):
        how = "ui.reason-against" if why.low == NOT_SUITABLE or is_no else "ui.reason-to-ask"
        methods.setdefault((how, why.statement), {})[method] = None
    if not is_no:  # what else is said beside it is of use where the method may be hers
        cautions += not_heard(one for one in beside if one not in strong)
    harms = [one for one in medicines_said(person) if one == HARMS_PREGNANCY]
    yield from answering.person.hers([*harms, *(statement for one in cautions for statement in one.say)])
    for (how, statement), names in methods.items():
        reason = answering.person.voice.say(statement)
        yield Said(statement, words(pack, how, method=pack.language.both([*names]), reason=reason))


def _own(pack: Pack, facts: Collection[str]) -> set[str]:
    """The facts that make a reason what it is: what many hang on, as her age or a medicine, counts only where there is nothing else."""
    apart = {one for one in facts if not pack.facts[one].context}
    return with_tellers(pack, apart - {MEDICINES} or apart or facts)
