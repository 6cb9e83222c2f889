"""A card as CDS Hooks 2.0 has it: a summary of one line, the detail in Markdown, whose guidance it is, and one link at most.

The sentences are the pack's, each with its id; this module joins them. Text of the record is shown as text, whatever signs are in it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from afterwards.cds.patient import Patient
from afterwards.fhir.record import NOT_IN_MAP
from afterwards.fhir.record_ledger import NotUnderstood, Possible
from afterwards.pack.methods import Method
from afterwards.pack.model import Pack
from afterwards.wording import review_of_all, sentence

SUMMARY = 139
"""Characters of a summary at most."""
SHOWN = 12
"""How many entries of a list are shown before the rest is counted."""
ENTRIES = 8
"""How many entries of the record are named that were not read."""
_LONGEST = 80
TABLES = {"uk": "UKMEC", "us": "US MEC", "who": "WHO MEC", "who-2015": "WHO MEC 2015"}
"""What each guideline's table of categories is called."""
INFO, WARNING, CRITICAL = "info", "warning", "critical"
REASONS_SYSTEM = "urn:afterwards:cds-hooks:override-reason"
OVERRIDE_REASONS = {
    "discussed": "Discussed with the patient, who has decided",
    "specialist-advice": "On specialist advice",
    "record-not-right": "The record is wrong or out of date",
    "known-already": "Known already",
    "not-relevant": "Not relevant to this visit",
}
"""Why a card may be set aside: code and words."""
Card = dict[str, object]


def table_name(patient: Patient) -> str:
    """What the table of categories is called: UKMEC."""
    return TABLES.get(patient.guideline, patient.pack.info.guidelines[patient.guideline].name)


@dataclass(slots=True)
class Detail:
    """The detail of a card as it is written, line by line; it remembers which statements were said."""

    patient: Patient
    lines: list[str] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)

    def heading(self, text: str) -> None:
        """A heading of its own."""
        self.lines += ["", f"**{text}**", ""]

    def line(self, text: str) -> None:
        """A line that stands alone."""
        self.lines += [text, ""]

    def item(self, text: str) -> None:
        """A line of a list."""
        self.lines.append(f"- {text}")

    def say(self, statement: str) -> None:
        """A sentence of the pack as a line of a list, with its id."""
        self.item(f"{self.spoken(statement)} `{statement}`")

    def spoken(self, statement: str, *, alone: bool = True) -> str:
        """The words of a statement, `alone` as a sentence; it counts as said."""
        self.statements.append(statement)
        text = self.patient.voice.say(statement)
        return sentence(text) if alone else text

    def text(self) -> str:
        """The whole, with what was read, the sources, the edition and the state of the review below."""
        patient, pack = self.patient, self.patient.pack
        lines = [*self.lines, "", "---", "", *_read(patient)]
        names = dict.fromkeys(_source(pack, name) for statement in self.statements for name in pack.statements[statement].sources)
        if names:
            lines += ["A sentence with an id stands so on the patient's own page, and speaks to her.", ""]
            lines += [f"Sources: {'; '.join(names)}.", ""]
        guideline = pack.info.guidelines[patient.guideline]
        lines += [f"Categories: {guideline.edition}.", ""]
        if notice := guideline.notice:
            lines += [pack.statements[notice].text, ""]
        said_in_all = tuple(dict.fromkeys(self.statements))
        lines += [
            f"{review_of_all(pack, said_in_all, patient.today)[1]} Afterwards, edition {pack.version}, read on {patient.today.isoformat()}."
        ]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def card(detail: Detail, summary: str, indicator: str, pages: str = "", method: Method | None = None) -> Card:
    """One card. `pages`: where the edition lies, "" for none; then it has no link."""
    pack = detail.patient.pack
    review = review_of_all(pack, tuple(dict.fromkeys(detail.statements)), detail.patient.today)[1]
    made: Card = {
        "uuid": str(uuid.uuid4()),
        "summary": shortened(summary),
        "indicator": indicator,
        "detail": detail.text(),
        "source": {"label": f"{table_name(detail.patient)}, as read by Afterwards {pack.version}. {review}"},
        "overrideReasons": [{"system": REASONS_SYSTEM, "code": code, "display": words} for code, words in OVERRIDE_REASONS.items()],
    }
    if pages and method and pack.contraception:
        number = [*pack.contraception.methods].index(method.id) + 1
        made["links"] = [{"label": f"{method.name}: for anyone", "url": f"{pages}/method-{number}.html", "type": "absolute"}]
    return made


