"""What GET hands out, by its address: facts, questions, the pack and the OpenAPI document, each made once as the server starts."""

from __future__ import annotations

from datetime import date
from typing import Any

import afterwards
from afterwards.api.body import LIMITS, Limits
from afterwards.api.fact_schema import listed_facts
from afterwards.api.openapi import openapi
from afterwards.api.written import as_json
from afterwards.catalogue import listed_questions
from afterwards.pack.model import Pack


def documents(pack: Pack, today: date, prefix: str = "", limits: Limits = LIMITS) -> dict[str, bytes]:
    """Each document as JSON. `today` is the day of the titles of questions, which hold no date."""
    return {
        "/v1/facts": as_json(listed_facts(pack)),
        "/v1/questions": as_json(listed_questions(pack, today)),
        "/v1/pack": as_json(about(pack)),
        "/openapi.json": as_json(openapi(pack, afterwards.__version__, prefix, limits)),
    }


def about(pack: Pack) -> dict[str, Any]:
    """What the answers are made from. `signed`: how many of its sentences a clinician has signed."""
    signed = sum(f"statement:{name}" in pack.reviews.standing for name in pack.statements)
    return {
        "id": pack.id,
        "version": pack.version,
        "software": afterwards.__version__,
        "review_due": pack.due.isoformat(),
        "answers_until": str(pack.info["answers_until"]),
        "sentences": len(pack.statements),
        "signed": signed,
        "guidelines": {name: {"name": one["name"], "edition": one["edition"]} for name, one in pack.info["guidelines"].items()},
        "decisions": [
            {"decision": name, "asks": one.asks, "guides": list(one.guides), "levels": list(one.scale)}
            for name, one in pack.decisions.items()
        ],
        "methods": list(pack.contraception.offered) if pack.contraception else [],
        "facts": len(pack.facts),
        "questions": len(pack.questions.by_id),
    }
