"""`afterwards cohort` on four engines, beside the guide of each woman alone (checks 21, 23 and 24 of what must hold).

`make test-interop` runs it with DuckDB, NumPy, Polars and Spark; a plain run of the tests does not collect it.
"""

from __future__ import annotations

import csv
import json
import os
import random
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
import pytest

import cohort_example
from afterwards import guide
from afterwards.cohort.arguments import ENGINES
from afterwards.errors import BadFacts
from afterwards.pack.model import Pack
from tests.people import values_of
from women import TODAY, women

REPOSITORY = Path(__file__).resolve().parent.parent.parent
ROWS = 50_000
SAMPLED = 3_000
MEDICINES = ("lamotrigine", "warfarin", "Lamictal", "no such medicine")
Facts = dict[str, Any]


def run(*arguments: str | Path, status: int = 0, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """`afterwards cohort` as a person runs it."""
    command = [sys.executable, "-m", "afterwards", "cohort", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def table(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made-up women as Parquet."""
    path = tmp_path_factory.mktemp("women") / "women.parquet"
    pq.write_table(women(pack, ROWS, 7), path)
    return path


@pytest.fixture(scope="module")
def answered(table: Path) -> dict[str, Path]:
    """The folder that each engine made of them."""
    folders = {engine: table.parent / engine for engine in ENGINES}
    for engine, folder in folders.items():
        began = time.monotonic()
        done = run(table, folder, "--engine", engine, "--today", TODAY.isoformat())
        print(f"{engine}: {time.monotonic() - began:.1f} s for {ROWS:,} women; {done.stdout.splitlines()[0]}")
    return folders


@pytest.mark.parametrize("file", ["totals.json", "refused.csv"])
def test_the_totals_are_the_same_from_each_engine(answered: Mapping[str, Path], file: str) -> None:
    """R24, check 21."""
    assert len({(folder / file).read_bytes() for folder in answered.values()}) == 1
    assert {path.name for path in answered["spark"].iterdir()} == {"answers.parquet", "totals.json", "refused.csv"}


def test_the_answers_are_the_same_from_each_engine(answered: Mapping[str, Path]) -> None:
    tables = [pq.read_table(folder / "answers.parquet") for folder in answered.values()]
    assert all(other.equals(tables[0]) for other in tables)
    assert tables[0].num_rows == ROWS


def drawn(pack: Pack, rows: int, seed: int) -> list[Facts]:
    """Women of whom anything may be told: every fact that a column can hold, at the places where rules change their mind."""
    chance = random.Random(seed)
    names = [name for name, entry in pack.facts.items() if entry.kind not in ("text", "levels")]
    told_often = ("guide", "loss_kind", "signs_today", "weeks_pregnant", "days_since_loss", "loss_date", "height_cm", "weight_kg", "bmi")
    people = []
    for _ in range(rows):
        share = chance.choice((0.03, 0.1, 0.3))
        chosen = [name for name in names if chance.random() < share * (4 if name in told_often else 1)]
        people.append({name: "unknown" if chance.random() < 0.05 else value_of(pack, name, chance) for name in chosen})
    return people


def value_of(pack: Pack, name: str, chance: random.Random) -> object:
    entry = pack.facts[name]
    if entry.kind == "date":
        return date.fromordinal(TODAY.toordinal() - chance.choice((0, 1, 5, 20, 21, 42, 90, 400, 1000))).isoformat()
    if entry.kind == "list":
        return chance.sample([*entry.values, *(MEDICINES if name == "medicines" else ())], chance.choice((0, 1, 1, 2)))
    if entry.kind == "number":
        tables = (pack.table, pack.contraception.table) if pack.contraception else (pack.table,)
        known = any(name in table.classes for table in tables)
        return float(chance.choice(values_of(name) if known else (entry.low, entry.high, (entry.low + entry.high) // 2)))
    return chance.choice([*entry.values])


def as_csv(people: list[Facts], path: Path) -> None:
    names = list(dict.fromkeys(name for facts in people for name in facts))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", *names))
        for number, facts in enumerate(people):
            writer.writerow((number, *(cell(facts.get(name)) for name in names)))


def cell(value: object) -> object:
    return "" if value is None else ("|".join(value) or "|") if isinstance(value, list) else value


def expected(pack: Pack, facts: Facts, guideline: str, *, closed: bool) -> dict[str, object] | None:
    """Her answers as `guide --json` has them, by the columns of the cohort; None where her facts are refused."""
    try:
        made = guide(facts, today=TODAY, guideline=guideline, closed_world=closed, pack=pack).to_dict()
    except BadFacts:
        return None
    columns: dict[str, object] = {}
    for name, answer in made["decisions"].items():
        certain = [rule["id"] for rule in answer["rules"] if rule["certain"]]
        columns |= {f"{name}_{end}": answer[end] for end in ("low", "high", "settled")}
        columns |= {f"{name}_rules": certain, f"{name}_open_rules": [rule["id"] for rule in answer["rules"] if not rule["certain"]]}
    for method in made.get("methods", ()):
        columns |= {f"{method['method']}_{end}": method[end] for end in ("low", "high", "settled")}
    return columns


@pytest.mark.parametrize(
    ("guideline", "closed", "engine"), [("uk", False, "duckdb"), ("us", True, "numpy"), ("who", True, "polars"), ("uk", True, "numpy")]
)
def test_each_woman_has_the_answers_of_her_guide(pack: Pack, tmp_path: Path, guideline: str, closed: bool, engine: str) -> None:
    """Check 21: in every decision and method, and in the rules behind the decisions; in the four together more than 3,000 women."""
    people = drawn(pack, SAMPLED // 4 + 150, ENGINES.index(engine) + 10 * closed)
    as_csv(people, tmp_path / "women.csv")
    more = ["--closed-world"] if closed else []
    run(
        tmp_path / "women.csv",
        tmp_path / "out",
        "--guideline",
        guideline,
        "--today",
        TODAY.isoformat(),
        "--engine",
        engine,
        "--reasons",
        *more,
    )
    rows = pq.read_table(tmp_path / "out" / "answers.parquet").to_pylist()
    refused = {row for row, _, _ in refusals(tmp_path / "out")}
    assert pack.contraception
    compared = 0
    for number, (facts, row) in enumerate(zip(people, rows, strict=True), start=1):
        wanted = expected(pack, facts, guideline, closed=closed)
        assert (wanted is None) == (number in refused), facts
        answers = {name: value for name, value in row.items() if name != "id" and not is_of_methods(pack, name)}
        assert {name: value for name, value in answers.items() if value is not None} == {
            name: value for name, value in (wanted or {}).items() if value is not None
        }, facts
        compared += wanted is not None
    assert compared > SAMPLED / 4 * 0.7
    print(f"{guideline}, {'closed' if closed else 'open'}, {engine}: {compared} women, 0 different")


def is_of_methods(pack: Pack, column: str) -> bool:
    """The reasons of a method are the guideline's conditions, which the guide names with more than the rules."""
    assert pack.contraception
    return any(column in (f"{method}_rules", f"{method}_open_rules") for method in pack.contraception.offered)


def refusals(out: Path) -> list[tuple[int, str, str]]:
    with (out / "refused.csv").open(encoding="utf-8", newline="") as file:
        return [(int(row["row"]), row["fact"], row["reason"]) for row in csv.DictReader(file)]


def test_rows_that_cannot_be_are_refused_by_their_number(tmp_path: Path) -> None:
    """Check 24: a value out of range, a wrong date, numbers that cannot go together; none of the values is repeated."""
    (tmp_path / "women.csv").write_text(
        "id,guide,temperature_c,loss_date,systolic_mmhg,diastolic_mmhg,height_cm,weight_kg,medicines\n"
        "a,after_loss,38.5,2026-11-01,120,80,165,60,lamotrigine|warfarin\n"
        "b,after_loss,77777,2026-11-01,,,,,\n"
        "c,after_loss,,2026-13-45,,,,,|\n"
        "d,after_loss,,2099-01-01,,,,,unknown\n"
        "e,after_loss,,,120,130,,,\n"
        "f,after_loss,,,,,230,25,\n"
        "g,sideways77777,,,,,,,\n"
        "h,after_loss,hot77777,,,,,,\n"
    )
    done = run(tmp_path / "women.csv", tmp_path / "out", "--today", "2026-11-24", "--engine", "numpy")
    assert refusals(tmp_path / "out") == [
        (2, "temperature_c", "out_of_range"),
        (3, "loss_date", "not_a_date"),
        (4, "loss_date", "out_of_range"),
        (5, "diastolic_mmhg", "impossible_together"),
        (6, "height_cm", "impossible_together"),
        (7, "guide", "not_one_of_its_values"),
        (8, "temperature_c", "not_a_number"),
    ]
    totals = json.loads((tmp_path / "out" / "totals.json").read_text())
    assert totals["refused"]["rows"] == 7
    assert totals["refused"]["reasons"]["temperature_c"] == {"not_a_number": 1, "out_of_range": 1}
    rows = pq.read_table(tmp_path / "out" / "answers.parquet").to_pylist()
    assert [row["id"] for row in rows] == [*"abcdefgh"]
    assert [row["urgency_high"] is None for row in rows] == [False, *[True] * 7]
    written = done.stdout + done.stderr + "".join(path.read_text() for path in (tmp_path / "out").glob("*.[cj]s*"))
    assert "7777" not in written
    assert "2099" not in written


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"guide": ["after_loss"], "bleedin_now": ["light"]}, "bleeding_now"),
        ({"guide": ["after_loss"], "Bleeding Now": ["light"]}, "bleeding_now"),
        ({"guide": ["after_loss"], "medicines.lamotrigine": ["yes"]}, "medicines"),
        ({"guide": ["after_loss"], "told_at": ["2026-11-24T10:00"]}, "told_at"),
        ({"guide": ["after_loss"], "name_for_loss": ["x"]}, "name_for_loss"),
        ({"guide": ["after_loss"], "epilepsy": [True]}, "epilepsy"),
        ({"guide": ["after_loss"], "urgency_low": ["mine"]}, "urgency_low"),
        ({"guide": ["after_loss"], "loss_date": [date(2026, 11, 1)]}, "--today"),
        ({"id": [1]}, "column"),
    ],
)
def test_a_column_that_cannot_be_used_is_named_and_nothing_is_written(tmp_path: Path, columns: dict[str, list[object]], said: str) -> None:
    """Check 24: exit 2 with the remedy."""
    pq.write_table(pa.table(columns), tmp_path / "women.parquet")
    assert said in run(tmp_path / "women.parquet", tmp_path / "out", status=2).stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", [b"", b"guide,pain\nafter_loss\n", b"guide,pain\nafter_loss,\xff\n", b"PAR1 no"])
