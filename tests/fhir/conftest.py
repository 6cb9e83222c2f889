"""The whole Questionnaire, and one question's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from afterwards.fhir.questionnaire import questionnaire
from afterwards.fhir.questionnaire_check import items_in
from afterwards.fhir.questionnaire_codes import Resource
from afterwards.pack import Pack

HERE = Path(__file__).parent
BAD = sorted((HERE / "questionnaires-bad").glob("*.json"))
"""Broken Questionnaires, one fault each; the names say which."""


@pytest.fixture(scope="session")
def whole(pack: Pack) -> Resource:
    """The Questionnaire of everything that is asked."""
    return questionnaire(pack)


@pytest.fixture(scope="session")
def items(whole: Resource) -> dict[str, Resource]:
    """Its items by their linkIds."""
    return {item["linkId"]: item for item in items_in(whole["item"])}


def bad(path: Path) -> Resource:
    """One of the broken ones."""
    content: Resource = json.loads(path.read_text(encoding="utf-8"))
    return content
