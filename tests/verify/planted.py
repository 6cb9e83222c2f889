"""Packs with one fault, for the proofs to find: the tea house with a line changed, and tables with a rule or a prime changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from afterwards import load_pack
from afterwards.engine import Decision, Fact, Prime, Rule, Table
from afterwards.pack import Pack
from afterwards.verify.report import Report, quiet
from tests.packs.faults import GOOD, METHODS

Prove = Callable[..., list[Report]]
TEA = load_pack(GOOD)
BREWING = load_pack(METHODS)


def yes_no(*names: str) -> list[Fact]:
    """Findings that are absent or not."""
    return [Fact(name, ("no", "yes"), absent="no") for name in names]


def has(value: str) -> frozenset[str]:
    return frozenset((value,))


# Both rules together make `c` and `b` certain, though neither needs both: a prime that no rule is.
EITHER = Decision(
    "either",
    ("low", "high"),
    (Rule("E-1", {"a": has("yes"), "b": has("yes")}, "high"), Rule("E-2", {"a": has("no"), "c": has("yes")}, "high")),
)


def either(change: Callable[[list[Prime]], list[Prime]] = list) -> Pack:
    """The tea house with the table of `EITHER` in place of its own, its primes changed."""
    whole = Table(yes_no("a", "b", "c"), [EITHER])
    primes = {"either": [[], change(whole.primes["either"][1])]}
    return replace(TEA, table=Table(yes_no("a", "b", "c"), [EITHER], primes=primes), facts={}, contraception=None)


def changed(folder: Path, file: str, old: str, new: str) -> Path:
    """The tea house in a folder of its own, one text in one file replaced."""
    root = folder / "pack"
    shutil.copytree(GOOD, root)
    text = (root / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (root / file).write_text(text.replace(old, new), encoding="utf-8")
    return root


def with_rule(folder: Path, decision: str, rule: str) -> Path:
    """The tea house with one more rule in a decision, in a folder of its own."""
    root = folder / "pack"
    shutil.copytree(GOOD, root)
    path = root / "decisions" / f"{decision}.yaml"
    path.write_text(f"{path.read_text(encoding='utf-8').rstrip()}\n  - {rule}\n", encoding="utf-8")
    return root


def failures(reports: Sequence[Report]) -> dict[str, tuple[str, ...]]:
    """The parts that fail, with their counter-examples."""
    return {one.property: one.failures for one in reports if one.failures}


def proved(prove: Prove, pack: Pack, **more: object) -> list[Report]:
    """Every part of a property on a pack; each says what it covered."""
    reports = prove(pack, quiet, fast=True, **more)
    assert reports
    assert all(one.covered and one.seconds >= 0 for one in reports)
    return reports
