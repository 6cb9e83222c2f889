"""Statements said to one person: placeholders filled from what she told us, and dates written as people write them.

No logic in texts: a placeholder that is not known makes the statement take its `otherwise` text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from afterwards.engine import State
from afterwards.languages import BRITISH, Language
from afterwards.pack.entries import PLACEHOLDER, WEAKENING, WORDING, phrase_id
from afterwards.pack.model import Pack
from afterwards.pack.reviews import NOT_REVIEWED, OVERDUE, REVIEWED, Review
from afterwards.pack.words import filled, words
from afterwards.person.as_written import isolated
from afterwards.person.told import MEDICINES, Told, plain_number


def long_date(day: date, today: date | None = None, language: Language = BRITISH) -> str:
    """`6 December`, with the year when it is not this year (or when `today` is not given)."""
    return language.date(day, today)


def written(pack: Pack) -> date:
    """The first day of the month in which a pack was written: pages that are built once are built as of that day."""
    return datetime.strptime(pack.info.written, "%B %Y").date()


def sentence(text: str) -> str:
    """A text as a sentence that stands alone: with a capital letter and a full stop."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"


def review_of(pack: Pack, statement: str, today: date) -> str:
    """The review of one sentence: its state, and by whom and until when where somebody signed it."""
    state = pack.review(f"statement:{statement}", today)
    text = pack.statements[_says(pack, state)].text
    return text if state == NOT_REVIEWED else f"{text} {_signed(pack, pack.reviews.standing[f'statement:{statement}'])}"


def _says(pack: Pack, state: str) -> str:
    """The statement that says a state of review."""
    return {NOT_REVIEWED: pack.info.not_reviewed, REVIEWED: pack.info.reviewed, OVERDUE: pack.info.review_overdue}[state]


def _signed(pack: Pack, review: Review) -> str:
    who = pack.language.both([str(one) for one in review.by])
    return words(pack, "ui.signed-by", who=who, day=pack.language.date(review.signed), due=pack.language.date(review.due))


def review_of_all(pack: Pack, statements: Collection[str], today: date) -> tuple[str, str]:
    """The state of several sentences together: the statement that says it, and the words. Reviewed only when all of them are."""
    states = Counter(pack.review(f"statement:{one}", today) for one in statements)
    number, signed = states.total(), states[REVIEWED]
    if not signed:
        statement = _says(pack, OVERDUE if states[OVERDUE] and states[OVERDUE] == number else NOT_REVIEWED)
        return statement, pack.statements[statement].text
    if signed < number:
        rest = pack.statements[pack.info.not_reviewed].text
        return pack.info.not_reviewed, words(pack, "ui.some-signed", count=signed, all=number, rest=rest)
    due = min(pack.reviews.standing[f"statement:{one}"].due for one in statements)
    text = pack.statements[pack.info.reviewed].text
    return pack.info.reviewed, words(pack, "ui.all-signed", text=text, due=pack.language.date(due))


def weakening_medicines(pack: Pack, facts: Told) -> str | None:
    """The medicines she told of that make hormones work less, as she named them or as their class is called; None for none."""
    knowledge, medicines = pack.contraception, facts.values.get(MEDICINES)
    if knowledge is None or not isinstance(medicines, list):
        return None
    named: dict[str, None] = {}
    for name in medicines:
        medicine = knowledge.medicine(name)
        if medicine and any(one in knowledge.weakens for one in medicine.classes):
            named[" ".join(name.split())] = None
        elif medicine is None and name in knowledge.weakens:
            named[knowledge.weakens[name]] = None
    return pack.language.both([*named]) or None


@dataclass(frozen=True, slots=True)
class Voice:
    """Says statements to one person.

    `words` are her phrases for the loss, and the phrases of the pack that hang on her circumstances;
    `weakening` the medicines she takes that make hormones work less. `about_her`: someone else asks, and reads of her.
    """

    pack: Pack
    today: date
    loss_date: date | None
    hours: float | None
    words: Mapping[str, str]
    weakening: str | None = None
    about_her: bool = False

    @classmethod
    def of(cls, pack: Pack, facts: Told, today: date, state: State) -> Voice:
        """The voice for what she told us: the words she chose, until then those of the kind of loss, until then "the pregnancy loss".

        `state` is what the table of the decisions knows of her: phrases such as whom to call hang on it.
        """
        choice, name = facts.values.get("words_for_loss", facts.values.get("loss_kind")), facts.values.get("name_for_loss")
        words = pack.words.get(str(choice), pack.words["pregnancy_loss"])
        if choice == "name" and not name:
            words = pack.words["my_baby"]
        phrases = {key: words[key].replace("{name}", isolated(str(name))) for key in WORDING}
        for phrase, many in pack.phrases.items():
            phrases[phrase] = next(one.say for place, one in enumerate(many) if pack.table.holds(phrase_id(phrase, place), state))
        return cls(pack, today, facts.loss_date, facts.hours, phrases, weakening_medicines(pack, facts))

    @classmethod
    def of_nobody(cls, pack: Pack, today: date) -> Voice:
        """The voice of pages that are the same for everyone."""
        phrases = {key: pack.words["pregnancy_loss"][key] for key in WORDING}
        return cls(pack, today, None, None, phrases | {phrase: many[-1].say for phrase, many in pack.phrases.items()})

    def say(self, statement: str, **values: object) -> str:
        """The statement's text for her; `values` fill placeholders of their names. Raises `KeyError` when there is no such statement."""
        entry = self.pack.statements[statement]
        if values:
            return filled(entry, self.pack.language, values)
        text = self._fill(entry.about_her if self.about_her and entry.about_her else entry.text)
        return self._fill(entry.otherwise) or "" if text is None else text

    def sentence(self, statement: str) -> str:
        """The same, and a clause as a sentence that stands alone: with a capital letter and a full stop."""
        return sentence(self.say(statement))

    def because(self, statement: str) -> str:
        """Why we say it; "" where the pack gives no reason."""
        return self._fill(self.pack.statements[statement].because) or ""

    def day(self, number: int | None) -> date | None:
        """The date so many days after the loss, or None when either is not known."""
        return self.loss_date + timedelta(days=number) if self.loss_date is not None and number is not None else None

    def _fill(self, text: str) -> str | None:
        if "{" not in text:
            return text
        known = True

        def put(match: re.Match[str]) -> str:
            nonlocal known
            filled = self._placeholder(match.group(1), match.group(3))
            known = known and filled is not None
            # A name may end in a full stop of its own.
            return (filled or "").removesuffix(".") if text[match.end() :].startswith(".") else filled or ""

        filled = PLACEHOLDER.sub(put, text)
        return filled[:1].upper() + filled[1:] if known and text[0] == "{" and text.endswith(".") else filled if known else None

    def _placeholder(self, kind: str, number: str | None) -> str | None:
        if kind in self.words:
            return self.words[kind]
        if kind == WEAKENING:
            return self.weakening
        if kind == "hours_left":
            left = 0 if self.hours is None else int(number or 0) - int(self.hours)
            return plain_number(left) if left > 0 else None
        if self.loss_date is None:
            return None
        if kind == "date":
            return self.pack.language.date(self.loss_date + timedelta(days=int(number or 0)), self.today)
        return str((self.today - self.loss_date).days)
