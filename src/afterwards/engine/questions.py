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

    Facts already asked (`state.asked`) are left out. A fact that decides whether such a fact
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
    found: list[tuple[int, tuple[str, ...]]] = []
    for row in table.prime_rows[decision][place]:
        if state.possible >> row & 1:
            bits, names = 0, []
            for name, held in table.literals[row].items():
                known = state.known[name]
                if known & ~held:
                    names.append(name)
                    bits |= (known & ~held) << table.classes[name].offset
            found.append((bits, tuple(names)))
    # `bits` are what the implicant excludes: one that excludes less contains the other.
    found.sort(key=lambda one: one[0].bit_count())
    kept: list[tuple[int, tuple[str, ...]]] = []
    for bits, names in found:
        if all(other & ~bits for other, _ in kept):
            kept.append((bits, names))
    return [names for _, names in kept]


def _gates_first(table: Table, state: State, use: Mapping[str, float]) -> list[str]:
    ordered: dict[str, None] = {}
    for name in sorted(use, key=lambda fact: (-use[fact], table.classes[fact].offset)):
        chain = [name]
        gate = table.classes[name].fact.gate
        while gate and state.known[gate.fact].bit_count() > 1:
            chain.append(gate.fact)
            gate = table.classes[gate.fact].fact.gate
        for fact in reversed(chain):
            if fact not in state.asked:
                ordered[fact] = None
    return list(ordered)
