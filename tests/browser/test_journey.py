"""A person asks her question and reads her answer: by mouse, by keyboard, with what a browser may lack, with mistakes, and an emergency."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage, Site
from tests.browser.places import BY_NAME, EMERGENCY, PACK, SETTLED, URGENT
from tests.browser.walk import answer, ask, back, go_on, kind, ready, shown, signs, step, through, to_the_answer

pytestmark = pytest.mark.browser


def at_her_answer(page: Page) -> None:
    """She reads the answer of `SETTLED` to "When can I have sex?"."""
    main = page.locator("main")
    expect(main).to_have_attribute("data-page", "answer")
    expect(main).to_have_attribute("data-verdict", "not_yet")
    expect(page.locator("h1")).to_have_text("Not yet. Wait until the bleeding has stopped.")


def test_from_the_start_to_her_answer(page: Page, site: Site) -> None:
    """R03: the signs come first. Bleeding alone settles that it is not today: three pages in all, and no other question."""
    asked = to_the_answer(page, site.address, "sex-when", SETTLED)
    at_her_answer(page)
    assert asked == ["bleeding_now"]
    expect(page.get_by_role("heading", name="What would change this")).to_be_visible()


@pytest.mark.parametrize(
    "question", ["sex-when", "bleeding-normal", "try-again", "contraception-need", "pregnant-again", "my-plan", "feelings"]
)
def test_the_step_that_is_shown_is_true(question: str, page: Page, site: Site) -> None:
    """ "Step 2 of about 3": each page is counted once, the last says how many there were, and nothing is asked twice."""
    ready(page, site.address)
    ask(page, question)
    number, asked, most = 0, list[str](), PACK.questions.by_id[question].pages + 1
    while kind(page) in ("signs", "question"):
        number += 1
        said = re.fullmatch(r"Step (\d+) of (?:about )?(\d+)", page.locator(".crumb span").inner_text())
        assert said, page.locator(".crumb").inner_text()
        assert (int(said[1]), int(said[2]) <= most) == (number, True)
        if kind(page) == "signs":
            signs(page)
            continue
        asked += answer(page, SETTLED)
        go_on(page)
    assert number <= most
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("question", [one.id for one in PACK.questions.by_id.values() if one.start])
def test_every_question_of_the_start_page_is_answered_for_someone_not_sure_of_anything(question: str, page: Page, site: Site) -> None:
    ready(page, site.address)
    ask(page, question)
    asked = through(page, {})
    assert kind(page) in ("answer", "guide")
    assert len(asked) == len(set(asked))
    assert page.locator("h1").inner_text()


def test_without_the_style_sheet(page: Page, site: Site) -> None:
    """R28: without CSS the pages can be read in their order, and walked."""
    page.route(re.compile(r"\.css"), lambda route: route.abort())
    to_the_answer(page, site.address, "sex-when", SETTLED)
    at_her_answer(page)
    names = page.locator("main h1, main h2").all_inner_texts()
    assert names[0].startswith("Not yet.")
    assert names[1] == "What would change this"


def test_with_less_motion_and_forced_colours(new_page: NewPage, site: Site) -> None:
    """R28: the whole way with reduced motion and with the person's own colours."""
    page = new_page(reduced_motion="reduce", forced_colors="active")
    to_the_answer(page, site.address, "sex-when", SETTLED)
    at_her_answer(page)
    assert page.locator(".change").evaluate("part => getComputedStyle(part).borderTopStyle") == "solid"


def test_nothing_moves(held_page: Page) -> None:
    """R28: nothing moves by itself; with reduced motion not even a border changes slowly."""
    BY_NAME["signs-boxes"].enter(held_page)
    assert held_page.evaluate("[...document.querySelectorAll('*')].every(part => getComputedStyle(part).animationName === 'none')")
    held_page.locator("input[name=shoulder]").check()
    assert held_page.evaluate("document.getAnimations().length") == 0
    assert held_page.evaluate("[...document.querySelectorAll('*')].every(part => getComputedStyle(part).transitionDuration === '0s')")


