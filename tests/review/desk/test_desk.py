"""The review desk: what is noted is kept (also by two at once, or when it dies), what was edited is refused, no other page can post."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus as quoted
from urllib.parse import urlencode

import httpx2
import pytest
from starlette.testclient import TestClient

from afterwards.pack.reviews import Reviewer
from afterwards.review.desk.app import create_desk
from afterwards.review.desk.first_people import FirstPeople, work_out
from afterwards.review.desk.guard import HEADERS
from afterwards.review.desk.material import Material
from afterwards.review.records import Verdict, read_records
from afterwards.review.signing import Pace, draft, note, paces
from afterwards.site.protection import SAFE
from tests.review.desk.tea import ADA, BO, TODAY, accept_all, edit, items_of, tea_shop

ADDRESS = "http://127.0.0.1:8321"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tea_shop(tmp_path)


def sit(app: Any, who: Reviewer) -> TestClient:
    """A browser at the desk, and who sits before it."""
    client = TestClient(app, base_url=ADDRESS)
    fields = {name: getattr(who, name) for name in ("name", "role", "register", "number", "interests")}
    answer = client.post("/who", data={**fields, "token": token_of(client.get("/who").text)})
    assert "What is open" in answer.text
    return client


def token_of(text: str) -> str:
    return str(re.findall(r'name="token" value="([^"]+)"', text)[0])


def hidden(text: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text)}


def open_item(client: TestClient, item: str, topic: str = "opening") -> dict[str, str]:
    answer = client.get(f"/item?{urlencode({'topic': topic, 'item': item})}")
    assert answer.status_code == 200
    return hidden(answer.text)


@pytest.fixture
def desk(root: Path) -> Any:
    return create_desk(root, lambda: TODAY)


@pytest.fixture
def ada(desk: Any) -> TestClient:
    return sit(desk, ADA)


def test_a_unit_stands_beside_all_it_rests_on(ada: TestClient) -> None:
    """R08: the sentence as it is read, its claims with each source, when the rule holds, and worked people."""
    text = unescape(ada.get(f"/item?{urlencode({'topic': 'opening', 'item': 'rule:TEA-01'})}").text)
    for part in (
        *("Black tea takes three minutes.", "Its leaves open slowly.", "three minutes", "The card on the wall", "(read whole)"),
        *("Sources differ.", "minutes: under 3 minutes", "leaves: black", "Black tea after two minutes", "It just does not hold:"),
    ):
        assert part in text


def test_a_verdict_is_kept_at_once_and_signed_at_the_end(root: Path, ada: TestClient) -> None:
    for item in ("rule:TEA-01", "rule:TEA-02"):
        answer = ada.post("/item", data={**open_item(ada, item), "says": "accept", "why": ""})
        assert answer.status_code == 200
        assert draft(root, ADA)[item].says == "accept"
    page = ada.get("/sign").text
    assert "Sign 2 items" in page
    assert 'value="2027-05-26"' in page
    refused = ada.post("/sign", data={**hidden(page), "due": "tomorrow", "remarks": "kept words", "read_all": "yes"})
    assert refused.status_code == 422
    assert "is not a date" in refused.text
    assert "kept words" in refused.text
    assert "Tick the box" in ada.post("/sign", data={**hidden(page), "due": "2027-05-26"}).text
    assert read_records(root)[0] == []
    done = ada.post("/sign", data={**hidden(page), "due": "2027-05-26", "remarks": "kept words", "read_all": "yes"})
    assert "<h1>Signed</h1>" in done.text
    (record,) = read_records(root)[0]
    assert (record.reviewer, record.signed, record.due) == (ADA, TODAY, TODAY + timedelta(days=182))
    assert {one.item for one in record.verdicts} == {"rule:TEA-01", "rule:TEA-02"}
    assert draft(root, ADA) == {}
    assert "3 of 5" in ada.get("/").text


def test_an_item_edited_while_it_is_open_is_refused(root: Path, ada: TestClient) -> None:
    """R08: and what was typed is kept."""
    form = open_item(ada, "rule:TEA-01")
    edit(root, "statements/serving.yaml", "Black tea takes three minutes.", "Black tea takes two minutes.")
    answer = ada.post("/item", data={**form, "says": "change", "why": "my long reason"})
    assert answer.status_code == 422
    assert "it has been changed since you read it" in answer.text
    assert "my long reason" in answer.text
    assert "Black tea takes two minutes." in answer.text
    assert draft(root, ADA) == {}


def test_what_is_edited_after_it_was_noted_is_not_signed(root: Path, ada: TestClient) -> None:
    """R08."""
    for item in ("rule:TEA-01", "rule:TEA-02"):
        ada.post("/item", data={**open_item(ada, item), "says": "accept"})
    page = ada.get("/sign").text
    edit(root, "statements/serving.yaml", "Black tea takes three minutes.", "Black tea takes two minutes.")
    answer = ada.post("/sign", data={**hidden(page), "due": "2027-05-26", "read_all": "yes"})
    assert answer.status_code == 422
    assert "changed since you read it" in answer.text
    assert read_records(root)[0] == []
    assert "Sign 1 item<" in answer.text


def test_a_reason_is_needed_and_what_was_typed_is_kept(root: Path, ada: TestClient) -> None:
    form = open_item(ada, "rule:TEA-01")
    assert "The reason is missing" in ada.post("/item", data={**form, "says": "change", "why": " "}).text
    long = ada.post("/item", data={**form, "says": "change", "why": "x" * 2001})
    assert "Allowed are 2000" in long.text
    assert "x" * 2001 in long.text
    assert draft(root, ADA) == {}
    ada.post("/item", data={**form, "says": "cannot_judge", "why": ""})
    assert draft(root, ADA)["rule:TEA-01"].says == "cannot_judge"


def test_a_list_keeps_what_is_whole_and_shows_what_is_not(root: Path, ada: TestClient) -> None:
    page = ada.get("/list?topic=opening").text
    form = hidden(page)
    unread = re.findall(r'name="item-[0-9]+"', page)
    items = [form[f"item-{number}"] for number in range(3)]
    answer = ada.post("/list", data={**form, "says-0": "accept", "says-1": "change", "says-2": "change", "why-2": "shorter"})
    assert answer.status_code == 422
    assert "2 kept, 1 not kept" in answer.text
    assert hidden(answer.text)["item-0"] == items[1]
    assert set(draft(root, ADA)) == {items[0], items[2]}
    again = ada.post("/list", data={**hidden(answer.text), "says-0": "change", "why-0": "because"})
    assert f"{len(unread) - 3} unread by you" in again.text


def test_two_reviewers_in_turn_lose_nothing(root: Path, desk: Any, ada: TestClient) -> None:
    bo = sit(desk, BO)
    for client in (ada, bo, ada, bo):
        for item in ("rule:TEA-01", "rule:TEA-02"):
            client.post("/item", data={**open_item(client, item), "says": "accept"})
    for client in (ada, bo):
        client.post("/sign", data={**hidden(client.get("/sign").text), "due": "2027-05-26", "read_all": "yes"})
    records, problems = read_records(root)
    assert problems == []
    assert {one.reviewer.name: len(one.verdicts) for one in records} == {"Ada Test": 2, "Bo Test": 2}


def test_a_desk_that_is_killed_loses_nothing(root: Path) -> None:
    """The next start finds the draft, and the damaged end of a line is passed over."""
    command = [sys.executable, "-m", "afterwards", "review", "desk", "--pack", str(root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        try:
            assert running.stdout
            address = running.stdout.readline().split()[-1].rstrip("/")
            with httpx2.Client(base_url=address, follow_redirects=True, timeout=30) as client:
                fields = {name: getattr(ADA, name) for name in ("name", "role", "register", "number", "interests")}
                client.post("/who", data={**fields, "token": token_of(client.get("/who").text)})
                shown = client.get("/item", params={"topic": "opening", "item": "rule:TEA-01"}).text
                client.post("/item", data={**hidden(shown), "says": "accept"})
        finally:
            running.send_signal(signal.SIGKILL)
    assert list(draft(root, ADA)) == ["rule:TEA-01"]
    again = sit(create_desk(root, lambda: TODAY), ADA)
    assert "Your draft has 1 item." in again.get("/").text


def test_an_author_does_not_sit_down(desk: Any) -> None:
    client = TestClient(desk, base_url=ADDRESS)
    form = {"name": "Tea Author", "role": "host", "register": "R", "number": "1", "interests": "none"}
    answer = client.post("/who", data={**form, "token": token_of(client.get("/who").text)})
    assert answer.status_code == 422
    assert "Author and reviewer must differ" in answer.text
    assert 'value="host"' in answer.text


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}],
)
def test_no_other_page_can_post(root: Path, ada: TestClient, headers: dict[str, str]) -> None:
    """R22."""
    form = {**open_item(ada, "rule:TEA-01"), "says": "accept"}
    assert ada.post("/item", data=form, headers=headers).status_code == 403
    assert draft(root, ADA) == {}


def test_a_form_without_this_starts_token_is_refused(root: Path, ada: TestClient) -> None:
    form = {**open_item(ada, "rule:TEA-01"), "says": "accept"}
    assert ada.post("/item", data={**form, "token": "é"}).status_code == 403
    assert ada.post("/item", data={**form, "token": ""}).status_code == 403
    assert draft(root, ADA) == {}


def test_the_desk_answers_under_its_own_name_only(desk: Any) -> None:
    assert TestClient(desk, base_url="http://evil.example").get("/").status_code == 403


@pytest.mark.parametrize(
    "path", ["/", "/who", "/item?topic=no", "/list?topic=opening", "/sign", "/nowhere", "/static/none", "/static/style.css"]
)
def test_headers_on_every_answer(ada: TestClient, path: str) -> None:
    """R22."""
    answer = ada.get(path)
    for name in SAFE:
        assert answer.headers[name] == HEADERS[name]
    assert "form-action 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_damaged_pack_is_named_and_nothing_is_lost(root: Path, ada: TestClient) -> None:
    ada.post("/item", data={**open_item(ada, "rule:TEA-01"), "says": "accept"})
    path = root / "words.yaml"
    whole = path.read_bytes()
    path.write_bytes(whole[:-30])
    answer = ada.get("/")
    assert answer.status_code == 503
    assert "words.yaml" in answer.text
    path.write_bytes(whole)
    assert "Your draft has 1 item." in ada.get("/").text


def test_a_unit_before_its_last_change(root: Path, ada: TestClient) -> None:
    """From git, where the pack lies in a work tree: of what somebody signed as it was."""
    own = ["git", "-C", str(root), "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run([*own, *command], check=True, capture_output=True)
    accept_all(root, ADA)
    edit(root, "statements/serving.yaml", "Black tea takes three minutes.", "Black tea takes two minutes.")
    text = unescape(ada.get(f"/item?{urlencode({'topic': 'opening', 'item': 'rule:TEA-01'})}").text)
    assert "Black tea takes three minutes. / because: Its leaves open slowly." in text
    assert "Before the last change" not in ada.get(f"/item?{urlencode({'topic': 'opening', 'item': 'rule:TEA-02'})}").text


def test_everything_in_the_pack_can_be_read(root: Path, ada: TestClient) -> None:
    """R08: no unit is in no topic, and each has a place on a page."""
    seen = set()
    for topic in ("opening", "today", "reading", "general"):
        text = unescape(ada.get(f"/page?topic={topic}").text)
        seen |= {item for item in items_of(root) if f'id="{item.replace(" ", "_")}"' in text}
    assert seen == set(items_of(root))


def test_a_sentence_judged_before_is_greyed_and_not_counted_again(ada: TestClient) -> None:
    """What a reviewer read in one unit is shown in the next, and asked once."""
    address = f"/item?{urlencode({'topic': 'general', 'item': 'page:tea'})}"
    before = ada.get(address).text
    assert 'data-statement="ask.tea" data-judge data-words' in before
    ada.post("/item", data={**open_item(ada, "page:cup", "general"), "says": "accept"})
    after = ada.get(address).text
    assert 'data-statement="ask.tea" data-seen' in after
    assert int(_counted(after)[0]) < int(_counted(before)[0])


def _counted(page: str) -> tuple[str, str]:
    ((sentences, words),) = re.findall(r"To judge: (\d+). Words to read: (\d+).", page)
    return sentences, words


def test_the_desk_learns_a_reviewers_pace(root: Path, ada: TestClient) -> None:
    """From ten verdicts on it says what is left at her own pace; what took too long to be reading is no pace."""
    for _ in range(9):
        note(root, ADA, Verdict("rule:TEA-01", items_of(root)["rule:TEA-01"], "accept"), Pace(20, 40))
    note(root, ADA, Verdict("rule:TEA-01", items_of(root)["rule:TEA-01"], "accept"), Pace(5000, 40))
    assert "After ten verdicts" in ada.get("/").text
    form = open_item(ada, "rule:TEA-02")
    half_a_minute_ago = str(float(form["shown"]) - 30)  # a verdict given within a tenth of a second is no reading, and no pace
    ada.post("/item", data={**form, "shown": half_a_minute_ago, "says": "accept"})
    page = ada.get("/").text
    (verdicts,) = re.findall(r"At your own pace so far, from (\d+) verdicts", page)
    assert verdicts == "10"
    assert len(paces(root, ADA)) == 10


def test_a_search_finds_words_and_names(ada: TestClient) -> None:
    text = unescape(ada.get("/search?q=three+minutes").text)
    assert "rule:TEA-01" in text
    assert "rule:TEA-02" not in text
    assert "0 items have these words" in ada.get("/search?q=zebra").text


def test_people_of_a_pack_without_questions(
    root: Path, desk: Any, ada: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The people to start with cover what they meet, nobody twice; an address of none is refused."""
    monkeypatch.setenv("AFTERWARDS_CACHE", str(tmp_path / "cache"))
    path = FirstPeople.file(Material.read(root))
    assert path
    people = work_out(root, path)
    units = [name for person in people for name in person.units]
    assert len(units) == len(set(units))
    assert {"rule:TEA-01", "rule:TEA-02", "rule:WARN-01", "rule:WARN-02"} <= set(units)
    assert people[0].units
    shown = ada.get("/people").text
    assert unescape(shown).count("/next?topic=person-") == len(people)
    assert quoted(people[0].units[0]) in str(ada.get("/next?topic=person-1", follow_redirects=False).headers["location"])
    assert ada.get("/next?topic=person-99").status_code == 404
