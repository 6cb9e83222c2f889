"""What guards every response: headers, forged posts, the empty page after leaving, and urgent help when anything fails.

It wraps the application. A fault inside never shows a traceback or an answer: it shows whom to call.
The access log has the method, the kind of page and the status; never a query, a body or an address.
"""

from __future__ import annotations

import logging
import re
import time
from html import escape
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from afterwards import urgent_help

LEFT = "left"
"""Cookie that says she has just left: pages stay empty for ten minutes."""
SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
    "object-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noarchive",
}
IN_THE_PAGE = SAFE["Content-Security-Policy"].replace("img-src 'self'", "img-src data:") + "; connect-src 'self'; worker-src 'self'"
"""The policy of the page that answers by itself: it loads its program and its data from here, and then refuses to load or send anything."""
KEPT = "public, max-age=31536000, immutable"
_HASHED = re.compile(r"/[a-z]+\.[0-9a-f]{12}\.[a-z]+")
"""Addresses that change when what lies there does."""
STYLE = Path(__file__).parent / "static" / "style.css"
KINDS = {
    *("", "step", "change", "onward", "guide", "stop", "methods", "method", "beside", "clinician", "differences", "coverage"),
    *("read", "how", "private", "reviews", "disagreements", "changes", "score", "gallery", "static", "leave", "away", "return"),
}
"""First parts of addresses that the log names."""
log = logging.getLogger("afterwards.access")


class TooLarge(Exception):
    """A body that no page of ours would send."""


def protect(app: ASGIApp | None) -> ASGIApp:
    """The guarded application; without one (the knowledge is missing or damaged) every page is urgent help, in its style."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if app is not None and scope["type"] == "lifespan":
                await app(scope, receive, send)
            return
        if not scope["query_string"].isascii():
            scope = {**scope, "query_string": b""}  # no page reads a query, and one that is no text would be a fault in every answer
        request = Request(scope)
        began, status = time.monotonic(), 0

        async def send_safely(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _headers(message["headers"], request, status)
            await send(message)

        try:
            await (_refused(request) or _emptied(request) or app or _style(request) or urgent_page(503))(scope, receive, send_safely)
        except Exception as fault:
            log.error("fault in %s %s: %s", request.method, _kind(scope), type(fault).__name__)
            if status == 0:
                await urgent_page(500)(scope, receive, send_safely)
        log.info("%s %s %s %.0f ms", request.method, _kind(scope), status, 1000 * (time.monotonic() - began))

    return guarded


def _kind(scope: Scope) -> str:
    """The kind of page, taken from a short list: a path may hold anything."""
    first = str(scope.get("path", "")).strip("/").partition("/")[0]
    return first if first in KINDS else "other"


def _headers(given: list[tuple[bytes, bytes]], request: Request, status: int) -> list[tuple[bytes, bytes]]:
    safe = dict(SAFE)
    if request.url.path.startswith("/static/"):
        safe["Cache-Control"] = KEPT if request.url.query and status in (200, 304) else "no-cache"
    if _HASHED.fullmatch(request.url.path) and status in (200, 304):
        safe["Cache-Control"] = KEPT
    if (b"content-security-policy", IN_THE_PAGE.encode()) in given:
        safe["Content-Security-Policy"] = IN_THE_PAGE
    if request.url.scheme == "https":
        safe["Strict-Transport-Security"] = "max-age=31536000"
    names = {name.lower().encode() for name in safe}
    return [pair for pair in given if pair[0].lower() not in names] + [
        (name.lower().encode(), value.encode()) for name, value in safe.items()
    ]


def _refused(request: Request) -> Response | None:
    """A post that another site sent, or a method no page uses."""
    if request.method in ("GET", "HEAD"):
        return None
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    forged = site not in (None, "same-origin", "none")
    if site is None and origin not in (None, "null"):
        forged = origin.partition("://")[2] != request.headers.get("host")
    if not forged:
        return None
    return _short_page(
        403, "This form came from another site, so it was not read. Nothing you told us is changed. Open Afterwards and answer there."
    )


def _emptied(request: Request) -> Response | None:
    """After leaving, journey pages and the start stay empty, so that Back shows nothing."""
    path = request.url.path
    if LEFT not in request.cookies or path.startswith("/static/") or path in ("/away", "/leave", "/return"):
        return None
    return Response(status_code=303, headers={"Location": "/away"})


def _style(request: Request) -> Response | None:
    """The style sheet: urgent help needs no other file."""
    if request.method not in ("GET", "HEAD") or request.url.path != "/static/style.css":
        return None
    return FileResponse(STYLE)


def _short_page(status: int, text: str) -> Response:
    return HTMLResponse(_PAGE.format(body=_BODY.format(body=f"<p>{escape(text)}</p>", kind="message")), status)


def urgent_page(status: int) -> Response:
    """The page that shows when nothing else can: whom to call, and no answer."""
    return HTMLResponse(_PAGE.format(body=urgent_body()), status)


def urgent_body() -> str:
    """The inside of that page."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in (urgent_help.SORRY, *urgent_help.NOW, urgent_help.REVIEW))
    calls = lines.replace("999", '<a href="tel:999">999</a>', 1).replace("NHS 111 if", 'NHS <a href="tel:111">111</a> if')
    return _BODY.format(body=f"<h1>If you need help</h1>{calls}", kind="urgent-help")


_BODY = '<div class="page"><main data-page="{kind}">{body}<p><a href="/leave" data-action="exit">Leave this page</a></p></main></div>'
_PAGE = (
    '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    '<title>Afterwards</title><link rel="stylesheet" href="/static/style.css"></head><body>{body}</body></html>'
)
