"""R07: when anything fails, the page says whom to call and gives no answer; without a whole edition nothing is served at all."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import afterwards
from afterwards import cli, load_pack, urgent_help
from afterwards.cli import main
from afterwards.pack.load import KNOWLEDGE
from afterwards.site import bundle, edition, server
from afterwards.site.bundle import PAGE
from afterwards.site.edition import AWAY, WORKER
from afterwards.site.protection import hand_out
from tests.site.conftest import Files
from tests.site.pages import Element, Page, parse
from tests.site.wire import Answer, ask

MARKER = "Zyxomarker"
Capture = pytest.CaptureFixture[str]


def fail(*_: Any, **__: Any) -> Any:
    raise RuntimeError(MARKER)


def check_urgent_help(answer: Answer, status: int) -> None:
    """Whom to call, in words and as links; no answer, no traceback, nothing of what was asked."""
    assert answer.status == status
    page = Page.of("", answer.text)
    assert (page.kind, page.title) == ("urgent-help", "Afterwards")
    check_whom_to_call(page.root)
    for leaked in ("Traceback", "RuntimeError", MARKER, "File ", "answer-1"):
        assert leaked not in answer.text


def check_whom_to_call(root: Element) -> None:
    for line in (urgent_help.SORRY, *urgent_help.NOW, urgent_help.REVIEW):
        assert line in root.text
    assert root.all("a", href="tel:999")
    assert root.all("a", href="tel:111")
    assert root.all("a", data_action="exit")
    assert root.all(data_statement="") == root.all(data_decision="") == []


INSIDE: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "the answer": lambda patch: patch.setattr("afterwards.site.protection.Response", fail),
    "the request": lambda patch: patch.setattr("afterwards.site.protection.Request.method", property(fail_once())),
}


def fail_once() -> Callable[[Any], str]:
    """Fails while a request is answered, and not again when the fault is told."""
    failed = []

    def method(_: Any) -> str:
        failed.append(MARKER)
        if len(failed) == 1:
            fail()
        return "GET"

    return method


@pytest.mark.parametrize("place", INSIDE)
def test_a_fault_inside_shows_urgent_help(app: Any, files: Files, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """R07."""
    INSIDE[place](monkeypatch)
    check_urgent_help(ask(app, "GET", "/answer-1.html"), 500)
    monkeypatch.undo()
    assert ask(app, "GET", "/answer-1.html").body == files["answer-1.html"], "and it is over with the fault"


@pytest.mark.parametrize("path", ["/", "/answer-1.html", "/sw.js", "/no/such/page"])
def test_a_fault_in_a_handler_shows_urgent_help(files: Files, path: str) -> None:
    """R07: here the clock fails, which every answer asks."""
    check_urgent_help(ask(hand_out(files, fail), "GET", path), 500)


def test_a_fault_after_the_answer_has_begun_ends_it(app: Any) -> None:
    """Half a page is never followed by another one."""
    got: list[Any] = []

    async def take(message: Any) -> None:
        got.append(message)
        if message["type"] == "http.response.body":
            fail()

    async def nothing() -> Any:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "GET", "scheme": "http", "path": "/", "query_string": b"", "headers": []}
    asyncio.run(app(scope, nothing, take))
    assert [one["type"] for one in got] == ["http.response.start", "http.response.body"]


def test_urgent_help_leads_to_pages_that_are_there(app: Any, files: Files) -> None:
    """R32: the way out of urgent help is one too, whoever shows it: the server, the page, or the worker when there is no network."""
    start = Page.of("index.html", files["index.html"].decode())
    (line,) = re.findall(r"^const URGENT = (.*);$", files[WORKER].decode(), re.MULTILINE)
    shown = {
        "the server": parse(ask(hand_out(files, fail), "GET", "/").text),
        "the page": start.root.one("template", id="urgent"),
        "the worker": parse(json.loads(line)),
    }
    for place, root in shown.items():
        (way_out,) = root.all("a", data_action="exit")
        target = way_out.attributes["href"].removeprefix("/")
        assert target == AWAY, place
        answer = ask(app, "GET", f"/{target}")
        assert (answer.status, Page.of(target, answer.text).kind) == (200, "away")


# An edition that is too old


def test_after_the_last_day_every_page_gives_way_to_urgent_help(files: Files) -> None:
    """R07: whatever page is asked for, there or not; the files that a page has loaded before are still sent."""
    late = hand_out(files, lambda: True)
    for name, content in files.items():
        answer = ask(late, "GET", f"/{name}")
        if not name.endswith(".html"):
            assert (answer.status, answer.body) == (200, content)
        elif name != AWAY:
            check_urgent_help(answer, 503)
    for path in ("/", "/nothing.html"):
        check_urgent_help(ask(late, "GET", path), 503)
    assert ask(late, "GET", "/nothing").status == 404
    assert ask(late, "POST", "/").status == 405


def test_after_the_last_day_the_way_out_still_leads_out(files: Files) -> None:
    """R32: she who leaves urgent help does not come back to it."""
    answer = ask(hand_out(files, lambda: True), "GET", f"/{AWAY}")
    assert (answer.status, Page.of(AWAY, answer.text).kind) == (200, "away")


# An edition that cannot be built


def serves_nothing(*_: object, **__: object) -> int:
    raise AssertionError("it serves although there is no edition")


def test_a_page_of_the_program_that_cannot_be_bundled_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Capture) -> None:
    """R07: a script is as much of the edition as a template."""
    page = Path(shutil.copytree(PAGE, tmp_path / "page"))
    (page / "worker.js").write_text((page / "worker.js").read_text(encoding="utf-8").replace('const URGENT = "";', ""), encoding="utf-8")
    for module in (edition, bundle):
        monkeypatch.setattr(module, "PAGE", page)
    monkeypatch.setattr(server, "serve", serves_nothing)
    assert main(["serve"]) == 1
    assert capsys.readouterr() == ("", "worker.js:1: there is no one line 'const URGENT = ...;' to write into. Put it back.\n")


# The knowledge is missing or damaged


def missing(folder: Path) -> None:
    shutil.rmtree(folder)


def empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def half(folder: Path) -> None:
    """Facts without rules."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)


