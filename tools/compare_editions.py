"""R13: compare the knowledge with the last edition that git remembers, and fail on an answer lowered without a reason.

The last edition is the newest commit whose pack has another version. Where git has no such commit, or cannot read it
with today's software, that is said, and nothing fails: there is nothing to compare with.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from afterwards.cli import main as afterwards
from afterwards.pack.load import KNOWLEDGE
from afterwards.pack.manifest import manifest_problems
from afterwards.verify.compare import read_edition

REPOSITORY = Path(__file__).resolve().parent.parent
PLACE = "src/afterwards/knowledge"


def git(*arguments: str) -> bytes:
    """What git prints. Raises `CalledProcessError` when it cannot."""
    return subprocess.run(["git", *arguments], cwd=REPOSITORY, check=True, capture_output=True).stdout  # noqa: S603, S607 (our own words)


def version_in(text: str) -> str:
    """The version that a pack.yaml names."""
    return next((line.partition(":")[2].split("#")[0].strip() for line in text.splitlines() if line.startswith("version:")), "")


def last_edition(now: str) -> str:
    """The newest commit of another version, "" when there is none."""
    for commit in git("log", "--format=%H", "--", f"{PLACE}/pack.yaml").decode().split():
        if version_in(git("show", f"{commit}:{PLACE}/pack.yaml").decode()) != now:
            return commit
    return ""


def parent_state(commit: str, now: str) -> str:
    """The newest commit of all that still has the version of `commit`: later changes of that edition count too."""
    for one in git("log", "--format=%H", f"{commit}..HEAD", "--", PLACE).decode().split():
        if version_in(git("show", f"{one}:{PLACE}/pack.yaml").decode()) != now:
            return one
    return commit


def main() -> int:
    """Compare; the status is that of `afterwards compare`, or 0 when there is nothing to compare with."""
    now = version_in((KNOWLEDGE / "pack.yaml").read_text(encoding="utf-8"))
    try:
        commit = last_edition(now)
        if not commit:
            print(f"Compared: git remembers no edition before {now}.")
            return 0
        content = git("archive", parent_state(commit, now), PLACE)
    except (OSError, subprocess.CalledProcessError):
        print("Compared: there is no git history here, so there is no earlier edition to compare with.")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            archive.extractall(folder, filter="data")
        old = Path(folder) / PLACE
        try:
            if manifest_problems(old, needed=True):
                raise ValueError("not sealed")
            read_edition(old)
        except Exception as error:
            print(f"Compared: the last edition cannot be read with today's software ({type(error).__name__}).")
            return 0
        return afterwards(["compare", str(old), str(KNOWLEDGE), "--changelog", str(REPOSITORY / "CHANGELOG.md")])


if __name__ == "__main__":
    sys.exit(main())
