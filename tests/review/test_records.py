"""Medical review: R08 (an edit voids it), R34 (a changed copy never shows it), and records that are never lost or overwritten."""

from __future__ import annotations

import json
import os
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from afterwards import load_pack
from afterwards.pack.gather import read_files
from afterwards.pack.manifest import write_manifest
from afterwards.pack.reviews import NOT_REVIEWED, OVERDUE, REVIEWED, Reviewer
from afterwards.review import release
from afterwards.review.making import units_of
from afterwards.review.records import (
    ACCEPT,
    CANNOT_JUDGE,
    CHANGE,
    DISAGREE,
    Standing,
    Verdict,
    gone,
    parts_reviewed,
    read_records,
    record_problems,
    reviews_of,
    stand,
)
from afterwards.review.release import ReleaseError, is_released, make_key, sign_release
from afterwards.review.signing import SigningError, check_reviewer, draft, draft_file, note, sign
from tests.packs.faults import METHODS
from tests.review.desk.tea import ADA, BO, DUE, TODAY, accept_all, edit, items_of, tea_shop


def standing(root: Path) -> dict[str, Standing]:
    data, problems = read_files(root)
    assert problems == []
    return {one.unit.name: one for one in stand(data, read_records(root)[0])}


def reviewed(root: Path) -> set[str]:
    return {item for item, one in standing(root).items() if one.review}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tea_shop(tmp_path)


SAYS_WAIT = {"rule:TEA-01"}
"""The units that show the sentence on black tea."""


@pytest.mark.parametrize(
    ("file", "old", "new", "voided"),
    [
        ("statements/serving.yaml", "Black tea takes three minutes.", "Black tea takes two minutes.", SAYS_WAIT),
        ("statements/serving.yaml", "says: three minutes,", "says: some minutes,", SAYS_WAIT),
        ("statements/serving.yaml", "at: front", "at: back of it", SAYS_WAIT),
        ("statements/serving.yaml", "confidence: contested", "confidence: agreed", SAYS_WAIT),
        ("statements/serving.yaml", "text: wait a little,", "text: wait a while,", {"rule:serving"}),
        ("decisions/serving.yaml", "minutes: {under: 3}", "minutes: {under: 4}", {"rule:TEA-01"}),
        ("decisions/serving.yaml", "level: wait, when", "level: remake, when", {"rule:TEA-01"}),
        ("decisions/serving.yaml", "say: [tea.wait]", "say: [tea.remake]", {"rule:TEA-01"}),
        ("decisions/serving.yaml", "level: pour, say: [tea.pour]", "level: pour, say: [tea.wait]", {"rule:serving"}),
        ("facts.yaml", "For how many minutes has it steeped?", "For how many hours?", {"rule:TEA-01", "rule:TEA-02", "page:tea"}),
        ("disagreements.yaml", "It can be counted.", "We like it.", {"row:disagreements DIS-01"}),
    ],
)
def test_an_edit_voids_every_unit_that_shows_it_and_no_other(root: Path, file: str, old: str, new: str, voided: set[str]) -> None:
    """R08: by itself."""
    accept_all(root, ADA)
    accept_all(root, BO)
    before = reviewed(root)
    assert before == set(items_of(root))
    edit(root, file, old, new)
    shown = {unit.name for unit in units_of(read_files(root)[0]) if "statement:tea.wait" in unit.parts}
    assert before - reviewed(root) == (voided | shown if voided is SAYS_WAIT else voided)
    assert all(standing(root)[item].stale for item in voided)


def test_an_edited_source_voids_all_that_cites_it(root: Path) -> None:
    """R08."""
    accept_all(root, ADA)
    accept_all(root, BO)
    edit(root, "sources.yaml", "The card on the wall", "Another card")
    assert reviewed(root) == set(), "each unit of the tea shop rests on the card"


def test_an_edited_cell_voids_its_row(tmp_path: Path) -> None:
    """R08."""
    root = tea_shop(tmp_path, METHODS)
    accept_all(root, ADA)
    accept_all(root, BO)
    edit(root, "contraception/uk.csv", "time,long-steep,yes,time,Steeping,,NA,3", "time,long-steep,yes,time,Steeping,,NA,2")
    assert set(items_of(root)) - reviewed(root) == {"row:uk time"}


