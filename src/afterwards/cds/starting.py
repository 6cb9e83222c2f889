"""The API as `afterwards serve` starts it: with the services for record systems, unless they are left out."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from afterwards.api.app import Api
from afterwards.api.documents import documents
from afterwards.cds.document import paths
from afterwards.cds.service import CdsHooks, CdsSettings
from afterwards.cds.tokens import Issuer, Tokens
from afterwards.fhir.codes import load_codes
from afterwards.guide import check_guideline
from afterwards.pack.model import Pack


def start_api(pack: Pack, options: argparse.Namespace, day: Callable[[], date]) -> Api:
    """The API of a pack; `day` gives the day of a request.

    Raises `BadKeys` for keys that cannot be used, `NotOffered` for a guideline that the pack does not hold.
    """
    hooks = None if options.no_cds else CdsHooks(pack, load_codes(), settings_of(pack, options), day)
    handed_out = documents(pack, day(), options.prefix, more=paths() if hooks else {})
    return Api(pack, handed_out, prefix=options.prefix, origins=options.allow_origin, more=hooks.operations() if hooks else {})


def settings_of(pack: Pack, options: argparse.Namespace) -> CdsSettings:
    """The settings that the options make. Raises as `start_api` does."""
    guideline = options.cds_guideline or next(iter(pack.info.guidelines))
    check_guideline(pack, guideline)
    named = (text.rpartition("=") for text in options.cds_issuer)
    issuers = [Issuer(name, Path(file)) for name, _, file in named]
    return CdsSettings(
        guideline=guideline,
        address=options.cds_address or "",
        pages=options.cds_pages or "",
        tokens=Tokens(issuers) if issuers else None,
        servers=tuple(options.cds_fhir),
    )
