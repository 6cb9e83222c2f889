"""Where the check looks for worked cases. What it finds is tried in tests/packs; the built-in pack is checked by `make check`."""

from __future__ import annotations

from pathlib import Path

from afterwards.check.knowledge import cases_of
from afterwards.pack.load import KNOWLEDGE
from tests.packs.faults import GOOD


def test_cases_lie_beside_a_pack_or_among_the_tests(repository: Path, tmp_path: Path) -> None:
    assert cases_of(GOOD) == GOOD / "cases"
    assert cases_of(KNOWLEDGE) == repository / "tests" / "cases"
    assert cases_of(tmp_path) is None
