"""The API's description of itself: an OpenAPI 3.1 document, made from the pack, so that it names what this edition takes and gives."""

from __future__ import annotations

from afterwards.api.answer_schema import YES_NO, answer_schemas, many, refers
from afterwards.api.body import JSON_KINDS, LIMITS, LINE_KINDS, Limits
from afterwards.api.fact_schema import Schema, day, facts_schema, moment
from afterwards.pack.data import Json
from afterwards.pack.model import Pack

VERSION = "3.1.0"
FACTS = {"guide": "after_loss", "signs_today": "none", "bleeding_now": "light", "days_since_loss": 9}
EXAMPLE_DAY = "2026-11-24"
EXAMPLE_QUESTION = "sex-when"
Document = Json


def openapi(pack: Pack, software: str, prefix: str = "", limits: Limits = LIMITS) -> Document:
    """The document. `software`: the version of the program. `prefix`: what stands before each address."""
    return {
        "openapi": VERSION,
        "info": {
            "title": "Afterwards",
            "version": f"{software}+{pack.version}",
            "summary": "Private, evidence-cited guidance after a pregnancy loss.",
            "description": "Nothing is kept and nothing is logged of what is sent. An unknown fact is never a no: every level has a low "
            "and a high end, and `level` is the careful one. Whether a clinician has signed a sentence stands beside it.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": prefix or "/"}],
        "paths": {
            "/v1/guide": {"post": _post("guide", limits)},
            "/v1/answer": {"post": _post("answer", limits)},
            "/v1/guides": {"post": _guides(limits)},
            "/v1/facts": {"get": _get("facts", "Every fact that may be told: values, range, unit, when it applies.", "Fact")},
            "/v1/questions": {"get": _get("questions", "Every question that is answered: id, title, what decides it.", "Question")},
            "/v1/pack": {"get": _get("pack", "What the answers are made from: edition, guidelines, decisions, methods, review.", "")},
            "/openapi.json": {"get": _get("openapi", "This document.", "")},
        },
        "components": {"schemas": _schemas(pack), "responses": _refusals(limits)},
    }


def _schemas(pack: Pack) -> dict[str, Schema]:
    asked = {"type": "string", "enum": [*pack.questions.by_id]}
    guideline = {"type": "string", "enum": [*pack.info.guidelines], "default": next(iter(pack.info.guidelines))}
    beside: Schema = {
        "facts": refers("Facts"),
        "today": {**day(), "description": "The day on which it is read. The clock is never asked in its place."},
        "now": {**moment(), "description": "The moment of it, on the same day; its end where not given. Hours are counted on to it."},
        "guideline": {**guideline, "description": "Whose categories the methods have."},
        "closed_world": {**YES_NO, "default": False, "description": "Whether a fact left out takes the value that means absent."},
    }
    answers = {**YES_NO, "default": True, "description": "False leaves out the answers to questions, but for the one named."}
    first = {**asked, "description": "Her own question: its answer stands first."}
    return {
        "Facts": facts_schema(pack),
        "GuideCall": _call({**beside, "question": first, "answers": answers}, ["facts", "today"]),
        "AnswerCall": _call(
            {**beside, "question": {**asked, "description": "Which question is answered."}}, ["facts", "today", "question"]
        ),
        "Fact": _named({"name": {"type": "string", "enum": [*pack.facts]}, "kind": {"type": "string"}, "question": {"type": "string"}}),
        "Question": _named({"id": asked, "title": {"type": "string"}, "decides": many({"type": "string"})}),
        **answer_schemas(pack),
    }


def _call(properties: Schema, required: list[str]) -> Schema:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def _named(properties: Schema) -> Schema:
    return {"type": "object", "required": [*properties], "properties": properties}


def _post(name: str, limits: Limits) -> Document:
    """`/v1/guide` or `/v1/answer`."""
    for_one = name == "answer"
    summary = "The answer to one question" if for_one else "The guide for one person, with the answers to the questions that concern her"
    examples = {"light_bleeding": {"summary": "Light bleeding, nine days after", "value": {"facts": FACTS, "today": EXAMPLE_DAY}}}
    if for_one:
        examples["light_bleeding"]["value"]["question"] = EXAMPLE_QUESTION  # type: ignore[index]
    return {
        "operationId": name,
        "summary": f"{summary}.",
        "description": f"As `afterwards {name} --json` gives it. The body has up to {limits.body} bytes. Facts are never read from the "
        "address. Some facts cannot be right together, or not on that day: these are refused with status 422 too.",
        "requestBody": {
            "required": True,
            "content": {JSON_KINDS[0]: {"schema": refers("AnswerCall" if for_one else "GuideCall"), "examples": examples}},
        },
        "responses": {
            "200": _given("The answer." if for_one else "The guide.", refers("Answer" if for_one else "Guide")),
            **_refused("400", "404", "405", "408", "413", "415", "422", "500"),
        },
    }


def _guides(limits: Limits) -> Document:
    line = {"type": "string", "description": "JSON Lines: on each line an object as `/v1/guide` takes it."}
    call = f'{{"facts": {{"guide": "after_loss", "bleeding_now": "light"}}, "today": "{EXAMPLE_DAY}", "answers": false}}\n'
    gives = {"type": "string", "description": "JSON Lines, in the same order: a guide, or `errors`."}
    return {
        "operationId": "guides",
        "summary": "The guides for many people, one a line.",
        "description": "A line that cannot be used gets its errors, and the others are still answered. Blank lines are passed over. Up to "
        f"{limits.lines} lines of {limits.line} bytes, {limits.lines_body} bytes in all; what is not answered within "
        f"{limits.answering:g} seconds is said in a last line.",
        "requestBody": {"required": True, "content": {kind: {"schema": line, "example": call} for kind in LINE_KINDS}},
        "responses": {
            "200": {"description": "An answer a line.", "content": {LINE_KINDS[0]: {"schema": gives}}},
            **_refused("400", "404", "405", "408", "413", "415", "500"),
        },
    }


def _get(name: str, summary: str, item: str) -> Document:
    schema: Schema = many(refers(item)) if item else {"type": "object"}
    return {"operationId": name, "summary": summary, "responses": {"200": _given(summary, schema), **_refused("400", "404", "405", "500")}}


def _given(description: str, schema: Schema) -> Document:
    return {"description": description, "content": {JSON_KINDS[0]: {"schema": schema}}}


REFUSALS = {
    "400": "The body is not a JSON object in UTF-8 with each name once, or the address has a query.",
    "404": "There is nothing at this address.",
    "405": "This address does not take that method.",
    "408": "The body did not come within {reading:g} seconds.",
    "413": "The body is larger, or has more lines, than one request may have.",
    "415": "The Content-Type is not one that is read here.",
    "422": "Something in the call cannot be used. Every complaint at once: the fact, what was given, what is allowed, and the remedy.",
    "500": "A fault of the software: whom a person can call, and no answer.",
}


def _refused(*statuses: str) -> Document:
    return {status: {"$ref": f"#/components/responses/Refused{status}"} for status in statuses}


def _refusals(limits: Limits) -> Document:
    return {f"Refused{status}": _given(said.format(reading=limits.reading), refers("Errors")) for status, said in REFUSALS.items()}
