"""The options of `afterwards serve` that are about the API: whether it is on, where it lies, whose pages may call it."""

from __future__ import annotations

import argparse
import re

LONGEST = 200
_SHOWN = 40


def add_api(serve: argparse.ArgumentParser) -> None:
    """Add them to the parser of `afterwards serve`."""
    serve.add_argument("--api", action="store_true", help="answer programs too, under /v1/")
    serve.add_argument(
        "--prefix", type=_prefix, default="", metavar="PATH", help="with --api: what stands before its addresses, such as /afterwards"
    )
    serve.add_argument(
        "--allow-origin",
        type=_origin,
        action="append",
        default=[],
        metavar="ORIGIN",
        help="with --api: whose pages may call it, such as https://records.example; may be given again; none by default",
    )


def not_about_the_api(options: argparse.Namespace) -> str:
    """What is wrong with options that need `--api` and were given without it; "" for nothing."""
    without = (options.prefix or options.allow_origin) and not options.api
    return "--prefix and --allow-origin are about the API. Give --api too, or leave them out." if without else ""


def _prefix(text: str) -> str:
    """What stands before the API's addresses; "" for none."""
    if len(text) > LONGEST or not re.fullmatch(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?", text):
        raise argparse.ArgumentTypeError(f"'{text[:_SHOWN]}' cannot stand before an address. Write it as /afterwards.")
    return text.rstrip("/")


def _origin(text: str) -> str:
    """Whose pages may call the API: scheme, host and port, as browsers send it."""
    if len(text) > LONGEST or not re.fullmatch(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?", text):
        raise argparse.ArgumentTypeError(
            f"'{text[:_SHOWN]}' is no origin. Write it as https://records.example, in small letters and without a path."
        )
    return text
