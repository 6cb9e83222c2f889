"""Whether the answers to what people ask are good: short, begun by their word, and never freer than is certain.

For writers, as `check` is; what must hold before a pack may answer at all is in `question_links`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from afterwards.pack.data import Data
from afterwards.pack.question_links import PARTNER
from afterwards.pack.questions import FREE, PLAN, STATEMENTS, WORDS
from afterwards.pack.reading import Map, Problem, problem_at

HEADING_WORDS = 12
"""The most words of a heading."""
TITLE_WORDS = 9
"""The most words of a question."""
SHOWN_WORDS = 60
"""The most words of heading, line and the first `SHOWN_CHANGES` things that would change it."""
SHOWN_CHANGES = 3
CALLS = 2
"""So many levels of the scale, from the top, are a call: help today, and help at once."""
WORDS_OF_CALLS = ("call_now", "call_today")
TO_HER = re.compile(r"\b(you|your|yours|yourself)\b|\{your_loss\}", re.IGNORECASE)
"""Words that speak to her."""
FOR_ANYONE = ("ask_first", "call_today", "call_now")
"""What an answer without circumstances may say; where nothing is decided but told, `information` too."""


def question_quality(data: Data) -> Iterator[Problem]:
    """Every complaint about the questions of a pack whose names all lead somewhere."""
    yield from _about_her(data)
    for question in data["questions"]:
        yield from _shape(question, data["statements"])
        for answer in question["answers"]:
            yield from _reads(question, answer, data["statements"])


def _shape(question: Map, statements: Data) -> Iterator[Problem]:
    name, last = question["id"], question["answers"][-1]
    if _words(statements[question["title"]]["text"]) > TITLE_WORDS:
        yield problem_at(question, "title", f"{name}: the question has more than {TITLE_WORDS} words.", "Ask it shorter.")
    if last.get("when") or last.get("unless"):
        yield problem_at(last, "verdict", f"{name}: nobody is answered whom no circumstance fits.", "Add a last answer without any.")
    for answer in question["answers"]:
        anyone = not answer.get("when")
        if anyone and answer is not last and not answer.get("unless"):
            yield problem_at(answer, "verdict", f"{name} {answer['id']}: it fits everyone, so none after it is given.", "Put it last.")
        only_told = (answer["verdict"] == "information" and not question["deciding_facts"]) or question["decides"] in (PLAN, STATEMENTS)
        allowed = (*FOR_ANYONE, "information") if only_told else FOR_ANYONE
        if anyone and answer["verdict"] not in allowed:
            remedy = f"Say {', '.join(allowed)}, or name the circumstances."
            yield problem_at(answer, "verdict", f"{name} {answer['id']}: '{answer['verdict']}' for anyone.", remedy)
        if answer.get("raises") and answer["verdict"] in FREE:
            yield problem_at(
                answer, "raises", f"{name} {answer['id']}: an answer with '{answer['verdict']}' cannot raise.", "Take it away."
            )
        if not anyone and "if" not in answer:
            yield problem_at(answer, "when", f"{name} {answer['id']}: it does not say whom it is for.", "Add `if`.")


def _reads(question: Map, answer: Map, statements: Data) -> Iterator[Problem]:
    name = f"{question['id']} {answer['id']}"
    heading = statements[answer["say"][0]]
    word = WORDS.get(answer["verdict"], "")
    for text in filter(None, (heading["text"], heading.get("otherwise"), heading.get("about_her"))):
        if _words(text) > HEADING_WORDS:
            yield problem_at(heading, "text", f"{name}: the heading has more than {HEADING_WORDS} words.", "Say the rest in the next line.")
        if word and not text.startswith((f"{word}.", f"{word},", f"{word}:")):
            yield problem_at(heading, "text", f"{name}: the heading does not begin with '{word}'.", f"Begin with '{word}.'")
    if len(answer["say"]) > 2:
        yield problem_at(answer, "say", f"{name}: more than a heading and one line.", "Put the rest under `more`.")
    if not 2 <= len(answer.get("more", ())) <= 4:
        yield problem_at(answer, "say", f"{name}: `more` holds two to four sentences.", "Add or take away.")
    if not answer.get("why"):
        yield problem_at(answer, "say", f"{name}: it does not say why.", "Add `why`.")
    titles = [statements[change["if"]]["text"] for change in question.get("changes", ())]
    longest = sum(sorted(map(_words, titles), reverse=True)[:SHOWN_CHANGES])
    if sum(_words(statements[said]["text"]) for said in answer["say"]) + longest > SHOWN_WORDS:
        yield problem_at(answer, "say", f"{name}: with what would change it, over {SHOWN_WORDS} words.", "Say it shorter.")
    until = answer.get("until")
    if until is not None and not any(f"{{date:loss+{until}}}" in statements[said]["text"] for said in answer["say"]):
        yield problem_at(answer, "until", f"{name}: no line of it names day {until} as {{date:loss+{until}}}.", "Say the date.")


def _about_her(data: Data) -> Iterator[Problem]:
    """Whoever asks about her reads of her: each statement that speaks to her has its own text, and none has one that nobody reads."""
    asked = [one for one in data["questions"] if PARTNER in one["guides"] and "of_asker" not in one]
    parts = [part for one in asked for part in (*one["answers"], *one.get("changes", ()))]
    named = [name for part in parts for key in ("say", "more", "why") for name in part.get(key, ())]
    shown = {*named, *(part[key] for part in parts for key in ("if", "then") if "then" in part)}
    # A call that is due, and what runs out, stand before whatever was asked.
    shown |= {name for key, many in data["pack"].get("asked", {}).items() if key in WORDS_OF_CALLS for name in many}
    rising = [decision for decision in data["decisions"] if decision.get("rises")]
    calls = [rule for decision in rising for rule in decision["rules"] if rule["level"] in decision["scale"][-CALLS:]]
    shown |= {name for rule in calls for name in rule["say"]} | {
        name for name, statement in data["statements"].items() if statement.get("first")
    }
    waiting = list(shown)
    while waiting:
        rather = data["statements"][waiting.pop()].get("rather")
        if rather and rather not in shown:
            shown.add(rather)
            waiting.append(rather)
    for name, statement in data["statements"].items():
        if name in shown and "about_her" not in statement and TO_HER.search(f"{statement['text']} {statement.get('otherwise', '')}"):
            remedy = "Add 'about_her': the same about her, for a partner or friend."
            yield problem_at(statement, "text", f"{name}: someone who asks about her reads it, and it speaks to her.", remedy)
        elif name not in shown and "about_her" in statement:
            yield problem_at(statement, "about_her", f"{name}: nobody who asks about her reads it.", "Take 'about_her' away.")


def _words(text: str) -> int:
    return len(text.split())
