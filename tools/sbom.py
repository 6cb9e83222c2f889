"""Write docs/sbom.json: the parts that run (CycloneDX), from requirements.lock. `--check`: is it up to date, and so is what is installed?

What can be held without a network is held here (R24): every locked part has hashes, those that run have a licence that is on
the list and are installed in exactly that version. With `--only` as well: nothing is installed that no lock names; a place
where `make bench` installed its peers has more. No time and no serial number: same lock, same bytes. The hashes stand in the lock.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
MADE = REPOSITORY / "docs" / "sbom.json"
LOCKS = ("requirements.lock", "requirements-test.lock")
ALLOWED = {
    "Apache-2.0",
    "Apache-2.0 OR BSD-3-Clause",
    "Apache-2.0 OR BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "PSF-2.0",
}
"""Licences a part that runs may have, as SPDX expressions."""
SPOKEN = {
    **{"MIT License": "MIT", "BSD License": "BSD-3-Clause", "Apache Software License": "Apache-2.0", "ISC License (ISCL)": "ISC"},
    **{"Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0", "Python Software Foundation License": "PSF-2.0"},
}
"""Classifiers of parts whose metadata holds no expression yet."""
OURS = {"afterwards", "pip", "setuptools", "wheel"}
"""Installed without a lock: the program itself, and what a fresh virtual environment brings."""


def locked(name: str) -> dict[str, tuple[str, list[str]]]:
    """Each part of a lock with its version and its sha256 hashes, sorted."""
    text = (REPOSITORY / name).read_text(encoding="utf-8").replace("\\\n", " ")
    versions = {}
    for line in text.splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)(.*)", line):
            versions[_plain(match[1])] = (match[2], sorted(re.findall(r"--hash=sha256:([0-9a-f]{64})", match[3])))
    return versions


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def licence(name: str) -> str:
    """The part's licence as an SPDX expression; empty when its metadata names none that we know. Raises `PackageNotFoundError`."""
    described = metadata.metadata(name)
    classifiers = [one.rpartition(" :: ")[2] for one in described.get_all("Classifier") or () if one.startswith("License :: ")]
    spoken = [SPOKEN[one] for one in classifiers if one in SPOKEN]
    spoken += [described[key] for key in ["License"] if key in described]
    return described["License-Expression"] if "License-Expression" in described else next(iter(spoken), "")


def sbom() -> dict[str, object]:
    """The bill of materials. Raises `PackageNotFoundError` when a locked part is not installed."""
    parts = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "licenses": [{"expression": licence(name)}],
        }
        for name, (version, _) in sorted(locked("requirements.lock").items())
    ]
    own = {"type": "application", "bom-ref": "afterwards", "name": "afterwards", "licenses": [{"expression": "Apache-2.0"}]}
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": {"component": own}, "components": parts}


def text() -> str:
    """The file as it should be."""
    return json.dumps(sbom(), indent=1) + "\n"


def complaints(installed: dict[str, str], *, only: bool = False) -> Iterator[str]:
    """What is wrong with the locks, or with what is installed (name: version), each with its remedy.

    `only`: whether a part that is installed and in no lock is a fault.
    """
    named = {name: version for lock in LOCKS for name, (version, _) in locked(lock).items()}
    for lock in LOCKS:
        yield from (f"{lock}: {name} has no hash. Lock it again with hashes." for name, (_, hashes) in locked(lock).items() if not hashes)
    for name, (version, _) in locked("requirements.lock").items():
        if installed.get(name) != version:
            yield f"{name}: {installed.get(name, 'nothing')} is installed, {version} is locked. Run make clean, then make test."
        elif licence(name) not in ALLOWED:
            yield f"{name}: its licence {licence(name)!r} is not on the list in tools/sbom.py. Read it, then add it or drop the part."
    for name in sorted(installed.keys() - named.keys() - OURS) if only else ():
        yield f"{name}: is installed and in no lock. Lock it with hashes, or remove it."


def main() -> int:
    """Write the file, or with `--check` say what is wrong."""
    installed = {_plain(one.metadata["Name"]): one.version for one in metadata.distributions()}
    wrong = list(complaints(installed, only="--only" in sys.argv))
    if "--check" not in sys.argv and not wrong:
        MADE.write_text(text(), encoding="utf-8")
    if not wrong and not (MADE.is_file() and MADE.read_text(encoding="utf-8") == text()):
        wrong.append("docs/sbom.json is out of date: .venv/bin/python tools/sbom.py")
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
