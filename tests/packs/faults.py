"""One fault put into a copy of a pack without any: `good`, or `methods`, which compares methods too.

`bad/NAME.yaml` says why it is a fault, in which `pack` (`good` where it names none), the `file` it lies in, and the
change: `replace` some text `with` other, the `whole` file anew, or `gone: true` (a folder may go too).
`bad/NAME.expected` holds every complaint that must come, and no other.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from afterwards.pack.reading import read_yaml

HERE = Path(__file__).resolve().parent
GOOD = HERE / "good"
METHODS = HERE / "methods"
BAD = sorted(path.stem for path in (HERE / "bad").glob("*.yaml"))


def copy_of(pack: Path, folder: Path) -> Path:
    """A pack in a folder of its own, with its cases."""
    return shutil.copytree(pack, folder / "pack")


def with_fault(name: str, folder: Path) -> Path:
    """The pack with the fault `name`, under `folder`."""
    fault = _fault(name)
    pack = copy_of(HERE / fault.get("pack", "good"), folder)
    file = pack / fault["file"]
    if fault.get("gone"):
        shutil.rmtree(file) if file.is_dir() else file.unlink()
    elif "whole" in fault:
        file.parent.mkdir(exist_ok=True)
        file.write_text(fault["whole"], encoding="utf-8")
    else:
        text = file.read_text(encoding="utf-8")
        found = text.count(fault["replace"])
        assert found == 1, f"{name}: the text to replace stands {found} times in {fault['file']}"
        file.write_text(text.replace(fault["replace"], fault["with"]), encoding="utf-8")
    return pack


def expected(name: str) -> list[str]:
    """The complaints that the fault must bring, in order."""
    return (HERE / "bad" / f"{name}.expected").read_text(encoding="utf-8").splitlines()


def _fault(name: str) -> dict[str, Any]:
    problems: list[Any] = []
    fault = read_yaml(HERE / "bad" / f"{name}.yaml", name, problems)
    assert not problems, f"{name}: {problems}"
    assert isinstance(fault, dict), f"{name}: the fault is not a map"
    return fault
