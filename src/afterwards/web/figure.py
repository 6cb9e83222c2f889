"""The timeline: where each bar and point of the coming weeks stands, for the page's inline SVG, list and table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from afterwards.guide import Guide, Mark
from afterwards.wording import long_date

WIDTH = 800
LEFT, RIGHT, TOP, ROW = 30, 770, 34, 48
SHORTEST, LONGEST = 56, 126
"""Days: the timeline shows eight weeks, or up to eighteen; later than that there is none."""
LETTER, POINT = 8.5, 6
"""The width of a letter at size 15, rather too wide than too narrow (words move to the left where they would not fit); half a point's."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: a bar from `x` over `width`, or a point when `width` is 0. `when` says it in words; `text` is what stands at it."""

    label: str
    when: str
    x: float
    width: float
    text: str
    text_x: float
    text_y: float
    bar_y: float
    ends: date | None
    due: date | None
    statement: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything the template draws; lengths are in the units of the view box."""

    height: float
    bottom: float
    weeks: list[tuple[float, str]]
    bars: list[Bar]
    before: int
    today_x: float
    today_label: str
    describes: str


def timeline(guide: Guide) -> Timeline | None:
    """The timeline for her, or None when the day of the loss is not known or all of it is past."""
    days = guide.told.days_since_loss
    if days is None or guide.told.loss_date is None or days > LONGEST:
        return None
    marks = [mark for mark in guide.timeline if (mark.from_day if mark.to_day is None else mark.to_day) >= days or mark.to_day is None]
    if not marks:
        return None
    marks.sort(key=lambda mark: mark.to_day if mark.to_day is not None and mark.from_day == 0 else mark.from_day)
    last = min(LONGEST, max(SHORTEST, days + 14, *((mark.to_day or mark.from_day) for mark in marks)))
    step = (RIGHT - LEFT) / last
    bars = [_bar(guide, mark, place, step, last) for place, mark in enumerate(marks)]
    bottom = TOP + ROW * len(bars) + 6
    every = 7 if last <= 70 else 14
    weeks = [(_tenths(LEFT + day * step), "day 0" if day == 0 else str(day)) for day in range(0, last + 1, every)]
    said = " ".join(f"{bar.label}: {bar.when}." for bar in bars)
    return Timeline(
        bottom + 36,
        bottom,
        weeks,
        bars,
        sum(1 for mark in marks if mark.from_day < days and (mark.to_day is None or mark.from_day > 0)),
        _tenths(LEFT + days * step),
        f"today, day {days}",
        f"Today is day {days}. {said}",
    )


def _bar(guide: Guide, mark: Mark, place: int, step: float, last: int) -> Bar:
    label = guide.voice.say(mark.statement)
    first, end = guide.voice.day(mark.from_day), guide.voice.day(mark.to_day)
    assert first is not None
    stop = last if mark.onward else mark.to_day
    width = 0.0 if stop is None else max(6.0, (min(stop, last) - mark.from_day) * step)
    x, y = LEFT + min(mark.from_day, last) * step, TOP + ROW * place + 18
    label = label[:1].upper() + label[1:]
    when = _when(guide, first, end, mark)
    text = f"{label}, {when.partition(' (')[0]}"
    return Bar(
        label=label,
        when=when,
        x=_tenths(x),
        width=_tenths(width),
        text=text,
        text_x=_tenths(max(0.0, min(x if width else x - POINT, WIDTH - LETTER * len(text)))),
        text_y=y,
        bar_y=y + 8,
        ends=end,
        due=first,
        statement=mark.statement,
    )


def _tenths(length: float) -> float:
    """A length to one place, as the page writes numbers in both editions: 30, not 30.0."""
    found = int(length * 10 + 0.5) / 10
    return int(found) if found == int(found) else found


def _when(guide: Guide, first: date, end: date | None, mark: Mark) -> str:
    if end is None:
        return (
            f"from {long_date(first, guide.today)} (day {mark.from_day})"
            if mark.onward
            else f"{long_date(first, guide.today)} (day {mark.from_day})"
        )
    if mark.from_day == 0:
        return f"by {long_date(end, guide.today)} (day {mark.to_day})"
    return f"{long_date(first, guide.today)} to {long_date(end, guide.today)} (day {mark.from_day} to {mark.to_day})"
