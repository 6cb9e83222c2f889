"""Answers and errors as the bytes of JSON that are sent: in UTF-8, a name once, no number that JSON does not know."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

from afterwards.errors import BadFacts, FactError


def as_json(content: Mapping[str, object] | Sequence[object]) -> bytes:
    """One JSON text on one line. Half a sign (a lone surrogate) that she wrote stands as JSON's escape for it."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False, check_circular=False).encode(errors="backslashreplace")


def errors_as_json(errors: Collection[FactError]) -> bytes:
    """`{"errors": [...]}`, as the library and the command line give them."""
    return as_json(BadFacts([*errors]).to_dict())
