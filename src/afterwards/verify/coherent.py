"""What is said to one person is one answer (C1 to C6): no line freer than the strictest beside it, nothing to whom it cannot concern.

For all states, on diagrams:
- lines: wherever a rule or a row says a sentence that sends her to someone (`asks`), the decision it names is as careful.
- heard: an illness or a medicine told by itself (an alternative of `from_told`) changes every decision that asks for it.
- switches: the circumstances that switch off a rule which only rises; each stands in the register with its reason.

Over random people and every worked case, in what is said:
- people: nothing calmer than an answer (`calm`), no start under a category 3, 4 or none, no kind of emergency contraception
  praised that is too late or not advised, what runs out first, and nothing that cannot concern her (`never.csv` beside the cases).
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice, product
from pathlib import Path
from random import Random
from time import perf_counter

from afterwards.check.cases import TODAY, plain
from afterwards.check.knowledge import cases_of
from afterwards.engine.rules import Condition
from afterwards.errors import AfterwardsError
from afterwards.guide import Guide, guide
from afterwards.loading import load_pack
from afterwards.pack.conditions import condition, exception_id
from afterwards.pack.layout import FIRST
from afterwards.pack.load import KNOWLEDGE
from afterwards.pack.model import Pack
from afterwards.person.derived import meets
from afterwards.verify.complete import random_person
from afterwards.verify.diagram import Diagram, Node
from afterwards.verify.report import Progress, Report, worked_case
from afterwards.verify.tellings import read_table
from afterwards.verify.worked import cases_in

PEOPLE = {False: 200_000, True: 3_000}
"""How many random people are looked at, whole and fast."""
PART = 1_000
SHOWN = 20
SWITCHES = "switches.csv"
"""The register beside the worked cases: rule, circumstance, and why the rule is not for everyone."""
NEVER = "never.csv"
"""Beside the worked cases: conditions on what she told, as JSON, and words that are then never said, with the reason."""


def prove(pack: Pack, progress: Progress, *, fast: bool = False, root: Path = KNOWLEDGE) -> list[Report]:
    """C1 to C6 for one pack. `root`: its folder, whose worked cases, register and list of misfits are read."""
    diagram = Diagram(pack.table, pack.facts)
    cases = cases_of(root)
    reports = [_lines(pack, diagram, progress), _heard(pack), _switches(pack, cases)]
    return [*reports, _people(pack, root, cases, PEOPLE[fast], progress)]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement is said: by which rule or row, in which guides, under which conditions."""

    id: str
    statement: str
    where: Node


def _places(pack: Pack, diagram: Diagram) -> Iterator[Place]:
    for decision in pack.decisions.values():
        hers = _in_guides(diagram, decision.guides)
        for rule in decision.rules.values():
            where = diagram.rule(rule.id) & hers
            yield from (Place(rule.id, statement, where) for statement in rule.say)
        for level_number, level in enumerate(decision.scale):
            where = diagram.exactly(decision.name, level_number) & hers
            says = [decision.levels[level].says, *(decision.default if not level_number else ())]
            yield from (Place(f"{decision.name} {level}", statement, where) for statement in says)
    for row in pack.rows:
        yield from (Place(row.id, statement, diagram.rule(row.id)) for statement in row.say)


def _in_guides(diagram: Diagram, guides: Iterable[str]) -> Node:
    classes = diagram.table.classes.get("guide")
    return diagram.literal("guide", classes.meeting(frozenset(guides))) if classes else diagram.true


