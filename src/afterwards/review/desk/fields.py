"""What stands beside the sentences of a unit: when a rule holds and what it gives, the cells of a row, the kinds of a medicine."""

from __future__ import annotations

from afterwards.pack.data import Data
from afterwards.review.desk import phrases

CATEGORIES = "Categories"
"""The field that is shown as a table."""
EXCEPTIONS = "But not when"
"""The field of what keeps it back: many answers share theirs, so a line that stood in an earlier unit is not counted again."""


def fields_of(data: Data, part: str, read: Data) -> list[tuple[str, list[str]]]:
    """What is read of a part besides its sentences: titles with lines."""
    kind, _, name = part.partition(":")
    if kind == "medicine":
        return _medicine(read)
    if kind == "row":
        return _row(data, name, read)
    return _decision(read) if "levels" in read else _rule(data, read)


def exceptions(data: Data, read: Data) -> list[str]:
    """What keeps a part back although it holds: each set of conditions that must come together on a line."""
    return ["; and ".join(phrases.conditions(data, when)) for when in read.get("unless", ())]


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _rule(data: Data, read: Data) -> list[tuple[str, list[str]]]:
    level = _spaced(read.get("level", read.get("verdict", "")))
    days = {"from_day": "from day {}", "to_day": "to day {}", "extra_days": "other protection for {} days more", "until": "until day {}"}
    when = read.get("when", {})
    return [
        ("Holds when", phrases.conditions(data, when) if when else ["Nothing else fits."] if "verdict" in read else []),
        (EXCEPTIONS, exceptions(data, read)),
        ("Answers that do not fit together", [" and ".join(read[key]) for key in ("exceeds", "differ") if key in read]),
        ("Gives", [level] if level else []),
        ("Of", [_spaced(", ".join(read[key])) for key in ("guidelines", "methods") if key in read]),
        ("Days", [text.format(read[key]) for key, text in days.items() if key in read]),
        ("Also", [text for key, text in (("wait", "Waits."), ("raises", "Given whenever its circumstances hold.")) if read.get(key)]),
    ]


def _decision(read: Data) -> list[tuple[str, list[str]]]:
    careful = f"Past its date no answer is below {_spaced(read['past_due'])}." if "past_due" in read else ""
    return [
        ("Asks", [read["asks"]]),
        ("For", [_spaced(", ".join(read["guides"]))]),
        ("The levels", [_spaced(", ".join(read["scale"]))]),
        ("When no rule holds", [_spaced(read["default"]["level"])]),
        ("Also", [one for one in ("A finding only ever raises it." if read.get("rises") else "", careful) if one]),
    ]


def _row(data: Data, name: str, read: Data) -> list[tuple[str, list[str]]]:
    table = name.partition(" ")[0]
    if table == "methods":
        effects = read.get("effectiveness", {}).items()
        return [
            ("How well it works", [f"{place}: {_per_hundred(one)}" for place, one in effects]),
            ("Meets these wishes", [_spaced(", ".join(read["suits"]))] if read.get("suits") else []),
            ("Its parts", [", ".join(part["heading"] for part in read["parts"])]),
        ]
    if table == "disagreements":
        positions = read["positions"]
        sides = [f"{one['says']} ({'; '.join(phrases.publisher(data, source) for source in one['sources'])})" for one in positions]
        return [("What sources say", sides), ("What we follow", [read["follow"]]), ("Why", [read["why"]])]
    meaning = read.get("meaning") or {}
    return [
        ("Row", [phrases.condition_of(read)]),
        (CATEGORIES, [" ".join(read["cells"].values())]),
        ("Applies when", phrases.conditions(data, meaning["when"]) if meaning else ["It is asked for nowhere."]),
        ("Notes", phrases.notes(read)),
    ]


def _per_hundred(effect: Data) -> str:
    return f"{effect['typical']} of 100 with usual use, {effect['perfect']} with perfect use"


def _medicine(read: Data) -> list[tuple[str, list[str]]]:
    return [
        ("Sold as", [", ".join(read["brands"])] if "brands" in read else []),
        ("Counts as", [f"{_spaced(name)}: {(one or {}).get('label', '')}" for name, one in read["kinds"].items()]),
    ]
