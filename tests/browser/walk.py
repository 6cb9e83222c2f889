"""Walks the pages as a person does: asks a question, answers what is shown, and presses Continue."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

Told = Mapping[str, object]
"""What she would answer, by fact. A fact that is not in it is answered with "I'm not sure"; a box that is not in it is not ticked."""

MOST_PAGES = 12
SHOWN = "form[data-live] > fieldset[data-fact]:not([hidden])"
ENDS = ("answer", "guide", "stop", "message", "urgent-help")


def kind(page: Page) -> str:
    """The kind of the page that is open, as its main part names it."""
    main = page.locator("main[data-page]")
    expect(main).to_have_count(1)
    return main.get_attribute("data-page") or ""


def ready(page: Page, address: str) -> None:
    """Open the start page, and wait until the page answers by itself."""
    page.goto(address)
    page.locator("html[data-ready]").wait_for()


def step(target: Locator) -> None:
    """Press a link or a button of ours, and wait for the page that is put in place of this one."""
    page = target.page
    page.locator("main").evaluate("main => { main.dataset.old = 'yes'; }")
    target.click()
    page.locator("main:not([data-old])").wait_for()


def back(page: Page, steps: int = -1) -> None:
    """The browser's own Back (or forward)."""
    page.locator("main").evaluate("main => { main.dataset.old = 'yes'; }")
    page.evaluate("steps => history.go(steps)", steps)
    page.locator("main:not([data-old])").wait_for()


def until(page: Page, expression: str) -> None:
    """Wait until an expression, which may be a promise, comes true."""
    for _ in range(1200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never came true: {expression}")


def ask(page: Page, question: str) -> None:
    """Choose a question on the start page, or on the page of all questions."""
    found = page.locator(f'a[data-question="{question}"]')
    if not found.count():
        step(page.get_by_role("link", name="All questions", exact=True))
    step(page.locator(f'a[data-question="{question}"]').first)


def signs(page: Page, button: str = "none") -> None:
    """Press one of the three buttons of the page of signs."""
    step(page.locator(f'[data-signs="{button}"]'))


def shown(page: Page) -> list[str]:
    """The facts that the form on this page asks for now, in order; boxes together stand under the first of them."""
    found: list[str] = page.locator(SHOWN).evaluate_all("parts => parts.map(part => part.dataset.fact)")
    return found


def answer(page: Page, told: Told) -> list[str]:
    """Fill in the question page that is open, with all that it shows as it is filled in; the facts, in order."""
    done: list[str] = []
    while left := [fact for fact in shown(page) if fact not in done]:
        done.append(left[0])
        _fill(page.locator(f'{SHOWN}[data-fact="{left[0]}"]'), left[0], told)
    return done


def until_asked(page: Page, told: Told, fact: str) -> None:
    """Answer what is asked before a fact, page by page, until it stands there to be answered."""
    done: list[str] = []
    while fact not in shown(page):
        left = [one for one in shown(page) if one not in done]
        if left:
            done.append(left[0])
            _fill(page.locator(f'{SHOWN}[data-fact="{left[0]}"]'), left[0], told)
        else:
            go_on(page)
            done = []


def _fill(part: Locator, fact: str, told: Told) -> None:
    value = told.get(fact, "unknown")
    if part.locator("input[name=none_of_these]").count():
        names: list[str] = part.locator("input[type=checkbox]").evaluate_all("boxes => boxes.map(box => box.name)")
        unsure = ["not_sure"] if any(told.get(name) == "unknown" for name in names) else []
        ticked = [*(name for name in names if told.get(name) == "yes"), *unsure] or ["none_of_these"]
        for name in ticked:
            part.locator(f'input[name="{name}"]').check()
    elif isinstance(value, Mapping):
        for line, level in value.items():
            part.locator(f'input[name="{fact}-{line}"][value="{level}"]').check(force=True)
    elif isinstance(value, list):
        _list(part, value)
    elif part.locator(f'input[value="{value}"]').count():
        part.locator(f'input[value="{value}"]').first.check(force=True)
    elif part.locator('input[name$="-day"]').count():
        year, month, day = str(value).split("-")
        for end, typed in (("day", day), ("month", month), ("year", year)):
            part.locator(f'input[name="{fact}-{end}"]').fill(typed)
    elif part.locator(f'input[name="{fact}-1"]').count():
        score = int(str(value))
        for item, points in ((1, min(3, score)), (2, score - min(3, score))):
            part.locator(f'input[name="{fact}-{item}"][value="{points}"]').check(force=True)
    else:
        part.locator("input[type=text]").first.fill(str(value))


def _list(part: Locator, values: list[object]) -> None:
    """Boxes for what there is to choose from, or a text box for each name; no values are "None of these".

    A list is shown in part where her question hangs on some of it; what is not shown is not ticked.
    """
    texts = part.locator("input[type=text]")
    if part.locator('input[type=hidden][name^="of-"]').count():
        values = [value for value in values if part.locator(f'input[value="{value}"]').count()]
    for place, value in enumerate(values or ["none_of_these"]):
        box = part.locator(f'input[value="{value}"]')
        if box.count():
            box.check(force=True)
        else:
            texts.nth(place).fill(str(value))


def go_on(page: Page) -> None:
    """Press the button of the form, in whatever language."""
    step(page.locator("main p.go > button"))


def through(page: Page, told: Told, button: str = "none") -> list[str]:
    """From the page that is open to the first without questions; returns the facts asked, in order."""
    asked: list[str] = []
    for _ in range(MOST_PAGES):
        here = kind(page)
        if here == "signs":
            signs(page, button)
        elif here == "question":
            asked += answer(page, told)
            go_on(page)
        else:
            return asked
    raise AssertionError(f"still asked after {MOST_PAGES} pages")


def to_the_answer(page: Page, address: str, question: str, told: Told) -> list[str]:
    """From the start to the answer to a question, or to the page that stops; returns the facts asked, in order."""
    ready(page, address)
    ask(page, question)
    return through(page, told)
