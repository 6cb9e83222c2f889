"""The body of a request, within limits of size and time; what cannot be used is refused with its status, and nothing of it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from starlette.types import Receive, Scope

from afterwards.api.call import DEEPEST, complaint, too_deep
from afterwards.errors import BadFacts, FactError
from afterwards.facts_file import decoded, parse_object

JSON_KINDS = ("application/json",)
LINE_KINDS = ("application/x-ndjson", "application/jsonl")
"""Types of JSON Lines; there is no registered one."""
KIB, MIB = 1024, 1024 * 1024
THROWN_AWAY = 16
"""How many times the limit is read and thrown away, so that whoever sent too much can read why it was refused."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`body` and `line`: bytes of one call; `lines_body` and `lines`: bytes and lines of many calls in one request.

    `reading`: seconds in which a body must have come; `answering`: seconds in which the answers to all lines are sent.
    """

    body: int = 64 * KIB
    line: int = 64 * KIB
    lines_body: int = 8 * MIB
    lines: int = 10_000
    reading: float = 30.0
    answering: float = 600.0


LIMITS = Limits()


class Refused(Exception):
    """A request that is not answered: its status, why, and headers that belong to it."""

    def __init__(self, status: int, error: FactError, *more: FactError | Mapping[str, str]) -> None:
        super().__init__(status)
        self.status = status
        self.errors = [error, *(one for one in more if isinstance(one, FactError))]
        self.headers = next((one for one in more if isinstance(one, Mapping)), {})


async def read_body(scope: Scope, receive: Receive, kinds: Collection[str], most: int, seconds: float) -> bytes:
    """The whole body of one of these types, up to `most` bytes, within `seconds`. Raises `Refused` (408, 413, 415)."""
    kind, charset = _kind(scope)
    if kind not in kinds or charset not in ("utf-8", "utf8", ""):
        allowed = " or ".join(kinds)
        raise Refused(415, complaint("", "", f"{allowed}, in UTF-8", "The Content-Type is not one that is read here.", f"Send {allowed}."))
    try:
        async with asyncio.timeout(seconds):
            return await _received(receive, most)
    except TimeoutError:
        allowed = f"a body within {seconds:g} seconds"
        raise Refused(
            408, complaint("", "", allowed, "The body did not come in time.", "Send it again."), {"Connection": "close"}
        ) from None


async def _received(receive: Receive, most: int) -> bytes:
    parts: list[bytes] = []
    size, more = 0, True
    while more and size <= THROWN_AWAY * most:
        message = await receive()
        if message["type"] != "http.request":
            break
        size += len(message.get("body", b""))
        if size <= most:
            parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    if size > most:
        allowed = f"up to {most} bytes"
        raise Refused(413, complaint("", "", allowed, "The body is larger than one request may be.", "Send less."), {"Connection": "close"})
    return b"".join(parts)


def read_json(body: bytes) -> dict[str, object]:
    """The JSON object in a body, each name once. Raises `Refused` (400)."""
    try:
        return read_object(body)
    except BadFacts as bad:
        raise Refused(400, *bad.errors) from None


def read_object(text: bytes) -> dict[str, object]:
    """A JSON object in UTF-8, each name once, no deeper than a call can be. Raises `BadFacts`."""
    body = parse_object(decoded(text, 1), 1)
    if too_deep(body):
        allowed = f"lists and objects up to {DEEPEST} deep"
        raise BadFacts([complaint("", "", allowed, "Lists or objects lie too deep in each other.", "Give facts as names and values.")])
    return body


def _kind(scope: Scope) -> tuple[str, str]:
    """The type of the body and its charset, in small letters; "" for what is not given."""
    media_type = next((value for name, value in scope["headers"] if name == b"content-type"), b"").decode("latin-1").lower()
    kind, _, rest = media_type.partition(";")
    named = (part.partition("=") for part in rest.split(";"))
    charset = next((value.strip().strip('"') for name, _, value in named if name.strip() == "charset"), "")
    return kind.strip(), charset
