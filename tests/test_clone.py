"""A clone with nothing beside it: its tests need nothing else, its line ends are ours, and an installed copy checks what it can."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from afterwards import load_pack
from afterwards.pack import load

SOFTWARE = Path(load.__file__).resolve().parents[1]
PROGRAMS = ("src", "tests", "tools", "benchmarks")


def afterwards(source: Path, *arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program of a copy of the software, run as a person runs it."""
    env = {**os.environ, "PYTHONPATH": str(source), **environment}
    command = [sys.executable, "-m", "afterwards", *arguments]
    return subprocess.run(
        command, cwd=cwd, env=env, text=True, capture_output=True, check=False, timeout=300
    )  # so that nothing hangs for ever; a check takes a minute and more


@pytest.mark.parametrize("attributes", [True, False])
def test_a_clone_with_the_line_ends_of_windows_answers(attributes: bool, repository: Path, tmp_path: Path) -> None:
    """R25, R47: every file is sealed byte by byte. Without `.gitattributes` it would not answer."""
    own, clone = tmp_path / "own", tmp_path / "clone"
    shutil.copytree(repository / "src", own / "src", ignore=shutil.ignore_patterns("__pycache__"))
    if attributes:
        shutil.copy(repository / ".gitattributes", own)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "core.autocrlf=true", "-c", "core.safecrlf=false"]
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "All of it"]):
        subprocess.run([*git, *command], cwd=own, check=True, capture_output=True)
    subprocess.run([*git, "clone", "--quiet", "-c", "core.autocrlf=true", str(own), str(clone)], check=True, capture_output=True)
    (tmp_path / "facts.json").write_text('{"guide": "after_loss", "days_since_loss": 9}')
    done = afterwards(clone / "src", "guide", "--facts", "facts.json", "--today", "2026-11-24", cwd=tmp_path)
    if attributes:
        assert (done.returncode, done.stderr) == (0, "")
    else:
        assert ":1: the file is not as it was sealed." in done.stderr


def programs(repository: Path) -> list[Path]:
    """Every program of ours; what was installed beside it is not."""
    files = (path for folder in PROGRAMS for path in (repository / folder).rglob("*") if "node_modules" not in path.parts)
    return [path for path in files if path.suffix in (".py", ".sh", ".js")]


def test_nothing_is_read_from_beside_the_repository(repository: Path) -> None:
    """No path of ours leads out of it."""
    beside = re.compile(r"[\"'/]shared[\"'/]|\.{2}/shared")
    assert [path.name for path in programs(repository) if path.name != "test_clone.py" and beside.search(path.read_text("utf-8"))] == []
    for line in ('ROOT / "shared" / "x"', "/".join(("..", "shared", "x"))):
        assert beside.search(line)


def test_no_test_is_skipped(repository: Path) -> None:
    """What a test needs and does not find is a failure."""
    skips = {"pytest.skip", "pytest.importorskip", "pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail"}
    found = []
    for path in (repository / "tests").rglob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        found += [f"{path.name}:{node.lineno}" for node in nodes if isinstance(node, ast.Attribute) and ast.unparse(node) in skips]
    assert found == []


