"""C2 and C7 for the methods: no start under a no, the plan as the methods and the emergency table, one voice in JSON, text and page.

The handed people of the kinds start-line-under-category-4, inducer-left-silent, emergency-plan-against-its-table,
pill-weaker-after-bypass-unsaid, protected-at-once-too-wide and late-abortion-read-as-early stand here by those names.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from afterwards import contraception
from afterwards.contraception import Offer, can_start
from afterwards.errors import BadFacts
from afterwards.guide import Guide, guide
from afterwards.pack.model import Pack
from afterwards.plain_text import methods_lines
from tests.page.states import PACK, states
from tests.people import Facts

TODAY = date(2026, 11, 28)
assert PACK.contraception
HELD = PACK.contraception
LOSS: Facts = {"guide": "after_loss", "loss_kind": "miscarriage", "weeks_pregnant": 8, "management": "surgery", "bleeding_now": "none"}
STROKE: Facts = {**LOSS, "days_since_loss": 14, "pregnancy_goal": "avoid", "age": 31, "stroke_or_tia": "yes"}
SEX: Facts = {"pregnancy_goal": "avoid", "had_sex_since_loss": "yes", "unprotected_sex_since_loss": "yes"}


def answered(facts: Facts, guideline: str = "uk", *, closed: bool = True, pack: Pack = PACK) -> Guide:
    return guide(facts, today=TODAY, guideline=guideline, closed_world=closed, pack=pack)


def methods(facts: Facts, guideline: str = "uk", *, closed: bool = True) -> dict[str, dict[str, Any]]:
    return {one["method"]: one for one in answered(facts, guideline, closed=closed).to_dict()["methods"]}


def plan(found: Guide) -> list[str]:
    return [line.statement for lines in found.plan.values() for line in lines]


# start-line-under-category-4


def test_start_line_under_category_4_after_a_stroke() -> None:
    found = answered(STROKE)
    coc = methods(STROKE)["coc"]
    assert coc["category"] == 4
    assert coc["start"] == {"from_day": None, "extra_precautions_days": None, "settled": True, "statements": []}
    assert coc["meaning"] == {"id": "elig.category-4", "text": "Not to be used: the risk is too high."}
    assert not {"cont.start-combined-any-time", "cont.extra-days", "cont.start-injection-any-time"} & {*plan(found)}
    assert {"cont.copper-coil-after-surgery", "cont.compare-methods"} <= {*plan(found)}


def test_start_line_under_category_4_in_treatment_for_breast_cancer() -> None:
    facts: Facts = {**LOSS, "loss_kind": "abortion", "days_since_loss": 25, "pregnancy_goal": "avoid", "age": 41}
    facts |= {"breast_concern": "yes", "breast_cancer": "current"}
    found, offers = answered(facts), methods(facts)
    hormonal = [one for one in offers.values() if one["method"] != "cu_iud"]
    assert [one["category"] for one in hormonal] == [4] * 7
    assert not any(one["start"]["statements"] for one in hormonal)
    assert offers["cu_iud"]["category"] == 1
    said = plan(found)
    assert "cont.copper-coil-after-surgery" in said
    assert "cont.condoms-at-once" in said
    assert not {name for name in said if set(PACK.statements[name].methods) - {"cu_iud"}}


def test_what_she_may_use_is_still_said() -> None:
    healthy = {**STROKE, "stroke_or_tia": "no"}
    starts = {"cont.start-any-time", "cont.start-injection-any-time", "cont.start-combined-any-time", "cont.hormone-coil-likewise"}
    assert starts <= {*plan(answered(healthy))}
    assert not starts & {*plan(answered(LOSS | {"days_since_loss": 14, "pregnancy_goal": "avoid"}, closed=False))}


# inducer-left-silent


@pytest.mark.parametrize(
    ("medicine", "called"),
    [
        ("carbamazepine", "carbamazepine"),
        ("Tegretol", "Tegretol"),
        ("topiramate", "topiramate"),
        ("rifabutin", "rifabutin"),
        ("rifamycin", "rifampicin or rifabutin"),
        ("st_johns_wort", "St John's wort"),
        ("efavirenz", "efavirenz"),
    ],
)
def test_inducer_left_silent_no_more(medicine: str, called: str) -> None:
    facts: Facts = {**LOSS, "loss_kind": "abortion", "days_since_loss": 12, "pregnancy_goal": "avoid", "age": 24, "medicines": [medicine]}
    offers, text = methods(facts), on_one_line(" ".join(methods_lines(answered(facts))))
    for name, one in offers.items():
        assert one["against"] is (name in ("implant", "pop", "coc", "patch", "ring")), name
        said = next(line["text"] for line in one["says"] if line["id"] == "med.inducers-uk")
        assert f"work less with {called}, so UK advice is against them" in said
        assert "It does not make coils or the injection work less" in said
        assert not (one["against"] and one["start"]["statements"])
        assert said in text


def test_lamotrigine_is_named_beside_combined_methods() -> None:
    offers = methods({**LOSS, "days_since_loss": 12, "medicines": ["Lamictal"]})
    for name, one in offers.items():
        combined = name in ("coc", "patch", "ring")
        assert one["against"] is combined
        assert ("med.lamotrigine-combined" in one["cautions"]) is combined
        assert ("med.lamotrigine-progestogen" in one["cautions"]) is not combined


def test_a_medicine_that_only_may_weaken_is_no_advice_against() -> None:
    """A boosted HIV medicine or one nobody knows: said, or left open, and no start where the guideline has no category."""
    for medicine in ("ritonavir", "blurbozin"):
        assert not any(one["against"] for one in methods({**LOSS, "days_since_loss": 12, "medicines": [medicine]}).values())


# emergency-plan-against-its-table


def test_emergency_plan_against_its_table_no_more_with_rifamycin_at_85_hours() -> None:
    facts: Facts = {**LOSS, **SEX, "management": "waited", "days_since_loss": 16, "age": 28, "medicines": ["rifamycin"]}
    said = plan(answered({**facts, "hours_since_unprotected_sex": 85}))
    assert {"cont.ec-copper-coil", "ec.ulipristal-not-with-inducers"} <= {*said}
    assert not {"cont.ec-ulipristal", "cont.ec-past-levonorgestrel", "cont.ec-which-kind"} & {*said}
    early = plan(answered({**facts, "hours_since_unprotected_sex": 30}))
    assert {"cont.ec-copper-coil", "ec.ulipristal-not-with-inducers", "cont.ec-levonorgestrel"} <= {*early}


def test_emergency_plan_against_its_table_no_more_25_days_after_a_stillbirth() -> None:
    facts: Facts = {**LOSS, **SEX, "loss_kind": "later_loss", "weeks_pregnant": 33, "days_since_loss": 25, "age": 35}
    said = plan(answered({**facts, "hours_since_unprotected_sex": 15}))
    assert {"ec.copper-not-before-four-weeks", "cont.ec-ulipristal", "cont.ec-levonorgestrel"} <= {*said}
    assert not {"cont.ec-copper-coil", "cont.ec-coil-not-if"} & {*said}
    later = plan(answered({**facts, "days_since_loss": 28, "hours_since_unprotected_sex": 15}))
    assert "cont.ec-copper-coil" in later


def test_the_text_tells_the_kinds_with_the_hours_left() -> None:
    facts: Facts = {**LOSS, **SEX, "management": "waited", "days_since_loss": 16, "age": 28, "hours_since_unprotected_sex": 30}
    text = on_one_line(" ".join(methods_lines(answered(facts))))
    for words in ("Copper coil: may still help", "Ulipristal pill: may still help", "Levonorgestrel pill: may still help"):
        assert words in text
    assert "Hours left: about 90." in text
    assert "Hours left: about 42." in text


# pill-weaker-after-bypass-unsaid


def test_pill_weaker_after_bypass_is_said() -> None:
    facts: Facts = {**LOSS, **SEX, "management": "waited", "days_since_loss": 17, "age": 34, "hours_since_unprotected_sex": 33}
    bypass = {**facts, "bariatric_surgery_ever": "yes", "bariatric_surgery": "malabsorptive"}
    said = {"ec.copper-after-weight-operation", "ec.pills-after-weight-operation"}
    assert said <= {*plan(answered(bypass))}
    assert not said & {*plan(answered(facts))}
    kinds = {one["kind"]: one["statements"] for one in answered(bypass).to_dict()["emergency_contraception"]}
    assert "ec.pills-after-weight-operation" in kinds["ulipristal"]
    assert "ec.pills-after-weight-operation" in kinds["levonorgestrel"]
    offers = methods(bypass)
    assert {name for name, one in offers.items() if "med.pills-after-weight-operation" in one["cautions"]} == {"pop", "coc"}


# protected-at-once-too-wide


@pytest.mark.parametrize(
    ("guideline", "method", "day", "kind", "condoms"),
    [
        ("uk", "pop", 0, None, 0),
        ("uk", "pop", 1, None, 7),
        ("uk", "pop", 4, None, 7),
        ("uk", "pop", 4, "desogestrel_or_older_mini_pill", 0),
        ("uk", "pop", 5, "desogestrel_or_older_mini_pill", 0),
        ("uk", "pop", 4, "drospirenone", 7),
        ("uk", "pop", 0, "drospirenone", 0),
        ("uk", "coc", 4, None, 7),
        ("uk", "coc", 4, "usual_combined", 0),
        ("uk", "coc", 4, "qlaira_zoely_or_drovelis", 7),
        ("uk", "coc", 4, "desogestrel_or_older_mini_pill", 7),
        ("uk", "implant", 5, None, 0),
        ("uk", "implant", 6, None, 7),
        ("who", "implant", 0, None, 0),
        ("who", "implant", 1, None, 7),
        ("who", "pop", 0, None, 0),
        ("who", "pop", 1, None, 2),
        ("who", "coc", 7, None, 7),
    ],
)
def test_protected_at_once_only_where_the_kind_is_known(guideline: str, method: str, day: int, kind: str | None, condoms: int) -> None:
    facts: Facts = {**LOSS, "loss_kind": "abortion", "days_since_loss": day, "pregnancy_goal": "avoid", "age": 23}
    start = methods(facts | ({"pill_kind": kind} if kind else {}), guideline)[method]["start"]
    assert (start["from_day"], start["extra_precautions_days"]) == (0, condoms)


@pytest.mark.parametrize(
    ("guideline", "method", "day", "breastfeeding", "begins", "condoms"),
    [
        ("who", "implant", 20, "no", 0, 0),
        ("who", "implant", 21, "no", 0, 7),
        ("who", "implant", 20, "yes", 0, 7),
        ("who", "dmpa", 20, "no", 0, 0),
        ("who", "dmpa", 21, "no", 0, 7),
        ("who", "dmpa", 20, "yes", 0, 7),
        ("who", "pop", 20, "no", 0, 0),
        ("who", "pop", 21, "no", 0, 2),
        ("who", "pop", 20, "yes", 0, 2),
        ("who", "coc", 21, "no", 21, 7),
        ("who-2015", "implant", 20, "no", 0, 7),
        ("who-2015", "pop", 20, "no", 0, 7),
        ("who-2015", "dmpa", 20, "no", 0, 7),
        ("who-2015", "dmpa", 42, "yes", 42, 7),
    ],
)
def test_from_24_weeks_the_start_follows_the_edition(
    guideline: str, method: str, day: int, breastfeeding: str, begins: int, condoms: int
) -> None:
    """WHO SPR 2025 names the time after a birth; for the edition before none was read, so the longest stands."""
    facts: Facts = {**LOSS, "loss_kind": "later_loss", "weeks_pregnant": 30, "days_since_loss": day, "age": 30}
    start = methods({**facts, "breastfeeding": breastfeeding}, guideline)[method]["start"]
    assert (start["from_day"], start["extra_precautions_days"]) == (begins, condoms)


def test_the_injection_while_breastfeeding_follows_the_edition() -> None:
    facts: Facts = {**LOSS, "loss_kind": "later_loss", "weeks_pregnant": 30, "days_since_loss": 41, "age": 30, "breastfeeding": "yes"}
    now, before = methods(facts, "who")["dmpa"], methods(facts, "who-2015")["dmpa"]
    assert (now["low"], now["high"]) == (2, 2)
    assert (before["low"], before["high"]) == (3, 3)
    assert "start.who-injection-waits-when-breastfeeding" not in now["start"]["statements"]
    assert not before["start"]["statements"]


def test_the_kinds_of_pill_are_named() -> None:
    facts: Facts = {**LOSS, "loss_kind": "abortion", "days_since_loss": 4, "pregnancy_goal": "avoid", "age": 23}
    offers = methods(facts)
    assert any("drospirenone" in line["text"] for line in offers["pop"]["says"])
    assert any("Qlaira, Zoely and Drovelis" in line["text"] for line in offers["coc"]["says"])
    assert "cont.pill-kinds-that-take-longer" in plan(answered(facts))
    assert "pill_kind" not in answered(facts, closed=False).ask_next


# late-abortion-read-as-early


def test_late_abortion_read_as_early_no_more() -> None:
    facts: Facts = {**LOSS, "loss_kind": "abortion", "days_since_loss": 8, "weeks_pregnant": 27, "management": "medicine", "age": 29}
    offers = methods({**facts, "pregnancy_goal": "avoid", "smoker": "never"})
    assert {name: offers[name]["category"] for name in ("coc", "patch", "ring", "cu_iud", "lng_iud")} == dict.fromkeys(
        ("coc", "patch", "ring", "cu_iud", "lng_iud"), 3
    )


@pytest.mark.parametrize("guideline", PACK.info.guidelines)
def test_from_24_weeks_the_methods_follow_the_weeks_and_not_the_word(guideline: str) -> None:
    random = Random(24)
    for _ in range(60):
        facts: Facts = {"guide": "after_loss", "weeks_pregnant": random.choice((24, 25, 30, 41)), "management": "surgery"}
        facts |= {"days_since_loss": random.choice((0, 1, 2, 20, 21, 27, 28, 42, 43, 200)), "breastfeeding": random.choice(("yes", "no"))}
        facts |= random.choice(({}, {"septic_loss": "yes"}, {"smoker": "current"}, {"clot_past": "yes"}, {"using_now": "pop"}))
        told = [methods({**facts, "loss_kind": kind}, guideline) for kind in ("later_loss", "abortion", "miscarriage")]
        assert told[0] == told[1] == told[2], facts


def test_at_23_weeks_the_word_counts_and_a_word_against_the_weeks_is_read_carefully() -> None:
    facts: Facts = {**LOSS, "days_since_loss": 8, "age": 29}
    before = methods({**facts, "loss_kind": "abortion", "weeks_pregnant": 23})["coc"]
    assert (before["low"], before["high"]) == (1, 1)
    apart = methods({**facts, "loss_kind": "later_loss", "weeks_pregnant": 23})["coc"]
    assert (apart["low"], apart["high"]) == (1, 3)
    assert not apart["start"]["statements"]


# A method in use that the guideline is against, or that works less


AURA: Facts = {"has_migraine": "yes", "migraine": "with_aura"}
FALLING: Facts = {"loss_kind": "molar", "molar_follow_up": "in_progress", "molar_hcg": "decreasing"}


@pytest.mark.parametrize(
    ("using", "told", "guideline"),
    [
        *(("coc", AURA, one) for one in PACK.info.guidelines),
        ("coc", {"age": 36, "smoker": "current", "cigarettes_per_day": 20}, "uk"),
        ("lng_iud", {"breast_concern": "yes", "breast_cancer": "current"}, "uk"),
        ("cu_iud", FALLING, "uk"),
        ("pop", {"medicines": ["carbamazepine"]}, "uk"),
        ("implant", {"medicines": ["phenobarbital"]}, "uk"),
        ("coc", {"medicines": ["lamotrigine"]}, "uk"),
        ("implant", {"medicines": ["rifampicin"]}, "us"),
        ("implant", {"medicines": ["rifampicin"]}, "who"),
    ],
)
def test_a_method_in_use_that_is_ruled_out_or_weakened_is_not_said_to_go_on(using: str, told: Facts, guideline: str) -> None:
    facts: Facts = {**LOSS, "days_since_loss": 20, "pregnancy_goal": "avoid", "age": 30, "using_now": using, **told}
    said = plan(answered(facts, guideline))
    assert {"cont.answer-ask-before-going-on", "cont.ask-before-going-on"} <= {*said}
    assert not [one for one in said if PACK.statements[one].going_on]


def test_a_method_in_use_that_suits_her_goes_on() -> None:
    facts: Facts = {**LOSS, "days_since_loss": 20, "pregnancy_goal": "avoid", "age": 30, "using_now": "coc", "systolic_mmhg": 110}
    assert {"cont.answer-using", "cont.probably-protected", "cont.keep-using"} <= {*plan(answered({**facts, "diastolic_mmhg": 70}))}


# The clock of emergency contraception, and what comes first


def test_where_no_kind_is_left_she_is_told_so_and_sent_on() -> None:
    facts: Facts = {**LOSS, **SEX, "days_since_loss": 20, "hours_since_unprotected_sex": 90, "septic_loss": "yes"}
    said = plan(answered({**facts, "medicines": ["carbamazepine"]}))
    assert {"cont.answer-no-kind-left", "cont.ec-no-kind-left"} <= {*said}
    assert not {"cont.answer-emergency", "cont.ec-act-now"} & {*said}


def test_no_kind_is_praised_while_she_may_be_pregnant_again() -> None:
    facts: Facts = {**LOSS, **SEX, "days_since_loss": 60, "hours_since_unprotected_sex": 20, "period_back": "yes"}
    found = answered({**facts, "pregnancy_test": "positive", "pregnancy_test_day": 59})
    assert {one.status for one in found.emergency()} == {"not_advised"}


@pytest.mark.parametrize("guideline", PACK.info.guidelines)
def test_hormones_wait_after_ulipristal(guideline: str) -> None:
    facts: Facts = {**LOSS, **SEX, "days_since_loss": 20, "emergency_contraception_taken": "ulipristal", "age": 30}
    soon = methods({**facts, "hours_since_unprotected_sex": 240}, guideline)
    assert [soon[one]["start"]["from_day"] for one in ("implant", "dmpa", "pop", "coc", "patch", "ring")] == [None] * 6
    later = methods({**facts, "hours_since_unprotected_sex": 241}, guideline)
    assert later["implant"]["start"]["from_day"] == 0


@pytest.mark.parametrize("guideline", PACK.info.guidelines)
def test_nothing_starts_before_the_miscarriage_has_begun(guideline: str) -> None:
    facts: Facts = {**LOSS, "management": "waited", "days_since_loss": 6, "pregnancy_goal": "avoid", "age": 30}
    assert {one["start"]["from_day"] for one in methods({**facts, "has_begun": "no"}, guideline).values()} == {None}
    assert methods(facts, guideline)["implant"]["start"]["from_day"] == 0


def test_a_coil_in_use_is_named_and_not_said_to_wait() -> None:
    facts: Facts = {**LOSS, "management": "waited", "days_since_loss": 3, "pregnancy_goal": "avoid", "using_now": "cu_iud"}
    said = plan(answered({**facts, "loss_complete": "not_confirmed", "sti_now": "chlamydia_gonorrhoea_or_cervicitis"}))
    assert {"rec.tell-coil-in", "cont.check-threads"} <= {*said}
    assert not {"cont.coil-not-before-empty", "cont.answer-none"} & {*said}


@pytest.mark.parametrize("guideline", PACK.info.guidelines)
def test_combined_methods_wait_after_a_molar_pregnancy_of_24_weeks(guideline: str) -> None:
    facts: Facts = {**LOSS, "loss_kind": "molar", "molar_follow_up": "finished", "age": 30, "days_since_loss": 41}
    assert methods({**facts, "weeks_pregnant": 24}, guideline)["coc"]["start"]["from_day"] is None
    assert methods({**facts, "weeks_pregnant": 23}, guideline)["coc"]["start"]["from_day"] == 0
    assert methods({**facts, "weeks_pregnant": 24, "days_since_loss": 42}, guideline)["coc"]["start"]["from_day"] == 0


def test_the_wait_after_an_ectopic_pregnancy_ends_with_two_periods() -> None:
    facts: Facts = {
        "guide": "after_loss",
        "loss_kind": "ectopic",
        "ectopic_treatment": "surgery",
        "weeks_pregnant": 7,
        "period_back": "yes",
    }
    facts |= {"days_since_loss": 100, "pregnancy_goal": "try_now"}
    assert "cont.tell-unit-before-trying" in plan(answered({**facts, "periods_since_loss": 1}))
    assert "cont.tell-unit-before-trying" not in plan(answered({**facts, "periods_since_loss": 2}))


# The properties


def on_one_line(text: str) -> str:
    return " ".join(text.split())


def breaks_of_c2(found: Guide) -> list[str]:
    """Where a start stands under a no, a category is not said in words, or the plan offers what the methods or the table rule out."""
    broken = []
    for one in found.methods():
        dated = one.start.from_day is not None or one.start.extra_days is not None
        no = one.high not in (1, 2) or one.against
        if no and (dated or one.start.statements):
            broken.append(f"{one.method.id}: a start under {one.low} to {one.high}")
        if one.high in (3, 4) and not one.meaning.startswith(("elig.category-", "elig.open-", "elig.once-")):
            broken.append(f"{one.method.id}: {one.high} is not said in words")
        if one.high in (3, 4) and one.low == one.high and one.meaning != f"elig.category-{one.high}":
            broken.append(f"{one.method.id}: {one.high} is said as {one.meaning}")
    usable = {one.method.id for one in found.methods() if can_start(one)}
    out = {one.kind.id for one in contraception.emergency(found.person) if one.ruled_out} if found.person else set()
    stops = any(one.phase == "continue" and (one.low not in (1, 2) or one.against or one.works_less) for one in found.methods())
    for name in plan(found):
        said = found.pack.statements[name]
        broken += [f"{name} says that a method goes on"] * (stops and bool(said.going_on))
        broken += [f"{name} in the plan"] * (not set(said.methods) <= usable) + [f"{name} offers {out}"] * bool(set(said.kinds) & out)
    return broken


def breaks_of_c7(found: Guide) -> list[str]:
    """Where JSON and text do not say the same of a method, whole; the page's cards: tests/page/test_methods_page.py."""
    broken = []
    text, answer = on_one_line(" ".join(methods_lines(found))), found.to_dict()
    for one in answer.get("methods", ()):
        broken += [f"{one['method']}: {line['id']} is not in the text" for line in one["says"] if on_one_line(line["text"]) not in text]
    for kind in answer.get("emergency_contraception", ()):
        broken += [f"{line['id']} is not in the text" for line in kind["says"] if on_one_line(line["text"]) not in text]
    broken += [f"{line['id']} is not in the text" for line in answer.get("medicines", ()) if on_one_line(line["text"]) not in text]
    return broken


