"""The private edition where nothing is as it should be: it still works, or it says whom to call; it never answers from what is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from afterwards.site.edition import Edition
from tests.browser.conftest import NewPage, Site
from tests.browser.walk import answer, ask, go_on, kind, ready, shown, signs, step, to_the_answer
from tests.page.test_private import QUESTION, SETTLED, to_the_plan

pytestmark = pytest.mark.browser

NO_STORAGE = """for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
    Object.defineProperty(window, name, {get() { throw new DOMException("denied", "SecurityError"); }});
}"""
NO_WORKER = "navigator.serviceWorker.register = () => Promise.reject(new DOMException('denied', 'SecurityError'));"
NO_SUBTLE = "Object.defineProperty(crypto, 'subtle', {value: undefined});"


def check_urgent_help(page: Page) -> None:
    """Whom to call, and no answer."""
    page.locator('main[data-page="urgent-help"]').wait_for()
    expect(page.locator('a[href="tel:999"]').first).to_be_visible()
    expect(page.locator('a[href="tel:111"]').first).to_be_visible()
    assert page.locator("[data-decision], [data-verdict], form").count() == 0


NO_EXTRAS = {
    "storage denied": NO_STORAGE,
    "worker refused": NO_WORKER,
    "worker cannot be asked": "Object.defineProperty(navigator, 'serviceWorker', {get() { throw new DOMException('denied'); }});",
    "no worker": "Object.defineProperty(navigator, 'serviceWorker', {value: undefined});",
    "no subtle cryptography": NO_SUBTLE,
    "no cryptography": "Object.defineProperty(window, 'crypto', {value: undefined});",
    "no more history": "history.pushState = history.replaceState = () => { throw new DOMException('too many', 'SecurityError'); };",
}


@pytest.mark.parametrize("script", NO_EXTRAS.values(), ids=NO_EXTRAS.keys())
def test_the_journey_needs_none_of_these(new_page: NewPage, hosted: str, script: str) -> None:
    page = new_page()
    page.add_init_script(script)
    to_the_plan(page, hosted)
    page.locator('header [data-action="exit"]').click()
    page.locator('main[data-page="away"]').wait_for()


def test_a_private_window_is_like_any_other(new_page: NewPage, hosted: str) -> None:
    """Each context of the tests is one: nothing from before, nothing for after."""
    first = new_page()
    to_the_answer(first, hosted, QUESTION, SETTLED)
    first.context.close()
    second = new_page()
    ready(second, hosted)
    assert second.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    ask(second, QUESTION)
    assert kind(second) == "signs"
    signs(second)
    assert second.locator("main :checked").count() == 0


def test_a_clock_before_the_loss_refuses_the_date_and_says_what_today_is(new_page: NewPage, hosted: str) -> None:
    """A device three weeks slow: the date lies after its today. It is never counted as zero days."""
    page = new_page()
    page.clock.set_fixed_time("2026-11-02T12:00:00")
    ready(page, hosted)
    through_until_the_date(page)
    go_on(page)
    expect(page.locator('[role="alert"]')).to_contain_text("the date must be today or earlier")
    expect(page.locator('[role="alert"]')).to_contain_text("If today is not 2 November 2026, check the date on this device.")
    assert page.locator('input[name="loss_date-day"]').input_value()


def through_until_the_date(page: Page) -> None:
    ask(page, QUESTION)
    signs(page)
    while not page.locator('input[name="loss_date-day"]').count():
        answer(page, SETTLED)
        go_on(page)
    page.locator('input[name="loss_date-day"]').fill("15")
    page.locator('input[name="loss_date-month"]').fill("11")
    page.locator('input[name="loss_date-year"]').fill("2026")


def test_a_clock_before_the_page_was_written_gets_no_answer(new_page: NewPage, hosted: str) -> None:
    page = new_page()
    page.clock.set_fixed_time("2020-05-03T12:00:00")
    page.goto(hosted)
    expect(page.locator("h1")).to_have_text("Please check the date on this device")
    expect(page.locator("main")).to_contain_text("today is 3 May 2020")
    expect(page.locator('a[href="tel:999"]:visible')).to_have_count(1)
    assert page.locator("form, [data-question]").count() == 0


def test_a_clock_of_1970_is_a_wrong_clock_and_nobody_who_has_left(new_page: NewPage, hosted: str) -> None:
    page = new_page()
    page.clock.set_fixed_time("1970-01-01T00:05:00")
    page.goto(hosted)
    expect(page.locator("h1")).to_have_text("Please check the date on this device")


def test_a_clock_past_the_last_day_shows_urgent_help(new_page: NewPage, hosted: str) -> None:
    """R09: too old to answer; a date that is wrong looks the same, so it is asked after."""
    page = new_page()
    page.clock.set_fixed_time("2031-01-01T12:00:00")
    page.goto(hosted)
    check_urgent_help(page)
    expect(page.locator('[data-statement="time.past-last-day"]')).to_be_visible()


def test_another_fault_does_not_blame_the_date(new_page: NewPage, hosted: str) -> None:
    page = new_page()
    page.route("**/data*", lambda route: route.abort())
    page.goto(hosted)
    check_urgent_help(page)
    expect(page.locator('[data-statement="time.past-last-day"]')).to_be_hidden()


def test_past_its_day_the_page_says_so_and_turns_careful(new_page: NewPage, hosted: str) -> None:
    """R09."""
    page = new_page()
    page.clock.set_fixed_time("2027-06-02T12:00:00")
    page.goto(hosted)
    expect(page.locator('[data-statement="past.ask-someone-who-knows-you"]')).to_be_visible()


def test_midnight_in_the_middle_of_a_journey(new_page: NewPage, hosted: str) -> None:
    """A date that midnight has made too old is asked again, and so are the signs of that day; nothing else is lost."""
    page = new_page()
    page.clock.set_fixed_time("2026-11-24T23:59:00")
    to_the_answer(page, hosted, QUESTION, {**SETTLED, "loss_date": "2023-11-25"})
    assert kind(page) == "answer"
    page.clock.set_fixed_time("2026-11-25T00:01:00")
    step(page.get_by_role("link", name="Show my whole plan"))
    assert kind(page) == "signs"
    signs(page)
    asked = []
    while kind(page) == "question":
        asked += answer(page, SETTLED)
        go_on(page)
    assert kind(page) == "guide"
    step(page.locator("main .crumb a"))
    ask(page, QUESTION)
    while kind(page) == "question":
        asked += answer(page, SETTLED)
        go_on(page)
    assert {"bleeding_now", "loss_date"} <= set(asked)
    assert "loss_kind" not in asked, "it has not changed"


def test_at_400_percent_nothing_is_cut_off(new_page: NewPage, hosted: str) -> None:
    """R27: 1280 px at 400 % is 320 px wide."""
    page = new_page(viewport={"width": 320, "height": 1600})
    ready(page, hosted)
    check_fits(page)
    ask(page, QUESTION)
    seen: list[str] = []
    while kind(page) != "guide":
        check_fits(page)
        seen.append(kind(page))
        if kind(page) == "signs":
            signs(page)
        elif kind(page) == "question":
            answer(page, SETTLED)
            check_fits(page)
            go_on(page)
        else:
            step(page.get_by_role("link", name="Show my whole plan"))
    assert set(seen) == {"signs", "question", "answer"}
    check_fits(page)


def check_fits(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, kind(page)
    page.set_viewport_size({"width": 320, "height": 1600})


@pytest.mark.parametrize("part", ["app.", "data."])
def test_a_file_that_does_not_come(new_page: NewPage, hosted: str, part: str) -> None:
    page = new_page()
    page.route(f"**/{part}*", lambda route: route.abort())
    page.goto(hosted)
    check_urgent_help(page)


@pytest.mark.parametrize("part", ["app.", "data."])
def test_an_altered_file_shows_urgent_help(new_page: NewPage, own_host: tuple[str, Path], edition: Edition, part: str) -> None:
    """R25, R34: one sign of the program or of the knowledge is another, and there is no answer."""
    address, place = own_host
    name = next(one for one in edition.kept if one.startswith(part))
    content = edition.files[name].replace(b"self_care", b"self_cara", 1)
    assert content != edition.files[name]
    (place / name).write_bytes(content)
    page = new_page()
    page.goto(address)
    check_urgent_help(page)


def test_a_half_updated_host_shows_urgent_help(new_page: NewPage, own_host: tuple[str, Path], edition: Edition) -> None:
    """The start page is new already, its program is not there yet."""
    address, place = own_host
    name = next(one for one in edition.kept if one.startswith("app."))
    (place / name).unlink()
    page = new_page()
    page.goto(address)
    check_urgent_help(page)


@pytest.mark.parametrize("share", [0.3, 0.7, 0.99])
def test_one_file_cut_short_never_answers(new_page: NewPage, folder: Path, tmp_path: Path, share: float) -> None:
    whole = (folder / "afterwards.html").read_bytes()
    cut = tmp_path / "cut.html"
    cut.write_bytes(whole[: int(len(whole) * share)])
    page = new_page()
    page.goto(cut.as_uri())
    page.wait_for_timeout(500)
    assert page.locator("[data-decision], [data-verdict]").count() == 0
    assert page.locator('[data-when="private"]:visible').count() == 0
    expect(page.locator('a[href="tel:999"]:visible').first).to_be_visible()


@pytest.mark.parametrize("part", ["data", "app"])
def test_one_file_that_was_altered_shows_urgent_help(new_page: NewPage, folder: Path, tmp_path: Path, part: str) -> None:
    whole = (folder / "afterwards.html").read_text(encoding="utf-8")
    at = whole.index(f'<script type="text/plain" id="{part}">') + 5_000
    altered = tmp_path / "altered.html"
    altered.write_text(whole[:at] + ("A" if whole[at] != "A" else "B") + whole[at + 1 :], encoding="utf-8")
    page = new_page()
    page.goto(altered.as_uri())
    check_urgent_help(page)


FAULTS = {
    "a fault in a step": "() => { RegExp.prototype.exec = () => { throw new Error('planted'); }; }",
    "a form that cannot be read": "() => { globalThis.FormData = function () { throw new Error('planted'); }; }",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_half_way_shows_urgent_help(new_page: NewPage, hosted: str, fault: str) -> None:
    """R07: and no answer is left in the page."""
    page = new_page()
    ready(page, hosted)
    ask(page, QUESTION)
    page.evaluate(FAULTS[fault])
    page.locator('[data-signs="none"]').click()
    check_urgent_help(page)


def test_start_pressed_before_the_program_is_there(new_page: NewPage, served: Site) -> None:
    """A question that is pressed waits and opens by itself, not its page for everyone; nothing is sent meanwhile."""
    page, held = new_page(), list[Route]()
    asked: list[str] = []
    page.route("**/data.*.json", lambda route: held.append(route))
    page.goto(served.address, wait_until="domcontentloaded")
    page.locator("html[data-begun]").wait_for()
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    page.locator(f'a[data-question="{QUESTION}"]').first.click()
    page.wait_for_timeout(200)
    assert kind(page) == "start"
    held[0].continue_()
    page.locator('main[data-page="signs"]').wait_for()
    assert page.locator("main").get_attribute("data-question") == QUESTION
    assert [one for one in asked if "/answer-" in one or not one.startswith("GET")] == []


def test_words_sent_before_the_program_is_there(new_page: NewPage, served: Site) -> None:
    """What she typed waits in the box, and is looked up when the program is there; it is not sent."""
    page, held = new_page(), list[Route]()
    asked: list[str] = []
    page.route("**/data.*.json", lambda route: held.append(route))
    page.goto(served.address, wait_until="domcontentloaded")
    page.locator("html[data-begun]").wait_for()
    page.on("request", lambda request: asked.append(f"{request.method} {request.url} {request.post_data}"))
    page.locator("#q").fill("is bleeding normal, Quillonia")
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    held[0].continue_()
    page.locator("[data-results]").wait_for()
    assert page.locator("#q").input_value() == "is bleeding normal, Quillonia"
    assert [one for one in asked if "Quillonia" in one or not one.startswith("GET")] == []


# A browser that is too old, a host that sends scripts as something else

TOO_OLD = {
    "a method is missing": "delete Array.prototype.findLast;",
    "a class is missing": "window.Response = undefined;",
    "the program cannot be read": """document.addEventListener("load", (event) => {
        if (event.target.src?.includes("/app.")) delete globalThis.afterwards;
    }, true);""",
}


@pytest.mark.parametrize("script", TOO_OLD.values(), ids=TOO_OLD.keys())
def test_a_browser_that_is_too_old_is_told_so(new_page: NewPage, hosted: str, script: str) -> None:
    """It says what still works: whom to call, answers for everyone, and the pages to read; no form that could not work is left."""
    page = new_page()
    page.add_init_script(script)
    page.goto(hosted)
    expect(page.locator('[data-statement="start.too-old"]')).to_be_visible()
    expect(page.locator('[data-statement="start.refused"]')).to_be_hidden()
    check_reading_works(page)


def check_reading_works(page: Page) -> None:
    assert page.locator("form:visible").count() == 0
    expect(page.locator('main a[href="tel:999"]:visible').first).to_be_visible()
    question, reading = page.locator(f'a[data-question="{QUESTION}"]'), page.get_by_role("link", name="When to get help")
    for link, of_kind in ((question, "general"), (reading, "article")):
        with page.context.expect_page() as other:
            link.first.click(modifiers=["Control"])
        expect(other.value.locator("main")).to_have_attribute("data-page", of_kind)


def test_a_program_written_in_a_way_the_browser_cannot_read(new_page: NewPage, own_host: tuple[str, Path], edition: Edition) -> None:
    """The first script itself: the line in the page says so."""
    address, place = own_host
    name = next(one for one in edition.kept if one.startswith("boot."))
    start = (place / "index.html").read_text(encoding="utf-8")
    (place / "index.html").write_text(re.sub(rf'(src="{re.escape(name)}") integrity="[^"]*"', r"\1", start), encoding="utf-8")
    (place / name).write_text("const one = two #? three;", encoding="utf-8")
    page = new_page()
    page.goto(address)
    expect(page.locator('[data-statement="start.too-old"]')).to_be_visible()
    check_reading_works(page)


def test_a_host_that_sends_scripts_as_plain_text(new_page: NewPage, hosted: str) -> None:
    """The browser refuses them all; the page says so in words, to her and to whoever runs the site."""
    page = new_page()

    def as_text(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "content-type": "text/plain", "x-content-type-options": "nosniff"})

    page.route("**/*.js", as_text)
    page.goto(hosted)
    expect(page.locator('[data-statement="start.refused"]')).to_be_visible()
    expect(page.locator('[data-statement="start.refused"]')).to_contain_text("text/javascript")
    expect(page.locator('[data-statement="start.too-old"]')).to_be_hidden()
    page.unroute_all(behavior="wait")  # a script still on its way would be answered when the page has gone, and fail the next test
    check_reading_works(page)


def test_what_the_program_needs_is_looked_for_first(edition: Edition) -> None:
    """Each method that browsers of 2019 did not have is in the list that the first script looks through."""
    program = next(content.decode() for name, content in edition.files.items() if name.startswith("app."))
    boot = next(content.decode() for name, content in edition.files.items() if name.startswith("boot."))
    newer = (
        "at",
        "findLast",
        "findLastIndex",
        "flatMap",
        "fromEntries",
        "hasOwn",
        "matchAll",
        "replaceAll",
        "allSettled",
        "replaceChildren",
    )
    later = ("toSorted", "toReversed", "toSpliced", "with", "groupBy", "structuredClone", "isWellFormed", "union", "difference")
    used = {name for name in (*newer, *later) if re.search(rf"\.{name}\(", program)}
    assert used <= set(newer), "name it in NEEDED of boot.js, and here"
    assert {name for name in used if f'.{name}"' not in boot} == set()


# A double click


def test_the_second_click_of_a_double_click_is_dropped(new_page: NewPage, hosted: str) -> None:
    """It would fall on what stands there on the next page, which then complains, or is answered, before she has read it."""
    page = new_page()
    ready(page, hosted)
    seen: list[list[str]] = []
    for here in ("start", "signs", "question", "question"):
        assert kind(page) == here
        seen.append(shown(page))
        if here == "question":
            answer(page, SETTLED)
        button = page.locator(f'main[data-page=start] [data-question="{QUESTION}"], [data-signs="none"], main form[data-live] .go button')
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        assert box
        page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(100)
        assert page.locator('[role="alert"]').count() == 0
        if kind(page) == "question":
            assert shown(page) != seen[-1]
            assert page.locator("main :checked").count() == 0
    assert kind(page) == "answer"


def test_two_clicks_on_the_same_place_one_after_another_count(new_page: NewPage, hosted: str) -> None:
    page = new_page()
    ready(page, hosted)
    ask(page, QUESTION)
    signs(page)
    page.wait_for_timeout(600)
    go_on(page)
    expect(page.locator('[role="alert"]')).to_be_visible()
