"""The entries of a pack as dataclasses: facts, pages, statements, decisions and their rules, rows of the plan, articles, sources.

Each is what a file of the pack says, with its conditions read; `model` makes them from the data and puts them together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from afterwards.engine.rules import Condition
from afterwards.pack.data import Data

PLACEHOLDER = re.compile(r"\{([a-z_]+)(?::([a-z_]*)([+-]?[0-9]+))?\}")
WORDING = ("the_loss", "after_the_loss", "your_loss")
WEAKENING = "weakening_medicine"
"""The placeholder for the medicines she takes that make hormones work less."""


def phrase_id(name: str, number: int) -> str:
    """The rule of the table that says when a phrase is the one to say."""
    return f"phrase {name} #{number}"


@dataclass(frozen=True, slots=True)
class Label:
    """The words of one choice on a page, with a short hint below them ("" for none)."""

    label: str
    hint: str = ""

    @classmethod
    def of(cls, data: str | Data) -> Label:
        """From text or `{label, hint}`."""
        return cls(data) if isinstance(data, str) else cls(data["label"], data.get("hint", ""))


@dataclass(frozen=True, slots=True)
class FromTold:
    """When other facts tell this yes/no fact: one set of `any` holds, and none of `unless`. On a list fact: one of the values is in it."""

    any: tuple[Mapping[str, Condition], ...]
    unless: tuple[Mapping[str, Condition], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact as the pack describes it. `values` is empty for numbers, dates and text.

    `held`: accepted and never asked; where others tell it, those are asked in its place, but for `only_told`.
    `open_when`: told so, and this not told, a closed world leaves it open (unless one of the facts `unless` is told).
    `tells_of_loss`: telling it says that there was a loss ("always", or "unless_absent"). `below`: the fact whose number this one
    may not exceed. `inferred`: when a fact is told so, and this one not, it is taken to be as another fact (its name, or "") or a
    value. `from_told`: told by other facts. `ages`: see `ageing`. `cards`: numbers that are chosen instead of typed, each with
    its words. `becomes`: from a number of another fact on, the methods read some values as another (a loss at 24 weeks or more is a
    birth). `find`: the statement that says how she can find it out, "" for none.
    """

    name: str
    kind: str
    values: Mapping[str, Label]
    question: str = ""
    short: str = ""
    hint: str = ""
    unit: str = ""
    unit_one: str = ""
    low: float = 0
    high: float = 0
    whole: bool = False
    absent: object = None
    gate: tuple[str, Condition] | None = None
    sign: Label | None = None
    items: tuple[str, ...] = ()
    answers: Mapping[str, int] = field(default_factory=dict)
    gives: str = ""
    narrows: str = ""
    wording: bool = False
    held: bool = False
    only_told: bool = False
    absence_tells: bool = False
    open_when: tuple[str, Condition] | None = None
    unless: tuple[str, ...] = ()
    tells_of_loss: str = ""
    below: str = ""
    inferred: tuple[str, Condition, str, str] | None = None
    from_told: FromTold | None = None
    becomes: tuple[str, float, tuple[str, ...], str] | None = None
    context: bool = False
    ordered: bool = False
    levels: tuple[str, ...] = ()
    longest: int = 0
    ages: str = ""
    cards: Mapping[str, str] = field(default_factory=dict)
    find: str = ""

    @property
    def decides(self) -> bool:
        """Whether rules may name it as it is: dates, words, lists and what stands in for another fact are not in a table."""
        return self.kind in ("choice", "yes_no", "number") and not (self.wording or self.narrows)

    @property
    def tellers(self) -> tuple[str, ...]:
        """The facts that tell this one."""
        telling = self.from_told
        return tuple(fact for when in (*telling.any, *telling.unless) for fact in when) if telling else ()

    @property
    def whether(self) -> str:
        """The yes/no fact that asks whether she has at all what this one tells the kind of; empty where there is none."""
        return self.open_when[0] if self.open_when and self.open_when[1] == frozenset(("yes",)) else ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of questions: its facts share one form."""

    id: str
    facts: tuple[str, ...]
    why: str
    topic: str
    title: str = ""
    checks: bool = False
    each_unsure: bool = False
    always: bool = False
    offered: bool = False
    guides: tuple[str, ...] = ()

    @property
    def boxes(self) -> str:
        """How its boxes are read: "each" with "I'm not sure" on each line, "page" with one for all, "" for a page without boxes."""
        return "each" if self.each_unsure else "page" if self.checks else ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence a reader can see, with its sources. Whether it is reviewed is in `Pack.reviews`.

    `unless`: whom it cannot concern; it is not said where one of these sets of conditions certainly holds.
    `calm`: of each decision the highest level beside which it may stand. `asks`: of each decision the lowest level beside
    which it may stand, since it sends her to someone. `rather` is said in its place where it may not stand.
    `first`: it runs out, so it comes before everything else.
    `methods`: it says that these can start; the plan says it to those whose category allows each. `kinds`: it offers these kinds
    of emergency contraception; the plan says it to those for whom none is too late or not advised.
    `suggests`: it sends her to ask for one of these methods; where the guideline is against one of them, `rather` is said, or nothing.
    `going_on`: it says that the method she uses goes on; the statement named is said in its place where the guideline is against that.
    `some_kind`: it sends her to emergency contraception; the statement named is said in its place where no kind is left.
    `forms`: the text with each plural form of CLDR that has words of its own; `text` is that of "other".
    `about_her`: the same for someone who asks about her; "" where the text speaks to nobody.
    """

    id: str
    text: str
    otherwise: str
    because: str
    clause: bool
    confidence: str
    claims: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    unless: tuple[Mapping[str, Condition], ...] = ()
    calm: Mapping[str, str] = field(default_factory=dict)
    asks: Mapping[str, str] = field(default_factory=dict)
    first: bool = False
    rather: str = ""
    methods: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    suggests: tuple[str, ...] = ()
    going_on: str = ""
    some_kind: str = ""
    about_her: str = ""
    forms: Mapping[str, str] = field(default_factory=dict)

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources its claims name, each once."""
        return tuple(dict.fromkeys(source for _, places in self.claims for source, _ in places))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that hang on her circumstances, filled in for a placeholder; the first whose conditions certainly hold is said."""

    say: str
    when: Mapping[str, Condition]


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a decision is said: `says` on top of the guide, `then` after "If ...:", `card` above a care card.

    `do` and `tell` are for the stop page: what to do, and the line before what to say on the phone. `unsure` is said above a freer
    level where this one hangs on nothing but what she is not sure of.
    """

    says: str
    then: str = ""
    card: str = ""
    do: tuple[str, ...] = ()
    tell: str = ""
    unsure: str = ""


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule says when it holds (`say`), the clauses that name its condition (`if_`, `tell`), its line on the care card (`card`)."""

    id: str
    level: str
    when: Mapping[str, Condition]
    if_: str
    say: tuple[str, ...]
    sources: tuple[str, ...]
    card: str = ""
    tell: str = ""
    then: str = ""
    do: tuple[str, ...] = ()
    from_day: int | None = None
    to_day: int | None = None


