"""The plan as text: the page's statements in the page's order, with their sources by number."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterwards.answers.reader import Reader
from afterwards.contraception import in_order
from afterwards.guide import Guide, guide
from afterwards.methods_as_json import category_words
from afterwards.plain_text import WIDTH, as_text, methods_lines
from tests.people import EVERY_FACT, PACK, Facts, people
from tests.tries import tries

TODAY = date(2026, 11, 24)
NINE_DAYS: Facts = {
    "guide": "after_loss", "loss_kind": "miscarriage", "loss_date": "2026-11-15", "weeks_pregnant": 8, "management": "waited",
    "bleeding_now": "light", "pregnancy_goal": "avoid",
}  # fmt: skip


TYPICAL: Facts = NINE_DAYS | {"pain": "mild", "bleeding_course": "settling", "signs_today": "none", "loss_complete": "not_confirmed"}


def guide_for(facts: Facts, *, closed: bool = False) -> Guide:
    return guide(facts, today=TODAY, closed_world=closed, pack=PACK)


def reader_for(facts: Facts, *, closed: bool = False) -> Reader:
    return Reader(PACK, facts, TODAY, None, "uk", closed_world=closed)


def text_for(facts: Facts, *, closed: bool = False) -> str:
    return as_text(reader_for(facts, closed=closed))


def on_one_line(text: str) -> str:
    """The text without its breaks."""
    return " ".join(text.split())


def test_it_begins_with_day_guideline_and_review_and_ends_with_the_numbers() -> None:
    """R10, R33, R34."""
    lines = text_for(NINE_DAYS).splitlines()
    assert lines[0] == "Afterwards. 24 November 2026. United Kingdom guidance. Not yet medically reviewed."
    assert lines[-1] == PACK.statements[PACK.info.foot].text


@pytest.mark.parametrize("facts", [NINE_DAYS, TYPICAL, TYPICAL | {"loss_kind": "abortion", "management": "medicine"}])
def test_a_typical_plan_is_under_80_lines_and_lists_nothing_that_was_not_asked(facts: Facts) -> None:
    """R33."""
    text = text_for(facts)
    assert len(text.splitlines()) < 80
    assert "Methods of contraception" not in text
    assert "Answers that could still change this" not in text


@tries(50)
@given(facts=people())
def test_everything_in_the_plan_is_said_in_its_order(facts: Facts) -> None:
    """R08: what is due now first, each line of the plan with the numbers of its sources, each card with its lines."""
    reader = reader_for(facts)
    person, text = reader.plain, as_text(reader)
    rest = on_one_line(text)
    wanted = [person.guide.voice.say(statement) for _, statement in person.guide.contradictions]
    wanted += [f"First: {one.text} [" for one in person.first()]
    answers = {one.question.id: one for one in reader.answers()}
    named: set[str] = set()
    for name, label in PACK.info.plan.items():
        if name in answers:
            said = [*(answers[name].own or ("", answers[name].headline))[1], *answers[name].opened]
            wanted += [f"{person.guide.voice.say(label)}: {said[0].text}", *(one.text for one in said[1:]), "["]
            named |= {source for one in said for source in PACK.statements[one.id].sources}
    for card in person.guide.cards:
        if card.level in ("emergency", "urgent_same_day"):
            wanted += [person.guide.voice.say(card.heading), *(person.guide.voice.say(line) for line in card.lines)]
    for part in (*wanted, "Sources: "):
        _, found_it, rest = rest.partition(on_one_line(part))
        assert found_it, f"{part!r} is not said, or not in its place"
    assert all(f" {name}" in rest for name in named)
    assert all(len(line) <= WIDTH for line in text.splitlines()[1:] if line.startswith(" "))
    assert text.endswith("\n")


def test_dates_to_come_stand_with_what_they_are_for() -> None:
    said = on_one_line(text_for(NINE_DAYS, closed=True))
    assert "By 13 December: bleeding usually settles" in said
    assert "20 November" not in said.partition("Your dates")[2]


def test_without_a_date_no_date_is_said() -> None:
    undated = {name: value for name, value in NINE_DAYS.items() if name != "loss_date"}
    assert "Your dates" not in text_for(undated, closed=True)


def test_what_does_not_fit_is_said_first() -> None:
    text = text_for(NINE_DAYS | {"bleeding_now": "none", "pads_soaked_per_hour": 2})
    assert text.splitlines()[1].startswith("Does not fit: ")


@pytest.mark.parametrize("facts", [{"guide": "pregnant", "contractions": "yes"}, NINE_DAYS | {"fainted_or_collapsed": "yes"}])
def test_a_call_stands_before_everything(facts: Facts) -> None:
    """R03: also where no rule by itself is certain, as contractions with the weeks not told."""
    text = text_for(facts)
    assert re.match(r"First: Call (today|999 now|now)", text.splitlines()[1]), text.splitlines()[1]


# The methods


def part_about_methods(found: Guide) -> str:
    """What stands between the heading of the methods and the next empty line, without its breaks."""
    _, _, rest = "\n".join(methods_lines(found)).partition("\nMethods of contraception\n------------------------\n")
    return on_one_line(rest.partition("\n\n")[0])


def test_a_guide_in_pregnancy_has_no_part_about_methods() -> None:
    assert "Methods of contraception" not in text_for({"guide": "pregnant", "weeks_pregnant": 20}, closed=True)


@pytest.mark.parametrize(
    "facts", [{"guide": "contraception_only"}, NINE_DAYS | {"medicines": ["carbamazepine"]}, NINE_DAYS | {"migraine": "with_aura"}]
)
def test_who_asks_about_methods_or_told_what_limits_one_reads_each(facts: Facts) -> None:
    """C7: nothing told is ignored, in the text neither."""
    assert "Methods of contraception" in text_for(facts)


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
@given(facts=people(EVERY_FACT), which=st.sampled_from(list(PACK.info.guidelines)))
def test_each_method_is_said_with_its_category_and_why_in_order(facts: Facts, which: str) -> None:
    """R08, R10: the guideline's order; each condition above 1 that holds, each caution, and when it can start."""
    found = guide(facts, today=TODAY, guideline=which, pack=PACK)
    wanted = [found.voice.say("elig.order-of-list")]
    before: tuple[str, list[str]] | None = None
    for offer in in_order(found.methods(), which):
        limits = {one.statement: category_words(PACK, one.low, one.category).lower() for one in reversed(offer.limits)}
        lines = [f"- {found.voice.sentence(one)}" + (f" ({limits[one]})" if one in limits else "") for one in offer.said]
        category = category_words(PACK, offer.low, offer.high).lower()
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
