"""Worked cases: people a nurse can read about, and what the pack must say to them.

A case is read in a closed world unless `open: true`; today is 2026-11-24. The cases lie beside the
software's tests, not in the pack that ships; a pack in another folder has them under `cases/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from afterwards.engine import DecisionAnswer, State
from afterwards.errors import BadFacts
from afterwards.pack.model import Pack
from afterwards.pack.reading import Items, Map, Problem, read_yaml
from afterwards.pack.value_checks import Where, flag, list_of, map_of, record, text
from afterwards.person.known import known_in
from afterwards.person.told import Told, read_facts

TODAY = date(2026, 11, 24)


def _anything(value: object, where: Where) -> None:
    """Facts and expectations are checked against the pack, not by the schema."""


_case = record(
    {"case": text, "why": text, "facts": map_of(re.compile(r".+"), _anything), "expect": map_of(re.compile(r".+"), _anything)},
    {"open": flag},
)


@dataclass(frozen=True, slots=True)
class Case:
    """One worked person: her facts as told, what is then known of her, and the decisions of her guide."""

    data: Map
    told: Told
    state: State
    answers: Mapping[str, DecisionAnswer]

    def problem(self, complaint: str, remedy: str) -> Problem:
        """A complaint about this case."""
        return Problem(self.data.file, self.data.line, f"case '{self.data['case']}': {complaint}", remedy)


def read_cases(pack: Pack, folder: Path) -> tuple[list[Case], list[Problem]]:
    """Every case of a folder with its guide, and every complaint about the files and the facts."""
    problems: list[Problem] = []
    cases: list[Case] = []
    for path in sorted(folder.glob("*.yaml")):
        name = f"cases/{path.name}"
        data = read_yaml(path, name, problems)
        if data is None:
            continue
        before = len(problems)
        list_of(_case)(data, Where(name, 1, "", problems))
        if len(problems) > before:
            continue
        for written in data:
            try:
                facts = read_facts(pack, plain(written["facts"]), TODAY)
            except BadFacts as error:
                problems += [
                    Problem(name, written.line, f"case '{written['case']}': {wrong.message}", wrong.remedy) for wrong in error.errors
                ]
                continue
            closed = "open" not in written
            known, asked = known_in(pack, pack.table, facts, closed=closed)
            state = pack.table.state(known, asked=asked, closed=closed)
            answers = {name: pack.table.answer(name, state) for name in pack.applicable(facts.values.get("guide"))}
            cases.append(Case(written, facts, state, answers))
    return cases, problems


def plain(value: object) -> Any:
    """Maps and lists without their lines."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def wrong_answers(case: Case, pack: Pack) -> Iterator[Problem]:
    """Where a case does not get what it expects."""
    expected = case.data["expect"]
    wanted = [name for name in expected if name in pack.decisions]
    for name in expected:
        if name not in pack.decisions and name not in ("because", "ask", "out"):
            yield case.problem(f"'{name}' is neither a decision nor because, ask or out.", "Mend the name.")
    for name in wanted:
        yield from _wrong_level(case, name, expected[name])
    if "because" in expected:
        deciders = sorted(rule for name in wanted if name in case.answers for rule in deciding(case, name))
        if deciders != sorted(expected["because"]):
            yield case.problem(
                f"it is because of {deciders or 'no rule'}, expected {sorted(expected['because'])}.", "Mend the case or the rule."
            )
    if "ask" in expected:
        needed = sorted(
            {
                fact
                for name in wanted
                for reason in case.answers[name].reasons
                if _raises(case, pack, name, reason.level)
                for fact in reason.needs
            }
        )
        if needed != sorted(expected["ask"]):
            yield case.problem(f"it still needs {needed}, expected {sorted(expected['ask'])}.", "Mend the case or the rule.")
    for rule in expected.get("out", ()):
        if rule not in pack.table.rules:
            yield case.problem(f"there is no rule {rule}.", "Mend the id.")
        elif (missed := short_of(case, pack, rule)) != 1:
            yield case.problem(
                f"{missed} conditions of {rule} fail, expected just one.", "Change the facts so that the rule just does not hold."
            )


def _wrong_level(case: Case, name: str, expected: object) -> Iterator[Problem]:
    if name not in case.answers:
        yield case.problem(f"{name} does not belong to this guide.", "Mend the guide, or the decision's name.")
        return
    answer = case.answers[name]
    bounds = expected if isinstance(expected, Items) else [expected, expected]
    if len(bounds) != 2:
        yield case.problem(f"{name} has {len(bounds)} levels.", "Write one level, or the lowest and the highest in brackets.")
        return
    low, high = bounds
    if (answer.low, answer.high) != (low, high):
        span = answer.low if answer.settled else f"{answer.low} to {answer.high}"
        yield case.problem(f"{name} is {span}, expected {low if low == high else f'{low} to {high}'}.", "Mend the case or the rules.")


def _raises(case: Case, pack: Pack, name: str, level: str) -> bool:
    scale = pack.decisions[name].scale
    return scale.index(level) > scale.index(case.answers[name].low)


def deciding(case: Case, name: str) -> list[str]:
    """The rules that certainly hold at the level that is certain, above the default."""
    answer = case.answers[name]
    return [reason.id for reason in answer.reasons if reason.certain and reason.level == answer.low]


def short_of(case: Case, pack: Pack, rule: str) -> int:
    """How many conditions of a rule certainly fail for this person."""
    return sum(1 for fact, held in conditions(pack, rule).items() if not case.state.known[fact] & held)


def conditions(pack: Pack, rule: str) -> Mapping[str, int]:
    """A rule's conditions as sets of classes."""
    return pack.table.literals[pack.table.rules[rule]]
