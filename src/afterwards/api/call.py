"""One call of a program: the JSON object it sent, checked, with every complaint at once; and the answer to it as data.

The facts are checked by the library. What stands beside them (the day, the moment, the guideline, the question) is checked here.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from afterwards import urgent_help
from afterwards.answers.reader import Reader
from afterwards.errors import BadFacts, FactError
from afterwards.pack.model import Pack
from afterwards.pack.questions import Question
from afterwards.person.ageing import TOLD_AT, parse_moment, written
from afterwards.person.told import ISO_DATE, echo, read_facts

EARLIEST_YEAR = 2000
DEEPEST = 6
"""How deep lists and objects may lie in each other; what a caller can mean needs four."""
MOST_NAMED = 20
"""How many names that do not exist are told; one of them is enough for the whole call to be refused."""
KEYS = ("facts", "today", "now", "guideline", "closed_world", "question", "answers")
"""What may stand in a call."""
NAMED = KEYS[:-1]
"""What may stand in a call for the answer to one question."""
Errors = list[FactError]


@dataclass(frozen=True, slots=True)
class Call:
    """A checked call. `answers` false leaves out the answers to questions, but for the one named."""

    facts: Mapping[str, object]
    today: date
    now: datetime | None
    guideline: str
    closed_world: bool
    question: Question | None
    answers: bool = True


def read_call(pack: Pack, body: Mapping[str, object], *, one_question: bool = False) -> Call:
    """The call in a body; `one_question` when it must name the question. Raises `BadFacts` with every complaint at once."""
    errors: Errors = []
    keys = NAMED if one_question else KEYS
    odd = [name for name in body if name not in keys]
    errors += [_no_such_key(pack, name, body[name], keys) for name in odd[:MOST_NAMED]]
    today = _today(pack, body, errors)
    now = _now(body, today, errors)
    facts = _facts(pack, body, errors)
    guideline = _choice(body, "guideline", pack.info.guidelines, errors)
    call = Call(
        facts,
        today or date.min,
        now,
        guideline,
        _switch(body, "closed_world", default=False, errors=errors),
        _question(pack, body, errors, needed=one_question),
        _switch(body, "answers", default=True, errors=errors),
    )
    if errors:
        raise BadFacts([*errors, *_complaints(pack, facts, today, now)])
    return call


def guide_for(pack: Pack, call: Call) -> dict[str, object]:
    """The guide, as `afterwards guide --json` gives it. Raises `BadFacts`, `Expired`."""
    reader = Reader(pack, call.facts, call.today, call.now, call.guideline, call.closed_world)
    answered = reader.plain.guide.to_dict()
    if call.answers:
        answers = reader.answers(call.question)
    else:
        answers = (reader.answer(call.question),) if call.question else ()
    return {**answered, "answers": [answer.to_dict() for answer in answers]}


def answer_for(pack: Pack, call: Call) -> dict[str, object]:
    """The answer to the question that was named, as `afterwards answer --json` gives it. Raises `BadFacts`, `Expired`."""
    assert call.question is not None
    reader = Reader(pack, call.facts, call.today, call.now, call.guideline, call.closed_world)
    return reader.answer(call.question).to_dict()


Answering = Callable[[Pack, Call], dict[str, object]]


def complaint(name: str, value: object, allowed: str, problem: str, remedy: str) -> FactError:
    """A complaint in the contract's form. The value is shortened; nothing else of the call is told."""
    return FactError(name, echo(value), allowed, f"{name}: {problem}" if name else problem, remedy)


