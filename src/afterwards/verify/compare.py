"""Who gets a different answer between two packs: the share of all people, exactly, who they are, and one of them to look at.

Both packs' rules are put into one table, cut at the thresholds of both, as decisions `old NAME` and `new NAME`; the people who
change are then one function of a decision diagram. A lowered answer needs a reason in the change log. What changes no
level (words, sources, days when a method may start) is listed by name.

A pack that lies in another copy of this software is read with that copy, since only it knows the schema of its day.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from afterwards.engine import Decision, Fact, Range, Rule, Table
from afterwards.engine.rules import Condition
from afterwards.pack.conditions import named_facts
from afterwards.pack.data import Json
from afterwards.pack.entries import Entry
from afterwards.pack.gather import read_files, with_interface
from afterwards.pack.links import link_problems
from afterwards.pack.load import KNOWLEDGE
from afterwards.pack.model import Pack
from afterwards.pack.reading import PackError, Problem
from afterwards.review.items import hashes
from afterwards.verify import by_its_own
from afterwards.verify.diagram import Diagram
from afterwards.verify.report import Progress, quiet

OLD, NEW = "old", "new"
REASON = re.compile(r"^- Lowered (?P<decision>.+) from (?P<before>\S+) to (?P<after>[^:]+): (?P<why>.{15,})$", re.MULTILINE)
"""How the change log names the reason for a lowered answer; several decisions, or levels after, stand side by side with commas."""


class _NoPrimes(Json):
    """Stands for the prime implicants of every decision: comparing needs none, and making them takes most of the time."""

    def __missing__(self, key: str) -> Any:
        return [()] * 16


@dataclass(frozen=True, slots=True)
class ComparedEdition:
    """One pack as it is compared: its facts and decisions, those of the methods under their own names, and its items' hashes."""

    id: str
    version: str
    entries: Mapping[str, Entry]
    facts: Mapping[str, Fact]
    decisions: Mapping[str, Decision]
    items: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LevelChange:
    """People whose answer to `decision` goes from `before` to `after`.

    `share`: of all people whose facts fit together; a person is one class of each fact, as both packs' rules cut them, so that it says
    how wide a change is and not how many women it meets. `who`: up to three descriptions of them, as short as can be: each may also name
    people whom another rule keeps at the more careful of the two levels. Together they leave `rest` of the share out.
    `example`: facts as `guide` takes them. `reason`: that of the change log, "" where it names none.
    """

    decision: str
    before: str
    after: str
    raised: bool
    share: Fraction
    who: tuple[str, ...]
    rest: Fraction
    example: Mapping[str, object]
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs. `gone` and `new`: decisions of one pack only; `items`: other changes, by kind of change."""

    old: str
    new: str
    changes: tuple[LevelChange, ...]
    gone: tuple[str, ...]
    added: tuple[str, ...]
    scales: tuple[str, ...]
    items: Mapping[str, tuple[str, ...]]

    @property
    def unexplained(self) -> list[str]:
        """What fails the check: lowered answers without a reason, decisions that are gone, and scales that are no longer the same."""
        lowered = [
            f"{one.decision} is lowered from {one.before} to {one.after} without a reason."
            for one in self.changes
            if not (one.raised or one.reason)
        ]
        return [*lowered, *(f"{name} is gone." for name in self.gone), *(f"{name} has another scale." for name in self.scales)]


def read_edition(root: Path) -> ComparedEdition:
    """A pack to compare. Raises `PackError` when it cannot be read."""
    root = root.resolve()
    if root != KNOWLEDGE and (root.parent / "pack" / "load.py").is_file():
        return _read_by_its_own(root)
    data, problems = read_files(root)
    problems = problems or link_problems(data)
    if problems:
        raise PackError(problems)
    pack = Pack.from_data(with_interface(data, KNOWLEDGE), _NoPrimes(guide=_NoPrimes(), methods=_NoPrimes()))
    return edition_of(pack, hashes(data))


def _read_by_its_own(root: Path) -> ComparedEdition:
    with tempfile.TemporaryDirectory() as cache:  # its compiled pack is of no use later, and it may not tidy away ours
        environment = {**os.environ, "PYTHONPATH": str(root.parent.parent), "AFTERWARDS_CACHE": cache}
        done = subprocess.run(  # noqa: S603 (our own words)
            [sys.executable, "-P", by_its_own.__file__, str(root)],
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    if done.returncode:
        why = (done.stderr.strip().splitlines() or ["it does not say why"])[-1]
        complaint = f"the edition cannot be read with the software that it came with: {why[:200]}."
        raise PackError([Problem(root.name, 1, complaint, "Compare with a whole copy of that edition, whose software runs here.")])
    edition = json.loads(done.stdout)
    facts = {
        name: Fact(name, tuple(one["values"]), tuple(one["range"]), one["whole"], one["absent"]) for name, one in edition["facts"].items()
    }
    decisions = {
        name: Decision(
            name,
            tuple(one["scale"]),
            tuple(Rule(which, {fact: _condition(held) for fact, held in when.items()}, level) for which, level, when in one["rules"]),
        )
        for name, one in edition["decisions"].items()
    }
    return ComparedEdition(edition["id"], edition["version"], {}, facts, decisions, edition["items"])


def _condition(plain: list[str] | Json) -> Condition:
    return Range(**plain) if isinstance(plain, dict) else frozenset(plain)


def edition_of(pack: Pack, items: Mapping[str, str]) -> ComparedEdition:
    """A pack that is loaded, to compare."""
    tables = [pack.table, *([pack.contraception.table] if pack.contraception else [])]
    facts = {name: classes.fact for table in tables for name, classes in table.classes.items()}
    decisions = {name: one for table in tables for name, one in table.decisions.items()}
    return ComparedEdition(pack.id, pack.version, pack.facts, facts, decisions, items)


def compare(old: ComparedEdition, new: ComparedEdition, log: str, progress: Progress = quiet) -> Comparison:
    """Every difference between two packs. `log`: the text of the change log, in which the new version has a section."""
    reasons = reasons_in(log, new.version)
    both = [name for name in old.decisions if name in new.decisions]
    scales = [name for name in both if old.decisions[name].scale != new.decisions[name].scale]
    changes: list[LevelChange] = []
    for done, name in enumerate(both):
        progress("decisions compared", done, len(both))
        if name not in scales and _rules(old.decisions[name]) != _rules(new.decisions[name]):
            changes += _changes(name, old, new, reasons)
    progress("decisions compared", len(both), len(both))
    return Comparison(
        old=f"{old.id} {old.version}",
        new=f"{new.id} {new.version}",
        changes=tuple(changes),
        gone=tuple(name for name in old.decisions if name not in new.decisions),
        added=tuple(name for name in new.decisions if name not in old.decisions),
        scales=tuple(scales),
        items={
            "changed": tuple(name for name in old.items if name in new.items and old.items[name] != new.items[name]),
            "added": tuple(name for name in new.items if name not in old.items),
            "gone": tuple(name for name in old.items if name not in new.items),
        },
    )


def reasons_in(log: str, version: str) -> dict[tuple[str, str, str], str]:
    """The reasons for lowered answers in the change log's section of a pack version: by decision, level before and after."""
    parts = re.split(r"^## ", log, flags=re.MULTILINE)[1:]
    section = next((part for part in parts if re.search(rf"\bpack {re.escape(version)}\b", part.partition("\n")[0])), "")
    return {
        (decision, found["before"], after): found["why"]
        for found in REASON.finditer(section)
        for decision in found["decision"].split(", ")
        for after in found["after"].split(", ")
    }


