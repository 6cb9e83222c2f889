"""Time passes: kept answers are days old, a page stays open over midnight, a clock is wrong. What she told ages; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import NewPage
from tests.browser.places import SETTLED
from tests.browser.walk import answer, boxes, kind
from tests.build.steps import begin, ready, step, through, walk
from tests.build.test_keep import PASSPHRASE, keep, open_kept

pytestmark = pytest.mark.browser

AVOID = {
    **SETTLED,
    **{"loss_date": "2026-11-01", "had_sex_since_loss": "yes", "unprotected_sex_since_loss": "yes", "hours_since_unprotected_sex": 60},
    **{
        "pregnancy_goal": "avoid",
        "emergency_contraception_taken": "none",
        "pregnancy_test": "negative",
        "bleeding_after_sex": "none",
        "pain_with_sex": "none",
        "new_or_other_partners": "no",
        "distress_weeks": "unknown",
    },
}
Opened = Callable[[str], Page]


@pytest.fixture
def opened(new_page: NewPage, hosted: str) -> Opened:
    """The start page at a moment; the clock runs on from there when the test says so."""

    def open_at(moment: str) -> Page:
        page = new_page()
        page.clock.install(time=moment)
        ready(page, hosted)
        return page

    return open_at


def passes(page: Page, to: str) -> None:
    """The device slept until then, and she looks at the page again."""
    page.clock.pause_at(to)
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")


def to_the_guide(page: Page, told: dict[str, object]) -> None:
    begin(page, told)
    through(page, told)
    assert kind(page) == "guide"


def text(page: Page) -> str:
    return page.locator("main").inner_text()


def test_kept_on_one_day_and_opened_five_days_later(opened: Opened, hosted: str) -> None:
    """Sex 60 hours ago when it was kept: five days on no hours are left, and signs are asked before anything is said of today."""
    page = opened("2026-11-28T10:00:00")
    to_the_guide(page, AVOID)
    assert "Today is day 27" in text(page)
    assert "Hours left: about 12" in text(page)
    keep(page)
    expect(page.locator("h1")).to_have_text("Your answers are kept")
    page.clock.pause_at("2026-12-03T10:00:00")
    ready(page, hosted)
    open_kept(page, PASSPHRASE)
    assert kind(page) == "question"
    expect(page.locator('[data-statement="time.asked-again"]')).to_be_visible()
    assert page.locator("main :checked").count() == 0
    asked = []
    while kind(page) == "question":
        asked += page.locator("main form input").evaluate_all("all => all.map((one) => one.name)")
        assert "needs help today" not in text(page)
        answer(page, AVOID)
        step(page.get_by_role("button", name="Continue"))
    assert {"bleeding_now", "pain", "fainted_or_collapsed"} <= set(asked)
    assert not {"loss_kind", "hours_since_unprotected_sex", "pregnancy_goal", "weeks_pregnant"} & set(asked), "these have not changed"
    assert kind(page) == "guide"
    assert "Today is day 32" in text(page)
    assert "Hours left" not in text(page)
    expect(page.locator('[data-statement="time.asked-again"]')).to_have_count(0)


def test_kept_without_moments_is_asked_again(opened: Opened, hosted: str) -> None:
    """A record of an earlier edition does not say when its answers were told: nobody counts from an unknown moment."""
    page = opened("2026-11-28T10:00:00")
    page.evaluate("() => { globalThis.real = JSON.stringify; }")
    to_the_guide(page, AVOID)
    page.evaluate(
        """() => { JSON.stringify = (value, ...more) => {
            const {told_at, ...old} = value ?? {};
            return globalThis.real(value?.path && told_at ? old : value, ...more);
        }; }"""
    )
    keep(page)
    page.evaluate("() => { JSON.stringify = globalThis.real; }")
    ready(page, hosted)
    open_kept(page, PASSPHRASE)
    expect(page.locator('[data-statement="time.asked-again"]')).to_be_visible()
    asked = []
    while kind(page) == "question":
        asked += page.locator("main form input").evaluate_all("all => all.map((one) => one.name)")
        answer(page, AVOID)
        step(page.get_by_role("button", name="Continue"))
    assert {"bleeding_now", "pain", "hours_since_unprotected_sex"} <= set(asked)
    assert "loss_kind" not in asked


def test_a_guide_left_open_over_midnight(opened: Opened) -> None:
    """Open at ten to midnight, looked at again the next morning: the day before's signs are asked again, and then the day is right."""
    page = opened("2026-11-28T23:50:00")
    to_the_guide(page, AVOID)
    assert "Today is day 27" in text(page)
    passes(page, "2026-11-29T09:00:00")
    expect(page.locator('[data-statement="time.asked-again"]')).to_be_visible()
    assert kind(page) == "question"
    assert "needs help today" not in text(page)
    through(page, AVOID)
    assert "Today is day 28" in text(page)
    assert "Hours left: about 3" in text(page)


