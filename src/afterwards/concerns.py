"""What can concern her: the facts that may apply, what could still raise an answer, care cards, and what she told that does not fit.

It takes the pack and what the tables know of her, and gives no text: `guide` and the answers say it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from afterwards.engine import DecisionAnswer, State, Table
from afterwards.pack.conditions import base_of, bases
from afterwards.pack.entries import DecisionText, RuleText
from afterwards.pack.model import Pack
from afterwards.person.told import Told

Seen = tuple[tuple[Table, Mapping[str, int]], ...]
"""The pack's tables, each with what it knows of her: of each of its facts the set of classes still possible."""


@dataclass(frozen=True, slots=True)
class Open:
    """What could still raise a decision: "If {if_}: {then}", and the facts it hangs on."""

    decision: str
    rule: str
    level: str
    if_: str
    then: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A care card: one level, its heading, and the lines (statement ids) below."""

    decision: str
    level: str
    heading: str
    lines: tuple[str, ...]


def open_rules(decisions: Iterable[DecisionText], answers: Mapping[str, DecisionAnswer]) -> Iterator[Open]:
    """Rules that may hold and would raise the level, or of which one must hold either way; each clause once for a level."""
    for decision in decisions:
        level = answers[decision.name]
        low = decision.scale.index(level.low)
        clauses: set[tuple[str, str]] = set()
        for reason in level.reasons:
            rule = decision.rules[reason.id]
            could_raise = decision.scale.index(reason.level) > low or reason.id in level.either_way
            if reason.certain or not could_raise or (rule.if_, reason.level) in clauses:
                continue
            clauses.add((rule.if_, reason.level))
            yield Open(
                decision.name,
                reason.id,
                reason.level,
                rule.if_,
                rule.then or decision.levels[reason.level].then,
                bases(reason.needs),
            )


def cards_about_her(pack: Pack, decisions: Iterable[DecisionText], state: State) -> Iterator[Card]:
    """The care cards, most careful level first, with the lines that can concern her, also on a later day: what is of today may change."""
    of_today = {name: pack.table.classes[name].real for name in state.known if pack.facts[base_of(name)].ages == "today"}
    known = {**state.known, **of_today}
    for decision in decisions:
        for level in reversed(decision.scale):
            heading = decision.levels[level].card
            rules = [rule for rule in decision.rules.values() if rule.card and rule.level == level and _concerns(pack, rule, known)]
            if heading and rules:
                yield Card(decision.name, level, heading, tuple(dict.fromkeys(rule.card for rule in rules)))


def _concerns(pack: Pack, rule: RuleText, known: Mapping[str, int]) -> bool:
    """Whether a rule can be about her: its circumstances (kind of loss, days) are not known to be others, its signs apply."""
    seen: Seen = ((pack.table, known),)
    for name, condition in rule.when.items():
        if pack.facts[base_of(name)].context and not known[name] & pack.table.classes[name].meeting(condition):
            return False
        if not may_apply(pack, seen, name):
            return False
    return True


def may_apply(pack: Pack, seen: Seen, fact: str) -> bool:
    """Whether a fact can concern her, as far as the tables know."""
    gate = pack.facts[base_of(fact)].gate
    if gate is None:
        return True
    name, condition = gate
    for table, known in tables_for(seen, fact, name):
        # What hangs on a fact that is none of hers is none of hers either, whatever that fact counts as. Told anyway, it counts.
        classes = table.classes[name]
        if known[name] in (classes.absent(), classes.real) and not may_apply(pack, seen, name):
            return False
        return bool(known[name] & classes.meeting(condition))
    return True


def tables_for(seen: Seen, fact: str, gate: str) -> Seen:
    """The tables that can tell whether a fact applies, the best first: one that holds the fact is cut where its gate needs it."""
    return (*(one for one in seen if fact in one[0].classes), *(one for one in seen if gate in one[0].classes))


def contradictions_told(pack: Pack, facts: Told, state: State) -> Iterator[tuple[tuple[str, ...], str]]:
    """The facts that she told and that do not fit together, each with the statement that says so."""
    for contradiction in pack.contradictions:
        if contradiction.when and all(facts.says(fact) for fact in contradiction.when) and pack.table.holds(contradiction.id, state):
            yield tuple(contradiction.when), contradiction.say[0]
        if contradiction.exceeds and _exceeds(facts, *contradiction.exceeds):
            yield contradiction.exceeds, contradiction.say[0]
        if contradiction.differ in facts.apart:
            yield contradiction.differ, contradiction.say[0]


def _exceeds(facts: Told, more: str, less: str) -> bool:
    """Whether both are told as numbers and the first is above the second."""
    first, second = facts.number(more), facts.number(less)
    return first is not None and second is not None and first > second
