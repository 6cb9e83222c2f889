"""What she is not sure of is never taken as no: the careful act is said, and nothing calm above it (C1, R04)."""

from __future__ import annotations

from datetime import date

import pytest

from afterwards import answer, guide, load_pack
from afterwards.guide import Guide
from afterwards.plain_text import answer_as_text

TODAY = date(2026, 11, 28)
AFTER = {"guide": "after_loss", "loss_kind": "miscarriage", "weeks_pregnant": 8, "management": "waited", "pregnancy_goal": "avoid"}


def heard(facts: dict[str, object]) -> Guide:
    return guide(facts, today=TODAY, closed_world=True)


def said(found: Guide) -> set[str]:
    return {line.statement for lines in found.plan.values() for line in lines}


@pytest.mark.parametrize(
    ("facts", "not_sure"),
    [
        (
            {"management": "surgery", "days_since_loss": 23, "bleeding_now": "like_a_period", "bleeding_course": "came_back"},
            "bleeding_is_period",
        ),
        ({"weeks_pregnant": 13, "days_since_loss": 2, "rhesus": "negative"}, "anti_d_given"),
        ({"weeks_pregnant": 13, "days_since_loss": 2, "anti_d_given": "no"}, "rhesus"),
        ({"days_since_loss": 12, "bleeding_now": "like_a_period", "bleeding_course": "came_back"}, "management"),
    ],
)
def test_not_sure_never_takes_the_calm_headline(facts: dict[str, object], not_sure: str) -> None:
    found = heard({**AFTER, **facts, not_sure: "unknown"})
    assert found.answers["urgency"].high == "urgent_same_day"
    assert "urg.unsure-today" in said(found)
    assert not said(found) & {"urg.so-far", "urg.answer-self-care", "urg.nothing-needs-help-today"}


@pytest.mark.parametrize("not_sure", ["sperm_possible", "has_begun", "emergency_contraception_taken"])
def test_the_clock_of_emergency_contraception_leads_also_where_she_is_not_sure(not_sure: str) -> None:
    found = heard({**AFTER, "days_since_loss": 40, "hours_since_unprotected_sex": 20, not_sure: "unknown"})
    assert [line.statement for line in found.plan["first"]][:1] in (["cont.unsure-emergency"], ["cont.answer-emergency"])
    assert not said(found) & {"urg.so-far", "urg.answer-self-care", "urg.nothing-needs-help-today"}


@pytest.mark.parametrize("told", [{"unprotected_sex_since_loss": "unknown"}, {"unprotected_sex_since_loss": "yes"}])
def test_what_nobody_told_of_the_hours_is_not_taken_for_too_late(told: dict[str, object]) -> None:
    """In a closed world nothing more is asked, so the clock leads."""
    found = heard({**AFTER, "days_since_loss": 20, **told})
    assert [line.statement for line in found.plan["first"]] == ["cont.unsure-emergency"]
    assert not said(found) & {"urg.so-far", "urg.answer-self-care", "urg.nothing-needs-help-today"}


def test_what_would_only_change_the_next_days_says_no_such_thing() -> None:
    """The words are for what can matter today: how long ago it was can bring a call in the next days, and that stays among the ifs."""
    assert "urg.unsure-today" not in said(heard({**AFTER, "bleeding_now": "light"}))


# --- How to find out ---


def to_find_out(question: str, **facts: object) -> list[str]:
    """The statements that say how to find out, in the answer to a question after a loss with none of the signs."""
    made = answer(question, {"guide": "after_loss", "signs_today": "none", **facts}, today=TODAY).to_dict()
    return [one["id"] for one in made["find_out"]]


def test_each_fact_she_was_not_sure_of_has_its_line() -> None:
    """In the order in which the question asks; two facts that one letter tells share a line."""
    unsure = dict.fromkeys(("loss_kind", "management", "loss_date", "weeks_pregnant", "loss_complete"), "unknown")
    assert to_find_out("sex-when", bleeding_now="none", **unsure) == ["find.letter", "find.date", "find.weeks", "find.complete"]


