"""`python -m afterwards` is `afterwards`."""

from afterwards.cli import run

run()
