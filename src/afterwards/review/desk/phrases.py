"""Conditions, sources and places of a pack in plain words, as a reviewer reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from afterwards.check.cases import plain
from afterwards.review.desk.words import say

Data = Mapping[str, Any]
CONFIDENCE = {
    "agreed": "The sources read agree.",
    "single_source": "One source.",
    "contested": "Sources differ.",
    "unverified": "Written from memory of the source, to be checked.",
}
READ = {"whole": "read whole", "part": "read in part", "memory": "not read, from memory", "own": "our own rules"}
TOPICS = {
    "opening": "site.part-opening",
    "today": "site.part-today",
    "sex": "site.part-sex",
    "contraception": "site.part-contraception",
    "trying_again": "site.part-trying-again",
    "feelings": "site.part-feelings",
    "methods": "site.part-methods",
    "reading": "site.part-reading",
    "general": "desk.topic-general",
}
"""What a reviewer finds an item under: the statement that names it."""
_PACK_PLACES = {"foot": "the foot of each page", "covered": "the page of how this works", "not_covered": "the page of how this works"}


def condition(data: Data, fact: str, wanted: Any) -> str:
    """One condition, such as `Minutes: under 3 minutes`."""
    entry = data["facts"].get(fact, {})
    name = entry.get("short") or entry.get("question") or fact
    if isinstance(wanted, Mapping):
        if "without" in wanted:
            return f"{name}: none of {_choices(entry, wanted['without'])}"
        bounds = {"from": "{} or more", "above": "more than {}", "to": "{} or less", "under": "under {}"}
        words = " and ".join(bounds[key].format(value) for key, value in wanted.items())
        return f"{name}: {words} {entry.get('unit', '')}".strip()
    return f"{name}: {_choices(entry, wanted)}"


def _choices(entry: Data, wanted: Any) -> str:
    labels = entry.get("values", {})
    labels = {"yes": "Yes", "no": "No", **(labels if isinstance(labels, Mapping) else {})}
    named = [labels.get(value, value) for value in wanted]
    return ", or ".join(str(one["label"] if isinstance(one, Mapping) else one) for one in named)


def conditions(data: Data, when: Any) -> list[str]:
    """The conditions of a rule, one a line; of a rule with alternatives each alternative on a line."""
    if isinstance(when, list):
        sets = ["; and ".join(condition(data, fact, wanted) for fact, wanted in one.items()) for one in when]
        return sets if len(sets) == 1 else [f"Either: {sets[0]}", *(f"Or: {one}" for one in sets[1:])]
    return [condition(data, fact, wanted) for fact, wanted in when.items()]


def source(data: Data, name: str, at: str = "") -> str:
    """A source with how much of it was read."""
    entry = data["sources"].get(name)
    if entry is None:
        return name
    dated = f", {entry['date']}" if entry.get("date") else ""
    return f"{entry['title']}. {entry['by']}{dated}{f'; at: {at}' if at else ''} ({READ[entry['read']]})"


def place(data: Data, entry: Any, key: str) -> str:
    """Where readers meet a statement, from one place that names it."""
    folder = entry.file.split("/")[0]
    rule = f", by {entry['id']}" if isinstance(entry.get("id"), str) and folder in ("decisions", "plan", "contraception") else ""
    if folder in ("decisions", "plan"):
        decision = next((one for one in data[folder] if one.file == entry.file), None)
        section = say(data, TOPICS[decision["section"]]) if decision and decision["section"] in TOPICS else ""
        return f"the guide, part “{section}”{rule}"
    if folder == "articles":
        article = next((one for one in data["articles"] if one.file == entry.file), None)
        return f"the reading page “{article['title'] if article else entry.file}”"
    if folder == "facts.yaml":
        title = entry.get("title") or next((data["facts"][one].get("question", "") for one in entry.get("facts", ())), "")
        return f"the question page “{title}”"
    if folder == "contraception":
        return f"the page of the method “{entry['name']}”" if "parts" in entry else f"the comparison of methods{rule}"
    return _PACK_PLACES.get(key, "the start page, or a note about this site")


def facts_line(facts: Data) -> str:
    """What a worked person said, as it is written in the case."""
    return ", ".join(f"{name}: {value}" for name, value in plain(facts).items())


def named_in(read: object, known: Data) -> Iterator[str]:
    """Every statement that is named anywhere within."""
    if isinstance(read, str):
        if read in known:
            yield read
    elif isinstance(read, Mapping):
        for value in read.values():
            yield from named_in(value, known)
    elif isinstance(read, list | tuple):
        for value in read:
            yield from named_in(value, known)
