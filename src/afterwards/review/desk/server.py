"""Run the desk on this computer only, with uvicorn: says where it is once it accepts connections."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import sys
import webbrowser
from collections.abc import Callable
from datetime import date
from pathlib import Path

import uvicorn

from afterwards.review.desk.app import create_desk

HOST = "127.0.0.1"


def serve(root: Path, port: int, clock: Callable[[], date], *, browser: bool = False) -> int:
    """Serve until interrupted; returns the exit status. Port 0 picks a free one. Raises `PackError` for a damaged pack."""
    try:
        listener = socket.create_server((HOST, port))
    except OSError as error:
        reason = (error.strerror or "it is not known").lower()
        print(f"port: {HOST}:{port} cannot be used, {reason}. Choose another with --port, or 0 for a free one.", file=sys.stderr)
        return 2
    print("Reading the knowledge ...", file=sys.stderr, flush=True)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    app = create_desk(root, clock)
    server = uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning", server_header=False, lifespan="off", ws="none"))
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(server, listener, f"http://{HOST}:{listener.getsockname()[1]}/", browser))
    return 0


async def _run(server: uvicorn.Server, listener: socket.socket, address: str, browser: bool) -> None:
    running = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started and not running.done():
        await asyncio.sleep(0.01)
    if server.started:
        print(f"The review desk is at {address}", flush=True)
        if browser:
            webbrowser.open(address)
    await running
