"""Debian's Firefox, driven by its own remote protocol (Marionette: JSON with its length before it, over a socket).

Playwright drives only a Firefox of its own, which has to be downloaded. This speaks the commands of WebDriver that our tests need and
no others; what it offers has Playwright's names, so that `walk.answer` fills in a page here too.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

PATIENCE = 30.0
"""Seconds: a step takes far less; a busy computer may take this long."""
SETTINGS = {
    "marionette.port": 0,
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "browser.aboutwelcome.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}
"""A free port, and nothing that asks the net by itself."""
ENTER, ESCAPE, TAB, SPACE = "\ue007", "\ue00c", "\ue004", " "
"""Keys, as WebDriver writes them."""


class Firefox:
    """One Firefox with a profile of its own, until the `with` ends. One window, one page."""

    def __init__(self, program: str) -> None:
        self._profile = Path(tempfile.mkdtemp(prefix="afterwards-firefox-"))
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in SETTINGS.items()]
        (self._profile / "user.js").write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [program, "--headless", "--marionette", "--no-remote", "--profile", str(self._profile)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._number = 0

    def __enter__(self) -> Self:
        try:
            told = self._profile / "MarionetteActivePort"
            _until(lambda: told.exists() and told.read_text(encoding="utf-8").strip(), "Firefox did not start")
            self._socket = socket.create_connection(("127.0.0.1", int(told.read_text(encoding="utf-8"))), PATIENCE)
            self._lines = self._socket.makefile("rb")
            self._read()
            self.ask("WebDriver:NewSession", capabilities={})
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for part in (getattr(self, "_lines", None), getattr(self, "_socket", None)):
            if part:
                part.close()
        shutil.rmtree(self._profile, ignore_errors=True)

    def _read(self) -> Any:
        length = b""
        while (one := self._lines.read(1)) != b":":
            assert one, "Firefox has gone"
            length += one
        return json.loads(self._lines.read(int(length)))

    def ask(self, command: str, **told: Any) -> Any:
        """Send one command and wait for its answer. Raises `AssertionError` with what Firefox says when it cannot do it."""
        self._number += 1
        sent = json.dumps([0, self._number, command, told]).encode()
        self._socket.sendall(str(len(sent)).encode() + b":" + sent)
        _, number, error, found = self._read()
        assert (number, error) == (self._number, None), f"{command} {told}: {error}"
        return found.get("value") if isinstance(found, dict) else found

    def goto(self, address: str) -> None:
        """Load a page."""
        self.ask("WebDriver:Navigate", url=address)

    def evaluate(self, script: str, *told: Any) -> Any:
        """The value of an expression in the page; `arguments` are what is told."""
        return self.ask("WebDriver:ExecuteScript", script=f"return {script};", args=list(told))

    def wait_for(self, script: str, *told: Any) -> None:
        """Wait until an expression is true in the page."""
        _until(lambda: self.evaluate(script, *told), f"waited in vain for: {script} {told}")

    def locator(self, selector: str) -> Located:
        """All parts of the page that a CSS selector finds, at the time they are used."""
        return Located(self, selector)

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, wherever the focus is."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.ask("WebDriver:PerformActions", actions=[{"type": "key", "id": "keys", "actions": actions}])


class Located:
    """Parts of the page. Clicks and keys are those of a person: what cannot be seen or reached cannot be pressed."""

    def __init__(self, firefox: Firefox, selector: str, place: int = 0) -> None:
        self._firefox, self._selector, self._place = firefox, selector, place

    def _part(self) -> str:
        parts = self._firefox.ask("WebDriver:FindElements", using="css selector", value=self._selector)
        assert len(parts) > self._place, f"there is no {self._selector}"
        return str(next(iter(parts[self._place].values())))

    def count(self) -> int:
        """How many there are."""
        return int(self._firefox.evaluate("document.querySelectorAll(arguments[0]).length", self._selector))

    def nth(self, place: int) -> Located:
        """One of them, counted from 0; without it, the first is meant."""
        return Located(self._firefox, self._selector, place)

    def evaluate_all(self, script: str) -> Any:
        """What a function of all of them gives."""
        return self._firefox.evaluate(f"({script})([...document.querySelectorAll(arguments[0])])", self._selector)

    def is_visible(self) -> bool:
        """Whether it can be seen."""
        return bool(self._firefox.ask("WebDriver:IsElementDisplayed", id=self._part()))

    def is_checked(self) -> bool:
        """Whether a box or a radio is ticked."""
        return bool(self._firefox.ask("WebDriver:IsElementSelected", id=self._part()))

    def inner_text(self) -> str:
        """Its text as it is shown."""
        return str(self._firefox.ask("WebDriver:GetElementText", id=self._part()))

    def input_value(self) -> str:
        """What is written in a box."""
        return str(self._firefox.ask("WebDriver:GetElementProperty", id=self._part(), name="value"))

    def click(self) -> None:
        """Press it, in the middle of the window, as a person scrolls: at its edge the calls for help stand above what lies there."""
        part = self._part()
        middle = "document.querySelectorAll(arguments[0])[arguments[1]].scrollIntoView({ block: 'center' })"
        self._firefox.evaluate(middle, self._selector, self._place)
        self._firefox.ask("WebDriver:ElementClick", id=part)

    def check(self) -> None:
        """Press it unless it is ticked."""
        if not self.is_checked():
            self.click()
        assert self.is_checked(), f"{self._selector} does not stay ticked"

    def fill(self, text: str) -> None:
        """Write in a box, in place of what is there."""
        part = self._part()
        self._firefox.ask("WebDriver:ElementClear", id=part)
        self._firefox.ask("WebDriver:ElementSendKeys", id=part, text=text)


def _until(done: Callable[[], Any], why: str) -> None:
    until = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < until, why
        time.sleep(0.02)
