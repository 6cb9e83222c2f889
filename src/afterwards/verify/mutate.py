"""R06: every cell of the pack matters. Each is changed, one at a time, and a worked case or a second telling must notice.

A change is judged on the cases that it can touch: of each case the truth of every rule is known, so that a changed rule
costs one look at a case where its truth changes. A sample is judged the slow way too, with the tables built anew and the
checks of `afterwards check` run as they are, to show that the quick way judges alike. A change that means the same is
listed in equivalents.yaml with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from time import perf_counter

from afterwards.check.knowledge import cases_of
from afterwards.engine import Table
from afterwards.pack.grids import Cell
from afterwards.pack.load import KNOWLEDGE
from afterwards.pack.model import Pack
from afterwards.pack.reading import Problem, read_yaml
from afterwards.verify.judge import Judge
from afterwards.verify.mutants import Mutant, mutants_of, variants
from afterwards.verify.report import Progress, Report, worked_case
from afterwards.verify.tellings import gate_lines, gates_of, read_table, said_by
from afterwards.verify.worked import grid_people

EQUIVALENTS = Path(__file__).resolve().parent / "equivalents.yaml"
FAST_SHARE = 0.05
CELLS = ("1", "2", "3", "4", "-", "NA", "1>2", "2>3", "2/3")


def second_tellings(pack: Pack, folder: Path) -> Iterator[tuple[str, int, str]]:
    """Lines of said.csv and applies.csv that are not as the pack says, and how many changes of the pack each line catches."""
    table = {(who, key): what for who, key, what in read_table(folder / "said.csv")}
    for who, key, pack_says in said_by(pack):
        table_says = table.pop((who, key), None)
        words = pack_says.split()
        dropped = [" ".join(words[:place] + words[place + 1 :]) for place in range(len(words))]
        swapped = [" ".join([*words[:place], "another", *words[place + 1 :]]) for place in range(len(words))]
        yield (
            f"said.csv {who}, {key}",
            sum(one != table_says for one in (*dropped, *swapped)),
            "" if table_says == pack_says else f"the pack says '{pack_says}', the table '{table_says}'",
        )
    for who, key in table:
        yield f"said.csv {who}, {key}", 0, "the pack says nothing of this"


def gate_changes(pack: Pack, folder: Path) -> Iterator[tuple[str, bool]]:
    """Each change of an absent value or of `applies_when`, and whether applies.csv notices."""
    table = {tuple(line) for line in read_table(folder / "applies.csv")}
    for name, entry in pack.facts.items():
        if not entry.decides:
            continue
        others: list[object] = [None, *(entry.values or (entry.low, entry.high))]
        changes = [(f"absent to {other}", other, entry.gate) for other in others if str(other) != str(entry.absent)]
        if entry.gate:
            other, condition = entry.gate
            changes.append(("applies_when dropped", entry.absent, None))
            facts = next((one.classes[other].fact for one in _tables(pack) if other in one.classes), None)
            changes += [
                (f"applies_when {other} {words}", entry.absent, (other, changed))
                for words, changed in (variants(facts, condition) if facts else ())
            ]
        own = set(gate_lines(pack, name, entry.absent, entry.gate))
        for words, absent, gate in changes:
            now = set(gate_lines(pack, name, absent, gate))
            in_table = {line for line in table if line[0] == name}
            if now != own:
                yield f"{name}: {words}", now != in_table


def _tables(pack: Pack) -> Iterator[Table]:
    yield pack.table
    if pack.contraception:
        yield pack.contraception.table


def cell_changes(pack: Pack, folder: Path) -> Iterator[tuple[str, bool]]:
    """Each change of a grid's cell to another category, and whether the case of its row, or other_cells.csv, says otherwise."""
    contraception = pack.contraception
    if contraception is None:
        return
    others = {(one[0], one[1], one[2]): one[3] for one in read_table(folder / "contraception" / "other_cells.csv")}
    by_row: dict[tuple[str, str], Mapping[str, str]] = {(one.guideline, one.row): one.says for one in grid_people(pack, folder)}
    for guideline, rows in contraception.grids.items():
        for row in rows:
            for column, cell in row.cells.items():
                methods = [method for method in contraception.offered if contraception.column(guideline, method) == column]
                texts = [says[method] for method in methods if (says := by_row.get((guideline, row.condition), {})) and method in says]
                texts = texts or [one for one in (others.get((guideline, row.condition, column)),) if one is not None]
                for text in CELLS:
                    if Cell.of(text) != cell:
                        yield f"{guideline} {row.condition} {column}: cell to {text}", any(Cell.of(one) != Cell.of(text) for one in texts)


