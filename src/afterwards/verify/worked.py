"""Every worked person of tests/cases as the tables see her: the cases of the decisions, and the people of the grids.

Used by the proofs that look at all of them; it complains of nothing, since `afterwards check` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from afterwards.check.cases import TODAY, plain
from afterwards.check.grid_cases import PERSON
from afterwards.engine import State, Table
from afterwards.errors import BadFacts
from afterwards.pack.data import Data
from afterwards.pack.eligibility import JUDGED
from afterwards.pack.model import Pack
from afterwards.pack.reading import Items, Problem, read_yaml
from afterwards.person.known import known_in
from afterwards.person.told import Told, read_facts


@dataclass(frozen=True, slots=True)
class GridPerson:
    """A person of a grid's case: the row must apply to her (`applies`), or just not. `says`: what the row says, by method."""

    guideline: str
    row: str
    case: str
    facts: Mapping[str, object]
    applies: bool
    says: Mapping[str, str]


def told_in(pack: Pack, facts: Mapping[str, object]) -> Told | None:
    """Her facts as checked; None when the pack refuses them."""
    try:
        return read_facts(pack, facts, TODAY)
    except BadFacts:
        return None


def state_in(pack: Pack, table: Table, facts: Told, *, closed: bool) -> State:
    """What a table knows of her. What only a clinician can judge is never told."""
    known, asked = known_in(pack, table, facts, closed=closed)
    return table.state(known, asked={*asked, *({JUDGED} & table.classes.keys())}, closed=closed)


def cases_in(folder: Path) -> Iterator[Data]:
    """Every case of the decisions, as written."""
    for path in sorted(folder.glob("*.yaml")):
        unread: list[Problem] = []
        yield from read_yaml(path, f"cases/{path.name}", unread) or ()


def grid_people(pack: Pack, folder: Path) -> Iterator[GridPerson]:
    """Every person of the cases of the grids, in their order."""
    for guideline in pack.contraception.grids if pack.contraception else ():
        unread: list[Problem] = []
        path = folder / "contraception" / f"{guideline}.yaml"
        for case in (read_yaml(path, path.name, unread) if path.is_file() else None) or ():
            for key, applies in (("in", True), ("out", False)):
                people = case[key] if isinstance(case[key], Items) else [case[key]]
                for facts in people:
                    yield GridPerson(guideline, case["row"], case["case"], {**PERSON, **plain(facts)}, applies, case["says"])
