"""What to ask next: exactly the unknown facts whose answer can still change a decision.

A fact can change "the level is at least k" exactly when it appears in a prime implicant of
that statement restricted to what is known. Restricting the Blake canonical form and absorbing
again gives those prime implicants, so nothing needless is asked and nothing that matters is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import reduce
from operator import or_

from afterwards.engine.table import State, Table, bits


def ask_next(table: Table, state: State, decisions: Iterable[str]) -> list[str]:
    """The facts worth asking, most useful first.

    Facts already asked (`state.asked`) are left out. A fact that decides whether one of the others
    applies comes before it. Use is counted as: over the live implicants that name the fact,
    the level at stake (higher levels weigh four times the one below) shared among the unknown
    facts of the implicant.
    """
    return asked_at(table, state, {decision: range(1, len(table.decisions[decision].scale)) for decision in decisions})


def asked_at(table: Table, state: State, levels: Mapping[str, Collection[int]]) -> list[str]:
    """The facts that can still decide whether one of these levels (places on the decision's scale) is reached, most useful first."""
    sets: dict[int, tuple[float, list[int]]] = {}
    for decision, places in levels.items():
        low, high = table.bounds(decision, state)
        for level in (one for one in places if low < one <= high):
            rows = state.possible & table.prime_mask[decision][level]
            weight, listed = sets.get(rows, (0.0, table.prime_rows[decision][level]))
            sets[rows] = (weight + 4.0**level, listed)
    facts, within = _live(table, state, reduce(or_, sets, 0))
    weights: dict[int, float] = {}
    for rows, (weight, listed) in sets.items():
        for row in listed:
            if row in facts and not (row in within and within[row] & rows):
                weights[row] = weights.get(row, 0.0) + weight
    use: dict[str, float] = {}
    for row, weight in weights.items():
        share = weight / len(facts[row])
        for name in facts[row]:
            use[name] = use.get(name, 0.0) + share
    return _gates_first(table, state, use)


def _live(table: Table, state: State, rows: int) -> tuple[dict[int, tuple[str, ...]], dict[int, int]]:
    """The prime implicants that may still hold, restricted by what is known, and which of them contain others.

    First of each row the unknown facts it hangs on. Then the rows, as a mask, that contain it: with one of them at
    hand it is no prime implicant of what remains.
    """
    facts: dict[int, tuple[str, ...]] = {}
    within: dict[int, int] = {}
    by_facts: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for row in bits(rows):
        excluded = state.cube & table.excluded[row]
        hangs_on = facts[row] = table.facts_in(row, excluded)
        by_facts.setdefault(hangs_on, []).append((row, excluded))
    # One with fewer facts begins with one of these facts: only such are looked at, since there may be thousands of parts of a long list.
    beginning: dict[str, list[tuple[frozenset[str], list[tuple[int, int]]]]] = {}
    for names, here in by_facts.items():
        if names:
            beginning.setdefault(names[0], []).append((frozenset(names), here))
    for names, here in by_facts.items():
        whole = frozenset(names)
        fewer = [one for name in names for part, those in beginning.get(name, ()) if part < whole for one in those]
        if len(here) == 1 and not fewer:
            continue
        for row, excluded in here:
            # One that excludes less contains the other; of two that are the same the first stays.
            for other, others in (*here, *fewer):
                if not others & ~excluded and other != row and (others != excluded or other < row):
                    within[row] = within.get(row, 0) | 1 << other
    return facts, within


def _gates_first(table: Table, state: State, use: Mapping[str, float]) -> list[str]:
    ordered: dict[str, None] = {}
    for name in sorted(use, key=lambda fact: (-use[fact], table.classes[fact].offset)):
        chain: list[str] = []
        fact: str | None = name
        while fact and fact not in state.asked:
            chain.append(fact)
            fact = _undecided_gate(table, state, fact)
        ordered.update(dict.fromkeys(reversed(chain)))
    return list(ordered)


def _undecided_gate(table: Table, state: State, name: str) -> str | None:
    """The fact that still decides whether this one applies. One that was told, even in part, counts in any case."""
    gate = table.classes[name].fact.gate
    is_told = state.known[name] != table.classes[name].real
    if gate and not is_told and state.known[gate.fact] & ~table.applies[name]:
        return gate.fact
    return None
