"""When two states on the way through a question's pages are one: what may still change what is asked is the same in both.

Of each set of conditions (of a rule, of a fact that another tells or opens) it counts whether what was told rules it out, and of the
facts in those that may still hold, which were told and which answered "I'm not sure". All else that was told can change nothing more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cache, cached_property, reduce
from operator import or_
from typing import Any

from afterwards.answers.answering import Answering
from afterwards.check.cases import TODAY
from afterwards.contraception import EVERY_KIND
from afterwards.engine import Range, State
from afterwards.engine.rules import Condition
from afterwards.pack.asked import calling_rules, follows_signs
from afterwards.pack.conditions import MEMBER, base_of
from afterwards.pack.eligibility import decision_of
from afterwards.pack.entries import Entry, RuleText
from afterwards.pack.model import Pack
from afterwards.pack.questions import EMERGENCY_CONTRACEPTION, PLAN, SIGNS_TODAY, STATEMENTS, Change, Question, ShortAnswer
from afterwards.pack.verdicts import URGENCY
from afterwards.person.derived import classes_of, meets
from afterwards.person.told import BMI, UNKNOWN
from afterwards.verify.calm import GUIDELINE, acts_of, is_denied, of_methods
from afterwards.verify.pages import OF_BODY, OF_THE_DATE, OF_TODAY, SINCE

Conditions = tuple[Mapping[str, Condition], bool, int | None]


class Alike:
    """What is common to the states of one question that are one. `first`: what is known before its first page, for each way to begin."""

    def __init__(self, pack: Pack, question: Question, first: Collection[State]) -> None:
        self.pack, self.question, self._first = pack, question, first
        self._ruled_out: dict[tuple[str, object], int] = {}

    def key(self, facts: Mapping[str, Any], low: int) -> tuple[object, ...]:
        """What two states have in common in which the same is still asked: what may still hold, and what of its facts was told how.

        `low`: the place on the scale that is certain. What could only make that certain does not count.
        """
        out, exact = self._surpassed[low], []
        for name, value in facts.items():
            if value != UNKNOWN and not self._kept_exact(name):
                day = self.pack.facts[name].kind == "date"
                comparable = (TODAY - date.fromisoformat(value)).days if day else tuple(value) if isinstance(value, list) else value
                out |= self._excludes(self.pack.facts[name].gives if day else name, comparable)
        kept = self._facts_of(self._all & ~out)
        for name, value in facts.items():
            if value != UNKNOWN and name in kept and self._kept_exact(name):
                exact.append((name, str(value)))
        unsure = frozenset(name for name, value in facts.items() if value == UNKNOWN and name in kept)
        return low, out, kept.intersection(facts), unsure, tuple(sorted(exact))

    def certain(self, answering: Answering | None) -> int:
        """The place that is certain on the scale of what her question decides; more that is told never lowers it."""
        if answering is None or not self.decision:
            return 0
        state = answering.denied(answering.state) if self.decision == URGENCY else answering.state
        return self.pack.table.bounds(self.decision, state)[0]

    @cached_property
    def decision(self) -> str:
        """The decision whose level her question's answer hangs on."""
        name = EVERY_KIND if self.question.decides == (EMERGENCY_CONTRACEPTION,) else self.question.decides[0]
        return name if name in self.pack.decisions else ""

    @cached_property
    def _surpassed(self) -> list[int]:
        """By what is certain, the conditions that can then not change what she may do."""
        if not self.decision:
            return [0]
        scale, acts = self.pack.decisions[self.decision].scale, acts_of(self.pack, self.decision)
        last = {place: max((one for one in range(1, place + 1) if acts[one] != acts[one - 1]), default=0) for place in range(len(scale))}
        surpassed = [0] * len(scale)
        for number, uses in enumerate(self._distinct.values()):
            for low in range(len(scale)):
                surpassed[low] |= all(use is not None and last[use] <= low for use in uses) << number
        return surpassed

    @cache  # noqa: B019 - lives as long as the proof of one question
    def _facts_of(self, live: int) -> frozenset[str]:
        """The facts on which it still hangs what is asked: those of conditions that may hold, and what tells or brings up one of them."""
        facts, always = self.pack.facts, self.question.deciding if self.question.decides == (PLAN,) else ()
        hangs_on = {*always, *(name for name, places in self._by_fact.items() for place, _, _ in places if live >> place & 1)}
        waiting = [*hangs_on]
        while waiting:
            entry = facts.get(base_of(waiting.pop()))
            beside = (*entry.tellers, entry.narrows, entry.below, *((entry.gate[0],) if entry.gate else ())) if entry else ()
            new = {entry.name, *beside} - hangs_on if entry else set()
            hangs_on |= new
            waiting += new
        hangs_on |= {one.name for one in facts.values() if {one.gives, one.narrows, one.below} & hangs_on}
        return frozenset((*hangs_on, *(OF_BODY if BMI in hangs_on else ())))

    @cached_property
    def _all(self) -> int:
        return reduce(or_, (1 << place for places in self._by_fact.values() for place, _, _ in places), 0)

    @cache  # noqa: B019 - lives as long as the proof of one question
    def _kept_exact(self, name: str) -> bool:
        entry, below = self.pack.facts[name], {one.below for one in self.pack.facts.values()}
        return entry.kind in ("levels", "text") or bool(entry.narrows or entry.below) or name in {*below, *OF_BODY, BMI}

    def _excludes(self, name: str, value: Any) -> int:
        """The conditions, as a mask, that cannot hold once this is told."""
        key = (name, value)
        if key not in self._ruled_out:
            excluded = 0
            if isinstance(value, tuple):
                certain, left_open = classes_of(self.pack, name, value)
                for other in [one for one in self._by_fact if base_of(one) == name]:
                    for number, when, _ in self._by_fact[other]:
                        excluded |= (not _list_meets(other, when, certain, left_open)) << number
            else:
                read = value // 1 if self.pack.facts[name].whole else value
                for number, when, again in self._by_fact.get(name, ()):
                    excluded |= (not meets(read, when) and not (again and self._becomes(name, value, when))) << number
            self._ruled_out[key] = excluded
        return self._ruled_out[key]

    def _becomes(self, name: str, value: Any, when: Condition) -> bool:
        """Whether the weeks may yet say that it is another value, which meets this condition."""
        becomes = self.pack.facts[name].becomes
        if becomes is None:
            return False
        _, _, of, other = becomes
        others = (other,) if value in of else of if value == other else ()
        return any(meets(one, when) for one in others)

    @cached_property
    def _by_fact(self) -> Mapping[str, list[tuple[int, Condition, bool]]]:
        by_fact: dict[str, list[tuple[int, Condition, bool]]] = {}
        for number, (when, again) in enumerate(self._distinct):
            for name, condition in when:
                by_fact.setdefault(name, []).append((number, condition, again))
        return by_fact

    @cached_property
    def _distinct(self) -> Mapping[tuple[tuple[tuple[str, Condition], ...], bool], list[int | None]]:
        """Each set of conditions once, with the places on the scale of what her question decides of the rules that have it."""
        distinct: dict[tuple[tuple[tuple[str, Condition], ...], bool], list[int | None]] = {}
        for when, again, level in self._conditions():
            distinct.setdefault((tuple(when.items()), again), []).append(level)
        return distinct

    def _conditions(self) -> Iterator[Conditions]:
        """Every set of conditions on which it can hang what is asked; whether a table reads it in which a value may become another."""
        of_rules = [*self._of_rules()]
        yield from of_rules
        facts, hang = self.pack.facts, {base_of(name) for when, _, _ in of_rules for name in when}
        hang |= {*self.question.deciding, *OF_TODAY, *OF_THE_DATE} & facts.keys()
        waiting = [*hang]
        while waiting:
            entry = facts[waiting.pop()]
            on = {base_of(name) for when in conditions_of(entry) for name in when} | {*entry.tellers} - {""}
            waiting += on - hang
            hang |= on
        for entry in facts.values():
            if self._moves(entry.name):
                whens = conditions_of(entry) if entry.name in hang else _absent_of(entry)
                yield from ((when, False, None) for when in whens)

    def _of_rules(self) -> Iterator[Conditions]:
        pack, question, name = self.pack, self.question, self.decision
        if not follows_signs(question):
            yield from ((rule.when, False, None) for rule in calling_rules(pack) if not self._settled(rule, URGENCY))
        if name:
            scale = pack.decisions[name].scale
            rules = (one for one in pack.decisions[name].rules.values() if not self._settled(one, name))
            yield from ((one.when, False, scale.index(one.level)) for one in rules)
        if question.decides == (STATEMENTS,):
            parts: tuple[ShortAnswer | Change, ...] = (*question.answers, *question.changes)
            for part in parts:
                yield part.when, True, None
                yield from ((one, True, None) for one in part.unless)
            for statement in (pack.statements[one.say[0]] for one in question.answers):
                yield from ((one, False, None) for one in statement.unless)
                for calm in statement.calm:
                    yield from ((one.when, False, None) for one in pack.decisions[calm].rules.values())
        if pack.contraception and of_methods(pack, question):
            decisions = pack.contraception.table.decisions
            for method in question.decides:
                yield from ((one.when, True, None) for one in decisions[decision_of(GUIDELINE, method)].rules)

    @cached_property
    def _reach(self) -> set[str]:
        """What may be told on the way, and what that may bring up; more is never merged wrongly, as `_walk` would ask for it."""
        pack = self.pack
        reach = {*self.question.deciding, *self.question.implies, *OF_TODAY, *OF_THE_DATE, SINCE, "guide", SIGNS_TODAY}
        if not self.question.deciding or of_methods(pack, self.question):
            return {*pack.facts}
        reach |= {fact for entry in pack.facts.values() if entry.name in reach for fact in entry.tellers}
        waiting = [*reach]
        while waiting:
            entry = pack.facts.get(waiting.pop())
            gate = base_of(entry.gate[0]) if entry and entry.gate else ""
            if gate and gate not in reach:
                reach.add(gate)
                waiting.append(gate)
        return reach | {one.name for one in pack.facts.values() if one.open_when and one.open_when[0] in reach}

    @cache  # noqa: B019 - lives as long as the proof of one question
    def _moves(self, fact: str) -> bool:
        """Whether what is told on the way can change what is known of a fact."""
        entry = self.pack.facts[fact]
        if fact in self._reach:
            return True
        others = [*entry.tellers, *((entry.inferred[0], entry.inferred[2]) if entry.inferred else ())]
        return any(one in self._reach or (self.pack.facts[one].from_told is not None and one != fact) for one in others if one)

    def _settled(self, rule: RuleText, decision: str) -> bool:
        """Whether a rule can never hold on the way: by a fact that nothing told changes, or as a line of signs that was denied."""
        row = self.pack.table.literals[self.pack.table.rules[rule.id]]
        if decision == URGENCY and is_denied(self.pack, self.question, row):
            return True
        fixed = [name for name in row if not self._moves(base_of(name))]
        if any(not all(one.known[name] & row[name] for one in self._first) for name in fixed):
            return all(any(not one.known[name] & row[name] for name in fixed) for one in self._first)
        absent = ((name, self.pack.table.classes[name].fact.absent) for name in fixed)
        return decision != URGENCY and any(
            value is not None and not self.pack.table.classes[name].of(value) & row[name] for name, value in absent
        )


