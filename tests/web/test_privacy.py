"""Nothing she tells leaves the sealed cookie: not in an address, a title, a log, a referrer or another site (R20, R21, R22)."""

from __future__ import annotations

import base64
import logging
import random
import re
import string
import time
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from afterwards.pack import Pack
from afterwards.pack.model import Entry
from afterwards.web import app as web
from afterwards.web import journey as journeys
from afterwards.web.app import create_app
from afterwards.web.forms import MOST_BYTES, MOST_NAMES
from afterwards.web.journey import LASTS, Journey, Seal
from tests.clock import that_day
from tests.web.conftest import Visit
from tests.web.pages import Element, Page
from tests.web.personas import PERSONAS, WELL
from tests.web.walker import Walker

NEUTRAL = re.compile(
    r"/|/step/[0-9]{1,2}|/change|/guide|/stop|/onward|/methods|/method/[0-9]{1,2}|/beside|/clinician|/differences|/coverage"
)
HERS = {**WELL, "words_for_loss": "name", "name_for_loss": "Zyxomarker", "weeks_pregnant": 13, "bleeding_now": "like_a_period"}
READING = ["/", "/how", "/reviews", "/disagreements", "/changes", "/score", "/away", "/no/such/page"]
STATIC = Path(web.__file__).parent / "static"


@pytest.fixture(scope="module")
def pages(arrivals: dict[str, Walker], visit: Visit, pack: Pack) -> list[Page]:
    """Every kind of page there is."""
    person = visit()
    found = [person.get(path) for path in (*READING, *(f"/read/{one.order}" for one in pack.articles))]
    stopped = visit({**WELL, "sepsis_signs": "yes"})
    stopped.walk()
    wrong = visit()
    wrong.start()
    wrong.post("/step/1", {})
    compared = visit(PERSONAS["contraception, migraine"])
    compared.walk()
    compared.post("/methods", {"side_by_side": "yes", "method": ["pop"]})
    compared.post("/methods", {"side_by_side": "yes", "method": ["pop", "coc", "cu_iud"]})
    assert pack.contraception
    for path in ("/clinician", "/differences", "/coverage", *(f"/method/{one}" for one in range(1, len(pack.contraception.methods) + 1))):
        compared.get(path)
    found += [*stopped.seen, *wrong.seen, *compared.seen, *(page for one in arrivals.values() for page in one.seen)]
    assert {page.kind for page in found} == {
        *("start", "question", "guide", "stop", "article", "how", "reviews", "disagreements", "changes", "score", "away", "message"),
        *("methods", "method", "beside", "clinician", "differences", "coverage"),
    }
    return found


# Addresses and titles


def test_no_address_carries_an_answer(arrived: Walker) -> None:
    """R20: every address asked for and every Location, with no query."""
    assert len(arrived.addresses) > 10
    assert [one for one in arrived.addresses if not NEUTRAL.fullmatch(one)] == []


def test_all_pages_have_one_title(pages: list[Page]) -> None:
    """R21: the list of open tabs and of visited pages tells nothing."""
    titles = {(page.title, page.status) for page in pages}
    assert titles == {("Afterwards", 200), ("Afterwards", 404), ("Error: Afterwards", 422), ("Page", 200)}
    assert {page.kind for page in pages if page.title == "Page"} == {"away"}


# Other sites and what runs in the page


def addresses_in(page: Page) -> list[str]:
    names = ("src", "href", "action", "formaction", "srcset", "poster", "data", "xlink:href", "cite", "ping")
    return [one.attributes[name] for one in page.root.all() for name in names if name in one.attributes]


def test_no_page_names_another_site(pages: list[Page]) -> None:
    """R20: every address is ours, a place on the page, or a telephone number."""
    ours = re.compile(r"/(?!/)[^:]*|#[\w-]+|tel:[0-9]+|sms:[0-9]+")
    found = [one for page in pages for one in addresses_in(page)]
    assert len(found) > 1000
    assert [one for one in found if not ours.fullmatch(one)] == []
    assert not any(one.attributes.get("http-equiv") for page in pages for one in page.root.all("meta"))


def test_no_page_holds_a_script_or_a_style_of_its_own(pages: list[Page]) -> None:
    """R22: so the policy needs no exception."""

    def inline(one: Element) -> bool:
        handler = any(name.startswith("on") or name == "style" for name in one.attributes)
        return handler or one.tag == "style" or (one.tag == "script" and (bool(one.text) or "src" not in one.attributes))

    assert [one.tag for page in pages for one in page.root.all() if inline(one)] == []


