"""How long a program waits: a guide and an answer as JSON in this process, and answers a second through HTTP, beside their limits.

Each time is the least of several runs, in processor time, and stands beside its limit as a ratio: under 1.00 is within it.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from afterwards import load_pack
from afterwards.api.call import answer_for, guide_for, read_call
from afterwards.api.written import as_json

TODAY = "2026-11-24"
PEOPLE: tuple[dict[str, object], ...] = (
    {"guide": "after_loss", "bleeding_now": "light", "days_since_loss": 9},
    {"guide": "after_loss", "signs_today": "none", "bleeding_now": "none", "days_since_loss": 30, "age": 31},
    {"guide": "contraception_only", "age": 24},
    {},
)
"""Of each most is not known."""
RUNS = 30
CALLS = 600
GUIDE_MS, WHOLE_MS, A_SECOND = 3.0, 10.0, 300.0
"""The limits: milliseconds of a guide without and with the answers to all questions; answers a second a core through HTTP."""


def least(work: Callable[[], object]) -> float:
    """The least processor time of one run, in milliseconds."""
    work()
    times = []
    for _ in range(RUNS):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return 1000 * min(times)


def in_process() -> None:
    """The guide with and without answers, one answer, and what of it is the writing of JSON alone."""
    pack = load_pack()
    for name, more, limit in (("guide", {"answers": False}, GUIDE_MS), ("guide, all answers", {}, WHOLE_MS)):
        for facts in PEOPLE:
            body = {"facts": facts, "today": TODAY, **more}
            taken = least(lambda body=body: as_json(guide_for(pack, read_call(pack, body))))  # type: ignore[misc]
            made = guide_for(pack, read_call(pack, body))
            alone = least(lambda made=made: as_json(made))  # type: ignore[misc]
            row = f"{name:<20} {len(facts)} facts told: {taken:7.2f} ms, limit {limit:.0f} ms, ratio {taken / limit:5.2f}"
            print(f"{row}; of it {alone:.2f} ms writing {len(as_json(made)) // 1000} KB")
    for facts in PEOPLE:
        body = {"facts": facts, "today": TODAY, "question": "sex-when"}
        taken = least(lambda body=body: as_json(answer_for(pack, read_call(pack, body, one_question=True))))  # type: ignore[misc]
        print(f"{'one answer':<20} {len(facts)} facts told: {taken:7.2f} ms, which is {1000 / taken:.0f} a second")


SERVE = """
import sys
from types import SimpleNamespace
from afterwards.site import edition
from afterwards.cli import main
edition.make_edition = lambda pack: SimpleNamespace(files={"index.html": b""})
sys.exit(main(["serve", "--port", "0", "--api"]))
"""


def through_http() -> None:
    """Answers a second of the server's processor time, one after the other on one connection, beside a call that answers nothing."""
    with subprocess.Popen([sys.executable, "-c", SERVE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as program:
        assert program.stdout is not None
        port = urlsplit(program.stdout.readline().split()[-1]).port
        connection = http.client.HTTPConnection("127.0.0.1", port)
        answered = a_second(connection, program.pid, "POST", "/v1/answer", {"facts": PEOPLE[0], "today": TODAY, "question": "sex-when"})
        bare = a_second(connection, program.pid, "GET", "/v1/none", None)
        program.terminate()
    print(f"through HTTP: {answered:.0f} answers a second a core, limit {A_SECOND:.0f}, ratio {A_SECOND / answered:.2f}")
    print(f"through HTTP: {bare:.0f} requests a second a core with nothing to work out: {1000 / bare:.2f} ms of each are the server's own")


def a_second(connection: http.client.HTTPConnection, server: int, method: str, address: str, call: object) -> float:
    """Requests in one second of the server's processor time."""
    body = json.dumps(call) if call else None
    began = processor_seconds(server)
    for _ in range(CALLS):
        connection.request(method, address, body, {"Content-Type": "application/json"})
        connection.getresponse().read()
    return CALLS / (processor_seconds(server) - began)


def processor_seconds(process: int) -> float:
    """The processor time that a process has used (Linux)."""
    with open(f"/proc/{process}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    in_process()
    through_http()
