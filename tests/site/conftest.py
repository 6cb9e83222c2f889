"""The edition, made once, handed out as `afterwards serve` does it: as an application, as pages, and by the program itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import afterwards
from afterwards.pack import Pack
from afterwards.site.edition import SINGLE, Edition, make_edition
from afterwards.site.protection import hand_out
from tests.clock import TODAY
from tests.site.pages import Page

Files = dict[str, bytes]


@pytest.fixture(scope="session")
def edition(pack: Pack) -> Edition:
    """The edition of the built-in pack."""
    return make_edition(pack)


@pytest.fixture(scope="session")
def files(edition: Edition) -> Files:
    """Its files, by name."""
    return edition.files


@pytest.fixture(scope="session")
def app(files: Files) -> Any:
    """The application that hands them out, on a day on which it answers."""
    return hand_out(files, lambda: False)


def pages_of(edition: Edition) -> dict[str, Page]:
    """Every page of a folder, by the name of its file; the copy in one file is none of them."""
    named = sorted(name for name in edition.files if name.endswith(".html") and name != SINGLE)
    return {name: Page.of(name, edition.files[name].decode()) for name in named}


@pytest.fixture(scope="session")
def pages(edition: Edition) -> dict[str, Page]:
    """Every page of the built-in pack's edition."""
    return pages_of(edition)


@dataclass(frozen=True, slots=True)
class Running:
    """The program while it serves: where, and where its log goes."""

    port: int
    log: Path

    def lines(self) -> list[str]:
        """The log so far."""
        return self.log.read_text(encoding="utf-8").splitlines()


def serving(folder: Path, code: str, *options: str) -> Iterator[Running]:
    """A program that serves, in a process of its own, with all it says in one file."""
    environment = {**os.environ, "PYTHONPATH": str(Path(afterwards.__file__).resolve().parents[1])}
    command = [sys.executable, "-c", code, *options]
    log = folder / "log"
    with log.open("wb") as kept, subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=kept, text=True) as program:
        assert program.stdout is not None
        said = program.stdout.readline()
        assert said.startswith("Afterwards is at http://127.0.0.1:"), log.read_text(encoding="utf-8")
        yield Running(urlsplit(said.split()[-1]).port or 0, log)
        program.send_signal(signal.SIGINT)
        program.wait(30)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """`afterwards serve` in a process of its own, on the day of the tests."""
    day = f"date({TODAY.year}, {TODAY.month}, {TODAY.day})"
    code = (
        "import sys; from datetime import date; from afterwards import clock; from afterwards.cli import main;"
        f"clock.today = lambda: {day}; sys.exit(main(['serve', '--port', '0']))"
    )
    yield from serving(tmp_path_factory.mktemp("served"), code)
