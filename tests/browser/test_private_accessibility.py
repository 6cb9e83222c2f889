"""R26, R27, R28 in the private edition: axe finds nothing on any page in any state, and the focus follows what is put in place.

Its pages come from the same templates as those of the server edition, byte for byte; what is its own is how they are put in place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from cryptography.fernet import Fernet
from playwright.sync_api import Browser, Page, expect

from afterwards.build.edition import make_edition
from afterwards.pack import Pack
from afterwards.web.app import create_app
from tests.browser.conftest import PATIENCE, Site, serve
from tests.browser.places import CRISIS, EMERGENCY, PLACES, SETTLED, Place, begun
from tests.browser.test_accessibility import DARK, violations
from tests.browser.test_journey import answer_by_keys, at_the_guide, press_choice
from tests.browser.test_layout import FOCUS, SMALL, SPILLS, STOPS, WIDTHS
from tests.browser.walk import answer, boxes, kind
from tests.build.steps import back, begin, ready, step, through, walk

pytestmark = pytest.mark.browser

TODAY = date(2026, 11, 24)
HOLD = """
let held;
const keep_hold = value => ({...value, App: class extends value.App { constructor(...all) { super(...all); globalThis.the_app = this; } }});
Object.defineProperty(globalThis, "afterwards", {get: () => held, set: value => { held = value.App ? keep_hold(value) : value; }});
"""
"""So that a test may begin in the middle of a journey: the program, which the page holds where nothing else can reach it."""
ENTER = """async ([journey, path]) => {
  the_app.keeper = new the_app.keeper.constructor();
  Object.assign(the_app, {entries: [""], at: 0});
  the_app.routes.journey = {...journey, told_at: {}};
  await the_app.request("GET", path);
}"""
NO_STORAGE = 'Object.defineProperty(globalThis, "localStorage", {get() { throw new DOMException("denied", "SecurityError"); }});'
PASSPHRASE = "four plain words here"


@pytest.fixture(scope="module")
def axe() -> Axe:
    return Axe()


@pytest.fixture(scope="module")
def private_site(pack: Pack) -> Iterator[Site]:
    """Both editions at one address, as `afterwards serve` has them."""
    key = Fernet.generate_key()
    yield from serve(create_app(lambda: TODAY, key, make_edition(pack, server=True).files), key)


def opened(browser: Browser, site: Site, script: str = "", **options: Any) -> Page:
    """The start page in a new context, when it answers by itself."""
    context = browser.new_context(reduced_motion="reduce", **options)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.clock.set_fixed_time(f"{TODAY.isoformat()}T12:00:00")
    page.add_init_script(HOLD + script)
    ready(page, site.address)
    return page


@pytest.fixture(scope="module")
def one_private_page(browser: Browser, private_site: Site) -> Iterator[Page]:
    """The page behind `held_page`."""
    page = opened(browser, private_site)
    yield page
    page.context.close()


@pytest.fixture
def held_page(one_private_page: Page, monkeypatch: pytest.MonkeyPatch) -> Page:
    """A page for checks that only look, as good as new; what is done in a place waits for the page that is put in place."""
    for name in ("tests.browser.walk.follow", "tests.browser.places.follow"):
        monkeypatch.setattr(name, step)
    one_private_page.emulate_media(color_scheme="null", forced_colors="null")
    one_private_page.set_viewport_size({"width": 1280, "height": 720})
    one_private_page.evaluate("localStorage.clear()")
    return one_private_page


@pytest.fixture
def page(browser: Browser, private_site: Site) -> Iterator[Page]:
    """A page of its own."""
    found = opened(browser, private_site)
    yield found
    found.context.close()


# Every kind of page and every state of it


def enter(page: Page, place: Place) -> None:
    """Be at a place, as if one had walked there."""
    journey = None
    if place.facts:
        made = begun(place.facts, place.path, place.skipped)
        made.guideline, made.beside = place.guideline, list(place.beside)
        journey = asdict(made)
    page.evaluate(ENTER, [journey, place.address])
    if place.act:
        place.act(page)
    expect(page.locator("main")).to_have_attribute("data-page", place.kind)
    expect(page.locator(place.shows).first).to_be_visible()


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
    return Place(name, address, kind, shows, SETTLED, ("signs",), act=act)


ELSEWHERE = {"away", "fault", "no-knowledge", "gallery"}
"""Places that the page does not put in place: those it has have a test of their own below; the gallery is only on the server."""
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
SAMPLE = {
    *("start-error", "signs-error", "date-error", "stop", "guide-open", "methods", "method", "beside", "clinician", "differences"),
    *("read-feelings", "how", "coverage", "no-such-page", "methods-error", "boxes-filled", "medicines", "matters"),
    *(one.name for one in OWN),
}
"""One of each kind in every run of the tests; all the others are looked at when the slow tests run."""
PRIVATE = [place for place in PLACES if place.name not in ELSEWHERE] + OWN
private_places = pytest.mark.parametrize(
    "place", [pytest.param(one, id=one.name, marks=() if one.name in SAMPLE else pytest.mark.slow) for one in PRIVATE]
)


@private_places
def test_axe_finds_nothing(place: Place, held_page: Page, axe: Axe) -> None:
    """R26: in light and in dark, with the focus where the step has put it."""
    enter(held_page, place)
    assert violations(axe, held_page, {"resultTypes": ["violations"]}) == []
    held_page.emulate_media(color_scheme="dark")
    assert violations(axe, held_page, DARK) == [], "in dark"


@pytest.mark.parametrize("place", [one for one in PRIVATE if one.name in SAMPLE], ids=lambda place: place.name)
def test_each_step_puts_the_focus_where_reading_begins(place: Place, held_page: Page) -> None:
    """R28: on the heading, or on the list of complaints; it can be seen, and the window begins at its top (2.4.3, 2.4.11)."""
    enter(held_page, place)
    the_focus_is_where_reading_begins(held_page)


@pytest.mark.parametrize("place", OWN, ids=lambda place: place.name)
def test_its_own_pages_fit_and_have_big_targets(place: Place, held_page: Page) -> None:
    """R27: reflow (1.4.10) down to 320 px, and target size (2.5.8)."""
    enter(held_page, place)
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


def test_axe_finds_nothing_where_nothing_can_be_kept(browser: Browser, private_site: Site, axe: Axe) -> None:
    """R26: with storage refused the page says why, and the journey goes on."""
    page = opened(browser, private_site, NO_STORAGE)
    page.evaluate(ENTER, [asdict(begun(SETTLED, ["signs"])), "/keep"])
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


def test_the_focus_follows_the_whole_journey(page: Page, private_site: Site) -> None:
    """R28: from the start to the guide, with a mistake wherever nothing is told, and the browser's Back."""
    page.set_viewport_size({"width": 390, "height": 720})
    step(page.get_by_role("button", name="Start"))
    the_focus_is_where_reading_begins(page)
    begin(page, SETTLED)
    complaints = pages = 0
    while kind(page) == "question":
        pages += 1
        the_focus_is_where_reading_begins(page)
        if not page.locator("main form :checked, main form input[type=text]").count():
            step(page.get_by_role("button", name="Continue"))
            the_focus_is_where_reading_begins(page)
            complaints += page.locator('[role="alert"]').count()
        answer(page, SETTLED)
        step(page.get_by_role("button", name="Continue"))
    assert complaints >= 3
    at_the_guide(page)
    for _ in range(2):
        back(page)
        the_focus_is_where_reading_begins(page)
    assert pages > 5


