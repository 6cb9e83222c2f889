"""How long a million women take: every decision and one guideline's methods, by each engine, beside its limit and a bare scan.

Each engine runs `afterwards cohort` as a person does, from its start to the folder that is put in place, in a process of its own.
The bare scan reads the same columns of the same file and does nothing with them: the limit of the machine.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from afterwards import load_pack
from afterwards.cohort.plan import plan_of

HERE = Path(__file__).parent
WOMEN = 1_000_000
TODAY = "2026-11-24"
LIMITS = {"duckdb": 10, "numpy": 30, "polars": 30, "spark": 120}
"""Seconds for a million women on two cores, the start included."""
GIBIBYTES = 4
SCAN = """
import sys, pyarrow.parquet as pq
file = pq.ParquetFile(sys.argv[1])
for batch in file.iter_batches(65536):
    pass
"""


def watched(command: Sequence[str]) -> tuple[float, float, float]:
    """Seconds by the clock and of the processors, and the most memory (GiB) that the program and all that it started had."""
    most, ticks = 0, dict[int, int]()
    began = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True) as program:
        reader = threading.Thread(target=lambda: program.stderr and program.stderr.read(), daemon=True)
        reader.start()
        while program.poll() is None:
            memory, spent = of_session(program.pid)
            most = max(most, memory)
            ticks |= spent
            time.sleep(0.1)
        assert program.returncode == 0, command
    # The last tenth of a second of each program is not seen.
    return time.monotonic() - began, sum(ticks.values()) / os.sysconf("SC_CLK_TCK"), most / 2**30


def of_session(session: int) -> tuple[int, dict[int, int]]:
    """The bytes in memory of all programs of a session, and of each the processor time it has used, in ticks (Linux)."""
    memory, ticks = 0, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            memory += int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
            ticks[int(folder.name)] = int(fields[11]) + int(fields[12])
    return memory, ticks


def main() -> int:
    """Exit 1 when totals differ or a limit is broken."""
    parser = argparse.ArgumentParser(description="Seconds for a million women, by engine.")
    parser.add_argument("--women", type=int, default=WOMEN)
    parser.add_argument("--engines", nargs="+", choices=LIMITS, default=[*LIMITS])
    options = parser.parse_args()
    outcomes = len(plan_of(load_pack(), "uk", past_due=False).outcomes)
    broken, digests = False, set()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = folder / "women.parquet"
        subprocess.run([sys.executable, str(HERE / "women.py"), str(options.women), str(table)], check=True)
        seconds, used, _ = watched([sys.executable, "-c", SCAN, str(table)])
        bare = options.women * outcomes / used
        print(f"{options.women:,} women, {outcomes} decisions and methods, {table.stat().st_size / 1e6:.0f} MB")
        print(f"{'bare scan':<10} {seconds:6.1f} s by the clock, {used:6.1f} s of processors, {bare:12,.0f} decisions a second a core")
        for engine in options.engines:
            out = folder / engine
            command = [sys.executable, "-m", "afterwards", "cohort", str(table), str(out), "--engine", engine, "--today", TODAY]
            seconds, used, memory = watched(command)
            limit = LIMITS[engine] * options.women / WOMEN
            rate = options.women * outcomes / used
            line = (
                f"{engine:<10} {seconds:6.1f} s by the clock (limit {limit:.0f}, ratio {seconds / limit:.2f}), {used:6.1f} s of processors"
            )
            line += f", {rate:12,.0f} decisions a second a core, {rate / bare:.2f} of the bare scan, {memory:.2f} GiB (limit {GIBIBYTES})"
            print(line, flush=True)
            broken |= seconds > limit or memory > GIBIBYTES
            digests.add(hashlib.sha256((out / "totals.json").read_bytes()).hexdigest())
    if len(digests) > 1:
        print("The totals differ between engines.")
    return int(broken or len(digests) > 1)


if __name__ == "__main__":
    sys.exit(main())
