"""Read a pack from its files: check them, compile them; the built-in pack is compiled once. What is reviewed of it, `loading` adds.

The compiled pack lies in the wheel, or for a source tree in the user's cache folder. It is named by the hash of the files it was made
from and holds its own hash, so that a changed or damaged one is never used.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from afterwards.engine import Prime, TableError
from afterwards.pack import model
from afterwards.pack.data import Data
from afterwards.pack.layout import MANIFEST, pack_files

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"
_CODE = (Path(__file__).resolve().parent, Path(__file__).resolve().parent.parent / "engine")
"""The code that makes a compiled pack: when it changes, so does the fingerprint."""
PACKAGED = "compiled"
"""The folder beside this module in which a wheel brings its knowledge compiled (`hatch_build.py`); a source tree has none."""
KEPT_FOR = 30 * 24 * 60 * 60
"""Seconds since a compiled pack was last used; measured against the newest, so that no clock is asked."""
MOST_KEPT = 8
_SLOW = "The compiled knowledge is not kept, so each start takes some seconds longer."
_REMEDY = "Set AFTERWARDS_CACHE to a folder that can be written."
_log = logging.getLogger(__name__)


def built_in() -> tuple[model.Pack, Data]:
    """The built-in pack with the data it was made from, from the wheel or the cache folder where it has been compiled before."""
    name = _compiled_name()
    folder = cache_folder()
    compiled = _read_compiled(Path(__file__).resolve().parent / PACKAGED, name) or _read_compiled(folder, name)
    if compiled is not None:
        return model.Pack.from_data(compiled["data"], _primes(compiled["primes"])), compiled["data"]
    pack, data = build(KNOWLEDGE)
    _write_compiled(folder, name, _compiled(pack, data))
    return pack, data


def compile_built_in(folder: Path) -> Path:
    """Compile the built-in pack into a folder, for a wheel; returns the file. Raises `PackError` with every complaint, `OSError`."""
    file = folder / _compiled_name()
    file.write_bytes(_as_bytes(_compiled(*build(KNOWLEDGE))))
    return file


def _compiled_name() -> str:
    return f"pack-{_fingerprint(KNOWLEDGE)}.json"


def _compiled(pack: model.Pack, data: Data) -> Mapping[str, object]:
    primes = {"guide": pack.table.primes, **({"methods": pack.contraception.table.primes} if pack.contraception else {})}
    return {"data": data, "primes": primes}


def build(root: Path) -> tuple[model.Pack, Data]:
    """The pack in the folder `root`, with the data it was made from. Raises `PackError` with every complaint."""
    # Reading YAML is slow to import and needed only when the knowledge has changed.
    from afterwards.pack.gather import read_files, with_interface
    from afterwards.pack.links import link_problems
    from afterwards.pack.manifest import manifest_problems
    from afterwards.pack.reading import PackError

    problems = manifest_problems(root, needed=root == KNOWLEDGE)
    if problems:
        raise PackError(problems)
    data, problems = read_files(root)
    if problems:
        raise PackError(problems)
    problems = link_problems(data)
    if problems:
        raise PackError(problems)
    data = with_interface(data, KNOWLEDGE)
    try:
        pack = model.Pack.from_data(data)
        if pack.contraception:
            pack.contraception.table  # noqa: B018 - compiled now, so that a fault is told now
        return pack, data
    except TableError as error:
        from afterwards.pack.reading import Problem

        raise PackError([Problem("decisions", 1, f"the rules cannot be compiled: {error}.", "Mend the rule it names.")]) from error


def _fingerprint(root: Path) -> str:
    fingerprint = hashlib.sha256()
    code = ((folder.name, path) for folder in _CODE for path in sorted(folder.glob("*.py")))
    for kind, path in (*code, *pack_files(root), ("seal", root / MANIFEST)):
        try:
            content = path.read_bytes()
        except OSError:
            content = b"missing"
        fingerprint.update(f"\n{kind} {path.name} {len(content)}\n".encode())
        fingerprint.update(content)
    return fingerprint.hexdigest()


def cache_folder() -> Path | None:
    """Where compiled packs lie; None for a user without a home."""
    own = os.environ.get("AFTERWARDS_CACHE")
    try:
        return Path(own) if own else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "afterwards"
    except RuntimeError:
        return None


def _read_compiled(folder: Path | None, name: str) -> Data | None:
    if folder is None:
        return None
    try:
        digest, _, content = (folder / name).read_bytes().partition(b"\n")
    except OSError:
        return None
    if hashlib.sha256(content).hexdigest().encode() != digest:
        return None
    with suppress(OSError):  # what is used stays when old ones are tidied
        os.utime(folder / name)
    compiled: Data = json.loads(content)
    return compiled


def _write_compiled(folder: Path | None, name: str, content: Mapping[str, object]) -> None:
    """Write the compiled pack whole or not at all; a place that cannot be written is no fault, but whoever waits is told why."""
    if folder is None:
        _log.warning("%s There is no home folder to keep it in. %s", _SLOW, _REMEDY)
        return
    body = _as_bytes(content)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
            os.replace(temporary, folder / name)
        finally:
            Path(temporary).unlink(missing_ok=True)
        _tidy(folder)
    except OSError as error:
        _log.warning("%s It cannot be kept in %s: %s. %s", _SLOW, folder, (error.strerror or "unknown reason").lower(), _REMEDY)


def _as_bytes(content: Mapping[str, object]) -> bytes:
    """The hash of what follows, a new line, and the compiled pack as JSON."""
    body = json.dumps(content, default=_prime_data, ensure_ascii=False, separators=(",", ":")).encode()
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def _tidy(folder: Path) -> None:
    """Other versions and packs keep theirs, so that two in turn are not compiled anew each time; old ones go."""
    made = sorted(((path.stat().st_mtime, path) for path in folder.glob("pack-*.json")), reverse=True)
    for number, (used, path) in enumerate(made):
        if number >= MOST_KEPT or made[0][0] - used > KEPT_FOR:
            path.unlink(missing_ok=True)


def _prime_data(prime: Prime) -> list[object]:
    return [prime.literals, prime.rules]


def _primes(data: Data) -> model.Primes:
    return {
        table: {
            decision: [
                [Prime(tuple((fact, held) for fact, held in literals), tuple(rules)) for literals, rules in level] for level in levels
            ]
            for decision, levels in decisions.items()
        }
        for table, decisions in data.items()
    }
