"""The answers by Spark: each piece of the coded table goes whole to a worker, which evaluates it by the masks of `masks`.

Spark's own SQL is not used: a plan of this size is more than its compiler takes into one method, and a row of so many columns is slow to
take apart. On a cluster the folder for what lies in between must be one that every worker reaches.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from afterwards.cohort.masks import places_of
from afterwards.cohort.plan import Outcome, Plan

NUMBER, CONTENT = "number", "content"
"""The columns of what goes out and comes back: which piece it is, and the piece as Arrow writes it."""
MEMORY = "1g"
"""What the program that plans the work may take; the work itself is done by workers in Python."""


def with_spark(plan: Plan, pieces: Iterable[pa.RecordBatch], between: Path) -> Generator[pa.RecordBatch, None, None]:
    """By Spark, on this computer or where `SPARK_MASTER` says. The pieces are written out first, and read back in order."""
    coded, answered = between / "coded", between / "answered"
    coded.mkdir()
    count = 0
    for count, piece in enumerate(pieces, start=1):
        row = pa.Table.from_pydict({NUMBER: pa.array([count], pa.int64()), CONTENT: pa.array([_written(piece)], pa.binary())})
        pq.write_table(row, coded / f"{count:06}.parquet", compression="none")
    if not count:
        return
    warnings.filterwarnings("ignore", module="pyspark")
    session = _session(between)
    try:
        table = session.read.parquet(str(coded)).repartition(count)
        table.mapInArrow(_evaluating(plan.outcomes), f"{NUMBER} bigint, {CONTENT} binary").write.parquet(str(answered))
    finally:
        session.stop()
    # One file is one task, and its pieces are as large as their women are many: only one is open at a time.
    files = {
        int(number): path for path in answered.glob("*.parquet") for number in pq.read_table(path, columns=[NUMBER]).column(0).to_pylist()
    }
    for number in range(1, count + 1):
        rows = pq.read_table(files[number])
        row = rows.column(NUMBER).to_pylist().index(number)
        yield _read(rows.column(CONTENT)[row].as_buffer())


def _session(between: Path) -> SparkSession:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    master = os.environ.get("SPARK_MASTER", f"local[{os.cpu_count() or 1}]")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": MEMORY,
        "spark.local.dir": str(between),
        "spark.sql.warehouse.dir": str(between / "warehouse"),
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "1",
        "spark.log.level": "ERROR",
    }
    if master.startswith("local"):
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    builder = SparkSession.builder.master(master).appName("afterwards cohort")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _evaluating(outcomes: Sequence[Outcome]) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def evaluate(rows: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in rows:
            answered = [_written(places_of(outcomes, _read(content.as_buffer()))) for content in batch.column(CONTENT)]
            yield pa.RecordBatch.from_arrays([batch.column(NUMBER), pa.array(answered, pa.binary())], [NUMBER, CONTENT])

    return evaluate


def _written(batch: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as stream:
        stream.write_batch(batch)
    return bytes(sink.getvalue())


def _read(content: pa.Buffer) -> pa.RecordBatch:
    with pa.ipc.open_stream(content) as stream:
        batch: pa.RecordBatch = stream.read_next_batch()
    return batch
