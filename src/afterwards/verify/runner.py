"""`afterwards verify`: the properties by name, run one after another, each printed with what it covered and how long it took.

A property whose proof breaks off counts as failed: nothing is taken as proved that was not. Interrupting ends the run;
what was printed until then stands, and nothing is kept on disk.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from time import perf_counter
from typing import TextIO

from afterwards.pack.model import Pack
from afterwards.verify.report import Progress, Report, quiet

PROPERTIES: Mapping[str, str] = {
    "monotone": "one more finding never lowers an answer",
    "bounds": "low and high are exact whatever is unknown",
    "redflags": "a red flag reaches the top level",
    "reachable": "every rule, level and sentence can occur",
    "complete": "everyone who is covered gets an answer",
    "coherent": "what is said to one person is one answer",
    "answers": "her question is answered within its pages, and no sign is lost",
    "questions": "what is asked can change an answer, what is not asked cannot",
    "cross": "independent ways to compute an answer agree",
    "mutate": "each changed cell of the knowledge is noticed",
}
"""The properties in the order in which they are proved, each by the module of that name."""
NEEDED = ("dd", "z3")
REMEDY = "The proofs need decision diagrams and a solver: pip install 'afterwards[verify]'."


def missing_parts() -> list[str]:
    """The libraries that proofs need and that are not installed."""
    return [name for name in NEEDED if find_spec(name) is None]


def run(pack: Pack, names: Sequence[str], *, fast: bool, out: TextIO, err: TextIO) -> int:
    """Prove the properties of these names (none: all) and print each; 0 when all hold, 1 when one does not."""
    began = perf_counter()
    progress = shown_on(err) if err.isatty() else quiet
    parts = failed = 0
    for name in names or PROPERTIES:
        print(f"{name}: {PROPERTIES[name]}", file=out, flush=True)
        for report in proved(pack, name, progress, fast=fast):
            if err.isatty():
                print("\r\x1b[K", end="", file=err, flush=True)
            print(*lines_of(report), sep="\n", file=out, flush=True)
            parts += 1
            failed += bool(report.failures)
    verdict = f"{failed} of {parts} parts fail" if failed else f"All {parts} parts hold"
    print(f"{verdict}. {perf_counter() - began:.0f} seconds{', the fast part' if fast else ''}.", file=out, flush=True)
    return 1 if failed else 0


def proved(pack: Pack, name: str, progress: Progress, *, fast: bool) -> Iterable[Report]:
    """The reports of one property; a proof that breaks off, or that looked at nothing, is a failed report."""
    began = perf_counter()
    try:
        reports: list[Report] = import_module(f"afterwards.verify.{name}").prove(pack, progress, fast=fast)
    except Exception as error:
        broken = f"# {name}: the proof broke off, so nothing is shown. {type(error).__name__}: {error}"
        return [Report(name, "nothing", perf_counter() - began, (broken,))]
    return reports or [Report(name, "nothing", perf_counter() - began, (f"# {name}: the proof looked at nothing.",))]


def lines_of(report: Report) -> Iterable[str]:
    """One report as it is printed: its verdict and cover, its notes, and each failure to be pasted."""
    verdict = f"FAILS ({len(report.failures)})" if report.failures else "holds"
    yield f"  {verdict}  {report.property}: {report.covered}. {report.seconds:.1f} s"
    yield from (f"         note: {note}" for note in report.notes)
    for failure in report.failures:
        yield ""
        yield failure
    if report.failures:
        yield ""


def shown_on(err: TextIO) -> Progress:
    """Progress on one line that is written over, for a person who watches."""

    def show(task: str, done: int, of: int) -> None:
        print(f"\r\x1b[K{task}: {done} of {of}", end="", file=err, flush=True)

    return show


def unknown_names(names: Iterable[str]) -> list[str]:
    """Those that are no property."""
    return [name for name in names if name not in PROPERTIES]


def main(pack: Pack, names: Sequence[str], *, fast: bool) -> int:
    """What the command does: 2 for a name that is no property, or when a library is missing; else as `run`."""
    wrong = unknown_names(names)
    if wrong:
        print(f"There is no property '{wrong[0][:40]}'. Choose from {', '.join(PROPERTIES)}, or name none for all.", file=sys.stderr)
        return 2
    if missing_parts():
        print(REMEDY, file=sys.stderr)
        return 2
    return run(pack, names, fast=fast, out=sys.stdout, err=sys.stderr)
