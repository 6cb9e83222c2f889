"""Every way through the pages of one question, as the page program asks it, up to the states in which its answer is ready.

A person answers each fact that is shown with a value of each of its classes (cut wherever any rule, or what tells another fact,
cuts it), or "I'm not sure"; boxes with every set of ticks. What she denied with "None of these" is not told afterwards. Two states
are one where the same conditions are ruled out by what was told and the same facts were told, or answered "not sure": what is still
asked can then not differ. Where that is too much, only the states are walked in which one or two (`APART`) answers are other than
"I'm not sure".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property, reduce
from itertools import combinations
from operator import or_
from typing import Any

from afterwards import contraception
from afterwards.answers import BY_LEVEL, CALLS, EVERY_KIND, NOT_TODAY, ONE_ACT, URGENCY, Answering, Person, denied_rows
from afterwards.engine import Range, State
from afterwards.engine.rules import Condition, Cut
from afterwards.errors import BadFacts
from afterwards.guide import Guide, Seen
from afterwards.guide import guide as guide_of
from afterwards.pack.asked import asks_itself, calling_rules, follows_signs
from afterwards.pack.cases import TODAY
from afterwards.pack.conditions import MEMBER, base_of
from afterwards.pack.derived import classes_of, meets
from afterwards.pack.eligibility import decision_of
from afterwards.pack.model import Entry, Pack, RuleText
from afterwards.pack.questions import EMERGENCY_CONTRACEPTION, PLAN, SIGNS_TODAY, STATEMENTS, Question
from afterwards.pack.told import BMI, UNKNOWN, Told, known_in, read_facts
from afterwards.verify.pages import OF_BODY, OF_THE_DATE, OF_TODAY, SINCE, as_asked, is_revealed, next_facts, shown_next

GUIDELINE = "uk"
APART = 2
MOST_TICKS = 6
"""Of so many boxes every set of ticks is tried; of more each by itself, none, and all."""
HEIGHT = 165
LONG_AGO = 1095
Facts = dict[str, Any]
Conditions = tuple[Mapping[str, Condition], bool, int | None]


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
        for apart in (1,) if of_methods(self.pack, self.question) else (None, APART, 1):
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
        waiting: list[tuple[Facts, tuple[str, ...], int, int, int]] = [(one, (), 0, apart or 0, 0) for one in self.starts()]
        while waiting:
            facts, page, number, left, low = waiting.pop()
            state = self.key(facts, low)
            if state not in asked:
                asked[state] = self._ask(facts)
                if limit is not None and len(asked) > limit:
                    return None
            what = asked[state]
            if what is None:  # refused: two numbers that cannot be together
                continue
            ask, answering = what
            low = self._certain(answering)
            rest = (*self.key(facts, low), page)
            before = seen.get(rest)
            if before and before[0] >= number and before[1] >= left:
                continue
            seen[rest] = max(number, before[0] if before else 0), max(left, before[1] if before else 0)
            shown = shown_next(self.pack, as_asked(self.pack, page), facts.keys(), ask) if page else ()
            if not shown:
                if not ask:
                    if before is None:
                        found.append(Stop(facts, number, answering))
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
            for told, far in _answers(self.pack, shown):
                if apart is None or far <= left:
                    waiting.append(({**facts, **told}, page, number, left - far if apart is not None else 0, low))
        self.states = len(asked)
        return found

    def _ask(self, facts: Facts) -> tuple[tuple[str, ...], Answering | None] | None:
        try:
            person = quick_person(self.pack, self.question, facts)
        except BadFacts:
            return None
        if not person.concerns(self.question, known=False):
            return (), None
        answering = Calm(person, self.question, *self._rows)
        return answering.ask(), answering

    @cached_property
    def _rows(self) -> tuple[int, int]:
        return denied_rows(self.pack, self.question), call_rows(self.pack)

    # When two states are one

    def key(self, facts: Facts, low: int) -> tuple[object, ...]:
        """What two states have in common in which the same is still asked: what may still hold, and what of its facts was told how.

        `low`: the place on the scale that is certain. What could only make that certain does not count.
        """
        out, exact = self._surpassed[low], []
        for name, value in facts.items():
            if value != UNKNOWN and not self._kept_exact(name):
                day = self.pack.facts[name].kind == "date"
                told = (TODAY - date.fromisoformat(value)).days if day else tuple(value) if isinstance(value, list) else value
                out |= self._excludes(self.pack.facts[name].gives if day else name, told)
        kept = self._facts_of(self._all & ~out)
        for name, value in facts.items():
            if value != UNKNOWN and name in kept and self._kept_exact(name):
                exact.append((name, str(value)))
        unsure = frozenset(name for name, value in facts.items() if value == UNKNOWN and name in kept)
        return low, out, kept.intersection(facts), unsure, tuple(sorted(exact))

    def _certain(self, answering: Answering | None) -> int:
        """The place that is certain on the scale of what her question decides; more that is told never lowers it."""
        if answering is None or not self._decision:
            return 0
        state = answering.denied(answering.state) if self._decision == URGENCY else answering.state
        return self.pack.table.bounds(self._decision, state)[0]

    @cached_property
    def _decision(self) -> str:
        """The decision whose level her question's answer hangs on."""
        name = EVERY_KIND if self.question.decides == (EMERGENCY_CONTRACEPTION,) else self.question.decides[0]
        return name if name in self.pack.decisions else ""

    @cached_property
    def _surpassed(self) -> list[int]:
        """By what is certain, the conditions that can then not change what she may do."""
        if not self._decision:
            return [0]
        scale, acts = self.pack.decisions[self._decision].scale, acts_of(self.pack, self._decision)
        last = {place: max((one for one in range(1, place + 1) if acts[one] != acts[one - 1]), default=0) for place in range(len(scale))}
        found = [0] * len(scale)
        for place, uses in enumerate(self._distinct.values()):
            for low in range(len(scale)):
                found[low] |= all(use is not None and last[use] <= low for use in uses) << place
        return found

    @cache  # noqa: B019 - lives as long as the proof of one question
    def _facts_of(self, live: int) -> frozenset[str]:
        """The facts on which it still hangs what is asked: those of conditions that may hold, and what tells or brings up one of them."""
        facts, always = self.pack.facts, self.question.deciding if self.question.decides == (PLAN,) else ()
        found = {*always, *(name for name, places in self._by_fact.items() for place, _, _ in places if live >> place & 1)}
        waiting = [*found]
        while waiting:
            entry = facts.get(base_of(waiting.pop()))
            beside = (*entry.tellers, entry.narrows, entry.below, *((entry.gate[0],) if entry.gate else ())) if entry else ()
            new = {entry.name, *beside} - found if entry else set()
            found |= new
            waiting += new
        found |= {one.name for one in facts.values() if {one.gives, one.narrows, one.below} & found}
        return frozenset((*found, *(OF_BODY if BMI in found else ())))

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
            found = 0
            if isinstance(value, tuple):
                held, left_open = classes_of(self.pack, name, value)
                for other in [one for one in self._by_fact if base_of(one) == name]:
                    for place, when, _ in self._by_fact[other]:
                        found |= (not _list_meets(other, when, held, left_open)) << place
            else:
                read = value // 1 if self.pack.facts[name].whole else value
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
        for place, (when, again) in enumerate(self._distinct):
            for name, one in when:
                found.setdefault(name, []).append((place, one, again))
        return found

    @cached_property
    def _distinct(self) -> Mapping[tuple[tuple[tuple[str, Condition], ...], bool], list[int | None]]:
        """Each set of conditions once, with the places on the scale of what her question decides of the rules that have it."""
        found: dict[tuple[tuple[tuple[str, Condition], ...], bool], list[int | None]] = {}
        for when, again, place in self._conditions():
            found.setdefault((tuple(when.items()), again), []).append(place)
        return found

    def _conditions(self) -> Iterator[Conditions]:
        """Every set of conditions on which it can hang what is asked; whether a table reads it in which a value may become another."""
        found = [*self._of_rules()]
        yield from found
        facts, hang = self.pack.facts, {base_of(name) for when, _, _ in found for name in when}
        hang |= {*self.question.deciding, *OF_TODAY, *OF_THE_DATE} & facts.keys()
        waiting = [*hang]
        while waiting:
            entry = facts[waiting.pop()]
            on = {base_of(name) for when in _of_entry(entry) for name in when} | {*entry.tellers} - {""}
            waiting += on - hang
            hang |= on
        for entry in facts.values():
            if self._moves(entry.name):
                whens = _of_entry(entry) if entry.name in hang else _absent_of(entry)
                yield from ((when, False, None) for when in whens)

    def _of_rules(self) -> Iterator[Conditions]:
        pack, question, name = self.pack, self.question, self._decision
        if not follows_signs(question):
            yield from ((rule.when, False, None) for rule in calling_rules(pack) if not self._settled(rule, URGENCY))
        if name:
            scale = pack.decisions[name].scale
            rules = (one for one in pack.decisions[name].rules.values() if not self._settled(one, name))
            yield from ((one.when, False, scale.index(one.level)) for one in rules)
        if question.decides == (STATEMENTS,):
            for part in (*question.answers, *question.changes):
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
        found = {*self.question.deciding, *self.question.implies, *OF_TODAY, *OF_THE_DATE, SINCE, "guide", SIGNS_TODAY}
        if not self.question.deciding or of_methods(pack, self.question):
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

    @cached_property
    def _first(self) -> list[Any]:
        return [quick_person(self.pack, self.question, facts).open_state for facts in self.starts()]


