"""Serve the edition with uvicorn: says where it is once it accepts connections."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import sys
import webbrowser
from collections.abc import Callable, Mapping
from datetime import date

import uvicorn
from starlette.types import ASGIApp

from afterwards import clock
from afterwards.pack.model import Pack
from afterwards.pack.words import words
from afterwards.site.protection import hand_out
from afterwards.site.urgent import urgent_words


def serve(
    pack: Pack,
    host: str,
    port: int,
    files: Mapping[str, bytes],
    last_day: date,
    *,
    browser: bool = False,
    around: Callable[[ASGIApp], ASGIApp] | None = None,
) -> int:
    """Serve until interrupted; returns the exit status. Port 0 picks a free one. `browser` opens the page.

    `files`: those of the edition, by name; after `last_day` its pages give way to urgent help.
    `around` makes of the application that hands them out one that answers at other addresses too.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        reason = (error.strerror or words(pack, "term.address-not-known")).lower()
        print(words(pack, "term.port-refused", host=host, port=port, reason=reason), file=sys.stderr)
        return 2
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    app = hand_out(files, lambda: clock.today() > last_day, urgent_words(pack))
    if around:
        app = around(app)
    config = uvicorn.Config(app, access_log=False, log_level="warning", server_header=False, date_header=True, lifespan="off")
    server = uvicorn.Server(config)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listener.getsockname()[1]}/"
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(server, listener, words(pack, "term.serving", address=address), address if browser else ""))
    return 0


def _has_screen() -> bool:
    """On Linux a browser needs a screen; without one a text browser would take over the terminal."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


async def _run(server: uvicorn.Server, listener: socket.socket, where: str, opened: str) -> None:
    running = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started and not running.done():
        await asyncio.sleep(0.01)
    if server.started:
        print(where, flush=True)
        if opened and _has_screen():
            webbrowser.open(opened)
    await running
