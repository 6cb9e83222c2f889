"""R18, R19: answers kept on this device on request: locked with a passphrase, told to nobody, erased in one step."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.walk import ask, back, go_on, kind, ready, signs, step, through
from tests.page.test_private import SETTLED, change, to_the_plan

pytestmark = pytest.mark.browser

HERS: dict[str, object] = {**SETTLED, "medicines": ["Quillonia"]}
"""What she takes is no word of ours; the question on medicines asks for it."""
MEDICINES = "try-medicines"
PASSPHRASE = "marmalade harbour 47"
FULL = """Storage.prototype.setItem = (name, text) => { if (text) throw new DOMException("full", "QuotaExceededError"); };"""
KEPT = "JSON.stringify({...localStorage})"
REFUSING = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('denied', 'SecurityError'); }});"


@pytest.fixture
def keeping(new_page: NewPage, hosted: str) -> Page:
    """A page whose answers are kept, on the page that says so."""
    page = new_page()
    walk(page, hosted)
    keep(page)
    expect(page.locator("h1")).to_have_text("Your answers are kept")
    return page


def walk(page: Page, address: str) -> None:
    """To her plan; what she named is among what she told."""
    to_the_plan(page, address, HERS, MEDICINES)
    check_hers(page)


def check_hers(page: Page) -> None:
    """What she told is there, on the page that says it back; her plan is open before and after."""
    assert kind(page) == "guide"
    step(page.locator('main a[data-path="/said"]').first)
    expect(page.locator("main")).to_contain_text("Quillonia")
    step(page.locator('[data-action="back"]'))
    assert kind(page) == "guide"


def keep(page: Page, passphrase: str = PASSPHRASE, again: str | None = None) -> None:
    """Ask to keep the answers, from her plan."""
    step(page.get_by_role("link", name="Keep here"))
    fill(page, passphrase, passphrase if again is None else again)


def fill(page: Page, passphrase: str, again: str) -> None:
    page.locator("#passphrase").fill(passphrase)
    page.locator("#again").fill(again)
    step(page.get_by_role("button", name="Keep my answers"))


def open_kept(page: Page, passphrase: str) -> None:
    """From the start page: write the passphrase and press Open."""
    step(page.get_by_role("link", name="Open my kept answers"))
    page.locator("#passphrase").fill(passphrase)
    step(page.get_by_role("button", name="Open", exact=True))


def test_nothing_is_kept_unless_she_asks(new_page: NewPage, hosted: str) -> None:
    page = new_page()
    walk(page, hosted)
    assert page.evaluate(KEPT) == "{}"
    ready(page, hosted)
    expect(page.get_by_role("link", name="Open my kept answers")).to_be_hidden()


def test_kept_answers_open_with_the_passphrase_only(keeping: Page, hosted: str) -> None:
    """R18: after the page was closed, her plan is there again; a wrong passphrase tells nothing."""
    kept = keeping.evaluate(KEPT)
    for planted in ("Quillonia", "miscarriage", "bleeding", "2026", MEDICINES, PASSPHRASE):
        assert planted not in kept
    ready(keeping, hosted)
    open_kept(keeping, "marmalade harbour 48")
    expect(keeping.locator('[role="alert"]')).to_contain_text("it does not open anything here")
    assert keeping.evaluate(KEPT) == kept
    keeping.locator("#passphrase").fill(PASSPHRASE)
    step(keeping.get_by_role("button", name="Open", exact=True))
    check_hers(keeping)


def test_a_damaged_record_opens_nothing(keeping: Page, hosted: str) -> None:
    """R18: one sign altered anywhere, and it is refused as a wrong passphrase is."""
    kept = keeping.evaluate("localStorage.getItem('afterwards')")
    for place in (3, len(kept) // 2, len(kept) - 4):
        other = "A" if kept[place] != "A" else "B"
        keeping.evaluate("text => localStorage.setItem('afterwards', text)", kept[:place] + other + kept[place + 1 :])
        ready(keeping, hosted)
        open_kept(keeping, PASSPHRASE)
        expect(keeping.locator('[role="alert"]')).to_contain_text("it does not open anything here")


def test_every_record_is_another_and_tells_little_by_its_length(keeping: Page) -> None:
    """A fresh nonce each time, and the length of a block whatever is in it: another question asks five pages more."""
    seen = {keeping.evaluate("localStorage.getItem('afterwards')")}
    step(keeping.get_by_role("link", name="Go on"))
    change(keeping, "loss_kind", "unknown")
    seen.add(keeping.evaluate("localStorage.getItem('afterwards')"))
    through(keeping, HERS)
    step(keeping.get_by_role("link", name="Other questions for you"))
    ask(keeping, "start-combined-pill")
    through(keeping, HERS)
    seen.add(keeping.evaluate("localStorage.getItem('afterwards')"))
    assert len(seen) == 3
    salts, nonces = ({one.split(".")[part] for one in seen} for part in (0, 1))
    assert (len(salts), len(nonces)) == (1, 3)
    assert len({len(one) for one in seen}) == 1


@pytest.mark.parametrize(
    ("passphrase", "again", "said"),
    [
        ("short", "short", "write 8 letters or more. You wrote 5."),
        ("", "", "write 8 letters or more. You wrote 0."),
        (PASSPHRASE, "marmalade harbor 47", "the two are not the same"),
    ],
)
def test_a_passphrase_that_will_not_do(new_page: NewPage, hosted: str, passphrase: str, again: str, said: str) -> None:
    page = new_page()
    walk(page, hosted)
    keep(page, passphrase, again)
    expect(page.locator('[role="alert"]')).to_contain_text(said)
    assert page.evaluate(KEPT) == "{}"


def test_the_lock_is_as_strong_as_we_say(keeping: Page) -> None:
    """PBKDF2-SHA-256 with 600,000 rounds and AES-GCM: opened again here with these and nothing else of ours."""
    opened = keeping.evaluate(
        """async (passphrase) => {
            const parts = localStorage.getItem("afterwards").split(".").map(atob);
            const [salt, iv, locked] = parts.map((text) => Uint8Array.from(text, (sign) => sign.charCodeAt(0)));
            const bytes = (text) => new TextEncoder().encode(text);
            const secret = await crypto.subtle.importKey("raw", bytes(passphrase), "PBKDF2", false, ["deriveKey"]);
            const how = {name: "PBKDF2", hash: "SHA-256", salt, iterations: 600000};
            const key = await crypto.subtle.deriveKey(how, secret, {name: "AES-GCM", length: 256}, false, ["decrypt"]);
            const plain = await crypto.subtle.decrypt({name: "AES-GCM", iv, additionalData: bytes("afterwards 1 600000")}, key, locked);
            return [salt.length, iv.length, locked.length % 8192, new TextDecoder().decode(plain).includes("Quillonia")];
        }""",
        PASSPHRASE,
    )
    assert opened == [16, 12, 16, True]


def test_erasing_works_offline(keeping: Page) -> None:
    """R19: one step, without a network: the record, the caches and the worker are gone, and it says what it cannot erase."""
    keeping.evaluate("navigator.serviceWorker.ready.then(() => true)")
    keeping.context.set_offline(True)
    step(keeping.get_by_role("button", name="Erase everything now"))
    expect(keeping.locator("h1")).to_have_text("Everything is erased")
    expect(keeping.get_by_role("heading", name="What we cannot erase")).to_be_visible()
    left = "Promise.all([caches.keys(), navigator.serviceWorker.getRegistrations().then((all) => all.length), {...localStorage}])"
    assert keeping.evaluate(left) == [[], 0, {}]


def told_that_keeping_has_ended(page: Page) -> None:
    """At the next answer she changes; then she goes on with her answers."""
    change(page, "loss_kind", "unknown")
    expect(page.locator("h1")).to_have_text("New answers are not kept any more")
    step(page.get_by_role("link", name="Go on"))
    through(page, HERS)
    check_hers(page)


def test_after_erasing_nothing_more_is_kept(keeping: Page) -> None:
    """R19: a new journey in the same page starts with nothing kept, as any other does."""
    step(keeping.get_by_role("button", name="Erase everything now"))
    step(keeping.get_by_role("link", name="Go to the first page"))
    assert kind(keeping) == "start"
    ask(keeping, MEDICINES)
    assert kind(keeping) == "signs"
    through(keeping, HERS)
    assert kind(keeping) == "answer"
    assert keeping.evaluate(KEPT) == "{}"


def test_another_window_does_not_bring_erased_answers_back(keeping: Page, hosted: str) -> None:
    """R19: the record is gone, so the window that still has the key writes no more."""
    other = keeping.context.new_page()
    ready(other, hosted)
    open_kept(other, PASSPHRASE)
    step(keeping.get_by_role("button", name="Erase everything now"))
    told_that_keeping_has_ended(other)
    assert other.evaluate(KEPT) == "{}"


def test_a_record_kept_anew_in_another_window_is_left_alone(keeping: Page, hosted: str) -> None:
    """The passphrase she chose last is the one that opens it."""
    other = keeping.context.new_page()
    walk(other, hosted)
    keep(other, "another harbour 48")
    expect(other.locator("h1")).to_have_text("Your answers are kept")
    anew = other.evaluate(KEPT)
    step(keeping.get_by_role("link", name="Go on"))
    told_that_keeping_has_ended(keeping)
    assert keeping.evaluate(KEPT) == anew


def test_a_full_device_keeps_nothing_and_loses_nothing(new_page: NewPage, hosted: str) -> None:
    """No room when she asks: it says so, and her answers are still on the page."""
    page = new_page()
    walk(page, hosted)
    page.evaluate(FULL)
    keep(page)
    expect(page.locator('[role="alert"]')).to_contain_text("no room to keep your answers")
    assert page.evaluate(KEPT) == "{}"
    step(page.locator('[data-action="back"]'))
    assert kind(page) == "guide"


def test_a_device_that_fills_up_later_loses_no_answer(keeping: Page) -> None:
    """No room for a later answer: the journey goes on, and what was kept before stays whole."""
    kept = keeping.evaluate(KEPT)
    keeping.evaluate(FULL)
    step(keeping.get_by_role("link", name="Go on"))
    told_that_keeping_has_ended(keeping)
    assert keeping.evaluate(KEPT) == kept


def test_an_emergency_is_said_before_anything_about_keeping(keeping: Page) -> None:
    """R03: the answer that cannot be written is the one that means: call 999."""
    while kind(keeping) != "signs":
        back(keeping)
    signs(keeping, "some")
    keeping.locator('input[name="fainted"][value="yes"]').check()
    keeping.evaluate(FULL)
    go_on(keeping)
    assert kind(keeping) == "stop"
    expect(keeping.locator("main").get_by_role("link", name="Call 999")).to_be_visible()


def test_a_database_that_stays_is_said(keeping: Page) -> None:
    """Not ours; but what another window holds open is not told as erased."""
    held = "new Promise((done) => { indexedDB.open('held').onsuccess = (event) => { globalThis.held = event.target.result; done(); }; })"
    keeping.evaluate(held)
    step(keeping.get_by_role("button", name="Erase everything now"))
    expect(keeping.locator(".care li")).to_have_text("Databases of this page")


def test_erasing_in_the_copy_in_one_file(new_page: NewPage, folder: Path) -> None:
    """It has no copy for use offline, so none can fail to be erased."""
    page = new_page()
    walk(page, (folder / "afterwards.html").as_uri())
    keep(page)
    step(page.get_by_role("button", name="Erase everything now"))
    expect(page.locator("h1")).to_have_text("Everything is erased")
    assert page.evaluate(KEPT) == "{}"


def test_what_cannot_be_erased_is_said(keeping: Page) -> None:
    keeping.evaluate("() => { caches.keys = () => Promise.reject(new Error('locked')); }")
    step(keeping.get_by_role("button", name="Erase everything now"))
    expect(keeping.locator("h1")).to_have_text("Not everything could be erased")
    expect(keeping.locator(".care li")).to_have_text("The copy of this page for use offline")


def test_erasing_can_be_reached_without_answers(new_page: NewPage, hosted: str) -> None:
    """From the page on privacy, which opens beside this one; the address says nothing of it afterwards."""
    page = new_page()
    ready(page, hosted)
    with page.context.expect_page() as beside:
        page.locator("footer").get_by_role("link", name="Privacy").click()
    other = beside.value
    other.get_by_role("link", name="Erase what this page keeps on this device").click()
    other.locator("html[data-ready]").wait_for()
    assert other.url == hosted
    step(other.get_by_role("button", name="Erase everything now"))
    expect(other.locator("h1")).to_have_text("Everything is erased")


def test_erasing_can_be_reached_without_answers_in_the_one_file(new_page: NewPage, folder: Path) -> None:
    page = new_page()
    ready(page, (folder / "afterwards.html").as_uri())
    step(page.locator("footer").get_by_role("link", name="Privacy"))
    step(page.get_by_role("link", name="Erase what this page keeps on this device"))
    step(page.get_by_role("button", name="Erase everything now"))
    expect(page.locator("h1")).to_have_text("Everything is erased")


def test_erasing_takes_away_what_she_typed(keeping: Page) -> None:
    """R19: the words in the box are hers too: after erasing, the start page stands as it does for anyone."""
    step(keeping.locator("header .name"))
    keeping.locator("#q").fill("Quillonia and my bleeding")
    step(keeping.get_by_role("button", name="Find"))
    back(keeping, -2)
    assert kind(keeping) == "keep"
    step(keeping.get_by_role("button", name="Erase everything now"))
    step(keeping.get_by_role("link", name="Go to the first page"))
    assert keeping.locator("#q").input_value() == ""
    assert "Quillonia" not in keeping.content()


def test_a_question_she_asks_is_kept_too(keeping: Page, hosted: str) -> None:
    """A link asks it: opened again, the page goes on with that question."""
    step(keeping.get_by_role("link", name="Go on"))
    keeping.locator('[data-answer="my-fault"] > summary').click()
    step(keeping.locator('[data-answer="my-fault"] a[data-path="/ask/my-fault"]'))
    assert kind(keeping) == "answer"
    ready(keeping, hosted)
    open_kept(keeping, PASSPHRASE)
    assert keeping.locator("main").get_attribute("data-question") == "my-fault"


def test_where_storage_is_refused_keeping_is_refused_too(new_page: NewPage, hosted: str) -> None:
    """A private window, or a setting: the journey goes on, and the page says why nothing can be kept."""
    page = new_page()
    page.add_init_script(REFUSING)
    walk(page, hosted)
    assert kind(page) == "guide"
    step(page.get_by_role("link", name="Keep here"))
    expect(page.locator("main")).to_contain_text("This browser refuses to keep anything for this page.")
    assert page.locator("#passphrase").count() == 0


def test_leaving_keeps_what_she_asked_to_keep(keeping: Page, hosted: str) -> None:
    """Leaving quickly ends the page; what is locked stays, since she asked for it, and erasing is a step of its own."""
    keeping.locator('header [data-action="exit"]').click()
    keeping.locator('main[data-page="away"]').wait_for()
    assert keeping.evaluate("localStorage.getItem('afterwards') !== null")
    keeping.get_by_role("button", name="Start page").click()
    ready(keeping, hosted)
    open_kept(keeping, PASSPHRASE)
    through(keeping, HERS)
    assert kind(keeping) == "guide"
