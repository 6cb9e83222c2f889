"""Loading the pack: compiled once and read back whole, and refused when it is damaged (R07, R25)."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from afterwards import load_pack, loading, urgent_help
from afterwards.cli import main
from afterwards.pack import Pack, load
from afterwards.pack.manifest import write_manifest
from afterwards.pack.reading import PackError
from afterwards.person.known import known_in
from tests.packs.faults import GOOD, METHODS, with_fault
from tests.test_worked_cases import CASES


@pytest.fixture
def knowledge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the good pack that stands in for the built-in one, and nothing remembered."""
    return stands_in(GOOD, tmp_path, monkeypatch)


@pytest.fixture
def comparing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the pack that compares methods, in the same place."""
    return stands_in(METHODS, tmp_path, monkeypatch)


def stands_in(pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = shutil.copytree(pack, tmp_path / "knowledge")
    write_manifest(folder)
    monkeypatch.setattr(load, "KNOWLEDGE", folder)
    monkeypatch.setattr(loading, "_built_in", loading._built_in.__wrapped__)
    monkeypatch.setenv("AFTERWARDS_CACHE", str(tmp_path / "cache"))
    return folder


@pytest.fixture
def compiled(knowledge: Path, tmp_path: Path) -> Path:
    """The compiled file of that pack."""
    load_pack()
    (file,) = (tmp_path / "cache").iterdir()
    return file


def parsing_fails(root: Path) -> object:
    raise AssertionError(f"{root.name} is parsed although it is compiled")


def count_parsing(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every folder that is parsed from now on."""
    parsed: list[Path] = []
    build = load.build

    def counted(root: Path) -> object:
        parsed.append(root)
        return build(root)

    monkeypatch.setattr(load, "build", counted)
    return parsed


# Compiled once


def test_a_second_load_does_not_parse(compiled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "build", parsing_fails)
    assert load_pack().id == "tea-shop"


