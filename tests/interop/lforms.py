"""A form in LHC-Forms (npm `lforms`), and a robot that fills it in as a person does: it clicks, types and tabs, from top to bottom."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator, Mapping
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from playwright.sync_api import Locator, Page

from tests.interop.node import NODE_MODULES
from tests.people import PACK

FACTS = "https://afterwards.example/fhir/CodeSystem/facts"
SCRIPTS = ("webcomponent/assets/lib/zone.min.js", "webcomponent/lhc-forms.js", "fhir/R4/lformsFHIR.min.js")
PAGE = "".join(
    (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>A form</title><link rel="icon" href="data:,">',
        '<link rel="stylesheet" href="webcomponent/styles.css"><div id="form"></div>',
        *(f'<script src="{script}"></script>' for script in SCRIPTS),
    )
).encode()


class _Files(SimpleHTTPRequestHandler):
    """The files of lforms as they are installed, and a page that loads them."""

    def log_message(self, *arguments: object) -> None:
        """Silent."""

    def do_GET(self) -> None:
        if self.path != "/":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(PAGE)


def served() -> Iterator[str]:
    """The address of the page, until the iterator ends."""
    files = functools.partial(_Files, directory=str(NODE_MODULES / "lforms" / "dist" / "lforms"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), files)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


class Robot:
    """Fills in a form that a page shows."""

    def __init__(self, page: Page, address: str, form: Mapping[str, Any]) -> None:
        self.page = page
        page.goto(address)
        page.wait_for_function("() => window.LForms && LForms.Util && LForms.FHIR")
        page.evaluate("form => LForms.Util.addFormToPage(form, 'form', {prepopulate: false})", form)
        self._within("guide").wait_for()

    def response(self) -> Any:
        """What LHC-Forms makes of it."""
        return self.page.evaluate("() => LForms.Util.getFormFHIRData('QuestionnaireResponse', 'R4')")

    def inputs(self) -> int:
        """How many inputs are shown."""
        return self.page.locator("#form input:visible").count()

    def fill(self, facts: Mapping[str, Any], order: list[str]) -> None:
        """Answer these facts; `order`: the linkIds of the form, from the first to the last."""
        for name in sorted(facts, key=order.index):
            value, entry = facts[name], PACK.facts[name]
            if entry.kind == "levels":
                levels = dict.fromkeys(entry.values, "unknown") if value == "unknown" else value
                for preference, level in levels.items():
                    self._choose(f"{name}.{preference}", level)
            elif entry.kind == "list":
                self._tick(name, value)
            elif entry.kind in ("choice", "yes_no"):
                self._choose(name, value)
            elif value == "unknown":
                self._choose(f"{name}.unsure", "unknown")
            elif entry.kind == "date":
                year, month, day = value.split("-")
                self._type(self._within(name).locator("input").first, f"{month}/{day}/{year}")
            else:
                self._type(self.page.locator(f'input[id^="{name}/"]').first, str(value))

    def _within(self, link: str) -> Locator:
        return self.page.locator(f'[id^="item-{link}/"]').first

    def _answer(self, link: str, code: str) -> Locator:
        return self.page.locator(f'[id^="{link}/"][id$="|{FACTS}|{code}"]').first

    def _choose(self, link: str, code: str) -> None:
        """A radio button, or of many choices the words typed into the field that completes them."""
        field = self._within(link)
        field.wait_for()
        if field.locator("input[type=radio]").count():
            self._answer(link, code).click()
        else:
            label = PACK.facts[link].values.get(code)
            shown = f"{label.label} ({label.hint.rstrip('.')})" if label and label.hint else label.label if label else "I'm not sure"
            self._type(self.page.locator(f'input[id^="{link}/"]').first, shown)

    def _tick(self, link: str, value: Any) -> None:
        offered = PACK.facts[link].values
        for code in ["unknown"] if value == "unknown" else value or ["none"]:
            if code == "unknown" or code == "none" or code in offered:
                self._answer(link, code).click()
            else:
                self.page.locator(f'[id^="{link}/"][id$="|_other"]').click()
                self._type(self._within(link).locator("input:not([type=checkbox])").last, code)

    def _type(self, field: Locator, text: str) -> None:
        """All but the last sign at once: each key makes the page look at the whole form again."""
        field.fill(text[:-1])
        field.press_sequentially(text[-1])
        field.press("Tab")
