"""The words of `afterwards fhir`; the work is in the modules that each names, which are imported only when it is asked for."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import date, datetime

from afterwards.pack.model import Pack
from afterwards.person.ageing import parse_moment
from afterwards.person.told import ISO_DATE


def add_fhir(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], load_pack: Callable[[], Pack], ask_clock: Callable[[], date]
) -> None:
    """Add `fhir` to the sub-commands of the program. `ask_clock` gives the day where none is given."""
    parser = commands.add_parser("fhir", help="FHIR R4: a record as facts; forms out, their answers in, guides out")
    actions = parser.add_subparsers(required=True, metavar="ACTION", dest="action")
    facts = actions.add_parser("facts", help="her record, as the facts that `guide` takes, with where each comes from")
    facts.add_argument("bundle", metavar="BUNDLE", help="a file that holds a FHIR R4 Bundle; - is standard input")
    facts.add_argument("--patient", default=None, metavar="ID", help="whose record it is, where the Bundle holds several Patients")
    facts.add_argument("--today", type=_day, default=None, metavar="YYYY-MM-DD", help="the day of reading; today by default")

    def run(options: argparse.Namespace) -> int:
        from afterwards.fhir.record_command import run_facts

        return run_facts(options, load_pack(), options.today or ask_clock())

    facts.set_defaults(run=run)
    _add_forms(actions, load_pack, ask_clock)


def _add_forms(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], load_pack: Callable[[], Pack], ask_clock: Callable[[], date]
) -> None:
    """`questionnaire`, `response` and `guide`: the interview out, its answers in, the guide out."""

    def run(options: argparse.Namespace) -> int:
        from afterwards.fhir.response_commands import COMMANDS

        return COMMANDS[options.action](options, load_pack(), ask_clock)

    form = actions.add_parser("questionnaire", help="what is asked, as a Questionnaire: all of it, or one question's")
    form.add_argument("question", nargs="?", default="", metavar="QUESTION", help="its id; `afterwards questions` names them")
    response = actions.add_parser("response", help="a QuestionnaireResponse as facts, and what of it is not used")
    response.add_argument("file", metavar="FILE", help="a JSON file; - is standard input")
    guide = actions.add_parser("guide", help="one person's guide as GuidanceResponse, Parameters and CarePlan")
    guide.add_argument("--facts", required=True, metavar="FILE", help="a JSON object; - is standard input")
    guide.add_argument("--guideline", default="uk", choices=("uk", "us", "who", "who-2015"))
    guide.add_argument(
        "--now", type=_moment, default=None, metavar="YYYY-MM-DDTHH:MM", help="the moment of reading; the end of the day by default"
    )
    guide.add_argument("--closed-world", action="store_true", help="a fact not given takes the value that means absent")
    guide.add_argument(
        "--subject", type=_subject, default=None, metavar="REFERENCE", help="whom it is about, such as Patient/123; nobody by default"
    )
    for action in (response, guide):
        action.add_argument("--today", type=_day, default=None, metavar="YYYY-MM-DD", help="the day of reading; today by default")
    for action in (form, response, guide):
        action.set_defaults(run=run)


def _day(text: str) -> date:
    try:
        if not ISO_DATE.match(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a date. Write it as 2027-05-24.") from None


def _moment(text: str) -> datetime:
    moment = parse_moment(text)
    if moment is None:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a moment. Write it as 2027-05-24T18:30.")
    return moment


def _subject(text: str) -> str:
    """A reference to a Patient, relative or as an address."""
    if len(text) > 200 or not re.fullmatch(r"(https?://[A-Za-z0-9._~:/%-]+/)?Patient/[A-Za-z0-9.-]{1,64}", text):
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is no reference to a Patient. Write it as Patient/123.")
    return text
