"""Random states with gaps, and what Python answers to them: what the page must answer too, in the whole answer object."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any

from afterwards import load_pack
from afterwards.answers.reader import Reader
from afterwards.engine import Range
from afterwards.errors import BadFacts, Expired
from afterwards.guide import guide
from afterwards.person.ageing import TOLD_AT
from afterwards.person.told import ASKED_OF, MEDICINES, UNKNOWN, lists_told_in_part
from afterwards.site.data import with_reasons
from tests.people import values_of

PACK = load_pack()
REASONS = with_reasons(PACK)
LISTS = {name: [*entry.values] for name, entry in lists_told_in_part(PACK).items()}
assert PACK.contraception
TODAY = date(2026, 11, 24)
EPOCH = date(1970, 1, 1)
DAYS = (*[TODAY] * 8, PACK.due, PACK.due + timedelta(1), date(2028, 2, 29), PACK.info.answers_until + timedelta(1))
"""The days on which a state is answered: mostly one, and around the pack's own dates."""
STRANGE: tuple[Any, ...] = (
    "lots",
    "",
    3.5,
    -1,
    10**6,
    True,
    None,
    [],
    ["lots"],
    {},
    "2026-02-30",
    "1,000",
    "٣٨٫٥",
    "2020-01-01",
    "x" * 70,
    "é" * 61,
    "\x07",
)
"""Values that few facts take."""
NAMES = (
    *(
        "עדן",
        "عدن 3",
        "می\u200cنا",
        "\u200eAn\u00a0na\u00ad",
        "👨\u200d👩\u200d👧",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    ),
    *("An\u202ena", "An\u2067na", "A\nB", "A\u0085B", "\x07", "\ue000", "\ufdd0", "\u200b", "e\u0301\u0301", "\u3000Bo\u2028"),
)
"""Names that are kept, mended or refused."""
State = dict[str, Any]
"""`facts`, `today` (a day counted from 1970-01-01), `guideline` and `closed_world`; sometimes `now` (a minute counted from there)."""
MINUTES_A_DAY = 1440


def state(facts: Mapping[str, Any], today: date = TODAY, guideline: str = "uk", closed_world: bool = False) -> State:
    """One state as both editions take it."""
    return {"facts": dict(facts), "today": (today - EPOCH).days, "guideline": guideline, "closed_world": closed_world}


def states(count: int, seed: int) -> Iterator[State]:
    """Random states: some facts told, some not sure, most of them near a rule; now and then with what no page would send."""
    random = Random(seed)
    for _ in range(count):
        facts: dict[str, Any] = {"guide": random.choice([*PACK.facts["guide"].values])} if random.random() < 0.95 else {}
        if random.random() < 0.6:
            facts |= _near_a_rule(random)
        names = random.sample([*PACK.facts], random.choice((0, 2, 5, 10, 20, 40)))
        facts |= {name: _value(random, name) for name in names if name not in facts}
        if random.random() < 0.03:
            facts[random.choice([*PACK.facts])] = random.choice(STRANGE)
        if random.random() < 0.3:
            facts.pop("guide", None)
        if any(name in facts for name in LISTS) and random.random() < 0.5:
            facts[ASKED_OF] = {name: random.sample(values, random.randrange(len(values) + 1)) for name, values in LISTS.items()}
        one = state(facts, random.choice(DAYS), random.choice([*PACK.guidelines]), random.random() < 0.2)
        if random.random() < 0.3:
            one["facts"][TOLD_AT] = _told_at(random, one)
            if random.random() < 0.5:
                one["now"] = one["today"] * MINUTES_A_DAY + random.randrange(MINUTES_A_DAY)
        yield one


def _told_at(random: Random, one: State) -> Any:
    """One moment for all, or one a fact: some of today, most of days before, now and then one that no page would send."""
    today = EPOCH + timedelta(one["today"])

    def moment() -> Any:
        if random.random() < 0.02:
            return random.choice((*STRANGE, "2026-11-24 10:00", "2026-11-24T24:00", "2026-02-30T10:00"))
        back = timedelta(random.choice((0, 0, 1, 1, 2, 5, 30, 400, -1 if random.random() < 0.1 else 0)))
        return f"{(today - back).isoformat()}T{random.randrange(24):02}:{random.choice((0, 1, 30, 59)):02}"

    if random.random() < 0.5:
        return moment()
    names = [*one["facts"], *random.sample([*PACK.facts], 2), *(["x9"] if random.random() < 0.02 else [])]
    return {name: moment() for name in random.sample(names, random.randint(0, len(names)))}


@cache
def _whens() -> list[Mapping[str, Any]]:
    assert PACK.contraception
    rules = [rule.when for one in PACK.decisions.values() for rule in one.rules.values()] * 4
    rules += [row.when for row in PACK.rows]
    rules += [when for one in PACK.contraception.meanings.values() for when in one.when]
    return rules + [when for one in PACK.contraception.starting for when in one.when]