def people_of(count: int, seed: int) -> list[Guide]:
    """Random people, half of them with most of their health told, so that something can start."""
    found = []
    for place, one in enumerate(states(3 * count, seed)):
        try:
            found.append(answered(one["facts"], one["guideline"], closed=place % 2 == 0))
        except BadFacts:
            continue
        if len(found) == count:
            break
    return found


def test_no_start_under_a_no_for_random_people() -> None:
    """C2 for 400 people; the slow tests of both editions tell the same of many more."""
    people = people_of(400, seed=2)
    assert [(one.told.values, broken) for one in people if (broken := breaks_of_c2(one))] == []
    offers = [offer for one in people for offer in one.methods()]
    assert any(can_start(offer) and offer.start.statements for offer in offers)
    assert {(3, 3), (4, 4), (None, None), (3, 4)} <= {(offer.low, offer.high) for offer in offers}


def test_one_voice_for_random_people() -> None:
    people = people_of(120, seed=7)
    assert [(one.told.values, broken) for one in people if (broken := breaks_of_c7(one))] == []


def test_a_planted_start_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    made = contraception._offer

    def planted(*given: Any) -> Offer:
        offer = made(*given)
        return replace(offer, start=contraception._start(given[0], offer.method))

    monkeypatch.setattr(contraception, "_offer", planted)
    assert any("a start under" in one for one in breaks_of_c2(answered(STROKE)))


