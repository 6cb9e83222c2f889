"""The records kept here, each with the facts that it must give; and changes that may not change them."""

from __future__ import annotations

import copy
import json
import random
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from afterwards import load_pack
from afterwards.fhir.record import Record, read_record
from afterwards.fhir.record_bundle import open_bundle

FOLDER = Path(__file__).parent / "bundles"
NAMES = sorted(path.name.removesuffix(".facts.json") for path in FOLDER.glob("*.facts.json"))
PACK = load_pack()
Json = dict[str, Any]


def bundle_of(name: str) -> Json:
    """A kept record; a copy of its own."""
    content: Json = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return content


def golden_of(name: str) -> Json:
    """What a kept record must give."""
    content: Json = json.loads((FOLDER / f"{name}.facts.json").read_text(encoding="utf-8"))
    return content


def day_of(name: str) -> date:
    """The day on which a kept record is read."""
    return date.fromisoformat(golden_of(name)["today"])


def read(bundle: Json, today: date, patient: str | None = None) -> Record:
    """A Bundle as facts."""
    resources, addresses = open_bundle(bundle)
    return read_record(resources, PACK, today, patient, addresses=addresses)


def shuffled(bundle: Json, dice: random.Random) -> Json:
    """The same entries in another order, and the codings within each concept too."""
    other = copy.deepcopy(bundle)
    dice.shuffle(other["entry"])
    for inner in every_object(other):
        for value in inner.values():
            if isinstance(value, list) and value and isinstance(value[0], dict) and "system" in value[0]:
                dice.shuffle(value)
    return other


def without_words(bundle: Json, instead: str | None) -> Json:
    """The same without displays, texts and narratives (None), or with other ones."""
    other = copy.deepcopy(bundle)
    for inner in every_object(other):
        for key in ("display", "text"):
            if instead is None:
                inner.pop(key, None)
            elif key in inner or "code" in inner:
                inner[key] = instead
    return other


def moved(bundle: Json, days: int) -> Json:
    """The same with every date so many days earlier, but for her birth."""

    def earlier(match: re.Match[str]) -> str:
        return (date.fromisoformat(match.group(0)) - timedelta(days=days)).isoformat()

    other = copy.deepcopy(bundle)
    for inner in every_object(other):
        for key, value in inner.items():
            if isinstance(value, str) and key != "birthDate":
                inner[key] = re.sub(r"^\d{4}-\d{2}-\d{2}", earlier, value)
    return other


def every_object(value: Any) -> list[Json]:
    """Every object within a value, itself included."""
    if isinstance(value, dict):
        return [value, *(inner for item in value.values() for inner in every_object(item))]
    return [inner for item in value for inner in every_object(item)] if isinstance(value, list) else []
