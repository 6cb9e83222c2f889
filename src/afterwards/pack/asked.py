"""Where each rule that means help today or now is asked: on the page of signs, or on the pages of the question itself.

A rule stands on the page of signs where one of its lines holds whenever the rule holds. A line of several findings is left out
where the question asks for all of them itself (`page/flow/signs.js` does the same). A question that does not follow the page
of signs at once asks, on its own pages, for every fact on which such a rule may still hang.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from afterwards.pack.conditions import base_of
from afterwards.pack.entries import RuleText
from afterwards.pack.model import Pack
from afterwards.pack.question_links import PARTNER
from afterwards.pack.questions import STATEMENTS, Question, Sign

URGENCY = "urgency"
TODAY = "urgent_same_day"
SIGNS, PAGES, NOWHERE = "signs", "its pages", "nowhere"


def calling_rules(pack: Pack) -> list[RuleText]:
    """The rules that mean help today or now."""
    decision = pack.decisions.get(URGENCY)
    if decision is None or TODAY not in decision.scale:
        return []
    return [one for one in decision.rules.values() if decision.scale.index(one.level) >= decision.scale.index(TODAY)]


def follows_signs(question: Question) -> bool:
    """Whether it is answered right after the page of signs and its own one: it is only told, or asks one page or none."""
    return question.decides == (STATEMENTS,) or question.pages <= 1


def asks_itself(pack: Pack, question: Question, sign: Sign) -> bool:
    """Whether a question asks on its own pages for all findings of a line of several, or is told one that stays true by being asked.

    What is true of today alone, as bleeding that came back, is no question's own line, whatever brought her here.
    """
    implied = {name for name in question.implies if pack.facts[name].ages != "today"}
    return len(sign.when) > 1 and {base_of(one) for one in sign.when} <= {*question.deciding, *implied}


def on_signs(pack: Pack, question: Question, rule: RuleText, lines: Iterable[Sign] | None = None) -> Sign | None:
    """The line of the page of signs (or of `lines`) that holds whenever this rule does, among those that a question's page shows."""
    table = pack.table
    row = dict(table.literals[table.rules[rule.id]])
    for gate, name in ((table.classes[name].fact.gate, name) for name in [*row]):
        if gate and pack.facts[base_of(gate.fact)].context:  # it is hers only in these circumstances
            row[gate.fact] = row.get(gate.fact, table.classes[gate.fact].real) & table.applies[name]
    for sign in pack.signs if lines is None else lines:
        if not asks_itself(pack, question, sign) and all(
            name in row and not row[name] & ~table.classes[name].meeting(wanted) for name, wanted in sign.when.items()
        ):
            return sign
    return None


def where_asked(pack: Pack, question: Question) -> Iterator[tuple[RuleText, str]]:
    """Of each rule that means help and can concern whom the question is for: `SIGNS`, `PAGES` or `NOWHERE`."""
    for rule in calling_rules(pack):
        if not _can_concern(pack, question, rule):
            continue
        if on_signs(pack, question, rule):
            yield rule, SIGNS
        else:
            yield rule, NOWHERE if follows_signs(question) else PAGES


def _can_concern(pack: Pack, question: Question, rule: RuleText) -> bool:
    """Whether a rule can hold for someone as the question takes her: its circumstances, its findings and her guide leave it open."""
    table = pack.table
    row = table.literals[table.rules[rule.id]]
    guides = [one for one in question.guides if PARTNER not in question.guides and one in pack.facts["guide"].values]
    for guide in guides or pack.facts["guide"].values:  # someone else asks for anyone
        values = {"guide": guide, **question.implies}
        known = {name: table.classes[name].of(value) for name, value in values.items() if name in table.classes and isinstance(value, str)}
        state = table.state(known)
        if all(state.known[name] & held for name, held in row.items()):
            return True
    return False