def test_a_part_is_reviewed_with_a_unit_that_shows_it(root: Path) -> None:
    """A sentence needs no signature of its own; one person who asks for a change holds up each part of what she read."""
    data, items = read_files(root)[0], items_of(root)
    sign(root, ADA, [Verdict("rule:TEA-01", items["rule:TEA-01"], ACCEPT)], items, signed=TODAY, due=DUE)
    parts = parts_reviewed(stand(data, read_records(root)[0]))
    assert set(parts) == {"rule:TEA-01", "statement:tea.if-short", "statement:tea.wait"}
    assert parts["statement:tea.wait"].by == (ADA,)
    sign(root, BO, [Verdict("rule:TEA-01", items["rule:TEA-01"], CHANGE, "shorter")], items, signed=TODAY, due=DUE)
    assert parts_reviewed(stand(data, read_records(root)[0])) == {}


def test_who_cannot_judge_leaves_it_to_another(root: Path) -> None:
    items = items_of(root)
    sign(root, ADA, [Verdict("rule:TEA-01", items["rule:TEA-01"], CANNOT_JUDGE)], items, signed=TODAY, due=DUE)
    how = standing(root)["rule:TEA-01"]
    assert (how.review, how.asked, len(how.passed)) == (None, (), 1)
    sign(root, BO, [Verdict("rule:TEA-01", items["rule:TEA-01"], ACCEPT)], items, signed=TODAY, due=DUE)
    assert "rule:TEA-01" in reviewed(root)


def test_a_record_of_the_older_form_loads_and_counts_for_nothing(root: Path) -> None:
    """It named each sentence; the message of `status` says how many of its verdicts are on what is no unit."""
    older = {"statement:tea.wait": "0" * 64, **items_of(root)}
    sign(root, ADA, [Verdict("statement:tea.wait", "0" * 64, DISAGREE, "why")], older, signed=TODAY, due=DUE)
    records, problems = read_records(root)
    assert (len(records), problems) == (1, [])
    assert reviewed(root) == set()
    assert gone(records, units_of(read_files(root)[0])) == 1


def test_comments_and_layout_void_nothing(root: Path) -> None:
    accept_all(root, ADA)
    path = root / "decisions" / "serving.yaml"
    path.write_text("# a note\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert "rule:TEA-01" in reviewed(root)


def test_an_author_reviews_nothing(root: Path) -> None:
    with pytest.raises(SigningError, match="author"):
        check_reviewer({"name": "tea  AUTHOR", "role": "r", "register": "r", "number": "1", "interests": "none"}, ["Tea Author"])
    accept_all(root, replace(ADA, name="Tea Author"))
    assert reviewed(root) == set()
    assert "author" in str(next(record_problems(read_records(root)[0], read_files(root)[0])))


def test_what_is_urgent_needs_two_people(root: Path) -> None:
    accept_all(root, ADA)
    assert "rule:WARN-01" not in reviewed(root)
    assert "rule:TEA-01" in reviewed(root)
    accept_all(root, replace(ADA, number="t - 1"))  # the same number, spelled otherwise
    accept_all(root, replace(ADA, register="Other register"))  # the same person on two registers
    assert "rule:WARN-01" not in reviewed(root)
    accept_all(root, BO)
    assert "rule:WARN-01" in reviewed(root)


def test_one_who_asks_for_a_change_holds_up_the_others(root: Path) -> None:
    accept_all(root, ADA)
    items = items_of(root)
    sign(root, BO, [Verdict("rule:TEA-01", items["rule:TEA-01"], CHANGE, "too short")], items, signed=TODAY, due=DUE)
    assert "rule:TEA-01" not in reviewed(root)
    assert standing(root)["rule:TEA-01"].asked[0][1].why == "too short"


def test_the_later_of_two_verdicts_on_one_day_counts(root: Path) -> None:
    accept_all(root, ADA)
    items = items_of(root)
    change = Verdict("rule:TEA-01", items["rule:TEA-01"], CHANGE, "on second thoughts")
    for _ in range(10):
        sign(root, ADA, [change], items, signed=TODAY, due=DUE)
    assert "rule:TEA-01" not in reviewed(root)
    sign(root, ADA, [replace(change, says=ACCEPT, why="")], items, signed=TODAY, due=DUE)
    assert "rule:TEA-01" in reviewed(root)


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "list", "surrogate"])
def test_a_damaged_record_counts_for_nothing(root: Path, damage: str) -> None:
    """R08: it takes reviews away and is complained about; it never adds one."""
    path = accept_all(root, ADA)
    whole = path.read_bytes()
    broken = {"cut": whole[:-9], "flip": whole.replace(b'"accept"', b'"change"', 1), "empty": b"", "list": b"[]"}
    path.write_bytes(broken.get(damage, whole.replace(b"Ada Test", b"Ada \\ud800")))
    records, problems = read_records(root)
    assert records == []
    assert path.name in str(problems[0])
    assert reviewed(root) == set()


