"""R09, H04: past the day on which it had to be looked at again the guide keeps to the careful side; a year later it is silent (R07)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from afterwards import Expired, guide, urgent_help
from afterwards.cli import main
from afterwards.pack.eligibility import SCALE
from tests.people import PACK, people
from tests.tries import tries

DUE = PACK.info.review_due
UNTIL = PACK.info.answers_until
WELL = {"guide": "after_loss", "loss_kind": "miscarriage", "weeks_pregnant": 8, "bleeding_now": "none", "period_back": "yes"}
DAY = timedelta(days=1)


def on(day: date, facts: dict[str, object] = WELL) -> dict[str, Any]:
    return guide({**facts, "days_since_loss": 90} if facts is WELL else facts, today=day, closed_world=True).to_dict()


def test_on_the_day_itself_nothing_has_changed() -> None:
    found = on(DUE)
    assert found["pack"]["past_due"] is False
    assert found["decisions"]["urgency"]["level"] == "self_care"


def test_the_day_after_the_answer_is_at_its_careful_end_and_says_why() -> None:
    """R09: on each decision, and in words."""
    found = on(DUE + DAY)
    assert found["pack"]["past_due"] is True
    assert {name: (one["low"], one["high"]) for name, one in found["decisions"].items()} == {
        name: (PACK.decisions[name].past_due,) * 2 for name in found["decisions"]
    }
    said = [line["id"] for section in found["plan"] for line in section["statements"]]
    today = next(section for section in found["plan"] if section["section"] == "today")
    assert today["statements"][0]["id"] == PACK.info.past_due
    freest = {line for one in PACK.decisions.values() for line in (*one.default, one.levels[one.scale[0]].says)}
    assert not freest & set(said), "what is said of the freest level is still said"
    assert {one["category"] for one in found["methods"]} <= {None, 3, 4}


@tries(150)
@given(people())
def test_past_its_day_no_answer_is_freer_than_before(facts: dict[str, object]) -> None:
    """R09, R01: whatever she said."""
    before, after = guide(facts, today=DUE), guide(facts, today=DUE + DAY)
    for name, now in after.answers.items():
        scale, was = PACK.decisions[name].scale, before.answers[name]
        floor = scale.index(PACK.decisions[name].past_due)
        assert scale.index(now.low) >= max(floor, 1)
        if "days_since_loss" not in facts and "loss_date" not in facts:
            assert (scale.index(now.low), scale.index(now.high)) == tuple(max(floor, scale.index(one)) for one in (was.low, was.high))
    for one in after.methods():
        assert all(SCALE.index("-" if end is None else str(end)) >= SCALE.index("-") for end in (one.low, one.high))


def test_the_last_day_of_answers_and_the_day_after(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """R07: a pack that is too old gives whom to call, and no answer."""
    assert on(UNTIL)["pack"]["past_due"] is True
    with pytest.raises(Expired, match="answers until"):
        on(UNTIL + DAY)
    (tmp_path / "facts.json").write_text(json.dumps(WELL))
    assert main(["guide", "--facts", str(tmp_path / "facts.json"), "--json", "--today", (UNTIL + DAY).isoformat()]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(urgent_help.as_text())