def test_a_complaint_leads_to_its_field_and_the_page_stays(held_page: Page) -> None:
    """R23, R28: a link within the page moves the focus; it is no step, and the address does not change."""
    by_name = {place.name: place for place in PRIVATE}
    for name, field in (
        ("date-error", "loss_date-day"),
        ("number-error", "temperature_c"),
        ("start-error", "guide-0"),
        ("keep-error", "passphrase"),
    ):
        enter(held_page, by_name[name])
        address = held_page.url
        held_page.locator('[role="alert"] a').first.click()
        expect(held_page.locator(f"#{field}")).to_be_focused()
        assert held_page.url == address
        held_page.keyboard.press("Tab")
        expect(held_page.locator('[role="alert"]')).to_be_visible()


def test_the_skip_link_skips_the_top(held_page: Page) -> None:
    """R28: bypass blocks (2.4.1), and she stays where she is."""
    enter(held_page, next(one for one in PRIVATE if one.name == "guide-settled"))
    held_page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    address = held_page.url
    held_page.keyboard.press("Tab")
    expect(held_page.locator(".skip")).to_be_focused()
    held_page.keyboard.press("Enter")
    held_page.keyboard.press("Tab")
    assert held_page.evaluate("document.querySelector('#main').contains(document.activeElement)")
    assert (kind(held_page), held_page.url) == ("guide", address)


