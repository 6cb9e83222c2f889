"""The folder of answers: written beside its name and then put there, so that under its name there is all of it or nothing."""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from afterwards.errors import BadFacts, FactError
from afterwards.whole_folder import swap

ANSWERS, TOTALS, REFUSED = "answers.parquet", "totals.json", "refused.csv"
OURS = "afterwards cohort"
"""What the totals say of who wrote them."""
FILES = (ANSWERS, TOTALS, REFUSED)
_UNFINISHED = ".unfinished"


@contextlib.contextmanager
def fresh_folder(out: Path) -> Iterator[Path]:
    """A folder to write to, which is put where `out` is when all has gone well, in place of an earlier one of this command.

    Raises `BadFacts` where something else lies there; then, and when anything goes wrong, nothing has changed. What a run that was
    killed left beside it is removed first, where no run is at work there.
    """
    folder = out.resolve()
    _look_at(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    _remove_unfinished(folder)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", suffix=_UNFINISHED, dir=folder.parent))
    with _locked(fresh) as lock:
        try:
            yield fresh
            _look_at(folder)
            if lock:
                lock.unlink()
            fresh.chmod(0o755)
            swap(fresh, folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def _look_at(folder: Path) -> None:
    """Refuse a folder that is not of this command, or holds anything else."""
    if not folder.exists():
        return
    problem = ""
    if not folder.is_dir():
        problem = f"{folder.name} is a file."
    else:
        names = sorted(path.name for path in folder.iterdir())
        others = [name for name in names if name not in FILES]
        if others:
            problem = f"In {folder.name} there is something that is not of this command: {others[0]}."
        elif names and not _is_ours(folder / TOTALS):
            problem = f"{folder.name} was not written by this command."
        elif Path.cwd().is_relative_to(folder):
            problem = "The command was started in the folder that it is to write."
    if problem:
        allowed = "a new or empty folder, or one that `afterwards cohort` wrote"
        raise BadFacts([FactError("OUT", folder.name, allowed, f"OUT: {problem}", "Name another folder. Nothing was changed.")])


def _is_ours(totals: Path) -> bool:
    try:
        return bool(json.loads(totals.read_bytes())["written_by"] == OURS)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _remove_unfinished(folder: Path) -> None:
    for left in folder.parent.glob(f".{folder.name}-*{_UNFINISHED}*"):
        with _locked(left) as lock:
            if lock:
                shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[Path | None]:
    """Its lock, held as long as this program runs; None where another holds it, or where locks are not to be had."""
    try:
        import fcntl
    except ImportError:  # not on every system: then what a killed run left stays until somebody removes it
        yield None
        return
    lock = folder / ".lock"
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(lock.open("wb"))
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield None
            return
        yield lock
