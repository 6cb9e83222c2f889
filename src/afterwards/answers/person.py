"""One person, her guide and the states in which her questions are looked at; what is due now whatever she asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from afterwards import contraception
from afterwards.answers.record import Said
from afterwards.contraception import EVERY_KIND, Offer
from afterwards.engine import State
from afterwards.guide import Guide
from afterwards.guide import answer as guide_of
from afterwards.pack.conditions import base_of
from afterwards.pack.layout import FIRST
from afterwards.pack.question_links import ALL, PARTNER
from afterwards.pack.questions import (
    Question,
)
from afterwards.pack.verdicts import CALLS, RHESUS, URGENCY
from afterwards.person.known import known_in
from afterwards.wording import Voice


class Person:
    """One person and her guide; each question is answered from the same reading of what she told."""

    def __init__(self, guide: Guide, *, closed: bool, voice: Voice | None = None) -> None:
        self.guide, self.closed, self.pack, self.told = guide, closed, guide.pack, guide.told
        self.voice = voice or guide.voice
        self._states: dict[tuple[frozenset[str], bool], State] = {}

    def concerns(self, question: Question, *, known: bool = True) -> bool:
        """Whether a question is for her guide and her kind of loss; `known`: a kind not told is that of questions for all.

        Someone else, who asks for her, is answered what is for them.
        """
        chosen = self.told.values.get("guide")
        for_them = PARTNER in question.guides and (self.asked_by_other or not known)
        if chosen is not None and chosen not in question.guides and not for_them:
            return False
        if chosen == "pregnant" or ALL in question.kinds or not question.kinds:
            return True
        kinds = {self._kind, self.told.values.get("loss_kind")}
        return bool(kinds & {*question.kinds}) or (not known and self._kind is None)

    @property
    def asked_by_other(self) -> bool:
        """Whether a partner, relative or friend asks."""
        return self.told.values.get("who_asks") == "partner_or_friend"

    @property
    def spoken_of(self) -> Person:
        """Of whom calls and clocks speak: to whoever asks for her, of her."""
        return self.about_her if self.asked_by_other else self

    @cached_property
    def about_her(self) -> Person:
        """The same person, spoken of to someone else."""
        return Person(self.guide, closed=self.closed, voice=replace(self.guide.voice, about_her=True))

    @cached_property
    def _kind(self) -> object:
        """The kind of her loss; from 24 weeks on a later loss, whatever it is called."""
        kind, becomes = self.told.values.get("loss_kind"), self.pack.facts["loss_kind"].becomes
        if becomes is None:
            return kind
        fact, least, of, value = becomes
        number = self.told.number(fact)
        return value if kind in of and number is not None and number >= least else kind

    @cached_property
    def offers(self) -> tuple[Offer, ...]:
        """Every method with its category, where her guide compares any."""
        return self.guide.methods()

    @cached_property
    def open_state(self) -> State:
        """What the decisions' table knows of her when nothing is taken as absent; rhesus counts only from a day that is told."""
        return self._of_what_was_told(*known_in(self.pack, self.pack.table, self.told))

    def _of_what_was_told(self, known: Mapping[str, int], asked: Collection[str]) -> State:
        table = self.pack.table
        if self.told.days_since_loss is None and RHESUS not in known and RHESUS in table.classes:
            known = {**known, RHESUS: table.classes[RHESUS].of("positive")}
        return table.state(known, asked=asked)

    @cached_property
    def _silent(self) -> frozenset[str]:
        """The facts that can concern her, of which she said nothing (nor that she is not sure), and whose absent value can be a sign."""
        untold = (name for name, one in self.pack.facts.items() if one.absence_tells and not self.told.says(name))
        return frozenset() if self.closed else frozenset(filter(self.guide.may_apply, untold)) - self.told.unknown

    @cached_property
    def settled(self) -> Guide:
        """Her guide when what was not told is absent: what is certainly due then is due (a clock runs until she says that it is over)."""
        guide = self.guide
        heard = replace(self.told, unknown=self.told.unknown | self._silent)
        return guide if self.closed else guide_of(self.pack, heard, guide.today, guideline=guide.guideline, closed_world=True)

    @property
    def help_is_due(self) -> bool:
        """Whether what she told needs help today or now; also after she has called, as nothing says that it has been looked at."""
        return self.settled.answers[URGENCY].low in CALLS

    @property
    def call(self) -> str:
        """The call that is certainly due, whatever she asked; "" when there is none, or she has called."""
        level = self.settled.answers[URGENCY].low
        return CALLS.get(level, "") if self.told.values.get("called_for_help") != "yes" else ""

    @property
    def emergency_contraception(self) -> bool:
        """Whether she told of sex for which emergency contraception may still help, and a kind of it is left."""
        level = self.settled.answers.get(EVERY_KIND)
        person = self.settled.person
        may = level is not None and level.high == self.pack.decisions[EVERY_KIND].scale[-1]
        unprotected = self.told.values.get("unprotected_sex_since_loss") == "yes"
        return bool(unprotected and may and person and any(not one.ruled_out for one in contraception.emergency(person)))

    def first(self) -> Iterator[Said]:
        """What is due now whatever she asked: that the guidance is past its day, signs that need help today or now, what runs out."""
        if self.guide.past_due:
            yield self.say(self.pack.info.past_due)
        rules = self.pack.decisions[URGENCY].rules
        if self.call:
            signs = (line for line in self.settled.plan.get(self.pack.decisions[URGENCY].section, ()) if line.rule)
            yield from (self.spoken_of.say(line.statement) for line in signs if rules[line.rule].level in CALLS)
        yield from (self.spoken_of.say(line.statement) for line in self.settled.plan.get(FIRST, ()))

    def say(self, statement: str) -> Said:
        """A statement in her words."""
        return Said(statement, self.voice.say(statement))

    def hers(self, statements: Collection[str]) -> tuple[Said, ...]:
        """The statements that may be said to her, in order: what cannot concern her, or is freer than an answer, is left out."""
        chosen = dict.fromkeys(other for one in statements for other in self.guide.fitting(one))
        return tuple(self.say(one) for one in chosen)

    def state(self, pending: frozenset[str], *, of_questions: bool = False) -> State:
        """What the decisions' (or the questions') table knows when what was not told is absent, but for `pending`, still to be asked."""
        if (pending, of_questions) not in self._states:
            table = self.pack.questions.table if of_questions else self.pack.table
            waiting = pending if of_questions else pending | self._silent
            known, asked = known_in(self.pack, table, self.told, closed=True, pending=waiting)
            state = table.state(known, asked=asked, closed=True, left_open={*self.told.lapsed, *waiting})
            not_pending = frozenset(one for one in asked if base_of(one) not in waiting)
            self._states[pending, of_questions] = replace(state, asked=not_pending)
        return self._states[pending, of_questions]
