"""The command line: `afterwards guide`, `answer`, `serve`, `check`. It asks the clock, and hands the day on.

Exit status: 0 done, 1 a check failed or no answer could be given, 2 bad input or usage, 130 interrupted.
"""

from __future__ import annotations

import argparse
import errno
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from afterwards import __version__, clock, faults, urgent_help
from afterwards.answers.reader import Reader
from afterwards.api.arguments import add_api, not_about_the_api
from afterwards.catalogue import listed_questions
from afterwards.cds.arguments import add_cds, wrong_about_cds
from afterwards.cohort.arguments import add_cohort
from afterwards.console import not_shown, show_what_can_be_shown, write_utf8
from afterwards.errors import AfterwardsError, BadFacts, Expired, NoSuchLanguage
from afterwards.facts_file import holds_lines, read_many, read_one
from afterwards.fhir.arguments import add_fhir
from afterwards.guide import check_guideline
from afterwards.languages import BRITISH
from afterwards.loading import load_language, load_pack
from afterwards.pack.data import Json
from afterwards.pack.load import KNOWLEDGE
from afterwards.pack.model import Pack
from afterwards.pack.words import words
from afterwards.person.ageing import parse_moment
from afterwards.person.told import ISO_DATE
from afterwards.review.desk.arguments import add_review

if TYPE_CHECKING:
    from afterwards.pack.reading import PackError

PROGRESS_EVERY = 1000
EARLIEST_YEAR = 2000
PROBLEMS_SHOWN = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status. No traceback reaches a person: a fault shows urgent help."""
    options = argparse.Namespace(run=None)
    try:
        options = _parser().parse_args(arguments)
        show_what_can_be_shown()
        if sys.stdout is None:
            raise OSError(errno.EBADF, "")
        status: int = options.run(options)
        sys.stdout.flush()
        if refusal := not_shown():
            print(refusal, file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped. Nothing is kept.", file=sys.stderr)
        return 130
    except BadFacts as error:
        print(error, file=sys.stderr)
        return 2
    except (OSError, OverflowError) as error:
        print(faults.told(error), file=sys.stderr)
        if options.run is _guide and not isinstance(error, BrokenPipeError):
            print(*urgent_help.NOW, sep="\n", file=sys.stderr)
        faults.let_go_of_output()
        return 1
    except Exception as error:
        return _fault(error)
    return status


def _fault(error: Exception) -> int:
    """A fault of ours, told to whoever asked and then to whoever runs the program; only the knowledge's own error blames the knowledge."""
    if isinstance(error, AfterwardsError) and not isinstance(error, Expired | _pack_error()):
        print(error, file=sys.stderr)
        return 1
    print(urgent_help.as_text(), file=sys.stderr)
    if isinstance(error, _pack_error()):
        print(*error.problems[:PROBLEMS_SHOWN], sep="\n", file=sys.stderr)
        remedy = "`afterwards check` says what is wrong with its knowledge."
    elif isinstance(error, Expired):
        remedy = f"{error} If this is not that late, put the clock of this computer right, or mend --today."
    else:  # what an error says of itself may hold her answers: only its kind is told
        remedy = (
            f"this is a fault of the software ({type(error).__name__}), not of its knowledge. Report it with the command, without answers."
        )
    print(f"If you run this program: {remedy}", file=sys.stderr)
    return 1


