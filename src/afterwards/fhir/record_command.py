"""`afterwards fhir facts`: one JSON object for the record in a Bundle."""

from __future__ import annotations

import argparse
import json
from datetime import date

from afterwards.console import write_utf8
from afterwards.fhir.record import read_record
from afterwards.fhir.record_bundle import read_bundle
from afterwards.pack.model import Pack


def run_facts(options: argparse.Namespace, pack: Pack, today: date) -> int:
    """Print the facts of the record, where they come from, and what was not understood. Raises `BadFacts`."""
    resources, addresses = read_bundle(options.bundle)
    record = read_record(resources, pack, today, options.patient, addresses=addresses)
    write_utf8()
    print(json.dumps(record.to_dict(), ensure_ascii=False, indent=1))
    return 0
