"""What the place where the program runs may refuse it, in words, each with its remedy: none of it is a fault of the knowledge."""

from __future__ import annotations

import contextlib
import errno
import os
import sys

FULL = (errno.ENOSPC, errno.EDQUOT)
FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


def told(error: OSError | OverflowError) -> str:
    """What happened and what to do. A file is named by its name alone, not by where it lies."""
    if isinstance(error, OverflowError):
        return "A date or a number is larger than can be reckoned with: dates end with the year 9999. Give an earlier date."
    if isinstance(error, BrokenPipeError):
        return "Whatever read the output stopped before the end, so not all of it was written. Let it read to the end."
    name = f"{os.path.basename(os.fsdecode(error.filename))}: " if isinstance(error.filename, str | bytes) else ""
    if error.errno in FULL:
        return f"{name}The disk is full, so what was being written is not whole. Make room, then run it again."
    if error.errno in FORBIDDEN:
        return f"{name}This may not be read or written here. Choose a place that is yours, or ask whoever looks after this computer."
    if error.errno == errno.EBADF:
        return "The output is closed, so there is nowhere to write to. Run it again without closing it."
    return f"{name}This computer refused: {(error.strerror or 'unknown reason').lower()}. Mend that, then run it again."


def let_go_of_output() -> None:
    """What could not be written stays unwritten: without this Python tries once more as it ends, and complains in its own words."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
