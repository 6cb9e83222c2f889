"""What she does with the comparison: says what matters, sets aside, reads another guideline, names medicines (R02, R10, R20)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from afterwards.pack import Pack
from tests.people import PACK
from tests.web.comparison import EARLY, GUIDELINES, HEALTH, METHODS, MIGRAINE, NAMES, answered, cards, in_order, library, said_in, shown
from tests.web.conftest import Visit
from tests.web.pages import Page
from tests.web.personas import HEALTHY, WELL
from tests.web.test_privacy import NEUTRAL
from tests.web.walker import Walker, facts_on

# What matters


def test_what_matters_can_be_said_there_and_moves_methods(visit: Visit, today: date) -> None:
    person = visit({**EARLY, **HEALTHY, "prefers": {"no_hormones": "matters_a_lot"}})
    before = person.walk()
    assert facts_on(person.press("Say what matters to you")) == ["prefers"]
    after = person.step()
    assert after.kind == "methods"
    assert [*before.methods] != [*after.methods]
    assert next(iter(after.methods)) == "cu_iud"
    assert [*after.methods] == [one["method"] for one in in_order(library(person.told, today), {"no_hormones": "matters_a_lot"})]
    assert person.press("Change what matters to you").checked()["prefers-no_hormones"] == "matters_a_lot"


# Setting aside


def test_a_method_set_aside_is_still_there_and_can_be_brought_back(visit: Visit) -> None:
    person = visit(MIGRAINE)
    before = person.walk()
    after = press(person, "aside", "coc", "Set aside")
    assert (after.path, after.kind) == ("/methods", "methods")
    assert [*cards(after)] == [name for name in cards(before) if name != "coc"]
    aside = next(one for one in after.main.all("section") if one.all("h2") and one.all("h2")[0].text == "Set aside")
    [line] = aside.all("li")
    assert line.attributes["data-method"] == "coc"
    assert after.methods == before.methods, "with its category, as before"
    assert "coc" not in [box.attributes["value"] for box in after.main.all("input", name="method")]
    assert press(person, "bring_back", "coc", "Bring back").html == before.html


def press(person: Walker, name: str, method: str, label: str) -> Page:
    """Press a method's button: its words name the method, for those who do not see where it stands."""
    button = person.here.main.one("button", name=name, value=method)
    assert button.text.startswith(label)
    assert button.text.endswith(NAMES[method])
    return person.post("/methods", {name: method})


def test_several_can_be_set_aside_and_one_only_once(visit: Visit) -> None:
    person = visit(MIGRAINE)
    before = person.walk()
    for name in ("coc", "patch", "coc"):
        person.post("/methods", {"aside": name})
    assert [*cards(person.here)] == [name for name in cards(before) if name not in ("coc", "patch")]
    person.post("/methods", {"bring_back": "coc"})
    assert [*cards(person.here)] == [name for name in cards(before) if name != "patch"]


@pytest.mark.parametrize("form", [{}, {"aside": "condoms"}, {"aside": ""}, {"bring_back": "coc"}, {"guideline": "fr"}, {"x": "y"}])
def test_what_no_button_sends_changes_nothing(visit: Visit, form: dict[str, str]) -> None:
    person = visit(MIGRAINE)
    before = person.walk()
    assert person.post("/methods", form).html == before.html


def test_a_method_set_aside_is_not_asked_about_any_more(put: Visit, today: date) -> None:
    """What only it hangs on is no longer asked; with all set aside no question is left."""
    person = put("methods", EARLY)
    counts = []
    for kept in range(len(METHODS), -1, -1):
        asked = {*answered({**EARLY, "methods_set_aside": [*METHODS[kept:]]}, today).ask_next}
        page = person.get("/onward")
        assert (page.kind == "question") is bool(asked & HEALTH), kept
        if page.kind == "question":
            assert {*facts_on(page)} & asked
        counts.append(len(asked))
        if kept:
            person.post("/methods", {"aside": METHODS[kept - 1]})
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-2] > counts[-1] == 0
    assert person.get("/onward").path == "/methods"
    assert "Answer the questions" not in person.here.main.text
    assert cards(person.here) == {}
    assert {*person.here.methods} == {*METHODS}
    person.post("/methods", {"bring_back": "ring"})
    assert person.press("Answer the questions").kind == "question"


# Guidelines


def result_pages(person: Walker) -> Iterator[Page]:
    """Every page with a category on it."""
    person.post("/methods", {"side_by_side": "yes", "method": ["cu_iud", "coc", "pop"]})
    for path in ("/methods", "/beside", "/clinician", "/method/3"):
        page = person.get(path)
        assert (page.path, page.status) == (path, 200)
        yield page


@pytest.mark.parametrize("guideline", GUIDELINES)
def test_the_guideline_and_its_edition_stand_on_every_result(visit: Visit, today: date, pack: Pack, guideline: str) -> None:
    """R10: and the categories are those of this guideline."""
    person = visit(MIGRAINE)
    person.walk()
    one = pack.info["guidelines"][guideline]
    if guideline != "uk":
        assert person.press(f"Read as {one['name']}").path == "/methods"
    wanted = {method["method"]: shown(method) for method in library(person.told, today, guideline)}
    for page in result_pages(person):
        assert one["name"] in page.main.text
        assert one["edition"] in page.main.text
        others = [other["edition"] for name, other in pack.info["guidelines"].items() if name != guideline]
        assert [edition for edition in others if edition in page.root.text] == []
        if page.kind in ("methods", "clinician"):
            assert page.methods == wanted
    assert wanted["implant"]["category"] in person.here.main.one("section", class_="open").text


