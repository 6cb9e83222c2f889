"""The private edition where nothing is as it should be: it still works, or it says whom to call; it never answers from what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from afterwards.build.edition import Edition
from tests.browser.conftest import NewPage, Site
from tests.browser.places import SETTLED
from tests.browser.walk import answer, boxes, kind
from tests.build.steps import begin, ready, step, walk

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
    assert page.locator("[data-decision], form").count() == 0


@pytest.mark.parametrize("script", [NO_STORAGE, NO_WORKER, NO_SUBTLE], ids=["storage denied", "worker refused", "no cryptography"])
def test_the_journey_needs_none_of_these(new_page: NewPage, hosted: str, script: str) -> None:
    page = new_page()
    page.add_init_script(script)
    walk(page, hosted, SETTLED)
    assert kind(page) == "guide"
    page.locator('header [data-action="exit"]').click()
    page.locator('main[data-page="away"]').wait_for()


def test_a_private_window_is_like_any_other(new_page: NewPage, hosted: str) -> None:
    """Each context of the tests is one: nothing from before, nothing for after."""
    first = new_page()
    walk(first, hosted, SETTLED)
    first.context.close()
    second = new_page()
    ready(second, hosted)
    assert second.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert "Today is day" not in second.locator("body").inner_text()


def test_a_clock_before_the_loss_refuses_the_date_and_says_what_today_is(new_page: NewPage, hosted: str) -> None:
    """A device three weeks slow: the date lies after its today. It is never counted as zero days."""
    page = new_page()
    page.clock.set_fixed_time("2026-11-02T12:00:00")
    ready(page, hosted)
    begin(page, SETTLED)
    through_until_the_date(page)
    step(page.get_by_role("button", name="Continue"))
    expect(page.locator('[role="alert"]')).to_contain_text("the date must be today or earlier")
    assert page.locator('input[name="loss_date-day"]').input_value()


def through_until_the_date(page: Page) -> None:
    while not page.locator('input[name="loss_date-day"]').count():
        answer(page, SETTLED)
        step(page.get_by_role("button", name="Continue"))
    page.locator('input[name="loss_date-day"]').fill("15")
    page.locator('input[name="loss_date-month"]').fill("11")
    page.locator('input[name="loss_date-year"]').fill("2026")


def test_a_clock_before_the_page_was_written_gets_no_answer(new_page: NewPage, hosted: str) -> None:
    page = new_page()
    page.clock.set_fixed_time("2020-05-03T12:00:00")
    page.goto(hosted)
    expect(page.locator("h1")).to_have_text("Please check the date on this device")
    expect(page.locator("main")).to_contain_text("today is 3 May 2020")
    expect(page.locator('footer a[href="tel:999"]')).to_be_visible()
    assert page.locator("form").count() == 0


def test_a_clock_past_the_last_day_shows_urgent_help(new_page: NewPage, hosted: str) -> None:
    """R09: too old to answer."""
    page = new_page()
    page.clock.set_fixed_time("2031-01-01T12:00:00")
    page.goto(hosted)
    check_urgent_help(page)


def test_past_its_day_the_page_says_so_and_turns_careful(new_page: NewPage, hosted: str) -> None:
    """R09."""
    page = new_page()
    page.clock.set_fixed_time("2027-06-02T12:00:00")
    page.goto(hosted)
    expect(page.locator('[data-statement="past.ask-someone-who-knows-you"]')).to_be_visible()


def test_midnight_in_the_middle_of_a_journey(new_page: NewPage, hosted: str) -> None:
    """A date that midnight has made too old is asked again, nothing else is lost."""
    page = new_page()
    page.clock.set_fixed_time("2026-11-24T23:59:00")
    walk(page, hosted, {**SETTLED, "loss_date": "2023-11-25"})
    assert kind(page) in ("guide", "question")
    page.clock.set_fixed_time("2026-11-25T00:01:00")
    page.get_by_text("See or change your answers").click()
    step(page.get_by_role("button", name="Change").last)
    assert kind(page) == "question"


def test_at_400_percent_nothing_is_cut_off(new_page: NewPage, hosted: str) -> None:
    """R27: 1280 px at 400 % is 320 px wide."""
    page = new_page(viewport={"width": 320, "height": 256})
    walk(page, hosted, SETTLED)
    for _ in range(2):
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        step(page.locator("footer").get_by_role("link", name="How we keep this private"))


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
    assert page.locator("[data-decision]").count() == 0
    assert page.locator('[data-when="private"]:visible').count() == 0
    expect(page.locator('a[href="tel:999"]').first).to_be_visible()


def test_one_file_with_altered_data_shows_urgent_help(new_page: NewPage, folder: Path, tmp_path: Path) -> None:
    whole = (folder / "afterwards.html").read_text(encoding="utf-8")
    at = whole.index('<script type="text/plain" id="data">') + 5_000
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
    begin(page, SETTLED)
    page.evaluate(FAULTS[fault])
    boxes(page, "none_of_these", "yes").check()
    page.get_by_role("button", name="Continue").click()
    check_urgent_help(page)


def test_with_a_server_the_other_edition_takes_over(new_page: NewPage, served: Site) -> None:
    """The program does not come: the page says that answers travel, and the server's questions work."""
    page = new_page()
    page.route("**/app.*.js", lambda route: route.abort())
    page.goto(f"{served.address}/")
    expect(page.locator('[data-statement="start.nothing-kept"]')).to_be_visible()
    expect(page.locator('[data-statement="start.stays-on-device"]')).to_be_hidden()
    boxes(page, "guide", "after_loss").check()
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/step/1")
    assert kind(page) == "question"


def test_start_pressed_before_the_program_is_there(new_page: NewPage, served: Site) -> None:
    """It waits and goes on by itself; nothing is sent meanwhile."""
    page, held = new_page(), list[Route]()
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    page.route("**/data.*.json", lambda route: held.append(route))
    page.goto(f"{served.address}/", wait_until="domcontentloaded")
    boxes(page, "guide", "after_loss").check()
    page.get_by_role("button", name="Start").click()
    expect(page.locator("#waiting")).to_be_visible()
    held[0].continue_()
    page.locator('main[data-page="question"]').wait_for()
    assert posted == []
