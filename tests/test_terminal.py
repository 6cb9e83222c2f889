"""The interview in the terminal: the same pages, the same answer, and a way out at every prompt."""

from __future__ import annotations

import io
import re

import pytest

from afterwards import load_pack
from afterwards.contraception import TOPIC
from afterwards.pack.cases import TODAY
from afterwards.pack.told import UNKNOWN
from afterwards.terminal import ask

PACK = load_pack()
QUESTIONS = {entry.question: entry for entry in PACK.facts.values() if entry.question}
ITEMS = {item: entry for entry in PACK.facts.values() for item in entry.items}
CALM: dict[str, object] = {
    "guide": "after_loss",
    "bleeding_now": "light",
    "pain": "mild",
    "discharge": "usual",
    "loss_kind": "miscarriage",
    "words_for_loss": "miscarriage",
    "loss_date": "2026-11-15",
    "weeks_pregnant": "9",
    "management": "medicine",
    "loss_complete": "confirmed",
    "bleeding_course": "settling",
    "body_ready": "yes",
    "mind_ready": "not_yet",
    "partner_ready": "yes",
    "had_sex_since_loss": "no",
    "pregnancy_goal": "avoid",
    "distress_weeks": "0",
    "self_harm_thoughts": "no",
}


METHODS: dict[str, object] = {
    "guide": "contraception_only",
    "loss_kind": "miscarriage",
    "loss_date": "2026-11-15",
    "weeks_pregnant": "9",
    "management": "surgery",
    "words_for_loss": "miscarriage",
    "pregnancy_goal": "avoid",
    "had_sex_since_loss": "no",
    "age": "30",
    "height_cm": "165",
    "weight_kg": "60",
    "smoker": "never",
    "hypertension": "none",
    "systolic_mmhg": "115",
    "diastolic_mmhg": "75",
    "using_now": "none",
}
OF_METHODS = {fact for page in PACK.pages if page.topic == TOPIC for fact in page.facts}


class Person(io.StringIO):
    """Answers what the terminal asks, from facts; a fact she was not given is "no" where that is an answer, or not sure."""

    def __init__(self, facts: dict[str, object], first: dict[str, list[str]] | None = None) -> None:
        super().__init__()
        self.facts, self.first, self.seen = facts, first or {}, io.StringIO()
        self.asked: list[str] = []

    def readline(self, *_: object) -> str:  # type: ignore[override]
        lines = self.seen.getvalue().splitlines()
        for line in reversed(lines):
            if line.strip() in ITEMS:
                return "1\n"
            if line in QUESTIONS:
                return self._typed(line) + "\n"
        raise AssertionError("nothing was asked")

    def _typed(self, question: str) -> str:
        entry = QUESTIONS[question]
        if self.first.get(entry.name):
            return self.first[entry.name].pop(0)
        self.asked.append(entry.name)
        if entry.kind == "list":
            return str(self.facts.get(entry.name, "0"))
        given = self.facts.get(entry.name, "no" if "no" in entry.values else UNKNOWN)
        if entry.values:
            return str([*entry.values, UNKNOWN].index(str(given)) + 1)
        return "n" if given == UNKNOWN else str(given)


def interview(facts: dict[str, object], first: dict[str, list[str]] | None = None, *, guideline: str = "uk") -> tuple[str, Person]:
    person = Person(facts, first)
    assert ask(PACK, TODAY, guideline, person, person.seen) == 0
    return person.seen.getvalue(), person


def test_the_whole_interview_ends_in_the_guide() -> None:
    said, person = interview(CALM)
    assert len(person.asked) == len(set(person.asked))
    assert person.asked[:2] == ["guide", "fainted_or_collapsed"]
    assert "Wait until the bleeding has stopped before you have sex." in said
    assert "In an emergency call 999." in said
    assert "Not yet medically reviewed." in said


def test_a_red_flag_ends_it_at_once() -> None:
    """R03: nothing more is asked once an emergency is certain."""
    said, person = interview(CALM | {"fainted_or_collapsed": "yes"})
    assert person.asked == ["guide", "fainted_or_collapsed"]
    assert "Call 999 now" in said


def test_not_sure_keeps_the_careful_answer_and_is_named() -> None:
    """R02: not sure is never read as no."""
    said, _ = interview(CALM | {"shoulder_tip_pain": UNKNOWN})
    assert "What could change this" in said
    assert "If you have pain at the tip of your shoulder: call 999 now, or go to A&E." in said


@pytest.mark.parametrize(
    ("typed", "told"),
    [("99", "is not one of the numbers above. Type a number from 1 to 6."), ("lots", "'lots' is not one of the numbers above.")],
)
def test_a_choice_that_is_none_is_asked_again(typed: str, told: str) -> None:
    said, person = interview(CALM, {"bleeding_now": [typed]})
    assert told in said
    assert person.asked.count("bleeding_now") == 1


def test_numbers_and_dates_out_of_range_are_named_with_their_range() -> None:
    """R23: the field, the allowed values and the remedy."""
    said, _ = interview(CALM, {"weeks_pregnant": ["60", "nine"], "loss_date": ["2027-01-01"]})
    assert "weeks_pregnant: 60.0 is outside 0 to 42 (weeks)." in said
    assert "weeks_pregnant: 'nine' is not a number." in said
    assert "loss_date: 2027-01-01 lies after today" in said


def test_why_is_told_and_the_question_stays() -> None:
    said, person = interview(CALM, {"bleeding_now": ["?"], "guide": ["?"]})
    assert PACK.statements["ask.bleeding"].text in said
    assert person.asked.count("bleeding_now") == 1


