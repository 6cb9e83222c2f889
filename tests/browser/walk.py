"""Walks the pages as a person does: reads what a page asks, answers it, and presses Continue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from playwright.sync_api import Locator, Page, expect

Told = Mapping[str, object]
"""What she would answer, by fact. A fact that is not in it is answered with "I'm not sure"; on a page of boxes it is not ticked."""

MOST_PAGES = 30
_NAMES = "inputs => [...new Set(inputs.map(input => input.name.split('-')[0]))]"
"""A date has three inputs, a score and what matters to her have one for each line: all begin with the fact's name."""
NOT_FACTS = frozenset(("none_of_these", "not_sure"))


def fact_names(page: Page) -> list[str]:
    """The facts that the form on this page asks for, in order."""
    names: list[str] = page.locator("main form input").evaluate_all(_NAMES)
    return names


def boxes(page: Page, name: str, value: object) -> Locator:
    """The radios or checkboxes that stand for this value of a fact."""
    return page.locator(f'main input[name="{name}"][value="{value}"]')


def follow(target: Locator) -> None:
    """Press a link or a button, and wait for the page that it leads to."""
    with target.page.expect_navigation():
        target.click()


def begin(page: Page, told: Told) -> None:
    """Choose a guide on the start page and press Start."""
    page.goto("/")
    boxes(page, "guide", told["guide"]).check()
    follow(page.get_by_role("button", name="Start"))


def answer(page: Page, told: Told) -> None:
    """Fill in the question page that is open."""
    names = fact_names(page)
    if "none_of_these" in names:
        _tick(page, names, told)
        return
    for name in names:
        _answer_one(page, name, told.get(name, "unknown"))


def _tick(page: Page, names: Iterable[str], told: Told) -> None:
    """A page of boxes. What she is not sure of has a box on its line, or else one for the whole page."""
    for name in names:
        if told.get(name) == "yes":
            boxes(page, name, "yes").check()
        elif told.get(name) == "unknown":
            line = boxes(page, name, "unknown")
            (line if line.count() else page.locator('input[name="not_sure"]')).check()
    if not page.locator("main form :checked").count():
        page.locator('input[name="none_of_these"]').check()


def _answer_one(page: Page, name: str, value: object) -> None:
    if isinstance(value, Mapping):
        for line, level in value.items():
            boxes(page, f"{name}-{line}", level).check()
    elif isinstance(value, list):
        _list(page, name, value)
    elif boxes(page, name, value).count():
        boxes(page, name, value).check()
    elif page.locator(f'input[name="{name}-day"]').count():
        year, month, day = str(value).split("-")
        for part, typed in (("day", day), ("month", month), ("year", year)):
            page.locator(f'input[name="{name}-{part}"]').fill(typed)
    elif page.locator(f'input[name="{name}-1"]').count():
        score = int(str(value))
        for item, points in ((1, min(3, score)), (2, score - min(3, score))):
            boxes(page, f"{name}-{item}", points).check()
    elif value != "unknown":
        page.locator(f'input[type="text"][name="{name}"]').fill(str(value))


def _list(page: Page, name: str, values: list[object]) -> None:
    """Boxes for what there is to choose from, or a text box for each name; no values are "None of these"."""
    texts = page.locator(f'input[type="text"][name="{name}"]')
    for place, value in enumerate(values or ["none_of_these"]):
        if boxes(page, name, value).count():
            boxes(page, name, value).check()
        else:
            texts.nth(place).fill(str(value))


def go_on(page: Page) -> None:
    """Press Continue."""
    follow(page.get_by_role("button", name="Continue"))


def to_the_end(page: Page, told: Told) -> list[str]:
    """From the start to the guide, to the comparison of methods, or to the page that stops; returns the facts asked, in order."""
    begin(page, told)
    return through_questions(page, told)


def through_questions(page: Page, told: Told) -> list[str]:
    """From a question page to the first page without questions; returns the facts asked, in order."""
    asked: list[str] = []
    for _ in range(MOST_PAGES):
        if kind(page) != "question":
            return asked
        asked += [name for name in fact_names(page) if name not in NOT_FACTS]
        answer(page, told)
        go_on(page)
    raise AssertionError(f"still asked after {MOST_PAGES} pages")


def kind(page: Page) -> str:
    """The kind of the page that is open, as its main part names it."""
    main = page.locator("main[data-page]")
    expect(main).to_have_count(1)
    return main.get_attribute("data-page") or ""