def test_an_open_guide_counts_the_hours_on(opened: Opened) -> None:
    """By itself, with the place on the page and what was unfolded as they were; in one line it says what has changed."""
    page = opened("2026-11-28T10:00:00")
    to_the_guide(page, AVOID)
    page.locator("details summary").first.click()
    page.evaluate("() => scrollTo(0, 900)")
    top = "document.querySelectorAll('main h2')[1].getBoundingClientRect().top"
    before = page.evaluate(top)
    page.clock.run_for(3 * 60 * 60 * 1000)
    expect(page.locator('[data-statement="time.hours"]')).to_have_text("Time has passed. The hours on this page are counted on to now.")
    assert kind(page) == "guide"
    assert "Hours left: about 9" in text(page)
    assert page.locator("details").first.get_attribute("open") is not None
    assert abs(page.evaluate(top) - before) < 2
    expect(page.locator(".note")).to_be_in_viewport()
    page.clock.run_for(10 * 60 * 60 * 1000)
    assert "Hours left: about 47" in text(page)
    assert "Hours left: about 0" not in text(page), "too late for the pill that works for 72 hours"


def test_a_guide_without_hours_is_left_alone(opened: Opened) -> None:
    page = opened("2026-11-28T10:00:00")
    to_the_guide(page, SETTLED)
    page.locator("main").evaluate("main => { main.dataset.old = 'yes'; }")
    page.clock.run_for(5 * 60 * 60 * 1000)
    assert page.locator("main[data-old]").count() == 1
    assert page.locator(".note").count() == 0


def test_what_is_typed_and_ticked_outlasts_midnight(opened: Opened) -> None:
    """On a page of questions: the words, the tick, the focus and the place of the cursor stay; the line says that a day has begun."""
    page = opened("2026-11-28T23:50:00")
    begin(page, SETTLED)
    while not page.locator('input[name="loss_date-day"]').count():
        answer(page, SETTLED)
        step(page.get_by_role("button", name="Continue"))
    day = page.locator('input[name="loss_date-day"]')
    day.fill("15")
    page.locator('input[name="loss_date-month"]').fill("Novem")
    page.keyboard.press("ArrowLeft")
    passes(page, "2026-11-29T00:10:00")
    expect(page.locator('[data-statement="time.new-day"]')).to_be_visible()
    assert day.input_value() == "15"
    expect(page.locator('input[name="loss_date-month"]')).to_be_focused()
    page.keyboard.type("b")
    assert page.locator('input[name="loss_date-month"]').input_value() == "Novebm"


def test_a_complaint_outlasts_midnight(opened: Opened) -> None:
    page = opened("2026-11-28T23:50:00")
    begin(page, SETTLED)
    step(page.get_by_role("button", name="Continue"))
    passes(page, "2026-11-29T00:10:00")
    expect(page.locator('[role="alert"]')).to_be_visible()
    expect(page.locator('[data-statement="time.new-day"]')).to_be_visible()


def test_the_hours_on_their_page_are_counted_on_and_keep_their_moment(opened: Opened) -> None:
    """To look at an answer and press Continue does not make it new."""
    page = opened("2026-11-28T10:00:00")
    to_the_guide(page, AVOID)
    page.clock.run_for(5 * 60 * 60 * 1000 + 60_000)
    for _ in range(2):
        page.get_by_text("See or change your answers").click()
        step(page.get_by_role("button", name="Change hours since").first)
        assert page.locator('input[name="hours_since_unprotected_sex"][type="text"]').input_value() == "66"
        step(page.get_by_role("button", name="Continue"))
        through(page, AVOID)
    assert "Hours left: about 7" in text(page)


def test_a_clock_set_back_before_an_answer(opened: Opened) -> None:
    """The answers are later than this device's today: nothing is counted, and the date is asked after; set right, all is there."""
    page = opened("2026-11-28T10:00:00")
    to_the_guide(page, AVOID)
    page.clock.set_fixed_time("2026-11-20T10:00:00")
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    expect(page.locator("h1")).to_have_text("Please check the date on this device")
    expect(page.locator("main")).to_contain_text("today is 20 November 2026. That is before one of your answers.")
    page.clock.set_fixed_time("2026-11-28T10:30:00")
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    assert "Today is day 27" in text(page)


def test_a_reload_asks_first_and_leaving_does_not(opened: Opened, hosted: str) -> None:
    """Only while answers are there that would be lost."""
    page = opened("2026-11-28T10:00:00")
    asked: list[str] = []

    def refuse(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.evaluate("() => { setTimeout(() => location.reload()); }")
    page.locator('[data-when="private"]').wait_for(state="visible")
    assert asked == []
    to_the_guide(page, AVOID)
    page.evaluate("() => { setTimeout(() => location.reload()); }")
    page.clock.run_for(10)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert kind(page) == "guide"
    keep(page)
    step(page.get_by_role("link", name="Go on"))
    page.evaluate("() => { location.reload(); }")
    page.locator('main[data-page="start"]').wait_for()
    assert asked == ["beforeunload"], "what is kept is not lost"


def test_pulling_down_reloads_nothing(opened: Opened) -> None:
    page = opened("2026-11-28T10:00:00")
    assert (
        page.evaluate("[document.documentElement, document.body].map((one) => getComputedStyle(one).overscrollBehaviorY)")
        == ["contain"] * 2
    )


def test_what_leaving_and_closing_do_is_said_on_the_first_page(new_page: NewPage, hosted: str) -> None:
    page = new_page()
    ready(page, hosted)
    expect(page.locator('[data-statement="start.leaving"]')).to_be_visible()
    walk(page, hosted, SETTLED)
    assert boxes(page, "guide", "after_loss").count() == 0
