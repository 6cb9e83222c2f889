"""Every kind of page and every state of it, each with how to be there and a sign that one is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from afterwards import load_pack
from tests.browser.walk import go_on, step

PACK = load_pack()
Facts = dict[str, object]

CALM: Facts = {"signs_today": "none"}
SETTLED: Facts = {
    **{"guide": "after_loss", "signs_today": "none", "bleeding_now": "light", "bleeding_course": "settling", "pain": "mild"},
    **{"loss_kind": "miscarriage", "loss_date": "2026-11-15", "weeks_pregnant": 9, "words_for_loss": "miscarriage"},
    **{"management": "medicine", "loss_complete": "not_confirmed", "pregnancy_goal": "avoid", "had_sex_since_loss": "no"},
    **{"pregnancy_test": "unknown", "unprotected_sex_since_loss": "no"},
}
"""Someone nine days after a miscarriage, who bleeds lightly."""
READY: Facts = {**SETTLED, "bleeding_now": "none", "loss_complete": "confirmed", "pregnancy_test": "negative"}
UNSURE: Facts = {
    **{**CALM, "guide": "after_loss"},
    **dict.fromkeys(("bleeding_now", "bleeding_course", "pain", "loss_kind", "management", "ectopic_treatment", "loss_date"), "unknown"),
    **dict.fromkeys(("weeks_pregnant", "loss_complete", "pregnancy_test", "pads_soaked_per_hour", "rhesus"), "unknown"),
}
LONG_NAME = "Wilhelmina-Alexandrina Featherstonehaugh"
NAMED: Facts = {**SETTLED, "words_for_loss": "name", "name_for_loss": LONG_NAME}
URGENT: Facts = {**SETTLED, "large_clots": "yes"}
EMERGENCY: Facts = {**SETTLED, "fainted_or_collapsed": "yes"}
CALLED: Facts = {**URGENT, "called_for_help": "yes"}
CLOCK: Facts = {**READY, **dict.fromkeys(("had_sex_since_loss", "unprotected_sex_since_loss"), "yes"), "hours_since_unprotected_sex": 40}
CRISIS: Facts = {**SETTLED, "self_harm_thoughts": "yes"}
CONTRADICTION: Facts = {**SETTLED, "weeks_pregnant": 30}
LATER: Facts = {
    "guide": "after_loss",
    "loss_kind": "later_loss",
    "weeks_pregnant": 28,
    "signs_today": "none",
    "words_for_loss": "name",
    "name_for_loss": "Isla",
}
ABORTION: Facts = {**SETTLED, "loss_kind": "abortion", "words_for_loss": "abortion"}
PREGNANT: Facts = {
    **{"guide": "pregnant", "signs_today": "none", "bleeding_in_pregnancy": "none", "pain": "none", "weeks_pregnant": 20},
    **dict.fromkeys(("low_placenta", "cervix_problem", "earlier_preterm_labour", "told_to_avoid_sex"), "no"),
}
BOXES = tuple(fact for page in PACK.pages if page.each_unsure for fact in page.facts)
"""The conditions of health that are asked as boxes."""
HEALTHY: Facts = {
    **READY,
    **{"age": 30, "height_cm": 165, "weight_kg": 62, "smoker": "never", "using_now": "none", "days_since_birth": 400},
    **{"hypertension": "none", "systolic_mmhg": 118, "diastolic_mmhg": 76, "medicines": [], "other_conditions": []},
    **dict.fromkeys(BOXES, "no"),
    **{"mifepristone_today": "no"},
}
"""Nothing limits any method, and nothing is left open."""
FEW_CONDITIONS: Facts = {
    **HEALTHY,
    **{"age": 36, "smoker": "current", "cigarettes_per_day": 8, "has_migraine": "yes", "migraine": "without_aura", "heavy_periods": "yes"},
    **{"prefers": {"no_hormones": "matters_a_lot", "lighter_periods": "matters"}},
}
NOT_SURE: Facts = {**FEW_CONDITIONS, **dict.fromkeys(("systolic_mmhg", "diastolic_mmhg", "clot_past", "medicines"), "unknown")}
MANY_CONDITIONS: Facts = {
    **{**HEALTHY, "age": 47, "weight_kg": 118, "smoker": "current", "cigarettes_per_day": 20, "using_now": "coc"},
    **dict.fromkeys(("clot_past", "clot_in_family", "thrombophilia", "heart_condition", "stroke_or_tia", "vascular_disease"), "yes"),
    **dict.fromkeys(("has_migraine", "epilepsy", "depression", "has_lupus", "has_diabetes", "liver_or_gallbladder"), "yes"),
    "medicines": ["lamotrigine", "warfarin", "St John's wort"],
}
EMERGENCY_PILL: Facts = {**HEALTHY, **{fact: CLOCK[fact] for fact in CLOCK if "sex" in fact}}

HOLD = """
let held;
const keep_hold = value => ({...value, App: class extends value.App { constructor(...all) { super(...all); globalThis.the_app = this; } }});
Object.defineProperty(globalThis, "afterwards", {get: () => held, set: value => { held = value.App ? keep_hold(value) : value; }});
"""
"""So that a test may begin in the middle of a journey: the program, which the page holds where nothing else can reach it."""
ENTER = """async ([journey, path]) => {
  the_app.device.keeper = new the_app.device.keeper.constructor();
  Object.assign(the_app, {entries: [""], at: 0});
  the_app.flow.journey = journey;
  Object.assign(the_app.flow.found, {typed: "", facts: {}});
  await the_app.request("GET", path);
}"""


def begun(facts: Mapping[str, object], question: str, asks: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """A journey on which she has told these facts and asks this question; `asks`: what its first page of questions asks."""
    path = [{"question": question, "facts": list(asks), "again": True}] if asks else []
    return {
        "facts": dict(facts),
        "told_at": {},
        "question": question,
        "path": path,
        "items": {},
        "guideline": "uk",
        "beside": [],
        "ticked": [],
        **more,
    }


@dataclass(frozen=True, slots=True)
class Place:
    """One page in one state. `shows` selects what proves it; `act` is what is done there first."""

    name: str
    address: str
    kind: str
    shows: str
    journey: Mapping[str, Any] | None = field(default=None)
    act: Callable[[Page], None] | None = None

    def enter(self, page: Page) -> None:
        """Be there, as if one had walked, and make sure that one is."""
        page.evaluate(ENTER, [self.journey, self.address])
        if self.act:
            self.act(page)
        expect(page.locator("main")).to_have_attribute("data-page", self.kind)
        expect(page.locator(self.shows).first).to_be_visible()


def answers(name: str, question: str, facts: Facts, shows: str = ".answer h1", address: str = "") -> Place:
    """The answer to a question."""
    return Place(name, address or f"/answer/{question}", "guide" if address else "answer", shows, begun(facts, question))


def asks(name: str, fact: str, shows: str, facts: Facts = SETTLED, act: Callable[[Page], None] | None = None, *more: str) -> Place:
    """A page of questions."""
    told = {key: value for key, value in facts.items() if key not in (fact, *more, "loss_date" if fact == "days_since_loss" else "")}
    return Place(name, "/step/1", "question", shows, begun(told, "sex-when", (fact, *more)), act)


def of_methods(
    name: str, facts: Facts, shows: str, address: str = "/methods", act: Callable[[Page], None] | None = None, **more: Any
) -> Place:
    """One of the pages about methods."""
    return Place(name, address, address.split("/")[1], shows, begun(facts, "start-method", **more), act)


def type_words(words: str) -> Callable[[Page], None]:
    """Type a question and press Find."""

    def act(page: Page) -> None:
        page.locator("#q").fill(words)
        step(page.locator("form.find button"))

    return act


def write_a_day_that_is_none(page: Page) -> None:
    for part, typed in (("day", "31"), ("month", "2"), ("year", "2026")):
        page.locator(f'input[name="loss_date-{part}"]').fill(typed)
    go_on(page)


def write_a_word_for_a_number(page: Page) -> None:
    page.locator("form[data-live] input[type=text]").first.fill("warm")
    go_on(page)


def name_a_medicine_and_none(page: Page) -> None:
    page.locator('input[name="medicines"][type=text]').first.fill("Warfarin")
    page.locator('input[name="medicines"][value=none_of_these]').evaluate("box => { box.checked = true; }")
    go_on(page)


def choose_one_for_side_by_side(page: Page) -> None:
    page.locator('input[name="method"][value="pop"]').check()
    step(page.locator("button[name=side_by_side]"))


def press_continue(page: Page) -> None:
    go_on(page)


def open_all(page: Page) -> None:
    """Open all that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")


