"""The units of methods: rules, pages, medicines, and the tables row by row."""

from __future__ import annotations

from collections.abc import Iterator

from afterwards.pack.contraception_links import contraception_statements
from afterwards.pack.data import Data
from afterwards.review.items import METHODS
from afterwards.review.units import CLOCKS, CONTRACEPTION, Unit, paged, said, singles

TABLES = "tables"
"""The topic of the rows of tables."""
WHERE = (METHODS, METHODS, CONTRACEPTION)


def contraception(data: Data, folder: Data) -> Iterator[Unit]:
    """Every unit of the folder `contraception`."""
    for rule in (*folder["cautions"], *folder["starting"]["rules"]):
        yield from paged(data, f"rule:{rule['id']}", "method rule", WHERE, rule["say"], (f"rule:{rule['id']}",))
    for kind in folder["emergency"]["kinds"]:
        for rule in (*kind["rules"], *kind.get("notes", ())):
            where, part = (METHODS, METHODS, CLOCKS), f"rule:{rule['id']}"
            yield from paged(data, part, "emergency rule", where, [*kind["say"], *rule["say"]], (part,))
    for method in folder["methods"]:
        says = [*method["summary"], *singles(method, "works"), *(name for part in method["parts"] for name in part["say"])]
        name = f"row:methods {method['method']}"
        yield from paged(data, name, "method", WHERE, says, (name,))
    yield from _medicines(data, folder["medicines"])
    spoken = [name for entry, key, name in contraception_statements(folder, data["pack"]["guidelines"]) if key in ("method", "suits")]
    yield from paged(data, "words:comparison", "words", WHERE, [name for name in spoken if name in data["statements"]])
    apart = [folder["starting"]["unsettled"], *(one["say"] for one in folder.get("differences", ()))]
    yield from paged(data, "words:differences", "words", WHERE, apart)
    for tables, suffix in (("grids", ""), ("emergency_grids", "-emergency")):
        for guideline, rows in folder[tables].items():
            for row in rows:
                name = f"row:{guideline}{suffix} {row['condition']}"
                meaning = folder["conditions"].get(row["means"])
                clause = said(data, [meaning["say"]] if meaning else [])
                yield Unit(name, "table", TABLES, METHODS, CONTRACEPTION, (name, *clause))


def _medicines(data: Data, medicines: Data) -> Iterator[Unit]:
    """Each medicine by name with what its kinds say, and the kinds that a reader chooses by themselves."""
    classes = medicines["classes"]
    for medicine in medicines["names"]:
        named = (*medicine.get("classes", ()), *medicine.get("classes_one_of", ()))
        says = [*medicine.get("say", ()), *(one for name in named for one in classes.get(name, {}).get("say", ()))]
        name = f"medicine:{medicine['name']}"
        yield from paged(data, name, "medicine", WHERE, says, (name,))
    beside = {"kinds": {name: one["label"] for name, one in classes.items()}}
    says = [one for kind in classes.values() for one in kind.get("say", ())]
    yield from paged(data, "words:kinds of medicine", "words", WHERE, says, beside=beside)
