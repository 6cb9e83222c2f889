"""Whether everything the pack names exists and fits. A pack that fails here is not used to answer.

Looked at: statement, source, fact, value and level names; placeholders that need an `otherwise`;
pages; gates. Quality (unused texts, cases, words) is `check`'s business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from afterwards.pack.contraception_links import contraception_problems, contraception_rules
from afterwards.pack.data import Data
from afterwards.pack.entries import PLACEHOLDER, WEAKENING, WORDING
from afterwards.pack.question_links import question_problems
from afterwards.pack.reading import Items, Map, Problem, problem_at
from afterwards.pack.schema import INTERFACE
from afterwards.pack.typed_links import typed_problems
from afterwards.pack.uses import condition_uses, rules_of, source_uses, statement_uses

NEEDED_WORDS = ("pregnancy_loss", "my_baby")
"""The words for the loss that are said where she chose none, or chose a name and gave none."""


def link_problems(data: Data) -> list[Problem]:
    """Every name that leads nowhere, in the order of the files."""
    problems: list[Problem] = []
    problems += _statement_problems(data)
    problems += _named_twice(data)
    for entry, key, name in statement_uses(data):
        if name not in data["statements"]:
            problems.append(problem_at(entry, key, f"there is no statement '{name}'.", "Write it under statements/, or mend the name."))
    for entry, name in source_uses(data):
        if name not in data["sources"]:
            problems.append(problem_at(entry, "sources", f"there is no source '{name}'.", "Add it to sources.yaml, or mend the name."))
    for _, when in condition_uses(data):
        problems += _condition_problems(data["facts"], when)
    if "contraception" in data:
        problems += contraception_problems(data)
    for name, guideline in data["pack"]["guidelines"].items():
        if "grid" in guideline and "contraception" not in data:
            remedy = "Restore the folder contraception."
            problems.append(problem_at(guideline, "grid", f"the grid of '{name}' is missing.", remedy))
    problems += _fact_problems(data["facts"])
    problems += _page_problems(data)
    problems += _contradiction_problems(data)
    # Without it a guide would answer and say nothing of warning signs.
    for guide in _guides(data):
        if not any(one.get("rises") and guide in one["guides"] for one in data["decisions"]):
            remedy = "Restore the decision about warning signs, or mark it 'rises: true'."
            problems.append(
                problem_at(data["facts"]["guide"], "values", f"no decision that only rises covers the guide '{guide}'.", remedy)
            )
    for decision in data["decisions"]:
        problems += _decision_problems(decision, data)
    problems += _missing_decisions(data)
    problems += _guard_problems(data)
    problems += _about_methods(data)
    problems += question_problems(data)
    problems += typed_problems(data)
    for choice in NEEDED_WORDS:
        if choice not in data["words"]["words"]:
            remedy = f"Add '{choice}'; it is said where she chose no words."
            problems.append(problem_at(data["words"]["words"], choice, f"the words '{choice}' are missing.", remedy))
    return problems


def _guard_problems(data: Data) -> Iterator[Problem]:
    """Guards of statements name levels of decisions; the last of each phrase holds for everyone."""
    scales = {one["decision"]: list(one["scale"]) for one in data["decisions"]}
    for name, statement in data["statements"].items():
        for key in ("calm", "asks"):
            for decision, level in statement.get(key, {}).items():
                if level not in scales.get(decision, ()):
                    yield problem_at(
                        statement[key], decision, f"{name}: '{decision}' has no level '{level}'.", "Name a decision and one of its levels."
                    )
    for name, many in data["words"].get("phrases", {}).items():
        if "when" in many[-1] or any("when" not in one for one in many[:-1]):
            yield problem_at(data["words"]["phrases"], name, f"{name}: the last phrase, and no other, has no conditions.", "Put it last.")


def _about_methods(data: Data) -> Iterator[Problem]:
    """Methods and kinds of emergency contraception that a sentence names, so that the plan can leave it out."""
    folder = data.get("contraception", {"methods": (), "emergency": {"kinds": ()}})
    methods = [one["method"] for one in folder["methods"] if "columns" in one]
    there = {
        "methods": methods,
        "suggests": methods,
        "kinds": [one["kind"] for one in folder["emergency"]["kinds"]],
    }
    for statement in data["statements"].values():
        for key, names in there.items():
            for name in statement.get(key, ()):
                if name not in names:
                    yield problem_at(statement, key, f"'{name}' is none of the {key}.", f"Choose from {', '.join(names) or 'none'}.")


def _missing_decisions(data: Data) -> Iterator[Problem]:
    """A decision whose file is gone would leave its question unanswered without a word."""
    if data["pack"]["answers_until"] <= data["pack"]["review_due"]:
        yield problem_at(data["pack"], "answers_until", "the last day of answers is not after the day of review.", "Name a later day.")
    named, present = list(data["pack"]["decisions"]), [one["decision"] for one in data["decisions"]]
    for name in named:
        if name not in present:
            yield problem_at(data["pack"], "decisions", f"the decision '{name}' is missing.", "Restore its file under decisions/.")
    for decision in data["decisions"]:
        if decision["decision"] not in named:
            yield problem_at(
                decision, "decision", f"the decision '{decision['decision']}' is not named in pack.yaml.", "Add it under 'decisions'."
            )


def _named_twice(data: Data) -> Iterator[Problem]:
    seen: dict[str, Map] = {}
    for rule in (*rules_of(data), *contraception_rules(data.get("contraception", {}))):
        first = seen.setdefault(rule["id"], rule)
        if first is not rule:
            yield problem_at(
                rule, "id", f"the id {rule['id']} is used twice, first in {first.file}:{first.line}.", "Give it an id of its own."
            )
    decisions: dict[str, Map] = {}
    for decision in data["decisions"]:
        first = decisions.setdefault(decision["decision"], decision)
        if first is not decision:
            complaint = f"the decision '{decision['decision']}' is written twice, first in {first.file}."
            yield problem_at(decision, "decision", complaint, "Give it a name of its own.")


def _statement_problems(data: Data) -> Iterator[Problem]:
    for name, statement in data["statements"].items():
        for key in ("text", "because", "otherwise", "about_her"):
            for placeholder in PLACEHOLDER.finditer(statement.get(key, "")):
                if name.startswith(INTERFACE) and placeholder.group(2) is None and placeholder.group(1) not in _OF_HER:
                    continue  # whoever says it gives it a value
                if placeholder.group(1) not in data["words"].get("phrases", {}) or placeholder.group(2) is not None:
                    yield from _placeholder(name, statement, key, placeholder.group(1), placeholder.group(2), placeholder.group(0))
            if re.search("[{}]", PLACEHOLDER.sub("", statement.get(key, ""))):
                yield problem_at(statement, key, f"{name}: braces that are no placeholder.", f"Allowed are {_PLACEHOLDERS}.")
        yield from _form_problems(name, statement)


def _form_problems(name: str, statement: Map) -> Iterator[Problem]:
    """A plural form holds what the text holds, but for the number, which it may say in a word."""
    wanted = set(PLACEHOLDER.findall(statement["text"])) - {("count", "", "")}
    for form, wording in statement.get("forms", {}).items():
        if set(PLACEHOLDER.findall(wording)) - {("count", "", "")} != wanted:
            yield problem_at(statement, "text", f"{name}: '{form}' has other placeholders than 'other'.", "Write the same in both.")


_OF_HER = ("days_since_loss", WEAKENING, *WORDING)
_PLACEHOLDERS = "{days_since_loss}, {date:loss+5}, {hours_left:120}, {weakening_medicine}, {" + "}, {".join(WORDING) + "}"


def _placeholder(name: str, statement: Map, key: str, kind: str, base: str | None, whole: str) -> Iterator[Problem]:
    known = kind in WORDING and base is None
    dated = (kind == "days_since_loss" and base is None) or (kind == "date" and base == "loss") or (kind == "hours_left" and base == "")
    dated = dated or (kind == WEAKENING and base is None)
    if not known and not dated:
        yield problem_at(statement, key, f"{name}: there is no placeholder {whole}.", f"Allowed are {_PLACEHOLDERS}.")
    elif dated and key == "text" and "otherwise" not in statement:
        yield problem_at(
            statement,
            key,
            f"{name}: {whole} can be unknown and there is no 'otherwise'.",
            "Add 'otherwise', the same without a date or number.",
        )
    elif dated and key != "text":
        yield problem_at(statement, key, f"{name}: {whole} stands in '{key}', where it can be unknown.", "Say it without a date or number.")


def _condition_problems(facts: Map, when: Map) -> Iterator[Problem]:
    for name, wanted in when.items():
        if name not in facts:
            yield problem_at(when, name, f"there is no fact '{name}'.", "Mend the name, or add it to facts.yaml.")
            continue
        fact = facts[name]
        if fact.get("wording") or fact["kind"] in ("date", "levels", "text") or "narrows" in fact:
            yield problem_at(when, name, f"'{name}' cannot stand in a condition.", "Use a choice, a yes/no fact or a number.")
        elif fact["kind"] == "list":
            # Outside these places one row is one set of conditions, so "this or that" is two rows.
            if isinstance(wanted, Items) and len(wanted) > 1 and not when.file.startswith(("contraception/", "facts")):
                yield problem_at(when, name, f"'{name}' is a list: one value a row.", "Write a row for each value.")
            if isinstance(wanted, Map) and "without" not in wanted:
                yield problem_at(
                    when, name, f"'{name}' is a list and has no range.", "Write [a, b] for one or more, {without: [a, b]} for none."
                )
            for value in wanted.get("without", ()) if isinstance(wanted, Map) else wanted:
                if value not in _values(fact):
                    yield problem_at(when, name, f"'{value}' is not a value of {name}.", f"Choose from {', '.join(_values(fact))}.")
        elif fact["kind"] == "number":
            if isinstance(wanted, Items) or "without" in wanted:
                yield problem_at(
                    when, name, f"'{name}' is a number and takes a range.", "Write {from: 2}, {to: 9}, {above: 38} or {under: 36}."
                )
        elif isinstance(wanted, Map):
            yield problem_at(
                when, name, f"'{name}' is not a number and takes a list of values.", f"Choose from {', '.join(_values(fact))}."
            )
        else:
            for value in wanted:
                if value not in _values(fact):
                    yield problem_at(when, name, f"'{value}' is not a value of {name}.", f"Choose from {', '.join(_values(fact))}.")


def _values(fact: Map) -> list[str]:
    return ["yes", "no"] if fact["kind"] == "yes_no" else list(fact.get("values", ()))


def _guides(data: Data) -> list[str]:
    return _values(data["facts"].get("guide", Map(kind="")))


def _fact_problems(facts: Map) -> Iterator[Problem]:
    if facts.get("guide", {}).get("kind") != "choice":
        yield problem_at(facts, "guide", "there is no choice called 'guide'.", "Add it: it says which decisions and pages are hers.")
    for name, fact in facts.items():
        if fact["kind"] == "choice" and not fact.get("values"):
            yield problem_at(fact, "values", f"{name}: a choice needs values.", "Add 'values'.")
        if fact["kind"] == "number" and "range" not in fact:
            yield problem_at(fact, "range", f"{name}: a number needs a range.", "Add 'range: [lowest, highest]'.")
        if "range" in fact and (len(fact["range"]) != 2 or fact["range"][0] >= fact["range"][1]):
            yield problem_at(fact, "range", f"{name}: a range is its lowest and its highest number.", "Write 'range: [lowest, highest]'.")
        if fact.get("ordered") and fact["kind"] != "choice":
            yield problem_at(fact, "ordered", f"{name}: only the values of a choice can be ordered.", "Take 'ordered' away.")
        ages, number = fact.get("ages", ""), fact["kind"] == "number"
        if (ages in ("hours", "days") and not number) or (ages == "today" and not (number or fact["kind"] in ("choice", "yes_no"))):
            remedy = "Numbers age by hours or days; a choice, a yes/no fact or a number may be true of today alone."
            yield problem_at(fact, "ages", f"{name}: a fact of this kind cannot age so.", remedy)
        if number and "_since_" in name and fact.get("unit", "days").startswith(("day", "hour")) and not ages:
            yield problem_at(
                fact, "kind", f"{name}: it counts from a moment and does not say how it ages.", "Add 'ages: hours' or 'ages: days'."
            )
        if not fact.get("held") and not ("question" in fact and "short" in fact):
            yield problem_at(fact, "kind", f"{name}: 'question' and 'short' are missing.", "Add both, or mark the fact 'held: true'.")
        for key in ("applies_when", "open_when"):
            if len(fact.get(key, ())) > 1:
                yield problem_at(fact, key, f"{name}: it hangs on more than one fact.", "Name one condition on one fact.")
        inferred = fact.get("inferred", {})
        for key, when in (("open_when", fact.get("open_when", {})), ("inferred", inferred.get("when", {}))):
            if any(isinstance(one, Map) for one in when.values()):
                yield problem_at(fact, key, f"{name}: '{key}' looks at values, not at a range.", "Name a choice or a yes/no fact.")
        if inferred and (len(inferred["when"]) != 1 or ("fact" in inferred) == ("value" in inferred)):
            yield problem_at(
                fact, "inferred", f"{name}: it needs one condition, and a fact or a value.", "Write {when: {fact: [value]}, value: ...}."
            )
        kinds = {fact["kind"], facts.get(inferred["fact"], {}).get("kind")} if "fact" in inferred else {"number"}
        if kinds not in ({"number"}, {"choice"}) or inferred.get("value", "") not in ("", *_values(fact)):
            yield problem_at(
                fact,
                "inferred",
                f"{name}: there is no such number, choice or value.",
                "Name a number for a number, a choice for a choice, or a value.",
            )
        if "from_told" in fact and fact["kind"] != "yes_no":
            yield problem_at(fact, "from_told", f"{name}: only a yes/no fact is told by others.", "Make it 'kind: yes_no'.")
        becomes = fact.get("becomes", {})
        for value in (*becomes.get("of", ()), *([becomes["value"]] if becomes else ())):
            if value not in _values(fact):
                yield problem_at(becomes, "value", f"'{value}' is not a value of {name}.", f"Choose from {', '.join(_values(fact))}.")
        if becomes and facts.get(becomes["fact"], {}).get("kind") != "number":
            yield problem_at(becomes, "fact", f"there is no number '{becomes['fact']}'.", "Mend the name.")
        for other in fact.get("unless", ()):
            if other not in facts:
                yield problem_at(fact, "unless", f"there is no fact '{other}'.", "Mend the name.")
        for key in ("gives", "narrows", "below"):
            if key in fact and facts.get(fact[key], {}).get("kind") != "number":
                yield problem_at(fact, key, f"there is no number '{fact[key]}'.", "Mend the name.")
        if fact["kind"] == "date" and "gives" not in fact:
            yield problem_at(fact, "kind", f"{name}: a date needs 'gives'.", "Name the number of days that it becomes.")
        absent = fact.get("absent")
        if absent is not None and fact["kind"] in ("choice", "yes_no") and absent not in _values(fact):
            yield problem_at(fact, "absent", f"'{absent}' is not a value of {name}.", f"Choose from {', '.join(_values(fact))}.")


def _page_problems(data: Data) -> Iterator[Problem]:
    seen: dict[str, Map] = {}
    for page in data["pages"]:
        if seen.setdefault(page["id"], page) is not page:
            yield problem_at(page, "id", f"two pages are called '{page['id']}'.", "Give it a name of its own.")
        for name in page["facts"]:
            if name not in data["facts"]:
                yield problem_at(page, "facts", f"there is no fact '{name}'.", "Mend the name, or add it to facts.yaml.")
            elif page.get("checks") and "sign" not in data["facts"][name]:
                yield problem_at(
                    page, "facts", f"'{name}' stands on a page of boxes and has no 'sign'.", "Add 'sign', the line beside its box."
                )
        for guide in page.get("guides", ()):
            if _guides(data) and guide not in _guides(data):
                yield problem_at(page, "guides", f"there is no guide '{guide}'.", f"Choose from {', '.join(_guides(data))}.")
        if len(page["facts"]) > 1 and "title" not in page:
            yield problem_at(page, "facts", f"page '{page['id']}' has several facts and no title.", "Add 'title'.")


def _contradiction_problems(data: Data) -> Iterator[Problem]:
    for plan in data["plan"]:
        for contradiction in plan.get("contradictions", ()):
            numbers = [name for name in contradiction.get("exceeds", ()) if data["facts"].get(name, {}).get("kind") == "number"]
            if "exceeds" in contradiction and (len(numbers) != 2 or len(contradiction["exceeds"]) != 2):
                remedy = "Write the one that may not be higher, then the other."
                yield problem_at(contradiction, "exceeds", f"{contradiction['id']}: 'exceeds' names two numbers.", remedy)
            if "differ" in contradiction and tuple(contradiction["differ"]) not in _told_twice(data["facts"]):
                remedy = "Write a date and its days, or hours and the days that stand in for them, in this order."
                yield problem_at(
                    contradiction, "differ", f"{contradiction['id']}: 'differ' names two facts that tell the same thing.", remedy
                )


def _told_twice(facts: Map) -> set[tuple[str, str]]:
    """The pairs of facts that tell the same thing in two ways."""
    dates = {(name, fact["gives"]) for name, fact in facts.items() if "gives" in fact}
    pairs = dates | {(fact["narrows"], name) for name, fact in facts.items() if "narrows" in fact}
    return pairs | ({("bmi", "height_cm")} if {"bmi", "height_cm"} <= facts.keys() else set())


def _decision_problems(decision: Map, data: Data) -> Iterator[Problem]:
    scale = list(decision["scale"])
    if list(decision["levels"]) != scale:
        yield problem_at(decision, "levels", "the levels are not those of the scale.", f"Write {', '.join(scale)}, in this order.")
    for level in scale[1:]:
        if level in decision["levels"] and "then" not in decision["levels"][level]:
            yield problem_at(decision["levels"], level, f"the level {level} has no 'then'.", "Add it: what to do, said after 'If ...:'.")
    if decision.get("past_due", scale[1]) not in scale[1:]:
        yield problem_at(decision, "past_due", f"'{decision['past_due']}' is not above the first level.", f"Choose {', '.join(scale[1:])}.")
    if decision["default"]["level"] != scale[0]:
        yield problem_at(decision["default"], "level", "the default is not the first level of the scale.", f"Write {scale[0]}.")
    for rule in decision["rules"]:
        if rule["level"] not in scale[1:]:
            yield problem_at(rule, "level", f"'{rule['level']}' is not a level a rule can give.", f"Choose from {', '.join(scale[1:])}.")
        if not rule["when"]:
            yield problem_at(rule, "when", f"{rule['id']} has no condition.", "Name one or more.")
    for guide in decision["guides"]:
        if _guides(data) and guide not in _guides(data):
            yield problem_at(decision, "guides", f"there is no guide '{guide}'.", f"Choose from {', '.join(_guides(data))}.")
