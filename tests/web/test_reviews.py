"""What readers are told of medical review: R08, R34, R09. The built-in pack has none; a throw-away pack, signed and released, has."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from afterwards.pack import Pack, load
from afterwards.pack.gather import read_files
from afterwards.pack.items import hashes
from afterwards.pack.manifest import write_manifest
from afterwards.pack.release import make_key, sign_release
from afterwards.pack.review import ACCEPT, Verdict, reviews_of
from afterwards.pack.reviews import Reviewer
from afterwards.pack.signing import sign
from afterwards.web.app import create_app

SIGNED = date(2026, 11, 20)
DUE = date(2027, 5, 20)
TODAY = date(2026, 11, 25)
FIRST = Reviewer("Ada Test", "test reviewer", "No register", "T-1", "none")
SECOND = Reviewer("Bo Test", "test reviewer", "No register", "T-2", "none")
PAGES = ("/", "/how", "/read/1", "/method/1", "/coverage", "/reviews", "/disagreements", "/changes", "/score")


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built-in knowledge in a folder of its own, with a test key and two test signatures on every item."""
    folder = tmp_path_factory.mktemp("signed")
    root = Path(shutil.copytree(load.KNOWLEDGE, folder / "knowledge"))
    public = make_key(folder / "key")
    with (root / "pack.yaml").open("a", encoding="utf-8") as file:
        file.write(f"publisher_key: '{public}'\n")
    write_manifest(root)
    data, problems = read_files(root)
    assert problems == []
    items = hashes(data)
    for who in (FIRST, SECOND):
        sign(root, who, [Verdict(item, read, ACCEPT) for item, read in items.items()], items, signed=SIGNED, due=DUE)
    sign_release(root, data, folder / "key", TODAY)
    return root


@cache
def written(root: Path) -> dict[str, Any]:
    """What the files of a folder say; a folder is read when it is as its test wants it."""
    return read_files(root)[0]


@pytest.fixture
def stands_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Path, date], TestClient]:
    """A client on an edition of the site that holds the knowledge of a folder, on a day."""

    def use(root: Path, day: date) -> TestClient:
        # Compiled once: what differs is what is reviewed of it.
        pack = replace(load.load_pack(), reviews=reviews_of(root, written(root)))
        for module in ("afterwards.web.site", "afterwards.web.app", "afterwards.web.comparison", "afterwards.web.journey"):
            monkeypatch.setattr(f"{module}.load_pack", lambda: pack)
        return TestClient(create_app(lambda: day), base_url="http://localhost")

    return use


def foot(text: str) -> str:
    return text[text.index('<footer class="foot">') :]


def guide_of(client: TestClient) -> str:
    client.post("/", data={"guide": "after_loss"})
    return client.get("/guide").text


def test_nothing_of_the_built_in_pack_is_reviewed(pack: Pack, stands_in: Callable[[Path, date], TestClient]) -> None:
    """R08: and nothing in this repository pretends it."""
    assert not pack.reviews.standing
    assert not (load.KNOWLEDGE / "reviews").exists()
    client = TestClient(create_app(lambda: TODAY), base_url="http://localhost")
    for path in PAGES:
        text = client.get(path).text
        assert "Not yet medically reviewed." in foot(text), path
        assert "Read and signed" not in text
    assert re.search(r">0 of [1-9]", client.get("/reviews").text)


def test_a_signed_release_says_who_and_until_when(signed: Path, stands_in: Callable[[Path, date], TestClient]) -> None:
    """R08: under each sentence and at the foot of each page."""
    client = stands_in(signed, TODAY)
    text = guide_of(client)
    assert text.count("Ada Test, test reviewer (No register T-1) and Bo Test, test reviewer (No register T-2), 20 November 2026") > 3
    assert "Not yet medically reviewed" not in text
    assert "Read and signed by a clinician. To be looked at again by 20 May 2027." in foot(text)
    page = client.get("/reviews").text
    assert not re.search(r">0 of [1-9]", page)
    assert "Ada Test, test reviewer (No register T-1), 20 November 2026" in page
    assert all(foot(client.get(path).text).count("Read and signed") <= 1 for path in PAGES)


def test_past_the_reviews_day_the_page_says_so_and_turns_careful(signed: Path, stands_in: Callable[[Path, date], TestClient]) -> None:
    """R09: the earliest day on which anything signed was due counts, before the pack's own."""
    assert "past the day" not in guide_of(stands_in(signed, DUE))
    text = guide_of(stands_in(signed, DUE + timedelta(days=1)))
    assert "This guidance is past the day when it had to be checked again." in text
    assert "should have looked at it again by now" in text
    assert 'data-low="contact_soon"' in text
    assert "Nothing you told us needs help today" not in text


def change_a_word(root: Path) -> None:
    path = root / "statements" / "general.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Not yet medically reviewed.", "Not yet medically reviewed by anyone."), encoding="utf-8"
    )
    write_manifest(root)


def add_a_record(root: Path) -> None:
    (root / "reviews" / "release.yaml").unlink()


def another_key(root: Path) -> None:
    path = root / "pack.yaml"
    text = path.read_text(encoding="utf-8")
    at = text.index("publisher_key: '") + 16
    path.write_text(text[:at] + "ab" * 32 + text[at + 64 :], encoding="utf-8")
    write_manifest(root)


@pytest.mark.parametrize("change", [change_a_word, add_a_record, another_key])
def test_a_changed_copy_never_shows_reviewed(
    change: Callable[[Path], None], signed: Path, tmp_path: Path, stands_in: Callable[[Path, date], TestClient]
) -> None:
    """R34, H17: not even for the sentences that were left as they were."""
    copy = Path(shutil.copytree(signed, tmp_path / "copy"))
    change(copy)
    client = stands_in(copy, TODAY)
    assert "Not yet medically reviewed" in foot(guide_of(client))
    assert all("Read and signed" not in client.get(path).text for path in PAGES)


def test_changed_code_never_shows_reviewed(
    signed: Path, stands_in: Callable[[Path, date], TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """R34: the code that chooses the sentences is part of what was released."""
    monkeypatch.setattr("afterwards.pack.release.software_hash", lambda: "0" * 64)
    assert "Not yet medically reviewed" in foot(guide_of(stands_in(signed, TODAY)))


@pytest.mark.slow
def test_one_edited_sentence_is_not_reviewed_in_a_new_release(
    signed: Path, tmp_path: Path, stands_in: Callable[[Path, date], TestClient]
) -> None:
    """R08: an edit voids the signature by itself, for that sentence alone."""
    copy = Path(shutil.copytree(signed, tmp_path / "copy"))
    path = copy / "statements" / "general.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("It covers the first weeks", "It covers the early weeks"), encoding="utf-8")
    write_manifest(copy)
    sign_release(copy, written(copy), signed.parent / "key", TODAY)
    client = stands_in(copy, TODAY)
    standing = reviews_of(copy, written(copy)).standing
    assert "statement:cover.kinds" not in standing
    assert "statement:cover.topics" in standing
    shown = client.get("/how").text
    assert "sentences are read and signed by a clinician. The others: Not yet medically reviewed." in shown


def test_the_page_of_changes_is_that_of_the_change_log() -> None:
    """Made by tools/changes.py."""
    from tools.changes import editions

    repository = Path(__file__).resolve().parents[2]
    made = json.loads((repository / "src" / "afterwards" / "web" / "changes.json").read_text(encoding="utf-8"))
    assert made == editions((repository / "CHANGELOG.md").read_text(encoding="utf-8"))
