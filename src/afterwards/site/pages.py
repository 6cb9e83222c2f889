"""Renders the pages that are the same for everyone, from the templates that the page program shares."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from afterwards.languages import BRITISH
from afterwards.pack.model import Pack
from afterwards.site import reviews, views
from afterwards.site.bundle import PAGE
from afterwards.wording import Voice, written

STYLE = PAGE / "static" / "style.css"


@dataclass(frozen=True, slots=True)
class Site:
    """The knowledge, the day and the templates."""

    pack: Pack
    clock: Callable[[], date]
    templates: Environment

    def page(self, template: str, **values: object) -> str:
        """A rendered page."""
        pack, today = self.pack, self.clock()
        # A page that was made before its review day shows the banner by itself after it, where scripts run.
        banner, later = pack.statements[pack.info.past_due], "" if pack.past_due(today) else pack.due.isoformat()
        made = self.templates.get_template(template).render(
            banner=banner, banner_from=later, due=pack.language.date(pack.due), written=pack.language.month(written(pack)), **values
        )
        return reviews.finish(pack, made, today)


def make_site(pack: Pack, clock: Callable[[], date]) -> Site:
    """The site with its templates. `say` gives the words of the pages, in the words of nobody in particular."""
    templates = Environment(
        loader=FileSystemLoader(PAGE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    voice = Voice.of_nobody(pack, clock())
    templates.filters["calls"] = views.with_calls
    templates.globals.update(
        pack=pack,
        say=voice.say,
        review_mark=Markup(reviews.MARK),  # noqa: S704 (our own)
        edition=next(iter(pack.guidelines.values())),
        static=_static_names(),
        on_device=False,
        data={},
        language=pack.language.tag,
        own_language=Markup("" if pack.language == BRITISH else f' lang="{BRITISH.tag}"'),  # noqa: S704 (our own)
        kept=False,
    )
    return Site(pack, clock, templates)


def _static_names() -> dict[str, str]:
    """Static files by name, each with a mark of its content, so that a browser may keep it."""
    names = {}
    for path in (PAGE / "static").iterdir():
        names[path.name] = f"/static/{path.name}?{hashlib.sha256(path.read_bytes()).hexdigest()[:10]}"
    return names
