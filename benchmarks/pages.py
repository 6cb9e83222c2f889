"""How long the server edition takes to make one guide page, on one core.

A client of the application walks the question pages as a person does, answering `ANSWERS` and "I'm not sure"
to all else; then its guide page is asked for again and again. The time is processor time, and has everything
the server does for it: opening the sealed cookie, the answer, the words, the template. It also has the test
client's own work, which a network would replace; the empty page, asked for by the same client, shows how much
that is. No network, no second person at the same time, no start of the server.
"""

from __future__ import annotations

import argparse
import re
from datetime import date
from statistics import median
from time import process_time

from starlette.testclient import TestClient

from afterwards import load_pack
from afterwards.web.app import create_app

TODAY = date(2026, 11, 24)
ANSWERS = {
    "guide": "after_loss",
    "loss_kind": "miscarriage",
    "loss_date-day": "14",
    "loss_date-month": "11",
    "loss_date-year": "2026",
    "bleeding_now": "light",
    "pain": "mild",
    "management": "medicine",
    "had_sex_since_loss": "no",
    "pregnancy_goal": "avoid",
}
MOST_PAGES = 60
_INPUT = re.compile(r'<input[^>]*\bname="([a-z0-9_-]+)"')


def walk(client: TestClient) -> int:
    """Answer every question page; returns how many there were. Ends on the guide, else raises `SystemExit`."""
    facts = load_pack().facts
    page = client.post("/", data={"guide": ANSWERS["guide"]})
    for number in range(MOST_PAGES):
        where = page.url.path
        if where == "/guide":
            return number
        if page.status_code != 200 or not where.startswith("/step/"):
            raise SystemExit(f"The walk ended at {where} with status {page.status_code}, not on the guide.")
        names = dict.fromkeys(_INPUT.findall(page.text))
        if "none_of_these" in names:
            answer = {"none_of_these": "yes"}
        else:
            answer = {name: ANSWERS[name] for name in names if name in ANSWERS}
            told = {name.partition("-")[0] for name in answer}
            answer |= {name: "unknown" for name in names if name in facts and name not in told and facts[name].kind != "text"}
        page = client.post(where, data=answer)
    raise SystemExit(f"The walk had more than {MOST_PAGES} pages.")


def milliseconds(client: TestClient, path: str) -> float:
    """Processor time of one page, from asking to having it."""
    began = process_time()
    page = client.get(path, follow_redirects=False)
    taken = (process_time() - began) * 1000
    if page.status_code != 200:
        raise SystemExit(f"{path}: status {page.status_code}, so there is nothing to time.")
    return taken


def main() -> None:
    """Walk, time and print."""
    parser = argparse.ArgumentParser(description="Times the guide page of the server edition.")
    parser.add_argument("--repeats", type=int, default=500)
    repeats: int = parser.parse_args().repeats
    client = TestClient(create_app(clock=lambda: TODAY))
    pages = walk(client)
    size = len(client.get("/guide").content)
    for _ in range(20):
        milliseconds(client, "/guide")
    taken = [(milliseconds(client, "/guide"), milliseconds(client, "/away")) for _ in range(repeats)]
    guide, empty = median(one for one, _ in taken), median(one for _, one in taken)
    print(f"A guide after {pages} question pages, {size / 1024:.0f} KB of HTML; median of {repeats}.\n")
    print("| page | ms | pages a second, one core | × the empty page |\n|---|---:|---:|---:|")
    print(f"| guide | {guide:.1f} | {1000 / guide:.0f} | {median(one / other for one, other in taken):.1f} |")
    print(f"| the empty page | {empty:.1f} | {1000 / empty:.0f} | 1.0 |")


if __name__ == "__main__":
    main()
