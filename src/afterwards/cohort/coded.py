"""From a piece of the table of women to the coded table that the engines read, with what is kept beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from afterwards.cohort.known import Situation, needed_for
from afterwards.cohort.memo import Codes, Memo
from afterwards.cohort.people import People, Refusal
from afterwards.cohort.plan import METHODS, Plan
from afterwards.cohort.state import States
from afterwards.pack.model import Pack

PREGNANT = "pregnant"


@dataclass(frozen=True, slots=True)
class Coded:
    """Rows as sets of classes (`sets`, a column for each of the plan), and of each row which outcomes it has.

    `concerns` is a place in `Coder.concerned`; a refused row has `refused` and concerns nobody.
    """

    sets: pa.RecordBatch
    concerns: np.ndarray
    refused: np.ndarray
    refusals: Sequence[Refusal]


class Coder:
    """Makes sets of classes of rows. What was worked out for one piece serves the next."""

    def __init__(self, pack: Pack, plan: Plan, names: Sequence[str], today: date, *, closed: bool) -> None:
        self._plan = plan
        self._people = People(pack, plan.tables, names, today)
        self._states = []
        for number, table in enumerate(plan.tables):
            wanted = [fact for of, fact, _ in plan.columns.values() if of == number]
            needed = needed_for(pack, table, wanted, closed=closed)
            self._states.append(States(Situation(pack, table, self._people, today, closed, needed)))
        self.concerned: list[tuple[bool, ...]] = [tuple(False for _ in plan.outcomes)]
        """Which outcomes somebody has, by the guide that she chose. The first is for rows that were refused."""
        self._guide = self._people.keys(["guide"])
        self._pack = pack
        self._concern = Memo(self._concerns, 1)

    def code(self, batch: pa.RecordBatch) -> Coded:
        """One piece; `batch` has the columns of facts, by name."""
        piece = self._people.read(batch)
        codes = [states.codes(piece) for states in self._states]
        arrays = []
        for number, fact, kind in self._plan.columns.values():
            arrays.append(_numbers(self._states[number].sets[fact].values, codes[number][fact], kind, piece.rows))
        (concerns,) = self._concern([piece.codes[key] for key in self._guide])
        concerns = np.full(piece.rows, concerns, np.uint8) if isinstance(concerns, int) else concerns.astype(np.uint8)
        concerns[piece.refused] = 0
        return Coded(pa.RecordBatch.from_arrays(arrays, list(self._plan.columns)), concerns, piece.refused, piece.refusals)

    def _concerns(self, codes: tuple[int, ...]) -> tuple[int, ...]:
        facts = self._people.facts(self._guide[0], codes[0]) if codes else {}
        guide = facts.get("guide")
        guide = None if guide == "unknown" else guide
        decisions = self._pack.applicable(guide)
        concerned = tuple(guide != PREGNANT if outcome.of == METHODS else outcome.name in decisions for outcome in self._plan.outcomes)
        if concerned not in self.concerned:
            self.concerned.append(concerned)
        return (self.concerned.index(concerned),)


def _numbers(sets: Sequence[int], codes: Codes, kind: str, rows: int) -> pa.Array:
    values = np.array(sets, kind)
    return pa.array(np.full(rows, values[codes], kind) if isinstance(codes, int) else values[codes])
