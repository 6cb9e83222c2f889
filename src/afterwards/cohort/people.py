"""A piece of the table as codes: of each column that is there, or group of columns, and why rows are refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from afterwards.cohort.column import FactColumn, Facts
from afterwards.cohort.joint import IMPOSSIBLE, JointColumn, joint_of, read_together
from afterwards.cohort.memo import Codes, Memo
from afterwards.cohort.points import points_of
from afterwards.engine import Table
from afterwards.pack.model import Pack
from afterwards.person.told import impossible_together


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row is not read: its place in the piece, the fact, and the reason in a word."""

    row: int
    fact: str
    reason: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows as codes, by the name of the column or group. A refused row has told nothing."""

    rows: int
    codes: Mapping[str, Codes]
    refused: np.ndarray
    refusals: Sequence[Refusal]


class People:
    """The columns of a table of women, and what their codes stand for."""

    def __init__(self, pack: Pack, tables: Sequence[Table], names: Sequence[str], today: date) -> None:
        points = points_of(pack, tables)
        together = [tuple(name for name in group if name in names) for group in read_together(pack)]
        whole = {name: group for group in together for name in group}
        self._pack = pack
        self._below = [(name, pack.facts[name].below) for name in names if pack.facts[name].below in names]
        exact = {*whole, *(name for pair in self._below for name in pair)}
        self._columns = {name: FactColumn(pack, pack.facts[name], today, None if name in exact else points.get(name)) for name in names}
        self._joint: dict[str, tuple[tuple[str, ...], JointColumn]] = {}
        for group, there in zip(read_together(pack), together, strict=True):
            if there:
                columns = [self._columns[name] for name in there]
                self._joint["+".join(there)] = there, joint_of(pack, tables, group, columns, points, today)
        self._key = {name: name for name in names} | {name: "+".join(group) for name, group in whole.items()}
        # A height may tell of a weight, and a date of days: who asks for one of a group asks for the group.
        self._key |= {name: "+".join(there) for group, there in zip(read_together(pack), together, strict=True) if there for name in group}
        self._pairs = {pair: Memo(self._pair(*pair), 1) for pair in self._below}

    def keys(self, names: Iterable[str]) -> tuple[str, ...]:
        """The columns and groups that say something of these facts."""
        return tuple(dict.fromkeys(self._key[name] for name in names if name in self._key))

    def facts(self, key: str, code: int) -> Facts:
        """What a code stands for."""
        return self._joint[key][1].facts[code] if key in self._joint else self._columns[key].facts[code]

    def read(self, batch: pa.RecordBatch) -> Piece:
        """The codes of each row. `batch` has the columns of the facts, by name."""
        rows = batch.num_rows
        refused = np.zeros(rows, bool)
        refusals: list[Refusal] = []
        codes: dict[str, np.ndarray] = {}

        def refuse(name: str, reasons: Sequence[str], column: np.ndarray) -> None:
            bad = np.array([bool(reason) for reason in reasons])[column]
            refused[bad] = True
            refusals.extend(Refusal(row, name, reasons[column[row]]) for row in np.flatnonzero(bad).tolist())

        for name, column in self._columns.items():
            coded = codes[name] = column.codes(batch.column(name))
            if any(column.reasons):
                refuse(name, column.reasons, coded)
        for pair, memo in self._pairs.items():
            (wrong,) = memo([codes[name] for name in pair])
            refuse(pair[0], ["", IMPOSSIBLE], np.asarray(wrong))
        for key, (group, joint) in self._joint.items():
            coded = np.asarray(joint.codes([codes[name] for name in group]))
            codes = {name: column for name, column in codes.items() if name not in group} | {key: coded}
            if any(joint.reasons):
                refuse(group[0], joint.reasons, coded)
        if refused.any():
            for array in codes.values():
                array[refused] = 0
        refusals.sort(key=lambda refusal: refusal.row)
        return Piece(rows, codes, refused, refusals)

    def _pair(self, lower: str, upper: str):  # type: ignore[no-untyped-def]
        def work(codes: tuple[int, ...]) -> tuple[int, ...]:
            facts = self._columns[lower].facts[codes[0]] | self._columns[upper].facts[codes[1]]
            return (int(any(impossible_together(self._pack, facts))),)

        return work