class Calm(Answering):
    """A question being answered for someone who has said that no sign is there, and tells nothing that is one after all.

    If what she tells means help today, the questions end there. So states in which a line of several signs, which she denied, has
    come true after all are walked as if it had not: what is asked then is asked of someone else, of whom it has not come true.
    """

    def __init__(self, person: Person, question: Question, out: int, calls: int) -> None:
        super().__init__(person, question)
        self.out, self.calls = out, calls

    def denied(self, state: State) -> State:
        """The state without what "None of these" denies, and in which no call is certain."""
        return replace(state, possible=state.possible & ~(self.out & ~state.certain), certain=state.certain & ~self.calls)


def call_rows(pack: Pack) -> int:
    """The rows of the table that make help today or now certain."""
    scale, primes = pack.decisions[URGENCY].scale, pack.table.prime_mask[URGENCY]
    return reduce(or_, (primes[scale.index(level)] for level in CALLS if level in scale), 0)


def is_denied(pack: Pack, question: Question, row: Mapping[str, int]) -> bool:
    """Whether a line of several findings, which this question's page of signs shows, holds wherever the rule does."""
    classes = pack.table.classes
    return any(
        all(name in row and not row[name] & ~classes[name].meeting(one) for name, one in sign.when.items())
        for sign in pack.signs
        if len(sign.when) > 1 and not asks_itself(pack, question, sign)
    )


