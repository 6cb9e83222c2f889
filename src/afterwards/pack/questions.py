"""What people ask: each question as the pack describes it, and the table that says which of its answers fit a person.

The table is one of its own: a question may hang on facts that no decision knows, and the page of signs, the guide and the
proofs stay as they are when a question is added.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from afterwards.engine import Fact, Rule, Table
from afterwards.engine.rules import Condition
from afterwards.errors import NoSuchQuestion
from afterwards.pack.conditions import conditions, exception_id, named_facts
from afterwards.pack.data import Data, Json

When = Mapping[str, Condition]

VERDICTS = ("yes", "not_yet", "ask_first", "call_today", "call_now", "do_now", "information")
FREE = ("yes", "information", "do_now")
"""Verdicts whose words may be said only where their circumstances are certain; of the others it is enough that they may hold."""
WORDS = {
    "yes": "Yes",
    "not_yet": "Not yet",
    "ask_first": "Ask first",
    "call_today": "Call today",
    "call_now": "Call now",
    "do_now": "Do this now",
}
"""How a heading begins, by verdict; `information` has no word of its own."""
EMERGENCY_CONTRACEPTION, PLAN, STATEMENTS = "emergency_contraception", "plan", "statements"
EXCLUDERS = "excluders"
"""Stands for every fact not told yet that can bring a method's category to 3, 4 or none."""


SIGNS_TODAY = "signs_today"
"""The fact that the page of signs as a whole tells: "none" denies what each line with one finding names."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: findings that mean help (`level` of the urgency), and the clause that says them.

    `listed`: the line of the page of signs that stands for it; its first `lead` words name it, and several signs may share a line.
    """

    id: str
    say: str
    listed: str
    lead: int
    level: str
    when: When


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """One answer as it is read: `say` is the heading and one line, `more` opens, `why` explains, `until` is a day after the loss.

    `if_` says in words whom it is for; it stands before the answer where all of them are read. Of the answers with a verdict the
    first that fits is given. One that `raises` is given whenever its circumstances certainly hold, though the engine says less.
    """

    id: str
    verdict: str
    say: tuple[str, ...]
    when: When
    unless: tuple[When, ...] = ()
    if_: str = ""
    more: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    until: int | None = None
    raises: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What would change an answer: `if_` this is so, `then` that; `when` says the same in facts."""

    id: str
    verdict: str
    if_: str
    then: str
    when: When
    unless: tuple[When, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as people ask it. `decides` are decisions or methods, or one of the words above; `groups` are the facts that
    decide it, those of one group on one page, in the order to ask; `pages` the most pages that may take. `of_asker`: it speaks to
    whoever asks, also to someone who asks for her. `yes_beside_call`: its Yes allows nothing, so it stands beside a call too."""

    id: str
    title: str
    topic: str
    guides: tuple[str, ...]
    kinds: tuple[str, ...]
    decides: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    pages: int
    answers: tuple[ShortAnswer, ...]
    changes: tuple[Change, ...] = ()
    related: tuple[str, ...] = ()
    implies: Mapping[str, object] = None  # type: ignore[assignment]  # always given
    typed: tuple[str, ...] = ()
    start: int = 0
    door: bool = False
    of_asker: bool = False
    yes_beside_call: bool = False

    @property
    def deciding(self) -> tuple[str, ...]:
        """The facts that decide it, in the order to ask."""
        return tuple(fact for group in self.groups for fact in group if fact != EXCLUDERS)


class Questions:
    """The questions of a pack, in the order of the catalogue, and the table of the circumstances of their answers."""

    def __init__(self, data: Sequence[Data], facts: Sequence[Fact], lists: Collection[str]) -> None:
        self.by_id = {one["id"]: _question(one, lists) for one in sorted(data, key=lambda one: one["order"])}
        rules = [rule for one in self.by_id.values() for rule in _selecting(one)]
        self.table = Table(named_facts(facts, rules), [], rules)

    def named(self, name: str) -> Question:
        """A question by its id. Raises `NoSuchQuestion` with the nearest ids."""
        if name not in self.by_id:
            raise NoSuchQuestion(name, self.by_id)
        return self.by_id[name]


def _selecting(question: Question) -> Iterator[Rule]:
    parts: tuple[ShortAnswer | Change, ...] = (*question.answers, *question.changes)
    for part in parts:
        yield Rule(part.id, part.when)
        for number, when in enumerate(part.unless):
            yield Rule(exception_id(part.id, number), when)


def _question(data: Data, lists: Collection[str]) -> Question:
    name, decides = data["id"], data["decides"]

    def shared(part: Data) -> Json:
        return {
            "verdict": part["verdict"],
            "when": conditions(part.get("when", {}), lists),
            "unless": tuple(conditions(when, lists) for when in part.get("unless", ())),
        }

    answers = tuple(
        ShortAnswer(
            id=f"{name} {one['id']}",
            say=tuple(one["say"]),
            if_=one.get("if", ""),
            more=tuple(one.get("more", ())),
            why=tuple(one.get("why", ())),
            until=one.get("until"),
            raises=one.get("raises", False),
            **shared(one),
        )
        for one in data["answers"]
    )
    changes = tuple(Change(id=f"{name} {one['id']}", if_=one["if"], then=one["then"], **shared(one)) for one in data.get("changes", ()))
    return Question(
        id=name,
        title=data["title"],
        topic=data["topic"],
        guides=tuple(data["guides"]),
        kinds=tuple(data["kinds"]),
        decides=(decides,) if isinstance(decides, str) else tuple(decides),
        groups=tuple((one,) if isinstance(one, str) else tuple(one) for one in data["deciding_facts"]),
        pages=data["most_pages"],
        answers=answers,
        changes=changes,
        related=tuple(data.get("related", ())),
        implies=data.get("implies", {}),
        typed=tuple(data.get("typed", ())),
        start=data.get("start", 0),
        door=data.get("door", False),
        of_asker=data.get("of_asker", False),
        yes_beside_call=data.get("yes_beside_call", False),
    )
