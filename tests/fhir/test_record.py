"""A record in FHIR R4 as facts: each kept record gives the facts beside it, whatever its order, its displays and its texts."""

from __future__ import annotations

import random
from typing import Any

import pytest

from afterwards.errors import BadFacts
from afterwards.fhir.record_conditions import OTHERS
from afterwards.guide import guide
from afterwards.person.told import read_facts
from tests.fhir.bundles import NAMES, PACK, bundle_of, day_of, golden_of, moved, read, shuffled, without_words
from tests.tries import TIMES


def test_there_are_enough_records() -> None:
    """Each kind of loss, each method, each trap of the field."""
    kinds = {golden_of(name)["facts"].get("loss_kind") for name in NAMES} - {None}
    methods = {golden_of(name)["facts"].get("using_now") for name in NAMES} - {None}
    assert kinds == set(PACK.facts["loss_kind"].values)
    assert methods == set(PACK.facts["using_now"].values) - {"none"}


@pytest.mark.parametrize("name", NAMES)
def test_a_record_gives_the_facts_beside_it(name: str) -> None:
    golden = golden_of(name)
    record = read(bundle_of(name), day_of(name))
    possible = sorted({f"{one.resource}: {one.fact} {'|'.join(one.values)}" for one in record.possible})
    assert record.facts == golden["facts"]
    assert possible == golden["possible"]
    assert [one.resource for one in record.not_understood] == golden["not_understood"]
    assert [one.resource for one in record.refused] == golden["refused"]


@pytest.mark.parametrize("name", NAMES)
def test_order_displays_and_texts_change_nothing(name: str) -> None:
    """The code decides: not the display, not the text, not which resource comes first."""
    today, expected = day_of(name), read(bundle_of(name), day_of(name))
    dice = random.Random(7)
    others = [shuffled(bundle_of(name), dice) for _ in range(3 * TIMES)]
    others += [
        without_words(bundle_of(name), None),
        without_words(bundle_of(name), ""),
        without_words(bundle_of(name), "Migraine with aura"),
    ]
    for other in others:
        record = read(other, today)
        assert (record.facts, record.origin, record.possible) == (expected.facts, expected.origin, expected.possible)
        assert [(one.resource, one.why) for one in record.not_understood] == [(one.resource, one.why) for one in expected.not_understood]


@pytest.mark.parametrize("name", NAMES)
def test_a_resource_of_another_woman_is_refused_and_named_and_changes_nothing(name: str) -> None:
    today, bundle = day_of(name), bundle_of(name)
    expected = read(bundle, today)
    theirs = [entry for other in NAMES if other != name for entry in bundle_of(other)["entry"] if "subject" in entry["resource"]]
    bundle["entry"] += theirs
    record = read(bundle, today)
    named = {one.resource for one in record.refused}
    assert {f"{entry['resource']['resourceType']}/{entry['resource']['id']}" for entry in theirs} <= named
    assert (record.facts, record.origin, record.possible) == (expected.facts, expected.origin, expected.possible)


@pytest.mark.parametrize("name", NAMES)
def test_what_was_three_years_earlier_gives_no_loss_and_no_method(name: str) -> None:
    """History moved 1,100 days back: no loss date, no kind of loss, no method now. One record has a loss 34 days after its day."""
    record = read(moved(bundle_of(name), 1100 + 34 * (name == "statuses")), day_of(name))
    assert {"loss_date", "loss_kind", "using_now", "management", "ectopic_treatment", "pregnancy_test"}.isdisjoint(record.facts)


@pytest.mark.parametrize("name", NAMES)
def test_every_resource_is_used_refused_or_listed(name: str) -> None:
    bundle = bundle_of(name)
    record = read(bundle, day_of(name))
    used = {reference for names in record.origin.values() for reference in names}
    listed = {one.resource for one in record.not_understood} | {one.resource for one in record.refused}
    every = {f"{entry['resource']['resourceType']}/{entry['resource']['id']}" for entry in bundle["entry"]}
    assert every - used - listed == set()
    assert used & listed == set()
    assert record.origin.keys() == record.facts.keys()
    whys = [one.why for one in record.not_understood] + [one.why for one in record.refused] + [one.why for one in record.possible]
    assert all(whys)