def test_a_file_that_cannot_be_read_says_so(tmp_path: Path, content: bytes) -> None:
    for name in ("women.csv", "women.parquet"):
        (tmp_path / name).write_bytes(content)
        if name == "women.parquet" or content != b"PAR1 no":
            run(tmp_path / name, tmp_path / "out", status=2)
    run(tmp_path / "missing.parquet", tmp_path / "out", status=2)
    assert not (tmp_path / "out").exists()


def test_csv_and_parquet_of_the_same_women_have_the_same_totals(table: Path, answered: Mapping[str, Path], tmp_path: Path) -> None:
    whole = pq.read_table(table)
    lists = [cell(value) for value in whole.column("medicines").to_pylist()]
    text = whole.set_column(whole.schema.get_field_index("medicines"), "medicines", pa.array(lists, pa.string()))
    pcsv.write_csv(text, tmp_path / "women.csv")
    run(tmp_path / "women.csv", tmp_path / "out", "--today", TODAY.isoformat(), "--engine", "numpy")
    assert (tmp_path / "out" / "totals.json").read_bytes() == (answered["numpy"] / "totals.json").read_bytes()


def unfinished(folder: Path) -> Iterator[Path]:
    return folder.glob("*.unfinished")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_stopped_half_way_nothing_lies_under_its_name_and_the_next_run_is_whole(
    table: Path, answered: Mapping[str, Path], tmp_path: Path, how: signal.Signals
) -> None:
    """Check 23."""
    out, more = tmp_path / "out", tmp_path / "more.parquet"
    pq.write_table(pa.concat_tables([pq.read_table(table)] * 20), more)
    command = [sys.executable, "-m", "afterwards", "cohort", str(more), str(out), "--engine", "duckdb", "--today", TODAY.isoformat()]
    # Where the tests run in the background an interrupt is ignored, and a program would inherit that.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heard)
    while not any((folder / "aside").exists() and (folder / "aside").stat().st_size > 1000 for folder in unfinished(tmp_path)):
        assert program.poll() is None, program.communicate()
        time.sleep(0.02)
    program.send_signal(how)
    _, complaint = program.communicate()
    assert program.returncode == (130 if how == signal.SIGINT else -signal.SIGKILL)
    assert "Traceback" not in complaint
    assert not out.exists()
    assert len([*unfinished(tmp_path)]) == (how == signal.SIGKILL)
    run(table, out, "--today", TODAY.isoformat())
    assert (out / "totals.json").read_bytes() == (answered["duckdb"] / "totals.json").read_bytes()
    assert [*unfinished(tmp_path)] == []


