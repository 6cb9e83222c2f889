"""One person's guide: what she told us in, her answers, reasons, next questions and dated plan out.

This is the public library call. It reads no file and no clock, and keeps nothing.
The decisions are made by the engine from the pack's rules; here the statements that belong to
what holds are chosen and put in order. A level is always the careful end (`high`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, partial

from afterwards import contraception
from afterwards.concerns import Card, Open, Seen, cards_about_her, contradictions_told, may_apply, open_rules, tables_for
from afterwards.contraception import MethodPerson
from afterwards.engine import DecisionAnswer, State, ask_next
from afterwards.engine.rules import Classes
from afterwards.errors import Expired, FactError, NotOffered
from afterwards.loading import load_pack
from afterwards.methods_as_json import help_to_dict, offer_to_dict, spoken
from afterwards.notebook import as_html
from afterwards.pack.conditions import base_of, bases
from afterwards.pack.data import Json
from afterwards.pack.entries import Entry
from afterwards.pack.layout import FIRST
from afterwards.pack.model import Pack
from afterwards.pack.reviews import REVIEWED
from afterwards.pack.words import words
from afterwards.person.known import known_in
from afterwards.person.told import BMI, Told, read_facts
from afterwards.plan import Fitting, Guard, Line, Offers, careful_level, fits_methods, plan_of
from afterwards.wording import Voice


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar (`from_day` to `to_day`, days after the loss), a point (only `from_day`) or, with `onward`, a bar without an end."""

    statement: str
    from_day: int
    to_day: int | None
    onward: bool


