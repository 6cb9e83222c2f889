"""R01, H01: the score in public. Vignettes written from the evidence alone; no answer freer than it allows, unless listed with a reason."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from afterwards.site.documents import document
from afterwards.site.pages import make_site
from safety import run
from safety.run import PAGE, BadVignette, Score, as_data, as_text, read_vignettes, score, write
from tests.clock import that_day
from tests.people import PACK


@pytest.fixture(scope="module")
def found() -> Score:
    return score(PACK)


def test_there_are_enough_vignettes_of_every_decision(found: Score) -> None:
    """The issue asks for 200 or more."""
    assert len(read_vignettes(PACK)) >= 200
    assert {one.decision for one in found.outcomes} >= {"urgency", "sex_readiness", "contraception_need", "trying_again", "feelings"}
    assert {one.vignette.guideline for one in found.outcomes} <= set(PACK.info.guidelines)
    urgent = [one for one in found.outcomes if one.decision == "urgency"]
    assert {one.least for one in urgent} == set(PACK.decisions["urgency"].scale)


def test_no_answer_is_freer_than_the_evidence_allows(found: Score) -> None:
    """R01, H01: what is, is listed with its reason."""
    assert [f"{one.decision} {one.high}: {one.vignette.text}" for one in found.under if not one.known] == []


def test_the_page_is_this_score(found: Score) -> None:
    """`benchmarks/safety/run.py --write` makes it."""
    assert json.loads(PAGE.read_text(encoding="utf-8")) == as_data(found), "run: python benchmarks/safety/run.py --write"
    found_page = document(PACK, "/score", that_day())
    assert found_page
    template, values = found_page
    page = make_site(PACK, that_day).page(template, **values)
    assert f"Too little care: {len(found.under)}" in page
    assert f"{len({one.vignette.text for one in found.outcomes})} made-up people" in page
    assert page.index("Too little care") < page.index("More care than needed")


def test_the_counts_are_those_of_the_answers(found: Score) -> None:
    """Each answer is counted once, under the level asked for and the level given."""
    data = as_data(found)
    rows = [row for part in data["decisions"] for row in part["levels"]]
    assert sum(row["under"] + row["right"] + row["over"] for row in rows) == len(found.outcomes) == data["answers"]
    assert all(sum(row["got"].values()) == row["under"] + row["right"] + row["over"] for row in rows)
    assert (sum(row["under"] for row in rows), sum(row["over"] for row in rows)) == (len(data["under"]), len(data["over"]))


def test_the_page_is_written_whole_or_not_at_all(found: Score, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file carries no clock: two runs write the same bytes. A stop before the end leaves what was there, and nothing beside it."""
    page = tmp_path / "score.json"
    write(found, page)
    before = page.read_bytes()
    write(found, page)
    assert page.read_bytes() == before

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        write(score(PACK, folder_with(tmp_path / "other", PERSON % "emergency, emergency")), page)
    assert page.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["other", "score.json"]


PERSON = """
- vignette: She has fainted
  source: the evidence
  facts: {guide: after_loss, loss_kind: miscarriage, days_since_loss: 2, fainted_or_collapsed: "yes"}
  accept: {urgency: [%s]}
"""


def folder_with(tmp_path: Path, text: str, known: str = "") -> Path:
    tmp_path.mkdir(exist_ok=True)
    (tmp_path / "one.yaml").write_text(text, encoding="utf-8")
    if known:
        (tmp_path / "known.yaml").write_text(known, encoding="utf-8")
    return tmp_path


def test_a_planted_answer_that_is_too_free_is_told_first(tmp_path: Path) -> None:
    text = PERSON.replace('fainted_or_collapsed: "yes"', "bleeding_now: light") % "emergency, emergency"
    found = score(PACK, folder_with(tmp_path, text))
    assert [(one.decision, one.least) for one in found.under] == [("urgency", "emergency")]
    told = "\n".join(as_text(found))
    assert "Under-triage: 1" in told
    assert re.search(r"urgency: \w+, allowed emergency to emergency\. She has fainted \[the evidence\]", told)
    known = "- {vignette: She has fainted, decision: urgency, reason: planted here}\n"
    assert [one.known for one in score(PACK, folder_with(tmp_path, text, known)).under] == ["planted here"]


def test_a_planted_answer_that_is_too_careful_is_told_too(tmp_path: Path) -> None:
    found = score(PACK, folder_with(tmp_path, PERSON % "self_care, contact_soon"))
    assert (len(found.under), len(found.over)) == (0, 1)


