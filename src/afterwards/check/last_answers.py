"""How many states of a question fall to its last short answer, which is for anyone.

A state gives each deciding fact one of its classes; what the question does not ask is absent, and its guide is its first. It falls
to the last answer when the circumstances of none before it hold. Which verdict the engine allows is not looked at, so this counts
what the short answers leave uncovered, and not what a person reads: where the engine allows fewer verdicts, more falls to the last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from afterwards.engine.table import bits
from afterwards.pack.conditions import base_of
from afterwards.pack.model import Pack
from afterwards.pack.questions import Question


def last_answers(pack: Pack) -> Iterator[tuple[Question, int, int]]:
    """Of each question that asks something: how many of its states fall to its last answer, and how many there are."""
    for question in pack.questions.by_id.values():
        if question.deciding:
            fallen, every = _count(pack, question)
            yield question, fallen, every


def _count(pack: Pack, question: Question) -> tuple[int, int]:
    table = pack.questions.table
    implied = {"guide": question.guides[0], **question.implies}
    values = {name: value for name, value in implied.items() if isinstance(value, str) and value in pack.facts[name].values}
    known = {name: table.classes[name].of(value) for name, value in values.items() if name in table.classes}
    base = table.state(known, closed=True).known
    rows = [table.literals[table.rules[one.id]] for one in question.answers[:-1]]
    asked = [name for name in table.classes if base_of(name) in question.deciding and any(name in row for row in rows)]
    fits = sum(1 << place for place, row in enumerate(rows) if all(name in asked or not base[name] & ~held for name, held in row.items()))
    states = Counter({fits: 1})
    """Of each set of answers that are still open, as bits: how many states leave it so."""
    for name in asked:
        kept = Counter(
            sum(1 << place for place, row in enumerate(rows) if row.get(name, -1) >> index & 1) for index in bits(table.classes[name].real)
        )
        after: Counter[int] = Counter()
        for open_answers, number in states.items():
            for stays, classes in kept.items():
                after[open_answers & stays] += number * classes
        states = after
    return states[0], states.total()
