"""What is written of each woman: what was kept of her row, and of each outcome its lowest and highest level and whether it is settled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from afterwards.cohort.masks import Masks, reasons_of
from afterwards.cohort.plan import METHODS, Outcome
from afterwards.cohort.totals import Totals
from afterwards.pack.grids import SILENT

CONCERNS, REFUSED_ROW = "concerns", "refused"
"""Of a row kept aside: which outcomes it has, and whether it was refused."""
_RULES = pa.list_(pa.dictionary(pa.int32(), pa.string()))


def answer_schema(outcomes: Sequence[Outcome], kept: pa.Schema, *, reasons: bool) -> pa.Schema:
    """The columns of the answers."""
    fields = list(kept)
    for outcome in outcomes:
        level = pa.int8() if outcome.of == METHODS else pa.dictionary(pa.int8(), pa.string())
        fields += [pa.field(f"{outcome.name}_{end}", level) for end in ("low", "high")]
        fields.append(pa.field(f"{outcome.name}_settled", pa.bool_()))
        if reasons:
            fields += [pa.field(f"{outcome.name}_{kind}", _RULES) for kind in ("rules", "open_rules")]
    return pa.schema(fields)


def aside_schema(outcomes: Sequence[Outcome], kept: pa.Schema, *, reasons: bool) -> pa.Schema:
    """What is put aside of each row until its places are there."""
    lists = [pa.field(f"{outcome.name}_{kind}", _RULES) for outcome in outcomes for kind in ("rules", "open_rules")] if reasons else []
    return pa.schema([*kept, pa.field(f"{CONCERNS} ", pa.uint8()), pa.field(f"{REFUSED_ROW} ", pa.bool_()), *lists])


def aside(
    outcomes: Sequence[Outcome], kept: pa.RecordBatch, sets: pa.RecordBatch, concerns: np.ndarray, refused: np.ndarray, schema: pa.Schema
) -> pa.RecordBatch:
    """What is put aside of a piece; the rules by the masks, whichever engine works out the places."""
    columns = [*kept.columns, pa.array(concerns), pa.array(refused)]
    if len(columns) < len(schema):
        masks = Masks(sets)
        for outcome in outcomes:
            columns += reasons_of(outcome, masks)
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def answers_of(
    outcomes: Sequence[Outcome],
    beside: pa.RecordBatch,
    places: pa.RecordBatch,
    concerned: Sequence[tuple[bool, ...]],
    tally: Totals,
    schema: pa.Schema,
) -> pa.RecordBatch:
    """The rows of the answers, and their counts put into the totals."""
    names = beside.schema.names
    first = names.index(f"{CONCERNS} ")
    concerns = beside.column(first).to_numpy()
    counts = np.bincount(concerns[~beside.column(first + 1).to_numpy(zero_copy_only=False)], minlength=len(concerned))
    tally.add_groups([*concerned], counts.tolist())
    columns = beside.columns[:first]
    for number, outcome in enumerate(outcomes):
        hers = np.array([group[number] for group in concerned])[concerns]
        low, high = (np.maximum(places.column(f"{number}_{end}").to_numpy(), outcome.floor) for end in ("low", "high"))
        tally.add(number, low[hers], high[hers])
        columns += [_levels(outcome, low, ~hers), _levels(outcome, high, ~hers), pa.array(low == high, mask=~hers)]
        if len(names) > first + 2:
            for kind in ("rules", "open_rules"):
                rules = beside.column(names.index(f"{outcome.name}_{kind}", first + 2))
                columns.append(rules if hers.all() else _where(rules, hers))
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _levels(outcome: Outcome, places: np.ndarray, none: np.ndarray) -> pa.Array:
    """The levels as text, or the categories as numbers with nothing where the guideline is silent."""
    if outcome.of == METHODS:
        categories = np.array([0 if level == SILENT else int(level) for level in outcome.scale], np.int8)[places]
        return pa.array(categories, mask=none | (categories == 0))
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int8), mask=none), pa.array(outcome.scale))


def _where(rules: pa.Array, hers: np.ndarray) -> pa.Array:
    """Nothing where the outcome does not concern her."""
    return rules.take(pa.array(np.arange(len(hers)), mask=~hers))
