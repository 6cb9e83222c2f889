"""The hazard log: what can go wrong and hurt someone, what is done about it, and the tests that show it.

`hazards.yaml` is no part of the pack that answers: it is read by `afterwards check` and `tools/safety_case.py`, and says
nothing to a reader. Severity, likelihood and risk are on the scales of DCB0129 and are proposals: no clinical safety officer
has approved them. Risk is not estimated apart: it is what the matrix below gives. A hazard is closed, never deleted.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from afterwards.pack.reading import Items, Map, Problem, problem_at, read_yaml
from afterwards.pack.value_checks import ID, NAME, Where, iso_date, list_of, map_of, one_of, pattern, record, text

FILE = "hazards.yaml"
SEVERITIES = ("minor", "significant", "considerable", "major", "catastrophic")
"""Worst last. Death of one person is major; of several, catastrophic."""
LIKELIHOODS = ("very_low", "low", "medium", "high", "very_high")
RISKS: Mapping[str, tuple[int, ...]] = {
    "very_low": (1, 1, 2, 2, 3),
    "low": (1, 2, 2, 3, 4),
    "medium": (2, 2, 3, 3, 4),
    "high": (2, 3, 3, 4, 5),
    "very_high": (3, 4, 4, 5, 5),
}
"""The example matrix of DCB0129's guidance: of each likelihood, the risk (1 lowest, 5 highest) at each severity."""
GRAVE = SEVERITIES.index("major")
"""From this severity on, words alone are no control."""
TOO_HIGH = 4
"""From this risk on, a hazard is not controlled."""
KINDS = ("design", "protect", "procedure", "text")
"""Kinds of control, the strongest first: it cannot happen; it is caught; someone looks; someone is told."""
STATUSES = ("open", "controlled", "closed")
STATES = ("reached", "part", "not_yet")
"""How far a requirement is reached."""
CHECK = "check"
PROPERTIES = ("monotone", "bounds", "redflags", "reachable", "complete", "coherent", "answers", "questions", "cross", "mutate")
"""What `afterwards verify` proves; a control may name `verify PROPERTY`."""
NOT_APPROVED = "proposed, not approved"

_HAZARD = re.compile(r"H[0-9]{2}\Z")
_REQUIREMENT = re.compile(r"R[0-9]{2}\Z")
_NODE = re.compile(r"(tests/(?:[a-z0-9_]+/)*test_[a-z0-9_]+\.py)::(test_[a-z0-9_]+)\Z")
_CITED = re.compile(r"\b[Rr]([0-9]{2})\b")


def _whole(value: object, where: Where) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        where.complain(f"found {str(value)[:20]}, a whole number is needed.", "Write 1 or more.")


_estimate = {"severity": one_of(*SEVERITIES), "likelihood": one_of(*LIKELIHOODS), "risk": _whole}
_control = record({"kind": one_of(*KINDS), "what": text, "tests": list_of(text)})
_hazard = record(
    {
        **{"id": pattern(_HAZARD, "H and two digits"), "hazard": text, "causes": list_of(text, least=1), "effect": text, "harm": text},
        **_estimate,
        **{"controls": list_of(_control, least=1), "residual": record(_estimate), "owner": text, "status": one_of(*STATUSES)},
    },
    {"concerns": list_of(pattern(NAME, "a decision or a part of the pack"), least=1), "missing": text}
    | {"closed": record({"on": iso_date, "because": text})},
)
_requirement = record(
    {"id": pattern(_REQUIREMENT, "R and two digits"), "says": text, "state": one_of(*STATES)},
    {"because": text, "hazards": list_of(pattern(_HAZARD, "H and two digits"), least=1), "shown_by": list_of(text, least=1)},
)
_log = record(
    {"estimates": one_of(NOT_APPROVED), "ids_given": _whole, "hazards": list_of(_hazard, least=1)},
    {"tried": map_of(ID, list_of(text, least=1)), "requirements": list_of(_requirement, least=1)},
)


@dataclass(frozen=True, slots=True)
class Tested:
    """One test function: its line (from 1), the requirements it cites, and whether it is skipped or expected to fail."""

    line: int
    cites: frozenset[str]
    idle: bool


