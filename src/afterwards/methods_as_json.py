"""Methods and kinds of emergency contraception as the contract's JSON has them, and the words of a category."""

from __future__ import annotations

from collections.abc import Iterable

from afterwards.contraception import Help, Offer
from afterwards.pack.model import Pack
from afterwards.pack.words import words
from afterwards.wording import Voice

STATUS_WORDS = {
    "may_help": "ui.kind-may-help",
    "too_late": "ui.kind-too-late",
    "not_advised": "ui.kind-not-advised",
    "depends": "ui.kind-depends",
}
"""Whether a kind of emergency contraception may help: the statement that says it."""


def category_words(pack: Pack, low: int | None, high: int | None) -> str:
    """A category as the pill on a card says it."""
    if low == high:
        return words(pack, "ui.no-category") if high is None else words(pack, "ui.category", category=high)
    if low is None:
        return words(pack, "ui.no-category-or", category=high)
    if high is None:
        return words(pack, "ui.category-or-none", category=low)
    return words(pack, "ui.category-from-to", **{"from": low, "to": high})


def spoken(voice: Voice, statements: Iterable[str]) -> list[dict[str, str]]:
    """Statements with their words."""
    return [{"id": one, "text": voice.sentence(one)} for one in statements]


def help_to_dict(kind_help: Help, voice: Voice) -> dict[str, object]:
    """One kind of emergency contraception as in the contract."""
    return {
        "kind": kind_help.kind.id,
        "status": kind_help.status,
        "needs": list(kind_help.needs),
        "statements": list(kind_help.statements),
        "says": spoken(voice, kind_help.statements),
    }


def offer_to_dict(offer: Offer, guideline: str, voice: Voice) -> dict[str, object]:
    """One method as in the contract's `methods`. `says`: every sentence said of it, in order."""
    figures = (offer.method.effectiveness or {}).get(guideline) or (offer.method.effectiveness or {}).get("uk")
    return {
        "method": offer.method.id,
        "category": offer.high,
        "low": offer.low,
        "high": offer.high,
        "settled": offer.settled,
        "judgement": offer.judgement,
        "phase": offer.phase,
        "why": [
            {
                "condition": one.row.condition,
                "name": one.row.name,
                "category": one.category,
                "range": [one.low, one.category],
                "certain": one.certain,
                "needs": list(one.needs),
                "statement": one.statement,
            }
            for one in (*offer.why, *offer.open)
        ],
        "start": {
            "from_day": offer.start.from_day,
            "extra_precautions_days": offer.start.extra_days,
            "settled": offer.start.settled,
            "statements": list(offer.start.statements),
        },
        "effectiveness": {"typical": figures[0], "perfect": figures[1], "of": 100, "years": 1} if figures else None,
        "fit": {"matches": list(offer.matches), "misses": list(offer.misses)},
        "meaning": spoken(voice, [offer.meaning])[0],
        "cautions": list(offer.cautions),
        "against": offer.against,
        "says": spoken(voice, offer.said),
        "set_aside": offer.set_aside,
    }
