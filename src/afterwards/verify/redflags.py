"""R03: a red flag that is known reaches the top level whatever else is said, and its question comes first.

A red flag is a rule of one condition at the top level of a decision that only rises. Proved on diagrams for every partial
state; then in the guide itself, each value of each flag in each guide and under each guideline, alone and among
random other answers. The order of questions is that of the interview, walked with real answers: all "no" (the value that
means absent), and all "I'm not sure". A flag that hangs on another answer, as pads on bleeding, comes on the page after it.
Rules of several conditions are walked too; on which page each is known is a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from random import Random
from time import perf_counter

from afterwards.engine.table import bits
from afterwards.errors import BadFacts
from afterwards.guide import Guide, guide
from afterwards.interview import facts_shown, next_page
from afterwards.pack.cases import TODAY
from afterwards.pack.model import DecisionText, Entry, Pack, RuleText
from afterwards.pack.told import UNKNOWN
from afterwards.verify.bounds import Partial, someone
from afterwards.verify.brute_force import BruteForce
from afterwards.verify.diagram import Diagram, value_in
from afterwards.verify.report import Progress, Report, times_ten, worked_case

FIRST_PAGES = 2
"""By then every flag that hangs on no other answer has been asked."""
OTHERS = {True: 3, False: 40}
"""How many random people each value of a flag is put among, fast or not."""
_LONGEST = 200
Answers = dict[str, object]


def prove(pack: Pack, progress: Progress, *, fast: bool = False) -> list[Report]:
    """R03 for every decision of the pack that only rises."""
    reports: list[Report] = []
    for decision in pack.decisions.values():
        if decision.rises:
            reports += [_reach_the_top(pack, decision, OTHERS[fast], progress), _come_first(pack, decision, progress)]
    return reports


def top_rules(decision: DecisionText) -> list[RuleText]:
    """The rules of the top level."""
    return [rule for rule in decision.rules.values() if rule.level == decision.scale[-1]]


def _reach_the_top(pack: Pack, decision: DecisionText, others: int, progress: Progress) -> Report:
    began = perf_counter()
    failures: list[str] = []
    diagram = Diagram(pack.table, pack.facts)
    partial = Partial(diagram)
    top = len(decision.scale) - 1
    certain = partial.low(pack.table.primes[decision.name][top])
    chance = Random(3)  # noqa: S311 - random people, not secrets
    brute = BruteForce(pack.table)
    flags = [rule for rule in top_rules(decision) if len(rule.when) == 1]
    asked = 0
    for done, rule in enumerate(flags):
        progress("redflags, in the guide", done, len(flags))
        ((fact, held),) = pack.table.literals[pack.table.rules[rule.id]].items()
        outside = partial.may_be(fact, pack.table.classes[fact].full & ~held)
        if (~outside & ~certain & partial.sets()) != partial.false:
            problem = f"{rule.id}: {fact} is known and {decision.scale[-1]} is not certain in every state."
            failures.append(_case(problem, {fact: _values(pack, fact, held)[0]}, decision))
        for value in _values(pack, fact, held):
            for told in _among_others(pack, fact, value, brute, others, chance):
                asked += 1
                level = _level(pack, told, decision)
                if level is not None and level != decision.scale[-1]:
                    failures.append(_case(f"{rule.id}: {fact} is {value} and the answer may be {level}.", told, decision))
    covered = f"{len(flags)} red flags, each in all of {times_ten(partial.number)} partial states; {asked} people in the guide itself"
    return Report(f"redflags: {decision.name}", covered, perf_counter() - began, tuple(failures[:20]))


def _values(pack: Pack, fact: str, held: int) -> list[object]:
    """One value of each class in which the flag is up."""
    return [value_in(pack.table.classes[fact], 1 << place) for place in bits(held & pack.table.classes[fact].real)]


def _among_others(pack: Pack, fact: str, value: object, brute: BruteForce, others: int, chance: Random) -> Iterator[Answers]:
    """The flag alone, in each guide, and among random other answers."""
    yield {fact: value}
    for chosen in pack.facts["guide"].values:
        yield {"guide": chosen, fact: value}
        for _ in range(others):
            person: Answers = {name: one for name, one in someone(pack.table, brute, chance).items() if name != "guide"}
            yield {"guide": chosen, **person, fact: value}


def _level(pack: Pack, told: Answers, decision: DecisionText) -> str | None:
    """The lowest level over the guidelines; None for people whose answers the pack refuses."""
    found: list[str] = []
    for guideline in pack.info["guidelines"]:
        try:
            answer = guide(told, today=TODAY, guideline=guideline, pack=pack).answers.get(decision.name)
        except BadFacts:
            return None
        found.append(decision.scale[0] if answer is None else answer.low)
    return min(found, key=decision.scale.index)


def _case(problem: str, told: Mapping[str, object], decision: DecisionText) -> str:
    return worked_case(problem, told, decision.name, decision.scale[-1], "a red flag counts whatever else is said")


def _come_first(pack: Pack, decision: DecisionText, progress: Progress) -> Report:
    """On which page each flag is asked, in each guide."""
    began = perf_counter()
    failures: list[str] = []
    notes: list[str] = []
    chosen = list(pack.facts["guide"].values)
    flags = [rule for rule in top_rules(decision) if len(rule.when) == 1]
    walked = 0
    for done, one in enumerate(chosen):
        progress("redflags, page by page", done, len(chosen))
        if one not in decision.guides:
            continue
        journeys = {"no": pages_asked(pack, one, {}, unsure=False), "I'm not sure": pages_asked(pack, one, {}, unsure=True)}
        walked += len(journeys)
        after: dict[int, list[str]] = {}
        for rule in flags:
            fact = next(iter(rule.when))
            if not _may_be_asked(pack, one, fact):
                notes.append(f"{one}: {rule.id} ({fact}) does not apply in this guide, and counts if it is told")
            elif not _hangs_on_an_answer(pack, fact):
                for how, pages in journeys.items():
                    if pages.get(fact, _LONGEST) > FIRST_PAGES:
                        where = f"on page {pages[fact]}" if fact in pages else "on no page"
                        problem = f"guide {one}, every answer {how}: the red flag {fact} ({rule.id}) is asked {where}."
                        failures.append(_case(problem, {"guide": one, fact: _first_value(pack, rule, fact)}, decision))
        for rule in top_rules(decision):
            if all(_may_be_asked(pack, one, fact) for fact in rule.when) and _fits(rule, one):
                found, pages = _page_known(pack, one, rule)
                walked += 1
                gated = len(rule.when) == 1 and _hangs_on_an_answer(pack, next(iter(rule.when)))
                if found is None:
                    notes.append(f"{one}: {rule.id} ({', '.join(rule.when)}) is not reached by questions alone")
                elif len(rule.when) > 1 or gated:
                    after.setdefault(found, []).append(f"{rule.id} ({', '.join(rule.when)})")
                if gated:
                    failures += _late_behind_its_gate(pack, one, rule, pages, decision)
        notes += [f"{one}: known after page {page}: {', '.join(rules)}" for page, rules in sorted(after.items())]
    covered = (
        f"{len(flags)} red flags and {len(top_rules(decision)) - len(flags)} rules of several signs, {walked} walks in {len(chosen)} guides"
    )
    return Report(f"redflags: {decision.name}, page by page", covered, perf_counter() - began, tuple(failures[:20]), tuple(notes))


def _late_behind_its_gate(pack: Pack, chosen: str, rule: RuleText, pages: Mapping[str, int], decision: DecisionText) -> Iterator[str]:
    fact = next(iter(rule.when))
    gate = pack.facts[fact].gate
    assert gate
    at, behind = pages.get(gate[0], _LONGEST), pages.get(fact, _LONGEST)
    if at > FIRST_PAGES or behind > at + 1:
        problem = f"guide {chosen}: {fact} ({rule.id}) is asked on page {behind}, and {gate[0]}, on which it hangs, on page {at}."
        yield _case(problem, {"guide": chosen, fact: _first_value(pack, rule, fact)}, decision)


def _first_value(pack: Pack, rule: RuleText, fact: str) -> object:
    return _values(pack, fact, pack.table.literals[pack.table.rules[rule.id]][fact])[0]


def _hangs_on_an_answer(pack: Pack, fact: str) -> bool:
    gate = pack.facts[fact].gate
    return gate is not None and gate[0] != "guide"


def _fits(rule: RuleText, chosen: str) -> bool:
    wanted = rule.when.get("guide")
    return wanted is None or (isinstance(wanted, frozenset) and chosen in wanted)


def _may_be_asked(pack: Pack, chosen: str, fact: str) -> bool:
    """Whether a fact can apply in a guide, through all the facts it hangs on."""
    return guide({"guide": chosen}, today=TODAY, pack=pack).may_apply(fact)


def pages_asked(pack: Pack, chosen: str, wanted: Mapping[str, object], *, unsure: bool) -> dict[str, int]:
    """Walk the interview of a guide: the number of the page on which each fact is first shown.

    `wanted`: the answers to some facts; every other is "I'm not sure" when `unsure`, else the value that means absent.
    """
    return _walk(pack, chosen, wanted, unsure=unsure)[0]


def _walk(
    pack: Pack, chosen: str, wanted: Mapping[str, object], *, unsure: bool, until: tuple[str, str] | None = None
) -> tuple[dict[str, int], int | None]:
    told: Answers = {"guide": chosen}
    pages: dict[str, int] = {"guide": 0}
    for number in range(1, _LONGEST):
        found: Guide = guide(told, today=TODAY, pack=pack)
        page = next_page(found)
        if page is None:
            return pages, None
        for entry in facts_shown(found, page):
            pages.setdefault(entry.name, number)
            told[entry.name] = _answer(entry, wanted, unsure)
        if until is not None and guide(told, today=TODAY, pack=pack).answers[until[0]].low == until[1]:
            return pages, number
    raise RuntimeError(f"the interview of {chosen} does not end within {_LONGEST} pages")


def _answer(entry: Entry, wanted: Mapping[str, object], unsure: bool) -> object:
    if entry.name in wanted:
        return wanted[entry.name]
    if entry.gives in wanted:
        days = wanted[entry.gives]
        assert isinstance(days, int | float)
        return (TODAY - timedelta(days=int(days))).isoformat()
    if unsure or entry.absent is None:
        return UNKNOWN
    return entry.absent


def _page_known(pack: Pack, chosen: str, rule: RuleText) -> tuple[int | None, dict[str, int]]:
    """After which page a rule of the top level is known, when its own answers are given and every other is absent."""
    wanted: Answers = {fact: _first_value(pack, rule, fact) for fact in rule.when if fact != "guide"}
    for fact in list(wanted):
        _bring_up(pack, fact, wanted)
    decision = next(one for one in pack.decisions.values() if rule.id in one.rules)
    pages, found = _walk(pack, chosen, wanted, unsure=False, until=(decision.name, rule.level))
    return found, pages


def _bring_up(pack: Pack, fact: str, wanted: Answers) -> None:
    """Answer the facts on which this one hangs so that it applies."""
    gate = pack.facts[fact].gate
    if gate and gate[0] != "guide" and gate[0] not in wanted:
        wanted[gate[0]] = _values(pack, gate[0], pack.table.applies[fact])[0]
        _bring_up(pack, gate[0], wanted)
