"""What lies before a reviewer: the items of a pack as they are now, each as a card to read, and how each stands.

Reads files; writes nothing. `Material.read` takes seconds for a large pack: `Shelf` reads again only when a file has changed.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from afterwards.check.knowledge import cases_of
from afterwards.pack.gather import read_files
from afterwards.pack.layout import pack_files
from afterwards.pack.links import link_problems, statement_uses
from afterwards.pack.reading import PackError, Problem, read_yaml
from afterwards.review.desk import phrases
from afterwards.review.items import contents, hashes, topics
from afterwards.review.records import FOLDER, Record, Standing, read_records, record_problems, stand

Data = Mapping[str, Any]
Field = tuple[str, list[str]]
KINDS = {"statement": "Sentence", "rule": "Rule", "row": "Row", "medicine": "Medicine"}
MOST_CASES = 6


@dataclass(frozen=True, slots=True)
class ItemCard:
    """One item to read: `heading` is what it says, `fields` are what stands beside it. `read` is its hash."""

    item: str
    kind: str
    name: str
    read: str
    heading: str
    fields: list[Field]


@dataclass
class Material:
    """A pack as a reviewer reads it. `data` is checked data of `read_files`."""

    root: Path
    data: Data
    hashes: Mapping[str, str]
    contents: Mapping[str, Data]
    places: Mapping[str, tuple[str, ...]]
    cases: list[Any] = field(default_factory=list)
    _stood: tuple[object, tuple[dict[str, Standing], list[Record], list[Problem]]] | None = None

    @classmethod
    def read(cls, root: Path) -> Material:
        """Read the pack in `root`. Raises `PackError` with every complaint when it is damaged."""
        data, problems = read_files(root)
        problems = problems or link_problems(data)
        if problems:
            raise PackError(problems)
        return cls(root, data, hashes(data), contents(data), topics(data), _read_cases(root))

    @cached_property
    def topics(self) -> dict[str, list[str]]:
        """Of each topic its items, in the order of the pack; a topic without any is left out."""
        by_topic = {topic: [item for item in self.hashes if topic in self.places[item]] for topic in phrases.TOPICS}
        return {topic: items for topic, items in by_topic.items() if items}

    @cached_property
    def authors(self) -> tuple[str, ...]:
        """Who wrote the pack and may not review it."""
        return tuple(self.data["pack"].get("authors", ()))

    def code(self, topic: str) -> str:
        """A short hash over all items of a topic as they stand: what a printed page was made from."""
        digest = hashlib.sha256(topic.encode())
        for item in sorted(self.topics[topic]):
            digest.update(f"\n{item} {self.hashes[item]}".encode())
        text = digest.hexdigest()[:12]
        return f"{text[:4]}-{text[4:8]}-{text[8:]}"

    def standing(self) -> tuple[dict[str, Standing], list[Record], list[Problem]]:
        """How each item stands with the reviewers, from the records as they are now; the records, and what is wrong with them."""
        files = [(path.name, found.st_mtime_ns, found.st_size) for path in (self.root / FOLDER).glob("*.json") for found in [path.stat()]]
        if self._stood is None or self._stood[0] != sorted(files):
            records, problems = read_records(self.root)
            problems += record_problems(records, self.data)
            self._stood = sorted(files), ({one.item: one for one in stand(self.data, records)}, records, problems)
        return self._stood[1]

    def card(self, item: str) -> ItemCard:
        """An item to read. Raises `KeyError` when there is no such item."""
        kind, _, name = item.partition(":")
        read = self.contents[item]
        if kind == "statement":
            label, heading, fields = KINDS[kind], read["text"], self._statement(name, read)
        elif kind == "rule" and name in self._decisions:
            label, heading, fields = "Decision", read["asks"], self._decision(read)
        elif kind == "rule":
            label, heading, fields = KINDS[kind], *self._rule(name, read)
        elif kind == "row":
            label, heading, fields = KINDS[kind], *self._row(name, read)
        else:
            label, heading, fields = KINDS[kind], name, self._medicine(read)
        return ItemCard(item, label, name, self.hashes[item], heading, [(title, lines) for title, lines in fields if lines])

    @cached_property
    def _decisions(self) -> set[str]:
        return {one["decision"] for one in self.data["decisions"]}

    @cached_property
    def _met(self) -> dict[str, dict[str, None]]:
        met: dict[str, dict[str, None]] = {}
        for entry, key, name in statement_uses(self.data):
            met.setdefault(name, {})[phrases.place(self.data, entry, key)] = None
        return met

    @cached_property
    def _said_by(self) -> dict[str, list[str]]:
        said_by: dict[str, list[str]] = {}
        for item, read in self.contents.items():
            if item.startswith("rule:"):
                for name in dict.fromkeys(phrases.named_in({**read, "cites": {}, "facts": {}}, self.data["statements"])):
                    said_by.setdefault(name, []).append(item)
        return said_by

    @cached_property
    def _cases_by(self) -> dict[str, list[str]]:
        cases_by: dict[str, list[str]] = {}
        for case in self.cases:
            if "expect" in case:
                words = f"{case['case']}: {case['why']} ({phrases.facts_line(case['facts'])})"
                for rule in case["expect"].get("because", ()):
                    cases_by.setdefault(f"rule:{rule}", []).append(f"Decides. {words}")
                for rule in case["expect"].get("out", ()):
                    cases_by.setdefault(f"rule:{rule}", []).append(f"Just does not hold. {words}")
            elif "row" in case:
                cases_by.setdefault(f"row:{case['guideline']} {case['row']}", []).append(case["case"])
        return cases_by

    def _text(self, name: str) -> str:
        statement = self.data["statements"].get(name)
        return str(statement["text"]) if statement else name

    def _texts(self, names: Any) -> list[str]:
        return [self._text(one) for one in names]

    def _shown_by(self, items: list[str]) -> list[str]:
        cases = [case for item in items for case in self._cases_by.get(item, ())]
        rest = len(cases) - MOST_CASES
        return cases[:MOST_CASES] + ([f"And {rest} more in the worked cases."] if rest > 0 else [])

    def _statement(self, name: str, read: Data) -> list[Field]:
        rules = self._said_by.get(name, [])
        claims = [
            f"{claim['says']}: {phrases.source(self.data, one['id'], one.get('at', ''))}"
            for claim in read["claims"]
            for one in claim["sources"]
        ]
        return [
            ("Said instead, where a date or a number is not known", [read["otherwise"]] if "otherwise" in read else []),
            ("Said to someone who asks about her", [read["about_her"]] if "about_her" in read else []),
            ("The reason readers see", [read["because"]] if "because" in read else []),
            ("What it claims, and where that stands", claims),
            ("How sure", [phrases.CONFIDENCE[read["confidence"]]]),
            ("Where readers meet it", list(self._met.get(name, ()))),
            ("Rules that say it", [f"{rule.partition(':')[2]}: {self._gist(self.contents[rule])}" for rule in rules]),
            ("Worked cases", self._shown_by(rules)),
        ]

    def _gist(self, read: Data) -> str:
        """A rule in one line."""
        when = "; ".join(phrases.conditions(self.data, read["when"])) if "when" in read else read.get("asks", "")
        level = f" → {read['level'].replace('_', ' ')}" if "level" in read else ""
        return f"{when}{level}"

    def _rule(self, name: str, read: Data) -> tuple[str, list[Field]]:
        level = read.get("level", "").replace("_", " ")
        heading = self._text(read["if"]) if "if" in read else self._gist(read) or name
        days = {"from_day": "from day {}", "to_day": "to day {}", "extra_days": "other protection for {} days more"}
        more = [said.format(read[key]) for key, said in days.items() if key in read]
        scope = [", ".join(read[key]).replace("_", " ") for key in ("guidelines", "methods") if key in read]
        against = [f"{' and '.join(read[key])}" for key in ("exceeds", "differ") if key in read]
        if "if" in read:
            heading = f"If {heading}: {level}"
        return heading, [
            ("Holds when", phrases.conditions(self.data, read["when"]) if "when" in read else []),
            ("Answers that do not fit together", against),
            (
                "Gives",
                [f"{level}, on the scale {', '.join(read['scale']).replace('_', ' ')}" if "scale" in read else level] if level else [],
            ),
            ("For", scope),
            ("Days", more),
            ("Readers are told", self._texts([*read.get("first", ()), *read.get("say", ()), *read.get("do", ())])),
            ("Also", ["Waits."] if read.get("wait") else []),
            ("Sources", [phrases.source(self.data, one) for one in read.get("sources", ())]),
            ("Worked cases", self._shown_by([f"rule:{name}"])),
        ]

    def _decision(self, read: Data) -> list[Field]:
        levels = [f"{name.replace('_', ' ')}: {' / '.join(self._texts(_flat(one)))}" for name, one in read["levels"].items()]
        careful = f"Past its date no answer is below {read['past_due'].replace('_', ' ')}." if "past_due" in read else ""
        return [
            ("For", [", ".join(read["guides"]).replace("_", " ")]),
            ("The levels and their words", levels),
            ("While questions are open", self._texts([read["so_far"]])),
            (f"When no rule holds: {read['default']['level'].replace('_', ' ')}", self._texts(read["default"]["say"])),
            ("After every answer", self._texts(read.get("always", ()))),
            ("Also", [one for one in ("A finding only ever raises it." if read.get("rises") else "", careful) if one]),
        ]

    def _row(self, name: str, read: Data) -> tuple[str, list[Field]]:
        table = name.partition(" ")[0]
        if table == "methods":
            numbers = [
                f"{place}: {one['typical']} of 100 with usual use, {one['perfect']} with perfect use, are pregnant within a year"
                for place, one in read.get("effectiveness", {}).items()
            ]
            parts = [f"{part['heading']}: {' '.join(self._texts(part['say']))}" for part in read["parts"]]
            suits = [", ".join(read.get("suits", ())).replace("_", " ")] if read.get("suits") else []
            return read["name"], [("How well it works", numbers), ("Meets these wishes", suits), ("Its page", parts)]
        if table == "disagreements":
            sides = [
                f"{one['says']}: {'; '.join(phrases.source(self.data, source) for source in one['sources'])}" for one in read["positions"]
            ]
            return read["question"], [("What sources say", sides), ("What we follow", [read["follow"]]), ("Why", [read["why"]])]
        meaning = read.get("meaning") or {}
        notes = [f"{one['method']}: {one['note']}" for one in read["notes"] if one.get("note")]
        heading = ": ".join(one for one in (read["heading"], read["detail"]) if one)
        return f"{table.upper()}: {heading}", [
            ("Categories", [", ".join(f"{method.replace('_', ' ')} {cell}" for method, cell in read["cells"].items())]),
            ("Applies when", phrases.conditions(self.data, meaning["when"]) if meaning else ["It is asked for nowhere."]),
            ("Said as", self._texts([meaning["say"]]) if meaning else []),
            ("Notes", notes),
            ("Worked cases", self._shown_by([f"row:{name}"])),
        ]

    def _medicine(self, read: Data) -> list[Field]:
        kinds = [f"{name.replace('_', ' ')}: {(one or {}).get('label', '')}" for name, one in read["kinds"].items()]
        return [
            ("Sold as", [", ".join(read["brands"])] if "brands" in read else []),
            ("Counts as", kinds),
            ("Readers are told", self._texts(read.get("say", ()))),
        ]


def _flat(written: Data) -> list[str]:
    return [name for value in written.values() for name in ([value] if isinstance(value, str) else value)]


def _read_cases(root: Path) -> list[Any]:
    """The worked cases as they are written; those of grids carry their guideline. Damaged files are `check`'s business."""
    folder = cases_of(root)
    cases: list[Any] = []
    for path in sorted(folder.glob("*.yaml")) + sorted(folder.glob("contraception/*.yaml")) if folder else []:
        cases += [
            one if "expect" in one else {**one, "guideline": path.stem}
            for one in read_yaml(path, path.name, []) or ()
            if isinstance(one, dict) and isinstance(one.get("case"), str) and ("expect" in one or "row" in one)
        ]
    return cases