def test_forced_colours_leave_shapes(held_page: Page) -> None:
    """R28: what is chosen or in focus is told by its shape when all colours are the person's own."""
    held_page.emulate_media(forced_colors="active")
    BY_NAME["signs-boxes"].enter(held_page)
    held_page.locator("input[name=shoulder]").check()
    outline = "part => getComputedStyle(part).outlineStyle + ' ' + getComputedStyle(part).outlineWidth"
    assert held_page.locator(".choice:has(:checked)").first.evaluate(outline) == "solid 3px"
    held_page.keyboard.press("Tab")
    assert held_page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


# Keyboard only


def test_with_the_keyboard_only(page: Page, site: Site) -> None:
    """R28: Tab, the arrows within a group, Space, letters and Enter are enough, from typing the question to the answer."""
    ready(page, site.address)
    tab_to(page, "#q")
    page.keyboard.type("when can i have sex after a miscarriage")
    press_enter(page)
    tab_to(page, "[data-results] a[data-question=sex-when]")
    press_enter(page)
    tab_to(page, "[data-signs=none]")
    press_enter(page)
    tab_to(page, "input[name=bleeding_now]")
    page.keyboard.press("Space")
    for _ in range(6):
        if page.evaluate("document.activeElement.value") == "light":
            break
        page.keyboard.press("ArrowDown")
    press_enter(page)
    at_her_answer(page)
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("**/units.html")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(80):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not come to {selector}")


def press_enter(page: Page) -> None:
    page.locator("main").evaluate("main => { main.dataset.old = 'yes'; }")
    page.keyboard.press("Enter")
    page.locator("main:not([data-old])").wait_for()


# Back, mistakes, changing one's mind


@pytest.mark.parametrize("way", ["link", "browser"])
def test_back_keeps_answers(way: str, page: Page, site: Site) -> None:
    """R23: what she told is there again, whichever way she goes back."""
    to_the_answer(page, site.address, "sex-when", SETTLED)
    back(page)
    expect(page.locator('input[name="bleeding_now"][value="light"]')).to_be_checked()
    if way == "link":
        step(page.locator('[data-action="back"]'))
    else:
        back(page)
    assert kind(page) == "signs"
    signs(page)
    assert kind(page) == "answer"


def test_a_mistake_keeps_what_was_typed(held_page: Page) -> None:
    """R23: the page names the field and the remedy, and holds what she wrote; the list of errors leads to the field."""
    BY_NAME["date-error"].enter(held_page)
    values = [held_page.locator(f'input[name="loss_date-{part}"]').input_value() for part in ("day", "month", "year")]
    assert values == ["31", "2", "2026"]
    expect(held_page).to_have_title(re.compile(r"^Error: "))
    expect(held_page.locator(".message")).to_contain_text("write a real date")
    expect(held_page.locator('[role="alert"]')).to_be_focused()
    held_page.locator('[role="alert"] a').click()
    expect(held_page.locator('input[name="loss_date-day"]')).to_be_focused()


def test_an_answer_can_be_changed_and_the_answer_follows(page: Page, site: Site) -> None:
    """R27: after one change she is back at her answer; nothing is asked twice."""
    to_the_answer(page, site.address, "sex-when", SETTLED)
    step(page.get_by_role("link", name="Change"))
    assert kind(page) == "said"
    step(page.locator(".said a", has_text="Bleeding today"))
    page.locator('input[name="bleeding_now"][value="none"]').check()
    go_on(page)
    through(page, SETTLED)
    expect(page.locator("main")).to_have_attribute("data-page", "answer")
    assert not page.locator("h1").inner_text().endswith("the bleeding has stopped.")


def test_questions_come_up_on_the_page_as_she_answers(page: Page, site: Site) -> None:
    """What hangs on an answer is shown on the same page, in the order it is needed, and goes when it does not matter any more."""
    ready(page, site.address)
    ask(page, "my-plan")
    signs(page)
    answer(page, SETTLED)
    go_on(page)
    assert shown(page) == ["loss_kind"]
    page.locator('input[name="loss_kind"][value="ectopic"]').check(force=True)
    page.locator('[data-fact="ectopic_treatment"]').wait_for()
    page.locator('input[name="loss_kind"][value="miscarriage"]').check(force=True)
    page.locator('[data-fact="management"]').wait_for()
    assert "ectopic_treatment" not in shown(page)


