"""What each file of the pack may say: keys, kinds of value, and the complaint when it says something else.

A check takes a value and where it stands, and adds complaints. `FILES` maps each kind of file to its check.
References between files are not looked at here (see `links`).
"""

from __future__ import annotations

import re
from typing import Any

from afterwards.languages import BRITISH
from afterwards.pack.layout import QUESTION_TOPICS, SECTIONS, TOPICS
from afterwards.pack.questions import VERDICTS
from afterwards.pack.reading import Items, Map, Problem
from afterwards.pack.value_checks import (
    GUIDELINE,
    ID,
    ITEM,
    NAME,
    SHA256,
    SOURCE_ID,
    Check,
    Where,
    alternatives,
    conditions,
    day,
    decision_conditions,
    either,
    flag,
    guideline_names,
    ids,
    iso_date,
    label,
    list_of,
    map_of,
    names,
    number,
    one_of,
    pattern,
    record,
    rule_id,
    some_ids,
    source_ids,
    text,
    values,
)

CONFIDENCE = ("agreed", "single_source", "contested", "unverified")
KINDS = ("choice", "yes_no", "number", "date", "list", "levels", "text")
READ = ("whole", "part", "memory", "own")
START_SAYS = ("leaving", "too_old", "refused")
SIGN_GROUPS = ("emergency", "urgent_same_day", "contact_soon", "mind")
INTERFACE = ("ui.", "site.", "term.", "desk.")
"""How the ids begin of words of the interfaces, which code names: the page program, pages built once, terminal and errors, the desk."""
PLURALS = ("zero", "one", "two", "few", "many")
"""The plural forms of CLDR beside "other", which is a statement's own text."""
LABELS = (*INTERFACE, "sign.")
"""How ids begin of words that are no sentences."""
WORDED = ("call_now", "call_today", "ask_first", "not_yet", "not_hers")
TIME_SAYS = ("asked_again", "new_day", "hours", "before_written", "before_an_answer", "past_last_day")
"""What the private edition says on its start page, and when time has passed or cannot be right."""
TYPED_WORDS = (
    *("ignored", "quiet", "asking", "topical", "elsewhere", "no", "if", "supposed", "told", "plain", "takes", "not_taken"),
    *("counted_from", "counted_otherwise", "acts", "joins", "not_begun", "becomes_pregnant", "asked_of_pads"),
)
"""The lists of words and phrases in `typed.yaml`."""
SOURCE_KINDS = ("guideline", "health_service", "charity", "clinic", "study", "lay", "own")


