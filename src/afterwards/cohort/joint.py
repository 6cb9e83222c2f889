"""Columns that are read together: height, weight and BMI; the date of the loss and the days since; hours and days of one thing.

What one of them says hangs on the other's exact number. Of each combination it is worked out, by the room that reads one person, what
it says to any rule, and those that say the same share a code: so few are left to look at, however many numbers there are.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date

import numpy as np

from afterwards.cohort.column import FactColumn, Facts
from afterwards.cohort.memo import Codes, Memo
from afterwards.cohort.points import stretch
from afterwards.engine import Table
from afterwards.pack.model import Pack
from afterwards.person.known import BODY, weight_from_height_and_bmi
from afterwards.person.told import BMI, UNKNOWN, each_bmi, impossible_body, read_facts

IMPOSSIBLE = "impossible_together"
Points = Mapping[str, Sequence[float]]
Meaning = Callable[[Facts], Hashable]


class JointColumn:
    """Facts of several columns, those of the same meaning with one code; `reasons` as of a single column."""

    def __init__(self, columns: Sequence[FactColumn], points: Points, meaning: Meaning, refuses: Callable[[Facts], bool]) -> None:
        self.facts: list[Facts] = [{}]
        self.reasons: list[str] = [""]
        self._columns, self._points, self._meaning, self._refuses = columns, points, meaning, refuses
        self._codes: dict[Hashable, int] = {}
        self._memo = Memo(self._work, 1)

    def codes(self, parts: Sequence[np.ndarray]) -> Codes:
        """The code of each row, from the codes of the columns."""
        return self._memo(parts)[0]

    def _work(self, codes: tuple[int, ...]) -> tuple[int, ...]:
        facts: Facts = {}
        for column, code in zip(self._columns, codes, strict=True):
            facts |= column.facts[code]
        if not facts:
            return (0,)
        if self._refuses(facts):
            return (self._code(IMPOSSIBLE, {}, IMPOSSIBLE),)
        # Some of them are numbers of which only the stretch counts, others say more by themselves: that is in the meaning.
        key = tuple(
            (name, value if isinstance(value, str) and value == UNKNOWN else self._coarse(name, value)) for name, value in facts.items()
        )
        return (self._code((key, self._meaning(facts)), facts, ""),)

    def _coarse(self, name: str, value: object) -> Hashable:
        return stretch(self._points[name], value) if isinstance(value, float) and name in self._points else "a date"

    def _code(self, key: Hashable, facts: Facts, reason: str) -> int:
        code = self._codes.get(key)
        if code is None:
            code = self._codes[key] = len(self.facts)
            self.facts.append(facts)
            self.reasons.append(reason)
        return code


def read_together(pack: Pack) -> list[tuple[str, ...]]:
    """The facts that are read together, each group by itself."""
    groups = [tuple(sorted(BODY))]
    groups += [(name, entry.gives) for name, entry in pack.facts.items() if entry.gives]
    groups += [(name, entry.narrows) for name, entry in pack.facts.items() if entry.narrows]
    return groups


def joint_of(
    pack: Pack, tables: Sequence[Table], group: Sequence[str], columns: Sequence[FactColumn], points: Points, today: date
) -> JointColumn:
    """The column of a group of facts, of those columns of it that are there."""
    values_of = _values
    if BMI in group:
        tables_with = [table for table in tables if BMI in table.classes]

        def body(facts: Facts) -> Hashable:
            values = values_of(facts)
            classes = tuple(table.classes[BMI].of(bmi) for table in tables_with for bmi in each_bmi(values))
            weight = weight_from_height_and_bmi(values).get("weight_kg")
            return classes, len(each_bmi(values)), stretch(points["weight_kg"], weight) if isinstance(weight, float) else None

        return JointColumn(columns, points, body, lambda facts: any(impossible_body(pack, values_of(facts))))
    days, exact = pack.facts[group[0]], group[0]

    def apart(facts: Facts) -> Hashable:
        reader = read_facts(pack, facts, today)
        days_told = reader.values.get(exact)
        whole = int(days_told) if days.narrows and isinstance(days_told, int | float) else None
        since = reader.days_since_loss
        return reader.apart, whole, None if since is None else stretch(points["days_since_loss"], since)

    return JointColumn(columns, points, apart, lambda _: False)


def _values(facts: Facts) -> Facts:
    return {name: value for name, value in facts.items() if value != UNKNOWN}
