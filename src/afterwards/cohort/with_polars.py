"""The answers by expressions of Polars: each literal a column of bits, rules made of those."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from functools import reduce
from operator import and_, or_
from pathlib import Path

import polars as pl
import pyarrow as pa

from afterwards.cohort.pieces import several
from afterwards.cohort.plan import Literals, Plan

AT_ONCE = 4
"""How many pieces are evaluated together: the expressions are looked through anew each time."""

Named = dict[tuple[str, int, bool], str]
"""Of each literal (column, classes, whether it must be certain) the name of its column."""


def with_polars(plan: Plan, pieces: Iterable[pa.RecordBatch], _between: Path) -> Generator[pa.RecordBatch, None, None]:
    """By Polars, in this process."""
    named: Named = {}
    places = []
    for number, outcome in enumerate(plan.outcomes):
        certain = [[_all(prime, named, certain=True) for prime in level] for level in outcome.primes]
        possible = [[_all(rule, named, certain=False) for rule in outcome.rules_at(place)] for place in range(len(outcome.scale))]
        places += [_highest(certain).alias(f"{number}_low"), _highest(possible).alias(f"{number}_high")]
    literals = [_literal(plan, *key).alias(name) for key, name in named.items()]

    def answered(table: pa.Table) -> pa.Table:
        frame = pl.from_arrow(table)
        assert isinstance(frame, pl.DataFrame)
        return frame.select(literals).select(places).to_arrow()

    yield from several(pieces, AT_ONCE, answered)


def _literal(plan: Plan, column: str, classes: int, certain: bool) -> pl.Expr:
    number, fact, kind = plan.columns[column]
    dtype = {"uint8": pl.UInt8, "uint16": pl.UInt16, "uint32": pl.UInt32, "uint64": pl.UInt64}[kind]
    outside = plan.tables[number].classes[fact].full & ~classes
    asked = pl.lit(outside if certain else classes, dtype=dtype)
    return (pl.col(column) & asked) == 0 if certain else (pl.col(column) & asked) != 0


def _all(asked: Literals, named: Named, *, certain: bool) -> pl.Expr:
    columns = [pl.col(named.setdefault((column, classes, certain), f"c{len(named)}")) for column, classes in asked]
    return reduce(and_, columns) if columns else pl.lit(value=True)


def _highest(levels: Sequence[Sequence[pl.Expr]]) -> pl.Expr:
    places = pl.lit(0, dtype=pl.UInt8)
    for level, conditions in enumerate(levels):
        if conditions and level:
            places = pl.when(reduce(or_, conditions)).then(pl.lit(level, dtype=pl.UInt8)).otherwise(places)
    return places
