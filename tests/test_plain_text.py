"""The guide as text: the page's statements in the page's order, with their sources."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterwards.contraception import category_words, in_order
from afterwards.guide import Guide, guide
from afterwards.pack.layout import FIRST, SECTIONS
from afterwards.plain_text import HEADINGS, WIDTH, as_text
from tests.people import EVERY_FACT, PACK, Facts, people
from tests.tries import tries

TODAY = date(2026, 11, 24)
NINE_DAYS: Facts = {
    "guide": "after_loss", "loss_kind": "miscarriage", "loss_date": "2026-11-15", "weeks_pregnant": 8, "management": "waited",
    "bleeding_now": "light", "pregnancy_goal": "avoid",
}  # fmt: skip


def guide_for(facts: Facts, *, closed: bool = False) -> Guide:
    return guide(facts, today=TODAY, closed_world=closed, pack=PACK)


def on_one_line(text: str) -> str:
    """The text without its breaks."""
    return " ".join(text.split())


def test_every_section_has_a_heading() -> None:
    assert tuple(HEADINGS) == (FIRST, *SECTIONS)


def test_it_begins_with_day_guideline_and_review_and_ends_with_the_numbers() -> None:
    """R10, R33, R34."""
    lines = as_text(guide_for(NINE_DAYS)).splitlines()
    assert lines[0] == "Afterwards. 24 November 2026. United Kingdom guidance. Not yet medically reviewed."
    assert lines[-1] == PACK.statements[PACK.info["foot"]].text


@tries(50)
@given(facts=people())
def test_everything_in_the_guide_is_said_in_its_order(facts: Facts) -> None:
    """R08: each sentence with its sources, each open condition with what to do, each card with its lines."""
    found = guide_for(facts)
    text = as_text(found)
    rest = on_one_line(text)
    wanted = [found.voice.say(statement) for _, statement in found.contradictions]
    for section, lines in found.plan.items():
        wanted.append(HEADINGS[section])
        for line in lines:
            wanted += [line.text, f"[{', '.join(PACK.statements[line.statement].sources)}]"]
    wanted += [f"If {found.voice.say(one.if_)}: {found.voice.say(one.then)}." for one in found.open]
    for card in found.cards:
        wanted += [found.voice.say(card.heading), *(f"- {found.voice.say(clause)}" for clause in card.lines)]
    for part in wanted:
        _, found_it, rest = rest.partition(on_one_line(part))
        assert found_it, f"{part!r} is not said, or not in its place"
    assert all(len(line) <= WIDTH for line in text.splitlines()[1:])
    assert text.endswith("\n")


def test_dates_stand_after_the_sentence() -> None:
    said = on_one_line(as_text(guide_for(NINE_DAYS, closed=True)))
    assert "(15 November to 13 December)" in said
    assert "(from 20 November)" in said


def test_without_a_date_no_date_is_said() -> None:
    undated = {name: value for name, value in NINE_DAYS.items() if name != "loss_date"}
    said = as_text(guide_for(undated, closed=True))
    assert "(from" not in said
    assert " to 13 December" not in said


def test_what_does_not_fit_is_said_first() -> None:
    text = as_text(guide_for(NINE_DAYS | {"bleeding_now": "none", "pads_soaked_per_hour": 2}))
    assert text.splitlines()[1].startswith("Does not fit: ")


@pytest.mark.parametrize(
    ("facts", "closed", "there"), [(NINE_DAYS, False, True), ({"guide": "pregnant", "weeks_pregnant": 20}, True, False)]
)
def test_answers_that_matter_are_named_while_there_are_some(facts: Facts, closed: bool, there: bool) -> None:
    found = guide_for(facts, closed=closed)
    text = on_one_line(as_text(found))
    assert ("Answers that could still change this: " in text) is there
    assert ("What could change this" in text) is there
    for fact in found.ask_next:
        assert PACK.facts[fact].short in text


def test_a_page_of_two_names_for_one_thing_names_it_once() -> None:
    text = on_one_line(as_text(guide_for({"guide": "after_loss"})))
    _, _, asked = text.partition("Answers that could still change this: ")
    names = asked.split(".")[0].split(", ")
    assert len(names) == len(set(names))


# The methods


def part_about_methods(found: Guide) -> str:
    """What stands between the heading of the methods and the next empty line, without its breaks."""
    _, _, rest = as_text(found).partition("\nMethods of contraception\n------------------------\n")
    return on_one_line(rest.partition("\n\n")[0])


def test_a_guide_in_pregnancy_has_no_part_about_methods() -> None:
    assert "Methods of contraception" not in as_text(guide_for({"guide": "pregnant", "weeks_pregnant": 20}, closed=True))


def test_methods_of_which_the_same_is_said_stand_together() -> None:
    """R02: eight times "1 to 4" would tell nothing; what is open is said once for all that it holds of."""
    said = part_about_methods(guide_for(NINE_DAYS))
    assert said.count("category 1 to 4") == 2
    assert said.count(PACK.statements["elig.open-to-4"].text) == 2
    assert PACK.statements["elig.blood-pressure-needed"].text in said


def test_as_soon_as_something_is_known_of_one_each_is_there() -> None:
    found = guide_for(NINE_DAYS | {"migraine": "with_aura"})
    assert not any(offer.settled for offer in found.methods() if offer.method.id not in ("coc", "patch", "ring"))
    said = part_about_methods(found)
    assert "Copper coil (IUD)" in said
    assert "category 1 to 4" in said
    assert "Vaginal ring: category 4" in said


def test_a_range_alone_is_something_known() -> None:
    """A medicine nobody knows leaves every method open, yet not to the same degree."""
    found = guide(NINE_DAYS | {"medicines": ["blurbozin"]}, today=TODAY, guideline="us", closed_world=True, pack=PACK)
    assert not any(offer.settled for offer in found.methods())
    said = part_about_methods(found)
    assert "Copper coil (IUD): category 1 to 2" in said
    assert "Vaginal ring: category 1 to 3" in said


@tries(50)
@given(facts=people(EVERY_FACT), which=st.sampled_from(list(PACK.info["guidelines"])))
def test_each_method_is_said_with_its_category_and_why_in_order(facts: Facts, which: str) -> None:
    """R08, R10: the guideline's order; each condition above 1 that holds, each caution, and when it can start."""
    found = guide(facts, today=TODAY, guideline=which, pack=PACK)
    wanted = [found.voice.say("elig.order-of-list")]
    before: tuple[str, list[str]] | None = None
    for offer in in_order(found.methods(), which):
        limits = {one.statement: category_words(one.low, one.category).lower() for one in reversed(offer.limits)}
        lines = [f"- {found.voice.sentence(one)}" + (f" ({limits[one]})" if one in limits else "") for one in offer.said]
        category = category_words(offer.low, offer.high).lower()
        if before == (category, lines):
            place = len(wanted) - len(lines) - 1
            wanted[place] = wanted[place].replace(f": {category}", f", {offer.method.name}: {category}")
        else:
            wanted += [f"{offer.method.name}: {category}", *lines]
        before = (category, lines)
    assert part_about_methods(found) == (on_one_line(" ".join(wanted)) if found.person else "")


def test_a_silent_guideline_is_said_to_have_no_category() -> None:
    said = part_about_methods(guide_for(NINE_DAYS | {"multiple_sclerosis": "mobile"}, closed=True))
    assert "Vaginal ring: no category" in said
