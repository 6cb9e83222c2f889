"""States in which every short answer of every question is to be said, and what their pages measure.

Pages are put into one open page by the program itself, as it does when she presses Continue, but without the way there: the style sheet,
the frame and the browser are the real ones, and a thousand pages take a minute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, ViewportSize

from afterwards.engine import Range
from afterwards.pack.questions import Question
from tests.browser.conftest import TODAY
from tests.browser.places import CLOCK, FEW_CONDITIONS, HEALTHY, LONG_NAME, MANY_CONDITIONS, PACK, PREGNANT, READY, begun

Facts = dict[str, object]
PHONE: ViewportSize = {"width": 390, "height": 844}
HEALTHY_FACTS: Facts = {"age": 30, "height_cm": 165, "weight_kg": 62, "systolic_mmhg": 118, "diastolic_mmhg": 76, "nation": "england"}
OF_KIND: dict[str, Facts] = {
    "miscarriage": {"management": "medicine"},
    "ectopic": {"weeks_pregnant": 7, "ectopic_treatment": "methotrexate", "hcg_follow_up": "in_progress"},
    "molar": {"weeks_pregnant": 11, "management": "surgery", "molar_follow_up": "in_progress", "molar_hcg": "decreasing"},
    "abortion": {"management": "medicine", "words_for_loss": "abortion"},
    "later_loss": {"weeks_pregnant": 26, "words_for_loss": "my_baby"},
}
OF_A_LOSS = ("management", "loss_complete", "words_for_loss")
NAMED: Facts = {"words_for_loss": "name", "name_for_loss": LONG_NAME}
SEX: Facts = {name: CLOCK[name] for name in CLOCK if "sex" in name}
"""Sex without contraception two days ago: a clock stands above every answer."""
DISCHARGED: Facts = {"days_since_loss": 150, "hcg_follow_up": "discharged", "period_back": "yes", "periods_since_loss": 3}
TRYING: Facts = {"days_since_loss": 60, "pregnancy_goal": "try_now", "medicines": [], "period_back": "yes"}
MORE: tuple[tuple[str, str, Facts], ...] = (
    ("try-after-ectopic", "ectopic", {**DISCHARGED, "ectopic_treatment": "surgery"}),
    ("try-medicines", "miscarriage", TRYING),
    ("try-again", "miscarriage", {**TRYING, "management": "waited"}),
    ("breastfeeding", "miscarriage", {"medicines": [], "management": "waited"}),
    ("contraception-need", "miscarriage", {"days_since_loss": 20, **SEX}),
    ("method-failed", "miscarriage", {**HEALTHY, "method_at_conception": "coc"}),
    ("method-failed", "abortion", {**HEALTHY, "method_at_conception": "implant"}),
    ("start-method", "miscarriage", {**FEW_CONDITIONS, "loss_date": "2026-09-01"}),
    ("start-method", "abortion", MANY_CONDITIONS),
    ("something-left", "later_loss", {"days_since_loss": 30}),
    ("pain-normal", "miscarriage", {"days_since_loss": 20, "pain": "moderate", "management": "waited"}),
    ("tablets-no-bleed", "miscarriage", {"days_since_loss": 3, "hours_since_medicine": 50}),
    ("after-surgery", "miscarriage", {"management": "unknown"}),
)
"""States in which a verdict is given that hangs on more than the circumstances of its short answer."""
USUAL: Facts = {
    **{name: one.absent for name, one in PACK.facts.items() if one.absent is not None},
    **{"medicines": [], "pregnancy_test": "negative"},
}
"""What is answered to the rest that a question hangs on."""


@dataclass(frozen=True, slots=True)
class State:
    """A question and what she told; `name` says for which short answer and which kind of loss."""

    name: str
    question: str
    facts: Mapping[str, object]
    unsure: bool = False

    def told(self, **more: object) -> State:
        """The same with something more told."""
        return replace(self, facts={**self.facts, **more})


def states(most: int | None = None) -> Iterator[State]:
    """For every short answer of every question (or so many of each, at least one of each verdict) one state, kinds of loss in turn."""
    for question in PACK.questions.by_id.values():
        kinds = [one for one in OF_KIND if one in question.kinds or "all" in question.kinds] or ["miscarriage"]
        first = [one for at, one in enumerate(question.answers) if one.verdict not in {other.verdict for other in question.answers[:at]}]
        rows = [*first, *(one for one in question.answers if one not in first)]
        unsure = {"guide": question.guides[0] if question.guides[0] != "partner" else "after_loss", "signs_today": "none"}
        yield State(f"{question.id} not sure", question.id, unsure, unsure=True)
        for place, row in enumerate(rows[:most]):
            kind = kinds[place % len(kinds)]
            when = {name: _value(name, wanted) for name, wanted in row.when.items() if "." not in name}
            lists = {name.partition(".")[0]: [name.partition(".")[2]] for name in row.when if "." in name}
            kind = str(when.get("loss_kind", kind))
            yield State(f"{row.id}, {kind}", question.id, _dated({**_person(question, kind), **when, **lists}))
    for name, kind, facts in MORE:
        told = _dated({**_person(PACK.questions.by_id[name], kind), **facts, "loss_kind": kind})
        yield State(f"{name} by itself, {kind}", name, told)


def _person(question: Question, kind: str) -> Facts:
    if "pregnant" in question.guides and "after_loss" not in question.guides:
        return dict(PREGNANT)
    if question.guides == ("partner",):
        return {"signs_today": "none", "who_asks": "partner_or_friend"}
    facts = {name: value for name, value in READY.items() if name not in OF_A_LOSS or name in OF_KIND[kind]}
    later = {"loss_complete": "confirmed"} if kind in ("miscarriage", "abortion") else {}
    return {**facts, **HEALTHY_FACTS, "words_for_loss": "pregnancy_loss", **later, **OF_KIND[kind], "loss_kind": kind}


def _value(name: str, wanted: Any) -> object:
    if not isinstance(wanted, Range):
        values = [*PACK.facts[name].values]
        return min(wanted, key=values.index)
    step = 1 if PACK.facts[name].whole else 0.5
    if wanted.low is not None:
        return wanted.low + step * wanted.low_open
    assert wanted.high is not None
    return max(wanted.high - step * wanted.high_open - (2 if wanted.high > 5 else 0), PACK.facts[name].low)


def _dated(facts: Facts) -> Facts:
    days = facts.pop("days_since_loss", None)
    if facts.get("unprotected_sex_since_loss") == "yes":
        facts["had_sex_since_loss"] = "yes"
    return facts if days is None else {**facts, "loss_date": (TODAY - timedelta(int(str(days)))).isoformat()}


FIND = """([journeys, rest, path]) => {
  globalThis.found = journeys.map((journey, at) => {
    const flow = the_app.flow;
    flow.journey = structuredClone(journey);
    flow.journey.came_with = path ? journey.question : '';
    // What her question still hangs on is as usual, or she is not sure of it.
    for (let count = 0; count < 9 && !path; count += 1) {
      const {ask} = flow.answer_to();
      for (const fact of ask) flow.journey.facts[fact] = fact === 'signs_today' ? 'none' : rest[at][fact] ?? 'unknown';
      if (!ask.length) break;
    }
    return the_app.follow(the_app.answer('GET', path || flow.address()));
  });
}"""
SHOW = """() => found.map(one => {
  // Not counted as words: the way back and on, as on every page; and what runs out or does not fit together, which has its own limit.
  const FRAME = '.crumb, .acts, .clock, .answer ~ .care';
  the_app.put(one);
  const main = document.querySelector('main'), {page, verdict = ''} = main.dataset;
  const bottom = wanted => Math.max(0, ...[...document.querySelectorAll(wanted)].map(one => one.getBoundingClientRect().bottom + scrollY));
  const height = wanted => document.querySelector(wanted)?.getBoundingClientRect().height ?? 0;
  const read = main.cloneNode(true);
  const unseen = 'details:not([open]) > :not(summary), [hidden], .only-wide, .visually-hidden, svg';
  for (const part of read.querySelectorAll(`${unseen}, ${FRAME}`)) part.remove();
  const texts = document.createTreeWalker(read, NodeFilter.SHOW_TEXT), said = [];
  while (texts.nextNode()) said.push(texts.currentNode.textContent);
  const words = said.join(' ').match(/[\\p{L}\\p{N}]\\S*/gu).length;
  const rows = [...document.querySelectorAll('.lines > [data-answer]')].map(one => one.dataset.answer);
  const clock = Boolean(document.querySelector('.clock')), named = main.textContent.includes('Featherstonehaugh');
  const above = bottom('.answer, .change, [data-page=stop] .care:has(h1) > .calls'), whole = document.documentElement.scrollHeight;
  const lines = document.querySelectorAll('.change [data-change]').length;
  const shown = document.querySelectorAll('.change > [data-change]').length, heading = document.querySelector('h1').textContent;
  return {page, verdict, words, rows, clock, named, heading, lines, shown, above, whole, eight: height('.eight')};
})"""
LETTERS = {100: 16, 130: 21, 200: 32}
"""The size of letters (px) that the browser is set to: the page's own letters are 17.2 px at 16, 22.3 at 21 and 34 at 32."""
MEASURED = ("above", "whole", "eight", "shown", "lines")


@contextmanager
def letters(page: Page) -> Iterator[Callable[[int], None]]:
    """Sets the text size of the browser, as a person does in its settings, and afterwards as it was."""
    browser = page.context.new_cdp_session(page)

    def use(size: int) -> None:
        browser.send("Page.setFontSizes", {"fontSizes": {"standard": LETTERS[size]}})

    yield use
    use(100)
    browser.detach()


def measure(page: Page, some: list[State], sizes: tuple[int, ...] = (100, 130), path: str = "") -> list[dict[str, Any]]:
    """What their pages show and measure at these text sizes; on `path` if it is given, else where the question is answered."""
    found: list[dict[str, Any]] = []
    with letters(page) as use:
        for first in range(0, len(some), 50):
            batch = some[first : first + 50]
            page.evaluate(FIND, [[begun(one.facts, one.question) for one in batch], [{} if one.unsure else USUAL for one in batch], path])
            shown = []
            for size in sizes:
                use(size)
                shown.append(page.evaluate(SHOW))
            for each in zip(*shown, strict=True):
                measured = [{name: one[name] for name in MEASURED} for one in each]
                found.append({**{name: value for name, value in each[0].items() if name not in MEASURED}, "measured": measured})
    return found
