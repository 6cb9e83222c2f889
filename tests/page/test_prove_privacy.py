"""R19, R20, R21: the proof that nothing leaves finds nothing, and finds every leak in a build that leaks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tools.prove_privacy import LEAKS

pytestmark = pytest.mark.browser
TOOL = "tools/prove_privacy.py"


def prove(repository: Path, *arguments: str) -> tuple[int, str]:
    """Run the tool by itself: Playwright allows one browser session a thread."""
    done = subprocess.run([sys.executable, TOOL, *arguments], cwd=repository, env=os.environ, capture_output=True, text=True, timeout=300)
    return done.returncode, done.stdout + done.stderr


def test_no_answer_is_anywhere_outside_the_page(repository: Path) -> None:
    """R20: on the net, in addresses, titles, history, storage, caches, the log and the profile; R19: nothing is left after erasing."""
    status, said = prove(repository)
    assert status == 0, said
    assert "0 found: no answer is anywhere outside the page." in said


@pytest.mark.slow
@pytest.mark.parametrize("leak", sorted(LEAKS))
def test_a_build_that_leaks_is_found(repository: Path, leak: str) -> None:
    status, said = prove(repository, "--leak", leak)
    assert status == 1, said
    assert "found." in said
    assert "0 found" not in said


def test_a_build_that_leaks_into_the_address_is_found(repository: Path) -> None:
    """One of them in every run."""
    status, said = prove(repository, "--leak", "address")
    assert (status, "Quillonia" in said) == (1, True), said
