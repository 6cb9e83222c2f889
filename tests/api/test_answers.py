"""What the API answers is what the library and the command line answer (R43), and what GET hands out is the pack."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import afterwards
from afterwards.api.app import Api
from afterwards.check.cases import Case
from afterwards.cli import main
from afterwards.pack import Pack
from tests.api.conftest import CALL, FACTS, LINES, errors_of, lines_of, post
from tests.clock import TODAY
from tests.people import PACK
from tests.site.wire import ask
from tests.test_worked_cases import CASES as worked_cases

CASES = worked_cases[::61]


def as_sent(content: Any) -> Any:
    """As it looks after a way through JSON."""
    return json.loads(json.dumps(content))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.data["case"])[:50])
def test_a_worked_case_is_answered_as_the_library_answers_it(case: Case, api: Api) -> None:
    """R43: guide and answer, for people as nurses tell of them."""
    facts, closed = as_sent(case.data["facts"]), not case.data.get("open", False)
    call = {"facts": facts, "today": TODAY.isoformat(), "closed_world": closed}
    found = afterwards.guide(facts, today=TODAY, closed_world=closed, pack=PACK)
    assert json.loads(post(api, "/v1/guide", {**call, "answers": False}).body) == {**as_sent(found.to_dict()), "answers": []}
    for question in ("sex-when", "bleeding-normal", "contraception-need"):
        answer = afterwards.answer(question, facts, today=TODAY, closed_world=closed, pack=PACK)
        assert json.loads(post(api, "/v1/answer", {**call, "question": question}).body) == as_sent(answer.to_dict())


@pytest.mark.parametrize("more", [{}, {"guideline": "us"}, {"closed_world": True}, {"now": "2026-11-24T10:00"}, {"question": "try-again"}])
def test_the_command_line_says_the_same(more: dict[str, Any], api: Api, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """R43: with each option too."""
    told = {**FACTS, "told_at": "2026-11-23T10:00"}
    (tmp_path / "facts.json").write_text(json.dumps(told), encoding="utf-8")
    options = ["--json", "--today", TODAY.isoformat(), "--facts", str(tmp_path / "facts.json")]
    options += ["--guideline", more["guideline"]] if "guideline" in more else []
    options += ["--now", more["now"]] if "now" in more else []
    options += ["--closed-world"] if "closed_world" in more else []
    question = more.get("question", "sex-when")
    assert main(["guide", *options, *(["--question", question] if "question" in more else [])]) == 0
    assert json.loads(post(api, "/v1/guide", {**CALL, "facts": told, **more}).body) == json.loads(capsys.readouterr().out)
    assert main(["answer", question, *options]) == 0
    assert json.loads(post(api, "/v1/answer", {**CALL, "facts": told, **more, "question": question}).body) == json.loads(
        capsys.readouterr().out
    )


def test_without_answers_only_the_question_named_is_answered(api: Api) -> None:
    whole = json.loads(post(api, "/v1/guide", {**CALL, "question": "sex-when"}).body)
    assert len(whole["answers"]) > 20
    for named, left in (({"question": "sex-when"}, whole["answers"][:1]), ({}, [])):
        found = json.loads(post(api, "/v1/guide", {**CALL, **named, "answers": False}).body)
        assert found == {**whole, "answers": left}


def test_each_line_is_answered_as_a_call_of_its_own(api: Api) -> None:
    """A broken line between good ones gets its errors, a blank line nothing, and the order stays."""
    call = {**CALL, "answers": False}
    good = json.dumps(call).encode()
    us = json.dumps({**call, "guideline": "us"}).encode()
    broken = [b'{"facts": ', b'{"facts": {}, "today": "2026-02-30"}', b"\xff", b"[]", b'{"today": 1, "today": 2}', b"NaN", b"x" * 65_537]
    body = b"\n".join([good, *broken[:4], b"", b"  ", us, *broken[4:], good])
    found = lines_of(post(api, "/v1/guides", body, [LINES]))
    assert len(found) == 3 + len(broken)
    alone = [json.loads(post(api, "/v1/guide", one).body) for one in (good, us)]
    assert [found[0], found[5], found[-1]] == [alone[0], alone[1], alone[0]]
    assert all(one.keys() == {"errors"} for place, one in enumerate(found) if place not in (0, 5, len(found) - 1))
    assert found[2]["errors"] == errors_of(post(api, "/v1/guide", broken[1]))


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_line_ends_of_any_system(api: Api, end: bytes) -> None:
    line = json.dumps({**CALL, "answers": False}).encode()
    assert len(lines_of(post(api, "/v1/guides", end.join([line, line]) + end, [LINES]))) == 2
    assert lines_of(post(api, "/v1/guides", b"", [(b"content-type", b"application/jsonl; charset=UTF-8")])) == []


def test_facts_questions_and_pack_are_those_of_the_pack(api: Api, pack: Pack, capsys: pytest.CaptureFixture[str]) -> None:
    facts = json.loads(ask(api, "GET", "/v1/facts").body)
    assert [one["name"] for one in facts] == list(pack.facts)
    by_name = {one["name"]: one for one in facts}
    assert (by_name["temperature_c"]["minimum"], by_name["temperature_c"]["maximum"], by_name["temperature_c"]["unit"]) == (
        30,
        45,
        "degrees",
    )
    assert by_name["temperature_c"]["applies_when"]["fact"] == "feels_feverish"
    assert list(by_name["bleeding_now"]["values"]) == list(pack.facts["bleeding_now"].values)
    assert main(["questions", "--json"]) == 0
    assert json.loads(ask(api, "GET", "/v1/questions").body) == json.loads(capsys.readouterr().out)
    about = json.loads(ask(api, "GET", "/v1/pack").body)
    assert (about["id"], about["version"], about["sentences"], about["signed"]) == (pack.id, pack.version, len(pack.statements), 0)
    assert [one["levels"] for one in about["decisions"]] == [list(one.scale) for one in pack.decisions.values()]


def test_the_same_call_is_answered_the_same_whoever_called_before(api: Api) -> None:
    """Nothing of one call stays for the next."""
    first = post(api, "/v1/guide", {**CALL, "facts": {}}).body
    for facts in ({"guide": "pregnant"}, {"bleeding_now": "heavy", "name_for_loss": "Robin"}, {"medicines": ["lamotrigine"]}):
        post(api, "/v1/guide", {**CALL, "facts": facts})
        post(api, "/v1/answer", {**CALL, "facts": facts, "question": "sex-when"})
    assert post(api, "/v1/guide", {**CALL, "facts": {}}).body == first
