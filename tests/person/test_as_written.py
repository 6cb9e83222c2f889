"""Numbers, dates and names as people write them: read, or refused by name (repros 3, 8, 9 and 27)."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterwards.person.as_written import MONTHS, date_in, in_one_piece, isolated, name_in, number_in

ZEROS = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Nd" and unicodedata.decimal(chr(code)) == 0]
"""The zero of every script that has digits."""
GROUPING = (",", ".", " ", "'", "\u2019", "\u00a0", "\u202f", "\u2009", "\u066c", "\uff0c", "_")


def in_digits(text: str, zero: str) -> str:
    """The same with the digits of another script."""
    return "".join(chr(ord(zero) + int(sign)) if sign.isdecimal() else sign for sign in text)


# Numbers


@given(
    number=st.integers(1_000, 99_999_999),
    sign=st.sampled_from(GROUPING),
    zero=st.sampled_from(ZEROS),
    whole=st.booleans(),
)
def test_no_number_with_parted_thousands_is_read(number: int, sign: str, zero: str, whole: bool) -> None:
    """Repro 8: whatever the sign and the script; and the right form is the number itself."""
    written = in_digits(f"{number:,}".replace(",", sign), zero)
    assert number_in(written, whole) is None
    assert in_one_piece(written) == str(number)


@given(number=st.integers(0, 10**12 - 1), zero=st.sampled_from(ZEROS), whole=st.booleans())
def test_a_whole_number_is_read_in_every_script(number: int, zero: str, whole: bool) -> None:
    assert number_in(in_digits(str(number), zero), whole) == number
    assert in_one_piece(str(number)) == ""


@given(before=st.integers(0, 9_999), after=st.integers(1, 99), sign=st.sampled_from(".,\u066b\uff0e\u060c"), zero=st.sampled_from(ZEROS))
def test_a_fraction_is_read_where_fractions_are(before: int, after: int, sign: str, zero: str) -> None:
    written = in_digits(f"{before}{sign}{after}", zero)
    assert number_in(written, whole=False) == float(f"{before}.{after}")
    assert number_in(written, whole=True) is None


@given(text=st.text(alphabet="0123456789.,'_ -+e", max_size=14))
def test_a_number_read_has_one_reading(text: str) -> None:
    """What is read as a number has at most one sign between its digits, and then not three digits or more after it."""
    found = number_in(text, whole=False)
    if found is not None:
        digits = text.strip().replace(",", ".")
        assert digits.count(".") <= 1
        assert float(digits) == found
        before, _, after = digits.partition(".")
        assert len(after) <= 2 or not before.strip("0")


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("1,00,000", "100000"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1,0000", "10000"),
        ("12,50", ""),
        ("1 0", ""),
        ("nine", ""),
        ("", ""),
    ],
)
def test_the_right_form_of_a_number(typed: str, right: str) -> None:
    assert in_one_piece(typed) == right
    if right:
        assert number_in(typed, whole=False) is None


@pytest.mark.parametrize(
    "typed", ["", ".", ",", "-1", "+1", "1e1", "0x10", "NaN", "inf", "9.5.1", "²", "Ⅷ", "½", "五", "1" * 13, "1/2", "38.5 C"]
)
def test_what_is_no_number(typed: str) -> None:
    assert number_in(typed, whole=False) is None


# Dates


@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 31)), zero=st.sampled_from(ZEROS), form=st.integers(0, 9))
def test_a_date_is_read_in_every_form_and_script(day: date, zero: str, form: int) -> None:
    """Repro 27: day before month, years of two digits in this century."""
    end = {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10 if day.day not in (11, 12, 13) else 0, "th")
    name = MONTHS[day.month - 1]
    d, m, y = day.day, day.month, day.year
    boxes = [
        (str(d), str(m), str(y)),
        (f"{d:02}", f"{m:02}.", f"{y % 100:02}"),
        (f"{d}{end}", name[:3].lower() + ".", f"'{y % 100:02}"),
        (f"{d}{end}".upper(), name.upper(), str(y)),
        (f"{d}/{m}/{y % 100:02}", "", ""),
        (f"{d:02}.{m:02}.{y}", "", ""),
        (day.isoformat(), "", ""),
        ("", f"{y}/{m}/{d}", ""),
        ("", "", f"{d}{end} {name} {y}"),
        (f"{name[:4]} {d}, {y}", "", ""),
    ][form]
    assert date_in(*(in_digits(f" {one}\u200e", zero) for one in boxes)) == day


@given(day=st.dates(date(2020, 1, 1), date(2030, 1, 1)).filter(lambda day: day.day > 12))
def test_a_month_before_the_day_is_refused_and_never_turned(day: date) -> None:
    assert date_in(f"{day.month}/{day.day}/{day.year}", "", "") is None
    assert date_in(str(day.month), str(day.day), str(day.year)) is None
    assert date_in("3/4/26", "", "") == date(2026, 4, 3)


@pytest.mark.parametrize(
    "boxes",
    [
        *(("31", "2", "2026"), ("29", "2", "2025"), ("0", "0", "0000"), ("1", "13", "2026"), ("1", "No", "2026"), ("1", "11", "")),
        *(("", "11", "2026"), ("20261101", "", ""), ("1/11/26", "11", "2026"), ("1/11/26/3", "", ""), ("1_5", "11", "2026")),
        *(("1", "11", "226"), ("x", "", ""), ("1sst", "11", "2026"), ("2026-11-26T10:00", "", ""), ("", "", "")),
        ("1", "Novemberish", "2026"),
    ],
)
def test_what_is_no_date(boxes: tuple[str, str, str]) -> None:
    assert date_in(*boxes) is None


# Names


FLAG = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
TURNING = [*map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))]
CONTROLS = [*map(chr, (*range(9), *range(10, 32), *range(0x7F, 0xA0)))]
UNSEEN, SPACES = "\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff", "\u00a0\u2009\u202f\u3000\t "
KEPT = (
    "ශ්\u200dරී",
    "می\u200cنا",
    "ന്\u200dറെ",
    "👨\u200d👩\u200d👧\u200d👦",
    "e\u0301lodie",
    "ñ\u0303",
    "Łucja",
    "❤\ufe0f",
    "🏴\U000e0067\U000e0062\U000e007f",
    "\U0001fae8",
)


@pytest.mark.parametrize("name", KEPT)
def test_a_name_keeps_what_joins_its_letters(name: str) -> None:
    """Repro 3: also an emoji that is newer than this program."""
    assert name_in(name) == (name, "")


@given(
    name=st.sampled_from(KEPT),
    unseen=st.sampled_from("\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff"),
    space=st.sampled_from("\u00a0\u2009\u202f\u3000\t "),
)
def test_a_name_loses_what_cannot_be_seen(name: str, unseen: str, space: str) -> None:
    assert name_in(f"{space}{unseen}{name}{unseen}{space}{name}{unseen}{space}") == (f"{name} {name}", "")


@given(
    sign=st.sampled_from(
        [*map(chr, (*range(9), *range(10, 32), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))), "\ue000", "\ufdd0"]
    )
)
def test_what_turns_or_breaks_the_line_is_refused_by_name(sign: str) -> None:
    assert name_in(f"An{sign}na")[1].endswith(f"(U+{ord(sign):04X})")


@given(text=st.text(max_size=20))
def test_a_name_that_is_kept_is_kept_again_and_cannot_leave_its_place(text: str) -> None:
    """Repro 9: what is shown opens and closes what it opens, and holds no other sign that turns the line."""
    name, held = name_in(text)
    if not held:
        assert name_in(name) == (name, "")
        shown = isolated(name)
        assert shown in (name, f"\u2068{name}\u2069")
        assert not {*name} & {*TURNING, "\u200e", "\u200f", "\u2028", "\u2029"}
        right_to_left = any(unicodedata.bidirectional(sign) in ("R", "AL", "AN") for sign in name)
        assert not right_to_left or shown != name
