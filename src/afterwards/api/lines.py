"""Many calls in one request: one answer line for each line that is not blank, in order, sent as it is made.

A line that cannot be used gets its errors and the others are still answered. It stops when whoever asked has gone, or time is up.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence

from starlette.types import Receive, Send

from afterwards import urgent_help
from afterwards.api.body import LINE_KINDS, Limits, read_object
from afterwards.api.call import complaint, guide_for, read_call
from afterwards.api.written import as_json, errors_as_json
from afterwards.errors import BadFacts, FactError
from afterwards.pack.model import Pack

log = logging.getLogger("afterwards.access")


async def answer_lines(pack: Pack, lines: Sequence[bytes], receive: Receive, send: Send, limits: Limits) -> None:
    """Send the answer to each line; other requests have their turn between two of them."""
    headers = [(b"content-type", LINE_KINDS[0].encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    gone = asyncio.ensure_future(_gone(receive))
    last = b""
    try:
        async with asyncio.timeout(limits.answering):
            for line in lines:
                if gone.done() and gone.result():
                    return
                if line.strip():
                    await send({"type": "http.response.body", "body": answer_line(pack, line, limits) + b"\n", "more_body": True})
                    await asyncio.sleep(0)
    except TimeoutError:
        allowed = f"answers within {limits.answering:g} seconds"
        late = complaint("", "", allowed, "Time is up: the lines after this have no answer.", "Send them again, in smaller parts.")
        last = errors_as_json([late]) + b"\n"
    finally:
        gone.cancel()
    with contextlib.suppress(TimeoutError):  # whoever does not read is not waited for: the server closes
        async with asyncio.timeout(limits.reading):
            await send({"type": "http.response.body", "body": last, "more_body": False})


def answer_line(pack: Pack, line: bytes, limits: Limits) -> bytes:
    """The guide of one line, or its errors, as JSON; after a fault whom a person can call."""
    try:
        if len(line) > limits.line:
            allowed = f"up to {limits.line} bytes"
            raise BadFacts([complaint("", "", allowed, "The line is larger than one call may be.", "Send less.")])
        return as_json(guide_for(pack, read_call(pack, read_object(line))))
    except BadFacts as bad:
        return errors_as_json(bad.errors)
    except Exception as fault:
        log.error("fault in a line: %s", type(fault).__name__)
        return errors_as_json([FactError("", "", "", urgent_help.SORRY, " ".join(urgent_help.NOW))])


async def _gone(receive: Receive) -> bool:
    """Comes to its end when whoever asked has gone: after a whole body nothing else is to come."""
    return bool((await receive())["type"] == "http.disconnect")
