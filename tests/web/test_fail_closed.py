"""R07: when anything fails, the page says whom to call and gives no answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jinja2 import FileSystemLoader

from afterwards import load_pack, urgent_help
from afterwards.pack.load import KNOWLEDGE
from afterwards.web import app as web
from afterwards.web import protection, views
from afterwards.web.app import Site, create_app
from afterwards.web.journey import Seal
from tests.web.conftest import Clients, Visit
from tests.web.pages import Page
from tests.web.personas import WELL
from tests.web.walker import Walker

MARKER = "Zyxomarker"
HANDLERS: dict[str, tuple[str, str]] = {
    "start": ("GET", "/"),
    "begin": ("POST", "/"),
    "show_step": ("GET", "/step/1"),
    "take_step": ("POST", "/step/1"),
    "change": ("POST", "/change"),
    "stop": ("GET", "/stop"),
    "show_guide": ("GET", "/guide"),
    "article": ("GET", "/read/6"),
    "how": ("GET", "/how"),
    "sources": ("GET", "/sources"),
    "leave": ("GET", "/leave"),
    "away": ("GET", "/away"),
    "come_back": ("POST", "/return"),
    "not_found": ("GET", "/no/such/page"),
    "too_large": ("POST", "/step/2"),
}
FORM = {"guide": "after_loss", "none_of_these": "yes", "page": "signs"}
PATHS = ["/", "/step/1", "/guide", "/stop", "/read/6", "/how", "/sources", "/leave", "/away", "/no/such/page", "/static/style.css"]


def fail(*_: Any, **__: Any) -> Any:
    raise RuntimeError(MARKER)


async def fail_later(*_: Any, **__: Any) -> Any:
    raise RuntimeError(MARKER)


def check_urgent_help(response: Any, status: int) -> None:
    """Whom to call, in words and as links; no answer, no traceback, nothing of hers, no cookie."""
    assert response.status_code == status
    page = Page.of("", status, response.text)
    assert page.kind == "urgent-help"
    for line in (urgent_help.SORRY, *urgent_help.NOW, urgent_help.REVIEW):
        assert line in page.main.text
    assert page.main.all("a", href="tel:999")
    assert page.main.all("a", href="tel:111")
    assert page.main.all("a", href="/leave", data_action="exit")
    assert page.decisions == {}
    assert page.statements == []
    for leaked in ("Traceback", "RuntimeError", MARKER, "File ", "none_of_these"):
        assert leaked not in response.text
    assert "set-cookie" not in response.headers


def ask(person: Walker, method: str, path: str) -> Any:
    if method == "GET":
        return person.client.get(path)
    return person.client.post(path, data=FORM | ({"x": "y" * 20_000} if path == "/step/2" else {}))


def handlers_of(app: str) -> set[str]:
    return {name for name, one in vars(web).items() if getattr(one, "__module__", "") == app and _takes_request(one)}


def _takes_request(one: Any) -> bool:
    code = getattr(one, "__code__", None)
    return code is not None and bool(code.co_flags & 0x80) and "request" in code.co_varnames[: code.co_argcount] and one.__name__[0] != "_"


def test_every_handler_is_tried() -> None:
    assert handlers_of("afterwards.web.app") == HANDLERS.keys()


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_fault_in_a_handler_shows_urgent_help(visit: Visit, monkeypatch: pytest.MonkeyPatch, handler: str) -> None:
    """R07."""
    method, path = HANDLERS[handler]
    person = visit(WELL, app=create_app())
    assert ask(person, method, path).status_code < 500
    monkeypatch.setattr(web, handler, fail_later)
    person = visit(WELL, app=create_app())
    person.client.post("/", data=FORM)
    check_urgent_help(ask(person, method, path), 500)


INSIDE: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], str, str]] = {
    "the guide": (lambda patch: patch.setattr(web, "answer", fail), "GET", "/guide"),
    "the guide of a step": (lambda patch: patch.setattr(web, "answer", fail), "POST", "/step/1"),
    "reading facts": (lambda patch: patch.setattr(web, "read_facts", fail), "GET", "/step/1"),
    "the interview": (lambda patch: patch.setattr(web, "next_page", fail), "POST", "/step/1"),
    "the form": (lambda patch: patch.setattr(web, "read_page", fail), "POST", "/step/1"),
    "the fields": (lambda patch: patch.setattr(web, "show_page", fail), "GET", "/step/1"),
    "the parts of the guide": (lambda patch: patch.setattr(views, "sections", fail), "GET", "/guide"),
    "the rows of what she told": (lambda patch: patch.setattr(views, "told_rows", fail), "GET", "/guide"),
    "the timeline": (lambda patch: patch.setattr(web, "timeline", fail), "GET", "/guide"),
    "opening the cookie": (lambda patch: patch.setattr(Seal, "read", fail), "GET", "/guide"),
    "sealing the cookie": (lambda patch: patch.setattr(Seal, "write", fail), "POST", "/step/1"),
    "the clock": (lambda patch: patch.setattr(Site, "guide", fail), "GET", "/guide"),
    "the knowledge, lost on the way": (lambda patch: patch.setattr(web, "load_pack", fail), "GET", "/guide"),
    "the knowledge of the first page": (lambda patch: patch.setattr(web, "load_pack", fail), "GET", "/"),
    "a template": (lambda patch: patch.setattr(Site, "page", fail), "GET", "/guide"),
    "the protection itself": (lambda patch: patch.setattr(protection, "_emptied", fail), "GET", "/guide"),
}


@pytest.mark.parametrize("place", INSIDE)
def test_a_fault_inside_shows_urgent_help(visit: Visit, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """R07."""
    spoil, method, path = INSIDE[place]
    person = visit()
    person.start()
    assert ask(person, method, path).status_code < 400
    spoil(monkeypatch)
    check_urgent_help(ask(person, method, path), 500)
    monkeypatch.undo()
    assert ask(person, method, path).status_code < 400, "and it is over with the fault"


@pytest.mark.parametrize(
    "text", ["{{ no_such_value }}", "{{ guide.no_such_part }}", "{% extends 'nothing.html' %}", "{{ 1 // 0 }}", "{% broken"]
)
def test_a_fault_in_a_template_shows_urgent_help(visit: Visit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
    """R07: half a page is never sent."""
    folder = Path(web.__file__).parent / "templates"
    for template in folder.iterdir():
        whole = template.read_text()
        (tmp_path / template.name).write_text(
            whole.replace("{% endblock %}", text + "{% endblock %}") if template.name == "guide.html" else whole
        )
    monkeypatch.setattr("afterwards.web.app.FileSystemLoader", lambda _: FileSystemLoader(tmp_path))
    person = visit(WELL, app=create_app())
    assert person.start().kind == "question"
    check_urgent_help(person.client.get("/guide"), 500)


# The knowledge is missing or damaged


def missing(folder: Path) -> None:
    folder.rmdir()


def empty(folder: Path) -> None:
    assert not [*folder.iterdir()]


def half(folder: Path) -> None:
    """Facts without rules."""
    for name in ("pack.yaml", "facts.yaml"):
        (folder / name).write_bytes((KNOWLEDGE / name).read_bytes())


def cut_off(folder: Path) -> None:
    (folder / "pack.yaml").write_bytes((KNOWLEDGE / "pack.yaml").read_bytes()[:200])


def no_text(folder: Path) -> None:
    (folder / "pack.yaml").write_bytes(b"\xff\x00" * 100)


@pytest.mark.parametrize("damage", [missing, empty, half, cut_off, no_text])
def test_without_knowledge_every_page_shows_urgent_help(
    clients: Clients, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    """R07: the loader refuses it, so there is nothing to answer from."""
    folder = tmp_path / "knowledge"
    folder.mkdir()
    damage(folder)
    monkeypatch.setattr(web, "load_pack", lambda: load_pack(folder))
    client = clients(create_app())
    for path in PATHS:
        check_urgent_help(client.get(path), 503)
    for path in ("/", "/step/1", "/change", "/return"):
        check_urgent_help(client.post(path, data=FORM), 503)


def test_the_numbers_are_those_of_the_knowledge() -> None:
    """The one text that lives in code says what the pack says."""
    pack = load_pack()
    ours = " ".join(urgent_help.NOW)
    foot = pack.statements[pack.info["foot"]].text
    assert [number for number in ("999", "NHS 111") if number not in foot or number not in ours] == []
    assert "Samaritans on 116 123" in ours
    assert any("Samaritans" in one.text and "116 123" in one.text for one in pack.statements.values())
    assert pack.statements[pack.info["not_reviewed"]].text == urgent_help.REVIEW