def _pack_error() -> type[PackError]:
    from afterwards.pack.reading import PackError  # slow to import, and needed only when something is wrong

    return PackError


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="afterwards", description="Private, evidence-cited guidance after a pregnancy loss.")
    parser.add_argument("--version", action="version", version=f"afterwards {__version__}", help="the version of the program")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    guide_parser = commands.add_parser("guide", help="the guide for one person, or for many in JSON Lines")
    _about_people(guide_parser)
    guide_parser.add_argument("--question", default="", metavar="ID", help="the answer to this question stands first")
    guide_parser.set_defaults(run=_guide)
    answered = commands.add_parser("answer", help="the answer to one question, for one person or for many in JSON Lines")
    answered.add_argument("question", metavar="QUESTION", help="its id; `afterwards questions` names them")
    _about_people(answered)
    answered.set_defaults(run=_guide)
    asked = commands.add_parser("questions", help="what people ask: id, title, guides, what decides it")
    asked.add_argument("--json", action="store_true", help="as one JSON list")
    asked.set_defaults(run=_questions)
    serve = commands.add_parser("serve", help="the edition, in the browser")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_port, default=8000, help="0 picks a free one")
    serve.add_argument("--open", action="store_true", help="open it in the browser")
    add_api(serve)
    add_cds(serve)
    serve.set_defaults(run=_serve)
    build = commands.add_parser("build", help="the private edition as a static folder, and as one file")
    build.add_argument("out", type=Path, metavar="OUT", help="the folder to write; empty, new, or written by this command before")
    build.add_argument(
        "--leave-to", type=_address, default=None, metavar="ADDRESS", help="where leaving leads; by default a unit converter of our own"
    )
    build.add_argument(
        "--language", default=BRITISH.tag, metavar="TAG", help="en-XA marks each text of the pack, to find what is not from it"
    )
    build.set_defaults(run=_build)
    check = commands.add_parser("check", help="every check on the knowledge")
    check.add_argument("pack", nargs="?", type=Path, default=KNOWLEDGE, metavar="PACK", help="a folder; the built-in pack by default")
    check.add_argument("--seal", action="store_true", help="when there are no complaints, seal the pack as it is now")
    check.set_defaults(run=_check)
    compare = commands.add_parser("compare", help="who gets a different answer between two packs")
    compare.add_argument("old", type=Path, metavar="OLD", help="the folder of the earlier pack")
    compare.add_argument("new", nargs="?", type=Path, default=KNOWLEDGE, metavar="NEW", help="the later one; the built-in pack by default")
    compare.add_argument(
        "--changelog", type=Path, default=Path("CHANGELOG.md"), metavar="FILE", help="where lowered answers have their reason"
    )
    compare.add_argument("--json", action="store_true", help="everything, with exact shares, as one JSON object")
    compare.set_defaults(run=_compare)
    verify = commands.add_parser("verify", help="the proofs")
    verify.add_argument("properties", nargs="*", metavar="PROPERTY", help="monotone, bounds, redflags, ...; none for all")
    verify.add_argument("--fast", action="store_true", help="the part that takes a minute")
    verify.set_defaults(run=_verify)
    add_fhir(commands, load_pack, clock.today)
    add_review(commands, _review)
    _common(add_cohort(commands, load_pack, clock.today))
    return parser


def _about_people(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--facts",
        required=True,
        metavar="FILE",
        help="a JSON object, JSON Lines if it ends in .jsonl or .ndjson; - is standard input",
    )
    parser.add_argument("--lines", action="store_true", help="FILE is JSON Lines, whatever its name: one person a line")
    _common(parser)
    parser.add_argument(
        "--now", type=_moment, default=None, metavar="YYYY-MM-DDTHH:MM", help="the moment of reading; the end of the day by default"
    )
    parser.add_argument("--closed-world", action="store_true", help="a fact not given takes the value that means absent")
    parser.add_argument("--json", action="store_true", help="the whole answer as one JSON object")


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--guideline", default="uk", choices=("uk", "us", "who", "who-2015"))
    parser.add_argument("--today", type=_day, default=None, metavar="YYYY-MM-DD", help="the day of reading; today by default")


def _day(text: str) -> date:
    try:
        if not ISO_DATE.match(text):
            raise ValueError
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_say("term.not-a-date", given=text[:40])) from None
    if day.year < EARLIEST_YEAR:
        raise argparse.ArgumentTypeError(_say("term.too-long-ago", given=text, year=EARLIEST_YEAR))
    return day


