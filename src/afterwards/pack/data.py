"""What the files of a pack hold before anything is made of it: maps, lists and plain values, as the schema found them good."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Data = Mapping[str, Any]
"""A map of a pack's files. Its values are what `schema` says of the kind; nothing but this and `Json` may be typed so loosely."""

Json = dict[str, Any]
"""An object of JSON, made to be written out or just read: its values are what the format at hand says."""
