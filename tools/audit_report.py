"""Read pip-audit's report in JSON: 0 when every part was looked up and none has a known fault, 1 when one has, 3 when one was missed.

pip-audit itself ends well when it could look up nothing; here that is never taken for a clean result (R24).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

CLEAN, FAULTY, UNREACHED = 0, 1, 3


def judge(report: str) -> tuple[int, list[str]]:
    """The exit status, and a line for each known fault and each part that was not looked up."""
    try:
        parts = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return UNREACHED, ["pip-audit made no report."]
    known = [
        f"{one['name']} {one['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or 'no version yet'}."
        for one in parts
        for fault in one.get("vulns", [])
    ]
    skipped = [f"{one['name']}: not looked up." for one in parts if "vulns" not in one]
    if known:
        return FAULTY, known + skipped
    return (UNREACHED, skipped) if skipped or not parts else (CLEAN, [f"{len(parts)} parts looked up, no known fault."])


def main() -> int:
    """Judge the report in the file that is named."""
    status, lines = judge(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(*lines, sep="\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
