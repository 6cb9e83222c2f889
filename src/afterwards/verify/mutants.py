"""Every small change of a pack's cells: what may be written wrong without anything looking wrong.

A change is made in memory, on the loaded pack. `mutate` judges whether a worked case or a check notices it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from afterwards.engine import Fact, Range, Rule, Table
from afterwards.engine.rules import Condition
from afterwards.pack.eligibility import Contraception, part_id
from afterwards.pack.model import Pack
from afterwards.person.told import plain_number

When = Mapping[str, Condition]


@dataclass(frozen=True, slots=True)
class PackLine:
    """Conditions of the pack under one id: one of `alternatives` must hold. `level`: of a decision's rule, "" for others.

    `kind`: `decision` (a rule), `row` (of the plan, or a contradiction), `start` (also of a caution),
    `kind` (of emergency contraception), `means`.
    """

    id: str
    kind: str
    alternatives: tuple[When, ...]
    decision: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed line, and what was changed in words; the words are its name in equivalents.yaml.

    `alternative` and `fact` say where, for whoever looks for a person who tells the two apart; -1 and "" for a level.
    """

    name: str
    before: PackLine
    after: PackLine
    alternative: int = -1
    fact: str = ""


def lines_of(pack: Pack) -> Iterator[PackLine]:
    """Every line with conditions, in the order of the pack."""
    for decision in pack.decisions.values():
        for rule in decision.rules.values():
            yield PackLine(rule.id, "decision", (rule.when,), decision.name, rule.level)
    for row in pack.rows:
        yield PackLine(row.id, "row", (row.when,))
    for contradiction in pack.contradictions:
        if contradiction.when:
            yield PackLine(contradiction.id, "row", (contradiction.when,))
    if pack.contraception:
        yield from _of_methods(pack.contraception)


def _of_methods(contraception: Contraception) -> Iterator[PackLine]:
    for name, meaning in contraception.meanings.items():
        yield PackLine(name, "means", meaning.when)
    for beside in contraception.said_beside:
        yield PackLine(beside.id, "start", beside.when)
    for kind in contraception.kinds:
        for rule in kind.rules:
            yield PackLine(rule.id, "kind", rule.when)


def mutants_of(pack: Pack, line: PackLine) -> Iterator[Mutant]:
    """Every change of one line: its level, each value, each bound, each condition dropped, each alternative dropped."""
    table = table_of(pack, line)
    if line.level:
        for level in pack.decisions[line.decision].scale[1:]:
            if level != line.level:
                yield Mutant(f"{line.id}: level {line.level} to {level}", line, replace(line, level=level))
    for number, when in enumerate(line.alternatives):
        where = f"{line.id} #{number + 1}" if len(line.alternatives) > 1 else line.id
        rest = [one for other, one in enumerate(line.alternatives) if other != number]
        if rest:
            yield Mutant(f"{where}: alternative dropped", line, replace(line, alternatives=tuple(rest)), number)
        for fact, condition in when.items():
            changed: list[tuple[str, When]] = [("dropped", {name: one for name, one in when.items() if name != fact})]
            changed += [(words, {**when, fact: other}) for words, other in variants(table.classes[fact].fact, condition)]
            for words, other in changed:
                alternatives = (*line.alternatives[:number], other, *line.alternatives[number + 1 :])
                yield Mutant(f"{where}: {fact} {words}", line, replace(line, alternatives=alternatives), number, fact)


def variants(fact: Fact, condition: Condition) -> Iterator[tuple[str, Condition]]:
    """A condition changed in one place: a value out or in; a bound one lower, one higher, or on the other side of itself.

    The bound of a number that is rounded down only moves: its two sides are whole numbers.
    """
    if not isinstance(condition, Range):
        if len(condition) > 1:
            yield from ((f"without {value}", condition - {value}) for value in fact.values if value in condition)
        yield from ((f"with {value}", condition | {value}) for value in fact.values if value not in condition)
        return
    for side, bound, is_open in (("low", condition.low, condition.low_open), ("high", condition.high, condition.high_open)):
        if bound is None:
            continue
        for moved in (bound - 1, bound + 1):
            yield f"{plain_number(bound)} to {plain_number(moved)}", _moved(condition, side, moved, is_open)
        if not fact.whole:
            yield f"{plain_number(bound)} {'taken in' if is_open else 'left out'}", _moved(condition, side, bound, not is_open)


def _moved(condition: Range, side: str, bound: float, is_open: bool) -> Range:
    if side == "low":
        return replace(condition, low=bound, low_open=is_open)
    return replace(condition, high=bound, high_open=is_open)


def table_of(pack: Pack, line: PackLine) -> Table:
    """The table that a line belongs to."""
    if line.kind in ("decision", "row"):
        return pack.table
    assert pack.contraception
    return pack.contraception.table


def cut_finely(pack: Pack, lines: Sequence[PackLine]) -> dict[bool, Table]:
    """Tables without decisions, whose facts are cut wherever a line or a change of it has a bound; by whether they are of the methods."""
    tables = {}
    for methods in (False, True):
        mine = [line for line in lines if (line.kind not in ("decision", "row")) is methods]
        if methods and not pack.contraception:
            continue
        table = table_of(pack, mine[0]) if mine else pack.table
        rules: list[Rule] = []
        for line in mine:
            for cut_line in (line, *(mutant.after for mutant in mutants_of(pack, line) if mutant.fact)):
                rules += [Rule(part_id(f"{len(rules)}", place), when) for place, when in enumerate(cut_line.alternatives)]
        tables[methods] = Table([classes.fact for classes in table.classes.values()], [], rules)
    return tables