@pytest.mark.parametrize("guideline", ["us", "who"])
def test_her_guide_says_that_only_the_methods_follow_the_guideline(put: Visit, pack: Pack, guideline: str) -> None:
    """R10: what she reads there is guidance of the United Kingdom."""
    one = pack.info["guidelines"][guideline]
    page = put("guide", WELL, guideline=guideline).here
    assert f"Methods: {one['name']} guidance." in page.main.text
    assert {*one["says"]} <= dict(page.statements).keys()
    assert "United Kingdom guidance" in page.main.text
    plain = put("guide", WELL).here
    assert page.decisions == plain.decisions
    assert not {*one["says"]} & dict(plain.statements).keys()


def test_the_guideline_is_kept_and_can_be_changed_back(visit: Visit) -> None:
    person = visit(MIGRAINE)
    before = person.walk()
    other = person.press("Read as United States")
    assert other.methods != before.methods
    person.get("/guide")
    assert person.get("/methods").html == other.html
    offered = [one.text for one in other.main.all("button") if one.text.startswith("Read as")]
    assert offered == ["Read as United Kingdom", "Read as World Health Organization"]
    assert person.press("Read as United Kingdom").html == before.html


# Medicines


def test_a_medicine_nobody_knows_is_named_with_advice_and_leaves_categories_open(put: Visit, today: date, pack: Pack) -> None:
    """R02: it is not read as none. All she told is still there."""
    told = {**EARLY, **HEALTHY, "medicines": ["Epilim", "Zyxomarkerin <b>"]}
    person = put("methods", told)
    [box] = [one for one in person.here.main.all("section") if "elig.medicine-unknown" in said_in(one)]
    assert box.text == f"Zyxomarkerin <b>: {pack.statements['elig.medicine-unknown'].text}"
    assert person.here.methods == {one["method"]: shown(one) for one in library(told, today)}
    assert any(one["low"] != one["high"] for one in person.here.methods.values())
    assert 'data-fact="medicines"' in person.here.html
    assert person.get("/guide").told["Medicines"] == "Epilim, Zyxomarkerin <b>"
    known = put("methods", {**told, "medicines": ["Epilim"]}).here
    assert "elig.medicine-unknown" not in dict(known.statements)
    assert all(one["low"] == one["high"] for one in known.methods.values())


def test_what_is_known_of_her_medicines_is_said(put: Visit, pack: Pack) -> None:
    assert pack.contraception
    for name in ("Topamax", "lamictal", "st johns wort", "enzyme_inducer_antiepileptic"):
        medicine = pack.contraception.medicine(name)
        classes = medicine.classes if medicine else (name,)
        wanted = {*(medicine.say if medicine else ())} | {one for which in classes for one in pack.contraception.classes[which][1]}
        page = put("methods", {**EARLY, **HEALTHY, "medicines": [name]}).here
        part = next(one for one in page.main.all("section") if one.all("h2") and one.all("h2")[0].text == "Your medicines")
        assert {*said_in(part)} == wanted
    assert "Your medicines" not in put("methods", {**EARLY, **HEALTHY}).here.main.text


def test_every_medicine_that_is_offered_can_be_picked(pack: Pack) -> None:
    """Some names hold commas, which part names in the form: the parts must tell what the whole does."""
    assert pack.contraception
    for medicine in pack.contraception.medicines.values():
        for name in (medicine.name, *medicine.brands):
            assert len(name) <= 60
            assert name.isprintable()
            parts = [pack.contraception.medicine(part) for part in re.split("[,;]", name)]
            for key in ("classes", "one_of", "say"):
                assert {one for part in parts for one in getattr(part, key)} == {*getattr(medicine, key)}, name


# Answers that do not fit, and every answer there is


def test_answers_that_do_not_fit_are_named_here_too(put: Visit) -> None:
    page = put("methods", {**EARLY, **HEALTHY, "loss_kind": "miscarriage", "weeks_pregnant": 26}).here
    assert "con.miscarriage-many-weeks" in dict(page.statements)
    assert "Two of your answers do not fit together" in page.main.text


def test_someone_with_every_condition_arrives(visit: Visit, today: date) -> None:
    """Every box ticked, thirty medicines, all that matters: no page fails, and the journey fits in its cookie.

    Once every category is as high as it can be the questions end; she then answers the other pages too.
    """
    boxes = {name: "yes" for name in HEALTH if PACK.facts[name].kind == "yes_no"}
    choices = {name: [*PACK.facts[name].values][-1] for name in HEALTH if PACK.facts[name].kind == "choice"}
    person = visit(
        {
            **{**EARLY, **HEALTHY, **choices, **boxes, "never_given_birth": "no", "days_since_birth": 200, "diabetes_years": 22},
            "cigarettes_per_day": 30,
            "medicines": [f"Zyxomarkerin {place}" for place in range(30)],
            "other_conditions": [*PACK.facts["other_conditions"].values],
            "prefers": dict.fromkeys(PACK.facts["prefers"].values, "matters_a_lot"),
        }
    )
    assert person.walk().kind == "methods"
    assert len([fact for fact in person.told if fact in HEALTH]) >= 30
    for page in PACK.pages:
        if page.topic == "methods":
            assert person.post("/change", {"page": page.id}).kind == "question"
            person.step()
    assert len([fact for fact in person.told if fact in HEALTH]) > 85
    person.get("/methods")
    for name in METHODS:
        person.post("/methods", {"aside": name})
    assert {*person.here.methods} == {*METHODS}
    assert person.here.methods == {one["method"]: shown(one) for one in library(person.told, today)}
    assert len({len(cookie) for cookie in person.cookies}) <= 2
    assert [one for one in person.addresses if not NEUTRAL.fullmatch(one)] == []
