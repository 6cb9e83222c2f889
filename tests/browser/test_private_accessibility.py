"""R26, R27, R28: axe finds nothing on any page in any state, and the focus follows what is put in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE, TODAY, Site
from tests.browser.places import BY_NAME, EMERGENCY, ENTER, HOLD, PLACES, SETTLED, Place, begun
from tests.browser.test_layout import FOCUS, SMALL, SPILLS, STOPS, WIDTHS
from tests.browser.walk import answer, ask, back, go_on, kind, ready, signs, step

pytestmark = pytest.mark.browser

NO_STORAGE = 'Object.defineProperty(globalThis, "localStorage", {get() { throw new DOMException("denied", "SecurityError"); }});'
PASSPHRASE = "four plain words here"
DARK = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}
"""The rules that look at colours: nothing else differs between light and dark."""


def violations(axe: Axe, page: Page, options: dict[str, list[str]]) -> list[str]:
    """What axe complains of: the rule, and the parts it names. All its rules count, those of good practice too."""
    found = axe.run(page, options=options).response["violations"]
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes']]}" for one in found]


@pytest.fixture(scope="module")
def axe() -> Axe:
    return Axe()


def opened(browser: Browser, site: Site, script: str = "", **options: Any) -> Page:
    """The start page in a new context, when it answers by itself."""
    context = browser.new_context(reduced_motion="reduce", **options)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.clock.set_fixed_time(f"{TODAY.isoformat()}T12:00:00")
    page.add_init_script(HOLD + script)
    ready(page, site.address)
    return page


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A page of its own."""
    found = opened(browser, site)
    yield found
    found.context.close()


# Every kind of page and every state of it


def press_keep(page: Page) -> None:
    step(page.get_by_role("button", name="Keep my answers"))


def keep(page: Page) -> None:
    for name in ("passphrase", "again"):
        page.locator(f"#{name}").fill(PASSPHRASE)
    press_keep(page)


def keep_and_begin_anew(page: Page) -> None:
    keep(page)
    page.evaluate(ENTER, [None, "/"])


def keep_and_come_back(page: Page) -> None:
    keep(page)
    page.evaluate(ENTER, [None, "/open"])


def keep_and_mistake_the_passphrase(page: Page) -> None:
    keep_and_come_back(page)
    page.locator("#passphrase").fill("some other words")
    step(page.get_by_role("button", name="Open"))


def erase(page: Page) -> None:
    step(page.get_by_role("button", name="Erase everything now"))


def erase_with_a_fault(page: Page) -> None:
    """Something of what it put on this device stays."""
    page.evaluate("() => { globalThis.really = Storage.prototype.clear; Storage.prototype.clear = () => { throw new Error('no'); }; }")
    erase(page)
    page.evaluate("() => { Storage.prototype.clear = really; }")


def keeps(name: str, shows: str, act: Callable[[Page], None] | None = None, address: str = "/keep", kind: str = "keep") -> Place:
    """One of the pages about what is kept on this device."""
    return Place(name, address, kind, shows, begun(SETTLED, "sex-when"), act)


OWN = [
    keeps("keep", "#again"),
    keeps("keep-error", "[role=alert] a", press_keep),
    keeps("kept", "text=Your answers are kept", keep),
    keeps("start-kept", "text=Open my kept answers", keep_and_begin_anew, kind="start"),
    keeps("open", "#passphrase", keep_and_come_back),
    keeps("open-error", "[role=alert] a", keep_and_mistake_the_passphrase),
    keeps("erase", "text=Erase everything now", address="/erase"),
    keeps("erased", "text=Everything is erased", erase, address="/erase"),
    keeps("erased-in-part", "text=Not everything could be erased", erase_with_a_fault, address="/erase"),
]
PRIVATE = PLACES + OWN
NAMED = {place.name: place for place in PRIVATE}
SAMPLE = {
    *("start", "found", "signs", "signs-error", "date-error", "boxes", "medicines", "matters", "answer-not-yet", "answer-clock"),
    *("answer-methods", "stop-today", "guide-open", "said", "methods", "method", "beside", "clinician", "differences", "read-feelings"),
    *("no-such-page", "methods-error", *(one.name for one in OWN)),
}
"""One of each kind in every run of the tests; all the others are looked at when the slow tests run."""
private_places = pytest.mark.parametrize(
    "place", [pytest.param(one, id=one.name, marks=() if one.name in SAMPLE else pytest.mark.slow) for one in PRIVATE]
)


