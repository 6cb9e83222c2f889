"""Every way through the pages of one question, as the page program asks it, up to the states in which its answer is ready.

A person answers each fact that is shown with a value of each of its classes (cut wherever any rule, or what tells another fact,
cuts it), or "I'm not sure"; boxes with every set of ticks. She may also tell what she denied with "None of these". States in which the
same may still change what is asked are one (`alike`), so a question is walked whole. Of questions for methods, which have a box for
each illness, only the states are walked in which one answer is other than "I'm not sure", and of others where there are too many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from afterwards.answers.asking import denied_rows
from afterwards.errors import BadFacts
from afterwards.pack.model import Pack
from afterwards.pack.questions import SIGNS_TODAY, Question
from afterwards.verify.alike import Alike
from afterwards.verify.calm import Calm, call_rows, of_methods, quick_person
from afterwards.verify.pages import as_asked, is_revealed, next_facts, shown_next
from afterwards.verify.replies import Facts, replies


@dataclass(frozen=True, slots=True)
class Stop:
    """A state in which nothing more is asked: what was told, and her question being answered."""

    facts: Facts
    answering: Calm


class Paths:
    """The ways through one question's pages. `states` counts those looked at, `ready` those in which its answer is, `most` the pages of
    the longest way.

    `whole`: whether all ways were walked, not only those near "not sure of anything".
    """

    def __init__(self, pack: Pack, question: Question) -> None:
        self.pack, self.question = pack, question
        self.states = self.ready = self.most = 0
        self.longest: Facts = {}
        self.whole = True

    def walk(self, limit: int, near: int, look: Callable[[Stop], None]) -> None:
        """Look at every state in which the answer is ready, or with more than `limit` states at those near "not sure of anything".

        Near: in which at most so many answers are other than "I'm not sure".
        """
        self.whole = not of_methods(self.pack, self.question) and self._walk(limit, None, look)
        if not self.whole:
            self._walk(None, near, look)

    def starts(self) -> Iterator[Facts]:
        """What is told before the first page of questions: in each of its guides, none of the signs."""
        guides = self.pack.facts["guide"].values
        for guide in [one for one in self.question.guides if one in guides] or [next(iter(guides))]:
            yield {SIGNS_TODAY: "none", **self.question.implies, "guide": guide}

    def _walk(self, limit: int | None, apart: int | None, look: Callable[[Stop], None]) -> bool:
        """Whether there were no more states than `limit`."""
        seen: dict[object, tuple[int, int]] = {}
        asked: dict[object, tuple[tuple[str, ...], int] | None] = {}
        self.states = self.ready = self.most = 0
        waiting: list[tuple[Facts, tuple[str, ...], int, int, int]] = [(one, (), 0, apart or 0, 0) for one in self.starts()]
        while waiting:
            facts, page, number, left, low = waiting.pop()
            state = self.alike.key(facts, low)
            if state not in asked:
                asked[state] = self._ask(facts, look)
                if limit is not None and len(asked) > limit:
                    return False
            next_up = asked[state]
            if next_up is None:  # refused: two numbers that cannot be together
                continue
            ask, low = next_up
            rest = (*self.alike.key(facts, low), page)
            before = seen.get(rest)
            if before and before[0] >= number and before[1] >= left:
                continue
            seen[rest] = max(number, before[0] if before else 0), max(left, before[1] if before else 0)
            shown = shown_next(self.pack, as_asked(self.pack, page), facts.keys(), ask) if page else ()
            if not shown:
                if not ask:
                    continue
                more = next_facts(self.question, ask, page)
                if is_revealed(self.question, more, page):
                    page = tuple(dict.fromkeys((*page, *more)))
                else:
                    page, number = more, number + 1
                if number > self.most:
                    self.most, self.longest = number, facts
                shown = shown_next(self.pack, as_asked(self.pack, page), facts.keys(), ask)
                if not shown:
                    raise RuntimeError(f"{self.question.id}: {', '.join(more)} is asked on a page that shows nothing.")
            for reply, far in replies(self.pack, shown):
                if apart is None or far <= left:
                    waiting.append(({**facts, **reply}, page, number, left - far if apart is not None else 0, low))
        self.states = len(asked)
        return True

    def _ask(self, facts: Facts, look: Callable[[Stop], None]) -> tuple[tuple[str, ...], int] | None:
        """What is asked next, and what is certain of what her question decides; None where what she tells is refused."""
        try:
            person = quick_person(self.pack, self.question, facts)
        except BadFacts:
            return None
        if not person.concerns(self.question, known=False):
            return (), 0
        answering = Calm(person, self.question, *self._rows)
        ask = answering.ask()
        if not ask:
            self.ready += 1
            look(Stop(facts, answering))
        return ask, self.alike.certain(answering)

    @cached_property
    def alike(self) -> Alike:
        """When two of its states are one."""
        return Alike(self.pack, self.question, [quick_person(self.pack, self.question, facts).open_state for facts in self.starts()])

    @cached_property
    def _rows(self) -> tuple[int, int]:
        return denied_rows(self.pack, self.question), call_rows(self.pack)
