"""Every kind of page and every state of it, each with how to get there and a sign that one is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from afterwards.pack import load_pack
from afterwards.web.journey import GUIDE, METHODS, Journey
from tests.browser.conftest import Site
from tests.browser.walk import boxes, follow, go_on

PACK = load_pack()
Facts = dict[str, object]

SIGNS: Facts = {
    fact: "no" for page in PACK.pages if page.id in ("signs-first", "signs", "signs-today", "more-signs") for fact in page.facts
}
SETTLED: Facts = {
    "guide": "after_loss",
    **SIGNS,
    **{"bleeding_now": "light", "bleeding_course": "settling", "days_bleeding": 9, "pain": "mild", "discharge": "usual"},
    **{"loss_kind": "miscarriage", "loss_date": "2026-11-15", "weeks_pregnant": 9, "words_for_loss": "miscarriage"},
    **{"management": "medicine", "loss_complete": "confirmed"},
    **{"body_ready": "yes", "mind_ready": "not_yet", "partner_ready": "yes", "had_sex_since_loss": "no", "pregnancy_goal": "avoid"},
    **{"low_mood_score": 2, "anxiety_score": 1, "distress_weeks": 0, "self_harm_thoughts": "no"},
}
"""Someone nine days after a miscarriage, with nothing left open."""
UNSETTLED: Facts = {**SETTLED, **dict.fromkeys(("feels_feverish", "bleeding_now", "still_feels_pregnant", "mind_ready"), "unknown")}
FEW: Facts = {fact: SETTLED[fact] for fact in ("guide", "bleeding_now", "loss_kind", "loss_date")}
CONTRADICTION: Facts = {**SETTLED, "weeks_pregnant": 30}
URGENT: Facts = {**SETTLED, "large_clots": "yes"}
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

# Health, for the comparison of methods

BOXES = tuple(fact for page in PACK.pages if page.each_unsure for fact in page.facts)
"""The conditions that have a box of their own, with "I'm not sure" on each line."""
HEALTHY: Facts = {
    **CONTRACEPTION,
    **{
        "bleeding_now": "none",
        "weeks_pregnant": 9,
        "management": "medicine",
        "loss_complete": "confirmed",
        "words_for_loss": "miscarriage",
    },
    **{"age": 30, "height_cm": 165, "weight_kg": 62, "smoker": "never", "using_now": "none"},
    **{"hypertension": "none", "systolic_mmhg": 118, "diastolic_mmhg": 76, "days_since_birth": 400},
    **dict.fromkeys(BOXES, "no"),
    **{"medicines": [], "other_conditions": [], "mifepristone_today": "no"},
}
"""Nothing limits any method, and nothing is left open."""
FEW_CONDITIONS: Facts = {
    **HEALTHY,
    **{"age": 36, "smoker": "current", "cigarettes_per_day": 8, "has_migraine": "yes", "migraine": "without_aura", "heavy_periods": "yes"},
    **{"prefers": {"no_hormones": "matters_a_lot", "lighter_periods": "matters"}},
}
"""A few conditions, which leave methods in each of the guideline's groups; all settled."""
NOT_SURE: Facts = {**FEW_CONDITIONS, **dict.fromkeys(("systolic_mmhg", "diastolic_mmhg", "clot_past", "medicines"), "unknown")}
UNSAID: Facts = {fact: value for fact, value in CONTRACEPTION.items() if fact not in ("pregnancy_goal", "had_sex_since_loss")}
THIRTY = (
    *("clot_past", "clot_in_family", "thrombophilia", "superficial_clot", "varicose_veins", "operation_or_immobile", "heart_condition"),
    *("stroke_or_tia", "vascular_disease", "dyslipidaemia", "several_cardiovascular_risks", "high_bp_in_pregnancy"),
    *("has_migraine", "headache_not_migraine", "epilepsy", "depression", "has_lupus", "rheumatoid_arthritis", "iron_deficiency"),
    *("has_diabetes", "liver_or_gallbladder", "bowel_disease", "kidney_or_transplant", "past_ectopic", "heavy_periods"),
    *("irregular_bleeding", "very_painful_periods", "endometriosis", "womb_condition", "breast_concern"),
)
MANY_CONDITIONS: Facts = {
    **HEALTHY,
    **{"age": 47, "weight_kg": 118, "smoker": "current", "cigarettes_per_day": 20, "using_now": "coc"},
    **{"hypertension": "raised", "systolic_mmhg": 168, "diastolic_mmhg": 104},
    **dict.fromkeys(THIRTY, "yes"),
    **{"clot_could_return": "more_likely", "clot_family": "first_degree_under_45", "immobility": "major_surgery_prolonged"},
    **{"heart_disease": "past_or_current_ischaemic", "valve_disease": "complicated", "cardiomyopathy": "impaired_function"},
    **{"cardiomyopathy_from_pregnancy": "no", "arrhythmia": "atrial_fibrillation", "migraine": "with_aura"},
    **{"lupus": "antiphospholipid_positive_or_unknown", "diabetes": "other_vascular_disease", "diabetes_years": 24},
    **{"gallbladder": "current", "cholestasis": "pill_related", "viral_hepatitis": "acute_or_flare", "cirrhosis": "severe_decompensated"},
    **{"liver_tumour": "adenoma", "kidney_disease": "haemodialysis", "organ_transplant": "complicated"},
    **{"fibroids": "distorting_cavity", "womb_shape": "distorted", "cervical_cancer": "none"},
    **{"breast_cancer": "past_5_years_clear", "breast_condition": "undiagnosed_lump"},
    **{"medicines": ["Carbamazepine", "Lamotrigine", "St John's wort"], "other_conditions": ["thyroid", "malaria"]},
    **{"prefers": dict.fromkeys(PACK.facts["prefers"].values, "matters_a_lot")},
}
"""The worst case: thirty boxes ticked, what stands behind each of them, and everything matters."""
EMERGENCY_PILL: Facts = {
    **{**HEALTHY, "weight_kg": 88, "had_sex_since_loss": "yes", "unprotected_sex_since_loss": "yes"},
    **{"days_since_unprotected_sex": 2, "hours_since_unprotected_sex": 60, "medicines": ["Rifampicin", "Zebrafin"]},
}

