"""A signed release: the proof that a copy's knowledge, code and review records are those its publisher looked at.

Without it nothing is shown as reviewed: whoever changes a sentence, a rule or the code that chooses them, or runs a copy
of their own, shows "not yet medically reviewed", however many records lie in `reviews/`; so does
whoever adds a record or takes one away. The signature is Ed25519; the pack names the publisher's public key
(`publisher_key` in pack.yaml), so that a copy under another key is another publisher's.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from afterwards.errors import AfterwardsError
from afterwards.pack.data import Data
from afterwards.pack.layout import MANIFEST
from afterwards.pack.manifest import manifest_problems, write_whole
from afterwards.pack.reading import read_yaml

SOFTWARE = Path(__file__).resolve().parent.parent
RELEASE = Path("reviews") / "release.yaml"
NO_PART = ("__pycache__", "knowledge")
"""Folders that are no software: what Python made of it, and the knowledge, which has a seal and review records of its own."""


class ReleaseError(AfterwardsError):
    """A release cannot be signed; the message says why and what to do."""


def software_hash(root: Path = SOFTWARE) -> str:
    """The SHA-256 over every file that can change an answer: code, scripts, templates, styles and tables, whatever they are called."""
    digest = hashlib.sha256()
    for path in _software(root):
        digest.update(f"{path.relative_to(root).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _software(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if path.is_file() and not set(NO_PART) & set(parts) and not path.name.startswith("."):
            yield path


def is_released(root: Path, data: Data) -> bool:
    """Whether the pack in `root` and the running code are exactly a release that the pack's publisher signed."""
    release = read_yaml(root / RELEASE, RELEASE.as_posix(), [])
    key = data["pack"].get("publisher_key")
    if not isinstance(release, dict) or not key or manifest_problems(root, needed=True):
        return False
    try:
        signature = bytes.fromhex(release["signature"])
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, _message(root, str(release["released"])))
    except (KeyError, TypeError, ValueError, InvalidSignature):
        return False
    return True


def _message(root: Path, day: str) -> bytes:
    sealed = hashlib.sha256((root / MANIFEST).read_bytes()).hexdigest()
    return f"afterwards release\n{day}\n{sealed}\n{software_hash()}\n{_records_hash(root)}\n".encode("ascii")


def _records_hash(root: Path) -> str:
    """The SHA-256 over the review records: one that was slipped in later, or taken away, ends the release."""
    digest = hashlib.sha256()
    for path in sorted((root / RELEASE.parent).glob("*.json")):
        digest.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def make_key(path: Path) -> str:
    """Make a publisher's key in the new file `path`, readable by its owner alone; returns the public key as 64 digits.

    Raises `ReleaseError` when the file is there already or cannot be written.
    """
    key = Ed25519PrivateKey.generate()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise ReleaseError(
            f"{path.name}: the key cannot be written there: {error.strerror}. Name a new file in a folder of yours."
        ) from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.private_bytes_raw().hex() + "\n")
    return key.public_key().public_bytes_raw().hex()


def sign_release(root: Path, data: Data, key_file: Path, today: date) -> None:
    """Sign the pack in `root` with the running code as a release. Raises `ReleaseError` when that cannot be done."""
    try:
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key_file.read_text(encoding="ascii").strip()))
    except (OSError, ValueError):
        raise ReleaseError(f"{key_file.name}: this is no key. Make one with `afterwards review key FILE`.") from None
    public = key.public_key().public_bytes_raw().hex()
    if data["pack"].get("publisher_key") != public:
        raise ReleaseError(f"publisher_key: pack.yaml does not name this key. Write 'publisher_key: {public}' there, then seal the pack.")
    problems = manifest_problems(root, needed=True)
    if problems:
        raise ReleaseError(f"{problems[0]}")
    day = today.isoformat()
    signature = key.sign(_message(root, day)).hex()
    (root / RELEASE).parent.mkdir(exist_ok=True)
    write_whole(root / RELEASE, f"# Written by `afterwards review release`.\nreleased: {day}\nsignature: '{signature}'\n".encode("ascii"))
