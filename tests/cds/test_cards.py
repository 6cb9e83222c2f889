"""What stands on a card: category, why, what would change it, what is not known, whose guidance it is; and when there is none."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from afterwards.api.app import Api
from afterwards.cds.card import SUMMARY, plain, shortened
from afterwards.cds.cards import Basis, Orders, cards_for
from afterwards.cds.discovery import TYPES
from afterwards.cds.hook_call import HookCall
from afterwards.cds.patient import Patient
from afterwards.cds.resources import Had
from afterwards.fhir.codes import CodeMap
from afterwards.fhir.record import PatientRecord
from afterwards.pack import Pack
from tests.cds.conftest import (
    LOINC,
    MIGRAINE_WITH_AURA,
    MISCARRIAGE,
    PAGES,
    PATIENT,
    RXNORM,
    SNOMED,
    call,
    cards_of,
    condition,
    days_ago,
    draft,
    order,
    view,
)
from tests.clock import TODAY
from tests.site.wire import ask

TABLES = {"uk": "UKMEC", "us": "US MEC", "who": "WHO MEC"}


def part(detail: str, heading: str) -> str:
    """What stands under a heading of a card."""
    assert f"**{heading}**" in detail
    return re.split(r"\n\*\*|\n---", detail.split(f"**{heading}**")[1])[0]


def cards_from(
    pack: Pack, codes: CodeMap, facts: dict[str, object], *methods: str, kinds: tuple[str, ...] = (), guideline: str = "uk"
) -> Any:
    """The cards for facts as a record would tell them, without a record."""
    record = PatientRecord(facts, {}, (), (), ())
    patient = Patient.of(pack, TODAY, guideline, record, Had(searched=frozenset(TYPES)), 0)
    from afterwards.cds import cards

    return [*cards._cards(patient, Orders(methods, kinds, 0) if methods or kinds else None, PAGES)]


# A category that is certain


@pytest.mark.parametrize("guideline", TABLES)
@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
def test_migraine_with_aura_and_a_combined_pill(made: Callable[..., Api], guideline: str, hook: str) -> None:
    """Category 4 under each guideline: critical, with its reason, where that comes from, whose table it is, and that nobody signed it."""
    (card,) = cards_of(call(made(guideline=guideline), order(condition(MIGRAINE_WITH_AURA), hook=hook)))
    table = TABLES[guideline]
    assert card["indicator"] == "critical"
    assert card["summary"].startswith(f"Combined pill: {table} category 4: migraine with aura")
    assert card["source"]["label"].startswith(table)
    assert "Not yet medically reviewed." in card["source"]["label"]
    assert "Not yet medically reviewed." in card["detail"]
    assert pack_edition(card)
    certain = part(card["detail"], "What is certain, and why")
    assert "Category 4: migraine with aura" in certain
    assert f"`Condition/condition-{MIGRAINE_WITH_AURA}`" in certain
    assert "`condition.migraine-with-aura" in certain
    assert "If what the record tells of this is not right (Kind of migraine): category 1, up to 4 if" in part(
        card["detail"], "What would change it"
    )
    assert "Nothing that is not known would raise the category." in part(card["detail"], "What is not known")
    assert card["links"] == [{"label": "Combined pill: for anyone", "url": f"{PAGES}/method-6.html", "type": "absolute"}]


def pack_edition(card: dict[str, Any]) -> bool:
    return re.search(r"Categories: (UKMEC|US MEC|WHO MEC) 20\d\d", card["detail"]) is not None


def test_the_link_leads_to_the_general_page_of_the_method(pack: Pack) -> None:
    from afterwards.site.edition import _file_of

    assert _file_of(pack, "/method/6") == "method-6.html"
    assert pack.contraception is not None
    assert [*pack.contraception.methods][5] == "coc"


def test_without_pages_there_is_no_link(made: Callable[..., Api]) -> None:
    (card,) = cards_of(call(made(pages=""), order(condition(MIGRAINE_WITH_AURA))))
    assert "links" not in card
    assert "http" not in card["detail"].replace("`http", "")


def test_category_three_is_a_warning_and_says_what_could_make_it_four(pack: Pack, codes: CodeMap) -> None:
    (card,) = cards_from(pack, codes, {"migraine": "past_with_aura_over_5_years"}, "coc")
    assert card["indicator"] == "warning"
    assert "category 3, up to 4 if something not known holds" in card["summary"]
    unknown = part(card["detail"], "What is not known")
    assert "Category 4 if one of these holds: " in unknown
    assert "Category 3" not in unknown
    assert "Ask first: " in unknown


@pytest.mark.parametrize(("system", "code"), [(LOINC, "85354-9"), (LOINC, "55284-4"), (SNOMED, "75367002")])
def test_a_blood_pressure_as_a_panel(api: Api, system: str, code: str) -> None:
    """It is searched for, and its two numbers count."""
    numbers = (("8480-6", 168), ("8462-4", 104))
    parts = [
        {"code": {"coding": [{"system": LOINC, "code": one}]}, "valueQuantity": {"value": value, "code": "mm[Hg]"}}
        for one, value in numbers
    ]
    subject = {"reference": f"Patient/{PATIENT}"}
    panel = {"resourceType": "Observation", "id": "bp", "status": "final", "subject": subject, "effectiveDateTime": days_ago(2)}
    (card,) = cards_of(call(api, order({**panel, "code": {"coding": [{"system": system, "code": code}]}, "component": parts})))
    assert card["indicator"] == "critical"
    assert "blood pressure" in card["summary"]
    services = json.loads(ask(api, "GET", "/cds-services").body)["services"]
    assert all(f"{system}|{code}" in service["prefetch"]["observation"] for service in services)


# What is not settled


def test_an_unsettled_answer_never_says_three_or_four_without_if(api: Api) -> None:
    """Nothing of her health is known: what is certain and what is open, with an if before each category of 3 or 4."""
    (card,) = cards_of(call(api, order()))
    assert card["indicator"] == "info"
    assert card["summary"] == "Combined pill: UKMEC category not certain from the record; see what it hangs on"
    assert not re.search(r"\d", card["summary"])
    for line in card["detail"].split("\n---")[0].splitlines():
        if re.search(r"[Cc]ategory[^.;]*\b[34]\b|\b[34]\b.*category", line):
            assert re.search(r"\bif\b", line), line
    assert "Nothing in the record limits it." in part(card["detail"], "What is certain, and why")
    assert "A fact that is not there stays open here." in card["detail"]


@pytest.mark.parametrize("method", ["cu_iud", "lng_iud", "implant", "dmpa", "pop", "coc", "patch", "ring"])
@pytest.mark.parametrize("guideline", TABLES)
def test_no_method_is_three_or_four_for_want_of_a_fact(pack: Pack, codes: CodeMap, method: str, guideline: str) -> None:
    for card in cards_from(pack, codes, {}, method, guideline=guideline):
        assert card["indicator"] == "info"
        assert not re.search(r"category [34]", card["summary"])


def test_a_settled_one_or_two_gives_no_card(pack: Pack, codes: CodeMap) -> None:
    """Every fact that is absent is told as absent: there is nothing to say."""
    absent = {name: entry.absent for name, entry in pack.facts.items() if entry.absent is not None and entry.kind in ("choice", "yes_no")}
    told: dict[str, object] = {"age": 25, "bmi": 22, "systolic_mmhg": 110, "diastolic_mmhg": 70, "medicines": [], "other_conditions": []}
    facts = {**{name: value for name, value in absent.items() if not pack.facts[name].tells_of_loss}, **told}
    assert cards_from(pack, codes, facts, "implant") == []
    assert cards_from(pack, codes, facts) == []
    (card,) = cards_from(pack, codes, {**facts, "migraine": "with_aura", "has_migraine": "yes"}, "coc")
    assert card["indicator"] == "critical"


def test_advised_against_beside_the_category_is_a_warning(pack: Pack, codes: CodeMap) -> None:
    (card,) = cards_from(pack, codes, {"medicines": ["rifampicin"]}, "implant")
    assert card["indicator"] == "warning"
    assert "advised against" in card["summary"]
    (card,) = cards_from(pack, codes, {"medicines": ["rifampicin"]}, "implant", guideline="us")
    assert card["indicator"] == "warning"
    assert "work less" in card["summary"]


def test_a_method_in_use_is_read_as_going_on(pack: Pack, codes: CodeMap) -> None:
    (card,) = cards_from(pack, codes, {"migraine": "with_aura", "using_now": "coc"}, "coc")
    assert card["indicator"] == "critical"
    assert "to go on with" in card["detail"]
    assert "If it is started anew, the category may be another." in card["detail"]


def test_facts_that_cannot_be_right_are_left_out_and_named(pack: Pack, codes: CodeMap) -> None:
    (card,) = cards_from(pack, codes, {"systolic_mmhg": 70, "diastolic_mmhg": 120, "migraine": "with_aura", "age": 900}, "coc")
    assert card["indicator"] == "critical"
    assert "Not used, as it cannot be right: " in card["detail"]


# After a loss


@pytest.mark.parametrize("days", [0, 1, 9, 90])
def test_a_pregnancy_that_ended_lately(api: Api, days: int) -> None:
    (card,) = cards_of(call(api, view(condition(MISCARRIAGE, onsetDateTime=days_ago(days)))))
    assert card["indicator"] == "info"
    assert card["summary"].startswith(f"Pregnancy ended {({0: 'today', 1: '1 day ago'}).get(days, f'{days} days ago')}: ")
    detail = card["detail"]
    assert "`cont.fertility-before-period`" in part(detail, "When contraception is needed")
    starts = part(detail, "When each method may start, and when it protects, if its UKMEC category allows it")
    assert "Implant: " in starts
    assert "`start.any-time`" in starts
    assert ("`start.protects-at-once`" in starts) is (days <= 5)
    assert ("`start.condoms-first-days`" in starts) is (days > 5)
    assert "- If " in part(detail, "What would change it")
    assert ("sex without contraception" in part(detail, "What to ask")) is (days >= 5)


@pytest.mark.parametrize(
    "resource", [condition(MISCARRIAGE, onsetDateTime=days_ago(91)), condition(MISCARRIAGE), condition(MIGRAINE_WITH_AURA)]
)
def test_nothing_lately_gives_no_card(api: Api, resource: dict[str, Any]) -> None:
    assert cards_of(call(api, view(resource))) == []
    assert cards_of(call(api, view())) == []


def test_a_method_that_is_not_advised_is_not_told_to_start(api: Api) -> None:
    (card,) = cards_of(call(api, view(condition(MISCARRIAGE, onsetDateTime=days_ago(9)), condition(MIGRAINE_WITH_AURA))))
    starts = part(card["detail"], "When each method may start, and when it protects, if its UKMEC category allows it")
    assert "Not advised for what the record tells: Combined pill, Patch, Vaginal ring." in starts
    assert "- Combined pill: " not in starts


def test_an_order_after_a_loss_says_when_it_may_start(api: Api) -> None:
    loss = condition(MISCARRIAGE, onsetDateTime=days_ago(9))
    (card,) = cards_of(call(api, order(loss)))
    assert "`start.condoms-first-days`" in part(card["detail"], "When it may start, and when it protects, if its category allows it")
    (card,) = cards_of(call(api, order(loss, condition(MIGRAINE_WITH_AURA))))
    assert card["indicator"] == "critical"
    assert "When it may start" not in card["detail"]


# Emergency contraception


def test_emergency_contraception_while_it_may_help(pack: Pack, codes: CodeMap) -> None:
    lately = {"loss_kind": "miscarriage", "days_since_loss": 9, "unprotected_sex_since_loss": "yes", "had_sex_since_loss": "yes"}
    first, second = cards_from(pack, codes, {**lately, "hours_since_unprotected_sex": 30})
    assert first["indicator"] == "warning"
    assert first["summary"].startswith("Emergency contraception may still help: ")
    assert "`ec.levonorgestrel-in-short`" in first["detail"]
    assert first["links"][0]["url"] == f"{PAGES}/method-17.html"
    assert second["summary"].startswith("Pregnancy ended 9 days ago")
    late = cards_from(pack, codes, {**lately, "hours_since_unprotected_sex": 200})
    assert "Levonorgestrel" not in late[0]["summary"]
    assert [card["summary"][:15] for card in cards_from(pack, codes, {"loss_kind": "miscarriage", "days_since_loss": 9})] == [
        "Pregnancy ended"
    ]


def test_an_order_of_it_says_what_each_kind_hangs_on(pack: Pack, codes: CodeMap) -> None:
    (card,) = cards_from(pack, codes, {}, kinds=("levonorgestrel",))
    assert card["indicator"] == "info"
    assert "It hangs on: hours since sex without contraception" in card["detail"]
    (card,) = cards_from(pack, codes, {"hours_since_unprotected_sex": 200}, kinds=("levonorgestrel",))
    assert card["indicator"] == "warning"
    assert card["summary"].startswith("Levonorgestrel pill: too late, or not advised")


@pytest.mark.parametrize(
    ("system", "code", "name"), [(RXNORM, "483325", "Levonorgestrel pill"), ("https://dmd.nhs.uk", "16098311000001101", "Ulipristal pill")]
)
def test_an_emergency_pill_is_known_by_its_code(api: Api, system: str, code: str, name: str) -> None:
    (card,) = cards_of(call(api, order(drafts=[draft(code, system=system)])))
    assert card["indicator"] == "info"
    assert card["summary"].startswith("Emergency contraception: ")
    assert name in card["detail"]


# Dates, and what a card can hold


def test_the_day_is_that_of_the_request(made: Callable[..., Api]) -> None:
    loss = condition(MISCARRIAGE, onsetDateTime=days_ago(3))
    later = date.fromordinal(TODAY.toordinal() + 7)
    assert "3 days ago" in cards_of(call(made(), view(loss)))[0]["summary"]
    assert "10 days ago" in cards_of(call(made(today=later), view(loss)))[0]["summary"]


def test_past_its_last_day_it_gives_no_category(made: Callable[..., Api], pack: Pack) -> None:
    last = pack.info.answers_until
    (card,) = cards_of(call(made(today=date.fromordinal(last.toordinal() + 1)), order(condition(MIGRAINE_WITH_AURA))))
    assert "no category is given" in card["summary"]
    assert "category 4" not in json.dumps(card).lower()
    due = date.fromordinal(pack.due.toordinal() + 1)
    (card,) = cards_of(call(made(today=due), order(condition(MIGRAINE_WITH_AURA))))
    assert card["indicator"] == "critical"


def test_what_was_not_read_is_named(api: Api) -> None:
    odd = condition("271737000")
    (card,) = cards_of(call(api, order(odd, condition("x", LOINC))))
    assert f"`{SNOMED}|271737000`" in card["detail"]


def test_text_of_the_record_is_shown_as_text(api: Api) -> None:
    words = "[click](https://evil.example) <img src=x> **bold** `code` www.evil.example"
    odd = condition("1")
    odd["code"]["text"] = words
    (card,) = cards_of(call(api, order(odd)))
    assert "](http" not in card["detail"]
    assert "<img" not in card["detail"]
    assert "www.evil" not in card["detail"]
    assert plain(words).count("\\") >= 15


def test_a_long_summary_is_cut_between_words() -> None:
    text = "word " * 60
    assert len(shortened(text)) <= SUMMARY
    assert shortened(text).endswith("word …")
    assert shortened("x" * 139) == "x" * 139


def test_a_card_of_someone_has_no_other_address(api: Api) -> None:
    """The one link is that of the method's general page; nothing of her is in it."""
    card = cards_of(call(api, order(condition(MIGRAINE_WITH_AURA), drafts=[draft()])))[0]
    assert PATIENT not in json.dumps(card["links"])
    assert re.findall(r"https?://[^\s\")]+", json.dumps(card)) == [f"{PAGES}/method-6.html"]


def test_the_cards_of_a_call_are_made_without_a_server(pack: Pack, codes: CodeMap) -> None:
    called = HookCall("order-sign", PATIENT, {}, "", "", (draft(),), None)
    cards, strangers = cards_for(Basis(pack, codes, "uk", TODAY, ""), called, Orders(("coc",), (), 0), Had(searched=frozenset(TYPES)))
    assert (len(cards), strangers) == (1, 0)
