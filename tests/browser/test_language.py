"""Every visible word comes from the pack, and a longer language breaks no page: the edition in the made-up language `en-XA`, walked.

Every text of that pack has accents, is a third longer and stands between marks, so that a word without them comes from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from afterwards.loading import load_language
from afterwards.site.edition import make_edition
from afterwards.site.protection import hand_out
from afterwards.site.urgent import urgent_words
from tests.browser.conftest import TODAY, Site, serve
from tests.browser.places import ENTER, HEALTHY, HOLD, LONG_NAME, PACK, PLACES, Place, all_places, begun
from tests.browser.rooms import FIND, USUAL, states
from tests.browser.test_layout import SPILLS
from tests.browser.walk import ready
from tests.marked import unmarked

pytestmark = pytest.mark.browser

ADDRESSES = [one.address for one in PACK.sources.values()]
TYPED = [LONG_NAME, "Isla", "warm", "zzzz qqqq", "soaking a pad every hour", "when can i have sex after a miscarriage"]
"""What someone typed is said back as she wrote it."""
READ = """root => {
  const said = [document.title], walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const {parentElement: part, data} = walk.currentNode;
    if (!part.closest('script, style, code, datalist, [translate=no], [lang="en-GB"]')) said.push(data);
  }
  const named = ['aria-label', 'alt', 'title', 'placeholder', 'label'];
  for (const part of root.querySelectorAll('*')) said.push(...named.map(name => part.getAttribute(name) ?? ''));
  return said.join(' | ');
}"""
"""All that a page says, also what is folded or read out alone; not commands, and what says of itself that it is in another language."""
OF_ALL = f"""() => found.map(one => {{
  const made = new DOMParser().parseFromString(one.html, 'text/html'), read = {READ};
  return made.title + ' | ' + read(made.body);
}})"""
POSTED = """([journeys, forms]) => {
  globalThis.found = journeys.flatMap((journey, at) => forms[at].map(([path, posted]) => {
    the_app.flow.journey = structuredClone(journey);
    return the_app.follow(the_app.answer('POST', path, posted));
  }));
}"""


@pytest.fixture(scope="module")
def marked_site() -> Iterator[Site]:
    """The edition in the made-up language."""
    pack = load_language("en-XA")
    yield from serve(hand_out(make_edition(pack).files, lambda: False, urgent_words(pack)))


@pytest.fixture(scope="module")
def marked_page(browser: Browser, marked_site: Site) -> Iterator[Page]:
    """A page of it in which a test may be anywhere."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.clock.set_fixed_time(f"{TODAY.isoformat()}T12:00:00")
    page.add_init_script(HOLD)
    ready(page, marked_site.address)
    yield page
    context.close()


def enter(place: Place, page: Page) -> None:
    """Be there; the words by which a place is known in British English are no sign of it here."""
    page.evaluate(ENTER, [place.journey, place.address])
    if place.act:
        place.act(page)
    assert page.locator("main").get_attribute("data-page") == place.kind


def said_on(page: Page) -> str:
    said: str = page.locator("html").evaluate(READ)
    return said


@all_places
def test_no_word_comes_from_elsewhere_and_no_layout_breaks(place: Place, marked_page: Page) -> None:
    """Every kind of page in every state, on the narrowest window and on a phone; in print too, which shows what is folded."""
    enter(place, marked_page)
    assert unmarked(said_on(marked_page), [*TYPED, *ADDRESSES]) == []
    for width in (320, 390):
        marked_page.set_viewport_size({"width": width, "height": 844})
        assert marked_page.evaluate(SPILLS) == [], width


def test_no_word_of_any_answer_comes_from_elsewhere(marked_page: Page) -> None:
    """Every short answer of every question, and the plan beside it."""
    some = [*states(2)]
    assert len(some) > 150
    for first in range(0, len(some), 50):
        batch = some[first : first + 50]
        journeys = [begun(one.facts, one.question) for one in batch]
        for path in ("", "/guide", "/said"):
            marked_page.evaluate(FIND, [journeys, [{} if one.unsure else USUAL for one in batch], path])
            for one, said in zip(batch, marked_page.evaluate(OF_ALL), strict=True):
                assert unmarked(said, [*TYPED, *ADDRESSES]) == [], (one.name, path)


def test_no_word_of_a_complaint_comes_from_elsewhere(marked_page: Page) -> None:
    """Each question answered with nothing, with what cannot be read, out of range, twice and with a date that is none."""
    journeys: list[dict[str, Any]] = []
    forms: list[list[tuple[str, dict[str, list[str]]]]] = []
    for fact, entry in PACK.facts.items():
        if not entry.question and not entry.sign:
            continue
        days = [("31", "2", "2026"), ("1", "1", "2030"), ("1", "1", "2019")]
        dates = [{f"{fact}-{part}": [typed] for part, typed in zip(("day", "month", "year"), one, strict=True)} for one in days]
        odd = [{}, *({fact: [typed]} for typed in ("7x", "9999", "2.5", "1 2", "\x07", "7" * 70)), {fact: ["7", "unknown"]}]
        boxes = [{"none_of_these": ["yes"], fact: ["yes"]}, {fact: ["none_of_these", "7"]}, {fact: ["yes", "unknown"]}]
        journeys.append(begun({name: told for name, told in HEALTHY.items() if name != fact}, "start-method", (fact,)))
        forms.append([("/step/1", {**posted, "seen": [fact]}) for posted in (*odd, *dates, *boxes)])
    marked_page.evaluate(POSTED, [journeys, forms])
    made = marked_page.evaluate(OF_ALL)
    assert len(made) > 1500
    assert sum('role="alert"' in html for html in marked_page.evaluate("() => found.map(one => one.html)")) > 500
    assert [wrong for said in made if (wrong := unmarked(said, [*TYPED, *ADDRESSES, "yes", "unknown", "none_of_these"]))] == []


@pytest.mark.parametrize(("path", "typed"), [("/keep", ("7", "77777777")), ("/open", ("7",)), ("/erase", ("",))])
def test_no_word_of_keeping_comes_from_elsewhere(path: str, typed: tuple[str, ...], marked_page: Page) -> None:
    """What is kept on the device: asked for, refused for a short passphrase, two that differ and a wrong one, and erased."""
    said = []
    marked_page.evaluate(ENTER, [begun(HEALTHY, "sex-when"), path])
    said.append(said_on(marked_page))
    for again in typed:
        boxes = marked_page.locator("input[type=password]")
        for box in range(boxes.count()):
            boxes.nth(box).fill("77777777" if box == 0 and len(again) > 1 else again)
        if boxes.count() > 1 and len(again) > 1:
            boxes.nth(1).fill("7777777 8")
        marked_page.locator("main").evaluate("main => { main.dataset.old = 'yes'; }")
        marked_page.locator(f'form[action="{path}"] button').click()
        marked_page.locator("main:not([data-old])").wait_for()
        said.append(said_on(marked_page))
    assert len({*said}) == len(said)
    assert [unmarked(one) for one in said] == [[]] * len(said)


def test_the_edition_says_which_language_it_is_in(marked_page: Page) -> None:
    assert marked_page.locator("html").get_attribute("lang") == "en-XA"
    assert len(PLACES) > 50
