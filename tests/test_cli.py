"""The command line: what goes in, what comes out, and the exit status (design 4.1)."""

from __future__ import annotations

import codecs
import errno
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from afterwards import cli, guide, load_pack, urgent_help
from afterwards.answers.reader import Reader
from afterwards.cli import main
from afterwards.pack import Pack
from afterwards.pack.reading import PackError, Problem
from afterwards.site import bundle, edition, pages
from tests.packs.faults import GOOD

TODAY = "2026-11-24"
FACTS = {"guide": "after_loss", "loss_date": "2026-11-15", "bleeding_now": "light"}
Out = pytest.CaptureFixture[str]


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """A file with the facts of one person."""
    return written(tmp_path / "facts.json", FACTS)


def written(path: Path, content: Any) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def run(*arguments: str | Path) -> int:
    """The exit status of one command."""
    return main([str(argument) for argument in arguments])


def whole(facts: dict[str, Any], pack: Pack, **options: Any) -> dict[str, Any]:
    """What the command prints of one person: her guide, and the answers to the questions that concern her."""
    found = guide(facts, today=date(2026, 11, 24), pack=pack, **options).to_dict()
    reader = Reader(pack, facts, date(2026, 11, 24), None, "uk", options.get("closed_world", False))
    return {**found, "answers": [one.to_dict() for one in reader.answers()]}


def answer(capsys: Out) -> dict[str, Any]:
    """The one JSON object that was printed, and nothing else."""
    out, err = capsys.readouterr()
    assert err == ""
    (line,) = out.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def one_error(capsys: Out) -> dict[str, str]:
    """The one complaint that was printed as JSON."""
    found = answer(capsys)
    assert found.keys() == {"errors"}
    (error,) = found["errors"]
    assert error.keys() == {"fact", "given", "allowed", "message", "remedy"}
    return dict(error)


def refused(*arguments: str | Path) -> None:
    """A use that the command line does not know."""
    with pytest.raises(SystemExit) as caught:
        run(*arguments)
    assert caught.value.code == 2


# One person


def test_the_version_is_the_one_of_the_change_log(capsys: Out) -> None:
    """One version: of the program, the package and the change log."""
    with pytest.raises(SystemExit) as ended:
        run("--version")
    assert ended.value.code == 0
    newest = re.search(r"^## (\d+\.\d+\.\d+)", (Path(__file__).parents[1] / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest
    assert capsys.readouterr().out == f"afterwards {newest[1]}\n"


def test_the_answer_as_json_is_the_librarys(facts: Path, pack: Pack, capsys: Out) -> None:
    assert run("guide", "--facts", facts, "--today", TODAY, "--json") == 0
    assert answer(capsys) == whole(FACTS, pack)


def test_a_closed_world_by_its_option(facts: Path, pack: Pack, capsys: Out) -> None:
    assert run("guide", "--facts", facts, "--today", TODAY, "--json", "--closed-world") == 0
    found = answer(capsys)
    assert found == whole(FACTS, pack, closed_world=True)
    assert found["decisions"]["urgency"]["settled"]


def test_facts_from_standard_input(monkeypatch: pytest.MonkeyPatch, pack: Pack, capsys: Out) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(FACTS).encode())))
    assert run("guide", "--facts", "-", "--today", TODAY, "--json") == 0
    assert answer(capsys) == whole(FACTS, pack)


