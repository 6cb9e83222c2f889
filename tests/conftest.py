"""What every test shares: one folder for the compiled pack, so that it is compiled once a run, the built-in pack, and a day."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from afterwards import load_pack
from afterwards.pack import Pack
from afterwards.pack.reading import PackError
from tests.clock import TODAY, set_on

CACHE = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--days-later", type=int, default=0, metavar="N", help="run the tests with the clock N days on")


def pytest_configure(config: pytest.Config) -> None:
    """Set the cache folder before any test is collected; programs that tests start inherit it, and so do the workers of `-n`."""
    if config.getoption("days_later"):
        set_on(config.getoption("days_later"))
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    config.stash[CACHE] = os.environ["AFTERWARDS_CACHE"] = tempfile.mkdtemp(prefix="afterwards-tests-")
    if config.getoption("numprocesses", None):
        with suppress(PackError):  # a worker tells it better
            load_pack()


def pytest_unconfigure(config: pytest.Config) -> None:
    if CACHE in config.stash:
        shutil.rmtree(config.stash[CACHE], ignore_errors=True)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of the whole project."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The built-in pack."""
    return load_pack()


@pytest.fixture(scope="session")
def today() -> date:
    """The day on which every test is read."""
    return TODAY
