"""The answers by masks: of each literal the rows in which it holds, as one wide integer, and rules as "and" and "or" of those.

A piece of 65,536 rows makes masks of 8 KB. The same masks serve NumPy here and each worker of a Spark cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pyarrow as pa

from afterwards.cohort.plan import Literals, Outcome, levels_of


class Masks:
    """The masks of one piece of the coded table; each literal is looked at once."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self._columns = {name: batch.column(name).to_numpy(zero_copy_only=False) for name in batch.schema.names}
        self.rows: int = batch.num_rows
        self.all: int = (1 << self.rows) - 1
        self._certain: dict[tuple[str, int], int] = {}
        self._possible: dict[tuple[str, int], int] = {}

    def certain(self, literals: Literals) -> int:
        """The rows in which every literal holds whatever is not known."""
        return self._every(literals, self._certain, lambda sets, classes: (sets & ~sets.dtype.type(classes)) == 0)

    def possible(self, literals: Literals) -> int:
        """The rows in which every literal may hold."""
        return self._every(literals, self._possible, lambda sets, classes: (sets & sets.dtype.type(classes)) != 0)

    def _every(self, literals: Literals, remembered: dict[tuple[str, int], int], holds: Callable[[np.ndarray, int], np.ndarray]) -> int:
        rows = self.all
        for literal in literals:
            if literal not in remembered:
                packed = np.packbits(holds(self._columns[literal[0]], literal[1]), bitorder="little")
                remembered[literal] = int.from_bytes(packed.tobytes(), "little")
            rows &= remembered[literal]
            if not rows:
                return 0
        return rows

    def truth(self, rows: int) -> np.ndarray:
        """A mask as an array of 0 and 1."""
        packed = np.frombuffer(rows.to_bytes((self.rows + 7) // 8, "little"), np.uint8)
        return np.unpackbits(packed, count=self.rows, bitorder="little")

    def highest(self, levels: Sequence[Iterable[Literals]], holds: Callable[[Literals], int]) -> np.ndarray:
        """Of each row the highest place with literals that hold; `levels` from the highest place down to 1."""
        places = np.zeros(self.rows, np.uint8)
        above = 0
        for level, several in zip(range(len(levels), 0, -1), levels, strict=True):
            rows = above
            for literals in several:
                rows |= holds(literals)
                if rows == self.all:
                    break
            if rows != above:
                places[self.truth(rows & ~above).view(bool)] = level
            above = rows
        return places


def places_of(outcomes: Sequence[Outcome], batch: pa.RecordBatch) -> pa.RecordBatch:
    """The lowest and the highest place of each outcome, row by row, as `NUMBER_low` and `NUMBER_high`."""
    masks = Masks(batch)
    columns = {}
    for number, outcome in enumerate(outcomes):
        columns[f"{number}_low"] = masks.highest([outcome.primes[level] for level in levels_of(outcome)], masks.certain)
        columns[f"{number}_high"] = masks.highest([outcome.rules_at(level) for level in levels_of(outcome)], masks.possible)
    return pa.RecordBatch.from_pydict(columns)


def reasons_of(outcome: Outcome, masks: Masks) -> tuple[pa.Array, pa.Array]:
    """Of each row the names of the rules that certainly hold, and of those that only may, as lists; a name once in each."""
    names = list(dict.fromkeys(rule.name for rule in outcome.rules))
    certain, possible = dict.fromkeys(names, 0), dict.fromkeys(names, 0)
    for rule in outcome.rules:
        certain[rule.name] |= masks.certain(rule.literals)
        possible[rule.name] |= masks.possible(rule.literals)
    only_possible = [possible[name] & ~certain[name] for name in names]
    return _lists(names, list(certain.values()), masks), _lists(names, only_possible, masks)


def _lists(names: Sequence[str], rows: Sequence[int], masks: Masks) -> pa.Array:
    truth = np.stack([masks.truth(mask) for mask in rows]) if rows else np.zeros((0, masks.rows), np.uint8)
    where = np.flatnonzero(truth.T) % max(len(names), 1)
    offsets = np.concatenate([[0], np.cumsum(truth.sum(axis=0, dtype=np.int64))]).astype(np.int32)
    items = pa.DictionaryArray.from_arrays(pa.array(where.astype(np.int32)), pa.array(names, pa.string()))
    return pa.ListArray.from_arrays(pa.array(offsets), items)