def opened(place: Place) -> Place:
    """The same with all that is folded open."""
    return Place(f"{place.name}-open", place.address, place.kind, place.shows, place.journey, open_all)


ERROR = '[role="alert"] a'
NEW: Facts = {"guide": "after_loss"}
PLAN = answers("guide", "my-plan", SETTLED, ".lines details", "/guide")
SEX = answers("answer-not-yet", "sex-when", SETTLED)
PLACES = [
    Place("start", "/", "start", ".find"),
    Place("found", "/", "start", "[data-results] a", None, type_words("when can i have sex after a miscarriage")),
    Place("found-danger", "/", "start", "[data-card=call]", None, type_words("soaking a pad every hour")),
    Place("found-none", "/", "start", "[data-results]", None, type_words("zzzz qqqq")),
    Place("questions", "/questions", "about", "[data-question=smear]"),
    Place("signs", "/signs", "signs", "[data-signs=none]", begun(NEW, "sex-when")),
    Place("signs-boxes", "/signs/some", "signs", "input[name=fainted]", begun(NEW, "sex-when")),
    Place("signs-unsure", "/signs/unsure", "signs", "input[value=unknown]", begun(NEW, "sex-when")),
    Place("signs-error", "/signs/some", "signs", '[role="alert"]', begun(NEW, "sex-when"), press_continue),
    Place("signs-pregnant", "/signs", "signs", "[data-signs=none]", begun({"guide": "pregnant"}, "pregnant-sex")),
    asks("radios", "bleeding_now", "input[name=bleeding_now]", CALM),
    asks("radios-error", "bleeding_now", ERROR, CALM, press_continue),
    asks("several", "loss_kind", "input[name=loss_kind]", CALM, None, "management"),
    asks("cards", "pads_soaked_per_hour", "input[name=pads_soaked_per_hour]", {**CALM, "bleeding_now": "like_a_period"}),
    asks("date", "days_since_loss", "input[name=loss_date-day]", CALM),
    asks("date-error", "days_since_loss", ".field-error .message", CALM, write_a_day_that_is_none),
    asks("number", "temperature_c", "input[name=temperature_c][type=text]", {**CALM, "feels_feverish": "unknown"}),
    asks("number-error", "temperature_c", ERROR, {**CALM, "feels_feverish": "unknown"}, write_a_word_for_a_number),
    asks("words", "words_for_loss", "input[name=words_for_loss]", CALM),
    asks("score", "low_mood_score", "input[name=low_mood_score-1]", CALM),
    asks("boxes", "clot_past", "input[name=none_of_these]", CALM, None, "clot_now", "thrombophilia", "heart_condition"),
    asks("boxes-error", "clot_past", ERROR, CALM, press_continue, "clot_now", "thrombophilia", "heart_condition"),
    asks("medicines", "medicines", "input[name=medicines][type=text]", CALM),
    asks("medicines-error", "medicines", ERROR, CALM, name_a_medicine_and_none),
    asks("matters", "prefers", "input[name=prefers-private]", CALM),
    SEX,
    opened(SEX),
    answers("answer-yes", "sex-when", READY),
    answers("answer-named", "sex-when", NAMED),
    answers("answer-unsure", "sex-when", UNSURE),
    answers("answer-clock", "sex-when", CLOCK, "[data-first]"),
    answers("answer-called", "sex-when", CALLED, ".called"),
    answers("answer-do-now", "emergency-pill", CLOCK),
    answers("answer-information", "my-fault", SETTLED),
    answers("answer-feelings", "feelings", {**SETTLED, "self_harm_thoughts": "no", "distress_weeks": 3}),
    answers("answer-crisis", "crisis", SETTLED, ".answer .calls"),
    answers("answer-abortion", "abortion", ABORTION),
    answers("answer-later", "later-loss", LATER),
    answers("answer-pregnant", "pregnant-sex", PREGNANT),
    answers("answer-partner", "partner-help", {"who_asks": "partner_or_friend"}),
    answers("answer-methods", "start-method", FEW_CONDITIONS, ".eight details"),
    answers("answer-method", "start-combined-pill", FEW_CONDITIONS, ".eight details"),
    Place("stop-today", "/stop", "stop", ".care.today h1", begun(URGENT, "bleeding-normal")),
    Place("stop-now", "/stop", "stop", ".care.now h1", begun(EMERGENCY, "sex-when")),
    PLAN,
    opened(PLAN),
    answers("guide-contradiction", "my-plan", CONTRADICTION, ".care.today", "/guide"),
    Place("record", "/record", "record", "select[name=loss_kind]", begun({"who_asks": "clinician"}, "clinician")),
    Place("sheet", "/sheet", "sheet", "[data-decision]", begun({**SETTLED, "who_asks": "clinician"}, "clinician")),
    Place("said", "/said", "said", ".said a", begun(SETTLED, "sex-when")),
    of_methods("methods", FEW_CONDITIONS, ".method .c3"),
    of_methods("methods-not-sure", NOT_SURE, "text=you are not sure"),
    of_methods("methods-many", MANY_CONDITIONS, ".method .c4", act=open_all),
    of_methods("methods-aside", {**FEW_CONDITIONS, "methods_set_aside": ["coc", "dmpa"]}, "text=Bring back"),
    of_methods("methods-emergency", EMERGENCY_PILL, "#emergency [data-kind]"),
    of_methods("methods-us", FEW_CONDITIONS, "text=United States guidance", guideline="us"),
    of_methods("methods-error", FEW_CONDITIONS, ERROR, act=choose_one_for_side_by_side),
    of_methods("beside", NOT_SURE, ".of-2", "/beside", beside=["cu_iud", "coc"]),
    of_methods("beside-many", MANY_CONDITIONS, ".of-4", "/beside", beside=["cu_iud", "dmpa", "pop", "coc"]),
    of_methods("clinician", NOT_SURE, "table [data-method]", "/clinician"),
    of_methods("clinician-many", MANY_CONDITIONS, "table [data-method]", "/clinician"),
    of_methods("differences", FEW_CONDITIONS, "[data-guideline=who]", "/differences"),
    of_methods("differences-many", MANY_CONDITIONS, "[data-guideline=who]", "/differences"),
    of_methods("method", FEW_CONDITIONS, "text=For you, as far as you told us", "/method/6"),
    Place("method-for-anyone", "/method/1", "method", "text=Get the answer for you"),
    *(Place(f"read-{one.id}", f"/read/{one.order}", "article", "ol li[id]") for one in PACK.articles),
    Place("no-such-page", "/nowhere", "message", "h1"),
]
BY_NAME = {place.name: place for place in PLACES}

all_places = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
"""Runs a test once for each place."""


def some_places(*names: str) -> pytest.MarkDecorator:
    """Runs a test once for each of these places."""
    return pytest.mark.parametrize("place", [BY_NAME[name] for name in names], ids=lambda place: place.name)