def test_too_late_where_it_may_help_counts_as_too_little_care(tmp_path: Path) -> None:
    """H25: no end of that scale is the careful one. Told too late where it may help, she loses the chance."""
    facts = 'days_since_loss: 30, weeks_pregnant: 8, unprotected_sex_since_loss: "yes", hours_since_unprotected_sex: 90'
    text = (PERSON % "self_care, emergency").replace('days_since_loss: 2, fainted_or_collapsed: "yes"', facts)
    text = text.replace("urgency: [self_care, emergency]", '"emergency levonorgestrel": [may_help, may_help]')
    assert [(one.high, one.off < 0) for one in score(PACK, folder_with(tmp_path, text)).outcomes] == [("too_late", True)]


def test_what_is_listed_and_right_again_must_go(tmp_path: Path) -> None:
    known = "- {vignette: She has fainted, decision: urgency, reason: planted here}\n"
    with pytest.raises(BadVignette, match="no longer under-triaged"):
        score(PACK, folder_with(tmp_path, PERSON % "emergency, emergency", known))


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("fainted_or_collapsed", "feinted", "there is no such fact"),
        ("urgency: [", "hurry: [", "there is no decision 'hurry'"),
        ("[emergency", "[soon", "'soon' is not one of"),
        ("emergency, emergency", "emergency, self_care", "emergency is more careful than self_care"),
        ("  source: the evidence\n", "", "'source' is missing"),
        ("urgency: [emergency, emergency]", "sex_in_pregnancy: [fine, fine]", "gives her no answer"),
        ("- vignette", "vignette", "a list of vignettes is needed|this is not YAML"),
        ("emergency, emergency", "emergency", "'urgency' needs two ends"),
        ("urgency: [emergency, emergency]", "", "'accept' is missing"),
        ("accept: {urgency: [emergency, emergency]}", "accept: emergency", "'accept' must be names with values"),
        ("source: the evidence", "source: the evidence\n  gap: true", "'gap' is not one of"),
        ("source: the evidence", "source: the evidence\n  gaps: true", "Say in 'note'"),
        ('days_since_loss: 2, fainted_or_collapsed: "yes"', "days_since_loss: unknown", "Say in 'note'"),
        ("days_since_loss: 2", "days_since_loss: -2", "days_since_loss"),
    ],
)
def test_a_vignette_that_cannot_be_used_is_refused(before: str, after: str, says: str, tmp_path: Path) -> None:
    text = PERSON % "emergency, emergency"
    assert text.count(before) >= 1
    with pytest.raises(BadVignette, match=says) as told:
        score(PACK, folder_with(tmp_path, text.replace(before, after)))
    assert "one.yaml" in str(told.value), "the file is named"


def test_the_run_names_the_file_and_the_vignette_of_a_bad_fact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the command line: told on standard error, exit 2, no traceback."""
    folder = folder_with(tmp_path, (PERSON % "emergency, emergency").replace("fainted_or_collapsed", "feinted"))
    monkeypatch.setattr(run, "score", lambda pack: score(pack, folder))
    assert run.main() == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert all(part in said.err for part in ("one.yaml", "She has fainted", "feinted"))


@pytest.mark.parametrize(("listed", "status"), [(True, 0), (False, 1)])
def test_the_run_fails_on_a_planted_answer_that_is_too_free(
    listed: bool, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """H01: exit 1, and the vignette, the answer and what is allowed are printed before anything else."""
    known = "- {vignette: She has fainted, decision: urgency, reason: planted here}\n" if listed else ""
    text = PERSON.replace('fainted_or_collapsed: "yes"', "bleeding_now: light") % "emergency, emergency"
    folder = folder_with(tmp_path, text, known)
    monkeypatch.setattr(run, "score", lambda pack: score(pack, folder))
    monkeypatch.setattr("sys.argv", ["run.py"])
    assert run.main() == status
    out = capsys.readouterr().out
    assert out.index("Under-triage: 1") < out.index("She has fainted") < out.index("Over-triage: 0")


def test_what_is_listed_needs_a_reason(tmp_path: Path) -> None:
    known = "- {vignette: She has fainted, decision: urgency}\n"
    with pytest.raises(BadVignette, match=r"known\.yaml.*'reason' is missing"):
        score(PACK, folder_with(tmp_path, PERSON % "emergency, emergency", known))
