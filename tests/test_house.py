"""The house: imports point one way, rooms are small, the clock stands at the edge, and what a person can use is documented."""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from afterwards.cli import _parser
from afterwards.pack import layout, schema
from afterwards.pack.reading import Map, Problem
from afterwards.pack.value_checks import Check, Where
from tests.people import PACK

REPOSITORY = Path(__file__).resolve().parent.parent
SOURCE = REPOSITORY / "src" / "afterwards"
MODULES = {
    ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__"): path for path in sorted(SOURCE.rglob("*.py"))
}
# From the inside out: a module may import what stands before it, and its own room.
ROOMS: tuple[dict[str, str], ...] = (
    {"engine": "facts and rules in, exact answers out: imports nothing but Python"},
    {
        "errors": "what can be wrong with what someone gave us",
        "languages": "how each language writes dates, lists and plurals",
        "urgent_help": "whom to call, for when nothing else can be shown",
        "clock": "the one place that asks the device for its time",
        "faults": "what a fault met by the program says of itself",
    },
    {"pack": "files into data: the model, its loader, what must hold before a pack may answer"},
    {"review": "records, releases and signing of the medical review"},
    {"loading": "a pack with what is reviewed of it"},
    {"person": "what one person told, and what follows from it"},
    {"check": "for writers: every check on the knowledge, the words and the worked cases"},
    {
        "wording": "words with a person in them",
        "basis": "what sentences rest on, as one line and as a list of sources",
        "contraception": "the methods for one person",
        "concerns": "what can concern one person, and what could still raise an answer",
    },
    {
        "plan": "the plan with its dates",
        "methods_as_json": "the methods as the contract's JSON has them",
        "notebook": "a guide or an answer as a notebook shows it",
    },
    {"guide": "the whole guide for one person"},
    {"answers": "the answer to one question, and what is still to be asked for it"},
    {
        "plain_text": "a guide as text",
        "facts_file": "facts from a file or from standard input",
        "console": "printing to a console",
        "whole_folder": "a folder put in place whole",
        "catalogue": "the questions as a list",
    },
    {
        "fhir": "records and forms in, guides out, as FHIR R4",
        "site": "the edition: its pages, its data, handing it out",
        "verify": "the proofs",
    },
    {
        "api": "programs that ask over HTTP",
        "cohort": "very many women at once",
        "review.desk": "where reviewers read and sign",
    },
    {"cds": "record systems that ask while a method is chosen"},
    {"cli": "the command line"},
    {"__main__": "`python -m afterwards`"},
)
WHERE = "\n".join(f"  {room}: {purpose}" for floor in ROOMS for room, purpose in floor.items())
FLOORS = {f"afterwards.{room}": floor for floor, rooms in enumerate(ROOMS) for room in rooms}


def room_of(module: str) -> int:
    """How far out a module's room lies. The package itself only hands on names, from as far out as the answers."""
    if module == "afterwards":
        return FLOORS["afterwards.answers"]
    rooms = [room for room in FLOORS if module == room or module.startswith(f"{room}.")]
    assert rooms, f"{module} has no room. Put it where it belongs, from the inside out, or add a line to ROOMS:\n{WHERE}"
    return FLOORS[max(rooms, key=len)]