@dataclass(frozen=True, slots=True)
class Guide:
    """The answer for one person. `to_dict` gives the contract's JSON object.

    `seen`: what the pack's tables know of her, `state` what that of the decisions does. `person`: her as the comparison of methods
    sees her, None where it does not apply. `offers` gives her methods, compared when they are first asked for.
    """

    pack: Pack
    today: date
    guideline: str
    told: Told
    seen: Seen
    state: State
    person: MethodPerson | None
    answers: Mapping[str, DecisionAnswer]
    plan: Mapping[str, tuple[Line, ...]]
    timeline: tuple[Mark, ...]
    contradictions: tuple[tuple[tuple[str, ...], str], ...]
    not_covered: tuple[tuple[str, tuple[str, ...]], ...]
    voice: Voice
    guard: Guard
    fits: Fitting
    offers: Offers
    _later: Json = field(default_factory=dict, init=False, repr=False, compare=False)
    """What is worked out when it is first asked for."""

    def to_dict(self) -> Json:
        """The answer as in the command line's `--json`: plain text, numbers, lists and maps."""
        edition = self.pack.info.guidelines[self.guideline].edition
        return {
            "pack": {
                "id": self.pack.id,
                "version": self.pack.version,
                "reviewed": all(self.review(line.statement) == REVIEWED for lines in self.plan.values() for line in lines),
                "due": self.pack.due.isoformat(),
                "past_due": self.past_due,
                "guideline": {"id": self.guideline, "edition": edition},
            },
            "today": self.today.isoformat(),
            **({"told_on_another_day": [name for name in self.pack.facts if name in self.told.lapsed]} if self.told.lapsed else {}),
            "decisions": {name: self._decision(name, answer) for name, answer in self.answers.items()},
            "ask_next": list(self.ask_next),
            "plan": [{"section": section, "statements": [self._line(line) for line in lines]} for section, lines in self.plan.items()],
            **({"methods": [offer_to_dict(one, self.guideline, self.voice) for one in self.methods()]} if self.person else {}),
            **({"medicines": spoken(self.voice, contraception.medicines_said(self.person))} if self.person else {}),
            **({"emergency_contraception": [help_to_dict(one, self.voice) for one in self.emergency()]} if self.may_need_emergency else {}),
            "contradictions": [
                {"facts": list(facts), "message": self.voice.say(statement), "statement": statement}
                for facts, statement in self.contradictions
            ],
            "not_covered": [{"why": why, "statements": list(says)} for why, says in self.not_covered],
            "first": [{"id": line.statement, "text": line.text} for line in self.plan.get(FIRST, ())],
            "open": [
                {
                    "decision": one.decision,
                    "rule": one.rule,
                    "level": one.level,
                    "if": self.voice.say(one.if_),
                    "then": self.voice.say(one.then),
                    "needs": list(one.needs),
                    "statements": [one.if_, one.then],
                }
                for one in self.open
            ],
            "cards": [
                {
                    "decision": card.decision,
                    "level": card.level,
                    "heading": self.voice.say(card.heading),
                    "lines": [self.voice.say(one) for one in card.lines],
                }
                for card in self.cards
            ],
        }

    @property
    def ask_next(self) -> tuple[str, ...]:
        """The facts worth asking, the most useful first."""
        return tuple(self._to_ask()[0])

    @property
    def for_methods(self) -> frozenset[str]:
        """The facts of `ask_next` on which no decision hangs, only the methods."""
        return frozenset(self._to_ask()[1])

    @property
    def open(self) -> tuple[Open, ...]:
        """What could still raise a decision, where its act may be said to her."""
        if "open" not in self._later:
            decisions = (self.pack.decisions[name] for name in self.answers)
            self._later["open"] = tuple(one for one in open_rules(decisions, self.answers) if self.guard.says(one.then))
        rules: tuple[Open, ...] = self._later["open"]
        return rules

    @property
    def cards(self) -> tuple[Card, ...]:
        """The care cards of her decisions, the most careful level of each first."""
        return tuple(cards_about_her(self.pack, [self.pack.decisions[name] for name in self.answers], self.state))

    def _to_ask(self) -> tuple[list[str], list[str]]:
        if "ask" not in self._later:
            self._later["ask"] = _questions(self)
        to_ask: tuple[list[str], list[str]] = self._later["ask"]
        return to_ask

    @property
    def past_due(self) -> bool:
        """Whether the pack should have been looked at again by now; then every answer is at its careful end."""
        return self.pack.past_due(self.today)

    def review(self, statement: str) -> str:
        """The review state of a statement: `reviewed`, `overdue` or `not_reviewed`."""
        return self.pack.review(f"statement:{statement}", self.today)

    def fitting(self, statement: str) -> tuple[str, ...]:
        """The statements that are said to her in place of one: itself where it can concern her and no answer is stricter."""
        remembered: dict[str, tuple[str, ...]] = self._later.setdefault("fitting", {})
        if statement not in remembered:
            says = self.guard.says(statement)
            remembered[statement] = tuple(self.fits(says)) if says else ()
        return remembered[statement]

    def methods(self) -> tuple[contraception.Offer, ...]:
        """Every method with a category, in the order of the vocabulary; none in a guide that compares none."""
        return self.offers()

    @property
    def known(self) -> Mapping[str, int]:
        """Of each fact the decisions hang on, the set of classes that is still possible for her."""
        return self.seen[0][1]

    @property
    def may_need_emergency(self) -> bool:
        """Whether emergency contraception may help, or could still turn out to."""
        level = self.answers.get(contraception.EVERY_KIND)
        return bool(self.person and level and level.high == self.pack.decisions[contraception.EVERY_KIND].scale[-1])

    def emergency(self) -> tuple[contraception.Help, ...]:
        """The kinds of emergency contraception, where they may be needed."""
        return contraception.emergency(self.person) if self.person and self.may_need_emergency else ()

    def may_apply(self, fact: str) -> bool:
        """Whether a fact can concern her, as far as is known."""
        remembered: dict[str, bool] = self._later.setdefault("may_apply", {})
        if fact not in remembered:
            remembered[fact] = may_apply(self.pack, self.seen, fact)
        return remembered[fact]

    def asked_for(self, fact: str) -> Iterator[str]:
        """The fact; of one that nobody is asked for, those that tell it, can concern her and stand on a page of her guide."""
        entry = self.pack.facts[base_of(fact)]
        if entry.held:
            chosen = self.told.values.get("guide")
            pages = [page.facts for page in self.pack.pages if chosen is None or not page.guides or chosen in page.guides]
            yield from (one for one in entry.tellers if self.may_apply(one) and any(one in facts for facts in pages))
        else:
            yield entry.name

    def classes_for(self, fact: str) -> Classes | None:
        """The classes of the fact on which this one hangs, cut as that needs; None when it hangs on none."""
        gate = self.pack.facts[fact].gate
        return next((table.classes[gate[0]] for table, _ in tables_for(self.seen, fact, gate[0])), None) if gate else None

    def _decision(self, name: str, answer: DecisionAnswer) -> Json:
        rules = self.pack.decisions[name].rules
        return {
            "level": answer.high,
            "low": answer.low,
            "high": answer.high,
            "settled": answer.settled,
            "rules": [
                {
                    "id": one.id,
                    "level": one.level,
                    "certain": one.certain,
                    "needs": list(bases(one.needs)),
                    "statements": list(rules[one.id].say),
                }
                for one in answer.reasons
            ],
            "either_way": list(answer.either_way),
        }

    def _repr_html_(self) -> str:
        """What a notebook shows: her plan, part by part."""
        parts = (("", [(line.statement, line.text) for line in lines]) for lines in self.plan.values())
        return as_html(self.pack, self.guideline, self.today, "", parts)

    def _line(self, line: Line) -> dict[str, object]:
        statement = self.pack.statements[line.statement]
        return {
            "id": line.statement,
            "text": line.text,
            "because": self.voice.because(line.statement),
            "sources": list(statement.sources),
            "confidence": statement.confidence,
            "review": self.review(line.statement),
            "from_date": line.from_date.isoformat() if line.from_date else None,
            "to_date": line.to_date.isoformat() if line.to_date else None,
        }


