"""Whether what the questions name exists and fits: decisions, methods, facts, values, kinds of loss, other questions."""

from __future__ import annotations

from collections.abc import Iterator

from afterwards.pack.data import Data
from afterwards.pack.questions import EMERGENCY_CONTRACEPTION, EXCLUDERS, PLAN, STATEMENTS
from afterwards.pack.reading import Map, Problem, problem_at

ALL = "all"
PARTNER = "partner"
"""Someone else asks; every sentence is then about her."""


def question_problems(data: Data) -> Iterator[Problem]:
    """Every name in a question that leads nowhere, and ids and orders that are taken."""
    ids: dict[str, Map] = {}
    orders: dict[int, str] = {}
    known = {one["id"] for one in data["questions"]}
    plan = data["pack"].get("plan", {})
    for name in plan:
        if name not in known:
            yield problem_at(plan, name, f"plan: there is no question '{name}'.", "Mend the name, or take it away.")
    for question in data["questions"]:
        name = question["id"]
        if name in ids:
            yield problem_at(question, "id", f"question '{name}' is written twice.", "Keep one of the two.")
        ids[name] = question
        if orders.setdefault(question["order"], name) != name:
            yield problem_at(
                question, "order", f"{name}: order {question['order']} is taken by '{orders[question['order']]}'.", "Give it its own."
            )
        for other in question.get("related", ()):
            if other not in known or other == name:
                yield problem_at(question, "related", f"{name}: there is no other question '{other}'.", "Mend the name, or take it away.")
        yield from _names(question, data)
        parts: dict[str, Map] = {}
        for part in (*question["answers"], *question.get("changes", ())):
            if parts.setdefault(part["id"], part) is not part:
                yield problem_at(part, "id", f"{name}: '{part['id']}' is written twice.", "Give each answer and change its own id.")


def _names(question: Map, data: Data) -> Iterator[Problem]:
    facts, name = data["facts"], question["id"]
    guides = {*facts["guide"]["values"], PARTNER} if "guide" in facts else {PARTNER}
    kinds = {ALL, *facts.get("loss_kind", {}).get("values", ())}
    decisions = {found["decision"] for found in data["decisions"]}
    methods = {found["method"] for found in data.get("contraception", {}).get("methods", ()) if "columns" in found}
    decides = [question["decides"]] if isinstance(question["decides"], str) else list(question["decides"])
    words = {EMERGENCY_CONTRACEPTION, PLAN, STATEMENTS}
    if not ((len(decides) == 1 and decides[0] in decisions | words) or set(decides) <= methods):
        allowed = ", ".join(sorted(decisions | words))
        yield problem_at(question, "decides", f"{name}: it decides {', '.join(decides)}.", f"Name one of {allowed}, or methods.")
    for key, allowed_names in (("guides", guides), ("kinds", kinds)):
        for value in question[key]:
            if value not in allowed_names:
                yield problem_at(question, key, f"{name}: there is no '{value}'.", f"Choose from {', '.join(sorted(allowed_names))}.")
    for group in question["deciding_facts"]:
        for fact in [group] if isinstance(group, str) else group:
            if fact not in facts and not (fact == EXCLUDERS and set(decides) <= methods):
                yield problem_at(question, "deciding_facts", f"{name}: there is no fact '{fact}'.", "Mend the name.")
    for fact, value in question.get("implies", {}).items():
        allowed_values = ("yes", "no") if facts.get(fact, {}).get("kind") == "yes_no" else tuple(facts.get(fact, {}).get("values", ()))
        if value not in allowed_values:
            yield problem_at(question["implies"], fact, f"{name}: {fact} cannot be '{value}'.", f"Choose from {', '.join(allowed_values)}.")
