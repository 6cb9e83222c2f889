"""`afterwards fhir questionnaire`, `response` and `guide` (R23): JSON out, status 2 and `errors` for what cannot be read, no traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from afterwards.cli import main
from afterwards.fhir.questionnaire import questionnaire
from afterwards.fhir.response_written import facts_to_response
from afterwards.pack import Pack

FACTS: dict[str, Any] = {"guide": "after_loss", "bleeding_now": "light", "days_since_loss": 9}
DAY = ("--today", "2026-11-24")


def printed(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> Any:
    """What a command prints, as data; its errors stay silent."""
    assert main(["fhir", *arguments]) == status
    out = capsys.readouterr()
    assert out.err == ""
    return json.loads(out.out)


def file(tmp_path: Path, content: object) -> str:
    path = tmp_path / "input.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


def test_the_questionnaire_of_everything_and_of_one_question(capsys: pytest.CaptureFixture[str], pack: Pack) -> None:
    assert printed(capsys, "questionnaire") == questionnaire(pack)
    assert printed(capsys, "questionnaire", "sex-when")["title"] == questionnaire(pack, pack.questions.by_id["sex-when"])["title"]


def test_a_question_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    (error,) = printed(capsys, "questionnaire", "sex-whn", status=2)["errors"]
    assert "sex-when" in error["remedy"]


def test_a_response_there_and_back(capsys: pytest.CaptureFixture[str], tmp_path: Path, pack: Pack) -> None:
    response = facts_to_response({**FACTS, "pads_soaked_per_hour": 3}, pack)
    assert printed(capsys, "response", file(tmp_path, response), *DAY) == {
        "facts": FACTS,
        "not_used": [
            {
                "linkId": "pads_soaked_per_hour",
                "given": 3,
                "why": "The form does not ask this after the answers to bleeding_now. An answer to what is not shown is not used.",
            }
        ],
    }


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"guide": "after_loss", "age": 5}, "age"),
        ({"guide": "after_loss", "loss_date": "2026-12-24"}, "loss_date"),
        ({"loss_date": "2019-12-24", "guide": "after_loss"}, "loss_date"),
    ],
)
def test_a_value_out_of_range_is_refused(
    facts: dict[str, Any], field: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, pack: Pack
) -> None:
    """By the checks of any facts, on the day of reading."""
    out = printed(capsys, "response", file(tmp_path, facts_to_response(facts, pack)), *DAY, status=2)
    assert [error["fact"] for error in out["errors"]] == [field]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"resourceType": "Patient"}', '{"status": NaN}', "null", "[" * 5000])
def test_what_is_no_response_is_refused(text: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for error in printed(capsys, "response", file(tmp_path, text), *DAY, status=2)["errors"]:
        assert error["message"]
        assert error["remedy"]


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "response", "nowhere.json", status=2)["errors"]


def test_the_guide(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bundle = printed(capsys, "guide", "--facts", file(tmp_path, FACTS), *DAY, "--guideline", "us", "--subject", "Patient/7")
    assert [entry["resource"]["resourceType"] for entry in bundle["entry"]] == ["GuidanceResponse", "Parameters", "CarePlan"]
    assert bundle["entry"][0]["resource"]["subject"] == {"reference": "Patient/7"}
    assert bundle["entry"][1]["resource"]["parameter"][0]["valueString"].startswith("us: ")


def test_the_guide_for_facts_that_cannot_be(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = printed(capsys, "guide", "--facts", file(tmp_path, {"bleeding_now": "lots"}), *DAY, status=2)
    assert [error["fact"] for error in out["errors"]] == ["bleeding_now"]


@pytest.mark.parametrize(
    "options",
    [("--today", "24.11.2026"), ("--now", "noon"), ("--subject", "her"), ("--subject", "Patient/../7")],
)
def test_an_option_that_cannot_be(options: tuple[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["fhir", "guide", "--facts", file(tmp_path, FACTS), *options])
    assert stopped.value.code == 2
    assert options[1] in capsys.readouterr().err
