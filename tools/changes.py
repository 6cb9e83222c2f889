"""Make the reader's page of changes from CHANGELOG.md: `src/afterwards/site/changes.json`. With `--check`: is it up to date?"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
MADE = REPOSITORY / "src" / "afterwards" / "site" / "changes.json"


def editions(text: str) -> list[dict[str, object]]:
    """Each `## ` heading of the change log with its lines: what changed, one sentence a line."""
    made: list[dict[str, object]] = []
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        lines = [line.removeprefix("- ").strip() for line in body.splitlines() if line.strip()]
        made.append({"edition": heading.strip(), "says": [re.sub(r"[`*]", "", line) for line in lines]})
    return made


def main() -> int:
    """Write the file, or say whether it is out of date."""
    made = json.dumps(editions((REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")), ensure_ascii=False, indent=1) + "\n"
    if "--check" in sys.argv:
        return 0 if MADE.is_file() and MADE.read_text(encoding="utf-8") == made else 1
    MADE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
