"""A tea shop as a table for the engine: small enough to know by heart, and not medicine.

It has every shape that the engine must get right: choices and numbers (one of them whole), gates with
and without an absent value, a gate behind a gate, two rules that cover every value of a fact, one
decision (`warning`) whose rules never take an absent value so that a finding can only raise it, and
rules that only select. It says nothing of how good tea is made.
"""

from __future__ import annotations

from afterwards.engine import Decision, Fact, Gate, Range, Rule, Table


def one_of(*values: str) -> frozenset[str]:
    """The condition that a choice fact has one of these values."""
    return frozenset(values)


FACTS = (
    # `milk_kind` stands before `milk`, which it waits for: the table must put them in order.
    Fact("milk_kind", ("cow", "oat", "nut"), gate=Gate("milk", one_of("yes"))),
    Fact("kettle", ("boiling", "warm", "cold")),
    Fact("leaves", ("black", "green", "white", "herbal")),
    Fact("minutes_steeped", range=(0, 15)),
    Fact("milk", ("yes", "no"), absent="no", gate=Gate("leaves", one_of("black"))),
    Fact("sugar_lumps", range=(0, 6), whole=True, absent=0),
    Fact("allergies", ("none", "nuts", "milk"), absent="none"),
    Fact("cup", ("sound", "chipped", "cracked"), absent="sound"),
)

SERVING = Decision(
    "serving",
    ("pour", "wait", "remake"),
    (
        Rule("TEA-01", {"kettle": one_of("cold")}, "wait"),
        Rule("TEA-02", {"leaves": one_of("black"), "minutes_steeped": Range(high=3, high_open=True)}, "wait"),
        # Green leaves: too hot or too cool, so whatever the kettle is, wait.
        Rule("TEA-03", {"leaves": one_of("green"), "kettle": one_of("boiling")}, "wait"),
        Rule("TEA-04", {"leaves": one_of("green"), "kettle": one_of("warm", "cold")}, "wait"),
        # Herbal tea: two rules of different levels cover every number of minutes.
        Rule("TEA-05", {"leaves": one_of("herbal"), "minutes_steeped": Range(high=5, high_open=True)}, "wait"),
        Rule("TEA-06", {"leaves": one_of("herbal"), "minutes_steeped": Range(low=5)}, "remake"),
        Rule("TEA-07", {"leaves": one_of("black", "white"), "minutes_steeped": Range(low=8, low_open=True)}, "remake"),
        Rule("TEA-08", {"cup": one_of("cracked")}, "remake"),
    ),
)

WARNING = Decision(
    "warning",
    ("none", "tell", "refuse"),
    (
        Rule("WARN-01", {"allergies": one_of("nuts"), "milk_kind": one_of("nut")}, "refuse"),
        Rule("WARN-02", {"allergies": one_of("milk"), "milk_kind": one_of("cow")}, "refuse"),
        Rule("WARN-03", {"allergies": one_of("nuts", "milk"), "milk": one_of("yes")}, "tell"),
        Rule("WARN-04", {"cup": one_of("chipped", "cracked")}, "tell"),
        Rule("WARN-05", {"sugar_lumps": Range(low=4)}, "tell"),
        Rule("WARN-06", {"sugar_lumps": Range(low=5, low_open=True), "cup": one_of("cracked")}, "refuse"),
    ),
)

BISCUIT = Decision(
    "biscuit",
    ("any", "plain"),
    (
        # Together every kind of milk, yet not "there is no milk": the class no rule can name.
        Rule("BISC-01", {"milk_kind": one_of("cow")}, "plain"),
        Rule("BISC-02", {"milk_kind": one_of("oat", "nut")}, "plain"),
        Rule("BISC-03", {"sugar_lumps": Range(low=2, high=3)}, "plain"),
    ),
)

DECISIONS = (SERVING, WARNING, BISCUIT)

SELECTIONS = (
    Rule("SAY-01", {}),
    Rule("SAY-02", {"leaves": one_of("black"), "milk": one_of("yes")}),
    Rule("SAY-03", {"minutes_steeped": Range(low=3, high=4)}),
)


def open_shop() -> Table:
    """The tea shop, compiled."""
    return Table(FACTS, DECISIONS, SELECTIONS)
