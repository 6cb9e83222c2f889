"""Worked cases for every row of every grid: a person with whom it applies, one with whom it just does not.

Part of `check`. A case says what the row says of each method; each number a condition names is tried at it and
on both sides. Cases are read in a closed world over `PERSON`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from afterwards.check.cases import TODAY, plain
from afterwards.engine import State
from afterwards.engine.rules import Range
from afterwards.errors import BadFacts
from afterwards.pack.eligibility import SCALE, USING, Contraception, decision_of
from afterwards.pack.grids import Cell
from afterwards.pack.methods import GridRow
from afterwards.pack.model import Pack
from afterwards.pack.reading import Items, Map, Problem, problem_at, read_yaml
from afterwards.pack.value_checks import NAME as FACT
from afterwards.pack.value_checks import Where, either, list_of, map_of, pattern, record, text
from afterwards.person.known import known_in
from afterwards.person.told import read_facts

PERSON: Mapping[str, object] = {
    **{"guide": "after_loss", "loss_kind": "miscarriage", "weeks_pregnant": 8, "management": "waited"},
    **{"loss_complete": "confirmed", "days_since_loss": 30, "age": 30},
}
"""Whom a case is about, as far as it says nothing else: 30 years old, 30 days after an early miscarriage."""


def _anything(value: object, where: Where) -> None:
    """Facts are checked against the pack, not by the schema."""


ROW = re.compile(r"[a-z0-9-]+\Z")
_people = either((Map, map_of(FACT, _anything)), (Items, list_of(map_of(FACT, _anything), least=1)))
_case = record(
    {"row": pattern(ROW, "a row of the grid"), "case": text, "in": _people, "out": _people, "says": map_of(FACT, text)}, {"why": text}
)


def grid_cases(pack: Pack, folder: Path) -> tuple[list[Problem], int]:
    """Every complaint about the cases of the grids, and how many people were tried."""
    contraception, problems, tried = pack.contraception, [], 0
    assert contraception
    for guideline, rows in contraception.grids.items():
        name = f"cases/contraception/{guideline}.yaml"
        path = folder / "contraception" / f"{guideline}.yaml"
        if not path.is_file():
            problems.append(Problem(name, 1, "the file is missing.", "Write a case for each row of the grid."))
            continue
        data = read_yaml(path, name, problems)
        before = len(problems)
        list_of(_case)(data, Where(name, 1, "", problems))
        if data is None or len(problems) > before:
            continue
        by_row = {row.condition: row for row in rows}
        for case in data:
            if case["row"] not in by_row:
                problems.append(problem_at(case, "row", f"the grid {guideline} has no row {case['row']}.", "Mend the name."))
                continue
            problems += _wrong(pack, guideline, by_row[case["row"]], case)
            tried += len(_list(case["in"])) + len(_list(case["out"]))
        by_condition = {case["row"]: case for case in data}
        for row in rows:
            if row.use == "yes" and row.condition not in by_condition:
                complaint = f"row {row.condition} of the grid {guideline} has no case."
                problems.append(Problem(name, 1, complaint, "Add one with 'in', 'out' and 'says'."))
            elif row.use == "yes":
                problems += _thresholds(pack, contraception, row, by_condition[row.condition])
    return problems, tried


def _list(people: Map | list[Map]) -> list[Map]:
    return people if isinstance(people, list) else [people]


def _wrong(pack: Pack, guideline: str, row: GridRow, case: Map) -> Iterator[Problem]:
    contraception = pack.contraception
    assert contraception
    for method in contraception.offered:
        cell = row.cells[contraception.column(guideline, method)]
        try:
            expected = Cell.of(case["says"].get(method, ""))
        except ValueError:
            yield problem_at(case, "says", f"{row.condition}: '{method}' says nothing a grid can say.", "Write 1 to 4, 2>3, 2/3, - or NA.")
            continue
        if cell != expected:
            yield problem_at(case, "says", f"{row.condition}: the grid says otherwise of {method}.", "Mend the grid or the case.")
    for key, wanted in (("in", True), ("out", False)):
        for facts in _list(case[key]):
            try:
                person = read_facts(pack, {**PERSON, **plain(facts)}, TODAY)
            except BadFacts as bad:
                yield from (problem_at(case, key, f"{row.condition}: {error.message}", error.remedy) for error in bad.errors)
                continue
            known, asked = known_in(pack, contraception.table, person, closed=True)
            state = contraception.table.state(known, asked=asked, closed=True)
            applies = contraception.applies(guideline, row, state)
            if applies is not wanted:
                outcome = {True: "applies", False: "does not apply", None: "may apply"}[applies]
                yield problem_at(case, key, f"{row.condition}: {outcome} with {dict(facts)}.", "Mend the condition or the case.")
            elif wanted:
                yield from _too_free(contraception, guideline, state, person.values.get(USING), row, case)


def _too_free(contraception: Contraception, guideline: str, state: State, using: object, row: GridRow, case: Map) -> Iterator[Problem]:
    """A method may not come out below what the row says of it."""
    for method in contraception.offered:
        cell = row.cells[contraception.column(guideline, method)]
        side = cell.goes_on if using == method else cell.start
        answer = contraception.table.answer(decision_of(guideline, method), state)
        if side and row.use == "yes" and SCALE.index(answer.high) < SCALE.index(side[1]):
            yield problem_at(case, "in", f"{row.condition}: {method} comes out as {answer.high}.", "Mend the compiled rules.")


def _thresholds(pack: Pack, contraception: Contraception, row: GridRow, case: Map) -> Iterator[Problem]:
    """Each number the row's condition names is tried at it, within 1 below and within 1 above."""
    people = [{**PERSON, **plain(facts)} for key in ("in", "out") for facts in _list(case[key])]
    for when in contraception.meanings[row.means].when:
        for fact, wanted in when.items():
            if not isinstance(wanted, Range):
                continue
            tried = [number for one in people if isinstance(number := one.get(fact), int | float)]
            for bound in (wanted.low, wanted.high):
                if bound is None or bound in (pack.facts[fact].low, pack.facts[fact].high):
                    continue
                missing = [
                    words
                    for words, found in (
                        ("at it", bound in tried),
                        ("just below", any(bound - 1 <= number < bound for number in tried)),
                        ("just above", any(bound < number <= bound + 1 for number in tried)),
                    )
                    if not found
                ]
                if len(missing) > 1 or "at it" in missing:
                    yield problem_at(
                        case, "in", f"{row.condition}: {fact} {bound} is not tried {' and '.join(missing)}.", "Add people there."
                    )
