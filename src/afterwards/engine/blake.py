"""Blake canonical form: all prime implicants of "the level is at least k".

Two rules that between them cover every value of a fact make the level certain although
neither is. The cure is classical (A. Blake, Canonical expressions in Boolean algebra, 1937;
for facts of several values: consensus over value sets, absorption): combine rules until no
new implicant appears. What a person has told us is a cube; the level is certain exactly when
that cube lies inside a prime implicant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

from afterwards.engine.rules import Classes

Literals = Mapping[str, int]
"""Of each fact a condition names: the set of classes in which it holds."""


@dataclass(frozen=True, slots=True)
class Prime:
    """One implicant that no other contains, with the ids of the rules it was made from."""

    literals: tuple[tuple[str, int], ...]
    rules: tuple[str, ...]


class _Cube:
    """Literals with their place in the cube over all facts, for fast absorption."""

    __slots__ = ("bits", "literals", "rules")

    def __init__(self, literals: dict[str, int], rules: frozenset[str], classes: Mapping[str, Classes], everything: int) -> None:
        self.literals = literals
        self.rules = rules
        bits = everything
        for name, meets in literals.items():
            mine = classes[name]
            bits &= ~((mine.full & ~meets) << mine.offset)
        self.bits = bits


def prime_implicants(rules: Iterable[tuple[str, Literals]], classes: Mapping[str, Classes]) -> list[Prime]:
    """All prime implicants of "at least one of these rules holds".

    `rules` are (id, literals). A literal that holds in every class is dropped; a rule with an
    impossible literal is left out. Worst case exponential; on rule tables absorption keeps the
    result near the size of the table.
    """
    everything = 0
    for mine in classes.values():
        everything |= mine.full << mine.offset
    kept: list[_Cube] = []
    waiting: list[tuple[int, int, int, _Cube]] = []
    turn = count()

    def wait(cube: _Cube) -> None:
        """The broadest goes first, and of two alike the one that came first."""
        heappush(waiting, (len(cube.literals), len(cube.rules), next(turn), cube))

    for name, literals in rules:
        if all(literals.values()):
            kept_literals = {fact: value for fact, value in literals.items() if value != classes[fact].full}
            wait(_Cube(kept_literals, frozenset((name,)), classes, everything))
    while waiting:
        cube = heappop(waiting)[-1]
        if any(not cube.bits & ~other.bits for other in kept):
            continue
        kept = [other for other in kept if other.bits & ~cube.bits]
        joined = [
            _Cube(literals, cube.rules | other.rules, classes, everything)
            for other in kept
            for literals in _consensus(cube.literals, other.literals, classes)
        ]
        kept.append(cube)
        for new in joined:
            if all(new.bits & ~old.bits for old in kept):
                wait(new)
    return [Prime(tuple(sorted(cube.literals.items())), tuple(sorted(cube.rules))) for cube in kept]


def _consensus(first: dict[str, int], second: dict[str, int], classes: Mapping[str, Classes]) -> Iterable[dict[str, int]]:
    """What both imply together, for each fact on which joining their values gains something."""
    shared = first.keys() & second.keys()
    apart = [name for name in shared if not first[name] & second[name]]
    if len(apart) > 1:
        return
    for name in apart or shared:
        joined = first[name] | second[name]
        if joined in (first[name], second[name]):
            continue
        both = {**first, **second}
        for other in shared:
            both[other] = first[other] & second[other]
        if joined == classes[name].full:
            del both[name]
        else:
            both[name] = joined
        yield both