def imports_of(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: a relative import"
            for name in node.names:
                inner = f"{node.module}.{name.name}"
                yield inner if inner in MODULES else str(node.module)


def calls_of(path: Path) -> Iterator[str]:
    """Every dotted name that a file calls."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_one_way(module: str) -> None:
    """Interfaces, then guide, then pack, then engine: nothing inside knows what stands outside."""
    outward = [one for one in imports_of(MODULES[module]) if one.split(".")[0] == "afterwards" and room_of(one) > room_of(module)]
    assert outward == [], f"{module} may not import what lies further out. What it needs of it belongs further in:\n{WHERE}"


def circle_from(module: str, inside: dict[str, set[str]]) -> list[str]:
    """The way by which a module imports itself; none is empty."""
    ways = [[module, imported] for imported in inside[module]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        if way[-1] == module:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            ways += [[*way, imported] for imported in inside[way[-1]]]
    return []


def test_no_module_imports_itself_by_a_way_round() -> None:
    inside = {module: {name for name in imports_of(path) if name in MODULES and name != "afterwards"} for module, path in MODULES.items()}
    assert [way for module in MODULES if (way := circle_from(module, inside))] == []


def test_the_circle_test_would_see_one() -> None:
    assert circle_from("a", {"a": {"b"}, "b": {"c"}, "c": {"a", "b"}}) == ["a", "b", "c", "a"]


@pytest.mark.parametrize("room", sorted(path.parent.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*/__init__.py")))
def test_a_room_says_what_it_is_for(room: str) -> None:
    """In its first three lines: what it is for, what it takes and gives, what it never does."""
    first = (SOURCE / room / "__init__.py").read_text(encoding="utf-8").splitlines()[:3]
    begins = ('"""What it is for: ', "What it takes and gives: ", "What it never does: ")
    assert [line.startswith(begin) for line, begin in zip(first, begins, strict=True)] == [True, True, True]


@pytest.mark.parametrize("module", [module for module in MODULES if room_of(module) == 0])
def test_the_engine_needs_nothing_but_python(module: str) -> None:
    """R24: and nothing of ours but itself."""
    for one in imports_of(MODULES[module]):
        top = one.split(".")[0]
        assert top in sys.stdlib_module_names or one == "afterwards.engine" or one.startswith("afterwards.engine.")


@pytest.mark.parametrize("module", [module for module in MODULES if room_of(module) == 0])
def test_the_engine_touches_nothing_outside(module: str) -> None:
    """No file, no clock, no network, no chance."""
    allowed = {
        "__future__",
        "bisect",
        "collections",
        "dataclasses",
        "enum",
        "functools",
        "heapq",
        "itertools",
        "math",
        "operator",
        "typing",
    }
    assert {one.split(".")[0] for one in imports_of(MODULES[module])} - {"afterwards"} <= allowed
    assert {"open", "print", "input"}.isdisjoint(calls_of(MODULES[module]))


MOST_LINES = 400


@pytest.mark.parametrize("module", MODULES)
def test_no_module_is_longer_than_400_lines(module: str) -> None:
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= MOST_LINES


PAGE_MODULES = [path for path in (SOURCE / "page").rglob("*.js") if path.parent.name != "vendor"]


def test_no_module_of_the_page_is_longer_than_200_lines() -> None:
    assert len(PAGE_MODULES) > 50
    lines = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in PAGE_MODULES}
    assert {name: count for name, count in lines.items() if count > 200} == {}


STAND_INS = {"one", "found", "held", "place", "told", "given", "said", "what"}
"""Names that stand in for one that says what the thing is."""
FIELDS_KEPT = {
    ("Entry", "held"): "a key of facts.yaml and of the page's data",
    ("FactError", "given"): "a key of the JSON contract",
    ("Case", "told"): "of the class `Told`: what she told",
    ("MethodPerson", "told"): "of the class `Told`: what she told",
    ("Guide", "told"): "of the class `Told`: what she told; the page program has the same name",
}
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)


