"""What GET hands out, by its address: facts, questions, the pack and the OpenAPI document, each made once as the server starts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import afterwards
from afterwards.api.body import LIMITS, Limits
from afterwards.api.fact_schema import listed_facts
from afterwards.api.openapi import openapi
from afterwards.api.written import as_json
from afterwards.catalogue import listed_questions
from afterwards.pack.model import Pack


def documents(
    pack: Pack, today: date, prefix: str = "", limits: Limits = LIMITS, more: Mapping[str, object] | None = None
) -> dict[str, bytes]:
    """Each document as JSON. `today` is the day of the titles of questions, which hold no date; `more`: operations of another room."""
    described = openapi(pack, afterwards.__version__, prefix, limits)
    described["paths"] |= more or {}
    return {
        "/v1/facts": as_json(listed_facts(pack)),
        "/v1/questions": as_json(listed_questions(pack, today)),
        "/v1/pack": as_json(about(pack)),
        "/openapi.json": as_json(described),
    }


def about(pack: Pack) -> dict[str, object]:
    """What the answers are made from. `signed`: how many of its sentences a clinician has signed."""
    signed = sum(f"statement:{name}" in pack.reviews.standing for name in pack.statements)
    return {
        "id": pack.id,
        "version": pack.version,
        "software": afterwards.__version__,
        "review_due": pack.due.isoformat(),
        "answers_until": pack.info.answers_until.isoformat(),
        "sentences": len(pack.statements),
        "signed": signed,
        "guidelines": {name: {"name": one.name, "edition": one.edition} for name, one in pack.info.guidelines.items()},
        "decisions": [
            {"decision": name, "asks": one.asks, "guides": list(one.guides), "levels": list(one.scale)}
            for name, one in pack.decisions.items()
        ],
        "methods": list(pack.contraception.offered) if pack.contraception else [],
        "facts": len(pack.facts),
        "questions": len(pack.questions.by_id),
    }
