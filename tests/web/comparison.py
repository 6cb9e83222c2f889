"""The comparison of methods twice: as the library gives it, and as a page shows it."""

from __future__ import annotations

from datetime import date
from typing import Any

from afterwards import guide
from afterwards.guide import Guide
from tests.people import PACK
from tests.web.pages import Element, Page
from tests.web.personas import PERSONAS, WELL
from tests.web.walker import Facts

GUIDELINES = list(PACK.info["guidelines"])
HEALTH = {fact for page in PACK.pages if page.topic == "methods" for fact in page.facts}
assert PACK.contraception
NAMES = {one.id: one.name for one in PACK.contraception.methods.values()}
METHODS = ("cu_iud", "lng_iud", "implant", "dmpa", "pop", "coc", "patch", "ring")
GROUPS = [
    "Usually fine, on what you told us",
    "Still open, or without a category",
    "Usually not advised: talk to a clinician first",
    "Not to be used",
]
MIGRAINE = PERSONAS["contraception, migraine"]
EARLY: Facts = {**WELL, "guide": "contraception_only"}
"""She has told all but her health."""


def told_by(page_facts: Facts) -> Facts:
    """What can be told: facts of the vocabulary."""
    return {name: value for name, value in page_facts.items() if name in PACK.facts}


def answered(facts: Facts, today: date, guideline: str = "uk") -> Guide:
    return guide(told_by(facts), today=today, guideline=guideline)


def library(facts: Facts, today: date, guideline: str = "uk") -> list[dict[str, Any]]:
    """What the library says of each method."""
    found: list[dict[str, Any]] = answered(facts, today, guideline).to_dict()["methods"]
    return found


def shown(one: dict[str, Any]) -> dict[str, str]:
    """One method of the library as the page's attributes say it."""
    return {key: "none" if one[key] is None else str(one[key]) for key in ("category", "low", "high")}


def cards(page: Page) -> dict[str, Element]:
    """The cards of the methods she has not set aside, in the order of the page."""
    return {one.attributes["data-method"]: one for one in page.main.all("article", data_method="")}


def words(low: int | None, high: int | None) -> str:
    """A range of categories in words."""
    if low == high:
        return "No category" if high is None else f"Category {high}"
    if low is None:
        return f"No category, or {high}"
    return f"Category {low}, or none" if high is None else f"Category {low} to {high}"


def said_in(element: Element) -> list[str]:
    return [one.attributes["data-statement"] for one in element.all(data_statement="")]


def in_order(methods: list[dict[str, Any]], wishes: Facts | None = None) -> list[dict[str, Any]]:
    """The methods by the rule on the page: the guideline's group, then what fits, then how well they work."""
    weights = {"matters": 1, "matters_a_lot": 2}

    def fit(one: dict[str, Any]) -> int:
        given = {name: weights.get(str(level), 0) for name, level in (wishes or {}).items()}
        return sum(given[name] for name in one["fit"]["matches"]) - sum(given[name] for name in one["fit"]["misses"])

    return sorted(methods, key=lambda one: (GROUPS.index(group_of(one)), -fit(one), one["effectiveness"]["typical"]))


def group_of(one: dict[str, Any]) -> str:
    """Certainly 4; at least 3; at most 2; all else is open."""
    fine, still_open, first_talk, not_used = GROUPS
    return {3: first_talk, 4: not_used}.get(one["low"], fine if one["high"] in (1, 2) else still_open)