@dataclass(frozen=True, slots=True)
class DecisionText:
    """One decision with its words; `rules` in the order of the file. Past the pack's date no answer is below `past_due`.

    `always` ends every answer, whatever its level.
    """

    name: str
    asks: str
    guides: tuple[str, ...]
    section: str
    scale: tuple[str, ...]
    levels: Mapping[str, Level]
    so_far: str
    default: tuple[str, ...]
    rules: Mapping[str, RuleText]
    rises: bool
    past_due: str
    always: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the plan: shown when it certainly holds and none of `unless` does; it changes no level."""

    id: str
    section: str
    when: Mapping[str, Condition]
    say: tuple[str, ...]
    from_day: int | None = None
    to_day: int | None = None
    figure: str = ""
    onward: bool = False
    instead: bool = False
    why: str = ""
    unless: tuple[Mapping[str, Condition], ...] = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Answers that do not fit together: `when` all given so, the first of `exceeds` above the second, or `differ` told differently."""

    id: str
    say: tuple[str, ...]
    when: Mapping[str, Condition]
    exceeds: tuple[str, ...] = ()
    differ: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A reading page, made of statements. Its address is its number in the `order`, so that it names no topic."""

    id: str
    title: str
    order: int
    summary: tuple[str, ...]
    parts: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of the bibliography. `read`: how much of it the writer of the evidence has read; `checked`: when last, where known."""

    id: str
    title: str
    by: str
    date: str
    address: str
    read: str
    kind: str
    checked: str = ""
