"""Print the claims by the grade of their strongest source, and each central one that rests on lay pages or on memory alone.

The grade is told from `kind` and `read` of a source. `kind` keeps national patient information and hospitals as one, health_service,
and nothing but its title tells a digest.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from afterwards import load_pack
from afterwards.pack import Pack
from afterwards.pack.model import Source, Statement

GRADES = {
    "guideline": "guideline",
    "health_service": "NHS or hospital",
    "charity": "charity",
    "study": "study",
    "clinic": "clinic",
    "lay": "lay page",
    "memory": "memory",
    "own": "our own rule",
}
WEAK = ("lay", "memory")
DECISIONS = ("urgency", "sex_readiness", "trying_again", "contraception_need")


def grade(source: Source) -> str:
    """Whose advice it is; what was not read counts as memory, whoever wrote it."""
    return source.read if source.read in ("memory", "own") else source.kind


def strongest(pack: Pack, sources: Iterator[str]) -> str:
    """The highest grade among some sources."""
    return min((grade(pack.sources[one]) for one in sources), key=list(GRADES).index)


def claims(pack: Pack, statement: Statement) -> Iterator[tuple[str, str]]:
    """Each claim of a statement, with the grade of its strongest source."""
    for says, places in statement.claims:
        yield says, strongest(pack, (source for source, _ in places))


def by_topic(pack: Pack) -> dict[str, Counter[str]]:
    """How many claims of each grade, by the first part of the statement's id."""
    counts: dict[str, Counter[str]] = {}
    for statement in pack.statements.values():
        topic = statement.id.split(".")[0]
        counts.setdefault(topic, Counter()).update(one for _, one in claims(pack, statement))
    return counts


def central(pack: Pack) -> dict[str, str]:
    """The statements that the central rules, the cautions and the short answers say, each with the first place that says it."""
    places: dict[str, str] = {}
    for name in (one for one in DECISIONS if one in pack.decisions):
        decision = pack.decisions[name]
        for rule in decision.rules.values():
            for statement in (*rule.say, rule.if_, rule.card, rule.tell, rule.then, *rule.do):
                places.setdefault(statement, rule.id)
        for statement in (*decision.default, *decision.always):
            places.setdefault(statement, name)
    for caution in pack.contraception.cautions if pack.contraception else ():
        for statement in caution.say:
            places.setdefault(statement, caution.id)
    for question in pack.questions.by_id.values():
        for answer in question.answers:
            for statement in answer.say:
                places.setdefault(statement, f"{question.id}, {answer.id}")
    return {said: place for said, place in places.items() if said in pack.statements}


def weak_central(pack: Pack) -> Iterator[tuple[str, str, str, str]]:
    """Each central claim on lay pages or memory alone: its grade, its statement, who says it, the claim."""
    for statement, where in central(pack).items():
        for says, grade in claims(pack, pack.statements[statement]):
            if grade in WEAK:
                yield grade, statement, where, says


def lines(pack: Pack) -> Iterator[str]:
    """The whole list."""
    counts = by_topic(pack)
    yield "topic".ljust(14) + "".join(label.rjust(16) for label in GRADES.values())
    for topic in sorted(counts):
        yield topic.ljust(14) + "".join(str(counts[topic][one]).rjust(16) for one in GRADES)
    total = sum(counts.values(), Counter[str]())
    yield "all".ljust(14) + "".join(str(total[one]).rjust(16) for one in GRADES)
    weak = list(weak_central(pack))
    yield ""
    yield f"Claims on lay pages or memory alone: {sum(total[one] for one in WEAK)} of {sum(total.values())}; central ones: {len(weak)}"
    yield from (f"{GRADES[one]}: {said} ({place}): {says}" for one, said, place, says in sorted(weak))


def main() -> int:
    """Print it, of the built-in pack or of one in a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pack", nargs="?", type=Path, help="folder of a pack; left out: the built-in one")
    print("\n".join(lines(load_pack(parser.parse_args().pack))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