def test_without_a_day_it_is_read_today(facts: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    monkeypatch.setattr("afterwards.clock.now", lambda: datetime(2026, 12, 1, 9, 30))
    assert run("guide", "--facts", facts, "--json") == 0
    assert answer(capsys)["today"] == "2026-12-01"


def test_the_text_has_every_section_and_the_numbers(tmp_path: Path, capsys: Out) -> None:
    """R33: the numbers stand on paper too."""
    whole = FACTS | {"loss_kind": "miscarriage", "weeks_pregnant": 8, "management": "waited", "pregnancy_goal": "not_sure"}
    assert run("guide", "--facts", written(tmp_path / "facts.json", whole), "--today", TODAY) == 0
    out, err = capsys.readouterr()
    assert err == ""
    lines, pack = out.splitlines(), load_pack()
    for label in pack.info.plan.values():
        assert any(line.startswith(f"{pack.statements[label].text}: ") for line in lines), label
    said = " ".join(out.split())
    for number in ("999", "NHS 111", "116 123"):
        assert number in said
    assert "Not yet medically reviewed." in said


def test_bad_facts_as_text_go_to_standard_error(tmp_path: Path, capsys: Out) -> None:
    bad = written(tmp_path / "facts.json", {"pain": "bad", "weeks_pregnant": 99})
    assert run("guide", "--facts", bad) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "pain: 'bad' is not one of none, mild, moderate, severe. Choose one of these, or 'unknown' if you are not sure.",
        "weeks_pregnant: 99 is outside 0 to 42 (weeks). Give a number from 0 to 42, or 'unknown' if you are not sure.",
    ]


def test_bad_facts_as_json_come_all_at_once(tmp_path: Path, capsys: Out) -> None:
    bad = written(tmp_path / "facts.json", {"pain": "bad", "weeks_pregnant": 99, "loss_date": "2020-01-01"})
    assert run("guide", "--facts", bad, "--json", "--today", TODAY) == 2
    assert [error["fact"] for error in answer(capsys)["errors"]] == ["pain", "weeks_pregnant", "loss_date"]


# One question


def test_the_answer_to_one_question(facts: Path, capsys: Out) -> None:
    """Design 4.1 and 4.2b: by itself, and first in her guide."""
    assert run("answer", "sex-when", "--facts", facts, "--today", TODAY, "--json") == 0
    found = answer(capsys)
    assert (found["question"], found["verdict"], found["until"]) == ("sex-when", "not_yet", None)
    assert run("guide", "--facts", facts, "--today", TODAY, "--question", "tampons", "--json") == 0
    assert answer(capsys)["answers"][0]["question"] == "tampons"
    assert run("answer", "sex-when", "--facts", facts, "--today", TODAY) == 0
    text = capsys.readouterr().out
    assert "When can I have sex?\n" in text
    assert "Not yet. Wait until the bleeding has stopped." in text
    assert "Not yet medically reviewed." in text
    assert run("guide", "--facts", facts, "--today", TODAY, "--question", "sex-when") == 0
    assert capsys.readouterr().out.startswith(text)


@pytest.mark.parametrize("command", [("answer", "sex-wen"), ("guide", "--question", "sex-wen")])
def test_a_question_that_is_not_there_is_named_with_the_nearest(command: tuple[str, ...], facts: Path, capsys: Out) -> None:
    assert run(*command, "--facts", facts, "--json") == 2
    (error,) = answer(capsys)["errors"]
    assert (error["fact"], error["given"]) == ("question", "sex-wen")
    assert "sex-when" in error["allowed"]


def test_the_questions_are_listed(capsys: Out, pack: Pack) -> None:
    assert run("questions", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in listed] == list(pack.questions.by_id)
    assert {"title", "guides", "kinds", "decides", "deciding_facts", "most_pages", "topic"} <= listed[0].keys()
    assert run("questions") == 0
    assert "sex-when" in capsys.readouterr().out.splitlines()[0]


