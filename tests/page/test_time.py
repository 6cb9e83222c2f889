"""Time passes: kept answers are days old, a page stays open over midnight, a clock is wrong. What she told ages; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import NewPage
from tests.browser.walk import answer, ask, back, go_on, kind, ready, shown, signs, step, through, until_asked
from tests.page.test_keep import PASSPHRASE, keep, open_kept
from tests.page.test_private import QUESTION, SETTLED

pytestmark = pytest.mark.browser

HOURS = "emergency-pill"
"""Its answer counts hours."""
AVOID: dict[str, object] = {
    **SETTLED,
    **{"loss_date": "2026-11-01", "unprotected_sex_since_loss": "yes", "hours_since_unprotected_sex": 60},
    **{"bleeding_now": "none", "pain": "none", "pregnancy_goal": "avoid", "emergency_contraception_taken": "none"},
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


def to_an_answer(page: Page, question: str, told: dict[str, object]) -> None:
    """From the start page, or a list of questions, to the answer."""
    ask(page, question)
    through(page, told)
    assert kind(page) == "answer"


def on(page: Page, told: dict[str, object]) -> list[str]:
    """From a page of signs on: each is answered, and no answer is given meanwhile; the facts that are asked."""
    assert kind(page) == "signs", "nothing is said of a day whose signs nobody knows"
    asked: list[str] = []
    while kind(page) in ("signs", "question"):
        assert page.locator("main[data-verdict]").count() == 0
        if kind(page) == "signs":
            signs(page)
        else:
            assert page.locator("main :checked").count() == 0
            asked += answer(page, told)
            go_on(page)
    return asked


def text(page: Page) -> str:
    return page.locator("main").inner_text()


def test_kept_on_one_day_and_opened_five_days_later(opened: Opened, hosted: str) -> None:
    """Sex 60 hours ago when it was kept: five days on no hours are left, and signs are asked before anything is said of today."""
    page = opened("2026-11-28T10:00:00")
    to_an_answer(page, HOURS, AVOID)
    assert "about 60." in text(page)
    to_the_plan_and_keep(page)
    page.clock.pause_at("2026-12-03T10:00:00")
    ready(page, hosted)
    open_kept(page, PASSPHRASE)
    asked = on(page, AVOID)
    assert not {"loss_kind", "loss_date", "hours_since_unprotected_sex", "pregnancy_goal", "weeks_pregnant"} & set(asked), "not changed"
    assert kind(page) == "guide"
    assert "day 32" in text(page)
    step(page.locator("main .crumb a"))
    ask(page, HOURS)
    through(page, AVOID)
    assert kind(page) == "answer"
    assert page.locator("main").get_attribute("data-verdict") != "do_now"
    assert "ours left" not in text(page)


def to_the_plan_and_keep(page: Page) -> None:
    step(page.get_by_role("link", name="Show my whole plan"))
    through(page, AVOID)
    assert kind(page) == "guide"
    keep(page)
    expect(page.locator("h1")).to_have_text("Your answers are kept")


def test_kept_without_moments_is_asked_again(opened: Opened, hosted: str) -> None:
    """A record of an earlier edition does not say when its answers were told: nobody counts from an unknown moment."""
    page = opened("2026-11-28T10:00:00")
    page.evaluate("() => { globalThis.real = JSON.stringify; }")
    to_an_answer(page, HOURS, AVOID)
    page.evaluate(
        """() => { JSON.stringify = (value, ...more) => {
            const {told_at, ...old} = value ?? {};
            return globalThis.real(value?.path && told_at ? old : value, ...more);
        }; }"""
    )
    to_the_plan_and_keep(page)
    page.evaluate("() => { JSON.stringify = globalThis.real; }")
    ready(page, hosted)
    open_kept(page, PASSPHRASE)
    on(page, AVOID)
    step(page.locator("main .crumb a"))
    ask(page, HOURS)
    asked = through(page, AVOID)
    assert "hours_since_unprotected_sex" in asked
    assert "loss_kind" not in asked


def test_a_guide_left_open_over_midnight(opened: Opened) -> None:
    """Open at ten to midnight, looked at again the next morning: the day before's signs are asked again, and then the hours are right."""
    page = opened("2026-11-28T23:50:00")
    to_an_answer(page, HOURS, AVOID)
    assert "about 60." in text(page)
    passes(page, "2026-11-29T09:00:00")
    page.locator('main[data-page="signs"]').wait_for()
    on(page, AVOID)
    assert kind(page) == "answer"
    assert "about 51." in text(page)


def test_on_a_new_day_the_signs_come_before_any_answer(opened: Opened) -> None:
    """R44: Whichever way: an answer, her plan, the page of a fact that lapsed, another question, the methods, the browser's Back."""
    page = opened("2026-11-28T23:50:00")
    to_an_answer(page, QUESTION, SETTLED)
    step(page.get_by_role("link", name="Show my whole plan"))
    through(page, SETTLED)
    assert kind(page) == "guide"
    passes(page, "2026-11-29T00:10:00")
    page.locator('main[data-page="signs"]').wait_for()
    for _ in range(2):
        back(page)
        assert kind(page) in ("signs", "question", "start")
        assert page.locator("main[data-verdict], main [data-verdict]").count() == 0
    step(page.locator("header .name"))
    for question in (QUESTION, "sex-when", "start-coil", "my-plan"):
        ask(page, question)
        assert kind(page) == "signs", question
        step(page.locator("header .name"))
    ask(page, QUESTION)
    signs(page)
    assert shown(page)[0] == "bleeding_now", "what was true of its day is asked again"
    assert page.locator("main :checked").count() == 0
    through(page, SETTLED)
    assert kind(page) == "answer"


