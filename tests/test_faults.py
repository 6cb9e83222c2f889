"""R07, R25, H14: 500 faults in the files of the knowledge. Each is refused by the file's name, with urgent help, never answered.

Cut short, one byte flipped, missing, swapped with the same file of another edition or with another file: a fault may leave a file
that reads well and says something else, so what counts is the seal. Without the seal's protection the last test shows what would happen.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from afterwards import loading, urgent_help
from afterwards.cli import main
from afterwards.pack import load
from afterwards.pack.gather import read_files
from afterwards.pack.layout import MANIFEST, pack_files
from afterwards.pack.links import link_problems
from afterwards.pack.manifest import manifest_problems, write_manifest
from afterwards.pack.reading import PackError
from tests.packs.faults import METHODS

TIMES = 500
KINDS = ("cut short", "flipped", "missing", "of another edition", "of another name")


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The built-in knowledge, and an edition of it in which every file differs by a comment or a word; both sealed."""
    folder = tmp_path_factory.mktemp("editions")
    ours, other = (Path(shutil.copytree(load.KNOWLEDGE, folder / name)) for name in ("ours", "other"))
    for kind, path in pack_files(other):
        text = path.read_text(encoding="utf-8")
        path.write_text(text + "\n" if kind in ("grid", "notes") else f"# another edition\n{text}", encoding="utf-8")
    write_manifest(other)
    return ours, other


def spoil(kind: str, path: Path, ours: Path, other: Path, dice: random.Random) -> str:
    """Put one fault into a file; returns the name that the complaint must have."""
    content = path.read_bytes()
    name = path.relative_to(ours).as_posix()
    if kind == "cut short":
        path.write_bytes(content[: dice.randrange(len(content))])
    elif kind == "flipped":
        at = dice.randrange(len(content))
        path.write_bytes(content[:at] + bytes((content[at] ^ 1 << dice.randrange(8),)) + content[at + 1 :])
    elif kind == "missing":
        path.unlink()
    elif kind == "of another edition":
        path.write_bytes((other / name).read_bytes())
    else:
        neighbours = [one for _, one in pack_files(ours) if one != path and one.suffix == path.suffix]
        path.write_bytes(dice.choice(neighbours).read_bytes())
    return name


def faults(ours: Path) -> Iterator[tuple[str, Path, random.Random]]:
    """Each file with each kind of fault in turn, and the seal among the files, until there are enough."""
    dice = random.Random(20261125)
    files = [*(path for _, path in pack_files(ours)), ours / MANIFEST]
    for number in range(TIMES):
        kind = KINDS[number // len(files) % len(KINDS)]
        path = files[number % len(files)]
        if not (path.name == MANIFEST and kind == "of another name"):
            yield kind, path, dice


def test_every_fault_is_refused_by_name_and_nothing_is_served(
    editions: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """R07, R25: 500 times, on the way a reader meets it: the loader, and the command that hands out the pages."""
    ours, other = editions
    monkeypatch.setattr(load, "KNOWLEDGE", ours)
    monkeypatch.setattr(loading, "_built_in", loading._built_in.__wrapped__)
    monkeypatch.setenv("AFTERWARDS_CACHE", str(tmp_path))
    met: set[tuple[str, str]] = set()
    for kind, path, dice in faults(ours):
        before = path.read_bytes()
        name = spoil(kind, path, ours, other, dice)
        try:
            with pytest.raises(PackError) as refused:
                loading.load_pack()
            served = main(["serve", "--port", "0"])
        finally:
            path.write_bytes(before)
        told = [one.file for one in refused.value.problems]
        if path.name == MANIFEST:
            # A seal of another edition is at odds with every file; a spoilt line with the file it names.
            assert told, f"{kind}: {name}"
        else:
            assert told == [name], f"{kind}: {name}"
        assert served == 1, f"{kind}: {name}"
        met.add((kind, name))
    assert len(met) > len(KINDS) * 50, "too few files were tried"
    assert not list(tmp_path.iterdir()), "something of a spoilt pack was compiled and kept"


def test_the_command_names_the_file_too(
    editions: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """R07, R25: whoever runs it reads which file; she reads whom to call."""
    ours, _ = editions
    monkeypatch.setattr(load, "KNOWLEDGE", ours)
    monkeypatch.setattr(loading, "_built_in", loading._built_in.__wrapped__)
    monkeypatch.setenv("AFTERWARDS_CACHE", str(tmp_path / "cache"))
    path = ours / "decisions" / "urgency.yaml"
    before = path.read_bytes()
    path.write_bytes(before.replace(b"level: emergency", b"level: self_care ", 1))
    (tmp_path / "facts.json").write_text(json.dumps({"guide": "after_loss"}))
    try:
        assert main(["guide", "--facts", str(tmp_path / "facts.json"), "--json"]) == 1
    finally:
        path.write_bytes(before)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(urgent_help.as_text())
    assert "decisions/urgency.yaml:1: the file is not as it was sealed" in err


def test_a_spoilt_compiled_pack_is_never_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """R25: 500 faults in what was compiled: it is made anew, and answers as before."""
    ours = Path(shutil.copytree(METHODS, tmp_path / "ours"))
    write_manifest(ours)
    monkeypatch.setattr(load, "KNOWLEDGE", ours)
    monkeypatch.setattr(loading, "_built_in", loading._built_in.__wrapped__)
    monkeypatch.setenv("AFTERWARDS_CACHE", str(tmp_path / "cache"))
    right = loading.load_pack()
    (compiled,) = (tmp_path / "cache").iterdir()
    content = compiled.read_bytes()
    dice = random.Random(20261125)
    for number in range(TIMES):
        at = dice.randrange(len(content))
        spoilt = content[:at] if number % 2 else content[:at] + bytes((content[at] ^ 1 << dice.randrange(8),)) + content[at + 1 :]
        compiled.write_bytes(spoilt)
        assert load._read_compiled(compiled.parent, compiled.name) is None
    found = loading.load_pack()
    assert compiled.read_bytes() == content
    assert {name: one.text for name, one in found.statements.items()} == {name: one.text for name, one in right.statements.items()}


def test_without_the_seal_a_flipped_byte_can_change_an_answer(editions: tuple[Path, Path]) -> None:
    """Why there is a seal: the file still reads well, and the level is another."""
    ours, _ = editions
    path, seal = ours / "decisions" / "trying_again.yaml", ours / MANIFEST
    before, sealed = path.read_bytes(), seal.read_bytes()
    assert b"from: " in before
    right, _ = read_files(ours)
    path.write_bytes(before.replace(b"from: ", b"from: 1", 1))
    seal.unlink()
    try:
        # Everything the loader would look at without a seal: it has no complaint.
        assert manifest_problems(ours, needed=False) == []
        spoilt, problems = read_files(ours)
        assert (problems, link_problems(spoilt)) == ([], [])
        assert [one["rules"] for one in spoilt["decisions"]] != [one["rules"] for one in right["decisions"]]
    finally:
        path.write_bytes(before)
        seal.write_bytes(sealed)