def stand_ins(tree: ast.AST, inside: str = "") -> Iterator[str]:
    """Each stand-in that is bound outside a comprehension, with its line; a field with its class."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, COMPREHENSIONS):
            # What a comprehension binds for itself is seen with what it is; what it hands out by `:=` is not.
            yield from (f"{n.lineno}: {n.target.id}" for n in ast.walk(node) if isinstance(n, ast.NamedExpr) and n.target.id in STAND_INS)
            continue
        name = node.id if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else node.arg if isinstance(node, ast.arg) else ""
        if name in STAND_INS and (inside, name) not in FIELDS_KEPT:
            yield f"{node.lineno}: {name}"  # type: ignore[attr-defined]
        yield from stand_ins(node, node.name if isinstance(node, ast.ClassDef) else "" if isinstance(node, ast.FunctionDef) else inside)


@pytest.mark.parametrize("module", MODULES)
def test_a_name_says_what_the_thing_is(module: str) -> None:
    bound = list(stand_ins(ast.parse(MODULES[module].read_text(encoding="utf-8"))))
    assert bound == [], "Name the thing: rule, answer, method, condition, facts, category. A stand-in is for a comprehension at most."


def test_the_name_test_would_see_one() -> None:
    seen = "def f(told):\n  for one in told:\n    held: int = 1\n  return [one for one in told]\nclass Entry:\n  held: bool\n  found: str"
    assert list(stand_ins(ast.parse(seen))) == ["1: told", "2: one", "3: held", "7: found"]


def test_a_class_has_a_name_of_its_own() -> None:
    """So that a reader who meets one knows which it is."""
    where: dict[str, list[str]] = {}
    for module, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                where.setdefault(node.name, []).append(module)
    assert {name: modules for name, modules in where.items() if len(modules) > 1} == {}


@pytest.mark.parametrize("module", MODULES)
def test_no_room_has_a_name_that_says_nothing(module: str) -> None:
    assert {"utils", "util", "helpers", "helper", "manager", "base", "common", "core", "misc"}.isdisjoint(module.split("."))


CLOCK = re.compile(r"(^|\.)(today|now|utcnow|localtime|gmtime|time_ns|monotonic)$|^time\.time$")


EDGES = ("afterwards.cli", "afterwards.site", "afterwards.review.desk", "afterwards.api")


@pytest.mark.parametrize("module", [module for module in MODULES if module != "afterwards.clock"])
def test_the_clock_is_read_in_one_place(module: str) -> None:
    """The same person and the same day give the same answer, always: only an edge asks `clock`, and only `clock` asks the device."""
    own: set[str] = set()
    if module.startswith(("afterwards.verify.", "afterwards.site.", "afterwards.api.", "afterwards.cds.", "afterwards.cohort.")):
        own |= {"monotonic", "time.monotonic"}  # how long a proof or an answer took; it knows no day
    if module.startswith(EDGES):
        own |= {"clock.today", "clock.now"}
    assert [call for call in calls_of(MODULES[module]) if CLOCK.search(call) and call not in own] == []
    assert module.startswith(EDGES) or not [one for one in imports_of(MODULES[module]) if one.startswith("afterwards.clock")]


def test_the_clock_test_would_see_one() -> None:
    for call in ("date.today", "datetime.now", "datetime.datetime.now", "time.time", "datetime.utcnow"):
        assert CLOCK.search(call)
    for call in ("runtime", "options.today_or", "notes.knowledge"):
        assert not CLOCK.search(call)


# What can be used is documented

DOCUMENTS = {
    path.relative_to(REPOSITORY).as_posix(): path for path in [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
}


def documented() -> str:
    """README and docs, as one text."""
    return "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS.values())


def commands() -> dict[str, argparse.ArgumentParser]:
    """Each command of the program with its options."""
    (choices,) = [action.choices for action in _parser()._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(choices)


@pytest.mark.parametrize("command", commands())
def test_a_command_is_documented_with_its_options(command: str) -> None:
    readme = DOCUMENTS["README.md"].read_text(encoding="utf-8")
    assert f"`afterwards {command}" in readme
    options = [option for action in commands()[command]._actions for option in action.option_strings if option not in ("-h", "--help")]
    assert [option for option in options if option not in readme] == []


def test_no_command_is_documented_that_does_not_exist() -> None:
    named = set(re.findall(r"`afterwards ([a-z]+)", documented()))
    assert named - set(commands()) == set()


@pytest.mark.parametrize("fact", [name for name, entry in PACK.facts.items() if not entry.held])
def test_a_fact_is_documented_with_its_values(fact: str) -> None:
    """docs/facts.md has one line a fact."""
    lines = [line for line in DOCUMENTS["docs/facts.md"].read_text(encoding="utf-8").splitlines() if line.startswith(f"| `{fact}`")]
    assert len(lines) == 1
    for value in PACK.facts[fact].values:
        assert value in lines[0]


@pytest.mark.parametrize("decision", PACK.decisions)
def test_a_decision_is_documented_with_its_scale(decision: str) -> None:
    """docs/facts.md has one line a decision, with its levels in order."""
    lines = [line for line in DOCUMENTS["docs/facts.md"].read_text(encoding="utf-8").splitlines() if line.startswith(f"| `{decision}`")]
    assert len(lines) == 1
    levels = lines[0].split("|")[-2].strip()
    assert levels == ", ".join(PACK.decisions[decision].scale)


FORMAT = DOCUMENTS["docs/pack-format.md"].read_text(encoding="utf-8")


@pytest.mark.parametrize("file", [*layout.FILES, *layout.FOLDERS, *layout.CONTRACEPTION])
def test_a_kind_of_file_of_a_pack_is_documented(file: str) -> None:
    """docs/pack-format.md lists it among the files, and shows what it says."""
    listing = FORMAT.split("```")[1]
    shown = {name for name in layout.FOLDERS if f"  {name}/" in listing} | {word for word in listing.split() if "." in word}
    assert file in shown or f"{file}.yaml" in shown


def keys_of(check: Check) -> list[str]:
    """The keys that an entry may have, from what is said of one that it may not have."""
    problems: list[Problem] = []
    entry = Map({"no such key": ""})
    entry.file, entry.line, entry.lines = "", 1, {"no such key": 1}
    check(entry, Where("", 1, "", problems))
    (remedy,) = [problem.remedy for problem in problems if problem.complaint.endswith("this key is not known.")]
    return remedy.removeprefix("Allowed are ").removesuffix(".").split(", ")


ENTRIES = {
    **{"fact": schema.fact, "page": schema.page, "statement": schema.statement, "claim": schema.claim, "level": schema.level},
    **{"rule": schema.rule, "decision": schema.decision, "row": schema.row, "contradiction": schema.contradiction},
    **{"article": schema.article, "disagreement": schema.disagreement, "pack": schema.pack, "method": schema.method},
    **{"condition": schema.eligible, "caution": schema.caution, "start": schema.start_rule, "kind": schema.kind, "note": schema.note},
    **{"medicine": schema.medicine_name, "source": schema.source},
}


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_key_of_an_entry_is_documented(entry: str) -> None:
    """docs/pack-format.md shows each key as `key:` in an example, or names it."""
    keys = keys_of(ENTRIES[entry])
    assert len(keys) > 1
    assert [key for key in keys if not re.search(rf"(^|[\s{{(-]){key}:|`{key}\b", FORMAT, re.MULTILINE)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    here = DOCUMENTS[document]
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", here.read_text(encoding="utf-8"))
    assert [link for link in links if not (here.parent / link).exists()] == []


RUN_OF_LINES = 6
SAID_TWICE = {frozenset({"answers/reader.py", "guide.py"}): "the two calls of the library take the same arguments"}
"""Files that share a run of lines, and why they may."""


def lines_of(path: Path) -> list[str]:
    """The lines that a reader would have to change twice: none that is blank, and none that imports."""
    lines = path.read_text(encoding="utf-8").splitlines()
    imports: set[int] = set()
    if path.suffix == ".py":
        for node in ast.walk(ast.parse("\n".join(lines))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                imports |= {*range(node.lineno, (node.end_lineno or node.lineno) + 1)}
    kept = ((number, line.strip()) for number, line in enumerate(lines, 1) if number not in imports)
    return [line for _, line in kept if line and not line.startswith("import ")]


def test_nothing_is_written_twice() -> None:
    """No two runs of six equal lines in what we write, Python, JavaScript, templates or styles; what is not ours (`vendor`) aside."""
    seen: dict[tuple[str, ...], set[str]] = {}
    looked = 0
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in (".py", ".js", ".html", ".css") and "vendor" not in path.parts:
            looked += 1
            lines = lines_of(path)
            for start in range(len(lines) - RUN_OF_LINES + 1):
                seen.setdefault(tuple(lines[start : start + RUN_OF_LINES]), set()).add(f"{path.relative_to(SOURCE).as_posix()}")
    twice = {frozenset(files) for files in seen.values() if len(files) > 1}
    assert looked > len(MODULES)
    assert twice == {*SAID_TWICE}, [sorted(files) for files in twice ^ {*SAID_TWICE}]