@pytest.mark.parametrize("size", [(1280, 720), (320, 256)], ids=["desk", "zoomed"])
@pytest.mark.parametrize("name", ["signs-error", "guide-settled", "methods", "keep-error", "erase"])
def test_the_focus_is_seen_at_every_stop(name: str, size: tuple[int, int], held_page: Page) -> None:
    """R27: from the heading on, Tab comes to what follows; it has a ring and is not hidden (2.4.7, 2.4.11), at 400 % zoom too."""
    held_page.set_viewport_size({"width": size[0], "height": size[1]})
    enter(held_page, next(one for one in PRIVATE if one.name == name))
    held_page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    for _ in range(held_page.evaluate(STOPS)):
        held_page.keyboard.press("Tab")
        found = held_page.evaluate(FOCUS)
        assert found, "the focus was lost"
        assert (found["within"], found["covered"], found["ring"]) == (True, False, True), found["what"]


def test_what_is_new_is_told_to_a_screen_reader(held_page: Page) -> None:
    """R28: a list of complaints is an alert (4.1.3); each field has its name, and the complaint is part of what is said of it."""
    enter(held_page, next(one for one in PRIVATE if one.name == "keep-error"))
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
    enter(held_page, next(one for one in OWN if one.name == "keep"))
    held_page.evaluate("text => navigator.clipboard.writeText(text)", PASSPHRASE)
    for name in ("passphrase", "again"):
        held_page.locator(f"#{name}").focus()
        held_page.keyboard.press("Control+V")
        expect(held_page.locator(f"#{name}")).to_have_value(PASSPHRASE)
    press_keep(held_page)
    expect(held_page.locator("h1")).to_have_text("Your answers are kept")


# Keyboard only


def press_enter(page: Page) -> None:
    page.locator("main").evaluate("main => { main.dataset.old = 'yes'; }")
    page.keyboard.press("Enter")
    page.locator("main:not([data-old])").wait_for()


def test_with_the_keyboard_only(page: Page) -> None:
    """R28: Tab, the arrows within a group, Space, letters and Enter are enough, from the start to the guide."""
    press_choice(page, "guide", "after_loss")
    press_enter(page)
    for _ in range(20):
        if kind(page) != "question":
            break
        answer_by_keys(page)
        press_enter(page)
    at_the_guide(page)
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("**/units.html")


def test_an_emergency_is_read_out_first(page: Page, private_site: Site) -> None:
    """R03, R28: the step that finds an emergency puts the focus on what to do now."""
    walk(page, private_site.address, EMERGENCY)
    assert kind(page) == "stop"
    the_focus_is_where_reading_begins(page)
    expect(page.locator("h1")).to_contain_text("999")
    step(page.locator('main [data-action="back"]'))
    expect(boxes(page, "fainted_or_collapsed", "yes")).to_be_checked()


def test_with_less_motion_and_forced_colours(browser: Browser, private_site: Site) -> None:
    """R28: the whole way with the person's own colours; a crisis has its card."""
    page = opened(browser, private_site, forced_colors="active")
    begin(page, CRISIS)
    through(page, CRISIS)
    assert kind(page) == "guide"
    assert page.locator(".care").first.evaluate("part => getComputedStyle(part).borderTopStyle") == "solid"
    page.context.close()


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
    ("guide-settled", ".band"),
    ("guide-settled", ".today-line"),
    ("methods", ".dot.on"),
]
"""What has to be seen to use or to understand a page, and is no text: edges of boxes, and parts of pictures."""
SLIPS = ("mousedown", "pointerdown", "touchstart", "touchend", "devicemotion", "deviceorientation", "dragstart", "keypress")


@pytest.mark.parametrize("place", [one for one in PRIVATE if one.name in SAMPLE], ids=lambda place: place.name)
def test_text_may_be_spaced_and_the_screen_turned(place: Place, held_page: Page) -> None:
    """R27: nothing is cut off with more room between letters, words and lines (1.4.12), nor on a phone held sideways (1.3.4)."""
    enter(held_page, place)
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
    enter(held_page, next(one for one in PRIVATE if one.name == name))
    assert held_page.evaluate(CONTRAST, selector) >= 3


def test_nothing_happens_before_a_press_ends(repository: Path) -> None:
    """R28: only click, submit and input are listened to: no press is final before it ends (2.5.2), nothing is dragged or shaken."""
    source = repository / "src" / "afterwards"
    scripts = [*(source / "build" / "page").rglob("*.js"), *(source / "web" / "static").glob("*.js")]
    assert len(scripts) > 10
    assert [(path.name, word) for path in scripts for word in SLIPS if word in path.read_text(encoding="utf-8")] == []
