"""R04, by what can occur: every rule can decide, every level can be the answer, every sentence can be said.

A rule can decide when someone in one of the decision's guides meets it and no rule of a higher level: on diagrams the rule
without the union of the higher ones holds somewhere among people whose answers fit together. An example of her is then
answered by the guide itself, which must name the rule, say its sentences and give its level. A rule that lies in the union
of others of its level or above changes no answer; it may still say something of its own, so it is a note. Rows of the
grids may lie below others, as guidelines repeat themselves: there the rows' conditions must be met by someone, and
the rest is a note. Rows of the plan, contradictions, rules about starting and notes must be met by someone too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from operator import or_
from pathlib import Path
from time import perf_counter

from afterwards.check.cases import TODAY
from afterwards.contraception import compare, emergency, read_person
from afterwards.engine import Decision
from afterwards.errors import BadFacts
from afterwards.guide import Guide, guide
from afterwards.pack.conditions import base_of, exception_id
from afterwards.pack.eligibility import part_id
from afterwards.pack.entries import DecisionText, RuleText
from afterwards.pack.gather import read_files
from afterwards.pack.load import KNOWLEDGE
from afterwards.pack.model import Pack
from afterwards.pack.reading import PackError
from afterwards.pack.schema import INTERFACE
from afterwards.pack.uses import statement_uses
from afterwards.person.told import read_facts
from afterwards.verify.diagram import Diagram, Node
from afterwards.verify.report import Progress, Report, times_ten, worked_case

SHOWN = 20
PREGNANT = "pregnant"
"""The guide that compares no methods."""
EVERY = {True: 9, False: 1}
"""Of the rows of the grids each so manieth is looked up in the comparison itself, fast or not; the diagrams look at all."""


def prove(pack: Pack, progress: Progress, *, fast: bool = False, root: Path = KNOWLEDGE) -> list[Report]:
    """R04 for rules, levels, rows and sentences. `root`: the pack's folder. Raises `PackError` when it cannot be read."""
    diagram = Diagram(pack.table, pack.facts)
    statements: set[str] = set()
    reports = [_rules(pack, diagram, statements, progress), _rows(pack, diagram, statements, progress)]
    if pack.contraception:
        methods = Diagram(pack.contraception.table, pack.facts)
        reports += [_categories(methods, progress, fast=fast), _grid_rows(pack, methods, EVERY[fast], statements, progress)]
        reports.append(_starting(pack, methods, statements, progress))
    reports.append(_statements(pack, root, statements))
    return reports


def _in_guides(diagram: Diagram, guides: tuple[str, ...]) -> Node:
    """The people in one of these guides."""
    classes = diagram.table.classes.get("guide")
    if classes is None:
        return diagram.people
    return diagram.people & diagram.literal("guide", classes.meeting(frozenset(guides)))


def _rules(pack: Pack, diagram: Diagram, statements: set[str], progress: Progress) -> Report:
    began = perf_counter()
    failures: list[str] = []
    notes: list[str] = []
    levels = 0
    for done, text in enumerate(pack.decisions.values()):
        progress("reachable, rules", done, len(pack.decisions))
        decision = pack.table.decisions[text.name]
        here = _in_guides(diagram, text.guides)
        for number, level in enumerate(decision.scale):
            levels += 1
            node = diagram.exactly(text.name, number) & here
            if node == diagram.false:
                failures.append(f"# {text.name}: the level {level} is the answer for no one.")
            elif number == 0:
                wanted = (text.levels[level].says, *text.default)
                failures += _unsaid(
                    pack, diagram, node, wanted, _answered(pack, diagram, node), statements, f"{text.name}, where {level} is the answer"
                )
        for rule in text.rules.values():
            failures += _can_decide(pack, diagram, text, rule, here, statements)
        notes += _redundant(diagram, decision)
    rules = sum(len(one.rules) for one in pack.decisions.values())
    covered = f"{rules} rules and {levels} levels, among {times_ten(diagram.count(diagram.people))} people whose answers fit together"
    return Report("reachable: rules", covered, perf_counter() - began, tuple(failures[:SHOWN]), tuple(notes))


