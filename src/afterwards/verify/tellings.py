"""The second telling of a pack: plain tables beside the worked cases that say again what no case of a decision can say.

- `said.csv`: of each rule, row, starting rule and level what it says and when (statement ids, days, methods, guidelines).
- `applies.csv`: of each fact whether it is asked, or what it counts as, for each answer to the fact it hangs on.
- `held.csv`: people for whom a row of the plan, a starting rule or a rule of emergency contraception holds, or just does not.

They are drawn from the pack (tools/second_telling.py) and read by a reviewer: a line that changes shows in the diff, so that
no link, day or gate changes unseen. They are no evidence that the pack is right.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from afterwards.engine import Table
from afterwards.engine.rules import Condition
from afterwards.pack.model import Pack
from afterwards.person.told import plain_number
from afterwards.verify.brute_force import meets, tried

Said = tuple[str, str, str]
"""Who says it, under which key, and what; several words are joined by a blank."""
Gate = tuple[str, str, str, str]
"""A fact, the fact it hangs on ("" for none), an answer to that, and what then: `asked`, `counts as ...`, `does not apply`, `open`."""


def said_by(pack: Pack) -> Iterator[Said]:
    """Every link from a rule, row or level to statements, days, methods and guidelines, in the order of the pack."""
    for decision in pack.decisions.values():
        yield decision.name, "guides", _joined(decision.guides)
        yield decision.name, "so_far", decision.so_far
        yield decision.name, "default", _joined(decision.default)
        yield decision.name, "always", _joined(decision.always)
        yield decision.name, "past_due", decision.past_due
        for level, words in decision.levels.items():
            yield f"{decision.name} {level}", "says", _joined((words.says, words.then, words.card, *words.do, words.tell, words.unsure))
        for rule in decision.rules.values():
            yield rule.id, "say", _joined(rule.say)
            yield rule.id, "if, tell, then, do", _joined((rule.if_, rule.tell or "-", rule.then or "-", *rule.do))
            yield rule.id, "days", f"{rule.from_day} {rule.to_day}"
            yield rule.id, "card", rule.card
    for row in pack.rows:
        yield row.id, "say", _joined(row.say)
        yield row.id, "days", f"{row.from_day} {row.to_day}"
        yield row.id, "section, figure, onward, instead", f"{row.section} {row.figure or '-'} {row.onward} {row.instead}"
    for contradiction in pack.contradictions:
        yield contradiction.id, "say", _joined(contradiction.say)
        yield contradiction.id, "exceeds, differ", _joined((*contradiction.exceeds, "-", *contradiction.differ))
    for statement in pack.statements.values():
        if statement.methods or statement.kinds:
            yield statement.id, "methods, kinds", _joined((*statement.methods, "-", *statement.kinds))
        if statement.suggests:
            yield statement.id, "suggests", _joined(statement.suggests)
        if statement.going_on or statement.some_kind:
            yield statement.id, "going_on, some_kind", f"{statement.going_on or '-'} {statement.some_kind or '-'}"
    if pack.contraception:
        yield from _said_of_methods(pack)


def _said_of_methods(pack: Pack) -> Iterator[Said]:
    contraception = pack.contraception
    assert contraception
    for name, meaning in contraception.meanings.items():
        yield name, "say", meaning.say
        yield name, "risk, covered_by", _joined((meaning.risk or "-", *meaning.covered_by))
    for guideline, rows in contraception.grids.items():
        for row in rows:
            yield f"{guideline} {row.condition}", "means, use", f"{row.means} {row.use}"
    for caution in contraception.cautions:
        yield caution.id, "say", _joined(caution.say)
        yield caution.id, "methods, guidelines", _joined((*caution.methods, "-", *caution.guidelines))
        yield (
            caution.id,
            "open, only, against, works_less",
            (f"{_joined(caution.open) or '-'} {caution.only} {caution.against} {caution.works_less}"),
        )
    yield "starting", "unsettled", contraception.start_unsettled
    for start in contraception.starting:
        yield start.id, "say", _joined(start.say)
        yield start.id, "guidelines", _joined(start.guidelines)
        yield start.id, "methods", _joined(start.methods)
        yield start.id, "from_day, extra_days, wait", f"{start.from_day} {start.extra_days} {start.wait}"
    for kind in contraception.kinds:
        yield f"emergency {kind.id}", "say", _joined(kind.say)
        for rule in kind.rules:
            yield rule.id, "say", _joined(rule.say)
            yield rule.id, "level, guidelines", _joined((rule.level or "-", *rule.guidelines))
    for why in contraception.differences:
        yield "differences", why.say, _joined((*sorted(why.methods), "-", *sorted(why.means), str(why.start)))


def _joined(words: Iterable[str]) -> str:
    return " ".join(word for word in words if word)


def gates_of(pack: Pack) -> Iterator[Gate]:
    """When each fact applies, and what it counts as when it does not or is not told in a closed world."""
    for name, entry in pack.facts.items():
        if entry.decides:
            yield from gate_lines(pack, name, entry.absent, entry.gate)


def gate_lines(pack: Pack, name: str, absent: object, gate: tuple[str, Condition] | None) -> Iterator[Gate]:
    """The lines of one fact with this absent value and this gate."""
    counts = "open" if absent is None else f"counts as {absent}"
    yield name, "", "not told", counts
    if gate:
        other, condition = gate
        kind = next((table.classes[other].fact for table in _tables(pack) if other in table.classes), None)
        for value in tried(kind, [condition]) if kind else ():
            applies = meets(condition, value, kind.whole if kind else False)
            written = value if isinstance(value, str) else plain_number(value)
            yield name, other, written, "asked" if applies else "does not apply" if absent is None else counts


def _tables(pack: Pack) -> Iterator[Table]:
    yield pack.table
    if pack.contraception:
        yield pack.contraception.table


def read_table(path: Path) -> list[tuple[str, ...]]:
    """The lines of a table without its header; none when there is no such file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)][1:]


def people_in(path: Path) -> Iterator[tuple[str, Mapping[str, object], bool]]:
    """Every person of held.csv: the line she is about, her facts, whether it holds for her in a closed world."""
    for line, facts, holds in read_table(path):
        yield line, json.loads(facts), holds == "yes"
