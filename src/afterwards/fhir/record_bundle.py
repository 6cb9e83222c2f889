"""A file that holds a FHIR Bundle, as resources: what is wrong with it is said by what is allowed and the remedy, and nothing is read."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from afterwards.errors import BadFacts, FactError
from afterwards.facts_file import STANDARD_INPUT, decoded
from afterwards.fhir.record_findings import text_of
from afterwards.person.told import echo

LARGEST = 64 * 1024 * 1024
"""Bytes of a file; the record of one person is a few megabytes."""
DEEPEST = 100
"""Levels of lists and objects; a resource in a Bundle has about a dozen."""
_FORM = "a FHIR R4 Bundle, as JSON"


def _bad(value: object, message: str, remedy: str) -> BadFacts:
    return BadFacts([FactError("bundle", echo(value), _FORM, message, remedy)])


def read_bundle(path: str) -> tuple[list[Mapping[str, object]], dict[str, str]]:
    """The resources of the Bundle in a file (`-`: standard input), and of each entry's fullUrl the reference it stands for.

    Raises `BadFacts` for a file that cannot be read, is too large, is no JSON or holds no Bundle.
    """
    content = _bytes(path)
    if len(content) > LARGEST:
        raise _bad("", f"The file is larger than {LARGEST // 1024**2} MiB.", "Send the record of one person.")
    text = decoded(content.removeprefix(b"\xef\xbb\xbf"), 1)
    try:
        bundle = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise _bad("", f"The file is not JSON: {where}.", "Mend it there." if text.strip() else "The file is empty.") from None
    except RecursionError:
        raise _deep() from None
    except ValueError as error:
        reason = str(error) if str(error).endswith("is not a number of JSON") else "a number has too many digits"
        raise _bad("", f"The file is not JSON: {reason}.", "Mend that number.") from None
    if _deeper(bundle):
        raise _deep()
    return open_bundle(bundle)


def _deep() -> BadFacts:
    return _bad("", "The file is nested too deeply.", "A FHIR resource is a few levels deep: send a Bundle.")


def _deeper(content: object) -> bool:
    """Whether lists and objects lie within each other further than in any resource."""
    level = [content]
    for _ in range(DEEPEST):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer if isinstance(outer, list) else ())
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _no_constant(text: str) -> float:
    raise ValueError(f"{text} is not a number of JSON")


def _bytes(path: str) -> bytes:
    try:
        if path == STANDARD_INPUT:
            if sys.stdin is None:
                raise _bad("", "Standard input is closed.", "Send the Bundle there, or name a file.")
            return sys.stdin.buffer.read(LARGEST + 1)
        with Path(path).open("rb") as file:
            return file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its name is not a name of a file"
        raise _bad("", f"The file cannot be read: {reason}.", "Name a file that exists.") from None


def open_bundle(bundle: object) -> tuple[list[Mapping[str, object]], dict[str, str]]:
    """The resources of a Bundle, and of each entry's fullUrl the reference it stands for. Raises `BadFacts` for anything else.

    A resource without an id of its own takes that of its fullUrl; a searchset's outcome and an entry without a resource say nothing.
    """
    if not isinstance(bundle, Mapping):
        raise _bad("", "The file holds no JSON object.", "Send a Bundle: an object whose resourceType is Bundle.")
    kind = bundle.get("resourceType")
    if kind != "Bundle":
        shown = f"a {echo(kind)}" if isinstance(kind, str) else "no FHIR resource"
        raise _bad(kind if isinstance(kind, str) else "", f"The file holds {shown}.", "Put her resources into a Bundle.")
    entries = bundle.get("entry", [])
    if not isinstance(entries, list):
        raise _bad("", "entry of the Bundle is not a list.", "Give a list of entries, each with its resource.")
    resources: list[Mapping[str, object]] = []
    addresses: dict[str, str] = {}
    for entry in entries:
        resource = entry.get("resource") if isinstance(entry, Mapping) else entry
        if resource is None:
            continue
        if isinstance(resource, Mapping):
            address = text_of(entry.get("fullUrl"))
            if address and not text_of(resource.get("id")):
                resource = {**resource, "id": address.removeprefix("urn:uuid:").rstrip("/").split("/")[-1]}
            if address:
                addresses[address] = f"{text_of(resource.get('resourceType'))}/{text_of(resource.get('id'))}"
        resources.append(resource)
    return resources, addresses