def guide(
    facts: Mapping[str, object],
    *,
    today: date,
    now: datetime | None = None,
    guideline: str = "uk",
    closed_world: bool = False,
    pack: Pack | None = None,
) -> Guide:
    """The guide for one person.

    `facts` are named and valued as in the vocabulary, in its units; `"unknown"` is asked and not sure. `told_at` beside them says
    when they were told: hours and days are counted on to `now`, and what is true of another day alone is asked again.
    `today` is the day it is read, `now` the moment (its end where not given); `closed_world` gives every fact not told its absent value.
    Past the pack's date for review every answer is at its careful end (`Guide.past_due`).
    Raises `BadFacts` with every complaint, `Expired` when the pack is too old to answer,
    `NotOffered` for a guideline the pack does not hold,
    `PackError` when the built-in pack is damaged.
    """
    pack = pack or load_pack()
    check_guideline(pack, guideline)
    facts_told = read_facts(pack, facts, today, now)
    return answer(pack, facts_told, today, guideline=guideline, closed_world=closed_world)


def check_guideline(pack: Pack, guideline: str) -> None:
    """Raises `NotOffered` when the pack does not hold that guideline."""
    if guideline not in pack.info.guidelines:
        offered = ", ".join(pack.info.guidelines)
        message = words(pack, "term.no-guideline", given=guideline, offered=offered)
        raise NotOffered([FactError("guideline", guideline, offered, message, words(pack, "term.choose-one", offered=offered))])