@dataclass(frozen=True, slots=True)
class Suite:
    """The tests at hand: of each file (`tests/...`) its functions, and the requirements that the file as a whole cites."""

    root: Path
    functions: Mapping[str, Mapping[str, Tested]] = field(default_factory=dict)
    cites: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Log:
    """The hazard log as it is written, in its order: maps that know their lines."""

    hazards: Items
    requirements: Items
    tried: Mapping[str, Items]


def risk(severity: str, likelihood: str) -> int:
    """The risk, 1 to 5, of a severity and a likelihood."""
    return RISKS[likelihood][SEVERITIES.index(severity)]


def read_suite(tests: Path) -> Suite:
    """What the test files say of themselves; nothing of them is run. A file that is no Python has no tests."""
    functions: dict[str, dict[str, Tested]] = {}
    cites: dict[str, frozenset[str]] = {}
    for path in sorted(tests.rglob("test_*.py")):
        name = path.relative_to(tests.parent).as_posix()
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"))
        except (SyntaxError, ValueError, OSError):
            continue
        cites[name] = _cited(ast.get_docstring(tree) or "")
        functions[name] = {
            node.name: Tested(node.lineno, _cited(f"{node.name.replace('_', ' ')} {ast.get_docstring(node) or ''}"), _idle(node))
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
        }
    return Suite(tests.parent, functions, cites)


def _cited(docstring: str) -> frozenset[str]:
    return frozenset(f"R{number}" for number in _CITED.findall(docstring))


