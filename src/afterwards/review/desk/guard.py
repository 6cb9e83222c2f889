"""What guards the desk: this computer only, no post from another page, the readers' site's headers, and a plain page for a fault."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from afterwards.pack.reading import PackError
from afterwards.site.protection import SAFE

HOSTS = ("127.0.0.1", "localhost")
LARGEST_BODY = 512 * 1024
"""Bytes of one posted form: twenty reasons of the greatest length, as a browser writes them."""
MOST_FIELDS = 200
HEADERS = {
    **SAFE,
    "Content-Security-Policy": SAFE["Content-Security-Policy"].replace("form-action 'none'", "form-action 'self'"),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
}
"""With no referrer at all a browser would not say where a form comes from."""
log = logging.getLogger("afterwards.desk")


class RequestRefused(Exception):
    """A request that is not answered; the message says why and what to do."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def protect(app: ASGIApp) -> ASGIApp:
    """The guarded application."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        began = False

        async def send_safely(message: Message) -> None:
            nonlocal began
            if message["type"] == "http.response.start":
                began = True
                names = {name.lower().encode() for name in HEADERS}
                kept = [pair for pair in message["headers"] if pair[0].lower() not in names]
                message["headers"] = kept + [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
            await send(message)

        request = Request(scope)
        try:
            await (_refusal(request) or app)(scope, receive, send_safely)
        except Exception as fault:
            # The application has answered it already, unless it never came so far.
            if not began:
                await (await answer_fault(request, fault))(scope, receive, send_safely)

    return guarded


async def answer_fault(request: Request, fault: Exception) -> Response:
    """The page for what went wrong: plain words, and no traceback."""
    del request
    if isinstance(fault, RequestRefused):
        return short_page(fault.status, str(fault))
    if isinstance(fault, PackError):
        complaints = "; ".join(str(one) for one in fault.problems[:5])
        return short_page(503, f"The pack cannot be read: {complaints} Mend it, then load this page again. What you noted is kept.")
    log.error("fault: %s", type(fault).__name__)
    return short_page(500, "Something went wrong here. What you noted before is kept. Go back to the topics and try again.")


def _refusal(request: Request) -> Response | None:
    """A request under another name (a page elsewhere that points its name here), or a post from another page."""
    host = request.headers.get("host", "")
    if host.partition(":")[0] not in HOSTS:
        return short_page(403, "The desk answers only on this computer. Open the address that the command printed.")
    if request.method in ("GET", "HEAD"):
        return None
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site not in (None, "same-origin") or (origin is not None and origin.partition("://")[2] != host):
        return short_page(403, "This form came from another page, so it was not read. Nothing is changed.")
    return None


def short_page(status: int, text: str) -> Response:
    """A page of one paragraph."""
    return HTMLResponse(
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        '<title>Review desk</title><link rel="stylesheet" href="/static/style.css"></head><body><div class="page"><main>'
        f'<h1>Review desk</h1><p>{escape(text)}</p><p><a href="/">Back to the topics</a></p></main></div></body></html>',
        status,
    )


async def posted(request: Request, token: str) -> Mapping[str, str]:
    """The values of a posted form. Raises `RequestRefused` for a body that is too large, or without this start's token."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            raise RequestRefused(413, "The form is too large, so it was not read. Shorten the reasons.")
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise RequestRefused(413, "The form has too many fields, so it was not read.") from None
    form = {name: value.replace("\0", "") for name, value in pairs}
    if not hmac.compare_digest(form.get("token", "").encode(), token.encode()):
        raise RequestRefused(
            403, "This form is from an earlier start of the desk, so it was not read. Go back to the topics and open the page again."
        )
    return form
