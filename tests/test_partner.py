"""Someone asks for her: what is for partners speaks of her in texts of their own; any other question gives its general answer."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from afterwards import answer, load_pack
from afterwards.pack.question_links import PARTNER
from afterwards.plain_text import answer_as_text
from afterwards.review.items import hashes

TODAY = date(2026, 11, 28)
PACK = load_pack()
ASKED_FOR_HER = [one.id for one in PACK.questions.by_id.values() if PARTNER in one.guides and not one.of_asker]
OTHERS = [one.id for one in PACK.questions.by_id.values() if PARTNER not in one.guides]
TO_HER = re.compile(r"\b(you|your|yours|yourself)\b", re.IGNORECASE)


def kinds_of(question: str) -> list[str]:
    """The kinds of loss that a question is about."""
    named = PACK.questions.by_id[question].kinds
    return [one for one in PACK.facts["loss_kind"].values if one in named or "all" in named]


def asked(question: str, who: str = "partner_or_friend", **facts: object) -> dict[str, Any]:
    return answer(question, {"who_asks": who, "signs_today": "none", **facts}, today=TODAY).to_dict()


def lines(found: dict[str, Any]) -> list[dict[str, str]]:
    """Every line that an answer shows."""
    changes = [change[part] for change in found["changes"] for part in ("if", "then")]
    return [*found["headline"], *found["opened"], *found["why"], *changes]


@pytest.mark.parametrize(("question", "kind"), [(one, kind) for one in ASKED_FOR_HER for kind in kinds_of(one)])
def test_a_partner_reads_of_her_what_the_pack_wrote_for_them(question: str, kind: str) -> None:
    for line in lines(asked(question, loss_kind=kind)):
        one = PACK.statements[line["id"]]
        assert one.about_her or not TO_HER.search(one.text)
        if one.about_her and "{" not in one.about_her:
            assert line["text"] == one.about_her


@pytest.mark.parametrize("question", ASKED_FOR_HER)
def test_she_herself_is_spoken_to(question: str) -> None:
    said = {line["id"]: line["text"] for line in lines(asked(question, who="myself", guide="after_loss", loss_kind="miscarriage"))}
    both = {name: PACK.statements[name] for name in said}
    assert not [name for name, one in both.items() if said[name] == one.about_her != one.text]


def test_what_is_about_the_partner_speaks_to_the_partner() -> None:
    own = {line["id"]: line["text"] for line in lines(asked("partner-own"))}
    assert own["feel.if-thoughts"] == PACK.statements["feel.if-thoughts"].text
    for line in lines(asked("crisis")):
        one = PACK.statements[line["id"]]
        assert line["text"] == one.text or "{" in one.text


def test_her_unit_is_named_as_hers() -> None:
    headline = asked("who-to-call", loss_kind="miscarriage")["headline"]
    assert headline[0]["text"] == "By day, call her early pregnancy unit."


@pytest.mark.parametrize("question", OTHERS)
def test_any_other_question_gives_its_general_answer_under_whom_it_speaks_to(question: str) -> None:
    found = asked(question)
    assert [one["id"] for one in found["headline"]] == ["ans.speaks-to-her"]
    assert found["general"]
    assert found["ready"]
    assert (found["opened"], found["changes"]) == ([], [])


def test_a_call_that_is_due_comes_before_it() -> None:
    found = asked("sex-when", guide="after_loss", fainted_or_collapsed="yes")
    assert (found["verdict"], found["own"]["verdict"]) == ("call_now", "information")


def test_the_text_gives_every_branch() -> None:
    shown = answer_as_text(answer("sex-when", {"who_asks": "partner_or_friend"}, today=TODAY))
    assert shown.index("This answer speaks to whoever was pregnant.") < shown.index("Not yet. Wait until the bleeding has stopped.")


def test_the_partner_page_has_at_most_400_words() -> None:
    found = asked("partner-help")
    assert len(" ".join(line["text"] for line in lines(found)).split()) <= 400


def test_what_is_said_about_her_is_signed() -> None:
    """Another word about her, and what was signed of the statement is no longer there."""
    from afterwards.pack.gather import read_files
    from afterwards.pack.load import KNOWLEDGE

    data, _ = read_files(KNOWLEDGE)
    before = hashes(data)["statement:ans.my-fault.no"]
    data["statements"]["ans.my-fault.no"]["about_her"] = "No."
    assert hashes(data)["statement:ans.my-fault.no"] != before


CALLS: list[dict[str, Any]] = [
    {"bleeding_now": "heavy", "dizzy_or_lightheaded": "yes"},
    {"fainted_or_collapsed": "yes"},
    {"sepsis_signs": "yes"},
    {"one_sided_pain": "yes"},
    {"leg_swelling_or_pain": "yes"},
    {"rhesus": "negative", "anti_d_given": "no", "weeks_pregnant": 14, "days_since_loss": 2},
    {"rhesus": "negative", "anti_d_given": "no", "weeks_pregnant": 14, "days_since_loss": 8},
    {"unprotected_sex_since_loss": "yes", "hours_since_unprotected_sex": 30, "days_since_loss": 20},
    {"signs_today": "some"},
]


@pytest.mark.parametrize("signs", CALLS)
@pytest.mark.parametrize("question", ASKED_FOR_HER)
def test_a_call_for_her_is_said_about_her(question: str, signs: dict[str, Any]) -> None:
    """R41: what is due first is read by whoever asks, so it speaks of her too; of the asker it says only what they do."""
    found = asked(question, guide="after_loss", loss_kind=kinds_of(question)[0], **signs)
    for line in [*found["first"], *found["headline"]]:
        about_her = PACK.statements[line["id"]].about_her
        assert line["text"] == about_her or "{" in about_her or not TO_HER.search(line["text"]), line


@pytest.mark.parametrize("question", ["anti-d", "sex-when", "partner-help"])
def test_a_clock_speaks_of_her_in_every_question(question: str) -> None:
    """Also under a question that only has its answer for everyone, and under one that speaks to whoever asks."""
    signs: dict[str, Any] = {"rhesus": "negative", "anti_d_given": "no", "weeks_pregnant": 14, "days_since_loss": 1}
    found = asked(question, guide="after_loss", loss_kind="miscarriage", **signs)
    texts = [line["text"] for line in [*found["first"], *found["headline"]]]
    assert any(text.startswith("She is rhesus negative") for text in texts)
    assert not any(text.startswith("You are rhesus") for text in texts)


def test_with_thoughts_of_self_harm_the_headline_names_the_crisis_line() -> None:
    headline = asked("sex-when", who="myself", guide="after_loss", loss_kind="miscarriage", self_harm_thoughts="yes")["headline"]
    assert headline[1]["text"].startswith("Call NHS 111 and choose option 2, day or night.")
