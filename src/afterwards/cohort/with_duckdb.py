"""The answers by one statement of SQL, made from the plan. Values never stand in it, only sets of classes as whole numbers."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from afterwards.cohort.pieces import ROWS, cut_alike, made_ahead
from afterwards.cohort.plan import Literals, Plan
from afterwards.verify.sql import highest


def statement(plan: Plan, table: str) -> str:
    """For each row of a coded table the lowest and highest place of each outcome, as `NUMBER_low` and `NUMBER_high`.

    Each literal is worked out once, as a column of its own, and rules are made of those columns.
    """
    literals: dict[str, str] = {}
    places = []
    for number, outcome in enumerate(plan.outcomes):
        possible = [[_all(plan, rule, literals, certain=False) for rule in outcome.rules_at(place)] for place in range(len(outcome.scale))]
        certain = [[_all(plan, prime, literals, certain=True) for prime in level] for level in outcome.primes]
        places.append(f'CAST({highest(certain, "")} AS UTINYINT) AS "{number}_low"')
        places.append(f'CAST({highest(possible, "")} AS UTINYINT) AS "{number}_high"')
    columns = ", ".join(f"{condition} AS {name}" for condition, name in literals.items())
    return f"WITH literals AS NOT MATERIALIZED (SELECT {columns} FROM {table}) SELECT {', '.join(places)} FROM literals"  # noqa: S608


def _all(plan: Plan, asked: Literals, literals: dict[str, str], *, certain: bool) -> str:
    names = []
    for column, classes in asked:
        number, fact, _ = plan.columns[column]
        outside = plan.tables[number].classes[fact].full & ~classes
        condition = f"({column} & {outside}) = 0" if certain else f"({column} & {classes}) <> 0"
        names.append(literals.setdefault(condition, f"c{len(literals)}"))
    return f"({' AND '.join(names) or 'true'})"


def with_duckdb(plan: Plan, pieces: Iterable[pa.RecordBatch], _between: Path) -> Generator[pa.RecordBatch, None, None]:
    """By DuckDB, in this process and without a file; in a thread of its own, for there an interrupt is not DuckDB's to answer."""
    yield from made_ahead(_answered(plan, pieces))


def _answered(plan: Plan, pieces: Iterable[pa.RecordBatch]) -> Generator[pa.RecordBatch, None, None]:
    """One statement, planned once, reads the pieces while they are made."""
    sizes: list[int] = []
    failed: list[BaseException] = []

    def read() -> Iterator[pa.RecordBatch]:
        try:
            for piece in pieces:
                sizes.append(piece.num_rows)
                yield piece
        except BaseException as error:  # DuckDB would only tell what it says
            failed.append(error)
            raise

    coded = pa.schema([(column, kind) for column, (_, _, kind) in plan.columns.items()])
    with duckdb.connect(":memory:") as database:
        database.register("piece", pa.RecordBatchReader.from_batches(coded, read()))
        try:
            yield from cut_alike(database.sql(statement(plan, "piece")).to_arrow_reader(ROWS), sizes)
        except (duckdb.Error, OSError):
            if failed:
                raise failed[0] from None
            raise
