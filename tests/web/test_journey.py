"""Journeys of many people: each reaches her guide, and the guide says what the library says."""

from __future__ import annotations

from datetime import date

import pytest

from afterwards import guide
from tests.web.conftest import Visit
from tests.web.personas import PERSONAS
from tests.web.walker import Walker, facts_on


@pytest.fixture(params=PERSONAS, ids=lambda name: name.replace(" ", "-").replace(",", ""))
def arrived(request: pytest.FixtureRequest, visit: Visit) -> Walker:
    """Someone who has answered every page."""
    person = visit(PERSONAS[request.param])
    person.walk()
    return person


def test_she_reaches_her_guide_and_it_says_what_the_library_says(arrived: Walker, today: date) -> None:
    assert arrived.here.kind == "guide"
    told = guide(arrived.told, today=today).to_dict()["decisions"]
    assert arrived.here.decisions == {name: {key: one[key] for key in ("level", "low", "high")} for name, one in told.items()}
