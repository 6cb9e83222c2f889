"""The guide page: her words, only the pack's sentences, what does not fit, and the ways on."""

from __future__ import annotations

import re
from datetime import date

import pytest

from afterwards import guide
from afterwards.pack import Pack
from afterwards.pack.as_written import isolated
from afterwards.wording import Voice
from tests.web.conftest import Visit
from tests.web.pages import Element, Page
from tests.web.personas import HAD_SEX, WELL
from tests.web.walker import Facts, Walker, facts_on

OWN_WORDS = {
    "Change",
    "You have not answered all questions about today.",
    "You left this topic for another day.",
    "Why we say this",
    "Print this page",
    "End here and clear my answers",
}
"""The page's own words outside headings: no advice among them."""


def same(text: str) -> str:
    """As compared: no capitals, no last full stop."""
    return " ".join(text.split()).casefold().rstrip(".")


def check_sentences(page: Page, voice: Voice) -> None:
    """Each data-statement is one of the pack's, said as the pack says it to her."""
    assert page.statements
    for name, element in page.statements:
        assert name in voice.pack.statements
        said = voice.say(name)
        assert said, name
        assert same(said) in same(element.text), name


# R08: every sentence has an id, its source and its review state


def test_every_sentence_is_the_packs(arrived: Walker, today: date) -> None:
    """R08."""
    check_sentences(arrived.here, guide(arrived.told, today=today).voice)


def test_all_that_is_said_to_her_is_on_the_page(arrived: Walker, today: date) -> None:
    found = guide(arrived.told, today=today)
    wanted = {line.statement for lines in found.plan.values() for line in lines}
    wanted |= {one for each in found.open for one in (each.if_, each.then)} | {one for card in found.cards for one in card.ifs}
    assert wanted <= {name for name, _ in arrived.here.statements}


def test_every_line_names_a_source_and_says_that_nobody_has_reviewed_it(arrived: Walker, pack: Pack) -> None:
    """R08."""
    review = pack.statements[pack.info["not_reviewed"]].text
    blocks = arrived.here.main.all(class_="statement")
    assert len(blocks) > (0 if arrived.facts == {"guide": "contraception_only"} else 5)
    for block in blocks:
        notes = block.one("details").text
        sources = pack.statements[block.attributes["data-statement"]].sources
        assert sources
        assert all(pack.sources[source].title in notes for source in sources)
        assert review in notes


def test_no_sentence_stands_outside_the_packs(arrived: Walker) -> None:
    """R08: paragraphs and lines of lists without an id are headings of ours, dates, buttons and what she told."""
    inside = {id(one) for _, element in arrived.here.statements for one in (element, *element.all(), *element.above())}
    lines = [one for one in arrived.here.main.all() if one.tag in ("p", "li") and id(one) not in inside]
    kept = [one for one in lines if not any(above.attributes.get("class") in ("because", "lede") for above in one.above())]
    unknown = {one.text for one in kept if not _is_own(one)}
    assert unknown == set()


def _is_own(line: Element) -> bool:
    offered = [one.text for one in line.all("button")] == [line.text] and any(
        one.attributes.get("class") == "offers no-print" for one in line.above()
    )
    fixed = line.text in OWN_WORDS or offered
    dated = line.attributes.get("class") in ("hint", "now")
    return fixed or dated


def test_the_country_is_on_every_page_with_an_answer(arrived: Walker, pack: Pack) -> None:
    """R10."""
    named = f"{pack.info['guidelines']['uk']['name']} guidance"
    assert named in arrived.here.main.text
    assert all(named in page.root.text for page in arrived.seen)


def test_no_placeholder_is_left(arrived: Walker) -> None:
    for page in arrived.seen:
        assert not re.search(r"[{}]|\bNone\b(?! of)|Undefined", page.root.text)


# Her words


@pytest.mark.parametrize("choice", ["pregnancy_loss", "miscarriage", "my_baby", "unknown"])
def test_the_words_she_chose_are_used(put: Visit, pack: Pack, choice: str) -> None:
    """Who is not sure which words she wants hears the word of her kind of loss."""
    phrases = pack.words[choice if choice != "unknown" else str(WELL["loss_kind"])]
    text = put("guide", {**WELL, "words_for_loss": choice}).here.main.text
    assert f"{phrases['your_loss'][:1].upper()}{phrases['your_loss'][1:]}: 15 November" in text


@pytest.mark.parametrize(
    "name",
    [
        "Iris",
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "' onfocus='alert(1)",
        "{{ 7 * 7 }}",
        "{date:loss+5} {name}",
        "&lt;b&gt; %s {0}",
        "</title><style>",
        "999 and 111",
        "Zoë 🕊 اميرة",
        "עדן",
    ],
)
def test_a_name_is_text_wherever_it_appears(put: Visit, name: str) -> None:
    """R23: it is shown letter by letter, and makes no element."""
    plain = put("guide", {**WELL, "words_for_loss": "name", "name_for_loss": "Iris"}).here
    person = put("words", WELL)
    person.post("/step/1", {"words_for_loss": "name", "name_for_loss": name})
    page = person.get("/guide")
    assert page.kind == "guide"
    shown = isolated(name)
    assert f"The loss of {shown}: 15 November" in page.main.text
    assert page.main.text.replace(shown, "Iris") == plain.main.text
    calls = ("a",) if name == "999 and 111" else ()
    assert [one.tag for one in page.root.all() if one.tag not in calls] == [one.tag for one in plain.root.all() if one.tag not in calls]
    assert person.get("/step/1").checked()["name_for_loss"] == name


# Answers that do not fit together


