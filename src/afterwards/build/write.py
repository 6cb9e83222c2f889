"""Write the private edition to a folder: all of it or nothing, and nothing of anyone else's is touched.

Beside each text file lie its `.br` and `.gz`, for hosts that hand out what is compressed already.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import tempfile
from pathlib import Path

import brotli

from afterwards.build.edition import MANIFEST, SINGLE, Edition, is_text, make_edition
from afterwards.errors import AfterwardsError
from afterwards.pack.model import Pack


class NotWritten(AfterwardsError):
    """The folder cannot be written."""


def write_edition(pack: Pack, out: Path, leave_to: str = "") -> Edition:
    """Build the edition and put it where `out` is, in place of an earlier one. Raises `NotWritten`; then nothing has changed."""
    if out.exists() and not out.is_dir():
        raise NotWritten(f"OUT: {out.name} is a file. Name a folder that is empty or new.")
    if out.is_dir() and any(out.iterdir()) and not _is_ours(out):
        raise NotWritten(
            f"OUT: the folder {out.name} holds other files. Name a folder that is empty or new, or one that this command wrote."
        )
    made = make_edition(pack, leave_to=leave_to)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        try:
            for name, content in made.files.items():
                _write(fresh / name, content)
            fresh.chmod(0o755)
            _swap(fresh, out)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise NotWritten(
            f"OUT: {out.name} cannot be written, {(error.strerror or 'unknown reason').lower()}. Name another folder."
        ) from error
    return made


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    if is_text(path.name) and path.name != SINGLE:
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
        path.with_name(f"{path.name}.br").write_bytes(compressed(content))


def compressed(content: bytes) -> bytes:
    """A file as it travels to a browser of today."""
    return bytes(brotli.compress(content, quality=11, lgwin=24))


def _is_ours(out: Path) -> bool:
    """Whether a folder holds an edition and nothing else."""
    try:
        files = json.loads((out / MANIFEST).read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    known = {name + end for name in (*files, MANIFEST) for end in ("", ".gz", ".br")}
    return {path.name for path in out.iterdir()} <= known


def _swap(fresh: Path, out: Path) -> None:
    """Put the fresh folder in place; the old one goes only when the new one is there."""
    old = fresh.with_name(f"{fresh.name}-old")
    if out.exists():
        os.replace(out, old)
    try:
        os.replace(fresh, out)
    except OSError:
        if old.exists():
            os.replace(old, out)
        raise
    shutil.rmtree(old, ignore_errors=True)