@private_places
def test_axe_finds_nothing(place: Place, held_page: Page, axe: Axe) -> None:
    """R26: in light and in dark, with the focus where the step has put it."""
    place.enter(held_page)
    assert violations(axe, held_page, {"resultTypes": ["violations"]}) == []
    held_page.emulate_media(color_scheme="dark")
    assert violations(axe, held_page, DARK) == [], "in dark"


@pytest.mark.parametrize("place", [one for one in PRIVATE if one.name in SAMPLE], ids=lambda place: place.name)
def test_each_step_puts_the_focus_where_reading_begins(place: Place, held_page: Page) -> None:
    """R28: on the heading, or on the list of complaints; it can be seen, and the window begins at its top (2.4.3, 2.4.11)."""
    place.enter(held_page)
    the_focus_is_where_reading_begins(held_page)


@pytest.mark.parametrize("place", OWN, ids=lambda place: place.name)
def test_its_own_pages_fit_and_have_big_targets(place: Place, held_page: Page) -> None:
    """R27: reflow (1.4.10) down to 320 px, and target size (2.5.8)."""
    place.enter(held_page)
    for width in WIDTHS:
        held_page.set_viewport_size({"width": width, "height": 720})
        assert held_page.evaluate(SPILLS) == [], width
        assert held_page.evaluate(SMALL, 24) == [], width


def look(axe: Axe, page: Page) -> None:
    """Axe in light and in dark, and the size of the page."""
    assert violations(axe, page, {"resultTypes": ["violations"]}) == []
    page.emulate_media(color_scheme="dark")
    assert violations(axe, page, DARK) == [], "in dark"
    page.set_viewport_size({"width": 320, "height": 256})
    assert page.evaluate(SPILLS) == []


def test_axe_finds_nothing_on_the_first_page(page: Page, axe: Axe) -> None:
    """R26: as it was loaded, before any step."""
    look(axe, page)


def test_axe_finds_nothing_on_urgent_help(page: Page, axe: Axe) -> None:
    """R26, R33: what a fault in the page leaves."""
    page.evaluate("the_app.guarded(() => { throw new Error('planted'); })")
    expect(page.get_by_text("Call 999").first).to_be_visible()
    look(axe, page)


def test_axe_finds_nothing_where_nothing_can_be_kept(browser: Browser, site: Site, axe: Axe) -> None:
    """R26: with storage refused the page says why, and the journey goes on."""
    page = opened(browser, site, NO_STORAGE)
    page.evaluate(ENTER, [begun(SETTLED, "sex-when"), "/keep"])
    assert page.locator("#passphrase").count() == 0
    look(axe, page)
    page.context.close()


def test_axe_finds_nothing_after_leaving(page: Page, axe: Axe) -> None:
    """R26: on the everyday page that stands there then."""
    page.locator('header [data-action="exit"]').click()
    page.wait_for_url("**/units.html")
    look(axe, page)


# The focus


def the_focus_is_where_reading_begins(page: Page) -> None:
    alert = page.locator('[role="alert"]')
    expect(alert if alert.count() else page.locator("h1").first).to_be_focused()
    found = page.evaluate(FOCUS)
    assert found, "the focus was lost"
    assert found["within"], found["what"]
    assert not found["covered"], found["what"]


