"""What is read from a record so far: facts with the resources they come from, what is only possible, and why the rest says nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from afterwards.fhir.codes import CodeMap
from afterwards.fhir.record_dates import Moment
from afterwards.fhir.record_findings import Finding
from afterwards.pack.code_map import CodeRow
from afterwards.pack.model import Pack


@dataclass(frozen=True, slots=True, order=True)
class NotUnderstood:
    """A resource that no fact comes from: its reference, its first code as `system|code`, its text for a reader, and why."""

    resource: str
    code: str
    text: str
    why: str


@dataclass(frozen=True, slots=True, order=True)
class RefusedResource:
    """A resource that is about another person, or about nobody: its reference, whom it names, and why it was refused."""

    resource: str
    patient: str
    why: str


@dataclass(frozen=True, slots=True, order=True)
class Possible:
    """What a resource may mean and does not settle: the fact stays unknown for it. `values`: those that it leaves."""

    fact: str
    values: tuple[str, ...]
    resource: str
    why: str


@dataclass(frozen=True, slots=True)
class CodedMeaning:
    """What the codes of one finding say of one fact together: the values, one of which holds, whether that is sure, and why."""

    values: tuple[str, ...]
    certain: bool
    why: str


@dataclass(slots=True)
class Ledger:
    """Filled by the readers of each kind of fact, in turn; `today` is the day of reading.

    `loss_day`: the day of the newest loss, where it is told. `pregnancy_ends`: each day on which a pregnancy is known to have ended.
    """

    pack: Pack
    codes: CodeMap
    today: date
    facts: dict[str, object] = field(default_factory=dict)
    origin: dict[str, set[str]] = field(default_factory=dict)
    possible: set[Possible] = field(default_factory=set)
    reasons: dict[str, set[str]] = field(default_factory=dict)
    loss_day: date | None = None
    pregnancy_ends: list[date] = field(default_factory=list)

    def rows(self, finding: Finding, fact: str) -> list[CodeRow]:
        """What the codes of a finding say of a fact."""
        return [row for system, code in finding.codings for row in self.codes.says(system, code) if row.fact == fact]

    def facts_of(self, finding: Finding) -> set[str]:
        """The facts that the codes of a finding speak of."""
        return {row.fact for system, code in finding.codings for row in self.codes.says(system, code)}

    def meaning(self, finding: Finding, fact: str, begins: str = "") -> CodedMeaning | None:
        """What the codes of a finding say of a fact together; `begins`: only values that begin so. None for nothing.

        A certain code goes before a possible one. Where two certain codes leave no value that fits both, nothing is certain.
        """
        rows = [row for row in self.rows(finding, fact) if row.value.startswith(begins)]
        certain = [row for row in rows if row.certain]
        if not rows:
            return None
        used = certain or rows
        if self.pack.facts[fact].kind == "list" and certain:  # a medicine of several ingredients is each of them
            return CodedMeaning(tuple(sorted({row.value for row in used})), finding.sure, "")
        both = set(used[0].values).intersection(*(row.values for row in used)) if certain else set()
        every = {value for row in used for value in row.values}
        why = "; ".join(sorted({row.why for row in used}))
        if certain and not both:
            return CodedMeaning(tuple(sorted(every)), False, "its codes say different things")
        return CodedMeaning(tuple(sorted(both or every)), bool(certain) and finding.sure, why if finding.sure else "it is not confirmed")

    def days_since(self, moment: Moment) -> int:
        """Days from the last day that a moment can have been."""
        return (self.today - moment.last).days

    def tell(self, fact: str, value: object, findings: Iterable[Finding]) -> None:
        """A fact with its value, and the findings it comes from."""
        names = {name for finding in findings for name in (finding.reference, *finding.also)}
        self.origin[fact] = names | (self.origin.get(fact, set()) if self.facts.get(fact) == value else set())
        self.facts[fact] = value

    def take_back(self, fact: str, why: str) -> None:
        """A fact that cannot be told after all; the resources it came from are told why."""
        self.facts.pop(fact, None)
        for name in self.origin.pop(fact, ()):
            self.reasons.setdefault(name, set()).add(why)

    def ignore(self, finding: Finding, why: str) -> None:
        """Why a finding says nothing, or nothing more."""
        for name in (finding.reference, *finding.also):
            self.reasons.setdefault(name, set()).add(why)

    def maybe(self, finding: Finding, fact: str, values: Iterable[str], why: str) -> None:
        """What a finding may mean: the fact stays as it is."""
        left = tuple(values)
        self.possible.add(Possible(fact, left, finding.reference, why))
        self.ignore(finding, f"it leaves {fact} open ({' or '.join(left)}): {why}")
