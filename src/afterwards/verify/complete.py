"""Everyone whom the pack says it covers gets an answer: in each decision of her guide, of each method, in each section.

On diagrams: in each decision the states at its levels are all states, and no state is at two levels. In the guide itself:
random people, with all facts told, with some, or with nearly none, in each guide and under each guideline; nothing is
raised, each decision of the guide has a level between its ends, each section that the guide has is not empty, each method has
a category or is silent for a reason that is named, each kind of emergency contraception has a status.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from time import perf_counter

from afterwards.check.cases import TODAY
from afterwards.errors import AfterwardsError
from afterwards.guide import Guide, guide
from afterwards.pack.eligibility import STATUSES
from afterwards.pack.entries import Entry
from afterwards.pack.model import Pack
from afterwards.person.told import UNKNOWN
from afterwards.verify.diagram import Diagram
from afterwards.verify.report import Progress, Report, times_ten, worked_case

PEOPLE = {True: 40, False: 300}
"""How many random people are answered in each guide under each guideline, fast or not."""
SHOWN = 20


def prove(pack: Pack, progress: Progress, *, fast: bool = False) -> list[Report]:
    """Completeness of both tables, and of the guide for random people."""
    tables = {"decisions": pack.table, **({"methods": pack.contraception.table} if pack.contraception else {})}
    reports = [_levels(name, Diagram(table, pack.facts), progress) for name, table in tables.items()]
    return [*reports, _people(pack, PEOPLE[fast], progress)]


def _levels(name: str, diagram: Diagram, progress: Progress) -> Report:
    began = perf_counter()
    failures: list[str] = []
    decisions = diagram.table.decisions
    for done, decision in enumerate(decisions.values()):
        progress(f"complete, {name}, by diagram", done, len(decisions))
        at = [diagram.count(diagram.exactly(decision.name, place)) for place in range(len(decision.scale))]
        if sum(at) != diagram.number:
            failures.append(f"# {decision.name}: its levels hold in {sum(at)} of {diagram.number} states.")
    covered = f"{len(decisions)} decisions, the counts at their levels add up to all {times_ten(diagram.number)} states"
    return Report(f"complete: {name}", covered, perf_counter() - began, tuple(failures))


def _people(pack: Pack, people: int, progress: Progress) -> Report:
    began = perf_counter()
    chance = Random(11)  # noqa: S311 - random people, not secrets
    failures: list[str] = []
    notes = [f"no decision for the guide {one}" for one in pack.facts["guide"].values if not pack.applicable(one)]
    groups = [(chosen, guideline) for chosen in pack.facts["guide"].values for guideline in pack.info.guidelines]
    answered = 0
    for done, (chosen, guideline) in enumerate(groups):
        progress("complete, in the guide", done, len(groups))
        for _ in range(people):
            facts = random_person(pack, chosen, chance)
            answered += 1
            try:
                person_guide = guide(facts, today=TODAY, guideline=guideline, closed_world=chance.random() < 0.3, pack=pack)
                wrong = list(_gaps(pack, person_guide, chosen))
            except AfterwardsError as error:
                wrong = [f"it is refused: {error}"]
            except Exception as error:
                wrong = [f"{type(error).__name__} is raised: {error}"]
            failures += (_case(pack, f"guideline {guideline}: {one}", facts, chosen) for one in wrong)
    covered = f"{answered} random people in {len(groups)} guides and guidelines, with all, some or few facts told"
    return Report("complete: people", covered, perf_counter() - began, tuple(failures[:SHOWN]), tuple(notes))


def _case(pack: Pack, problem: str, facts: Mapping[str, object], chosen: str) -> str:
    name = next(iter(pack.applicable(chosen)), next(iter(pack.decisions)))
    return worked_case(
        " ".join(problem.split()), facts, name, pack.decisions[name].scale[0], "everyone gets an answer; mend the level expected"
    )


def _gaps(pack: Pack, person_guide: Guide, chosen: str) -> Iterator[str]:
    """What is missing in one guide."""
    for name in pack.applicable(chosen):
        scale, answer = pack.decisions[name].scale, person_guide.answers.get(name)
        if answer is None:
            yield f"the decision {name} has no answer."
        elif scale.index(answer.low) > scale.index(answer.high):
            yield f"{name}: {answer.low} to {answer.high} is no interval."
        elif not person_guide.plan.get(pack.decisions[name].section):
            yield f"the section {pack.decisions[name].section} is empty."
    sentences = [line.text for lines in person_guide.plan.values() for line in lines]
    if not all(text.strip() for text in sentences):
        yield "a sentence of the plan is empty."
    if any("{" in text for text in sentences):
        yield "a blank in a sentence is not filled."
    if pack.contraception and chosen != "pregnant":
        offers = person_guide.methods()
        if tuple(one.method.id for one in offers) != pack.contraception.offered:
            yield "not every method is there."
        for offer in offers:
            if offer.high is None and not (offer.why or offer.open or person_guide.past_due):
                yield f"{offer.method.id} has no category and no reason."
            if offer.low is not None and offer.high is not None and offer.low > offer.high:
                yield f"{offer.method.id}: {offer.low} to {offer.high} is no interval."
    for kind in person_guide.emergency():
        if kind.status not in (*STATUSES, "depends") or (kind.status == "depends") != bool(kind.needs):
            yield f"emergency contraception: {kind.kind.id} is {kind.status} and hangs on {', '.join(kind.needs) or 'nothing'}."
        if not kind.statements:
            yield f"emergency contraception: {kind.kind.id} says nothing."
    if person_guide.may_need_emergency and len(person_guide.emergency()) != len(pack.contraception.kinds if pack.contraception else ()):
        yield "not every kind of emergency contraception is there."
    person_guide.to_dict()


def random_person(pack: Pack, chosen: str, chance: Random) -> dict[str, object]:
    """Someone in a guide who has told all, some or few of the facts, and was not sure of a few."""
    facts: dict[str, object] = {"guide": chosen}
    share = chance.choice((1.0, 0.9, 0.6, 0.3, 0.05))
    for entry in pack.facts.values():
        if entry.name != "guide" and chance.random() < share:
            facts[entry.name] = UNKNOWN if chance.random() < 0.08 else random_value(entry, chance)
    for entry in pack.facts.values():
        mine, other = facts.get(entry.name), facts.get(entry.below)
        if isinstance(mine, int | float) and isinstance(other, int | float) and mine >= other:
            facts.pop(entry.name)
    # A height and a weight drawn apart may give a body mass that no one has, which is refused as it should be.
    if "height_cm" in facts and "weight_kg" in facts:
        facts.pop("height_cm")
    return facts


def random_value(entry: Entry, chance: Random) -> object:
    """Any value that the fact may have; absent in half of all draws where it has such a value."""
    if entry.absent is not None and chance.random() < 0.5:
        return entry.absent
    if entry.kind == "number":
        number = round(chance.uniform(entry.low, entry.high), 1)
        return int(number) if entry.whole else number
    if entry.kind == "date":
        return TODAY.fromordinal(TODAY.toordinal() - chance.choice((0, 3, 15, 22, 60, 200))).isoformat()
    if entry.kind == "list":
        return chance.sample(list(entry.values), chance.randint(0, min(3, len(entry.values))))
    if entry.kind == "levels":
        return {name: chance.choice(entry.levels) for name in chance.sample(list(entry.values), 2)}
    if entry.kind == "text":
        return "Robin"
    return chance.choice(list(entry.values))
