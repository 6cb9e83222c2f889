"""The options of `afterwards cohort`, and its run: what is missing or wrong is said with its remedy."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from afterwards.pack.model import Pack

ENGINES = ("duckdb", "numpy", "polars", "spark")
_SMALL_NUMBERS = ("keep", "show")


def add_cohort(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], load: Callable[[], Pack], day: Callable[[], date]
) -> argparse.ArgumentParser:
    """Add the command; gives its parser, for the options that it has in common with others. `day` asks the clock."""
    parser: argparse.ArgumentParser = commands.add_parser("cohort", help="the answers for very many women, and totals, from a table")
    parser.add_argument(
        "table", type=Path, metavar="IN", help="Parquet, or CSV if it ends in .csv: a row for each woman, columns named by facts"
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="the folder to write; empty, new, or written by this command before")
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0], help="what evaluates it; the answers are the same")
    parser.add_argument("--closed-world", action="store_true", help="a fact not given takes the value that means absent")
    parser.add_argument("--reasons", action="store_true", help="the rules that hold, and those that may, of each answer too")
    parser.add_argument(
        "--small-numbers", choices=_SMALL_NUMBERS, default=_SMALL_NUMBERS[0], help="in the totals counts under 10 are kept back, or shown"
    )
    parser.set_defaults(run=lambda options: run(options, load, day))
    return parser


def run(options: argparse.Namespace, load: Callable[[], Pack], day: Callable[[], date]) -> int:
    """Run it. Exit status as of the command line. Raises `BadFacts`, `Expired`."""
    try:
        from afterwards.cohort.run import CohortOptions, evaluate
    except ImportError as error:
        return _missing(error, "cohort")
    asked = CohortOptions(
        table=options.table,
        out=options.out,
        engine=options.engine,
        guideline=options.guideline,
        today=options.today,
        day=options.today or day(),
        closed=options.closed_world,
        reasons=options.reasons,
        small_numbers=options.small_numbers == _SMALL_NUMBERS[1],
    )
    try:
        done = evaluate(load(), asked)
    except ImportError as error:
        return _missing(error, "spark" if options.engine == "spark" else "cohort")
    print(f"{done.evaluated:,} rows evaluated, {done.refused:,} refused. Answers and totals are in {options.out}.")
    if done.refused:
        print(f"{options.out / 'refused.csv'} says which rows were refused, and why.")
    return 0


def _missing(error: ImportError, extra: str) -> int:
    print(
        f"`afterwards cohort` needs more than is installed ({error.name or 'a library'}): pip install 'afterwards[{extra}]'.",
        file=sys.stderr,
    )
    return 2
