"""Every kind of page and every state of it, each with how to get there and a sign that one is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from afterwards.pack import load_pack
from afterwards.web.journey import GUIDE, Journey
from tests.browser.conftest import Site
from tests.browser.walk import follow, go_on

Facts = dict[str, object]

SIGNS: Facts = dict.fromkeys(
    (
        *("fainted_or_collapsed", "breathless_or_chest_pain", "sepsis_signs", "shoulder_tip_pain", "self_harm_immediate"),
        *("dizzy_or_lightheaded", "feels_feverish", "large_clots", "one_sided_pain", "leg_swelling_or_pain", "vomiting_or_diarrhoea"),
        *("still_feels_pregnant", "very_tired", "no_bleeding_since_medicine"),
    ),
    "no",
)
SETTLED: Facts = {
    "guide": "after_loss",
    **SIGNS,
    **{"bleeding_now": "light", "bleeding_course": "settling", "pain": "mild", "discharge": "usual"},
    **{"loss_kind": "miscarriage", "loss_date": "2026-11-15", "weeks_pregnant": 9, "words_for_loss": "miscarriage"},
    **{"management": "medicine", "loss_complete": "confirmed"},
    **{"body_ready": "yes", "mind_ready": "not_yet", "partner_ready": "yes", "had_sex_since_loss": "no", "pregnancy_goal": "avoid"},
    **{"low_mood_score": 2, "anxiety_score": 1, "distress_weeks": 0, "self_harm_thoughts": "no"},
}
"""Someone nine days after a miscarriage, with nothing left open."""
UNSETTLED: Facts = {**SETTLED, **dict.fromkeys(("feels_feverish", "bleeding_now", "still_feels_pregnant", "mind_ready"), "unknown")}
FEW: Facts = {fact: SETTLED[fact] for fact in ("guide", "bleeding_now", "loss_kind", "loss_date")}
CONTRADICTION: Facts = {**SETTLED, "weeks_pregnant": 30}
URGENT: Facts = {**SETTLED, "dizzy_or_lightheaded": "yes", "feels_feverish": "yes"}
CRISIS: Facts = {**SETTLED, "self_harm_thoughts": "yes", "low_mood_score": 6}
EMERGENCY: Facts = {**SETTLED, "fainted_or_collapsed": "yes", "bleeding_now": "heavy"}
LATER_LOSS: Facts = {**SETTLED, "loss_kind": "later_loss", "weeks_pregnant": 28, "words_for_loss": "my_baby"}
PREGNANT: Facts = {
    "guide": "pregnant",
    **SIGNS,
    **dict.fromkeys(("waters_broken", "contractions", "baby_moving_less"), "no"),
    **{"bleeding_in_pregnancy": "none", "pain": "none", "weeks_pregnant": 20},
    **dict.fromkeys(("low_placenta", "cervix_problem", "earlier_preterm_labour", "told_to_avoid_sex"), "no"),
}
CONTRACEPTION: Facts = {
    "guide": "contraception_only",
    **SIGNS,
    **{"loss_kind": "miscarriage", "loss_date": "2026-11-15", "pregnancy_goal": "avoid", "had_sex_since_loss": "no"},
}

BEGUN: Facts = {"guide": "after_loss"}


@dataclass(frozen=True, slots=True)
class Place:
    """One page in one state. `shows` selects what proves it; `act` is what is done there first."""

    name: str
    address: str
    kind: str
    shows: str
    facts: Mapping[str, object] = field(default_factory=dict)
    path: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    act: Callable[[Page], None] | None = None
    served_by: str = "site"

    def visit(self, page: Page, site: Site) -> None:
        """Open this place, and make sure that one is there."""
        if self.facts:
            site.tell(page.context, Journey(dict(self.facts), list(self.path), list(self.skipped)))
        page.goto(site.address + self.address)
        if self.act:
            self.act(page)
        expect(page.locator("main")).to_have_attribute("data-page", self.kind)
        expect(page.locator(self.shows).first).to_be_visible()


def asks(name: str, question: str, shows: str, facts: Facts = BEGUN, act: Callable[[Page], None] | None = None) -> Place:
    """A question page, opened as the first step."""
    return Place(name, "/step/1", "question", shows, facts, (question,), act=act)


def guides(name: str, facts: Facts, shows: str, skipped: tuple[str, ...] = (), act: Callable[[Page], None] | None = None) -> Place:
    """A guide, with the page of signs behind it."""
    return Place(name, "/guide", "guide", shows, facts, ("signs", GUIDE), skipped, act)


def press_start(page: Page) -> None:
    follow(page.get_by_role("button", name="Start"))


def write_a_day_that_is_none(page: Page) -> None:
    for part, typed in (("day", "31"), ("month", "2"), ("year", "2026")):
        page.locator(f'input[name="loss_date-{part}"]').fill(typed)
    go_on(page)


def write_a_word_for_a_number(page: Page) -> None:
    page.locator('input[name="temperature_c"]').first.fill("warm")
    go_on(page)


def open_all(page: Page) -> None:
    """Open all that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")


