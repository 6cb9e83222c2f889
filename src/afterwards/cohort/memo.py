"""Work done once for each combination that occurs, and handed to every row that has it.

Of each column a row has a code, a small whole number. A column that is the same for every row is one number instead of an array.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeAlias, TypeVar

import numpy as np

Codes: TypeAlias = "np.ndarray | int"
"""The code of each row, or one code for all of them."""
Work = Callable[[tuple[int, ...]], tuple[int, ...]]
"""From a combination of codes to the codes that follow from it."""
SMALL, DENSE = 14, 21
"""Up to so many bits the outcomes of a combination stand in tables, and up to so many where they stand; wider ones are sorted first."""
T = TypeVar("T", bound=Hashable)


class Numbered(Generic[T]):
    """Values, each with a code in the order in which they came."""

    def __init__(self, *values: T) -> None:
        self.values: list[T] = []
        self._codes: dict[T, int] = {}
        for value in values:
            self.code(value)

    def code(self, value: T) -> int:
        """The code of a value, a new one where it has none."""
        code = self._codes.get(value)
        if code is None:
            code = self._codes[value] = len(self.values)
            self.values.append(value)
        return code


class Memo:
    """A work with so many outcomes, done once for each combination of codes."""

    def __init__(self, work: Work, outcomes: int) -> None:
        self._work = work
        self._outcomes = outcomes
        self._rows: dict[tuple[int, ...], int] = {}
        self._done: list[tuple[int, ...]] = []
        self._columns = np.zeros((outcomes, 0), np.int32)
        self._bits: tuple[int, ...] = ()
        self._tables: list[np.ndarray] = []
        self._index = np.zeros(0, np.int32)

    def __call__(self, columns: Sequence[Codes]) -> list[Codes]:
        """The outcomes for each row; for one code all through where no column varies. Which columns vary may not change."""
        varying = [column for column in columns if not isinstance(column, int)]
        if not varying:
            return list(self._done[self._row(tuple(columns))])
        fixed = [column if isinstance(column, int) else None for column in columns]
        widths = [int(column.max()).bit_length() if len(column) else 0 for column in varying]
        bits = tuple(max(width, old) for width, old in zip(widths, self._bits or widths, strict=True))
        if bits != self._bits:
            self._bits, self._tables, self._index = bits, [], np.zeros(0, np.int32)
        key = varying[0] if len(varying) == 1 else varying[0].astype(np.int32 if sum(bits) < 31 else np.int64)
        for column, width in zip(varying[1:], bits[1:], strict=True):
            key <<= width
            key |= column
        if sum(bits) <= SMALL:
            return self._from_tables(key, fixed)
        rows = self._indexed(key, fixed) if sum(bits) <= DENSE else self._sorted(key, fixed)
        if len(self._done) > self._columns.shape[1]:
            self._columns = np.array(self._done, np.int32).reshape(len(self._done), self._outcomes).T.copy()
        return [column[rows] for column in self._columns]

    def _from_tables(self, key: np.ndarray, fixed: Sequence[int | None]) -> list[Codes]:
        """Of few combinations each outcome stands in a table of its own."""
        if not self._tables:
            self._tables = [np.full(1 << sum(self._bits), -1, np.int16) for _ in range(self._outcomes)]
        first = self._tables[0][key]
        new = first < 0
        if new.any():
            for number in np.unique(key[new]).tolist():
                outcome = self._done[self._row(_apart(number, self._bits, fixed))]
                if max(outcome) > np.iinfo(self._tables[0].dtype).max:
                    self._tables = [table.astype(np.int32) for table in self._tables]
                for table, code in zip(self._tables, outcome, strict=True):
                    table[number] = code
            first = self._tables[0][key]
        return [first, *(table[key] for table in self._tables[1:])]

    def _indexed(self, key: np.ndarray, fixed: Sequence[int | None]) -> np.ndarray:
        """Of more combinations a table says where their outcomes stand."""
        if not len(self._index):
            self._index = np.full(1 << sum(self._bits), -1, np.int32)
        rows = self._index[key]
        new = rows < 0
        if new.any():
            for number in np.unique(key[new]).tolist():
                self._index[number] = self._row(_apart(number, self._bits, fixed))
            rows = self._index[key]
        return rows

    def _sorted(self, key: np.ndarray, fixed: Sequence[int | None]) -> np.ndarray:
        """Of very many those that occur are looked for first."""
        numbers, where = np.unique(key, return_inverse=True)
        return np.array([self._row(_apart(number, self._bits, fixed)) for number in numbers.tolist()], np.int32)[where]

    def _row(self, combination: tuple[int, ...]) -> int:
        """Where the outcome of a combination stands in `_done`."""
        row = self._rows.get(combination)
        if row is None:
            outcome = self._work(combination)
            row = self._rows[combination] = len(self._done)
            self._done.append(outcome)
        return row


def _apart(number: int, bits: Sequence[int], fixed: Sequence[int | None]) -> tuple[int, ...]:
    """The codes that were put into one number, and those that are the same for every row between them."""
    codes = []
    for width in reversed(bits):
        codes.append(number & (1 << width) - 1)
        number >>= width
    return tuple(codes.pop() if code is None else code for code in fixed)