# Files that cannot be read


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"guide": "after_loss"', "The facts are not JSON: line 1, column 23."),
        ("", "The facts are not JSON: line 1, column 1."),
        ("guide: after_loss", "The facts are not JSON: line 1, column 1."),
        ('{"weeks_pregnant": NaN}', "The facts are not JSON: NaN is not a number."),
        ('{"weeks_pregnant": -Infinity}', "The facts are not JSON: -Infinity is not a number."),
        ('{"weeks_pregnant": ' + "9" * 5000 + "}", "The facts are not JSON: Exceeds the limit (4300 digits) for integer string conversio."),
        ("[" * 100_000, "The facts are not JSON: maximum recursion depth exceeded while decoding a JSON array."),
        ('["guide"]', "The facts are not a JSON object."),
        ("7", "The facts are not a JSON object."),
        ("null", "The facts are not a JSON object."),
        ('{"pain": "mild", "pain": "severe"}', "pain: it is given twice."),
        ('{"prefers": {"private": "matters", "private": "matters"}}', "private: it is given twice."),
    ],
)
def test_what_is_not_a_json_object_is_refused(text: str, message: str, tmp_path: Path, capsys: Out) -> None:
    """R23: also when one name stands twice, of which one would silently win."""
    file = tmp_path / "facts.json"
    file.write_text(text, encoding="utf-8")
    assert run("guide", "--facts", file, "--json") == 2
    error = one_error(capsys)
    assert error["message"].startswith(message.removesuffix("."))
    assert error["remedy"]
    assert len(error["given"]) <= 63


def test_half_a_sign_does_not_stop_the_answer(tmp_path: Path, capsys: Out) -> None:
    """R23: a lone surrogate in JSON, which cannot be printed."""
    file = tmp_path / "facts.json"
    file.write_text('{"pain": "\\ud800"}')
    assert run("guide", "--facts", file, "--json") == 2
    assert one_error(capsys)["given"] == "\\ud800"


def test_a_file_that_is_not_there(tmp_path: Path, capsys: Out) -> None:
    assert run("guide", "--facts", tmp_path / "none.json", "--json") == 2
    error = one_error(capsys)
    assert error["message"] == "The facts cannot be read: No such file or directory."
    assert error["remedy"] == "Name a file that exists."


def test_a_folder_is_no_file(tmp_path: Path, capsys: Out) -> None:
    assert run("guide", "--facts", tmp_path) == 2
    assert capsys.readouterr().err == "The facts cannot be read: Is a directory. Name a file that exists.\n"


def test_a_file_that_is_not_text(tmp_path: Path, capsys: Out) -> None:
    (tmp_path / "facts.json").write_bytes(b'{"pain": "\xff"}')
    assert run("guide", "--facts", tmp_path / "facts.json", "--json") == 2
    assert one_error(capsys)["message"] == "The facts are not text in UTF-8: line 1, byte 11 (0xFF)."


# Many people


def test_each_line_gets_its_line_in_order(tmp_path: Path, pack: Pack, capsys: Out) -> None:
    people: list[dict[str, Any]] = [FACTS, {"guide": "pregnant"}, {}]
    file = tmp_path / "facts.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in people))
    assert run("guide", "--facts", file, "--today", TODAY, "--json") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines == [whole(one, pack) for one in people]


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (b'{"pain": "bad"}', "pain: 'bad' is not one of none, mild, moderate, severe."),
        (b"{", "The facts are not JSON: line 2, column 2."),
        (b'{"pain": "\xff"}', "The facts are not text in UTF-8: line 2, byte 11 (0xFF)."),
        (b'{"pain": "mild", "pain": "mild"}', "pain: it is given twice."),
        (b'{"pain": "\\ud800"}', "pain: '\\ud800' is not one of none, mild, moderate, severe."),
    ],
)
def test_one_bad_line_leaves_the_others_answered(bad: bytes, message: str, tmp_path: Path, capsys: Out) -> None:
    """Exit 2, the bad line's errors in its place, and the other lines answered."""
    good = json.dumps(FACTS).encode()
    file = tmp_path / "facts.jsonl"
    file.write_bytes(b"\n".join((good, bad, good)) + b"\n")
    assert run("guide", "--facts", file, "--today", TODAY) == 2
    out, err = capsys.readouterr()
    first, second, third = (json.loads(line) for line in out.splitlines())
    assert err == ""
    assert first == third
    assert first["decisions"]["sex_readiness"]["low"] == "wait"
    assert [error["message"] for error in second["errors"]] == [message]


