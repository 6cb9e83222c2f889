"""The units of the medical review: what a clinician reads and signs, each as a reader meets it.

A unit is a short answer (one row of a question's answers, with its circumstances), what would change an answer, a rule with what it says,
a row of the plan, a piece of a page (12 sentences at most), a row of a table, a medicine, or a place where sources differ. It is made of
the parts of `items`; a part that a signed unit shows in full needs no signature of its own. The hash of a unit covers every part it
shows: an edit of one sentence voids each unit that shows it.

Units come sorted by risk: 999 first, then help today, what runs out, sex, contraception, and the rest. In that order a sentence is judged
in the first unit that shows it; in the later ones it is read already. The worked people beside a unit are no part of the hash, since a
pack ships without its cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from afterwards.pack.data import Data
from afterwards.pack.schema import INTERFACE

MOST_SENTENCES = 12
EMERGENCY, HELP_TODAY, CLOCKS, SEX, CONTRACEPTION, REST = range(6)
"""How much hangs on a unit, the most first."""
ALTERNATES = ("rather", "going_on", "some_kind")
"""Keys of a statement that name what is said in its place."""
TITLE = "question."
"""How the ids of the titles of questions begin: what people ask, which claims nothing."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing to sign. `parts` are the items of `items` that it shows in full, its statements in the order in which they are read.

    `section`: the part of the guide by which `two_reviewers` of the pack covers it. `beside`: what it shows that is no item, such as
    the title of a page; `read`: the SHA-256 over all of it.
    """

    name: str
    kind: str
    topic: str
    section: str
    risk: int
    parts: tuple[str, ...]
    beside: Mapping[str, object] = field(default_factory=dict)
    read: str = ""

    @property
    def statements(self) -> tuple[str, ...]:
        """The statements it shows, in order."""
        return tuple(part.removeprefix("statement:") for part in self.parts if part.startswith("statement:"))


def is_clause(data: Data, statement: str) -> bool:
    """Whether a statement is a clause of a sentence, such as whom an answer is for."""
    return bool(data["statements"][statement].get("kind") == "clause")


def is_sentence(data: Data, statement: str) -> bool:
    """Whether a statement is a sentence to judge: no clause of one, no title of a question, and no word of an interface."""
    return not is_clause(data, statement) and not statement.startswith((*INTERFACE, TITLE))


def with_alternates(data: Data, names: Iterable[str]) -> tuple[str, ...]:
    """The statements, each with those that are said in its place, once each."""
    shown: dict[str, None] = {}
    waiting = list(names)[::-1]
    while waiting:
        name = waiting.pop()
        if name not in shown and name in data["statements"]:
            shown[name] = None
            entry = data["statements"][name]
            waiting += [entry[key] for key in ALTERNATES if key in entry][::-1]
    return tuple(shown)


def pieces(data: Data, names: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The statements with what is said in their place, in pieces of at most `MOST_SENTENCES`."""
    shown: tuple[str, ...] = ()
    for name in dict.fromkeys(names):
        more = tuple(one for one in with_alternates(data, [name]) if one not in shown)
        if shown and sum(not is_clause(data, one) for one in (*shown, *more)) > MOST_SENTENCES:
            yield shown
            shown, more = (), with_alternates(data, [name])
        shown += more
    if shown:
        yield shown


def said(data: Data, names: Iterable[str]) -> tuple[str, ...]:
    """The parts of some statements, with what is said in their place."""
    return tuple(f"statement:{name}" for name in with_alternates(data, names))


def singles(row: Data, *keys: str) -> tuple[str, ...]:
    """The statements that a row names under these keys, where it has them."""
    return tuple(row[key] for key in keys if key in row)


def paged(
    data: Data,
    name: str,
    kind: str,
    where: tuple[str, str, int],
    says: Iterable[str],
    parts: tuple[str, ...] = (),
    beside: Mapping[str, object] | None = None,
) -> Iterator[Unit]:
    """Units of what may be too long for one; each carries the parts of the whole. `where`: topic, section and risk."""
    many = list(pieces(data, says)) or [()]
    for number, piece in enumerate(many, start=1):
        numbered = name if len(many) == 1 else f"{name} {number}"
        yield Unit(numbered, kind, *where, (*parts, *(f"statement:{one}" for one in piece)), beside or {})


def grouped(data: Data, rows: Iterable[Data], keys: tuple[str, ...], most: int = MOST_SENTENCES) -> Iterator[list[Data]]:
    """Rows in groups whose statements under `keys` are at most `most` sentences."""
    group: list[Data] = []
    for row in rows:
        names = with_alternates(data, [name for one in [*group, row] for name in singles(one, *keys)])
        if group and sum(not is_clause(data, name) for name in names) > most:
            yield group
            group = []
        group.append(row)
    if group:
        yield group
