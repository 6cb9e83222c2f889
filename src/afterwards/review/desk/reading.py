"""A unit as it lies before a reviewer: its sentences with what they claim and where that stands, and what of it she judged before.

A sentence is judged once: where the same words stood in an earlier unit it is shown, greyed, and not counted again. Where other words
make no claim that was not judged in an earlier unit, they are read again and not judged again. A claim, a source and an exception are
counted where they stand first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from afterwards.pack.data import Data
from afterwards.review.desk import phrases
from afterwards.review.desk.fields import CATEGORIES, EXCEPTIONS, exceptions, fields_of
from afterwards.review.units import Unit, is_sentence

JUDGE, AGAIN, SEEN, READ = "judge", "again", "seen", "read"
"""How a sentence lies before a reviewer: to judge; other words for what she judged; judged before; part of a sentence, only to read."""
SECONDS = 45
"""For one sentence to judge."""
WORDS_A_MINUTE = 200


@dataclass(frozen=True, slots=True)
class CitedText:
    """A source as it stands beside a claim; `seen`: it stood in an earlier unit."""

    text: str
    address: str
    at: str
    seen: bool

    @property
    def words(self) -> int:
        """Words to read of it. Where in the source it stands is for whoever opens the source."""
        return 0 if self.seen else _words(self.text) + _words(self.address)


@dataclass(frozen=True, slots=True)
class ClaimRead:
    """What a sentence claims, as its sources were paraphrased."""

    says: str
    sources: tuple[CitedText, ...]
    seen: bool


@dataclass(frozen=True, slots=True)
class SentenceRead:
    """A statement of a unit; `also` is what is said in its place, or with it."""

    statement: str
    number: int
    text: str
    also: tuple[tuple[str, str], ...]
    claims: tuple[ClaimRead, ...]
    state: str
    confidence: str


@dataclass(frozen=True, slots=True)
class LineRead:
    """A line beside the sentences; `seen`: an exception that stood in an earlier unit."""

    text: str
    seen: bool


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading takes: sentences to judge, and words to read."""

    sentences: int = 0
    words: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.sentences + other.sentences, self.words + other.words)

    @property
    def seconds(self) -> float:
        """45 seconds a sentence to judge, and a minute for 200 words."""
        return self.sentences * SECONDS + self.words * 60 / WORDS_A_MINUTE

    @property
    def hours(self) -> float:
        """The same in hours."""
        return self.seconds / 3600


@dataclass(frozen=True, slots=True)
class UnitRead:
    """A unit with everything that a reviewer reads of it."""

    unit: Unit
    heading: str
    sentences: tuple[SentenceRead, ...]
    fields: tuple[tuple[str, tuple[LineRead, ...]], ...]
    """Titles with their lines."""
    sources: tuple[CitedText, ...]
    """What a rule rests on besides the sources of its sentences."""
    columns: tuple[str, ...] = ()
    """Of a row of a table: the methods its categories are for."""
    table: str = CATEGORIES
    """The title of the field that is shown as that table."""

    @property
    def cost(self) -> Cost:
        """What its page holds to judge and to read."""
        words = sum(_words(line.text) for _, lines in self.fields for line in lines if not line.seen)
        for sentence in self.sentences:
            words += 0 if sentence.state == SEEN else _words(sentence.text) + sum(_words(text) for _, text in sentence.also)
            for claim in sentence.claims:
                words += 0 if claim.seen else _words(claim.says)
                words += sum(cited.words for cited in claim.sources)
        words += sum(cited.words for cited in self.sources)
        return Cost(sum(one.state == JUDGE for one in self.sentences), words)


def _words(text: str) -> int:
    return len(text.split())


@dataclass
class ReadBefore:
    """What a reviewer has met in the units she read: wordings, claims, sources and exceptions."""

    wordings: set[tuple[str, ...]] = field(default_factory=set)
    claims: set[tuple[str, ...]] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    exceptions: set[str] = field(default_factory=set)

    def add(self, data: Data, contents: Mapping[str, Data], unit: Unit) -> None:
        """Count a unit as read."""
        for name in unit.statements:
            entry = data["statements"][name]
            self.wordings.add(_wording(entry))
            for claim in entry["claims"]:
                self.claims.add(_claim(claim))
                self.sources.update(source["id"] for source in claim["sources"])
        for part in unit.parts:
            if not part.startswith("statement:"):
                self.sources.update(_rests_on(contents[part]))
                self.exceptions.update(exceptions(data, contents[part]))