def _moment(text: str) -> datetime:
    moment = parse_moment(text)
    if moment is None:
        raise argparse.ArgumentTypeError(_say("term.not-a-moment", given=text[:40]))
    _day(moment.date().isoformat())
    return moment


def _say(statement: str, **values: object) -> str:
    """What the command line says. Raises `PackError` where there is no pack to say it."""
    return words(load_pack(), statement, **values)


def _address(text: str) -> str:
    """Where leaving may lead: a page of another site, asked for in a way that nobody on the way can read."""
    if len(text) > 200 or not re.fullmatch(r"https://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[0-9]{1,5})?(/[A-Za-z0-9._~%/-]*)?", text):
        raise argparse.ArgumentTypeError(_say("term.no-address", given=text[:40]))
    return text


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(_say("term.not-a-port", given=text[:40]))
    return int(text)


def _guide(options: argparse.Namespace) -> int:
    """`guide` and `answer`: for one person, or a line for each."""
    pack, today = load_pack(), options.today or (options.now.date() if options.now else clock.today())
    many = options.lines or holds_lines(options.facts)
    if options.json or many:
        write_utf8()
    reading = partial(_read, options, pack, today)
    try:
        check_guideline(pack, options.guideline)
        if options.question:
            pack.questions.named(options.question)
        if many:
            return _many(options, reading)
        text, data = reading(read_one(options.facts))
    except BadFacts as error:
        if options.json:
            _print_json(error.to_dict())
            return 2
        raise
    if options.json:
        _print_json(data())
    else:
        sys.stdout.write(text())
    return 0


def _read(
    options: argparse.Namespace, pack: Pack, today: date, facts: Mapping[str, object]
) -> tuple[Callable[[], str], Callable[[], dict[str, object]]]:
    """One person's guide, or the answer to her question: how it is written as text, and as data."""
    from afterwards.plain_text import answer_as_text, as_text

    reader = Reader(pack, facts, today, options.now, options.guideline, options.closed_world)
    first = pack.questions.by_id.get(options.question)
    if options.command == "answer":
        assert first is not None
        answer = reader.answer(first)
        return partial(answer_as_text, answer), answer.to_dict
    guide = reader.plain.guide
    opening = answer_as_text(reader.answer(first)) + "\n" if first else ""
    return lambda: opening + as_text(reader), lambda: {**guide.to_dict(), "answers": [one.to_dict() for one in reader.answers(first)]}


def _questions(options: argparse.Namespace) -> int:
    pack = load_pack()
    listed = listed_questions(pack, clock.today())
    if options.json:
        write_utf8()
        print(json.dumps(listed, ensure_ascii=False))
        return 0
    width = max((len(str(one["id"])) for one in listed), default=0)
    print(*(f"{question['id']:<{width}}  {question['title']}\n" for question in listed), sep="", end="")
    return 0


def _many(options: argparse.Namespace, reading: Callable[[Mapping[str, object]], tuple[object, Callable[[], dict[str, object]]]]) -> int:
    """One answer line for each input line, in order; a bad line gets its errors and the others are still answered."""
    status = 0
    for number, facts in enumerate(read_many(options.facts), start=1):
        try:
            if isinstance(facts, BadFacts):
                raise facts
            _print_json(reading(facts)[1]())
        except BadFacts as error:
            _print_json(error.to_dict())
            status = 2
        if number % PROGRESS_EVERY == 0 and sys.stderr.isatty():
            print(f"\r{number} answered", end="", file=sys.stderr, flush=True)
    return status


def _print_json(content: Json) -> None:
    print(json.dumps(content, ensure_ascii=False))


def _serve(options: argparse.Namespace) -> int:
    from afterwards.cds.starting import start_api
    from afterwards.site.edition import make_edition
    from afterwards.site.server import serve

    if wrong := not_about_the_api(options) or wrong_about_cds(options):
        print(wrong, file=sys.stderr)
        return 2
    pack = load_pack()
    around = start_api(pack, options, clock.today).beside if options.api else None
    last_day, files = pack.info.answers_until, make_edition(pack).files
    return serve(pack, options.host, options.port, files, last_day, browser=options.open, around=around)


