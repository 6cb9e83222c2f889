"""What to ask next: exactly the unknown facts whose answer can still change a decision.

A fact can change "the level is at least k" exactly when it appears in a prime implicant of
that statement restricted to what is known. Restricting the Blake canonical form and absorbing
again gives those prime implicants, so nothing needless is asked and nothing that matters is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from afterwards.engine.table import State, Table


def ask_next(table: Table, state: State, decisions: Iterable[str]) -> list[str]:
    """The facts worth asking, most useful first.

    Facts already asked (`state.asked`) are left out. A fact that decides whether one of the others
    applies comes before it. Use is counted as: over the live implicants that name the fact,
    the level at stake (higher levels weigh four times the one below) shared among the unknown
    facts of the implicant.
    """
    use: dict[str, float] = {}
    for decision in decisions:
        low, high = table.bounds(decision, state)
        for place in range(low + 1, high + 1):
            for names in _live(table, state, decision, place):
                for name in names:
                    use[name] = use.get(name, 0.0) + 4.0**place / len(names)
    return _gates_first(table, state, use)


def _live(table: Table, state: State, decision: str, place: int) -> list[tuple[str, ...]]:
    """The unknown facts of each prime implicant of "at least this level" that remains."""
    # What each implicant still excludes: one that excludes less contains the other.
    found = {state.cube & table.excluded[row]: row for row in table.prime_rows[decision][place] if state.possible >> row & 1}
    kept: list[int] = []
    for excluded in sorted(found, key=int.bit_count):
        if all(other & ~excluded for other in kept):
            kept.append(excluded)
    return [table.facts_in(found[excluded], excluded) for excluded in kept]


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
    told = state.known[name] != table.classes[name].real
    if gate and not told and state.known[gate.fact] & ~table.applies[name]:
        return gate.fact
    return None