def _near_a_rule(random: Random) -> dict[str, Any]:
    """What makes one rule hold, most of it."""
    facts: dict[str, Any] = {}
    for name, condition in random.choice(_whens()).items():
        if random.random() < 0.1:
            continue
        if "." in name:
            base, _, value = name.partition(".")
            facts[base] = [*facts.get(base, []), value] if value in PACK.facts[base].values else facts.get(base, [])
        elif isinstance(condition, Range):
            facts[name] = random.choice(values_of(name))
        else:
            facts[name] = random.choice(sorted(condition))
    return facts


def _value(random: Random, name: str) -> Any:
    entry = PACK.facts[name]
    if random.random() < 0.15:
        return UNKNOWN
    if entry.kind == "number":
        known = values_of(name) if entry.decides else (entry.low, entry.high, 1, 2, 3, 4, 5)
        number = random.choice((*known, random.randint(int(entry.low), int(entry.high))))
        return int(number) if number == int(number) else number
    if entry.kind == "date":
        return (TODAY - timedelta(random.choice((0, 1, 5, 13, 14, 15, 27, 28, 29, 55, 56, 200, 1095, 1096, -1)))).isoformat()
    if entry.kind == "list":
        names = [*entry.values]
        if name == MEDICINES:
            names += [*_medicines(), "Some herb", "עשב", "constructor", "toString", "  LAMICTAL "]
        return random.sample(names, min(len(names), random.choice((0, 0, 1, 1, 2, 4))))
    if entry.kind == "levels":
        return {one: random.choice(entry.levels) for one in random.sample([*entry.values], random.randint(0, len(entry.values)))}
    if entry.kind == "text":
        return random.choice(("Sam", "Ánna-Lou", "a" * 40, "😀 Bo", "x" * 41, "   ", *NAMES))
    return random.choice([*entry.values])


@cache
def _medicines() -> list[str]:
    assert PACK.contraception
    return [name for one in PACK.contraception.medicines.values() for name in (one.name, *one.brands)]


def in_python(one: State) -> dict[str, Any]:
    """The whole answer object, the complaints, or that the pack is too old."""
    today = EPOCH + timedelta(one["today"])
    now = datetime.combine(EPOCH, time()) + timedelta(minutes=one["now"]) if "now" in one else None
    try:
        found = guide(one["facts"], today=today, now=now, guideline=one["guideline"], closed_world=one["closed_world"])
        shipped: dict[str, Any] = _as_shipped(found.to_dict())
    except BadFacts as bad:
        return bad.to_dict()
    except Expired:
        return {"expired": True}
    return shipped


def _as_shipped(value: Any) -> Any:
    """The same without the reasons (`because`) that no page shows, which are not sent."""
    if isinstance(value, dict):
        unsaid = "because" in value and value["id"] not in REASONS
        return {name: "" if unsaid and name == "because" else _as_shipped(one) for name, one in value.items()}
    return [_as_shipped(one) for one in value] if isinstance(value, list) else value


def asking(count: int, seed: int, questions: int) -> Iterator[State]:
    """The same states, each with so many questions to answer."""
    random, names = Random(seed), [*PACK.questions.by_id]
    for one in states(count, seed):
        yield {**one, "questions": random.sample(names, questions)}


def answers_in_python(one: State) -> Any:
    """The answers to its questions, or to all that concern her; else the complaints, or that the pack is too old."""
    today, by_id = EPOCH + timedelta(one["today"]), PACK.questions.by_id
    now = datetime.combine(EPOCH, time()) + timedelta(minutes=one["now"]) if "now" in one else None
    try:
        reader = Reader(PACK, one["facts"], today, now, one["guideline"], one["closed_world"])
        found = [reader.answer(by_id[name]) for name in one["questions"]] if "questions" in one else reader.answers()
    except BadFacts as bad:
        return bad.to_dict()
    except Expired:
        return {"expired": True}
    return [answer.to_dict() for answer in found]


def as_written(value: Any) -> Any:
    """An answer as JSON has it: lists, maps, whole numbers as whole numbers."""
    if isinstance(value, float) and value == int(value):
        return int(value)
    if isinstance(value, dict):
        return {name: as_written(one) for name, one in value.items()}
    return [as_written(one) for one in value] if isinstance(value, list | tuple) else value


def print_of(answer: Mapping[str, Any]) -> str:
    """A mark of the whole answer, which is another when anything in it is."""
    text = json.dumps(as_written(answer), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def first_difference(one: Any, other: Any, where: str = "") -> str:
    """The first place where two answers differ, and what stands there."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in {**one, **other}:
            if one.get(name, ...) != other.get(name, ...):
                return first_difference(one.get(name, "nothing"), other.get(name, "nothing"), f"{where}.{name}")
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (mine, theirs) in enumerate(zip(one, other, strict=True)):
            if mine != theirs:
                return first_difference(mine, theirs, f"{where}[{place}]")
    if isinstance(one, list) and isinstance(other, list):
        one, other = [part for part in one if part not in other], [part for part in other if part not in one]
    return f"{where}: Python {one!r}, page {other!r}"