def test_our_files_ask_nobody_and_keep_nothing() -> None:
    """R19, R20: the script sends and stores nothing, the style loads nothing."""
    script, style = (STATIC / name for name in ("script.js", "style.css"))
    told = (
        "fetch XMLHttpRequest sendBeacon WebSocket EventSource localStorage sessionStorage indexedDB document.cookie http: https: import("
    )
    assert [one for one in told.split() if one in script.read_text()] == []
    assert not re.search(r"@import|url\(|https?:", style.read_text())
    assert re.findall(r"https?://[^\"]+", (STATIC / "favicon.svg").read_text()) in ([], ["http://www.w3.org/2000/svg"])


# The cookie


def test_the_cookie_is_sealed(visit: Visit) -> None:
    """R21: nothing she told can be read in it, as it stands or unpacked one step."""
    person = visit(HERS)
    person.walk()
    assert person.here.kind == "guide"
    assert len(person.cookies) > 10
    planted = [b"Zyxomarker", b"like_a_period", b"after_loss", b"miscarriage", b"loss_date", b"2026-11-15"]
    for cookie in person.cookies:
        raw = base64.urlsafe_b64decode(cookie)
        assert [one for one in planted if one in cookie.encode() or one in raw] == []


def test_the_same_answers_are_never_sealed_alike(visit: Visit) -> None:
    cookies = []
    for _ in range(3):
        person = visit(HERS)
        person.start()
        person.step()
        cookies.append(person.cookies[-1])
    assert len({*cookies}) == 3


@pytest.mark.parametrize("place", [0, 5, 12, 30, 400, -60, -2])
def test_a_changed_cookie_is_void(visit: Visit, place: int) -> None:
    person = visit(HERS)
    person.start()
    cookie = person.cookies[-1]
    assert person.get("/guide").kind == "guide"
    other = "A" if cookie[place] != "A" else "B"
    changed = f"{cookie[:place]}{other}{cookie[place:][1:]}"
    assert len(changed) == len(cookie)
    person.client.cookies.clear()
    person.client.cookies.set("journey", changed)
    assert person.get("/guide").path == "/"


@pytest.mark.parametrize("cookie", ["", "x", "gAAAAA", "a" * 9000, "%00", "é"])
def test_a_cookie_that_is_none_of_ours_is_void(visit: Visit, cookie: str) -> None:
    person = visit()
    response = person.client.get("/guide", headers={b"cookie": f"journey={cookie}".encode()})
    assert (response.status_code, response.headers["location"]) == (303, "/")


def test_a_cookie_of_another_start_of_the_server_is_void(visit: Visit) -> None:
    person = visit(HERS)
    person.start()
    other = visit(HERS, app=create_app(that_day))
    other.client.cookies.set("journey", person.cookies[-1])
    assert other.get("/guide").path == "/"


@pytest.mark.parametrize(("seconds", "kept"), [(LASTS - 60, True), (LASTS + 60, False)])
def test_a_journey_ends_when_it_is_not_touched(visit: Visit, monkeypatch: pytest.MonkeyPatch, seconds: int, kept: bool) -> None:
    """R22."""
    person = visit(HERS)
    person.start()
    person.step()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + seconds)
    assert person.get("/step/2").path == ("/step/2" if kept else "/")


