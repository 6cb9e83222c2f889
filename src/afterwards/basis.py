"""What sentences rest on: one line that names the strongest sources, and all of them by number with grade and date.

The words are those of the page program (`page/views/documents.js`), and a test holds both equal. Nothing is told from the title of a
source: grade, publisher and year are those of `sources.yaml`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from afterwards.languages import Language
from afterwards.pack.entries import Source
from afterwards.pack.grades import SHOWN, WEAK, shown_grade, weak_claims
from afterwards.pack.model import Pack
from afterwards.pack.words import words
from afterwards.wording import review_of_all

CONFIDENCE = {
    "agreed": "ui.sure-agreed",
    "single_source": "ui.sure-single-source",
    "contested": "ui.sure-contested",
    "unverified": "ui.sure-unverified",
}
"""How sure we are of a sentence, from the surest on: the statement that says it."""
MOST_NAMED = 2
_MORE_OF_NAME = re.compile(r" \(|, ")
"""After a publisher's name: what it was called before, or what it is."""
_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Grounds:
    """What some sentences rest on: the line, each source as it is listed, and how sure we are with the state of review."""

    line: str
    sources: tuple[str, ...]
    sure: str


def basis_of(pack: Pack, statements: Iterable[str], today: date) -> Grounds:
    """What several sentences rest on, with how sure we are of the least sure, and their review."""
    named = [*dict.fromkeys(statements)]
    sure = [level for level in CONFIDENCE if any(pack.statements[name].confidence == level for name in named)][-1]
    review = review_of_all(pack, named, today)[1]
    state = f"{words(pack, CONFIDENCE[sure])} {review}"
    return Grounds(basis_line(pack, named), tuple(reference(pack, one) for one in ranked(pack, named)), state)


def ranked(pack: Pack, statements: Iterable[str]) -> list[Source]:
    """The sources of statements, the strongest grade first; of one grade, what most of them rest on."""
    times = Counter(source for name in statements for source in pack.statements[name].sources)
    return sorted((pack.sources[name] for name in times), key=lambda one: (SHOWN.index(shown_grade(one)), -times[one.id]))


def basis_line(pack: Pack, statements: Iterable[str]) -> str:
    """The line under an answer, such as "Based on NICE (2026) and NHS pages; 1 part from memory".

    Two are named: guidelines by publisher and year, others by their grade. What was not read is no source: each claim that rests on it
    alone is a part from memory. General websites are told in the same way where a claim rests on them alone, and then not named again.
    Our own rules are not counted among the other sources.
    """
    named = dict.fromkeys(statements)
    counts = [weak_claims(pack, pack.statements[name]) for name in named]
    weak = [sum(one[at] for one in counts) for at in range(len(WEAK))]
    in_parts = {level for level, count in zip(WEAK, weak, strict=True) if count} | {"memory"}
    groups: dict[str, list[Source]] = {}
    for source in ranked(pack, named):
        if (level := shown_grade(source)) not in in_parts:
            groups.setdefault(_MORE_OF_NAME.split(source.by)[0] if level == "guideline" else level, []).append(source)
    names = [_name(pack, name, of_it) for name, of_it in [*groups.items()][:MOST_NAMED]]
    others = [one for of_it in [*groups.values()][MOST_NAMED:] for one in of_it if shown_grade(one) != "own"]
    if others:
        names.append(words(pack, "ui.other-sources", count=len(others)))
    parts = [words(pack, f"ui.part-{level}", count=count) for level, count in zip(WEAK, weak, strict=True) if count]
    last = [", ".join(names[:-1])] if names[1:] else []
    return "; ".join([words(pack, "ui.based-on", names=pack.language.both([*last, names[-1]])), *parts] if names else parts)


def _name(pack: Pack, name: str, sources: Sequence[Source]) -> str:
    """Sources that the line names together: a publisher of guidelines with the years of them, or how many there are of a grade."""
    level = shown_grade(sources[0])
    if level != "guideline":
        return words(pack, _word(level), count=len(sources))
    years = sorted({max(_YEAR.findall(one.date)) for one in sources if _YEAR.search(one.date)})
    if not years:
        return name
    span = years[0] if len(years) == 1 else words(pack, "ui.from-to", **{"from": years[0], "to": years[-1]})
    return f"{name} ({span})"


def _word(level: str) -> str:
    return f"ui.read-{level}" if level in ("memory", "own") else f"ui.grade-{level}"


def reference(pack: Pack, source: Source) -> str:
    """A source as it is listed: its name, its address if known, its grade, how far it was read, when it was last checked, if known."""
    level, read = shown_grade(source), words(pack, f"ui.read-{source.read}")
    note = read if level == source.read else f"{words(pack, _word(level), count=1)}, {read}"
    listed = f"{source_name(source, pack.language)}{f' ({source.address})' if source.address else ''}. {note[:1].upper()}{note[1:]}."
    if not source.checked:
        return listed
    return f"{listed} {words(pack, 'ui.checked-on', day=pack.language.date(date.fromisoformat(source.checked)))}"


def source_name(source: Source, language: Language) -> str:
    """A source in a few words: who, title and, where known, its date."""
    dated = f", {_source_date(source.date, language)}" if source.date else ""
    return f"{source.by}: {source.title}{dated}"


def _source_date(text: str, language: Language) -> str:
    try:
        return language.date(date.fromisoformat(text))
    except ValueError:
        return text
