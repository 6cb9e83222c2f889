"""The fast part of each proof holds for the built-in pack (R01, R02, R03, R04)."""

from __future__ import annotations

from importlib import import_module

import pytest

from afterwards.pack import Pack
from tests.verify.planted import failures, proved


@pytest.mark.parametrize("name", ["monotone", "bounds", "redflags", "reachable", "complete", "questions"])
def test_the_property_holds_for_the_built_in_pack(name: str, pack: Pack) -> None:
    """R01 monotone, R02 bounds, R03 redflags, R04 reachable, complete and questions."""
    assert failures(proved(import_module(f"afterwards.verify.{name}").prove, pack)) == {}