def _lines(pack: Pack, diagram: Diagram, progress: Progress) -> Report:
    """C1: a sentence that sends her to someone never stands beside a freer answer of the decision it names."""
    began = perf_counter()
    failures: list[str] = []
    places = [one for one in _places(pack, diagram) if pack.statements[one.statement].asks]
    looked = 0
    for done, place_said in enumerate(places):
        progress("coherent, lines", done, len(places))
        statement = pack.statements[place_said.statement]
        audience = place_said.where & diagram.people
        for guard in range(len(statement.unless)):
            audience &= ~diagram.rule(exception_id(statement.id, guard))
        for name, level in statement.asks.items():
            looked += 1
            decision = pack.decisions[name]
            freer = audience & _in_guides(diagram, decision.guides) & ~diagram.at_least(name, decision.scale.index(level))
            if diagram.holds_somewhere(freer):
                facts = diagram.person(diagram.example(freer))
                failures.append(worked_case(f"{place_said.id} says {statement.id}, which asks for {level}", facts, name, level, "C1"))
    covered = f"{looked} sentences that send her to someone, where rules, levels and rows say them, over all states"
    return Report("coherent: lines", covered, perf_counter() - began, tuple(failures[:SHOWN]))


def _heard(pack: Pack) -> Report:
    """C4: what tells a fact makes every decision that asks for it at least as careful as that fact's own rule, by itself."""
    began = perf_counter()
    failures: list[str] = []
    looked = 0
    for entry in pack.facts.values():
        rules = [(one.name, rule) for one in pack.decisions.values() for rule in one.rules.values() if [*rule.when] == [entry.name]]
        for name, rule in rules if entry.from_told else ():
            scale = pack.decisions[name].scale
            assert entry.from_told
            for when in entry.from_told.any:
                for telling in _told_so(pack, when):
                    facts = {"guide": pack.decisions[name].guides[0], **telling}
                    if facts["guide"] not in pack.decisions[name].guides:  # told in a guide that does not answer this
                        continue
                    looked += 1
                    answer = guide(facts, today=TODAY, closed_world=True, pack=pack).answers[name]
                    if scale.index(answer.low) < scale.index(rule.level):
                        problem = f"{json.dumps(telling)} is told, and {name} does not hear it"
                        failures.append(worked_case(problem, facts, name, rule.level, "C4"))
    return Report(
        "coherent: heard", f"{looked} told values that rules hear by way of another fact", perf_counter() - began, tuple(failures)
    )


def _told_so(pack: Pack, when: Mapping[str, Condition]) -> Iterator[dict[str, object]]:
    """What she may tell that meets an alternative: every combination of values, of a number both ends of its range."""

    def values(name: str, wanted: Condition) -> Iterator[object]:
        if isinstance(wanted, frozenset):
            yield from ([value] if pack.facts[name].kind == "list" else value for value in sorted(wanted))
        else:
            yield from (end for end in (wanted.low, wanted.high) if end is not None and meets(end, wanted))

    for chosen in product(*(tuple(values(name, wanted)) for name, wanted in when.items())):
        yield dict(zip(when, chosen, strict=True))


def _switches(pack: Pack, cases: Path | None) -> Report:
    """C6: a circumstance that switches off a rule which only rises is named in the register, with its reason."""
    began = perf_counter()
    register = {(rule, fact): why for rule, fact, why in (read_table(cases / SWITCHES) if cases else ())}
    there = set(switches(pack))
    failures = [
        f"# {rule} is switched off by {fact}, and the register ({SWITCHES}) gives no reason."
        for rule, fact in sorted(there - register.keys())
    ]
    failures += [
        f"# the register ({SWITCHES}) names {rule} and {fact}, which no longer go together."
        for rule, fact in sorted(register.keys() - there)
    ]
    failures += [
        f"# the register ({SWITCHES}) gives no reason for {rule} and {fact}." for (rule, fact), why in register.items() if not why.strip()
    ]
    rules = len({rule for rule, _ in there})
    return Report(
        "coherent: switches", f"{rules} rules hang on {len(there)} circumstances", perf_counter() - began, tuple(failures[:SHOWN])
    )


def switches(pack: Pack) -> Iterator[tuple[str, str]]:
    """The rules that only rise, each with the circumstances that can switch it off."""
    for decision in pack.decisions.values():
        for rule in decision.rules.values() if decision.rises else ():
            yield from ((rule.id, name) for name in rule.when if name in pack.facts and pack.facts[name].context)


@dataclass(frozen=True, slots=True)
class Misfit:
    """Words that are never said to someone who told these things."""

    when: Mapping[str, Condition]
    words: str
    why: str

    def meets(self, facts: Mapping[str, object]) -> bool:
        """Whether she told so."""
        return all(name in facts and meets(facts[name], wanted) for name, wanted in self.when.items())