def test_the_focus_follows_the_whole_journey(page: Page) -> None:
    """R28: from the start to the plan, with a mistake on each page of questions, and the browser's Back."""
    page.set_viewport_size({"width": 390, "height": 720})
    ask(page, "my-plan")
    the_focus_is_where_reading_begins(page)
    signs(page)
    complaints = pages = 0
    while kind(page) == "question":
        pages += 1
        the_focus_is_where_reading_begins(page)
        go_on(page)
        the_focus_is_where_reading_begins(page)
        complaints += page.locator('[role="alert"]').count()
        answer(page, SETTLED)
        go_on(page)
    assert kind(page) == "guide"
    assert complaints == pages >= 3
    for _ in range(2):
        back(page)
        the_focus_is_where_reading_begins(page)


def test_a_complaint_leads_to_its_field_and_the_page_stays(held_page: Page) -> None:
    """R23, R28: a link within the page moves the focus; it is no step, and the address does not change."""
    for name, field in (
        ("date-error", "loss_date-day"),
        ("number-error", "temperature_c"),
        ("radios-error", "bleeding_now-0"),
        ("keep-error", "passphrase"),
    ):
        NAMED[name].enter(held_page)
        address = held_page.url
        held_page.locator('[role="alert"] a').first.click()
        expect(held_page.locator(f"#{field}")).to_be_focused()
        assert held_page.url == address
        held_page.keyboard.press("Tab")
        expect(held_page.locator('[role="alert"]')).to_be_visible()


def test_the_skip_link_skips_the_top(held_page: Page) -> None:
    """R28: bypass blocks (2.4.1), and she stays where she is."""
    BY_NAME["guide"].enter(held_page)
    held_page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    address = held_page.url
    held_page.keyboard.press("Tab")
    expect(held_page.locator(".skip")).to_be_focused()
    held_page.keyboard.press("Enter")
    held_page.keyboard.press("Tab")
    assert held_page.evaluate("document.querySelector('#main').contains(document.activeElement)")
    assert (kind(held_page), held_page.url) == ("guide", address)


@pytest.mark.parametrize("size", [(1280, 720), (320, 256)], ids=["desk", "zoomed"])
@pytest.mark.parametrize("name", ["signs-error", "guide", "methods", "keep-error", "erase"])
def test_the_focus_is_seen_at_every_stop(name: str, size: tuple[int, int], held_page: Page) -> None:
    """R27: from the heading on, Tab comes to what follows; it has a ring and is not hidden (2.4.7, 2.4.11), at 400 % zoom too."""
    held_page.set_viewport_size({"width": size[0], "height": size[1]})
    NAMED[name].enter(held_page)
    held_page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    for _ in range(held_page.evaluate(STOPS)):
        held_page.keyboard.press("Tab")
        found = held_page.evaluate(FOCUS)
        assert found, "the focus was lost"
        assert (found["within"], found["covered"], found["ring"]) == (True, False, True), found["what"]


def test_what_is_new_is_told_to_a_screen_reader(held_page: Page) -> None:
    """R28: a list of complaints is an alert (4.1.3); each field has its name, and the complaint is part of what is said of it."""
    NAMED["keep-error"].enter(held_page)
    alert = held_page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(held_page.get_by_role("textbox", name="Passphrase", exact=True)).to_have_attribute("aria-describedby", "passphrase-error")
    expect(held_page.get_by_role("textbox", name="The same once more")).to_have_attribute("aria-invalid", "true")
    told = held_page.locator("main").aria_snapshot()
    assert '- heading "Keep my answers on this device" [level=1]' in told
    assert "alert:" in told


def test_a_passphrase_may_be_pasted(held_page: Page) -> None:
    """Accessible authentication (3.3.8): what is in the clipboard can be put in; nothing has to be copied by hand."""
    held_page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    NAMED["keep"].enter(held_page)
    held_page.evaluate("text => navigator.clipboard.writeText(text)", PASSPHRASE)
    for name in ("passphrase", "again"):
        held_page.locator(f"#{name}").focus()
        held_page.keyboard.press("Control+V")
        expect(held_page.locator(f"#{name}")).to_have_value(PASSPHRASE)
    press_keep(held_page)
    expect(held_page.locator("h1")).to_have_text("Your answers are kept")


