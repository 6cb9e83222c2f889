"""The answer to one question: what she asked and told in; verdict, heading, what would change it, and what is still to be asked out.

The verdict comes from the engine's level for what the question decides, at its careful end; the words are the pack's short answer
for that verdict in her circumstances. What runs out, and help that is needed now, come before any question's own answer (design.md,
4.2b). This module reads no file and no clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property, reduce
from operator import or_

from afterwards import contraception
from afterwards.answer_record import Answer, Changes, MethodAnswer, Said
from afterwards.contraception import EVERY_KIND, Offer, can_start
from afterwards.engine import DecisionAnswer, State, asked_at
from afterwards.finding_out import ways_to_find_out
from afterwards.guide import Guide, check_guideline
from afterwards.guide import answer as guide_of
from afterwards.loading import load_pack
from afterwards.pack.asked import asks_itself, follows_signs
from afterwards.pack.conditions import base_of, bases
from afterwards.pack.eligibility import SCALE, decision_of
from afterwards.pack.layout import FIRST
from afterwards.pack.model import Pack
from afterwards.pack.question_links import ALL, PARTNER
from afterwards.pack.questions import (
    EMERGENCY_CONTRACEPTION,
    EXCLUDERS,
    FREE,
    PLAN,
    SIGNS_TODAY,
    STATEMENTS,
    Change,
    Question,
    ShortAnswer,
    unless_id,
)
from afterwards.person.told import known_in, read_facts
from afterwards.wording import Voice

URGENCY = "urgency"
RISING = ("information", "yes", "not_yet", "ask_first", "do_now", "call_today", "call_now")
"""Verdicts, the most urgent last."""
CALLS = {"urgent_same_day": "call_today", "emergency": "call_now"}
BY_LEVEL: Mapping[str, tuple[str, ...]] = {
    "self_care": ("yes", "information"),
    "contact_soon": ("ask_first",),
    **{level: (verdict,) for level, verdict in CALLS.items()},
    "when_you_feel_ready": ("yes", "information"),
    "wait": ("not_yet",),
    "ask_your_clinician": ("ask_first",),
    "fine": ("yes",),
    "ask_first": ("ask_first",),
    "not_for_now": ("not_yet",),
    "none": ("information",),
    "use_if_you_have_sex": ("yes", "not_yet"),
    "emergency_contraception_may_help": ("do_now",),
    "looking_after_yourself": ("information",),
    "talk_to_someone": ("ask_first",),
    "crisis": ("call_today",),
}
"""The verdicts a level may be given in; of several the question's first answer that fits decides."""
NOT_TODAY = ("not_yet", "ask_first")
"""What counts as one act where sex, trying or a method is decided: not today."""
ONE_ACT = ("sex_readiness", "trying_again", "sex_in_pregnancy")
RHESUS = "rhesus"
NOT_SUITABLE = 4


def answer(
    question: str,
    facts: Mapping[str, object],
    *,
    today: date,
    now: datetime | None = None,
    guideline: str = "uk",
    closed_world: bool = False,
    pack: Pack | None = None,
) -> Answer:
    """The answer to one question, by its id; the rest as in `guide`.

    Raises `NoSuchQuestion` with the nearest ids, `BadFacts`, `Expired`, `NotOffered`, `PackError`.
    """
    pack = pack or load_pack()
    check_guideline(pack, guideline)
    asked = pack.questions.named(question)
    return Reader(pack, facts, today, now, guideline, closed_world).answer(asked)


def questions(pack: Pack | None = None) -> tuple[Question, ...]:
    """The questions of a pack, in the order of the catalogue."""
    return tuple((pack or load_pack()).questions.by_id.values())


