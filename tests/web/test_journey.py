"""Journeys of many people: each reaches her guide, the guide says what the library says, and what she told is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest

from afterwards import guide
from afterwards.pack import Pack
from tests.web.conftest import Visit
from tests.web.pages import Page
from tests.web.personas import HAD_SEX, PERSONAS, WELL
from tests.web.walker import Facts, Walker, facts_on


def levels(facts: Facts, today: date) -> dict[str, dict[str, str]]:
    """What the library answers."""
    decisions = guide(facts, today=today).to_dict()["decisions"]
    return {name: {key: one[key] for key in ("level", "low", "high")} for name, one in decisions.items()}


def asks(fact: str) -> Callable[[Page], bool]:
    """Whether a page asks this."""
    return lambda page: fact in facts_on(page)


def test_the_guide_says_what_the_library_says(arrived: Walker, today: date) -> None:
    assert arrived.here.kind == "guide"
    assert arrived.here.decisions == levels(arrived.told, today)


def test_who_came_for_contraception_alone_sees_the_methods_first(arrived: Walker) -> None:
    ends = [page.kind for page in arrived.seen if page.kind != "question"]
    assert ends == (["start", "methods", "guide"] if arrived.facts["guide"] == "contraception_only" else ["start", "guide"])


def test_nothing_is_asked_twice(arrived: Walker) -> None:
    """R27."""
    asked = Counter(fact for page in arrived.seen if page.kind == "question" for fact in facts_on(page))
    assert asked
    assert [fact for fact, times in asked.items() if times > 1] == []


@pytest.mark.parametrize("chosen", ["after_loss", "pregnant", "contraception_only"])
def test_the_number_of_questions_is_as_promised(arrivals: dict[str, Walker], pack: Pack, chosen: str) -> None:
    """The count on each page of her guide holds for at least half of those who tell all, and nobody meets many more."""
    usual = pack.info["usual_pages"][chosen]
    people = [arrivals[name] for name, facts in PERSONAS.items() if facts["guide"] == chosen and len(facts) > 1]
    promised = f"Usually {usual['from']} to {usual['to']} short pages."
    assert all(promised in page.root.text for one in people for page in one.seen if page.kind == "question")
    counts = [len(one.entered) for one in people]
    assert sum(usual["from"] <= one <= usual["to"] for one in counts) >= len(counts) / 2
    assert max(counts) <= usual["to"] + 2


@pytest.mark.parametrize("name", ["medicine, bleeding heavily", "later loss, named", "surgery, six weeks on", "not sure of anything"])
def test_every_page_keeps_its_answers(visit: Visit, name: str) -> None:
    """Back, page by page from the guide to the first question; then each page asked for again."""
    person = visit(PERSONAS[name])
    arrived = person.walk()
    for path, form in reversed(person.entered.items()):
        page = person.back()
        assert page.path == path
        shown = {one.attributes["name"] for one in page.main.all("input")}
        assert page.checked() == {name: value for name, value in form.items() if name in shown}
        assert person.get(path).html == page.html
    assert person.back().kind == "start"
    assert person.get("/guide").html == arrived.html


def test_going_back_and_on_does_not_make_the_way_longer(visit: Visit) -> None:
    """After three pages back, one answer leads on to the page where she had stopped; the answers between are not asked again."""
    person = visit()
    person.start()
    stopped = person.go_on(asks("loss_kind"))
    assert stopped.path == "/step/5"
    for _ in range(3):
        person.back()
    assert facts_on(person.here)[0] == "bleeding_now"
    page = person.step()
    assert (page.path, facts_on(page)) == ("/step/3", ["loss_kind"])
    assert person.back().path == "/step/2"
    assert person.get("/step/5").path == "/step/3"


def test_an_answer_can_be_changed_from_the_guide(visit: Visit, today: date) -> None:
    person = visit()
    person.walk()
    page = person.press("Change bleeding today")
    assert (page.kind, page.checked()) == ("question", {"bleeding_now": "none"})
    assert person.get(page.path).back() == "/guide"
    person.facts |= {"bleeding_now": "heavy", "pads_soaked_per_hour": 0}
    person.get(page.path)
    person.go_on()
    assert person.here.kind == "guide"
    assert person.here.decisions["urgency"]["low"] == "urgent_same_day"
    assert person.here.decisions == levels(person.told, today)


def test_every_answer_has_a_way_to_change_it(visit: Visit) -> None:
    """Each row of "What you told us" opens the page where it was told, filled; going on leads back to the same guide."""
    person = visit(PERSONAS["surgery, six weeks on"])
    arrived = person.walk()
    rows = [one.text for one in arrived.main.one("dl").all("button")]
    assert len(rows) > 15
    for place in range(len(rows)):
        person.seen.append(arrived)
        page = person.press("Change", place)
        assert page.kind == "question"
        assert page.checked()
        assert person.step().kind == "guide"
        assert person.here.decisions == arrived.decisions


def test_a_changed_page_asks_only_what_is_new(visit: Visit) -> None:
    person = visit()
    person.walk()
    before = {fact for page in person.seen if page.kind == "question" for fact in facts_on(page)}
    person.press("Change sex since the loss")
    person.facts |= HAD_SEX
    person.step()
    again = []
    while person.here.kind == "question":
        again += facts_on(person.here)
        person.step()
    assert {"unprotected_sex_since_loss", "hours_since_unprotected_sex"} <= {*again}
    assert not before & {*again}


def test_a_page_for_a_fact_that_does_not_exist_changes_nothing(visit: Visit) -> None:
    person = visit()
    arrived = person.walk()
    assert person.post("/change", {"page": "no-such-page"}).html == arrived.html
    assert person.post("/change", {}).html == arrived.html


@pytest.mark.parametrize(
    ("topic", "fact", "decision", "more"),
    [
        ("sex", "body_ready", "sex_readiness", set()),
        ("contraception", "pregnancy_goal", "contraception_need", {"illness_for_pregnancy", "medicine_for_pregnancy"}),
        ("feelings", "low_mood_score", "feelings", set()),
    ],
)
def test_a_topic_can_be_left_out_and_come_back_to(visit: Visit, today: date, topic: str, fact: str, decision: str, more: set[str]) -> None:
    """`more`: what only she is asked who has not said yet that she does not want to try again."""
    facts = {**WELL, **HAD_SEX}
    whole = visit(facts)
    whole.walk()
    person = visit(facts)
    person.start()
    person.go_on(asks(fact))
    assert fact in facts_on(person.here)
    person.leave_topic()
    person.go_on()
    assert person.here.kind == "guide"
    assert fact not in person.told
    assert person.here.decisions[decision] == levels(person.told, today)[decision]
    assert "You left this topic for another day." in person.here.main.one(id=topic).text
    assert "You left this topic for another day." not in whole.here.main.text
    assert fact in facts_on(person.press("Answer these questions now"))
    person.go_on()
    assert person.here.decisions == whole.here.decisions
    assert person.told.keys() - more == whole.told.keys()
    assert person.told.keys() >= more


def test_warning_signs_cannot_be_left_out(visit: Visit) -> None:
    """ "Not today" is not on their pages, and a post that claims it was pressed is an empty answer."""
    person = visit()
    page = person.start()
    assert "Not today" not in page.main.text
    assert person.post(page.path, {"skip": "today"}).status == 422
    assert person.get("/step/2").path == "/step/1"


# Where there is no journey, or no such step


@pytest.mark.parametrize("path", ["/step/1", "/step/7", "/guide", "/stop", "/onward", "/methods", "/beside", "/clinician", "/differences"])
def test_without_a_journey_every_page_of_it_leads_to_the_start(visit: Visit, path: str) -> None:
    assert visit().get(path).path == "/"


@pytest.mark.parametrize("path", ["/step/1", "/change", "/methods"])
def test_a_post_without_a_journey_leads_to_the_start(visit: Visit, path: str) -> None:
    assert visit().post(path, {"bleeding_now": "heavy", "page": "bleeding"}).path == "/"


@pytest.mark.parametrize("number", ["0", "4", "999", "9" * 5000, "-1", "1.5", "٣", "two", "1e0"])
def test_a_step_she_has_not_reached_leads_to_the_one_she_is_on(visit: Visit, number: str) -> None:
    """R23: also for numbers that are none, or far too long."""
    person = visit()
    person.start()
    person.step()
    person.step()
    here = person.here
    assert here.path == "/step/3"
    assert person.get(f"/step/{number}").html == here.html
    assert person.post(f"/step/{number}", {"bleeding_now": "heavy"}).status == 200
    assert person.get("/step/3").html == here.html


def test_the_guide_can_be_read_before_all_questions_are_answered(visit: Visit, today: date) -> None:
    person = visit()
    person.start()
    person.step()
    page = person.get("/guide")
    assert page.decisions == levels(person.told, today)
    assert page.decisions["urgency"] == {"level": "emergency", "low": "self_care", "high": "emergency"}
    assert "You have not answered all questions about today." in page.main.text
    assert person.get(page.root.one(data_action="back").attributes["href"]).path == "/step/2"


def test_choosing_again_begins_anew(visit: Visit) -> None:
    person = visit({**WELL, "fainted_or_collapsed": "unknown"})
    person.walk()
    page = person.start()
    assert page.path == "/step/1"
    assert page.checked() == {}


@pytest.mark.parametrize("chosen", ["", "unknown", "After_loss", "<script>"])
def test_the_start_needs_one_of_its_three_answers(visit: Visit, chosen: str) -> None:
    person = visit()
    page: Page = person.post("/", {"guide": chosen})
    assert (page.status, page.kind) == (422, "start")
    assert list(page.messages) == ["guide-0"]
    page.root.one(id="guide-0")
    assert person.get("/guide").path == "/"
