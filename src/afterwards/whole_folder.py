"""A folder put in place whole: under its name there is the old one or the new one, and never half of either."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def swap(fresh: Path, out: Path) -> None:
    """Put the fresh folder in place; the old one goes only when the new one is there."""
    old = fresh.with_name(f"{fresh.name}-old")
    if out.exists():
        os.replace(out, old)
    try:
        os.replace(fresh, out)
    except OSError:
        if old.exists():
            os.replace(old, out)
        raise
    shutil.rmtree(old, ignore_errors=True)
