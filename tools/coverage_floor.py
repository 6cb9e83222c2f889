"""After the tests: branch coverage of what keeps people safe is 100 %, of everything 95 % or more (R15)."""

from __future__ import annotations

import sys

from coverage import Coverage

SAFETY = ("*/afterwards/engine/*", "*/afterwards/guide.py")


def main() -> int:
    """0 when both floors hold."""
    data = Coverage()
    data.load()
    safety = data.report(include=list(SAFETY), file=None, show_missing=True)
    whole = data.report(show_missing=False, skip_covered=True)
    print(f"Branch coverage: engine and guide {safety:.1f} %, all {whole:.1f} %.")
    return 0 if safety == 100 and whole >= 95 else 1


if __name__ == "__main__":
    sys.exit(main())
