"""What a web host is told, and the page that checks one: a wrong table of types is found and named (repro 21)."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from afterwards.loading import load_pack
from afterwards.site.edition import MANIFEST, START, WORKER, Edition
from afterwards.site.hosting import CHECK, TYPES, host_files
from afterwards.site.pages import make_site
from tests.browser.conftest import TODAY, NewPage

Host = Callable[[dict[str, str]], str]


@pytest.fixture
def host(folder: Path) -> Iterator[Host]:
    """Starts a web host with the folder that has its own table of types, and tells browsers not to guess; gives its address."""
    started = []

    def start(types: dict[str, str]) -> str:
        class Strict(http.server.SimpleHTTPRequestHandler):
            extensions_map = types

            def log_message(self, *_: object) -> None:
                pass

            def end_headers(self) -> None:
                self.send_header("X-Content-Type-Options", "nosniff")
                super().end_headers()

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Strict, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        started.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


WRONG = {
    "right": ({}, "Every file is there and has the right type.", 0),
    "scripts as text": (
        {".js": "text/plain"},
        'the host says it is "text/plain". Set the host\'s type for .js files, as in _headers',
        None,
    ),
    "data as bytes": ({".json": "application/octet-stream"}, "Set the host's type for .json files", None),
}


@pytest.mark.browser
@pytest.mark.parametrize("name", WRONG)
def test_a_page_checks_the_host(name: str, host: Host, new_page: NewPage, edition: Edition) -> None:
    """It works where scripts are refused, since its own stands in it."""
    own, said, count = WRONG[name]
    page = new_page()
    page.goto(host({**TYPES, **own}) + CHECK)
    page.wait_for_selector("#result[data-wrong]", timeout=20_000)
    assert said in page.inner_text("main")
    suffix = next(iter(own), "")
    wanted = [one for one in edition.files if suffix and one.endswith(suffix) and one != MANIFEST]
    assert page.get_attribute("#result", "data-wrong") == str(len(wanted) if count is None else count)
    assert len(page.locator("#wrong li").all()) == len(wanted)


@pytest.mark.browser
def test_a_file_that_was_left_out_is_named(host: Host, new_page: NewPage, folder: Path) -> None:
    address, content = host({**TYPES}), (folder / WORKER).read_bytes()
    (folder / WORKER).unlink()
    try:
        page = new_page()
        page.goto(address + CHECK)
        page.wait_for_selector("#result[data-wrong='1']", timeout=20_000)
        assert f"{WORKER}: the host answers 404." in page.inner_text("main")
    finally:
        (folder / WORKER).write_bytes(content)


def test_header_files_name_every_type_and_hold_nothing_back(edition: Edition) -> None:
    files = host_files(make_site(load_pack(), lambda: TODAY).templates)
    assert files.keys() <= edition.files.keys()
    suffixes = {f".{name.rpartition('.')[2]}" for name in edition.files if "." in name[1:]}
    assert suffixes == TYPES.keys()
    for name in ("_headers", ".htaccess"):
        for suffix, kind in TYPES.items():
            assert suffix in files[name]
            assert kind.partition(";")[0] in files[name]
        assert "nosniff" in files[name]
    assert edition.files[START]
    assert not [line for line in files["_headers"].splitlines() if line.startswith(" ") and ": " not in line]