def _wording(entry: Data) -> tuple[str, ...]:
    return tuple(str(entry.get(key, "")) for key in ("text", "otherwise", "because", "about_her"))


def _claim(claim: Data) -> tuple[str, ...]:
    return (claim["says"], *sorted(source["id"] for source in claim["sources"]))


def unit_read(data: Data, contents: Mapping[str, Data], unit: Unit, seen: ReadBefore) -> UnitRead:
    """A unit as it lies before a reviewer who has met what is in `seen`, which it is not added to."""
    sentences = []
    claims, sources = set(seen.claims), set(seen.sources)
    wordings, beside = set(seen.wordings), set[str]()
    for number, name in enumerate(unit.statements, start=1):
        entry = data["statements"][name]
        state = _state(data, name, wordings, claims)
        made = []
        for claim in entry["claims"] if not phrases.is_interface(name) else ():
            cited = []
            for source in claim["sources"]:
                cited.append(CitedText(*phrases.cited(data, source["id"]), source.get("at", ""), source["id"] in sources))
                sources.add(source["id"])
                beside.add(source["id"])
            made.append(ClaimRead(claim["says"], tuple(cited), _claim(claim) in claims))
            claims.add(_claim(claim))
        wordings.add(_wording(entry))
        also = tuple((label, phrases.readable(str(entry[key]))) for key, label in phrases.ALSO.items() if key in entry)
        also += tuple((phrases.FORM, phrases.readable(text)) for text in entry.get("forms", {}).values())
        sentences.append(SentenceRead(name, number, phrases.readable(str(entry["text"])), also, tuple(made), state, entry["confidence"]))
    others = [part for part in unit.parts if not part.startswith("statement:")]
    fields = [one for part in others for one in fields_of(data, part, contents[part])]
    fields += phrases.beside(unit.beside)
    rests_on = dict.fromkeys(name for part in others for name in _rests_on(contents[part]) if name not in beside)
    cited_more = tuple(CitedText(*phrases.cited(data, name), "", name in sources) for name in rests_on)
    shown = tuple(
        (title, tuple(LineRead(text, title == EXCEPTIONS and text in seen.exceptions) for text in lines))
        for title, lines in fields
        if lines
    )
    columns = tuple(column.replace("_", " ") for part in others for column in contents[part].get("cells", ()))
    return UnitRead(unit, _heading(data, unit, contents), tuple(sentences), shown, cited_more, columns)


def _rests_on(read: Data) -> list[str]:
    return list(read.get("sources", ()))


def _state(data: Data, name: str, wordings: set[tuple[str, ...]], claims: set[tuple[str, ...]]) -> str:
    entry = data["statements"][name]
    if _wording(entry) in wordings:
        return SEEN
    if not is_sentence(data, name):
        return READ
    return AGAIN if all(_claim(claim) in claims for claim in entry["claims"]) else JUDGE


def _heading(data: Data, unit: Unit, contents: Mapping[str, Data]) -> str:
    """What a unit is called: the question, the page's title, or its name."""
    title = next((name for name in unit.statements if name.startswith("question.")), "")
    if unit.kind in ("answer", "changes") and title:
        return str(data["statements"][title]["text"])
    if unit.beside.get("title"):
        return str(unit.beside["title"])
    read = contents[unit.parts[0]] if unit.parts and not unit.parts[0].startswith("statement:") else {}
    return phrases.heading(data, unit.name, read)


def costs(data: Data, contents: Mapping[str, Data], units: Iterable[Unit], done: Iterable[Unit] = ()) -> dict[str, Cost]:
    """Of each unit what its page costs a reviewer who has read `done` and reads `units` in this order."""
    seen = ReadBefore()
    for unit in done:
        seen.add(data, contents, unit)
    costs_of = {}
    for unit in units:
        costs_of[unit.name] = unit_read(data, contents, unit, seen).cost
        seen.add(data, contents, unit)
    return costs_of
