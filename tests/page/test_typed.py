"""Questions as people type them, in the page itself: found, understood, and dangers heard. The bounds are those of the contract."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from afterwards.pack import Pack
from afterwards.site.data import compact
from tests.page.typed_variants import variants

pytestmark = pytest.mark.browser

EXAMPLES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "evidence" / "typed-examples.jsonl").read_text(encoding="utf-8").splitlines()
    if line
]
SHOWN = 3
LOOSER = 0.05
"""How far a variant may fall short of what the phrases themselves reach."""


@dataclass(frozen=True)
class Tried:
    """A phrase, what is to be found in it, and what the page found."""

    text: str
    wanted: dict[str, Any]
    found: dict[str, Any]

    @property
    def on_topic(self) -> bool:
        return bool(self.wanted["questions"])

    @property
    def shown(self) -> list[str]:
        return [*self.found["questions"][:SHOWN]]

    @property
    def right(self) -> dict[str, bool]:
        """Of each fact that was understood whether the text says it. What follows from another fact is no error."""
        said = self.wanted["understood"]
        told = {name: value for name, value in self.found["understood"].items() if (name, value) != ("guide", "after_loss")}
        return {name: said.get(name) == value for name, value in told.items()}


def try_all(page: Page, examples: Iterable[tuple[str, dict[str, Any]]]) -> list[Tried]:
    phrases = [*examples]
    found = page.evaluate("texts => typed(texts)", [text for text, _ in phrases])
    return [Tried(text, wanted, one) for (text, wanted), one in zip(phrases, found, strict=True)]


def check_all(tried: Sequence[Tried], least: float) -> None:
    """Hold the phrases to the bounds, `least` lower than asked for."""
    asked = [one for one in tried if one.on_topic]

    def share(good: Iterable[bool]) -> float:
        many = [*good]
        return sum(many) / len(many)

    among = [bool({*one.shown} & {*one.wanted["questions"]}) for one in asked]
    assert share(among) >= 0.95 - least, [one.text for one, good in zip(asked, among, strict=True) if not good]
    assert share(one.shown[:1] != [] and one.shown[0] in one.wanted["questions"] for one in asked) >= 0.85 - least
    missed = [one.text for one in tried if one.wanted["urgent"] and not one.found["urgent"]]
    feared = [one.text for one in tried if one.found["urgent"] and not one.wanted["urgent"]]
    assert len(missed) <= least * sum(one.wanted["urgent"] for one in tried), missed
    assert len(feared) <= least * len(tried), feared
    facts = [good for one in tried for good in one.right.values()]
    assert share(facts) >= 0.98 - least, [(one.text, one.found["understood"]) for one in tried if not all(one.right.values())]
    assert sum(facts) >= (0.7 - least) * sum(len(one.wanted["understood"]) for one in tried)
    shown = [one.text for one in tried if not one.on_topic and one.shown]
    assert len(shown) <= least * sum(not one.on_topic for one in tried), shown


def test_phrases(evaluator: Page) -> None:
    check_all(try_all(evaluator, ((one["text"], one) for one in EXAMPLES)), 0)


@pytest.mark.parametrize("seed", [1, 2])
def test_variants(evaluator: Page, seed: int) -> None:
    check_all(try_all(evaluator, ((text, one) for one in EXAMPLES for text in variants(one["text"], seed))), LOOSER)


TOLD_BEFORE = (
    "6 days after tablets, still bleeding,",
    "had a d&c 9 days ago and im spotting.",
    "miscarriage last week, bit of cramping and tired,",
    "i lost my baby at 9 weeks and took miso,",
)
ASKED_THEN = {
    "when can i have sex": "sex-when",
    "when can we try again": "try-again",
    "can i go swimming": "swim-bath",
    "can i drink alcohol": "alcohol",
    "when will my period come back": "period-when",
    "can i use tampons": "tampons",
    "when can i go back to work": "work-leave",
    "could i be pregnant again": "pregnant-again",
}


def test_what_is_asked_counts_for_more_than_what_is_told_before_it(evaluator: Page, pack: Pack) -> None:
    """People tell what happened and then ask: the question that they ask is the one they are shown."""
    asked = [(f"{told} {then}", wanted) for told in TOLD_BEFORE for then, wanted in ASKED_THEN.items()]
    assert {wanted for _, wanted in asked} <= pack.questions.by_id.keys(), pack.questions.by_id.keys()
    found = evaluator.evaluate("texts => typed(texts)", [text for text, _ in asked])
    first = [one["questions"][:1] == [wanted] for one, (_, wanted) in zip(found, asked, strict=True)]
    among = [wanted in one["questions"][:SHOWN] for one, (_, wanted) in zip(found, asked, strict=True)]
    assert all(among), [text for (text, _), good in zip(asked, among, strict=True) if not good]
    assert sum(first) >= 0.95 * len(first), [text for (text, _), good in zip(asked, first, strict=True) if not good]


BESIDE = {
    "bleeding for 2 weeks, can we have sex": "sex-when",
    "i'm still bleeding, when is sex ok": "sex-when",
    "bled after sex yesterday, is it normal": "sex-bleeding",
    "had a miscarriage, is it normal to bleed after sex": "sex-bleeding",
}


@pytest.mark.parametrize("text", ["is it my fault", "was it my fault", "my fault", "did i cause it", "Did I cause it?"])
def test_a_phrase_of_one_common_word_is_understood(evaluator: Page, text: str) -> None:
    found = evaluator.evaluate("texts => typed(texts)", [text])[0]
    assert found["questions"][0] == "my-fault"
    assert not found["urgent"]


@pytest.mark.parametrize(("text", "wanted"), BESIDE.items())
def test_of_two_questions_with_the_same_words_the_one_whose_title_is_asked_comes_first(evaluator: Page, text: str, wanted: str) -> None:
    """What she told of can be half of another question: it is not the one that she asks."""
    (found,) = evaluator.evaluate("texts => typed(texts)", [text])
    assert found["questions"][0] == wanted


NOT_OF_TABLETS_THAT_FAIL = [
    "bleeding a lot with clots after tablets",
    "very heavy bleeding after miso",
    "cramps after the pills is it normal",
]


@pytest.mark.parametrize("text", NOT_OF_TABLETS_THAT_FAIL)
def test_hardly_bled_is_no_answer_to_who_bleeds(evaluator: Page, text: str) -> None:
    """The question on tablets that do nothing is meant only where a word says so."""
    (found,) = evaluator.evaluate("texts => typed(texts)", [text])
    assert found["questions"][0] != "tablets-no-bleed"


DANGERS = """
soaking through pads quickly
golf ball clots coming out
keep fainting
i feel like im going to pass out
pain only on one side after miscarriage
temp of 102
smelly discharge after abortion
one leg is swollen
short of breath since operation
pain in my shoulder and tummy
dont want to be here anymore
i might hurt myself
im 7 weeks pregnant and bleeding
my waters have broken at 20 weeks
baby not kicking as much
i havent weed all day
i have taken all my pills
i took too many tablets
i took an overdose
i think i am dying
am i dying
"""
NO_DANGERS = """
how heavy is too heavy
no fever no pain just spotting
this wait is killing me
small clots after miscarriage
how do i know if i have an infection
chest feels heavy with grief
i feel dead inside
my baby died at 20 weeks
kill time while waiting for scan
could i faint during a coil fitting
what should i do if i get a fever
no bleeding no cramps 8 weeks pregnant sex ok
how many tablets do i take
my baby was dying inside me
took all the tablets and no bleeding
"""


@pytest.mark.parametrize(("texts", "urgent"), [(DANGERS, True), (NO_DANGERS, False)])
def test_dangers_and_what_looks_like_them(evaluator: Page, texts: str, urgent: bool) -> None:
    found = evaluator.evaluate("texts => typed(texts)", [line for line in texts.splitlines() if line])
    assert [one["urgent"] for one in found] == [urgent] * len(found)


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("d&c a fortnight ago", {"management": "surgery", "days_since_loss": 14}),
        ("2 months since miscarriage", {"loss_kind": "miscarriage", "days_since_loss": 60}),
        ("miscarriage last month", {"loss_kind": "miscarriage"}),
        ("miscarried yesterday", {"loss_kind": "miscarriage", "days_since_loss": 1}),
        ("lost him at 19 weeks 3 weeks ago", {"weeks_pregnant": 19, "days_since_loss": 21}),
        ("took miso 3 days ago and no bleeding", {"management": "medicine", "bleeding_now": "none"}),
        ("101 fahrenheit", {"temperature_c": 38.3}),
        (
            "unprotected sex 20 hours ago",
            {"unprotected_sex_since_loss": "yes", "had_sex_since_loss": "yes", "hours_since_unprotected_sex": 20},
        ),
        ("do i need a d&c or tablets", {}),
        ("i took an overdose", {"self_harm_immediate": "yes"}),
        ("can we have sex", {}),
        ("will i have another miscarriage", {}),
        ("still bleeding", {}),
        ("my 14 year old daughter", {}),
        ("im 14 weeks pregnant", {"guide": "pregnant", "weeks_pregnant": 14}),
    ],
)
def test_what_is_said_plainly(evaluator: Page, text: str, understood: dict[str, Any]) -> None:
    assert evaluator.evaluate("texts => typed(texts)", [text])[0]["understood"] == understood


def test_no_phrase_that_was_handed_stands_in_the_data(pack: Pack) -> None:
    """The page matches by meaning; what it is tried with is no part of it."""

    def texts(value: Any) -> Iterable[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list | dict):
            for one in value.values() if isinstance(value, dict) else value:
                yield from texts(one)

    def bare(text: str) -> str:
        return " ".join(re.findall("[a-z0-9&]+", text.lower()))

    held = {bare(text) for text in texts([compact(pack)["typed"], [list(one.typed) for one in pack.questions.by_id.values()]])}
    handed = [bare(one["text"]) for one in EXAMPLES]
    assert not [text for text in handed if text in held]
    assert not [(text, whole) for text in handed for whole in held if f" {text} " in f" {whole} "]


SINCE = {
    "6 days after tablets, still bleeding, when can i have sex": 6,
    "took the tablets 4 days ago, is this pain normal": 4,
    "3 days after my iron tablets, is this pain normal": None,
    "5 days after starting the pill, can i have sex": None,
}


@pytest.mark.parametrize(("text", "days"), SINCE.items())
def test_tablets_count_as_a_treatment_unless_they_are_of_another_kind(evaluator: Page, text: str, days: int | None) -> None:
    """What is understood is shown to be confirmed: the day of the tablets is that of the loss, but not of iron or a contraceptive pill."""
    (found,) = evaluator.evaluate("texts => typed(texts)", [text])
    assert found["understood"].get("days_since_loss") == days, found["understood"]