@cache
def misfits(cases: Path) -> tuple[Misfit, ...]:
    """The list beside the worked cases; empty when there is none."""
    path = cases / NEVER
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        Misfit({name: condition(one) for name, one in json.loads(row["when"]).items()}, row["words"].lower(), row["why"]) for row in rows
    )


def _people(pack: Pack, root: Path, cases: Path | None, number: int, progress: Progress) -> Report:
    began = perf_counter()
    failures: list[str] = []
    looked = 0
    for case in cases_in(cases) if cases else ():
        looked += 1
        failures += told_apart(pack, plain(case["facts"]), next(iter(pack.info.guidelines)), True, cases)
    parts = -(-number // PART)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for done, failed in enumerate(pool.map(partial(_part, root, cases), range(parts))):
            progress("coherent, people", done, parts)
            looked += PART
            failures += failed
    covered = f"{looked} people, worked cases among them, in all that is said to them"
    each = {failure.partition("\n")[0]: failure for failure in reversed(failures)}
    return Report("coherent: people", covered, perf_counter() - began, tuple(each.values())[:SHOWN])


@cache
def _loaded(root: Path) -> Pack:
    """The pack as each process reads it for itself."""
    return load_pack(None if root == KNOWLEDGE else root)


def _part(root: Path, cases: Path | None, part: int) -> list[str]:
    pack, chance = _loaded(root), Random(part)  # noqa: S311 - random people, not secrets
    failures: list[str] = []
    guides = list(pack.facts["guide"].values)
    for _ in range(PART):
        facts = plausible(pack, chance.choice(guides if chance.random() < 0.3 else guides[:1]), chance)
        offered = list(pack.info.guidelines)
        failures += told_apart(pack, facts, chance.choice(offered if chance.random() < 0.3 else offered[:1]), chance.random() < 0.9, cases)
    return failures


def plausible(pack: Pack, chosen: str, chance: Random) -> dict[str, object]:
    """Someone who tells her circumstances and few findings, so that calm answers are looked at as often as urgent ones."""
    facts = random_person(pack, chosen, chance)
    kept = chance.choice((0.02, 0.1, 0.4, 1.0))
    return {name: value for name, value in facts.items() if name == "guide" or pack.facts[name].context or chance.random() < kept}


def told_apart(pack: Pack, facts: Mapping[str, object], guideline: str, closed: bool, cases: Path | None) -> list[str]:
    """What does not go together in all that is said to one person."""
    try:
        person_guide = guide(facts, today=TODAY, guideline=guideline, closed_world=closed, pack=pack)
    except AfterwardsError:
        return []  # what is refused is another proof's business
    wrong = [
        *_calmer(person_guide),
        *_starts(person_guide),
        *_goes_on(person_guide),
        *_kinds(person_guide),
        *_not_first(person_guide),
        *(_misfit(person_guide, cases) if cases else ()),
    ]
    name = next(iter(person_guide.answers))
    return [worked_case(" ".join(one.split()), facts, name, person_guide.answers[name].high, "C1 to C6") for one in wrong]


def _calmer(person_guide: Guide) -> Iterator[str]:
    """C1: a line calmer than an answer that is certain, or one that asks for more than an answer gives."""
    for line in (line for lines in person_guide.plan.values() for line in lines):
        statement = person_guide.pack.statements[line.statement]
        for key, wanted in (("calm", statement.calm), ("asks", statement.asks)):
            for name, level in wanted.items():
                if name in person_guide.answers:
                    scale, low = person_guide.pack.decisions[name].scale, person_guide.answers[name].low
                    apart = scale.index(low) - scale.index(level)
                    if (apart > 0) if key == "calm" else (apart < 0):
                        yield f"C1: {statement.id} stands beside {name} {low}."


def _starts(person_guide: Guide) -> Iterator[str]:
    """C2: no start under a no."""
    for offer in person_guide.methods():
        free = offer.high is not None and offer.high <= 2
        if not free and (offer.start.from_day is not None or offer.start.begins or offer.start.lasts):
            yield f"C2: {offer.method.id} is {offer.low} to {offer.high} and has a start."


def _goes_on(person_guide: Guide) -> Iterator[str]:
    """C2: no "go on with it" of a method in use under a 3, a 4, none, advice against it, or words that it works less."""
    mine = [one for one in person_guide.methods() if one.phase == "continue"]
    for offer in mine:
        if offer.low is None or offer.low > 2 or offer.against or offer.works_less:
            for line in (
                line for lines in person_guide.plan.values() for line in lines if person_guide.pack.statements[line.statement].going_on
            ):
                yield f"C2: {line.statement} stands beside {offer.method.id} in use, which is {offer.low} to {offer.high}."


def _kinds(person_guide: Guide) -> Iterator[str]:
    """C2: the plan praises no kind of emergency contraception that its table does not offer, and sends her to none where none is left."""
    status = {one.kind.id: one.status for one in person_guide.emergency()}
    if status and set(status.values()) <= {"too_late", "not_advised"}:
        for line in (
            line for lines in person_guide.plan.values() for line in lines if person_guide.pack.statements[line.statement].some_kind
        ):
            yield f"C2: {line.statement} is said, and no kind is left."
    for line in (line for lines in person_guide.plan.values() for line in lines):
        for kind in getattr(person_guide.pack.statements[line.statement], "kinds", ()):
            if status.get(kind) in ("too_late", "not_advised"):
                yield f"C2: {line.statement} speaks of {kind}, which is {status[kind]}."


def _not_first(person_guide: Guide) -> Iterator[str]:
    """C3: help now comes before what runs out, that before help today, and all before everything else."""
    order = list(person_guide.plan)
    for name in person_guide.answers:
        decision = person_guide.pack.decisions[name]
        from_top = len(decision.scale) - 1 - decision.scale.index(person_guide.answers[name].low)
        if decision.rises and from_top < 2 and order.index(decision.section) != (from_top if FIRST in order else 0):
            yield f"C3: {name} is {person_guide.answers[name].low}, and {order[0]} comes first."
        if FIRST in order and order.index(FIRST) > (1 if decision.rises and not from_top else 0) and decision.rises:
            yield f"C3: what runs out comes after {order[0]}."
    last = person_guide.pack.decisions.get("contraception_need")
    needed = last and person_guide.answers.get(last.name) and person_guide.answers[last.name].low == last.scale[-1]
    # Where a new pregnancy has to be looked at first, that is said in place of the headline.
    statements = {line.statement for lines in person_guide.plan.values() for line in lines}
    if last and needed and FIRST not in order and last.levels[last.scale[-1]].says in statements:
        yield "C3: emergency contraception may help, and it does not come first."


def _misfit(person_guide: Guide, cases: Path) -> Iterator[str]:
    """C5: words that cannot concern her."""
    # Until she chooses words, those of the kind of loss are hers; until she says that it has not begun, it has.
    words = {
        "words_for_loss": person_guide.told.values.get("loss_kind"),
        **({} if "has_begun" in person_guide.told.unknown else {"has_begun": "yes"}),
    }
    facts = {
        **words,
        **person_guide.told.values,
        **({} if person_guide.told.days_since_loss is None else {"days_since_loss": person_guide.told.days_since_loss}),
    }
    mine = [one for one in misfits(cases) if one.meets(facts)]
    if mine:
        sentences = [(line.statement, line.text.lower()) for lines in person_guide.plan.values() for line in lines]
        sentences += [
            (one.if_, f"{person_guide.voice.say(one.if_)} {person_guide.voice.say(one.then)}".lower()) for one in person_guide.open
        ]
        sentences += [
            (card.heading, " ".join(map(person_guide.voice.say, (card.heading, *card.lines))).lower()) for card in person_guide.cards
        ]
        for misfit in mine:
            yield from islice(
                (f"C5: {statement} says '{misfit.words}': {misfit.why}." for statement, text in sentences if misfit.words in text), 2
            )
