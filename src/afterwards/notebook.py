"""A guide or an answer as a notebook shows it: the same statements as the text, each with its sources, its confidence and its review."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape

from afterwards.pack.model import Pack
from afterwards.pack.words import words
from afterwards.wording import review_of, review_of_all

Part = tuple[str, Iterable[tuple[str, str]]]
"""A heading, "" for none, and the statements under it: the id and the text as said to her."""


def as_html(pack: Pack, guideline: str, today: date, title: str, parts: Iterable[Part]) -> str:
    """One HTML section without script, style sheet or address: `title`, the parts that say something, and how sure and reviewed it is.

    Every text is escaped, for it may hold a name that she gave.
    """
    filled = [(heading, lines) for heading, lines in ((heading, list(lines)) for heading, lines in parts) if lines]
    _, state = review_of_all(pack, {name for _, lines in filled for name, _ in lines}, today)
    edition = pack.info.guidelines[guideline].name
    about = words(pack, "term.heading", date=pack.language.date(today), guideline=edition, state=state)
    made = "".join(
        (f"<h4>{escape(heading)}</h4>" if heading else "") + f"<ul>{''.join(_line(pack, today, *line) for line in lines)}</ul>"
        for heading, lines in filled
    )
    return f"<section>{f'<h3>{escape(title)}</h3>' if title else ''}{made}<p><small>{escape(about)}</small></p></section>"


def _line(pack: Pack, today: date, name: str, text: str) -> str:
    statement = pack.statements[name]
    sources = ", ".join(statement.sources)
    review = [review_of(pack, name, today)] if pack.reviews.standing else []  # while nothing is reviewed, that is said once, below
    evidence = escape(". ".join([f"{sources} ({statement.confidence.replace('_', ' ')})", *review]))
    return f'<li data-statement="{escape(name)}">{escape(text)} <small>{evidence}</small></li>'
