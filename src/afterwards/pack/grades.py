"""The grade of a source: whose advice it is, the strongest first; and of each claim the grade that its strongest source gives it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from afterwards.pack.entries import Source, Statement
from afterwards.pack.model import Pack

GRADES = ("guideline", "health_service", "charity", "study", "clinic", "lay", "memory", "own")
SHOWN = ("guideline", "nhs", "health", "charity", "study", "clinic", "lay", "memory", "own")
"""The same as readers are told them: of the health services the NHS stands apart."""
WEAK = ("memory", "lay")
"""What readers are told by the number of claims that rest on it alone."""
_NHS = re.compile(r"\bNHS\b")


def grade(source: Source) -> str:
    """Whose advice it is; what was not read counts as memory, whoever wrote it."""
    return source.read if source.read in ("memory", "own") else source.kind


def shown_grade(source: Source) -> str:
    """The same, one of `SHOWN`: a page is the NHS's where its publisher is named so."""
    if grade(source) == "health_service":
        return "nhs" if _NHS.search(source.by) else "health"
    return grade(source)


def strongest(pack: Pack, sources: Iterable[str]) -> str:
    """The highest grade among some sources."""
    return min((grade(pack.sources[one]) for one in sources), key=GRADES.index)


def claims(pack: Pack, statement: Statement) -> Iterator[tuple[str, str]]:
    """Each claim of a statement, with the grade of its strongest source."""
    for says, places in statement.claims:
        yield says, strongest(pack, (source for source, _ in places))


def weak_claims(pack: Pack, statement: Statement) -> list[int]:
    """How many claims of a statement have no stronger source than each of `WEAK`."""
    grades = [level for _, level in claims(pack, statement)]
    return [grades.count(level) for level in WEAK]
