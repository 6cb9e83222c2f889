"""Every way through the pages of one question, as the page program asks it, up to the states in which its answer is ready.

A person answers each fact that is shown with a value of each of its classes (cut wherever any rule, or what tells another fact,
cuts it), or "I'm not sure"; boxes with every set of ticks. What she denied with "None of these" is not told afterwards. Two states
are one where the same conditions are ruled out by what was told and the same facts were told, or answered "not sure": what is still
asked can then not differ. Where that is too much, only the states are walked in which one or two (`APART`) answers are other than
"I'm not sure".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import combinations
from typing import Any

from afterwards import contraception
from afterwards.answers import EVERY_KIND, URGENCY, Answering, Person
from afterwards.engine import Range
from afterwards.engine.rules import Condition, Cut
from afterwards.errors import BadFacts
from afterwards.guide import Guide, Seen
from afterwards.guide import guide as guide_of
from afterwards.pack.asked import asks_itself, calling_rules
from afterwards.pack.cases import TODAY
from afterwards.pack.conditions import MEMBER, base_of
from afterwards.pack.derived import meets
from afterwards.pack.eligibility import decision_of
from afterwards.pack.model import Entry, Pack, RuleText
from afterwards.pack.questions import EMERGENCY_CONTRACEPTION, SIGNS_TODAY, STATEMENTS, Question
from afterwards.pack.told import BMI, UNKNOWN, known_in, read_facts
from afterwards.verify.pages import OF_BODY, OF_THE_DATE, OF_TODAY, SINCE, as_asked, is_revealed, next_facts, shown_next

GUIDELINE = "uk"
APART = 2
MOST_TICKS = 6
"""Of so many boxes every set of ticks is tried; of more each by itself, none, and all."""
HEIGHT = 165
LONG_AGO = 1095
Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stop:
    """A state in which nothing more is asked: what was told, how many pages that took, and her question being answered."""

    facts: Facts
    pages: int
    answering: Answering | None


class Paths:
    """The ways through one question's pages. `states` counts those looked at, `most` the pages of the longest.

    `apart`: None where all ways were walked, else how many answers of each are other than "I'm not sure".
    """

    def __init__(self, pack: Pack, question: Question) -> None:
        self.pack, self.question = pack, question
        self.states = self.most = 0
        self.longest: Facts = {}
        self.apart: int | None = None
        self._ruled_out: dict[tuple[str, object], int] = {}

    def stops(self, limit: int) -> list[Stop]:
        """Every state in which the answer is ready, or with more than `limit` states those near "not sure of anything".

        Of a question for methods, which has boxes for each illness, only those are looked at.
        """
        of_methods = self.pack.contraception and {*self.question.decides} <= {*self.pack.contraception.offered}
        for apart in (1,) if of_methods else (None, APART, 1):
            found = self._walk(limit if apart != 1 else None, apart)
            if found is not None:
                self.apart = apart
                return found
        raise AssertionError("the last walk has no limit")

    def starts(self) -> Iterator[Facts]:
        """What is told before the first page of questions: in each of its guides, none of the signs."""
        guides = self.pack.facts["guide"].values
        for guide in [one for one in self.question.guides if one in guides] or [next(iter(guides))]:
            yield {SIGNS_TODAY: "none", **self.question.implies, "guide": guide}

    def _walk(self, limit: int | None, apart: int | None) -> list[Stop] | None:
        seen: dict[object, tuple[int, int]] = {}
        self.states = self.most = 0
        asked: dict[object, tuple[tuple[str, ...], Answering | None] | None] = {}
        found: list[Stop] = []
        waiting: list[tuple[Facts, tuple[str, ...], int, int]] = [(one, (), 0, apart or 0) for one in self.starts()]
        while waiting:
            facts, page, number, left = waiting.pop()
            state = self.key(facts)
            before = seen.get((state, page))
            if before and before[0] >= number and before[1] >= left:
                continue
            seen[state, page] = max(number, before[0] if before else 0), max(left, before[1] if before else 0)
            if state not in asked:
                asked[state] = self._ask(facts)
                if limit is not None and len(asked) > limit:
                    return None
            what = asked[state]
            if what is None:  # refused: two numbers that cannot be together
                continue
            ask, answering = what
            shown = shown_next(self.pack, as_asked(self.pack, page), facts.keys(), ask) if page else ()
            if not shown:
                if not ask:
                    if before is None:
                        found.append(Stop(facts, number, answering))
                    continue
                more = next_facts(self.question, ask)
                if is_revealed(self.question, more, page):
                    page = tuple(dict.fromkeys((*page, *more)))
                else:
                    page, number = more, number + 1
                if number > self.most:
                    self.most, self.longest = number, facts
                shown = shown_next(self.pack, as_asked(self.pack, page), facts.keys(), ask)
                if not shown:
                    raise RuntimeError(f"{self.question.id}: {', '.join(more)} is asked on a page that shows nothing.")
            for told, far in _answers(self.pack, shown):
                if (apart is None or far <= left) and not self._denied(told):
                    waiting.append(({**facts, **told}, page, number, left - far if apart is not None else 0))
        self.states = len(asked)
        return found

    def _denied(self, told: Facts) -> bool:
        """Whether an answer is what she has just denied on the page of signs."""
        return any(
            name in told and told[name] != UNKNOWN and not isinstance(told[name], list) and meets(told[name], wanted)
            for sign in self.pack.signs
            if len(sign.when) == 1
            for name, wanted in sign.when.items()
        )

    def _ask(self, facts: Facts) -> tuple[tuple[str, ...], Answering | None] | None:
        try:
            person = quick_person(self.pack, self.question, facts)
        except BadFacts:
            return None
        if not person.concerns(self.question, known=False):
            return (), None
        answering = Answering(person, self.question)
        return answering.ask(), answering

    # When two states are one

    def key(self, facts: Facts) -> object:
        """What two states have in common in which the same is still asked."""
        out, exact = 0, []
        for name, value in facts.items():
            if value == UNKNOWN:
                continue
            if self._kept_exact(name):
                exact.append((name, str(value)))
            elif self.pack.facts[name].kind == "date":
                out |= self._excludes(self.pack.facts[name].gives, (TODAY - date.fromisoformat(value)).days)
            else:
                out |= self._excludes(name, value)
        unsure = frozenset(name for name, value in facts.items() if value == UNKNOWN)
        return out, frozenset(facts), unsure, tuple(sorted(exact))

    @cache  # noqa: B019 - lives as long as the proof of one question
    def _kept_exact(self, name: str) -> bool:
        entry, below = self.pack.facts[name], {one.below for one in self.pack.facts.values()}
        return entry.kind in ("list", "levels", "text") or bool(entry.narrows or entry.below) or name in {*below, *OF_BODY, BMI}

    def _excludes(self, name: str, value: Any) -> int:
        """The conditions, as a mask, that cannot hold once this is told."""
        key = (name, value)
        if key not in self._ruled_out:
            read = value // 1 if self.pack.facts[name].whole else value
            found = 0
            for place, when, again in self._by_fact.get(name, ()):
                found |= (not meets(read, when) and not (again and self._becomes(name, value, when))) << place
            self._ruled_out[key] = found
        return self._ruled_out[key]

    def _becomes(self, name: str, value: object, when: Condition) -> bool:
        """Whether the weeks may yet say that it is another value, which meets this condition."""
        becomes = self.pack.facts[name].becomes
        if becomes is None:
            return False
        _, _, of, other = becomes
        others = (other,) if value in of else of if value == other else ()
        return any(meets(one, when) for one in others)

    @cached_property
    def _by_fact(self) -> Mapping[str, list[tuple[int, Condition, bool]]]:
        found: dict[str, list[tuple[int, Condition, bool]]] = {}
        distinct = {tuple((name, one) for name, one in when.items() if MEMBER not in name): again for when, again in self._conditions()}
        for place, (when, again) in enumerate(distinct.items()):
            for name, one in when:
                found.setdefault(name, []).append((place, one, again))
        return found

    def _conditions(self) -> Iterator[tuple[Mapping[str, Condition], bool]]:
        """Every set of conditions on which it can hang what is asked; whether a table reads it in which a value may become another."""
        pack, question = self.pack, self.question
        named = {one for one in question.decides if one in pack.decisions}
        named |= {EVERY_KIND} if question.decides == (EMERGENCY_CONTRACEPTION,) else set()
        yield from ((rule.when, False) for rule in calling_rules(pack) if not self._settled(rule, closed=False))
        for name in named:
            closed = name != URGENCY
            yield from ((one.when, False) for one in pack.decisions[name].rules.values() if not self._settled(one, closed=closed))
        yield from ((sign.when, False) for sign in pack.signs)
        yield from ((one, False) for entry in pack.facts.values() if self._moves(entry.name) for one in _of_entry(entry))
        if question.decides == (STATEMENTS,):
            for part in (*question.answers, *question.changes):
                yield part.when, True
                yield from ((one, True) for one in part.unless)
            for statement in (pack.statements[one.say[0]] for one in question.answers):
                yield from ((one, False) for one in statement.unless)
                for name in statement.calm:
                    yield from ((one.when, False) for one in pack.decisions[name].rules.values())
        if pack.contraception and set(question.decides) <= set(pack.contraception.offered):
            decisions = pack.contraception.table.decisions
            for method in question.decides:
                yield from ((one.when, True) for one in decisions[decision_of(GUIDELINE, method)].rules)

    @cached_property
    def _reach(self) -> set[str]:
        """What may be told on the way, and what that may bring up; more is never merged wrongly, as `_walk` would ask for it."""
        pack = self.pack
        found = {*self.question.deciding, *self.question.implies, *OF_TODAY, *OF_THE_DATE, SINCE, "guide", SIGNS_TODAY}
        if not self.question.deciding or {*self.question.decides} <= {*(pack.contraception.offered if pack.contraception else ())}:
            return {*pack.facts}
        found |= {fact for entry in pack.facts.values() if entry.name in found for fact in entry.tellers}
        waiting = [*found]
        while waiting:
            entry = pack.facts.get(waiting.pop())
            gate = base_of(entry.gate[0]) if entry and entry.gate else ""
            if gate and gate not in found:
                found.add(gate)
                waiting.append(gate)
        return found | {one.name for one in pack.facts.values() if one.open_when and one.open_when[0] in found}

    @cache  # noqa: B019 - lives as long as the proof of one question
    def _moves(self, fact: str) -> bool:
        """Whether what is told on the way can change what is known of a fact."""
        entry = self.pack.facts[fact]
        if fact in self._reach:
            return True
        others = [*entry.tellers, *((entry.inferred[0], entry.inferred[2]) if entry.inferred else ())]
        return any(one in self._reach or (self.pack.facts[one].from_told is not None and one != fact) for one in others if one)

    def _settled(self, rule: RuleText, *, closed: bool) -> bool:
        """Whether a rule can never hold on the way: by a fact that nothing told changes, or as a line of signs that was denied."""
        table = self.pack.table
        row = table.literals[table.rules[rule.id]]
        fixed = [name for name in row if not self._moves(base_of(name))]
        if any(not all(one.known[name] & row[name] for one in self._first) for name in fixed):
            return all(any(not one.known[name] & row[name] for name in fixed) for one in self._first)
        absent = ((name, table.classes[name].fact.absent) for name in fixed)
        if closed and any(value is not None and not table.classes[name].of(value) & row[name] for name, value in absent):
            return True
        lines = (sign for sign in self.pack.signs if len(sign.when) > 1 and not asks_itself(self.question, sign))
        return bool(fixed) and any(
            all(name in row and not row[name] & ~table.classes[name].meeting(one) for name, one in line.when.items()) for line in lines
        )

    @cached_property
    def _first(self) -> list[Any]:
        return [quick_person(self.pack, self.question, facts).open_state for facts in self.starts()]


def quick_person(pack: Pack, question: Question, facts: Mapping[str, object]) -> Person:
    """One person with as much of her guide as what is asked hangs on; the whole of it where that hangs on the words."""
    if question.decides == (STATEMENTS,):
        return Person(guide_of(facts, today=TODAY, pack=pack), closed=False)
    told = read_facts(pack, facts, TODAY, None)
    person = None if told.values.get("guide") == "pregnant" else contraception.read_person(pack, told, GUIDELINE)
    known, asked = known_in(pack, pack.table, told)
    seen: Seen = ((pack.table, pack.table.state(known, asked=asked).known),)
    if person:
        seen = (*seen, (person.contraception.table, person.state.known))
    left_out: Any = None
    guide = Guide(pack, TODAY, GUIDELINE, told, seen, person, {}, (), frozenset(), {}, (), (), (), (), (), left_out, left_out, left_out)
    return Person(guide, closed=False)


def _of_entry(entry: Entry) -> Iterator[Mapping[str, Condition]]:
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
    if (entry.gate and entry.absent is not None) or entry.tells_of_loss == "unless_absent":
        absent = entry.absent
        yield {entry.name: Range(absent, absent) if isinstance(absent, int | float) else frozenset((str(absent),))}


# What may be answered


def _answers(pack: Pack, shown: Sequence[str]) -> Iterator[tuple[Facts, int]]:
    """Every way to answer what is shown, and how many answers of it are other than "I'm not sure"."""
    if len(shown) == 1:
        for value in values_of(pack, shown[0]):
            yield {shown[0]: value}, int(value != UNKNOWN)
        return
    sizes: Iterable[int] = range(len(shown) + 1) if len(shown) <= MOST_TICKS else (0, 1, len(shown))
    for size in sizes:
        for ticked in combinations(shown, size):
            for rest in ("no", UNKNOWN):
                yield {name: "yes" if name in ticked else rest for name in shown}, min(size, APART) + (rest == "no" and size > 0)


@cache
def _values(pack_id: int, name: str) -> tuple[object, ...]:
    return tuple(_every_value(_PACKS[pack_id], name))


_PACKS: dict[int, Pack] = {}


def values_of(pack: Pack, name: str) -> tuple[object, ...]:
    """A value of each class of a fact as a page asks it, and that she is not sure."""
    _PACKS[id(pack)] = pack
    return (*_values(id(pack), name), UNKNOWN)


def _every_value(pack: Pack, name: str) -> Iterator[object]:
    entry = pack.facts[name]
    if entry.kind == "date":
        days = (one for one in _every_value(pack, entry.gives) if isinstance(one, int | float) and one <= LONG_AGO)
        yield from ((TODAY - timedelta(int(one))).isoformat() for one in days)
    elif name == "height_cm":
        yield HEIGHT
    elif entry.kind == "number":
        cuts = cuts_of(pack, name)
        if name == "weight_kg" and BMI in pack.facts:
            body = pack.facts[BMI]
            squared = (HEIGHT / 100) ** 2
            cuts = sorted({*cuts, *((float(round(one * squared) + 1), 0) for one, _ in cuts_of(pack, BMI))})
            low, high = body.low * squared + 1, body.high * squared - 1
            yield from (round(one) for one in (low, *(cut for cut, _ in cuts)) if low <= one <= high)
        else:
            step = 1 if entry.whole else 0.1
            yield from (entry.low, *(place + step if above else place for place, above in cuts))
    elif entry.kind == "list":
        yield from ([], *([one] for one in entry.values))
    elif entry.kind in ("choice", "yes_no"):
        yield from entry.values


def cuts_of(pack: Pack, name: str) -> list[Cut]:
    """Where any table, gate or fact told by others cuts a number."""
    entry, tables = pack.facts[name], [pack.table, pack.questions.table, *((pack.contraception.table,) if pack.contraception else ())]
    mine = {name, *(one.name for one in pack.facts.values() if one.inferred and one.inferred[2] == name and not one.values)}
    cuts = {cut for table in tables for one in mine & table.classes.keys() for cut in table.classes[one].cuts}
    for other in pack.facts.values():
        for when in _of_entry(other):
            wanted = when.get(name)
            cuts |= set(wanted.cuts(entry.whole)) if isinstance(wanted, Range) else set()
    return sorted(one for one in cuts if (entry.low, 0) < one <= (entry.high, 0))
