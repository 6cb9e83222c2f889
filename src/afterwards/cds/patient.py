"""One patient as her record tells of her: the facts that can be used, where each comes from, and what was not read.

Facts from a record are never the whole: a fact that is not there stays open, whatever it would count as if it were absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from afterwards import contraception
from afterwards.answers.answering import answer_to
from afterwards.answers.person import Person
from afterwards.answers.record import Answer
from afterwards.cds.resources import Had
from afterwards.contraception import Offer
from afterwards.errors import BadFacts
from afterwards.fhir.record import PatientRecord
from afterwards.guide import Guide
from afterwards.guide import answer as guide_of
from afterwards.pack.model import Pack
from afterwards.pack.verdicts import BY_LEVEL
from afterwards.person.told import Told, read_facts
from afterwards.wording import Voice

GUIDE = "guide"
METHODS, AFTER_LOSS = "contraception_only", "after_loss"
"""Which guide a record is read for: methods, and what follows a loss where it tells of one lately. It is never taken from the record."""
LATELY = 90
"""For how many days after its end a pregnancy is spoken of: the longest time in the pack's rules of starting (after methotrexate)."""


@dataclass(frozen=True)
class Patient:
    """She as her record tells of her, under one guideline. `left_out`: facts of the record that cannot be right, and are not used.

    `had`: what was had of the record, `strangers`: how many resources of another person were among it.
    """

    pack: Pack
    today: date
    guideline: str
    facts: Mapping[str, object]
    left_out: tuple[str, ...]
    record: PatientRecord
    had: Had
    strangers: int

    @classmethod
    def of(cls, pack: Pack, today: date, guideline: str, record: PatientRecord, had: Had, strangers: int) -> Patient:
        """The patient of a record."""
        facts = {**record.facts, GUIDE: METHODS}
        left_out: list[str] = []
        while wrong := _wrong(pack, facts, today):
            left_out += wrong
            facts = {name: value for name, value in facts.items() if name not in wrong}
        patient = cls(pack, today, guideline, facts, tuple(left_out), record, had, strangers)
        return replace(patient, facts={**facts, GUIDE: AFTER_LOSS}) if patient.lost_lately else patient

    def without(self, names: tuple[str, ...]) -> Patient:
        """The same without some facts."""
        return replace(self, facts={name: value for name, value in self.facts.items() if name not in names})

    def implied(self, facts: Mapping[str, object]) -> Patient:
        """The same with what an order or a question implies, where the record tells nothing of it."""
        return replace(self, facts={**facts, **self.facts})

    @cached_property
    def told(self) -> Told:
        """Her facts, checked."""
        return read_facts(self.pack, self.facts, self.today)

    @cached_property
    def guide(self) -> Guide:
        """Her guide. Raises `Expired`."""
        return guide_of(self.pack, self.told, self.today, guideline=self.guideline)

    @cached_property
    def voice(self) -> Voice:
        """Speaks of her to someone else, where a sentence has words for that."""
        return replace(self.guide.voice, about_her=True)

    def offer(self, method: str) -> Offer:
        """One method for her, by the guideline."""
        return next(offer for offer in self.guide.methods() if offer.method.id == method)

    def answer(self, question: str) -> Answer:
        """The answer to one question, about her."""
        asked = self.pack.questions.by_id[question]
        patient = self.implied(asked.implies)
        return answer_to(Person(patient.guide, closed=False, voice=patient.voice), asked)

    @property
    def days_since_loss(self) -> int | None:
        """How many days ago her pregnancy ended; None where the record does not tell."""
        return self.told.days_since_loss

    @property
    def lost_lately(self) -> bool:
        """Whether the record tells of a pregnancy that ended lately."""
        return self.days_since_loss is not None and self.days_since_loss <= LATELY

    @property
    def may_use_emergency(self) -> bool:
        """Whether the record tells of sex without contraception for which emergency contraception may still help."""
        level = self.guide.answers.get(contraception.EVERY_KIND)
        may = level is not None and BY_LEVEL[level.high][0] == "do_now"
        return may and self.told.values.get("unprotected_sex_since_loss") == "yes"

    def origin_of(self, fact: str) -> tuple[str, ...]:
        """The resources that tell a fact."""
        tellers = (fact, self.pack.givers.get(fact, ""))
        return tuple(dict.fromkeys(source for name in tellers for source in self.record.origin.get(name, ())))


def _wrong(pack: Pack, facts: Mapping[str, object], today: date) -> tuple[str, ...]:
    """The facts that cannot be used, on this day or together; of what is wrong with no fact by itself, all but the guide."""
    try:
        read_facts(pack, facts, today)
    except BadFacts as bad:
        names = tuple(dict.fromkeys(error.fact for error in bad.errors if error.fact in facts and error.fact != GUIDE))
        return names or tuple(name for name in facts if name != GUIDE)
    return ()