def test_back_asks_the_page_before_again() -> None:
    _, person = interview(CALM, {"loss_kind": ["b"]})
    assert person.asked.count("pain") == 2
    assert person.asked.count("loss_kind") == 1


def test_a_topic_can_be_left_out_but_not_the_warning_signs() -> None:
    said, person = interview(CALM, {"distress_weeks": ["s"], "had_sex_since_loss": ["s"], "bleeding_now": ["s"]})
    assert "These questions come first" in said
    assert "bleeding_now" in person.asked
    assert "self_harm_thoughts" not in person.asked
    assert "had_sex_since_loss" not in person.asked


@pytest.mark.parametrize("letter", ["q", "b", "s"])
def test_the_first_question_can_be_left(letter: str) -> None:
    said, _ = interview(CALM, {"guide": [letter]})
    assert said.rstrip().endswith("Stopped. Nothing is kept.")


def test_the_end_of_the_input_stops_it() -> None:
    seen = io.StringIO()
    assert ask(PACK, TODAY, "uk", io.StringIO(""), seen) == 0
    assert seen.getvalue().rstrip().endswith("Stopped. Nothing is kept.")


def test_a_name_is_asked_only_where_a_name_is_chosen() -> None:
    _, person = interview(CALM)
    assert "name_for_loss" not in person.asked
    said, person = interview(CALM | {"words_for_loss": "name", "name_for_loss": "Anna"})
    assert "name_for_loss" in person.asked
    assert re.search(r"loss of\s+Anna", said)


class Low(Person):
    """Chooses "more than half the days" for low mood, types nonsense once at worry and then would rather not say."""

    def readline(self, *_: object) -> str:  # type: ignore[override]
        shown = [line.strip() for line in self.seen.getvalue().splitlines()]
        last = next(line for line in reversed(shown) if line in ITEMS or line in QUESTIONS)
        if last not in ITEMS:
            return super().readline()
        if ITEMS[last].name == "low_mood_score":
            return "3\n"
        return "5\n" if "Type a number from 1 to 5." in self.seen.getvalue() else "9\n"


def test_a_score_is_the_sum_of_its_lines() -> None:
    person = Low(CALM)
    assert ask(PACK, TODAY, "uk", person, person.seen) == 0
    said = person.seen.getvalue()
    assert "Your answers about low mood say that talking to someone may help." in said
    assert "Type a number from 1 to 5." in said


# The comparison of methods


def test_who_looks_at_contraception_is_asked_about_methods_and_reads_them() -> None:
    said, person = interview(METHODS)
    assert {"age", "clot_now", "has_migraine", "breastfeeding", "medicines", "other_conditions"} <= set(person.asked)
    assert len(person.asked) == len(set(person.asked))
    text = said[said.index("Methods of contraception") :]
    for name in ("Copper coil (IUD)", "Implant", "Combined pill"):
        assert f"{name}: category 1\n" in text
    assert "to 4" not in text


def test_after_a_loss_no_question_is_asked_for_the_methods_alone() -> None:
    """They come when she asks for them, on the page of the methods."""
    _, person = interview(CALM)
    assert OF_METHODS.isdisjoint(person.asked)


def category(said: str, method: str) -> str:
    """The category said of a method: its heading names all methods of which the same is said, and may go over several lines."""
    headings = re.findall(r"^  (?! |- )((?:.|\n  (?! |- ))*?): (category [1-4](?: to [1-4])?)$", said, flags=re.MULTILINE)
    (found,) = [level for names, level in headings if method in re.split(r",\s+", names)]
    return str(found)


def test_what_stands_behind_a_box_is_asked_where_it_is_ticked() -> None:
    said, person = interview(METHODS | {"has_migraine": "yes", "migraine": "with_aura"})
    assert "migraine" in person.asked
    assert category(said, "Combined pill") == "category 4"
    _, other = interview(METHODS)
    assert "migraine" not in other.asked


@pytest.mark.parametrize(
    ("typed", "categories"),
    [
        ("Tegretol", "category 3"),
        ("ibuprofen, Tegretol", "category 3"),
        ("paracetamol", "category 1"),
        ("blurbozin", "category 1 to 3"),
        ("0", "category 1"),
    ],
)
def test_medicines_are_typed_by_name(typed: str, categories: str) -> None:
    """R02: a name nobody knows leaves open what it could change."""
    said, person = interview(METHODS | {"medicines": typed}, guideline="us")
    assert person.asked.count("medicines") == 1
    assert category(said, "Combined pill") == categories


def test_not_sure_of_the_medicines_leaves_them_open() -> None:
    said, _ = interview(METHODS | {"medicines": "n"}, guideline="us")
    assert category(said, "Combined pill") == "category 1 to 3"
    assert category(said, "Copper coil (IUD)") == "category 1 to 2"


def test_a_condition_that_is_none_is_asked_again() -> None:
    """R23: with the names that are allowed."""
    said, person = interview(METHODS, {"other_conditions": ["gout"]})
    assert "other_conditions: 'gout' is not one of thyroid, ovarian_cyst, " in said
    assert person.asked.count("other_conditions") == 1


def test_a_lower_blood_pressure_above_the_upper_one_is_refused() -> None:
    """R23: the pair is looked at, not each number alone."""
    said, person = interview(METHODS, {"diastolic_mmhg": ["130"]})
    assert "diastolic_mmhg: 130 is not below systolic_mmhg, 115." in said
    assert person.asked.count("diastolic_mmhg") == 1


def test_the_methods_are_read_under_the_guideline_that_was_chosen() -> None:
    """R10."""
    for which, name in (("uk", "United Kingdom"), ("us", "United States"), ("who", "World Health Organization")):
        said, _ = interview(METHODS, guideline=which)
        assert f"Afterwards. 24 November 2026. {name} guidance." in said
