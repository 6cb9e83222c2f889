"""`afterwards check`: every check on the knowledge, for those who write it.

`check_pack` reads a pack, its worked cases and gives all complaints with file and line.
What must hold before a pack may answer at all is in `links`; here is what makes it good:
nothing unused, nothing dead, both cases for each rule, each threshold tried on both sides, plain words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from afterwards.check.cases import Case, conditions, deciding, read_cases, short_of, wrong_answers
from afterwards.check.changes import freer_changes
from afterwards.check.code_map import code_problems
from afterwards.check.grid_cases import grid_cases
from afterwards.check.last_answers import last_answers
from afterwards.check.lint import word_problems
from afterwards.check.questions import question_quality
from afterwards.check.sources import source_problems
from afterwards.check.trace import safety_problems
from afterwards.engine import TableError
from afterwards.pack.asked import NOWHERE, on_signs, where_asked
from afterwards.pack.conditions import exception_id
from afterwards.pack.data import Data
from afterwards.pack.gather import read_files, with_interface
from afterwards.pack.links import link_problems
from afterwards.pack.load import KNOWLEDGE
from afterwards.pack.model import Pack
from afterwards.pack.reading import Items, Map, Problem, problem_at
from afterwards.pack.schema import INTERFACE
from afterwards.pack.uses import condition_uses, rules_of, source_uses, statement_uses
from afterwards.review.items import contents
from afterwards.review.making import not_shown, units_of
from afterwards.review.records import read_records, record_problems


@dataclass(frozen=True, slots=True)
class Checked:
    """Every complaint, how many of each thing were looked at, and the pack itself; None where it cannot be made."""

    problems: list[Problem]
    counts: dict[str, int]
    pack: Pack | None


def check_pack(root: Path, cases: Path | None) -> Checked:
    """The pack in `root`, checked with the worked cases in `cases`.

    Without cases no answer is tried and nothing is traced to its tests: the rest is checked alike.
    """
    data, problems = read_files(root)
    problems = problems or link_problems(data)
    if problems:
        return Checked(sorted(problems), {}, None)
    try:
        pack = Pack.from_data(with_interface(data, KNOWLEDGE))
        if pack.contraception:
            pack.contraception.table  # noqa: B018 - compiled now, so that a fault is told here
    except TableError as error:
        return Checked([Problem("decisions", 1, f"the rules cannot be compiled: {error}.", "Mend the rule it names.")], {}, None)
    problems += _unused(data)
    problems += _same_order(data)
    problems += _rule_shape(data, pack)
    problems += _without_time(data)
    problems += _always_guarded(data, pack)
    problems += _disagreements(data)
    problems += question_quality(data)
    problems += _asked_nowhere(data, pack)
    problems += freer_changes(data["questions"], pack)
    problems += word_problems(data, root)
    problems += _never_signed(data)
    problems += source_problems(data, pack, root)
    records, damaged = read_records(root)
    problems += [*damaged, *record_problems(records, data)]
    counts = {"facts": len(data["facts"]), "statements": len(data["statements"]), "sources": len(pack.sources)}
    counts |= {"questions": len(pack.questions.by_id)} if pack.questions.by_id else {}
    of_codes, codes = code_problems(root, pack)
    problems += of_codes
    counts |= {"codes": codes} if codes else {}
    people: list[Case] = []
    if cases:
        people, wrong = read_cases(pack, cases)
        problems += wrong
        counts["cases"] = len(people)
    counts["rules"] = sum(len(one["rules"]) for one in data["decisions"])
    if pack.contraception:
        counts["rows of grids"] = sum(len(rows) for rows in pack.contraception.grids.values())
        problems += _unused_meanings(data)
    if cases is None:
        return Checked(sorted(problems), counts, pack)
    for case in people:
        problems += wrong_answers(case, pack)
    problems += _rules_without_cases(data, pack, people)
    problems += _thresholds(data, pack, people)
    if pack.contraception:
        of_grids, counts["people tried on them"] = grid_cases(pack, cases)
        problems += of_grids
    complained_of = {(problem.file, problem.line) for problem in problems}
    safety, traced = safety_problems(root, data, cases)
    problems += [problem for problem in safety if (problem.file, problem.line) not in complained_of]
    return Checked(sorted(problems), counts | traced, pack)


def _asked_nowhere(data: Data, pack: Pack) -> Iterator[Problem]:
    """0 lost: a rule that means help today or now, and that a question neither lists on its page of signs nor asks itself."""
    lost: dict[str, list[str]] = {}
    for question in pack.questions.by_id.values():
        for rule, where in where_asked(pack, question):
            if where == NOWHERE:
                lost.setdefault(rule.id, []).append(question.id)
    for entry in rules_of(data):
        if names := lost.get(entry["id"]):
            remedy = "Add a line to signs.yaml that holds whenever the rule does."
            yield problem_at(entry, "when", f"{entry['id']} is asked nowhere in {len(names)} questions, as {names[0]}.", remedy)


def told_by_question(pack: Pack) -> Iterator[str]:
    """For writers to read: where each rule that means help is asked, and how many states of a question fall to its last answer."""
    places: dict[str, dict[str, list[str]]] = {}
    for question in pack.questions.by_id.values():
        for rule, where in where_asked(pack, question):
            line = on_signs(pack, question, rule)
            places.setdefault(rule.id, {}).setdefault(f"sign {line.id}" if line else where, []).append(question.id)
    for rule_id, asked in places.items():
        most = max(asked, key=lambda one: len(asked[one]))
        rest = (f"{where}: {', '.join(names)}" for where, names in asked.items() if where != most)
        yield f"{rule_id} is asked by {most} ({len(asked[most])} questions)" + "".join(f"; {one}" for one in rest)
    for question, fallen, every in last_answers(pack):
        yield f"{question.id}: {fallen} of {every} states fall to its last short answer"


def _unused_meanings(data: Data) -> Iterator[Problem]:
    used = {row["means"] for rows in data["contraception"]["grids"].values() for row in rows}
    for name, condition in data["contraception"]["conditions"].items():
        if name not in used:
            yield problem_at(condition, "say", f"condition '{name}' stands in no grid.", "Use it, or delete it.")


def cases_of(root: Path) -> Path | None:
    """Where a pack's worked cases lie: in `cases/` beside it, or for the built-in pack among the software's tests."""
    root = root.resolve()
    places = [root / "cases"] + ([root.parents[2] / "tests" / "cases"] if root == KNOWLEDGE else [])
    return next((place for place in places if place.is_dir()), None)


def _unused(data: Data) -> Iterator[Problem]:
    used = {name for _, _, name in statement_uses(data)}
    for name, statement in data["statements"].items():
        if name not in used and not name.startswith(INTERFACE):
            yield problem_at(
                statement, "text", f"statement '{name}' is never said.", "Place it in a rule, the plan or an article, or delete it."
            )
    cited = {name for _, name in source_uses(data)}
    for name, source in data["sources"].items():
        if name not in cited:
            yield problem_at(source, "title", f"source '{name}' is never cited.", "Cite it, or delete it.")
    asked = {name for _, when in condition_uses(data) for name in when}
    asked |= {name for plan in data["plan"] for one in plan.get("contradictions", ()) for name in one.get("exceeds", ())}
    for name, fact in data["facts"].items():
        other = fact.get("gives") or fact.get("narrows")
        if (
            name not in asked
            and other not in asked
            and name not in ("height_cm", "prefers")
            and not fact.get("held")
            and not fact.get("wording")
        ):
            yield problem_at(fact, "kind", f"fact '{name}' changes no answer.", "Use it in a rule or the plan, or mark it 'held: true'.")
    paged = {name for page in data["pages"] for name in page["facts"]}
    for name, entry in data["facts"].items():
        given_by_another = any(name in (fact.get("gives"),) for fact in data["facts"].values())
        if name not in paged and name not in ("guide", "bmi", "methods_set_aside") and not given_by_another and not entry.get("held"):
            yield problem_at(entry, "kind", f"fact '{name}' is on no page.", "Put it on a page, or mark it 'held: true'.")


def _never_signed(data: Data) -> Iterator[Problem]:
    """Every statement, rule and row that a reader can meet, and that no unit of the medical review shows in full."""
    met = {name for _, _, name in statement_uses(data)} | {name for name in data["statements"] if name.startswith(INTERFACE)}
    read = contents(data)
    for item in not_shown(data, units_of(data)):
        kind, _, name = item.partition(":")
        if kind != "statement" or name in met:
            entry = data["statements"][name] if kind == "statement" else read[item]
            remedy = "Make a unit of it in review/making.py, so that a clinician can sign it."
            yield Problem(
                getattr(entry, "file", "reviews"), getattr(entry, "line", 1), f"no unit of the review shows {kind} '{name}'.", remedy
            )


def _same_order(data: Data) -> Iterator[Problem]:
    seen: dict[float, Map] = {}
    for article in data["articles"]:
        first = seen.setdefault(article["order"], article)
        if first is not article:
            yield problem_at(article, "order", f"order {article['order']} is taken by {first.file}.", "Give it a number of its own.")


def _rule_shape(data: Data, pack: Pack) -> Iterator[Problem]:
    for decision in data["decisions"]:
        for rule in decision["rules"]:
            yield from _dead(rule, decision, pack)
            for name, wanted in rule["when"].items():
                fact = data["facts"][name]
                if decision.get("rises") and not fact.get("context"):
                    yield from _takes_absent(rule, name, fact, pack)
                if fact.get("ordered"):
                    yield from _leaves_out_worse(rule, name, fact, wanted)
    for entry in rules_of(data):
        if any(not held for held in conditions(pack, entry["id"]).values()) and "level" not in entry:
            yield problem_at(entry, "when", f"{entry['id']} can never hold.", "Mend its condition.")


def _always_guarded(data: Data, pack: Pack) -> Iterator[Problem]:
    """A guard that names every value of its facts holds for everyone, also for whom nothing is known."""
    for name, statement in data["statements"].items():
        for number, when in enumerate(statement.get("unless", ())):
            literals = conditions(pack, exception_id(name, number))
            if all(not pack.table.classes[fact].full & ~classes for fact, classes in literals.items()):
                yield problem_at(
                    statement, "unless", f"{name} is never said: {', '.join(when)} is always so.", "Name its values one by one."
                )


def _without_time(data: Data) -> Iterator[Problem]:
    """C6: what is said of a sign of today says from when to when it holds, or why it holds at any time."""
    facts = data["facts"]
    times = {name for name, fact in facts.items() if fact["kind"] == "number" and fact.get("unit", "").startswith(("day", "hour", "week"))}
    times -= {name for name in times if facts[name].get("ages") == "today"}
    rising = [rule for decision in data["decisions"] if decision.get("rises") for rule in decision["rules"]]
    rows = [row for plan in data["plan"] if plan["section"] == "today" for row in plan.get("rows", ())]
    for rule in (*rising, *rows):
        signs = [name for name in rule["when"] if facts[name].get("ages") == "today"]
        if signs and not (times & rule["when"].keys() or "any_time" in rule):
            remedy = "Add a condition on days, hours or weeks, or 'any_time' with the reason."
            yield problem_at(rule, "when", f"{rule['id']} speaks of {signs[0]} and has no time.", remedy)
        if "any_time" in rule and (not signs or times & rule["when"].keys()):
            yield problem_at(rule, "any_time", f"{rule['id']} says why it has no time, and needs none or has one.", "Take 'any_time' away.")


def _dead(rule: Map, decision: Map, pack: Pack) -> Iterator[Problem]:
    mine = conditions(pack, rule["id"])
    if not all(mine.values()):
        yield problem_at(rule, "when", f"{rule['id']} can never hold.", "Mend its condition.")
        return
    scale = list(decision["scale"])
    for other in decision["rules"]:
        theirs = conditions(pack, other["id"])
        covered = all(name in mine and not mine[name] & ~held for name, held in theirs.items())
        higher = scale.index(other["level"]) - scale.index(rule["level"])
        twin = higher == 0 and mine == theirs and rule.line > other.line
        if other is not rule and covered and (higher > 0 or twin):
            yield problem_at(
                rule,
                "when",
                f"{rule['id']} is dead: whenever it holds, {other['id']} gives {other['level']}.",
                "Delete it, or change its condition.",
            )


def _takes_absent(rule: Map, name: str, fact: Map, pack: Pack) -> Iterator[Problem]:
    absent = fact.get("absent")
    listed = fact["kind"] == "list"
    takes = "without" in rule["when"][name] if listed else absent is not None and _holds_absent(rule, name, absent, pack)
    if takes:
        yield problem_at(
            rule,
            "when",
            f"{rule['id']} holds for {name}: {absent}, which stands for no finding.",
            "A finding may only raise this decision: take that value out.",
        )


def _holds_absent(rule: Map, name: str, absent: str | float, pack: Pack) -> bool:
    return bool(pack.table.classes[name].of(absent) & conditions(pack, rule["id"])[name])


def _leaves_out_worse(rule: Map, name: str, fact: Map, wanted: Items) -> Iterator[Problem]:
    values = list(fact["values"])
    taken = [values.index(value) for value in wanted]
    if taken and fact.get("absent") not in wanted and set(range(min(taken), len(values))) != set(taken):
        missing = ", ".join(values[place] for place in range(min(taken), len(values)) if place not in taken)
        yield problem_at(
            rule,
            "when",
            f"{rule['id']} takes {name}: {values[min(taken)]} and leaves out {missing}, which is worse.",
            "Add the worse values.",
        )


def _disagreements(data: Data) -> Iterator[Problem]:
    known = set(data["statements"]) | {rule["id"] for rule in rules_of(data)}
    for disagreement in data["disagreements"]:
        for name in disagreement["where"]:
            if name not in known:
                yield problem_at(disagreement, "where", f"{disagreement['id']}: there is no rule or statement '{name}'.", "Mend the name.")


def _rules_without_cases(data: Data, pack: Pack, people: list[Case]) -> Iterator[Problem]:
    decides: set[str] = set()
    not_quite: set[str] = set()
    for case in people:
        for name in case.answers:
            if name in case.data["expect"]:
                decides.update(deciding(case, name))
        not_quite.update(
            rule for rule in case.data["expect"].get("out", ()) if rule in pack.table.rules and short_of(case, pack, rule) == 1
        )
    for decision in data["decisions"]:
        for rule in decision["rules"]:
            if rule["id"] not in decides:
                yield problem_at(rule, "id", f"{rule['id']} has no case where it decides.", "Add a case that expects it in 'because'.")
            if rule["id"] not in not_quite:
                yield problem_at(
                    rule,
                    "id",
                    f"{rule['id']} has no case where it just does not hold.",
                    "Add a case with it in 'out', one condition short.",
                )


def _thresholds(data: Data, pack: Pack, people: list[Case]) -> Iterator[Problem]:
    """Each number a rule names is tried just below, at and just above it, with the rule's other conditions met."""
    for decision in data["decisions"]:
        for rule in decision["rules"]:
            for name, wanted in rule["when"].items():
                if isinstance(wanted, Map):
                    tried = sorted(set(_tried(rule["id"], name, pack, people, decision["decision"])))
                    for bound in wanted.values():
                        missing = [side for side, found in _sides(bound, tried, data["facts"][name]["range"]).items() if not found]
                        if missing:
                            yield problem_at(
                                rule,
                                "when",
                                f"{rule['id']}: {name} {bound} is not tried {' and '.join(missing)}.",
                                "Add cases within 1 of it on each side and exactly on it, the rule's other conditions met.",
                            )


def _tried(rule: str, name: str, pack: Pack, people: list[Case], decision: str) -> Iterator[float]:
    others = {fact: held for fact, held in conditions(pack, rule).items() if fact != name}
    for case in people:
        number = case.told.number(name)
        if (
            decision in case.data["expect"]
            and number is not None
            and not any(case.state.known[fact] & ~held for fact, held in others.items())
        ):
            yield number


def _sides(bound: float, tried: list[float], span: list[float]) -> dict[str, bool]:
    sides = {"at it": bound in tried}
    if bound > span[0]:
        sides["just below"] = any(bound - 1 <= value < bound for value in tried)
    if bound < span[1]:
        sides["just above"] = any(bound < value <= bound + 1 for value in tried)
    return sides
