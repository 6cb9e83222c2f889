"""One column of facts: of each row a code for what was told, and why a value cannot be used.

Values are judged by the reader of the facts of one person, once for each that differs. Nothing not told has the code 0.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from afterwards.cohort.points import stretch
from afterwards.errors import BadFacts
from afterwards.pack.entries import Entry
from afterwards.pack.model import Pack
from afterwards.person.told import UNKNOWN, read_facts

BETWEEN = "|"
"""What stands between the values of a list written as text; alone it is a list with nothing in it."""
NOT_TOLD = 0
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_REASONS = {"number": "not_a_number", "date": "not_a_date", "list": "not_in_the_list"}
Facts = dict[str, object]


class FactColumn:
    """The codes of one fact. With `points` numbers of one stretch share a code; without, each number has its own."""

    def __init__(self, pack: Pack, entry: Entry, today: date, points: Sequence[float] | None) -> None:
        self.entry = entry
        self.facts: list[Facts] = [{}]
        """Of each code the facts it stands for: none, or this one with its value."""
        self.reasons: list[str] = [""]
        """Of each code why its value cannot be used; "" for nothing."""
        self._pack, self._today, self._points = pack, today, points
        self._codes: dict[object, int] = {}

    def codes(self, column: pa.Array) -> np.ndarray:
        """The code of each row."""
        kind = column.type
        if pa.types.is_list(kind) or pa.types.is_large_list(kind):
            return self._of_lists(column)
        if pa.types.is_dictionary(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
            return self._of_text(column, self._text_code)
        if pa.types.is_date(kind):
            return self._of_text(column.cast(pa.date32()).cast(pa.string()), self._text_code)
        if pa.types.is_null(kind):
            return np.zeros(len(column), np.int32)
        return self._of_numbers(column)

    def _of_text(self, column: pa.Array, code_of: object) -> np.ndarray:
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        assert callable(code_of)
        table = np.array([*(code_of(text) for text in column.dictionary.to_pylist()), NOT_TOLD], np.int32)
        return table[_indices(column.indices, len(table) - 1)]

    def _of_lists(self, column: pa.Array) -> np.ndarray:
        joined = pc.binary_join(column.cast(pa.list_(pa.string())), BETWEEN)
        codes = self._of_text(joined, self._joined_code)
        # A list with a null in it has no text, and is not a list that was not told.
        broken = pc.and_(joined.is_null(), column.is_valid()).to_numpy(zero_copy_only=False)
        if broken.any():
            codes[broken] = self._code("a null in a list", {self.entry.name: None})
        return codes

    def _of_numbers(self, column: pa.Array) -> np.ndarray:
        column = column.cast(pa.float64()).dictionary_encode()
        table = np.array([*(self._number_code(number) for number in column.dictionary.to_pylist()), NOT_TOLD], np.int32)
        return table[_indices(column.indices, len(table) - 1)]

    def _text_code(self, text: str) -> int:
        """The code of a value written as text, as a file of comma-separated values has it. Nothing written is not told."""
        code = self._codes.get(text)
        if code is None:
            code = self._codes[text] = self._new_text_code(text)
        return code

    def _new_text_code(self, text: str) -> int:
        written = text.strip()
        if not written:
            return NOT_TOLD
        if written == UNKNOWN:
            return self._code(UNKNOWN, {self.entry.name: UNKNOWN})
        if self.entry.kind == "number" and _NUMBER.fullmatch(written):
            return self._number_code(float(written))
        if self.entry.kind == "list":
            return self._code(("list", written), {self.entry.name: [item.strip() for item in written.split(BETWEEN) if item.strip()]})
        return self._code(("text", written), {self.entry.name: written})

    def _joined_code(self, text: str) -> int:
        """The code of a list, joined to one text."""
        if not text:
            return self._code(("list", ""), {self.entry.name: []})
        return self._text_code(text)

    def _number_code(self, number: float) -> int:
        if number != number:
            return self._code("not a number", {self.entry.name: number})
        key = number if self._points is None else stretch(self._points, number)
        return self._code(("number", key), {self.entry.name: number})

    def _code(self, key: object, facts: Facts) -> int:
        code = self._codes.get(key)
        if code is None:
            code = self._codes[key] = len(self.facts)
            reason = ""
            try:
                read_facts(self._pack, facts, self._today)
            except BadFacts:
                reason = self._reason(facts[self.entry.name])
            self.facts.append({} if reason else facts)
            self.reasons.append(reason)
        return code

    def _reason(self, value: object) -> str:
        """Why a value is refused, in a word that does not tell the value."""
        if self.entry.kind == "number" and isinstance(value, float) and value == value:
            return "out_of_range"
        if self.entry.kind == "date" and isinstance(value, str):
            try:
                date.fromisoformat(value)
            except ValueError:
                return "not_a_date"
            return "out_of_range"
        return _REASONS.get(self.entry.kind, "not_one_of_its_values")


def _indices(indices: pa.Array, absent: int) -> np.ndarray:
    """Where each row's text stands in the dictionary; `absent` for none. Arrow's own ways of filling gaps take ten times as long."""
    valid, data = indices.buffers()
    places = np.frombuffer(data, indices.type.to_pandas_dtype())[indices.offset : indices.offset + len(indices)]
    if not indices.null_count:
        return places
    bits = np.unpackbits(np.frombuffer(valid, np.uint8), count=indices.offset + len(indices), bitorder="little")[indices.offset :]
    return np.where(bits, places, absent)
