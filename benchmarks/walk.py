"""How much a person answers and reads before her answer: every question, walked by made-up people.

1,000 people (`walkers.py`, whose shares are our assumptions) walk every question of the catalogue in the page's own program without
drawing to the screen, and 300 drawn pairs of a person and a question are walked again in the real page, pressing what a person presses.
Both must see the same pages, with the same questions and as many words, and end at the same verdict and headline.
It prints a table by question, says which limits are broken and by how much, and ends with 1 if any is, or if the two walks differ.
It may be interrupted: what has been walked until then is counted.

Run: python benchmarks/walk.py [PEOPLE] [--pairs PAIRS] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from afterwards import load_pack
from afterwards.pack import Pack
from afterwards.pack.questions import Question
from afterwards.site.bundle import PAGE, bundle
from afterwards.site.data import compact
from afterwards.site.edition import IN_THE_PAGE, make_edition
from afterwards.site.protection import hand_out
from afterwards.site.templates import compile_templates
from walkers import SEED, TODAY, Walker, walkers

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from tests.browser import walk as hand  # noqa: E402
from tests.browser.conftest import FLAGS, serve  # noqa: E402

PEOPLE, PAIRS = 1000, 300
TOGETHER = 100
"""So many people walk one question before the next question: many of their first pages are the same and made once."""
MINUTE = (TODAY - date(1970, 1, 1)).days * 1440 + 720

FIELD = {
    # How often each question was asked among the field questions we were handed: 34. As many again are kept back, and not counted.
    **{"sex-when": 4, "sex-what-counts": 3, "emergency-pill": 2},
    **dict.fromkeys(("anti-d", "bleeding-back", "breastfeeding", "exercise", "feelings", "flying", "later-loss", "libido", "milk"), 1),
    **dict.fromkeys(("partner-quiet", "recovery", "sex-bleeding", "sex-pain", "smear", "something-left", "start-coil"), 1),
    **dict.fromkeys(("start-implant", "still-feel-pregnant", "swim-bath", "tell-children", "test-positive", "tests-losses"), 1),
    **dict.fromkeys(("try-after-molar", "try-again", "what-passed"), 1),
}
FIELD_PAGES = 2
WORDS, WORDS_OF_A_METHOD = 250, 350
SIGNS, SIGNS_OF_EXEMPT = 180, 230
ONE, TOGETHER_ON_A_PAGE, EXCLUDERS = 40, 70, 130
BOXES = "boxes of signs"
QUIET = 20
"""Seconds between two lines of progress where nobody watches."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One page on the way: its kind, the facts it asks for, whether some are boxes, and its words without the frame."""

    kind: str
    facts: tuple[str, ...]
    boxes: bool
    words: int


@dataclass(frozen=True, slots=True)
class Walk:
    """One person's way to one answer."""

    person: int
    question: str
    pages: tuple[Seen, ...]
    end: str
    verdict: str
    statement: str
    headline: str

    @property
    def asked(self) -> int:
        """The pages after the page of signs."""
        return sum(one.kind in ("question", "record") for one in self.pages)

    @property
    def ticked(self) -> bool:
        """Whether she did not press "None of these", and read every sign again beside a box."""
        return any(one.kind == BOXES for one in self.pages)

    @property
    def words(self) -> int:
        """What she read after the start page and before the answer."""
        return sum(one.words for one in self.pages)

    @classmethod
    def of(cls, person: int, found: dict[str, Any]) -> Walk:
        """As the page's program writes it down."""
        pages = tuple(Seen(one["kind"], tuple(one["facts"]), one["boxes"], one["words"]) for one in found["pages"])
        return cls(person, found["question"], pages, found["end"], found["verdict"], found["statement"], found["headline"])


def open_evaluator(browser: Browser, pack: Pack) -> Page:
    """An empty page that holds the page's program and the pack's data."""
    page = browser.new_page()
    page.route("https://walk.test/", lambda route: route.fulfill(body="<!doctype html><title>Walk</title>", content_type="text/html"))
    page.goto("https://walk.test/")
    made = {"templates.js": compile_templates(PAGE / "templates", IN_THE_PAGE)}
    page.add_script_tag(content=bundle([HERE / "walk.js"], made))
    page.evaluate("([data, minute]) => walk_with(data, minute)", [{**compact(pack), "about": {}}, MINUTE])
    return page


def without_drawing(page: Page, people: Sequence[Walker], question: str) -> Iterator[Walk]:
    """These people's ways to one answer, in the page's program."""
    found = page.evaluate("pairs => walks_of(pairs)", [[one.as_data(), question] for one in people])
    return (Walk.of(person.number, one) for person, one in zip(people, found, strict=True))


