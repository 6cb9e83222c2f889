"""Random tables and random people, for hypothesis."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from afterwards.engine import Decision, Fact, Gate, Range, Rule
from afterwards.engine.rules import Condition, Value
from tests.engine.brute_force import BruteForce, Person, meets, numbers

NAMES = "abcde"
LOW, HIGH = 0, 4
BOUNDS = st.one_of(st.none(), st.integers(LOW - 1, HIGH + 1), st.integers(2 * LOW, 2 * HIGH).map(lambda half: half / 2))
RANGES = st.builds(Range, BOUNDS, BOUNDS, st.booleans(), st.booleans())


@cache
def choices(values: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    """Some of these values, never all of them and never none."""
    return st.sets(st.sampled_from(values), min_size=1, max_size=len(values) - 1).map(frozenset)


@cache
def one_of(values: tuple[Value, ...]) -> st.SearchStrategy[Value]:
    """One of these values."""
    return st.sampled_from(values)


@cache
def numbers_between(low: float, high: float) -> tuple[float, ...]:
    """Every quarter, so that every bound is met and passed on either side."""
    return tuple(quarter / 4 for quarter in range(round(4 * low), round(4 * high) + 1))


def holds_for_every_value(fact: Fact, condition: Condition) -> bool:
    """A gate like this would be no gate."""
    return all(meets(condition, value, fact.whole) for value in fact.values or numbers(fact, [condition]))


@st.composite
def conditions_on(draw: st.DrawFn, fact: Fact) -> list[Condition]:
    """The conditions that rules may use of one fact; two ranges cut a number into five classes at most."""
    if fact.values:
        return [draw(choices(fact.values)) for _ in range(3)]
    return [draw(RANGES) for _ in range(2)]


@st.composite
def tables(draw: st.DrawFn) -> BruteForce:
    """2 to 5 facts, some gated; 1 or 2 decisions of 2 to 4 levels with 1 to 8 rules; 2 rules that only select."""
    facts: list[Fact] = []
    conditions: dict[str, list[Condition]] = {}
    for name in NAMES[: draw(st.integers(2, 5))]:
        values = tuple(f"{name}{place}" for place in range(draw(st.sampled_from((0, 2, 2, 3, 4)))))
        absent: Value | None = draw(st.none() | one_of(values or tuple(range(LOW, HIGH + 1))))
        gate = None
        if facts and draw(st.sampled_from((True, True, False))):
            other = draw(st.sampled_from(facts))
            usable = [one for one in conditions[other.name] if not holds_for_every_value(other, one)]
            gate = Gate(other.name, draw(st.sampled_from(usable))) if usable else None
        fact = Fact(name, values, (LOW, HIGH), draw(st.booleans()), absent, gate)
        facts.append(fact)
        conditions[name] = draw(conditions_on(fact))
    count = draw(st.integers(1, 8))
    whens = [
        {name: draw(st.sampled_from(conditions[name])) for name in draw(st.sets(st.sampled_from(sorted(conditions)), max_size=3))}
        for _ in range(count + 2)
    ]
    scales = [tuple(f"level{place}" for place in range(draw(st.integers(2, 4)))) for _ in range(draw(st.integers(1, 2)))]
    rules: list[list[Rule]] = [[] for _ in scales]
    for number, when in enumerate(whens[:count]):
        of = draw(st.integers(0, len(scales) - 1))
        rules[of].append(Rule(f"R{number}", when, draw(st.sampled_from(scales[of][1:]))))
    decisions = [Decision(f"decision{of}", scale, tuple(rules[of])) for of, scale in enumerate(scales)]
    selections = [Rule(f"S{number}", when) for number, when in enumerate(whens[count:])]
    return BruteForce(draw(st.permutations(facts)), decisions, selections)


OFTEN_SILENT = ("missing", "missing", "asked", "asked", "partly", "given", "given")
MOSTLY_TOLD = ("missing", "asked", "partly", "given", "given", "given")


@st.composite
def people(draw: st.DrawFn, brute: BruteForce, ways: tuple[str, ...] = OFTEN_SILENT) -> Person:
    """Someone who has told some facts, narrowed some down, and was asked others in vain."""
    given: dict[str, Value] = {}
    partly: dict[str, frozenset[str]] = {}
    asked: set[str] = set()
    for fact in brute.facts:
        how = draw(one_of(ways))
        if how == "asked":
            asked.add(fact.name)
        elif how == "partly" and len(fact.values) > 2:
            partly[fact.name] = draw(choices(fact.values))
        elif how == "given" and fact.values:
            given[fact.name] = draw(one_of(fact.values))
        elif how == "given":
            given[fact.name] = draw(one_of(numbers_between(*fact.range)))
    return Person(given, partly, frozenset(asked), draw(st.booleans()))


@st.composite
def tables_and_people(draw: st.DrawFn) -> tuple[BruteForce, list[Person]]:
    """A random table and four people before it: a table is dear to draw, a person is not."""
    brute = draw(tables())
    return brute, [draw(people(brute)) for _ in range(4)]
