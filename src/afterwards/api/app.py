"""The API as an ASGI application: which address does what, and what stands on every response.

Every response is JSON, also of an error, and none may be kept. The log has the method, the operation, the status and the time;
never an address, a query, a header or a body. Nothing is shared between requests but the pack, which nothing changes.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from afterwards import urgent_help
from afterwards.api.body import JSON_KINDS, LIMITS, LINE_KINDS, Limits, Refused, read_body, read_json
from afterwards.api.call import Answering, answer_for, complaint, guide_for, read_call
from afterwards.api.lines import answer_lines
from afterwards.api.written import as_json, errors_as_json
from afterwards.errors import BadFacts, FactError
from afterwards.pack.model import Pack
from afterwards.site.protection import SAFE

HEADERS = {
    **SAFE,
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
"""On every response."""
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT")
"""Methods that the log names."""
JSON = "application/json"
KEPT_BY_BROWSER = 600
"""For how many seconds a browser may keep what a preflight told it."""
log = logging.getLogger("afterwards.access")
Headers = dict[str, str]
Handler = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Operation:
    """What one address does: its methods, how it answers, and which headers a page of a named origin may send."""

    methods: tuple[str, ...]
    handle: Handler
    headers: str = "Content-Type"


class Api:
    """The API of one pack. `prefix` stands before each of its addresses, such as "/afterwards"; "" for none.

    `documents`: what GET hands out, by its address after the prefix, as JSON. `origins`: whose pages may call it, such as
    "https://records.example"; none by default. `more`: operations of another room, by their addresses after the prefix.
    """

    def __init__(
        self,
        pack: Pack,
        documents: Mapping[str, bytes],
        *,
        prefix: str = "",
        origins: Collection[str] = (),
        limits: Limits = LIMITS,
        more: Mapping[str, Operation] | None = None,
    ) -> None:
        self._pack, self._prefix, self._limits = pack, prefix, limits
        self._origins = frozenset(one.encode("latin-1") for one in origins)
        self._operations = {
            "/v1/guide": Operation(("POST",), self._answering(guide_for)),
            "/v1/answer": Operation(("POST",), self._answering(answer_for, one_question=True)),
            "/v1/guides": Operation(("POST",), self._lines),
            **{address: Operation(("GET", "HEAD"), self._document(content)) for address, content in documents.items()},
            **(more or {}),
        }

    def beside(self, pages: ASGIApp) -> ASGIApp:
        """An application that answers at the API's addresses, and hands every other request to `pages`."""
        whole = {f"{self._prefix}/{address.split('/')[1]}" for address in self._operations}
        within = tuple(f"{address}/" for address in whole if "." not in address.rsplit("/", 1)[1])

        async def chosen(scope: Scope, receive: Receive, send: Send) -> None:
            is_mine = scope["type"] == "http" and (scope["path"] in whole or scope["path"].startswith(within))
            await (self(scope, receive, send) if is_mine else pages(scope, receive, send))

        return chosen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a fault gives urgent help and status 500, never an answer."""
        if scope["type"] != "http":
            return
        began, status = time.monotonic(), 0
        address = scope["path"].removeprefix(self._prefix) if scope["path"].startswith(self._prefix) else ""
        operation = self._operations.get(address)
        of_origin = self._of_origin(scope)

        async def send_safely(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = {name.encode(): value.encode() for name, value in {**_over(scope), **of_origin}.items()}
                message = {**message, "headers": [*message["headers"], *((name.lower(), value) for name, value in own.items())]}
            await send(message)

        try:
            await self._respond(operation, scope, receive, send_safely)
        except Refused as refused:
            await reply(send_safely, refused.status, errors_as_json(refused.errors), scope, refused.headers)
        except Exception as fault:
            log.error("fault in %s: %s", address if operation else "other", type(fault).__name__)
            if status == 0:
                await reply(send_safely, 500, errors_as_json([fault_told()]), scope)
        method = scope["method"] if scope["method"] in METHODS else "other"
        log.info("%s %s %s %.0f ms", method, address if operation else "other", status, 1000 * (time.monotonic() - began))

    async def _respond(self, operation: Operation | None, scope: Scope, receive: Receive, send: Send) -> None:
        if operation is None:
            addresses = ", ".join(f"{self._prefix}{one}" for one in self._operations)
            raise Refused(404, complaint("", "", addresses, "There is nothing at this address.", "Use one of those allowed."))
        if scope["method"] == "OPTIONS" and self._preflight(scope):
            await reply(send, 204, b"", scope, self._permission(operation))
            return
        if scope["method"] not in operation.methods:
            allowed = ", ".join(operation.methods)
            wrong = complaint("", "", allowed, "This address does not take that method.", f"Use {allowed}.")
            raise Refused(405, wrong, {"Allow": allowed})
        if scope["query_string"]:
            remedy = "Send it in the body. An address is written down in many places, so nothing is read from it."
            raise Refused(400, complaint("", "", "an address without a query", "The address has a query.", remedy))
        await operation.handle(scope, receive, send)

    def _answering(self, answering: Answering, *, one_question: bool = False) -> Handler:
        async def handle(scope: Scope, receive: Receive, send: Send) -> None:
            body = read_json(await read_body(scope, receive, JSON_KINDS, self._limits.body, self._limits.reading))
            try:
                answer = answering(self._pack, read_call(self._pack, body, one_question=one_question))
            except BadFacts as bad:
                raise Refused(422, *bad.errors) from None
            await reply(send, 200, as_json(answer), scope)

        return handle

    async def _lines(self, scope: Scope, receive: Receive, send: Send) -> None:
        limits = self._limits
        lines = (await read_body(scope, receive, LINE_KINDS, limits.lines_body, limits.reading)).splitlines()
        if len(lines) > limits.lines:
            allowed = f"up to {limits.lines} lines"
            raise Refused(413, complaint("", "", allowed, "There are more lines than one request may have.", "Send them in parts."))
        await answer_lines(self._pack, lines, receive, send, limits)

    @staticmethod
    def _document(content: bytes) -> Handler:
        async def handle(scope: Scope, _: Receive, send: Send) -> None:
            await reply(send, 200, content, scope)

        return handle

    # Pages of other origins

    def _of_origin(self, scope: Scope) -> Headers:
        """What lets a page of a named origin read the response; nothing for any other."""
        if not self._origins:
            return {}
        origin = _header(scope, b"origin")
        return {"Vary": "Origin", **({"Access-Control-Allow-Origin": origin.decode("latin-1")} if origin in self._origins else {})}

    def _preflight(self, scope: Scope) -> bool:
        return _header(scope, b"origin") in self._origins and bool(_header(scope, b"access-control-request-method"))

    @staticmethod
    def _permission(operation: Operation) -> Headers:
        return {
            "Access-Control-Allow-Methods": ", ".join(operation.methods),
            "Access-Control-Allow-Headers": operation.headers,
            "Access-Control-Max-Age": str(KEPT_BY_BROWSER),
        }


def fault_told() -> FactError:
    """What a caller reads after a fault of ours: whom a person can call, and no answer."""
    return FactError("", "", "", urgent_help.SORRY, " ".join(urgent_help.NOW))


def _over(scope: Scope) -> Headers:
    secure = {"Strict-Transport-Security": "max-age=31536000"} if scope.get("scheme") == "https" else {}
    return {**HEADERS, **secure}


def _header(scope: Scope, name: bytes) -> bytes:
    return next((value for key, value in scope["headers"] if key == name), b"")


async def reply(send: Send, status: int, content: bytes, scope: Scope, headers: Mapping[str, str] | None = None) -> None:
    """One whole response in JSON."""
    own = {"Content-Type": JSON, "Content-Length": str(len(content)), **(headers or {})} if status != 204 else dict(headers or {})
    pairs = [(name.lower().encode(), value.encode()) for name, value in own.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else content, "more_body": False})