def _build(options: argparse.Namespace) -> int:
    from afterwards.site.edition import SINGLE
    from afterwards.site.write import NotWritten, compressed, write_edition

    print(_say("term.building"), file=sys.stderr)
    try:
        made, kept = write_edition(load_language(options.language), options.out, options.leave_to or "")
    except (NoSuchLanguage, NotWritten) as error:
        print(error, file=sys.stderr)
        return 2
    first, offline = (sum(len(compressed(made.files[name])) for name in names) for names in (made.first_page, made.kept))
    sizes = {"first": f"{first / 1000:.0f}", "offline": f"{offline / 1000:.0f}"}
    print(_say("term.built", out=options.out, count=len(made.files), **sizes))
    print(_say("term.built-single", file=options.out / SINGLE, size=f"{len(made.files[SINGLE]) / 1000:.0f}"))
    if kept:
        print(_say("term.kept-files", names=", ".join(kept)))
    return 0


def _check(options: argparse.Namespace) -> int:
    from afterwards.check.knowledge import cases_of, check_pack, told_by_question
    from afterwards.pack.manifest import manifest_problems, write_manifest

    cases = cases_of(options.pack)
    if cases is None and (options.seal or options.pack != KNOWLEDGE):
        print(f"{options.pack.name}: there is no folder of worked cases beside this pack, so rules cannot be tried.", file=sys.stderr)
        return 1
    checked = check_pack(options.pack, cases)
    problems = list(checked.problems)
    if not options.seal:
        problems += manifest_problems(options.pack, needed=options.pack == KNOWLEDGE)
    for problem in problems:
        print(problem)
    if options.seal and not problems:
        write_manifest(options.pack)
    if checked.pack and not problems:
        for line in told_by_question(checked.pack):
            print(line)
    looked_at = ", ".join(f"{number} {name}" for name, number in checked.counts.items())
    print(f"{len(problems)} complaints." if problems else f"Checked: {looked_at}. No complaints.")
    if cases is None:
        print("Left out: no answer was tried, since the worked cases and the tests are not in an installed copy, only beside its source.")
    return 1 if problems else 0


def _compare(options: argparse.Namespace) -> int:
    """Exit 1 when an answer is lowered without a reason in the change log."""
    from afterwards.pack.reading import PackError

    try:
        from afterwards.verify.compare import as_data, as_text, compare, read_edition
    except ImportError:
        print("Comparing needs decision diagrams: pip install 'afterwards[verify]'.", file=sys.stderr)
        return 2
    try:
        old, new = read_edition(options.old), read_edition(options.new)
        log = options.changelog.read_text(encoding="utf-8") if options.changelog.is_file() else ""
    except PackError as error:
        print(*error.problems[:PROBLEMS_SHOWN], sep="\n", file=sys.stderr)
        return 2
    comparison = compare(old, new, log, _progress)
    if options.json:
        write_utf8()
        _print_json(as_data(comparison))
    else:
        print(*as_text(comparison), sep="\n")
    for line in comparison.unexplained:
        print(
            f"{line} Name the reason in {options.changelog.name}: '- Lowered DECISION from LEVEL to LEVEL: why, with the source'.",
            file=sys.stderr,
        )
    return 1 if comparison.unexplained else 0


def _verify(options: argparse.Namespace) -> int:
    from afterwards.verify import runner

    return runner.main(load_pack(), options.properties, fast=options.fast)


def _review(options: argparse.Namespace) -> int:
    from afterwards.review.desk.commands import run

    return run(options, clock.today)


def _progress(task: str, done: int, of: int) -> None:
    """Progress on one line, for a person who watches."""
    if sys.stderr.isatty():
        print(f"\r{task}: {done} of {of}", end="" if done < of else "\n", file=sys.stderr, flush=True)


def run() -> None:
    """The installed program."""
    sys.exit(main())