def _list_meets(name: str, when: Condition, certain: Collection[str], left_open: Collection[str]) -> bool:
    """Whether a condition on a list, or on one of its members, can hold with these values in it."""
    if MEMBER not in name:
        return any(meets(one, when) for one in (*certain, *left_open))
    value = name.split(MEMBER, 1)[1]
    return (meets("yes", when) and value in {*certain, *left_open}) or (meets("no", when) and value not in certain)


def conditions_of(entry: Entry) -> Iterator[Mapping[str, Condition]]:
    """The conditions on which it hangs whether a fact applies, and what is known of it from others."""
    for gate in (entry.gate, entry.open_when):
        if gate:
            yield dict((gate,))
    if entry.from_told:
        yield from (*entry.from_told.any, *entry.from_told.unless)
    if entry.becomes:
        yield {entry.becomes[0]: Range(entry.becomes[1])}
    if entry.inferred:
        yield {entry.inferred[0]: entry.inferred[1]}
    yield from _absent_of(entry)


def _absent_of(entry: Entry) -> Iterator[Mapping[str, Condition]]:
    """That a fact is absent, where a closed world hears of something else that it is not."""
    if (entry.gate and entry.absent is not None) or entry.tells_of_loss == "unless_absent":
        absent = entry.absent
        yield {entry.name: Range(absent, absent) if isinstance(absent, int | float) else frozenset((str(absent),))}
