"""docs/api.md: each of its commands is run, and does what the page says."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.site.conftest import Running

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```(?:\n```\n(.*?)\n```)?", PAGE, re.DOTALL)
ADDRESS = "http://127.0.0.1:8000"


@pytest.mark.parametrize(("commands", "shown"), BLOCKS, ids=lambda text: text.split("8000")[-1][:14].strip())
def test_the_commands_of_the_page_give_what_it_shows(commands: str, shown: str, served: Running) -> None:
    assert ADDRESS in commands
    run = commands.replace(ADDRESS, f"http://127.0.0.1:{served.port}/of")
    done = subprocess.run(["sh", "-ec", run], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout
    if shown:
        assert shown.endswith(" ...")
        assert done.stdout.startswith(shown.removesuffix(" ..."))
    else:
        assert ('"errors": [' in done.stdout) == ("lots" in commands)
    if "guides" in commands:
        first, second = map(json.loads, done.stdout.splitlines())
        assert (first.get("errors"), second["errors"][0]["fact"]) == (None, "bleeding_now")


def test_every_address_is_shown(papers: dict[str, bytes]) -> None:
    addresses = json.loads(papers["/openapi.json"])["paths"]
    assert [one for one in addresses if f"{ADDRESS}{one}" not in PAGE] == []
