"""Conditions, sources and headings of a pack in plain words, as a reviewer reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from afterwards.check.cases import plain
from afterwards.pack.data import Data
from afterwards.pack.schema import INTERFACE

CONFIDENCE = {
    "agreed": "The sources read agree.",
    "single_source": "One source.",
    "contested": "Sources differ.",
    "unverified": "A person must still check this.",
}
READ = {"whole": "read whole", "part": "read in part", "memory": "not read, from memory", "own": "our own rules"}
TOPICS = {
    "today": "site.part-today",
    "bleeding_and_signs": "ui.topic-bleeding-and-signs",
    "sex": "site.part-sex",
    "contraception": "site.part-contraception",
    "methods": "site.part-methods",
    "tables": "desk.topic-tables",
    "trying_again": "site.part-trying-again",
    "opening": "site.part-opening",
    "period_and_test": "ui.topic-period-and-test",
    "feelings": "site.part-feelings",
    "daily_life": "ui.topic-daily-life",
    "pregnant": "ui.topic-pregnant",
    "plan": "ui.topic-plan",
    "reading": "site.part-reading",
    "general": "desk.topic-general",
}
"""What a reviewer finds a unit under, what hangs most on it first: the statement that names it."""
ALSO = {
    "otherwise": "Where a date or a number is not known",
    "about_her": "To someone who asks about her",
    "because": "The reason readers see",
}
"""What else is said by one statement, or in its place."""
FORM = "In another number"
_PLACEHOLDER = re.compile(r"\{([a-z_]+)(?::([a-z_]*)([+-]?[0-9]+))?\}")


def readable(text: str) -> str:
    """A text with its placeholders in square brackets, as words: `{date:loss+14}` is `[date: loss + 14 days]`."""

    def put(match: re.Match[str]) -> str:
        kind, of, number = match.groups()
        days = f"{f' {number[0]} {number[1:]}' if number[0] in '+-' else number} days" if number else ""
        return f"[{kind.replace('_', ' ')}{f': {of}{days}' if days else ''}]"

    return _PLACEHOLDER.sub(put, text)


def condition(data: Data, fact: str, wanted: Any) -> str:
    """One condition by the names of fact and values, such as `minutes: under 3 minutes`."""
    name = fact.replace("_", " ")
    if isinstance(wanted, Mapping):
        if "without" in wanted:
            return f"{name}: none of {_values(wanted['without'])}"
        bounds = {"from": "{} or more", "above": "more than {}", "to": "{} or less", "under": "under {}"}
        words = " and ".join(bounds[key].format(value) for key, value in wanted.items())
        return f"{name}: {words} {data['facts'].get(fact, {}).get('unit', '')}".strip()
    return f"{name}: {_values(wanted)}"


def _values(wanted: Any) -> str:
    return ", ".join(str(value).replace("_", " ") for value in wanted)


def conditions(data: Data, when: Data) -> list[str]:
    """The conditions of a rule, one a line; of a rule with alternatives each alternative on a line."""
    if isinstance(when, list):
        sets = ["; and ".join(condition(data, fact, wanted) for fact, wanted in one.items()) for one in when]
        return sets if len(sets) == 1 else [f"Either: {sets[0]}", *(f"Or: {one}" for one in sets[1:])]
    return [condition(data, fact, wanted) for fact, wanted in when.items()]


def is_interface(statement: str) -> bool:
    """Whether a statement is a word of an interface, which claims nothing."""
    return statement.startswith(INTERFACE)


def cited(data: Data, name: str) -> tuple[str, str]:
    """A source as it stands beside a claim, and its address, or ""."""
    entry = data["sources"].get(name)
    if entry is None:
        return name, ""
    dated = f", {entry['date']}" if entry.get("date") else ""
    return f"{entry['by']}: {entry['title']}{dated} ({READ[entry['read']]})", entry.get("address", "")


def publisher(data: Data, name: str) -> str:
    """Whose a source is."""
    return str(data["sources"].get(name, {}).get("by", name))


def condition_of(row: Data) -> str:
    """The condition of a row as its table names it."""
    return ": ".join(part for part in (row["heading"], row["detail"]) if part)


def notes(row: Data) -> list[str]:
    """What stands beside the cells of a row: of each column, or `*` for the row, on which edition it stands, and what is noted."""
    beside = ((one["method"], [part for part in (one.get("edition"), one["note"]) if part]) for one in row["notes"])
    return [f"{column}: {'; '.join(parts)}" for column, parts in beside if parts]


def heading(data: Data, unit: str, read: Data) -> str:
    """What a unit is called that has no title: its clause with its level, the row's condition, the method, or its name."""
    level = f": {read['level'].replace('_', ' ')}" if "level" in read else ""
    if "if" in read and read["if"] in data["statements"]:
        return f"If {data['statements'][read['if']]['text']}{level}"
    if "cells" in read:
        return condition_of(read)
    named = (read[key] for key in ("asks", "question", "name") if key in read)
    return str(next(named, f"{unit.partition(':')[2]}{level}"))


def beside(shown: Data) -> list[tuple[str, list[str]]]:
    """What a unit shows that is no item: the questions of a page with their choices, headings, kinds of medicine."""
    fields = [("Asks", [f"{fact['question']} {_all_choices(fact)}".strip()]) for fact in _asked(shown)]
    fields += [("Headings", [", ".join(shown["headings"])])] if "headings" in shown else []
    fields += [("Kinds", [", ".join(shown["kinds"].values())])] if "kinds" in shown else []
    return fields


def _asked(shown: Data) -> list[Data]:
    return [fact for fact in shown.get("facts", {}).values() if "question" in fact]


def _all_choices(fact: Data) -> str:
    values = fact.get("values", {})
    labels = values.values() if isinstance(values, Mapping) else values
    return "; ".join(str(one["label"] if isinstance(one, Mapping) else one) for one in labels)


def facts_line(facts: Data) -> str:
    """What a worked person said, as it is written in the case."""
    return ", ".join(f"{name}: {value}" for name, value in plain(facts).items())
