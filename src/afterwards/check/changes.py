"""Whether a line of what would change an answer is as urgent as the rule that holds once it is so (C1: no line is freer than a rule).

For writers, as `check` is. A line is held against each rule that needs nothing but what the line names and her circumstances.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from afterwards.pack.conditions import base_of
from afterwards.pack.model import Pack
from afterwards.pack.questions import Change, Question, When
from afterwards.pack.reading import Map, Problem, problem_at
from afterwards.pack.verdicts import CALLS, RISING, URGENCY

CALL_TODAY = "call_today"
ANY_KIND = "all"


def freer_changes(entries: list[Map], pack: Pack) -> Iterator[Problem]:
    """A complaint for each line of the questions in `entries` that says less than a rule of the urgency."""
    decision = pack.decisions.get(URGENCY)
    if decision is None:
        return
    rules = [
        (rule.id, CALLS[rule.level], pack.table.literals[pack.table.rules[rule.id]])
        for rule in decision.rules.values()
        if rule.level in CALLS
    ]
    for entry in entries:
        question = pack.questions.by_id[entry["id"]]
        for written, change in zip(entry.get("changes", ()), question.changes, strict=True):
            least = RISING.index(change.verdict)
            for rule, verdict, asks in rules:
                freer = least < RISING.index(verdict) and (verdict, change.verdict) != (CALL_TODAY, "do_now")
                if freer and _follows(pack, change.when, asks) and _meets(pack, question, change, asks):
                    remedy = f"Say it for them in a line with {verdict}, and leave them out of this one with `unless`."
                    yield problem_at(written, "verdict", f"{change.id}: {change.verdict} where {rule} says {verdict}.", remedy)


def _follows(pack: Pack, when: When, asks: Mapping[str, int]) -> bool:
    """Whether the rule holds once the line does: all that it names is in the line, or a circumstance that may be so beforehand."""
    if not when.keys() & asks.keys():
        return False
    inside = all(not pack.table.classes[name].meeting(when[name]) & ~asks[name] for name in when.keys() & asks.keys())
    return inside and all(pack.facts[base_of(name)].context for name in asks.keys() - when.keys())


def _meets(pack: Pack, question: Question, change: Change, asks: Mapping[str, int]) -> bool:
    """Whether someone whom the rule speaks of can be shown the line: her guide and kind have the question, and no exception is hers."""

    def meeting(name: str, values: When) -> int:
        return pack.table.classes[name].meeting(values[name])

    kinds = () if ANY_KIND in question.kinds else question.kinds
    for name, values in (("guide", question.guides), ("loss_kind", kinds)):
        mine = [pack.table.classes[name].of(value) for value in values if value in pack.facts[name].values] if name in asks else []
        if mine and not any(one & asks[name] for one in mine):
            return False
    return not any(
        unless.keys() <= asks.keys() and all(not asks[name] & ~meeting(name, unless) for name in unless) for unless in change.unless
    )
