"""Whether what the page understands in typed questions exists: facts, their values, the questions that signs of danger lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from afterwards.pack.data import Data
from afterwards.pack.reading import Problem, problem_at


def typed_problems(data: Data) -> Iterator[Problem]:
    """Every fact, value and question in `typed.yaml` that is not there, and what stands for two words at once."""
    typed = data.get("typed", {})
    for understood in typed.get("understood", ()):
        fact = data["facts"].get(understood["fact"])
        if fact is None:
            yield problem_at(understood, "fact", f"there is no fact '{understood['fact']}'.", "Mend the name, or add it to facts.yaml.")
            continue
        values = ("yes", "no") if fact["kind"] == "yes_no" else tuple(fact.get("values", ()))
        if understood["value"] not in values:
            yield problem_at(
                understood, "value", f"'{understood['value']}' is not a value of {understood['fact']}.", f"Choose from {', '.join(values)}."
            )
    ignored = set(typed.get("ignored", ()))
    for entry in (*typed.get("understood", ()), *typed.get("danger", ())):
        for key in ("said", "unless"):
            for phrase in entry.get(key, ()):
                if lost := sorted(ignored & set(re.split("[ /]", phrase))):
                    yield problem_at(entry, key, f"'{phrase}' has '{lost[0]}', which is left out of every text.", "Write it without.")
    ids = {one["id"] for one in data["questions"]}
    for danger in typed.get("danger", ()):
        if danger["asks"] not in ids:
            yield problem_at(danger, "asks", f"there is no question '{danger['asks']}'.", "Name a question of the folder questions.")
    for name in typed.get("needs", {}):
        if name not in ids:
            yield problem_at(typed["needs"], name, f"there is no question '{name}'.", "Name a question of the folder questions.")
    for kind in ("same", "like"):
        taken: dict[str, str] = {}
        for instead, phrases in typed.get(kind, {}).items():
            for phrase in phrases:
                if " " in phrase and len(set(phrase.split()) - ignored) == 1:
                    complaint = f"'{phrase}' is one word when what says nothing is left out."
                    yield problem_at(typed[kind], instead, complaint, "Write that word, or take it out of 'ignored'.")
                if (first := taken.setdefault(phrase, instead)) != instead:
                    complaint = f"'{phrase}' stands for '{instead}' and for '{first}'."
                    yield problem_at(typed[kind], instead, complaint, "Keep one of the two.")
