"""The words of the page that says whom to call when nothing else can be shown, as a pack says them in its language."""

from __future__ import annotations

from afterwards.pack.model import Pack
from afterwards.urgent_help import Words

LINES = (
    "site.urgent-sorry",
    *("site.urgent-now-1", "site.urgent-now-2", "site.urgent-now-3", "site.urgent-now-4"),
    "site.urgent-review",
)


def urgent_words(pack: Pack) -> Words:
    """The words of a pack."""

    def said(statement: str) -> str:
        return pack.statements[statement].text

    return Words(
        language=pack.language.tag,
        name=said("ui.name"),
        heading=said("site.urgent-heading"),
        lines=tuple(said(one) for one in LINES),
        leave=said("ui.leave"),
        no_page=said("site.no-page"),
        nothing_sent=said("site.nothing-sent"),
    )
