"""The sheet of OWASP ASVS 5.0, level 2, names only what is there; and what it says of scripts, parts and hashes is so (R22, R23, R24)."""

from __future__ import annotations

import ast
import csv
import json
import logging
import re
from pathlib import Path
from typing import Any

import pytest
from tools import audit_report, sbom

from afterwards.site.protection import hand_out
from tests.site.wire import ask

REPOSITORY = Path(__file__).resolve().parent.parent
SOURCE = REPOSITORY / "src" / "afterwards"
SHEET = [*csv.DictReader((REPOSITORY / "docs" / "asvs.csv").read_text(encoding="utf-8").splitlines())]
CHAPTERS = range(1, 18)
NOT_MET = "not met: "
FEWEST_WORDS = 3


def names_of_tests(file: Path) -> set[str]:
    """The names of a file's tests."""
    return {node.name for node in ast.parse(file.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)}


def test_ids_are_well_formed_unique_and_in_order() -> None:
    ids = [row["id"] for row in SHEET]
    assert [one for one in ids if not re.fullmatch(r"V([1-9]|1[0-7])(\.[1-9]\d?){0,2}", one)] == []
    numbers = [[int(part) for part in one[1:].split(".")] for one in ids]
    assert numbers == sorted(numbers)
    assert len(set(ids)) == len(ids)
    whole = {one for one in ids if one.count(".") < 2}
    assert [one for one in ids if any(one.startswith(f"{above}.") for above in whole)] == [], "said twice"


def test_no_chapter_is_left_out() -> None:
    assert {int(row["id"][1:].split(".")[0]) for row in SHEET} == {*CHAPTERS}


@pytest.mark.parametrize("row", SHEET, ids=lambda row: row["id"])
def test_each_row_names_what_is_there(row: dict[str, str]) -> None:
    """R22, R23: a file and a test, or what is missing; a reason where it does not apply."""
    assert row["requirement"]
    assert row["applies"] in ("yes", "no")
    if row["applies"] == "no":
        assert row["where"]
        assert row["test"] == ""
        return
    assert (REPOSITORY / row["where"]).exists()
    if row["test"].startswith(NOT_MET):
        assert len(row["test"].removeprefix(NOT_MET).split()) >= FEWEST_WORDS
        return
    file, _, name = row["test"].partition("::")
    assert name in names_of_tests(REPOSITORY / file)


# What the sheet says and no other test shows