def by_hand(browser: Browser, address: str, person: Walker, question: str) -> Walk:
    """One way in the real page, pressing what a person presses."""
    context = browser.new_context(base_url=address, reduced_motion="reduce")
    context.set_default_timeout(30_000)
    context.add_init_script(bundle([HERE / "page_read.js"]))
    try:
        page = context.new_page()
        page.clock.set_fixed_time(f"{TODAY.isoformat()}T12:00:00")
        hand.ready(page, address)
        hand.ask(page, question)
        pages: list[dict[str, Any]] = []
        while (here := hand.kind(page)) in ("signs", "question", "record"):
            if here == "question":
                hand.answer(page, person.facts)
            pages.append(page.evaluate("page_read(document.querySelector('main'))"))
            _go_on(page, here, person, boxes=pages[-1]["kind"] == BOXES)
        end = page.evaluate("end_read(document.querySelector('main'))")
        return Walk.of(person.number, {"question": question, "pages": pages, **end})
    finally:
        context.close()


def _go_on(page: Page, here: str, person: Walker, *, boxes: bool) -> None:
    if here == "record":
        _fill_record(page, person)
        hand.step(page.locator("main form button").last)
    elif here == "question":
        hand.go_on(page)
    elif not boxes:
        listed: list[str] = page.locator(".signlist [data-statement]").evaluate_all("all => all.map(one => one.dataset.statement)")
        hand.signs(page, "unsure" if person.unsure else "some" if {*listed} & {*person.lines} else "none")
    else:
        lines: list[str] = page.locator("input[data-sets]").evaluate_all("all => all.map(one => one.name)")
        hers = lines if person.unsure else [one for one in lines if one in person.signs]
        for line in hers:
            page.locator(f'input[name="{line}"][value="{"unknown" if person.unsure else "yes"}"]').check(force=True)
        if hers:
            hand.go_on(page)
        else:
            hand.step(page.locator('[data-action="back"]'))
            hand.signs(page, "none")


def _fill_record(page: Page, person: Walker) -> None:
    page.locator('main input[name="none_of_these"]').check()
    for field in page.locator("main select, main input[type=text], main input[type=checkbox]").all():
        name = field.get_attribute("name") or ""
        fact, _, part = name.partition("-")
        kind, value = field.evaluate("one => one.type"), person.facts.get(fact)
        if value is None or (value == "unknown" and kind == "text"):
            continue
        if kind == "checkbox":
            field.set_checked(value == "yes")
        elif kind.startswith("select"):
            field.select_option(str(value))
        elif part:
            field.fill(str(value).split("-")[("year", "month", "day").index(part)])
        else:
            field.fill((", ".join(value) or "none") if isinstance(value, list) else str(value))


def pairs(people: Sequence[Walker], questions: Sequence[str], number: int) -> list[tuple[Walker, str]]:
    """Drawn pairs: every question as often as every other, or once more."""
    draw = random.Random(SEED)
    order = [*questions]
    found: list[tuple[Walker, str]] = []
    while len(found) < number:
        draw.shuffle(order)
        found += [(draw.choice(people), question) for question in order[: number - len(found)]]
    return found


def differences(one: Walk, other: Walk) -> list[str]:
    """In what two walks of the same pair differ."""
    mine, others = asdict(one), asdict(other)
    return [f"{name}: {mine[name]!r} without drawing, {others[name]!r} in the page" for name in mine if mine[name] != others[name]]


def is_exempt(question: Question) -> bool:
    """Whether its answer follows the page of signs at once, so that the page carries more of them (4.2b)."""
    return question.decides == ("statements",) or question.pages <= 1 or "partner" in question.guides


def most_words(question: Question, page: Seen) -> int | None:
    """The limit of a page; none for the form of the record, and for the boxes of who has a sign."""
    if page.kind == "signs":
        return SIGNS_OF_EXEMPT if is_exempt(question) else SIGNS
    if page.kind != "question":
        return None
    if page.boxes and any("excluders" in group for group in question.groups):
        return EXCLUDERS
    return TOGETHER_ON_A_PAGE if page.boxes or len(page.facts) > 1 else ONE


def most_words_before(pack: Pack, question: Question) -> int | None:
    """The limit of all that is read before the answer; none for the form of the record."""
    if question.id == "clinician":
        return None
    methods = pack.contraception.methods if pack.contraception else {}
    return WORDS_OF_A_METHOD if question.decides[0] in methods else WORDS


def broken(pack: Pack, walks: Iterable[Walk]) -> list[str]:
    """Every limit that does not hold, by what breaks it: the worst of it, and the questions where it is so."""
    worst: dict[tuple[str, int], int] = {}
    where: dict[tuple[str, int], set[str]] = {}

    def held(question: str, what: str, found: int, most: int | None) -> None:
        if most is not None and found > most:
            worst[what, most] = max(found, worst.get((what, most), 0))
            where.setdefault((what, most), set()).add(question)

    for walk in walks:
        question = pack.questions.by_id[walk.question]
        held(walk.question, f"pages after the signs, {walk.question}", walk.asked, question.pages)
        if not walk.ticked:
            held(walk.question, "words before the answer", walk.words, most_words_before(pack, question))
        for page in walk.pages:
            held(walk.question, f"words of a page, {', '.join(page.facts) or page.kind}", page.words, most_words(question, page))
    lines = sorted((what, most, found) for (what, most), found in worst.items())
    return [f"{what}: {found}, at most {most} ({_named(where[what, most])})" for what, most, found in lines]


