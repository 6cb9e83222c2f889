"""One run of `afterwards cohort`: a table in, a folder of answers and totals out, by the engine chosen."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from afterwards.cohort.answers import answer_schema, answers_of, aside, aside_schema
from afterwards.cohort.coded import Coder
from afterwards.cohort.engines import engine_named
from afterwards.cohort.folder import ANSWERS, REFUSED, TOTALS, fresh_folder
from afterwards.cohort.pieces import made_ahead
from afterwards.cohort.plan import Plan, plan_of
from afterwards.cohort.progress import Progress
from afterwards.cohort.totals import Totals
from afterwards.cohort.women_table import WomenTable, names_of
from afterwards.errors import BadFacts, Expired, FactError
from afterwards.guide import check_guideline
from afterwards.pack.model import Pack
from afterwards.pack.words import words


@dataclass(frozen=True, slots=True)
class CohortOptions:
    """What was asked for. `today` None: no day was named, and `day` is taken for how old the pack is."""

    table: Path
    out: Path
    engine: str
    guideline: str
    today: date | None
    day: date
    closed: bool
    reasons: bool
    small_numbers: bool


@dataclass(frozen=True, slots=True)
class Done:
    """How many rows were evaluated and refused."""

    evaluated: int
    refused: int


def evaluate(pack: Pack, options: CohortOptions) -> Done:
    """Evaluate a table of women.

    Raises `BadFacts`, `Expired`, `NotOffered`, and `ImportError` without the engine's library; then OUT is as it was before.
    """
    check_guideline(pack, options.guideline)
    if pack.expired(options.day):
        raise Expired(words(pack, "term.expired", until=pack.info.answers_until.isoformat()))
    engine = engine_named(options.engine)
    plan = plan_of(pack, options.guideline, past_due=pack.past_due(options.day))
    source = WomenTable(pack, options.table, names_of([outcome.name for outcome in plan.outcomes], reasons=options.reasons))
    if source.dated and options.today is None:
        problem = f"{source.dated[0]}: there are dates, and no day on which they are looked at."
        raise BadFacts([FactError("today", "", "a day such as 2026-11-24", problem, "Give --today YYYY-MM-DD.")])
    coder = Coder(pack, plan, source.facts, options.day, closed=options.closed)
    tally, progress = Totals(plan.outcomes), Progress(source.rows)
    with fresh_folder(options.out) as folder, closing(progress):
        between = folder / "between"
        between.mkdir()
        made = _made(plan, coder, source, tally, folder, options, progress)
        # The engine is closed before the pieces, which it may still be reading.
        with closing(made_ahead(made)) as pieces, closing(engine(plan, pieces, between)) as answered:
            _write(plan, coder, source, tally, answered, folder, options, progress)
        edition = pack.info.guidelines[options.guideline].edition
        about = {
            "pack": {"id": pack.id, "version": pack.version, "past_due": pack.past_due(options.day)},
            "guideline": {"id": options.guideline, "edition": edition},
            "closed_world": options.closed,
        }
        (folder / TOTALS).write_text(tally.as_text(about, small_numbers=options.small_numbers), encoding="utf-8")
        _remove(folder)
    return Done(tally.evaluated, tally.refused)


def _made(
    plan: Plan, coder: Coder, source: WomenTable, tally: Totals, folder: Path, options: CohortOptions, progress: Progress
) -> Generator[pa.RecordBatch, None, None]:
    """The coded table, piece by piece; what is kept beside it goes into a file, and the rows refused into another."""
    schema = aside_schema(plan.outcomes, source.kept, reasons=options.reasons)
    done = 0
    with (
        pa.OSFile(str(folder / "aside"), "wb") as sink,
        pa.ipc.new_stream(sink, schema) as stream,
        (folder / REFUSED).open("w", encoding="utf-8", newline="") as file,
    ):
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("row", "fact", "reason"))
        for batch in source.pieces():
            coded = coder.code(batch)
            tally.add_refused(int(coded.refused.sum()), coded.refusals)
            table.writerows((done + refusal.row + 1, refusal.fact, refusal.reason) for refusal in coded.refusals)
            kept = pa.RecordBatch.from_arrays([_plain(batch.column(name)) for name in source.others], schema=source.kept)
            stream.write_batch(aside(plan.outcomes, kept, coded.sets, coded.concerns, coded.refused, schema))
            done += batch.num_rows
            progress.show(done, "Read")
            yield coded.sets


def _plain(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _write(
    plan: Plan,
    coder: Coder,
    source: WomenTable,
    tally: Totals,
    answered: Iterator[pa.RecordBatch],
    folder: Path,
    options: CohortOptions,
    progress: Progress,
) -> None:
    schema = answer_schema(plan.outcomes, source.kept, reasons=options.reasons)
    done = 0
    with pq.ParquetWriter(folder / ANSWERS, schema, compression="zstd") as writer:
        beside: pa.ipc.RecordBatchStreamReader | None = None
        for places in answered:
            # The stream that is still being written has every batch whose places have come.
            beside = beside or pa.ipc.open_stream(pa.OSFile(str(folder / "aside")))
            rows = beside.read_next_batch()
            writer.write_batch(answers_of(plan.outcomes, rows, places, coder.concerned, tally, schema))
            done += places.num_rows
            progress.show(done, "Evaluated")


def _remove(folder: Path) -> None:
    """What lay in between."""
    shutil.rmtree(folder / "between", ignore_errors=True)
    (folder / "aside").unlink()