@pytest.mark.parametrize(("fails", "status"), [("not browser and not slow", 2), ("browser and not slow", 2), ("nothing", 0)])
def test_both_halves_of_the_tests_run_and_both_must_pass(fails: str, status: int, repository: Path, tmp_path: Path) -> None:
    """`make test` ends with the status of both; a pytest of our own writes down what it is asked."""
    (tmp_path / "bin").mkdir()
    for name in (".venv-ready", ".run-ready", ".test-ready"):
        (tmp_path / name).touch()
    for name, says in (("python", f'echo "$*" >> {tmp_path}/asked\ncase "$*" in *"-m {fails}") exit 1;; esac'), ("chromium", "")):
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{says}\n", encoding="utf-8")
        (tmp_path / "bin" / name).chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["make", "both-halves", f"VENV={tmp_path}"], cwd=repository, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stderr
    asked = (tmp_path / "asked").read_text(encoding="utf-8").splitlines()
    assert [line.rpartition(" -m ")[2] for line in asked] == ["not browser and not slow", "browser and not slow"]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a wheel would be unpacked into: the package and nothing of the repository."""
    place = tmp_path_factory.mktemp("site-packages")
    shutil.copytree(SOFTWARE, place / "afterwards", ignore=shutil.ignore_patterns("__pycache__"))
    return place


def test_an_installed_copy_checks_what_it_can_and_says_what_it_left_out(installed: Path, tmp_path: Path) -> None:
    done = afterwards(installed, "check", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    *told, checked, left_out = done.stdout.splitlines()
    assert all(" is asked by " in one or one.endswith("states fall to its last short answer") for one in told)
    assert re.fullmatch(r"Checked: \d+ facts, .*\d+ rules.*\. No complaints\.", checked)
    assert "cases" not in checked
    assert left_out.startswith("Left out: no answer was tried, since the worked cases and the tests are not in an installed copy")


def test_an_installed_copy_is_not_sealed_untried(installed: Path, tmp_path: Path) -> None:
    done = afterwards(installed, "check", "--seal", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "no folder of worked cases" in done.stderr


def test_an_installed_copy_still_finds_what_is_damaged(installed: Path, tmp_path: Path) -> None:
    place = Path(shutil.copytree(installed, tmp_path / "copy"))
    path = place / "afterwards" / "knowledge" / "words.yaml"
    path.write_bytes(path.read_bytes() + b"\n")
    done = afterwards(place, "check", cwd=tmp_path)
    assert done.returncode == 1
    assert "words.yaml:1: the file is not as it was sealed." in done.stdout


def test_a_cache_that_cannot_be_written_is_said_and_answers_all_the_same(tmp_path: Path) -> None:
    """An unwritable home: the answer is there, and why it took so long."""
    (tmp_path / "home").write_text("a file, and no folder", encoding="utf-8")
    (tmp_path / "facts.json").write_text("{}", encoding="utf-8")
    place = str(tmp_path / "home" / ".cache" / "afterwards")
    arguments = ("guide", "--facts", "facts.json", "--today", "2026-11-24")
    done = afterwards(SOFTWARE.parent, *arguments, cwd=tmp_path, HOME=str(tmp_path / "home"), AFTERWARDS_CACHE="", XDG_CACHE_HOME="")
    assert done.returncode == 0
    assert done.stdout.startswith("Afterwards. 24 November 2026.")
    said = "The compiled knowledge is not kept, so each start takes some seconds longer."
    assert done.stderr == f"{said} It cannot be kept in {place}: not a directory. Set AFTERWARDS_CACHE to a folder that can be written.\n"


def test_knowledge_that_a_wheel_brings_compiled_is_used(installed: Path, tmp_path: Path) -> None:
    """Beside the package, with nowhere to keep it: no word of slow starts. Damaged, it is not used, and that is said."""
    load_pack()
    compiled = (load.cache_folder() or tmp_path) / load._compiled_name()
    place = Path(shutil.copytree(installed, tmp_path / "wheel"))
    brought = place / "afterwards" / "pack" / load.PACKAGED / compiled.name
    brought.parent.mkdir()
    shutil.copy(compiled, brought)
    (tmp_path / "facts.json").write_text("{}", encoding="utf-8")
    (tmp_path / "nowhere").write_text("a file, and no folder", encoding="utf-8")
    arguments = ("guide", "--facts", "facts.json", "--today", "2026-11-24")
    done = afterwards(place, *arguments, cwd=tmp_path, AFTERWARDS_CACHE=str(tmp_path / "nowhere"))
    assert (done.returncode, done.stderr) == (0, "")
    brought.write_bytes(brought.read_bytes()[:-1])
    assert (
        "each start takes some seconds longer"
        in afterwards(place, *arguments, cwd=tmp_path, AFTERWARDS_CACHE=str(tmp_path / "nowhere")).stderr
    )


@pytest.mark.slow
def test_a_wheel_brings_its_knowledge_compiled(repository: Path, tmp_path: Path) -> None:
    """Built and unpacked: its first answer keeps nothing, and needs to."""
    code = "import sys, hatchling.build; print(hatchling.build.build_wheel(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=repository, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    shutil.unpack_archive(wheel, tmp_path / "site-packages", "zip")
    (tmp_path / "facts.json").write_text("{}", encoding="utf-8")
    arguments = ("guide", "--facts", "facts.json", "--today", "2026-11-24")
    done = afterwards(tmp_path / "site-packages", *arguments, cwd=tmp_path, AFTERWARDS_CACHE=str(tmp_path / "cache"))
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "cache").exists()