@pytest.mark.parametrize(
    ("told", "statement"),
    [
        ({"no_bleeding_since_medicine": "yes", "bleeding_now": "light"}, "con.bleeding-and-none-since-medicine"),
        ({"loss_date": "2026-10-25", "pregnancy_test": "positive", "pregnancy_test_day": 40}, "con.test-after-today"),
        ({**HAD_SEX, "days_since_unprotected_sex": 30, "hours_since_unprotected_sex": "unknown"}, "con.sex-before-loss"),
        ({"weeks_pregnant": 26}, "con.miscarriage-many-weeks"),
        ({"loss_kind": "ectopic", "weeks_pregnant": 26}, "con.ectopic-or-molar-many-weeks"),
        ({"loss_kind": "later_loss"}, "con.later-loss-fewer-weeks"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_answers_that_do_not_fit_are_named(visit: Visit, told: Facts, statement: str) -> None:
    person = visit({**WELL, **told})
    person.walk()
    page = person.here
    boxes = [one for one in page.main.all("section") if one.all("h2") and "do not fit together" in one.text]
    assert [box.one(data_statement="").attributes["data-statement"] for box in boxes] == [statement]


def test_answers_that_fit_are_not_called_misfits(arrived: Walker) -> None:
    assert "do not fit together" not in arrived.here.main.text


# What could change an answer


def of_class(page: Page, name: str) -> list[Element]:
    return [one for one in page.main.all("div") if name in one.attributes.get("class", "").split()]


def test_what_could_change_an_answer_stands_under_its_action(visit: Visit, today: date) -> None:
    """Each action once in its part, with "if:", and under it each of its conditions once; the most careful action first."""
    person = visit({"guide": "after_loss"})
    page = person.walk()
    found = guide(person.told, today=today)
    shown = []
    for group in of_class(page, "group"):
        head = group.one("h3" if any(one.tag == "section" and one.attributes["class"] == "open" for one in group.above()) else "h4")
        assert head.text.endswith((", if:", ". This is for you if:"))
        conditions = [one.attributes["data-statement"] for one in group.all("li")]
        folded = [one for part in group.all("details") for one in part.all("li")]
        assert len(conditions) - len(folded) <= 6
        shown.append((head.attributes["data-statement"], sorted(conditions)))
    actions = list(dict.fromkeys((one.decision, one.then) for one in found.open))
    wanted = [(then, sorted(one.if_ for one in found.open if (one.decision, one.then) == (name, then))) for name, then in actions]
    assert shown == wanted
    assert shown[0][0] == "urg.then-emergency"


def test_the_first_line_is_the_answer_about_today(put: Visit, pack: Pack) -> None:
    """Where help is needed, the box says which and why, each with its reason, before all else."""
    for facts, level in ((WELL, "self_care"), ({**WELL, "dizzy_or_lightheaded": "yes"}, "urgent_same_day")):
        page = put("guide", facts).here
        (box,) = of_class(page, "lede")
        said = [name for name, element in page.statements if any(one is box for one in element.above())]
        assert said[0] == pack.decisions["urgency"].levels[level].says
        assert ("urg.dizzy-needs-a-call-today" in said) is (level == "urgent_same_day")
        assert "care" in box.attributes["class"].split() or level == "self_care"


# The ways on


def test_answer_this_now_opens_a_page_that_can_settle_it(put: Visit, today: date) -> None:
    facts = {"guide": "after_loss"}
    person = put("guide", facts)
    arrived = person.here
    needed = {fact for one in guide(facts, today=today).open for fact in one.needs} | {"loss_date"}
    buttons = [one for one in arrived.main.all("button") if one.text == "Answer this now"]
    assert len(buttons) > 10
    for place in range(0, len(buttons), 3):
        person.seen.append(arrived)
        page = person.press("Answer this now", place)
        assert page.kind == "question"
        assert {*facts_on(page)} & needed


def test_who_was_not_sure_of_anything_is_not_asked_it_again(visit: Visit) -> None:
    """Repro u8: the conditions stay, and each answer can be changed among what she told."""
    person = visit({"guide": "after_loss"})
    arrived = person.walk()
    buttons = [one.text for one in arrived.main.all("button")]
    assert buttons.count("Answer this now") == 2  # what stands on the pages of the methods, where she was not yet
    for place in range(2):
        person.seen.append(arrived)
        assert not {*facts_on(person.press("Answer this now", place))} & person.told.keys()
    assert arrived.main.all("div", class_="group")
    assert len([text for text in buttons if text.startswith("Change")]) > 10


def test_a_page_offered_to_those_who_like_adds_to_the_guide(put: Visit) -> None:
    person = put("guide", WELL)
    offers = person.here.main.all("div", class_="offers")
    assert [one.one("h3").text for one in offers] == ["Only if you like"] * len(offers)
    page = person.press("What is your rhesus blood group")
    assert facts_on(page) == ["rhesus"]
    assert person.post(page.path, {"rhesus": "negative"}).kind == "guide"
    assert person.here.told["Rhesus group"] == "Rhesus negative"


# Days


def test_the_timeline_is_there_when_the_day_is_known(put: Visit) -> None:
    page = put("guide", WELL).here
    assert page.heading == "Today is day 9"
    assert len(page.main.all("figure")) == 1


@pytest.mark.parametrize("told", [{"loss_date": "unknown"}, {"loss_date": "2026-04-01"}, {"guide": "pregnant"}])
def test_without_a_day_or_long_after_there_is_no_timeline(put: Visit, told: Facts) -> None:
    facts = {**WELL, **told}
    if facts["guide"] == "pregnant":
        del facts["loss_date"]
    assert put("guide", facts).here.main.all("figure") == []
