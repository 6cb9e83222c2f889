"""Write the private edition to a folder: all of it or nothing, and what is anyone else's stays.

Beside each text file lie its `.br` and `.gz`, for hosts that hand out what is compressed already.
"""

from __future__ import annotations

import gzip
import json
import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path

import brotli

from afterwards.errors import AfterwardsError
from afterwards.pack.model import Pack
from afterwards.pack.words import words
from afterwards.site.edition import MANIFEST, SINGLE, Edition, is_text, make_edition, manifest_text
from afterwards.site.hosting import HOST_FILES
from afterwards.whole_folder import swap

OF_HOSTS = ("CNAME",)
"""What a web host puts into a folder that is new to us; hidden files count as well."""


class NotWritten(AfterwardsError):
    """The folder cannot be written."""


def write_edition(pack: Pack, out: Path, leave_to: str = "") -> tuple[Edition, list[str]]:
    """Build the edition and put it where `out` is, in place of an earlier one; gives it and the names of others' files, which it kept.

    Raises `NotWritten`; then nothing has changed.
    """
    folder = out.resolve()  # of a link its target: the link stays what the host knows
    if folder.exists() and not folder.is_dir():
        raise NotWritten(words(pack, "term.out-is-a-file", name=folder.name))
    if Path.cwd().is_relative_to(folder):
        raise NotWritten(words(pack, "term.out-is-here", out=out))
    kept = _others(pack, folder)
    made = make_edition(pack, leave_to=leave_to)
    if clash := [name for name in kept if name in made.files and name not in HOST_FILES]:
        raise NotWritten(words(pack, "term.out-not-ours", name=folder.name, file=clash[0]))
    _leave_out(made, kept)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            for name, content in made.files.items():
                _write(fresh / name, content)
            for name in kept:
                _copy(folder / name, fresh / name)
            fresh.chmod(0o755)
            swap(fresh, folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        why = (error.strerror or words(pack, "term.unknown-reason")).lower()
        raise NotWritten(words(pack, "term.out-refused", name=folder.name, why=why)) from error
    return made, kept


def _others(pack: Pack, folder: Path) -> list[str]:
    """What in a folder is not of an edition that this command wrote. Raises `NotWritten` where that is more than hosts leave there."""
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    try:
        files = json.loads((folder / MANIFEST).read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError):
        if others := [name for name in names if not name.startswith(".") and name not in OF_HOSTS]:
            raise NotWritten(words(pack, "term.out-other-files", name=folder.name, file=others[0])) from None
        return names
    ours = {name + end for name in (*files, MANIFEST) for end in ("", ".gz", ".br")}
    return [name for name in names if name not in ours]


def _leave_out(made: Edition, kept: Collection[str]) -> None:
    """A header file of the host's own stands in for ours, and is not taken for ours by the next build."""
    manifest = json.loads(made.files[MANIFEST])
    manifest["files"] = {name: digest for name, digest in manifest["files"].items() if name not in kept}
    made.files = {name: content for name, content in made.files.items() if name not in kept}
    made.files[MANIFEST] = manifest_text(manifest)


def _copy(path: Path, to: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.copytree(path, to, symlinks=True)
    else:
        shutil.copy2(path, to, follow_symlinks=False)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    if is_text(path.name) and path.name != SINGLE:
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
        path.with_name(f"{path.name}.br").write_bytes(compressed(content))


def compressed(content: bytes) -> bytes:
    """A file as it travels to a browser of today."""
    return bytes(brotli.compress(content, quality=11, lgwin=24))
