"""The code map, looked up by code: what a coding of a record says. It is loaded when a record is read, and never before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from afterwards.pack.code_map import ENDS, SYSTEMS, CodeRow, FactReading, check_seal, plain_code, read_code_map
from afterwards.pack.load import KNOWLEDGE
from afterwards.pack.reading import PackError, Problem

USING_NOW = "using_now"
ALIASES = {
    "urn:oid:2.16.840.1.113883.6.96": "snomed",
    "urn:oid:2.16.840.1.113883.6.3": "icd-10",
    "urn:oid:2.16.840.1.113883.6.90": "icd-10-cm",
    "urn:oid:2.16.840.1.113883.6.1": "loinc",
    "urn:oid:2.16.840.1.113883.6.88": "rxnorm",
    "http://dmd.nhs.uk": "dmd",
    "http://terminology.hl7.org/CodeSystem/icd10": "icd-10",
    "http://hl7.org/fhir/v3/ObservationInterpretation": "interpretation",
    "http://hl7.org/fhir/v2/0136": "yes-no",
}
"""Other addresses under which the same code systems stand in records."""
_SHORT = {address: name for name, address in SYSTEMS.items()} | ALIASES
_ALSO = {"dmd": ("snomed",), "snomed": ("dmd",)}
"""A code of dm+d is a SNOMED CT code, and stands under either address."""


@dataclass(frozen=True, slots=True)
class CodeMap:
    """`rows`: what each code says, by short system and code; `readings`: how the findings of a fact are read."""

    rows: Mapping[tuple[str, str], tuple[CodeRow, ...]]
    readings: Mapping[str, FactReading]

    def says(self, system: str, code: str) -> tuple[CodeRow, ...]:
        """The rows of a code, by the address (or short name) of its system; none for a code that is not in the map."""
        for short, written in _keys(system, code):
            if rows := self.rows.get((short, written)):
                return rows
        return ()

    def reading(self, fact: str) -> FactReading:
        """How findings of a fact are read."""
        return self.readings.get(fact) or FactReading(fact)


def _keys(system: str, code: str) -> Iterable[tuple[str, str]]:
    """The keys under which a coding may stand."""
    short = _SHORT.get(system.rstrip("/"), system)
    for name in (short, *_ALSO.get(short, ())):
        yield name, plain_code(name, code)


def load_codes(root: Path | None = None) -> CodeMap:
    """The code map of the pack in the folder `root`, or of the built-in one (loaded once).

    Raises `PackError` when a file is not as it was sealed, or cannot be read.
    """
    return _built_in() if root is None else _load(root)


@cache
def _built_in() -> CodeMap:
    return _load(KNOWLEDGE)


def _load(root: Path) -> CodeMap:
    check_seal(root)
    problems: list[Problem] = []
    rows, readings = read_code_map(root, problems)
    if problems:
        raise PackError(problems)
    by_code: dict[tuple[str, str], list[CodeRow]] = {}
    for row in rows:
        by_code.setdefault((row.system, plain_code(row.system, row.code)), []).append(row)
    return CodeMap({key: tuple(listed) for key, listed in by_code.items()}, readings)


def method_of(codings: Iterable[Mapping[str, object]], codes: CodeMap) -> str | None:
    """Which contraceptive method of the vocabulary a medication is, by the codings of its CodeableConcept.

    None where no coding is in the map, where a coding leaves open which method it is, and where two of them say different ones.
    """
    methods: set[str] = set()
    for coding in codings:
        system, code = (coding.get("system"), coding.get("code")) if isinstance(coding, Mapping) else (None, None)
        if not (isinstance(system, str) and isinstance(code, str)):
            continue
        for row in codes.says(system, code):
            if row.fact == USING_NOW and not row.value.startswith(ENDS):
                methods.add(row.value if row.certain and len(row.values) == 1 else "")
    return methods.pop() if len(methods) == 1 and "" not in methods else None
