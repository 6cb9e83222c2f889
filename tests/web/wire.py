"""Requests byte by byte, past what a well-behaved client would send: straight to the application."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from cryptography.fernet import Fernet

from afterwards.web.journey import Journey, Seal

KEY = Fernet.generate_key()
"""The site's key, so that a test can put someone on any page at once."""
Headers = Iterable[tuple[bytes, bytes]]
FORM = (b"content-type", b"application/x-www-form-urlencoded")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


async def send(app: Any, method: str, path: str, body: bytes | list[bytes] = b"", headers: Headers = (), query: bytes = b"") -> Answer:
    """One request. A list of bodies is sent in parts, as a slow client would."""
    parts = [body] if isinstance(body, bytes) else list(body)
    given = [(b"host", b"127.0.0.1"), *headers]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": quote(path, errors="replace").encode(),
        "query_string": query,
        "root_path": "",
        "headers": given,
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
    }
    sent = iter(enumerate(parts, start=1))
    got: list[Any] = []

    async def receive() -> dict[str, Any]:
        place, part = next(sent, (0, b""))
        return {"type": "http.request", "body": part, "more_body": place < len(parts)} if place else {"type": "http.disconnect"}

    async def take(message: Any) -> None:
        got.append(message)

    await app(scope, receive, take)
    start = got[0]
    assert start["type"] == "http.response.start"
    found = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in start["headers"]}
    return Answer(start["status"], found, b"".join(one.get("body", b"") for one in got[1:]))


def sealed(facts: Mapping[str, object], path: Sequence[str], skipped: Sequence[str] = ()) -> tuple[bytes, bytes]:
    """The cookie of someone who has told these facts on these pages."""
    cookie = Seal(KEY).write(Journey(dict(facts), [*path], [*skipped]))
    return b"cookie", f"journey={cookie}".encode()
