"""One person's journey through the pages, sealed in a cookie: the server keeps nothing.

The cookie is encrypted and authenticated (Fernet), ends with the browser session, and is void after
`LASTS` seconds without a step. It is padded, so that its length tells little.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field

from cryptography.fernet import Fernet, InvalidToken

LASTS = 2 * 60 * 60
"""Seconds after which an untouched journey ends."""
COOKIE = "journey"
_BLOCK = 1024
"""Bytes: an ordinary journey fits in one block from its first page to its last, so all its cookies have one length."""
_LONGEST = 3900
GUIDE = "guide"
"""Stands in `path` for the guide page."""


@dataclass(slots=True)
class Journey:
    """`facts` as in the vocabulary; `path`: the pages seen, in order; `skipped`: topics left for another day.

    `items`: the points of each line of a score, so that its page can show them again.
    """

    facts: dict[str, object] = field(default_factory=dict)
    path: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    items: dict[str, list[int]] = field(default_factory=dict)

    def go(self, page: str) -> int:
        """Take one step to a page; returns the step's number (from 1). A very long path forgets its beginning."""
        self.path = [*self.path[-60:], page]
        return len(self.path)


class Seal:
    """Writes and reads journeys. A new key at each start makes older cookies void."""

    def __init__(self, key: bytes | None = None) -> None:
        self._box = Fernet(key or Fernet.generate_key())

    def write(self, journey: Journey) -> str:
        """The cookie's value. Raises `ValueError` when it would not fit in a cookie."""
        told = [journey.facts, journey.path, journey.skipped, journey.items]
        packed = zlib.compress(json.dumps(told, separators=(",", ":")).encode(), 9)
        padded = len(packed).to_bytes(2, "big") + packed
        padded += b"\0" * (-len(padded) % _BLOCK)
        sealed = self._box.encrypt(padded).decode()
        if len(sealed) > _LONGEST:
            raise ValueError("the journey does not fit in a cookie")
        return sealed

    def read(self, cookie: str | None) -> Journey | None:
        """The journey, or None when there is none, it has ended, or it was not written by us."""
        if not cookie or len(cookie) > 2 * _LONGEST:
            return None
        try:
            padded = self._box.decrypt(cookie.encode(), ttl=LASTS)
        except (InvalidToken, UnicodeEncodeError):
            return None
        packed = padded[2 : 2 + int.from_bytes(padded[:2], "big")]
        return Journey(*json.loads(zlib.decompress(packed)))
