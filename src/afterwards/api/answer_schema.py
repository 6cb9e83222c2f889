"""What comes back, as JSON Schema made from the pack: a guide, the answer to one question, errors."""

from __future__ import annotations

from collections.abc import Collection

from afterwards.api.fact_schema import Schema, day
from afterwards.pack.eligibility import STATUSES
from afterwards.pack.layout import FIRST, SECTIONS
from afterwards.pack.model import Pack
from afterwards.pack.reviews import NOT_REVIEWED, OVERDUE, REVIEWED
from afterwards.pack.verdicts import RISING

TEXT: Schema = {"type": "string"}
YES_NO: Schema = {"type": "boolean"}
DAY_OR_NONE: Schema = {"anyOf": [day(), {"type": "null"}]}
CATEGORY: Schema = {"enum": [1, 2, 3, 4, None], "description": "A category of the guideline; null where it gives none."}
CONFIDENCES = ("agreed", "single_source", "contested", "unverified")


def refers(name: str) -> Schema:
    """A reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def made_of(properties: Schema, optional: Collection[str] = ()) -> Schema:
    """An object with these properties, all of them there but the `optional`; more may come with a later edition."""
    return {"type": "object", "required": [name for name in properties if name not in optional], "properties": properties}


def many(item: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": item}


def answer_schemas(pack: Pack) -> dict[str, Schema]:
    """The schemas by name: `Errors`, `Answer`, `Guide`, and what these are made of."""
    facts = many({"type": "string", "enum": [*pack.facts]})
    sentence = {"id": TEXT, "text": TEXT}
    review = {"type": "string", "enum": [NOT_REVIEWED, REVIEWED, OVERDUE]}
    cited = {"sources": many(TEXT), "confidence": {"type": "string", "enum": [*CONFIDENCES]}, "review": review}
    methods = {"type": "string", "enum": [*pack.contraception.offered] if pack.contraception else []}
    verdict = {"type": "string", "enum": [*RISING]}
    spoken = many(refers("Said"))
    return {
        "Errors": made_of({"errors": {**many(refers("Error")), "minItems": 1}}),
        "Error": made_of({"fact": TEXT, "given": {}, "allowed": TEXT, "message": TEXT, "remedy": TEXT}),
        "Said": made_of(sentence),
        "Answer": made_of(
            {
                "question": {"type": "string", "enum": [*pack.questions.by_id]},
                "title": TEXT,
                "verdict": verdict,
                "ready": {**YES_NO, "description": "Whether it may be shown as hers; else ask the facts in `ask` first."},
                "ask": facts,
                "first": {**spoken, "description": "What is due now whatever she asked. Show it above everything else."},
                "headline": spoken,
                "own": made_of({"verdict": verdict, "headline": spoken}),
                "until": DAY_OR_NONE,
                "changes": many(made_of({"if": refers("Said"), "then": refers("Said"), "verdict": verdict, "needs": facts})),
                "find_out": spoken,
                "opened": spoken,
                "why": many(made_of({**sentence, **cited})),
                "general": spoken,
                "decision": {"anyOf": [{"type": "string", "enum": [*pack.decisions]}, {"type": "null"}]},
                "low": {"type": ["string", "null"]},
                "high": {"type": ["string", "null"]},
                "settled": {"type": ["boolean", "null"]},
                "methods": many(
                    made_of(
                        {
                            **{"method": methods, "verdict": verdict, "low": CATEGORY, "high": CATEGORY},
                            **{"headline": spoken, "until": DAY_OR_NONE},
                        }
                    )
                ),
                "related": many({"type": "string", "enum": [*pack.questions.by_id]}),
            },
            optional=("own",),
        ),
        "Guide": _guide(pack, facts, methods, cited),
    }


def _guide(pack: Pack, facts: Schema, methods: Schema, cited: Schema) -> Schema:
    line = {"id": TEXT, "text": TEXT, "because": TEXT, **cited, "from_date": DAY_OR_NONE, "to_date": DAY_OR_NONE}
    why = {"condition": TEXT, "category": CATEGORY, "certain": YES_NO, "needs": facts, "statement": {"type": ["string", "null"]}}
    kind = {"kind": TEXT, "status": {"type": "string", "enum": [*STATUSES, "depends"]}, "needs": facts, "statements": many(TEXT)}
    return made_of(
        {
            "pack": made_of(
                {
                    "id": {"const": pack.id},
                    "version": {"const": pack.version},
                    "reviewed": {**YES_NO, "description": "Whether a clinician has signed every sentence of this plan."},
                    "due": day(),
                    "past_due": {**YES_NO, "description": "Every answer is at its careful end, since the pack is due for review."},
                    "guideline": made_of({"id": {"type": "string", "enum": [*pack.info.guidelines]}, "edition": TEXT}),
                }
            ),
            "today": day(),
            "told_on_another_day": facts,
            "decisions": {
                "type": "object",
                "additionalProperties": False,
                "properties": {name: _decision(decision.scale, facts) for name, decision in pack.decisions.items()},
            },
            "ask_next": {**facts, "description": "What could still change an answer, the most useful first; empty: nothing."},
            "plan": many(made_of({"section": {"type": "string", "enum": [FIRST, *SECTIONS]}, "statements": many(made_of(line))})),
            "methods": many(
                made_of(
                    {
                        **{"method": methods, "category": CATEGORY, "low": CATEGORY, "high": CATEGORY, "settled": YES_NO},
                        **{"phase": {"type": "string", "enum": ["start", "continue"]}, "why": many(made_of(why))},
                    }
                )
            ),
            "medicines": {"type": "array"},
            "emergency_contraception": many(made_of(kind)),
            "contradictions": many(made_of({"facts": facts, "message": TEXT})),
            "not_covered": many(made_of({"why": TEXT, "statements": many(TEXT)})),
            "first": many(refers("Said")),
            "open": {"type": "array"},
            "cards": {"type": "array"},
            "answers": {**many(refers("Answer")), "description": "The question named first, then every question that concerns her."},
        },
        optional=("told_on_another_day", "methods", "medicines", "emergency_contraception"),
    )


def _decision(scale: tuple[str, ...], facts: Schema) -> Schema:
    level = {"type": "string", "enum": [*scale]}
    rule = {"id": TEXT, "level": level, "certain": YES_NO, "needs": facts, "statements": many(TEXT)}
    acted = {**level, "description": "What to act on: the careful end."}
    return made_of({"level": acted, "low": level, "high": level, "settled": YES_NO, "rules": many(made_of(rule))})
