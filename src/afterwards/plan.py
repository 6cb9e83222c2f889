"""The plan: which statements are said to her, in which section and order, so that they are one answer.

What holds is decided by the engine; here a statement that cannot concern her, that is too calm beside another answer, or that
offers what she cannot have is left out or gives way to what is said in its place (C1, C2, C5), and what runs out leads (C3).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from afterwards import contraception
from afterwards.contraception import MethodPerson
from afterwards.engine import DecisionAnswer, State
from afterwards.engine.rules import Condition
from afterwards.pack.conditions import bases, excepted
from afterwards.pack.entries import DecisionText, Row
from afterwards.pack.layout import FIRST, SECTIONS
from afterwards.pack.model import Pack
from afterwards.person.told import Told
from afterwards.wording import Voice


@dataclass(frozen=True, slots=True)
class Line:
    """One statement said to her. `rule` is the rule that says it, "" otherwise; `row` is true for rows of the plan.

    The dates are the days between which it counts.
    """

    statement: str
    text: str
    rule: str = ""
    row: bool = False
    from_date: date | None = None
    to_date: date | None = None


Fitting = Callable[[str], tuple[str, ...]]
"""The statements said in place of one."""
Offers = Callable[[], tuple[contraception.Offer, ...]]
"""Her methods, in the order of the pack."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    statement: str
    rule: str = ""
    row: bool = False
    from_day: int | None = None
    to_day: int | None = None


@dataclass(frozen=True, slots=True)
class Guard:
    """Which statements may be said to her beside these answers."""

    pack: Pack
    state: State
    answers: Mapping[str, DecisionAnswer]
    careful: Mapping[str, str]

    def says(self, statement: str) -> str:
        """The statement; what is said in its place, or "", where it cannot concern her or an answer is less calm."""
        entry = self.pack.statements[statement]
        fits = self.concerns(statement, entry.unless)
        calm = all(
            self._place(decision, self.careful[decision]) <= self._place(decision, level)
            for decision, level in entry.calm.items()
            if decision in self.careful
        )
        return statement if fits and calm else self.says(entry.rather) if entry.rather else ""

    def concerns(self, name: str, unless: Sequence[Mapping[str, Condition]]) -> bool:
        """Whether a statement or a row can concern her: none of the conditions of its `unless` certainly holds."""
        return not excepted(self.pack.table, name, unless, self.state)

    def _place(self, decision: str, level: str) -> int:
        return self.pack.decisions[decision].scale.index(level)

    def order(self, sections: Iterable[str]) -> list[str]:
        """The sections as they are read: help now, what runs out, help today, then the others."""
        ranks = {FIRST: 1}
        for name, answer in self.answers.items():
            decision = self.pack.decisions[name]
            from_top = len(decision.scale) - 1 - self._place(name, answer.low)
            if decision.rises and from_top < 2:
                ranks[decision.section] = 2 * from_top
        return sorted(sections, key=lambda section: ranks.get(section, 3))


def _saying(line: _Chosen, statement: str) -> _Chosen:
    """The line with this statement in place of its own."""
    return line if statement == line.statement else replace(line, statement=statement)


def _said(statement: str, guard: Guard, fitting: Fitting) -> Sequence[str]:
    """What is said to her in place of a statement."""
    says = guard.says(statement)
    return fitting(says) if says else ()


def plan_of(
    decisions: Sequence[DecisionText],
    answers: Mapping[str, DecisionAnswer],
    rows: Iterable[Row],
    guard: Guard,
    voice: Voice,
    first: Iterable[str],
    fitting: Fitting,
) -> dict[str, tuple[Line, ...]]:
    """The statements of each section, each said once: the answer, why, then the rows of the plan. `first` opens the first answer.

    What runs out comes before everything else but help now (C3); then help today.
    `fitting` puts in place of a statement those that fit what her methods come to.
    """
    chosen: dict[str, list[_Chosen]] = {FIRST: [], **{section: [] for section in SECTIONS}}
    chosen[decisions[0].section] += [_Chosen(statement) for statement in first]
    for decision in decisions:
        chosen[decision.section] += _answer_lines(decision, answers[decision.name], guard.careful[decision.name])
    for row in rows:
        chosen[row.section] += [_Chosen(statement, "", True, row.from_day, row.to_day) for statement in row.say]
    for section, lines in chosen.items():
        chosen[section] = [_saying(one, other) for one in lines for other in _said(one.statement, guard, fitting)]
    statements = guard.pack.statements
    chosen[FIRST] = [one for lines in chosen.values() for one in lines if statements[one.statement].first]
    said_already: set[str] = set()
    plan: dict[str, tuple[Line, ...]] = {}
    for section in guard.order(chosen):
        kept: list[Line] = []
        for line in chosen[section]:
            if line.statement not in said_already and (section == FIRST or not statements[line.statement].first):
                said_already.add(line.statement)
                text = voice.say(line.statement)
                kept.append(Line(line.statement, text, line.rule, line.row, voice.day(line.from_day), voice.day(line.to_day)))
        if kept:
            plan[section] = tuple(kept)
    return plan


