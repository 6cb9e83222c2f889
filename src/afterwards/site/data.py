"""The pack as one compact file of data for the private edition.

It holds what the page needs to answer: the compiled tables (classes, rows, prime implicants), the order of the questions,
every statement, and the rules of plan and timeline. `evaluator/pack.js` opens it. Nothing is decided here, and the same pack
gives the same bytes. Claims stay behind; their sources go with each statement, and how many of them rest on memory or lay pages alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from afterwards.basis import CONFIDENCE
from afterwards.engine import Decision, Table
from afterwards.engine.rules import Classes
from afterwards.engine.table import bits
from afterwards.pack.conditions import exception_id
from afterwards.pack.data import Json
from afterwards.pack.eligibility import Contraception
from afterwards.pack.entries import Entry, phrase_id
from afterwards.pack.grades import SHOWN, shown_grade, weak_claims
from afterwards.pack.grids import Cell
from afterwards.pack.methods import GridRow
from afterwards.pack.model import Pack
from afterwards.pack.questions import SIGNS_TODAY, Change, Question, ShortAnswer, Sign
from afterwards.site.packing import day_number, plain, records, same, short_ids, steps

ELSEWHERE = ("site.", "term.", "desk.")
"""How the ids begin of words that the page program does not say: those of pages that are built once, of the terminal and of the desk."""
_OWN_WORD = re.compile(r'"(ui\.[a-z0-9-]+)"')
OF_METHODS = ("elig.", "method.", "ec.", "start.", "cont.", "med.", "why-differ.")
"""How the ids begin of what the pages about methods say."""
BY_NAME = ("statements", "sources", "questions", "table", "typed", "denied", "reviews")
"""Parts of the data that name no statement, or name it in a way of their own."""


def compact(pack: Pack, unnamed: Collection[str] = ()) -> dict[str, object]:
    """The pack's data for the page: text, numbers, lists and maps only.

    Statements are named by their place among all, so that each long name stands once; those that are `unnamed` go by it in the page too,
    and so do all sources where any is.
    """
    shown = shown_in_the_page(pack)
    numbers = _places(shown)
    bare = {**shown.statements, **{name: replace(shown.statements[name], id="") for name in unnamed}}
    parts = _parts(shown) | {"statements": _statements(replace(shown, statements=bare))}
    if unnamed:
        parts["sources"]["each"].pop("id")
    return {name: part if name in BY_NAME else _placed(part, numbers) for name, part in parts.items()}


def shown_in_the_page(pack: Pack) -> Pack:
    """The pack with the statements that the page program may say. What the pack covers stands on a page that is built once."""
    answers = (one for question in pack.questions.by_id.values() for one in question.answers)
    rest = {*pack.info.covered, *pack.info.not_covered}.difference(*((*one.say, *one.more, *one.why) for one in answers))
    kept = {name: one for name, one in pack.statements.items() if not name.startswith(ELSEWHERE) and name not in rest}
    reasons = with_reasons(pack)
    return replace(pack, statements={name: one if name in reasons else replace(one, because="") for name, one in kept.items()})


def with_reasons(pack: Pack) -> set[str]:
    """The statements beside which the page says why (`because`): those of its reading pages and of its pages about methods."""
    read = {name for one in pack.articles for name in (*one.summary, *(name for _, said in one.parts for name in said))}
    return {name for name in pack.statements if name in read or name.startswith(OF_METHODS)}


def _places(shown: Pack) -> dict[str, int]:
    return {name: number for number, name in enumerate(shown.statements)}


def by_place(pack: Pack, program: str) -> tuple[str, set[str]]:
    """The page program with each word of its own named by its place in the data, and the words that nothing names any more by its id."""
    numbers = _places(shown_in_the_page(pack))
    unnamed: set[str] = set()

    def named(word: re.Match[str]) -> str:
        if word.group(1) not in numbers:
            return word.group(0)
        unnamed.add(word.group(1))
        return f'"~{numbers[word.group(1)]}"'

    return _OWN_WORD.sub(named, program), unnamed


def _placed(value: object, numbers: Mapping[str, int]) -> object:
    """The same with `~` and its place for the name of a statement, but for what goes by that name itself."""
    if isinstance(value, str):
        return f"~{numbers[value]}" if value in numbers else value
    if isinstance(value, Mapping):
        return {name: one if name == "id" else _placed(one, numbers) for name, one in value.items()}
    return [_placed(one, numbers) for one in value] if isinstance(value, list) else value


def _parts(pack: Pack) -> Json:
    """What the page needs, by name. What is alike lies close, which compresses better: 0.7 kB less than by kind (November 2026)."""
    return {
        "sources": records(pack.sources.values(), leave=("kind",), more={"grade": lambda one: str(SHOWN.index(shown_grade(one)))}),
        "pages": records(pack.pages),
        "info": _info(pack),
        "due": day_number(pack.due),
        "typed": plain(pack.typed),
        "facts": records(_as_the_page_names_them(pack), leave=("ordered",)),
        "decisions": records(pack.decisions.values(), leave=("rules", "asks")),
        "contradictions": records(pack.contradictions, names_only=("when",)),
        "statements": _statements(pack),
        "rules": {name: records(one.rules.values(), leave=("when", "sources")) for name, one in pack.decisions.items()},
        "articles": records(pack.articles),
        "words": plain(pack.words),
        "rows": records(pack.rows, names_only=("when",), counts_only=("unless",)),
        "phrases": {name: [one.say for one in many] for name, many in pack.phrases.items()},
        "reviews": {
            item: {"by": [str(who) for who in one.by], "signed": day_number(one.signed), "due": day_number(one.due)}
            for item, one in sorted(pack.reviews.standing.items())
        },
        "contraception": _contraception(pack.contraception, pack.guidelines) if pack.contraception else None,
        "questions": _questions(pack),
        "signs": [_sign(pack, one) for one in pack.signs],
        "table": _table(pack.table, _named(pack)),
        "denied": [
            _denied(pack, one) for one in (pack.table, pack.questions.table, *([pack.contraception.table] if pack.contraception else []))
        ],
    }


def _as_the_page_names_them(pack: Pack) -> list[Entry]:
    """The facts; of those that no page asks and no line of signs tells, without the words of their question."""
    catalogue = pack.questions.by_id.values()
    asked = {name for one in catalogue for name in (*one.deciding, *one.implies, *(name for group in one.groups for name in group))}
    asked |= {name for page in pack.pages for name in page.facts} | {SIGNS_TODAY, *(name for sign in pack.signs for name in sign.when)}
    return [replace(one, question="", short="", hint="") if one.held and one.name not in asked else one for one in pack.facts.values()]


def _statements(pack: Pack) -> dict[str, object]:
    places = {name: number for number, name in enumerate(pack.sources)}
    ids = short_ids(one.id for one in pack.statements.values())
    return records(
        pack.statements.values(),
        leave=("claims", "clause", "asks"),
        more={
            "id": lambda one: ids[one.id],
            "confidence": lambda one: str([*CONFIDENCE].index(one.confidence)),
            "sources": lambda one: [places[name] for name in one.sources],
            "weak": lambda one: weak_claims(pack, one),
        },
        counts_only=("unless",),
    )


def _named(pack: Pack) -> list[int]:
    """The rows of the rules that the page knows by name, each as its distance from the one before; the names are those of `named_in`.

    Rules of the decisions, rows of the plan and contradictions go by their ids; exceptions and phrases by a number after it.
    """
    guarded = [(one.id, one.unless) for one in pack.statements.values()] + [(one.id, one.unless) for one in pack.rows]
    names = [
        *(rule for one in pack.decisions.values() for rule in one.rules),
        *(one.id for one in pack.rows),
        *(one.id for one in pack.contradictions),
        *(exception_id(name, number) for name, unless in guarded for number in range(len(unless))),
        *(phrase_id(name, number) for name, many in pack.phrases.items() for number in range(len(many))),
    ]
    return steps([pack.table.rules[name] for name in names])


def _classes(classes: Classes, numbers: Mapping[str, int], applies: Mapping[str, int]) -> dict[str, object]:
    fact = classes.fact
    return {
        "name": fact.name,
        "values": list(fact.values),
        "range": list(fact.range),
        "whole": fact.whole,
        "absent": fact.absent,
        "cuts": [list(cut) for cut in classes.cuts],
        "gate": numbers[fact.gate.fact] if fact.gate else -1,
        "applies": applies.get(fact.name, 0),
    }


def _questions(pack: Pack) -> dict[str, object]:
    """What people ask, and the table of the circumstances of the answers, from which the page reads whom each is for.

    Statements are named by their place among all, circumstances by the rows of the table: each of the many names stands once.
    """
    catalogue, numbers = pack.questions, {name: number for number, name in enumerate(pack.statements)}
    rows = catalogue.table.rules

    def written(part: ShortAnswer | Change, *names: str) -> dict[str, object]:
        says = {name: getattr(part, name) for name in names}
        placed = {
            name: numbers.get(value, -1) if isinstance(value, str) else [numbers[each] for each in value] for name, value in says.items()
        }
        exceptions = [rows[exception_id(part.id, number)] for number in range(len(part.unless))]
        return {"verdict": part.verdict, "row": rows[part.id], "unless": exceptions, **placed}

    def record(question: Question) -> dict[str, object]:
        names = ("id", "topic", "guides", "kinds", "decides", "groups", "pages", "related", "implies", "typed")
        flags = ("start", "door", "of_asker", "yes_beside_call")
        answers = [{**written(each, "say", "if_", "more", "why"), "until": each.until, "raises": each.raises} for each in question.answers]
        changes = [{**written(each, "if_", "then"), "when": [*each.when]} for each in question.changes]
        return {
            **{name: plain(getattr(question, name)) for name in (*names, *flags)},
            "title": numbers[question.title],
            "answers": same(answers),
            "changes": same(changes),
        }

    return {"questions": same([record(one) for one in catalogue.by_id.values()]), "table": _table(catalogue.table)}


def _sign(pack: Pack, sign: Sign) -> dict[str, object]:
    """A line of the page of signs: of each fact that it is about, the set of its classes."""
    classes = pack.table.classes
    return {
        "id": sign.id,
        "say": sign.say,
        "listed": sign.listed,
        "lead": sign.lead,
        "level": sign.level,
        "when": {name: classes[name].meeting(one) for name, one in sign.when.items()},
    }


def _denied(pack: Pack, table: Table) -> dict[str, int]:
    """What "None of these" on the page of signs denies: of a table's facts the classes that a line with this one finding names."""
    denied: dict[str, int] = {}
    for sign in pack.signs:
        for name, wanted in sign.when.items():
            if len(sign.when) == 1 and name in table.classes:
                denied[name] = denied.get(name, 0) | table.classes[name].wholly_in(wanted)
    return denied


