"""The answer to one question: what she asked and told in; verdict, heading and what would change it out.

The verdict comes from the engine's level for what the question decides, at its careful end; the words are the pack's short answer
for that verdict in her circumstances. What runs out, and help that is needed now, come before any question's own answer (design.md,
4.2b).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from afterwards import contraception
from afterwards.answers.asking import Asking
from afterwards.answers.finding_out import ways_to_find_out
from afterwards.answers.method_answers import (
    asked_about,
    method_verdict,
    not_yet_free,
    of_one_kind,
    question_of_method,
    reasons_told,
    said_of_methods,
)
from afterwards.answers.person import Person
from afterwards.answers.record import Answer, Changes, MethodAnswer, Said
from afterwards.answers.told_beside import with_others
from afterwards.contraception import EVERY_KIND
from afterwards.engine import DecisionAnswer
from afterwards.pack.conditions import base_of, bases
from afterwards.pack.question_links import PARTNER
from afterwards.pack.questions import (
    EMERGENCY_CONTRACEPTION,
    FREE,
    PLAN,
    SIGNS_TODAY,
    STATEMENTS,
    Change,
    Question,
    ShortAnswer,
)
from afterwards.pack.verdicts import ABOUT_HELP, BY_LEVEL, CALLS, NOT_TODAY, ONE_ACT, RISING, URGENCY


def answer_to(person: Person, question: Question) -> Answer:
    """The answer to one question."""
    if not person.concerns(question, known=False):
        return _only_general(person, question, "not_hers")
    if person.asked_by_other and PARTNER not in question.guides:
        return _only_general(person, question, "speaks_to_her", Answering(person, question).general())
    return Answering(person if question.of_asker else person.spoken_of, question).made()


def is_slower_help(question: Question, verdict: str) -> bool:
    """Whether her question's own answer only says to seek help, later than a call that comes before it: then it is not said beside it."""
    return verdict in CALLS.values() or (verdict == "ask_first" and question.decides[0] in ABOUT_HELP)


def _only_general(person: Person, question: Question, why: str, general: tuple[Said, ...] = ()) -> Answer:
    """A question that is not for her, asked by name, or that speaks to her and someone else asks: whom it is for, what is for her."""
    hers = tuple(one for one in question.related if person.concerns(person.pack.questions.by_id[one]))
    lines, call = person.hers(person.pack.asked[why]), person.call
    return Answer(
        question=question,
        title=person.guide.voice.say(question.title),
        guide=person.guide,
        verdict=call or "information",
        ready=True,
        ask=(),
        first=tuple(person.first()),
        headline=person.spoken_of.hers(person.pack.asked[call]) if call else lines,
        opened=(),
        why=lines,
        until=None,
        changes=(),
        find_out=(),
        general=general,
        methods=(),
        related=hers,
        own=("information", lines) if call else None,
        speaks_to_her=bool(general),
    )