def excused(path: Path = EQUIVALENTS) -> Mapping[str, str]:
    """The changes that mean the same, each with its reason."""
    unread: list[Problem] = []
    data = (read_yaml(path, path.name, unread) if path.is_file() else None) or ()
    return {str(one["change"]): str(one["because"]) for one in data}


def prove(
    pack: Pack, progress: Progress, *, fast: bool = False, root: Path = KNOWLEDGE, cases: Path | None = None, seed: int = 1
) -> list[Report]:
    """Change each cell and see that it is noticed; `fast`: one in twenty, drawn by `seed`. `cases`: the folder of the worked cases."""
    folder = cases or cases_of(root)
    if folder is None:
        return [Report("mutate", "nothing", 0.0, ("# mutate: the pack has no worked cases, so nothing can notice a change.",))]
    chance = Random(seed)  # noqa: S311 - the same sample again
    return [_conditions(pack, folder, progress, chance, fast=fast), _tellings(pack, folder), _cells(pack, folder)]


def _conditions(pack: Pack, folder: Path, progress: Progress, chance: Random, *, fast: bool) -> Report:
    began = perf_counter()
    judge = Judge(pack, folder)
    every = [mutant for line in judge.lines for mutant in mutants_of(pack, line)]
    wanted = [one for one in every if not fast or chance.random() < FAST_SHARE]
    listed = excused()
    by: dict[str, int] = {"a worked case": 0, "held.csv": 0}
    same, nobody, reasons, failures = 0, 0, 0, []
    for done, mutant in enumerate(wanted, 1):
        if by_whom := judge.noticed(mutant):
            by["held.csv" if by_whom.startswith("held.csv") else "a worked case"] += 1
        elif judge.means_the_same(mutant):
            same += 1
        elif judge.fits_nobody(mutant):
            nobody += 1
        elif mutant.name in listed:
            reasons += 1
        else:
            failures.append(_survivor(judge, mutant))
        if done % 50 == 0 or done == len(wanted):
            progress("changes of conditions and levels", done, len(wanted))
    noticed = f"noticed by a worked case {by['a worked case']:,}, by a person of held.csv {by['held.csv']:,}"
    rest = f"{same:,} mean the same for all values. {nobody:,} touch nobody whose answers fit together. {reasons:,} have a reason"
    covered = f"{len(wanted):,} of {len(every):,} changes of levels, values, bounds and conditions: {noticed}; {rest}"
    return Report("mutate: conditions and levels", covered, perf_counter() - began, tuple(failures))


def _survivor(judge: Judge, mutant: Mutant) -> str:
    example = judge.told_apart(mutant)
    line = mutant.before
    if example is None:
        remedy = "No person was found who tells the two apart: list it in equivalents.yaml with its reason."
        return f"# {mutant.name}: nothing notices it. {remedy}"
    facts, holds = example
    for_her = f"{line.id} {'holds' if holds else 'does not hold'} for this person, with the change it is the other way."
    problem = f"{mutant.name}: nothing notices it. {for_her}"
    if line.kind == "decision":
        return worked_case(problem, facts, line.decision, "write the level", "this cell must matter")
    return f"# {problem}\n- {{line: {line.id}, facts: {dict(facts)}, holds: {'yes' if holds else 'no'}}}"


def _tellings(pack: Pack, folder: Path) -> Report:
    began = perf_counter()
    lines = list(second_tellings(pack, folder))
    gates = list(gate_changes(pack, folder))
    failures = [f"# {name}: {wrong}. Look which is right, then run tools/second_telling.py." for name, _, wrong in lines if wrong]
    in_table = {tuple(line) for line in read_table(folder / "applies.csv")}
    own = set(gates_of(pack))
    failures += [f"# applies.csv: {' '.join(line)}: the pack and the table differ." for line in sorted(in_table ^ own)]
    failures += [f"# {name}: nothing notices it." for name, noticed in gates if not noticed]
    differ = sum(count for _, count, _ in lines)
    links = f"{len(lines):,} links to statements, days, methods and guidelines are told twice (said.csv): {differ:,} changes differ from it"
    covered = f"{links}; {len(gates):,} changes of absent values and of when a fact applies (applies.csv)"
    return Report("mutate: statement links, days, gates", covered, perf_counter() - began, tuple(failures))


def _cells(pack: Pack, folder: Path) -> Report:
    began = perf_counter()
    cells = list(cell_changes(pack, folder))
    failures = tuple(f"# {name}: no case of the row says otherwise." for name, noticed in cells if not noticed)
    return Report("mutate: cells of the grids", f"{len(cells):,} changes of a cell to another category", perf_counter() - began, failures)