def cut_off(folder: Path) -> None:
    (folder / "pack.yaml").write_bytes((folder / "pack.yaml").read_bytes()[:200])


def no_text(folder: Path) -> None:
    (folder / "pack.yaml").write_bytes(b"\xff\x00" * 100)


def changed(folder: Path) -> None:
    path = folder / "statements" / "general.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Call 999", "Call 888"), encoding="utf-8")


@pytest.mark.parametrize("damage", [missing, empty, half, cut_off, no_text, changed])
def test_without_knowledge_every_page_shows_urgent_help(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Capture, damage: Callable[[Path], None]
) -> None:
    """R07: the loader refuses it, so there is no page to serve: `afterwards serve` says whom to call and what is wrong, and ends."""
    folder = Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge"))
    damage(folder)
    monkeypatch.setattr(cli, "load_pack", lambda: load_pack(folder))
    monkeypatch.setattr(server, "serve", serves_nothing)
    assert main(["serve"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(urgent_help.as_text())
    assert "`afterwards check` says what is wrong with its knowledge." in err
    assert "Traceback" not in err


def test_the_program_ends_with_1_and_no_traceback_when_its_knowledge_is_damaged(tmp_path: Path) -> None:
    """R07: as a person runs it, from a copy of the program."""
    source = Path(shutil.copytree(Path(afterwards.__file__).parent, tmp_path / "src" / "afterwards"))
    changed(source / "knowledge")
    done = subprocess.run(
        [sys.executable, "-m", "afterwards", "serve", "--port", "0"],
        env={**os.environ, "PYTHONPATH": str(source.parent), "AFTERWARDS_CACHE": str(tmp_path / "cache")},
        cwd=tmp_path, text=True, capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(urgent_help.as_text())
    assert "Traceback" not in done.stderr


def test_the_numbers_are_those_of_the_knowledge() -> None:
    """The one text that lives in code says what the pack says."""
    pack = load_pack()
    ours = " ".join(urgent_help.NOW)
    foot = pack.statements[pack.info.foot].text
    assert [number for number in ("999", "NHS 111") if number not in foot or number not in ours] == []
    assert "Samaritans on 116 123" in ours
    assert any("Samaritans" in one.text and "116 123" in one.text for one in pack.statements.values())
    assert pack.statements[pack.info.not_reviewed].text == urgent_help.REVIEW
