"""Her question is answered within its pages, and no sign is lost on the way (design.md, 4.2b).

Of each question the ways through its pages are walked as the page program asks them (`paths`). Shown of every state in which an
answer is ready: no fact that was not asked can raise the urgency to a call today or now; the level of what it decides means the
same act whatever the deciding facts not asked are; and it came within `most_pages`. After "None of these" no completion is an
emergency. Every rule that means help today or now stands on the page of signs or is asked on the question's own pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import product
from math import prod
from time import perf_counter, process_time

from afterwards.answers import BY_LEVEL, EVERY_KIND, NOT_TODAY, ONE_ACT, RHESUS, URGENCY, Answering
from afterwards.engine import State, Table
from afterwards.engine.table import bits
from afterwards.pack.asked import NOWHERE, PAGES, SIGNS, asks_itself, calling_rules, follows_signs, where_asked
from afterwards.pack.conditions import base_of
from afterwards.pack.eligibility import SCALE, decision_of
from afterwards.pack.model import Pack
from afterwards.pack.questions import EMERGENCY_CONTRACEPTION, Question
from afterwards.verify.paths import GUIDELINE, Paths, Stop, acts_of, is_denied, quick_person
from afterwards.verify.report import Progress, Report, worked_case

LIMIT = {True: 300, False: 12_000}
"""Of a question with more states than this only those near "not sure of anything" are walked, fast or not."""
SHOWN = 20
COMBINATIONS = 20_000


def prove(pack: Pack, progress: Progress, *, fast: bool = False) -> list[Report]:
    """Every part, on every question of a pack; none where it has none."""
    questions = tuple(pack.questions.by_id.values())
    if not questions or URGENCY not in pack.decisions:
        return [Report("answers", "a pack without questions: nothing to show", 0.0, ())]
    return [_signs(pack, questions), _no_emergency(pack, questions), *_ways(pack, questions, LIMIT[fast], progress)]


def _signs(pack: Pack, questions: Collection[Question]) -> Report:
    """0 lost: where each rule that means help is asked, for each question."""
    began = perf_counter()
    failures, asked = [], Counter[str]()
    for question in questions:
        for rule, where in where_asked(pack, question):
            asked[where] += 1
            if where == NOWHERE:
                told = {"guide": question.guides[0]}
                problem = f"{question.id}: {rule.id} ({', '.join(rule.when)}) is asked nowhere."
                failures.append(worked_case(problem, told, URGENCY, rule.level, "no sign is lost"))
    covered = (
        f"{len(calling_rules(pack))} rules in {len(questions)} questions: {asked[SIGNS]} times on the page of signs,"
        f" {asked[PAGES]} times on the question's own pages, {asked[NOWHERE]} times nowhere"
    )
    return Report("answers: signs", covered, perf_counter() - began, tuple(failures[:SHOWN]))


def _no_emergency(pack: Pack, questions: Collection[Question]) -> Report:
    """After "None of these" no rule of an emergency can hold, whatever else may be told."""
    began = perf_counter()
    failures, states = [], 0
    for question in questions:
        for facts in Paths(pack, question).starts():
            states += 1
            person = quick_person(pack, question, facts)
            known = person.open_state.known
            for rule in (one for one in calling_rules(pack) if one.level == pack.decisions[URGENCY].scale[-1]):
                row = pack.table.literals[pack.table.rules[rule.id]]
                if all(known[name] & held for name, held in row.items()) and not is_denied(pack, question, row):
                    problem = f"{question.id}: after 'None of these' {rule.id} ({', '.join(rule.when)}) may hold."
                    failures.append(worked_case(problem, facts, URGENCY, rule.level, "none of the signs is no emergency"))
    covered = f"{states} beginnings of {len(questions)} questions, every completion of each by the rules"
    return Report("answers: none of these", covered, perf_counter() - began, tuple(failures[:SHOWN]))


def _ways(pack: Pack, questions: Collection[Question], limit: int, progress: Progress) -> Iterator[Report]:
    """The ways through all questions, then what is shown of the states at their ends."""
    seconds = {"pages": 0.0, "ready": 0.0, "verdict": 0.0}
    failures: dict[str, list[str]] = {name: [] for name in seconds}
    states = ready = levels = 0
    partly: dict[int, list[str]] = {}
    longest = []
    for done, question in enumerate(questions):
        progress("answers, question by question", done, len(questions))
        began, paths = process_time(), Paths(pack, question)
        stops = paths.stops(limit)
        states += paths.states
        if paths.apart is not None:
            partly.setdefault(paths.apart, []).append(question.id)
        longest.append(f"{question.id} {paths.most} of {question.pages}")
        if paths.most > question.pages:
            problem = f"{question.id}: {paths.most} pages, and it may take {question.pages}."
            failures["pages"].append(_case(pack, question, problem, paths.longest))
        seconds["pages"] += process_time() - began
        for stop in stops:
            began = process_time()
            ready += 1
            failures["ready"] += (_case(pack, question, one, stop.facts) for one in _not_ready(pack, question, stop))
            between = process_time()
            levels += 1
            failures["verdict"] += (_case(pack, question, one, stop.facts) for one in _undecided(pack, question, stop))
            seconds["ready"] += between - began
            seconds["verdict"] += process_time() - between
    notes = [
        f"not every way, only those in which at most {apart} answers are other than 'I am not sure': {', '.join(names)}"
        for apart, names in sorted(partly.items())
    ]
    of_lists = "of a list of medicines each by itself, none, and not sure; of more than six boxes each by itself, none and all"
    whole = f"{len(questions)} questions, {len(questions) - sum(map(len, partly.values()))} of them whole, {states} states"
    yield Report(
        "answers: pages",
        f"{whole}; seconds are those of the processor",
        seconds["pages"],
        tuple(failures["pages"][:SHOWN]),
        (*notes, of_lists, f"most pages: {', '.join(longest)}"),
    )
    yield Report("answers: ready", f"{ready} states in which an answer is ready", seconds["ready"], tuple(failures["ready"][:SHOWN]))
    yield Report(
        "answers: verdict",
        f"the act of the level in {levels} states, for every completion of the deciding facts not asked",
        seconds["verdict"],
        tuple(failures["verdict"][:SHOWN]),
    )


def _case(pack: Pack, question: Question, problem: str, facts: dict[str, object]) -> str:
    name = next((one for one in question.decides if one in pack.decisions), URGENCY)
    return worked_case(problem, facts, name, pack.decisions[name].scale[-1], "her question is answered as design.md 4.2b says")


def _not_ready(pack: Pack, question: Question, stop: Stop) -> Iterator[str]:
    """What may still mean help today or now, and was not asked."""
    answering = stop.answering
    if answering is None or follows_signs(question):
        return
    state = answering.person.open_state
    low = pack.table.bounds(URGENCY, state)[0]
    for rule in calling_rules(pack):
        row = pack.table.literals[pack.table.rules[rule.id]]
        in_time = answering.told.days_since_loss is not None or RHESUS not in row
        if pack.decisions[URGENCY].scale.index(rule.level) > low and in_time and not is_denied(pack, question, row):
            unasked = _open_facts(answering, state, row)
            if unasked:
                yield f"{question.id} is ready, and {rule.id} hangs on {', '.join(unasked)}, not asked."


def _open_facts(answering: Answering, state: State, row: dict[str, int]) -> list[str]:
    """The facts, asked of nobody yet, on which a rule that can hold hangs; none when it cannot, or holds."""
    if not all(state.known[name] & held for name, held in row.items()):
        return []
    pack, told = answering.pack, answering.told
    gives = {entry.gives: name for name, entry in pack.facts.items() if entry.gives}
    found = []
    for name in (base_of(name) for name, held in row.items() if state.known[name] & ~held and name not in state.asked):
        entry = pack.facts[name]
        ways = [one for one in ((*entry.tellers,) if entry.held else (name, *entry.tellers)) if answering.guide.may_apply(one)]
        found += [one for one in ways if not (told.says(one) or {one, gives.get(one, one)} & told.unknown)]
    return found


def _undecided(pack: Pack, question: Question, stop: Stop) -> Iterator[str]:
    """Where the act of the level hangs on a deciding fact that was not asked."""
    answering = stop.answering
    if answering is None:
        return
    name = EVERY_KIND if question.decides == (EMERGENCY_CONTRACEPTION,) else question.decides[0]
    person = answering.guide.person
    if person and name in person.contraception.offered:
        yield from _undecided_methods(question, answering)
    elif name in pack.decisions:
        acts = acts_of(pack, name)
        state = answering.denied(answering.state) if name == URGENCY else answering.state
        found = _acts(pack.table, state, name, acts, answering.pending)
        if len(found) > 1:
            yield f"{question.id} is ready, and {name} means {' or '.join(sorted(found))} by what was not asked."


def _acts(table: Table, state: State, decision: str, acts: list[str], pending: Collection[str]) -> set[str]:
    """The acts at the careful end of the level, for every completion of the facts still pending."""
    low, high = table.bounds(decision, state)
    if len({*acts[low : high + 1]}) == 1:
        return {acts[high]}
    rows = [table.literals[table.rules[rule.id]] for rule in table.decisions[decision].rules if table.holds(rule.id, state) is None]
    named = sorted({name for row in rows for name in row if base_of(name) in pending and state.known[name].bit_count() > 1})
    values = [[1 << place for place in bits(state.known[name])] for name in named]
    if prod(map(len, values)) > COMBINATIONS:
        raise RuntimeError(f"{decision}: too many completions of {', '.join(named)}")
    found = set()
    for each in product(*values):
        whole = table.state({**state.known, **dict(zip(named, each, strict=True))})
        kept = whole.possible & (state.possible | whole.certain)  # what was denied stays so
        high = max((place for place, mask in enumerate(table.rule_masks(decision)) if kept & mask), default=0)
        found.add(acts[high])
    return found


def _undecided_methods(question: Question, answering: Answering) -> Iterator[str]:
    """The facts not asked that can still take one of her methods to 3, 4 or none; a detail of a box counts at its careful end."""
    person = answering.guide.person
    assert person
    table, state = person.contraception.table, person.state
    for method in question.decides:
        decision = decision_of(GUIDELINE, method)
        low = table.bounds(decision, state)[0]
        for rule in table.decisions[decision].rules:
            place = table.decisions[decision].scale.index(rule.level)
            if place <= max(low, SCALE.index("2")):
                continue
            row = table.literals[table.rules[rule.id]]
            unasked = [
                one
                for one in _open_facts(answering, state, {k: v for k, v in row.items() if base_of(k) in answering.pack.facts})
                if one in question.deciding
            ]
            if unasked and all(state.known[k] & v for k, v in row.items()):
                yield f"{question.id} is ready, and {method} at {rule.level} hangs on {', '.join(unasked)}, not asked."