def test_none_and_a_box_take_each_other_away(held_page: Page) -> None:
    BY_NAME["boxes"].enter(held_page)
    held_page.locator("input[name=clot_past]").check()
    held_page.locator("input[name=none_of_these]").check()
    assert held_page.locator("form :checked").evaluate_all("all => all.map(one => one.name)") == ["none_of_these"]
    held_page.locator("input[name=clot_now]").check()
    assert held_page.locator("form :checked").evaluate_all("all => all.map(one => one.name)") == ["clot_now"]


# Help


def test_an_emergency_stops_at_once(page: Page, site: Site) -> None:
    """R03: the page that stops comes before any further question; a slip can be mended."""
    ready(page, site.address)
    ask(page, "sex-when")
    signs(page, "some")
    page.locator("input[name=fainted]").check()
    go_on(page)
    assert kind(page) == "stop"
    expect(page.locator("main")).to_have_attribute("data-verdict", "call_now")
    expect(page.locator("main .calls a").first).to_have_attribute("href", "tel:999")
    step(page.locator('main [data-action="back"]'))
    step(page.locator(".said a", has_text=PACK.facts["fainted_or_collapsed"].short))
    page.locator('input[name="fainted_or_collapsed"][value="no"]').check()
    go_on(page)
    assert kind(page) != "stop"


@pytest.mark.parametrize(("sign", "number"), [("clots", "111"), ("chest", "999"), ("self-harm-thoughts", "111"), ("self-harm-now", "999")])
def test_each_sign_leads_to_its_number_and_to_what_to_say(sign: str, number: str, page: Page, site: Site) -> None:
    ready(page, site.address)
    ask(page, "bleeding-normal")
    signs(page, "some")
    page.locator(f"input[name={sign}]").check()
    go_on(page)
    assert kind(page) == "stop"
    expect(page.locator(f'main .calls a[href="tel:{number}"]').first).to_be_visible()
    assert page.locator(".say").inner_text().strip()


def test_after_she_has_called_the_card_is_one_line_and_her_answer_follows(page: Page, site: Site) -> None:
    ready(page, site.address)
    ask(page, "sex-when")
    signs(page, "some")
    page.locator("input[name=clots]").check()
    go_on(page)
    step(page.locator('[data-action="called"]'))
    through(page, SETTLED)
    assert kind(page) == "answer"
    expect(page.locator(".called")).to_contain_text("You have called. Worse? Call 999")


def test_a_sign_she_is_not_sure_of_is_said_with_its_condition(page: Page, site: Site) -> None:
    """Never nothing, and never 999 for that alone."""
    ready(page, site.address)
    ask(page, "sex-when")
    signs(page, "unsure")
    page.locator('input[name=feverish][value="unknown"]').check()
    go_on(page)
    through(page, SETTLED)
    assert kind(page) == "answer"
    assert page.locator("main").get_attribute("data-verdict") != "call_now"
    expect(page.locator(".change")).to_contain_text("You feel hot, cold or shivery")


@pytest.mark.parametrize("facts", [EMERGENCY, URGENT], ids=["now", "today"])
def test_no_answer_is_reached_past_the_call(facts: dict[str, object], held_page: Page) -> None:
    from tests.browser.places import ENTER, begun

    for address in ("/answer/sex-when", "/guide", "/onward"):
        held_page.evaluate(ENTER, [begun(facts, "sex-when"), address])
        assert kind(held_page) == "stop", address


def test_every_page_has_a_way_out(held_page: Page) -> None:
    """R32: the same link, in the same place."""
    for name in ("start", "signs", "radios", "answer-not-yet", "stop-now", "guide", "methods", "read-feelings", "said"):
        BY_NAME[name].enter(held_page)
        expect(held_page.locator('header a[data-action="exit"]')).to_be_visible()
