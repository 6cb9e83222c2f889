"""The first change of CONTRIBUTING, walked as it is written: a fact, a rule, two sentences and a question, and one command is green."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

STEP = re.compile(
    r"^(?:At the end of `(?P<end>[^`]+)`|In `(?P<inside>[^`]+)`, before `(?P<before>[^`]+)`):\n```yaml\n(?P<text>.*?)^```", re.M | re.S
)
MOST_LINES = 60


def steps(repository: Path) -> list[re.Match[str]]:
    text = (repository / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return list(STEP.finditer(text.partition("### Your first change\n")[2].partition("\n### ")[0]))


def take(step: re.Match[str], copy: Path) -> None:
    """Do one step by hand in a copy."""
    file = copy / (step["end"] or step["inside"])
    text = file.read_text(encoding="utf-8")
    if step["before"]:
        lines = [line for line in text.splitlines() if line.strip() == step["before"]]
        assert len(lines) == 1, f"{step['before']} stands once in {step['inside']}"
        file.write_text(text.replace(f"{lines[0]}\n", f"{step['text']}{lines[0]}\n"), encoding="utf-8")
    else:
        file.write_text(text.rstrip("\n") + "\n" + step["text"], encoding="utf-8")


def test_it_is_short_and_names_files_that_are_there(repository: Path) -> None:
    walked = steps(repository)
    assert [Path(step["end"] or step["inside"]).name for step in walked] == [
        *("facts.yaml", "sex.yaml", "sex_readiness.yaml", "sex.yaml", "sex_readiness.yaml")
    ]
    assert all((repository / (step["end"] or step["inside"])).is_file() for step in walked)
    assert sum(len(step["text"].splitlines()) for step in walked) <= MOST_LINES


@pytest.mark.slow
def test_one_command_afterwards_is_green(repository: Path, tmp_path: Path) -> None:
    """`make knowledge` seals, writes what is made from the knowledge, and checks; the new question is in the catalogue."""
    copy = tmp_path / "copy"
    names = subprocess.run(["git", "ls-files", "-z"], cwd=repository, check=True, capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(repository / name, copy / name)
    for step in steps(repository):
        take(step, copy)
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    for name, module in (("python", ""), ("afterwards", "-m afterwards")):
        (venv / "bin" / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {module} "$@"\n', encoding="utf-8")
        (venv / "bin" / name).chmod(0o755)
    for name in (".venv-ready", ".run-ready", ".test-ready"):
        (venv / name).touch()
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "AFTERWARDS_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(["make", "knowledge", f"VENV={venv}"], cwd=copy, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    asked = subprocess.run([venv / "bin" / "afterwards", "questions"], env=environment, capture_output=True, text=True, check=True)
    assert "wait-longer" in asked.stdout
