"""Load a pack: read its files, check them, compile them; the built-in pack is compiled once.

The compiled pack lies in the user's cache folder, named by the hash of the files it was made from
and holding its own hash, so that a changed or damaged one is never used.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from afterwards.engine import Prime, TableError
from afterwards.errors import NoSuchLanguage
from afterwards.languages import PSEUDO
from afterwards.pack import model
from afterwards.pack.items import topics
from afterwards.pack.layout import MANIFEST, pack_files
from afterwards.pack.reviews import Reviews

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"
_CODE = (Path(__file__).resolve().parent, Path(__file__).resolve().parent.parent / "engine")
"""The code that makes a compiled pack: when it changes, so does the fingerprint."""
KEPT_FOR = 30 * 24 * 60 * 60
"""Seconds since a compiled pack was last used; measured against the newest, so that no clock is asked."""
MOST_KEPT = 8
_SLOW = "The compiled knowledge is not kept, so each start takes some seconds longer."
_REMEDY = "Set AFTERWARDS_CACHE to a folder that can be written."
_log = logging.getLogger(__name__)


def load_pack(path: str | Path | None = None) -> model.Pack:
    """The pack in the folder `path`, or the built-in one. Raises `PackError` with every complaint."""
    if path is None:
        return _built_in()
    pack, data = _build(Path(path))
    return _with_reviews(pack, Path(path), data)


def load_language(tag: str) -> model.Pack:
    """The built-in pack in one of its languages, or in the made-up one. Raises `NoSuchLanguage`."""
    pack = _built_in()
    known = (*pack.languages, PSEUDO.tag)
    if tag not in known:
        raise NoSuchLanguage(f"--language: this pack has no '{tag[:40]}'. It has {', '.join(known)}.")
    return pack if tag == pack.language.tag else _marked()


@cache
def _marked() -> model.Pack:
    """The built-in pack with every text marked. Its rules are the same, so its reviews are too."""
    from afterwards.pack.pseudo import in_pseudo

    pack, data = _built_in(), _data()
    primes = {"guide": pack.table.primes, **({"methods": pack.contraception.table.primes} if pack.contraception else {})}
    made = in_pseudo(data)
    made["pack"] = {**made["pack"], "language": PSEUDO.tag}
    return replace(model.Pack.from_data(made, primes), reviews=pack.reviews)


def _data() -> Mapping[str, Any]:
    """The checked data of the built-in pack."""
    compiled = _read_compiled(_cache_folder(), f"pack-{_fingerprint(KNOWLEDGE)}.json")
    data: Mapping[str, Any] = compiled["data"] if compiled is not None else _build(KNOWLEDGE)[1]
    return data


@cache
def _built_in() -> model.Pack:
    name = f"pack-{_fingerprint(KNOWLEDGE)}.json"
    folder = _cache_folder()
    compiled = _read_compiled(folder, name)
    if compiled is not None:
        return _with_reviews(model.Pack.from_data(compiled["data"], _primes(compiled["primes"])), KNOWLEDGE, compiled["data"])
    pack, data = _build(KNOWLEDGE)
    primes = {"guide": pack.table.primes, **({"methods": pack.contraception.table.primes} if pack.contraception else {})}
    _write_compiled(folder, name, {"data": data, "primes": primes})
    return _with_reviews(pack, KNOWLEDGE, data)


def _with_reviews(pack: model.Pack, root: Path, data: Mapping[str, Any]) -> model.Pack:
    """The pack with what is reviewed of it. Review records are no part of a compiled pack: they may come at any time."""
    if not (root / "reviews").is_dir():
        return replace(pack, reviews=Reviews(places=cache(partial(topics, data))))
    from afterwards.pack.review import reviews_of  # reading YAML is slow to import

    return replace(pack, reviews=reviews_of(root, data))


def _build(root: Path) -> tuple[model.Pack, Mapping[str, Any]]:
    # Reading YAML is slow to import and needed only when the knowledge has changed.
    from afterwards.pack.gather import interface_words, read_files
    from afterwards.pack.links import link_problems
    from afterwards.pack.manifest import manifest_problems
    from afterwards.pack.reading import PackError
    from afterwards.pack.schema import INTERFACE

    problems = manifest_problems(root, needed=root == KNOWLEDGE)
    if problems:
        raise PackError(problems)
    data, problems = read_files(root)
    if problems:
        raise PackError(problems)
    problems = link_problems(data)
    if problems:
        raise PackError(problems)
    if not any(name.startswith(INTERFACE) for name in data["statements"]):
        data["statements"] = {**interface_words(KNOWLEDGE), **data["statements"]}
    try:
        pack = model.Pack.from_data(data)
        if pack.contraception:
            pack.contraception.table  # noqa: B018 - compiled now, so that a fault is told now
        return pack, data
    except TableError as error:
        from afterwards.pack.reading import Problem

        raise PackError([Problem("decisions", 1, f"the rules cannot be compiled: {error}.", "Mend the rule it names.")]) from error


def _fingerprint(root: Path) -> str:
    found = hashlib.sha256()
    code = ((folder.name, path) for folder in _CODE for path in sorted(folder.glob("*.py")))
    for kind, path in (*code, *pack_files(root), ("seal", root / MANIFEST)):
        try:
            content = path.read_bytes()
        except OSError:
            content = b"missing"
        found.update(f"\n{kind} {path.name} {len(content)}\n".encode())
        found.update(content)
    return found.hexdigest()


def _cache_folder() -> Path | None:
    """Where compiled packs lie; None for a user without a home."""
    own = os.environ.get("AFTERWARDS_CACHE")
    try:
        return Path(own) if own else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "afterwards"
    except RuntimeError:
        return None


def _read_compiled(folder: Path | None, name: str) -> Mapping[str, Any] | None:
    if folder is None:
        return None
    try:
        told, _, content = (folder / name).read_bytes().partition(b"\n")
    except OSError:
        return None
    if hashlib.sha256(content).hexdigest().encode() != told:
        return None
    with suppress(OSError):  # what is used stays when old ones are tidied
        os.utime(folder / name)
    found: Mapping[str, Any] = json.loads(content)
    return found


def _write_compiled(folder: Path | None, name: str, content: Mapping[str, Any]) -> None:
    """Write the compiled pack whole or not at all; a place that cannot be written is no fault, but whoever waits is told why."""
    if folder is None:
        _log.warning("%s There is no home folder to keep it in. %s", _SLOW, _REMEDY)
        return
    body = json.dumps(content, default=_prime_data, ensure_ascii=False, separators=(",", ":")).encode()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
            os.replace(temporary, folder / name)
        finally:
            Path(temporary).unlink(missing_ok=True)
        _tidy(folder)
    except OSError as error:
        _log.warning("%s It cannot be kept in %s: %s. %s", _SLOW, folder, (error.strerror or "unknown reason").lower(), _REMEDY)


def _tidy(folder: Path) -> None:
    """Other versions and packs keep theirs, so that two in turn are not compiled anew each time; old ones go."""
    made = sorted(((path.stat().st_mtime, path) for path in folder.glob("pack-*.json")), reverse=True)
    for number, (used, path) in enumerate(made):
        if number >= MOST_KEPT or made[0][0] - used > KEPT_FOR:
            path.unlink(missing_ok=True)


def _prime_data(prime: Prime) -> list[Any]:
    return [prime.literals, prime.rules]


def _primes(data: Mapping[str, Any]) -> model.Primes:
    return {
        table: {
            decision: [
                [Prime(tuple((fact, held) for fact, held in literals), tuple(rules)) for literals, rules in level] for level in levels
            ]
            for decision, levels in decisions.items()
        }
        for table, decisions in data.items()
    }
