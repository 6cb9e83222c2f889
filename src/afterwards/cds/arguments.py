"""The options of `afterwards serve` that are about CDS Hooks."""

from __future__ import annotations

import argparse
import importlib.util
import re
from ipaddress import ip_address
from urllib.parse import urlsplit

LONGEST = 200
_SHOWN = 40


def add_cds(serve: argparse.ArgumentParser) -> None:
    """Add them to the parser of `afterwards serve`."""
    serve.add_argument("--no-cds", action="store_true", help="with --api: answer no record system under /cds-services")
    serve.add_argument(
        "--cds-issuer",
        type=_issuer,
        action="append",
        default=[],
        metavar="ISSUER=FILE",
        help="whose tokens are taken, and the file of its public keys (JWKS)",
    )
    serve.add_argument(
        "--cds-address",
        type=_address,
        default=None,
        metavar="ADDRESS",
        help="with --cds-issuer: where clients call it, before /cds-services",
    )
    serve.add_argument(
        "--cds-fhir",
        type=_address,
        action="append",
        default=[],
        metavar="ADDRESS",
        help="a FHIR server that may be asked; may be given again",
    )
    serve.add_argument("--cds-pages", type=_address, default=None, metavar="ADDRESS", help="where the edition lies, to which cards link")
    serve.add_argument("--cds-guideline", default="", metavar="GUIDELINE", help="whose categories its cards have; uk by default")


def wrong_about_cds(options: argparse.Namespace) -> str:
    """What is wrong with these options together; "" for nothing."""
    about = [options.cds_issuer, options.cds_address, options.cds_fhir, options.cds_pages, options.cds_guideline]
    if any(about) and (options.no_cds or not options.api):
        return "The options --cds-... are about CDS Hooks. Give --api too and leave out --no-cds, or leave them out."
    if not options.api or options.no_cds:
        return "--no-cds leaves a part of the API out. Give --api too, or leave it out." if options.no_cds and not options.api else ""
    if options.cds_issuer and not options.cds_address:
        return "--cds-issuer needs --cds-address: a token is for one address, as https://cds.example/afterwards."
    if options.cds_issuer and importlib.util.find_spec("jwt") is None:
        return "--cds-issuer needs the part that checks tokens. Install it with: pip install 'afterwards[cds]'."
    if not options.cds_issuer and not _is_this_computer(options.host):
        return (
            "CDS Hooks without --cds-issuer checks nobody, so it answers this computer alone. "
            "Name an issuer, leave --host out, or leave CDS Hooks out with --no-cds."
        )
    return ""


def _issuer(text: str) -> str:
    name, _, file = text.rpartition("=")
    if not name or not file:
        raise argparse.ArgumentTypeError(f"'{text[:_SHOWN]}' is not ISSUER=FILE, such as https://records.example=keys.json.")
    return text


def _is_this_computer(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _address(text: str) -> str:
    """An address without a query, in plain letters, with https except on this computer."""
    plain = len(text) <= LONGEST and re.fullmatch(r"https?://[A-Za-z0-9.\[\]:_-]+(/[A-Za-z0-9._~/-]*)?", text)
    if not plain or (text.startswith("http:") and not _is_this_computer(urlsplit(text).hostname or "")):
        raise argparse.ArgumentTypeError(
            f"'{text[:_SHOWN]}' cannot be used. Write it as https://cds.example/afterwards; http is for this computer alone."
        )
    return text.rstrip("/")
