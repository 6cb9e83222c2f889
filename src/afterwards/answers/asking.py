"""What is still to be asked before an answer may be shown as hers (design.md, 4.2b). The page's `asking.js` is the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import cached_property, reduce
from operator import or_

from afterwards import contraception
from afterwards.answers.person import Person
from afterwards.contraception import EVERY_KIND, Offer
from afterwards.engine import State, asked_at
from afterwards.engine.rules import Condition
from afterwards.pack.asked import asks_itself, follows_signs
from afterwards.pack.conditions import base_of, bases, excepted
from afterwards.pack.eligibility import SCALE, decision_of
from afterwards.pack.model import Pack
from afterwards.pack.questions import (
    EMERGENCY_CONTRACEPTION,
    EXCLUDERS,
    PLAN,
    SIGNS_TODAY,
    STATEMENTS,
    Change,
    Question,
    ShortAnswer,
)
from afterwards.pack.verdicts import BY_LEVEL, CALLS, NOT_TODAY, ONE_ACT, URGENCY


class Asking:
    """One question and one person: what of her the answer hangs on, and what of it she was not asked."""

    def __init__(self, person: Person, question: Question) -> None:
        self.person, self.question = person, question
        self.pack, self.told, self.guide = person.pack, person.told, person.guide
        waiting = () if person.closed else (one for one in question.deciding if self._untold(one) and self.guide.may_apply(one))
        self.pending = frozenset(waiting)
        self.state = person.state(self.pending)

    @cached_property
    def circumstances(self) -> State:
        """What the table of the questions' answers knows; made where her question hangs on its words."""
        return self.person.state(self.pending, of_questions=True)

    def ask(self) -> tuple[str, ...]:
        """The facts not yet asked on which it hangs that the answer may be shown as hers; empty: it is ready."""
        if self.person.closed:
            return ()
        wanted = {*self._for_her_question(), *(() if follows_signs(self.question) else self._for_help())}
        chosen = [one for one in self._deciding if one in wanted]
        rest = sorted(wanted - {*chosen}, key=list(self.pack.facts).index)
        return (*(() if self.told.says(SIGNS_TODAY) else (SIGNS_TODAY,)), *chosen, *rest)

    @cached_property
    def _deciding(self) -> tuple[str, ...]:
        """The facts that decide her question, in order; of methods those that can bring a category to 3, 4 or none after the others."""
        named = self.question.deciding
        return (*named, *(one for one in self._excluders if one not in named))

    @cached_property
    def _excluders(self) -> tuple[str, ...]:
        person = self.guide.person
        if person is None or EXCLUDERS not in {one for group in self.question.groups for one in group}:
            return ()
        against = [one for one in self._askable(self._against_methods(person)) if not self._detail(one)]
        # What only closes another beside it need not be asked: nothing said of it leaves the other open.
        closing = {gate[0] for one in against if (gate := self.pack.facts[one].gate) and gate[0] in against and self._silence_meets(*gate)}
        return tuple(one for one in against if one not in closing)

    def _silence_meets(self, fact: str, condition: Condition) -> bool:
        """Whether the value that means absent meets a condition."""
        person = self.guide.person
        classes = person.contraception.table.classes.get(fact) if person else None
        return bool(classes and classes.absent() & classes.meeting(condition))

    def _against_methods(self, person: contraception.MethodPerson) -> list[str]:
        """The facts that can bring a category of her methods to 3, 4 or none."""
        places = range(SCALE.index("2") + 1, len(SCALE))
        levels = {decision_of(person.guideline, one): places for one in self.question.decides}
        return asked_at(person.contraception.table, person.state, levels)

    def _detail(self, fact: str) -> bool:
        """Whether a fact only goes into what another box says; not asked here, so a ticked box counts at its careful end."""
        gate = self.pack.facts[fact].gate
        return gate is not None and not self.pack.facts[gate[0]].context

    def _for_help(self) -> Iterator[str]:
        """The facts not asked on which it hangs whether she needs help today."""
        yield from self._open_needs(self.person.open_state, CALLS)

    def _open_needs(self, state: State, levels: Collection[str]) -> Iterator[str]:
        """The facts to ask of the rules that may yet take the urgency to one of these levels."""
        level = self.pack.table.answer(URGENCY, self.denied(state))
        scale = self.pack.decisions[URGENCY].scale
        rules = (
            one for one in level.reasons if not one.certain and one.level in levels and scale.index(one.level) > scale.index(level.low)
        )
        yield from self._askable([need for one in rules for need in one.needs if need not in state.asked])

    def denied(self, state: State) -> State:
        """The state without what "None of these" denies of findings together, but for those that this question asks for itself."""
        if self.told.values.get(SIGNS_TODAY) != "none":
            return state
        return replace(state, possible=state.possible & ~(denied_rows(self.pack, self.question) & ~state.certain))

    def _for_her_question(self) -> Iterator[str]:
        """The facts not asked on which it hangs what she may do today."""
        decides, person = self.question.decides, self.guide.person
        if decides[0] == PLAN:  # each line of the plan hangs on some of them
            yield from (one for one in self.question.deciding if self._untold(one) and self.guide.may_apply(one))
            return
        if decides[0] == STATEMENTS:
            yield from self._of_the_words()
            return
        if self.offers and person:
            yield from self._excluders
            if any(not one.against and one.low in (1, 2) for one in self.offers):
                # Each of its answers with a yes is for some losses and days.
                yield from self._named_by(one for one in self.question.answers if one.verdict == "yes" and self._is_so(one) is None)
            names = self._against_methods(person)
        elif decides[0] == URGENCY:
            scale = self.pack.decisions[URGENCY].scale
            names = [*self._open_needs(self.state, [scale[place] for place in self._boundaries(URGENCY)])]
        else:
            name = EVERY_KIND if decides[0] == EMERGENCY_CONTRACEPTION else decides[0]
            names = asked_at(self.pack.table, self.state, {name: self._boundaries(name)})
        askable = {*self._askable(names)}
        yield from (one for one in self.question.deciding if one in askable)

    def _boundaries(self, name: str) -> list[int]:
        """The levels at which what she may do today becomes another."""
        scale = self.pack.decisions[name].scale
        acts = ["not today" if name in ONE_ACT and BY_LEVEL[one][0] in NOT_TODAY else BY_LEVEL[one][0] for one in scale]
        return [place for place in range(1, len(scale)) if acts[place] != acts[place - 1]]

    def _of_the_words(self) -> Iterator[str]:
        """The deciding facts not told on which it hangs which answer is given."""
        yield from self._named_by(one for one in self.question.answers if self.holds(one) is None)

    def _named_by(self, open_rows: Iterable[ShortAnswer]) -> Iterator[str]:
        """The deciding facts not told that these answers name."""
        named = {base_of(name) for one in open_rows for name in one.when if self._untold(base_of(name))}
        yield from (one for one in self.question.deciding if one in named)

    def _askable(self, names: Collection[str]) -> Iterator[str]:
        """The facts that ask for these of a table: those that tell one which nobody is asked, none that was asked. Of an illness whose
        kind tells it, her question may ask only whether she has it at all."""
        facts, deciding = self.pack.facts, self.question.deciding
        for name in bases(names):
            entry = facts[name]
            tellers = [*entry.tellers, *(facts[one].whether for one in entry.tellers if facts[one].whether in deciding)]
            asked = tellers if entry.held and name not in deciding else [name, *tellers]
            yield from (one for one in asked if self._untold(one) and self.guide.may_apply(one))

    def _untold(self, fact: str) -> bool:
        """Whether a fact was neither told nor asked, in this way or another."""
        return not (self.told.answers(fact) or self.pack.givers.get(fact) in self.told.unknown)

    def holds(self, part: ShortAnswer | Change) -> bool | None:
        """As `_is_so`; False also where its heading is not for her."""
        heading = part.say[0] if isinstance(part, ShortAnswer) else part.if_
        return self._is_so(part) if self.guide.fitting(heading) else False

    def _is_so(self, part: ShortAnswer | Change) -> bool | None:
        """Whether its circumstances hold, None when that is open; False where an exception holds."""
        return False if self._excepted(part) else self.pack.questions.table.holds(part.id, self.circumstances)

    def _excepted(self, part: ShortAnswer | Change) -> bool:
        return excepted(self.pack.questions.table, part.id, part.unless, self.circumstances)

    @cached_property
    def offers(self) -> tuple[Offer, ...]:
        """The methods that her question decides, where her guide compares any."""
        person = self.guide.person
        if person is None or self.question.decides[0] not in person.contraception.offered:
            return ()
        return tuple(one for one in self.person.offers if one.method.id in self.question.decides)


def with_tellers(pack: Pack, facts: Collection[str]) -> set[str]:
    """Facts, and what tells those of which nobody is asked."""
    return {*facts, *(teller for fact in facts for teller in pack.facts[fact].tellers)}


def denied_rows(pack: Pack, question: Question) -> int:
    """The rows of the table that hold only where a line of several findings does that a question's page of signs shows."""
    lines = (sign.when for sign in pack.signs if len(sign.when) > 1 and not asks_itself(pack, question, sign))
    table = pack.table
    return reduce(or_, (table.within({name: table.classes[name].meeting(one) for name, one in when.items()}) for when in lines), 0)
