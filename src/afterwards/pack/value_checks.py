"""How a value of a pack's files is checked: text, numbers, dates, lists, maps and records, each with a complaint that says what to write.

A check is a function of a value and of where it stands; it adds complaints and gives nothing back. `schema` says which entry has which.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from afterwards.pack.reading import Items, Map, Problem

ID = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*\Z")
RULE_ID = re.compile(r"[A-Z]+(-[A-Z]+)*-[0-9]{2,}\Z")
NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
GUIDELINE = re.compile(r"[a-z][a-z0-9_-]*\Z")
"""A guideline or an earlier edition of one: it names its table too, such as `who-2015`."""
ITEM = re.compile(r"(answer|article|changes|medicine|page|row|rule|signs|statement|words):.+\Z")
SHA256 = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file, and the list that complaints go to."""

    file: str
    line: int
    entry: str
    problems: list[Problem]

    def complain(self, complaint: str, remedy: str) -> None:
        """Add a complaint about this place."""
        self.problems.append(Problem(self.file, self.line, f"{self.entry}: {complaint}" if self.entry else complaint, remedy))


Check = Callable[[object, Where], None]


def shown(value: object) -> str:
    """A value as it is named in a complaint: short, and a map or list by its kind."""
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list):
        return "a list"
    text = str(value)
    return f"'{text[:60]}...'" if len(text) > 60 else f"'{text}'"


def text(value: object, where: Where) -> None:
    """One line of text."""
    if not isinstance(value, str):
        where.complain(f"found {shown(value)}, text is needed.", "Write text; put it in quotes if it looks like a number.")
    elif not value.strip() or "\n" in value.strip():
        where.complain("the text is empty or runs over several lines.", "Write it on one line.")


def pattern(form: re.Pattern[str], says: str) -> Check:
    """Text of one form; `says` tells the form in words."""

    def check(value: object, where: Where) -> None:
        if not isinstance(value, str) or not form.match(value):
            where.complain(f"found {shown(value)}, allowed is {says}.", "Rename it.")

    return check


def number(value: object, where: Where) -> None:
    """A number, whole or not."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        where.complain(f"found {shown(value)}, a number is needed.", "Write a number without a unit.")


def day(value: object, where: Where) -> None:
    """A number of days after the loss, 0 or more."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        where.complain(f"found {shown(value)}, a number of days is needed, 0 or more.", "Write a whole number.")


def iso_date(value: object, where: Where) -> None:
    """A day, written 2026-11-24."""
    try:
        good = isinstance(value, str) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        good = False
    if not good:
        where.complain(f"found {shown(value)}, a day is needed.", "Write it as 2026-11-24.")


def flag(value: object, where: Where) -> None:
    """`true`; leaving the key out says the contrary."""
    if value is not True:
        where.complain(f"found {shown(value)}, allowed is only true.", "Write true, or take the key away.")


def one_of(*allowed: str) -> Check:
    """One of a few words."""

    def check(value: object, where: Where) -> None:
        if value not in allowed:
            where.complain(f"found {shown(value)}, allowed are {', '.join(allowed)}.", "Choose one of these.")

    return check


def list_of(item: Check, *, least: int = 0) -> Check:
    """A list whose items all pass `item`, with at least `least` of them."""

    def check(value: object, where: Where) -> None:
        if not isinstance(value, Items):
            where.complain(f"found {shown(value)}, a list is needed.", "Write it in square brackets.")
            return
        if len(value) < least:
            where.complain("the list is empty.", "Name one or more.")
        for number, (line, inner) in enumerate(zip(value.lines, value, strict=True), start=1):
            name = inner["id"] if isinstance(inner, Map) and isinstance(inner.get("id"), str) else str(number)
            item(inner, Where(where.file, line, f"{where.entry} {name}".strip(), where.problems))

    return check


def map_of(key: re.Pattern[str], value_check: Check) -> Check:
    """A map with free keys of one form."""

    def check(value: object, where: Where) -> None:
        if not isinstance(value, Map):
            where.complain(f"found {shown(value)}, a map is needed.", "Write 'key: value' lines.")
            return
        for name, inner in value.items():
            inside = Where(where.file, value.lines[name], f"{where.entry} {name}".strip(), where.problems)
            if not key.match(name):
                inside.complain(
                    "the name has a form that is not allowed.", "Use small letters, digits and the separators of its neighbours."
                )
            value_check(inner, inside)

    return check


def record(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """A map with known keys; a key that is not known is refused."""
    fields = {**required, **(optional or {})}

    def check(value: object, where: Where) -> None:
        if not isinstance(value, Map):
            where.complain(f"found {shown(value)}, a map with {', '.join(required)} is needed.", "Write 'key: value' pairs.")
            return
        for name in required:
            if name not in value:
                Where(where.file, value.line, where.entry, where.problems).complain(f"'{name}' is missing.", f"Add '{name}'.")
        for name, inner in value.items():
            inside = Where(where.file, value.lines[name], f"{where.entry} {name}".strip(), where.problems)
            if name in fields:
                fields[name](inner, inside)
            else:
                inside.complain("this key is not known.", f"Allowed are {', '.join(fields)}.")

    return check


def either(*choices: tuple[type, Check]) -> Check:
    """The check that goes with the value's type."""

    def check(value: object, where: Where) -> None:
        for kind, inner in choices:
            if isinstance(value, kind) and not (kind is not bool and isinstance(value, bool)):
                inner(value, where)
                return
        choices[-1][1](value, where)

    return check


def number_range(value: object, where: Where) -> None:
    """A range of numbers: one bound, or a lower and an upper one."""
    record({}, {"from": number, "above": number, "to": number, "under": number})(value, where)
    if isinstance(value, Map) and (not value or {"from", "above"} <= value.keys() or {"to", "under"} <= value.keys()):
        where.complain("a range needs one lower bound, one upper bound, or one of each.", "Use from or above, and to or under.")


ids = list_of(pattern(ID, "small letters and digits with dots and hyphens"))
some_ids = list_of(pattern(ID, "small letters and digits with dots and hyphens"), least=1)
SOURCE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]*\Z")
source_ids = list_of(pattern(SOURCE_ID, "letters, digits, dots, slashes and hyphens"), least=1)
names = list_of(pattern(NAME, "small letters, digits and underscores"), least=1)
guideline_names = list_of(pattern(GUIDELINE, "small letters, digits and hyphens"), least=1)
values = list_of(text, least=1)
condition = either((Map, number_range), (Items, values))
conditions = map_of(NAME, condition)


def _range_or_without(value: object, where: Where) -> None:
    if isinstance(value, Map) and "without" in value:
        record({"without": values})(value, where)
    else:
        number_range(value, where)


alternatives = list_of(map_of(NAME, either((Map, _range_or_without), (Items, values))), least=1)
"""One set of conditions or another; on a list fact `[a, b]` is one or more of these, `{without: [a, b]}` none of these."""
decision_conditions = map_of(NAME, either((Map, _range_or_without), (Items, values)))
"""One set of conditions, all of which hold; on a list fact `[a]` is that value, `{without: [a, b]}` none of these."""
label = either((Map, record({"label": text}, {"hint": text})), (str, text))
rule_id = pattern(RULE_ID, "capital letters, a hyphen and a number, such as SEX-04")