def test_a_last_line_without_an_end_is_answered(tmp_path: Path, capsys: Out) -> None:
    (tmp_path / "facts.jsonl").write_text("{}\n{}")
    assert run("guide", "--facts", tmp_path / "facts.jsonl", "--today", TODAY) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_no_lines_no_answers(tmp_path: Path, capsys: Out) -> None:
    (tmp_path / "facts.jsonl").write_text("")
    assert run("guide", "--facts", tmp_path / "facts.jsonl", "--today", TODAY) == 0
    assert capsys.readouterr().out == ""


def test_lines_that_are_not_there(tmp_path: Path, capsys: Out) -> None:
    assert run("guide", "--facts", tmp_path / "none.jsonl") == 2
    assert capsys.readouterr().err == "The facts cannot be read: No such file or directory. Name a file that exists.\n"


@pytest.mark.parametrize(("terminal", "told"), [(True, "\r2 answered\r4 answered"), (False, "")])
def test_long_work_tells_how_far_it_is_but_only_to_a_person(
    terminal: bool, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    (tmp_path / "facts.jsonl").write_text("{}\n" * 5)
    monkeypatch.setattr(cli, "PROGRESS_EVERY", 2)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    assert run("guide", "--facts", tmp_path / "facts.jsonl", "--today", TODAY) == 0
    assert capsys.readouterr().err == told


NAMED = FACTS | {"words_for_loss": "name", "name_for_loss": "Łucja"}
MARK = codecs.BOM_UTF8


def given_as(content: bytes, way: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Sequence[str | Path]:
    """The same facts as a file, or through standard input."""
    if way == "file":
        (folder / "facts").write_bytes(content)
        return ["guide", "--today", TODAY, "--facts", folder / "facts"]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="ascii"))
    return ["guide", "--today", TODAY, "--facts", "-"]


@pytest.mark.parametrize("way", ["file", "standard input"])
@pytest.mark.parametrize("before", [b"", MARK, b"\n\n", MARK + b"\r\n \t\r\n"])
def test_marks_and_blank_lines_are_fine_on_every_input(
    before: bytes, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Pack, capsys: Out
) -> None:
    """Repro 11: one reader."""
    content = before + json.dumps(NAMED, ensure_ascii=False, indent=1).replace("\n", "\r\n").encode() + b"\r\n\r\n"
    assert run(*given_as(content, way, tmp_path, monkeypatch), "--json") == 0
    assert answer(capsys) == whole(NAMED, pack)