def acts_of(pack: Pack, decision: str) -> list[str]:
    """What she may do today at each level: not yet and ask first are one where sex, trying or a method is decided."""
    verdicts = [BY_LEVEL[level][0] for level in pack.decisions[decision].scale]
    return ["not today" if decision in ONE_ACT and one in NOT_TODAY else one for one in verdicts]


def quick_person(pack: Pack, question: Question, facts: Mapping[str, object]) -> Person:
    """One person with as much of her guide as what is asked hangs on; the whole of it where that hangs on the words."""
    if question.decides == (STATEMENTS,):
        return Person(guide_of(facts, today=TODAY, pack=pack), closed=False)
    told = read_facts(pack, facts, TODAY, None)
    compares = pack.contraception and told.values.get("guide") != "pregnant"
    person = contraception.read_person(pack, told, GUIDELINE) if compares and of_methods(pack, question) else None
    known, asked = known_in(pack, pack.table, told)
    seen: Seen = ((pack.table, pack.table.state(known, asked=asked).known),)
    if compares and pack.contraception:
        seen = (*seen, (pack.contraception.table, person.state.known if person else _Known(pack, told)))
    left_out: Any = None
    guide = Guide(pack, TODAY, GUIDELINE, told, seen, person, {}, (), frozenset(), {}, (), (), (), (), (), left_out, left_out, left_out)
    return _Quick(guide, known, asked)


class _Quick(Person):
    """A person whose open state is made of what was read of her already."""

    def __init__(self, guide: Guide, known: Mapping[str, int], asked: Collection[str]) -> None:
        super().__init__(guide, closed=False)
        self._read = known, asked

    @cached_property
    def open_state(self) -> State:
        """As in `Person`, which reads her again."""
        return self._of_what_was_told(*self._read)


class _Known(Mapping[str, int]):
    """What the methods' table knows of her, read only when something hangs on it."""

    def __init__(self, pack: Pack, told: Told) -> None:
        self._pack, self._told = pack, told

    @cached_property
    def _known(self) -> Mapping[str, int]:
        person = contraception.read_person(self._pack, self._told, GUIDELINE)
        assert person
        return person.state.known

    def __getitem__(self, name: str) -> int:
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def of_methods(pack: Pack, question: Question) -> bool:
    """Whether a question decides which methods may be started."""
    return pack.contraception is not None and {*question.decides} <= {*pack.contraception.offered}


def _list_meets(name: str, when: Condition, held: Collection[str], left_open: Collection[str]) -> bool:
    """Whether a condition on a list, or on one of its members, can hold with these values in it."""
    if MEMBER not in name:
        return any(meets(one, when) for one in (*held, *left_open))
    value = name.split(MEMBER, 1)[1]
    return meets("yes", when) and value in {*held, *left_open} or meets("no", when) and value not in held


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
    yield from _absent_of(entry)


def _absent_of(entry: Entry) -> Iterator[Mapping[str, Condition]]:
    """That a fact is absent, where a closed world hears of something else that it is not."""
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