def test_each_answer_keeps_it_going(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    person = visit(HERS)
    now = time.time()
    person.start()
    for step in range(1, 4):
        monkeypatch.setattr(time, "time", lambda step=step: now + step * (LASTS - 60))
        assert person.step().kind == "question"


def test_the_length_of_the_cookie_does_not_tell(arrivals: dict[str, Walker]) -> None:
    """R21: one length, from the first step to the last, for whoever it is and whatever she said."""
    assert len({len(cookie) for one in arrivals.values() for cookie in one.cookies}) == 1
    assert sum(len(one.cookies) for one in arrivals.values()) > 200


RARE = random.Random(7)
EACH = MOST_BYTES // MOST_NAMES
LONGEST_NAMES: dict[str, list[str]] = {
    "none": [],
    "all she can name": ["".join(RARE.choice(string.ascii_letters) for _ in range(EACH)) for _ in range(MOST_NAMES)],
    "in rare signs": ["".join(chr(RARE.randrange(0x20000, 0x2A6D0)) for _ in range(EACH // 4)) for _ in range(MOST_NAMES)],
}


def longest(entry: Entry) -> object:
    """The value that takes most room."""
    if entry.kind == "text":
        return "".join(chr(RARE.randrange(0x20000, 0x2A6D0)) for _ in range(entry.longest))
    if entry.kind == "list":
        return [*entry.values]
    if entry.kind == "levels":
        return {name: RARE.choice(entry.levels) for name in entry.values}
    if entry.kind == "number":
        return round(RARE.uniform(entry.low, entry.high), 9)
    return RARE.choice([*entry.values, "unknown"])


@pytest.mark.parametrize("names", LONGEST_NAMES)
def test_the_fullest_journey_fits_in_a_cookie(pack: Pack, names: str) -> None:
    """Every fact told, as many medicines as she may write, a name of rare signs, the longest path, every topic left out."""
    assert pack.contraception
    pages, offered = [page.id for page in pack.pages], pack.contraception.offered
    facts: dict[str, object] = {fact: longest(pack.facts[fact]) for page in pack.pages for fact in page.facts}
    facts |= {"loss_date": "2023-11-25", "medicines": LONGEST_NAMES[names], "methods_set_aside": [*offered], "guide": "contraception_only"}
    items = {name: [3] * len(entry.items) for name, entry in pack.facts.items() if entry.items}
    journey = Journey(facts, [], [*{page.topic for page in pack.pages}], items, "who", [*offered][:4])
    for _ in range(500):
        place = journey.go(RARE.choice(pages))
    assert (len(journey.path), place) == (61, 61)
    seal = Seal()
    cookie = seal.write(journey)
    assert len(f"journey={cookie}; HttpOnly; Path=/; SameSite=strict; Secure") < 4096
    assert seal.read(cookie) == journey


def test_a_journey_sealed_under_other_knowledge_is_void(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the same key: what it was packed with is not there any more."""
    key = Fernet.generate_key()
    cookie = Seal(key).write(Journey({"guide": "after_loss", "fainted_or_collapsed": "no"}, ["signs"]))
    assert Seal(key).read(cookie) is not None
    monkeypatch.setattr(journeys, "_common_words", lambda: b"other words")
    assert Seal(key).read(cookie) is None


def test_a_journey_that_would_not_fit_is_refused_whole() -> None:
    with pytest.raises(ValueError, match="does not fit in a cookie"):
        Seal().write(Journey({f"fact-{place}-{random.Random(place).random()}": place for place in range(400)}))


# The log


def test_the_log_has_no_answer(visit: Visit, caplog: pytest.LogCaptureFixture) -> None:
    """R21: the method, the kind of page, the status and the time; planted words in form, query, path, header and name are not in it."""
    caplog.set_level(logging.DEBUG, "afterwards")
    person = visit(HERS)
    person.walk()
    person.client.get("/guide?bleeding_now=Zyxomarker", headers={"user-agent": "Zyxomarker", "referer": "http://Zyxomarker.example/"})
    for path in ("/methods", "/clinician", "/differences", "/coverage", "/method/Zyxomarker", "/method/3", "/beside", "/onward"):
        person.client.get(path)
    person.client.get("/Zyxomarker/Zyxomarker")
    person.client.get("/step/Zyxomarker")
    person.client.get("/read/Zyxomarker")
    person.client.post("/step/1", data={"Zyxomarker": "Zyxomarker" * 3000})
    ours = [one for one in caplog.records if one.name.startswith("afterwards")]
    assert len(ours) > 20
    kinds = "step|guide|stop|read|methods|method|clinician|differences|coverage|beside|onward|other|"
    line = re.compile(rf"(GET|POST) ({kinds}) (200|303|404|413|422) [0-9]+ ms")
    assert [one.getMessage() for one in ours if not line.fullmatch(one.getMessage())] == []


def test_a_fault_is_logged_without_what_it_was_about(
    visit: Visit, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R21: only the kind of fault; no message, no traceback."""

    def faulty(*_: object) -> None:
        raise RuntimeError("Zyxomarker")

    person = visit(HERS)
    person.start()
    monkeypatch.setattr(web, "read_page", faulty)
    assert person.post("/step/1", {"fainted_or_collapsed": "yes"}).kind == "urgent-help"
    faults = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert [one.getMessage() for one in faults] == ["fault in POST step: RuntimeError"]
    assert faults[0].exc_info is None
    assert "Zyxomarker" not in caplog.text
