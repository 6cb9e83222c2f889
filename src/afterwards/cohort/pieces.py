"""Pieces of a table: several as one where an engine plans each time anew, and made in a thread of its own while another is evaluated."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from typing import TypeVar

import pyarrow as pa

ROWS = 65_536
"""The rows of a piece."""
AHEAD = 2
"""How many pieces are made before they are asked for."""
T = TypeVar("T")


def several(pieces: Iterable[pa.RecordBatch], most: int, work: Callable[[pa.Table], pa.Table]) -> Iterator[pa.RecordBatch]:
    """The outcome of a work that keeps rows in order, for up to so many pieces at once; a batch for each piece."""
    waiting: list[pa.RecordBatch] = []
    for piece in pieces:
        waiting.append(piece)
        if len(waiting) == most:
            yield from _worked(waiting, work)
            waiting = []
    if waiting:
        yield from _worked(waiting, work)


def _worked(pieces: list[pa.RecordBatch], work: Callable[[pa.Table], pa.Table]) -> Iterator[pa.RecordBatch]:
    answered = work(pa.Table.from_batches(pieces))
    first = 0
    for piece in pieces:
        yield _whole(answered.slice(first, piece.num_rows))
        first += piece.num_rows


def cut_alike(rows: pa.RecordBatchReader, sizes: Sequence[int]) -> Iterator[pa.RecordBatch]:
    """The same rows in batches of these sizes, which grow while the rows come: a size is there before its rows are."""
    done, waiting = 0, pa.Table.from_batches([], rows.schema)
    for batch in rows:
        waiting = pa.Table.from_batches([*waiting.to_batches(), batch], rows.schema)
        while done < len(sizes) and sizes[done] <= waiting.num_rows:
            yield _whole(waiting.slice(0, sizes[done]))
            waiting = waiting.slice(sizes[done])
            done += 1
    yield from (_whole(waiting.slice(0, size)) for size in sizes[done:])


def _whole(part: pa.Table) -> pa.RecordBatch:
    columns = [column.combine_chunks() for column in part.columns]
    return pa.RecordBatch.from_arrays(columns, part.column_names)


def made_ahead(things: Generator[T, None, None]) -> Generator[T, None, None]:
    """The same, made in a thread of its own. What goes wrong there is raised here; whoever stops asking stops the thread."""
    made: queue.Queue[tuple[bool, T | BaseException | None]] = queue.Queue(AHEAD)
    stopped = threading.Event()

    def put(whole: tuple[bool, T | BaseException | None]) -> None:
        while not stopped.is_set():
            try:
                return made.put(whole, timeout=0.1)
            except queue.Full:
                continue
        return None

    def make() -> None:
        try:
            with closing(things):
                for thing in things:
                    put((True, thing))
                    if stopped.is_set():
                        return
            put((False, None))
        except BaseException as error:  # whatever it is, it belongs to whoever asked
            put((False, error))

    thread = threading.Thread(target=make, daemon=True)
    thread.start()
    try:
        while True:
            more, thing = made.get()
            if isinstance(thing, BaseException):
                raise thing
            if not more:
                return
            yield thing  # type: ignore[misc]
    finally:
        stopped.set()
        thread.join()