def _can_decide(pack: Pack, diagram: Diagram, text: DecisionText, rule: RuleText, here: Node, statements: set[str]) -> Iterator[str]:
    number = text.scale.index(rule.level)
    node = diagram.rule(rule.id) & here
    if number + 1 < len(text.scale):
        node &= ~diagram.at_least(text.name, number + 1)
    if node == diagram.false:
        why = (
            "no one meets it"
            if (diagram.rule(rule.id) & here) == diagram.false
            else f"whoever meets it is above {rule.level} by other rules"
        )
        yield f"# {rule.id} never decides {text.name}: {why}."
        return
    facts = diagram.person(diagram.example(node))
    person_guide = _guide(pack, facts)
    if person_guide is None:
        yield f"# {rule.id}: its example is refused: {facts}"
        return
    answer = person_guide.answers[text.name]
    named = {reason.id for reason in answer.reasons if reason.certain}
    if answer.low != rule.level or rule.id not in named:
        problem = f"{rule.id} should decide here; the guide gives {answer.low} by {', '.join(sorted(named)) or 'no rule'}."
        yield worked_case(problem, facts, text.name, rule.level, "the rule holds and none above it does")
    yield from _unsaid(
        pack,
        diagram,
        node,
        (text.levels[rule.level].says, *rule.say),
        person_guide,
        statements,
        f"{rule.id}, where {rule.level} is the answer",
    )


def _unsaid(
    pack: Pack, diagram: Diagram, node: Node, wanted: Iterable[str], person_guide: Guide | None, statements: set[str], where: str
) -> Iterator[str]:
    """Keep what the guide says to someone in `node`, and name each sentence that nobody there is told.

    A sentence that cannot concern her, or that an answer makes too calm, is looked for in someone else of the node.
    """
    if person_guide is None:
        yield f"# {where}: the example is refused."
        return
    lines = _lines_of(person_guide)
    statements |= lines | {one for card in person_guide.cards for one in (card.heading, *card.lines)}
    for missing in sorted({*wanted} - lines):
        statement = pack.statements[missing]
        if statement.methods or statement.kinds:
            continue  # said to those who can use them; of the methods this person has told nothing
        there = _without(diagram, node, missing, len(statement.unless))
        for name, level in statement.calm.items():
            scale = pack.decisions[name].scale
            if scale.index(level) + 1 < len(scale):
                there &= ~diagram.at_least(name, scale.index(level) + 1)
        if there == diagram.false and lines & set(_in_its_place(pack, missing)):
            continue  # whoever it is about is told that in its place
        if there == diagram.false:  # said to who has not told what would keep it back
            kept = {base_of(name) for when in statement.unless for name in when}
            facts = diagram.person(diagram.example(node))
            other = _guide(pack, {name: value for name, value in facts.items() if name not in kept})
        else:
            other = _answered(pack, diagram, there)
        statements |= _lines_of(other) if other else set()
        if other is None or missing not in _lines_of(other):
            yield f"# {where}: {missing} is not said."


def _in_its_place(pack: Pack, statement: str) -> Iterator[str]:
    replaced = pack.statements[statement]
    for other in (replaced.rather, replaced.going_on, replaced.some_kind):
        if other:
            yield other
            yield from _in_its_place(pack, other)


def _lines_of(person_guide: Guide) -> set[str]:
    return {line.statement for lines in person_guide.plan.values() for line in lines}


def _without(diagram: Diagram, node: Node, guarded: str, guards: int) -> Node:
    """The people of a node whom a sentence or row can concern."""
    for number in range(guards):
        node &= ~diagram.rule(exception_id(guarded, number))
    return node


def _answered(pack: Pack, diagram: Diagram, node: Node) -> Guide | None:
    return _guide(pack, diagram.person(diagram.example(node)))


def _guide(pack: Pack, facts: Mapping[str, object]) -> Guide | None:
    try:
        return guide(facts, today=TODAY, pack=pack)
    except BadFacts:
        return None


def _redundant(diagram: Diagram, decision: Decision) -> Iterator[str]:
    """Rules whose people all are at their level or above by other rules."""
    above = diagram.false
    higher: list[str] = []
    for level in reversed(decision.scale[1:]):
        rules = [rule.id for rule in decision.rules if rule.level == level]
        rows = [diagram.rule(rule) for rule in rules]
        # Of each rule the union of those before it and of those after it, so that no pair is joined twice.
        before = list(accumulate(rows, or_, initial=above))
        after = list(accumulate(reversed(rows), or_, initial=diagram.false))[::-1]
        for number, rule in enumerate(rules):
            if not diagram.holds_somewhere(rows[number] & ~(before[number] | after[number + 1])):
                by = [one for one in (*higher, *rules) if one != rule and diagram.holds_somewhere(diagram.rule(one) & rows[number])]
                yield f"redundant for the level: {rule} ({level}) lies within {', '.join(by[:6])}{' and others' if len(by) > 6 else ''}"
        above = before[-1]
        higher += rules


