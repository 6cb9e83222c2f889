"""What she told at another time: hours and days are counted on, what is true of one day alone is not known on the next."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from afterwards.cli import main
from afterwards.errors import BadFacts
from afterwards.guide import Guide, guide
from afterwards.loading import load_pack
from afterwards.person.told import read_facts

PACK = load_pack()
KEPT = "2026-11-28T10:00"
SEX = {"guide": "after_loss", "loss_date": "2026-11-01", "had_sex_since_loss": "yes", "unprotected_sex_since_loss": "yes"}
HERS = {
    **SEX,
    "loss_kind": "miscarriage",
    "hours_since_unprotected_sex": 60,
    "pregnancy_goal": "avoid",
    "bleeding_now": "light",
    "pain": "mild",
    "pregnancy_test": "not_done",
}


def told(facts: dict[str, Any], now: str, told_at: object = KEPT) -> Any:
    moment = datetime.fromisoformat(now)
    return read_facts(PACK, {**facts, "told_at": told_at}, moment.date(), moment)


def at(facts: dict[str, Any], now: str, told_at: object = KEPT, *, closed: bool = False) -> Guide:
    moment = datetime.fromisoformat(now)
    return guide({**facts, "told_at": told_at}, today=moment.date(), now=moment, closed_world=closed)


def kinds(found: Guide) -> dict[str, str]:
    return {one["kind"]: one["status"] for one in found.to_dict().get("emergency_contraception", [])}


@pytest.mark.parametrize(
    ("now", "hours", "status"),
    [
        ("2026-11-28T10:00", 60, "may_help"),
        ("2026-11-28T21:59", 71 + 59 / 60, "may_help"),
        ("2026-11-28T22:00", 72, "may_help"),
        ("2026-11-28T22:01", 72 + 1 / 60, "too_late"),
    ],
)
def test_hours_are_counted_on_to_the_minute(now: str, hours: float, status: str) -> None:
    """C8: on both sides of the 72 hours of levonorgestrel."""
    found = at(HERS, now)
    assert found.told.hours == pytest.approx(hours)
    assert kinds(found)["levonorgestrel"] == status


def test_without_a_moment_of_reading_the_day_counts_to_its_end() -> None:
    """The careful end for a clock: told in the morning, the whole day may have passed."""
    found = guide({**HERS, "told_at": KEPT}, today=date(2026, 11, 28))
    assert found.told.hours == 74
    assert kinds(found)["levonorgestrel"] == "too_late"
    assert guide(HERS, today=date(2026, 11, 28)).told.hours == 60, "told now"


@pytest.mark.parametrize(("now", "days"), [("2026-11-28T23:59", 3), ("2026-11-29T00:00", 4), ("2026-12-03T09:00", 8)])
def test_days_are_counted_on_by_the_calendar(now: str, days: int) -> None:
    facts = {"days_since_bleeding_stopped": 3, "days_since_loss": 3, "days_since_unprotected_sex": 3, "days_since_birth": 3}
    found = told(facts, now)
    assert {name: found.values[name] for name in facts} == dict.fromkeys(facts, days)
    assert found.loss_date == date(2026, 11, 25)


def test_a_number_stays_at_the_top_of_its_range() -> None:
    found = told({"hours_since_unprotected_sex": 2000, "days_since_loss": 1000}, "2027-04-01T09:00")
    assert found.values == {"hours_since_unprotected_sex": 2160, "days_since_loss": 1095}


def test_what_does_not_grow_is_left_alone() -> None:
    facts = {"weeks_pregnant": 9, "age": 30, "loss_kind": "miscarriage", "pregnancy_test_day": 21, "loss_date": "2026-11-01"}
    assert told(facts, "2027-01-05T09:00").values == {**facts, "loss_date": date(2026, 11, 1)}


@pytest.mark.parametrize("closed", [False, True])
def test_signs_of_another_day_are_not_known_and_asked_first(closed: bool) -> None:
    """Also in a closed world: she did tell something, so it is not absent."""
    found = at({**HERS, "fainted_or_collapsed": "no", "sepsis_signs": "unknown"}, "2026-12-03T10:00", closed=closed)
    assert found.told.lapsed == {"bleeding_now", "pain", "fainted_or_collapsed", "sepsis_signs"}
    assert set(found.ask_next[:4]) == found.told.lapsed
    assert set(found.to_dict()["told_on_another_day"]) == found.told.lapsed
    urgency = found.answers["urgency"]
    assert (urgency.low, urgency.high) == ("self_care", "emergency")
    assert not any("bleeding_now" in reason.needs and reason.certain for reason in urgency.reasons)


def test_signs_of_the_same_day_count() -> None:
    found = at(HERS, "2026-11-28T23:00", closed=True)
    assert not found.told.lapsed
    assert "told_on_another_day" not in found.to_dict()
    assert "bleeding_now" in found.told.values


def test_a_sign_that_cannot_be_hers_is_not_asked_again() -> None:
    """Told today that the bleeding has stopped, its course of yesterday does not apply any more."""
    facts = {**HERS, "bleeding_now": "none", "bleeding_course": "heavier"}
    moments = {"bleeding_now": "2026-11-29T09:00", "bleeding_course": KEPT}
    for closed in (False, True):
        assert "bleeding_course" not in at(facts, "2026-11-29T10:00", moments, closed=closed).ask_next


def test_each_fact_has_its_own_moment_and_those_without_were_told_now() -> None:
    found = told({"hours_since_unprotected_sex": 5, "days_since_loss": 3, "pain": "mild"}, "2026-11-30T10:00", {"days_since_loss": KEPT})
    assert found.values == {"hours_since_unprotected_sex": 5, "days_since_loss": 5, "pain": "mild"}


def test_a_finding_that_lapses_lowers_nothing_below_what_it_may_be() -> None:
    """Every finding that lapses leaves its careful end possible."""
    for name, entry in PACK.facts.items():
        if entry.ages != "today" or name not in PACK.table.classes:
            continue
        for value in entry.values or (entry.low, entry.high):
            facts = {"guide": "pregnant" if name in ("waters_broken", "contractions", "baby_moving_less") else "after_loss", name: value}
            today, later = (at(facts, now).answers["urgency"].high for now in (KEPT, "2026-12-03T10:00"))
            scale = PACK.decisions["urgency"].scale
            assert scale.index(later) >= scale.index(today), (name, value)


@pytest.mark.parametrize(
    ("told_at", "said"),
    [
        ("2026-12-01T10:00", "told_at: 2026-12-01T10:00 lies after now, 2026-11-28T12:00."),
        ({"pain": "2026-12-01T10:00"}, "told_at: pain: 2026-12-01T10:00 lies after now, 2026-11-28T12:00."),
        ({"pains": KEPT}, "told_at: pains: there is no such fact."),
        ("yesterday", "told_at: 'yesterday' is not a moment."),
        ("2026-11-28", "told_at: '2026-11-28' is not a moment."),
        ("2026-02-30T10:00", "told_at: '2026-02-30T10:00' is not a moment."),
        (None, "told_at: 'None' is not a moment."),
        (["2026-11-28T10:00"], "told_at: '['2026-11-28T10:00']' is not a moment."),
    ],
)
def test_a_moment_that_cannot_be_is_refused_by_name(told_at: object, said: str) -> None:
    with pytest.raises(BadFacts, match="told_at") as refused:
        told(HERS, "2026-11-28T12:00", told_at)
    (error,) = refused.value.errors
    assert (error.fact, error.message) == ("told_at", said)
    assert error.remedy


def test_all_moments_that_are_wrong_are_named_with_the_other_faults() -> None:
    with pytest.raises(BadFacts) as refused:
        told({"pain": "bad"}, KEPT, {"pain": "x", "age": "y"})
    assert [error.fact for error in refused.value.errors] == ["pain", "told_at", "told_at"]


@pytest.mark.parametrize("now", [datetime(2026, 11, 27, 10), datetime.fromisoformat("2026-11-28T10:00+01:00")])
def test_a_now_of_another_day_or_zone_is_refused(now: datetime) -> None:
    with pytest.raises(BadFacts, match="now: "):
        guide(HERS, today=date(2026, 11, 28), now=now)


def test_the_command_takes_the_moment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "hers.json"
    file.write_text(json.dumps({**HERS, "told_at": KEPT}), encoding="utf-8")
    for now, status in (("2026-11-28T22:00", "may_help"), ("2026-11-28T22:01", "too_late")):
        assert main(["guide", "--facts", str(file), "--now", now, "--json"]) == 0
        answer = json.loads(capsys.readouterr().out)
        assert answer["today"] == "2026-11-28"
        assert {one["kind"]: one["status"] for one in answer["emergency_contraception"]}["levonorgestrel"] == status
    assert main(["guide", "--facts", str(file), "--now", "2026-11-27T22:00", "--json"]) == 2
    assert "lies after now" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["guide", "--facts", str(file), "--now", "tonight"])
    assert "Write it as 2026-11-24T18:30" in capsys.readouterr().err


def test_lines_take_it_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "many.jsonl"
    file.write_text("\n".join(json.dumps({**HERS, "told_at": one}) for one in (KEPT, "2027-01-01T10:00")), encoding="utf-8")
    assert main(["guide", "--facts", str(file), "--now", "2026-12-03T10:00", "--json"]) == 2
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first["told_on_another_day"] == ["bleeding_now", "pain"]
    assert second["errors"][0]["fact"] == "told_at"


def test_every_number_that_counts_from_a_moment_ages() -> None:
    """What counts days or hours grows by itself; how many periods there were since does not."""
    numbers = {name: entry for name, entry in PACK.facts.items() if "_since_" in name and entry.kind == "number"}
    units = {name: entry.unit.split()[0].rstrip("s") for name, entry in numbers.items()}
    assert {name for name, unit in units.items() if unit not in ("day", "hour")} == {"periods_since_loss"}
    assert {name: entry.ages for name, entry in numbers.items()} == {
        name: {"day": "days", "hour": "hours"}.get(unit, "") for name, unit in units.items()
    }
    assert PACK.facts["days_bleeding"].ages == "days"
    assert timedelta(hours=PACK.facts["hours_since_unprotected_sex"].high) == timedelta(days=90)