def test_a_planted_sentence_of_the_plan_is_found() -> None:
    """Take the methods off a sentence, and the property, which reads the pack as it is, finds it in the plan of a woman with a stroke."""
    bare = {**PACK.statements, "cont.start-combined-any-time": replace(PACK.statements["cont.start-combined-any-time"], methods=())}
    found = answered(STROKE, pack=replace(PACK, statements=bare))
    assert any("cont.start-combined-any-time" in one for one in breaks_of_c2(replace(found, pack=PACK)))


def test_a_planted_offer_of_a_kind_is_found() -> None:
    bare = {**PACK.statements, "cont.ec-ulipristal": replace(PACK.statements["cont.ec-ulipristal"], kinds=())}
    facts: Facts = {**LOSS, **SEX, "management": "waited", "days_since_loss": 16, "medicines": ["rifamycin"]}
    found = answered({**facts, "hours_since_unprotected_sex": 30}, pack=replace(PACK, statements=bare))
    assert any("cont.ec-ulipristal" in one for one in breaks_of_c2(replace(found, pack=PACK)))


def test_a_caution_left_out_of_an_interface_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    found = answered({**LOSS, "days_since_loss": 12, "medicines": ["carbamazepine"]})
    assert breaks_of_c7(found) == []
    caution = found.voice.say("med.inducers-uk")
    whole = on_one_line(" ".join(methods_lines(found)))
    assert caution in whole
    monkeypatch.setattr("tests.test_methods_one_voice.methods_lines", lambda guide: [whole.replace(caution, "")])
    assert breaks_of_c7(found)


# No id in a view

VIEWS = Path(contraception.__file__).parent
LITERAL = re.compile(r"""["'`]([a-z][a-z0-9_]*)["'`]""")
IDS = {*HELD.offered, *PACK.info.guidelines}


def test_no_method_guideline_or_health_fact_stands_in_a_view() -> None:
    """C7: what is said to whom is the pack's. The facts are those of the questions about methods."""
    asked = {fact for one in PACK.pages if one.topic == contraception.TOPIC for fact in one.facts} - {"prefers", "medicines"}
    files = [VIEWS / "plain_text.py", VIEWS / "site" / "methods.py", VIEWS / "site" / "views.py"]
    files += sorted((VIEWS / "page" / "views").glob("*.js")) + sorted((VIEWS / "page" / "templates").glob("method*.html"))
    found = {(file.name, name) for file in files for name in LITERAL.findall(file.read_text(encoding="utf-8")) if name in IDS | asked}
    assert found == set()
    assert len(files) > 8
