"""Numbers, dates and names as people write them: read, or refused for a reason that can be named.

Digits of any script are read. A sign that could part thousands is never guessed at. Of a name what cannot be seen is dropped, what
joins letters and emoji stays, and what would turn or break the line is refused by its name. The page's `as_written.js` is the same.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb]")
"""Signs that show nothing: marks of direction and of where a word may be broken."""
_FLAG = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)|[\U000e0001\U000e0020-\U000e007f]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BREAKING = re.compile("[\n\v\f\r\x85\u2028\u2029]")
_SPACE = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
FIRST_ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"
_PLAIN_SIGNS = str.maketrans(
    {"\u066b": ".", "\uff0e": ".", "\uff0c": ",", "\u060c": ",", "\u066c": "'", "\u2019": "'", "\u02bc": "'", "\uff07": "'"}
)
_DECIMAL = re.compile(r"(?=[.,]?[0-9])([0-9]{0,12})(?:[.,]([0-9]{0,11}))?")
_GROUPED = re.compile(r"[0-9]+(?:[ .,'_][0-9]{2})*(?:[ .,'_][0-9]{3,4})+(?:[.,][0-9]+)?")
_DAY = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|\.)?")
_YEAR = re.compile(r"'?([0-9]{2}|[0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,2})")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def plain(typed: str) -> str:
    """Without what cannot be seen and blanks at both ends; odd spaces are spaces, digits of any script are 0 to 9."""
    text = _SPACE.sub(" ", UNSEEN.sub("", typed)).strip().translate(_PLAIN_SIGNS)
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def number_in(typed: str, whole: bool) -> float | None:
    """The number, None when it is none or could be another: "1,000" may be a thousand, and a whole number has no fraction."""
    match = _DECIMAL.fullmatch(plain(typed))
    if not match:
        return None
    before, after = match.groups("")
    # Three and more digits after the sign: thousands, unless a number cannot begin so. Nobody is asked for thousandths.
    if len(after) > 2 and before.strip("0"):
        return None
    if whole and after.strip("0"):
        return None
    return float(f"{before or 0}.{after or 0}")


def in_one_piece(typed: str) -> str:
    """How a number with signs between its digits is written without them: 1000 for "1,000". "" when it is no such number."""
    text = plain(typed)
    if not _GROUPED.fullmatch(text):
        return ""
    signs = re.findall("[^0-9]", text)
    # The last sign is the decimal one when it differs from those before it: 1.234,5.
    head, last, tail = text.rpartition(signs[-1]) if len({*signs}) > 1 and signs[-1] in ".," else (text, "", "")
    return re.sub("[^0-9]", "", head) + ("." + tail if last else "")


def date_in(day: str, month: str, year: str) -> date | None:
    """A day in three boxes, or whole in one of them, day before month as in Britain; years of two digits are 20xx. None when it is none."""
    parts = [part for part in (plain(one).lower() for one in (day, month, year)) if part]
    if len(parts) == 1:
        turned = _YEAR_FIRST.fullmatch(parts[0])
        parts = [*reversed(turned.groups())] if turned else [one for one in re.split(r"[-/, ]+|\.(?=.)", parts[0]) if one]
        if len(parts) == 3 and _month_named(parts[0]):
            parts = [parts[1], parts[0], parts[2]]
    if len(parts) != 3:
        return None
    written, number, century = _DAY.fullmatch(parts[0]), _month(parts[1]), _YEAR.fullmatch(parts[2])
    if not (written and number and century):
        return None
    digits = century.group(1)
    try:
        return date(int(digits) + (2000 if len(digits) == 2 else 0), number, int(written.group(1)))
    except ValueError:
        return None


def _month(text: str) -> int:
    return int(text.removesuffix(".")) if re.fullmatch(r"[0-9]{1,2}\.?", text) else _month_named(text)


def _month_named(text: str) -> int:
    """The number of a month whose English name begins so; 0 when none does."""
    name = text.removesuffix(".")
    return next((place for place, one in enumerate(MONTHS, start=1) if len(name) >= 3 and one.lower().startswith(name)), 0)


def name_in(typed: str) -> tuple[str, str]:
    """A name as it is kept, and what it holds that it may not: a statement and the sign; "" for nothing."""
    text = _SPACE.sub(" ", _FLAG.sub(lambda found: found.group(1) or "", UNSEEN.sub("", typed))).strip()
    for sign in text:
        if refused := _refused(sign):
            return text, f"{refused} (U+{ord(sign):04X})"
    return text, ""


def _refused(sign: str) -> str:
    """What a sign is that a name may not hold. Signs too new for this program's tables are let through: the page may know them."""
    if _BREAKING.match(sign):
        return "ui.sign-line-break"
    if _TURNING.match(sign):
        return "ui.sign-turns"
    if unicodedata.category(sign) == "Cc":
        return "ui.sign-control"
    code = ord(sign)
    if unicodedata.category(sign) in ("Cs", "Co") or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE:
        return "ui.sign-no-letter"
    return ""


def isolated(text: str) -> str:
    """What someone wrote, so that the words and dates around it keep their places: closed in when it runs from right to left."""
    return f"{FIRST_ISOLATE}{text}{END_OF_ISOLATE}" if _RIGHT_TO_LEFT.search(text) else text
