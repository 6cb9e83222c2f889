"""What the folder `contraception` holds, line by line: methods, rows of grids, cautions, starting rules, kinds, medicines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from afterwards.engine.rules import Condition
from afterwards.pack.conditions import condition, member
from afterwards.pack.data import Data
from afterwards.pack.grids import EDITION, Cell

OF_EVERYONE = {"guide", "loss_kind"}
"""The facts of which a note hangs that is told of everyone with such a loss."""


@dataclass(frozen=True, slots=True)
class Method:
    """One method with its page. `columns`: where a grid has its category, the first that is there.

    `effectiveness`: by guideline, pregnancies in the first year of 100 users, (typical, perfect) use.
    """

    id: str
    name: str
    summary: tuple[str, ...]
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    columns: tuple[str, ...] = ()
    suits: frozenset[str] = frozenset()
    effectiveness: Mapping[str, tuple[float, float]] | None = None
    works: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A condition of the grids in facts: one of the alternatives of `when` holds. `risk`: of which kind it is, "" for none.

    `covered_by`: conditions that say more and are never lower; where one of them holds, this one is not named.
    """

    say: str
    when: tuple[Mapping[str, Condition], ...]
    risk: str = ""
    covered_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GridRow:
    """One condition of one guideline, in its own words. `confidence`: by column, `*` for the row: how well it was seen.

    `editions`: likewise, on which editions of the guideline a cell stands, as `grid_editions` reads it; empty for a grid of one edition.
    """

    condition: str
    means: str
    use: str
    group: str
    heading: str
    detail: str
    cells: Mapping[str, Cell]
    confidence: Mapping[str, str]
    notes: Mapping[str, str]
    editions: Mapping[str, str]

    def seen(self, column: str) -> str:
        """How well the cell of a column was seen, "" for the guideline's own chart."""
        return self.confidence.get(column) or self.confidence.get("*", "")

    def edition(self, column: str) -> str:
        """On which editions the cell of a column stands, "" where the grid has one only."""
        return self.editions.get(column) or self.editions.get("*", "")

    @property
    def name(self) -> str:
        """The guideline's name for it."""
        return f"{self.heading}: {self.detail}" if self.detail else self.heading


@dataclass(frozen=True, slots=True)
class Caution:
    """What is said beside a method besides its category: where one of `when` holds, or while its category is open on facts of `open`.

    `only`: on nothing but these; then it says what the category means. Without it: on others too.
    `against`: the guideline advises against the method, whatever category it prints. `works_less`: the method works less for her.
    No `guidelines`: under each.
    """

    id: str
    methods: tuple[str, ...]
    say: tuple[str, ...]
    when: tuple[Mapping[str, Condition], ...] = ()
    open: tuple[str, ...] = ()
    only: bool = False
    guidelines: tuple[str, ...] = ()
    against: bool = False
    works_less: bool = False


@dataclass(frozen=True, slots=True)
class StartRule:
    """When a method may start: from which day after the loss, with how many days of condoms too; `wait` for something first."""

    id: str
    guidelines: tuple[str, ...]
    methods: tuple[str, ...]
    when: tuple[Mapping[str, Condition], ...]
    say: tuple[str, ...]
    from_day: int = 0
    extra_days: int = 0
    wait: bool = False


