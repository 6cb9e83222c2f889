"""One person's journey through the pages, sealed in a cookie: the server keeps nothing.

The cookie is encrypted and authenticated (Fernet), ends with the browser session, and is void after
`LASTS` seconds without a step. It is padded, so that its length tells little; what the knowledge names
(pages, facts, values, medicines) takes little room in it, so that every answer there is fits in.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from functools import cache

from cryptography.fernet import Fernet, InvalidToken

from afterwards.pack.load import load_pack

LASTS = 2 * 60 * 60
"""Seconds after which an untouched journey ends."""
COOKIE = "journey"
_BLOCK = 1024
"""Bytes: an ordinary journey fits in one block from its first page to its last, so all its cookies have one length."""
_LONGEST = 3900
GUIDE = "guide"
"""Stands in `path` for the guide page."""
METHODS = "methods"
"""Stands in `path` for the comparison of methods, and in `skipped` for its questions."""


@dataclass(slots=True)
class Journey:
    """`facts` as in the vocabulary; `path`: the pages seen, in order; `skipped`: topics left for another day.

    `items`: the points of each line of a score, so that its page can show them again. `guideline`: under which methods
    are read. `beside`: the methods she looks at side by side.
    """

    facts: dict[str, object] = field(default_factory=dict)
    path: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    items: dict[str, list[int]] = field(default_factory=dict)
    guideline: str = "uk"
    beside: list[str] = field(default_factory=list)

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
        told = [journey.facts, journey.path, journey.skipped, journey.items, journey.guideline, journey.beside]
        packing = zlib.compressobj(9, zdict=_common_words())
        packed = packing.compress(_plain(told)) + packing.flush()
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
        try:
            return Journey(*json.loads(zlib.decompressobj(zdict=_common_words()).decompress(packed)))
        except zlib.error:  # sealed with the same key under other knowledge
            return None


def _plain(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


@cache
def _common_words() -> bytes:
    """What journeys are made of, for the compression: what comes last, all facts answered with "no", is what most journeys hold."""
    pack = load_pack()
    facts = list(dict.fromkeys(fact for page in pack.pages for fact in page.facts))
    medicines = pack.contraception.medicines.values() if pack.contraception else ()
    names = [name for one in medicines for name in (one.name, *one.brands)]
    values = [[*pack.facts[fact].values] for fact in facts if pack.facts[fact].kind != "yes_no"]
    answers = [dict.fromkeys(facts, value) for value in ("yes", "unknown", "no")]
    return b"".join(_plain(part) for part in (names, [page.id for page in pack.pages], values, *answers))