def _named(questions: set[str]) -> str:
    return ", ".join(sorted(questions)) if len(questions) < 8 else f"{len(questions)} questions"


def field_pages(walks: Iterable[Walk]) -> float:
    """The median of the pages over the field questions, each as often as it was asked."""
    return median([walk.asked for walk in walks for _ in range(FIELD.get(walk.question, 0))] or [0])


def table(pack: Pack, walks: Sequence[Walk]) -> Iterator[str]:
    """By question: pages, words before the answer, and the longest pages. What is over its limit has a "!"."""
    yield "                     pages after the signs   words before the answer    words of the longest page"
    yield "question             median   max   most     median    max  ticked     signs   several   one thing"
    for name, question in pack.questions.by_id.items():
        mine = [one for one in walks if one.question == name]
        if not mine:
            continue
        asked, read = [one.asked for one in mine], [one.words for one in mine if not one.ticked] or [0]
        cells = [f"{median(asked):.0f}", _cell(max(asked), question.pages), str(question.pages), f"{median(read):.0f}"]
        cells += [_cell(max(read), most_words_before(pack, question)), str(max((one.words for one in mine if one.ticked), default="-"))]
        pages = [(page, most_words(question, page)) for one in mine for page in one.pages]
        for signs, several in ((True, False), (False, True), (False, False)):
            of = [(page.words, most) for page, most in pages if (page.kind == "signs") == signs and page.kind in ("signs", "question")]
            of = of if signs else [(words, most) for words, most in of if (most != ONE) == several]
            cells.append(_cell(*max(of)) if of else "-")
        yield f"{name:20}" + "".join(f"{cell:>{wide}}" for cell, wide in zip(cells, (7, 6, 7, 11, 7, 8, 10, 10, 12), strict=True))


def _cell(found: int, most: int | None) -> str:
    return f"{found}!" if most is not None and found > most else str(found)


class Progress:
    """One line that is written over, or where nobody sees it one line now and then."""

    def __init__(self) -> None:
        self._began = self._said = time.perf_counter()

    def __call__(self, done: int, of: int, what: str) -> None:
        now, watched = time.perf_counter(), sys.stderr.isatty()
        if watched or done == of or now - self._said > QUIET:
            self._said = now
            end = "\n" if done == of or not watched else "\r"
            print(f"{done} of {of}, {now - self._began:.0f} s, {what:40}", end=end, file=sys.stderr, flush=True)


def _walk_all(page: Page, pack: Pack, people: Sequence[Walker], walks: list[Walk]) -> None:
    said, all_of_them = Progress(), len(people) * len(pack.questions.by_id)
    for first in range(0, len(people), TOGETHER):
        for question in pack.questions.by_id:
            walks += without_drawing(page, people[first : first + TOGETHER], question)
            said(len(walks), all_of_them, f"walks without drawing: {question}")


def _walk_by_hand(browser: Browser, pack: Pack, drawn: Sequence[tuple[Walker, str]], walks: Sequence[Walk], wrong: list[str]) -> int:
    known = {(one.person, one.question): one for one in walks}
    done, said = 0, Progress()
    for site in serve(hand_out(make_edition(pack).files, lambda: False)):
        for person, question in drawn:
            if (person.number, question) not in known:
                continue
            found = by_hand(browser, site.address, person, question)
            wrong += [f"person {person.number}, {question}: {one}" for one in differences(known[person.number, question], found)]
            done += 1
            said(done, len(drawn), f"pairs in the real page, {len(wrong)} differences")
    return done


def main(people: int, number: int, out: Path | None) -> int:
    """Walks, prints, and says whether every limit holds and both walks agree."""
    pack, walks, wrong, done = load_pack(), list[Walk](), list[str](), 0
    everyone = [*walkers(pack, people)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        try:
            _walk_all(open_evaluator(browser, pack), pack, everyone, walks)
            done = _walk_by_hand(browser, pack, pairs(everyone, [*pack.questions.by_id], number), walks, wrong)
        except KeyboardInterrupt:
            print("\nInterrupted: these are the walks until now.", file=sys.stderr)
        browser.close()
    if out:
        out.write_text(json.dumps([asdict(one) for one in walks]), encoding="utf-8")
    print(*table(pack, walks), sep="\n")
    field, over = field_pages(walks), broken(pack, walks)
    print(f"median of pages over the {sum(FIELD.values())} field questions: {field}")
    print(f"{len(walks)} walks without drawing; {done} pairs in the real page, {len(wrong)} differences")
    print(*wrong, *(f"over the limit: {one}" for one in over), sep="\n")
    return int(bool(wrong or over or field > FIELD_PAGES))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("people", nargs="?", type=int, default=PEOPLE)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    sys.exit(main(given.people, given.pairs, given.json))