fact = record(
    {"kind": one_of(*KINDS)},
    {
        "question": text,
        "short": text,
        "hint": text,
        "find": text,
        "values": either((Map, map_of(re.compile(r"[a-z0-9_]+\Z"), label)), (Items, values)),
        "levels": values,
        "absent": either((Items, list_of(text)), (str, text), (int, number), (float, number)),
        "range": list_of(number, least=2),
        "unit": text,
        "unit_one": text,
        "whole": flag,
        "ordered": flag,
        "context": flag,
        "sign": label,
        "items": record({"question": values, "answers": map_of(re.compile(r".+"), number)}),
        "gives": text,
        "narrows": text,
        "held": flag,
        "only_told": flag,
        "absence_tells": flag,
        "wording": flag,
        "open_when": conditions,
        "unless": list_of(text, least=1),
        "tells_of_loss": one_of("always", "unless_absent"),
        "below": text,
        "becomes": record({"fact": text, "from": number, "of": values, "value": text}),
        "inferred": record({"when": conditions}, {"fact": text, "value": text}),
        "from_told": record({"any": list_of(conditions, least=1)}, {"unless": list_of(conditions, least=1)}),
        "longest": number,
        "ages": one_of("hours", "days", "today"),
        "applies_when": conditions,
        "cards": map_of(re.compile(r"[0-9]+\Z"), text),
    },
)
page = record(
    {"id": pattern(ID, "small letters and hyphens"), "why": text, "topic": one_of(*TOPICS), "facts": names},
    {"title": text, "checks": flag, "each_unsure": flag, "always": flag, "offered": flag, "guides": values},
)
claim = record({"says": text, "sources": list_of(record({"id": text}, {"at": text}), least=1)})
statement = record(
    {"text": text, "claims": list_of(claim, least=1), "confidence": one_of(*CONFIDENCE)},
    {
        "otherwise": text,
        "about_her": text,
        "because": text,
        "kind": one_of("clause"),
        "unless": list_of(decision_conditions, least=1),
        "calm": map_of(NAME, text),
        "asks": map_of(NAME, text),
        "first": flag,
        "rather": text,
        "methods": names,
        "kinds": names,
        "suggests": names,
        "going_on": text,
        "some_kind": text,
    },
)
level = record({"says": text}, {"then": text, "card": text, "do": some_ids, "tell": text, "unsure": text})
rule = record(
    {"id": rule_id, "level": text, "when": decision_conditions, "if": text, "say": some_ids, "sources": source_ids},
    {"any_time": text, "card": text, "tell": text, "then": text, "do": some_ids, "from_day": day, "to_day": day},
)
decision = record(
    {
        "decision": text,
        "asks": text,
        "guides": values,
        "section": one_of(*SECTIONS),
        "scale": values,
        "levels": map_of(NAME, level),
        "so_far": text,
        "default": record({"level": text, "say": some_ids}),
        "rules": list_of(rule, least=1),
    },
    {"rises": flag, "past_due": text, "always": some_ids},
)
row = record(
    {"id": rule_id, "when": decision_conditions, "say": some_ids},
    {
        "any_time": text,
        "unless": list_of(decision_conditions, least=1),
        "from_day": day,
        "to_day": day,
        "figure": text,
        "onward": flag,
        "instead": flag,
        "why": text,
    },
)
contradiction = record({"id": rule_id, "say": some_ids}, {"when": decision_conditions, "exceeds": names, "differ": names})
plan = record({"section": one_of(*SECTIONS)}, {"rows": list_of(row), "contradictions": list_of(contradiction)})
part = record({"heading": text, "say": some_ids})
article = record({"article": text, "title": text, "order": day, "summary": some_ids, "parts": list_of(part, least=1)})
verdict_word = one_of(*VERDICTS)
short_answer = record(
    {"id": pattern(ID, "small letters and hyphens"), "verdict": verdict_word, "say": some_ids},
    {
        "when": decision_conditions,
        "unless": list_of(decision_conditions, least=1),
        "if": text,
        "more": some_ids,
        "why": some_ids,
        "until": day,
        "raises": flag,
    },
)
change = record(
    {"id": pattern(ID, "small letters and hyphens"), "verdict": verdict_word, "if": text, "then": text, "when": decision_conditions},
    {"unless": list_of(decision_conditions, least=1)},
)
question = record(
    {
        "id": pattern(ID, "small letters and hyphens"),
        "order": day,
        "title": text,
        "topic": one_of(*QUESTION_TOPICS),
        "guides": values,
        "kinds": list_of(text),
        "decides": either((Items, values), (str, text)),
        "deciding_facts": list_of(either((Items, names), (str, text))),
        "most_pages": day,
        "answers": list_of(short_answer, least=1),
    },
    {
        "start": day,
        "door": flag,
        "of_asker": flag,
        "yes_beside_call": flag,
        "implies": map_of(NAME, text),
        "typed": values,
        "changes": list_of(change, least=1),
        "related": values,
    },
)
sign = record(
    {
        "id": pattern(ID, "small letters and hyphens"),
        "say": text,
        "listed": text,
        "lead": number,
        "level": text,
        "when": decision_conditions,
    },
)
instead = map_of(re.compile(r"[a-z0-9 ]+\Z"), values)
typed = record(
    {
        "same": instead,
        "like": instead,
        "needs": map_of(ID, values),
        "understood": list_of(record({"fact": text, "value": text, "said": values}, {"unless": values, "danger": flag, "firm": flag})),
        "danger": list_of(record({"asks": text, "said": values}, {"unless": values})),
        **dict.fromkeys(TYPED_WORDS, values),
    }
)
source = record(
    {"title": text, "by": text, "read": one_of(*READ), "kind": one_of(*SOURCE_KINDS)}, {"date": text, "address": text, "checked": iso_date}
)
disagreement = record(
    {
        "id": rule_id,
        "question": text,
        "positions": list_of(record({"says": text, "sources": source_ids}), least=1),
        "follow": text,
        "why": text,
        "where": values,
    }
)
phrase = record({"say": text}, {"when": decision_conditions})
words = record(
    {"words": map_of(NAME, record({"label": text, "the_loss": text, "after_the_loss": text, "your_loss": text}, {"hint": text}))},
    {"phrases": map_of(NAME, list_of(phrase, least=1))},
)
pack = record(
    {
        "id": text,
        "version": text,
        "written": text,
        "review_due": iso_date,
        "answers_until": iso_date,
        "past_due": text,
        "reviewed": text,
        "review_overdue": text,
        "guidelines": map_of(
            GUIDELINE,
            record(
                {"name": text, "edition": text},
                {
                    "grid": text,
                    "editions": map_of(SOURCE_ID, text),
                    "emergency": text,
                    "says": some_ids,
                    "notice": text,
                    "earlier": text,
                },
            ),
        ),
        "start": record(
            {"lede": text, "help": some_ids, "privacy": text, "in_page": text, "copy": text, **dict.fromkeys(START_SAYS, text)}
        ),
        "time": record(dict.fromkeys(TIME_SAYS, text)),
        "foot": text,
        "not_reviewed": text,
        "covered": some_ids,
        "not_covered": some_ids,
        "decisions": names,
    },
    {
        "signs": record(dict.fromkeys(SIGN_GROUPS, text)),
        "plan": map_of(ID, text),
        "authors": list_of(text, least=1),
        "two_reviewers": list_of(one_of(*TOPICS)),
        "asked": record(dict.fromkeys(WORDED, some_ids), dict.fromkeys(("speaks_to_her", "not_every_method"), some_ids)),
        "languages": list_of(one_of(BRITISH.tag), least=1),
        "publisher_key": pattern(SHA256, "64 hexadecimal digits"),
    },
)
verdict = record(
    {"read": pattern(SHA256, "64 hexadecimal digits"), "says": one_of("accept", "change", "disagree", "cannot_judge")}, {"why": text}
)
REVIEW = record(
    {
        "reviewer": record({"name": text, "role": text, "register": text, "number": text}),
        "interests": text,
        "signed": iso_date,
        "due": iso_date,
        "items": map_of(ITEM, verdict),
        "digest": pattern(SHA256, "64 hexadecimal digits"),
    },
    {"remarks": text},
)
"""One review record (see `review`)."""

