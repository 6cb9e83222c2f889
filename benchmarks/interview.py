"""How long the interview is: simulated women answer its pages until nothing more matters.

Their histories are drawn by `SHARES`, which are our assumptions for this measurement and no evidence.
Each woman answers what she is asked, by the page, from the start page to the end of the comparison of methods. At the end every
settled category is compared with the one her whole history gives: an unasked fact may not have changed it.

Run: python benchmarks/interview.py [WOMEN]
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

from afterwards.guide import Guide, guide
from afterwards.interview import facts_shown, next_page
from afterwards.pack import load_pack
from afterwards.pack.model import Entry

PACK = load_pack()
TODAY = date(2026, 11, 24)
SHARES: dict[str, float] = {
    # Of 100 women, how many have it: assumed.
    **{"smoker": 14, "hypertension": 4, "has_migraine": 15, "headache_not_migraine": 15, "depression": 15, "iron_deficiency": 10},
    **{"heavy_periods": 12, "very_painful_periods": 10, "irregular_bleeding": 8, "endometriosis": 6, "womb_condition": 6},
    **{"breast_concern": 5, "cervix_condition": 4, "liver_or_gallbladder": 4, "has_diabetes": 3, "operation_or_immobile": 2},
    **{"clot_in_family": 4, "varicose_veins": 8, "high_bp_in_pregnancy": 4, "past_ectopic": 2, "epilepsy": 1, "dyslipidaemia": 3},
    **{"bowel_disease": 1, "thrombophilia": 1, "clot_past": 1, "breastfeeding": 3, "pelvic_infection_ever": 3, "infection_now": 2},
}
RARE = 0.4
"""Of 100, how many have any other condition: assumed."""
NOT_SURE = 0.02
"""The share of questions about health that she cannot answer: assumed."""


class Woman:
    """One history: what she would answer to any question, drawn as it is asked and kept."""

    def __init__(self, seed: int, *, healthy: bool = False) -> None:
        self._draw = random.Random(seed)
        self._healthy = healthy
        self.facts: dict[str, Any] = {}

    def answer(self, entry: Entry) -> object:
        """Her answer to one question."""
        if entry.name not in self.facts:
            self.facts[entry.name] = self._drawn(entry)
        return self.facts[entry.name]

    def _drawn(self, entry: Entry) -> object:
        draw, fixed = self._draw, _FIXED.get(entry.name)
        if fixed is not None:
            return draw.choice(fixed)
        if not self._healthy and draw.random() < NOT_SURE:
            return "unknown"
        if entry.kind == "number":
            return _number(draw, entry)
        if entry.kind == "list":
            taken = draw.choices([[], ["paracetamol"], ["sertraline"], ["carbamazepine"], ["lamotrigine"]], [80, 8, 9, 2, 1])[0]
            return [] if self._healthy or entry.name != "medicines" else taken
        has_it = not self._healthy and draw.random() * 100 < SHARES.get(entry.name, RARE)
        others = [value for value in entry.values if value != entry.absent]
        if entry.absent is None or (entry.gate and entry.gate[0] not in _CIRCUMSTANCE):
            return draw.choice(others or [*entry.values])
        return draw.choice(others) if has_it else entry.absent


OTHER_WAYS = ("bmi", "days_since_loss", "days_since_unprotected_sex")
"""Facts that say in another way what she was asked: height and weight, a date, hours."""
_CIRCUMSTANCE = ("guide", "loss_kind")
_FIXED: dict[str, list[Any]] = {
    "guide": ["contraception_only"],
    "loss_kind": ["miscarriage"] * 8 + ["abortion"] * 2,
    "loss_date": ["2026-11-04", "2026-11-14", "2026-11-20"],
    "weeks_pregnant": [6, 7, 8, 9, 10, 12],
    "management": ["waited", "medicine", "surgery"],
    "loss_complete": ["confirmed"],
    "pregnancy_goal": ["avoid"],
    "unprotected_sex_since_loss": ["no"],
    "using_now": ["none"],
    "bleeding_now": ["none", "spotting"],
    "never_given_birth": ["yes", "no"],
    "days_since_birth": [400],
}


def _number(draw: random.Random, entry: Entry) -> float:
    middle, spread = {
        **{"age": (31, 6), "height_cm": (163, 7), "weight_kg": (68, 13), "systolic_mmhg": (122, 9), "diastolic_mmhg": (72, 7)},
        **{"cigarettes_per_day": (9, 5), "temperature_c": (36.8, 0.2), "diabetes_years": (6, 4)},
    }.get(entry.name, (entry.low, 1))
    # Not beyond two spreads: a height and a weight that no body has would be refused, and so would a lower pressure above the upper.
    drawn = min(max(draw.gauss(middle, spread), middle - 2 * spread), middle + 2 * spread)
    return round(min(max(drawn, entry.low), entry.high))


def walk(woman: Woman) -> tuple[Guide, int, dict[str, Any]]:
    """Her guide at the end, the pages she met (the start page with them) and what she told."""
    told: dict[str, Any] = {"guide": woman.answer(PACK.facts["guide"])}
    pages = 1
    while True:
        found = guide(told, today=TODAY, pack=PACK)
        page = next_page(found)
        if page is None:
            return found, pages, told
        pages += 1
        for entry in facts_shown(found, page):
            if entry.kind == "text" or entry.name in told:
                continue
            # Her answers on this page may bring a fact up, or rule it out.
            now = guide(told, today=TODAY, pack=PACK) if entry.gate and entry.gate[0] in page.facts else found
            if now.may_apply(entry.name):
                told[entry.name] = woman.answer(entry)


def changed(found: Guide, woman: Woman, told: dict[str, Any]) -> Iterator[str]:
    """Settled methods that her whole history would change."""
    for entry in PACK.facts.values():
        if entry.kind in ("choice", "yes_no", "number") and entry.name not in OTHER_WAYS and not entry.held and found.may_apply(entry.name):
            woman.answer(entry)
    whole = guide({name: value for name, value in woman.facts.items() if value != "unknown"} | told, today=TODAY, pack=PACK)
    for before, after in zip(found.methods(), whole.methods(), strict=True):
        if before.settled and (before.low, before.high) != (after.low, after.high):
            yield before.method.id


def main(women: int) -> None:
    """Prints median and 95th percentile of pages and facts, and how many settled answers an unasked fact would have changed."""
    start, wrong, open_at_end = time.perf_counter(), 0, 0
    pages: list[int] = []
    facts: list[int] = []
    for seed in range(women):
        woman = Woman(seed)
        found, met, told = walk(woman)
        pages.append(met)
        facts.append(len(told))
        open_at_end += any(not offer.settled for offer in found.methods())
        if seed % 20 == 0:
            wrong += len(list(changed(found, woman, told)))
        if seed % 500 == 499:
            print(f"{seed + 1} women, {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    healthy = [walk(Woman(seed, healthy=True))[1] for seed in range(20)]
    for name, counts in (("pages", pages), ("facts", facts)):
        print(f"{name}: median {statistics.median(counts)}, 95th percentile {sorted(counts)[int(0.95 * len(counts))]}")
    print(f"pages of a healthy woman: median {statistics.median(healthy)}")
    print(f"something left open, because she was not sure: {open_at_end} of {women}")
    print(f"settled answers that an unasked fact would have changed, in every 20th woman: {wrong}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
