"""Our form in a renderer that nobody here wrote (R23): LHC-Forms in Chromium, filled in by a robot, its response read back as facts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from afterwards.fhir.questionnaire import questionnaire
from afterwards.fhir.questionnaire_check import items_in
from afterwards.fhir.response import response_to_facts
from afterwards.pack import Pack
from tests.fhir.filled import drawn
from tests.interop.lforms import Robot, served
from tests.people import PACK, Facts

PEOPLE = 10
MOST_FACTS = 24
"""A robot takes up to half a second for an answer on a busy computer; who told everything is tried without a browser."""
BY_THE_DAYS = ("pregnancy_test", "pregnancy_test_day", "bleeding_is_period")
"""What hangs on the days since the loss. LHC-Forms compares no dates, so it asks these only of someone who gave the days as a number."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    yield from served()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "Debian's chromium is missing; `sh tools/browser.sh` installs it"
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])


def people() -> list[Facts]:
    """Ten who told of different things: together a date, numbers, a text, lists with and without anything, preferences, and not sure."""
    chosen: list[Facts] = []
    told: set[tuple[str, str]] = set()
    for facts in map(_as_the_form_asks, drawn(1500, seed=11)):
        kinds = {
            (PACK.facts[name].kind, "unknown" if value == "unknown" else "none" if value == [] else "") for name, value in facts.items()
        }
        if 6 <= len(facts) <= MOST_FACTS and kinds - told:
            chosen.append(facts)
            told |= kinds
    others = (facts for facts in map(_as_the_form_asks, drawn(100, seed=12)) if 6 <= len(facts) <= MOST_FACTS)
    return [*chosen, *others][:PEOPLE]


def _as_the_form_asks(facts: Facts) -> Facts:
    """As far as LHC-Forms can be told: one medicine by its name beside the list, and what hangs on days only where days are told."""
    days = facts.get("days_since_loss", "")
    opened = days == "unknown" or facts.get("loss_date") == "unknown" or (isinstance(days, int | float) and days >= 21)
    asked = {name: value for name, value in facts.items() if name != "told_at" and (opened or name not in BY_THE_DAYS)}
    if isinstance(names := asked.get("medicines"), list):
        asked["medicines"] = [one for one in names if one != "a herb from the market"]
    return asked


def test_ten_people_come_back_as_the_same_facts(pack: Pack, browser: Browser, address: str) -> None:
    """And nothing is fetched from anywhere else."""
    form = questionnaire(pack)
    order = [item["linkId"] for item in items_in(form["item"])]
    filled = people()
    assert len(filled) == PEOPLE
    kinds = {PACK.facts[name].kind for facts in filled for name in facts}
    assert kinds == {"choice", "yes_no", "number", "date", "text", "list", "levels"}
    foreign: list[str] = []
    for place, facts in enumerate(filled, start=1):
        page = browser.new_page(viewport={"width": 1100, "height": 1400})
        page.set_default_timeout(15_000)
        page.on("request", lambda request: foreign.append(request.url) if not request.url.startswith((address, "data:", "blob:")) else None)
        robot = Robot(page, address, form)
        robot.fill(facts, order)
        reading = response_to_facts(robot.response(), pack)
        told_at: Any = reading.facts.pop("told_at", None)
        assert told_at, "LHC-Forms writes when it was filled in"
        assert reading.facts == facts
        assert reading.not_used == ()
        page.close()
        print(f"{place} of {PEOPLE}: {len(facts)} facts")
    assert foreign == []


def test_what_hangs_on_an_answer_comes_and_goes(pack: Pack, browser: Browser, address: str) -> None:
    """Gates in another group, too: heavy bleeding brings the pads, no bleeding takes them away with their answer."""
    page = browser.new_page(viewport={"width": 1100, "height": 1400})
    robot = Robot(page, address, questionnaire(pack, pack.questions.by_id["bleeding-normal"]))
    order = [item["linkId"] for item in items_in(questionnaire(pack, pack.questions.by_id["bleeding-normal"])["item"])]
    shown = [robot.inputs()]
    for facts in ({"guide": "after_loss"}, {"bleeding_now": "heavy"}, {"pads_soaked_per_hour": 2}, {"hours_soaking": 3}):
        robot.fill(facts, order)
        shown.append(robot.inputs())
    assert shown[0] < shown[1] < shown[2] < shown[3] == shown[4]
    robot.fill({"bleeding_now": "none"}, order)
    assert response_to_facts(robot.response(), pack).facts["bleeding_now"] == "none"
    assert "pads_soaked_per_hour" not in str(robot.response())
    page.close()