def _rows(pack: Pack, diagram: Diagram, statements: set[str], progress: Progress) -> Report:
    """Rows of the plan and contradictions: someone meets each, and is told it."""
    began = perf_counter()
    failures: list[str] = []
    for done, row in enumerate(pack.rows):
        if done % 20 == 0:
            progress("reachable, rows of the plan", done, len(pack.rows))
        node = _without(diagram, diagram.rule(row.id) & diagram.people, row.id, len(row.unless))
        if node == diagram.false:
            failures.append(f"# {row.id}: no one meets this row of the plan.")
            continue
        person_guide = _answered(pack, diagram, node)
        statements |= {row.figure} if person_guide and any(mark.statement == row.figure for mark in person_guide.timeline) else set()
        failures += _unsaid(pack, diagram, node, row.say, person_guide, statements, row.id)
    for contradiction in pack.contradictions:
        if contradiction.when and not diagram.holds_somewhere(diagram.rule(contradiction.id) & diagram.states):
            failures.append(f"# {contradiction.id}: no one can give these answers together.")
        statements |= set(contradiction.say)
    covered = f"{len(pack.rows)} rows of the plan, each met by someone who is then told it, and {len(pack.contradictions)} contradictions"
    return Report("reachable: plan", covered, perf_counter() - began, tuple(failures[:SHOWN]))


def _categories(diagram: Diagram, progress: Progress, *, fast: bool) -> Report:
    """Which categories each method can come to, and which rules of the grids decide nothing."""
    began = perf_counter()
    notes: list[str] = []
    failures: list[str] = []
    levels = redundant = 0
    for done, decision in enumerate(diagram.table.decisions.values()):
        progress("reachable, methods", done, len(diagram.table.decisions))
        used = {decision.scale[0]} | {rule.level for rule in decision.rules}
        unused = [level for level in decision.scale if level not in used]
        if unused:
            notes.append(f"{decision.name}: no row gives {', '.join(unused)}")
        for number, level in enumerate(decision.scale):
            if level in used:
                levels += 1
                if (diagram.exactly(decision.name, number) & diagram.people) == diagram.false:
                    failures.append(f"# {decision.name}: {level} is the answer for no one although a row gives it.")
        met_by_none = [rule.id for rule in decision.rules if not diagram.holds_somewhere(diagram.rule(rule.id))]
        failures += [f"# {rule}: no one meets this rule." for rule in met_by_none]
        redundant += 0 if fast else sum(1 for _ in _redundant(diagram, decision))
    if not fast:
        notes.insert(0, f"{redundant} rules of the grids lie within others of their category or above: guidelines repeat themselves")
    rules = sum(len(one.rules) for one in diagram.table.decisions.values())
    covered = f"{levels} categories and statuses of {len(diagram.table.decisions)} decisions, {rules} rules"
    return Report("reachable: methods", covered, perf_counter() - began, tuple(failures[:SHOWN]), tuple(notes))


def _grid_rows(pack: Pack, diagram: Diagram, every: int, statements: set[str], progress: Progress) -> Report:
    """Each row of each grid is met by someone, to whom the comparison of methods then names it."""
    began = perf_counter()
    contraception = pack.contraception
    assert contraception
    failures: list[str] = []
    notes: list[str] = []
    rows = [(guideline, row) for guideline, grid in contraception.grids.items() for row in grid if row.use == "yes"]
    comparing = _in_guides(diagram, tuple(one for one in pack.facts["guide"].values if one != PREGNANT))
    looked = 0
    for done, (guideline, row) in enumerate(rows):
        if done % 20 == 0:
            progress("reachable, rows of the grids", done, len(rows))
        meaning = contraception.meanings[row.means]
        there = {other.means for other in contraception.grids[guideline] if other.use == "yes"}
        node = _alternatives(diagram, f"means {row.means}", len(meaning.when)) & diagram.people
        for other in meaning.covered_by:
            if other in there:
                node &= ~_alternatives(diagram, f"means {other}", len(contraception.meanings[other].when))
        if node == diagram.false:
            failures.append(f"# guideline {guideline}, row {row.condition}: no one meets it without a row that says more.")
            continue
        node &= comparing
        if node == diagram.false:
            notes.append(f"guideline {guideline}, row {row.condition}: met only in a guide that compares no methods")
            continue
        statements.add(meaning.say)
        if done % every:
            continue
        looked += 1
        facts = diagram.person(diagram.example(node))
        person = read_person(pack, read_facts(pack, facts, TODAY), guideline)
        named = {one.row.condition for offer in compare(person) for one in offer.why} if person else set()
        if row.condition not in named:
            failures.append(f"# guideline {guideline}, row {row.condition}: not named to someone who meets it: {facts}")
    covered = f"{len(rows)} rows of {len(contraception.grids)} grids, each met by someone; {looked} looked up in the comparison itself"
    return Report("reachable: rows of the grids", covered, perf_counter() - began, tuple(failures[:SHOWN]), tuple(notes))


