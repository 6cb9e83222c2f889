"""docs/embed-cds-hooks.md: each of its commands is run, and does what the page says; and the part of the OpenAPI document."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from afterwards.cds.card import OVERRIDE_REASONS
from afterwards.cds.discovery import OFFERED, SERVICES
from afterwards.cds.document import paths
from tests.api.conftest import SERVE
from tests.clock import TODAY
from tests.site.conftest import Running, serving

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "embed-cds-hooks.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```(?:\n```\n(.*?)\n```)?", PAGE, re.DOTALL)
ADDRESS = "http://127.0.0.1:8000"
ON_THE_DAY = f"""
from datetime import date
from afterwards import clock
clock.today = lambda: date({TODAY.year}, {TODAY.month}, {TODAY.day})
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """`afterwards serve --api --prefix /of`, on the day of the tests."""
    yield from serving(tmp_path_factory.mktemp("served"), ON_THE_DAY + SERVE, "--api", "--prefix", "/of")


def run(commands: str, served: Running) -> str:
    """What the commands of a block print."""
    assert ADDRESS in commands
    moved = commands.replace(ADDRESS, f"http://127.0.0.1:{served.port}/of")
    return subprocess.run(["sh", "-ec", moved], capture_output=True, text=True, check=True, timeout=60).stdout


def test_the_commands_of_the_page_give_what_it_shows(served: Running) -> None:
    (discovery, shown), (order, _), (feedback, _) = BLOCKS
    assert run(discovery, served).startswith(shown.removesuffix(" ..."))
    (card,) = json.loads(run(order, served))["cards"]
    assert f'`"indicator": "{card["indicator"]}"`' in PAGE
    assert f"`{card['summary']}`" in PAGE
    assert json.loads(run(feedback, served)) == {}
    assert "specialist-advice" in OVERRIDE_REASONS
    assert any("feedback on afterwards-order: overridden specialist-advice 1" in line for line in served.lines())


def test_it_is_part_of_the_document_of_the_api(served: Running) -> None:
    document = json.loads(run(f"curl -s {ADDRESS}/openapi.json", served))
    assert paths().keys() == {SERVICES, *(one.address for one in OFFERED), *(one.feedback for one in OFFERED)}
    assert {name: document["paths"][name] for name in paths()} == json.loads(json.dumps(paths()))
    pack = json.loads(run(f"curl -s {ADDRESS}/v1/pack", served))
    assert pack["review_due"]