def shortened(text: str) -> str:
    """A summary within its limit, cut between words."""
    if len(text) <= SUMMARY:
        return text
    return f"{text[: SUMMARY - 2].rsplit(' ', 1)[0].rstrip(' ,;:')} …"


def plain(text: object) -> str:
    """Text of a record, shown as it is: no mark-up, no line ends, shortened."""
    line = " ".join(str(text).split())
    line = "".join(sign for sign in line if sign.isprintable())
    shown = line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
    marked = re.sub(r"([\\`*_{}\[\]()#+!|~&@:/.-])", r"\\\1", shown)
    return marked.replace("<", "&lt;").replace(">", "&gt;")


def listed(entries: Sequence[str], shown: int = SHOWN) -> str:
    """A list on one line; what is past `shown` is counted."""
    more = f", and {len(entries) - shown} more" if len(entries) > shown else ""
    return ", ".join(entries[:shown]) + more


def from_record(patient: Patient, facts: Iterable[str]) -> str:
    """Which resources tell these facts, in brackets; "" where none is known."""
    sources = tuple(dict.fromkeys(source for fact in facts for source in patient.origin_of(fact)))
    return f" (from {listed([reference(source) for source in sources], 3)})" if sources else ""


def reference(text: str) -> str:
    """A reference or a code of the record, as code where it is a plain one."""
    return f"`{text}`" if re.fullmatch(r"[A-Za-z0-9.:|/_-]{1,120}", text) else plain(text)


def short_of(pack: Pack, fact: str) -> str:
    """A fact as it is called where it is named: "Kind of migraine"."""
    entry = pack.facts[fact]
    return entry.short or entry.question or fact.replace("_", " ")


def _source(pack: Pack, name: str) -> str:
    return pack.sources[name].title.rstrip(".")


def _read(patient: Patient) -> Iterable[str]:
    """What was read of the record, and what was not."""
    had, record = patient.had, patient.record
    read = f"{_count(len(record.facts), 'fact', 'facts')}, from {_count(len(had.resources), 'entry', 'entries')}"
    yield f"Read from the record: {read}. A fact that is not there stays open here."
    yield ""
    if had.missing:
        yield f"Not had of the record: {', '.join(had.missing)}."
        yield ""
    if had.in_part:
        yield f"Had only in part: {', '.join(sorted(had.in_part))}."
        yield ""
    if patient.left_out:
        yield f"Not used, as it cannot be right: {listed([short_of(patient.pack, name) for name in patient.left_out])}."
        yield ""
    if patient.strangers:
        yield f"Not used, as of another person: {_count(patient.strangers, 'entry', 'entries')}."
        yield ""
    if record.possible:
        yield f"Only possible, so not taken as so: {listed([_possible(patient.pack, entry) for entry in record.possible], ENTRIES)}."
        yield ""
    if record.not_understood:
        # First what a code says and the record leaves open; then what the code map does not know.
        entries = sorted(record.not_understood, key=lambda entry: entry.why == NOT_IN_MAP)
        yield f"Not read: {listed([_not_understood(entry) for entry in entries], ENTRIES)}."
        yield ""


def _count(number: int, single: str, several: str) -> str:
    return f"{number} {single if number == 1 else several}"


def _not_understood(entry: NotUnderstood) -> str:
    parts = (reference(entry.resource), reference(entry.code), plain(entry.text), f"({entry.why})")
    return " ".join(part for part in parts if part)


def _possible(pack: Pack, entry: Possible) -> str:
    return f"{short_of(pack, entry.fact).lower()} by {reference(entry.resource)} ({entry.why})"