def test_nothing_is_reviewed_without_a_signed_release(tmp_path: Path) -> None:
    """R34: and a copy with one changed byte of knowledge or code, or one record more or less, is none."""
    key = make_key(tmp_path / "key")
    root = tea_shop(tmp_path, key=key)
    accept_all(root, ADA)
    record = accept_all(root, BO)
    assert load_pack(root).reviews.standing == {}
    sign_release(root, read_files(root)[0], tmp_path / "key", TODAY)
    pack = load_pack(root)
    assert pack.review("statement:tea.wait", TODAY) == REVIEWED
    assert pack.review("statement:tea.wait", DUE) == REVIEWED
    assert pack.review("statement:tea.wait", DUE + timedelta(days=1)) == OVERDUE
    slipped_in = record.with_name("2026-11-25-other.json")
    shutil.copy(record, slipped_in)
    assert load_pack(root).review("statement:tea.wait", TODAY) == NOT_REVIEWED
    slipped_in.unlink()
    assert load_pack(root).review("statement:tea.wait", TODAY) == REVIEWED
    edit(root, "words.yaml", "label: Cup", "label: Cap")
    data = read_files(root)[0]
    assert not is_released(root, data)
    assert reviews_of(root, data).standing == {}
    write_manifest(root)
    assert load_pack(root).reviews.standing == {}


def test_changed_code_is_no_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R34."""
    root = tea_shop(tmp_path, key=make_key(tmp_path / "key"))
    accept_all(root, ADA)
    data = read_files(root)[0]
    sign_release(root, data, tmp_path / "key", TODAY)
    assert is_released(root, data)
    monkeypatch.setattr("afterwards.review.release.software_hash", lambda: "0" * 64)
    assert not is_released(root, data)


def test_one_byte_of_any_file_of_the_software_ends_the_release(tmp_path: Path) -> None:
    """R08, R25: also of the page's scripts and templates, which choose and show what a reader of the private edition sees."""
    root = Path(shutil.copytree(release.SOFTWARE, tmp_path / "afterwards", ignore=shutil.ignore_patterns("__pycache__")))
    signed = release.software_hash(root)
    assert signed == release.software_hash()
    files = [path for path in sorted(root.rglob("*")) if path.is_file() and "knowledge" not in path.relative_to(root).parts]
    assert {".py", ".js", ".html", ".css", ".svg", ".json"} <= {path.suffix for path in files}
    assert [path for path in files if "evaluator" in path.parts]
    unseen = []
    for path in files:
        before = path.read_bytes()
        path.write_bytes(bytes([before[0] ^ 1]) + before[1:] if before else b"x")
        if release.software_hash(root) == signed:
            unseen.append(path.name)
        path.write_bytes(before)
    assert unseen == []
    (root / "page" / "more.js").write_bytes(b"")
    assert release.software_hash(root) != signed


def test_what_computers_leave_lying_about_ends_no_release(tmp_path: Path) -> None:
    root = Path(shutil.copytree(release.SOFTWARE, tmp_path / "afterwards"))
    (root / ".DS_Store").write_bytes(b"x")
    (root / "pack" / "__pycache__").mkdir(exist_ok=True)
    (root / "pack" / "__pycache__" / "load.cpython-399.pyc").write_bytes(b"x")
    assert release.software_hash(root) == release.software_hash()