def called(package: Path) -> set[str]:
    """Every name that a package calls, with what stands before its last dot."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in package.rglob("*.py")]
    return {ast.unparse(node.func) for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)}


def test_nothing_runs_what_was_sent() -> None:
    """R23."""
    dangerous = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "pickle.loads", "marshal.loads", "yaml.load"}
    found = called(SOURCE / "site")
    assert found & dangerous == set()
    assert not [one for one in found if one.startswith(("subprocess.", "os.exec", "os.spawn"))]
    assert "gzip.compress" in found, "calls are not seen"


def code_of(folder: Path) -> dict[str, str]:
    """Each script of a folder without its comments."""
    scripts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.js"))}
    blocks = {name: re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL) for name, text in scripts.items()}
    return {name: re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE) for name, text in blocks.items()}


RUNS_TEXT = (
    "eval(",
    "Function(",
    'setTimeout("',
    "document.write",
    "insertAdjacentHTML",
    "outerHTML",
    "createContextualFragment",
    "__proto__",
)


def test_the_script_writes_no_html() -> None:
    """R22: what our own templates gave is put into the page in one place; no script runs a text or gives an object a name that was sent."""
    page, script = code_of(SOURCE / "page"), code_of(SOURCE / "page" / "static")
    assert len(page) > 30
    assert [(name, word) for name, text in (page | script).items() for word in RUNS_TEXT if word in text] == []
    writes = {name: text.count("innerHTML") for name, text in (page | script).items() if "innerHTML" in text}
    assert writes == {"screen.js": 1}
    assert page["screen.js"].count("document.body.innerHTML = body;") == 1
    assert [word for word in ("setTimeout", "JSON.parse", "innerHTML") if word in script["script.js"]] == []


def test_only_strong_hashes_are_used() -> None:
    """R24, R25."""
    found = {one for call in called(SOURCE) for one in re.findall(r"\bhashlib\.\w+", call)}
    assert found
    assert found <= {"hashlib.sha256", "hashlib.file_digest"}


def test_only_the_program_is_shipped() -> None:
    """R24: no test and no tool is in the package that is installed."""
    settings = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    assert 'packages = ["src/afterwards"]' in settings
    for name in ("pytest", "hypothesis", "tests"):
        assert not [
            path
            for path in SOURCE.rglob("*.py")
            if re.search(rf"^\s*(import|from) {name}\b", path.read_text(encoding="utf-8"), re.MULTILINE)
        ]


def test_what_is_refused_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """R21, R23: with its status, on one line, and nothing of what was sent."""
    app = hand_out({"index.html": b"<!doctype html>"}, lambda: False)
    with caplog.at_level(logging.INFO, "afterwards.access"):
        ask(app, "POST", "/", b"bleeding_now=heavy", [(b"sec-fetch-site", b"cross-site")])
        ask(app, "GET", "/nothing\n2026-11-25 GET .html 200 Zyxomarker")
        ask(app, "GET", "/../../etc/passwd.html", query=b"Zyxomarker")
        ask(app, "TRACE", "/guide")
    lines = [record.getMessage() for record in caplog.records if record.name == "afterwards.access"]
    assert [re.sub(" [0-9]+ ms$", "", line) for line in lines] == ["POST  405", "GET other 404", "GET .html 404", "TRACE  405"]


# The parts that run


def test_the_bill_of_materials_is_the_locks() -> None:
    """R24: every locked part with its version, its licence on the list; no address of any host in it."""
    made = (REPOSITORY / "docs" / "sbom.json").read_text(encoding="utf-8")
    assert made == sbom.text(), "docs/sbom.json is out of date: .venv/bin/python tools/sbom.py"
    parts = {one["name"]: one["version"] for one in json.loads(made)["components"]}
    assert parts == {name: version for name, (version, _) in sbom.locked("requirements.lock").items()}
    assert "://" not in made


def test_what_is_installed_is_what_is_locked() -> None:
    """R24: with hashes, the right version and a known licence; each fault is named."""
    installed = {name: version for lock in sbom.LOCKS for name, (version, _) in sbom.locked(lock).items()}
    assert [*sbom.complaints(installed, only=True)] == []
    other = sbom.complaints(installed | {"jinja2": "0.1"})
    assert [*other] == [f"jinja2: 0.1 is installed, {installed['jinja2']} is locked. Run make clean, then make test."]
    more = sbom.complaints(installed | {"evil": "1"}, only=True)
    assert [*more] == ["evil: is installed and in no lock. Lock it with hashes, or remove it."]


@pytest.mark.parametrize("lock", [*sbom.LOCKS, "requirements-audit.lock"])
def test_every_line_of_a_lock_has_hashes_and_no_host(lock: str) -> None:
    """R24."""
    assert [name for name, (_, hashes) in sbom.locked(lock).items() if not hashes] == []
    assert "://" not in (REPOSITORY / lock).read_text(encoding="utf-8")


def test_every_line_of_the_lock_of_npm_has_a_hash_and_no_host() -> None:
    """R24: what looks at the page's JavaScript; nothing of npm runs where people's answers are."""
    lock = json.loads((REPOSITORY / "package-lock.json").read_text(encoding="utf-8"))
    asked, parts = lock["packages"].pop(""), lock["packages"]
    assert asked["devDependencies"] == json.loads((REPOSITORY / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert "dependencies" not in asked
    assert [name for name, one in parts.items() if not one["integrity"].startswith("sha512-") or "resolved" in one or not one["dev"]] == []


def test_every_part_that_runs_is_listed_with_its_reason() -> None:
    """R24: in docs/decisions/0001-libraries.md."""
    record = (REPOSITORY / "docs" / "decisions" / "0001-libraries.md").read_text(encoding="utf-8").lower()
    for name in sbom.locked("requirements.lock"):
        assert re.search(rf"(?<![a-z-]){name.replace('-', '[-.]')}(?![a-z-])", record), name


LOOKED_UP = {"name": "a", "version": "1", "vulns": []}
FAULTY = {"name": "b", "version": "2", "vulns": [{"id": "X-1", "fix_versions": ["3"]}]}
MISSED = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("parts", "status"),
    [([LOOKED_UP], 0), ([FAULTY], 1), ([MISSED, FAULTY], 1), ([LOOKED_UP, MISSED], 3), ([], 3)],
)
def test_silence_is_no_clean_audit(parts: list[dict[str, Any]], status: int) -> None:
    """R24: a part that was not looked up is never taken for one without a fault."""
    assert audit_report.judge(json.dumps({"dependencies": parts}))[0] == status


@pytest.mark.parametrize("report", ["", "{}", "[]", "null"])
def test_an_audit_without_a_report_is_none(report: str) -> None:
    """R24."""
    assert audit_report.judge(report)[0] == audit_report.UNREACHED
