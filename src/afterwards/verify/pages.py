"""The pages of a question as the page program makes them: which of the facts still to be asked share a page, and how each is answered.

It is the Python twin of `page/flow/pages.js`, and of what `signs.js` there shows. It exists for
the proofs: no page is made with it. A test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from afterwards.answers.person import Person
from afterwards.engine.rules import Condition
from afterwards.pack.asked import asks_itself
from afterwards.pack.conditions import base_of
from afterwards.pack.model import Pack
from afterwards.pack.questions import Question, Sign
from afterwards.person.told import BMI

SINCE, KIND = "days_since_loss", "loss_kind"
OF_THE_LOSS = ("management", "days_since_loss", "hcg_follow_up")
OF_THE_DATE = ("weeks_pregnant", "rhesus", "anti_d_given")
OF_TODAY = ("bleeding_now", "pain", "bleeding_in_pregnancy", "pads_soaked_per_hour", "hours_soaking", "large_clots", "bleeding_course")
OF_BODY = ("height_cm", "weight_kg")
LEAST_BOXES = 3


def next_facts(question: Question, ask: Sequence[str], before: Sequence[str] = ()) -> tuple[str, ...]:
    """The facts of the next page: those of the first one's group, and what stands beside them.

    After a page about today first what only help hangs on, which that page shows on itself.
    """
    group = _group_of(question, ask[0])
    others = tuple(one for one in ask if one not in question.deciding)
    if others and _is_about_today(question, before):
        return others
    beside = {*group}
    for stands, more in ((SINCE in group, OF_THE_DATE), (KIND in group, OF_THE_LOSS), (_is_today([*group, ask[0]]), OF_TODAY)):
        beside |= {*more} if stands else set()
    return tuple(one for one in ask if one in beside) or others or (ask[0],)


def is_revealed(question: Question, facts: Collection[str], before: Sequence[str]) -> bool:
    """Whether the page before shows these on itself, once it is answered."""
    if not before:
        return False
    group = _group_of(question, before[0])
    dated = SINCE in group and {*facts} <= {*OF_THE_DATE}
    of_today = all(one in OF_TODAY or one not in question.deciding for one in facts)
    return bool({*group} & {*facts}) or dated or (_is_about_today(question, before) and of_today)


def _is_about_today(question: Question, before: Sequence[str]) -> bool:
    return bool(before) and _is_today([*_group_of(question, before[0]), *before])


def _group_of(question: Question, fact: str) -> tuple[str, ...]:
    return next((one for one in question.groups if fact in one), ())


def _is_today(facts: Iterable[str]) -> bool:
    return any(one in OF_TODAY for one in facts)


def as_asked(pack: Pack, facts: Iterable[str]) -> tuple[str, ...]:
    """The facts as a page asks them: a date for the days since, height and weight for the BMI."""
    gives = {entry.gives: name for name, entry in reversed([*pack.facts.items()]) if entry.gives}
    return tuple(dict.fromkeys(name for one in facts for name in (OF_BODY if one == BMI else (gives.get(one, one),))))


def tells(pack: Pack, asked: str) -> tuple[str, ...]:
    """The facts that the tables know by what a page asks."""
    return (asked, BMI) if asked in OF_BODY else (pack.facts[asked].gives or asked,)


def boxes_of(pack: Pack, facts: Iterable[str]) -> tuple[str, ...]:
    """The yes/no facts of a page stand together as boxes where they are several; what a tick of one brings up is asked below."""
    every = [one for one in facts if pack.facts[one].kind == "yes_no"]
    boxes = tuple(one for one in every if not ((gate := pack.facts[one].gate) and gate[0] in every))
    return boxes if len(boxes) >= LEAST_BOXES else ()


def shown_next(pack: Pack, facts: Sequence[str], answered: Collection[str], ask: Collection[str]) -> tuple[str, ...]:
    """What a page shows next, of its facts as asked: the first that is still open, boxes together; none when it is answered."""
    still = [one for one in facts if one not in answered and any(fact in ask for fact in tells(pack, one))]
    boxes = boxes_of(pack, facts)
    return tuple(one for one in still if one in boxes) if still and still[0] in boxes else tuple(still[:1])


def signs_for(person: Person, question: Question) -> tuple[Sign, ...]:
    """The lines of the page of signs for her: each that can concern her as far as told, and that her question does not ask itself."""
    pack, known = person.pack, person.open_state.known

    def may(name: str, wanted: Condition) -> bool:
        hers = not pack.facts[base_of(name)].context or bool(known[name] & pack.table.classes[name].meeting(wanted))
        return hers and person.guide.may_apply(base_of(name))

    mine = (one for one in pack.signs if not asks_itself(pack, question, one))
    return tuple(one for one in mine if all(may(name, wanted) for name, wanted in one.when.items()))
