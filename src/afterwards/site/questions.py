"""What the pages about questions show that are the same for everyone: the start page, all questions, each question's general answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from afterwards.basis import basis_of
from afterwards.pack.model import Pack
from afterwards.pack.questions import Question, ShortAnswer
from afterwards.pack.verdicts import RISING
from afterwards.wording import Voice

START = (("body", 1, 4), ("next", 5, 8), ("you", 9, 10), ("pregnant", 11, 12))
"""The groups of the start page: the end of the id of its heading, and the places of its questions."""
DOORS = (("abortion", "abortion"), ("later-loss", "later_loss"), ("partner-help", "partner"), ("clinician", "clinician"))
"""The doors below them: the question, and who comes in."""
SIGN_CARDS = (("emergency", "emergency"), ("urgent_same_day", "today"))
Row = dict[str, str]


def row(pack: Pack, question: Question) -> Row:
    """A question as a line of a list."""
    return {"id": question.id, "title": pack.statements[question.title].text}


def start_groups(pack: Pack) -> list[tuple[str, list[Row]]]:
    """The questions of the start page, in their groups."""
    placed = sorted((one for one in pack.questions.by_id.values() if one.start), key=lambda one: one.start)
    heading = {name: pack.statements[f"ui.start-{name}"].text for name, _, _ in START}
    return [(heading[name], [row(pack, one) for one in placed if first <= one.start <= last]) for name, first, last in START]


def doors(pack: Pack) -> list[Row]:
    """The doors below the questions."""
    return [{"id": name, "reader": reader, "title": pack.statements[f"ui.door-{name}"].text} for name, reader in DOORS]


def groups_by_topic(pack: Pack) -> list[tuple[str, list[Row]]]:
    """Every question, by topic, in the order of the catalogue."""
    by_topic: dict[str, list[Row]] = {}
    for question in pack.questions.by_id.values():
        by_topic.setdefault(question.topic, []).append(row(pack, question))
    return [(pack.statements[f"ui.topic-{topic.replace('_', '-')}"].text, rows) for topic, rows in by_topic.items()]


def general_values(pack: Pack, question: Question, today: date) -> dict[str, object]:
    """A question's answer for anyone: every branch with whom it is for, the signs, the sources."""
    voice = Voice.of_nobody(pack, today)

    def lines(names: Iterable[str]) -> list[Row]:
        return [{"id": name, "text": voice.say(name)} for name in names]

    branches = [
        {"if_": one.if_, "who": _sentence(voice.say(one.if_ or "ui.anyone-else")), "lines": lines(one.say)} for one in for_anyone(question)
    ]
    statements = [name for one in for_anyone(question) for name in one.say]
    return {
        "question": question,
        "data": {"question": question.id},
        "title": voice.say(question.title),
        "spoken_to": [],
        "branches": branches,
        "cards": sign_cards(pack, voice, question),
        "basis": basis_of(pack, statements, today),
        "related": [row(pack, pack.questions.by_id[name]) for name in question.related],
    }


def for_anyone(question: Question) -> list[ShortAnswer]:
    """Its answers, one for each circumstance that is named: of several with the same words for whom they are, the most careful."""
    chosen: dict[str, ShortAnswer] = {}
    for answer in question.answers:
        if answer.if_ not in chosen or RISING.index(chosen[answer.if_].verdict) < RISING.index(answer.verdict):
            chosen[answer.if_] = answer
    return list(chosen.values())


def sign_cards(pack: Pack, voice: Voice, question: Question) -> list[dict[str, object]]:
    """The signs that by themselves mean help now or today to those whom a question is for, each line once, in nobody's words."""
    own = [one for one in pack.signs if len(one.when) == 1 and _is_for(pack, question, next(iter(one.when)))]
    lines = {level: dict.fromkeys(one.listed for one in own if one.level == level) for level, _ in SIGN_CARDS}
    return [
        {
            "kind": kind,
            "heading": {"id": pack.info.signs[level], "text": voice.say(pack.info.signs[level])},
            "lines": [{"id": one, "text": voice.say(one)} for one in lines[level]],
        }
        for level, kind in SIGN_CARDS
    ]


def _is_for(pack: Pack, question: Question, fact: str) -> bool:
    """Whether a fact can concern someone of the question's guides; of a question for partners alone nothing is known."""
    gate, guides = pack.facts[fact].gate, [one for one in question.guides if one in pack.facts["guide"].values]
    return gate is None or gate[0] != "guide" or not guides or (isinstance(gate[1], frozenset) and not gate[1].isdisjoint(guides))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