@pytest.mark.parametrize("way", ["file", "standard input"])
@pytest.mark.parametrize("lines", [[], ["--lines"]])
@pytest.mark.parametrize(("name", "kind"), [("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16"), ("utf-32", "UTF-32")])
def test_other_text_is_named_as_such(
    name: str, kind: str, lines: list[str], way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    """Repro 11."""
    assert run(*given_as(json.dumps(FACTS).encode(name), way, tmp_path, monkeypatch), "--json", *lines) == 2
    error = one_error(capsys)
    assert error["message"] == f"The facts are text in {kind}, not in UTF-8."
    assert f"iconv -f {kind} -t UTF-8" in error["remedy"]


@pytest.mark.parametrize("way", ["file", "standard input"])
def test_a_byte_that_is_no_text_is_named_by_its_line(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    """Repro 11 and 20."""
    assert run(*given_as(b'{\n"guide": "after_loss",\n "pain": "m\xe9"}', way, tmp_path, monkeypatch)) == 2
    assert capsys.readouterr().err.startswith("The facts are not text in UTF-8: line 3, byte 12 (0xE9). Save the file as UTF-8")


@pytest.mark.parametrize("name", ["facts.jsonl", "FACTS.JSONL", "facts.ndjson", "facts.NdJson"])
def test_blank_lines_are_passed_over_and_the_endings_known(name: str, tmp_path: Path, pack: Pack, capsys: Out) -> None:
    """Repro 17: and each answer stands in the order of the lines."""
    people: list[dict[str, Any]] = [NAMED, {"guide": "pregnant"}, {}]
    lines = [b"", *(json.dumps(one, ensure_ascii=False).encode() for one in people[:2]), b" \t", b"", json.dumps(people[2]).encode(), b""]
    (tmp_path / name).write_bytes(MARK + b"\r\n".join(lines))
    assert run("guide", "--facts", tmp_path / name, "--today", TODAY) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert found == [whole(one, pack) for one in people]


@pytest.mark.parametrize("way", ["file", "standard input"])
def test_lines_by_their_option(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    """Repro 17: and a fault is told with the line it stands on, blank ones counted."""
    assert run(*given_as(b'\n{"guide": "pregnant"}\n\n{"guide" 1}\n{}\n', way, tmp_path, monkeypatch), "--lines") == 2
    first, second, third = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert "decisions" in first
    assert "decisions" in third
    assert second["errors"][0]["message"] == "The facts are not JSON: line 4, column 10."


CONSOLES: list[dict[str, str]] = [
    {"PYTHONIOENCODING": "cp1252"},
    {"PYTHONIOENCODING": "ascii:strict"},
    {"PYTHONIOENCODING": "utf-16"},
    {"LC_ALL": "POSIX"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
]


@pytest.mark.parametrize("console", CONSOLES, ids=str)
def test_json_is_utf8_whatever_the_console(console: dict[str, str], pack: Pack) -> None:
    """Repro 5: of one person and of many, of whom one has a name that the console cannot show."""
    lines = [json.dumps(one, ensure_ascii=False) for one in (FACTS, NAMED, FACTS)]
    wanted = [whole(one, pack) for one in (FACTS, NAMED)]
    done = raw(["--lines"], "\n".join(lines), console)
    assert (done.returncode, done.stderr) == (0, b"")
    assert [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()] == [*wanted, wanted[0]]
    done = raw(["--json"], lines[1], console)
    assert json.loads(done.stdout.decode("utf-8")) == wanted[1]


@pytest.mark.parametrize(
    ("encoding", "shown", "named"),
    [("cp1252", "?ucja", "cp1252) cannot show U+0141"), ("ascii", "?ucja", "ascii) cannot show U+0141"), ("utf-8", "Łucja", "")],
)
def test_text_replaces_what_the_console_cannot_show(encoding: str, shown: str, named: str) -> None:
    """Repro 5: she has her answer, and the cause is named, which is not our knowledge."""
    done = raw([], json.dumps(NAMED), {"PYTHONIOENCODING": encoding})
    assert done.returncode == 0
    assert f"the loss of {shown}" in " ".join(done.stdout.decode(encoding).split())
    assert named in done.stderr.decode(encoding)
    assert bool(done.stderr) == bool(named)


def test_a_name_closed_in_is_not_shown_with_signs_around_it() -> None:
    """Repro 5 and 9: where the console knows no such sign, nothing stands for it."""
    done = raw([], json.dumps(NAMED | {"name_for_loss": "עדן"}), {"PYTHONIOENCODING": "cp1252"})
    assert "the loss of ???" in " ".join(done.stdout.decode("cp1252").split())
    assert "????" not in done.stdout.decode("cp1252")


# Use


@pytest.mark.parametrize("day", ["24 November", "2026-02-30", "2026-11-24T10:00", "20261124", "2026-W48-2", "", "x" * 99])
def test_a_bad_day_is_refused(day: str, facts: Path, capsys: Out) -> None:
    refused("guide", "--facts", facts, "--today", day)
    assert f"'{day[:40]}' is not a date. Write it as 2026-11-24." in capsys.readouterr().err


@pytest.mark.parametrize("port", ["65536", "-1", "http", "80.5", ""])
def test_a_bad_port_is_refused(port: str, capsys: Out) -> None:
    refused("serve", f"--port={port}")
    assert f"'{port}' is not a port. Give a number from 0 to 65535; 0 picks a free one." in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [[], ["advise"], ["guide"], ["guide", "--facts"], ["guide", "--facts", "-", "--guideline", "fr"], ["ask", "--json"]]
)
def test_a_use_that_is_not_known_is_refused(arguments: list[str]) -> None:
    refused(*arguments)


@pytest.mark.parametrize("which", ["uk", "us", "who", "who-2015"])
def test_each_guideline_that_is_held_answers(which: str, facts: Path, pack: Pack, capsys: Out) -> None:
    """R10: under its own name and edition."""
    assert run("guide", "--facts", facts, "--guideline", which, "--today", TODAY, "--json") == 0
    held = json.loads(capsys.readouterr().out)["pack"]["guideline"]
    assert held == {"id": which, "edition": pack.info.guidelines[which].edition}
    assert run("guide", "--facts", facts, "--guideline", which, "--today", TODAY) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first == f"Afterwards. 24 November 2026. {pack.info.guidelines[which].name} guidance. Not yet medically reviewed."


@pytest.fixture
def one_guideline(monkeypatch: pytest.MonkeyPatch, pack: Pack) -> None:
    """The built-in pack without the guidelines of the United States and of the WHO."""
    alone = replace(pack, info=replace(pack.info, guidelines={"uk": pack.info.guidelines["uk"]}))
    monkeypatch.setattr(cli, "load_pack", lambda: alone)


@pytest.mark.parametrize("which", ["us", "who"])
@pytest.mark.parametrize("command", [["guide", "--facts", "-"], ["answer", "sex-when", "--facts", "-"]])
def test_a_guideline_that_is_not_held_is_refused(which: str, command: list[str], one_guideline: None, capsys: Out) -> None:
    """R10."""
    assert run(*command, "--guideline", which) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"guideline: '{which}' is not in this edition, which holds uk. Choose uk.\n"


def test_a_guideline_that_is_not_held_is_an_error_like_any_other(one_guideline: None, facts: Path, capsys: Out) -> None:
    assert run("guide", "--facts", facts, "--guideline", "us", "--json") == 2
    error = one_error(capsys)
    assert (error["fact"], error["given"], error["allowed"]) == ("guideline", "us", "uk")


def test_serve_hands_out_the_edition(monkeypatch: pytest.MonkeyPatch, pack: Pack) -> None:
    called: list[tuple[object, ...]] = []

    def served(_: Pack, host: str, port: int, files: dict[str, bytes], last_day: date, *, browser: bool, around: object = None) -> int:
        assert around is None, "programs are answered only where they are asked for"
        assert {"index.html", "sw.js"} < files.keys()
        assert last_day == pack.info.answers_until
        called.append((host, port, browser))
        return 0

    monkeypatch.setattr("afterwards.site.server.serve", served)
    assert run("serve") == 0
    assert run("serve", "--host", "0.0.0.0", "--port", "0", "--open") == 0
    assert called == [("127.0.0.1", 8000, False), ("0.0.0.0", 0, True)]


def served_nothing(*_: object, **__: object) -> int:
    raise AssertionError("it serves although there is no edition")


@pytest.mark.parametrize("command", [["serve"], ["build", "site"]])
def test_without_its_knowledge_nothing_is_served_or_built(
    command: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Out
) -> None:
    """R07: it stops, and says what is wrong and whom to call."""

    def damaged() -> None:
        raise PackError([Problem("facts.yaml", 3, "a value is empty.", "Write the value, or take the key away.")])

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "load_pack", damaged)
    monkeypatch.setattr("afterwards.site.server.serve", served_nothing)
    assert run(*command) == 1
    err = capsys.readouterr().err
    assert urgent_help.as_text() in err
    assert "facts.yaml:3: a value is empty. Write the value, or take the key away." in err
    assert "`afterwards check`" in err
    assert list(tmp_path.iterdir()) == []


BROKEN = {
    "general.html": ("{% block main %}", "{% block main %}{{ nobody }}", "'nobody' is undefined. Mend the template there."),
    "answer_parts.html": ("<ul", "{% endif %}<ul", "this is no template"),
    "start.html": ("{% endblock %}", "{% for one in %}{% endblock %}", "this is no template: Expected an expression, got 'end of"),
    "parts.html": (
        "{% endmacro %}",
        "{{ 1|abs }}{% endmacro %}",
        "the filter 'abs' as it is used here has no counterpart in the page",
    ),
    "message.html": ("", "", "This computer refused: no such file or directory."),
    "private.html": ("", "", "the template is missing. Restore it from the last good version."),
    "units.html": ("<body>", "<body>{{ nobody }}", "'nobody' is undefined. Mend the template there."),
}


@pytest.mark.parametrize("command", [["serve"], ["build", "site"]])
@pytest.mark.parametrize("name", BROKEN)
def test_a_template_that_cannot_be_used_stops_it_with_file_line_and_remedy(
    name: str, command: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Out
) -> None:
    """R07: it is met before anything is served; nothing else is served in its place, and the knowledge is not blamed."""
    here = Path(shutil.copytree(bundle.PAGE, tmp_path / "page"))
    before, after, said = BROKEN[name]
    path = here / "templates" / name
    text = path.read_text(encoding="utf-8")
    line = text[: text.index(before)].count("\n") + 1
    if before:
        path.write_text(text.replace(before, after, 1), encoding="utf-8")
    else:
        path.unlink()
    for module in (bundle, edition, pages):
        monkeypatch.setattr(module, "PAGE", here)
    monkeypatch.setattr("afterwards.site.server.serve", served_nothing)
    monkeypatch.chdir(tmp_path)
    assert run(*command) == 1
    told = capsys.readouterr().err.removeprefix("Building the private edition.\n")
    assert told.startswith(f"{name}: " if "computer" in said else f"{name}:{line}: ")
    assert said in told
    assert told.count("\n") == 1
    assert not re.search("999|afterwards check|knowledge|Traceback", told)
    assert not (tmp_path / "site").exists()


def test_interrupted_nothing_is_kept(monkeypatch: pytest.MonkeyPatch, facts: Path, capsys: Out) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "load_pack", interrupted)
    assert run("guide", "--facts", facts) == 130
    assert capsys.readouterr() == ("", "Stopped. Nothing is kept.\n")


def program(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """The installed program, run as a person runs it."""
    source = Path(cli.__file__).resolve().parent.parent
    environment = {**os.environ, "PYTHONPATH": str(source)}
    return subprocess.run(
        [sys.executable, "-m", "afterwards", *arguments],
        env=environment, text=True, capture_output=True, check=False, timeout=60, **options,
    )  # fmt: skip


def raw(options: Sequence[str], facts: str, environment: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    """The guide from standard input, in bytes, in an environment of its own."""
    source = Path(cli.__file__).resolve().parent.parent
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONIOENCODING", "PYTHONUTF8", "LC_ALL", "LANG")}
    return subprocess.run(
        [sys.executable, "-m", "afterwards", "guide", "--facts", "-", "--today", TODAY, *options],
        env={**kept, "PYTHONPATH": str(source), **environment}, input=facts.encode(), capture_output=True, check=False, timeout=60,
    )  # fmt: skip


def test_the_program_answers() -> None:
    done = program("guide", "--facts", "-", "--today", TODAY, "--json", input=json.dumps(FACTS))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["decisions"]["sex_readiness"]["low"] == "wait"


def test_a_reader_that_stops_listening_is_told_as_such(tmp_path: Path) -> None:
    """`afterwards guide ... | head -1`: no traceback and no urgent help."""
    (tmp_path / "facts.jsonl").write_text("{}\n" * 200)
    shell = f'{sys.executable} -m afterwards guide --facts facts.jsonl --today {TODAY} | head -c 10; exit "${{PIPESTATUS[0]}}"'
    source = Path(cli.__file__).resolve().parent.parent
    done = subprocess.run(
        ["bash", "-c", shell],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(source)}, text=True, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    told = "Whatever read the output stopped before the end, so not all of it was written. Let it read to the end.\n"
    assert (done.returncode, done.stderr) == (1, told)


PLACES = {
    "> /dev/full": "The disk is full, so what was being written is not whole. Make room, then run it again.\n",
    ">&-": "The output is closed, so there is nowhere to write to. Run it again without closing it.\n",
}


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("command", ["guide --facts facts.json", "guide --facts facts.json --json", "check packs/good", "build site"])
def test_output_that_cannot_be_written_is_told_as_such(where: str, command: str, tmp_path: Path) -> None:
    """What the place refuses is not the knowledge's fault; whoever waits for an answer still reads whom to call."""
    written(tmp_path / "facts.json", FACTS)
    shutil.copytree(GOOD, tmp_path / "packs" / "good")
    today = f"--today {TODAY}" if command.startswith("guide") else ""
    source = Path(cli.__file__).resolve().parent.parent
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m afterwards {command} {today} {where}"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(source)}, text=True, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    told = done.stderr.removeprefix("Building the private edition.\n")
    help_lines = "\n".join(urgent_help.NOW) + "\n" if command.startswith("guide") else ""
    assert (done.returncode, told) == (1, PLACES[where] + help_lines)


REFUSALS = {
    "full": (OSError(errno.ENOSPC, "No space left on device"), "The disk is full, so what was being written is not whole. Make room"),
    "quota": (OSError(errno.EDQUOT, "Quota exceeded", "/held/by/her/a.json"), "a.json: The disk is full"),
    "forbidden": (PermissionError(errno.EACCES, "Permission denied", "/held/by/her/x"), "x: This may not be read or written here. Choose"),
    "read only": (OSError(errno.EROFS, "Read-only file system"), "This may not be read or written here. Choose a place"),
    "too many files": (OSError(errno.EMFILE, "Too many open files"), "This computer refused: too many open files. Mend that"),
    "no date": (
        OverflowError("date value out of range"),
        "A date or a number is larger than can be reckoned with: dates end with",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_the_place_refuses_has_its_own_message(name: str, facts: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    error, said = REFUSALS[name]

    def refused(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(cli, "Reader", refused)
    assert run("guide", "--facts", facts, "--today", TODAY) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(said)
    assert err.endswith("\n".join(urgent_help.NOW) + "\n")
    assert not re.search("afterwards check|knowledge|our side|/home", err)


@pytest.mark.parametrize("seconds", [1e12, -1e12, 1e300])
def test_a_clock_that_no_calendar_reaches_is_told_as_such(
    seconds: float, facts: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    monkeypatch.setattr("time.time", lambda: seconds)
    assert run("guide", "--facts", facts) == 1
    assert capsys.readouterr().err.startswith("A date or a number is larger than can be reckoned with")


def test_a_day_after_the_last_one_of_the_pack_is_told_as_such(tmp_path: Path, capsys: Out) -> None:
    """The last day that can be written: the pack is too old, and the clock may be wrong."""
    facts = written(tmp_path / "facts.json", {"guide": "after_loss", "days_since_loss": 9})
    assert run("guide", "--facts", facts, "--today", "9999-12-31") == 1
    err = capsys.readouterr().err
    assert err.startswith(urgent_help.as_text())
    assert "Install a newer one. If this is not that late, put the clock of this computer right, or mend --today." in err
    assert "afterwards check" not in err
