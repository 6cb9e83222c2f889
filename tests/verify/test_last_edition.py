"""R13: an earlier edition is compared whatever has become of the schema since, and nothing passes without having been compared."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tools import compare_editions

from afterwards.cli import main
from afterwards.loading import load_pack
from afterwards.pack import load
from afterwards.pack.manifest import write_manifest
from afterwards.pack.reading import PackError
from afterwards.verify.compare import edition_of, read_edition
from tests.packs.faults import GOOD

SOFTWARE = Path(load.__file__).resolve().parents[1]
RULE = "id: TEA-02, level: remake"


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """The pack of an earlier edition, in files that only its own software knows the names of."""
    own = tmp_path / "earlier" / "src" / "afterwards"
    shutil.copytree(SOFTWARE, own, ignore=shutil.ignore_patterns("__pycache__", "knowledge", "page"))
    knowledge = Path(shutil.copytree(GOOD, own / "knowledge", ignore=shutil.ignore_patterns("cases")))
    for file in ("layout.py", "gather.py"):
        path = own / "pack" / file
        path.write_text(path.read_text(encoding="utf-8").replace("*.yaml", "*.yml"), encoding="utf-8")
    for folder in ("decisions", "plan", "statements", "articles"):
        for path in (knowledge / folder).glob("*.yaml"):
            path.rename(path.with_suffix(".yml"))
    seal(own.parent)
    return knowledge


def seal(source: Path) -> None:
    """Seal the pack with the software beside it."""
    code = "from afterwards.pack import load, manifest; manifest.write_manifest(load.KNOWLEDGE)"
    subprocess.run([sys.executable, "-P", "-c", code], env={"PYTHONPATH": str(source)}, check=True)


def test_todays_software_does_not_know_the_earlier_pack(earlier: Path, tmp_path: Path) -> None:
    """Else the tests below would show nothing."""
    alone = shutil.copytree(earlier, tmp_path / "alone")
    with pytest.raises(PackError):
        read_edition(alone)


def test_an_earlier_edition_is_read_with_its_own_software(earlier: Path) -> None:
    """R25: facts, rules, scales and items, all as that software has them."""
    found, wanted = read_edition(earlier), edition_of(load_pack(GOOD), read_edition(GOOD).items)
    assert (found.id, found.version, found.items) == (wanted.id, wanted.version, wanted.items)
    assert found.decisions == wanted.decisions
    assert found.facts.keys() == wanted.facts.keys()
    for name, one in wanted.facts.items():
        assert (found.facts[name].values, found.facts[name].range, found.facts[name].absent) == (one.values, one.range, one.absent)


def test_an_answer_lowered_since_then_is_found(earlier: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """H02."""
    now = Path(shutil.copytree(GOOD, tmp_path / "now"))
    path = now / "decisions" / "serving.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(RULE, "id: TEA-02, level: wait"), encoding="utf-8")
    assert main(["compare", str(earlier), str(GOOD), "--changelog", str(tmp_path / "none.md")]) == 0
    assert "Lowered: none." in capsys.readouterr().out
    assert main(["compare", str(earlier), str(now), "--changelog", str(tmp_path / "none.md")]) == 1
    assert "serving: remake to wait, for " in capsys.readouterr().out


def test_an_edition_that_its_own_software_cannot_read_is_named(earlier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (earlier / "facts.yaml").unlink()
    assert main(["compare", str(earlier), str(GOOD)]) == 2
    err = capsys.readouterr().err
    assert err.startswith("knowledge:1: the edition cannot be read with the software that it came with: ")
    assert err.endswith("Compare with a whole copy of that edition, whose software runs here.\n")


# The check of `make test`


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.example", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def history(earlier: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose last edition is the earlier one, and whose pack of today is the tea shop's under another version."""
    root = earlier.parents[2]
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "An edition")
    now = Path(shutil.copytree(GOOD, root.parent / "now"))
    path = now / "pack.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("version: 1.0.0", "version: 2.0.0"), encoding="utf-8")
    write_manifest(now)
    monkeypatch.setattr(compare_editions, "REPOSITORY", root)
    monkeypatch.setattr(compare_editions, "KNOWLEDGE", now)
    return root


@pytest.mark.parametrize("line_ends", ["false", "true"])
def test_the_check_compares_with_the_last_edition(history: Path, line_ends: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With the line ends that git would write on another system too: the seal of an old edition is over the files as git keeps them."""
    git(history, "config", "core.autocrlf", line_ends)
    assert compare_editions.main() == 0
    assert capsys.readouterr().out.startswith("From tea-shop 1.0.0 to tea-shop 2.0.0.\n")


def test_the_check_fails_when_the_last_edition_cannot_be_read(history: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(history, "rm", "--quiet", "src/afterwards/knowledge/facts.yaml")
    git(history, "commit", "--quiet", "--amend", "-m", "An edition that is broken")
    assert compare_editions.main() == 1
    assert "cannot be read with the software that it came with" in capsys.readouterr().err


def test_the_check_fails_without_a_history(
    history: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    git(history, "commit", "--quiet", "--allow-empty", "-m", "Another")
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{history}", "shallow")
    for folder, said in ((tmp_path / "shallow", "git fetch --unshallow"), (tmp_path, "Run this in a clone, with git installed.")):
        monkeypatch.setattr(compare_editions, "REPOSITORY", folder)
        assert compare_editions.main() == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("Not compared: ")
        assert said in err
