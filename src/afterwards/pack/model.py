"""The pack in memory: what a person may tell us, the rules, and every sentence a reader can see.

`Pack.from_data` takes the checked plain data of `load` and builds the engine's table from it.
Nothing here reads files or decides anything.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from afterwards.engine import Decision, Fact, Gate, Prime, Range, Rule, Table
from afterwards.engine.rules import Condition
from afterwards.languages import BRITISH, Language, language_of
from afterwards.pack.conditions import condition, conditions, members, named_facts
from afterwards.pack.eligibility import Contraception
from afterwards.pack.layout import SECTIONS
from afterwards.pack.questions import Questions, Sign
from afterwards.pack.reviews import Reviews

Data = Mapping[str, Any]
"""Plain data: text, numbers, lists and maps, as written in the pack."""

Primes = Mapping[str, Mapping[str, Sequence[Sequence[Prime]]]]
"""Of each table, by its name, the prime implicants of each decision and level."""

PLACEHOLDER = re.compile(r"\{([a-z_]+)(?::([a-z_]*)([+-]?[0-9]+))?\}")
WORDING = ("the_loss", "after_the_loss", "your_loss")
WEAKENING = "weakening_medicine"
"""The placeholder for the medicines she takes that make hormones work less."""


def guard_id(name: str, number: int) -> str:
    """The rule of the table that says whom a statement, or a row of the plan, cannot concern."""
    return f"{name} unless #{number}"


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
    `open_when`: told so, and this not told, a closed world leaves it open (unless the fact `unless` is told).
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
    open_when: tuple[str, Condition] | None = None
    unless: str = ""
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
    """One entry of the bibliography. `read` says how much of it the writer of the evidence has read."""

    id: str
    title: str
    by: str
    date: str
    address: str
    read: str
    kind: str


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything we know, ready to answer. `info` is pack.yaml; `table` is the compiled rules, `contraception` compares methods.

    Worked out of the facts once: `told_by`, the tellers of each that others tell, and `absent_until_told`, the absent value of each that
    is heard only where it is told; `givers`, by what a fact gives the fact itself. `remembered`: what absent values alone make of those
    that others tell, as far as it was asked.
    """

    info: Data
    facts: Mapping[str, Entry]
    pages: tuple[Page, ...]
    decisions: Mapping[str, DecisionText]
    rows: tuple[Row, ...]
    contradictions: tuple[Contradiction, ...]
    statements: Mapping[str, Statement]
    articles: tuple[Article, ...]
    sources: Mapping[str, Source]
    words: Mapping[str, Data]
    phrases: Mapping[str, tuple[Phrase, ...]]
    disagreements: tuple[Data, ...]
    questions: Questions
    signs: tuple[Sign, ...]
    table: Table
    contraception: Contraception | None
    reviews: Reviews = field(default_factory=Reviews)
    typed: Data = field(default_factory=dict)
    told_by: Mapping[str, frozenset[str]] = field(init=False, repr=False, compare=False)
    absent_until_told: Mapping[str, str] = field(init=False, repr=False, compare=False)
    givers: Mapping[str, str] = field(init=False, repr=False, compare=False)
    remembered: dict[str, bool | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        told_by = {name: frozenset(entry.tellers) for name, entry in self.facts.items() if entry.from_told}
        absent = {
            name: entry.absent
            for name, entry in self.facts.items()
            if isinstance(entry.absent, str) and (entry.only_told or (entry.held and entry.from_told is None))
        }
        object.__setattr__(self, "told_by", told_by)
        object.__setattr__(self, "absent_until_told", absent)
        object.__setattr__(self, "givers", {entry.gives: name for name, entry in self.facts.items() if entry.gives})

    @property
    def id(self) -> str:
        """The pack's name."""
        return str(self.info["id"])

    @property
    def version(self) -> str:
        """The pack's edition."""
        return str(self.info["version"])

    @property
    def guidelines(self) -> Mapping[str, Data]:
        """The guidelines in their edition in force: what the page offers. Earlier editions are for the command line and for comparing."""
        return {name: one for name, one in self.info["guidelines"].items() if "earlier" not in one}

    @property
    def due(self) -> date:
        """The day by which it must be looked at again; what is reviewed may be due before the pack itself."""
        own = date.fromisoformat(self.info["review_due"])
        return min(own, self.reviews.due or own)

    @property
    def language(self) -> Language:
        """The language of its texts."""
        return language_of(str(self.info.get("language", BRITISH.tag)))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it holds, by their tags; its own first."""
        return tuple(self.info.get("languages", (BRITISH.tag,)))

    def past_due(self, today: date) -> bool:
        """Whether the day to look at it again has passed: then every answer turns to its careful end."""
        return today > self.due

    def expired(self, today: date) -> bool:
        """Whether it is too old to answer at all."""
        return today > date.fromisoformat(self.info["answers_until"])

    @property
    def asked(self) -> Mapping[str, tuple[str, ...]]:
        """What is said for every question alike, by verdict: whom to call, whom to ask; and to whom a question does not concern."""
        return {name: tuple(says) for name, says in self.info.get("asked", {}).items()}

    def review(self, item: str, today: date) -> str:
        """The review state of an item: `reviewed`, `overdue` or `not_reviewed`."""
        return self.reviews.state(item, today)

    def applicable(self, guide: object) -> list[str]:
        """The decisions of a guide, in reading order; every decision while no guide is chosen (None)."""
        return [one.name for one in self.decisions.values() if guide is None or guide in one.guides]

    @classmethod
    def from_data(cls, data: Data, primes: Primes = MappingProxyType({})) -> Pack:
        """Build the pack from checked data. Raises `TableError` when the rules cannot be compiled.

        `primes`: the prime implicants computed before of the table of the guide and of that of the methods.
        """
        yes_no = {value: Label(data["statements"].get(f"ui.{value}", {}).get("text", value)) for value in ("yes", "no")}
        facts = {name: _entry(name, one, yes_no) for name, one in data["facts"].items()}
        lists = {name: tuple(entry.values) for name, entry in facts.items() if entry.kind == "list" and not entry.wording}
        in_order = sorted(data["decisions"], key=lambda one: SECTIONS.index(one["section"]))
        decisions = {one["decision"]: _decision(one, lists) for one in in_order}
        rows = tuple(_row(plan["section"], one, lists) for plan in data["plan"] for one in plan.get("rows", ()))
        against = tuple(_contradiction(one, lists) for plan in data["plan"] for one in plan.get("contradictions", ()))
        deciding = [*members(lists), *(_fact(entry) for entry in facts.values() if entry.decides)]
        statements = {name: _statement(name, one, lists) for name, one in data["statements"].items()}
        phrases = {
            name: tuple(Phrase(one["say"], conditions(one.get("when", {}), lists)) for one in many)
            for name, many in data["words"].get("phrases", {}).items()
        }
        made = [Decision(one.name, one.scale, tuple(Rule(r.id, r.when, r.level) for r in one.rules.values())) for one in decisions.values()]
        selecting = [*(Rule(row.id, row.when) for row in rows), *(Rule(one.id, one.when) for one in against)]
        guarded: list[Statement | Row] = [*statements.values(), *rows]
        selecting += [Rule(guard_id(one.id, place), when) for one in guarded for place, when in enumerate(one.unless)]
        selecting += [Rule(phrase_id(name, place), one.when) for name, many in phrases.items() for place, one in enumerate(many)]
        named = named_facts(deciding, [*(rule for one in made for rule in one.rules), *selecting])
        # Cut where what tells another fact is cut, so that the proofs see who tells what; no fact comes in by that.
        selecting += _telling(facts, {fact.name for fact in named})
        table = Table(named, made, selecting, primes.get("guide"))
        signs = tuple(
            Sign(one["id"], one["say"], one["listed"], one["lead"], one["level"], conditions(one["when"], lists)) for one in data["signs"]
        )
        methods = data.get("contraception")
        return cls(
            info=data["pack"],
            facts=facts,
            pages=tuple(_page(one) for one in data["pages"]),
            decisions=decisions,
            rows=rows,
            contradictions=against,
            statements=statements,
            articles=tuple(sorted((_article(one) for one in data["articles"]), key=lambda one: one.order)),
            sources={name: Source(name, **{"date": "", "address": "", **one}) for name, one in data["sources"].items()},
            words=data["words"]["words"],
            phrases=phrases,
            disagreements=tuple(data["disagreements"]),
            questions=Questions(data["questions"], deciding, lists),
            signs=signs,
            table=table,
            contraception=Contraception(methods, data["pack"]["guidelines"], deciding, lists, primes.get("methods")) if methods else None,
            typed=data.get("typed", {}),
        )


def _telling(facts: Mapping[str, Entry], named: Collection[str]) -> Iterator[Rule]:
    """The conditions on numbers that tell other facts, as rules that only select; of facts in the table alone."""
    for name, entry in facts.items():
        for number, when in enumerate(entry.from_told.any if entry.from_told and name in named else ()):
            if set(when) <= set(named) and any(isinstance(one, Range) for one in when.values()):
                yield Rule(f"{name} told #{number}", when)


def _entry(name: str, data: Data, yes_no: Mapping[str, Label]) -> Entry:
    kind = data["kind"]
    labels: dict[str, Label] = dict(yes_no) if kind == "yes_no" else {}
    values = data.get("values", {})
    if isinstance(values, Mapping):
        labels |= {value: Label.of(one) for value, one in values.items()}
    else:
        labels |= {value: Label(value) for value in values}
    gate, open_when = (
        next(((fact, condition(one)) for fact, one in data.get(key, {}).items()), None) for key in ("applies_when", "open_when")
    )
    low, high = data.get("range", (0, 0))
    items = data.get("items", {})
    return Entry(
        name=name,
        kind=kind,
        values=labels,
        low=low,
        high=high,
        gate=gate,
        open_when=open_when,
        inferred=_inferred(data["inferred"]) if "inferred" in data else None,
        from_told=_from_told(data["from_told"]) if "from_told" in data else None,
        becomes=_becomes(data.get("becomes")),
        sign=Label.of(data["sign"]) if "sign" in data else None,
        items=tuple(items.get("question", ())),
        answers=items.get("answers", {}),
        levels=tuple(data.get("levels", ())),
        **{key: data[key] for key in _PLAIN if key in data},
    )


def _inferred(data: Data) -> tuple[str, Condition, str, str]:
    ((fact, wanted),) = data["when"].items()
    return fact, condition(wanted), data.get("fact", ""), data.get("value", "")


def _from_told(data: Data) -> FromTold:
    every, unless = (tuple({name: condition(one) for name, one in when.items()} for when in data.get(key, ())) for key in ("any", "unless"))
    return FromTold(every, unless)


def _becomes(data: Data | None) -> tuple[str, float, tuple[str, ...], str] | None:
    return (data["fact"], data["from"], tuple(data["of"]), data["value"]) if data else None


_PLAIN = (
    *("question", "short", "hint", "unit", "whole", "absent", "gives", "narrows"),
    *("held", "only_told", "unless", "tells_of_loss", "below", "wording", "context", "ordered", "longest", "ages", "cards", "find"),
)


def _fact(entry: Entry) -> Fact:
    gate = Gate(*entry.gate) if entry.gate else None
    absent = entry.absent if isinstance(entry.absent, str | int | float) else None
    return Fact(entry.name, tuple(entry.values), (entry.low, entry.high), entry.whole, absent, gate)


def _page(data: Data) -> Page:
    return Page(**{**data, "facts": tuple(data["facts"]), "guides": tuple(data.get("guides", ()))})


def _statement(name: str, data: Data, lists: Collection[str]) -> Statement:
    claims = tuple((one["says"], tuple((place["id"], place.get("at", "")) for place in one["sources"])) for one in data["claims"])
    clause = data.get("kind") == "clause"
    return Statement(
        name,
        data["text"],
        data.get("otherwise", ""),
        data.get("because", ""),
        clause,
        data["confidence"],
        claims,
        unless=tuple(conditions(one, lists) for one in data.get("unless", ())),
        calm=data.get("calm", {}),
        asks=data.get("asks", {}),
        first=data.get("first", False),
        rather=data.get("rather", ""),
        methods=tuple(data.get("methods", ())),
        kinds=tuple(data.get("kinds", ())),
        going_on=data.get("going_on", ""),
        about_her=data.get("about_her", ""),
        forms=data.get("forms", {}),
        some_kind=data.get("some_kind", ""),
    )


def _decision(data: Data, lists: Collection[str]) -> DecisionText:
    levels = {
        name: Level(
            one["says"], one.get("then", ""), one.get("card", ""), tuple(one.get("do", ())), one.get("tell", ""), one.get("unsure", "")
        )
        for name, one in data["levels"].items()
    }
    rules = [_rule(one, lists) for one in data["rules"]]
    return DecisionText(
        name=data["decision"],
        asks=data["asks"],
        guides=tuple(data["guides"]),
        section=data["section"],
        scale=tuple(data["scale"]),
        levels=levels,
        so_far=data["so_far"],
        default=tuple(data["default"]["say"]),
        rules={rule.id: rule for rule in rules},
        rises=data.get("rises", False),
        past_due=data.get("past_due", data["scale"][1]),
        always=tuple(data.get("always", ())),
    )


def _rule(data: Data, lists: Collection[str]) -> RuleText:
    return RuleText(
        id=data["id"],
        level=data["level"],
        when=conditions(data["when"], lists),
        if_=data["if"],
        say=tuple(data["say"]),
        sources=tuple(data["sources"]),
        do=tuple(data.get("do", ())),
        **{key: data[key] for key in ("card", "tell", "then", "from_day", "to_day") if key in data},
    )


def _row(section: str, data: Data, lists: Collection[str]) -> Row:
    extra = {key: data[key] for key in ("from_day", "to_day", "figure", "onward", "instead", "why") if key in data}
    unless = tuple(conditions(one, lists) for one in data.get("unless", ()))
    return Row(data["id"], section, conditions(data["when"], lists), tuple(data["say"]), unless=unless, **extra)


def _contradiction(data: Data, lists: Collection[str]) -> Contradiction:
    when = conditions(data.get("when", {}), lists)
    return Contradiction(data["id"], tuple(data["say"]), when, tuple(data.get("exceeds", ())), tuple(data.get("differ", ())))


def _article(data: Data) -> Article:
    parts = tuple((one["heading"], tuple(one["say"])) for one in data["parts"])
    return Article(data["article"], data["title"], data["order"], tuple(data["summary"]), parts)
