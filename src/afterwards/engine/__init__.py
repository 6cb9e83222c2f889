"""What it is for: facts and rules in, exact answers out. Start with `rules`, then `blake` (why `low` is exact), `table`, `questions`.
What it takes and gives: a table of decisions and the classes known of one person in; levels, reasons and what to ask next out.
What it never does: know of medicine or of files, ask the clock, or import anything but Python.
"""

from afterwards.engine.blake import Prime, prime_implicants
from afterwards.engine.questions import ask_next, asked_at
from afterwards.engine.rules import Decision, Fact, Gate, Range, Rule, TableError
from afterwards.engine.table import DecisionAnswer, Reason, State, Table

__all__ = [
    "Decision",
    "DecisionAnswer",
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
