"""`afterwards review`: status, page, sign, key, release; messages, and what is written."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from afterwards.cli import main
from afterwards.pack.manifest import write_manifest
from afterwards.review.records import read_records
from tests.packs.faults import METHODS
from tests.review.desk.tea import ADA, BO, accept_all, edit, tea_shop

WHO = ["--name", "Ada Test", "--role", "test reviewer", "--register", "No register", "--number", "T-1", "--interests", "none"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tea_shop(tmp_path)


def code_of(root: Path, topic: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["review", "page", topic, "--pack", str(root)]) == 0
    return str(re.findall(r"Code: <strong>([^<]+)", capsys.readouterr().out)[0])


def test_a_page_is_signed_with_its_code(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = code_of(root, "opening", capsys)
    given = ["review", "sign", "--pack", str(root), "--topic", "opening", *WHO, "--code", code.upper().replace("-", "")]
    assert main([*given, "--change", "TEA-01=too long", "--disagree", "rule:TEA-02=no", "--cannot-judge", "PLAN-01"]) == 0
    (record,) = read_records(root)[0]
    said = {one.item: (one.says, one.why) for one in record.verdicts if one.says != "accept"}
    assert said == {"rule:TEA-01": ("change", "too long"), "rule:TEA-02": ("disagree", "no"), "rule:PLAN-01": ("cannot_judge", "")}
    capsys.readouterr()
    assert main(["review", "status", "--pack", str(root), "--json", "--topic", "opening"]) == 0
    status = json.loads(capsys.readouterr().out)
    counted = {"items": 5, "reviewed": 2, "overdue": 0, "asked": 2, "stale": 0, "waiting": 0, "needed": 1}
    assert status["topics"]["opening"].items() >= counted.items()
    assert status["items"]["rule:TEA-01"] == "change asked"
    assert status["released"] is False


def test_a_page_that_is_no_longer_so_is_not_signed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """R08."""
    code = code_of(root, "opening", capsys)
    edit(root, "statements/serving.yaml", "Black tea takes three minutes.", "Black tea takes two minutes.")
    assert main(["review", "sign", "--pack", str(root), "--topic", "opening", *WHO, "--code", code]) == 2
    assert "is not that of the topic now" in capsys.readouterr().err
    assert not (root / "reviews").exists()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["--topic", "coffee"], "topic: 'coffee' is not one of today"),
        (["--change", "nothing=why"], "'nothing' is no item"),
        (["--change", "TEA-01"], "why: the reason is missing"),
        (["--change", "TEA-01=a", "--disagree", "TEA-01=b"], "named twice"),
        (["--due", "2020-01-01"], "due: 2020-01-01 is not allowed"),
        (["--name", "tea author"], "Author and reviewer must differ"),
        (["--number", " "], "number: it is missing"),
    ],
)
def test_what_cannot_be_signed_is_said_plainly(root: Path, capsys: pytest.CaptureFixture[str], given: list[str], message: str) -> None:
    code = code_of(root, "opening", capsys)
    assert main(["review", "sign", "--pack", str(root), "--topic", "opening", "--code", code, *WHO, *given]) == 2
    said = capsys.readouterr()
    assert message in said.err
    assert "Traceback" not in said.err
    assert not (root / "reviews").exists()


def test_from_key_to_release(tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """R34."""
    key = tmp_path / "key"
    assert main(["review", "key", str(key)]) == 0
    line = capsys.readouterr().out.splitlines()[-1]
    assert main(["review", "release", "--pack", str(root), "--key", str(key)]) == 2
    assert "publisher_key" in capsys.readouterr().err
    with (root / "pack.yaml").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    write_manifest(root)
    accept_all(root, ADA)
    assert main(["review", "release", "--pack", str(root), "--key", str(key)]) == 0
    capsys.readouterr()
    assert main(["review", "status", "--pack", str(root)]) == 0
    assert "This is a signed release." in capsys.readouterr().out
    edit(root, "words.yaml", "label: Cup", "label: Cap")
    main(["review", "status", "--pack", str(root)])
    assert "No signed release" in capsys.readouterr().out
    assert main(["review", "key", str(key)]) == 2


def test_status_says_how_many_hours_are_left(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """45 seconds a sentence to judge and a minute for 200 words; nothing is left of what is accepted, for the second reviewer least."""

    def status() -> dict[str, Any]:
        assert main(["review", "status", "--pack", str(root), "--json"]) == 0
        words: dict[str, Any] = json.loads(capsys.readouterr().out)
        return words

    before = status()
    for topic in before["topics"].values():
        assert topic["hours"] == pytest.approx((topic["sentences"] * 45 + topic["words"] * 0.3) / 3600, abs=0.006)
    assert before["topics"]["today"]["hours_second"] == before["topics"]["today"]["hours"] > 0
    assert before["topics"]["opening"]["hours_second"] == 0
    accept_all(root, ADA)
    after = status()
    assert (after["hours"], after["hours_second"] > 0) == (0, True)
    accept_all(root, BO)
    assert status()["hours_second"] == 0
    assert main(["review", "status", "--pack", str(root)]) == 0
    assert "Left: 0 sentences to judge at 45 seconds, and 0 words to read at 200 a minute: 0.0 hours" in capsys.readouterr().out


def test_a_damaged_record_is_complained_about(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = accept_all(root, ADA)
    path.write_bytes(path.read_bytes()[:-4])
    assert main(["review", "status", "--pack", str(root)]) == 1
    assert path.name in capsys.readouterr().out


def test_no_pack_and_a_damaged_one(tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "status", "--pack", str(tmp_path / "none")]) == 1
    (root / "facts.yaml").write_text("facts: [", encoding="utf-8")
    assert main(["review", "page", "opening", "--pack", str(root)]) == 1
    assert "facts.yaml" in capsys.readouterr().err


def test_a_page_is_written_whole_and_stands_alone(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "page.html"
    assert main(["review", "page", "opening", "--pack", str(root), "--out", str(out)]) == 0
    text = out.read_text(encoding="utf-8")
    assert "<style>" in text
    assert not re.search(r'(src|href)="', text)
    assert main(["review", "page", "opening", "--pack", str(root), "--out", str(tmp_path / "no" / "page.html")]) == 2
    assert "out: the page cannot be written" in capsys.readouterr().err


def test_grids_are_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tea_shop(tmp_path, METHODS)
    assert main(["review", "page", "tables", "--pack", str(root)]) == 0
    text = capsys.readouterr().out
    assert "<h2>Categories: UK</h2>" in text
    assert text.count('<th scope="row">') == 9, "seven rows of the grid, two of its table for emergencies"
    assert "<td>1&gt;2</td>" in text


def test_the_built_in_pack_has_no_review() -> None:
    """R08: nothing in this repository pretends one."""
    from afterwards.pack.load import KNOWLEDGE

    assert read_records(KNOWLEDGE) == ([], [])
