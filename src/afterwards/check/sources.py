"""Sources by their grade: a central claim does not rest on lay pages or memory alone, and no address of a source names a machine.

A claim is central when a rule of the decisions that matter most, a caution or a short answer says it. What may rest on a lay page all
the same is listed in `exceptions.yaml` of the pack under `lay`, with its reason; an entry that excuses nothing is a complaint too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from afterwards.check.lint import lay_exceptions
from afterwards.pack.data import Data
from afterwards.pack.grades import WEAK, claims
from afterwards.pack.model import Pack
from afterwards.pack.reading import Problem, problem_at

DECISIONS = ("urgency", "sex_readiness", "trying_again", "contraception_need")
_SCHEME = re.compile(r"^https?://", re.IGNORECASE)
_MACHINE = re.compile(
    r"^(/|~|[a-z]:\\|file:)|^[^/]*(:\d+|@)|^(localhost|\d{1,3}(\.\d{1,3}){3})(/|:|$)|^[^/]*\.(local|internal|lan|localdomain)(/|$)",
    re.IGNORECASE,
)
"""A path on a disk, a port, a user, the number or the name of a machine."""


def names_a_machine(address: str) -> bool:
    """Whether an address leads to a machine or a disk of somebody's, and not to a public page."""
    return bool(_MACHINE.search(_SCHEME.sub("", address)))


def central(pack: Pack) -> dict[str, str]:
    """The statements that the central rules, the cautions and the short answers say, each with the first place that says it."""
    places: dict[str, str] = {}
    for name in (one for one in DECISIONS if one in pack.decisions):
        decision = pack.decisions[name]
        for rule in decision.rules.values():
            for statement in (*rule.say, rule.if_, rule.card, rule.tell, rule.then, *rule.do):
                places.setdefault(statement, rule.id)
        for statement in (*decision.default, *decision.always):
            places.setdefault(statement, name)
    for caution in pack.contraception.cautions if pack.contraception else ():
        for statement in caution.say:
            places.setdefault(statement, caution.id)
    for question in pack.questions.by_id.values():
        for answer in question.answers:
            for statement in answer.say:
                places.setdefault(statement, f"{question.id}, {answer.id}")
    return {said: place for said, place in places.items() if said in pack.statements}


def by_grade(pack: Pack) -> tuple[Counter[str], Counter[str]]:
    """How many claims there are of each grade of `GRADES`, and how many of them are central."""
    counts = {name: Counter(level for _, level in claims(pack, one)) for name, one in pack.statements.items()}
    return sum(counts.values(), Counter[str]()), sum((counts[name] for name in central(pack)), Counter[str]())


def source_problems(data: Data, pack: Pack, root: Path) -> Iterator[Problem]:
    """Every central claim on lay pages or memory alone that is not excused, every entry that excuses none, every address of a machine."""
    excused = {place: entry for entry in lay_exceptions(root) for place in entry["places"]}
    met: set[str] = set()
    for name, where in central(pack).items():
        for says, level in claims(pack, pack.statements[name]):
            if level in WEAK and name in excused:
                met.add(name)
            elif level in WEAK:
                remedy = "Give it a stronger source that was read, or list it under 'lay' in exceptions.yaml with the reason."
                yield problem_at(
                    data["statements"][name], "claims", f"{name} ({where}) rests on lay pages or memory alone: '{says}'.", remedy
                )
    for name, entry in excused.items():
        if name not in met:
            yield problem_at(entry, "places", f"the exception 'lay' excuses nothing in '{name}'.", "Delete it.")
    for name, source in data["sources"].items():
        if names_a_machine(source.get("address", "")):
            yield problem_at(source, "address", f"source '{name}' has the address of a machine.", "Give its public address, or none.")
