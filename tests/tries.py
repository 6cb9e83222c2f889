"""How often a test with made-up people is tried.

A plain run tries the same people each time, so that it says the same of the same code; `make test-wide` draws new ones, and many more.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("AFTERWARDS_TRIES", "1"))


def tries(most: int) -> settings:
    """So many made-up people; in a wide run `TIMES` as many, drawn anew."""
    slow = [HealthCheck.too_slow]
    return settings(max_examples=most * TIMES, derandomize=TIMES == 1, database=None, deadline=None, suppress_health_check=slow)