def test_an_open_guide_counts_the_hours_on(opened: Opened) -> None:
    """By itself, with the place on the page and what was unfolded as they were; in one line it says what has changed."""
    page = opened("2026-11-28T10:00:00")
    to_an_answer(page, HOURS, AVOID)
    page.locator("main details summary").first.click()
    page.set_viewport_size({"width": 400, "height": 400})
    page.evaluate("() => scrollTo(0, 500)")
    top = "[...document.querySelectorAll('main h1, main h2')].findLast((one) => one.getBoundingClientRect().top <= 0)"
    name = page.evaluate(f"{top}.textContent")
    before = page.evaluate(f"{top}.getBoundingClientRect().top")
    page.clock.run_for(3 * 60 * 60 * 1000)
    expect(page.locator('[data-statement="time.hours"]')).to_have_text("Time has passed. The hours on this page are counted on to now.")
    assert kind(page) == "answer"
    assert "about 57." in text(page)
    assert page.locator("main details").first.get_attribute("open") is not None
    assert page.evaluate(f"{top}.textContent") == name
    assert abs(page.evaluate(f"{top}.getBoundingClientRect().top") - before) < 2
    page.clock.run_for(10 * 60 * 60 * 1000)
    assert "about 47." in text(page)


def test_a_guide_without_hours_is_left_alone(opened: Opened) -> None:
    page = opened("2026-11-28T10:00:00")
    to_an_answer(page, QUESTION, SETTLED)
    page.locator("main").evaluate("main => { main.dataset.old = 'yes'; }")
    page.clock.run_for(5 * 60 * 60 * 1000)
    assert page.locator("main[data-old]").count() == 1
    assert page.locator(".note").count() == 0


def test_what_is_typed_and_ticked_outlasts_midnight(opened: Opened) -> None:
    """On a page of questions: the words, the tick, the focus and the place of the cursor stay; the line says that a day has begun."""
    page = opened("2026-11-28T23:50:00")
    ask(page, QUESTION)
    signs(page)
    until_asked(page, SETTLED, "loss_date")
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
    ask(page, QUESTION)
    signs(page)
    go_on(page)
    passes(page, "2026-11-29T00:10:00")
    expect(page.locator('[role="alert"]')).to_be_visible()
    expect(page.locator('[data-statement="time.new-day"]')).to_be_visible()


def test_the_hours_on_their_page_are_counted_on_and_keep_their_moment(opened: Opened) -> None:
    """To look at an answer and press Continue does not make it new."""
    page = opened("2026-11-28T10:00:00")
    to_an_answer(page, HOURS, AVOID)
    page.clock.run_for(5 * 60 * 60 * 1000 + 60_000)
    for _ in range(2):
        step(page.locator('main a[data-path="/said"]'))
        step(page.locator('a[data-path="/change/hours_since_unprotected_sex"]'))
        assert page.locator('input[name="hours_since_unprotected_sex"][type="text"]').input_value() == "66"
        go_on(page)
        assert kind(page) == "answer"
    assert "about 55." in text(page)


def test_a_clock_set_back_before_an_answer(opened: Opened) -> None:
    """The answers are later than this device's today: nothing is counted, and the date is asked after; set right, all is there."""
    page = opened("2026-11-28T10:00:00")
    to_an_answer(page, HOURS, AVOID)
    page.clock.set_fixed_time("2026-11-20T10:00:00")
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    expect(page.locator("h1")).to_have_text("Please check the date on this device")
    expect(page.locator("main")).to_contain_text("today is 20 November 2026. That is before one of your answers.")
    page.clock.set_fixed_time("2026-11-28T12:00:00")
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    page.locator('main[data-page="answer"]').wait_for()
    assert "about 58." in text(page)


def test_a_reload_asks_first_and_leaving_does_not(opened: Opened, hosted: str) -> None:
    """Only while answers are there that would be lost."""
    page = opened("2026-11-28T10:00:00")
    asked: list[str] = []

    def refuse(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.evaluate("() => { setTimeout(() => location.reload()); }")
    page.locator('form[data-when="private"]').wait_for(state="visible")
    assert asked == []
    to_an_answer(page, HOURS, AVOID)
    page.evaluate("() => { setTimeout(() => location.reload()); }")
    page.clock.run_for(10)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert kind(page) == "answer"
    to_the_plan_and_keep(page)
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
    expect(page.locator('[data-statement="start.stays-on-device"]')).to_be_visible()
    expect(page.locator('[data-statement="start.stays-on-device"]')).to_contain_text("Your answers stay in this page, on your device.")
