"""What guards every response: headers, what may be kept, and urgent help when anything fails.

A fault never shows a traceback or an answer: it shows whom to call. The access log has the method, the kind of file and the status;
never a query, a body or an address.
"""

from __future__ import annotations

import gzip
import logging
import mimetypes
import re
import time
from collections.abc import Callable, Mapping
from html import escape
from pathlib import PurePosixPath

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from afterwards.urgent_help import Words

SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "worker-src 'self'; form-action 'none'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cache-Control": "no-cache",
    "X-Robots-Tag": "noarchive",
}
KEPT = "public, max-age=31536000, immutable"
_HASHED = re.compile(r"[a-z]+\.[0-9a-f]{12}\.[a-z]+")
"""Names that change when what is in the file does."""
_POLICY = "Content-Security-Policy"
_OWN_POLICY = re.compile(rf'http-equiv="{_POLICY}" content="([^"]*)"'.encode())
EVERYDAY = "units.html"
"""The page to which leaving leads; it is handed out when no other page is."""
BRITISH_WORDS = Words()
KINDS = (".html", ".js", ".json", ".css", ".svg", "")
"""Kinds of files that the log names."""
log = logging.getLogger("afterwards.access")


def hand_out(files: Mapping[str, bytes], late: Callable[[], bool], words: Words = BRITISH_WORDS) -> ASGIApp:
    """The application: the files of an edition, by name; "" is the start page. `late`: whether the edition is too old to answer."""
    policies = {name: _policy_of(content) for name, content in files.items()}
    packed = {name: gzip.compress(content, 9, mtime=0) for name, content in files.items()}

    def respond(request: Request) -> Response:
        name = request.url.path.removeprefix("/") or "index.html"
        kind = mimetypes.guess_type(name)[0]
        if request.method not in ("GET", "HEAD"):
            return _page(405, words.nothing_sent, words, {"Allow": "GET, HEAD"})
        if late() and kind == "text/html" and name != EVERYDAY:
            return urgent_page(503, words)
        if name not in files:
            return _page(404, words.no_page, words)
        headers = {"Vary": "Accept-Encoding", _POLICY: policies[name]}
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(packed[name], media_type=kind, headers={**headers, "Content-Encoding": "gzip"})
        return Response(files[name], media_type=kind, headers=headers)

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request({**scope, "query_string": b""})  # nothing reads a query
        began, status = time.monotonic(), 0

        async def send_safely(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _headers(message["headers"], request, status)
            await send(message)

        try:
            await respond(request)(scope, receive, send_safely)
        except Exception as fault:
            log.error("fault in %s %s: %s", request.method, _kind(request), type(fault).__name__)
            if status == 0:
                await urgent_page(500, words)(scope, receive, send_safely)
        log.info("%s %s %s %.0f ms", request.method, _kind(request), status, 1000 * (time.monotonic() - began))

    return guarded


def _policy_of(content: bytes) -> str:
    """What a page says itself that it may load, by the hashes of the scripts in it, and that nobody may frame it, which no page can say."""
    own = _OWN_POLICY.search(content)
    return f"{own.group(1).decode()}; object-src 'none'; frame-ancestors 'none'" if own else SAFE[_POLICY]


def _kind(request: Request) -> str:
    """The kind of file, taken from a short list: a path may hold anything."""
    suffix = PurePosixPath(request.url.path).suffix
    return suffix if suffix in KINDS else "other"


def _headers(headers: list[tuple[bytes, bytes]], request: Request, status: int) -> list[tuple[bytes, bytes]]:
    safe = dict(SAFE)
    if _HASHED.fullmatch(request.url.path.removeprefix("/")) and status == 200:
        safe["Cache-Control"] = KEPT
    if request.url.scheme == "https":
        safe["Strict-Transport-Security"] = "max-age=31536000"
    for name, value in headers:
        if name.lower() == _POLICY.lower().encode():
            safe[_POLICY] = value.decode()
    names = {name.lower().encode() for name in safe}
    kept = [pair for pair in headers if pair[0].lower() not in names]
    return kept + [(name.lower().encode(), value.encode()) for name, value in safe.items()]


def _page(status: int, sentence: str, words: Words, headers: Mapping[str, str] | None = None) -> Response:
    main = f'<div class="page"><main data-page="message"><p>{escape(sentence)}</p><p><a href="/">{escape(words.name)}</a></p></main></div>'
    return HTMLResponse(_whole(main, words), status, headers)


def urgent_page(status: int, words: Words) -> Response:
    """The page that shows when nothing else can: whom to call, and no answer."""
    return HTMLResponse(_whole(urgent_body(words, f"/{EVERYDAY}"), words), status)


def urgent_body(words: Words, leave_to: str = "/leave") -> str:
    """The inside of that page."""
    calls = "".join(f"<p>{escape(line)}</p>" for line in words.lines)
    for number in ("999", "111"):
        calls = calls.replace(number, f'<a href="tel:{number}">{number}</a>', 1)
    leave = f'<p><a href="{leave_to}" data-action="exit">{escape(words.leave)}</a></p>'
    return f'<div class="page"><main data-page="urgent-help"><h1>{escape(words.heading)}</h1>{calls}{leave}</main></div>'


def _whole(body: str, words: Words) -> str:
    return _PAGE.format(body=body, language=words.language, name=escape(words.name))


_PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{name}</title></head><body>{body}</body></html>"
)
