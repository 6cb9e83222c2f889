"""The trace matrix: source - statement - rule - case - test - hazard, each joined to its neighbours both ways.

A *rule* is any place of the pack that says a statement: a rule of a decision, a row of a grid that counts, a row of the plan, a
decision's own words, a page, an article, a method. What is an orphan, joint by joint:

- a source that no statement and no rule cites (one cited where sources differ belongs to the rules named there);
- a statement without a source, or that no rule, page, plan row, method or article says;
- a rule of a decision, a decision or a row of a grid without a case. What has no file of worked cases (plan, starting,
  emergency contraception, medicines, methods, pages, articles) is joined to the tests that `tried` in hazards.yaml names for
  its kind. Rows kept and not counted (`held`, `parts`) are left out;
- a rule that no hazard concerns. A hazard names in `concerns` decisions and parts of the pack (`PARTS`);
- a case that names no rule;
- a test of `tried` that neither a hazard names nor a requirement is cited by. Other tests may show only that the software works;
- a requirement that this edition claims (`reached`, `part`) and neither a test cites nor a file shows;
- a hazard without a test.

Tests cite a requirement by its id (`R07`) in their name or docstring; one in a file's docstring is cited by the file.
Nothing here is read by the program that answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from afterwards.check.hazards import FILE, Log, Suite, read_log, read_suite
from afterwards.pack.data import Data
from afterwards.pack.load import KNOWLEDGE
from afterwards.pack.reading import Items, Map, Problem, read_yaml
from afterwards.pack.schema import INTERFACE
from afterwards.pack.uses import source_uses, statement_uses

KINDS = ("source", "statement", "rule", "case", "test", "requirement", "hazard")
PARTS: Mapping[str, tuple[str, ...]] = {
    "plan": ("plan",),
    "methods": ("row", "method", "comparison"),
    "medicines": ("medicine",),
    "starting": ("start",),
    "emergency": ("emergency",),
    "reading": ("article",),
    "questions": ("question",),
    "pages": ("page", "pack"),
}
"""Parts of the pack that a hazard may concern, beside decisions, and the kinds of rule in each."""
_CASED = ("rule", "decision", "row")
_ROW = re.compile(r"- \{?row: ([a-z0-9-]+)")


class TraceNode(NamedTuple):
    """One thing in the matrix: its kind (one of `KINDS`) and its name."""

    kind: str
    name: str


@dataclass(slots=True)
class Trace:
    """Of each node where it stands (file, line) and its neighbours; a link is held at both of its ends."""

    places: dict[TraceNode, tuple[str, int]] = field(default_factory=dict)
    links: dict[TraceNode, dict[TraceNode, None]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    """Of each rule its kind: rule, decision, row, plan, start, emergency, medicine, method, comparison, article, page or pack."""

    def put(self, kind: str, name: str, file: str, line: int) -> TraceNode:
        """A node where it stands; one that is there already stays where it is."""
        node = TraceNode(kind, name)
        self.places.setdefault(node, (file, line))
        self.links.setdefault(node, {})
        return node

    def join(self, node: TraceNode, other: TraceNode) -> None:
        """Link two nodes that are there; a link to what is not there is left to the check that names it."""
        if node in self.links and other in self.links:
            self.links[node][other] = None
            self.links[other][node] = None

    def near(self, node: TraceNode, *kinds: str) -> list[str]:
        """The names of its neighbours of these kinds, sorted."""
        return sorted(one.name for one in self.links[node] if one.kind in kinds)


def trace(data: Data, cases: Path, suite: Suite, log: Log) -> Trace:
    """The whole matrix. `cases` is the folder of worked cases; `data` the checked plain data of the pack."""
    matrix = Trace()
    _knowledge(matrix, data)
    _cases(matrix, cases)
    _tests(matrix, suite, log)
    _hazards(matrix, data, suite, log)
    return matrix


def safety_problems(root: Path, data: Data, cases: Path) -> tuple[list[Problem], dict[str, int]]:
    """Every complaint about the hazard log of the pack in `root` and about orphans of the matrix, and what was counted.

    Tests are looked for where the cases lie in a folder `tests`. A pack without a log has no complaint, the built-in one has.
    """
    tests = cases.resolve().parent
    suite = read_suite(tests) if tests.name == "tests" else None
    log, problems = read_log(root, suite, needed=root.resolve() == KNOWLEDGE)
    if log is None:
        return problems, {}
    counts = {"hazards": len(log.hazards)}
    if suite is not None and not problems:
        matrix = trace(data, cases, suite, log)
        problems += orphans(matrix, log)
        counts["links traced"] = sum(len(one) for one in matrix.links.values()) // 2
    return problems, counts


def orphans(matrix: Trace, log: Log) -> list[Problem]:
    """Every orphan, by the definitions above; a concern or a kind that does not exist is told too."""
    return sorted([*_orphans(matrix, log), *_wrong_names(matrix, log)])


def _orphans(matrix: Trace, log: Log) -> Iterator[Problem]:
    claimed = {one["id"]: one for one in log.requirements if one["state"] != "not_yet"}
    tried = {name for tests in log.tried.values() for name in tests}
    needs: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]] = {
        "source": ((("statement", "rule"), "Cite it, or delete it."),),
        "statement": ((("source",), "Name its source."), (("rule",), "Place it, or delete it.")),
        "case": ((("rule",), "Name a rule or a decision in 'expect'."),),
        "hazard": ((("test",), "Name the tests that show its controls."),),
    }
    for node, (file, line) in matrix.places.items():
        joints = [] if node.name.startswith(INTERFACE) else list(needs.get(node.kind, ()))
        if node.kind == "rule":
            rule_kind = matrix.kinds[node.name]
            joints.append((("case",) if rule_kind in _CASED else ("test",), "Add a case, or name its tests in 'tried' of hazards.yaml."))
            joints.append((("hazard",), "Name it in 'concerns' of the hazard it can bring about."))
        elif node.kind == "requirement" and node.name in claimed and "shown_by" not in claimed[node.name]:
            joints.append((("test",), "Cite it in the test that shows it, or write its state as it is."))
        elif node.kind == "test" and node.name in tried:
            joints.append((("requirement", "hazard"), "Name it in a control, or cite the requirement it shows."))
        for kinds, remedy in joints:
            if not matrix.near(node, *kinds):
                yield Problem(file, line, f"{node.kind} '{node.name}' leads to no {' or '.join(kinds)}.", remedy)


def _wrong_names(matrix: Trace, log: Log) -> Iterator[Problem]:
    decisions = [name.removeprefix("decision ") for name, kind in matrix.kinds.items() if kind == "decision"]
    for hazard in log.hazards:
        for name in hazard.get("concerns", ()):
            if name not in decisions and name not in PARTS:
                remedy = f"Choose from {', '.join([*decisions, *PARTS])}."
                yield Problem(hazard.file, hazard.lines["concerns"], f"{hazard['id']}: there is no decision or part '{name}'.", remedy)
    known = {str(number) for number in range(1, len(log.requirements) + 1)}
    for node, (file, line) in matrix.places.items():
        if node.kind == "requirement" and node.name.lstrip("R").lstrip("0") not in known:
            yield Problem(file, line, f"a test cites {node.name}, which is no requirement.", "Mend the number, or list it in hazards.yaml.")


def _knowledge(matrix: Trace, data: Data) -> None:
    """Sources, statements, and every place that says one or cites one."""
    for kind, entries in (("source", data["sources"]), ("statement", data["statements"])):
        for name, entry in entries.items():
            matrix.put(kind, name, entry.file, entry.line)
    owners: dict[int, list[TraceNode]] = {}
    for kind, name, entry, inner in _places(data):
        node = matrix.put("rule", name, entry.file, entry.line)
        matrix.kinds[name] = kind
        for within in inner:
            owners.setdefault(id(within), []).append(node)
    comparison = [TraceNode("rule", "comparison")]
    for entry, key, name in statement_uses(data):
        for node in comparison if key == "method" else owners.get(id(entry), comparison):
            matrix.join(node, TraceNode("statement", name))
    for entry, name in source_uses(data):
        for node in owners.get(id(entry), ()):
            matrix.join(node, TraceNode("source", name))
    for name, statement in data["statements"].items():
        for source in (source["id"] for claim in statement["claims"] for source in claim["sources"]):
            matrix.join(TraceNode("statement", name), TraceNode("source", source))
    for disagreement in data["disagreements"]:
        for source in (source for position in disagreement["positions"] for source in position["sources"]):
            for name in disagreement["where"]:
                matrix.join(TraceNode("rule", name), TraceNode("source", source))
                matrix.join(TraceNode("statement", name), TraceNode("source", source))


def _places(data: Data) -> Iterator[tuple[str, str, Map, list[Map]]]:
    """Each place of the pack that says something: kind, name, where it stands, and the maps that belong to it."""
    for page in data["pages"]:
        yield "page", f"page {page['id']}", page, _maps(page)
    for decision in data["decisions"]:
        own = [decision, decision["default"], *decision["levels"].values()]
        yield "decision", f"decision {decision['decision']}", decision, own
        for rule in decision["rules"]:
            yield "rule", rule["id"], rule, _maps(rule)
    for plan in data["plan"]:
        for row in (*plan.get("rows", ()), *plan.get("contradictions", ())):
            yield "plan", row["id"], row, _maps(row)
    for article in data["articles"]:
        yield "article", f"article {article['article']}", article, _maps(article)
    for sign in data["signs"]:
        yield "question", f"sign {sign['id']}", sign, _maps(sign)
    for question in data["questions"]:
        yield "question", f"question {question['id']}", question, _maps(question)
    yield "pack", "pack", data["pack"], _maps(data["pack"])
    if folder := data.get("contraception"):
        yield from _places_of_methods(folder)


def _places_of_methods(folder: Data) -> Iterator[tuple[str, str, Map, list[Map]]]:
    first = folder["methods"][0]
    yield "comparison", "comparison", first, [*_maps(folder["differences"]), folder["starting"]]
    for method in folder["methods"]:
        yield "method", f"method {method['method']}", method, _maps(method)
    for guideline, rows in folder["grids"].items():
        for row in rows:
            if row["use"] == "yes":
                yield "row", f"{guideline} {row['condition']}", row, [folder["conditions"][row["means"]]]
    for rule in (*folder["cautions"], *folder["starting"]["rules"]):
        yield "start", rule["id"], rule, _maps(rule)
    for kind in folder["emergency"]["kinds"]:
        yield "emergency", f"emergency {kind['kind']}", kind, [kind]
        for rule in (*kind["rules"], *kind.get("notes", ())):
            yield "emergency", rule["id"], rule, _maps(rule)
    for name, medicines in folder["medicines"]["classes"].items():
        yield "medicine", f"medicines {name}", medicines, _maps(medicines)
    for medicine in folder["medicines"]["names"]:
        if medicine.get("say"):
            yield "medicine", f"medicine {medicine['name']}", medicine, _maps(medicine)


def _maps(entry: object) -> list[Map]:
    """A map or list and every map within."""
    inner = entry.values() if isinstance(entry, Map) else entry if isinstance(entry, Items) else ()
    return [*([entry] if isinstance(entry, Map) else []), *(found for part in inner for found in _maps(part))]


def _cases(matrix: Trace, folder: Path) -> None:
    """Worked people, and the rules each is about: those it names, and the decisions whose answer it expects."""
    for path in sorted(folder.glob("*.yaml")):
        file = f"cases/{path.name}"
        for written in read_yaml(path, file, []) or ():
            case, expect = matrix.put("case", f"{path.stem}: {written['case']}", file, written.line), written["expect"]
            for name in (*expect.get("because", ()), *expect.get("out", ()), *(f"decision {name}" for name in expect)):
                matrix.join(case, TraceNode("rule", name))
    for path in sorted((folder / "contraception").glob("*.yaml")):
        # Each case of a grid names its row; the rest is the check's business, and reading it again is slow.
        for line, text_line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if row := _ROW.match(text_line):
                name = f"{path.stem} {row.group(1)}"
                matrix.join(matrix.put("case", name, f"cases/contraception/{path.name}", line), TraceNode("rule", name))


def _tests(matrix: Trace, suite: Suite, log: Log) -> None:
    """Tests that are named by a hazard, are tried on knowledge, or cite a requirement; and what they try."""
    for requirement in log.requirements:
        matrix.put("requirement", requirement["id"], requirement.file, requirement.line)
    for file, functions in suite.functions.items():
        for name, test in functions.items():
            _cites(matrix, f"{file}::{name}", file, test.line, test.cites)
        _cites(matrix, file, file, 1, suite.cites[file])
    for kind, tests in log.tried.items():
        for named in tests:
            tried = _test(matrix, suite, named)
            for node in [node for node in matrix.links if _is_tried(matrix, node, kind)]:
                matrix.join(tried, node)


def _is_tried(matrix: Trace, node: TraceNode, kind: str) -> bool:
    if node.kind == "case":
        return kind == ("case" if ": " in node.name else "grid-case")
    return node.kind == "rule" and matrix.kinds[node.name] == kind


def _cites(matrix: Trace, name: str, file: str, line: int, cited: frozenset[str]) -> None:
    for number in sorted(cited):
        matrix.join(matrix.put("test", name, file, line), matrix.put("requirement", number, file, line))


def _test(matrix: Trace, suite: Suite, named: str) -> TraceNode:
    file, _, function = named.partition("::")
    test = suite.functions.get(file, {}).get(function)
    node = matrix.put("test", named, file if test else FILE, test.line if test else 1)
    for number in sorted(suite.cites.get(file, ())):
        matrix.join(node, TraceNode("requirement", number))
    return node


def _hazards(matrix: Trace, data: Data, suite: Suite, log: Log) -> None:
    for entry in log.hazards:
        hazard = matrix.put("hazard", entry["id"], entry.file, entry.line)
        for named in (named for control in entry["controls"] for named in control["tests"]):
            matrix.join(hazard, _test(matrix, suite, named))
        rules = {rule["id"]: decision["decision"] for decision in data["decisions"] for rule in decision["rules"]}
        concerns = set(entry.get("concerns", ()))
        kinds = {kind for part in concerns & PARTS.keys() for kind in PARTS[part]}
        for name, kind in matrix.kinds.items():
            if kind in kinds or rules.get(name, name.removeprefix("decision ")) in concerns:
                matrix.join(hazard, TraceNode("rule", name))
    for requirement in log.requirements:
        for name in requirement.get("hazards", ()):
            matrix.join(TraceNode("requirement", requirement["id"]), TraceNode("hazard", name))