def _rules(decision: Decision) -> set[tuple[str, tuple[tuple[str, object], ...]]]:
    return {(rule.level, tuple(sorted(rule.when.items(), key=lambda one: one[0]))) for rule in decision.rules}


def _changes(name: str, old: ComparedEdition, new: ComparedEdition, reasons: Mapping[tuple[str, str, str], str]) -> Iterator[LevelChange]:
    before, after = _prefixed(OLD, old.decisions[name]), _prefixed(NEW, new.decisions[name])
    table = _table(old, new, (before, after))
    diagram = Diagram(table, new.entries)
    scale = after.scale
    for was, level in enumerate(scale):
        there = diagram.exactly(before.name, was)
        for now, other in enumerate(scale):
            node = there & diagram.exactly(after.name, now) & diagram.people if now != was else diagram.false
            if node == diagram.false:
                continue
            # Whoever is at that level anyway, by another rule, need not be kept out of the words.
            anyway = diagram.at_least(after.name, was) if now < was else diagram.at_least(before.name, now)
            cubes = diagram.describe(node, 3, diagram.people & ~anyway)
            yield LevelChange(
                decision=name,
                before=level,
                after=other,
                raised=now > was,
                share=diagram.share(node, diagram.people),
                who=tuple(diagram.words(cube) for cube in cubes),
                rest=diagram.share(node & ~diagram.union(cubes), diagram.people),
                example=diagram.person(diagram.example(node)),
                reason=reasons.get((name, level, other), ""),
            )