class Answering(Asking):
    """One question being answered for one person."""

    def made(self) -> Answer:
        """The answer: help that is needed now first, then her question's own."""
        person, question = self.person, self.question
        methods = tuple(self._methods())
        candidates = self._candidates(methods)
        raised = [one for one in question.answers if one.raises and self.holds(one)]
        short = raised[0] if raised else self._pick(candidates)
        waits = person.help_is_due and not question.yes_beside_call
        if waits and short.verdict == "yes":
            short, candidates = self._asking_first(), ("ask_first",)
        if waits:
            methods = tuple(not_yet_free(person, one) for one in methods)
        verdict, lines = self._worded(short, () if raised else candidates)
        lines, beside = with_others(self, short, lines)
        lines += tuple(map(person.say, said_of_methods(self, verdict, raised=bool(raised))))
        if verdict == "yes" and self.guide.past_due:
            verdict, lines = "ask_first", person.hers(self.pack.asked["ask_first"])
        call = person.call
        own = None
        if call and RISING.index(verdict) < RISING.index(call):
            spoken = self._pick((call,))
            fits = spoken.verdict == call
            if is_slower_help(question, verdict):
                short = spoken if fits else replace(short, more=(), why=())
            else:
                own = (verdict, lines)
            lines = person.hers(spoken.say) if fits else person.spoken_of.hers(self.pack.asked[call])
            verdict = call
        ask, changes = self.ask(), tuple(self._changes(verdict))
        needs = (*(one.needs for one in changes), *(one.needs for offer in self.offers for one in offer.open))
        hangs_on = (*question.deciding, *(need for many in needs for need in many))
        headed = {one.id for one in lines}
        opened = (*beside, *reasons_told(self, short), *person.hers((*short.more, *self._of_emergency(short))))
        return Answer(
            question=question,
            title=self.guide.voice.say(question.title),
            guide=self.guide,
            verdict=verdict,
            ready=not ask,
            ask=ask,
            first=tuple(one for one in person.first() if one.id not in headed),
            headline=lines,
            opened=tuple(one for one in opened if one.id not in headed),
            why=person.hers(short.why),
            until=self._until(short) if own is None else None,
            changes=changes,
            find_out=tuple(map(person.say, ways_to_find_out(self.guide, hangs_on))),
            general=self.general(),
            methods=methods,
            related=tuple(one for one in question.related if person.concerns(self.pack.questions.by_id[one])),
            own=own,
        )

    # The verdict

    def _candidates(self, methods: tuple[MethodAnswer, ...]) -> tuple[str, ...]:
        """The verdicts that her question's own answer may have; none where the answers themselves decide."""
        decides = self.question.decides
        if self.person.emergency_contraception and any(one.verdict == "do_now" for one in self.question.answers):
            return ("do_now",)
        if methods:
            verdicts = {one.verdict for one in asked_about(self, methods)}
            if len(verdicts) > 1 and of_one_kind(self):  # what may be said of the one would be heard of the other
                return ("ask_first",)
            return (next(one for one in ("yes", "ask_first", "information") if one in verdicts),)
        name = decides[0]
        if name == STATEMENTS:
            return ()
        if name == PLAN:
            return ("information",)
        if name in (EMERGENCY_CONTRACEPTION, EVERY_KIND):
            return self._contraception(only_emergency=name == EMERGENCY_CONTRACEPTION)
        level = self.pack.table.answer(name, self.denied(self.state))
        if name == URGENCY:
            return self._urgency(level)
        if name in ONE_ACT and {BY_LEVEL[level.low][0], BY_LEVEL[level.high][0]} <= {*NOT_TODAY}:
            return BY_LEVEL[level.low]
        return BY_LEVEL[level.high]

    def _urgency(self, level: DecisionAnswer) -> tuple[str, ...]:
        """The level at its careful end. That it may be an emergency, when a fact is not known, means a call today.

        A rule below "today" that names a fact which this question does not ask, and which has no value that means absent, does not count.
        """
        if level.low in CALLS:
            return (CALLS[level.low],)
        if level.high in CALLS:
            return ("call_today",)
        soon = [one for one in level.reasons if not any(self._never_asked(base_of(need)) for need in one.needs)]
        return BY_LEVEL["contact_soon"] if soon else BY_LEVEL["self_care"]

    def _never_asked(self, fact: str) -> bool:
        entry = self.pack.facts[fact]
        return entry.absent is None and fact not in self.question.deciding and fact not in self.told.unknown and self._untold(fact)

    def _contraception(self, *, only_emergency: bool) -> tuple[str, ...]:
        """Emergency contraception where it may help and no kind of it is left out; else what the decision says of contraception."""
        level = self.pack.table.answer(EVERY_KIND, self.state)
        if level.high == self.pack.decisions[EVERY_KIND].scale[-1]:
            person = self.guide.person
            left = not person or any(not one.ruled_out for one in contraception.emergency(person))
            return ("do_now",) if left else ("ask_first",)
        return ("information",) if only_emergency else BY_LEVEL[level.high]

    # What waits for help that is due

    def _asking_first(self) -> ShortAnswer:
        """The answer that asks first: one that is certainly hers, or that for anyone."""
        asking = (one for one in self.question.answers if one.verdict == "ask_first" and self.holds(one))
        return next(asking, self.question.answers[-1])

    # The words

    def _worded(self, short: ShortAnswer, candidates: tuple[str, ...]) -> tuple[str, tuple[Said, ...]]:
        """The verdict and its words. An answer for anyone is never freer than what the engine says: then the pack's own words stand."""
        least = candidates[0] if candidates and candidates[0] not in FREE else "information"
        freer = RISING.index(short.verdict) < RISING.index(least) and not {short.verdict, least} <= {*NOT_TODAY}
        return (least, self.person.hers(self.pack.asked[least])) if freer else (short.verdict, self.person.hers(short.say))

    def _pick(self, candidates: tuple[str, ...]) -> ShortAnswer:
        """The first answer with one of these verdicts that fits her; else the first that fits and says what the last, for anyone, does."""
        answers = self.question.answers
        rows = [one for one in answers if not candidates or one.verdict in candidates]
        hold = {one.id: self.holds(one) for one in rows}
        if candidates:
            certain = [one for one in rows if hold[one.id]]
            maybe = [one for one in rows if hold[one.id] is None and one.verdict not in FREE]
            fits = iter([*certain, *maybe])
        else:
            # What is only possible is no reason for 999: the urgency makes a call today of it.
            fits = (one for one in rows if hold[one.id] or (hold[one.id] is None and one.verdict not in (*FREE, "call_now")))
        as_careful = (one for one in answers if one.verdict == answers[-1].verdict and self.holds(one))
        return next(fits, None) or next(as_careful, answers[-1])

    def _of_emergency(self, short: ShortAnswer) -> Iterator[str]:
        """Where emergency contraception is the answer: what of each kind hangs on what she told of herself."""
        if short.verdict == "do_now" and self.guide.person and self.person.emergency_contraception:
            for kind in contraception.emergency(self.guide.person):
                yield from kind.of_her

    def _until(self, short: ShortAnswer) -> date | None:
        day = self.guide.voice.day(short.until)
        return day if day is not None and day > self.guide.today else None

    def general(self) -> tuple[Said, ...]:
        """The answer for anyone: each short answer after the words that say whom it is for, in the words of nobody in particular."""
        voice = self.guide.voice.of_nobody(self.pack, self.guide.today)
        named = dict.fromkeys(name for one in self.question.answers for name in (one.if_, *one.say) if name)
        return tuple(Said(name, voice.say(name)) for name in named)

    def _changes(self, verdict: str) -> Iterator[Changes]:
        """What would change it, the most urgent first: what she was not sure of, then what the question names."""
        changes: dict[str, Changes] = {}
        for open_rule in self.guide.open:
            needs = set(open_rule.needs)
            if open_rule.decision in (*self.question.decides, URGENCY) and needs <= self.told.unknown | {SIGNS_TODAY}:
                then = BY_LEVEL[open_rule.level][0]
                changes.setdefault(
                    open_rule.if_, Changes(self.person.say(open_rule.if_), self.person.say(open_rule.then), then, bases(open_rule.needs))
                )
        for change in self.question.changes:
            if self._may_change(change, verdict):
                needs_of = bases(change.when)
                changes.setdefault(change.if_, Changes(self.person.say(change.if_), self.person.say(change.then), change.verdict, needs_of))
        beside = (
            one for one in changes.values() if verdict not in CALLS.values() or one.verdict != "ask_first"
        )  # nothing slower than a call
        yield from sorted(beside, key=lambda one: -RISING.index(one.verdict))

    def _may_change(self, change: Change, verdict: str) -> bool:
        """Whether it is not so already, and can come to be: her circumstances do not speak against it.

        What is so already and asks for more than the answer does is not lost: no line above says it. "Not this one" asks for no less, and
        a call is about her own signs.
        """
        table, state = self.pack.questions.table, self.circumstances
        not_this_one = bool(self.offers) and verdict == "information"
        heard = not_this_one or verdict in CALLS.values() or RISING.index(change.verdict) <= RISING.index(verdict)
        if (heard and self.holds(change)) or not self._fits(change):
            return False
        circumstances = (name for name in change.when if self.pack.facts[base_of(name)].context)
        return all(state.known[name] & table.classes[name].meeting(change.when[name]) for name in circumstances)

    def _fits(self, change: Change) -> bool:
        return (
            not self._excepted(change)
            and bool(self.guide.fitting(change.if_))
            and all(self.guide.may_apply(base_of(one)) for one in change.when)
        )

    # Methods

    def _methods(self) -> Iterator[MethodAnswer]:
        for offer in self.offers:
            verdict = method_verdict(offer)
            own = question_of_method(self.pack, offer.method.id)
            short = Answering(self.person, own)._pick((verdict,)) if own is not self.question else self._pick((verdict,))
            if short.verdict != verdict and verdict == "yes":  # none of its answers with a yes is for her
                verdict = "ask_first"
            lines = self.person.hers(short.say if short.verdict == verdict else self.pack.asked["ask_first"])
            yield MethodAnswer(offer.method.id, verdict, offer.low, offer.high, lines)
