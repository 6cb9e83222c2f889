"""Values and words for sets of classes: how an example of a proof is told to people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor

from afterwards.engine.rules import Classes, Cut, Value
from afterwards.engine.table import bits
from afterwards.person.told import plain_number


def _ends(classes: Classes, index: int, step: float) -> tuple[float, float]:
    """The lowest and the highest number of a class, so far from a threshold that is not in it (a whole fact counts in ones)."""
    cuts, whole = classes.cuts, classes.fact.whole
    low, high = classes.fact.range
    if index:
        bound, above = cuts[index - 1]
        low = bound + step if above else bound
    if index < len(cuts):
        bound, above = cuts[index]
        high = bound if above else bound - (1 if whole else step)
    return (ceil(low), floor(high)) if whole else (low, high)


def value_in(classes: Classes, single: int, *, highest: bool = False) -> Value:
    """One value of a class (a set of one): what is absent if that is in it, else the one next to a threshold.

    Of a number `highest` takes the upper end. Raises `ValueError` for a class that no value has.
    """
    fact, index = classes.fact, single.bit_length() - 1
    if not single & classes.real:
        raise ValueError(f"{fact.name}: a fact that does not apply has no value")
    if fact.values:
        return fact.values[index]
    if fact.absent is not None and classes.of(fact.absent) == single:
        return fact.absent
    for step in (1.0, 0.5, 0.1, 0.01, 0.001):
        least, most = _ends(classes, index, step)
        for value in (most, least) if highest or index == 0 else (least, most):
            tried = int(value) if value == int(value) else round(value, 3)
            if fact.range[0] <= tried <= fact.range[1] and classes.of(tried) == single:
                return tried
    raise ValueError(f"{fact.name}: no number was found in class {index}")


def words_for(classes: Classes, possible: int) -> str:
    """A set of classes as people read it: values joined by "or", numbers as spans, "does not apply"."""
    fact = classes.fact
    parts = (
        [fact.values[place] for place in bits(possible & classes.real)] if fact.values else list(_spans(classes, possible & classes.real))
    )
    if possible & ~classes.real:
        parts.append("does not apply")
    return " or ".join(parts) or "nothing"


def _spans(classes: Classes, possible: int) -> Iterator[str]:
    places = bits(possible)
    runs: list[list[int]] = []
    for index in places:
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    for run in runs:
        yield _span(classes.cuts, run)


def _span(cuts: Sequence[Cut], run: Sequence[int]) -> str:
    first, after = run[0], run[-1]
    low = "" if first == 0 else f"{'above' if cuts[first - 1][1] else 'from'} {plain_number(cuts[first - 1][0])}"
    high = "" if after == len(cuts) else f"{'to' if cuts[after][1] else 'under'} {plain_number(cuts[after][0])}"
    return " ".join(part for part in (low, high) if part) or "any number"