def _prefixed(which: str, decision: Decision) -> Decision:
    rules = tuple(Rule(f"{which} {rule.id}", rule.when, rule.level) for rule in decision.rules)
    return Decision(f"{which} {decision.name}", decision.scale, rules)


def _table(old: ComparedEdition, new: ComparedEdition, decisions: Sequence[Decision]) -> Table:
    """One table for both: each fact with the values of both, cut where either cuts it."""
    facts = {**old.facts, **new.facts}
    for name in old.facts.keys() & new.facts.keys():
        first, second = old.facts[name], new.facts[name]
        values = (*second.values, *(value for value in first.values if value not in second.values))
        span = (min(first.range[0], second.range[0]), max(first.range[1], second.range[1]))
        facts[name] = replace(second, values=values, range=span)
    named = named_facts(list(facts.values()), [rule for one in decisions for rule in one.rules])
    return Table(named, decisions, (), _NoPrimes())


def as_text(comparison: Comparison) -> Iterator[str]:
    """The comparison for people: lowered answers first, then raised ones, then what changes no level."""
    yield f"From {comparison.old} to {comparison.new}."
    for heading, raised in (("Lowered", False), ("Raised", True)):
        chosen = [one for one in comparison.changes if one.raised is raised]
        yield f"{heading}: {len(chosen) or 'none'}."
        for change in chosen:
            yield f"  {change.decision}: {change.before} to {change.after}, for {in_words(change.share)}."
            yield from (
                f"    who: {who} (unless another rule gives {change.after if raised else change.before} or more)" for who in change.who
            )
            if change.rest:
                yield f"    and others: {in_words(change.rest)}"
            yield f"    for example: {_facts(change.example)}"
            if not raised:
                yield f"    reason: {change.reason or 'none in the change log'}"
    for text, names in (
        ("Decisions that are new", comparison.added),
        ("Decisions that are gone", comparison.gone),
        ("Another scale", comparison.scales),
    ):
        if names:
            yield f"{text}: {', '.join(names)}."
    for kind, names in comparison.items.items():
        if names:
            yield f"Items {kind}: {len(names)}. {_listed(names)}"


def in_words(share: Fraction) -> str:
    """A share as people read it; the exact one is in `--json`."""
    if share == 1:
        return "everyone"
    percent = float(share * 100)
    return f"{percent:.3g} % of all people" if percent >= 0.01 else f"1 in {round(1 / share):,} people"


def _facts(example: Mapping[str, object]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in example.items() if value not in ("no", [], "none"))


def _listed(names: Collection[str]) -> str:
    shown = list(names)[:20]
    return ", ".join(shown) + (f" and {len(names) - len(shown)} more." if len(names) > len(shown) else ".")


def as_data(comparison: Comparison) -> dict[str, object]:
    """The comparison as plain data: shares as exact fractions, such as "3/8"."""
    return {
        "old": comparison.old,
        "new": comparison.new,
        "changes": [
            {
                "decision": one.decision,
                "from": one.before,
                "to": one.after,
                "raised": one.raised,
                "share": str(one.share),
                "who": list(one.who),
                "rest": str(one.rest),
                "example": dict(one.example),
                "reason": one.reason,
            }
            for one in comparison.changes
        ],
        "gone": list(comparison.gone),
        "added": list(comparison.added),
        "scales": list(comparison.scales),
        "items": {kind: list(names) for kind, names in comparison.items.items()},
        "unexplained": comparison.unexplained,
    }
