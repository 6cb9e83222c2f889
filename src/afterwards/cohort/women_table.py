"""The table of women as it comes: Parquet or CSV, its columns checked, in pieces of 65,536 rows.

A column named by a fact is that fact. Any other is kept as it is, unless it looks like a fact whose name is not spelt right.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from afterwards.cohort.pieces import ROWS
from afterwards.errors import BadFacts, FactError
from afterwards.pack.entries import Entry
from afterwards.pack.model import Pack
from afterwards.person.ageing import TOLD_AT
from afterwards.person.told import ASKED_OF, echo

ALIKE = 0.8
"""How alike a name must be to that of a fact (0 to 1, by `difflib`) to be taken for it, spelt wrong."""
BLOCK = 1 << 23
"""Bytes of a CSV file that are read at a time."""
NO_COLUMN = ("text", "levels")
"""The kinds of facts that no column can hold; they change no answer."""


class WomenTable:
    """A table in a file. Raises `BadFacts` with everything that is wrong with its columns."""

    def __init__(self, pack: Pack, path: Path, reserved: Collection[str]) -> None:
        self._path = path
        self._is_csv = path.suffix.lower() == ".csv"
        schema = self._schema()
        complaints = list(_complaints(pack, schema, reserved))
        self.facts = [name for name in schema.names if name in pack.facts]
        """The columns that are facts, in the order of the file."""
        self.others = [name for name in schema.names if name not in pack.facts]
        """The columns that are kept."""
        if not self.facts and not complaints:
            remedy = "Name the columns as docs/facts.md does, such as guide or bleeding_now; in CSV put commas between them."
            complaints = [FactError("", echo(", ".join(schema.names)), "a column named by a fact", "No column is a fact.", remedy)]
        if complaints:
            raise BadFacts(complaints)
        self.dated = [name for name in self.facts if pack.facts[name].kind == "date"]
        self.rows = self._rows()
        """How many rows it has; of CSV about so many."""
        self.kept = pa.schema([schema.field(name) for name in self.others])

    def pieces(self) -> Iterator[pa.RecordBatch]:
        """The rows in order. Raises `BadFacts` where the file cannot be read to its end."""
        try:
            if self._is_csv:
                yield from self._csv()
            else:
                with pq.ParquetFile(self._path, read_dictionary=self._text) as file:
                    yield from file.iter_batches(ROWS)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise _unreadable(error) from None

    def _schema(self) -> pa.Schema:
        try:
            if self._is_csv:
                self._names = _header(self._path)
                return pa.schema([(name, pa.string()) for name in self._names])
            with pq.ParquetFile(self._path) as file:
                schema = file.schema_arrow
            self._text = [field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)]
            return schema
        except FileNotFoundError:
            raise _bad("", "a file that can be read", "There is no such file.", "Name a Parquet or CSV file that exists.") from None
        except IsADirectoryError:
            raise _bad("", "a file", "This is a folder.", "Name one Parquet or CSV file.") from None
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise _unreadable(error) from None

    def _rows(self) -> int:
        if not self._is_csv:
            return int(pq.read_metadata(self._path).num_rows)
        with self._path.open("rb") as file:
            return max(sum(block.count(b"\n") for block in iter(lambda: file.read(BLOCK), b"")) - 1, 0)

    def _csv(self) -> Iterator[pa.RecordBatch]:
        uneven: list[tuple[int, int]] = []

        def note(row: pc.InvalidRow) -> str:
            uneven.append((row.actual_columns, row.expected_columns))
            return "skip"

        reading = pc.ReadOptions(block_size=BLOCK, use_threads=False)
        parsing = pc.ParseOptions(invalid_row_handler=note, newlines_in_values=True)
        kinds = dict.fromkeys(self._names, pa.string())
        converting = pc.ConvertOptions(column_types=kinds, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=True)
        done = 0
        waiting: list[pa.RecordBatch] = []
        for batch in pc.open_csv(self._path, reading, parsing, converting):
            if uneven:
                cells, columns = uneven[0]
                problem = f"After row {done} there is a row with {cells} cells, where the header names {columns} columns."
                raise _bad(
                    "", "a cell for each column in every row", problem, "Mend that row. A comma inside a cell needs quotes around the cell."
                )
            waiting.append(batch)
            done += batch.num_rows
            if sum(part.num_rows for part in waiting) >= ROWS:
                whole = pa.Table.from_batches(waiting)
                full = whole.num_rows // ROWS * ROWS
                yield from _batches(whole.slice(0, full))
                waiting = whole.slice(full).to_batches()
        if uneven:
            raise _bad(
                "", "a cell for each column in every row", f"A row after row {done} has more or fewer cells than the header.", "Mend it."
            )
        if waiting:
            yield from _batches(pa.Table.from_batches(waiting))


def _batches(table: pa.Table) -> Iterator[pa.RecordBatch]:
    for first in range(0, table.num_rows, ROWS):
        part = table.slice(first, ROWS).combine_chunks()
        yield pa.RecordBatch.from_arrays([column.combine_chunks() for column in part.columns], schema=table.schema)


def _header(path: Path) -> list[str]:
    """The names of the columns of a CSV file, which may have none that is a fact."""
    options = pc.ReadOptions(block_size=BLOCK, use_threads=False)
    try:
        with pc.open_csv(path, options, pc.ParseOptions(invalid_row_handler=lambda _: "skip", newlines_in_values=True)) as file:
            return list(file.schema.names)
    except pa.ArrowInvalid as error:
        if "Empty CSV" in str(error):
            raise _bad("", "a header and rows", "The file is empty.", "Begin it with the names of its columns.") from None
        raise


def _complaints(pack: Pack, schema: pa.Schema, reserved: Collection[str]) -> Iterator[FactError]:
    for name in dict.fromkeys(schema.names):
        if schema.names.count(name) > 1:
            yield FactError(str(echo(name)), "", "each column once", f"{echo(name)}: two columns have this name.", "Keep one of them.")
        entry = pack.facts.get(name)
        if entry:
            yield from _of_kind(entry, schema.field(schema.get_field_index(name)).type)
        elif name == TOLD_AT:
            problem = "told_at: facts of another time are not counted on here."
            yield FactError(name, "", "facts as they are on --today", problem, "Bring the facts to that day, and leave the column out.")
        elif name == ASKED_OF:
            problem = "asked_of: a list is told as a whole here."
            yield FactError(name, "", "lists told as a whole", problem, "Leave out the column, and the lists told in part.")
        elif near := _nearest(pack, name):
            remedy = f"If it is {near}, name it so; if not, give it a name less like a fact's."
            yield FactError(str(echo(name)), "", near, f"{echo(name)}: it is no fact, but looks like {near} not spelt right.", remedy)
        elif name in reserved:
            problem = f"{echo(name)}: a column of the answers has this name."
            yield FactError(str(echo(name)), "", "another name", problem, "Give the column another name.")


def _nearest(pack: Pack, name: str) -> str:
    """The fact that a name is, but for its spelling; "" for none."""
    plain = re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")
    if plain in pack.facts:
        return plain
    # `medicines.warfarin` is what the engine calls a value of a list.
    first = name.split(".")[0]
    if first in pack.facts:
        return first
    return next(iter(difflib.get_close_matches(plain, pack.facts, n=1, cutoff=ALIKE)), "")


def _of_kind(entry: Entry, kind: pa.DataType) -> Iterator[FactError]:
    """What is wrong with the type of a column of this fact."""
    types = pa.types
    if entry.kind in NO_COLUMN:
        problem = f"{entry.name}: it changes no answer, and no column can hold it."
        yield FactError(entry.name, "", "no column", problem, "Leave the column out.")
        return
    inner = kind.value_type if types.is_dictionary(kind) else kind
    text = types.is_string(inner) or types.is_large_string(inner) or types.is_string_view(inner)
    allowed = {"number": "numbers or text", "date": "dates or text such as 2026-11-24", "list": "lists of text, or text such as a|b"}
    fits = text or types.is_null(kind)
    if entry.kind == "number":
        fits |= types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind)
    elif entry.kind == "date":
        fits |= types.is_date(kind)
    elif entry.kind == "list":
        fits |= (types.is_list(kind) or types.is_large_list(kind)) and (
            types.is_string(kind.value_type) or types.is_large_string(kind.value_type)
        )
    if not fits:
        wanted = allowed.get(entry.kind, f"text: {', '.join(entry.values)}, unknown")
        yield FactError(entry.name, str(kind), wanted, f"{entry.name}: its column is {kind}, not {wanted}.", "Write the column so.")


def _bad(name: str, allowed: str, problem: str, remedy: str) -> BadFacts:
    return BadFacts([FactError(name, "", allowed, problem, remedy)])


def _unreadable(error: Exception) -> BadFacts:
    """A file that is not what its name says. What it holds is not repeated."""
    if "UTF8" in str(error) or "UTF-8" in str(error):
        return _bad("", "text in UTF-8", "The file is not text in UTF-8.", "Save it as UTF-8.")
    problem = "The file cannot be read as its name says: .csv is CSV, any other is Parquet."
    return _bad("", "a Parquet or CSV file", problem, "Name a whole Parquet or CSV file.")


def names_of(outcomes: Sequence[str], *, reasons: bool) -> list[str]:
    """The columns of the answers, of each outcome in turn."""
    ends = ("low", "high", "settled", *(("rules", "open_rules") if reasons else ()))
    return [f"{name}_{end}" for name in outcomes for end in ends]