def test_a_folder_of_somebody_else_is_left_alone(table: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    assert "mine.txt" in run(table, tmp_path / "out", "--today", TODAY.isoformat(), status=2).stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_small_numbers_are_kept_back_unless_asked_for(table: Path, answered: Mapping[str, Path], tmp_path: Path) -> None:
    few = pq.read_table(table).slice(0, 300)
    pq.write_table(few, tmp_path / "few.parquet")
    totals = {}
    for how in ("keep", "show"):
        run(tmp_path / "few.parquet", tmp_path / how, "--today", TODAY.isoformat(), "--engine", "numpy", "--small-numbers", how)
        totals[how] = json.loads((tmp_path / how / "totals.json").read_text())
    kept, shown = ([*counts_in(totals[how]["decisions"]), *counts_in(totals[how]["methods"])] for how in ("keep", "show"))
    assert None not in shown
    assert any(0 < count < 10 for count in shown if count)
    assert not any(0 < count < 10 for count in kept if count)
    assert all(count in (None, whole) for count, whole in zip(kept, shown, strict=True))


def counts_in(totals: object) -> Iterator[int | None]:
    if isinstance(totals, dict):
        for part in totals.values():
            yield from counts_in(part)
    else:
        assert totals is None or isinstance(totals, int)
        yield totals


def test_the_commands_of_the_page_run(tmp_path: Path, pack: Pack) -> None:
    """docs/embed-cohort.md: each command as it stands there, and the table and the picture are what they make."""
    page = (REPOSITORY / "docs" / "embed-cohort.md").read_text(encoding="utf-8")
    pq.write_table(women(pack, 500, 3), tmp_path / "women.parquet")
    blocks = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    commands = [line for block in blocks for line in block.splitlines() if not line.startswith("pip install")]
    assert len(commands) == 2
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "src")}
    for command in commands:
        words = shlex.split(command.replace("benchmarks/", f"{REPOSITORY}/benchmarks/"))
        program = [sys.executable, *(["-m", "afterwards"] if words[0] == "afterwards" else []), *words[1:]]
        done = subprocess.run(program, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    shares = cohort_example.different(pack, tmp_path / "example")
    assert cohort_example.as_table(pack, shares) in page
    assert (tmp_path / "example" / "cohort.svg").read_bytes() == (REPOSITORY / "docs" / "pictures" / "cohort.svg").read_bytes()
    names = [f"`{name}`" for name in ("urgency_low", "coc_low", "urgency_settled", "urgency_rules", "urgency_open_rules")]
    assert [name for name in names if name not in page] == []
