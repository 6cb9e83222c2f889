"""Write docs/safety-case.md and docs/trace.csv from the hazard log, the pack, its cases and the tests. `--check`: are they up to date?"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from afterwards.check.hazards import CHECK, KINDS, LIKELIHOODS, NOT_APPROVED, RISKS, SEVERITIES, Log, read_log, read_suite
from afterwards.check.trace import KINDS as NODES
from afterwards.check.trace import Trace, TraceNode, trace
from afterwards.pack.gather import read_files
from afterwards.pack.load import KNOWLEDGE
from afterwards.pack.manifest import write_whole
from afterwards.pack.reading import Map, PackError

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "safety-case.md"
TABLE = ROOT / "docs" / "trace.csv"
BETWEEN = " | "
"""What stands between two names in a cell of the table."""
DONE = {
    "design": "design: it cannot happen",
    "protect": "protect: it is caught",
    "procedure": "procedure: someone looks",
    "text": "text: someone is told",
}


def read(knowledge: Path = KNOWLEDGE, root: Path = ROOT) -> tuple[Log, Trace]:
    """The hazard log and the matrix. Raises `PackError` with every complaint about the pack or the log."""
    suite = read_suite(root / "tests")
    data, problems = read_files(knowledge)
    log, of_log = read_log(knowledge, suite, needed=True)
    if problems or of_log or log is None:
        raise PackError([*problems, *of_log])
    return log, trace(data, root / "tests" / "cases", suite, log)


def page(log: Log, matrix: Trace) -> Iterator[str]:
    """The page, line by line."""
    yield "# Safety case"
    yield ""
    yield "Made from the hazard log and the tests by `tools/safety_case.py`; do not edit."
    yield ""
    yield "**No clinical safety officer has approved this page. No clinician has reviewed what it speaks of.**"
    yield "It has the shape of a safety case after DCB0129, so that one can be made from it. It does not claim to be one."
    yield f"All its numbers and grades are {NOT_APPROVED}."
    yield ""
    yield "## Scope"
    yield "The command line, the library and the web pages, with the knowledge that comes with them."
    yield "What they are for, for whom, and what they are not: [intended purpose](intended-purpose.md)."
    yield "How an answer comes about: [how an answer is made](how-an-answer-is-made.md)."
    yield "Where and by whom a copy is run is no part of it; that is the business of whoever publishes the copy."
    yield ""
    yield from _scales()
    yield from _table(log)
    yield "## Each hazard"
    yield ""
    for hazard in log.hazards:
        yield from _hazard(hazard)
    yield from _rest(log, matrix)


def _scales() -> Iterator[str]:
    yield "## Scales"
    yield "Risk is what the example table in the guidance to DCB0129 gives, from 1, the lowest, to 5."
    yield "The death of one person is major. That of several is catastrophic."
    yield ""
    yield f"| likelihood | {' | '.join(SEVERITIES)} |"
    yield f"|---|{'---|' * len(SEVERITIES)}"
    for likelihood in reversed(LIKELIHOODS):
        yield f"| {_said(likelihood)} | {' | '.join(str(risk) for risk in RISKS[likelihood])} |"
    yield ""


def _table(log: Log) -> Iterator[str]:
    yield "## Hazard log"
    yield f"*Before* is without controls, *after* is with them. All are {NOT_APPROVED}."
    yield ""
    yield "| hazard | before | after | controls | status |"
    yield "|---|---|---|---|---|"
    for hazard in log.hazards:
        kinds = [f"{sum(control['kind'] == kind for control in hazard['controls'])} {kind}" for kind in KINDS]
        controls = ", ".join(kind for kind in kinds if not kind.startswith("0 "))
        before, after = _estimate(hazard), _estimate(hazard["residual"])
        yield f"| {hazard['id']} {hazard['hazard']} | {before} | {after} | {controls} | {hazard['status']} |"
    yield ""


def _estimate(estimate: Map) -> str:
    return f"{estimate['severity']}, {_said(estimate['likelihood'])}: {estimate['risk']}"


def _said(word: str) -> str:
    return word.replace("_", " ")


def _hazard(hazard: Map) -> Iterator[str]:
    yield f"### {hazard['id']} {hazard['hazard']}"
    yield "Causes:"
    yield from (f"- {cause}" for cause in hazard["causes"])
    yield ""
    yield f"Effect: {hazard['effect']}"
    yield ""
    yield f"Harm: {hazard['harm']}"
    yield ""
    yield f"Before controls ({NOT_APPROVED}): {_estimate(hazard)}."
    yield ""
    for kind in KINDS:
        controls = [control for control in hazard["controls"] if control["kind"] == kind]
        if controls:
            yield f"{DONE[kind].capitalize()}."
        for control in controls:
            yield f"- {control['what']}"
            yield from (f"  - `{named}`" for named in control["tests"])
        if controls:
            yield ""
    yield f"After controls ({NOT_APPROVED}): {_estimate(hazard['residual'])}."
    yield ""
    yield f"Owner: {hazard['owner']}. Status: {hazard['status']}."
    if "missing" in hazard:
        yield f"Missing: {hazard['missing']}"
    if "closed" in hazard:
        yield f"Closed on {hazard['closed']['on']}: {hazard['closed']['because']}"
    yield ""


def _rest(log: Log, matrix: Trace) -> Iterator[str]:
    yield "## What is assumed"
    yield "- Someone tells what is so, as far as she knows it. Nobody is examined."
    yield "- The tests named here pass. That they are there is checked; `make test` runs them, `afterwards verify` the proofs."
    yield "- A proof holds for the rules as they are written. That they are the right rules is not proved."
    yield "- Whoever runs a copy keeps the machine, its certificate and its logs in order."
    yield "- Numbers to call are those of the United Kingdom."
    yield ""
    yield "## What is not approved"
    yield "- All the numbers and grades above. They are proposals of those who wrote the software."
    yield "- Every sentence and every rule: see [intended purpose](intended-purpose.md)."
    yield "- The list of hazards itself. Those who would know what is missing have not been asked: clinicians, and people who had a loss."
    opened = sum(one["status"] == "open" for one in log.hazards)
    yield f"- {opened} of {len(log.hazards)} hazards are open. Each says what is missing."
    yield ""
    yield "## Requirements"
    yield "Tests cite them by number. *part* and *not yet* say why."
    yield ""
    yield "| requirement | state | hazards | tests and files that cite it |"
    yield "|---|---|---|---|"
    for requirement in log.requirements:
        node = TraceNode("requirement", requirement["id"])
        why = f": {requirement['because']}" if "because" in requirement else ""
        shown = (
            f"{len(matrix.near(node, 'test'))}"
            if "shown_by" not in requirement
            else ", ".join(f"`{name}`" for name in requirement["shown_by"])
        )
        state, hazards = _said(requirement["state"]), ", ".join(matrix.near(node, "hazard"))
        yield f"| {requirement['id']} {requirement['says']} | {state}{why} | {hazards} | {shown} |"
    yield ""
    yield "## Traces"
    yield "[trace.csv](trace.csv) holds each source, statement, rule, case, test, requirement and hazard with all it leads to, both ways."
    yield f"A test named `{CHECK}` is the command that checks the knowledge; `verify` and a name is one of the proofs."


def table(matrix: Trace) -> str:
    """The matrix as CSV: a row for each node, with the names of its neighbours of each kind."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("kind", "name", *(f"{kind}s" for kind in NODES)))
    for node in sorted(matrix.links, key=lambda one: (NODES.index(one.kind), one.name)):
        writer.writerow((*node, *(BETWEEN.join(matrix.near(node, kind)) for kind in NODES)))
    return out.getvalue()


def main() -> int:
    """Write both files, or with `--check` return 1 when one is out of date; 1 too when the log has complaints."""
    try:
        log, matrix = read()
    except PackError as error:
        print(error)
        return 1
    made = {PAGE: "\n".join(page(log, matrix)).rstrip("\n") + "\n", TABLE: table(matrix)}
    if "--check" in sys.argv:
        return 0 if all(path.is_file() and path.read_text(encoding="utf-8") == content for path, content in made.items()) else 1
    for path, content in made.items():
        write_whole(path, content.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
