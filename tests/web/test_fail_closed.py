"""R07: when anything fails, the page says whom to call and gives no answer."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from jinja2 import FileSystemLoader

from afterwards import contraception, load_pack, urgent_help
from afterwards.pack.load import KNOWLEDGE
from afterwards.web import app as web
from afterwards.web import comparison, journey, methods, protection, views
from afterwards.web import site as parts
from afterwards.web.app import create_app
from afterwards.web.journey import Seal
from afterwards.web.site import Site
from tests.clock import that_day
from tests.web.conftest import Clients, Visit
from tests.web.pages import Page
from tests.web.personas import WELL
from tests.web.walker import Form, Walker

MARKER = "Zyxomarker"
HANDLERS: dict[str, tuple[str, str]] = {
    "start": ("GET", "/"),
    "begin": ("POST", "/"),
    "show_step": ("GET", "/step/1"),
    "take_step": ("POST", "/step/1"),
    "change": ("POST", "/change"),
    "stop": ("GET", "/stop"),
    "show_guide": ("GET", "/guide"),
    "show_document": ("GET", "/read/6"),
    "leave": ("GET", "/leave"),
    "away": ("GET", "/away"),
    "come_back": ("POST", "/return"),
    "not_found": ("GET", "/no/such/page"),
    "too_large": ("POST", "/step/2"),
    "onward": ("GET", "/onward"),
}
ON_METHODS: dict[str, tuple[str, str]] = {
    "show": ("GET", "/methods"),
    "act": ("POST", "/methods"),
    "_method": ("GET", "/method/3"),
    "beside": ("GET", "/beside"),
    "clinician": ("GET", "/clinician"),
    "differ": ("GET", "/differences"),
}
FORM = {"guide": "after_loss", "none_of_these": "yes", "page": "signs"}
SIDE_BY_SIDE: Form = {"side_by_side": "yes", "method": ["pop", "coc"]}
PATHS = [
    *(
        "/",
        "/step/1",
        "/guide",
        "/stop",
        "/read/6",
        "/how",
        "/private",
        "/reviews",
        "/disagreements",
        "/changes",
        "/score",
        "/leave",
        "/away",
        "/no/such/page",
    ),
    *("/onward", "/methods", "/method/3", "/beside", "/clinician", "/differences", "/coverage"),
]
NO_STYLE = [
    *("/static", "/static/", "/static/style.css/", "/static/nothing.css", "/static//style.css", "/style.css"),
    *("/static/script.js", "/static/favicon.svg", "/static/../app.py", "/static/%2e%2e/app.py"),
]


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


def handlers_of(module: ModuleType) -> set[str]:
    return {name for name, one in vars(module).items() if getattr(one, "__module__", "") == module.__name__ and _takes_request(one)}


def _takes_request(one: Any) -> bool:
    return inspect.iscoroutinefunction(one) and "Request" in one.__annotations__.values() and one.__name__ != "_fault"


def test_every_handler_is_tried() -> None:
    assert handlers_of(web) == HANDLERS.keys()
    assert handlers_of(comparison) == ON_METHODS.keys()


@pytest.mark.parametrize(
    ("module", "handler"), [*((web, name) for name in HANDLERS), *((comparison, name) for name in ON_METHODS)], ids=lambda one: str(one)
)
def test_a_fault_in_a_handler_shows_urgent_help(visit: Visit, monkeypatch: pytest.MonkeyPatch, module: ModuleType, handler: str) -> None:
    """R07."""
    method, path = (HANDLERS if module is web else ON_METHODS)[handler]
    person = visit(WELL, app=create_app(that_day))
    assert ask(person, method, path).status_code < 500
    monkeypatch.setattr(module, handler, fail_later)
    person = visit(WELL, app=create_app(that_day))
    person.client.post("/", data=FORM)
    check_urgent_help(ask(person, method, path), 500)


INSIDE: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], str, str]] = {
    "the guide": (lambda patch: patch.setattr(parts, "answer", fail), "GET", "/guide"),
    "the guide of a step": (lambda patch: patch.setattr(parts, "answer", fail), "POST", "/step/1"),
    "reading facts": (lambda patch: patch.setattr(parts, "read_facts", fail), "GET", "/step/1"),
    "the interview": (lambda patch: patch.setattr(web, "next_page", fail), "POST", "/step/1"),
    "the form": (lambda patch: patch.setattr(web, "read_page", fail), "POST", "/step/1"),
    "the fields": (lambda patch: patch.setattr(web, "show_page", fail), "GET", "/step/1"),
    "the parts of the guide": (lambda patch: patch.setattr(views, "sections", fail), "GET", "/guide"),
    "the rows of what she told": (lambda patch: patch.setattr(views, "told_rows", fail), "GET", "/guide"),
    "the timeline": (lambda patch: patch.setattr(web, "timeline", fail), "GET", "/guide"),
    "opening the cookie": (lambda patch: patch.setattr(Seal, "read", fail), "GET", "/guide"),
    "sealing the cookie": (lambda patch: patch.setattr(Seal, "write", fail), "POST", "/step/1"),
    "the clock": (lambda patch: patch.setattr(Site, "guide", fail), "GET", "/guide"),
    "the knowledge, lost on the way": (lambda patch: patch.setattr(parts, "load_pack", fail), "GET", "/guide"),
    "the knowledge of the first page": (lambda patch: patch.setattr(web, "load_pack", fail), "GET", "/"),
    "the knowledge of one method": (lambda patch: patch.setattr(comparison, "load_pack", fail), "GET", "/method/3"),
    "the knowledge of what she does": (lambda patch: patch.setattr(comparison, "load_pack", fail), "POST", "/methods"),
    "the guide of the methods": (lambda patch: patch.setattr(parts, "answer", fail), "GET", "/methods"),
    "the categories": (lambda patch: patch.setattr(contraception, "compare", fail), "GET", "/methods"),
    "the order of the methods": (lambda patch: patch.setattr(contraception, "in_order", fail), "GET", "/methods"),
    "the cards": (lambda patch: patch.setattr(methods, "cards", fail), "GET", "/beside"),
    "the lines of the clinician": (lambda patch: patch.setattr(methods, "clinician_values", fail), "GET", "/clinician"),
    "the three guidelines": (lambda patch: patch.setattr(methods, "differences", fail), "GET", "/differences"),
    "how tables were read": (lambda patch: patch.setattr(methods, "coverage", fail), "GET", "/coverage"),
    "one method": (lambda patch: patch.setattr(methods, "method_values", fail), "GET", "/method/3"),
    "the next page": (lambda patch: patch.setattr(web, "next_page", fail), "GET", "/onward"),
    "packing the journey": (lambda patch: patch.setattr(journey, "_common_words", fail), "POST", "/methods"),
    "a template": (lambda patch: patch.setattr(Site, "page", fail), "GET", "/guide"),
    "the protection itself": (lambda patch: patch.setattr(protection, "_emptied", fail), "GET", "/guide"),
}


@pytest.mark.parametrize("place", INSIDE)
def test_a_fault_inside_shows_urgent_help(visit: Visit, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """R07."""
    spoil, method, path = INSIDE[place]
    person = visit()
    person.start()
    assert person.post("/methods", SIDE_BY_SIDE).kind == "beside"
    assert ask(person, method, path).status_code < 400
    spoil(monkeypatch)
    check_urgent_help(ask(person, method, path), 500)
    monkeypatch.undo()
    assert ask(person, method, path).status_code < 400, "and it is over with the fault"


FAULTS = ["{{ no_such_value }}", "{{ guide.no_such_part }}", "{% extends 'nothing.html' %}", "{{ 1 // 0 }}", "{% broken"]
TEMPLATES = {
    "methods.html": "/methods",
    "method.html": "/method/3",
    "beside.html": "/beside",
    "clinician.html": "/clinician",
    "differences.html": "/differences",
    "coverage.html": "/coverage",
}


@pytest.mark.parametrize(
    ("spoiled", "path", "text"),
    [*(("guide.html", "/guide", text) for text in FAULTS), *((name, path, FAULTS[0]) for name, path in TEMPLATES.items())],
)
def test_a_fault_in_a_template_shows_urgent_help(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, spoiled: str, path: str, text: str
) -> None:
    """R07: half a page is never sent."""
    folder = Path(web.__file__).parent / "templates"
    for template in folder.iterdir():
        whole = template.read_text()
        (tmp_path / template.name).write_text(
            whole.replace("{% endblock %}", text + "{% endblock %}") if template.name == spoiled else whole
        )
    monkeypatch.setattr("afterwards.web.site.FileSystemLoader", lambda _: FileSystemLoader(tmp_path))
    person = visit(WELL, app=create_app(that_day))
    assert person.start().kind == "question"
    person.client.post("/methods", data=SIDE_BY_SIDE)
    check_urgent_help(person.client.get(path), 500)


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


def lose(monkeypatch: pytest.MonkeyPatch, loads: Callable[[], Any]) -> None:
    """Every part of the pages loads the knowledge in this way."""
    for module in (parts, web, comparison, journey):
        monkeypatch.setattr(module, "load_pack", loads)


@pytest.mark.parametrize("damage", [missing, empty, half, cut_off, no_text])
def test_without_knowledge_every_page_shows_urgent_help(
    clients: Clients, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    """R07: the loader refuses it, so there is nothing to answer from."""
    folder = tmp_path / "knowledge"
    folder.mkdir()
    damage(folder)
    lose(monkeypatch, lambda: load_pack(folder))
    client = clients(create_app(that_day))
    for path in PATHS:
        check_urgent_help(client.get(path), 503)
    for path in ("/", "/step/1", "/change", "/methods", "/return", "/static/style.css"):
        check_urgent_help(client.post(path, data=FORM), 503)


def test_without_knowledge_the_style_sheet_and_no_other_file_is_sent(clients: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    """R07: urgent help looks as it always does, and its links are large enough to press."""
    whole = clients(create_app(that_day))
    lose(monkeypatch, fail)
    client = clients(create_app(that_day))
    [link] = Page.of("/", 503, client.get("/").text).root.all("link")
    address = link.attributes["href"]
    style = client.get(address)
    assert (style.status_code, style.text) == (200, whole.get(address).text)
    assert {*style.headers.items()} == {*whole.get(address).headers.items()}
    assert client.head(address).status_code == 200
    for path in NO_STYLE:
        check_urgent_help(client.get(path), 503)


def test_the_numbers_are_those_of_the_knowledge() -> None:
    """The one text that lives in code says what the pack says."""
    pack = load_pack()
    ours = " ".join(urgent_help.NOW)
    foot = pack.statements[pack.info["foot"]].text
    assert [number for number in ("999", "NHS 111") if number not in foot or number not in ours] == []
    assert "Samaritans on 116 123" in ours
    assert any("Samaritans" in one.text and "116 123" in one.text for one in pack.statements.values())
    assert pack.statements[pack.info["not_reviewed"]].text == urgent_help.REVIEW
