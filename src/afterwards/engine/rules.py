"""What a table is made of: facts with classes, rules as conjunctions, decisions on ordered scales.

A fact is cut into a few *classes*: its values, or for a number the intervals between the
thresholds that rules use. A set of classes of one fact is an `int`, bit i for class i.
A fact that may not apply, and has no value that stands for absence, owns one more class,
"does not apply", which no rule can name.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Value = str | float
"""One value of a fact: text for a choice, a number (in the fact's unit) for a number."""

Cut = tuple[float, int]
"""A place between classes: `(t, 0)` lies just below t, `(t, 1)` just above it."""


class TableError(ValueError):
    """A table that cannot be built: a condition names a fact or a value that does not exist."""


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from `low` to `high`, in the fact's unit; `None` is unbounded.

    `low_open` and `high_open` leave the bound itself out.
    """

    low: float | None = None
    high: float | None = None
    low_open: bool = False
    high_open: bool = False

    def cuts(self, whole: bool) -> Iterable[Cut]:
        """The cuts that this range needs; for whole numbers always just below one."""
        return (cut for cut in self.ends(whole) if cut is not None)

    def ends(self, whole: bool) -> tuple[Cut | None, Cut | None]:
        """The cut it begins at and the cut it ends at; `None` is unbounded."""
        low = None if self.low is None else _cut(self.low, self.low_open, whole)
        high = None if self.high is None else _cut(self.high, not self.high_open, whole)
        return low, high


def _cut(bound: float, above: bool, whole: bool) -> Cut:
    if whole:
        return (bound // 1 + 1 if above else -(-bound // 1), 0)
    return (bound, int(above))


Condition = frozenset[str] | Range
"""What a rule asks of one fact: one of these values, or a number in this range."""


@dataclass(frozen=True, slots=True)
class Gate:
    """When a fact applies: `fact` meets `condition`."""

    fact: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a person may tell us.

    `values` in order for a choice; empty for a number, which then has `range` (inclusive,
    in the fact's unit) and may be `whole` (fractions are rounded down before they are read).
    `absent` is the value a closed world takes. `gate` says when the fact applies at all.
    """

    name: str
    values: tuple[str, ...] = ()
    range: tuple[float, float] = (0, 0)
    whole: bool = False
    absent: Value | None = None
    gate: Gate | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """When every condition holds, the decision is at least at `level`.

    A rule of no decision (`level` empty) only selects: the table tells whether it holds.
    """

    id: str
    when: Mapping[str, Condition]
    level: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A question answered by the highest level among the rules that hold.

    `scale` runs from the freest level, which is the answer when no rule holds, to the most careful.
    """

    name: str
    scale: tuple[str, ...]
    rules: tuple[Rule, ...]


@dataclass(slots=True)
class Classes:
    """The classes of one fact, and the bits they own in a cube over all facts.

    `offset` is the fact's first bit in the cube, `real` the set of all classes that a value
    can have, `full` the same with "does not apply" where the fact owns that class.
    """

    fact: Fact
    cuts: tuple[Cut, ...]
    offset: int
    real: int = field(init=False)
    full: int = field(init=False)
    _index: dict[Value, int] = field(init=False)

    def __post_init__(self) -> None:
        count = len(self.fact.values) or len(self.cuts) + 1
        self.real = (1 << count) - 1
        owns_not_applying = self.fact.gate is not None and self.fact.absent is None
        self.full = self.real | (1 << count if owns_not_applying else 0)
        self._index = {value: place for place, value in enumerate(self.fact.values)}

    def of(self, value: Value) -> int:
        """The class of one value, as a set of one. Raises `TableError` when it is not a value."""
        if self.fact.values:
            if value not in self._index:
                raise TableError(f"{self.fact.name}: {value!r} is not one of {', '.join(self.fact.values)}")
            return 1 << self._index[value]
        if isinstance(value, str):
            raise TableError(f"{self.fact.name}: {value!r} is not a number")
        number = value // 1 if self.fact.whole else value
        return 1 << bisect_right(self.cuts, (number, 0))

    def meeting(self, condition: Condition) -> int:
        """The set of classes in which the condition holds. Raises `TableError` on a wrong kind."""
        if isinstance(condition, Range):
            if self.fact.values:
                raise TableError(f"{self.fact.name}: a range was given, but it takes one of {', '.join(self.fact.values)}")
            return self._interval(condition)
        met = 0
        for value in condition:
            met |= self.of(value)
        return met

    def meeting_somewhere(self, span: Range) -> int:
        """The set of classes of which some value lies in `span`, whose bounds need not be cuts. Both are needed."""
        assert span.low is not None
        assert span.high is not None
        first = bisect_right(self.cuts, _cut(span.low, span.low_open, self.fact.whole))
        last = bisect_right(self.cuts, (span.high, -1 if span.high_open else 0))
        return sum(1 << place for place in range(first, last + 1))

    def wholly_in(self, condition: Condition) -> int:
        """The set of classes that lie in the condition with all their values; the bounds of a range need not be cuts."""
        if not isinstance(condition, Range):
            return self.meeting(condition)
        low, high = condition.ends(self.fact.whole)
        first = 0 if low is None or low <= (self.fact.range[0], 0) else bisect_left(self.cuts, low) + 1
        last = len(self.cuts) + 1 if high is None or high > (self.fact.range[1], 0) else bisect_right(self.cuts, high)
        return sum(1 << place for place in range(first, last))

    def _interval(self, condition: Range) -> int:
        low, high = condition.ends(self.fact.whole)
        first = 0 if low is None else self._below(low)
        after = len(self.cuts) + 1 if high is None else self._below(high)
        return sum(1 << place for place in range(first, after))

    def _below(self, cut: Cut) -> int:
        """How many classes lie below the cut."""
        low, high = self.fact.range
        if cut <= (low, 0):
            return 0
        return len(self.cuts) + 1 if cut > (high, 0) else self.cuts.index(cut) + 1

    def absent(self) -> int:
        """What holds when the fact is known not to apply: its absent value, or "does not apply"."""
        return self.full & ~self.real if self.fact.absent is None else self.of(self.fact.absent)


def classify(facts: Iterable[Fact], rules: Iterable[Rule]) -> dict[str, Classes]:
    """Cut every fact at the thresholds that rules and gates use.

    Facts come out so that each follows the fact its gate names. Raises `TableError` when a
    rule or a gate names a fact that does not exist, or gates go in a circle.
    """
    waiting = {fact.name: fact for fact in facts}
    cuts: dict[str, set[Cut]] = {name: set() for name in waiting}
    asked: list[tuple[str, str, Condition]] = [
        (f"rule {rule.id}", name, condition) for rule in rules for name, condition in rule.when.items()
    ]
    asked += [(f"fact {fact.name}", fact.gate.fact, fact.gate.condition) for fact in waiting.values() if fact.gate]
    for who, name, condition in asked:
        if name not in waiting:
            raise TableError(f"{who}: there is no fact {name!r}")
        if isinstance(condition, Range):
            low, high = waiting[name].range
            cuts[name].update(c for c in condition.cuts(waiting[name].whole) if (low, 0) < c <= (high, 0))
    placed: dict[str, Classes] = {}
    offset = 0
    while waiting:
        ready = [f for f in waiting.values() if f.gate is None or f.gate.fact in placed]
        if not ready:
            raise TableError(f"facts wait for each other: {', '.join(waiting)}")
        for fact in ready:
            placed[fact.name] = Classes(fact, tuple(sorted(cuts[fact.name])), offset)
            offset += placed[fact.name].full.bit_length()
            del waiting[fact.name]
    return placed
