"""The seal of a pack: R25, a file that is not as it was sealed is refused with its name, whatever it still says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from afterwards import load_pack
from afterwards.cli import main
from afterwards.pack import load
from afterwards.pack.layout import MANIFEST
from afterwards.pack.manifest import digests, manifest_problems, write_manifest
from afterwards.pack.reading import PackError
from tests.packs.faults import GOOD, copy_of


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    pack = copy_of(GOOD, tmp_path)
    write_manifest(pack)
    return pack


def test_the_built_in_pack_is_as_it_was_sealed() -> None:
    """R25."""
    assert manifest_problems(load.KNOWLEDGE, needed=True) == []


def test_a_sealed_pack_loads(sealed: Path) -> None:
    assert load_pack(sealed).id == "tea-shop"
    assert set(digests(sealed)) == {line[66:] for line in (sealed / MANIFEST).read_text().splitlines()}


def test_a_changed_word_is_refused_although_it_reads_well(sealed: Path) -> None:
    """R25, H14."""
    file = sealed / "statements" / "serving.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("Pour it.", "Pour it now."), encoding="utf-8")
    with pytest.raises(PackError, match=r"statements/serving\.yaml:1: the file is not as it was sealed"):
        load_pack(sealed)


def test_a_missing_and_an_added_file_are_both_named(sealed: Path) -> None:
    """R25: a half-finished update."""
    shutil.move(sealed / "statements" / "serving.yaml", sealed / "statements" / "service.yaml")
    assert [(one.file, one.complaint) for one in manifest_problems(sealed, needed=False)] == [
        ("statements/service.yaml", "the file is not in the seal of the pack."),
        ("statements/serving.yaml", "the file is missing."),
    ]


@pytest.mark.parametrize("damaged", ["no hash at all\n", "0" * 64 + " one space\n", "\xe9" * 70, "x" * 64 + "  facts.yaml\n"])
def test_a_damaged_seal_is_refused(damaged: str, sealed: Path) -> None:
    (sealed / MANIFEST).write_text(damaged, encoding="latin-1")
    assert [one.complaint for one in manifest_problems(sealed, needed=False)] == ["the seal of the pack cannot be read."]


def test_the_built_in_pack_needs_its_seal(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R25: whoever takes the seal away gets no answer from it."""
    (sealed / MANIFEST).unlink()
    assert manifest_problems(sealed, needed=False) == []
    monkeypatch.setattr(load, "KNOWLEDGE", sealed)
    with pytest.raises(PackError, match="the seal of the pack is missing"):
        load.build(sealed)


def test_check_names_the_file_and_seals_only_without_complaints(sealed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """R25: sealing is one option of the check."""
    file = sealed / "statements" / "serving.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Pour it.", "Pour it!"), encoding="utf-8")
    before = (sealed / MANIFEST).read_bytes()
    assert main(["check", str(sealed), "--seal"]) == 1
    assert (sealed / MANIFEST).read_bytes() == before
    file.write_text(text.replace("Pour it.", "Pour it now."), encoding="utf-8")
    assert main(["check", str(sealed)]) == 1
    assert "statements/serving.yaml:1: the file is not as it was sealed" in capsys.readouterr().out
    assert main(["check", str(sealed), "--seal"]) == 0
    assert main(["check", str(sealed)]) == 0
    assert load_pack(sealed).statements["tea.answer-pour"].text == "Pour it now."
