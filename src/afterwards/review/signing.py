"""Writing what a reviewer says: a draft while she reads, a record when she signs. Nothing else is ever written.

A draft (`reviews/drafts/NAME.jsonl`) is appended to, one verdict a line, each on the disk before the next: a crash loses
nothing, and two reviewers never write the same file. A record is a new file, whole or not at all, and is never changed.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from afterwards.errors import AfterwardsError
from afterwards.pack.data import Data, Json
from afterwards.pack.reviews import Reviewer
from afterwards.review.records import AGAINST, FOLDER, VERDICTS, Verdict, digest

LONGEST_DUE = 731
"""Days: no review stands longer than two years; our own rule."""
LONGEST_TEXT = 2000


class SigningError(AfterwardsError):
    """Something that cannot be signed. The message names the field, what is allowed and the remedy."""


def check_reviewer(fields: Mapping[str, str], authors: Iterable[str]) -> Reviewer:
    """The reviewer, from text fields. Raises `SigningError` naming the first field that is missing or too long."""
    checked = {}
    for name in ("name", "role", "register", "number", "interests"):
        value = " ".join(str(fields.get(name, "")).split())
        if not value or len(value) > 200:
            hint = " Write 'none' when there are none." if name == "interests" else ""
            raise SigningError(f"{name}: it is {'missing' if not value else 'too long'}. Allowed are 1 to 200 characters.{hint}")
        checked[name] = value
    if checked["name"].casefold() in {one.casefold() for one in authors}:
        raise SigningError(f"name: {checked['name']} is an author of this pack. Author and reviewer must differ.")
    return Reviewer(**checked)


def slug(reviewer: Reviewer) -> str:
    """A reviewer as part of a file name: the register and number, which are hers alone."""
    return re.sub(r"[^a-z0-9]+", "-", f"{reviewer.register}-{reviewer.number}".casefold()).strip("-") or "reviewer"


def draft_file(root: Path, reviewer: Reviewer) -> Path:
    """Where a reviewer's draft lies."""
    return root / FOLDER / "drafts" / f"{slug(reviewer)}.jsonl"


@dataclass(frozen=True, slots=True)
class Pace:
    """How many seconds one verdict took, and how many the estimate had counted for it."""

    took: float
    counted: float


LONGEST_LOOK = 900
"""Seconds: who looks longer at one page has gone away in between, and the time says nothing of her pace."""


def note(root: Path, reviewer: Reviewer, verdict: Verdict, pace: Pace | None = None) -> None:
    """Add one verdict to a draft, and wait until it is on the disk. Raises `SigningError` for a verdict without its reason."""
    _check(verdict)
    _append(draft_file(root, reviewer), {**asdict(verdict), **(asdict(pace) if pace else {})})


def paces(root: Path, reviewer: Reviewer) -> list[Pace]:
    """The paces of a reviewer's verdicts, signed or not. What took no time, or too long to be reading, is left out."""
    measured = []
    for content in _lines(root, reviewer):
        took, counted = content.get("took"), content.get("counted")
        if isinstance(took, int | float) and isinstance(counted, int | float) and 0 < took <= LONGEST_LOOK and counted > 0:
            measured.append(Pace(took, counted))
    return measured


def _lines(root: Path, reviewer: Reviewer) -> Iterator[Json]:
    """What was noted, line by line. A line that a crash cut short is passed over."""
    try:
        lines = draft_file(root, reviewer).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    for line in lines:
        try:
            content = json.loads(line)
        except ValueError:
            continue
        if isinstance(content, dict):
            yield content


def _append(path: Path, content: Data) -> None:
    line = json.dumps(content, ensure_ascii=False) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            # One write at the end of the file: two windows of one reviewer do not mix. A line cut by a crash is closed first.
            cut = path.stat().st_size and not path.read_bytes().endswith(b"\n")
            whole = (("\n" if cut else "") + line).encode()
            if os.write(handle, whole) != len(whole):
                raise OSError(0, "the disk is full")
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise SigningError(f"draft: it cannot be written: {error.strerror}. Nothing of it was kept; try again.") from None


def _check(verdict: Verdict) -> None:
    if verdict.says not in VERDICTS:
        raise SigningError(f"says: '{verdict.says[:40]}' is not one of {', '.join(VERDICTS)}. Choose one of these.")
    if verdict.says in AGAINST and not verdict.why.strip():
        raise SigningError("why: the reason is missing. Write what should change, or what you disagree with.")
    if len(verdict.why) > LONGEST_TEXT:
        raise SigningError(f"why: it has {len(verdict.why)} characters. Allowed are {LONGEST_TEXT}. Shorten it.")


