"""The gallery: every component of the pages, for tests and pictures.

`fixtures.json` names the made-up people and what to show. Each component is cut out of a page that the application's own
handlers make, so the gallery cannot differ from the pages. Nothing on it can be sent: forms have no address there.
"""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request

from afterwards.pack.model import Pack
from afterwards.web.journey import COOKIE, GUIDE, METHODS, Journey
from afterwards.web.site import HERE, Site, make_site

Fixture = dict[str, Any]
FIXTURES: Fixture = json.loads((HERE / "fixtures.json").read_text(encoding="utf-8"))
DAY = date.fromisoformat(FIXTURES["day"])
_ID = re.compile(r' (id|for|list|aria-labelledby|aria-describedby)="([^"]+)"')
_FORM = re.compile(r'<form method="post" action="[^"]*"')


def gallery_values(pack: Pack) -> dict[str, Any]:
    """What the gallery's template shows: groups of components, each with its name and its HTML."""
    return {"groups": _groups(pack.id, pack.version, pack.due)}


@lru_cache(maxsize=1)
def _groups(_id: str, _version: str, due: date) -> list[dict[str, Any]]:
    """Made once for each pack: it is the same for everyone."""
    site, late = (make_site(lambda day=day: day, None) for day in (DAY, due + timedelta(days=1)))  # type: ignore[misc]
    groups = []
    for place, group in enumerate(FIXTURES["groups"]):
        parts = []
        for number, part in enumerate(group["parts"]):
            page = _ask(late if part["page"] == "late" else site, part)
            html = "\n".join(cut(page, selector, part.get("place", 1)) for selector in part["cut"].split(", "))
            parts.append({"name": part["name"], "html": Markup(_apart(html, f"g{place}-{number}-"))})  # noqa: S704 (our own pages)
        groups.append({"name": group["name"], "parts": parts})
    return groups


def journey_of(person: str, *path: str) -> Journey:
    """The journey of one of the made-up people."""
    return Journey(dict(FIXTURES["people"][person]), list(path))


def _ask(site: Site, part: Fixture) -> str:
    """The page that holds a component, from the handler that makes it for a browser."""
    from afterwards.web import app, comparison

    handlers = {
        "question": (app.show_step, "/step/1", (part.get("question", ""),)),
        "answered": (app.take_step, "/step/1", (part.get("question", ""),)),
        "guide": (app.show_guide, "/guide", ("signs", GUIDE)),
        "stop": (app.stop, "/stop", ("signs",)),
        "methods": (comparison.show, "/methods", ("signs-first", METHODS)),
        "read": (app.show_document, "/read/1", ()),
        "late": (app.start, "/", ()),
    }
    handler, address, path = handlers[part["page"]]
    headers = [(b"host", b"gallery"), (b"content-type", b"application/x-www-form-urlencoded")]
    if part["person"]:
        headers.append((b"cookie", f"{COOKIE}={site.seal.write(journey_of(part['person'], *path))}".encode()))
    scope = {"type": "http", "method": "GET", "path": address, "query_string": b"", "headers": headers, "path_params": {"number": "1"}}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": urlencode(part.get("posted", {}), doseq=True).encode(), "more_body": False}

    try:
        # No handler waits for anything but the body, which is there: it runs to its end at once.
        handler(site, Request(scope, receive)).send(None)
    except StopIteration as done:
        return bytes(done.value.body).decode()
    raise AssertionError(f"{part['name']}: the page waited for something")


def _apart(html: str, mark: str) -> str:
    """A component with ids of its own, so that two of one kind may stand on one page, and with forms that send nothing."""

    def marked(found: re.Match[str]) -> str:
        return f' {found[1]}="{" ".join(mark + one for one in found[2].split())}"'

    html = _ID.sub(marked, html).replace('href="#', f'href="#{mark}').replace(' role="alert"', "")  # the page would begin there
    return _FORM.sub('<form method="dialog"', html)


class _Cutter(HTMLParser):
    """Finds where an element begins and ends."""

    def __init__(self, html: str, selector: str, place: int) -> None:
        super().__init__(convert_charrefs=False)
        found = re.fullmatch(r"(\w+)(?:#([\w-]+))?((?:\.[\w-]+)*)", selector)
        assert found, selector
        self._tag, self._id, self._classes = found[1], found[2], set(found[3].split(".")[1:])
        self._lines = [0, *(one.end() for one in re.finditer("\n", html))]
        self._left, self._depth = place, 0
        self.start = self.end = -1
        self.feed(html)

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin at the element, and count those of its kind inside."""
        if tag != self._tag or self.end >= 0:
            return
        if self.start >= 0:
            self._depth += 1
            return
        given = dict(attrs)
        if self._classes <= {*(given.get("class") or "").split()} and self._id in (None, given.get("id")):
            self._left -= 1
            if not self._left:
                self.start, self._depth = self._offset(), 1

    def handle_endtag(self, tag: str) -> None:
        """End where it is closed."""
        if tag == self._tag and self.start >= 0 > self.end:
            self._depth -= 1
            if not self._depth:
                self.end = self._offset() + len(f"</{tag}>")


def cut(html: str, selector: str, place: int = 1) -> str:
    """The HTML of one element, such as `section.care.today` or `section#told`; `place` counts from 1. Raises `LookupError`."""
    found = _Cutter(html, selector, place)
    if found.end < 0:
        raise LookupError(f"{selector}: there is no such part, number {place}")
    return html[found.start : found.end]
