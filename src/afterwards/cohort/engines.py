"""The engines: each takes the coded table piece by piece and gives, piece by piece, the lowest and highest place of each outcome.

Whatever the engine, the answers are the same: the conditions come from one plan. Its library is looked for when it is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from pathlib import Path

import pyarrow as pa

from afterwards.cohort.masks import places_of
from afterwards.cohort.plan import Plan

Engine = Callable[[Plan, Iterable[pa.RecordBatch], Path], Generator[pa.RecordBatch, None, None]]
"""From the plan, the pieces and a folder for what lies in between to the places, one batch for each piece, in order."""


def engine_named(name: str) -> Engine:
    """The engine. Raises `ImportError` when its library is not installed."""
    if name == "duckdb":
        from afterwards.cohort.with_duckdb import with_duckdb

        return with_duckdb
    if name == "polars":
        from afterwards.cohort.with_polars import with_polars

        return with_polars
    if name == "spark":
        from afterwards.cohort.with_spark import with_spark

        return with_spark
    return with_numpy


def with_numpy(plan: Plan, pieces: Iterable[pa.RecordBatch], _between: Path) -> Generator[pa.RecordBatch, None, None]:
    """By masks, in this process."""
    for piece in pieces:
        yield places_of(plan.outcomes, piece)
