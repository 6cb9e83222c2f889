"""How data of the page are packed: objects by field, days as numbers, ids without what they share with the one before.

`page/pack.js` unpacks them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from afterwards.engine import Range
from afterwards.pack.data import Data, Json

EPOCH = date(1970, 1, 1)
"""The day from which days are counted."""


def short_ids(ids: Iterable[str]) -> dict[str, str]:
    """Ids as they are shipped: one that begins as the one before it has only its last part, with the point before that."""
    short, last = {"": ""}, ""
    for name in filter(None, ids):
        begins = name.rpartition(".")[0]
        short[name] = name.removeprefix(begins) if begins == last else name
        last = begins
    return short


def to_bytes(data: Mapping[str, object]) -> bytes:
    """The data as it is shipped."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def day_number(day: date) -> int:
    """A day as the page counts it."""
    return (day - EPOCH).days


def plain(value: object) -> object:
    """Text, numbers, lists and maps; sets in the order of the alphabet."""
    if isinstance(value, Range):
        return {"low": value.low, "high": value.high, "low_open": value.low_open, "high_open": value.high_open}
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, date):
        return day_number(value)
    return str(value) if isinstance(value, str) else value


def records(
    objects: Iterable[Any],
    *,
    leave: Collection[str] = (),
    more: Mapping[str, Callable[[Any], Any]] | None = None,
    names_only: Collection[str] = (),
    counts_only: Collection[str] = (),
) -> dict[str, object]:
    """Objects of one kind, by field, as `same` writes them: without the fields of `leave`.

    Of the fields in `names_only` only the keys are written, of those in `counts_only` how many there are. `more`: what else
    each has, by the name of the field and what makes it.
    """
    made = []
    for entry in objects:
        names = [field.name for field in fields(entry) if field.name not in leave]
        fields_written = {name: _written(getattr(entry, name), name in names_only, name in counts_only) for name in names}
        made.append(fields_written | {name: make(entry) for name, make in (more or {}).items()})
    return same(made)


def _written(value: Any, names_only: bool, counts_only: bool) -> Any:
    return len(value) if counts_only else plain([*value] if names_only else value)


def same(made: Sequence[Data]) -> Json:
    """Maps with the same keys: `same` has each key's commonest value, `each` the keys that mostly differ, one list a key; values
    of one letter each are written as one text.

    `of` has the maps with the keys that differ now and then.
    """
    same: Json = {}
    each: dict[str, list[object] | str] = {}
    for name in made[0] if made else ():
        commonest, count = Counter(json.dumps(one[name]) for one in made).most_common(1)[0]
        if 2 * count > len(made):
            same[name] = json.loads(commonest)
        else:
            values = [one[name] for one in made]
            each[name] = "".join(values) if all(isinstance(one, str) and len(one) == 1 for one in values) else values
    of = [{name: value for name, value in one.items() if name in same and value != same[name]} for one in made]
    return {"same": same, "each": each, "of": of if any(of) else len(of)}


def steps(numbers: Sequence[int]) -> list[int]:
    """Numbers that mostly grow a little, each as its distance from the one before: that is a few digits, and mostly the same ones."""
    return [number - before for before, number in zip((0, *numbers), numbers, strict=False)]
