"""Whether everything the folder `contraception` names exists and fits: conditions, methods, grids, medicines, statements.

Part of `links`: a pack that fails here is not used to answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from afterwards.pack.conditions import CLASS_WITHIN
from afterwards.pack.data import Data
from afterwards.pack.eligibility import SCALE, STATUSES
from afterwards.pack.grid_editions import edition_problems
from afterwards.pack.grids import SILENT
from afterwards.pack.reading import Map, Problem, problem_at

SPOKEN = (
    *(f"elig.category-{level}" for level in SCALE if level != SILENT),
    *("elig.no-category", "elig.ask-no-category", "elig.judgement", "elig.several-twos", "elig.several-threes"),
    *("elig.open-to-2", "elig.open-to-3", "elig.open-to-4", "elig.open-to-none", "elig.open-3-to-4"),
    *("elig.home-readings", "elig.not-a-choice-for-you", "elig.order-of-list"),
    *("elig.continue-phase", "elig.start-phase", "elig.set-aside"),
    *("elig.differences-intro", "elig.clinician-intro", "elig.medicine-unknown"),
    *("elig.guideline-lane", "elig.fit-lane", "elig.unknown-lane"),
)
"""Statements the comparison says by name: what each category means, and how to read the page."""


def contraception_problems(data: Data) -> Iterator[Problem]:
    """Every name in the folder that leads nowhere, in the order of the files."""
    folder = data["contraception"]
    guidelines, facts = data["pack"]["guidelines"], data["facts"]
    columns = _columns(folder)
    yield from _named_twice(folder)
    for method in folder["methods"]:
        for name in method.get("suits", ()):
            if name not in facts.get("prefers", {}).get("values", ()):
                yield problem_at(method, "suits", f"there is no preference '{name}'.", "Mend the name.")
        for name in method.get("effectiveness", ()):
            yield from _guideline(method, "effectiveness", name, guidelines)
        for name, there in columns.items():
            if "columns" in method and not set(method["columns"]) & set(there):
                yield problem_at(
                    method, "columns", f"{name}.csv has none of {', '.join(method['columns'])}.", "Name the column of that grid."
                )
    for name, guideline in guidelines.items():
        if guideline.get("grid") != f"{name}.csv" or name not in folder["grids"]:
            yield problem_at(guideline, "grid", f"guideline '{name}' has no grid {name}.csv.", "Restore the file, and name it here.")
        if "emergency" in guideline and (guideline["emergency"] != f"{name}-emergency.csv" or name not in folder["emergency_grids"]):
            complaint = f"guideline '{name}' has no table {name}-emergency.csv."
            yield problem_at(guideline, "emergency", complaint, "Restore the file, and name it here.")
        of = guidelines.get(guideline.get("earlier", ""))
        if "earlier" in guideline and (of is None or "earlier" in of):
            complaint = f"'{guideline['earlier']}' is no guideline in force."
            yield problem_at(guideline, "earlier", complaint, "Name the guideline whose earlier edition it is.")
    yield from _grid_problems(data)
    yield from edition_problems(data)
    yield from _emergency_grid_problems(data)
    for condition in folder["conditions"].values():
        for name in condition.get("covered_by", ()):
            if name not in folder["conditions"]:
                yield problem_at(condition, "covered_by", f"there is no condition '{name}'.", "Mend the name.")
    offered = [one["method"] for one in folder["methods"] if "columns" in one]
    for caution in folder["cautions"]:
        if ("when" in caution) == ("open" in caution):
            yield problem_at(
                caution, "id", f"{caution['id']} needs either 'when' or 'open'.", "Name what holds, or the facts on which it is open."
            )
        for name in caution.get("open", ()):
            if name not in facts:
                yield problem_at(caution, "open", f"there is no fact '{name}'.", "Mend the name, or add it to facts.yaml.")
    for rule in folder["starting"]["rules"]:
        for name in rule["say"]:
            if data["statements"].get(name, {}).get("methods"):
                remedy = "Say 'it': beside one method, nothing is said of another whose category may be a different one."
                yield problem_at(rule, "say", f"{name} says that several methods can start.", remedy)
    for entry in (*folder["cautions"], *folder["starting"]["rules"]):
        for name in entry.get("guidelines", ()):
            yield from _guideline(entry, "guidelines", name, guidelines)
        for name in entry["methods"]:
            if name not in offered:
                yield problem_at(entry, "methods", f"there is no method '{name}' with a category.", f"Choose from {', '.join(offered)}.")
    for kind in folder["emergency"]["kinds"]:
        for entry in (*kind["rules"], *kind.get("notes", ())):
            for name in entry.get("guidelines", ()):
                yield from _guideline(entry, "guidelines", name, guidelines)
            if entry.get("level", STATUSES[-1]) not in STATUSES[1:]:
                yield problem_at(
                    entry, "level", f"'{entry['level']}' is not a level a rule can give.", f"Choose from {', '.join(STATUSES[1:])}."
                )
    for difference in folder["differences"]:
        for name in difference["methods"]:
            if name not in offered:
                yield problem_at(
                    difference, "methods", f"there is no method '{name}' with a category.", f"Choose from {', '.join(offered)}."
                )
        for name in difference.get("means", ()):
            if name not in folder["conditions"]:
                yield problem_at(difference, "means", f"there is no condition '{name}'.", "Mend the name.")
    yield from _medicine_problems(data)


def _named_twice(folder: Data) -> Iterator[Problem]:
    for key, entries in (("method", folder["methods"]), ("kind", folder["emergency"]["kinds"])):
        seen: dict[str, Map] = {}
        for entry in entries:
            first = seen.setdefault(entry[key], entry)
            if first is not entry:
                yield problem_at(entry, key, f"the {key} '{entry[key]}' stands twice, first on line {first.line}.", "Keep one of the two.")


def _guideline(entry: Map, key: str, name: str, guidelines: Map) -> Iterator[Problem]:
    if name not in guidelines:
        yield problem_at(entry, key, f"there is no guideline '{name}'.", f"Choose from {', '.join(guidelines)}.")


def _columns(folder: Data) -> dict[str, list[str]]:
    return {name: list(rows[0]["cells"]) for name, rows in folder["grids"].items() if rows}


def _grid_problems(data: Data) -> Iterator[Problem]:
    folder = data["contraception"]
    for name, rows in folder["grids"].items():
        if name not in data["pack"]["guidelines"]:
            yield Problem(
                f"contraception/{name}.csv", 1, f"there is no guideline '{name}'.", "Name it in pack.yaml, or take the file away."
            )
        for row in rows:
            if row["means"] not in folder["conditions"] and not (row["means"] == SILENT and row["use"] == "held"):
                yield problem_at(row, "means", f"there is no condition '{row['means']}'.", "Write it in conditions.yaml, or mend the name.")
        yield from _rows_and_notes(rows, folder["notes"].get(name, ()))


def _rows_and_notes(rows: list[Map], notes: Iterable[Map]) -> Iterator[Problem]:
    """Rows that stand twice, and notes on what the table does not have."""
    seen: set[str] = set()
    for row in rows:
        if row["condition"] in seen:
            yield problem_at(row, "condition", f"the row {row['condition']} stands twice.", "Keep one of the two.")
        seen.add(row["condition"])
    if rows:
        for note in notes:
            if note["condition"] not in seen:
                yield problem_at(note, "condition", f"the grid has no row {note['condition']}.", "Mend the name, or take the note away.")
            elif note["method"] != "*" and note["method"] not in rows[0]["cells"]:
                yield problem_at(note, "method", f"the grid has no column {note['method']}.", "Mend the name, or write *.")


def _emergency_grid_problems(data: Data) -> Iterator[Problem]:
    folder = data["contraception"]
    kinds = [one["kind"] for one in folder["emergency"]["kinds"]]
    for name, rows in folder["emergency_grids"].items():
        file = f"contraception/{name}-emergency.csv"
        if "emergency" not in data["pack"]["guidelines"].get(name, ()):
            yield Problem(file, 1, f"no guideline '{name}' names it.", "Name it in pack.yaml, or take the file away.")
        yield from _rows_and_notes(rows, folder["notes"].get(f"{name}-emergency", ()))
        for column in rows[0]["cells"] if rows else ():
            if column not in kinds:
                yield Problem(file, 1, f"there is no kind '{column}' of emergency contraception.", f"Choose from {', '.join(kinds)}.")
        for row in rows:
            if row["use"] != "held":
                yield problem_at(
                    row, "use", f"{row['condition']} is not held.", "Write held: what follows from it stands in emergency.yaml."
                )


def _medicine_problems(data: Data) -> Iterator[Problem]:
    medicines, entry = data["contraception"]["medicines"], data["facts"].get("medicines", {})
    for name in medicines["classes"]:
        if name not in entry.get("values", ()):
            yield problem_at(medicines["classes"], name, f"the fact medicines has no value '{name}'.", "Add it there, or mend the name.")
    seen: dict[str, Map] = {}
    for medicine in medicines["names"]:
        for name in (*medicine.get("classes", ()), *medicine.get("classes_one_of", ())):
            if name not in medicines["classes"]:
                yield problem_at(medicine, "classes", f"there is no class '{name}'.", f"Choose from {', '.join(medicines['classes'])}.")
        if not medicine.get("classes") and not medicine.get("classes_one_of"):
            yield problem_at(
                medicine, "name", f"{medicine['name']} has no class.", "Name one; other_no_interaction when nothing interacts."
            )
        for name in (medicine["name"], *medicine.get("brands", ())):
            first = seen.setdefault(name.casefold(), medicine)
            if first is not medicine:
                yield problem_at(medicine, "name", f"'{name}' is named twice, first on line {first.line}.", "Keep one of the two.")
    if any(name.startswith(f"{CLASS_WITHIN}_") for name in medicines["classes"]) and CLASS_WITHIN not in medicines["classes"]:
        yield problem_at(medicines, "classes", f"the class '{CLASS_WITHIN}' is missing.", "Add it: its finer classes hang on it.")


def contraception_statements(folder: Data, guidelines: Map) -> Iterator[tuple[Map, str, str]]:
    """Each place in the folder that names a statement: (map, key in it, statement id)."""
    for method in folder["methods"]:
        yield from _listed(method, "summary")
        if "works" in method:
            yield method, "works", method["works"]
        for part in method["parts"]:
            yield from _listed(part, "say")
        for name in method.get("suits", ()):
            dashed = name.replace("_", "-")
            yield method, "suits", f"pref.{dashed}"
            yield method, "suits", f"pref.not-{dashed}"
    for entry in (*folder["conditions"].values(), *folder["differences"]):
        yield entry, "say", entry["say"]
    yield folder["starting"], "unsettled", folder["starting"]["unsettled"]
    for entry in (*folder["cautions"], *folder["starting"]["rules"]):
        yield from _listed(entry, "say")
    for kind in folder["emergency"]["kinds"]:
        yield from _listed(kind, "say")
        for entry in (*kind["rules"], *kind.get("notes", ())):
            yield from _listed(entry, "say")
    for medicines in folder["medicines"]["classes"].values():
        yield from _listed(medicines, "say")
    for medicine in folder["medicines"]["names"]:
        yield from _listed(medicine, "say")
    for name in (*SPOKEN, *(f"elig.editions-{guideline}" for guideline, one in guidelines.items() if "earlier" not in one)):
        yield folder["methods"][0], "method", name


def contraception_conditions(folder: Data) -> Iterator[tuple[Map, Map]]:
    """Each map of conditions in the folder, with the entry it belongs to."""
    for condition in folder["conditions"].values():
        yield from ((condition, when) for when in condition["when"])
    for rule in contraception_rules(folder):
        yield from ((rule, when) for when in rule.get("when", ()))


def contraception_rules(folder: Data) -> Iterator[Map]:
    """Each entry of the folder with an id: cautions, rules about starting, rules and notes about emergency contraception."""
    yield from folder.get("cautions", ())
    yield from folder.get("starting", {}).get("rules", ())
    for kind in folder.get("emergency", {}).get("kinds", ()):
        yield from (*kind["rules"], *kind.get("notes", ()))


def _listed(entry: Map, key: str) -> Iterator[tuple[Map, str, str]]:
    for name in entry.get(key, ()):
        yield entry, key, name