def test_the_key_is_private_and_never_overwritten(tmp_path: Path) -> None:
    make_key(tmp_path / "key")
    assert stat.S_IMODE(os.stat(tmp_path / "key").st_mode) == 0o600
    with pytest.raises(ReleaseError, match="key: the key cannot be written"):
        make_key(tmp_path / "key")


def test_another_key_signs_no_release(tmp_path: Path) -> None:
    root = tea_shop(tmp_path, key=make_key(tmp_path / "key"))
    make_key(tmp_path / "other")
    with pytest.raises(ReleaseError, match="publisher_key"):
        sign_release(root, read_files(root)[0], tmp_path / "other", TODAY)


def test_of_many_who_sign_at_once_each_gets_a_record(root: Path) -> None:
    items = items_of(root)
    verdicts = [Verdict(item, read, ACCEPT) for item, read in items.items()]

    def one(_: int) -> Path:
        return sign(root, ADA, verdicts, items, signed=TODAY, due=DUE)

    with ThreadPoolExecutor(8) as pool:
        paths = list(pool.map(one, range(24)))
    assert len(set(paths)) == 24
    records, problems = read_records(root)
    assert (len(records), problems) == (24, [])
    assert list((root / "reviews").glob(".*")) == []


def test_a_draft_survives_a_line_that_was_cut(root: Path) -> None:
    first, second = Verdict("rule:TEA-01", "a", ACCEPT), Verdict("rule:TEA-02", "b", CHANGE, "why not")
    note(root, ADA, first)
    with draft_file(root, ADA).open("a", encoding="utf-8") as file:
        file.write('{"item": "rule:WA')
    note(root, ADA, second)
    with draft_file(root, ADA).open("a", encoding="utf-8") as file:
        file.write('{"item": ["no"], "read": 1, "says": 2, "why": 3}\n[]\n{"signed": 5}\n')
    assert draft(root, ADA) == {"rule:TEA-01": first, "rule:TEA-02": second}
    assert draft(root, BO) == {}


def test_signing_a_part_keeps_the_rest_of_the_draft(root: Path) -> None:
    """What was read at the desk of another topic is not lost when a printed page is signed."""
    items = items_of(root)
    read = [Verdict(item, items[item], ACCEPT) for item in ("rule:TEA-01", "rule:TEA-02")]
    for one in read:
        note(root, ADA, one)
    sign(root, ADA, read[:1], items, signed=TODAY, due=DUE)
    assert list(draft(root, ADA)) == ["rule:TEA-02"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"due": TODAY}, "due: 2026-11-25 is not allowed"),
        ({"due": TODAY + timedelta(days=732)}, "within two years"),
        ({"remarks": "x" * 2001}, "remarks: they have 2001 characters"),
        ({"verdicts": []}, "nothing was read"),
        ({"verdicts": [Verdict("rule:TEA-01", "0" * 64, ACCEPT)]}, "changed since you read it"),
        ({"verdicts": [Verdict("rule:TEA-01", "0" * 64, CHANGE)]}, "why: the reason is missing"),
        ({"verdicts": [Verdict("rule:TEA-01", "0" * 64, "perhaps")]}, "says: 'perhaps'"),
    ],
)
def test_what_cannot_be_signed_says_why_and_writes_nothing(root: Path, change: dict[str, object], message: str) -> None:
    items = items_of(root)
    given: dict[str, object] = {"verdicts": [Verdict("rule:TEA-01", items["rule:TEA-01"], ACCEPT)], "due": DUE, "remarks": "", **change}
    with pytest.raises(SigningError, match=message):
        sign(root, ADA, given["verdicts"], items, signed=TODAY, due=given["due"], remarks=given["remarks"])  # type: ignore[arg-type]
    assert not (root / "reviews").exists()


def test_a_record_says_who_and_what(root: Path) -> None:
    data = json.loads(accept_all(root, Reviewer("Ada Tést", "r", "R", "1", "none")).read_text(encoding="utf-8"))
    assert data["reviewer"] == {"name": "Ada Tést", "role": "r", "register": "R", "number": "1"}
    assert (data["interests"], data["signed"], data["due"]) == ("none", "2026-11-25", "2027-05-25")
    assert data["items"]["rule:TEA-01"] == {"read": items_of(root)["rule:TEA-01"], "says": "accept"}
