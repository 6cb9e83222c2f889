"""What a table may take as known of one person: of each fact told the set of its classes. The page's `known.js` is the same."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import reduce
from operator import or_

from afterwards.engine import Range, Table
from afterwards.engine.rules import Condition
from afterwards.pack.conditions import member
from afterwards.pack.entries import Entry
from afterwards.pack.model import Pack
from afterwards.pack.questions import SIGNS_TODAY
from afterwards.person.closed_world import brought_up, left_open, without_loss
from afterwards.person.derived import classes_of, derive
from afterwards.person.told import BMI, MEDICINES, Told

NO_INTERACTION = "other_no_interaction"
BODY = frozenset((BMI, "height_cm", "weight_kg"))


def weight_from_height_and_bmi(values: Mapping[str, object]) -> dict[str, object]:
    """A dose hangs on her weight, and who tells her height and BMI has told it too."""
    height, bmi = values.get("height_cm"), values.get(BMI)
    if isinstance(height, int | float) and isinstance(bmi, int | float):
        return {"weight_kg": bmi * (height / 100) ** 2}
    return {}


def known_in(
    pack: Pack, table: Table, facts: Told, *, closed: bool = False, pending: Collection[str] = ()
) -> tuple[dict[str, int], set[str]]:
    """What the table may take as known: of each fact told the set of its classes, and the facts asked and not answered.

    A fact told in two ways that differ may be in either's class. With `closed` see `closed_world` for what is not simply absent.
    A fact that nobody is asked for (`held`) counts as its absent value until it is told. `pending` are facts still to be asked: a
    closed world leaves them open, as if she were not sure.
    """
    known, asked, denied = as_told(pack, table, facts, closed=closed, pending=pending)
    facts = replace(facts, unknown=facts.unknown | frozenset(pending)) if pending else facts
    derive(pack, table, with_what_follows(facts), facts.unknown, known, closed=closed, denied=denied)
    complete(pack, table, facts, known, asked)
    if closed:
        opened = brought_up(table, known, asked)
        known |= opened | without_loss(pack, table, facts.values, facts.unknown, opened)
        known |= left_open(pack, table, facts.values, facts.unknown, known)
    return known, asked


def as_told(
    pack: Pack, table: Table, facts: Told, *, closed: bool = False, pending: Collection[str] = ()
) -> tuple[dict[str, int], set[str], set[str]]:
    """What was told of each fact, in whatever words: the sets of its classes, the facts asked and not answered, the signs denied."""
    asked_of_her = facts
    facts = replace(facts, unknown=facts.unknown | frozenset(pending)) if pending else facts
    classes, values, unknown = table.classes, facts.values, facts.unknown
    known = {name: classes[name].of(value) for name, value in values.items() if name in classes and isinstance(value, str | int | float)}
    asked = {name for name in unknown if name in classes}
    if "days_since_loss" in classes:
        if facts.days_since_loss is not None and "loss_date" in values:
            known["days_since_loss"] = known.get("days_since_loss", 0) | classes["days_since_loss"].of(facts.days_since_loss)
        elif "loss_date" in unknown and "days_since_loss" not in values:
            asked.add("days_since_loss")
    for name in values:
        entry = pack.facts[name]
        if entry.narrows and entry.narrows in classes:
            _narrow(table, entry, facts, known)
    denied: set[str] = set()
    if values.get(SIGNS_TODAY) == "none":
        denied = _deny_signs(pack, table, asked_of_her, known, pending, closed=closed)
    _weigh(table, facts, known, asked)
    if table is not pack.table:
        _become(pack, table, facts, known)
    _infer(pack, table, facts, known)
    return known, asked, denied


def with_what_follows(facts: Told) -> dict[str, object]:
    """The facts as told, with the numbers that others of them give: her weight, the days since the loss."""
    dated = {**weight_from_height_and_bmi(facts.values), **facts.values}
    if facts.days_since_loss is not None:
        dated = {"days_since_loss": facts.days_since_loss, **dated}
    return dated


def complete(pack: Pack, table: Table, facts: Told, known: dict[str, int], asked: set[str]) -> None:
    """The values of lists as facts of their own, and what counts as absent until it is told."""
    for name, entry in pack.facts.items():
        if entry.kind == "list" and not entry.wording:
            _list_members(pack, table, name, facts, known, asked)
        # Nobody is asked for it, so it is heard only where it is told: left open it could never be settled.
        if (
            name in pack.absent_until_told
            and name in table.classes
            and not (name in known or name in facts.unknown or name in facts.lapsed)
        ):
            known[name] = table.classes[name].of(pack.absent_until_told[name])


def _deny_signs(pack: Pack, table: Table, facts: Told, known: dict[str, int], pending: Collection[str], *, closed: bool) -> set[str]:
    """What "None of these" on the page of signs denies: of a fact not told, the classes that a line with this one finding names.

    Not sure how much she bleeds, she still said that it is not heavily; not sure of a sign itself, it stays open.
    """
    denied: set[str] = set()
    for sign in pack.signs:
        ((name, wanted),) = sign.when.items() if len(sign.when) == 1 else (("", frozenset[str]()),)
        unsure_of_it = name in facts.unknown and pack.facts[name].kind == "yes_no"
        if name not in table.classes or facts.says(name) or unsure_of_it:
            continue
        gate = pack.facts[name].gate
        not_hers = gate and gate[0] in known and not known[gate[0]] & table.classes[gate[0]].meeting(gate[1])
        absent_anyway = closed and pack.facts[name].absent is not None and name not in pending and name not in facts.unknown
        if not (not_hers or absent_anyway):
            classes = table.classes[name]
            known[name] = known.get(name, classes.real) & ~classes.wholly_in(wanted)
            denied.add(name)
    return denied


def _infer(pack: Pack, table: Table, facts: Told, known: dict[str, int]) -> None:
    """Facts that another answer tells: days since the latest birth after a loss at 24 weeks or more are those since the loss.

    Of a choice that another choice tells, a value that is not among its own counts as its last, the most careful.
    """
    for name, entry in pack.facts.items():
        if entry.inferred is None or name not in table.classes or facts.says(name) or name in facts.unknown:
            continue
        fact, condition, other, value = entry.inferred
        mine = known.get(fact, 0)
        met = mine & table.classes[fact].meeting(condition) if mine else 0
        if not met:
            continue
        number, value_told = facts.number(other) if other else None, facts.values.get(other)
        classes = table.classes[name]
        if value:
            known[name] = classes.of(value)
        elif entry.values:
            if not isinstance(value_told, str):
                continue
            known[name] = classes.of(value_told if value_told in entry.values else [*entry.values][-1])
        else:
            known[name] = classes.real if number is None else classes.of(min(max(number, entry.low), entry.high))
        if met != mine:
            known[name] |= classes.absent()


def _become(pack: Pack, table: Table, facts: Told, known: dict[str, int]) -> None:
    """What the methods read as something else: the weeks say that a loss was a birth, whatever it is called.

    Where the name says so and the weeks do not, which of the two is wrong is not known, so it may be either.
    """
    for name, value_told in facts.values.items():
        entry = pack.facts[name]
        if entry.becomes is None or name not in table.classes or not isinstance(value_told, str):
            continue
        fact, low, values, value = entry.becomes
        number, classes = facts.number(fact), table.classes[name]
        if number is None:
            continue
        if number >= low and value_told in values:
            known[name] = classes.of(value)
        elif number < low and value_told == value:
            known[name] |= reduce(or_, map(classes.of, values))


def _meets(value: object, condition: Condition) -> bool:
    return isinstance(condition, frozenset) and value in condition


def _narrow(table: Table, entry: Entry, facts: Told, known: dict[str, int]) -> None:
    """A number of whole days stands in for hours: d days ago lies between d - 1 and d + 1 times 24 hours."""
    days, hours = facts.values[entry.name], entry.narrows
    assert isinstance(days, int | float)
    whole = int(days)
    low = Range(24 * (whole - 1), 24 * (whole + 1), low_open=True, high_open=True) if whole else Range(0, 24, high_open=True)
    span = table.classes[hours].meeting_somewhere(low)
    if hours not in known:
        known[hours] = span
    elif (hours, entry.name) in facts.apart:
        known[hours] |= span


def _weigh(table: Table, facts: Told, known: dict[str, int], asked: set[str]) -> None:
    """The BMI, told or from height and weight. One of the two alone leaves it open, also in a closed world."""
    if BMI not in table.classes:
        return
    for bmi in facts.bmi:
        known[BMI] = known.get(BMI, 0) | table.classes[BMI].of(bmi)
    if not facts.bmi and (facts.says("height_cm") or facts.says("weight_kg")):
        known[BMI] = table.classes[BMI].real
    if not facts.bmi and BODY & facts.unknown:
        asked.add(BMI)
        known.pop(BMI, None)


def _list_members(pack: Pack, table: Table, name: str, facts: Told, known: dict[str, int], asked: set[str]) -> None:
    """Each value of a list is a yes/no fact: those told are yes, the others she was asked about no, those a name leaves open are open."""
    members = {value: table.classes[member(name, value)] for value in pack.facts[name].values if member(name, value) in table.classes}
    if name in facts.asked_of:
        members = {value: classes for value, classes in members.items() if value in facts.asked_of[name]}
    if name in facts.unknown:
        asked.update(member(name, value) for value in members)
    names = facts.values.get(name)
    if not isinstance(names, list):
        return
    certain, left_open = classes_of(pack, name, names)
    if name == MEDICINES and facts.strange:
        left_open.update(value for value in members if value != NO_INTERACTION)
        asked.update(member(name, value) for value in members)
    for value, classes in members.items():
        known[member(name, value)] = classes.of("yes") if value in certain else classes.real if value in left_open else classes.of("no")
