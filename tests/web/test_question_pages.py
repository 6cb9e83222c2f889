"""Every question page of the pack keeps the page contract, so that a program can walk it as a person does."""

from __future__ import annotations

from collections import Counter

import pytest

from afterwards.pack.model import Entry
from tests.people import PACK, values_in
from tests.web.conftest import Visit
from tests.web.pages import Page
from tests.web.walker import facts_on

GUIDES = PACK.facts["guide"].values
SHOWN = [(page.id, guide) for page in PACK.pages for guide in GUIDES if not page.guides or guide in page.guides]


@pytest.fixture(scope="module", params=SHOWN, ids=lambda one: "-".join(one))
def question(request: pytest.FixtureRequest, put: Visit) -> Page:
    """Each page, for someone who has told nothing else."""
    page, guide = request.param
    shown: Page = put(page, {"guide": guide}).here
    assert (shown.status, shown.kind) == (200, "question")
    return shown


def test_it_has_one_form_and_the_buttons_of_the_contract(question: Page) -> None:
    form = question.main.one("form")
    assert (form.attributes["method"], form.attributes["action"]) == ("post", "/step/1")
    assert form.all("button")[0].text == "Continue"
    assert question.back() == "/"
    assert question.root.all("a", data_action="exit")


def is_group(question: Page) -> bool:
    """Whether it is a page of boxes with one for none of them."""
    return bool(question.main.all("input", name="none_of_these"))


def has_lines(question: Page) -> bool:
    """Whether each of its boxes has one for "I'm not sure" beside it."""
    return is_group(question) and not question.main.all("input", name="not_sure")


def test_its_inputs_are_named_by_fact_and_offer_the_values_of_the_vocabulary(question: Page) -> None:
    for fact in facts_on(question):
        offered = [one.attributes for one in question.main.all("input") if one.attributes["name"].partition("-")[0] == fact]
        values = [one["value"] for one in offered if one["type"] in ("radio", "checkbox") and one["name"] == fact]
        names = [one["name"] for one in offered if one["type"] == "text"]
        entry = PACK.facts[fact]
        if is_group(question):
            assert values == (["yes", "unknown"] if has_lines(question) else ["yes"])
        else:
            assert values == expected_values(entry)
        assert names == expected_boxes(entry)


def expected_values(entry: Entry) -> list[str]:
    """The values of its radios or boxes, in their order."""
    if entry.kind in ("text", "levels"):
        return []
    if entry.name == "medicines":  # known by their names, more than a page can show
        return ["none_of_these", "unknown"]
    return [*entry.values, *(["none_of_these"] if entry.kind == "list" else []), "unknown"]


def expected_boxes(entry: Entry) -> list[str]:
    """The names of its text boxes."""
    if entry.kind == "date":
        return [f"{entry.name}-{part}" for part in ("day", "month", "year")]
    if entry.name == "medicines":
        return [entry.name] * 4
    return [entry.name] if entry.kind == "text" or (entry.kind == "number" and not entry.items) else []


def test_what_matters_is_asked_line_by_line(put: Visit) -> None:
    """Each line has the three levels, the lowest chosen before she says anything."""
    page = put("matters", {"guide": "after_loss"}).here
    entry = PACK.facts["prefers"]
    assert facts_on(page) == ["prefers"]
    for name, label in entry.values.items():
        line = [one.attributes for one in page.main.all("input", name=f"prefers-{name}")]
        assert [(one["type"], one["value"], "checked" in one) for one in line] == [
            ("radio", level, level == "does_not_matter") for level in entry.levels
        ]
        assert page.main.one(id=f"prefers-{name}-0").attributes["value"] == "does_not_matter"
        assert label.label in page.main.text
    assert len(page.main.all("input")) == 3 * len(entry.values)


def test_not_sure_is_offered_for_every_question(question: Page) -> None:
    """On each line where lines have it; of what matters she can say that it does not."""
    labels = [one.text for one in question.main.all("label") if one.text.startswith("I'm not sure")]
    asked = [fact for fact in facts_on(question) if PACK.facts[fact].kind not in ("text", "levels")]
    assert len(labels) == (1 if is_group(question) and not has_lines(question) else len(asked))
    if has_lines(question):
        signs = [PACK.facts[fact].sign for fact in asked]
        names = [sign.label if sign else PACK.facts[fact].short for sign, fact in zip(signs, asked, strict=True)]
        assert labels == [f"I'm not sure about: {name}" for name in names]


def test_the_pages_with_a_not_sure_on_each_line_are_those_the_pack_names() -> None:
    assert [page.id for page in PACK.pages if page.each_unsure] == ["heart-and-clots", "head-joints-blood", "womb-and-breast"]


def test_medicines_are_offered_by_name_and_by_brand(put: Visit) -> None:
    page = put("medicines", {"guide": "after_loss"}).here
    offered = [one.attributes["value"] for one in page.main.one("datalist").all("option")]
    assert PACK.contraception
    assert {*offered} == {name for one in PACK.contraception.medicines.values() for name in (one.name, *one.brands)}
    assert offered == sorted(offered, key=str.casefold)
    boxes = page.main.all("input", type="text")
    assert {one.attributes["list"] for one in boxes} == {page.main.one("datalist").attributes["id"]}
    assert [one.attributes["aria-label"] for one in boxes] == [f"Medicines {place}" for place in range(1, 5)]


def test_it_says_why_we_ask(question: Page) -> None:
    asked = {*facts_on(question)}
    page = next(page for page in PACK.pages if asked <= {*page.facts} and page.why in dict(question.statements))
    assert dict(question.statements)[page.why].text == PACK.statements[page.why].text


def test_every_input_has_a_name_of_its_own(question: Page) -> None:
    """R26: a label around it or a label of its own; no id twice; what describes it exists."""
    ids = Counter(one.attributes["id"] for one in question.root.all(id=""))
    assert [name for name, times in ids.items() if times > 1] == []
    for one in question.main.all("input"):
        labels = [above.text for above in one.above() if above.tag == "label"]
        assert labels or one.attributes.get("aria-label"), one.attributes
        assert {*one.attributes.get("aria-describedby", "").split()} <= ids.keys()


def test_signs_of_danger_are_before_everything_else() -> None:
    """R03: in every guide each sign that alone is an emergency is asked on the first two pages; pads follow the bleeding at once."""
    alone = {next(iter(one.when)) for one in PACK.decisions["urgency"].rules.values() if one.level == "emergency" and len(one.when) == 1}
    for guide, own in {
        "after_loss": "bleeding_now",
        "pregnant": "bleeding_in_pregnancy",
        "contraception_only": "dizzy_or_lightheaded",
    }.items():
        asked = [page for page in PACK.pages if not page.guides or guide in page.guides]
        asked = [page for page in asked if own != "dizzy_or_lightheaded" or page.id not in ("bleeding", "pads")]
        asked = [page for page in asked if guide != "pregnant" or page.id not in ("bleeding", "pads")]
        first = {fact for page in asked[:2] for fact in page.facts}
        assert own in first
        elsewhere = {
            fact
            for fact in alone
            if (gate := PACK.facts[fact].gate)
            and gate[0] == "guide"
            and guide not in values_in("guide", PACK.table.classes["guide"].meeting(gate[1]))
        }
        assert alone - elsewhere - first <= {"pads_soaked_per_hour"}
        assert "bleeding_in_pregnancy" in first or guide != "pregnant"
    assert [page.id for page in PACK.pages if not page.guides or "after_loss" in page.guides][:3] == ["signs", "bleeding", "pads"]
    assert next(page.id for page in PACK.pages if not page.guides or "contraception_only" in page.guides) == "signs-first"
