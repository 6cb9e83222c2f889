"""`afterwards verify`: what it prints, when it fails, and what it says when it cannot begin."""

from __future__ import annotations

import io
import sys
from types import ModuleType
from typing import Any

import pytest

from afterwards.cli import main
from afterwards.pack.reading import read_yaml
from afterwards.verify import runner
from afterwards.verify.report import Report, times_ten, worked_case
from tests.verify.planted import TEA

HOLDS = Report("stirred: left", "3 cups", 0.25, (), ("milk first",))
FAILS = Report("stirred: right", "2 cups", 1, ("# spilt\n- case: A cup\n  why: it matters\n  facts: {}\n  expect: {}",))


class Terminal(io.StringIO):
    """A stream that a person watches."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def stirred(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A property of the test's own; `found` is what its proof gives or raises."""
    given: dict[str, Any] = {"found": [HOLDS], "fast": None}
    module = ModuleType("afterwards.verify.stirred")

    def prove(pack: object, progress: Any, *, fast: bool = False) -> list[Report]:
        given["fast"] = fast
        progress("stirring", 1, 2)
        if isinstance(given["found"], BaseException):
            raise given["found"]
        return list(given["found"])

    module.prove = prove  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "afterwards.verify.stirred", module)
    monkeypatch.setattr(runner, "PROPERTIES", {"stirred": "it is stirred"})
    return given


def run(names: list[str], *, err: io.StringIO | None = None, fast: bool = False) -> tuple[int, str]:
    out = io.StringIO()
    return runner.run(TEA, names, fast=fast, out=out, err=err or io.StringIO()), out.getvalue()


def test_what_holds_is_printed_with_what_it_covered(stirred: dict[str, Any]) -> None:
    status, said = run([])
    assert status == 0
    assert "stirred: it is stirred\n  holds  stirred: left: 3 cups. 0.2 s\n         note: milk first\n" in said
    assert said.endswith("All 1 parts hold. 0 seconds.\n")
    assert stirred["fast"] is False


def test_what_fails_is_printed_to_be_pasted(stirred: dict[str, Any]) -> None:
    stirred["found"] = [HOLDS, FAILS]
    status, said = run(["stirred"], fast=True)
    assert status == 1
    assert "  FAILS (1)  stirred: right: 2 cups. 1.0 s\n\n# spilt\n- case: A cup\n" in said
    assert "1 of 2 parts fail. 0 seconds, the fast part." in said
    assert stirred["fast"] is True


@pytest.mark.parametrize(
    ("found", "said"),
    [([], "the proof looked at nothing"), (RuntimeError("no tea"), "the proof broke off, so nothing is shown. RuntimeError: no tea")],
)
def test_a_proof_that_shows_nothing_fails(found: Any, said: str, stirred: dict[str, Any]) -> None:
    stirred["found"] = found
    status, printed = run([])
    assert status == 1
    assert said in printed


def test_progress_is_for_those_who_watch(stirred: dict[str, Any]) -> None:
    watched, piped = Terminal(), io.StringIO()
    run([], err=watched)
    run([], err=piped)
    assert "stirring: 1 of 2" in watched.getvalue()
    assert piped.getvalue() == ""


def test_the_command_gives_the_status(stirred: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify"]) == 0
    stirred["found"] = [FAILS]
    assert main(["verify", "stirred", "--fast"]) == 1
    stirred["found"] = KeyboardInterrupt()
    assert main(["verify"]) == 130
    assert "Stopped. Nothing is kept." in capsys.readouterr().err


def test_a_property_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "shaken"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("There is no property 'shaken'. Choose from monotone, bounds, ")


def test_without_the_libraries_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(runner, "find_spec", lambda name: None if name == "z3" else True)
    assert runner.missing_parts() == ["z3"]
    assert main(["verify", "monotone"]) == 2
    assert "pip install 'afterwards[verify]'" in capsys.readouterr().err


def test_a_worked_case_can_be_read(tmp_path: Any) -> None:
    path = tmp_path / "case.yaml"
    facts = {"guide": "tea", "milk": "no", "minutes": 3.5, "medicines": ["mint"]}
    path.write_text(worked_case("the tea is cold.", facts, "serving", "[pour, wait]", "cold tea is remade") + "\n", encoding="utf-8")
    problems: list[Any] = []
    (case,) = read_yaml(path, "case.yaml", problems)
    assert problems == []
    assert dict(case["facts"]) == facts
    assert list(case["expect"]["serving"]) == ["pour", "wait"]
    assert "# expect uk coc: 3\n  expect: {}" in worked_case("it is freer.", {}, "uk coc", "3", "why")


@pytest.mark.parametrize(("number", "said"), [(0, "0"), (999_999, "999999"), (1_000_000, "1.0e6"), (23 * 10**59, "2.3e60")])
def test_a_count_is_short(number: int, said: str) -> None:
    assert times_ten(number) == said
