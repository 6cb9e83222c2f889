"""Made-up people for `walk.py`: what each would answer to any question of the catalogue, and which signs she has today.

The shares are our assumptions for this measurement and no evidence. Every person has an answer to every fact, so that whoever walks a
question, in whatever order its pages come, meets the same person.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from afterwards.engine.rules import Condition
from afterwards.pack.entries import Entry
from afterwards.pack.model import Pack
from afterwards.person.told import UNKNOWN

TODAY = date(2026, 11, 24)
SEED = 20261124
NOT_SURE = 0.02
"""The share of facts that a person is not sure of."""
NOT_SURE_OF_ANYTHING = 0.1
"""The share of people who are not sure of anything; of every second of these the signs too."""
RARE = 0.4
"""Of 100, how many have any condition or sign that is not named below."""

KINDS = {"miscarriage": 60, "abortion": 22, "ectopic": 8, "molar": 5, "later_loss": 5}
DAYS = ((0, 2, 14), (3, 7, 20), (8, 14, 18), (15, 21, 12), (22, 42, 14), (43, 90, 10), (91, 365, 8), (366, 1000, 4))
"""Days since the loss: from, to, and of 100 people how many."""
MANAGEMENT = {"waited": 30, "medicine": 35, "surgery": 35}
PAIN_EARLY, PAIN_LATER = {"none": 70, "mild": 22, "moderate": 7, "severe": 1}, {"none": 95, "mild": 4, "moderate": 1}
COURSE = {"settling": 76, "same": 16, "heavier": 3, "came_back": 5}
GOALS = {"avoid": 40, "try_now": 20, "try_later": 15, "not_sure": 20, "not_today": 5}
MEDICINES = {
    **{"": 76, "paracetamol": 6, "sertraline": 6, "ferrous sulfate": 5, "levothyroxine": 3},
    **{"lamotrigine": 2, "carbamazepine": 1, "apixaban": 1},
}
SHARES: dict[str, float] = {
    # Of 100 people, how many say "yes", or something else than what is usual.
    **{"has_migraine": 15, "headache_not_migraine": 15, "depression": 15, "iron_deficiency": 10, "heavy_periods": 12, "smoker": 14},
    **{"very_painful_periods": 10, "irregular_bleeding": 8, "endometriosis": 6, "womb_condition": 6, "varicose_veins": 8},
    **{
        "hypertension": 4,
        "breast_concern": 5,
        "cervix_condition": 4,
        "liver_or_gallbladder": 4,
        "has_diabetes": 3,
        "operation_or_immobile": 2,
    },
    **{
        "epilepsy": 1,
        "clot_in_family": 4,
        "high_bp_in_pregnancy": 4,
        "past_ectopic": 2,
        "dyslipidaemia": 3,
        "thrombophilia": 1,
        "clot_past": 1,
    },
    **{"breastfeeding": 3, "pelvic_infection_ever": 3, "infection_now": 2, "new_or_other_partners": 8, "fertility_treatment": 4},
    **{"rhesus": 15, "has_begun": 6, "scan_shows_left": 4, "anaesthetic": 60, "molar_chemotherapy": 5, "bleeding_after_sex": 8},
    **{"pain_with_sex": 12, "libido": 50, "very_tired": 12, "low_placenta": 4, "cervix_problem": 2, "earlier_preterm_labour": 5},
    **{"told_to_avoid_sex": 4, "bleeding_in_pregnancy": 12, "dizzy_or_lightheaded": 2.5, "feels_feverish": 2, "large_clots": 1.5},
    **{"discharge": 2, "self_harm_thoughts": 1.5, "vomiting_or_diarrhoea": 1.5, "one_sided_pain": 1.2, "using_now": 30},
    **{"had_sex_since_loss": 40, "unprotected_sex_since_loss": 30, "method_at_conception": 30, "new_breast_lump": 1},
}
NUMBERS: dict[str, tuple[float, float]] = {
    # The middle and the spread.
    **{"age": (31, 6), "height_cm": (163, 7), "weight_kg": (68, 13), "systolic_mmhg": (118, 9), "diastolic_mmhg": (72, 7)},
    **{"temperature_c": (37.6, 0.6), "cigarettes_per_day": (9, 5), "diabetes_years": (6, 4), "losses_in_all": (1.4, 0.8)},
    **{"months_trying": (9, 6), "distress_weeks": (3, 3), "periods_since_loss": (1, 1), "hours_since_medicine": (60, 50)},
    **{"low_mood_score": (2, 1), "anxiety_score": (2, 1), "days_bleeding": (9, 6), "pads_soaked_per_hour": (0, 0.4)},
    **{"hours_soaking": (1, 0.6)},
}


@dataclass(frozen=True, slots=True)
class Walker:
    """One person: her answer to every fact, the signs that she has (and the lines that stand for them), and whether she is sure of any."""

    number: int
    facts: dict[str, Any]
    signs: tuple[str, ...]
    lines: tuple[str, ...]
    unsure: bool

    def as_data(self) -> dict[str, Any]:
        """As the page's program walks with her."""
        return {"facts": self.facts, "signs": [*self.signs], "lines": [*self.lines], "unsure": self.unsure}


def walkers(pack: Pack, number: int) -> Iterator[Walker]:
    """The made-up people; the first ones are the same, however many are asked for."""
    for place in range(number):
        yield _walker(pack, place)