def test_an_emergency_is_read_out_first(held_page: Page) -> None:
    """R03, R28: the step that finds an emergency puts the focus on what to do now."""
    held_page.evaluate(ENTER, [begun(EMERGENCY, "sex-when"), "/onward"])
    assert kind(held_page) == "stop"
    the_focus_is_where_reading_begins(held_page)
    expect(held_page.locator("h1")).to_contain_text("999")


def test_a_result_is_read_out_when_words_were_typed(held_page: Page) -> None:
    """R28: the heading above the questions found has the focus."""
    NAMED["found"].enter(held_page)
    the_focus_is_where_reading_begins(held_page)


# What the sheet of WCAG says and no other test shows

SPACED = """() => {
  const sheet = new CSSStyleSheet();
  const all = 'line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important;';
  sheet.replaceSync(`* { ${all} } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
CONTRAST = """selector => {
  const bright = colour => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map(one => one / 255);
    const [r, g, b] = parts.map(one => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = part => {
    const colour = getComputedStyle(part).backgroundColor;
    return colour === 'rgba(0, 0, 0, 0)' && part.parentElement ? behind(part.parentElement) : colour;
  };
  const part = document.querySelector(selector), style = getComputedStyle(part);
  const edge = part.closest('svg') ? [style.stroke, style.fill].find(one => one !== 'none') : style.borderTopColor;
  const [dark, light] = [bright(edge), bright(behind(part.parentElement))].sort((one, other) => one - other);
  return (light + 0.05) / (dark + 0.05);
}"""
SHAPES = [
    ("keep", "#passphrase"),
    ("date", "#loss_date-day"),
    ("guide", ".datefig .bar"),
    ("guide", ".datefig .today"),
    ("methods", ".dot.on"),
]
"""What has to be seen to use or to understand a page, and is no text: edges of boxes, and parts of pictures."""
SLIPS = ("mousedown", "pointerdown", "touchstart", "touchend", "devicemotion", "deviceorientation", "dragstart", "keypress")


@pytest.mark.parametrize("place", [one for one in PRIVATE if one.name in SAMPLE], ids=lambda place: place.name)
def test_text_may_be_spaced_and_the_screen_turned(place: Place, held_page: Page) -> None:
    """R27: nothing is cut off with more room between letters, words and lines (1.4.12), nor on a phone held sideways (1.3.4)."""
    place.enter(held_page)
    held_page.set_viewport_size({"width": 844, "height": 390})
    assert held_page.evaluate(SPILLS) == []
    held_page.evaluate(SPACED)
    try:
        for width in (320, 1280):
            held_page.set_viewport_size({"width": width, "height": 720})
            assert held_page.evaluate(SPILLS) == [], width
    finally:
        held_page.evaluate("() => { document.adoptedStyleSheets = []; }")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("name", "selector"), SHAPES)
def test_shapes_stand_out(name: str, selector: str, scheme: Literal["light", "dark"], held_page: Page) -> None:
    """R26: 3 to 1 for what is no text (1.4.11), which axe does not measure."""
    held_page.emulate_media(color_scheme=scheme)
    NAMED[name].enter(held_page)
    assert held_page.evaluate(CONTRAST, selector) >= 3


def test_nothing_happens_before_a_press_ends(repository: Path) -> None:
    """R28: only click, submit and input are listened to: no press is final before it ends (2.5.2), nothing is dragged or shaken."""
    source = repository / "src" / "afterwards"
    scripts = [*(source / "page").rglob("*.js")]
    assert len(scripts) > 10
    assert [(path.name, word) for path in scripts for word in SLIPS if word in path.read_text(encoding="utf-8")] == []