effect = record({"typical": number, "perfect": number})
method = record(
    {"method": pattern(NAME, "small letters and underscores"), "name": text, "summary": some_ids, "parts": list_of(part, least=1)},
    {"columns": names, "suits": names, "effectiveness": map_of(GUIDELINE, effect), "works": text},
)
eligible = record({"say": text, "when": alternatives}, {"risk": one_of("clots", "arteries"), "covered_by": some_ids})
caution = record(
    {"id": rule_id, "methods": names, "say": some_ids},
    {
        "when": alternatives,
        "open": names,
        "only": flag,
        "guidelines": guideline_names,
        "this_edition": flag,
        "against": flag,
        "works_less": flag,
    },
)
start_rule = record(
    {"id": rule_id, "guidelines": guideline_names, "methods": names, "when": alternatives, "say": ids},
    {"from_day": day, "extra_days": day, "wait": flag, "this_edition": flag},
)
of_editions = {"guidelines": guideline_names, "this_edition": flag}
note = record({"id": rule_id, "when": alternatives, "say": some_ids}, of_editions)
kind = record(
    {
        "kind": text,
        "name": text,
        "say": some_ids,
        "rules": list_of(record({"id": rule_id, "level": text, "when": alternatives, "say": some_ids}, of_editions)),
    },
    {"notes": list_of(note)},
)
medicine_class = record({"label": text, "say": ids}, {"weakens": text})
medicine_name = record(
    {"name": text},
    {"brands": values, "classes": names, "classes_one_of": names, "say": some_ids},
)


def statements(value: object, where: Where) -> None:
    """A file of statements, by id."""
    map_of(ID, statement)(value, where)


_forms = record({"other": text}, dict.fromkeys(PLURALS, text))
_word = record({"text": text}, {"otherwise": text})


def _interface_word(value: object, where: Where) -> None:
    if isinstance(value, str):
        text(value, where)
    else:
        (_forms if isinstance(value, Map) and "other" in value else _word)(value, where)


def interface(value: Any, where: Where) -> None:
    """A file of words of the interfaces, by id: the text alone, or a map with its plural forms, or with what is said otherwise."""
    map_of(ID, _interface_word)(value, where)
    for name in value if isinstance(value, Map) else ():
        if not name.startswith(INTERFACE):
            entry = Where(where.file, value.lines[name], name, where.problems)
            entry.complain("this is no id of an interface.", f"Let it begin with {' or '.join(INTERFACE)}")


FILES: dict[str, Check] = {
    "pack.yaml": pack,
    "facts.yaml": record({"facts": map_of(NAME, fact), "pages": list_of(page, least=1)}),
    "sources.yaml": map_of(SOURCE_ID, source),
    "words.yaml": words,
    "disagreements.yaml": list_of(disagreement),
    "decisions": decision,
    "plan": plan,
    "statements": statements,
    "interface": interface,
    "articles": article,
    "questions": list_of(question),
    "signs.yaml": list_of(sign, least=1),
    "typed.yaml": typed,
    "methods": list_of(method, least=1),
    "conditions": map_of(ID, eligible),
    "cautions": list_of(caution),
    "starting": record({"unsettled": text, "rules": list_of(start_rule, least=1)}),
    "emergency": record({"kinds": list_of(kind, least=1)}),
    "differences": list_of(record({"say": text, "methods": names}, {"means": some_ids, "start": flag})),
    "medicines": record({"classes": map_of(NAME, medicine_class), "names": list_of(medicine_name, least=1)}),
}


def check_file(kind: str, data: object, file: str, problems: list[Problem]) -> None:
    """Check one file's data; `kind` is a key of `FILES`."""
    FILES[kind](data, Where(file, getattr(data, "line", 1), "", problems))