def _walker(pack: Pack, number: int) -> Walker:
    draw = random.Random(f"{SEED}/{number}")
    if draw.random() < NOT_SURE_OF_ANYTHING:
        return Walker(number, dict.fromkeys(pack.facts, UNKNOWN), (), (), draw.random() < 0.5)
    facts = _circumstances(draw)
    for name, entry in pack.facts.items():
        drawn = facts[name] if name in facts else _drawn(draw, entry)
        facts[name] = UNKNOWN if draw.random() < NOT_SURE else _as_offered(entry, drawn)
    signs = tuple(sign for sign in pack.signs if all(_is(pack, facts, name, wanted) for name, wanted in sign.when.items()))
    return Walker(number, facts, tuple(one.id for one in signs), tuple(one.listed for one in signs), False)


def _circumstances(draw: random.Random) -> dict[str, Any]:
    """What happened, when, and how she is: what hangs together."""
    kind = _chosen(draw, KINDS)
    low, high, _ = draw.choices(DAYS, [share for *_, share in DAYS])[0]
    days = draw.randint(low, high)
    weeks = {"later_loss": (24, 40), "ectopic": (5, 9), "molar": (8, 13)}.get(kind, (5, 12) if draw.random() < 0.9 else (13, 23))
    tested = _chosen(draw, {"not_done": 50, "negative": 44, "positive": 6}) if days >= 21 else "not_done"
    facts: dict[str, Any] = {
        **{"guide": "after_loss", "loss_kind": kind, "loss_date": (TODAY - timedelta(days)).isoformat(), "days_since_loss": days},
        **{"weeks_pregnant": draw.randint(*weeks), "management": _chosen(draw, MANAGEMENT)},
        "loss_complete": "confirmed" if draw.random() < min(0.95, 0.3 + days / 30) else "not_confirmed",
        "ectopic_treatment": _chosen(draw, {"waited": 20, "methotrexate": 40, "surgery": 40}),
        "molar_follow_up": "in_progress" if draw.random() < max(0.05, 1 - days / 240) else "finished",
        "hcg_follow_up": "in_progress" if draw.random() < max(0.1, 1 - days / 60) else "discharged",
        "period_back": "yes" if draw.random() < min(0.97, days / 60) else "no",
        "bleeding_is_period": "yes" if days >= 21 and draw.random() < 0.5 else "no",
        "pain": _chosen(draw, PAIN_EARLY if days < 15 else PAIN_LATER),
        **{"pregnancy_test": tested, "pregnancy_test_day": min(days, 365), "anti_d_given": "yes" if draw.random() < 0.8 else "no"},
        **{"pregnancy_goal": _chosen(draw, GOALS), "hours_since_unprotected_sex": draw.randint(2, 24 * min(max(days, 1), 30))},
        "medicines": [name for name in [_chosen(draw, MEDICINES)] if name],
        "words_for_loss": "pregnancy_loss",
    }
    return facts | _bleeding(draw, days)


def _bleeding(draw: random.Random, days: int) -> dict[str, Any]:
    """Less as days go by; from three weeks on mostly none, or a period."""
    weights = {"none": 80, "spotting": 6, "light": 6, "like_a_period": 7, "heavy": 1}
    if days < 15:
        weights = {"none": 5 + 5 * days, "spotting": 25, "light": 30, "like_a_period": max(4, 30 - 3 * days), "heavy": max(1, 6 - days)}
    return {"bleeding_now": _chosen(draw, weights), "bleeding_course": _chosen(draw, COURSE)}


def _chosen(draw: random.Random, weights: dict[str, int]) -> str:
    return draw.choices(list(weights), list(weights.values()))[0]


def _drawn(draw: random.Random, entry: Entry) -> Any:
    if entry.kind == "number":
        middle, spread = NUMBERS.get(entry.name, (entry.low + 1, 1))
        # Not beyond two spreads: a height and a weight that no body has would be refused.
        number = min(max(draw.gauss(middle, spread), middle - 2 * spread), middle + 2 * spread)
        return round(min(max(number, entry.low), entry.high), 0 if entry.whole else 1)
    if entry.kind in ("list", "levels"):
        return []
    if entry.kind == "date":
        return UNKNOWN
    if not entry.values:
        return "Isla"
    others = [value for value in entry.values if value != entry.absent]
    has_it = draw.random() * 100 < SHARES.get(entry.name, 20 if entry.absent is None else RARE)
    if entry.absent is None or (entry.gate and entry.gate[0] not in ("guide", "loss_kind") and len(others) > 1):
        return draw.choice(others or [*entry.values])
    return draw.choice(others) if has_it else entry.absent


def _as_offered(entry: Entry, value: Any) -> Any:
    """A number that is asked as cards is the one of its card, the highest that is not above it; a whole one is written so."""
    if isinstance(value, str | list):
        return value
    if entry.cards:
        value = max((float(card) for card in entry.cards if float(card) <= value), default=min(map(float, entry.cards)))
    return int(value) if value == int(value) else value


def _is(pack: Pack, facts: dict[str, Any], name: str, wanted: Condition) -> bool:
    classes = pack.table.classes[name]
    return facts[name] != UNKNOWN and bool(classes.of(facts[name]) & classes.meeting(wanted)) and _concerns(pack, facts, name)


def _concerns(pack: Pack, facts: dict[str, Any], name: str) -> bool:
    """Whether it can be so of her: no follow-up of a molar pregnancy after a miscarriage. Which guide is asked is the question's own."""
    gate = pack.facts[name].gate
    return gate is None or gate[0] == "guide" or _is(pack, facts, *gate)