ERROR = '[role="alert"] a'
PLACES = [
    Place("start", "/", "start", "input[name=guide]"),
    Place("start-error", "/", "start", ERROR, act=press_start),
    asks("signs", "signs", "input[name=none_of_these]"),
    asks("signs-error", "signs", ERROR, act=go_on),
    asks("signs-filled", "signs", "input[name=none_of_these]:checked", SETTLED),
    asks("radios", "bleeding", "input[name=bleeding_now]"),
    asks("radios-error", "bleeding", ERROR, act=go_on),
    asks("number", "temperature", "input[name=temperature_c][type=text]", {**SETTLED, "feels_feverish": "yes"}),
    asks("number-error", "temperature", ERROR, {**BEGUN, "feels_feverish": "yes"}, write_a_word_for_a_number),
    asks("date", "when", "input[name=loss_date-day]"),
    asks("date-error", "when", ".field-error .message", act=write_a_day_that_is_none),
    asks("words", "words", "input[name=name_for_loss]"),
    asks("score", "mood", "input[name=low_mood_score-1]"),
    asks("score-error", "mood", ERROR, act=go_on),
    asks("several-facts", "treatment", "input[name=loss_complete]", SETTLED),
    asks("several-facts-error", "treatment", ERROR, {**BEGUN, "loss_kind": "miscarriage"}, go_on),
    asks("call-today", "weeks", ".care.today", URGENT),
    Place("stop", "/stop", "stop", ".care.now", EMERGENCY, ("signs",)),
    guides("guide-settled", SETTLED, ".care.emergency"),
    guides("guide-unsettled", UNSETTLED, ".open"),
    guides("guide-open", UNSETTLED, ".because", act=open_all),
    guides("guide-contradiction", CONTRADICTION, "text=Two of your answers do not fit together"),
    guides("guide-skipped", FEW, "text=You left this topic", ("sex", "feelings")),
    guides("guide-urgent", URGENT, '[data-low="urgent_same_day"]'),
    guides("guide-crisis", CRISIS, '[data-decision="feelings"]'),
    guides("guide-later-loss", LATER_LOSS, '[data-statement="open.later-loss-own-care"]'),
    guides("guide-pregnant", PREGNANT, '[data-decision="sex_in_pregnancy"]'),
    guides("guide-contraception", CONTRACEPTION, '[data-decision="contraception_need"]'),
    *(Place(f"read-{one.id}", f"/read/{one.order}", "article", "ol li[id]") for one in load_pack().articles),
    Place("how", "/how", "how", "table"),
    Place("sources", "/sources", "sources", ".differs"),
    Place("no-such-page", "/nowhere", "message", "h1"),
    Place("away", "/away", "away", "button"),
    Place("fault", "/read/3", "urgent-help", "text=Call 999", served_by="faulty_site"),
    Place("no-knowledge", "/", "urgent-help", "text=Call 999", served_by="empty_site"),
]
BY_NAME = {place.name: place for place in PLACES}

all_places = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
"""Runs a test once for each place."""


every_kind = pytest.mark.parametrize(
    "place",
    [place for place in PLACES if place.kind != "article" or place.name in ("read-feelings", "read-ectopic-and-molar")],
    ids=lambda place: place.name,
)
"""Runs a test once for each kind of page and state: two reading pages stand for all."""


def some_places(*names: str) -> pytest.MarkDecorator:
    """Runs a test once for each of these places."""
    return pytest.mark.parametrize("place", [BY_NAME[name] for name in names], ids=lambda place: place.name)
