"""`afterwards review`: status, page, sign, desk, key, release. Today is an argument.

Exit status: 0 done; 1 the pack or a record is damaged; 2 bad input, or what cannot be signed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

from afterwards.errors import AfterwardsError
from afterwards.pack.load import KNOWLEDGE
from afterwards.pack.manifest import write_whole
from afterwards.pack.reading import PackError
from afterwards.review.desk.material import Material, TopicCount, count, state_of
from afterwards.review.desk.phrases import TOPICS
from afterwards.review.desk.reading import SECONDS, WORDS_A_MINUTE
from afterwards.review.desk.sheet import printed
from afterwards.review.desk.words import say
from afterwards.review.records import ACCEPT, CANNOT_JUDGE, CHANGE, DISAGREE, Verdict, gone
from afterwards.review.release import is_released, make_key, sign_release
from afterwards.review.signing import SigningError, check_reviewer, sign

HALF_A_YEAR = timedelta(days=182)
Clock = Callable[[], date]


def run(options: argparse.Namespace, clock: Clock) -> int:
    """Run one action; returns the exit status. No fault of input ends in a traceback."""
    try:
        return _ACTIONS[options.action](options, options.pack or KNOWLEDGE, clock)
    except PackError as error:
        print(*error.problems, sep="\n", file=sys.stderr)
        print(f"{len(error.problems)} complaints. A pack is reviewed only when it is whole. Nothing was written.", file=sys.stderr)
        return 1
    except AfterwardsError as error:
        print(error, file=sys.stderr)
        return 2


def _status(options: argparse.Namespace, root: Path, clock: Clock) -> int:
    material, today = Material.read(root), clock()
    standing, records, problems = material.standing()
    counts = [count(material, standing, topic, today) for topic in material.topics]
    released = is_released(root, material.data)
    items = [(name, standing[name]) for name in material.topics[_topic(material, options.topic)]] if options.topic else []
    old = gone(records, material.units.values())
    if options.json:
        words = {
            "released": released,
            "records": len(records),
            "topics": {one.topic: {key: value for key, value in asdict(one).items() if key != "topic"} for one in counts},
            "hours": round(sum(one.hours for one in counts), 2),
            "hours_second": round(sum(one.hours_second for one in counts), 2),
            "items": {name: state_of(one, today) for name, one in items},
            "gone": old,
            "problems": [str(one) for one in problems],
        }
        print(json.dumps(words, ensure_ascii=False))
        return 1 if problems else 0
    print(*_lines(counts), sep="\n")
    for name, how in items:
        print(f"{name}: {state_of(how, today)}")
        for record, verdict in how.asked:
            print(f"    {record.reviewer}, {record.signed}: {verdict.says}. {verdict.why}")
    print(
        f"{len(records)} records. " + ("This is a signed release." if released else "No signed release: readers see nothing as reviewed.")
    )
    if old:
        print(f"{old} verdicts are on what is no unit of this pack, and count for nothing. Read and sign the answers that show it.")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def _lines(counts: Sequence[TopicCount]) -> Iterator[str]:
    heads = ("items", "reviewed", "overdue", "change asked", "stale", "one more needed", "sentences", "words", "hours", "second")
    yield f"{'topic':<20}" + "".join(f"{head:>{len(head) + 2}}" for head in heads)
    for kind in counts:
        numbers = (kind.items, kind.reviewed, kind.overdue, kind.asked, kind.stale, kind.waiting, kind.sentences, kind.words)
        hours = (f"{kind.hours:.1f}", f"{kind.hours_second:.1f}")
        row = (f"{number:>{len(head) + 2}}" for head, number in zip(heads, (*map(str, numbers), *hours), strict=True))
        yield f"{kind.topic:<20}" + "".join(row)
    sentences, words = sum(one.sentences for one in counts), sum(one.words for one in counts)
    yield (
        f"Left: {sentences} sentences to judge at {SECONDS} seconds, and {words} words to read at {WORDS_A_MINUTE} a minute: "
        f"{sum(one.hours for one in counts):.1f} hours for the first reviewer, "
        f"{sum(one.hours_second for one in counts):.1f} for the second, where two are needed."
    )
    yield "Counted from the pages of the desk, in its order. A sentence is judged once: what stood in an earlier unit is not counted again."


def _topic(material: Material, topic: str) -> str:
    if topic not in material.topics:
        raise SigningError(f"topic: '{topic[:40]}' is not one of {', '.join(material.topics)}. Choose one of these.")
    return topic


def _page(options: argparse.Namespace, root: Path, clock: Clock) -> int:
    material = Material.read(root)
    made = printed(material, _topic(material, options.topic), clock())
    if options.out is None:
        sys.stdout.write(made)
        return 0
    try:
        write_whole(options.out, made.encode())
    except OSError as error:
        raise SigningError(f"out: the page cannot be written: {error.strerror}. Name a file in a folder of yours.") from None
    values = {"file": options.out.name, "topic": say(material.data, TOPICS[options.topic]), "count": len(material.topics[options.topic])}
    print(say(material.data, "desk.page-written", code=material.code(options.topic), **values))
    return 0


def _sign(options: argparse.Namespace, root: Path, clock: Clock) -> int:
    material, today = Material.read(root), clock()
    topic = _topic(material, options.topic)
    reviewer = check_reviewer({key: _clean(getattr(options, key)) for key in _WHO}, material.authors)
    code = "".join(options.code.casefold().split()).replace("-", "")
    if code != material.code(topic).replace("-", ""):
        raise SigningError(
            f"code: '{_clean(options.code)[:40]}' is not that of the topic now, so something was changed since the page was made. "
            f"Print it again with `afterwards review page {topic}`, and read what is new."
        )
    says: dict[str, Verdict] = {item: Verdict(item, material.hashes[item], ACCEPT) for item in material.topics[topic]}
    marked: set[str] = set()
    for kind, wishes in ((CHANGE, options.change), (DISAGREE, options.disagree), (CANNOT_JUDGE, options.cannot_judge)):
        for wish in wishes:
            name, _, why = _clean(wish).partition("=")
            item = _item(name.strip(), topic, material)
            if item in marked:
                raise SigningError(f"{kind}: {item} is named twice. Keep one of the two.")
            marked.add(item)
            says[item] = Verdict(item, material.hashes[item], kind, why.strip())
    due = options.due or today + HALF_A_YEAR
    path = sign(root, reviewer, list(says.values()), material.hashes, signed=today, due=due, remarks=_clean(options.remarks))
    print(f"Signed: {len(says) - len(marked)} accepted, {len(marked)} not. To be looked at again by {due}.")
    print(f"Kept in {path.parent.name}/{path.name}.")
    return 0


_WHO = ("name", "role", "register", "number", "interests")


def _clean(text: str) -> str:
    """The text without what is no text: bytes of a terminal that are not UTF-8."""
    return text.encode("utf-8", "replace").decode()


def _item(name: str, topic: str, material: Material) -> str:
    matching = [item for item in material.topics[topic] if name in (item, item.partition(":")[2])]
    if len(matching) != 1:
        raise SigningError(
            f"'{name[:60]}' is no item of the topic {topic}. Write its name as it stands on the page, then = and the reason."
        )
    return matching[0]


def _desk(options: argparse.Namespace, root: Path, clock: Clock) -> int:
    from afterwards.review.desk.server import serve

    return serve(root, options.port, clock, browser=options.open)


def _key(options: argparse.Namespace, root: Path, clock: Clock) -> int:
    del root, clock
    public = make_key(options.file)
    print(f"Keep {options.file.name} to yourself and never in the pack. Write this line in pack.yaml, then seal the pack:")
    print(f"publisher_key: '{public}'")
    return 0


def _release(options: argparse.Namespace, root: Path, clock: Clock) -> int:
    material = Material.read(root)
    _, records, problems = material.standing()
    if problems:
        raise PackError(problems)
    sign_release(root, material.data, options.key, clock())
    print(f"Released with {len(records)} records. Any change of the knowledge, the code or the records ends it.")
    return 0


_ACTIONS: dict[str, Callable[[argparse.Namespace, Path, Clock], int]] = {
    "status": _status,
    "page": _page,
    "sign": _sign,
    "desk": _desk,
    "key": _key,
    "release": _release,
}
