"""A pack with its worked people, and whether one of them notices a change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import and_, or_
from pathlib import Path

from afterwards.check.cases import plain
from afterwards.engine.rules import Classes, Condition
from afterwards.pack.conditions import MEMBER, base_of
from afterwards.pack.eligibility import JUDGED
from afterwards.pack.model import Pack
from afterwards.verify.diagram import Diagram, Node
from afterwards.verify.mutants import Mutant, PackLine, When, cut_finely, lines_of
from afterwards.verify.tellings import people_in
from afterwards.verify.worked import cases_in, grid_people, state_in, told_in

Known = Mapping[str, int]
Held = Mapping[str, int]
Truth = tuple[bool, bool]
"""Whether a line certainly holds, and whether it may."""


@dataclass(slots=True)
class Worked:
    """One worked case: what is known of her, the decisions it names, what else it expects, and the truth of every rule."""

    name: str
    known: Known
    decisions: tuple[str, ...]
    keys: frozenset[str]
    out: frozenset[str]
    truths: dict[str, Truth] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseVerdict:
    """What a case would say of one decision: low, high, which rules decide, what is still needed."""

    low: int
    high: int
    because: tuple[str, ...]
    needs: frozenset[str]


class Judge:
    """A pack with its worked people, ready to judge changes."""

    def __init__(self, pack: Pack, folder: Path) -> None:
        self.pack = pack
        self.folder = folder
        self.lines = list(lines_of(pack))
        self._by_id = {line.id: line for line in self.lines}
        self._fine = cut_finely(pack, self.lines)
        # Its table of the decisions is the finely cut one: any other is read as the methods read it, by whom a loss of 24 weeks is a birth.
        self._cut_pack = replace(pack, table=self._fine[False])
        self._diagrams: dict[bool, Diagram] = {}
        self._masks: dict[tuple[bool, str, Condition], int] = {}
        self._rules = {name: [self._by_id[rule] for rule in decision.rules] for name, decision in pack.decisions.items()}
        self._places = {name: {level: place for place, level in enumerate(one.scale)} for name, one in pack.decisions.items()}
        self.cases = list(self._cases())
        self._verdicts: dict[tuple[int, str], CaseVerdict] = {}
        self._touching: dict[str, list[tuple[str, Known, bool, list[str]]]] = {}
        self._grid_cases()
        self._held: dict[str, list[tuple[str, Known, bool]]] = {}
        for line, facts, holds in people_in(folder / "held.csv"):
            self.add_person(line, facts, holds)

    def _known(self, facts: Mapping[str, object], methods: bool, *, closed: bool = True) -> Known | None:
        facts_told = told_in(self.pack, facts)
        return state_in(self._cut_pack, self._fine[methods], facts_told, closed=closed).known if facts_told else None

    def _cases(self) -> Iterator[Worked]:
        for case in cases_in(self.folder):
            known = self._known(plain(case["facts"]), False, closed="open" not in case)
            expect = case["expect"]
            if known is not None:
                named = tuple(name for name in expect if name in self.pack.decisions)
                worked = Worked(str(case["case"]), known, named, frozenset(expect), frozenset(expect.get("out", ())))
                worked.truths = {rule.id: self.truth(rule, known) for name in named for rule in self._rules[name]}
                yield worked

    def _grid_cases(self) -> None:
        contraception = self.pack.contraception
        if contraception is None:
            return
        means = {(guideline, row.condition): row for guideline, rows in contraception.grids.items() for row in rows}
        meant = {guideline: {row.means for row in rows if row.use == "yes"} for guideline, rows in contraception.grids.items()}
        for person in grid_people(self.pack, self.folder):
            row, known = means.get((person.guideline, person.row)), self._known(person.facts, True)
            if row is None or known is None:
                continue
            covering = [name for name in contraception.meanings[row.means].covered_by if name in meant[person.guideline]]
            for name in (row.means, *covering):
                self._touching.setdefault(name, []).append(
                    (f"{person.guideline} {person.row}", known, person.applies, [row.means, *covering])
                )

    def add_person(self, line: str, facts: Mapping[str, object], holds: bool) -> None:
        """One more person of held.csv."""
        if line in self._by_id and (known := self._known(facts, self._of_methods(self._by_id[line]))) is not None:
            self._held.setdefault(line, []).append((str(facts), known, holds))

    @staticmethod
    def _of_methods(line: PackLine) -> bool:
        return line.kind not in ("decision", "row")

    def literals(self, line: PackLine, when: When) -> Held:
        """The classes of the finely cut facts in which the conditions hold."""
        methods = self._of_methods(line)
        classes = {}
        for name, condition in when.items():
            key = (methods, name, condition)
            if key not in self._masks:
                self._masks[key] = self._fine[methods].classes[name].meeting(condition)
            classes[name] = self._masks[key]
        return classes

    def truth(self, line: PackLine, known: Known) -> Truth:
        """Whether the line certainly holds for her, and whether it may: one of its alternatives."""
        certain = possible = False
        for when in line.alternatives:
            literals = self.literals(line, when).items()
            if all(known[name] & one for name, one in literals):
                possible = True
                certain = certain or not any(known[name] & ~one for name, one in literals)
        return certain, possible

    def noticed(self, mutant: Mutant) -> str:
        """The first worked case that notices a change; "" when none does."""
        kind = mutant.before.kind
        by_case = self._by_a_case(mutant) if kind == "decision" else self._by_a_grid_case(mutant) if kind == "means" else ""
        if by_case:
            return by_case
        for name, known, holds in self._held.get(mutant.before.id, ()):
            certain, possible = self.truth(mutant.after, known)
            if (certain, possible) != (holds, holds):
                return f"held.csv {name}"
        return ""

    def _by_a_grid_case(self, mutant: Mutant) -> str:
        for name, known, applies, (row, *covering) in self._touching.get(mutant.before.id, ()):

            def truth_of(meaning: str, known: Known = known) -> Truth:
                return self.truth(mutant.after if meaning == mutant.before.id else self._by_id[meaning], known)

            certain, possible = truth_of(row)
            covered = certain and any(truth_of(one)[0] for one in covering)
            holds = False if covered or not possible else True if certain else None
            if holds is not applies:
                return name
        return ""

    def _by_a_case(self, mutant: Mutant) -> str:
        line, after = mutant.before, mutant.after
        for number, case in enumerate(self.cases):
            if line.id in case.out and self._short(after, case.known) != 1:
                return case.name
            if line.decision not in case.decisions:
                continue
            truth = self.truth(after, case.known)
            if truth == (False, False) == case.truths[line.id]:
                continue
            if truth == case.truths[line.id] and truth[0] and line.level == after.level:
                continue
            before, now = self._verdict(number, line.decision), self.verdict(case, line.decision, after, truth)
            if (before.low, before.high) != (now.low, now.high):
                return case.name
            if "because" in case.keys and before.because != now.because:
                return case.name
            if "ask" in case.keys:
                others = [self._verdict(number, name).needs for name in case.decisions if name != line.decision]
                if before.needs.union(*others) != now.needs.union(*others):
                    return case.name
        return ""

    def _short(self, line: PackLine, known: Known) -> int:
        return sum(1 for name, held in self.literals(line, line.alternatives[0]).items() if not known[name] & held)

    def _verdict(self, number: int, decision: str) -> CaseVerdict:
        key = (number, decision)
        if key not in self._verdicts:
            self._verdicts[key] = self.verdict(self.cases[number], decision)
        return self._verdicts[key]

    def verdict(self, case: Worked, decision: str, changed: PackLine | None = None, truth: Truth = (False, False)) -> CaseVerdict:
        """What one case says of a decision, with one rule changed."""
        places = self._places[decision]
        certain: list[tuple[int, str]] = []
        open_rules: list[tuple[int, PackLine]] = []
        for rule in self._rules[decision]:
            holds, may = case.truths[rule.id]
            if changed is not None and rule.id == changed.id:
                rule, (holds, may) = changed, truth
            if holds:
                certain.append((places[rule.level], rule.id))
            elif may:
                open_rules.append((places[rule.level], rule))
        low = max((place for place, _ in certain), default=0)
        for level in sorted({place for place, _ in open_rules if place > low}, reverse=True):
            if _missed([self.literals(rule, rule.alternatives[0]) for at, rule in open_rules if at >= level], case.known) is None:
                low = level
                break
        high = max((place for place, _ in (*certain, *open_rules)), default=0)
        needs = {
            name
            for place, rule in open_rules
            if place > low
            for name, held in self.literals(rule, rule.alternatives[0]).items()
            if case.known[name] & ~held
        }
        return CaseVerdict(low, high, tuple(sorted(rule for place, rule in certain if place == low)), frozenset(needs))

    def told_apart(self, mutant: Mutant) -> tuple[Mapping[str, object], bool] | None:
        """A person, in a closed world, for whom just one of the line and the changed line holds; and whether the line does.

        None when there is none: then the change means the same to everyone who can be told of.
        """
        line, methods = mutant.before, self._of_methods(mutant.before)
        classes = self._fine[methods].classes
        named = dict.fromkeys(name for one in (line, mutant.after) for when in one.alternatives for name in when)
        sides = [[self.literals(one, when) for when in one.alternatives] for one in (line, mutant.after)]
        for ours, theirs in (sides, reversed(sides)):
            for cube in ours:
                for whole in ({}, _absent_first(named, classes, cube)):
                    apart = _missed(theirs, {**{name: classes[name].real for name in named}, **whole, **cube})
                    if apart is None:
                        continue
                    facts = _facts_from({name: _value_in(classes[name], apart[name]) for name in named})
                    known = self._known(facts, methods)
                    if known is None:
                        continue
                    before = self.truth(line, known)
                    if before[0] == before[1] and before != self.truth(mutant.after, known):
                        return facts, before[0]
        diagram, node = self._diagram(methods), self._apart(mutant)
        if diagram.holds_somewhere(node):  # one of those whose answers fit together, where the few facts of the line do not settle it
            facts = diagram.person(diagram.example(node))
            known = self._known(facts, methods)
            before = self.truth(line, known) if known is not None else (False, True)
            if known is not None and before[0] == before[1] and before != self.truth(mutant.after, known):
                return facts, before[0]
        return None

    def means_the_same(self, mutant: Mutant) -> bool:
        """Whether line and changed line hold for the same values, however these combine: every combination is tried."""
        if mutant.before.level != mutant.after.level:
            return False
        classes = self._fine[self._of_methods(mutant.before)].classes
        sides = [[self.literals(one, when) for when in one.alternatives] for one in (mutant.before, mutant.after)]
        named = {name for side in sides for cube in side for name in cube}
        real = {name: classes[name].real for name in named}
        return all(_missed(theirs, {**real, **cube}) is None for ours, theirs in (sides, reversed(sides)) for cube in ours)

    def fits_nobody(self, mutant: Mutant) -> bool:
        """Whether line and changed line differ only where answers do not fit together: for no one who can be told of, by a diagram."""
        if mutant.before.level != mutant.after.level or self.told_apart(mutant):
            return False
        return not self._diagram(self._of_methods(mutant.before)).holds_somewhere(self._apart(mutant))

    def _apart(self, mutant: Mutant) -> Node:
        """The people whose answers fit together and for whom just one of the line and the changed line holds."""
        diagram = self._diagram(self._of_methods(mutant.before))

        def where(line: PackLine) -> Node:
            cubes = (self.literals(line, when).items() for when in line.alternatives)
            return reduce(or_, (reduce(and_, (diagram.literal(*one) for one in cube), diagram.true) for cube in cubes), diagram.false)

        before, after = where(mutant.before), where(mutant.after)
        return ((before & ~after) | (after & ~before)) & diagram.people

    def _diagram(self, methods: bool) -> Diagram:
        """The people whose answers fit together, over the finely cut facts."""
        if methods not in self._diagrams:
            self._diagrams[methods] = Diagram(self._fine[methods], self.pack.facts)
        return self._diagrams[methods]


def _absent_first(named: Iterable[str], classes: Mapping[str, Classes], cube: Held) -> dict[str, int]:
    """The absent value of each fact that has one and is not in the cube."""
    return {name: classes[name].of(absent) for name in named if name not in cube and (absent := classes[name].fact.absent) is not None}


def _missed(rules: Sequence[Held], known: Known) -> Known | None:
    """A part of what is known in which no rule holds; None when one of them holds throughout. Every value is tried."""
    live = [rule for rule in rules if all(known[name] & held for name, held in rule.items())]
    if not live:
        return known
    if any(not any(known[name] & ~held for name, held in rule.items()) for rule in live):
        return None
    fact = next(name for name, held in live[0].items() if known[name] & ~held)
    groups: dict[tuple[bool, ...], int] = {}
    for index in range(known[fact].bit_length()):
        if single := known[fact] & 1 << index:
            key = tuple(bool(single & rule[fact]) for rule in live if fact in rule)
            groups[key] = groups.get(key, 0) | single
    for key in sorted(groups, key=sum):
        if (missed := _missed(live, {**known, fact: groups[key]})) is not None:
            return missed
    return None


def _value_in(classes: Classes, possible: int) -> str | float:
    """A value in a set of classes: the absent one where it is there, else the first."""
    absent = classes.fact.absent
    if absent is not None and classes.of(absent) & possible:
        return absent
    return next(value for value in _values_of(classes) if classes.of(value) & possible)


def _values_of(classes: Classes) -> list[str | float]:
    fact = classes.fact
    if fact.values:
        return list(fact.values)
    low, high = fact.range
    near = {low, high, *(bound + aside for bound, _ in classes.cuts for aside in (-1, -0.5, 0, 0.5, 1))}
    return [int(one) if one == int(one) else one for one in sorted(near) if low <= one <= high and not (fact.whole and one % 1)]


def _facts_from(values: Mapping[str, object]) -> dict[str, object]:
    facts: dict[str, object] = {}
    for name, value in values.items():
        if MEMBER in name:
            listed = facts.setdefault(base_of(name), [])
            assert isinstance(listed, list)
            listed += [name.partition(MEMBER)[2]] if value == "yes" else []
        elif name != JUDGED:
            facts[name] = value
    return facts