def _idle(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    marks = (ast.unparse(one.func if isinstance(one, ast.Call) else one) for one in node.decorator_list)
    return any(mark.rsplit(".", 1)[-1] in ("skip", "xfail") for mark in marks)


def read_log(root: Path, suite: Suite | None, *, needed: bool) -> tuple[Log | None, list[Problem]]:
    """The hazard log of the pack in `root`, or None, and every complaint about it.

    A pack without a log has a complaint only where one is `needed`. Without a `suite` the tests a control names are not looked for.
    """
    problems: list[Problem] = []
    if not (root / FILE).is_file():
        missing = [Problem(FILE, 1, "the hazard log is missing.", "Restore it from the last good version.")]
        return None, missing if needed else []
    data = read_yaml(root / FILE, FILE, problems)
    if data is not None:
        _log(data, Where(FILE, 1, "", problems))
    if problems:
        return None, sorted(problems)
    log = Log(data["hazards"], data.get("requirements", Items()), data.get("tried", {}))
    problems += _numbering(data, "hazards", "H", data["ids_given"])
    for hazard in log.hazards:
        problems += _estimates(hazard)
        problems += _controls(hazard)
        problems += _status(hazard)
    if log.requirements:
        problems += _numbering(data, "requirements", "R", len(log.requirements))
    problems += _requirements(log, suite)
    for entry, key, named in _tests_named(log):
        problems += _test(entry, key, named, suite)
    return log, sorted(problems)


def _numbering(data: Map, key: str, letter: str, last_given: int) -> Iterator[Problem]:
    """Ids run without a gap up to the last one ever given: a hazard that is over is closed, and stays."""
    seen: dict[str, Map] = {}
    for entry in data[key]:
        first = seen.setdefault(entry["id"], entry)
        if first is not entry:
            yield problem_at(entry, "id", f"the id {entry['id']} is used twice, first on line {first.line}.", "Give it the next number.")
    for number in range(1, last_given + 1):
        if f"{letter}{number:02}" not in seen:
            remedy = "Restore it; one that is over is closed with a day and a reason, never deleted."
            yield problem_at(data, key, f"{letter}{number:02} is missing.", remedy)
    for name, entry in seen.items():
        if not 1 <= int(name[1:]) <= last_given:
            remedy = "Raise 'ids_given' to the last number ever given." if key == "hazards" else "Number them without a gap."
            yield problem_at(entry, "id", f"{name} is beyond the {last_given} ids that were given.", remedy)


def _estimates(hazard: Map) -> Iterator[Problem]:
    residual = hazard["residual"]
    for estimate, which in ((hazard, "risk"), (residual, "residual risk")):
        right = risk(estimate["severity"], estimate["likelihood"])
        if estimate["risk"] != right:
            yield problem_at(
                estimate, "risk", f"{hazard['id']}: the {which} is {estimate['risk']}, the matrix gives {right}.", f"Write {right}."
            )
    for key, scale in (("severity", SEVERITIES), ("likelihood", LIKELIHOODS)):
        if scale.index(residual[key]) > scale.index(hazard[key]):
            yield problem_at(residual, key, f"{hazard['id']}: the residual {key} is above the one before controls.", "Mend one of the two.")


def _controls(hazard: Map) -> Iterator[Problem]:
    kinds = [control["kind"] for control in hazard["controls"]]
    if kinds != sorted(kinds, key=KINDS.index):
        yield problem_at(
            hazard, "controls", f"{hazard['id']}: the controls are out of order.", f"Write them in the order {', '.join(KINDS)}."
        )
    if set(kinds) == {"text"} and SEVERITIES.index(hazard["severity"]) >= GRAVE:
        complaint = f"{hazard['id']} is {hazard['severity']} and rests on text alone."
        yield problem_at(hazard, "controls", complaint, "Add a control that is more than words.")
    for control in hazard["controls"]:
        if not control["tests"]:
            yield problem_at(control, "tests", f"{hazard['id']}: a control names no test.", "Name the test that shows it, or write one.")


def _status(hazard: Map) -> Iterator[Problem]:
    for status, key, remedy in (
        ("open", "missing", "Say what is missing until it is controlled."),
        ("closed", "closed", "Write {on: 2026-11-24, because: ...}."),
    ):
        if (hazard["status"] == status) != (key in hazard):
            complaint = f"{hazard['id']}: the status is {hazard['status']} and '{key}' is {'there' if key in hazard else 'missing'}."
            yield problem_at(
                hazard, "status", complaint, remedy if hazard["status"] == status else f"Take '{key}' away, or mend the status."
            )
    if hazard["status"] == "controlled" and hazard["residual"]["risk"] >= TOO_HIGH:
        complaint = f"{hazard['id']} is called controlled with a residual risk of {hazard['residual']['risk']}."
        yield problem_at(hazard, "status", complaint, "Leave it open, or add controls.")


def _requirements(log: Log, suite: Suite | None) -> Iterator[Problem]:
    hazards = {one["id"] for one in log.hazards}
    for requirement in log.requirements:
        if (requirement["state"] == "reached") == ("because" in requirement):
            remedy = "Give the reason in 'because'." if requirement["state"] != "reached" else "Take 'because' away, or write 'part'."
            yield problem_at(requirement, "state", f"{requirement['id']}: the state is {requirement['state']}.", remedy)
        for name in requirement.get("hazards", ()):
            if name not in hazards:
                yield problem_at(requirement, "hazards", f"{requirement['id']}: there is no hazard {name}.", "Mend the id.")
        for name in requirement.get("shown_by", ()):
            if suite and not (suite.root / name).is_file():
                yield problem_at(
                    requirement, "shown_by", f"{requirement['id']}: there is no file {name}.", "Mend the name, or write the state as it is."
                )


def _tests_named(log: Log) -> Iterator[tuple[Map, str, str]]:
    for hazard in log.hazards:
        for control in hazard["controls"]:
            for named in control["tests"]:
                yield control, "tests", named
    if isinstance(log.tried, Map):
        for key, tests in log.tried.items():
            for named in tests:
                yield log.tried, key, named


def _test(entry: Map, key: str, named: str, suite: Suite | None) -> Iterator[Problem]:
    if named == CHECK or named.removeprefix("verify ") in PROPERTIES:
        return
    form = _NODE.match(named)
    if not form:
        remedy = f"Write tests/FILE.py::test_NAME, {CHECK}, or verify and one of {', '.join(PROPERTIES)}."
        yield problem_at(entry, key, f"'{named}' is no test.", remedy)
    elif suite is not None:
        file, function = form.groups()
        tests = suite.functions.get(file)
        if tests is None:
            yield problem_at(entry, key, f"the file {file} is gone.", "Name the test that shows this now, or write one.")
        elif function not in tests:
            yield problem_at(entry, key, f"{file} has no test '{function}'.", "Name the test that shows this now, or write one.")
        elif tests[function].idle:
            yield problem_at(entry, key, f"{named} is skipped or expected to fail.", "Let it run, or name another test.")
