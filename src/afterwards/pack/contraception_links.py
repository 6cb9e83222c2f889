"""Whether everything the folder `contraception` names exists and fits: conditions, methods, grids, medicines, statements.

Part of `links`: a pack that fails here is not used to answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from afterwards.pack.conditions import CLASS_WITHIN
from afterwards.pack.eligibility import SCALE, STATUSES
from afterwards.pack.grids import SILENT
from afterwards.pack.reading import Map, Problem, problem_at

Data = Mapping[str, Any]

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
    held = data["contraception"]
    guidelines, facts = data["pack"]["guidelines"], data["facts"]
    columns = _columns(held)
    yield from _named_twice(held)
    for one in held["methods"]:
        for name in one.get("suits", ()):
            if name not in facts.get("prefers", {}).get("values", ()):
                yield problem_at(one, "suits", f"there is no preference '{name}'.", "Mend the name.")
        for name in one.get("effectiveness", ()):
            yield from _guideline(one, "effectiveness", name, guidelines)
        for name, there in columns.items():
            if "columns" in one and not set(one["columns"]) & set(there):
                yield problem_at(one, "columns", f"{name}.csv has none of {', '.join(one['columns'])}.", "Name the column of that grid.")
    for name, one in guidelines.items():
        if one.get("grid") != f"{name}.csv" or name not in held["grids"]:
            yield problem_at(one, "grid", f"guideline '{name}' has no grid {name}.csv.", "Restore the file, and name it here.")
        if "emergency" in one and (one["emergency"] != f"{name}-emergency.csv" or name not in held["emergency_grids"]):
            found = f"guideline '{name}' has no table {name}-emergency.csv."
            yield problem_at(one, "emergency", found, "Restore the file, and name it here.")
        of = guidelines.get(one.get("earlier", ""))
        if "earlier" in one and (of is None or "earlier" in of):
            found = f"'{one['earlier']}' is no guideline in force."
            yield problem_at(one, "earlier", found, "Name the guideline whose earlier edition it is.")
    yield from _grid_problems(data)
    yield from _emergency_grid_problems(data)
    for one in held["conditions"].values():
        for name in one.get("covered_by", ()):
            if name not in held["conditions"]:
                yield problem_at(one, "covered_by", f"there is no condition '{name}'.", "Mend the name.")
    offered = [one["method"] for one in held["methods"] if "columns" in one]
    for one in held["cautions"]:
        if ("when" in one) == ("open" in one):
            yield problem_at(one, "id", f"{one['id']} needs either 'when' or 'open'.", "Name what holds, or the facts on which it is open.")
        for name in one.get("open", ()):
            if name not in facts:
                yield problem_at(one, "open", f"there is no fact '{name}'.", "Mend the name, or add it to facts.yaml.")
    for one in held["starting"]["rules"]:
        for name in one["say"]:
            if data["statements"].get(name, {}).get("methods"):
                remedy = "Say 'it': beside one method, nothing is said of another whose category may be a different one."
                yield problem_at(one, "say", f"{name} says that several methods can start.", remedy)
    for one in (*held["cautions"], *held["starting"]["rules"]):
        for name in one.get("guidelines", ()):
            yield from _guideline(one, "guidelines", name, guidelines)
        for name in one["methods"]:
            if name not in offered:
                yield problem_at(one, "methods", f"there is no method '{name}' with a category.", f"Choose from {', '.join(offered)}.")
    for kind in held["emergency"]["kinds"]:
        for one in (*kind["rules"], *kind.get("notes", ())):
            for name in one.get("guidelines", ()):
                yield from _guideline(one, "guidelines", name, guidelines)
            if one.get("level", STATUSES[-1]) not in STATUSES[1:]:
                yield problem_at(
                    one, "level", f"'{one['level']}' is not a level a rule can give.", f"Choose from {', '.join(STATUSES[1:])}."
                )
    for one in held["differences"]:
        for name in one["methods"]:
            if name not in offered:
                yield problem_at(one, "methods", f"there is no method '{name}' with a category.", f"Choose from {', '.join(offered)}.")
        for name in one.get("means", ()):
            if name not in held["conditions"]:
                yield problem_at(one, "means", f"there is no condition '{name}'.", "Mend the name.")
    yield from _medicine_problems(data)


def _named_twice(held: Data) -> Iterator[Problem]:
    for key, entries in (("method", held["methods"]), ("kind", held["emergency"]["kinds"])):
        seen: dict[str, Map] = {}
        for one in entries:
            first = seen.setdefault(one[key], one)
            if first is not one:
                yield problem_at(one, key, f"the {key} '{one[key]}' stands twice, first on line {first.line}.", "Keep one of the two.")


def _guideline(place: Map, key: str, name: str, guidelines: Map) -> Iterator[Problem]:
    if name not in guidelines:
        yield problem_at(place, key, f"there is no guideline '{name}'.", f"Choose from {', '.join(guidelines)}.")


def _columns(held: Data) -> dict[str, list[str]]:
    return {name: list(rows[0]["cells"]) for name, rows in held["grids"].items() if rows}


def _grid_problems(data: Data) -> Iterator[Problem]:
    held = data["contraception"]
    for name, rows in held["grids"].items():
        if name not in data["pack"]["guidelines"]:
            yield Problem(
                f"contraception/{name}.csv", 1, f"there is no guideline '{name}'.", "Name it in pack.yaml, or take the file away."
            )
        for row in rows:
            if row["means"] not in held["conditions"] and not (row["means"] == SILENT and row["use"] == "held"):
                yield problem_at(row, "means", f"there is no condition '{row['means']}'.", "Write it in conditions.yaml, or mend the name.")
        yield from _rows_and_notes(rows, held["notes"].get(name, ()))


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
    held = data["contraception"]
    kinds = [one["kind"] for one in held["emergency"]["kinds"]]
    for name, rows in held["emergency_grids"].items():
        file = f"contraception/{name}-emergency.csv"
        if "emergency" not in data["pack"]["guidelines"].get(name, ()):
            yield Problem(file, 1, f"no guideline '{name}' names it.", "Name it in pack.yaml, or take the file away.")
        yield from _rows_and_notes(rows, held["notes"].get(f"{name}-emergency", ()))
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
    for one in medicines["names"]:
        for name in (*one.get("classes", ()), *one.get("classes_one_of", ())):
            if name not in medicines["classes"]:
                yield problem_at(one, "classes", f"there is no class '{name}'.", f"Choose from {', '.join(medicines['classes'])}.")
        if not one.get("classes") and not one.get("classes_one_of"):
            yield problem_at(one, "name", f"{one['name']} has no class.", "Name one; other_no_interaction when nothing interacts.")
        for name in (one["name"], *one.get("brands", ())):
            first = seen.setdefault(name.casefold(), one)
            if first is not one:
                yield problem_at(one, "name", f"'{name}' is named twice, first on line {first.line}.", "Keep one of the two.")
    if any(name.startswith(f"{CLASS_WITHIN}_") for name in medicines["classes"]) and CLASS_WITHIN not in medicines["classes"]:
        yield problem_at(medicines, "classes", f"the class '{CLASS_WITHIN}' is missing.", "Add it: its finer classes hang on it.")


def contraception_statements(held: Data, guidelines: Map) -> Iterator[tuple[Map, str, str]]:
    """Each place in the folder that names a statement: (map, key in it, statement id)."""
    for one in held["methods"]:
        yield from _listed(one, "summary")
        if "works" in one:
            yield one, "works", one["works"]
        for part in one["parts"]:
            yield from _listed(part, "say")
        for name in one.get("suits", ()):
            dashed = name.replace("_", "-")
            yield one, "suits", f"pref.{dashed}"
            yield one, "suits", f"pref.not-{dashed}"
    for one in (*held["conditions"].values(), *held["differences"]):
        yield one, "say", one["say"]
    yield held["starting"], "unsettled", held["starting"]["unsettled"]
    for one in (*held["cautions"], *held["starting"]["rules"]):
        yield from _listed(one, "say")
    for kind in held["emergency"]["kinds"]:
        yield from _listed(kind, "say")
        for one in (*kind["rules"], *kind.get("notes", ())):
            yield from _listed(one, "say")
    for one in held["medicines"]["classes"].values():
        yield from _listed(one, "say")
    for one in held["medicines"]["names"]:
        yield from _listed(one, "say")
    for name in (*SPOKEN, *(f"elig.editions-{guideline}" for guideline, one in guidelines.items() if "earlier" not in one)):
        yield held["methods"][0], "method", name


def contraception_conditions(held: Data) -> Iterator[tuple[Map, Map]]:
    """Each map of conditions in the folder, with the entry it belongs to."""
    for one in held["conditions"].values():
        yield from ((one, when) for when in one["when"])
    for one in contraception_rules(held):
        yield from ((one, when) for when in one.get("when", ()))


def contraception_rules(held: Data) -> Iterator[Map]:
    """Each entry of the folder with an id: cautions, rules about starting, rules and notes about emergency contraception."""
    yield from held.get("cautions", ())
    yield from held.get("starting", {}).get("rules", ())
    for kind in held.get("emergency", {}).get("kinds", ()):
        yield from (*kind["rules"], *kind.get("notes", ()))


def _listed(place: Map, key: str) -> Iterator[tuple[Map, str, str]]:
    for name in place.get(key, ()):
        yield place, key, name