class Shelf:
    """The pack in `root`, read again whenever one of its files has changed."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._state: object = None
        self._material: Material | None = None

    def open(self) -> Material:
        """The pack as it is at this moment. Raises `PackError` when it is damaged."""
        state = [(path, found.st_mtime_ns, found.st_size) for _, path in pack_files(self._root) if path.exists() for found in [path.stat()]]
        if self._material is None or state != self._state:
            self._material, self._state = Material.read(self._root), state
        return self._material


@dataclass(frozen=True, slots=True)
class TopicCount:
    """How a topic stands: numbers of items. `overdue`: reviewed, and past the day by which it had to be looked at again."""

    topic: str
    items: int
    reviewed: int
    overdue: int
    asked: int
    stale: int
    waiting: int
    needed: int

    @property
    def open(self) -> int:
        """Items that nobody may call reviewed today."""
        return self.items - self.reviewed


def state_of(standing: Standing, today: date) -> str:
    """`reviewed`, `overdue`, `change asked`, `stale`, `one more reviewer needed` or `not reviewed`."""
    if standing.asked:
        return "change asked"
    if standing.review:
        return "reviewed" if today <= standing.review.due else "overdue"
    if standing.accepted:
        return "one more reviewer needed"
    return "stale" if standing.stale else "not reviewed"


def count(material: Material, standing: Mapping[str, Standing], topic: str, today: date) -> TopicCount:
    """The numbers of one topic."""
    items = [standing[item] for item in material.topics[topic]]
    states = Counter(state_of(one, today) for one in items)
    return TopicCount(
        topic,
        items=len(items),
        reviewed=states["reviewed"],
        overdue=states["overdue"],
        asked=states["change asked"],
        stale=states["stale"],
        waiting=states["one more reviewer needed"],
        needed=max(one.needed for one in items),
    )
