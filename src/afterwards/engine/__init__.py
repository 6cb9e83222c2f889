"""Facts and rules in, exact answers out.

The engine knows nothing of medicine and of files, and never asks the clock.
Start with `rules` (what a table is made of), then `blake` (why `low` is exact),
then `table` (how one person is answered) and `questions` (what to ask next).
"""

from afterwards.engine.blake import Prime, prime_implicants
from afterwards.engine.questions import ask_next, asked_at
from afterwards.engine.rules import Decision, Fact, Gate, Range, Rule, TableError
from afterwards.engine.table import Answer, Reason, State, Table

__all__ = [
    "Answer",
    "Decision",
    "Fact",
    "Gate",
    "Prime",
    "Range",
    "Reason",
    "Rule",
    "State",
    "Table",
    "TableError",
    "ask_next",
    "asked_at",
    "prime_implicants",
]
