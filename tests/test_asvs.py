"""The sheet of OWASP ASVS 5.0, level 2, names only what is there; and what it says of parts and sealing is so (R22, R23, R24)."""

from __future__ import annotations

import ast
import csv
import json
import logging
import re
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from starlette.testclient import TestClient
from tools import audit_report, sbom

from afterwards.web.app import create_app
from afterwards.web.journey import Journey, Seal
from tests.clock import that_day
from tests.web.routes import ROUTES, address

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
    found = called(SOURCE / "web")
    assert found & dangerous == set()
    assert not [one for one in found if one.startswith(("subprocess.", "os.exec", "os.spawn"))]
    assert "parse_qsl" in found, "calls are not seen"


def test_the_script_writes_no_html() -> None:
    """R22: and gives no object a name that was sent."""
    script = (SOURCE / "web" / "static" / "script.js").read_text(encoding="utf-8")
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function(",
        "setTimeout",
        "__proto__",
        "JSON.parse",
    ):
        assert word not in script


def test_no_other_site_may_read_an_answer() -> None:
    """R22: on every route, whatever origin asks."""
    client = TestClient(create_app(that_day), follow_redirects=False)
    for method, path in ROUTES:
        response = client.request(method, address(path), headers={"origin": "https://elsewhere.example"})
        assert [name for name in response.headers if name.startswith("access-control")] == []


def test_a_refused_page_changes_nothing() -> None:
    """R23: what was right on it is not kept alone; her journey is as it was."""
    client = TestClient(create_app(that_day), follow_redirects=False)
    client.post("/", data={"guide": "after_loss"})
    before = dict(client.cookies)
    response = client.post("/step/1", data={"none_of_these": "yes", "fainted_or_collapsed": "yes"})
    assert response.status_code == 422
    assert "set-cookie" not in response.headers
    assert before
    assert dict(client.cookies) == before


def test_sealing_is_the_librarys() -> None:
    """R22: Fernet (AES in CBC with HMAC-SHA256, from the library), under a key of 256 random bits made at each start."""
    cookie = Seal(key := Fernet.generate_key()).write(Journey({"guide": "after_loss"}))
    assert Fernet(key).decrypt(cookie.encode())
    assert Seal(key).read(cookie)
    assert Seal().read(Seal().write(Journey())) is None
    own = {one for one in called(SOURCE / "web") if re.search("AES|Cipher|HMAC|hmac|random", one)}
    assert own == set()


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
    client = TestClient(create_app(that_day), follow_redirects=False)
    with caplog.at_level(logging.INFO, "afterwards.access"):
        client.post("/", headers={"sec-fetch-site": "cross-site"})
        client.post("/", data={"guide": "x" * 20_000})
        client.get("/nothing%0A2026-11-25 GET guide 200 Zyxomarker")
        client.put("/guide?Zyxomarker")
    lines = [record.getMessage() for record in caplog.records if record.name == "afterwards.access"]
    assert [re.sub(" [0-9]+ ms$", "", line) for line in lines] == ["POST  403", "POST  413", "GET other 404", "PUT guide 405"]


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
