#!/usr/bin/env python3
"""Prove that no answer leaves the page: `make prove-privacy`.

A whole journey with planted words in the box and planted answers is walked in Chromium behind a recording proxy, then again without a
network. Everything that could hold an answer afterwards is searched: what was asked of the network, addresses, titles, history, storage,
caches, the server's log and every file of the browser's profile. A table says how many of the planted answers were found where; any at
all is a failure.

`--leak NAME` proves the proof: it walks a build that leaks on purpose, and must find it; tests/page/test_prove_privacy.py runs them all.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import io
import logging
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import quote

import uvicorn
from playwright.sync_api import BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.browser.conftest import FLAGS
from tests.browser.walk import ask, back, go_on, kind, ready, signs, step, through

from afterwards import load_pack
from afterwards.site.bundle import bundle as as_it_is
from afterwards.site.edition import Edition, make_edition
from afterwards.site.protection import hand_out

TODAY = date(2026, 11, 24)
PASSPHRASE = "marmalade harbour 47"  # noqa: S105 (it opens nothing but what this tool keeps)
TYPED = "is it normal that Quillonia Zebrafinch still bleeds"
"""What is typed in the box of the start page."""
PLANTED: dict[str, object] = {
    **{"bleeding_now": "like_a_period", "bleeding_course": "settling", "pain": "mild", "loss_kind": "miscarriage"},
    **{"management": "medicine", "loss_date": "2026-09-17", "weeks_pregnant": 13, "loss_complete": "confirmed"},
    **{"pregnancy_test": "negative", "pregnancy_goal": "avoid", "unprotected_sex_since_loss": "no", "epilepsy": "yes"},
    **{"feels_feverish": "yes", "temperature_c": 37.83, "age": 34, "height_cm": 171.3, "weight_kg": 67.89, "smoker": "never"},
    **{"hypertension": "none", "systolic_mmhg": 131, "diastolic_mmhg": 77, "medicines": ["Xylophonine"]},
}
"""What she answers, where it is asked."""
TOLD = ("37.83", "2026-09-17", "17 September", "67.89", "Xylophonine")
"""How what she wrote and chose would look; the date also as it is said."""
MARKERS = ("Quillonia", "Zebrafinch", *TOLD)
PAIRS = ("bleeding_now=", '"bleeding_now":"', "feels_feverish=", '"feels_feverish":"', "temperature_c=", '"temperature_c":3')
"""How a chosen answer would look in a form, an address or a record."""
ANYWHERE = (*MARKERS, *PAIRS, PASSPHRASE)
BROWSER_ITSELF = "--disable-features=AutofillServerCommunication,OptimizationHints,OptimizationGuideModelDownloading,MediaRouter,Translate"
"""What Chromium asks its maker by itself. For filling in forms it sends hashes of the names of their fields, no answers. No page can stop
that, so it is switched off here, and "How we keep this private" tells readers of it."""
MAKER = (".google.com", ".googleapis.com", ".gvt1.com")
"""Where the browser itself calls. Through the proxy that is a line without content, and it is written down with the rest."""
_SENT = "while (found.to) {"
_NEW = 'this.remember("pushState");'
"""Where the program adds an entry to the browser's history."""
LEAKS = {
    "address": (_NEW, f'{_NEW}history.replaceState({{at: this.at}}, "", `#${{encodeURIComponent(JSON.stringify(posted))}}`);'),
    "history": (_NEW, f'{_NEW}history.replaceState({{at: this.at, posted}}, "");'),
    "title": ("document.title = title;", 'document.title = `${title} ${this.flow.journey?.facts.medicines ?? ""}`;'),
    "words": (_SENT, f'sessionStorage.setItem("words", this.flow.found.typed);{_SENT}'),
    "storage": (_SENT, f'localStorage.setItem("draft", JSON.stringify(this.flow.journey?.facts ?? {{}}));{_SENT}'),
    "cache": (_SENT, f'caches.open("d").then((one) => one.put("/d", new Response(JSON.stringify(this.flow.journey?.facts))));{_SENT}'),
    "request": (_SENT, f'fetch("/d", {{method: "POST", body: JSON.stringify(posted)}}).catch(() => null);{_SENT}'),
}
"""Ways to leak that the proof must find: what is written into the program, in place of what."""


