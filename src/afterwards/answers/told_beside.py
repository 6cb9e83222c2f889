"""What else she told that "not today" hangs on: nothing told is ignored beside the reason that decides. The page's file is the same."""

from __future__ import annotations

from afterwards.answers.asking import Asking, with_tellers
from afterwards.answers.record import Said
from afterwards.pack.conditions import bases
from afterwards.pack.questions import ShortAnswer
from afterwards.pack.verdicts import NOT_TODAY, ONE_ACT

OF_ALL = "guide"
"""What each answer hangs on: one that hangs on nothing else is what is said where no other fits."""


def others_told(answering: Asking, short: ShortAnswer) -> list[ShortAnswer]:
    """The other answers with "not today" that are certainly hers, those that wait first.

    An answer counts that hangs on something of which neither hers nor one before it speaks.
    """
    if answering.question.decides[0] not in ONE_ACT or short.verdict not in NOT_TODAY or short.raises:
        return []
    heard = {OF_ALL, *with_tellers(answering.pack, bases(short.when))}
    rows = [one for one in answering.question.answers if one.verdict in NOT_TODAY and one is not short]
    others = []
    for row in sorted(rows, key=lambda one: NOT_TODAY.index(one.verdict)):
        facts = {*bases(row.when)}
        own = {one for one in facts if not answering.pack.facts[one].context} or facts
        if own and not own & heard and answering.holds(row):
            heard |= with_tellers(answering.pack, facts)
            others.append(row)
    return others


def with_others(answering: Asking, short: ShortAnswer, lines: tuple[Said, ...]) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
    """The headline, and what is said below of it and of the others. Where she is to ask first and to wait as well, both stand above."""
    others = others_told(answering, short)
    waits = [one for one in others if one.verdict == "not_yet" and short.verdict != "not_yet"][:1]
    above = answering.person.hers([one.say[0] for one in waits])
    below = answering.person.hers([one.say[0] for one in others if one not in waits])
    kept = max(1, len(lines) - len(above))
    return (*lines[:kept], *above), (*lines[kept:], *below)