def too_deep(value: object) -> bool:
    """Whether lists and objects lie deeper in each other than any call can mean."""
    layer = [value]
    for _ in range(DEEPEST + 1):
        layer = [
            inner
            for outer in layer
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not layer:
            return False
    return True


def _no_such_key(pack: Pack, name: str, value: object, keys: tuple[str, ...]) -> FactError:
    near = difflib.get_close_matches(name, keys, n=1)
    inside = 'Put it into "facts".' if name in pack.facts else ""
    remedy = inside or (f"Did you mean {near[0]}?" if near else "Take it away.")
    return complaint(str(echo(name)), value, ", ".join(keys), "it is not a part of this call.", remedy)


def _today(pack: Pack, body: Mapping[str, object], errors: Errors) -> date | None:
    allowed, remedy = "a real day such as 2026-11-24", "Give the day on which the answer is read, as 2026-11-24."
    if "today" not in body:
        errors.append(complaint("today", "", allowed, "it is missing.", remedy))
        return None
    text = body["today"]
    try:
        if not isinstance(text, str) or not ISO_DATE.match(text):
            raise ValueError
        today = date.fromisoformat(text)
    except ValueError:
        errors.append(complaint("today", text, allowed, f"{_quoted(text)} is not a real day.", remedy))
        return None
    if today.year < EARLIEST_YEAR:
        errors.append(complaint("today", text, allowed, "it is too long ago.", f"Give a day from {EARLIEST_YEAR} on."))
        return None
    if pack.expired(today):
        last = pack.info.answers_until.isoformat()
        remedy = " ".join(("Install a newer edition.", *urgent_help.NOW))
        errors.append(complaint("today", text, f"a day up to {last}", f"this edition answers until {last} and no longer.", remedy))
        return None
    return today


def _now(body: Mapping[str, object], today: date | None, errors: Errors) -> datetime | None:
    if "now" not in body:
        return None
    text = body["now"]
    now = parse_moment(text)
    if now is None:
        allowed = "a moment such as 2026-11-24T18:30, her local time, without a zone"
        errors.append(complaint("now", text, allowed, f"{_quoted(text)} is not a moment.", "Write it as 2026-11-24T18:30."))
    elif today and now.date() != today:
        allowed = f"a moment of {today.isoformat()}"
        errors.append(complaint("now", text, allowed, f"{written(now)} is not {allowed}.", "Give both for the same day."))
        return None
    return now


def _facts(pack: Pack, body: Mapping[str, object], errors: Errors) -> Mapping[str, object]:
    facts, allowed = body.get("facts"), 'an object of facts and values, such as {"guide": "after_loss"}'
    if isinstance(facts, dict):
        odd = [name for name in facts if name not in pack.facts and name != TOLD_AT]
        # To each name that is not known the nearest is looked up, which takes its time.
        return {name: value for name, value in facts.items() if name not in {*odd[MOST_NAMED:]}}
    problem = "it is missing." if "facts" not in body else "it is not an object."
    errors.append(complaint("facts", _kind(facts), allowed, problem, "Give an empty object where nothing was told."))
    return {}


def _choice(body: Mapping[str, object], name: str, offered: Mapping[str, object], errors: Errors) -> str:
    choice = body.get(name, next(iter(offered)))
    if isinstance(choice, str) and choice in offered:
        return choice
    allowed = ", ".join(offered)
    errors.append(complaint(name, choice, allowed, f"{_quoted(choice)} is not one of {allowed}.", "Choose one of these, or leave it out."))
    return next(iter(offered))


def _switch(body: Mapping[str, object], name: str, *, default: bool, errors: Errors) -> bool:
    value = body.get(name, default)
    if isinstance(value, bool):
        return value
    errors.append(complaint(name, value, "true or false", f"{_quoted(value)} is neither true nor false.", "Write it without quotes."))
    return default


def _question(pack: Pack, body: Mapping[str, object], errors: Errors, *, needed: bool) -> Question | None:
    known = pack.questions.by_id
    if "question" not in body:
        if needed:
            errors.append(complaint("question", "", "the id of a question", "it is missing.", "GET /v1/questions names them."))
        return None
    value = body["question"]
    if isinstance(value, str) and value in known:
        return known[value]
    near = difflib.get_close_matches(value, known, n=3) if isinstance(value, str) else []
    remedy = f"Did you mean {' or '.join(near)}?" if near else "GET /v1/questions names them."
    allowed = ", ".join(near) or "the id of a question"
    errors.append(complaint("question", value, allowed, f"there is no question {_quoted(value)}.", remedy))
    return None


def _complaints(pack: Pack, facts: Mapping[str, object], today: date | None, now: datetime | None) -> Errors:
    """What is wrong with the facts, where the call itself has a fault too; of dates nothing, while the day is not known."""
    last_day = pack.info.answers_until
    dated = [name for name in facts if name == TOLD_AT or (name in pack.facts and pack.facts[name].kind == "date")]
    try:
        read_facts(
            pack, {name: given for name, given in facts.items() if today or name not in dated}, today or last_day, now if today else None
        )
    except BadFacts as bad:
        return bad.errors
    return []


def _quoted(value: object) -> str:
    shown = echo(value)
    return f"'{shown}'" if isinstance(shown, str) else str(shown)


def _kind(value: object) -> str:
    """What a value is, in place of the value: it may hold many facts."""
    return {list: "a list", str: "text", bool: "true or false", type(None): ""}.get(type(value), "a number")