def test_a_changed_file_is_compiled_anew(compiled: Path, knowledge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = knowledge / "statements" / "serving.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("Pour it.", "Pour it now."), encoding="utf-8")
    write_manifest(knowledge)
    parsed = count_parsing(monkeypatch)
    assert load_pack().statements["tea.answer-pour"].text == "Pour it now."
    assert parsed == [knowledge]
    assert len(list(compiled.parent.iterdir())) == 2


def test_two_versions_in_turn_are_each_compiled_once(compiled: Path, knowledge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = count_parsing(monkeypatch)
    file = knowledge / "statements" / "serving.yaml"
    old = file.read_bytes()
    new = old.replace(b"Pour it.", b"Pour it now.")
    for text in (new, old, new, old):
        file.write_bytes(text)
        write_manifest(knowledge)
        load_pack()
    assert parsed == [knowledge]


def test_compiled_packs_that_nobody_used_for_long_go(compiled: Path, knowledge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By their age, and never more than a few; one that is used again is young again."""
    folder, day = compiled.parent, 24 * 60 * 60
    newest = compiled.stat().st_mtime
    for number, days in enumerate([1, 31, 400]):
        other = folder / f"pack-{number}.json"
        other.write_bytes(b"")
        os.utime(other, (newest - days * day,) * 2)
    os.utime(compiled, (newest - 400 * day,) * 2)
    load_pack()  # used: young again
    file = knowledge / "statements" / "serving.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("Pour it.", "Pour it now."), encoding="utf-8")
    write_manifest(knowledge)
    load_pack()
    left = {path.name for path in folder.iterdir()}
    assert {compiled.name, "pack-0.json"} < left
    assert len(left) == 3
    monkeypatch.setattr(load, "MOST_KEPT", 1)
    compiled.unlink()
    load._write_compiled(folder, "pack-last.json", {})
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("place", ["first", "break", "body", "middle", "last"])
def test_a_compiled_file_with_one_flipped_byte_is_not_used(
    place: str, compiled: Path, knowledge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R25: an altered byte is refused, wherever it lies."""
    content = bytearray(compiled.read_bytes())
    at = {"first": 0, "break": 64, "body": 65, "middle": len(content) // 2, "last": len(content) - 1}[place]
    content[at] ^= 1
    compiled.write_bytes(content)
    parsed = count_parsing(monkeypatch)
    assert load_pack().id == "tea-shop"
    assert parsed == [knowledge]


@pytest.mark.parametrize("size", [0, 64, 65, 1000])
def test_a_compiled_file_cut_short_is_not_used(size: int, compiled: Path, knowledge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.write_bytes(compiled.read_bytes()[:size])
    parsed = count_parsing(monkeypatch)
    assert load_pack().id == "tea-shop"
    assert parsed == [knowledge]


def test_a_damaged_compiled_file_is_written_anew(compiled: Path) -> None:
    whole = compiled.read_bytes()
    compiled.write_bytes(whole[:-1])
    load_pack()
    assert compiled.read_bytes() == whole


def test_the_same_pack_compiles_to_the_same_bytes(compiled: Path) -> None:
    """R25: same input, same bytes."""
    first = compiled.read_bytes()
    compiled.unlink()
    load_pack()
    assert compiled.read_bytes() == first


def test_a_cache_folder_that_cannot_be_written_is_no_fault(knowledge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("a file, and no folder")
    monkeypatch.setenv("AFTERWARDS_CACHE", str(tmp_path / "file" / "cache"))
    assert load_pack().id == "tea-shop"


def test_a_user_without_a_home_is_no_fault(knowledge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("AFTERWARDS_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", no_home)
    assert load_pack().id == "tea-shop"


def test_without_a_setting_the_cache_lies_in_the_users_cache_folder(
    knowledge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AFTERWARDS_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    load_pack()
    assert [file.suffix for file in (tmp_path / "xdg" / "afterwards").iterdir()] == [".json"]


def test_a_failed_write_leaves_nothing_behind(knowledge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert load_pack().id == "tea-shop"
    assert list((tmp_path / "cache").iterdir()) == []


def test_the_compiled_pack_answers_every_case_alike(pack: Pack) -> None:
    """R25: what is read back from the compiled file decides as what was built from the rules."""
    again = loading._built_in.__wrapped__()
    assert again is not pack
    assert again.table.primes == pack.table.primes
    assert again.contraception
    assert pack.contraception
    assert again.contraception.table.primes == pack.contraception.table.primes
    for case in CASES:
        closed = "open" not in case.data
        known, asked = known_in(again, again.table, case.told, closed=closed)
        state = again.table.state(known, asked=asked, closed=closed)
        assert {name: again.table.answer(name, state) for name in case.answers} == case.answers


def test_a_pack_read_from_its_folder_equals_the_compiled_one(compiled: Path, knowledge: Path) -> None:
    built, read = load_pack(knowledge), load_pack()
    assert built.table.primes == read.table.primes
    assert built.statements == read.statements
    assert built.decisions == read.decisions
    assert built.facts == read.facts


def test_a_pack_that_compares_methods_is_read_back_whole(comparing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R25: its grids, conditions and prime implicants are those it was built from."""
    built = load_pack()
    monkeypatch.setattr(load, "build", parsing_fails)
    read = load_pack()
    assert built.contraception
    assert read.contraception
    assert read.contraception.table.primes == built.contraception.table.primes
    for name in ("methods", "meanings", "grids", "starting", "kinds", "classes", "medicines"):
        assert getattr(read.contraception, name) == getattr(built.contraception, name)


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("uk.csv", "Steeping,,NA,3", "Steeping,,NA,4"),
        ("conditions.yaml", "{spoons: {from: 4}}", "{spoons: {from: 5}}"),
        ("uk-notes.csv", "water,*,seen2,", "water,*,seen1,"),
    ],
)
def test_a_changed_file_of_the_comparison_is_compiled_anew(
    file: str, before: str, after: str, comparing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R25: no answer comes from a grid that is no longer there."""
    load_pack()
    path = comparing / "contraception" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), encoding="utf-8")
    write_manifest(comparing)
    parsed = count_parsing(monkeypatch)
    load_pack()
    assert parsed == [comparing]


@pytest.mark.parametrize("name", ["grid_missing", "grid_empty", "contraception_missing", "contraception_file_missing", "row_id_twice"])
def test_a_damaged_comparison_gives_no_answer(name: str, tmp_path: Path) -> None:
    """R04: a part of the comparison missing is no comparison, not a shorter one."""
    with pytest.raises(PackError):
        load_pack(with_fault(name, tmp_path))


# Missing and damaged packs


def test_a_missing_pack_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PackError) as caught:
        load_pack(tmp_path / "nothing")
    assert str(caught.value) == "nothing:1: there is no pack in this folder. Name the folder that holds pack.yaml."


def test_an_empty_folder_names_each_missing_file(tmp_path: Path) -> None:
    with pytest.raises(PackError) as caught:
        load_pack(tmp_path)
    files = [problem.file for problem in caught.value.problems]
    assert files == ["pack.yaml", "facts.yaml", "sources.yaml", "words.yaml", "disagreements.yaml"]


@pytest.mark.parametrize(
    ("fault", "where"),
    [
        ("unknown_key", "decisions/serving.yaml:3:"),
        ("statement_dangling", "decisions/serving.yaml:13:"),
        ("gates_in_a_circle", "decisions:1: the rules cannot be compiled:"),
        ("broken_yaml", "decisions/serving.yaml:6: this is not YAML:"),
    ],
)
def test_a_damaged_pack_is_refused_with_its_line(fault: str, where: str, tmp_path: Path) -> None:
    with pytest.raises(PackError, match=re.escape(where)):
        load_pack(with_fault(fault, tmp_path))


def missing_folder(knowledge: Path) -> None:
    shutil.rmtree(knowledge)


def missing_file(knowledge: Path) -> None:
    (knowledge / "facts.yaml").unlink()


def missing_warning_signs(knowledge: Path) -> None:
    (knowledge / "decisions" / "warning.yaml").unlink()


def missing_statements(knowledge: Path) -> None:
    (knowledge / "statements" / "warning.yaml").unlink()


def cut_short(knowledge: Path) -> None:
    file = knowledge / "decisions" / "warning.yaml"
    file.write_bytes(file.read_bytes()[:-90])


def not_text(knowledge: Path) -> None:
    (knowledge / "sources.yaml").write_bytes(b"\xff\xfe\x00")


def folder_for_a_file(knowledge: Path) -> None:
    (knowledge / "words.yaml").unlink()
    (knowledge / "words.yaml").mkdir()


DAMAGES = (missing_folder, missing_file, missing_warning_signs, missing_statements, cut_short, not_text, folder_for_a_file)


def is_urgent_help(text: str) -> bool:
    """The whole of the urgent help, and no more than lines for whoever runs the program: files that are wrong, then what to do."""
    *wrong, last, nothing = text.removeprefix(urgent_help.as_text() + "\n").split("\n")
    named = all(re.match(r"[\w./-]+:\d+: ", line) for line in wrong)
    return text.startswith(urgent_help.as_text() + "\n") and named and last.startswith("If you run this program") and nothing == ""


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("options", [[], ["--json"], ["--closed-world"]])
def test_a_damaged_pack_gives_urgent_help_and_no_answer(
    damage: Callable[[Path], None], options: list[str], knowledge: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """R07: no answer, no traceback, the numbers, exit 1."""
    damage(knowledge)
    (tmp_path / "facts.json").write_text('{"guide": "tea"}')
    assert main(["guide", "--facts", str(tmp_path / "facts.json"), *options]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert is_urgent_help(err)
    assert ":1: " in err, "the file is not named"
    assert "Traceback" not in err
    assert "knowledge/" not in err


def test_a_fault_inside_gives_urgent_help_and_says_nothing_of_her(
    knowledge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """R07, R21: an error in the middle of an answer."""

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("cracked")

    monkeypatch.setattr("afterwards.cli.Reader", fails)
    (tmp_path / "facts.jsonl").write_text('{"cup": "cracked"}\n{"cup": "cracked"}\n')
    assert main(["guide", "--facts", str(tmp_path / "facts.jsonl")]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert is_urgent_help(err)
    assert "cracked" not in err


def test_a_broken_installation_gives_urgent_help(tmp_path: Path) -> None:
    """R07: the program itself, run from a copy whose knowledge is damaged."""
    package = shutil.copytree(Path(load.__file__).parent.parent, tmp_path / "afterwards", ignore=shutil.ignore_patterns("__pycache__"))
    (package / "knowledge" / "sources.yaml").unlink()
    (tmp_path / "facts.json").write_text(json.dumps({"guide": "after_loss", "bleeding_now": "light"}))
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "AFTERWARDS_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-m", "afterwards", "guide", "--facts", "facts.json"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout == ""
    assert is_urgent_help(done.stderr)


# The numbers of the urgent help are those of the pack


def numbers(text: str) -> set[str]:
    """Telephone numbers: three digits, or two groups of three."""
    return set(re.findall(r"\b(?:0\d{3} \d{3} \d{4}|\d{3}(?: \d{3})?)\b", text))


def test_urgent_help_gives_the_numbers_of_the_pack(pack: Pack) -> None:
    """R33: the one text in code says what the pack's statements say."""
    now = pack.statements["start.call-now"].text
    any_hour = pack.statements["start.call-any-hour"].text
    assert urgent_help.NOW[:3] == (now, any_hour, pack.statements["start.northern-ireland"].text)
    assert numbers(pack.statements["foot.numbers"].text) == numbers(now + any_hour) == {"999", "111"}
    everywhere = set().union(*(numbers(one.text) for one in pack.statements.values()))
    assert numbers(urgent_help.as_text()) == {"999", "111", "116 123", "0808 808 8000"}
    assert numbers(urgent_help.as_text()) <= everywhere
    assert pack.statements[pack.info.not_reviewed].text == urgent_help.REVIEW
