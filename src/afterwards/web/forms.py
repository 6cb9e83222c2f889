"""A posted question page turned into facts, and a page's facts turned into fields.

What she typed is never lost: a field carries it back with a message that names the field, the
allowed values and the remedy. Nothing is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from afterwards.guide import Guide
from afterwards.pack.as_written import MONTHS, date_in, in_one_piece, name_in, number_in
from afterwards.pack.model import Entry, Label, Pack
from afterwards.pack.told import BMI, MEDICINES, UNKNOWN, impossible_together, plain_number

NOT_SURE = Label("I'm not sure")
IF_UNKNOWN = "If you do not know, choose 'I'm not sure'."
Posted = Mapping[str, list[str]]
NONE = "none_of_these"
_SHOWN = 40
LONGEST_NAME = 60
"""Letters of a medicine's name."""
MOST_NAMES = 30
MOST_BYTES = 600
"""Bytes (UTF-8) of all names together, so that they fit in the cookie: 600 letters of this alphabet, fewer of others."""
BOXES = 4
"""Empty boxes for medicines on a fresh page."""
LEVEL_WORDS = {"does_not_matter": "Does not matter", "matters": "Matters", "matters_a_lot": "Matters a lot"}


@dataclass(slots=True)
class Option:
    """One radio or checkbox."""

    name: str
    value: str
    label: str
    hint: str
    checked: bool


@dataclass(slots=True)
class Field:
    """One fact on a page: `kind` chooses the template's part, `typed` is what stands in text boxes."""

    entry: Entry
    kind: str
    options: list[Option] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
    scores: list[tuple[str, list[Option]]] = field(default_factory=list)
    error: str = ""

    @property
    def target(self) -> str:
        """The id of the first input, for links from the list of errors."""
        ends = {"date": "-day", "score": "-1-0", "choice": "-0", "wording": "-0", "names": "-0", "list": "-0"}
        return self.entry.name + ends.get(self.kind, "")