def answer(pack: Pack, facts: Told, today: date, *, guideline: str = "uk", closed_world: bool = False) -> Guide:
    """The guide for checked facts (see `guide`). Raises `Expired` when the pack is too old to answer."""
    if pack.expired(today):
        raise Expired(words(pack, "term.expired", until=pack.info.answers_until.isoformat()))
    past_due = pack.past_due(today)
    known, asked = known_in(pack, pack.table, facts, closed=closed_world)
    state = pack.table.state(known, asked=asked, closed=closed_world, left_open=facts.lapsed)
    person = None
    if facts.values.get("guide") != "pregnant":
        person = contraception.read_person(pack, facts, guideline, closed_world=closed_world, past_due=past_due)
    seen: Seen = ((pack.table, state.known), *(((person.contraception.table, person.state.known),) if person else ()))
    applicable = [pack.decisions[name] for name in pack.applicable(facts.values.get("guide"))]
    answers = {one.name: pack.table.answer(one.name, state) for one in applicable}
    if past_due:
        answers = {one.name: answers[one.name].not_below(one.past_due, one.scale) for one in applicable}
    voice = Voice.of(pack, facts, today, state)
    first = (pack.info.past_due,) if past_due else ()
    careful = {one.name: careful_level(pack, one, answers[one.name], facts, closed=closed_world) for one in applicable}
    guard = Guard(pack, state, answers, careful)
    rows = [row for row in pack.rows if pack.table.holds(row.id, state) and guard.concerns(row.id, row.unless)]
    instead = [row for row in rows if row.instead]
    if instead:
        rows = [row for row in rows if any(one.when.keys() - {"guide"} <= row.when.keys() for one in instead)]
    offers = cache(partial(_compare, person))
    fits = fits_methods(pack, person, offers)
    return Guide(
        pack=pack,
        today=today,
        guideline=guideline,
        told=facts,
        seen=seen,
        state=state,
        person=person,
        answers=answers,
        plan=plan_of(applicable, answers, rows, guard, voice, first, fits),
        timeline=tuple(Mark(row.figure, row.from_day, row.to_day, row.onward) for row in rows if row.figure and row.from_day is not None),
        contradictions=tuple(contradictions_told(pack, facts, state)),
        not_covered=(*((row.why, row.say) for row in instead), *_reach(pack, guideline)),
        voice=voice,
        guard=guard,
        fits=fits,
        offers=offers,
    )


def _compare(person: MethodPerson | None) -> tuple[contraception.Offer, ...]:
    return contraception.compare(person) if person else ()


def _questions(made: Guide) -> tuple[list[str], list[str]]:
    """What to ask next, and what of it only methods hang on.

    First what she told on another day, then what the decisions hang on, then what the methods do.
    """
    pack, told_facts, state = made.pack, made.told, made.state
    others = {entry.gives or entry.narrows: entry for entry in pack.facts.values() if entry.gives or entry.narrows}
    narrowed = {
        name
        for name, entry in others.items()
        if entry.narrows and entry.name not in told_facts.values and entry.name not in told_facts.unknown
    }
    wide = replace(state, asked=state.asked - narrowed)
    facts = tuple(_with_tellers(bases(ask_next(pack.table, wide, made.answers)), made))
    more: list[str] = []
    if made.person:
        asked_for = contraception.questions(made.person, emergency=made.may_need_emergency)
        more = [fact for fact in _with_tellers(asked_for, made) if fact not in facts]
    asked = dict.fromkeys(_in_each_way([*facts, *more], made, state, others, narrowed))
    last = sorted(asked, key=lambda fact: fact not in told_facts.lapsed)
    return last, more


def _in_each_way(
    facts: Collection[str], made: Guide, state: State, others: Mapping[str, Entry], narrowed: Collection[str]
) -> Iterator[str]:
    """The facts, and those that say the same in another way: a date for days, days for hours, height and weight for the BMI."""
    pack, facts_told = made.pack, made.told
    for name in facts:
        other = others.get(name)
        still = not (name in state.asked or facts_told.answers(name))
        if still and other and other.gives and other.name not in facts_told.values:
            yield other.name
        if still and not pack.facts[name].held and made.may_apply(name):  # what she is not sure of elsewhere may open one not hers
            yield name
        if other and name in narrowed:
            yield other.name
        if name == BMI:
            yield from (
                one for one in ("height_cm", "weight_kg") if one not in facts and not facts_told.says(one) and one not in facts_told.unknown
            )


def _with_tellers(facts: Iterable[str], made: Guide) -> Iterator[str]:
    """The facts, and what tells one that is asked of nobody."""
    for name in facts:
        yield name
        if made.pack.facts[name].held:
            yield from made.asked_for(name)


def _reach(pack: Pack, guideline: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the guideline chosen does not reach."""
    if says := pack.info.guidelines[guideline].says:
        yield f"guideline {guideline} is read for the methods", tuple(says)
