"""The comparison of methods, walked as a person does: from the start to a settled answer, methods set aside, methods side by side.

What a phone, a keyboard, a browser without script, forced colours or thirty conditions at once do to it.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewPage, Site
from tests.browser.places import (
    BEGUN_METHODS,
    BOXES,
    BY_NAME,
    FEW_CONDITIONS,
    NOT_SURE,
    PACK,
    SETTLED,
    THIRTY,
    Facts,
    Place,
    begun,
    some_places,
)
from tests.browser.walk import answer, boxes, fact_names, follow, go_on, kind, through_questions, to_the_end

pytestmark = pytest.mark.browser

HEALTH = {fact for page in PACK.pages if page.topic == "methods" for fact in page.facts}
"""What is asked only for the comparison of methods."""
METHODS = ("cu_iud", "lng_iud", "implant", "dmpa", "pop", "coc", "patch", "ring")
with_and_without_script = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
phone_and_desk = pytest.mark.parametrize("width", [390, 1280])


def ends(page: Page) -> dict[str, tuple[str | None, str | None]]:
    """Of each method on the page the two ends of its category."""
    found = page.locator("[data-method]").all()
    return {str(one.get_attribute("data-method")): (one.get_attribute("data-low"), one.get_attribute("data-high")) for one in found}


def is_settled(page: Page) -> None:
    """Each method has one category, the one for `FEW_CONDITIONS`, and no question is left."""
    assert kind(page) == "methods"
    found = ends(page)
    assert set(found) == set(METHODS)
    assert all(low == high for low, high in found.values()), found
    assert {name: high for name, (_, high) in found.items() if high == "3"} == {"coc": "3", "patch": "3", "ring": "3"}
    assert page.get_by_role("button", name="Answer the questions").count() == 0
    assert page.get_by_text("Nothing more.").count() == len(METHODS)


# From the start to a settled comparison


@with_and_without_script
@phone_and_desk
def test_from_the_start_to_a_settled_comparison(width: int, script: bool, new_page: NewPage) -> None:
    """R02, R27, R28: nothing is asked twice, the health questions come last, and every method ends with one category.

    On the phone with less motion and in the person's own colours.
    """
    own = {"reduced_motion": "reduce", "forced_colors": "active"} if width == 390 else {}
    page = new_page(java_script_enabled=script, viewport={"width": width, "height": 844}, **own)
    asked = to_the_end(page, FEW_CONDITIONS)
    is_settled(page)
    assert len(asked) == len(set(asked))
    assert asked.index("loss_date") < asked.index("pregnancy_goal") < min(asked.index(fact) for fact in HEALTH & set(asked))
    assert {"age", "systolic_mmhg", "migraine", "medicines"} <= set(asked)
    assert "bleeding_after_sex" not in asked, "she had no sex"
    page.reload()
    is_settled(page)


@with_and_without_script
def test_from_a_guide_after_a_loss_to_its_methods(script: bool, site: Site, new_page: NewPage) -> None:
    """After a loss the questions about health wait until she opens them; then only what is not known yet is asked."""
    page = new_page(java_script_enabled=script)
    BY_NAME["guide-settled"].visit(page, site)
    page.goto("/methods")
    assert any(low != high for low, high in ends(page).values()), "one can look before the questions"
    page.goto("/guide")
    follow(page.get_by_role("button", name="Look at methods, one by one"))
    asked = through_questions(page, {**FEW_CONDITIONS, **SETTLED})
    is_settled(page)
    assert asked
    assert set(asked) <= HEALTH
    follow(page.locator('[data-action="back"]'))
    assert kind(page) == "guide"


@with_and_without_script
def test_an_early_look_leads_back_to_the_same_question(script: bool, site: Site, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=script)
    without_clots = {fact: value for fact, value in FEW_CONDITIONS.items() if fact not in BOXES}
    site.tell(page.context, begun(without_clots, ["signs-first", "heart-and-clots"]))
    page.goto("/step/2")
    assert "clot_past" in fact_names(page)
    follow(page.get_by_role("link", name="Look at the methods so far"))
    assert kind(page) == "methods"
    follow(page.get_by_role("button", name="Answer the questions"))
    assert kind(page) == "question"
    through_questions(page, FEW_CONDITIONS)
    is_settled(page)
    page.goto("/step/2")
    assert "clot_past" in fact_names(page), "the page she left is still her second"


# What she is not sure of


def test_what_she_is_not_sure_of_stays_open_and_is_named(page: Page, site: Site) -> None:
    """R02: unknown is never no; each method names what it hangs on."""
    told = {fact: value for fact, value in NOT_SURE.items() if fact not in BOXES}
    site.tell(page.context, begun(told, ["heart-and-clots"]))
    page.goto("/step/1")
    through_questions(page, NOT_SURE)
    assert kind(page) == "methods"
    assert ends(page)["coc"] == ("3", "4")
    opened = page.locator('[data-method="coc"] .lanes section').nth(2)
    for short in ("Blood clot in the past, you are not sure", "Upper blood pressure, you are not sure"):
        expect(opened.get_by_text(short)).to_be_visible()
    assert page.get_by_role("button", name="Answer the questions").count() == 0, "she was asked"


@with_and_without_script
def test_a_line_takes_one_of_its_two_boxes(script: bool, site: Site, new_page: NewPage) -> None:
    """With script the second tick takes the first away; without it the page complains, names the line and keeps both."""
    page = new_page(java_script_enabled=script)
    site.tell(page.context, begun(BEGUN_METHODS, ["heart-and-clots"]))
    page.goto("/step/1")
    yes, unsure = boxes(page, "clot_past", "yes"), boxes(page, "clot_past", "unknown")
    other = boxes(page, "clot_now", "unknown")
    for one in (other, yes, unsure):
        one.check()
    assert (yes.is_checked(), unsure.is_checked(), other.is_checked()) == (not script, True, True)
    if script:
        boxes(page, "none_of_these", "yes").check()
        assert page.locator("main form :checked").count() == 1
        return
    go_on(page)
    expect(page.locator(".message")).to_contain_text("Blood clot in the past: you ticked it and 'I'm not sure'. Keep one of the two.")
    assert (yes.is_checked(), unsure.is_checked(), other.is_checked()) == (True, True, True)
    page.locator('[role="alert"] a').click()
    expect(yes).to_be_focused()
    yes.uncheck()
    go_on(page)
    assert kind(page) in ("question", "methods")
    assert "clot_past" not in fact_names(page)


@with_and_without_script
def test_medicines_are_names_or_none(script: bool, site: Site, new_page: NewPage) -> None:
    """A name and "None of these" cannot both stand, and what was typed is never lost."""
    page = new_page(java_script_enabled=script)
    site.tell(page.context, begun(BEGUN_METHODS, ["medicines"]))
    page.goto("/step/1")
    first = page.locator('input[name="medicines"][type=text]').first
    none = boxes(page, "medicines", "none_of_these")
    none.check()
    first.fill("carbamazepine, Zebrafin")
    boxes(page, "other_conditions", "thyroid").check()
    if script:
        expect(none).not_to_be_checked()
        none.check()
        expect(first).to_have_value("")
        first.fill("carbamazepine, Zebrafin")
        boxes(page, "other_conditions", "unknown").check()
        expect(boxes(page, "other_conditions", "thyroid")).not_to_be_checked()
        boxes(page, "other_conditions", "thyroid").check()
        expect(boxes(page, "other_conditions", "unknown")).not_to_be_checked()
    else:
        go_on(page)
        expect(page.locator(".message")).to_contain_text(
            "Medicines: you chose 'None of these' or 'I'm not sure' and something else. Keep the one that is right."
        )
        assert page.locator('input[name="medicines"][type=text]').evaluate_all("boxes => boxes.map(box => box.value).filter(Boolean)") == [
            "carbamazepine, Zebrafin"
        ]
        expect(boxes(page, "other_conditions", "thyroid")).to_be_checked()
        page.locator('[role="alert"] a').click()
        expect(first).to_be_focused()
        none.uncheck()
    go_on(page)
    page.goto("/methods")
    expect(page.locator("main")).to_contain_text("Zebrafin")
    expect(page.locator('section:has(> h2:text-is("Your medicines"))')).to_be_visible()


def test_what_matters_to_her_reorders_and_never_settles(page: Page, site: Site) -> None:
    """R10: a wish changes the order within a group, no category and no group."""
    plain = {fact: value for fact, value in FEW_CONDITIONS.items() if fact != "prefers"}
    site.tell(page.context, begun(plain, ["signs-first"]))
    page.goto("/methods")
    before = ends(page)
    follow(page.get_by_role("button", name="Say what matters to you"))
    answer(page, {"prefers": {"no_hormones": "matters_a_lot", "stop_by_myself": "matters"}})
    go_on(page)
    assert kind(page) == "methods"
    assert ends(page) == before
    expect(page.locator('[data-method="cu_iud"] [data-statement="pref.no-hormones"]')).to_be_visible()
    follow(page.get_by_role("button", name="Change what matters to you"))
    expect(boxes(page, "prefers-no_hormones", "matters_a_lot")).to_be_checked()
    expect(boxes(page, "prefers-private", "does_not_matter")).to_be_checked()


# Set aside, side by side, another guideline: by keyboard and by hand


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the focus is on this part."""
    for _ in range(120):
        if target.evaluate("part => part === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab does not come there")


