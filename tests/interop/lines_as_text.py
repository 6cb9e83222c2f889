"""JSON Lines for schemathesis, which knows no such type: the text as it is drawn."""

from __future__ import annotations

from typing import Any

import schemathesis


def lines_as_text(context: Any, value: Any) -> bytes:
    """The body as it is sent."""
    return value.encode(errors="replace") if isinstance(value, str) else str(value).encode(errors="replace")


schemathesis.serializer("application/x-ndjson", "application/jsonl")(lines_as_text)
