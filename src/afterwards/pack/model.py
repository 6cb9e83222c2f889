"""The pack in memory: what a person may tell us, the rules, and every sentence a reader can see.

`Pack.from_data` takes the checked plain data of `load` and builds the engine's table from it.
Nothing here reads files or decides anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from afterwards.engine import Decision, Fact, Gate, Prime, Range, Rule, Table
from afterwards.engine.rules import Condition
from afterwards.languages import Language, language_of
from afterwards.pack.conditions import condition, conditions, exception_id, members, named_facts
from afterwards.pack.data import Data
from afterwards.pack.eligibility import Contraception
from afterwards.pack.entries import (
    Article,
    Contradiction,
    DecisionText,
    Entry,
    FromTold,
    Label,
    Level,
    Page,
    Phrase,
    Row,
    RuleText,
    Source,
    Statement,
    phrase_id,
)
from afterwards.pack.info import Guideline, PackInfo
from afterwards.pack.layout import SECTIONS
from afterwards.pack.questions import Questions, Sign
from afterwards.pack.reviews import Reviews

Primes = Mapping[str, Mapping[str, Sequence[Sequence[Prime]]]]
"""Of each table, by its name, the prime implicants of each decision and level."""


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything we know, ready to answer. `info` is pack.yaml; `table` is the compiled rules, `contraception` compares methods.

    Worked out of the facts once: `told_by`, the tellers of each that others tell and what asks whether she has them at all, and
    `absent_until_told`, the absent value of each that is heard only where it is told; `givers`, by what a fact gives the fact itself.
    `remembered`: what absent values alone make of those that others tell, as far as it was asked.
    """

    info: PackInfo
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
        told_by = {
            name: frozenset((*entry.tellers, *(self.facts[one].whether for one in entry.tellers))) - {""}
            for name, entry in self.facts.items()
            if entry.from_told
        }
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
        return self.info.id

    @property
    def version(self) -> str:
        """The pack's edition."""
        return self.info.version

    @property
    def guidelines(self) -> Mapping[str, Guideline]:
        """The guidelines in their edition in force: what the page offers. Earlier editions are for the command line and for comparing."""
        return {name: one for name, one in self.info.guidelines.items() if not one.earlier}

    @property
    def due(self) -> date:
        """The day by which it must be looked at again; what is reviewed may be due before the pack itself."""
        own = self.info.review_due
        return min(own, self.reviews.due or own)

    @property
    def language(self) -> Language:
        """The language of its texts."""
        return language_of(self.info.language)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it holds, by their tags; its own first."""
        return self.info.languages

    def past_due(self, today: date) -> bool:
        """Whether the day to look at it again has passed: then every answer turns to its careful end."""
        return today > self.due

    def expired(self, today: date) -> bool:
        """Whether it is too old to answer at all."""
        return today > self.info.answers_until

    @property
    def asked(self) -> Mapping[str, tuple[str, ...]]:
        """What is said for every question alike, by verdict: whom to call, whom to ask; and to whom a question does not concern."""
        return self.info.asked

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
        selecting += [Rule(exception_id(one.id, place), when) for one in guarded for place, when in enumerate(one.unless)]
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
            info=PackInfo.of(data["pack"]),
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
        unless=tuple(data.get("unless", ())),
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
    *("question", "short", "hint", "unit", "unit_one", "whole", "absent", "gives", "narrows"),
    *("held", "only_told", "absence_tells", "tells_of_loss", "below"),
    *("wording", "context", "ordered", "longest", "ages", "cards", "find"),
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
        suggests=tuple(data.get("suggests", ())),
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
