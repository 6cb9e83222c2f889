"""What was measured or asked: numbers in the pack's units, and answers by their codes. Of several the newest counts.

The number of an observation counts for as many days as `record.csv` says. Both numbers of a blood pressure come from one reading.
Two values of the same moment that differ settle nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from afterwards.fhir.record_dates import Moment
from afterwards.fhir.record_findings import Finding, codings_of, listed, mapping, text_of
from afterwards.fhir.record_ledger import Ledger
from afterwards.pack.code_map import ANSWER, MEASURED
from afterwards.pack.entries import Entry
from afterwards.person.told import BMI_ROUNDING

UNITS: dict[str, dict[str, tuple[float, float]]] = {
    "cm": {"cm": (1, 0), "m": (100, 0), "mm": (0.1, 0), "[in_i]": (2.54, 0), "[in_us]": (2.54, 0), "[ft_i]": (30.48, 0)},
    "kg": {"kg": (1, 0), "g": (0.001, 0), "[lb_av]": (0.45359237, 0), "[oz_av]": (0.028349523125, 0), "[stone_av]": (6.35029318, 0)},
    "kg/m2": {"kg/m2": (1, 0)},
    "mmHg": {"mm[Hg]": (1, 0), "mmHg": (1, 0), "kPa": (7.50061683, 0)},
    "degrees": {"Cel": (1, 0), "[degF]": (5 / 9, -160 / 9), "K": (1, -273.15)},
}
"""Of each unit of the pack, the units of UCUM that may stand for it: by what to multiply, and what to add."""
COUNTED = {"{score}", "1", ""}
"""How scores and counts are written, which have no unit."""
_DIGITS = 3
PAIR = ("systolic_mmhg", "diastolic_mmhg")
BODY = ("height_cm", "weight_kg", "bmi")
_TEST, _TEST_DAY = "pregnancy_test", "pregnancy_test_day"


@dataclass(frozen=True, slots=True)
class Measure:
    """One value of one fact: when, the value, and the finding."""

    moment: Moment
    value: float | str
    finding: Finding


def read_observations(findings: Iterable[Finding], ledger: Ledger) -> None:
    """Tell each fact that an observation measures or answers."""
    by_fact: dict[str, list[Measure]] = {}
    for finding in findings:
        if finding.kind == "Observation":
            for fact, measure in _measures(finding, ledger):
                by_fact.setdefault(fact, []).append(measure)
    chosen = {fact: newest for fact, measures in sorted(by_fact.items()) if (newest := _newest(fact, measures, ledger))}
    for fact, best in chosen.items():
        ledger.tell(fact, best.value, [best.finding])
    _one_reading(chosen, ledger)
    _one_body(ledger)
    _of_this_loss(chosen, ledger)


def _measures(finding: Finding, ledger: Ledger) -> Iterator[tuple[str, Measure]]:
    """What an observation and its components measure or answer; why not, where they do not."""
    parts = [
        (finding.codings, finding.content),
        *((codings_of(part.get("code")), part) for part in listed(finding.content.get("component"))),
    ]
    for codings, part in parts:
        rows = {row for system, code in codings for row in ledger.codes.says(system, code) if row.value in (MEASURED, ANSWER)}
        for fact in sorted({row.fact for row in rows}):
            if finding.began is None or finding.began.day is None:
                ledger.ignore(finding, "it has no day")
                continue
            entry = ledger.pack.facts[fact]
            read = _number(part, entry) if any(row.value == MEASURED and row.fact == fact for row in rows) else _answer(part, fact, ledger)
            if isinstance(read, _Unread):
                ledger.ignore(finding, read.why)
            else:
                yield fact, Measure(finding.began, read, finding)


@dataclass(frozen=True, slots=True)
class _Unread:
    why: str


def _number(part: Mapping[str, object], entry: Entry) -> float | _Unread:
    """The number in the unit of the fact."""
    quantity, whole = mapping(part.get("valueQuantity")), part.get("valueInteger")
    number = whole if isinstance(whole, int) else quantity.get("value")
    if isinstance(number, bool) or not isinstance(number, int | float) or number != number or abs(number) == float("inf"):
        return _Unread("it has no number")
    if quantity.get("comparator") or part.get("dataAbsentReason"):
        return _Unread("its number is not exact")
    unit = text_of(quantity.get("code")) or text_of(quantity.get("unit"))
    known = UNITS.get(entry.unit)
    factor, shift = known.get(unit, (0.0, 0.0)) if known else (1.0 if unit in COUNTED else 0.0, 0.0)
    if not factor:
        return _Unread(f"its unit is not one that is known for {entry.name}")
    value = round(number * factor + shift, _DIGITS)
    if not entry.low <= value <= entry.high:
        return _Unread(f"its number is outside {entry.low:g} to {entry.high:g} {entry.unit}")
    return int(value) if value == int(value) else value


def _answer(part: Mapping[str, object], fact: str, ledger: Ledger) -> str | _Unread:
    """The value that the coded answer says for a fact."""
    rows = [row for system, code in codings_of(part.get("valueCodeableConcept")) for row in ledger.codes.says(system, code)]
    about = [row for row in rows if row.fact == fact]
    values = {row.value for row in about}
    if len(values) == 1 and all(row.certain and len(row.values) == 1 for row in about):
        return values.pop()
    return _Unread(f"its answer leaves {fact} open: {about[0].why}" if about else "its answer is not in the code map")


def _newest(fact: str, measures: list[Measure], ledger: Ledger) -> Measure | None:
    days = ledger.codes.reading(fact).days
    moment = max(measure.moment for measure in measures)
    newest = [measure for measure in measures if measure.moment == moment]
    for measure in measures:
        if measure not in newest:
            ledger.ignore(measure.finding, f"a newer one tells {fact}")
    if days is not None and ledger.days_since(moment) > days:
        why = f"it is older than {days} days" if days else "it is not of the day of reading"
    elif len({measure.value for measure in newest}) > 1:
        why = f"two of the same moment say different things of {fact}"
    else:
        return newest[0]
    for measure in newest:
        ledger.ignore(measure.finding, why)
    return None


def _one_reading(chosen: Mapping[str, Measure], ledger: Ledger) -> None:
    """Both numbers of a blood pressure from one reading; of two readings the newer one counts."""
    upper, lower = (chosen.get(fact) for fact in PAIR)
    if upper and lower and upper.moment != lower.moment:
        ledger.take_back(PAIR[upper.moment > lower.moment], "the other number of the newest reading is missing")


def _one_body(ledger: Ledger) -> None:
    """A BMI that height and weight of the record do not give is left out: those two say it."""
    height, weight, bmi = (ledger.facts.get(fact) for fact in BODY)
    if not (isinstance(height, int | float) and isinstance(weight, int | float) and isinstance(bmi, int | float)):
        return
    if abs(weight / (height / 100) ** 2 - bmi) > BMI_ROUNDING:
        ledger.take_back("bmi", "height and weight say otherwise")


def _of_this_loss(chosen: Mapping[str, Measure], ledger: Ledger) -> None:
    """A pregnancy test counts after the loss alone, with the days between."""
    test = chosen.get(_TEST)
    if test is None:
        return
    days = (test.moment.last - ledger.loss_day).days if ledger.loss_day else -1
    if 0 <= days <= ledger.pack.facts[_TEST_DAY].high:
        ledger.tell(_TEST_DAY, days, [test.finding])
    else:
        ledger.take_back(_TEST, "it is not of the time after the loss")
