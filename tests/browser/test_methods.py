"""The comparison of methods in full: what is set aside, side by side, read under another guideline, by mouse and by keyboard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.places import BY_NAME, HEALTHY, PACK, Place, some_places
from tests.browser.walk import ask, kind, ready, signs, step, through, until_asked
from tests.clock import TODAY

pytestmark = pytest.mark.browser


def test_a_method_is_set_aside_and_brought_back_by_keyboard(held_page: Page) -> None:
    """R28."""
    BY_NAME["methods"].enter(held_page)
    before = held_page.locator("article[data-method]").count()
    held_page.locator('button[name="aside"][value="coc"]').focus()
    held_page.locator("main").evaluate("main => { main.dataset.old = 'yes'; }")
    held_page.keyboard.press("Enter")
    held_page.locator("main:not([data-old])").wait_for()
    assert held_page.locator("article[data-method]").count() == before - 1
    step(held_page.locator('button[name="bring_back"][value="coc"]'))
    assert held_page.locator("article[data-method]").count() == before


@pytest.mark.parametrize("chosen", [("pop",), ("pop", "coc", "patch", "ring", "dmpa")])
def test_too_few_or_too_many_side_by_side(chosen: tuple[str, ...], held_page: Page) -> None:
    """R23: the page says how many, and keeps what was ticked."""
    BY_NAME["methods"].enter(held_page)
    for name in chosen:
        held_page.locator(f'input[name="method"][value="{name}"]').check()
    step(held_page.get_by_role("button", name="Show them side by side"))
    expect(held_page.locator('[role="alert"]')).to_contain_text(f"You chose {len(chosen)}")
    assert held_page.locator('input[name="method"]:checked').count() == len(chosen)


def test_side_by_side(held_page: Page) -> None:
    BY_NAME["methods"].enter(held_page)
    for name in ("pop", "implant"):
        held_page.locator(f'input[name="method"][value="{name}"]').check()
    step(held_page.get_by_role("button", name="Show them side by side"))
    assert kind(held_page) == "beside"
    expect(held_page.locator(".of-2").first).to_be_visible()


def test_another_guideline_is_named_on_the_page(held_page: Page) -> None:
    BY_NAME["methods"].enter(held_page)
    step(held_page.locator('button[name="guideline"][value="who"]'))
    expect(held_page.get_by_text("World Health Organization").first).to_be_visible()


@some_places("methods", "clinician", "differences")
def test_forced_colours_leave_shapes_on_the_pages_about_methods(place: Place, held_page: Page) -> None:
    """R28: a category is told by words and a border, not by its colour alone."""
    held_page.emulate_media(forced_colors="active")
    place.enter(held_page)
    assert held_page.locator("main table, main .method, main section").first.is_visible()
    assert held_page.locator("main").inner_text().count("Category") + held_page.locator("main").inner_text().count("category") > 1


def test_the_short_answer_leads_to_the_comparison_and_says_the_same_categories(held_page: Page) -> None:
    """One line a method, in the order of the answer; the full comparison is one level down."""
    BY_NAME["answer-methods"].enter(held_page)
    read = "parts => Object.fromEntries(parts.map(part => [part.dataset.method, part.dataset.high]))"
    short = held_page.locator(".eight [data-method]").evaluate_all(read)
    assert len(short) == 8
    step(held_page.get_by_role("link", name="Compare all in full"))
    assert held_page.locator("article[data-method]").evaluate_all(read) == short


ILLNESSES = 'fieldset[data-fact="other_conditions"] input[type="checkbox"]'


def test_a_list_shows_what_her_question_hangs_on_and_denies_no_more(page: Page, site: Site) -> None:
    """R02: of the illnesses those that decide about a coil. Asked again by herself, all of them stand there and none is denied unseen."""
    ready(page, site.address)
    ask(page, "start-coil")
    signs(page)
    told = {
        **HEALTHY,
        "loss_kind": "miscarriage",
        "management": "waited",
        "loss_date": str(TODAY - timedelta(29)),
        "loss_complete": "confirmed",
    }
    until_asked(page, told, "other_conditions")
    some = page.locator(ILLNESSES).evaluate_all("boxes => boxes.map(box => box.value)")
    assert some == ["endometrial_hyperplasia", "malaria", "schistosomiasis", "cancer_treatment_now", "none_of_these", "unknown"]
    through(page, told)
    assert kind(page) == "answer"
    step(page.locator(".youtold a"))
    step(page.locator(".said a", has_text=PACK.facts["other_conditions"].short))
    assert page.locator(ILLNESSES).count() == 14
    assert page.locator(f'{ILLNESSES}[value="none_of_these"]').is_checked() is False
