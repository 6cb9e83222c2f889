"""Requests byte by byte, past what a well-behaved client would send: straight to the application, or through a socket."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

Headers = Iterable[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. No header stands in it twice."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(app: Any, method: str, path: str, body: bytes = b"", headers: Headers = (), query: bytes = b"", scheme: str = "http") -> Answer:
    """One request to the application, without a server between."""
    return asyncio.run(_send(app, method, path, body, [(b"host", b"127.0.0.1"), *headers], query, scheme))


async def _send(app: Any, method: str, path: str, body: bytes, headers: Headers, query: bytes, scheme: str) -> Answer:
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": scheme,
        "path": path,
        "raw_path": quote(path, errors="replace").encode(),
        "query_string": query,
        "root_path": "",
        "headers": [*headers],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
    }
    got: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def take(message: Any) -> None:
        got.append(message)

    await app(scope, receive, take)
    start = got[0]
    assert start["type"] == "http.response.start"
    return Answer(start["status"], _once(start["headers"]), b"".join(one.get("body", b"") for one in got[1:]))


def _once(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    listed = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in pairs]
    found = dict(listed)
    assert len(found) == len(listed), f"a header stands there twice: {listed}"
    return found


def ask_through_a_socket(port: int, request: bytes) -> Answer:
    """What a running server sends back to these bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        got = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = got.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    pairs = [line.partition(b": ")[::2] for line in lines]
    return Answer(int(first.split()[1]), _once(pairs), body)


def request(target: bytes, method: bytes = b"GET") -> bytes:
    """A request for a target as it stands, after which the connection is closed."""
    return method + b" " + target + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