def _table(
    table: Table,
    named: Sequence[int] = (),
    ids: Mapping[str, str] | None = None,
    primes: bool = True,
    written: Iterable[Decision] | None = None,
) -> dict[str, object]:
    """A compiled table. Facts and rows are named by their place.

    `rows`: of each row, fact and set of classes in turn. `named`: rows of the rules that select, as `_named` gives them.
    `decisions`: of each its scale, of each level its rules (row and place in `names` in turn, by row), and the rows of its prime
    implicants. `ids`: the name a rule goes by in the page, where it is not its own. `primes`: whether the rules behind each implicant
    are needed, to say "either way".
    `written`: the decisions that are written, where it is not all.
    """
    numbers = {name: number for number, name in enumerate(table.classes)}
    rows = []
    names: dict[str, int] = {}
    for decision in table.decisions.values() if written is None else written:
        ruled: list[list[tuple[int, int]]] = [[] for _ in decision.scale]
        for rule in decision.rules:
            name = names.setdefault((ids or {}).get(rule.id, rule.id), len(names))
            ruled[decision.scale.index(rule.level)].append((table.rules[rule.id], name))
        rows.append(
            {
                "name": decision.name,
                "scale": list(decision.scale),
                "rules": [[part for pair in sorted(level, key=lambda one: one[0]) for part in pair] for level in ruled],
                "primes": table.prime_rows[decision.name],
                **({"either": [[list(one.rules) for one in level] for level in table.primes[decision.name]]} if primes else {}),
            }
        )
    made = [_classes(one, numbers, table.applies) for one in table.classes.values()]
    return {
        "facts": same(made),
        "rows": [[part for name, held in row.items() for part in (numbers[name], held)] for row in table.literals],
        "named": list(named),
        "names": list(names),
        "decisions": rows,
    }


