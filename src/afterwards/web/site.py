"""The web application's parts that every page uses: knowledge, seal, clock, templates, and the reading of a posted form."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from afterwards.errors import BadFacts
from afterwards.guide import Guide, answer
from afterwards.pack.load import load_pack
from afterwards.pack.model import Pack
from afterwards.pack.told import read_facts
from afterwards.web import reviews, views
from afterwards.web.forms import Posted
from afterwards.web.journey import COOKIE, Journey, Seal
from afterwards.web.protection import TooLarge, urgent_page
from afterwards.wording import long_date

HERE = Path(__file__).parent
LARGEST_BODY = 16 * 1024
"""Bytes of one posted form; the longest honest one is under 4 KB."""
MOST_FIELDS = 150
OUTLASTS = ("away",)
"""The page after leaving is empty whatever happens; every other page of a pack that is too old is urgent help."""


@dataclass(frozen=True, slots=True)
class Site:
    """The application's parts: knowledge, seal, clock and templates."""

    seal: Seal
    clock: Callable[[], date]
    templates: Environment
    sentences: views.Sentences
    pack: Callable[[], Pack]

    def guide(self, journey: Journey) -> Guide:
        """The guide for a journey. What is in the cookie was checked when it was posted."""
        pack = self.pack()
        today = self.clock()
        try:
            told = read_facts(pack, journey.facts, today)
        except BadFacts as bad:
            # Right when it was posted: a date that midnight has made too old is asked again.
            for error in bad.errors:
                del journey.facts[error.fact]
            told = read_facts(pack, journey.facts, today)
        return answer(pack, told, today, guideline=journey.guideline)

    def page(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A rendered page."""
        pack, today = self.pack(), self.clock()
        banner = pack.statements[pack.info["past_due"]] if pack.past_due(today) else None
        made = self.templates.get_template(template).render(banner=banner, due=long_date(pack.due), **values)
        return HTMLResponse(reviews.finish(pack, made, today), status)

    def journey(self, request: Request) -> Journey | None:
        """Her journey, or None when there is none or it has ended."""
        return self.seal.read(request.cookies.get(COOKIE))

    def go(self, request: Request, journey: Journey, to: str) -> Response:
        """Redirect with the journey sealed anew."""
        response = RedirectResponse(to, 303)
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, self.seal.write(journey), httponly=True, samesite="strict", path="/", secure=secure)
        return response


def make_site(clock: Callable[[], date], key: bytes | None, knowledge: Callable[[], Pack] | None = None) -> Site:
    """The site with its templates; of the built-in pack unless it is handed another. Raises `PackError` when the pack is damaged."""
    knowledge = knowledge or (lambda: load_pack())
    pack = knowledge()
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    templates.filters["calls"] = views.with_calls
    templates.globals.update(
        pack=pack,
        foot=views.with_calls(pack.statements[pack.info["foot"]].text),
        review_mark=Markup(reviews.MARK),  # noqa: S704 (our own)
        edition=next(iter(pack.info["guidelines"].values())),
        usual=pack.info["usual_pages"],
        static=_static_names(),
        on_device=False,
        kept=False,
    )
    return Site(Seal(key), clock, templates, views.Sentences(pack, templates.get_template("parts.html").module.statement), knowledge)  # type: ignore[attr-defined]


def _static_names() -> dict[str, str]:
    """Static files by name, each with a mark of its content, so that a browser may keep it."""
    found = {}
    for path in (HERE / "static").iterdir():
        found[path.name] = f"/static/{path.name}?{hashlib.sha256(path.read_bytes()).hexdigest()[:10]}"
    return found


def bind_to(site: Site) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Gives handlers the site as their first argument."""

    def bind(handler: Callable[..., Any]) -> Callable[..., Any]:
        async def bound(request: Request, *rest: Any) -> Response:
            if handler.__name__ not in OUTLASTS and site.pack().expired(site.clock()):
                return urgent_page(503)
            found: Response = await handler(site, request, *rest)
            return found

        bound.__name__ = handler.__name__
        return bound

    return bind


async def posted_form(request: Request) -> Posted:
    """The form's values by name. Raises `TooLarge` for a body no page of ours would send."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            raise TooLarge
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    found: dict[str, list[str]] = {}
    if kind == "application/x-www-form-urlencoded":
        try:
            for name, value in parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS):
                found.setdefault(name, []).append(value.replace("\0", ""))
        except ValueError:
            raise TooLarge from None
    return found
