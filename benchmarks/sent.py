"""How many plausible women are sent to someone: over-triage is a fault too.

10,000 made-up women after a loss are drawn with a fixed seed. Most are well; the shares below are our assumptions for this
measurement and no evidence. Each tells what the pages ask and nothing else counts (a closed world).

Run: python benchmarks/sent.py [WOMEN] [--json FILE]; with PYTHONPATH at an older checkout's `src` it measures that one.
Compare: python benchmarks/sent.py --compare BEFORE.json AFTER.json names each kind of woman whose urgency has changed, with counts.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

TODAY = date(2026, 11, 28)
SEED = 20261128
WOMEN = 10_000
LEVELS = ("self_care", "contact_soon", "urgent_same_day", "emergency")

KINDS = {"miscarriage": 62, "abortion": 26, "ectopic": 5, "later_loss": 4, "molar": 3}
MANAGEMENT = {"waited": 30, "medicine": 35, "surgery": 35}
DAYS = ((0, 2, 14), (3, 7, 20), (8, 14, 18), (15, 21, 12), (22, 42, 14), (43, 90, 10), (91, 365, 8), (366, 1000, 4))
"""Days since the loss: from, to, and of 100 women how many."""
SIGNS = {
    # Of 1,000 women, how many tell each.
    **{"fainted_or_collapsed": 4, "breathless_or_chest_pain": 4, "sepsis_signs": 3, "shoulder_tip_pain": 4, "large_clots": 15},
    **{"dizzy_or_lightheaded": 25, "feels_feverish": 20, "one_sided_pain": 12, "leg_swelling_or_pain": 6, "vomiting_or_diarrhoea": 15},
    **{"very_tired": 60, "still_feels_pregnant": 25, "self_harm_thoughts": 15, "self_harm_immediate": 2},
}
HEALTH = {
    "hypertension": ({"controlled": 20, "raised": 8, "past_not_checked": 6}, "none"),
    "clot_past": ({"yes": 5}, "no"),
    "clot_now": ({"yes": 2}, "no"),
    "epilepsy": ({"yes": 10}, "no"),
    "past_ectopic": ({"yes": 20}, "no"),
    "unexplained_vaginal_bleeding": ({"yes": 8}, "no"),
    "pelvic_infection": ({"past": 20, "current": 8}, "none"),
    "breast_condition": ({"undiagnosed_lump": 4, "benign": 20, "family_history": 40}, "none"),
    "breastfeeding": ({"yes": 30}, "no"),
    "high_bp_in_pregnancy": ({"yes": 30}, "no"),
}
USING = {"none": 700, "pop": 70, "coc": 70, "implant": 50, "lng_iud": 50, "cu_iud": 30, "dmpa": 25, "ring": 3, "patch": 2}
MEDICINES = {"": 800, "sertraline": 60, "levothyroxine": 30, "apixaban": 5, "lamotrigine": 8, "ferrous sulfate": 60, "salbutamol": 37}


def women(number: int) -> Iterator[dict[str, Any]]:
    """The made-up women, the same for the same number."""
    draw = random.Random(SEED)
    for _ in range(number):
        yield _woman(draw)


def _chosen(draw: random.Random, weights: dict[str, int]) -> str:
    return draw.choices(list(weights), list(weights.values()))[0]


def _woman(draw: random.Random) -> dict[str, Any]:
    kind = _chosen(draw, KINDS)
    low, high, _ = draw.choices(DAYS, [share for *_, share in DAYS])[0]
    days = draw.randint(low, high)
    told: dict[str, Any] = {"guide": "after_loss", "loss_kind": kind, "days_since_loss": days, "age": draw.randint(16, 46)}
    weeks = {"later_loss": (24, 40), "ectopic": (5, 9), "molar": (8, 13)}.get(kind, (5, 12) if draw.random() < 0.9 else (13, 23))
    told["weeks_pregnant"] = draw.randint(*weeks)
    if kind in ("miscarriage", "abortion", "molar"):
        told["management"] = (
            "surgery" if kind == "molar" else _chosen(draw, {**MANAGEMENT, "waited": 0} if kind == "abortion" else MANAGEMENT)
        )
        if kind != "molar":
            told["loss_complete"] = "confirmed" if draw.random() < min(0.95, 0.3 + days / 30) else "not_confirmed"
    if kind == "ectopic":
        told["ectopic_treatment"] = _chosen(draw, {"waited": 20, "methotrexate": 40, "surgery": 40})
    if kind == "molar":
        told["molar_follow_up"] = "in_progress" if draw.random() < max(0.05, 1 - days / 240) else "finished"
    told |= _bleeding(draw, days)
    told["pain"] = _chosen(
        draw, {"none": 70, "mild": 22, "moderate": 7, "severe": 1} if days < 15 else {"none": 95, "mild": 4, "moderate": 1}
    )
    told |= {name: "yes" for name, share in SIGNS.items() if draw.random() < share / 1000}
    if told.get("feels_feverish") and draw.random() < 0.6:
        told["temperature_c"] = round(draw.uniform(36.8, 39.2), 1)
    told["discharge"] = "smelly_or_unusual" if draw.random() < 0.02 else "usual"
    if days >= 21:
        told["pregnancy_test"] = _chosen(draw, {"not_done": 50, "negative": 44, "positive": 6})
        if told["pregnancy_test"] != "not_done":
            told["pregnancy_test_day"] = draw.randint(18, min(days, 365))
        told["period_back"] = "yes" if draw.random() < min(0.97, days / 60) else "no"
    told["rhesus"] = _chosen(draw, {"positive": 85, "negative": 15})
    if told["rhesus"] == "negative":
        told["anti_d_given"] = "yes" if draw.random() < 0.8 else "no"
    told["pregnancy_goal"] = _chosen(draw, {"avoid": 40, "try_now": 20, "try_later": 15, "not_sure": 20, "not_today": 5})
    if days > 10 and draw.random() < 0.4:
        told["had_sex_since_loss"] = "yes"
        if draw.random() < 0.3:
            told |= {"unprotected_sex_since_loss": "yes", "hours_since_unprotected_sex": draw.randint(2, 24 * min(days - 1, 30))}
    for name, (shares, otherwise) in HEALTH.items():
        told[name] = _chosen(draw, {**shares, otherwise: 1000 - sum(shares.values())})
    told["using_now"] = _chosen(draw, USING) if days > 2 else "none"
    if medicine := _chosen(draw, MEDICINES):
        told["medicines"] = [medicine]
    return told


def _bleeding(draw: random.Random, days: int) -> dict[str, Any]:
    """Her bleeding: less as days go by; from four weeks on mostly none, or a period."""
    if days < 15:
        weights = {"none": 5 + 5 * days, "spotting": 25, "light": 30, "like_a_period": max(4, 30 - 3 * days), "heavy": max(1, 6 - days)}
    else:
        weights = {"none": 80, "spotting": 6, "light": 6, "like_a_period": 7, "heavy": 1}
    told: dict[str, Any] = {"bleeding_now": _chosen(draw, weights)}
    if told["bleeding_now"] != "none":
        told["bleeding_course"] = _chosen(draw, {"settling": 70, "same": 20, "heavier": 4, "came_back": 6})
    if told["bleeding_now"] == "heavy":
        told |= {"pads_soaked_per_hour": _pads(draw), "hours_soaking": draw.randint(0, 3)}
    return told


def _pads(draw: random.Random) -> float:
    return draw.choices((0, 0.5, 1, 2, 3), (40, 40, 12, 6, 2))[0]


def measure(number: int) -> list[tuple[str, list[str], dict[str, Any]]]:
    """Of each woman the level of urgency, the rules behind it, and what she told."""
    from afterwards import load_pack
    from afterwards.guide import guide

    pack, found = load_pack(), []
    for told in women(number):
        answer = guide(told, today=TODAY, closed_world=True, pack=pack).answers["urgency"]
        found.append((answer.high, [one.id for one in answer.reasons if one.level == answer.high], told))
    return found


def compare(before: Path, after: Path) -> None:
    """Who is sent further, or less far, than before: by rule, with counts and one woman each."""
    first, second = (json.loads(path.read_text(encoding="utf-8")) for path in (before, after))
    sent = [sum(level != LEVELS[0] for level, *_ in many) for many in (first, second)]
    print(f"sent to anyone: {sent[0]} before, {sent[1]} after, of {len(first)}")
    changed: Counter[tuple[str, str, str]] = Counter()
    example: dict[tuple[str, str, str], Any] = {}
    for (old, rules, told), (new, now, _) in zip(first, second, strict=True):
        if old != new:
            kind = (old, new, " ".join(now if LEVELS.index(new) > LEVELS.index(old) else rules))
            changed[kind] += 1
            example.setdefault(kind, told)
    for (old, new, rules), count in changed.most_common():
        print(f"{count:5} {old} -> {new}: {rules}\n      such as {json.dumps(example[old, new, rules])}")


def main(arguments: list[str]) -> None:
    """Print how many are at each level, and write all of it where asked."""
    if arguments[:1] == ["--compare"]:
        compare(Path(arguments[1]), Path(arguments[2]))
        return
    out = Path(arguments[arguments.index("--json") + 1]) if "--json" in arguments else None
    number = int(arguments[0]) if arguments and arguments[0].isdigit() else WOMEN
    found = measure(number)
    levels = Counter(level for level, *_ in found)
    for level in LEVELS:
        print(f"{level}: {levels[level]} of {number}")
    if out:
        out.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