def _alternatives(diagram: Diagram, name: str, count: int) -> Node:
    anyone = diagram.false
    for number in range(count):
        anyone |= diagram.rule(part_id(name, number))
    return anyone


def _starting(pack: Pack, diagram: Diagram, statements: set[str], progress: Progress) -> Report:
    """Rules about starting a method, and rules and notes about emergency contraception: each met by someone."""
    began = perf_counter()
    contraception = pack.contraception
    assert contraception
    failures: list[str] = []
    progress("reachable, starting", 0, 1)
    for beside in contraception.said_beside:
        if (_alternatives(diagram, beside.id, len(beside.when)) & diagram.people) == diagram.false:
            failures.append(f"# {beside.id}: no one meets this rule about starting, or this caution.")
        else:
            statements |= set(beside.say)
    for guideline in contraception.grids:
        for kind in contraception.kinds:
            for rule in kind.rules:
                if rule.guidelines and guideline not in rule.guidelines:
                    continue
                name = f"{guideline} {rule.id}" if rule.level else rule.id
                node = _alternatives(diagram, name, len(rule.when)) & diagram.people
                if node == diagram.false:
                    failures.append(f"# {rule.id} ({guideline}): no one meets it.")
                    continue
                facts = _of_one_mind(pack, diagram.person(diagram.example(node)))
                person = read_person(pack, read_facts(pack, facts, TODAY), guideline)
                says = {one for help_ in emergency(person) for one in help_.statements} if person else set()
                statements |= says
                if not set(rule.say) <= says:
                    failures.append(f"# {rule.id} ({guideline}): it is not said to someone who meets it.")
    about = sum(len(kind.rules) for kind in contraception.kinds)
    covered = f"{len(contraception.said_beside)} rules about starting and cautions, {about} rules and notes about emergency contraception"
    return Report("reachable: starting and emergency", covered, perf_counter() - began, tuple(failures[:SHOWN]))


def _of_one_mind(pack: Pack, facts: dict[str, object]) -> dict[str, object]:
    """The same person without a number that speaks against what she calls it: the table knows one of them, the answer keeps both open."""
    against = {
        entry.becomes[0]
        for name, entry in pack.facts.items()
        if entry.becomes and facts.get(name) == entry.becomes[3] and entry.becomes[0] in facts
    }
    return {name: value for name, value in facts.items() if name not in against}


def _statements(pack: Pack, root: Path, statements: set[str]) -> Report:
    """Every sentence has a place from which it can be said: seen said above, or in a place that can always be read or can occur."""
    began = perf_counter()
    data, problems = read_files(root)
    if problems:
        raise PackError(problems)
    uses: dict[str, list[tuple[object, str]]] = {}
    for entry, key, name in statement_uses(data):
        uses.setdefault(name, []).append((entry, key))
    failures = [f"# the sentence {name} has no place." for name in pack.statements if name not in uses and not name.startswith(INTERFACE)]
    seen = len(statements & pack.statements.keys())
    covered = f"{len(pack.statements)} sentences: {seen} seen said to someone, the others have a place on a page that can be read"
    conditional = {"say", "if", "then", "tell", "do", "card", "says", "figure"}
    unseen = [
        name
        for name, places in uses.items()
        if name not in statements and name in pack.statements and all(key in conditional and _conditional(place) for place, key in places)
    ]
    notes = [f"said by a rule that can decide, in its card, its stop page or its open condition: {len(unseen)} sentences"] if unseen else []
    return Report("reachable: sentences", covered, perf_counter() - began, tuple(failures[:SHOWN]), tuple(notes))


def _conditional(entry: object) -> bool:
    return isinstance(entry, Mapping) and ("when" in entry or "says" in entry)
