"""Her question is answered within its pages, and no sign is lost on the way (design.md, 4.2b).

*Signs*, over all rules and questions: a rule that means help today or now stands on the page of signs, on a line that is shown to
whom it can concern, or is asked on the question's own pages; where the answer follows the signs at once, always on a line.
*None of these*, over all completions: no rule of an emergency can then hold. *Pages*: every way through a question's pages, by the
classes of what may be answered (`paths`), ends within `most_pages`. In every state at the end of such a way, *ready*: no fact that was
not asked can raise the urgency to a call today or now; and *verdict*: the level of what it decides means the same act whatever the
deciding facts not asked are, tried one by one. Of questions for methods, which have a box for each illness, only the ways are walked
in which one answer is other than "I'm not sure"; a note names them, and what the fast part leaves out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from itertools import product
from math import prod
from multiprocessing import get_context
from time import perf_counter, process_time

from afterwards.answers.answering import Answering
from afterwards.contraception import EVERY_KIND
from afterwards.engine import State, Table
from afterwards.engine.table import bits
from afterwards.pack.asked import NOWHERE, PAGES, SIGNS, calling_rules, follows_signs, on_signs, where_asked
from afterwards.pack.conditions import base_of
from afterwards.pack.eligibility import decision_of
from afterwards.pack.entries import RuleText
from afterwards.pack.model import Pack
from afterwards.pack.questions import EMERGENCY_CONTRACEPTION, SIGNS_TODAY, Question, Sign
from afterwards.pack.verdicts import CALLS, RHESUS, URGENCY
from afterwards.verify.calm import GUIDELINE, acts_of, is_denied, quick_person
from afterwards.verify.pages import signs_for
from afterwards.verify.paths import Paths, Stop
from afterwards.verify.report import Progress, Report, worked_case

LIMIT = {True: 150, False: 100_000}
"""Of a question with more states than this only those near "not sure of anything" are walked, fast or not."""
NEAR = {True: 0, False: 1}
"""How many answers are then other than "I'm not sure", fast or not."""
SHOWN = 20
COMBINATIONS = 20_000


def prove(pack: Pack, progress: Progress, *, fast: bool = False) -> list[Report]:
    """Every part, on every question of a pack; none where it has none."""
    questions = tuple(pack.questions.by_id.values())
    if not questions or URGENCY not in pack.decisions:
        return [Report("answers", "a pack without questions: nothing to show", 0.0, ())]
    return [_signs(pack, questions), _no_emergency(pack, questions), *_ways(pack, fast, progress)]


# The page of signs


def _signs(pack: Pack, questions: Collection[Question]) -> Report:
    """0 lost: where each rule that means help is asked, for each question, and that its line is shown."""
    began = perf_counter()
    failures, asked = [], Counter[str]()
    for question in questions:
        starts = [(facts, *_before(pack, question, facts)) for facts in Paths(pack, question).starts()]
        for rule, where in where_asked(pack, question):
            asked[where] += 1
            if where == NOWHERE:
                failures.append(_lost(f"{question.id}: {rule.id} ({', '.join(rule.when)}) is asked nowhere.", rule, {}))
            if where != SIGNS:
                continue
            row = pack.table.literals[pack.table.rules[rule.id]]
            for facts, lines, state in starts:
                if all(state.known[name] & held for name, held in row.items()) and not on_signs(pack, question, rule, lines):
                    problem = f"{question.id}: {rule.id} ({', '.join(rule.when)}) may hold, and no line that names it is shown."
                    failures.append(_lost(problem, rule, facts))
    covered = (
        f"{len(calling_rules(pack))} rules in {len(questions)} questions: {asked[SIGNS]} times on a line of signs that is shown,"
        f" {asked[PAGES]} times on the question's own pages, {asked[NOWHERE]} times nowhere"
    )
    return Report("answers: signs", covered, perf_counter() - began, tuple(failures[:SHOWN]))


def _before(pack: Pack, question: Question, facts: dict[str, object]) -> tuple[Sequence[Sign], State]:
    """The lines that are shown to her before she has answered any, and what is known then."""
    person = quick_person(pack, question, {name: value for name, value in facts.items() if name != SIGNS_TODAY})
    return signs_for(person, question), person.open_state


def _lost(problem: str, rule: RuleText, facts: dict[str, object]) -> str:
    return worked_case(problem, facts, URGENCY, rule.level, "no sign is lost")


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


# The ways through the pages


@dataclass(slots=True)
class Walked:
    """What the ways through one question gave: its failures and processor seconds by part."""

    question: str
    states: int = 0
    ready: int = 0
    pages: str = ""
    whole: bool = True
    failures: dict[str, list[str]] = field(default_factory=lambda: {"pages": [], "ready": [], "verdict": []})
    seconds: dict[str, float] = field(default_factory=lambda: {"pages": 0.0, "ready": 0.0, "verdict": 0.0})


def walked(pack: Pack, question: Question, *, fast: bool) -> Walked:
    """The ways through one question, and what is shown of the states at their ends."""
    result, paths, began = Walked(question.id), Paths(pack, question), process_time()

    def look(stop: Stop) -> None:
        for part, wrong in (("ready", _not_ready), ("verdict", _undecided)):
            start = process_time()
            problems = [_case(pack, question, one, stop.facts) for one in wrong(pack, question, stop.answering)]
            result.failures[part] += problems[: max(0, SHOWN - len(result.failures[part]))]
            result.seconds[part] += process_time() - start

    paths.walk(LIMIT[fast], NEAR[fast], look)
    if paths.most > question.pages:
        problem = f"{question.id}: {paths.most} pages, and it may take {question.pages}."
        result.failures["pages"].append(_case(pack, question, problem, paths.longest))
    result.seconds["pages"] = process_time() - began - result.seconds["ready"] - result.seconds["verdict"]
    result.states, result.ready, result.whole = paths.states, paths.ready, paths.whole
    result.pages = f"{question.id} {paths.most} of {question.pages}"
    return result


def _all_walked(pack: Pack, fast: bool, progress: Progress) -> list[Walked]:
    """Every question; the fast part in this process, else one after another on every processor, the longest first."""
    questions = [*pack.questions.by_id.values()]
    if fast:
        return [walked(pack, one, fast=True) for one in questions]
    results: list[Walked] = []
    _PACKS[:] = [pack]
    with ProcessPoolExecutor(mp_context=get_context("fork")) as pool:
        try:
            longest_first = sorted(questions, key=lambda one: -one.pages * len(one.deciding))
            waiting = [pool.submit(_work, one.id) for one in longest_first]
            for done, future in enumerate(as_completed(waiting), 1):
                results.append(future.result())
                progress("answers, question by question", done, len(questions))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    order = [*pack.questions.by_id]
    return sorted(results, key=lambda one: order.index(one.question))


_PACKS: list[Pack] = []
"""The pack that each process has from the one that began it."""


def _work(question: str) -> Walked:
    return walked(_PACKS[0], _PACKS[0].questions.by_id[question], fast=False)


def _ways(pack: Pack, fast: bool, progress: Progress) -> Iterator[Report]:
    """The ways through all questions, and what is shown of the states at their ends."""
    results = _all_walked(pack, fast, progress)
    partly = [one.question for one in results if not one.whole]
    near = f"not every way, only those in which at most {NEAR[fast]} answers are other than 'I am not sure': {', '.join(partly)}"
    notes = [near] if partly else []
    of_lists = "of a list of medicines each by itself, none, and not sure; of more than six boxes each by itself, none and all"
    states, ready = sum(one.states for one in results), sum(one.ready for one in results)
    covered = {
        "pages": (
            f"{len(results)} questions, {len(results) - len(partly)} of them whole, {states} states; seconds are those of the processors"
        ),
        "ready": f"{ready} states in which an answer is ready",
        "verdict": f"the act of the level in {ready} states, for every completion of the deciding facts not asked",
    }
    notes_of = {"pages": (*notes, of_lists, f"most pages: {', '.join(one.pages for one in results)}")}
    for part, text in covered.items():
        failures = [case for one in results for case in one.failures[part]]
        seconds = sum(one.seconds[part] for one in results)
        yield Report(f"answers: {part}", text, seconds, tuple(failures[:SHOWN]), notes_of.get(part, ()))


def _case(pack: Pack, question: Question, problem: str, facts: dict[str, object]) -> str:
    name = next((one for one in question.decides if one in pack.decisions), URGENCY)
    return worked_case(problem, facts, name, pack.decisions[name].scale[-1], "her question is answered as design.md 4.2b says")


def _not_ready(pack: Pack, question: Question, answering: Answering) -> Iterator[str]:
    """What may still mean help today or now, and was not asked."""
    if follows_signs(question):
        return
    state = answering.denied(answering.person.open_state)
    for rule in calling_rules(pack):
        number = pack.table.rules[rule.id]
        row = pack.table.literals[number]
        in_time = answering.told.days_since_loss is not None or RHESUS not in row
        if (state.possible & ~state.certain) >> number & 1 and in_time and (unasked := _open_facts(answering, state, row)):
            yield f"{question.id} is ready, and {rule.id} hangs on {', '.join(unasked)}, not asked."


def _open_facts(answering: Answering, state: State, row: dict[str, int]) -> list[str]:
    """The facts on which a rule that may hold hangs, and which she was not asked and can be: those that tell one of which nobody is."""
    pack, facts, guide = answering.pack, answering.told, answering.guide
    gives = {entry.gives: name for name, entry in pack.facts.items() if entry.gives}
    unasked = []
    for name in (base_of(name) for name, held in row.items() if state.known[name] & ~held and name not in state.asked):
        entry = pack.facts[name]
        ways = [one for one in ((*entry.tellers,) if entry.held else (name, *entry.tellers)) if guide.may_apply(one)]
        unasked += [one for one in ways if not (facts.says(one) or {one, gives.get(one, one)} & facts.unknown)]
    return unasked


def _undecided(pack: Pack, question: Question, answering: Answering) -> Iterator[str]:
    """Where the act of the level hangs on a deciding fact that was not asked."""
    name = EVERY_KIND if question.decides == (EMERGENCY_CONTRACEPTION,) else question.decides[0]
    person = answering.guide.person
    if person and name in person.contraception.offered:
        yield from _undecided_methods(question, answering)
    elif name in pack.decisions:
        heard = Answering.denied(answering, answering.state)
        if name == URGENCY and pack.decisions[URGENCY].scale[pack.table.bounds(URGENCY, heard)[0]] in CALLS:
            return  # she told what means help after all: the questions end with that
        state = answering.denied(answering.state) if name == URGENCY else answering.state
        acts = _acts(pack.table, state, name, acts_of(pack, name), answering.pending)
        if len(acts) > 1:
            yield f"{question.id} is ready, and {name} means {' or '.join(sorted(acts))} by what was not asked."


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
    reached = set()
    for each in product(*values):
        whole = table.state({**state.known, **dict(zip(named, each, strict=True))})
        kept = whole.possible & (state.possible | whole.certain)  # what was denied stays so
        high = max((place for place, mask in enumerate(table.rule_masks(decision)) if kept & mask), default=0)
        reached.add(acts[high])
    return reached


def _undecided_methods(question: Question, answering: Answering) -> Iterator[str]:
    """The facts not asked that can still take one of her methods to 3, 4 or none; a detail of a box counts at its careful end."""
    person = answering.guide.person
    assert person
    table, state = person.contraception.table, person.state
    for method in question.decides:
        decision = decision_of(GUIDELINE, method)
        low, places = table.bounds(decision, state)[0], table.decisions[decision].scale.index
        rows = {table.rules[one.id]: one.level for one in table.decisions[decision].rules}
        live = {row: level for row, level in rows.items() if state.possible >> row & 1 and places(level) > max(low, places("2"))}
        for row, level in live.items():
            if any(_holds_sooner(table, state, other, row) for other in table.prime_rows[decision][places(level)]):
                continue
            named = {name: held for name, held in table.literals[row].items() if base_of(name) in answering.pack.facts}
            unasked = [one for one in _open_facts(answering, state, named) if one in question.deciding]
            if unasked:
                yield f"{question.id} is ready, and {method} at {level} hangs on {', '.join(unasked)}, not asked."


def _holds_sooner(table: Table, state: State, other: int, row: int) -> bool:
    """Whether another row, which hangs on less and may hold, does wherever this one does: what only this one names changes nothing."""
    if not state.possible >> other & 1:
        return False
    mine, its = state.cube & table.excluded[row], state.cube & table.excluded[other]
    return its != mine and not its & ~mine
