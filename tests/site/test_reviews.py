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

from afterwards import guide, loading
from afterwards.answers.reader import Reader
from afterwards.check.sources import by_grade
from afterwards.pack import Pack, load
from afterwards.pack.gather import read_files
from afterwards.pack.grades import GRADES
from afterwards.pack.manifest import write_manifest
from afterwards.pack.reviews import Reviewer
from afterwards.plain_text import as_text
from afterwards.review.making import units_of
from afterwards.review.records import ACCEPT, Verdict, reviews_of
from afterwards.review.release import make_key, sign_release
from afterwards.review.signing import sign
from afterwards.site.documents import addresses, document
from afterwards.site.edition import AWAY, make_edition
from afterwards.site.hosting import CHECK
from afterwards.site.pages import make_site
from tests.site.conftest import pages_of
from tests.site.pages import Page

SIGNED = date(2026, 11, 20)
DUE = date(2027, 5, 20)
TODAY = date(2026, 11, 25)
DAY = timedelta(days=1)
FIRST = Reviewer("Ada Test", "test reviewer", "No register", "T-1", "none")
SECOND = Reviewer("Bo Test", "test reviewer", "No register", "T-2", "none")
WELL = {"guide": "after_loss", "days_since_loss": 9, "loss_kind": "miscarriage", "weeks_pregnant": 8, "bleeding_now": "none"}
Holding = Callable[[Path], Pack]


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
    items = {unit.name: unit.read for unit in units_of(data)}
    for who in (FIRST, SECOND):
        sign(root, who, [Verdict(item, read, ACCEPT) for item, read in items.items()], items, signed=SIGNED, due=DUE)
    sign_release(root, data, folder / "key", TODAY)
    return root


@cache
def written(root: Path) -> dict[str, Any]:
    """What the files of a folder say; a folder is read when it is as its test wants it."""
    return read_files(root)[0]


def holding(root: Path) -> Pack:
    """The pack as it is with the reviews of a folder. Compiled once: what differs is what is reviewed of it."""
    return replace(loading.load_pack(), reviews=reviews_of(root, written(root)))


def edition_of(pack: Pack) -> dict[str, Page]:
    """Every page that is handed out and has a foot."""
    return {name: page for name, page in pages_of(make_edition(pack)).items() if name not in (AWAY, CHECK)}


def rendered(pack: Pack, path: str, day: date) -> Page:
    """One page that is the same for everyone, as it is made on a day."""
    found = document(pack, path, day)
    assert found
    template, values = found
    return Page.of(path, make_site(pack, lambda: day).page(template, **values))


def guide_on(pack: Pack, day: date) -> str:
    """All that the guide says to someone who is well, in one line."""
    return " ".join(as_text(Reader(pack, WELL, day, None, "uk", closed_world=True)).split())


def counted(page: Page) -> list[tuple[int, int]]:
    """How many of how many sentences or rules are reviewed, cell by cell."""
    found = [re.fullmatch(r"([0-9]+) of ([0-9]+)", one.text) for one in page.main.all("td")]
    counts = [(int(one.group(1)), int(one.group(2))) for one in found if one and one.group(2) != "0"]
    assert len(counts) > 8
    return counts


def check_nothing_is_called_reviewed(pack: Pack) -> None:
    """On every page, in the guide, and in the data from which the page makes answers itself."""
    for name, page in edition_of(pack).items():
        assert "Not yet medically reviewed" in page.foot, name
        assert "Read and signed" not in page.root.text, name
    assert "Read and signed" not in guide_on(pack, TODAY)
    assert "Not yet medically reviewed" in guide_on(pack, TODAY)


def test_nothing_of_the_built_in_pack_is_reviewed(pack: Pack) -> None:
    """R08: and nothing in this repository pretends it."""
    assert not pack.reviews.standing
    assert not (load.KNOWLEDGE / "reviews").exists()
    check_nothing_is_called_reviewed(pack)
    assert {number for number, _ in counted(edition_of(pack)["reviews.html"])} == {0}