class Reader:
    """What one person told, read once for each set of facts that questions imply."""

    def __init__(
        self, pack: Pack, facts: Mapping[str, object], today: date, now: datetime | None, guideline: str, closed_world: bool
    ) -> None:
        self.pack, self.facts, self.today, self.now = pack, facts, today, now
        self.guideline, self.closed = guideline, closed_world
        self._people: dict[frozenset[tuple[str, object]], Person] = {}

    @property
    def plain(self) -> Person:
        """She as she told, with nothing implied."""
        return self._person({})

    def answer(self, question: Question) -> Answer:
        """The answer to one question: what it implies counts as told, and gives way to a told fact."""
        implied = {fact: value for fact, value in question.implies.items() if fact not in self.facts}
        if "guide" not in {**self.facts, **implied}:
            guides = self.pack.facts["guide"].values
            implied["guide"] = next((one for one in question.guides if one in guides), next(iter(guides)))
        return self._person(implied).answer(question)

    def answers(self, first: Question | None = None) -> tuple[Answer, ...]:
        """The answers to every question that concerns her, in the order of the catalogue; that to `first` before them."""
        rest = [one for one in self.pack.questions.by_id.values() if one is not first and self.plain.concerns(one)]
        return tuple(self.answer(one) for one in [*([first] if first else ()), *rest])

    def _person(self, implied: Mapping[str, object]) -> Person:
        key = frozenset(implied.items())
        if key not in self._people:
            facts = read_facts(self.pack, {**self.facts, **implied}, self.today, self.now)
            guide = guide_of(self.pack, facts, self.today, guideline=self.guideline, closed_world=self.closed)
            self._people[key] = Person(guide, closed=self.closed)
        return self._people[key]


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

    def answer(self, question: Question) -> Answer:
        """The answer to one question."""
        if not self.concerns(question, known=False):
            return self._only_general(question, "not_hers")
        if self.asked_by_other and PARTNER not in question.guides:
            return self._only_general(question, "speaks_to_her", Answering(self, question).general())
        return Answering(self.about_her if self.asked_by_other and not question.of_asker else self, question).made()

    def _only_general(self, question: Question, why: str, general: tuple[Said, ...] = ()) -> Answer:
        """A question that is not for her, asked by name, or that speaks to her and someone else asks: whom it is for, what is for her."""
        hers = tuple(one for one in question.related if self.concerns(self.pack.questions.by_id[one]))
        lines, call = self.hers(self.pack.asked[why]), self.call
        return Answer(
            question=question,
            title=self.guide.voice.say(question.title),
            guide=self.guide,
            verdict=call or "information",
            ready=True,
            ask=(),
            first=tuple(self.first()),
            headline=self.hers(self.pack.asked[call]) if call else lines,
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
    def settled(self) -> Guide:
        """Her guide when what was not told is absent: what is certainly due then is due (a clock runs until she says that it is over)."""
        guide = self.guide
        return guide if self.closed else guide_of(self.pack, self.told, guide.today, guideline=guide.guideline, closed_world=True)

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
            yield self.say(self.pack.info["past_due"])
        rules = self.pack.decisions[URGENCY].rules
        if self.call:
            signs = (line for line in self.settled.plan.get(self.pack.decisions[URGENCY].section, ()) if line.rule)
            yield from (Said(line.statement, line.text) for line in signs if rules[line.rule].level in CALLS)
        yield from (Said(line.statement, line.text) for line in self.settled.plan.get(FIRST, ()))

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
            known, asked = known_in(self.pack, table, self.told, closed=True, pending=pending)
            state = table.state(known, asked=asked, closed=True, left_open={*self.told.lapsed, *pending})
            not_pending = frozenset(one for one in asked if base_of(one) not in pending)
            self._states[pending, of_questions] = replace(state, asked=not_pending)
        return self._states[pending, of_questions]


class Answering:
    """One question being answered for one person."""

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

    def made(self) -> Answer:
        """The answer: help that is needed now first, then her question's own."""
        person, question = self.person, self.question
        methods = tuple(self._methods())
        candidates = self._candidates(methods)
        raised = [one for one in question.answers if one.raises and self._holds(one)]
        short = raised[0] if raised else self._pick(candidates)
        verdict, lines = self._worded(short, () if raised else candidates)
        if verdict == "yes" and self.guide.past_due:
            verdict, lines = "ask_first", person.hers(self.pack.asked["ask_first"])
        call = person.call
        own = None
        if call and RISING.index(verdict) < RISING.index(call):
            own = (verdict, lines)
            spoken = self._pick((call,))
            lines = person.hers(spoken.say if spoken.verdict == call else self.pack.asked[call])
            verdict = call
        ask, changes = self.ask(), tuple(self._changes())
        needs = (*(one.needs for one in changes), *(one.needs for offer in self._offers for one in offer.open))
        hangs_on = (*question.deciding, *(need for many in needs for need in many))
        headed = {one.id for one in lines}
        return Answer(
            question=question,
            title=self.guide.voice.say(question.title),
            guide=self.guide,
            verdict=verdict,
            ready=not ask,
            ask=ask,
            first=tuple(one for one in person.first() if one.id not in headed),
            headline=lines,
            opened=person.hers(short.more),
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
            verdicts = {one.verdict for one in methods}
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
            return ("do_now",) if left else ("ask_first", "information")
        return ("information",) if only_emergency else BY_LEVEL[level.high]

    # The words

    def _worded(self, short: ShortAnswer, candidates: tuple[str, ...]) -> tuple[str, tuple[Said, ...]]:
        """The verdict and its words. An answer for anyone is never freer than what the engine says: then the pack's own words stand."""
        least = candidates[0] if candidates and candidates[0] not in FREE else "information"
        freer = RISING.index(short.verdict) < RISING.index(least) and not {short.verdict, least} <= {*NOT_TODAY}
        return (least, self.person.hers(self.pack.asked[least])) if freer else (short.verdict, self.person.hers(short.say))

    def _pick(self, candidates: tuple[str, ...]) -> ShortAnswer:
        """The first answer with one of these verdicts that fits her; the last, which is for anyone, where none does."""
        rows = [one for one in self.question.answers if not candidates or one.verdict in candidates]
        hold = {one.id: self._holds(one) for one in rows}
        if candidates:
            certain = [one for one in rows if hold[one.id]]
            maybe = [one for one in rows if hold[one.id] is None and one.verdict not in FREE]
            return next(iter([*certain, *maybe]), self.question.answers[-1])
        # What is only possible is no reason for 999: the urgency makes a call today of it.
        fits = (one for one in rows if hold[one.id] or (hold[one.id] is None and one.verdict not in (*FREE, "call_now")))
        return next(fits, self.question.answers[-1])

    def _holds(self, part: ShortAnswer | Change) -> bool | None:
        """Whether its circumstances hold, None when that is open; False where an exception holds or its heading is not for her."""
        heading = part.say[0] if isinstance(part, ShortAnswer) else part.if_
        hers = not self._excepted(part) and self.guide.fitting(heading)
        return self.pack.questions.table.holds(part.id, self.circumstances) if hers else False

    def _excepted(self, part: ShortAnswer | Change) -> bool:
        table = self.pack.questions.table
        return any(table.holds(unless_id(part.id, place), self.circumstances) for place in range(len(part.unless)))

    def _until(self, short: ShortAnswer) -> date | None:
        day = self.guide.voice.day(short.until)
        return day if day is not None and day > self.guide.today else None

    def general(self) -> tuple[Said, ...]:
        """The answer for anyone: each short answer after the words that say whom it is for, in the words of nobody in particular."""
        voice = self.guide.voice.of_nobody(self.pack, self.guide.today)
        named = dict.fromkeys(name for one in self.question.answers for name in (one.if_, *one.say) if name)
        return tuple(Said(name, voice.say(name)) for name in named)

    def _changes(self) -> Iterator[Changes]:
        """What would change it, the most urgent first: what she was not sure of, then what the question names."""
        changes: dict[str, Changes] = {}
        for open_rule in self.guide.open:
            needs = set(open_rule.needs)
            if open_rule.decision in (*self.question.decides, URGENCY) and needs <= self.told.unknown | {SIGNS_TODAY}:
                verdict = BY_LEVEL[open_rule.level][0]
                changes.setdefault(
                    open_rule.if_, Changes(self.person.say(open_rule.if_), self.person.say(open_rule.then), verdict, bases(open_rule.needs))
                )
        for change in self.question.changes:
            if self._may_change(change):
                needs_of = bases(change.when)
                changes.setdefault(change.if_, Changes(self.person.say(change.if_), self.person.say(change.then), change.verdict, needs_of))
        yield from sorted(changes.values(), key=lambda one: -RISING.index(one.verdict))

    def _may_change(self, change: Change) -> bool:
        """Whether it is not so already, and can come to be: her circumstances do not speak against it."""
        table, state = self.pack.questions.table, self.circumstances
        if self._holds(change) or not self._fits(change):
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
        for offer in self._offers:
            verdict = self._method_verdict(offer)
            own = self._own_question(offer.method.id)
            short = Answering(self.person, own)._pick((verdict,)) if own is not self.question else self._pick((verdict,))
            if short.verdict != verdict and verdict == "yes":  # none of its answers with a yes is for her
                verdict = "ask_first"
            lines = self.person.hers(short.say if short.verdict == verdict else self.pack.asked["ask_first"])
            yield MethodAnswer(offer.method.id, verdict, offer.low, offer.high, lines)

    @cached_property
    def _offers(self) -> tuple[Offer, ...]:
        person = self.guide.person
        if person is None or self.question.decides[0] not in person.contraception.offered:
            return ()
        return tuple(one for one in self.person.offers if one.method.id in self.question.decides)

    def _own_question(self, method: str) -> Question:
        """The question about this method with the fewest others."""
        asked = [one for one in self.pack.questions.by_id.values() if method in one.decides]
        return min(asked, key=lambda one: len(one.decides))

    @staticmethod
    def _method_verdict(offer: Offer) -> str:
        if offer.against or offer.low == NOT_SUITABLE == offer.high:
            return "information"
        return "yes" if can_start(offer) or (offer.phase == "continue" and offer.high in (1, 2)) else "ask_first"

    # What is still to be asked

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
        return tuple(one for one in self._askable(self._against_methods(person)) if not self._detail(one))

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
        if self._offers and person:
            yield from self._excluders
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
        open_rows = [one for one in self.question.answers if self._holds(one) is None]
        named = {base_of(name) for one in open_rows for name in one.when if self._untold(base_of(name))}
        yield from (one for one in self.question.deciding if one in named)

    def _askable(self, names: Collection[str]) -> Iterator[str]:
        """The facts that ask for these of a table: those that tell one which nobody is asked, none that was asked."""
        for name in bases(names):
            entry = self.pack.facts[name]
            asked = entry.tellers if entry.held and name not in self.question.deciding else [name, *entry.tellers]
            yield from (one for one in asked if self._untold(one) and self.guide.may_apply(one))

    def _untold(self, fact: str) -> bool:
        """Whether a fact was neither told nor asked, in this way or another."""
        other = self.pack.givers.get(fact, fact)
        return not (self.told.says(fact) or {fact, other} & self.told.unknown)


def denied_rows(pack: Pack, question: Question) -> int:
    """The rows of the table that hold only where a line of several findings does that a question's page of signs shows."""
    lines = (sign.when for sign in pack.signs if len(sign.when) > 1 and not asks_itself(pack, question, sign))
    table = pack.table
    return reduce(or_, (table.within({name: table.classes[name].meeting(one) for name, one in when.items()}) for when in lines), 0)
