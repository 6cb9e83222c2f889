"""The timeline: everything inside its frame, in the order of time, and the same in the picture, the list and the table."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from afterwards import guide
from afterwards.guide import Guide
from afterwards.web.figure import LEFT, LONGEST, RIGHT, SHORTEST, TOP, WIDTH, Timeline, timeline
from tests.web.conftest import Visit
from tests.web.personas import WELL
from tests.web.walker import Facts

LETTER = 8.5
"""Units of the view box that a letter of size 15 takes, rather too many than too few."""
KINDS: dict[str, Facts] = {
    "waited": {"management": "waited", "bleeding_now": "light"},
    "medicine": {"management": "medicine", "bleeding_now": "spotting"},
    "surgery": {"management": "surgery", "bleeding_now": "light"},
    "methotrexate": {"loss_kind": "ectopic", "ectopic_treatment": "methotrexate"},
    "abortion": {"loss_kind": "abortion", "management": "medicine", "bleeding_now": "light"},
    "later loss": {"loss_kind": "later_loss", "weeks_pregnant": 30},
    "contraception": {"guide": "contraception_only"},
}
DAYS = [0, 1, 4, 5, 9, 14, 15, 21, 22, 28, 35, 42, 43, 56, 57, 85, 125, 126]


def days_after(kind: str, days: int, today: date) -> Guide:
    return guide({**WELL, **KINDS[kind], "loss_date": (today - timedelta(days=days)).isoformat()}, today=today)


def drawn(kind: str, today: date) -> dict[int, Timeline]:
    found = {days: timeline(days_after(kind, days, today)) for days in DAYS}
    return {days: one for days, one in found.items() if one is not None}


@pytest.mark.parametrize("kind", KINDS)
def test_everything_lies_inside_the_frame(today: date, kind: str) -> None:
    figures = drawn(kind, today)
    assert figures
    for figure in figures.values():
        for bar in figure.bars:
            assert LEFT <= bar.x <= RIGHT
            assert bar.width >= 0
            assert bar.x + bar.width <= WIDTH
            assert TOP < bar.text_y < bar.bar_y <= figure.bottom
        assert LEFT <= figure.today_x <= RIGHT
        assert figure.bottom < figure.height
        assert all(LEFT <= x <= RIGHT for x, _ in figure.weeks)


@pytest.mark.parametrize("kind", KINDS)
def test_the_days_stand_at_one_measure(today: date, kind: str) -> None:
    """A day is as wide in the bars as on the axis and at today's line."""
    for days, figure in drawn(kind, today).items():
        marks = {int(label.removeprefix("day ")): x for x, label in figure.weeks}
        assert marks[0] == LEFT
        first, second = [*marks][:2]
        step = (marks[second] - marks[first]) / (second - first)
        assert SHORTEST <= round((RIGHT - LEFT) / step) <= LONGEST
        assert figure.today_x == pytest.approx(LEFT + days * step, abs=0.5)
        for bar in figure.bars:
            assert bar.due is not None
            due = (bar.due - (today - timedelta(days=days))).days
            assert bar.x == pytest.approx(min(LEFT + due * step, RIGHT), abs=0.5)
            if bar.ends is not None and bar.width > 6:
                assert bar.width == pytest.approx((bar.ends - bar.due).days * step, abs=0.5)


@pytest.mark.parametrize("kind", KINDS)
def test_rows_do_not_lie_over_each_other(today: date, kind: str) -> None:
    for figure in drawn(kind, today).values():
        rows = [bar.bar_y for bar in figure.bars]
        assert all(lower - upper >= 40 for upper, lower in pairwise(rows))
        assert figure.bars[-1].bar_y + 20 < figure.bottom


@pytest.mark.parametrize("kind", KINDS)
def test_words_fit_into_the_frame(visit: Visit, today: date, kind: str, put: Visit) -> None:
    """Each label, from where it stands, by a generous measure of its letters."""
    for days in (0, 9, 21, 42, 126):
        facts = {**WELL, **KINDS[kind], "loss_date": (today - timedelta(days=days)).isoformat()}
        for label in (one for svg in put("guide", facts).here.main.all("svg") for one in svg.all("text")):
            x, length = float(label.attributes["x"]), LETTER * len(label.text)
            anchor = label.attributes.get("text-anchor", "start")
            start = x - {"start": 0, "middle": length / 2, "end": length}[anchor]
            assert start >= 0, label.text
            assert start + length <= WIDTH, label.text


@pytest.mark.parametrize("kind", KINDS)
def test_today_stands_in_the_list_where_it_belongs(today: date, kind: str) -> None:
    """Before it what began earlier; after it what is to come, and what may be over by a later day."""
    for days, figure in drawn(kind, today).items():
        begun = [bar.due is not None and bar.due < today and not bar.when.startswith("by ") for bar in figure.bars]
        assert begun == [True] * figure.before + [False] * (len(begun) - figure.before), days


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_over_is_not_shown(today: date, kind: str) -> None:
    for figure in drawn(kind, today).values():
        assert all(bar.ends is None or bar.ends >= today for bar in figure.bars)


@pytest.mark.parametrize("kind", KINDS)
def test_no_timeline_without_a_day_or_after_eighteen_weeks(today: date, kind: str) -> None:
    assert timeline(guide({**WELL, **KINDS[kind], "loss_date": "unknown"}, today=today)) is None
    assert timeline(days_after(kind, LONGEST + 1, today)) is None


def test_no_timeline_when_there_is_nothing_to_come(today: date) -> None:
    assert timeline(guide({"guide": "after_loss", "loss_date": "2026-11-20", "loss_kind": "later_loss"}, today=today)) is None


def test_the_page_says_it_in_the_picture_the_list_and_the_table(put: Visit, today: date) -> None:
    figure = timeline(days_after("medicine", 9, today))
    assert figure is not None
    assert len(figure.bars) > 2
    page = put("guide", {**WELL, **KINDS["medicine"]}).here
    drawn_figure = page.main.one("figure")
    svg = drawn_figure.one("svg")
    assert svg.attributes["viewbox"] == f"0 0 800 {figure.height}"
    assert svg.one("desc").text == figure.describes
    assert {svg.one("title").attributes["id"], svg.one("desc").attributes["id"]} == {*svg.attributes["aria-labelledby"].split()}
    items = [item.text for item in drawn_figure.one("ol").all("li")]
    rows = [[cell.text for cell in row.all("td")] for row in drawn_figure.one("table").all("tr")[1:]]
    assert rows == [[bar.label, bar.when] for bar in figure.bars]
    said = [f"{bar.when[:1].upper()}{bar.when[1:]} {bar.label}" for bar in figure.bars]
    assert items == [*said[: figure.before], "Today, day 9", *said[figure.before :]]
    for bar in figure.bars:
        assert f"{bar.label}: {bar.when}." in figure.describes
        assert bar.label in svg.text


def test_dates_are_counted_from_her_day(today: date) -> None:
    """Hand-made: 15 November and 21 days is 6 December."""
    figure = timeline(days_after("medicine", 9, today))
    assert figure is not None
    assert {bar.statement: bar.when for bar in figure.bars} == {
        "fig.bleeding": "by 6 December (day 21)",
        "fig.bleeding-check": "7 December (day 22)",
        "fig.test": "6 December (day 21)",
        "fig.period": "13 December to 27 December (day 28 to 42)",
        "fig.contraception": "from 20 November (day 5)",
    }