BEGUN: Facts = {"guide": "after_loss"}
BEGUN_METHODS: Facts = {"guide": "contraception_only"}


def begun(facts: Mapping[str, object], path: Iterable[str], skipped: Iterable[str] = ()) -> Journey:
    """A journey as the start page begins it: the questions about methods wait until she opens them, unless she came for them."""
    waiting = [] if facts.get("guide") == "contraception_only" else [METHODS]
    return Journey(dict(facts), list(path), [*waiting, *skipped])


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
    guideline: str = "uk"
    beside: tuple[str, ...] = ()

    def visit(self, page: Page, site: Site) -> None:
        """Open this place, and make sure that one is there."""
        if self.facts:
            journey = begun(self.facts, self.path, self.skipped)
            journey.guideline, journey.beside = self.guideline, list(self.beside)
            site.tell(page.context, journey)
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


def compares(name: str, facts: Facts, shows: str, address: str = "/methods", guideline: str = "uk", **more: Any) -> Place:
    """One of the pages about methods, with the comparison behind it."""
    kind = address.split("/")[1]
    return Place(name, address, kind, shows, facts, ("signs-first", METHODS), guideline=guideline, **more)


def health(name: str, question: str, shows: str, facts: Facts | None = None, act: Callable[[Page], None] | None = None) -> Place:
    """A page of questions about her health."""
    return asks(name, question, shows, BEGUN_METHODS if facts is None else facts, act)


def press_start(page: Page) -> None:
    follow(page.get_by_role("button", name="Start"))


def write_a_day_that_is_none(page: Page) -> None:
    for part, typed in (("day", "31"), ("month", "2"), ("year", "2026")):
        page.locator(f'input[name="loss_date-{part}"]').fill(typed)
    go_on(page)


def write_a_word_for_a_number(page: Page) -> None:
    page.locator('input[name="temperature_c"]').first.fill("warm")
    go_on(page)


def tick_one_line_twice(page: Page) -> None:
    """A condition and "I'm not sure" on its line, and None of these; as without script, which lets only one stand."""
    page.locator("input[value=yes], input[value=unknown]").evaluate_all("boxes => { for (const box of boxes) box.checked = true; }")
    go_on(page)


def name_a_medicine_and_none(page: Page) -> None:
    page.locator('input[name="medicines"][type=text]').first.fill("Warfarin")
    page.locator('input[name="medicines"][value=none_of_these]').evaluate("box => { box.checked = true; }")
    go_on(page)


def write_a_word_for_a_weight(page: Page) -> None:
    page.locator('input[name="weight_kg"]').first.fill("heavy")
    go_on(page)