@dataclass(frozen=True, slots=True)
class KindRule:
    """A rule (`level` one of `STATUSES`) or, without a level, a note about one kind of emergency contraception."""

    id: str
    when: tuple[Mapping[str, Condition], ...]
    say: tuple[str, ...]
    level: str = ""
    guidelines: tuple[str, ...] = ()
    of_her: bool = True
    """Whether it hangs on more than what ended, which is told of everyone."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of emergency contraception."""

    id: str
    name: str
    say: tuple[str, ...]
    rules: tuple[KindRule, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Why guidelines differ: said when one of `methods` differs and one of `means` holds, or when its start differs (`start`)."""

    say: str
    methods: frozenset[str]
    means: frozenset[str]
    start: bool


@dataclass(frozen=True, slots=True)
class Medicine:
    """A medicine by name: all of `classes`, and of `one_of` any, which the name alone does not tell."""

    name: str
    brands: tuple[str, ...]
    classes: tuple[str, ...]
    one_of: tuple[str, ...]
    say: tuple[str, ...]


def alternatives(data: Iterable[Data], lists: Mapping[str, Sequence[str]]) -> Iterator[dict[str, Condition]]:
    """The alternatives of a condition in facts of the table: one of several list values is an alternative each."""
    for written in data:
        alternatives: list[dict[str, Condition]] = [{}]
        for name, wanted in written.items():
            if name not in lists:
                alternatives = [{**when, name: condition(wanted)} for when in alternatives]
            elif isinstance(wanted, Mapping):
                none_of: dict[str, Condition] = {member(name, value): frozenset(("no",)) for value in wanted["without"]}
                alternatives = [{**when, **none_of} for when in alternatives]
            else:
                alternatives = [{**when, member(name, value): frozenset(("yes",))} for when in alternatives for value in wanted]
        yield from alternatives


def method_of(data: Data) -> Method:
    """A method from its entry in methods.yaml."""
    figures = {guideline: (one["typical"], one["perfect"]) for guideline, one in data.get("effectiveness", {}).items()}
    return Method(
        id=data["method"],
        name=data["name"],
        summary=tuple(data["summary"]),
        parts=tuple((one["heading"], tuple(one["say"])) for one in data["parts"]),
        columns=tuple(data.get("columns", ())),
        suits=frozenset(data.get("suits", ())),
        effectiveness=figures or None,
        works=data.get("works", ""),
    )


def grid_of(rows: Iterable[Data], notes: Iterable[Data]) -> tuple[GridRow, ...]:
    """The rows of a grid, each with the notes on it."""
    by_row: dict[str, list[Data]] = {}
    for note in notes:
        by_row.setdefault(note["condition"], []).append(note)
    return tuple(
        GridRow(
            condition=row["condition"],
            means=row["means"],
            use=row["use"],
            group=row["group"],
            heading=row["heading"],
            detail=row["detail"],
            cells={column: Cell.of(text) for column, text in row["cells"].items()},
            confidence={one["method"]: one["confidence"] for one in by_row.get(row["condition"], ())},
            notes={one["method"]: one["note"] for one in by_row.get(row["condition"], ()) if one["note"]},
            editions={one["method"]: one[EDITION] for one in by_row.get(row["condition"], ()) if one.get(EDITION)},
        )
        for row in rows
    )


def _guidelines(data: Data, earlier: Mapping[str, str]) -> tuple[str, ...]:
    """Whom a rule is for: the guidelines it names, and their earlier editions unless it is of this edition alone."""
    named = tuple(data.get("guidelines", ()))
    if data.get("this_edition"):
        return named
    return (*named, *(name for name, of in earlier.items() if of in named and name not in named))


def caution_of(data: Data, lists: Mapping[str, Sequence[str]], earlier: Mapping[str, str]) -> Caution:
    """A caution from its entry, for the guidelines it names and their earlier editions."""
    return Caution(
        id=data["id"],
        methods=tuple(data["methods"]),
        say=tuple(data["say"]),
        when=tuple(alternatives(data.get("when", ()), lists)),
        open=tuple(data.get("open", ())),
        guidelines=_guidelines(data, earlier),
        **{key: data[key] for key in ("only", "against", "works_less") if key in data},
    )


def start_rule_of(data: Data, lists: Mapping[str, Sequence[str]], earlier: Mapping[str, str]) -> StartRule:
    """A rule about starting from its entry, for the guidelines it names and their earlier editions."""
    return StartRule(
        id=data["id"],
        guidelines=_guidelines(data, earlier),
        methods=tuple(data["methods"]),
        when=tuple(alternatives(data["when"], lists)),
        say=tuple(data["say"]),
        **{key: data[key] for key in ("from_day", "extra_days", "wait") if key in data},
    )


def kind_of(data: Data, lists: Mapping[str, Sequence[str]], earlier: Mapping[str, str]) -> Kind:
    """A kind of emergency contraception from its entry, with its rules and notes."""
    rules = [
        KindRule(
            id=one["id"],
            when=(when := tuple(alternatives(one["when"], lists))),
            say=tuple(one["say"]),
            level=one.get("level", ""),
            guidelines=_guidelines(one, earlier),
            of_her=not {name for names in when for name in names} <= OF_EVERYONE,
        )
        for one in (*data["rules"], *data.get("notes", ()))
    ]
    return Kind(data["kind"], data["name"], tuple(data["say"]), tuple(rules))


def medicine_of(data: Data) -> Medicine:
    """A medicine from its entry in medicines.yaml."""
    return Medicine(data["name"], *(tuple(data.get(key, ())) for key in ("brands", "classes", "classes_one_of", "say")))
