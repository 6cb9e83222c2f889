"""The totals: how many women have each outcome. They hold no day, no engine and no name of a file, so they are the same from each run."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from afterwards.cohort.folder import OURS
from afterwards.cohort.people import Refusal
from afterwards.cohort.plan import METHODS, Outcome
from afterwards.cohort.small_numbers import Counts, kept_back
from afterwards.pack.data import Json
from afterwards.pack.grids import SILENT

NO_CATEGORY = "no_category"
"""What a silent guideline says, as a key of the totals."""


class Totals:
    """Counts, piece by piece."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        self._outcomes = outcomes
        self._low = [np.zeros(len(outcome.scale), np.int64) for outcome in outcomes]
        self._high = [np.zeros(len(outcome.scale), np.int64) for outcome in outcomes]
        self._unsettled = [0] * len(outcomes)
        self._groups: Counter[tuple[bool, ...]] = Counter()
        self._refused = 0
        self._reasons: Counter[tuple[str, str]] = Counter()

    def add(self, number: int, low: np.ndarray, high: np.ndarray) -> None:
        """The places of one outcome, of those women that it concerns."""
        size = len(self._outcomes[number].scale)
        self._low[number] += np.bincount(low, minlength=size)
        self._high[number] += np.bincount(high, minlength=size)
        self._unsettled[number] += int((low != high).sum())

    def add_groups(self, concerned: Sequence[tuple[bool, ...]], counts: Sequence[int]) -> None:
        """How many women have each set of outcomes."""
        for group, count in zip(concerned, counts, strict=True):
            self._groups[group] += count

    def add_refused(self, rows: int, refusals: Sequence[Refusal]) -> None:
        """Rows that were not evaluated, and why."""
        self._refused += rows
        self._reasons.update((refusal.fact, refusal.reason) for refusal in refusals)

    @property
    def refused(self) -> int:
        """How many rows were not evaluated."""
        return self._refused

    @property
    def evaluated(self) -> int:
        """How many women were evaluated."""
        return sum(self._groups.values())

    def as_text(self, about: Mapping[str, object], *, small_numbers: bool) -> str:
        """The totals as JSON with sorted keys. Unless `small_numbers`, counts of few women, and what would give them away, are null."""
        shown = self._counts() if small_numbers else kept_back(self._counts(), self.evaluated)
        reasons: dict[str, dict[str, int]] = {}
        for (fact, reason), count in self._reasons.items():
            reasons.setdefault(fact, {})[reason] = count
        few = not small_numbers and 0 < self.evaluated < 10
        totals: Json = {
            **about,
            "written_by": OURS,
            "rows": None if few else self.evaluated + self._refused,
            "evaluated": None if few else self.evaluated,
            "refused": {"rows": self._refused, "reasons": reasons},
            "small_numbers": "shown" if small_numbers else "kept_back",
            "decisions": {},
            "methods": {},
        }
        for counts in shown:
            outcome = self._outcomes[counts.number]
            names = [NO_CATEGORY if level == SILENT else level for level in outcome.scale]
            totals["methods" if outcome.of == METHODS else "decisions"][outcome.name] = {
                "low": dict(zip(names, counts.low, strict=True)),
                "high": dict(zip(names, counts.high, strict=True)),
                "unsettled": counts.unsettled,
                "not_concerned": counts.not_concerned,
            }
        return json.dumps(totals, indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    def _counts(self) -> list[Counts]:
        return [
            Counts(
                number,
                tuple(self._low[number].tolist()),
                tuple(self._high[number].tolist()),
                self._unsettled[number],
                sum(count for group, count in self._groups.items() if not group[number]),
                tuple(group[number] for group in self._groups),
                tuple(self._groups.values()),
            )
            for number in range(len(self._outcomes))
        ]
