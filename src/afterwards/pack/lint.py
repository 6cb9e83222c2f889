"""Plain words: what no reader should meet, looked for in every text of the pack.

The lists are the project's style rules. Long sentences are complaints too; reading age is a matter for readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from afterwards.pack.reading import Map, Problem, problem_at

LONGEST = 30
"""Words in one sentence. Aim is 15; beyond this it is refused."""

FORBIDDEN: dict[str, str] = {
    r"\bproducts?\b": "say the pregnancy, or the womb is empty",
    r"\btissue\b": "say the pregnancy",
    r"\bcontents\b": "say the pregnancy",
    r"\bspontaneous abortion\b": "say miscarriage",
    r"\bincompetent\b": "say weak or short",
    r"\bat least\b": "say or more",
    r"\byou can try again\b": "say when you feel ready",
    r"\bcongratulations?\b": "leave it out",
    r"\bgreat\b": "leave it out",
    r"\bnothing to worry about\b": "say what was found and what to look out for",
    r"\ball clear\b": "say what was found",
    r"\b(safe|recommended) for you\b": "say what the guideline says",
    r"\bshould be fine\b": "say what is usual and what to look out for",
    r"\bdon't worry\b": "leave it out",
    r"\bperfectly\b": "leave it out",
    r"!": "end with a full stop",
    r"\b(clinically validated|clinically proven|guaranteed|diagnoses? you)\b": "we claim none of this",
}
_FORBIDDEN = [(re.compile(form, re.IGNORECASE), remedy) for form, remedy in FORBIDDEN.items()]
_NORMAL = re.compile(r"\bnormal\b", re.IGNORECASE)
_FEELING = re.compile(r"\b(feel|feeling|feelings|grief|mood|sad|angry|emotion)", re.IGNORECASE)
_FAULT = "not your fault"
_SENTENCE = re.compile(r"(?<=[.?:])\s+")


def word_problems(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Every text a reader can see that breaks a rule of words."""
    for place, key, text in visible_texts(data):
        yield from _words(place, key, text)
    for name, one in data["statements"].items():
        yield from _shape(name, one)


def visible_texts(data: Mapping[str, Any]) -> Iterator[tuple[Map, str, str]]:
    """Each text a reader can see: (map, key, text)."""
    for one in data["statements"].values():
        yield from ((one, key, one[key]) for key in ("text", "otherwise", "because") if key in one)
    for fact in data["facts"].values():
        yield from ((fact, key, fact[key]) for key in ("question", "short", "hint", "unit") if key in fact)
        for label in [*_labels(fact.get("values")), *([fact["sign"]] if "sign" in fact else [])]:
            words = label if isinstance(label, str) else " ".join(label.values())
            yield fact, "values", words
    yield from ((page, "title", page["title"]) for page in data["pages"] if "title" in page)
    for article in data["articles"]:
        yield article, "title", article["title"]
        yield from ((part, "heading", part["heading"]) for part in article["parts"])
    for decision in data["decisions"]:
        yield decision, "asks", decision["asks"]
    for one in data["disagreements"]:
        yield from ((one, key, one[key]) for key in ("question", "follow", "why"))
        yield from ((position, "says", position["says"]) for position in one["positions"])
    for plan in data["plan"]:
        yield from ((row, "why", row["why"]) for row in plan.get("rows", ()) if "why" in row)


def _labels(values: Any) -> list[Any]:
    return list(values.values()) if isinstance(values, dict) else []


def _words(place: Map, key: str, text: str) -> Iterator[Problem]:
    for form, remedy in _FORBIDDEN:
        found = form.search(text)
        if found:
            yield problem_at(place, key, f"'{found.group(0)}' stands in '{_short(text)}'.", f"Write it in other words: {remedy}.")
    if _NORMAL.search(text) and _FEELING.search(text):
        yield problem_at(place, key, f"'normal' is said of feelings in '{_short(text)}'.", "Say common, or usual.")
    for sentence in _SENTENCE.split(text):
        if len(sentence.split()) > LONGEST:
            yield problem_at(
                place, key, f"a sentence of {len(sentence.split())} words: '{_short(sentence)}'.", f"Cut it in two; {LONGEST} is the most."
            )


def _shape(name: str, one: Map) -> Iterator[Problem]:
    text = one["text"]
    if one.get("kind") == "clause":
        if text.endswith("."):
            yield problem_at(one, "text", f"{name} is a clause and ends with a full stop.", "Take it away.")
    elif not text.endswith((".", "?", ":")):
        yield problem_at(one, "text", f"{name} is a sentence without an end.", "End it with a full stop.")
    if _FAULT in text.lower() and not name.startswith("open."):
        yield problem_at(one, "text", f"{name} says '{_FAULT}', which is said once, in the opening.", "Leave it out here.")


def _short(text: str) -> str:
    return text if len(text) <= 70 else text[:67] + "..."
