"""`afterwards fhir questionnaire`, `response` and `guide`: each reads its file and prints one JSON object.

What is wrong with the input is printed as `{"errors": [...]}` (docs/api.md), with exit status 2; nothing else is printed then.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from datetime import date

from afterwards.console import write_utf8
from afterwards.errors import BadFacts
from afterwards.facts_file import read_one
from afterwards.fhir.guide_resources import guide_bundle
from afterwards.fhir.questionnaire import questionnaire
from afterwards.fhir.response import response_to_facts
from afterwards.guide import guide
from afterwards.pack.model import Pack
from afterwards.person.told import read_facts

Made = dict[str, object]


def _questionnaire(options: argparse.Namespace, pack: Pack, _: Callable[[], date]) -> Made:
    """The Questionnaire; of a question that the pack does not hold, the nearest ids."""
    return questionnaire(pack, pack.questions.named(options.question) if options.question else None)


def _response(options: argparse.Namespace, pack: Pack, ask_clock: Callable[[], date]) -> Made:
    """The facts of a QuestionnaireResponse. They are checked as any facts are, on the day of reading."""
    reading = response_to_facts(read_one(options.file), pack, local=True)
    read_facts(pack, reading.facts, options.today or ask_clock())
    return reading.to_dict()


def _guide(options: argparse.Namespace, pack: Pack, ask_clock: Callable[[], date]) -> Made:
    """The guide for the facts of one person."""
    facts, now = read_one(options.facts), options.now
    day = options.today or (now.date() if now else ask_clock())
    made = guide(facts, today=day, now=now, guideline=options.guideline, closed_world=options.closed_world, pack=pack)
    return guide_bundle(made, options.subject or "")


def _printed(make: Callable[[argparse.Namespace, Pack, Callable[[], date]], Made]) -> Callable[..., int]:
    def run(options: argparse.Namespace, pack: Pack, ask_clock: Callable[[], date]) -> int:
        write_utf8()
        try:
            content, status = make(options, pack, ask_clock), 0
        except BadFacts as error:
            content, status = dict(error.to_dict()), 2
        print(json.dumps(content, ensure_ascii=False, indent=1))
        return status

    return run


COMMANDS: Mapping[str, Callable[..., int]] = {
    "questionnaire": _printed(_questionnaire),
    "response": _printed(_response),
    "guide": _printed(_guide),
}
"""What each action does: options, pack and clock in, exit status out."""
