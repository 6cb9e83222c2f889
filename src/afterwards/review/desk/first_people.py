"""The worked people to start with: 60 whose answers and rules cover most units, those that hang most on it first.

To find out what every worked person reads takes minutes, so it is done apart from the desk, once for a state of the knowledge, and kept
beside the compiled pack. `python -m afterwards.review.desk.first_people PACK FILE` does it.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from afterwards.check.cases import TODAY, plain
from afterwards.errors import AfterwardsError
from afterwards.pack.load import cache_folder
from afterwards.pack.manifest import write_whole
from afterwards.person.known import known_in
from afterwards.person.told import read_facts
from afterwards.review.desk import phrases
from afterwards.review.desk.material import Material
from afterwards.review.desk.people import WorkedPeople
from afterwards.review.units import Unit

MOST_PEOPLE = 60


@dataclass(frozen=True, slots=True)
class FirstPerson:
    """A worked person with the units that she reads, of those which nobody before her in the list reads."""

    case: str
    facts: str
    units: tuple[str, ...]


def met(people: WorkedPeople, units: Mapping[str, Unit]) -> Iterator[tuple[str, str, list[str]]]:
    """Each worked person of the decisions: her case, her facts, and the units that she meets (short answers and rules that hold)."""
    by_part: dict[str, list[str]] = {}
    for unit in units.values():
        for part in unit.parts:
            if part.startswith("rule:"):
                by_part.setdefault(part, []).append(unit.name)
    pack = people.pack
    for case in people.cases:
        if "expect" not in case:
            continue
        facts, closed = plain(case["facts"]), "open" not in case
        try:
            checked = read_facts(pack, facts, TODAY)
        except AfterwardsError:
            continue
        known, asked = known_in(pack, pack.table, checked, closed=closed)
        state = pack.table.state(known, asked=asked, closed=closed)
        parts = [f"rule:{name}" for name in pack.table.rules if f"rule:{name}" in by_part and pack.table.holds(name, state)]
        parts += [f"rule:{name}" for question in pack.questions.by_id.values() if (name := people.reached(question, facts, closed=closed))]
        yield case["case"], phrases.facts_line(case["facts"]), [name for part in dict.fromkeys(parts) for name in by_part.get(part, ())]


def covering(people: list[tuple[str, str, list[str]]], units: Mapping[str, Unit], most: int = MOST_PEOPLE) -> list[FirstPerson]:
    """The people who cover most, one after another: always whoever meets most units that nobody before her met, urgent ones first."""
    weight = {name: 3 if unit.risk < 2 else 1 for name, unit in units.items()}
    left = [(case, facts, set(names)) for case, facts, names in people]
    chosen: list[FirstPerson] = []
    covered: set[str] = set()
    while left and len(chosen) < most:
        best = max(left, key=lambda one: sum(weight.get(name, 0) for name in one[2] - covered))
        new = best[2] - covered
        if not new:
            break
        left.remove(best)
        covered |= new
        chosen.append(FirstPerson(best[0], best[1], tuple(name for name in units if name in new)))
    return chosen


@dataclass
class FirstPeople:
    """The people to start with, as they become known."""

    root: Path
    _running: dict[str, threading.Thread] = field(default_factory=dict)
    _known: tuple[str, list[FirstPerson]] = ("", [])

    def chosen(self, material: Material) -> list[FirstPerson]:
        """The people, or none while they are being worked out."""
        name, path = _name(material), self.file(material)
        if self._known[0] == name:
            return self._known[1]
        if path and path.is_file():
            people = [FirstPerson(case, facts, tuple(units)) for case, facts, units in json.loads(path.read_text(encoding="utf-8"))]
            self._known = (name, people)
            return people
        if path and name not in self._running and any("expect" in case for case in material.people.cases):
            command = [sys.executable, "-m", "afterwards.review.desk.first_people", str(self.root), str(path)]
            quiet = {"check": False, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            self._running[name] = threading.Thread(target=subprocess.run, args=(command,), kwargs=quiet, daemon=True)
            self._running[name].start()
        return []

    @staticmethod
    def file(material: Material) -> Path | None:
        """Where they are kept; None where nothing can be."""
        folder = cache_folder()
        return folder / _name(material) if folder else None

    def working(self, material: Material) -> bool:
        """Whether they are being worked out."""
        running = self._running.get(_name(material))
        return running is not None and running.is_alive()


def _name(material: Material) -> str:
    digest = hashlib.sha256(json.dumps(list(material.hashes.items())).encode())
    digest.update(json.dumps([plain(case) for case in material.people.cases], default=str).encode())
    return f"people-{digest.hexdigest()[:16]}.json"


def work_out(root: Path, path: Path) -> list[FirstPerson]:
    """Work them out and keep them in `path`."""
    material = Material.read(root)
    people = covering(list(met(material.people, material.units)), material.units)
    content: list[object] = [[one.case, one.facts, list(one.units)] for one in people]
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(content, ensure_ascii=False).encode())
    return people


if __name__ == "__main__":
    work_out(Path(sys.argv[1]), Path(sys.argv[2]))