def fits_methods(pack: Pack, person: MethodPerson | None, offers: Offers) -> Fitting:
    """What is said to her in place of a statement: itself; nothing, where it says that a method can start that she cannot start;
    what it names in its place, where a method that it suggests is none for her, her method may not go on or no kind of emergency
    contraception is left;
    why, where it offers a kind of emergency contraception that is ruled out. `offers` gives her methods.
    """

    @cache
    def starting() -> Collection[str]:
        return {offer.method.id for offer in offers() if contraception.can_start(offer)}

    @cache
    def stops() -> bool:
        return any(offer.phase == "continue" and not contraception.goes_on(offer) for offer in offers())

    @cache
    def none_for_her() -> set[str]:
        return {one.method.id for one in offers() if one.against or one.works_less or (one.low is not None and one.low > 2)}

    @cache
    def ruled_out() -> Mapping[str, tuple[str, ...]]:
        return {one.kind.id: one.statements for one in contraception.emergency(person) if one.ruled_out} if person else {}

    def fitting(statement: str) -> tuple[str, ...]:
        entry = pack.statements[statement]
        if entry.methods and not set(entry.methods) <= set(starting()):
            return ()
        if entry.suggests and none_for_her() & {*entry.suggests}:
            return fitting(entry.rather) if entry.rather else ()
        if entry.going_on and stops():
            return (entry.going_on,)
        if entry.some_kind and person and len(ruled_out()) == len(person.contraception.kinds):
            return (entry.some_kind,)
        why = tuple(reason for kind in entry.kinds for reason in ruled_out().get(kind, ()))
        return why or (statement,)

    return fitting


def careful_level(pack: Pack, decision: DecisionText, answer: DecisionAnswer, facts: Told, *, closed: bool) -> str:
    """The level at its careful end for her: a rule that hangs on nothing but what she is not sure of may hold, and is asked no more.

    Only the levels that have words for it (`unsure`) count: those where waiting can harm.
    """
    levels = [
        one.level
        for one in answer.reasons
        if not one.certain
        and decision.levels[one.level].unsure
        and all(_unsure(pack, facts, fact, closed=closed) for fact in bases(one.needs))
    ]
    return max([answer.low, *levels], key=decision.scale.index) if not answer.settled else answer.low


def _unsure(pack: Pack, facts: Told, name: str, *, closed: bool) -> bool:
    """Whether she was asked this and is not sure: of the fact, or of each that tells it and is not told.

    In a closed world nothing more is asked: what has no absent value stays unsure.
    """
    tellers = [one for one in pack.facts[name].tellers if not facts.says(one)]
    never = closed and pack.facts[name].absent is None and not facts.says(name) and name not in facts.lapsed
    return name in facts.unknown or never or (bool(tellers) and all(one in facts.unknown for one in tellers))


def _answer_lines(decision: DecisionText, answer: DecisionAnswer, careful: str) -> Iterator[_Chosen]:
    freest = decision.scale[0]
    unsure = decision.levels[careful].unsure if careful != answer.low else ""
    if unsure:
        yield _Chosen(unsure)
    elif answer.low == freest and not answer.settled:
        yield _Chosen(decision.so_far)
    if answer.low != freest or answer.settled:
        yield _Chosen(decision.levels[answer.low].says)
    for reason in answer.reasons:
        if reason.certain:
            rule = decision.rules[reason.id]
            for statement in rule.say:
                yield _Chosen(statement, rule.id, False, rule.from_day, rule.to_day)
    if answer.either_way:
        either = [decision.rules[rule].say for rule in answer.either_way]
        for statement in either[0]:
            if all(statement in say for say in either):
                yield _Chosen(statement)
    if answer.settled and answer.low == freest:
        for statement in decision.default:
            yield _Chosen(statement)
    for statement in decision.always:
        yield _Chosen(statement)