@pytest.mark.parametrize("name", NAMES)
def test_the_guide_takes_the_facts_of_each(name: str) -> None:
    today = day_of(name)
    facts = read(bundle_of(name), today).facts
    read_facts(PACK, facts, today)
    for purpose in ("after_loss", "contraception_only"):
        assert guide({**facts, "guide": purpose}, today=today, pack=PACK).to_dict()


@pytest.mark.parametrize("name", NAMES)
def test_absent_is_never_no(name: str) -> None:
    """An empty record says nothing, and a record says no only where a code does: never smoked, a negative test, births."""
    facts = read(bundle_of(name), day_of(name)).facts
    negative = {fact for fact, value in facts.items() if value in ("no", "none", "never", "negative") or value == PACK.facts[fact].absent}
    assert negative <= {"smoker", "pregnancy_test", "never_given_birth", "rhesus", "loss_kind"}
    medicines = facts.get("medicines", [OTHERS])
    assert isinstance(medicines, list)
    assert medicines[-1] == OTHERS
    patient = next(entry for entry in bundle_of(name)["entry"] if entry["resource"]["resourceType"] == "Patient")
    assert read({"resourceType": "Bundle", "entry": [patient]}, day_of(name)).facts.keys() <= {"age"}


def test_medicines_that_a_record_does_not_list_stay_open() -> None:
    """A list that is told says no to the rest; a record may not."""
    told_in_part = read_facts(PACK, {"medicines": ["carbamazepine", OTHERS]}, day_of("medicines"))
    assert told_in_part.strange == (OTHERS,)


def a_record(*resources: dict[str, Any]) -> dict[str, Any]:
    patient = {"resourceType": "Patient", "id": "a", "birthDate": "1990-01-01"}
    mine = [{"id": str(number), "subject": {"reference": "Patient/a"}, **one} for number, one in enumerate(resources)]
    return {"resourceType": "Bundle", "entry": [{"resource": one} for one in (patient, *mine)]}


def test_whose_record_it_is_must_be_clear() -> None:
    bundle = a_record()
    bundle["entry"].append({"resource": {"resourceType": "Patient", "id": "b", "birthDate": "1999-01-01"}})
    with pytest.raises(BadFacts, match="2 Patient resources"):
        read(bundle, day_of("births"))
    assert read(bundle, day_of("births"), "b").facts == {"age": 27}
    assert read(bundle, day_of("births"), "Patient/a").facts == {"age": 36}
    with pytest.raises(BadFacts, match="no Patient 'c'"):
        read(bundle, day_of("births"), "c")
    with pytest.raises(BadFacts, match="no Patient resource"):
        read({"resourceType": "Bundle", "entry": []}, day_of("births"))


def test_a_record_of_someone_who_has_died_says_so() -> None:
    bundle = a_record()
    bundle["entry"][0]["resource"] |= {"deceasedDateTime": "2026-01-01", "gender": "male"}
    assert [one.why for one in read(bundle, day_of("births")).not_understood] == [
        "the record says that this person has died",
        "the record's gender is male",
    ]


def test_of_two_versions_the_newer_counts_and_none_where_that_is_not_told() -> None:
    loss = {"resourceType": "Condition", "id": "x", "code": {"coding": [{"system": "http://snomed.info/sct", "code": "19169002"}]}}
    first, second = ({**loss, "onsetDateTime": day, "meta": {"lastUpdated": f"{day}T10:00:00Z"}} for day in ("2026-11-01", "2026-11-05"))
    for pair in ((first, second), (second, first), (first, second, first)):
        assert read(a_record(*pair), day_of("births")).facts["loss_date"] == "2026-11-05"
    untold = [{**one, "meta": {}} for one in (first, second)]
    record = read(a_record(*untold), day_of("births"))
    assert "loss_date" not in record.facts
    assert [one.resource for one in record.not_understood] == ["Condition/x"]
    assert read(a_record(untold[0], untold[0]), day_of("births")).facts["loss_date"] == "2026-11-01"
