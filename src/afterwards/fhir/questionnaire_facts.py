"""Which facts a Questionnaire asks, and on which of the pack's pages each stands.

Of one question: the facts that decide it, those on which help today can hang, and whatever these hang on. What stands on several
pages is asked on the first of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from afterwards.engine import Range, asked_at
from afterwards.engine.rules import Condition
from afterwards.pack.asked import PAGES, where_asked
from afterwards.pack.conditions import base_of, bases
from afterwards.pack.eligibility import SCALE, decision_of
from afterwards.pack.entries import Page
from afterwards.pack.model import Pack
from afterwards.pack.questions import EXCLUDERS, Question, Sign
from afterwards.person.told import BMI

GUIDE = "guide"
HEIGHT_AND_WEIGHT = ("height_cm", "weight_kg")
BESIDE = {"weight_kg": BMI, "prefers": "methods_set_aside"}
"""What stands on no page of its own and is asked after which fact."""
FROM_3 = range(SCALE.index("2") + 1, len(SCALE))
"""The places on the scale of the categories that mean ask first, or no."""


@dataclass(frozen=True, slots=True)
class Group:
    """Facts that stand together under a title. `guides`: of whom they are asked; empty for everyone."""

    id: str
    title: str
    facts: tuple[str, ...]
    guides: tuple[str, ...] = ()


def all_groups(pack: Pack) -> tuple[Group, ...]:
    """Every fact that is asked, once, in groups that are the pack's pages."""
    return groups_of(pack, [name for name, entry in pack.facts.items() if not entry.held])


def groups_of(pack: Pack, facts: Collection[str]) -> tuple[Group, ...]:
    """These facts in groups that are the pack's pages, in their order. What no page asks stands beside its like, or last."""
    wanted, pages = {*facts}, _pages_of(pack)
    beside = {one: name for name in pack.facts for one in (pack.facts[name].gives, BESIDE.get(name)) if one in wanted and one not in pages}
    groups, done = [Group("start", pack.facts[GUIDE].short, (GUIDE,))] if GUIDE in wanted else [], {GUIDE}
    for page in pack.pages:
        here = [name for first in page.facts for name in (first, *(one for one, by in beside.items() if by == first))]
        here = [name for name in here if name in wanted and name not in done]
        done |= {*here}
        if here:
            groups.append(Group(page.id, page.title or pack.facts[here[0]].short, tuple(here), _guides(pack, here, pages)))
    rest = [name for name in pack.facts if name in wanted and name not in done]
    return (*groups, *([Group("more", "More about it", tuple(rest))] if rest else ()))


def _pages_of(pack: Pack) -> Mapping[str, list[Page]]:
    """Of each fact the pages that ask it."""
    pages: dict[str, list[Page]] = {}
    for page in pack.pages:
        for fact in page.facts:
            pages.setdefault(fact, []).append(page)
    return pages


def facts_of(pack: Pack, question: Question) -> tuple[str, ...]:
    """The facts that a question's form asks beside the list of signs: those that decide it, and those that help today can hang on."""
    named = [*question.deciding, *(_excluders(pack, question) if _asks_excluders(question) else ()), *_for_help(pack, question)]
    return tuple(_with_gates(pack, _each_way(pack, _asked(pack, question, named))))


def sign_facts(pack: Pack, besides: Collection[str]) -> tuple[str, ...]:
    """The facts of the lines of the page of signs, with those on which they hang, that are not among `besides`."""
    lines = [name for sign in pack.signs if len(sign.when) == 1 for name in bases(sign.when) if not pack.facts[name].held]
    return tuple(name for name in _with_gates(pack, lines) if name not in besides)


def _asks_excluders(question: Question) -> bool:
    return any(EXCLUDERS in group for group in question.groups)


def _excluders(pack: Pack, question: Question) -> Iterator[str]:
    """The facts that can bring a category of one of the question's methods to 3, 4 or none, by any guideline of the pack."""
    knowledge = pack.contraception
    if knowledge is None:
        return
    state = knowledge.table.state({})
    for guideline in pack.info.guidelines:
        levels = {decision_of(guideline, method): FROM_3 for method in question.decides}
        yield from bases(asked_at(knowledge.table, state, levels))


def _for_help(pack: Pack, question: Question) -> Iterator[str]:
    """The facts of the rules that mean help today and are asked on this question's own pages."""
    for rule, where in where_asked(pack, question):
        if where == PAGES:
            yield from bases(rule.when)


def _asked(pack: Pack, question: Question, names: Iterable[str]) -> Iterator[str]:
    """Of a fact that nobody is asked for, those that tell it; unless the question asks for it by name."""
    for name in names:
        entry = pack.facts.get(name)
        if entry is None:  # what a table knows and nobody can tell, such as whether a clinician judged
            continue
        if entry.held and name not in question.deciding:
            yield from (teller for teller in entry.tellers if not pack.facts[teller].held)
        else:
            yield name


def _each_way(pack: Pack, names: Iterable[str]) -> Iterator[str]:
    """The facts, and those that say the same in another way: a date for days, days for hours, height and weight for the BMI."""
    for name in names:
        entry = pack.facts[name]
        others = [one.name for one in pack.facts.values() if name in (one.gives, one.narrows)]
        yield from (one for one in (name, entry.gives, entry.narrows, *others) if one)
        if name == BMI:
            yield from HEIGHT_AND_WEIGHT


def _with_gates(pack: Pack, names: Iterable[str]) -> Iterator[str]:
    """The facts, each once, and those on which they hang, in the order of the pack's vocabulary."""
    wanted: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in wanted:
            continue
        wanted.add(name)
        gate = pack.facts[name].gate
        if gate:
            waiting += [gate[0], *([pack.givers[gate[0]]] if gate[0] in pack.givers else [])]
    yield from (name for name in pack.facts if name in wanted)


def _guides(pack: Pack, facts: Collection[str], pages: Mapping[str, list[Page]]) -> tuple[str, ...]:
    """In which guides any page asks one of these facts; empty for all of them."""
    asking = [page for fact in facts for page in pages.get(fact, ())]
    if any(not page.guides for page in asking):
        return ()
    named = {guide for page in asking for guide in page.guides}
    return tuple(guide for guide in pack.facts[GUIDE].values if guide in named)


def guides_of_sign(pack: Pack, sign: Sign) -> set[str]:
    """In which guides a sign can be so: each of its findings can apply there."""
    guides = {*pack.facts[GUIDE].values}
    for name, condition in sign.when.items():
        guides &= _guides_of(pack, name, condition)
    return guides


def _guides_of(pack: Pack, name: str, condition: Condition) -> set[str]:
    every = {*pack.facts[GUIDE].values}
    if name == GUIDE:
        return {guide for guide in every if not isinstance(condition, Range) and guide in condition}
    gate = pack.facts[base_of(name)].gate
    return _guides_of(pack, *gate) if gate else every
