"""Afterwards: private, evidence-cited guidance after a pregnancy loss.

`guide(facts, today=...)` answers for one person, `answer(question, facts, today=...)` one question of hers; `questions()` names them;
`load_pack()` gives the knowledge they answer from.
"""

from afterwards.answers.reader import answer, questions
from afterwards.answers.record import Answer
from afterwards.errors import AfterwardsError, BadFacts, Expired, NoSuchQuestion, NotOffered
from afterwards.guide import Guide, guide
from afterwards.loading import load_pack
from afterwards.pack import Pack

__all__ = [
    "AfterwardsError",
    "Answer",
    "BadFacts",
    "Expired",
    "Guide",
    "NoSuchQuestion",
    "NotOffered",
    "Pack",
    "answer",
    "guide",
    "load_pack",
    "questions",
]
__version__ = "0.2.0"
