"""A person walks from the start to her guide, goes back, makes mistakes, leaves at once; with and without what a browser may lack."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage, Site
from tests.browser.places import BEGUN, BY_NAME, SETTLED, Place, begun, some_places
from tests.browser.walk import answer, begin, boxes, fact_names, follow, go_on, kind, to_the_end

pytestmark = pytest.mark.browser

with_and_without_script = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
RED_FLAGS = {"fainted_or_collapsed", "breathless_or_chest_pain", "sepsis_signs", "shoulder_tip_pain", "self_harm_immediate"}


def at_the_guide(page: Page) -> None:
    """She is at her guide, and it is the one for `SETTLED`."""
    assert kind(page) == "guide"
    expect(page.locator("h1")).to_have_text("Today is day 9")
    expect(page.locator('[data-decision="urgency"]')).to_have_attribute("data-level", "self_care")
    expect(page.locator('[data-decision="sex_readiness"]')).to_have_attribute("data-level", "wait")
    told = what_she_told(page)
    for words in ("My pregnancy has ended", "Light", "15 November 2026", "9 weeks", "With medicine"):
        assert words in told


def what_she_told(page: Page) -> str:
    """ "What you told us", opened: it is folded on the screen."""
    if not page.locator("dl.answers").is_visible():
        page.locator("summary", has_text="See or change your answers").click()
    return page.locator("dl.answers").inner_text()


# From the start to the guide


@with_and_without_script
def test_from_the_start_to_the_guide(script: bool, new_page: NewPage) -> None:
    """R28: works without script. R03: what may need help at once is asked on the first two pages. Nothing is asked twice."""
    page = new_page(java_script_enabled=script)
    asked = to_the_end(page, SETTLED)
    at_the_guide(page)
    assert len(asked) == len(set(asked))
    assert set(asked[:5]) == RED_FLAGS


def test_without_the_style_sheet(page: Page) -> None:
    """R28: without CSS the pages can be read in their order, and walked."""
    page.route(re.compile(r"\.css"), lambda route: route.abort())
    to_the_end(page, SETTLED)
    at_the_guide(page)
    names = page.locator("main h1, main h2").all_inner_texts()
    assert names.index("Today is day 9") < names.index("Today, and when to get help") < names.index("What you told us")


def test_with_less_motion_and_forced_colours(new_page: NewPage) -> None:
    """R28: the whole way with reduced motion and with the person's own colours."""
    page = new_page(reduced_motion="reduce", forced_colors="active")
    to_the_end(page, SETTLED)
    at_the_guide(page)


def test_nothing_moves(page: Page, site: Site) -> None:
    """R28: nothing moves by itself; with reduced motion not even a border changes slowly."""
    BY_NAME["signs-filled"].visit(page, site)
    assert page.evaluate("[...document.querySelectorAll('*')].every(part => getComputedStyle(part).animationName === 'none')")
    page.emulate_media(reduced_motion="reduce")
    boxes(page, "shoulder_tip_pain", "yes").check()
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate("[...document.querySelectorAll('*')].every(part => getComputedStyle(part).transitionDuration === '0s')")


def test_forced_colours_leave_shapes(new_page: NewPage, site: Site) -> None:
    """R28: what is chosen, urgent or in focus is told by its shape when all colours are the person's own."""
    page = new_page(forced_colors="active")
    BY_NAME["signs-filled"].visit(page, site)
    outline = "part => getComputedStyle(part).outlineStyle + ' ' + getComputedStyle(part).outlineWidth"
    assert page.locator(".choice:has(:checked)").first.evaluate(outline) == "solid 3px"
    assert page.locator(".choice:not(:has(:checked))").first.evaluate(outline).startswith("none")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    BY_NAME["guide-settled"].visit(page, site)
    assert page.locator(".care").first.evaluate("part => getComputedStyle(part).borderTopStyle") == "solid"


# Keyboard only


def test_with_the_keyboard_only(page: Page) -> None:
    """R28: Tab, the arrows within a group, Space, letters and Enter are enough."""
    page.goto("/")
    press_choice(page, "guide", "after_loss")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for _ in range(20):
        if kind(page) != "question":
            break
        answer_by_keys(page)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    at_the_guide(page)


