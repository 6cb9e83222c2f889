"""What names what in the data of a pack: each place that names a statement, a source or a condition, and every entry with an id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from afterwards.pack.contraception_links import contraception_conditions, contraception_statements
from afterwards.pack.data import Data
from afterwards.pack.reading import Map
from afterwards.pack.schema import SIGN_GROUPS, START_SAYS, TIME_SAYS


def statement_uses(data: Data) -> Iterator[tuple[Map, str, str]]:
    """Each place that names a statement: (map, key in it, statement id)."""
    for statement in data["statements"].values():
        yield from _single(statement, ("rather", "going_on", "some_kind"))
    for fact in data["facts"].values():
        yield from _single(fact, ("find",))
    for page in data["pages"]:
        yield page, "why", page["why"]
    for decision in data["decisions"]:
        yield decision, "so_far", decision["so_far"]
        yield from _listed(decision["default"], "say")
        yield from _listed(decision, "always")
        for level in decision["levels"].values():
            yield from _single(level, ("says", "then", "card", "tell", "unsure"))
            yield from _listed(level, "do")
        for rule in decision["rules"]:
            yield from _single(rule, ("if", "tell", "then", "card"))
            yield from _listed(rule, "say")
            yield from _listed(rule, "do")
    for plan in data["plan"]:
        for row in (*plan.get("rows", ()), *plan.get("contradictions", ())):
            yield from _listed(row, "say")
            yield from _single(row, ("figure",))
    for article in data["articles"]:
        yield from _listed(article, "summary")
        for part in article["parts"]:
            yield from _listed(part, "say")
    for sign in data["signs"]:
        yield sign, "say", sign["say"]
        yield sign, "listed", sign["listed"]
    for question in data["questions"]:
        yield from _single(question, ("title",))
        for answer in (*question["answers"], *question.get("changes", ())):
            yield from _single(answer, ("if", "then"))
            for key in ("say", "more", "why"):
                yield from _listed(answer, key)
    pack = data["pack"]
    yield from _single(pack, ("foot", "not_reviewed", "reviewed", "review_overdue", "past_due"))
    yield from _single(pack["start"], ("lede", "privacy", "in_page", "copy", *START_SAYS))
    yield from _single(pack["time"], TIME_SAYS)
    yield from _listed(pack["start"], "help")
    yield from _single(pack.get("signs", {}), SIGN_GROUPS)
    yield from _single(pack.get("plan", {}), pack.get("plan", {}))
    for key in pack.get("asked", {}):
        yield from _listed(pack["asked"], key)
    yield from _listed(pack, "covered")
    yield from _listed(pack, "not_covered")
    for guideline in pack["guidelines"].values():
        yield from _listed(guideline, "says")
        yield from _single(guideline, ("notice",))
        editions = guideline.get("editions", {})
        yield from _single(editions, editions)
    if "contraception" in data:
        yield from contraception_statements(data["contraception"], pack["guidelines"])


def source_uses(data: Data) -> Iterator[tuple[Map, str]]:
    """Each place that names a source: (map, source id)."""
    for statement in data["statements"].values():
        for claim in statement["claims"]:
            for source in claim["sources"]:
                yield claim, source["id"]
    for decision in data["decisions"]:
        for rule in decision["rules"]:
            for source in rule["sources"]:
                yield rule, source
    for disagreement in data["disagreements"]:
        for position in disagreement["positions"]:
            for source in position["sources"]:
                yield position, source


def condition_uses(data: Data) -> Iterator[tuple[Map, Map]]:
    """Each map of conditions, with the entry it belongs to."""
    for name, fact in data["facts"].items():
        from_told = fact.get("from_told", {})
        for when in (
            *(fact.get("applies_when"), fact.get("open_when"), fact.get("inferred", {}).get("when")),
            *(*from_told.get("any", ()), *from_told.get("unless", ())),
        ):
            if when is not None:
                yield data["facts"][name], when
    for rule in rules_of(data):
        if "when" in rule:
            yield rule, rule["when"]
        for when in rule.get("unless", ()):
            yield rule, when
    for statement in data["statements"].values():
        for when in statement.get("unless", ()):
            yield statement, when
    for sign in data["signs"]:
        yield sign, sign["when"]
    for question in data["questions"]:
        for answer in (*question["answers"], *question.get("changes", ())):
            yield from ((answer, when) for when in (*((answer["when"],) if "when" in answer else ()), *answer.get("unless", ())))
    for many in data["words"].get("phrases", {}).values():
        for phrase in many:
            if "when" in phrase:
                yield phrase, phrase["when"]
    if "contraception" in data:
        yield from contraception_conditions(data["contraception"])


def rules_of(data: Data) -> Iterator[Map]:
    """Every entry with an id and conditions: rules, rows of the plan, contradictions."""
    for decision in data["decisions"]:
        yield from decision["rules"]
    for plan in data["plan"]:
        yield from plan.get("rows", ())
        yield from plan.get("contradictions", ())


def _single(entry: Map, keys: Iterable[str]) -> Iterator[tuple[Map, str, str]]:
    for key in keys:
        if key in entry:
            yield entry, key, entry[key]


def _listed(entry: Map, key: str) -> Iterator[tuple[Map, str, str]]:
    for name in entry.get(key, ()):
        yield entry, key, name
