"""The seal of a pack: the hash of every file the loader reads, in `manifest.sha256`, checked before any use.

A flipped byte can leave a file readable and change a word or a level; a half-finished update can mix two editions.
Neither can be seen by reading, so a sealed pack whose files are not those of its seal is refused.
`afterwards check --seal` writes the seal, and only for a pack without complaints. `sha256sum -c` reads it as well.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from afterwards.pack.layout import MANIFEST, code_files, pack_files
from afterwards.pack.reading import Problem

_RESTORE = "Restore it from the last good version; if the change is meant, run `afterwards check --seal`."


def digests(root: Path) -> dict[str, str]:
    """Of each file of the pack in `root`, by its name within: the SHA-256 of its bytes. A missing file has none."""
    files = (*pack_files(root), *code_files(root))
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for _, path in files if path.is_file()}


def manifest_problems(root: Path, *, needed: bool) -> list[Problem]:
    """Each file that is not as it was sealed. A pack without a seal is a complaint only where one is `needed`."""
    path = root / MANIFEST
    if not path.is_file():
        return [Problem(MANIFEST, 1, "the seal of the pack is missing.", _RESTORE)] if needed else []
    try:
        sealed = dict(_lines(path.read_text(encoding="ascii")))
    except ValueError:
        return [Problem(MANIFEST, 1, "the seal of the pack cannot be read.", _RESTORE)]
    return sorted(_differences(sealed, digests(root)))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        digest, gap, name = line[:64], line[64:66], line[66:]
        if gap != "  " or not name or set(digest) - set("0123456789abcdef"):
            raise ValueError(line)
        yield name, digest


def _differences(sealed: dict[str, str], present: dict[str, str]) -> Iterator[Problem]:
    for name in sealed.keys() | present.keys():
        if name not in present:
            yield Problem(name, 1, "the file is missing.", _RESTORE)
        elif name not in sealed:
            yield Problem(name, 1, "the file is not in the seal of the pack.", _RESTORE)
        elif sealed[name] != present[name]:
            yield Problem(name, 1, "the file is not as it was sealed.", _RESTORE)


def write_manifest(root: Path) -> None:
    """Seal the pack in `root` as it is now: the whole seal or none. Raises `OSError` when it cannot be written."""
    write_whole(root / MANIFEST, "".join(f"{digest}  {name}\n" for name, digest in sorted(digests(root).items())).encode("ascii"))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises `OSError` when it cannot be written."""
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)