def test_what_was_told_or_not_asked_has_no_line() -> None:
    assert to_find_out("sex-when") == []
    assert to_find_out("sex-when", bleeding_now="light", loss_kind="miscarriage", management="medicine") == []


def test_a_date_not_known_and_told_in_days_has_no_line() -> None:
    assert to_find_out("sex-when", loss_date="unknown") == ["find.date"]
    assert to_find_out("sex-when", loss_date="unknown", days_since_loss=6) == []


def test_what_cannot_concern_her_has_no_line() -> None:
    """Blood tests are asked after an ectopic pregnancy alone."""
    assert "find.blood-tests" in to_find_out("try-after-ectopic", loss_kind="ectopic", hcg_follow_up="unknown")
    assert "find.blood-tests" not in to_find_out("try-after-ectopic", loss_kind="miscarriage", hcg_follow_up="unknown")


def test_during_follow_up_nobody_is_sent_for_a_home_test() -> None:
    told = {"loss_kind": "molar", "pregnancy_test": "unknown"}
    assert "find.pregnancy-test" in to_find_out("try-again", loss_kind="miscarriage", pregnancy_test="unknown")
    assert "find.pregnancy-test" not in to_find_out("try-again", molar_follow_up="in_progress", **told)


@pytest.mark.parametrize(("days", "wanted"), [(10, "find.anti-d"), (11, "find.anti-d-later")])
def test_anti_d_is_asked_about_today_while_it_may_help(days: int, wanted: str) -> None:
    told = {"loss_kind": "miscarriage", "weeks_pregnant": 14, "rhesus": "negative", "anti_d_given": "unknown"}
    assert wanted in to_find_out("anti-d", days_since_loss=days, **told)


def test_of_a_method_it_is_said_of_the_health_that_its_category_hangs_on() -> None:
    unsure = {"hypertension": "unknown", "breast_concern": "yes", "breast_cancer": "unknown"}
    found = to_find_out("start-combined-pill", loss_kind="miscarriage", days_since_loss=9, **unsure)
    assert {"find.blood-pressure", "find.health-record"} <= {*found}
    assert len(found) == len({*found})


def test_the_text_says_it_under_its_heading() -> None:
    pack = load_pack()
    shown = answer_as_text(answer("sex-when", {"guide": "after_loss", "loss_date": "unknown"}, today=TODAY))
    heading = shown.index(pack.statements["ui.how-to-find-out"].text)
    assert heading < shown.index("For the date, look at a hospital letter")


def test_every_question_asks_no_fact_from_a_letter_or_a_test_without_its_line() -> None:
    """What a person has on paper, or can measure."""
    on_paper = (
        "loss_date loss_kind management ectopic_treatment weeks_pregnant loss_complete hcg_follow_up molar_follow_up rhesus anti_d_given"
    )
    measured = "hcg_follow_up molar_follow_up pregnancy_test temperature_c hypertension systolic_mmhg diastolic_mmhg medicines"
    facts = load_pack().facts
    assert [name for name in f"{on_paper} {measured}".split() if not facts[name].find] == []


PACK = load_pack()
SIGNS = sorted(name for sign in PACK.signs if sign.level == "emergency" for name in sign.when)


@pytest.mark.parametrize("sign", dict.fromkeys(SIGNS))
@pytest.mark.parametrize("who", ["myself", "partner_or_friend"])
def test_a_sign_that_nobody_is_sure_of_is_never_999_for_that_alone(sign: str, who: str) -> None:
    """It is a call today: every question, also those whose words alone decide."""
    for question in PACK.questions.by_id.values():
        facts: dict[str, object] = {"who_asks": who, "signs_today": "none", sign: "unknown"}
        if "after_loss" in question.guides:
            facts |= {"guide": "after_loss", "loss_kind": "miscarriage"}
        found = answer(question.id, facts, today=TODAY)
        assert found.verdict != "call_now", question.id