def press(page: Page, target: Locator) -> None:
    """Tab to a link or a button, then Enter, and wait for the page that it leads to."""
    tab_to(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_set_aside_and_bring_back_by_keyboard(page: Page, site: Site) -> None:
    """R28. A method set aside keeps its category, leaves the comparison, and comes back to its place."""
    BY_NAME["methods"].visit(page, site)
    before = ends(page)
    press(page, page.get_by_role("button", name="Set aside Combined pill"))
    assert page.locator('article[data-method="coc"]').count() == 0
    assert boxes(page, "method", "coc").count() == 0
    assert ends(page) == before
    press(page, page.get_by_role("button", name="Bring back Combined pill"))
    expect(page.locator('article[data-method="coc"]')).to_be_visible()
    assert list(ends(page)) == list(before)


@with_and_without_script
def test_side_by_side_by_keyboard(script: bool, site: Site, new_page: NewPage) -> None:
    """R28: Tab and Space choose, Enter shows; Back leads to the comparison with the choice kept."""
    page = new_page(java_script_enabled=script)
    BY_NAME["methods"].visit(page, site)
    for name in ("cu_iud", "pop", "coc"):
        tab_to(page, boxes(page, "method", name))
        page.keyboard.press("Space")
    press(page, page.get_by_role("button", name="Show them side by side"))
    assert kind(page) == "beside"
    assert page.locator("[role=columnheader] a").all_inner_texts() == ["Copper coil (IUD)", "Progestogen-only pill (POP)", "Combined pill"]
    press(page, page.locator('[data-action="back"]'))
    assert kind(page) == "methods"
    chosen = page.locator("#side-by-side :checked").evaluate_all("boxes => boxes.map(box => box.value)")
    assert sorted(chosen) == ["coc", "cu_iud", "pop"]


@with_and_without_script
@pytest.mark.parametrize("chosen", [("pop",), METHODS[:5]], ids=["one", "five"])
def test_too_few_or_too_many_side_by_side(chosen: tuple[str, ...], script: bool, site: Site, new_page: NewPage) -> None:
    """The message names the numbers, leads to the boxes, and every tick stays."""
    page = new_page(java_script_enabled=script)
    BY_NAME["methods"].visit(page, site)
    for name in chosen:
        boxes(page, "method", name).check()
    follow(page.get_by_role("button", name="Show them side by side"))
    expect(page).to_have_title("Error: Afterwards")
    alert = page.locator('[role="alert"]')
    expect(alert).to_contain_text(f"choose 2 to 4 methods. You chose {len(chosen)}.")
    if script:
        expect(alert).to_be_focused()
    alert.locator("a").click()
    expect(page.locator("#side-by-side input").first).to_be_focused()
    ticked = page.locator("#side-by-side :checked").evaluate_all("boxes => boxes.map(box => box.value)")
    assert set(ticked) == set(chosen)


def test_another_guideline_is_named_on_the_page(page: Page, site: Site) -> None:
    """R10: the guideline and its edition stand on the page, at its top and in its foot."""
    BY_NAME["methods"].visit(page, site)
    follow(page.get_by_role("button", name="Read as World Health Organization"))
    expect(page.locator("main")).to_contain_text("World Health Organization guidance: WHO MEC 2015")
    expect(page.locator("footer")).to_contain_text("World Health Organization guidance")
    follow(page.get_by_role("link", name="Under the guidelines of other countries"))
    assert kind(page) == "differences"
    follow(page.locator('[data-action="back"]'))
    expect(page.locator("main")).to_contain_text("World Health Organization guidance: WHO MEC 2015")


# How it looks


@phone_and_desk
@some_places("beside", "beside-many")
def test_side_by_side_is_side_by_side_where_there_is_room(place: Place, width: int, shared_page: Page, site: Site) -> None:
    """On a desk the cells of a row stand beside one another and have one width; on a phone each is named and comes below the last."""
    page = shared_page
    page.set_viewport_size({"width": width, "height": 844})
    place.visit(page, site)
    count = len(place.beside)
    for row in page.locator(".beside-row:not(.head)").all():
        found = [cell.bounding_box() for cell in row.locator("[role=cell]").all()]
        assert len(found) == count
        cells = [box for box in found if box]
        assert len(cells) == count
        if width == 1280:
            assert len({round(box["y"]) for box in cells}) == 1
            assert max(box["width"] for box in cells) - min(box["width"] for box in cells) < 1
            assert all(left["x"] + left["width"] < right["x"] for left, right in pairwise(cells))
        else:
            assert len({round(box["x"]) for box in cells}) == 1
            assert all(upper["y"] + upper["height"] < lower["y"] for upper, lower in pairwise(cells))
    names = page.locator(".beside-row:not(.head)").first.locator("[role=cell] > b").all()
    assert all(name.is_visible() == (width == 390) for name in names)


NARROW = """least => {
  const root = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return [...document.querySelectorAll('main :is(p, li, td, th, dd, h2, h3, h4)')].filter(part => part.checkVisibility()).filter(part => {
    const words = part.textContent.trim().length > 60;
    return words && !part.closest('.pictogram') && part.getBoundingClientRect().width < least * root;
  }).map(part => `${part.getBoundingClientRect().width} ${part.outerHTML.slice(0, 90)}`);
}"""
SMALL_PRINT = """least => [...document.querySelectorAll('main *')]
  .filter(part => part.checkVisibility() && !part.closest('svg, sup') && parseFloat(getComputedStyle(part).fontSize) < least)
  .filter(part => [...part.childNodes].some(child => child.nodeType === Node.TEXT_NODE && child.textContent.trim()))
  .map(part => part.outerHTML.slice(0, 90))"""
OVERLAPS = """() => {
  const parts = [...document.querySelectorAll('main :is(h2, h3, h4, p, li, button, summary, .category, svg)')].filter(part =>
    part.checkVisibility() && !part.closest('.visually-hidden, .scroll'));
  const boxes = parts.map(part => part.getBoundingClientRect());
  const found = [];
  for (let one = 0; one < parts.length; one++) for (let two = one + 1; two < parts.length; two++) {
    if (parts[one].contains(parts[two])) continue;
    const wide = Math.min(boxes[one].right, boxes[two].right) - Math.max(boxes[one].left, boxes[two].left);
    const high = Math.min(boxes[one].bottom, boxes[two].bottom) - Math.max(boxes[one].top, boxes[two].top);
    if (wide > 1 && high > 1) found.push(`${parts[one].outerHTML.slice(0, 70)} and ${parts[two].outerHTML.slice(0, 70)}`);
  }
  return found;
}"""


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@some_places("methods-many", "beside-many", "differences-many")
def test_thirty_conditions_stay_readable(place: Place, width: int, shared_page: Page, site: Site) -> None:
    """Long texts keep a column of at least 9 letters' heights, no letters are under 14 pixels, and nothing lies over anything else."""
    page = shared_page
    page.set_viewport_size({"width": width, "height": 844})
    place.visit(page, site)
    assert page.evaluate(NARROW, 9) == []
    assert page.evaluate(SMALL_PRINT, 14) == []
    assert page.evaluate(OVERLAPS) == []


def test_thirty_conditions_come_worst_first_each_with_its_category(shared_page: Page, site: Site) -> None:
    """A reader sees first what decides: each card begins with its category, its reasons go down from there."""
    BY_NAME["methods-many"].visit(shared_page, site)
    assert len(THIRTY) == 30
    cards = shared_page.locator("article.method").all()
    assert len(cards) == len(METHODS)
    for card in cards:
        reasons = card.locator(".lanes section").first.locator("li:has(.whole)").all_inner_texts()
        ranks = [rank(line) for line in reasons]
        assert ranks == sorted(ranks, reverse=True)
        assert card.get_attribute("data-high") in ("none", str(int(ranks[0])))
    most = max(card.locator(".lanes section").first.locator("li").count() for card in cards)
    assert most > 20, "the worst case should be hard"


def rank(line: str) -> float:
    """The category at the end of a reason; "no category" stands between 2 and 3, as in the scale."""
    said = line.rpartition("(")[2]
    return 2.5 if "no" in said else float(said.rstrip(")").split()[-1])


@some_places("methods", "beside", "clinician")
def test_forced_colours_leave_shapes_on_the_pages_about_methods(place: Place, shared_page: Page, site: Site) -> None:
    """R28: cards, categories and the pictogram's dots keep a shape of their own when all colours are the person's."""
    page = shared_page
    page.emulate_media(forced_colors="active")
    place.visit(page, site)
    for one in page.locator(".method, .category, .c-open").all():
        assert one.evaluate("part => getComputedStyle(part).borderTopStyle") in ("solid", "dashed")
    if place.name != "clinician":
        paint = "part => [getComputedStyle(part).fill, getComputedStyle(part).stroke].join(' ')"
        assert page.locator(".dot.on").first.evaluate(paint) != page.locator(".dot:not(.on, .partly)").first.evaluate(paint)
        assert page.locator(".dot.partly").first.evaluate(paint) != page.locator(".dot:not(.on, .partly)").first.evaluate(paint)


def test_an_open_category_is_not_shown_as_a_warning(shared_page: Page, site: Site) -> None:
    """A question that was left is no danger: the colour says no more than is certain. Words tell it as well."""
    BY_NAME["methods-open"].visit(shared_page, site)
    colours = {one.evaluate("part => getComputedStyle(part).color") for one in shared_page.locator(".category").all()}
    BY_NAME["methods"].visit(shared_page, site)
    warning = shared_page.locator(".category.c3").first.evaluate("part => getComputedStyle(part).color")
    assert colours
    assert warning not in colours


def test_without_the_style_sheet_the_comparison_reads_in_its_order(page: Page, site: Site) -> None:
    """R28."""
    page.route("**/*.css*", lambda route: route.abort())
    BY_NAME["methods"].visit(page, site)
    names = page.locator("main h1, main h2, main h3").all_inner_texts()
    order = ["Methods of contraception, one by one", "Usually fine, on what you told us", "Usually not advised: talk to a clinician first"]
    assert [name for name in names if name in order] == order
    assert names.index("Combined pill") > names.index(order[2])


def test_an_emergency_on_the_way_stops_at_once(page: Page) -> None:
    """R03: for her who only wants to look at contraception too; the comparison is closed until it is mended."""
    told: Facts = {**FEW_CONDITIONS, "fainted_or_collapsed": "yes"}
    to_the_end(page, told)
    assert kind(page) == "stop"
    for address in ("/methods", "/beside", "/clinician", "/differences"):
        page.goto(address)
        assert kind(page) == "stop", address
