"""The parts of what a reviewer signs (`units`): each item of a pack, by name, with the hash of everything that is read with it.

Items are `statement:ID`, `rule:ID` (rules of decisions, rows of the plan, cautions, when a method may start, emergency contraception),
`rule:DECISION` (what a decision asks, how its levels are said, and what is said when no rule holds), `row:GUIDELINE CONDITION`
(a row of a grid with its notes and what its condition means), `row:methods NAME` (how well a method works, and what it suits),
`row:disagreements ID` and `medicine:NAME`.
An item's hash covers its words, claims, the entries of the sources it cites and of the facts its conditions name (the question,
its choices), level and links: change any, and what was signed is no longer there. It does not cover line numbers, comments
or the order of files.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence

from afterwards.pack.data import Data, Json

READING = "reading"
"""The topic of the articles."""
ASKED = "questions"
"""The topic of the answers to what people ask."""
GENERAL = "general"
"""The topic of what belongs to no part of a guide: questions, the start page, the foot of each page."""
METHODS = "methods"
DESK = "desk."
"""How the ids of the words of the review desk begin: no reader meets them, and nobody signs them."""


def contents(data: Data) -> dict[str, Data]:
    """Of each item what is read with it, as plain data: the item itself, its sources under `cites`, its questions under `facts`."""
    return {
        name: {
            **read,
            "cites": {one: data["sources"].get(one) for one in sorted(set(_sources(read)))},
            "facts": {one: data["facts"].get(one) for one in sorted(set(_facts(read)))},
        }
        for name, read in _items(data)
    }


def hashes(data: Data) -> dict[str, str]:
    """Of each item the SHA-256 of what is read with it."""
    return {name: hashlib.sha256(canonical(read)).hexdigest() for name, read in contents(data).items()}


def canonical(read: object) -> bytes:
    """The bytes that are hashed: the same for the same content, however the file is laid out."""
    return json.dumps(read, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _items(data: Data) -> Iterator[tuple[str, dict[str, object]]]:
    for name, statement in data["statements"].items():
        yield f"statement:{name}", dict(statement)
    for disagreement in data["disagreements"]:
        yield f"row:disagreements {disagreement['id']}", dict(disagreement)
    for decision in data["decisions"]:
        yield f"rule:{decision['decision']}", {key: value for key, value in decision.items() if key != "rules"}
        for rule in decision["rules"]:
            yield f"rule:{rule['id']}", {"decision": decision["decision"], "scale": decision["scale"], **rule}
    for question in data["questions"]:
        for answer in (*question["answers"], *question.get("changes", ())):
            yield f"rule:{question['id']} {answer['id']}", {"question": question["id"], "decides": question["decides"], **answer}
    for sign in data["signs"]:
        yield f"rule:sign {sign['id']}", dict(sign)
    for plan in data["plan"]:
        for row in (*plan.get("rows", ()), *plan.get("contradictions", ())):
            yield f"rule:{row['id']}", {"section": plan["section"], **row}
    if folder := data.get("contraception"):
        for rule in (*folder["cautions"], *folder["starting"]["rules"]):
            yield f"rule:{rule['id']}", dict(rule)
        for kind in folder["emergency"]["kinds"]:
            for rule in (*kind["rules"], *kind.get("notes", ())):
                yield f"rule:{rule['id']}", {"kind": kind["kind"], "name": kind["name"], "first": kind["say"], **rule}
        for method in folder["methods"]:
            yield f"row:methods {method['method']}", dict(method)
        for guideline, rows in folder["grids"].items():
            yield from _rows(guideline, rows, folder)
        for guideline, rows in folder["emergency_grids"].items():
            yield from _rows(f"{guideline}-emergency", rows, folder)
        for medicine in folder["medicines"]["names"]:
            named = (*medicine.get("classes", ()), *medicine.get("classes_one_of", ()))
            yield f"medicine:{medicine['name']}", {**medicine, "kinds": {name: folder["medicines"]["classes"].get(name) for name in named}}


def _rows(guideline: str, rows: Sequence[Data], folder: Data) -> Iterator[tuple[str, Json]]:
    notes: dict[str, list[object]] = {}
    for note in folder["notes"].get(guideline, ()):
        notes.setdefault(note["condition"], []).append(note)
    for row in rows:
        condition = row["condition"]
        yield f"row:{guideline} {condition}", {**row, "meaning": folder["conditions"].get(row["means"]), "notes": notes.get(condition, [])}


def _sources(read: object) -> Iterator[str]:
    """The sources an item cites: in its claims, or as a list."""
    if isinstance(read, Mapping):
        for key, value in read.items():
            if key == "sources":
                yield from (one["id"] if isinstance(one, Mapping) else one for one in value)
            else:
                yield from _sources(value)
    elif isinstance(read, list | tuple):
        for part in read:
            yield from _sources(part)


def _facts(read: object) -> Iterator[str]:
    """The facts an item's conditions name."""
    if isinstance(read, Mapping):
        for key, value in read.items():
            if key == "when":
                for when in value if isinstance(value, list) else [value]:
                    yield from when
            elif key in ("exceeds", "differ"):
                yield from value
            else:
                yield from _facts(value)
    elif isinstance(read, list | tuple):
        for part in read:
            yield from _facts(part)


def topics(data: Data) -> dict[str, tuple[str, ...]]:
    """Of each item the topics a reviewer finds it under: a section of the guide, "methods", "reading" or "general"."""
    topics_of: dict[str, dict[str, None]] = {}

    def place(item: str, topic: str) -> None:
        topics_of.setdefault(item, {})[topic] = None

    def say(read: object, topic: str) -> None:
        for name in statements_named(read, data["statements"]):
            place(f"statement:{name}", topic)

    for decision in data["decisions"]:
        topic = decision["section"]
        say(decision, topic)
        place(f"rule:{decision['decision']}", topic)
        for rule in decision["rules"]:
            place(f"rule:{rule['id']}", topic)
    for plan in data["plan"]:
        say(plan, plan["section"])
        for row in (*plan.get("rows", ()), *plan.get("contradictions", ())):
            place(f"rule:{row['id']}", plan["section"])
    if folder := data.get("contraception"):
        say(folder, METHODS)
    for disagreement in data["disagreements"]:
        place(f"row:disagreements {disagreement['id']}", GENERAL)
    for name, _ in _items(data):
        if name in topics_of:
            continue
        if name.startswith(("row:", "medicine:", "rule:")):
            place(name, METHODS)
    for sign in data["signs"]:
        place(f"rule:sign {sign['id']}", ASKED)
    for question in data["questions"]:
        say(question, ASKED)
        for answer in (*question["answers"], *question.get("changes", ())):
            place(f"rule:{question['id']} {answer['id']}", ASKED)
    for article in data["articles"]:
        say(article, READING)
    for name in data["statements"]:
        if f"statement:{name}" not in topics_of and not name.startswith(DESK):
            place(f"statement:{name}", GENERAL)
    return {item: tuple(places) for item, places in topics_of.items()}


def statements_named(read: object, statements: Data) -> Iterator[str]:
    """Every statement that is named anywhere within."""
    if isinstance(read, str):
        if read in statements:
            yield read
    elif isinstance(read, Mapping):
        for value in read.values():
            yield from statements_named(value, statements)
    elif isinstance(read, list | tuple):
        for value in read:
            yield from statements_named(value, statements)
