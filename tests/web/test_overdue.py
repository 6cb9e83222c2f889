"""R09, R07, H04: what the pages show on the day of review, the day after, the last day of answers and the day after that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient

from afterwards import urgent_help
from afterwards.pack import Pack
from afterwards.web.app import create_app
from tests.web.personas import WELL
from tests.web.walker import Walker

BANNER = "This guidance is past the day when it had to be checked again."
READING = ("/", "/how", "/reviews", "/disagreements", "/changes", "/coverage", "/read/1", "/method/1", "/no/such/page")


@pytest.fixture
def due(pack: Pack) -> date:
    return date.fromisoformat(pack.info["review_due"])


@pytest.fixture
def until(pack: Pack) -> date:
    return date.fromisoformat(pack.info["answers_until"])


def client_on(day: date) -> TestClient:
    return TestClient(create_app(lambda: day), base_url="http://localhost")


def test_on_the_day_of_review_no_page_speaks_of_it(due: date) -> None:
    assert not [path for path in READING if BANNER in client_on(due).get(path).text]


def test_the_day_after_every_page_says_so(due: date) -> None:
    """R09."""
    client = client_on(due + timedelta(days=1))
    assert [path for path in READING if client.get(path).text.count(BANNER) != 1] == []
    client.post("/", data={"guide": "after_loss"})
    assert client.get("/step/1").text.count(BANNER) == 1


def walked(day: date) -> Iterator[tuple[str, str]]:
    """Every page of someone who is well, on that day, with its kind."""
    person = Walker(client_on(day), {**WELL, "loss_date": (day - timedelta(days=9)).isoformat()})
    person.walk()
    yield from ((page.kind, page.html) for page in person.seen)
    person.post("/methods", {"go_on": "yes"})
    yield "methods", person.client.get("/methods").text


def test_the_guide_keeps_to_the_careful_side(due: date, pack: Pack) -> None:
    """R09: the levels are careful, the banner is there, and nothing reassures."""
    now = dict(walked(due + timedelta(days=1)))
    assert now["guide"].count(BANNER) == 1
    says = pack.decisions["urgency"].levels["contact_soon"].says
    assert f'data-statement="{says}"' in now["guide"], "the careful answer itself is not said"
    assert 'data-low="self_care"' not in now["guide"]
    urgency = pack.decisions["urgency"]
    for statement in (urgency.so_far, urgency.levels["self_care"].says, *urgency.default):
        assert f'data-statement="{statement}"' not in now["guide"]
    before = dict(walked(due))
    assert BANNER not in before["guide"]
    assert 'data-low="self_care"' in before["guide"]
    assert (
        f'data-statement="{urgency.so_far}"' in before["guide"] or f'data-statement="{urgency.levels["self_care"].says}"' in before["guide"]
    )
    for category in ("1", "2"):
        assert f'data-category="{category}"' not in now["methods"]


def test_the_stop_page_has_nothing_but_the_emergency(due: date) -> None:
    """H01: in an emergency nothing stands above whom to call."""
    person = Walker(client_on(due + timedelta(days=1)), {**WELL, "fainted_or_collapsed": "yes"})
    person.walk()
    assert person.here.kind == "stop"
    assert BANNER not in person.here.html


def test_on_the_last_day_it_answers_and_the_day_after_it_shows_whom_to_call(until: date) -> None:
    """R07: an edition that is too old gives no question, no answer and no text."""
    assert client_on(until).get("/").status_code == 200
    client = client_on(until + timedelta(days=1))
    for path in (*READING, "/guide", "/methods", "/stop", "/step/1"):
        page = client.get(path, follow_redirects=False)
        assert page.status_code == 503, path
        assert urgent_help.SORRY in page.text
    posted = client.post("/", data={"guide": "after_loss"}, follow_redirects=False)
    assert posted.status_code == 503
    assert "set-cookie" not in posted.headers
    assert client.get("/static/style.css").status_code == 200
    assert client.get("/away").status_code == 200
