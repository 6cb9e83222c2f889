"""docs/embed-fhir.md: each of its commands is run, and does what the page says."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from afterwards.cli import main
from afterwards.fhir.response_written import facts_to_response
from afterwards.pack import Pack

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "embed-fhir.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```(?:\n```\n(.*?)\n```)?", PAGE, re.DOTALL)
FACTS: dict[str, Any] = {"guide": "after_loss", "feels_feverish": "no", "temperature_c": 38.4, "told_at": "2026-11-24T09:30"}
LEADS = {"questionnaire": "Questionnaire", "guide": "Bundle"}


@pytest.mark.parametrize(("commands", "shown"), BLOCKS, ids=range(len(BLOCKS)))
def test_the_commands_of_the_page_give_what_it_shows(
    commands: str, shown: str, pack: Pack, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    response = facts_to_response(FACTS, pack)
    response["authored"] = FACTS["told_at"] + ":00" + "Z"
    monkeypatch.setattr("afterwards.fhir.response.own_time", lambda moment: moment)
    Path("response.json").write_text(json.dumps(response), encoding="utf-8")
    Path("facts.json").write_text(json.dumps({"guide": "after_loss"}), encoding="utf-8")
    for command in commands.splitlines():
        name, *arguments = shlex.split(command.split(" > ")[0])
        assert name == "afterwards"
        assert main(arguments) == 0
        printed = capsys.readouterr().out
        assert printed.startswith(shown)
        made = json.loads(printed)
        assert made.get("resourceType") == LEADS.get(arguments[1])


def test_the_page_shows_each_command() -> None:
    assert {command.split()[2] for commands, _ in BLOCKS for command in commands.splitlines()} == {"questionnaire", "response", "guide"}
