"""Made-up women as a table, always the same for a seed: what `afterwards cohort` is measured, tried and shown on.

No share here is evidence: each is chosen so that every kind of answer occurs. Some facts are not told, some answered "not sure".
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from afterwards import load_pack
from afterwards.pack.entries import Entry
from afterwards.pack.model import Pack

TODAY = date(2026, 11, 24)
UNSURE, UNTOLD, USUAL = 0.02, 0.06, 0.9
"""Shares of "not sure", of not told, and among the others of the value that means nothing is there."""
STEP = 65_536
"""Rows drawn at a time."""
CHOSEN: Mapping[str, Mapping[str, float]] = {
    "guide": {"after_loss": 0.8, "contraception_only": 0.15, "pregnant": 0.05},
    "loss_kind": {"miscarriage": 0.7, "abortion": 0.2, "ectopic": 0.06, "molar": 0.01, "later_loss": 0.03},
    "management": {"waited": 0.4, "medicine": 0.35, "surgery": 0.25},
    "bleeding_now": {"none": 0.5, "spotting": 0.2, "light": 0.15, "like_a_period": 0.12, "heavy": 0.03},
    "had_sex_since_loss": {"yes": 0.5, "no": 0.5},
    "unprotected_sex_since_loss": {"yes": 0.4, "no": 0.6},
    "never_given_birth": {"yes": 0.5, "no": 0.5},
    "breastfeeding": {"yes": 0.1, "no": 0.9},
}
NUMBERS: Mapping[str, tuple[float, float, float]] = {
    "weeks_pregnant": (4, 24, 1),
    "age": (15, 50, 1),
    "height_cm": (150, 185, 1),
    "weight_kg": (48, 120, 1),
    "systolic_mmhg": (95, 165, 1),
    "diastolic_mmhg": (55, 94, 1),
    "temperature_c": (36, 39, 0.1),
    "cigarettes_per_day": (1, 30, 1),
    "hours_since_unprotected_sex": (1, 120, 1),
    "pads_soaked_per_hour": (0, 3, 1),
    "low_mood_score": (0, 6, 1),
    "anxiety_score": (0, 6, 1),
}
"""Of each number the lowest, the highest and the step."""
OTHERS = (
    *("loss_date", "loss_complete", "rhesus", "anti_d_given", "large_clots", "bleeding_course", "pain", "shoulder_tip_pain"),
    *("fainted_or_collapsed", "feels_feverish", "discharge", "sepsis_signs", "breathless_or_chest_pain", "leg_swelling_or_pain"),
    *("dizzy_or_lightheaded", "headache_or_sight", "self_harm_thoughts", "pregnancy_test", "period_back", "pregnancy_goal", "body_ready"),
    *("mind_ready", "smoker", "using_now", "hypertension", "high_bp_in_pregnancy", "clot_now", "clot_past", "thrombophilia"),
    *("heart_condition", "stroke_or_tia", "has_migraine", "migraine", "has_diabetes", "diabetes", "epilepsy", "has_lupus", "lupus"),
    *("liver_or_gallbladder", "viral_hepatitis", "breast_concern", "breast_cancer", "hiv_concern", "hiv", "past_ectopic", "medicines"),
)
FACTS = (*CHOSEN, *NUMBERS, *OTHERS)


def women(pack: Pack, rows: int, seed: int, names: Sequence[str] = FACTS) -> pa.Table:
    """So many made-up women, with an `id`."""
    chance = np.random.default_rng(seed)
    columns = [_column(pack.facts[name], rows, chance) for name in names]
    return pa.Table.from_arrays([pa.array(np.arange(1, rows + 1)), *columns], ["id", *names])


def _column(entry: Entry, rows: int, chance: np.random.Generator) -> pa.Array:
    untold = chance.random(rows) < UNTOLD
    if entry.kind == "number":
        low, high, step = NUMBERS.get(entry.name, (entry.low, entry.high, 1))
        numbers = np.round(low + step * chance.integers(0, round((high - low) / step) + 1, rows), 1)
        return pa.array(numbers, mask=untold)
    if entry.kind == "date":
        days = [TODAY - timedelta(days=int(number)) for number in range(400)]
        return pa.DictionaryArray.from_arrays(pa.array(chance.integers(0, 400, rows), mask=untold), pa.array(days)).dictionary_decode()
    if entry.kind == "list":
        lists = [[], *([value] for value in entry.values), [*entry.values][:2], ["lamotrigine", "folic acid"], ["unknown"]]
        which = np.where(chance.random(rows) < USUAL, 0, chance.integers(0, len(lists), rows))
        return pa.array(lists, pa.list_(pa.string())).take(pa.array(which, mask=untold))
    values: list[str] = [*entry.values]
    shares = np.full(len(entry.values), 1 / len(entry.values))
    if entry.name in CHOSEN:
        values, shares = [*CHOSEN[entry.name]], np.array([*CHOSEN[entry.name].values()])
    elif entry.absent in values:
        shares = np.full(len(values), (1 - USUAL) / (len(values) - 1))
        shares[values.index(str(entry.absent))] = USUAL
    which = chance.choice(len(values), rows, p=shares)
    which[chance.random(rows) < UNSURE] = len(values)
    return pa.DictionaryArray.from_arrays(pa.array(which.astype(np.int32), mask=untold), pa.array([*values, "unknown"])).dictionary_decode()


def main() -> None:
    """`python benchmarks/women.py ROWS FILE`."""
    parser = argparse.ArgumentParser(description="Made-up women as a Parquet table.")
    parser.add_argument("rows", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=20261124)
    options = parser.parse_args()
    pack = load_pack()
    first, number = 0, 0
    writer: pq.ParquetWriter | None = None
    while first < options.rows:
        table = women(pack, min(STEP, options.rows - first), options.seed + number)
        table = table.set_column(0, "id", pa.array(np.arange(first + 1, first + table.num_rows + 1)))
        writer = writer or pq.ParquetWriter(options.file, table.schema)
        writer.write_table(table)
        first, number = first + table.num_rows, number + 1
    if writer:
        writer.close()


if __name__ == "__main__":
    main()