@dataclass(slots=True)
class Found:
    """What was searched: by place, its text."""

    places: dict[str, list[bytes]] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    """What was still there after erasing everything."""

    def add(self, where: str, content: str | bytes) -> None:
        """Something that lay in a place."""
        self.places.setdefault(where, []).append(content.encode() if isinstance(content, str) else content)

    def hits(self) -> dict[str, list[str]]:
        """Of each place the planted answers in it."""
        return {
            place: sorted({one for one in ANYWHERE if any(_holds(text, one) for text in texts)}) for place, texts in self.places.items()
        }


def _holds(text: bytes, planted: str) -> bool:
    """Whether something planted stands in a text: as it is, in UTF-16, quoted as in an address, or in base64 at any offset."""
    forms = [planted.encode(), planted.encode("utf-16-le"), quote(planted).encode(), quote(planted, safe="").encode()]
    for offset in range(3):
        packed = base64.b64encode(b"\0" * offset + planted.encode())
        forms.append(packed[(0, 2, 3)[offset] : len(packed) - 4])
    return any(form in text for form in forms if len(form) > 4)


class Proxy:
    """Writes down every request in full, and hands on those to our own server only."""

    def __init__(self, port: int) -> None:
        self.requests: list[bytes] = []
        self.hosts: set[str] = set()
        self._to, self._loop = port, asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = self._server.sockets[0].getsockname()[1]
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
            head = await reader.readuntil(b"\r\n\r\n")
            lengths = [line.partition(b":")[2] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
            body = await reader.readexactly(int(lengths[0])) if lengths else b""
            self.requests.append(head + body)
            method, target, _ = head.split(b" ", 2)
            host = target.partition(b"://")[2].partition(b"/")[0] or target
            self.hosts.add(host.decode())
            if method != b"CONNECT" and host.endswith(f":{self._to}".encode()):
                await self._hand_on(head, body, writer)
        writer.close()

    async def _hand_on(self, head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
        lines = [line for line in head.split(b"\r\n\r\n")[0].split(b"\r\n") if not line.lower().startswith((b"connection:", b"proxy-"))]
        method, target, version = lines[0].split(b" ")
        lines[0] = b" ".join((method, b"/" + target.partition(b"://")[2].partition(b"/")[2], version))
        there, back_to = await asyncio.open_connection("127.0.0.1", self._to)
        back_to.write(b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body)
        while part := await there.read(65536):
            writer.write(part)
            await writer.drain()
        back_to.close()


@contextlib.contextmanager
def serving(files: Mapping[str, bytes]) -> Iterator[tuple[int, io.StringIO]]:
    """The edition on a free port, as `afterwards serve` hands it out, and everything that the server logs."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    names = ("", "afterwards.access", "uvicorn", "uvicorn.access", "uvicorn.error")
    loggers = [logging.getLogger(name) for name in names]
    before = [(one.level, one.propagate) for one in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    server = uvicorn.Server(uvicorn.Config(hand_out(files, lambda: False), port=0, log_config=None, lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    try:
        yield server.servers[0].sockets[0].getsockname()[1], written
    finally:
        server.should_exit = True
        thread.join(10)
        for logger, (level, propagate) in zip(loggers, before, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)
            logger.propagate = propagate


def build(leak: str) -> Edition:
    """The edition; with a leak it is one that leaks on purpose, and does not seal itself, since the seal stops some leaks."""
    changes = [LEAKS[leak], ("document.head.append(seal);", "")] if leak else []
    used = set[str]()

    def bundle(*entries: Any, **named: Any) -> str:
        text = as_it_is(*entries, **named)
        for was, now in changes:
            used.update([was] if was in text else [])
            text = text.replace(was, now)
        return text

    with mock.patch("afterwards.site.edition.bundle", bundle):
        made = make_edition(load_pack())
    assert used == {was for was, _ in changes}, "the program has changed: mend LEAKS"
    return made


def prove(leak: str = "", *, say: bool = True) -> dict[str, list[str]]:
    """Walk, search, and give what was found by place: empty lists when no answer is anywhere."""
    files = build(leak).files
    leaks, profile = Found(), Path(tempfile.mkdtemp(prefix="afterwards-profile-"))
    try:
        with serving(files) as (port, log):
            proxy = Proxy(port)
            with sync_playwright() as playwright:
                context = playwright.chromium.launch_persistent_context(
                    str(profile),
                    executable_path=shutil.which("chromium"),
                    args=[*FLAGS, BROWSER_ITSELF],
                    proxy={"server": f"http://127.0.0.1:{proxy.port}", "bypass": "<-loopback>"},
                )
                _walk(context, f"http://localhost:{port}/", leaks, proxy, say=say)
                context.close()
            for request in proxy.requests:
                leaks.add("requests: lines, headers and bodies", request)
            leaks.add("server's log", log.getvalue())
        for path in profile.rglob("*"):
            if path.is_file():
                leaks.add("files of the browser's profile", path.read_bytes())
    finally:
        shutil.rmtree(profile, ignore_errors=True)
    foreign = {host.partition(":")[0] for host in proxy.hosts} - {"localhost"}
    own = {host for host in foreign if host.endswith(MAKER)}
    if say and own:
        print(f"The browser itself asked its maker, as any page would have it do: {', '.join(sorted(own))}.")
    return {**leaks.hits(), "hosts asked besides our own": sorted(foreign - own), "left after erasing": leaks.left}


def _walk(context: BrowserContext, address: str, leaks: Found, proxy: Proxy, *, say: bool) -> None:
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.clock.set_fixed_time(f"{TODAY.isoformat()}T12:00:00")
    titles: list[str] = []
    page.on("framenavigated", lambda frame: leaks.add("addresses", frame.url))
    _say(say, "Walking with the network.")
    _journey(page, address, leaks, titles)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    asked = len(proxy.requests)
    context.set_offline(True)
    _say(say, "Walking again without it.")
    _journey(page, address, leaks, titles)
    lines = [one.split(b"\r\n")[0].decode() for one in proxy.requests[asked:] if not one.startswith(b"CONNECT")]
    # The browser looks for a newer worker by itself, past the switch that takes the network from the page.
    after = [line for line in lines if not line.endswith("/sw.js HTTP/1.1")]
    assert not after, f"something was asked of the network while it was off: {after}"
    _keep_and_erase(page, leaks)
    context.set_offline(False)
    for title in titles:
        leaks.add("titles", title)


def _journey(page: Page, address: str, leaks: Found, titles: list[str]) -> None:
    """Words in the box, a call and after it, answers, her plan, methods, Back, and what the page leaves where."""
    ready(page, address)
    page.locator("#q").fill(TYPED)
    step(page.get_by_role("button", name="Find"))
    assert page.locator("#q").input_value() == TYPED, "the planted words never reached the page"
    _look_around(page, leaks)
    step(page.locator("header .name"))
    ask(page, "infection-signs")
    signs(page, "some")
    for sign in ("feverish", "high-temperature"):
        page.locator(f'input[name="{sign}"][value="yes"]').check()
    go_on(page)
    assert kind(page) == "stop", kind(page)
    _look_around(page, leaks)
    step(page.locator('[data-action="back"]'))
    step(page.locator('a[data-path="/change/temperature_c"]'))
    page.locator('input[name="temperature_c"][type="text"]').fill(str(PLANTED["temperature_c"]))
    go_on(page)
    assert kind(page) == "stop", kind(page)
    step(page.locator('[data-action="called"]'))
    seen = through(page, PLANTED)
    for question in ("bleeding-normal", "start-combined-pill"):
        _another(page)
        ask(page, question)
        seen += through(page, PLANTED)
        assert kind(page) == "answer", kind(page)
    step(page.get_by_role("link", name="Compare all in full"))
    assert kind(page) == "methods", kind(page)
    step(page.locator('main a[data-path^="/method/"]').first)
    back(page)
    back(page)
    titles.append(page.title())
    _another(page)
    ask(page, "my-plan")
    seen += through(page, PLANTED)
    assert kind(page) == "guide", kind(page)
    step(page.locator('main a[data-path="/said"]').first)
    text = page.locator("main").inner_text()
    missing = [one for one in ("37.83", "17 September", "67.89", "Xylophonine") if one not in text]
    assert not missing, f"planted answers never reached the page: {missing}; it asked {seen}"
    _look_around(page, leaks)
    step(page.locator('[data-action="back"]'))


def _another(page: Page) -> None:
    """To the list of questions."""
    step(page.locator("header .name"))
    step(page.get_by_role("link", name="All questions", exact=True))


def _look_around(page: Page, leaks: Found) -> None:
    """What the page can be made to tell, while it holds the answers."""
    leaks.add("addresses", page.url)
    leaks.add("titles", page.title())
    session = page.context.new_cdp_session(page)
    leaks.add("history: entries", str(session.send("Page.getNavigationHistory")))
    leaks.add("history: state", page.evaluate("JSON.stringify(history.state)") or "")
    leaks.add("window name", page.evaluate("window.name"))
    leaks.add("cookies", str(page.context.cookies()) + page.evaluate("document.cookie"))
    for storage in ("localStorage", "sessionStorage"):
        leaks.add(storage, page.evaluate(f"JSON.stringify({storage})"))
    leaks.add("databases", page.evaluate("indexedDB.databases().then((all) => JSON.stringify(all))"))
    kept = page.evaluate(_CACHES)
    for text in (text for cache in kept for text in cache):
        leaks.add("caches", text)


_CACHES = """async () => Promise.all((await caches.keys()).map(async (name) => {
    const cache = await caches.open(name);
    return Promise.all((await cache.keys()).map(async (key) => key.url + await (await cache.match(key)).text()));
}))"""


def _keep_and_erase(page: Page, leaks: Found) -> None:
    """Answers kept with a passphrase cannot be read in the storage; erased, nothing of them is there."""
    assert kind(page) == "guide", kind(page)
    step(page.get_by_role("link", name="Keep here"))
    page.locator("#passphrase").fill(PASSPHRASE)
    page.locator("#again").fill(PASSPHRASE)
    step(page.get_by_role("button", name="Keep my answers"))
    assert page.evaluate("localStorage.length"), "nothing was kept"
    leaks.add("localStorage, answers kept", page.evaluate("JSON.stringify(localStorage)"))
    step(page.get_by_role("button", name="Erase everything now"))
    left = page.evaluate("caches.keys().then((all) => [...all, ...Object.keys(localStorage), ...Object.keys(sessionStorage)])")
    leaks.left += left


def _say(say: bool, text: str) -> None:
    if say:
        print(text, flush=True)


def main() -> int:
    """Print the table; the exit status is 1 when an answer was found, or when a build that leaks was not caught."""
    parser = argparse.ArgumentParser(description="Prove that no answer leaves the page.")
    parser.add_argument("--leak", choices=sorted(LEAKS), default="", help="walk a build that leaks in this way: the proof must fail")
    options = parser.parse_args()
    hits = prove(options.leak)
    width = max(map(len, hits))
    print(f"\n{len(ANYWHERE)} planted answers, searched in {len(hits)} kinds of place:")
    for where, ones in hits.items():
        print(f"  {where:<{width}}  {len(ones)}{'  ' + ', '.join(ones) if ones else ''}")
    total = sum(map(len, hits.values()))
    print(f"\n{total} found." if total else "\n0 found: no answer is anywhere outside the page.")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