class Answers(dict[str, object]):
    """The facts of one posted page; `errors` are messages by fact, `points` what each line of a score counts."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: dict[str, str] = {}
        self.points: dict[str, list[int]] = {}


def read_page(entries: Iterable[Entry], checks: str, posted: Posted, today: date, guide: Guide) -> Answers:
    """The answers of one page. A fact left empty is a complaint, unless another answer here rules it out.

    `checks`: "page" for boxes with one "I'm not sure", "each" for boxes with one on each line, "" for other pages.
    """
    found = Answers()
    entries = list(entries)
    if checks == "each":
        _read_lines(entries, posted, found)
        return found
    if checks:
        _read_checks(entries, posted, found)
        return found
    for entry in entries:
        if not _ruled_out(entry, found, guide):
            _read_one(entry, posted, found, today)
    if found.get("words_for_loss") == "name" and not found.get("name_for_loss") and "name_for_loss" not in found.errors:
        found.errors["name_for_loss"] = "The name: write a name, or choose other words."
    for error in impossible_together(guide.pack, found):
        found.errors[error.fact] = _impossible(guide.pack, error.fact, found)
    return found


def _ruled_out(entry: Entry, found: Answers, guide: Guide) -> bool:
    """Whether an answer on the same page says that this fact does not apply."""
    if entry.gate is None or entry.gate[0] not in found:
        return False
    given = found[entry.gate[0]]
    classes = guide.classes_for(entry.name)
    if classes is None:
        return False
    return given != UNKNOWN and isinstance(given, str | int | float) and not classes.of(given) & classes.meeting(entry.gate[1])


def _impossible(pack: Pack, fact: str, found: Answers) -> str:
    """The complaint about a number that another one on the page rules out."""
    entry, check = pack.facts[fact], f"Check both numbers. {IF_UNKNOWN}"
    if entry.below:
        other = pack.facts[entry.below]
        return f"{entry.short}: write a number below '{other.short}', {found[other.name]}. You wrote '{found[fact]}'. {check}"
    low, high = plain_number(pack.facts[BMI].low), plain_number(pack.facts[BMI].high)
    return f"{entry.short}: height and weight must give a body mass index (BMI) of {low} to {high}. Yours give another. {check}"


def _read_checks(entries: list[Entry], posted: Posted, found: Answers) -> None:
    ticked = {entry.name for entry in entries if "yes" in posted.get(entry.name, ())}
    none, unsure = NONE in posted, "not_sure" in posted
    first = entries[0].name
    if none and (ticked or unsure):
        found.errors[first] = "You ticked 'None of these' and something else. Keep the one that is right."
    elif not (ticked or none or unsure):
        found.errors[first] = "Tick what applies to you, or choose 'None of these' or 'I'm not sure about some of them'."
    for entry in entries:
        found[entry.name] = "yes" if entry.name in ticked else UNKNOWN if unsure else "no"


def _read_lines(entries: list[Entry], posted: Posted, found: Answers) -> None:
    """Boxes with "I'm not sure" on each line."""
    none, first = NONE in posted, entries[0].name
    ticked = [entry.name for entry in entries if entry.name in posted]
    if none and ticked:
        found.errors[first] = "You ticked 'None of these' and something else. Keep the one that is right."
    elif not (none or ticked):
        found.errors[first] = "Tick what applies to you, 'I'm not sure' where you do not know, or 'None of these'."
    for entry in entries:
        given = {*posted.get(entry.name, ())}
        if {"yes", UNKNOWN} <= given:
            found.errors[entry.name] = f"{entry.short}: you ticked it and 'I'm not sure'. Keep one of the two."
        found[entry.name] = "yes" if "yes" in given else UNKNOWN if UNKNOWN in given else "no"


def _read_list(entry: Entry, posted: Posted, found: Answers) -> None:
    """Names typed or picked, several in one box parted by commas; or none; or not sure."""
    given = posted.get(entry.name, [])
    read = [name_in(name) for line in given for name in re.split("[,;\n]", line) if name.strip() and name.strip() not in (NONE, UNKNOWN)]
    typed = [" ".join(name.split()) for name, _ in read if name]
    none, unsure = NONE in given, UNKNOWN in given
    strange = next((name for name, held in read if len(name) > LONGEST_NAME or held), "")
    if ((none or unsure) and typed) or (none and unsure):
        found.errors[entry.name] = (
            f"{entry.short}: you chose 'None of these' or 'I'm not sure' and something else. Keep the one that is right."
        )
    elif unsure:
        found[entry.name] = UNKNOWN
    elif entry.name != MEDICINES and not entry.values.keys() >= {*typed}:
        found.errors[entry.name] = f"{entry.short}: choose what applies, 'None of these', or 'I'm not sure'."
    elif strange:
        found.errors[entry.name] = f"{entry.short}: write each name with up to {LONGEST_NAME} letters. You wrote '{strange[:_SHOWN]}'."
    elif len(typed) > MOST_NAMES:
        found.errors[entry.name] = f"{entry.short}: write up to {MOST_NAMES} names. You wrote {len(typed)}."
    elif sum(len(name.encode()) for name in typed) > MOST_BYTES:
        found.errors[entry.name] = f"{entry.short}: write up to {MOST_BYTES} letters in all. Leave out doses and write only names."
    elif typed or none:
        found[entry.name] = list(dict.fromkeys(typed))
    else:
        found.errors[entry.name] = f"{entry.short}: choose what applies, 'None of these', or 'I'm not sure'."


def _read_levels(entry: Entry, posted: Posted, found: Answers) -> None:
    """How much each of several things matters; a line left empty does not matter."""
    given = {name: _last(posted, f"{entry.name}-{name}") for name in entry.values}
    found[entry.name] = {name: level for name, level in given.items() if level in entry.levels}


def _read_one(entry: Entry, posted: Posted, found: Answers, today: date) -> None:
    if entry.kind == "date":
        _read_date(entry, posted, found, today)
    elif entry.items:
        _read_score(entry, posted, found)
    elif entry.kind == "number":
        _read_number(entry, posted, found)
    elif entry.kind == "text":
        _read_text(entry, posted, found)
    elif entry.kind == "list":
        _read_list(entry, posted, found)
    elif entry.kind == "levels":
        _read_levels(entry, posted, found)
    else:
        given = _last(posted, entry.name)
        if given == UNKNOWN or given in entry.values:
            found[entry.name] = given
        else:
            found.errors[entry.name] = f"{entry.short}: choose one of the answers. {IF_UNKNOWN}"


def _last(posted: Posted, name: str) -> str:
    values = posted.get(name, [])
    return values[-1] if values else ""


def _typed(posted: Posted, name: str) -> tuple[str, bool]:
    """What was typed in a box, and whether "I'm not sure" was ticked beside it (both have the fact's name)."""
    values = [value.strip() for value in posted.get(name, [])]
    return next((value for value in values if value and value != UNKNOWN), ""), UNKNOWN in values


def _left_to_read(entry: Entry, typed: str, unsure: bool, allowed: str, found: Answers) -> bool:
    """Whether she typed something and no more. If not, `found` has what that means: not sure, or a complaint."""
    if typed and unsure:
        found.errors[entry.name] = f"{entry.short}: you wrote '{typed[:_SHOWN]}' and ticked 'I'm not sure'. Keep one of the two."
    elif unsure:
        found[entry.name] = UNKNOWN
    elif not typed:
        found.errors[entry.name] = f"{entry.short}: write {allowed}. {IF_UNKNOWN}"
    return bool(typed) and not unsure


def _read_number(entry: Entry, posted: Posted, found: Answers) -> None:
    typed, unsure = _typed(posted, entry.name)
    allowed = f"number from {plain_number(entry.low)} to {plain_number(entry.high)}"
    if not _left_to_read(entry, typed, unsure, f"a {allowed}", found):
        return
    number = number_in(typed, entry.whole)
    if number is None or not entry.low <= number <= entry.high:
        allowed = f"a {allowed}" if number_in(typed, False) is None or number is not None else f"a whole {allowed}"
        if number is None and (one_piece := in_one_piece(typed)):
            allowed += f", with no sign between the digits: {one_piece}"
        found.errors[entry.name] = f"{entry.short}: write {allowed}. You wrote '{typed[:_SHOWN]}'. {IF_UNKNOWN}"
    else:
        found[entry.name] = int(number) if number == int(number) else number


def _read_text(entry: Entry, posted: Posted, found: Answers) -> None:
    typed, held = name_in(_last(posted, entry.name))
    if held:
        found.errors[entry.name] = f"{entry.short}: it holds {held}. Take that sign out."
    elif len(typed) > entry.longest:
        found.errors[entry.name] = f"{entry.short}: write up to {entry.longest} letters, on one line. Make it shorter."
    elif typed and typed != UNKNOWN:
        found[entry.name] = typed


def _read_score(entry: Entry, posted: Posted, found: Answers) -> None:
    """The sum of its items; a whole score typed in under the fact's own name counts as well."""
    typed, unsure = _typed(posted, entry.name)
    points = {str(value) for value in entry.answers.values()}
    given = [_last(posted, f"{entry.name}-{place}") for place in range(1, len(entry.items) + 1)]
    if typed:
        _read_number(entry, posted, found)
    elif unsure and any(given):
        found.errors[entry.name] = f"{entry.short}: you chose answers and ticked 'I'm not sure'. Keep one of the two."
    elif unsure:
        found[entry.name] = UNKNOWN
    elif all(one in points for one in given):
        found.points[entry.name] = [int(one) for one in given]
        found[entry.name] = sum(found.points[entry.name])
    else:
        found.errors[entry.name] = (
            f"{entry.short}: choose an answer to each of the {len(given)} lines. If you would rather not say, choose 'I'm not sure'."
        )


def _read_date(entry: Entry, posted: Posted, found: Answers, today: date) -> None:
    day, month, year = (_last(posted, f"{entry.name}-{part}").strip() for part in ("day", "month", "year"))
    typed, unsure = " ".join(part for part in (day, month, year) if part), UNKNOWN in posted.get(entry.name, ())
    if not _left_to_read(entry, typed, unsure, "a day, a month and a year", found):
        return
    read = date_in(day, month, year)
    if read is None:
        wrong = f"write a real date, such as 15 11 {today.year}. You wrote '{typed[:_SHOWN]}'."
    elif read > today:
        wrong = (
            f"the date must be today or earlier. You wrote {_said(read)}. If today is not {_said(today)}, check the date on this device."
        )
    elif (today - read).days > 1095:
        wrong = f"the date must lie within the last 3 years. You wrote {_said(read)}."
    else:
        found[entry.name] = read.isoformat()
        return
    found.errors[entry.name] = f"{entry.short}: {wrong} {IF_UNKNOWN}"


def _said(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def show_page(
    entries: Iterable[Entry],
    checks: str,
    told: Mapping[str, object],
    items: Mapping[str, list[int]],
    posted: Posted | None,
    errors: Mapping[str, str],
) -> list[Field]:
    """The fields of a page: filled from what she just posted, or else from what she told before (`items`: the lines of a score)."""
    return [_field(entry, checks, told, items.get(entry.name, []), posted, errors.get(entry.name, "")) for entry in entries]


def _field(entry: Entry, checks: str, told: Mapping[str, object], items: list[int], posted: Posted | None, error: str) -> Field:
    given = told.get(entry.name)
    if checks:
        sign = entry.sign or Label(entry.short)
        ticked = "yes" in posted.get(entry.name, ()) if posted is not None else given == "yes"
        options = [Option(entry.name, "yes", sign.label, sign.hint, ticked)]
        if checks == "each":
            unsure = UNKNOWN in posted.get(entry.name, ()) if posted is not None else given == UNKNOWN
            options.append(Option(entry.name, UNKNOWN, NOT_SURE.label, "", unsure))
        return Field(entry, "check", options, error=error)
    unsure = UNKNOWN in posted.get(entry.name, ()) if posted is not None else given == UNKNOWN
    not_sure = Option(entry.name, UNKNOWN, NOT_SURE.label, "", unsure)
    if entry.kind == "date":
        return Field(entry, "date", [not_sure], _date_boxes(entry, given, posted), error=error)
    if entry.items:
        return Field(entry, "score", [not_sure], scores=_score_rows(entry, items, posted), error=error)
    if entry.kind in ("number", "text"):
        typed = _typed(posted, entry.name)[0] if posted is not None else _written(given)
        return Field(entry, entry.kind, [not_sure], {entry.name: typed}, error=error)
    if entry.kind == "list":
        return _list_field(entry, given, posted, not_sure, error)
    if entry.kind == "levels":
        return Field(entry, "levels", scores=_level_rows(entry, given, posted), error=error)
    chosen = _last(posted, entry.name) if posted is not None else given
    options = [Option(entry.name, value, label.label, label.hint, chosen == value) for value, label in entry.values.items()]
    return Field(entry, "wording" if entry.wording else "choice", [*options, not_sure], error=error)


def _list_field(entry: Entry, given: object, posted: Posted | None, not_sure: Option, error: str) -> Field:
    names = given if isinstance(given, list) else []
    told = posted.get(entry.name, []) if posted is not None else names
    none = NONE in told if posted is not None else given == []
    ends = [Option(entry.name, NONE, "None of these", "", none), not_sure]
    if entry.name == MEDICINES:
        typed = [one for one in told if one.strip() and one not in (NONE, UNKNOWN)]
        empty = min(max(2, BOXES - len(typed)), max(0, MOST_NAMES - len(typed)))
        boxes = {f"{entry.name}-{place}": one for place, one in enumerate([*typed, *[""] * empty])}
        return Field(entry, "names", ends, boxes, error=error)
    options = [Option(entry.name, value, label.label, label.hint, value in told) for value, label in entry.values.items()]
    return Field(entry, "list", [*options, *ends], error=error)


def _level_rows(entry: Entry, given: object, posted: Posted | None) -> list[tuple[str, list[Option]]]:
    told = given if isinstance(given, Mapping) else {}
    rows = []
    for name, label in entry.values.items():
        field_name = f"{entry.name}-{name}"
        chosen = _last(posted, field_name) if posted is not None else told.get(name, entry.levels[0])
        options = [Option(field_name, level, LEVEL_WORDS.get(level, level), "", chosen == level) for level in entry.levels]
        rows.append((label.label, options))
    return rows


def _written(given: object) -> str:
    if isinstance(given, str) and given != UNKNOWN:
        return given
    return plain_number(given) if isinstance(given, int | float) else ""


def _date_boxes(entry: Entry, given: object, posted: Posted | None) -> dict[str, str]:
    names = [f"{entry.name}-{part}" for part in ("day", "month", "year")]
    if posted is not None:
        return {name: _last(posted, name)[:_SHOWN] for name in names}
    if isinstance(given, str) and given != UNKNOWN:
        year, month, day = given.split("-")
        return dict(zip(names, (str(int(day)), str(int(month)), year), strict=True))
    return dict.fromkeys(names, "")


def _score_rows(entry: Entry, items: list[int], posted: Posted | None) -> list[tuple[str, list[Option]]]:
    """One row of radios an item. A score told as a sum has no items to show."""
    rows = []
    for place, question in enumerate(entry.items, start=1):
        name = f"{entry.name}-{place}"
        told = str(items[place - 1]) if place <= len(items) else ""
        chosen = _last(posted, name) if posted is not None else told
        rows.append((question, [Option(name, str(points), words, "", chosen == str(points)) for words, points in entry.answers.items()]))
    return rows
