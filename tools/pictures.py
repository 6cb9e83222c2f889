"""Makes the pictures for the README, docs/pictures/*.png: a guide, a question, methods, reading, and the page that stops.

Run `.venv/bin/python tools/pictures.py` after a change of what the pages look like. It starts a server of its own and needs chromium.
The people are those of the gallery (`web/fixtures.json`).
"""

from __future__ import annotations

import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from cryptography.fernet import Fernet
from playwright.sync_api import Browser, sync_playwright

from afterwards.web.app import create_app
from afterwards.web.gallery import DAY, journey_of
from afterwards.web.journey import COOKIE, GUIDE, METHODS, Seal

OUT = Path(__file__).resolve().parent.parent / "docs" / "pictures"
LARGEST = 150_000
"""Bytes of one picture: the README opens quickly."""
PHONE, DESK = (390, 844), (1200, 900)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: a page, the person who sees it, the size of her screen, and whether it is dark."""

    name: str
    address: str
    size: tuple[int, int]
    dark: bool = False
    person: str = ""
    path: tuple[str, ...] = ()
    to: str = ""
    """What the page is scrolled to, its top when empty."""


PICTURES = (
    Picture("guide", "/guide", DESK, person="settled", path=("signs", GUIDE)),
    Picture("guide-phone", "/guide", PHONE, dark=True, person="unsettled", path=("signs", GUIDE)),
    Picture("question", "/step/1", PHONE, person="settled", path=("bleeding",)),
    Picture(
        "methods",
        "/methods",
        (1200, 640),
        dark=True,
        person="few conditions",
        path=("signs-first", METHODS),
        to=".part:has(article.method) h2",
    ),
    Picture("article", "/read/1", PHONE),
    Picture("stop", "/stop", PHONE, person="emergency", path=("signs",)),
)


@contextmanager
def server(key: bytes) -> Iterator[str]:
    """The pages on the day of the fixtures; gives their address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    made = uvicorn.Server(uvicorn.Config(create_app(lambda: DAY, key), log_config=None, access_log=False, lifespan="off", ws="none"))
    thread = threading.Thread(target=made.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not made.started and time.monotonic() < until:
        time.sleep(0.05)
    if not made.started:
        raise SystemExit("The server did not start.")
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    made.should_exit = True
    thread.join(10)
    listener.close()


def take(browser: Browser, address: str, key: bytes, one: Picture) -> bytes:
    """One picture as PNG."""
    width, height = one.size
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="dark" if one.dark else "light")
    if one.person:
        value = Seal(key).write(journey_of(one.person, *one.path))
        context.add_cookies([{"name": COOKIE, "value": value, "url": address}])
    page = context.new_page()
    page.goto(address + one.address)
    if one.to:
        page.locator(one.to).first.evaluate("part => window.scrollTo(0, part.getBoundingClientRect().top - 24)")
    made = page.screenshot()
    context.close()
    return made


def main() -> int:
    """Take them all; 1 when one is too large."""
    path = shutil.which("chromium")
    if path is None:
        print("chromium is missing. Run: sh tools/browser.sh")
        return 1
    OUT.mkdir(parents=True, exist_ok=True)
    key, too_large = Fernet.generate_key(), []
    with server(key) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"])
        for one in PICTURES:
            made = take(browser, address, key, one)
            (OUT / f"{one.name}.png").write_bytes(made)
            print(f"docs/pictures/{one.name}.png  {len(made) // 1000} KB")
            too_large += [one.name] if len(made) > LARGEST else []
        browser.close()
    if too_large:
        print(f"Larger than {LARGEST // 1000} KB: {', '.join(too_large)}. Take a smaller part of the page.")
    return 1 if too_large else 0


if __name__ == "__main__":
    sys.exit(main())