def answer_by_keys(page: Page) -> None:
    names = fact_names(page)
    if "none_of_these" in names:
        tab_to(page, 'name="none_of_these"')
        page.keyboard.press("Space")
        return
    for name in names:
        value = SETTLED.get(name, "unknown")
        if name == "loss_date":
            for part, typed in (("day", "15"), ("month", "11"), ("year", "2026")):
                tab_to(page, f'name="{name}-{part}"')
                page.keyboard.type(typed)
        elif page.locator(f'input[name="{name}-1"]').count():
            for item, points in ((1, min(3, int(str(value)))), (2, int(str(value)) - min(3, int(str(value))))):
                press_choice(page, f"{name}-{item}", points)
        elif page.locator(f'input[name="{name}"][type=radio]').count():
            press_choice(page, name, value)
        elif value != "unknown":
            tab_to(page, f'name="{name}"')
            page.keyboard.type(str(value))


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on such an input."""
    for _ in range(60):
        if page.evaluate("selector => document.activeElement.matches(selector)", f"input[{selector}]"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not come to {selector}")


def press_choice(page: Page, name: str, value: object) -> None:
    """Choose a radio: Tab to its group, Space, then the arrow down until it is the one."""
    tab_to(page, f'name="{name}"')
    page.keyboard.press("Space")
    for _ in range(10):
        if page.evaluate("document.activeElement.value") == str(value):
            assert page.evaluate("document.activeElement.checked")
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrows do not come to {value}")


# Back, refresh, mistakes


@with_and_without_script
@pytest.mark.parametrize("way", ["link", "browser"])
def test_back_and_refresh_keep_answers(way: str, script: bool, site: Site, new_page: NewPage) -> None:
    """R23: what she told is there again, whichever way she goes back. R27: what she answered is not asked again."""
    page = new_page(java_script_enabled=script)
    left = ("loss_date", "weeks_pregnant", "management", "loss_complete")
    site.tell(page.context, begun({fact: value for fact, value in SETTLED.items() if fact not in left}, ["when"]))
    page.goto("/step/1")
    for _ in ("when", "weeks"):
        answer(page, SETTLED)
        go_on(page)
    last = fact_names(page)
    go_back(page, way)
    expect(page.locator('input[name="weeks_pregnant"][type=text]')).to_have_value("9")
    go_back(page, way)
    assert the_date(page) == ["15", "11", "2026"]
    page.reload()
    assert the_date(page) == ["15", "11", "2026"]
    go_on(page)
    assert fact_names(page) == last


def the_date(page: Page) -> list[str]:
    return [page.locator(f'input[name="loss_date-{part}"]').input_value() for part in ("day", "month", "year")]


def go_back(page: Page, way: str) -> None:
    if way == "link":
        follow(page.locator('[data-action="back"]'))
    else:
        page.go_back(wait_until="load")


def checked(page: Page) -> list[str]:
    names: list[str] = page.locator("main form :checked").evaluate_all("inputs => inputs.map(input => input.name)")
    return names


def test_refresh_at_the_guide_sends_nothing_again(page: Page, site: Site) -> None:
    """Each step is a post, then a redirect, then a page: to refresh sends no form again."""
    BY_NAME["several-facts"].visit(page, site)
    go_on(page)
    methods: list[str] = []
    page.on("request", lambda request: methods.append(request.method))
    page.reload()
    at_the_guide(page)
    assert set(methods) == {"GET"}


@with_and_without_script
def test_a_mistake_keeps_what_was_typed(script: bool, site: Site, new_page: NewPage) -> None:
    """R23: the page names the field and the remedy, and holds what she wrote; the list of errors leads to the field."""
    page = new_page(java_script_enabled=script)
    BY_NAME["date-error"].visit(page, site)
    assert the_date(page) == ["31", "2", "2026"]
    expect(page).to_have_title(re.compile(r"^Error: "))
    expect(page.locator(".message")).to_contain_text("write a real date")
    if script:
        expect(page.locator('[role="alert"]')).to_be_focused()
    page.locator('[role="alert"] a').click()
    expect(page.locator('input[name="loss_date-day"]')).to_be_focused()
    answer(page, {"loss_date": "2026-11-15"})
    go_on(page)
    assert fact_names(page) != ["loss_date"]


def test_a_mistake_keeps_what_was_chosen(page: Page, site: Site) -> None:
    """R23: on a page with several facts the answer that was given stays."""
    site.tell(page.context, begun({**BEGUN, "loss_kind": "miscarriage"}, ["treatment"]))
    page.goto("/step/1")
    boxes(page, "management", "surgery").check()
    go_on(page)
    expect(page.locator('[role="alert"] a')).to_have_count(1)
    expect(boxes(page, "management", "surgery")).to_be_checked()


# Changing one's mind


def test_an_answer_can_be_changed_from_the_guide(page: Page, site: Site) -> None:
    """R27: nothing is asked twice: after one change she is back at her guide."""
    BY_NAME["guide-settled"].visit(page, site)
    what_she_told(page)
    follow(page.get_by_role("button", name="Change bleeding today"))
    expect(boxes(page, "bleeding_now", "light")).to_be_checked()
    boxes(page, "bleeding_now", "spotting").check()
    go_on(page)
    assert kind(page) == "guide"
    assert "Spotting" in what_she_told(page)


def test_a_topic_can_be_left_for_another_day(page: Page, site: Site) -> None:
    """What is left is not asked; the guide says so, and leads back to it."""
    feelings = {"low_mood_score", "anxiety_score", "distress_weeks", "self_harm_thoughts"}
    site.tell(page.context, begun({fact: value for fact, value in SETTLED.items() if fact not in feelings}, ["mood"]))
    page.goto("/step/1")
    left = fact_names(page)
    follow(page.get_by_role("button", name="Not today"))
    assert kind(page) == "guide"
    expect(page.get_by_text("You left this topic for another day.")).to_be_visible()
    follow(page.get_by_role("button", name="Answer these questions now"))
    assert fact_names(page) == left


def test_none_and_a_sign_take_each_other_away(page: Page) -> None:
    """Script only adds: without it the page complains of both."""
    begin(page, SETTLED)
    boxes(page, "shoulder_tip_pain", "yes").check()
    boxes(page, "none_of_these", "yes").check()
    assert checked(page) == ["none_of_these"]
    boxes(page, "sepsis_signs", "yes").check()
    assert checked(page) == ["sepsis_signs"]


# An emergency


@with_and_without_script
def test_an_emergency_stops_at_once(script: bool, new_page: NewPage) -> None:
    """R03: the page that stops comes before any further question; a slip can be mended."""
    page = new_page(java_script_enabled=script)
    begin(page, SETTLED)
    answer(page, {"fainted_or_collapsed": "yes"})
    go_on(page)
    assert kind(page) == "stop"
    expect(page.locator('[data-decision="urgency"]')).to_have_attribute("data-low", "emergency")
    expect(page.locator("main .call a")).to_have_attribute("href", "tel:999")
    assert page.locator("main a[href^='/read']").count() == 0
    page.goto("/guide")
    assert kind(page) == "stop"
    follow(page.locator('[data-action="back"]'))
    expect(boxes(page, "fainted_or_collapsed", "yes")).to_be_checked()
    boxes(page, "fainted_or_collapsed", "yes").uncheck()
    answer(page, {})
    go_on(page)
    assert kind(page) == "question"


# Leaving at once


def press_the_link(page: Page) -> None:
    page.locator('header [data-action="exit"]').click()


def press_escape_thrice(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Escape")


WAYS_OUT = [
    pytest.param(press_the_link, True, id="link"),
    pytest.param(press_the_link, False, id="link-no-script"),
    pytest.param(press_escape_thrice, True, id="escape"),
]
MARKS = ("Afterwards", "pregnan", "miscarriage", "bleeding", "contracepti", "pill", "Samaritans")
"""Words that would tell what this was."""


def tells_nothing(page: Page) -> bool:
    return not any(mark.lower() in (page.title() + page.content()).lower() for mark in MARKS)


@pytest.mark.parametrize(("leave", "script"), WAYS_OUT)
@pytest.mark.parametrize("at", ["question", "guide", "article", "methods"])
def test_after_leaving_back_shows_nothing(at: str, leave: Callable[[Page], None], script: bool, new_page: NewPage) -> None:
    """R32: from any page, with script and without: no page behind shows the journey or the start."""
    page = new_page(java_script_enabled=script)
    leave_from(page, at, leave)
    expect(page.locator("main")).to_have_attribute("data-page", "away")
    assert tells_nothing(page)
    assert page.title() == "Page"
    for _ in range(12):
        page.go_back(wait_until="load")
        if page.url == "about:blank":
            break
        expect(page.locator("main")).to_have_attribute("data-page", "away")
        assert tells_nothing(page)
    assert page.url == "about:blank", "the way back did not end"
    page.goto("/guide")
    expect(page.locator("main")).to_have_attribute("data-page", "away")
    assert [cookie["name"] for cookie in page.context.cookies()] == ["left"]


def leave_from(page: Page, at: str, leave: Callable[[Page], None]) -> None:
    """Walk there from the start, then leave."""
    if at == "article":
        page.goto("/")
        follow(page.get_by_role("link", name="How you may feel"))
    else:
        begin(page, SETTLED)
        answer(page, SETTLED)
        go_on(page)
        answer(page, SETTLED)
        go_on(page)
        page.wait_for_url("**/step/3")
        if at != "question":
            page.goto(f"/{at}")
    expect(page.locator("main")).to_have_attribute("data-page", at)
    leave(page)
    page.wait_for_url("**/away")


@pytest.mark.parametrize(("leave", "script"), WAYS_OUT)
def test_forward_shows_nothing_either(leave: Callable[[Page], None], script: bool, new_page: NewPage) -> None:
    """R32: she had gone back two pages before she left."""
    page = new_page(java_script_enabled=script)
    begin(page, SETTLED)
    answer(page, SETTLED)
    go_on(page)
    page.wait_for_url("**/step/2")
    page.go_back(wait_until="load")
    leave(page)
    page.wait_for_url("**/away")
    page.go_forward()
    expect(page.locator("main")).to_have_attribute("data-page", "away")
    assert tells_nothing(page)


def test_escape_twice_does_not_leave(page: Page) -> None:
    begin(page, SETTLED)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert kind(page) == "question"


def test_leaving_empties_the_page_before_the_network_answers(page: Page) -> None:
    """R32: with a slow network, or none, nothing stays on the screen."""
    begin(page, SETTLED)
    page.context.set_offline(True)
    press_and_look = """() => {
      document.querySelector('header [data-action=exit]').click();
      return [document.body.childElementCount, document.title];
    }"""
    assert page.evaluate(press_and_look) == [0, "Page"]


@some_places(
    *("start", "start-error", "signs", "date-error", "stop", "guide-settled", "read-feelings", "how", "reviews", "no-such-page"),
    *("fault", "no-knowledge", "boxes-error", "medicines", "matters"),
    *("methods", "methods-error", "beside", "clinician", "differences", "coverage", "method", "method-for-anyone"),
)
def test_every_page_has_a_way_out(place: Place, shared_page: Page, request: pytest.FixtureRequest) -> None:
    """R32: a link, so that it needs no script."""
    place.visit(shared_page, request.getfixturevalue(place.served_by))
    expect(shared_page.locator('a[data-action="exit"][href="/leave"]').first).to_be_visible()


def test_she_can_come_back_to_an_empty_start(page: Page, site: Site) -> None:
    """R32: the answers are gone for good."""
    BY_NAME["guide-settled"].visit(page, site)
    press_the_link(page)
    follow(page.get_by_role("button", name="Open"))
    assert kind(page) == "start"
    assert page.locator(":checked").count() == 0
    page.goto("/guide")
    assert kind(page) == "start"
