"""What the tea shop asks next: only what can still change a level, most useful first, gates before what they decide."""

from __future__ import annotations

from afterwards.engine import Decision, Fact, Gate, Rule, Table, ask_next
from afterwards.engine.rules import Value
from tests.engine.brute_force import Person, state_of
from tests.teashop.shop import one_of, open_shop

SHOP = open_shop()


def asks(*decisions: str, asked: tuple[str, ...] = (), closed: bool = False, **facts: Value) -> list[str]:
    """What is asked of someone who has told these facts."""
    return ask_next(SHOP, state_of(SHOP, Person(given=facts, asked=frozenset(asked), closed=closed)), decisions)


def test_nothing_is_asked_when_all_is_settled() -> None:
    """The highest level is certain: nothing more matters."""
    assert asks("serving", cup="cracked") == []


def test_a_fact_that_two_rules_cover_is_not_asked() -> None:
    """R02: green leaves: the kettle cannot change the answer, whatever it is, though both rules hang on it."""
    assert asks("serving", leaves="green", cup="sound") == []


def test_a_fact_still_matters_for_a_higher_level_only() -> None:
    """Green leaves: at least wait; only the cup can still raise it."""
    assert asks("serving", leaves="green") == ["cup"]


def test_only_the_decisions_named_are_asked_for() -> None:
    assert asks() == []
    assert asks("biscuit", leaves="green") == ["sugar_lumps"]
    assert set(asks("biscuit", "warning", leaves="green")) == {"sugar_lumps", "cup"}


def test_facts_asked_in_vain_are_not_asked_again() -> None:
    """R02: she does not know the cup; it stays open and is not asked."""
    assert asks("serving", leaves="green", asked=("cup",)) == []
    assert asks("warning", asked=("cup", "allergies"), leaves="green") == ["sugar_lumps"]


def test_gates_come_before_what_they_decide() -> None:
    """Which milk matters to someone with an allergy; first the leaves, then whether there is milk."""
    found = asks("warning", allergies="nuts", cup="cracked", sugar_lumps=0)
    assert found == ["leaves", "milk", "milk_kind"]


def test_a_gate_that_is_known_is_not_asked() -> None:
    assert asks("warning", allergies="nuts", cup="cracked", sugar_lumps=0, leaves="black") == ["milk", "milk_kind"]
    assert asks("warning", allergies="nuts", cup="cracked", sugar_lumps=0, leaves="black", milk="yes") == ["milk_kind"]
    assert asks("warning", allergies="nuts", cup="cracked", sugar_lumps=0, leaves="green") == []


def test_a_gate_asked_in_vain_leaves_its_fact_to_be_asked() -> None:
    """Not known whether there is milk: which milk is still worth asking, and the leaves decide nothing any more."""
    assert asks("warning", allergies="nuts", cup="cracked", sugar_lumps=0, asked=("milk",)) == ["milk_kind"]


def test_the_gate_of_a_fact_asked_in_vain_is_not_asked_for_it() -> None:
    """Which milk was asked and is not known: whether there is milk could change nothing more."""
    assert asks("warning", allergies="nuts", cup="cracked", sugar_lumps=0, asked=("milk_kind",)) == []


def test_the_gate_of_a_fact_told_in_part_is_not_asked_for_it() -> None:
    """Cow's or nut milk: told, so it counts whatever the leaves."""
    person = Person(given={"allergies": "nuts", "cup": "cracked", "sugar_lumps": 0}, partly={"milk_kind": one_of("cow", "nut")})
    assert ask_next(SHOP, state_of(SHOP, person), ["warning"]) == ["milk_kind"]


def test_a_gate_told_in_part_is_asked_only_while_it_is_undecided() -> None:
    facts = (Fact("pot", ("clay", "iron", "glass")), Fact("seasoned", ("yes", "no"), gate=Gate("pot", one_of("clay", "iron"))))
    table = Table(facts, [Decision("d", ("free", "careful"), (Rule("A", {"seasoned": one_of("no")}, "careful"),))])
    both = table.state({"pot": table.classes["pot"].meeting(one_of("clay", "iron"))})
    either = table.state({"pot": table.classes["pot"].meeting(one_of("clay", "glass"))})
    assert ask_next(table, both, ["d"]) == ["seasoned"]
    assert ask_next(table, either, ["d"]) == ["pot", "seasoned"]


def table_of(*rules: Rule) -> Table:
    """Three yes or no facts and one decision of three levels."""
    return Table([Fact(name, ("yes", "no")) for name in "abc"], [Decision("d", ("free", "careful", "top"), rules)])


YES = one_of("yes")


def test_a_higher_level_is_asked_for_first() -> None:
    table = table_of(Rule("A", {"a": YES}, "careful"), Rule("B", {"b": YES}, "top"))
    assert ask_next(table, table.state({}), ["d"]) == ["b", "a"]


def test_half_a_share_in_the_top_outweighs_deciding_one_level_below() -> None:
    """A level weighs four times the one below: 2 + 8 for `b` and for `c`, 4 for `a`."""
    table = table_of(Rule("A", {"a": YES}, "careful"), Rule("B", {"b": YES, "c": YES}, "top"))
    assert ask_next(table, table.state({}), ["d"]) == ["b", "c", "a"]


def test_a_fact_that_decides_alone_comes_before_facts_that_share() -> None:
    table = table_of(Rule("A", {"a": YES, "b": YES}, "top"), Rule("C", {"c": YES}, "top"))
    assert ask_next(table, table.state({}), ["d"]) == ["c", "a", "b"]


def test_use_adds_up_over_rules() -> None:
    """`b` is in two rules, each shared by two."""
    table = table_of(Rule("A", {"a": YES, "b": YES}, "top"), Rule("C", {"b": YES, "c": YES}, "top"))
    assert ask_next(table, table.state({}), ["d"]) == ["b", "a", "c"]


def test_equal_use_keeps_the_order_of_the_facts() -> None:
    table = table_of(Rule("C", {"c": YES}, "top"), Rule("A", {"a": YES}, "top"), Rule("B", {"b": YES}, "top"))
    assert ask_next(table, table.state({}), ["d"]) == ["a", "b", "c"]


def test_a_rule_swallowed_by_another_adds_no_question() -> None:
    """Once `a` is known, the rule on `b` alone is the wider one, and `c` no longer matters."""
    table = table_of(Rule("A", {"a": YES, "b": YES}, "top"), Rule("B", {"b": YES, "c": YES}, "top"))
    assert ask_next(table, table.state({"a": table.classes["a"].of("yes")}), ["d"]) == ["b"]
