"""The day can change during a journey: what was right when it was posted never turns a page into a fault."""

from __future__ import annotations

from datetime import date, timedelta

from cryptography.fernet import Fernet
from starlette.testclient import TestClient

from afterwards.web.app import create_app
from tests.web.personas import WELL
from tests.web.walker import Walker, facts_on

EVENING = date(2026, 11, 24)


def test_a_date_that_midnight_makes_too_old_is_asked_again() -> None:
    """R07: no urgent-help page for a journey that is in order; the date counts as not told."""
    key = Fernet.generate_key()
    oldest = EVENING - timedelta(days=1095)
    before = Walker(
        TestClient(create_app(clock=lambda: EVENING, key=key), base_url="http://127.0.0.1"),
        {**WELL, "guide": "contraception_only", "loss_date": oldest.isoformat()},
    )
    before.start()
    before.go_on(lambda page: "loss_date" in facts_on(page))
    before.step()
    assert f"{oldest.day} November {oldest.year}" in before.get("/guide").html

    after = TestClient(create_app(clock=lambda: EVENING + timedelta(days=1), key=key), base_url="http://127.0.0.1")
    after.cookies.set("journey", before.cookies[-1])
    shown = after.get("/guide")
    assert shown.status_code == 200
    assert 'data-page="guide"' in shown.text
    assert str(oldest.year) not in shown.text


def test_an_address_with_a_slash_too_many_is_not_ours() -> None:
    client = TestClient(create_app(clock=lambda: EVENING), base_url="http://127.0.0.1")
    assert client.get("/guide/", follow_redirects=False).status_code == 404
