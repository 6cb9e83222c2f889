"""How long a person waits for `afterwards guide` from a cold start, beside a Python that does nothing.

Measured is the whole process: start, imports, reading the compiled pack, one answer, the output thrown away.
The pack and the byte code are compiled once before. Files are in the system's cache: the first start after a boot is slower.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

FACTS = {"guide": "after_loss", "days_since_loss": 10, "bleeding_now": "light", "pain": "mild", "temperature_c": 37.2}


def seconds(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Time on the wall and processor time of one run. Raises `CalledProcessError` when it fails."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    wall, after = perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Take turns, and print the medians."""
    parser = argparse.ArgumentParser(description="Times the command line from a cold start.")
    parser.add_argument("--runs", type=int, default=15)
    runs: int = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        facts = Path(folder) / "facts.json"
        facts.write_text(json.dumps(FACTS), encoding="utf-8")
        ours = [sys.executable, "-m", "afterwards", "guide", "--facts", str(facts), "--json"]
        nothing = [sys.executable, "-c", "pass"]
        # Byte code is kept, as in an installed program, whatever this shell is set to.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        seconds(ours, environment)
        rounds = [(seconds(ours, environment), seconds(nothing, environment)) for _ in range(runs)]
    print(f"| median of {runs} | ms | × bare Python | ms of processor | × bare Python |\n|---|---:|---:|---:|---:|")
    for name, place in (("python -m afterwards guide --facts FILE --json", 0), ("python -c pass", 1)):
        cells = []
        for clock in (0, 1):
            cells.append(f"{median(one[place][clock] for one in rounds) * 1000:.0f}")
            cells.append(f"{median(one[place][clock] / one[1][clock] for one in rounds):.1f}")
        print(f"| `{name}` | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