def choose_one_for_side_by_side(page: Page) -> None:
    boxes(page, "method", "pop").check()
    follow(page.get_by_role("button", name="Show them side by side"))


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
    health("about-you", "about-you", "input[name=weight_kg][type=text]", FEW_CONDITIONS),
    health("about-you-error", "about-you", ERROR, act=write_a_word_for_a_weight),
    health("boxes", "heart-and-clots", "input[name=clot_past][value=unknown]"),
    health("boxes-error", "heart-and-clots", ERROR, act=tick_one_line_twice),
    health("boxes-filled", "heart-and-clots", "input[name=clot_past][value=unknown]:checked", NOT_SURE),
    health("boxes-most", "womb-and-breast", "input[name=breast_concern][value=yes]:checked", MANY_CONDITIONS),
    health("more", "heart-more", "input[name=arrhythmia]", MANY_CONDITIONS),
    health("more-error", "heart-more", ERROR, {**BEGUN_METHODS, "heart_condition": "yes"}, go_on),
    health("medicines", "medicines", "input[name=medicines][type=text]", MANY_CONDITIONS),
    health("medicines-error", "medicines", ERROR, act=name_a_medicine_and_none),
    health("matters", "matters", "input[name=prefers-private][value=matters_a_lot]:checked", MANY_CONDITIONS),
    compares("methods", FEW_CONDITIONS, ".method .c3"),
    compares("methods-open", UNSAID, "text=0 of 8 are settled"),
    compares("methods-not-sure", NOT_SURE, "text=you are not sure"),
    compares("methods-many", MANY_CONDITIONS, ".method .c4", act=open_all),
    compares("methods-aside", {**FEW_CONDITIONS, "methods_set_aside": ["coc", "dmpa"]}, "text=Bring back"),
    compares("methods-all-aside", {**HEALTHY, "methods_set_aside": list(PACK.facts["methods_set_aside"].values)}, "text=Bring back"),
    compares("methods-emergency", EMERGENCY_PILL, "#emergency [data-kind]"),
    compares("methods-contradiction", {**HEALTHY, "weeks_pregnant": 30}, "text=Two of your answers do not fit together"),
    compares("methods-us", FEW_CONDITIONS, "text=United States guidance", guideline="us"),
    compares("methods-error", FEW_CONDITIONS, ERROR, act=choose_one_for_side_by_side),
    compares("beside", NOT_SURE, ".of-2", "/beside", beside=("cu_iud", "coc")),
    compares("beside-many", MANY_CONDITIONS, ".of-4", "/beside", beside=("cu_iud", "dmpa", "pop", "coc")),
    compares("clinician", NOT_SURE, "table [data-method]", "/clinician"),
    compares("clinician-many", MANY_CONDITIONS, "table [data-method]", "/clinician"),
    compares("differences", FEW_CONDITIONS, "[data-guideline=who]", "/differences"),
    compares("differences-many", MANY_CONDITIONS, "[data-guideline=who]", "/differences"),
    Place("coverage", "/coverage", "coverage", "details[open]", act=open_all),
    compares("method", FEW_CONDITIONS, "text=For you, as far as you told us", "/method/6"),
    Place("method-for-anyone", "/method/1", "method", "text=Get the answer for you"),
    Place("method-without-category", "/method/9", "method", "ol li[id]"),
    *(Place(f"read-{one.id}", f"/read/{one.order}", "article", "ol li[id]") for one in PACK.articles),
    Place("how", "/how", "how", "table"),
    Place("private", "/private", "private", ".promises"),
    Place("gallery", "/gallery", "gallery", ".specimen"),
    Place("reviews", "/reviews", "reviews", "table"),
    Place("disagreements", "/disagreements", "disagreements", ".differs"),
    Place("changes", "/changes", "changes", "main li"),
    Place("score", "/score", "score", "table"),
    Place("no-such-page", "/nowhere", "message", "h1"),
    Place("away", "/away", "away", "button"),
    Place("fault", "/read/3", "urgent-help", "text=Call 999", served_by="faulty_site"),
    Place("no-knowledge", "/", "urgent-help", "text=Call 999", served_by="empty_site"),
]
BY_NAME = {place.name: place for place in PLACES}

all_places = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
"""Runs a test once for each place."""


every_fourth_place = pytest.mark.parametrize(
    "place",
    [pytest.param(place, marks=pytest.mark.slow) if number % 4 else place for number, place in enumerate(PLACES)],
    ids=lambda place: place.name,
)
"""Runs a test for each place; a plain run takes every fourth, since the private edition shows the same pages and is looked at too."""


def some_places(*names: str) -> pytest.MarkDecorator:
    """Runs a test once for each of these places."""
    return pytest.mark.parametrize("place", [BY_NAME[name] for name in names], ids=lambda place: place.name)
