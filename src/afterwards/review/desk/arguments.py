"""The words of `afterwards review`; the work is in `commands`, which is imported only when it is asked for."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path


def add_review(commands: argparse._SubParsersAction[argparse.ArgumentParser], run: object) -> None:
    """Add `review` to the sub-commands of the program; `run` takes the options and returns the exit status."""
    parser = commands.add_parser("review", help="the medical review: what is reviewed, and the signing of it")
    actions = parser.add_subparsers(required=True, metavar="ACTION", dest="action")

    def action(name: str, words: str) -> argparse.ArgumentParser:
        action_parser: argparse.ArgumentParser = actions.add_parser(name, help=words)
        action_parser.add_argument("--pack", type=Path, default=None, metavar="DIR", help="a pack's folder; the built-in pack by default")
        action_parser.set_defaults(run=run)
        return action_parser

    status = action("status", "what is reviewed, stale, overdue, or asked to be changed, and the hours left, by topic")
    status.add_argument("--topic", metavar="TOPIC", help="each item of one topic")
    status.add_argument("--json", action="store_true", help="one JSON object")
    page = action("page", "one printable page of a topic, with the code that signs it")
    page.add_argument("topic", metavar="TOPIC")
    page.add_argument("--out", type=Path, metavar="FILE", help="write it there; standard output by default")
    sign = action("sign", "sign what was read on a printed page")
    sign.add_argument("--topic", required=True, metavar="TOPIC")
    sign.add_argument("--code", required=True, help="the code at the foot of the page that was read")
    for name, words in (
        ("name", "who has read it"),
        ("role", "such as consultant gynaecologist"),
        ("register", "the register of the profession, such as GMC"),
        ("number", "the number on that register"),
        ("interests", "conflicts of interest; 'none' when there are none"),
    ):
        sign.add_argument(f"--{name}", required=True, help=words)
    sign.add_argument(
        "--due", type=_day, default=None, metavar="YYYY-MM-DD", help="when it must be looked at again; half a year by default"
    )
    sign.add_argument("--remarks", default="", help="anything to keep with the signature")
    sign.add_argument("--change", action="append", default=[], metavar="ITEM=REASON", help="ask for a change of one item")
    sign.add_argument("--disagree", action="append", default=[], metavar="ITEM=REASON", help="disagree with one item")
    sign.add_argument("--cannot-judge", action="append", default=[], metavar="ITEM", help="leave one item for another reviewer")
    desk = action("desk", "the review on a page of this computer's browser")
    desk.add_argument("--port", type=_port, default=0, help="0, the default, picks a free one")
    desk.add_argument("--open", action="store_true", help="open it in the browser")
    key = action("key", "make a publisher's key in a new file")
    key.add_argument("file", type=Path, metavar="FILE")
    release = action("release", "sign the pack, the code and the reviews as a release")
    release.add_argument("--key", type=Path, required=True, metavar="FILE", help="the file of the publisher's key")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a date. Write it as 2027-05-24.") from None


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a port. Give a number from 0 to 65535; 0 picks a free one.")
    return int(text)
