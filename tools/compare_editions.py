"""R13: compare the knowledge with the last edition that git remembers, and fail on an answer lowered without a reason.

The last edition is the newest commit whose pack has another version. It is read with the software of that commit: the schema of a pack
changes. Nothing passes without having been compared: where git has no history, or the edition cannot be read, the check fails.
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

REPOSITORY = Path(__file__).resolve().parent.parent
SOFTWARE = "src/afterwards"
PLACE = f"{SOFTWARE}/knowledge"
AS_KEPT = ("-c", "core.autocrlf=false", "-c", "core.eol=lf")


def git(*arguments: str) -> bytes:
    """What git prints, files as they lie in its history: with the line ends of another system an old seal would not fit.

    Raises `CalledProcessError` when it cannot.
    """
    whole = ["git", *AS_KEPT, *arguments]
    return subprocess.run(whole, cwd=REPOSITORY, check=True, capture_output=True).stdout  # noqa: S603 (our own words)


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
    for later in git("log", "--format=%H", f"{commit}..HEAD", "--", PLACE).decode().split():
        if version_in(git("show", f"{later}:{PLACE}/pack.yaml").decode()) != now:
            return later
    return commit


def whole_history() -> bool:
    """Whether git has every commit: a shallow clone may lack the one that matters."""
    return git("rev-parse", "--is-shallow-repository").decode().strip() == "false"


def main() -> int:
    """Compare; 0 when the knowledge is the first edition, or each lowered answer has its reason."""
    now = version_in((KNOWLEDGE / "pack.yaml").read_text(encoding="utf-8"))
    try:
        if not whole_history():
            print("Not compared: this clone lacks its history. Run: git fetch --unshallow", file=sys.stderr)
            return 1
        commit = last_edition(now)
        if not commit:
            print(f"Compared: git remembers no edition before {now}.")
            return 0
        content = git("archive", parent_state(commit, now), SOFTWARE)
    except (OSError, subprocess.CalledProcessError) as error:
        complaint = getattr(error, "stderr", b"").decode(errors="replace").strip() or str(error)
        print(f"Not compared: git cannot give the last edition ({complaint}). Run this in a clone, with git installed.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            archive.extractall(folder, filter="data")
        return 1 if afterwards(["compare", f"{folder}/{PLACE}", str(KNOWLEDGE), "--changelog", str(REPOSITORY / "CHANGELOG.md")]) else 0


if __name__ == "__main__":
    sys.exit(main())