def test_the_page_of_sources_counts_the_claims_by_grade(pack: Pack) -> None:
    """From the strongest on; each claim once, and the central ones among them."""
    rows = [
        [cell.text for cell in row.all("td")] for table in edition_of(pack)["reviews.html"].main.all("table") for row in table.all("tr")
    ]
    every, central = by_grade(pack)
    words_of = [pack.statements[f"site.grade-{level.replace('_', '-')}"].text for level in GRADES]
    shown = {row[0]: (int(row[1]), int(row[2])) for row in rows if row and row[0] in words_of}
    assert [*shown.items()] == [(name, (every[level], central[level])) for name, level in zip(words_of, GRADES, strict=True)]
    assert sum(count for count, _ in shown.values()) == sum(len(one.claims) for one in pack.statements.values())


def test_a_signed_release_says_who_and_until_when(signed: Path) -> None:
    """R08: under each sentence of an answer, and at the foot of each page."""
    pack = holding(signed)
    text = guide_on(pack, TODAY)
    assert text.count("Ada Test, test reviewer (No register T-1) and Bo Test, test reviewer (No register T-2), 20 November 2026") > 3
    assert "Not yet medically reviewed" not in text
    pages = edition_of(pack)
    for name, page in pages.items():
        assert page.foot.count("Read and signed") <= 1, name
    for name in ("answer-1.html", "read-1.html", "how.html"):
        assert "Read and signed by a clinician. To be looked at again by 20 May 2027." in pages[name].foot
    for name in (one for one in pages if one.startswith("answer-")):
        assert "Read and signed by a clinician. To be looked at again by 20 May 2027." in pages[name].main.text, name
    assert all(number == of for number, of in counted(pages["reviews.html"]))
    assert "Ada Test, test reviewer (No register T-1), 20 November 2026" in pages["reviews.html"].main.text


def test_past_the_reviews_day_the_page_says_so_and_turns_careful(signed: Path) -> None:
    """R09: the earliest day on which anything signed was due counts, before the pack's own."""
    pack = holding(signed)
    past, paths = pack.info.past_due, [*addresses(pack)]
    assert "past the day" not in guide_on(pack, DUE)
    assert [path for path in paths if past in dict(rendered(pack, path, DUE).statements)] == []
    assert [path for path in paths if past not in dict(rendered(pack, path, DUE + DAY).statements)] == []
    text = guide_on(pack, DUE + DAY)
    assert pack.statements[past].text in text
    assert "should have looked at it again by now" in text
    assert "should have looked at it again by now" in rendered(pack, "/read/1", DUE + DAY).foot
    found = guide(WELL, today=DUE + DAY, closed_world=True, pack=pack)
    assert found.answers["urgency"].low == "contact_soon"
    assert guide(WELL, today=DUE, closed_world=True, pack=pack).answers["urgency"].low == "self_care"


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
def test_a_changed_copy_never_shows_reviewed(change: Callable[[Path], None], signed: Path, tmp_path: Path) -> None:
    """R34, R48, H17: not even for the sentences that were left as they were."""
    copy = Path(shutil.copytree(signed, tmp_path / "copy"))
    change(copy)
    check_nothing_is_called_reviewed(holding(copy))


def test_changed_code_never_shows_reviewed(signed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R34, R48: the code that chooses the sentences is part of what was released."""
    monkeypatch.setattr("afterwards.review.release.software_hash", lambda: "0" * 64)
    check_nothing_is_called_reviewed(holding(signed))


@pytest.mark.slow
def test_one_edited_sentence_is_not_reviewed_in_a_new_release(signed: Path, tmp_path: Path) -> None:
    """R08: an edit voids the signature by itself, for that sentence alone."""
    copy = Path(shutil.copytree(signed, tmp_path / "copy"))
    path = copy / "statements" / "general.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("It covers the first weeks", "It covers the early weeks"), encoding="utf-8")
    write_manifest(copy)
    sign_release(copy, written(copy), signed.parent / "key", TODAY)
    pack = holding(copy)
    assert "statement:cover.kinds" not in pack.reviews.standing
    assert "statement:sex.your-choice" in pack.reviews.standing
    shown = edition_of(pack)["how.html"].root.text
    assert "sentences are read and signed by a clinician. The others: Not yet medically reviewed." in shown


def test_the_page_of_changes_is_that_of_the_change_log(repository: Path) -> None:
    """Made by tools/changes.py."""
    from tools.changes import editions

    made = json.loads((repository / "src" / "afterwards" / "site" / "changes.json").read_text(encoding="utf-8"))
    assert made == editions((repository / "CHANGELOG.md").read_text(encoding="utf-8"))