def _info(pack: Pack) -> Json:
    """What the page says of the pack itself, without what only pages that are built once say; of the guidelines those in force."""
    elsewhere = ("review_due", "covered", "not_covered", "languages")
    info = {one.name: plain(getattr(pack.info, one.name)) for one in fields(pack.info) if one.name not in elsewhere}
    guidelines = {
        name: {key: value for key in ("name", "edition", "says", "notice") if (value := plain(getattr(one, key)))}
        for name, one in pack.guidelines.items()
    }
    return {**info, "answers_until": pack.info.answers_until.isoformat(), "guidelines": guidelines, "language": pack.language.tag}


def _contraception(knowledge: Contraception, guidelines: Collection[str]) -> dict[str, object]:
    """What the page needs to compare methods, under `guidelines` alone: an earlier edition is not carried."""
    decisions = [one for one in knowledge.table.decisions.values() if knowledge.compiled[one.name].guideline in guidelines]
    ids = {rule.id: knowledge.line_of[rule.id] for decision in decisions for rule in decision.rules}

    def here(many: Iterable[Any]) -> list[Any]:
        """The rules under these guidelines. One that names only others is left out: without a name it would hold under each."""
        with_guidelines = ((one, tuple(name for name in one.guidelines if name in guidelines)) for one in many)
        return [replace(one, guidelines=names) for one, names in with_guidelines if names or not one.guidelines]

    return {
        "methods": records(knowledge.methods.values()),
        "meanings": {
            name: [one.say, one.risk, list(one.covered_by), *bits(knowledge.masks[f"means {name}"])]
            for name, one in knowledge.meanings.items()
        },
        "grids": {name: _grid(rows) for name, rows in knowledge.grids.items() if name in guidelines},
        "start_unsettled": knowledge.start_unsettled,
        "cautions": [
            {name: plain(getattr(one, name)) for name in ("id", "methods", "say", "open", "only", "guidelines", "against", "works_less")}
            | {"when": bool(one.when)}
            for one in here(knowledge.cautions)
        ],
        "starting": records(here(knowledge.starting), leave=("when",)),
        "kinds": [
            {"id": kind.id, "name": kind.name, "say": list(kind.say), "rules": records(here(kind.rules), leave=("when",))}
            for kind in knowledge.kinds
        ],
        "classes": plain(knowledge.classes),
        "weakens": plain(knowledge.weakens),
        "medicines": records(knowledge.medicines.values()),
        "differences": records(knowledge.differences),
        "masks": {name: bits(mask) for name, mask in knowledge.masks.items() if not name.startswith("means ")},
        "table": _table(knowledge.table, ids=ids, primes=False, written=decisions),
    }


def _grid(rows: Sequence[GridRow]) -> Json:
    columns = list(rows[0].cells)
    made = [
        {
            **{name: getattr(row, name) for name in ("condition", "means", "use", "heading", "detail")},
            "cells": " ".join(_cell(row.cells[column]) for column in columns),
        }
        for row in rows
    ]
    return {"columns": columns, "rows": same(made)}


def _cell(cell: Cell) -> str:
    start, goes_on = _side(cell.start), _side(cell.goes_on)
    return start if start == goes_on else f"{start}>{goes_on}"


def _side(side: tuple[str, str] | None) -> str:
    if side is None:
        return "NA"
    low, high = side
    return low if low == high else f"{low}/{high}"