def draft(root: Path, reviewer: Reviewer) -> dict[str, Verdict]:
    """The verdicts of a draft that are not signed yet, the last on each unit."""
    verdicts: dict[str, Verdict] = {}
    for content in _lines(root, reviewer):
        signed = content.pop("signed", None)
        if isinstance(signed, dict):
            verdicts = {item: one for item, one in verdicts.items() if signed.get(item) != _said(one)}
        elif signed is None:
            parts = [content.get(key, "") for key in ("item", "read", "says", "why")]
            if all(isinstance(part, str) for part in parts) and parts[0]:
                verdicts[parts[0]] = Verdict(*parts)
    return verdicts


def _said(verdict: Verdict) -> list[str]:
    return [verdict.read, verdict.says, verdict.why]


def sign(
    root: Path,
    reviewer: Reviewer,
    verdicts: Collection[Verdict],
    hashes: Mapping[str, str],
    *,
    signed: date,
    due: date,
    remarks: str = "",
) -> Path:
    """Write one record of these verdicts and take them out of the draft; returns the record's file.

    `hashes`: the items as they are now. Raises `SigningError` when there is nothing to sign, when an item is not what was
    read, when `due` is not within two years after `signed`, when `remarks` are too long, or when the record cannot be written;
    the draft then stays.
    """
    if not verdicts:
        raise SigningError("items: nothing was read. Say of one item or more what you think of it.")
    for verdict in verdicts:
        _check(verdict)
        if hashes.get(verdict.item) != verdict.read:
            raise SigningError(f"{verdict.item}: it has been changed since you read it. Read it again.")
    if not 0 < (due - signed).days <= LONGEST_DUE:
        raise SigningError(f"due: {due} is not allowed. Choose a day after {signed} and within two years.")
    if len(remarks) > LONGEST_TEXT:
        raise SigningError(f"remarks: they have {len(remarks)} characters. Allowed are {LONGEST_TEXT}. Shorten them.")
    data: Json = {
        "reviewer": {key: value for key, value in asdict(reviewer).items() if key != "interests"},
        "interests": reviewer.interests,
        "signed": signed.isoformat(),
        "due": due.isoformat(),
        **({"remarks": " ".join(remarks.split())} if remarks.strip() else {}),
        "items": {one.item: _verdict(one) for one in sorted(verdicts, key=lambda one: one.item)},
    }
    data["digest"] = digest(data)
    path = _write_new(root / FOLDER, f"{signed.isoformat()}-{slug(reviewer)}", _as_json(data))
    if draft_file(root, reviewer).exists():
        # Added, never taken away: what another window notes at this moment is kept, and so is what was read of other topics.
        _append(draft_file(root, reviewer), {"signed": {one.item: _said(one) for one in verdicts}})
    return path


def _verdict(verdict: Verdict) -> dict[str, str]:
    return {"read": verdict.read, "says": verdict.says, **({"why": " ".join(verdict.why.split())} if verdict.why.strip() else {})}


def _as_json(data: Data) -> bytes:
    """A record, one item a line: JSON, since a reviewed pack has thousands of items and they are read at every start."""
    items = ",\n".join(f"  {json.dumps(name)}: {json.dumps(one, ensure_ascii=False)}" for name, one in data["items"].items())
    head = {key: value for key, value in data.items() if key != "items"}
    return f'{json.dumps(head, ensure_ascii=False, indent=1)[:-2]},\n "items": {{\n{items}\n }}\n}}\n'.encode()


def _write_new(folder: Path, stem: str, content: bytes) -> Path:
    """Write a new file whole, under a name that no other has: of two who sign at once, each gets a file."""
    temporary: Path | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=f".{stem}.", suffix=".tmp")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        number = 1
        while True:
            path = folder / (f"{stem}.json" if number == 1 else f"{stem}-{number}.json")
            try:
                os.link(temporary, path)
                return path
            except FileExistsError:
                number += 1
    except OSError as error:
        raise SigningError(f"{FOLDER}: the record cannot be written: {error.strerror}. Your draft is kept; try again.") from None
    finally:
        if temporary:
            temporary.unlink(missing_ok=True)
