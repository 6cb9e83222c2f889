"""FHIR that nobody here wrote says what it thinks of ours (R23): three validators over forms, responses and guides.

`fhirpathpy` evaluates the invariants of the R4 Questionnaire, `fhir.resources` (R4B) holds the structure, `@medplum/core` knows R4 4.0.1.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fhirpathpy
import pytest
from fhir.resources.R4B import get_fhir_model_class

from afterwards.fhir.questionnaire import questionnaire
from afterwards.fhir.questionnaire_check import faults_of, items_in
from afterwards.fhir.questionnaire_codes import unit_of
from afterwards.fhir.response import response_to_facts
from afterwards.fhir.response_enabled import Forms
from afterwards.fhir.response_written import facts_to_response
from afterwards.pack import Pack
from tests.fhir.conftest import BAD, bad
from tests.fhir.filled import drawn
from tests.fhir.test_guide_resources import assert_says_the_same, made
from tests.interop import node
from tests.test_worked_cases import CASES

ROWS: list[tuple[str, str, str]] = json.loads((Path(__file__).parent.parent / "fhir" / "r4-questionnaire-invariants.json").read_text())
WARNED = "que-0"
"""Of the name alone, and only a warning in R4; the other 13 are errors."""
INVARIANTS = {name: (place, fhirpathpy.compile(expression)) for place, name, expression in ROWS}


def broken(form: Any, seen: dict[str, bool] | None = None) -> Iterator[str]:
    """Each invariant of R4 that a form or one of its items breaks, with the linkId; no answer counts as broken.

    `seen`: what was said of each part before, since forms share their items.
    """
    seen = {} if seen is None else seen
    for name, (place, holds) in INVARIANTS.items():
        for where, part in _parts(form, place):
            key = name + json.dumps(part)
            if key not in seen:
                seen[key] = holds(part) == [True]
            if not seen[key]:
                yield f"{where}: {name}"


def _parts(form: Any, place: str) -> Iterator[tuple[str, Any]]:
    if place == "Questionnaire":
        yield "Questionnaire", form
        return
    for item in items_in(form.get("item")):
        if place == "Questionnaire.item":
            yield str(item.get("linkId")), item
        else:
            yield from ((str(item.get("linkId")), condition) for condition in item.get("enableWhen", ()))


def misbuilt(resource: Any) -> str:
    """What fhir.resources has against a resource, "" for nothing."""
    try:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    except ValueError as error:
        return str(error)
    return ""


@pytest.fixture(scope="module")
def forms(pack: Pack) -> dict[str, Any]:
    """The form of everything, and that of each question."""
    return {"everything": questionnaire(pack), **{name: questionnaire(pack, one) for name, one in pack.questions.by_id.items()}}


def test_the_invariants_are_those_of_r4() -> None:
    assert len([name for name in INVARIANTS if name != WARNED]) == 13


def test_no_item_breaks_an_invariant(forms: dict[str, Any]) -> None:
    """13 of 13, on every item of every form."""
    seen: dict[str, bool] = {}
    assert {name: wrong for name, form in forms.items() if (wrong := [*broken(form, seen)])} == {}
    assert len(seen) > 13 * 200


def test_forms_are_built_as_r4_says(forms: dict[str, Any]) -> None:
    assert {name: wrong for name, form in forms.items() if (wrong := misbuilt(form))} == {}


def test_every_broken_form_is_caught() -> None:
    """21 of 21, by the invariants, the structure and our own check together; and each invariant sees its own."""
    assert len(BAD) == 21
    caught = {path.stem: ([*broken(bad(path))], misbuilt(bad(path)), faults_of(bad(path))) for path in BAD}
    assert [name for name, found in caught.items() if not any(found)] == []
    for number in range(1, 14):
        (name,) = [name for name in caught if name.startswith(f"bad-que-{number}-")]
        assert any(wrong.endswith(f": que-{number}") for wrong in caught[name][0]), name


def test_medplum_finds_nothing_in_the_forms(forms: dict[str, Any]) -> None:
    found = dict(zip(forms, node.issues([*forms.values()]), strict=True))
    assert {name: issues for name, issues in found.items() if issues} == {}


def test_medplum_sees_what_is_wrong() -> None:
    caught = node.issues([bad(path) for path in BAD])
    assert sum(bool(issues) for issues in caught) >= 16


def test_responses_are_built_as_r4_says(pack: Pack) -> None:
    kept = Forms(pack)
    responses = [facts_to_response(facts, pack, forms=kept) for facts in drawn(100, seed=7)]
    assert [wrong for response in responses if (wrong := misbuilt(response))] == []
    assert [issues for issues in node.issues(responses) if issues] == []


WHOLE = 60
"""So many guides are looked at whole; of the others what was not in one before. What a validator says of a part hangs on that part."""


def _new_parts(bundle: Any, seen: set[str]) -> Any:
    """The bundle with the activities and parameters that no bundle had before; one of each stays, so that it is still a bundle of ours."""
    kept = json.loads(json.dumps(bundle))
    for entry in kept["entry"]:
        for key in ("activity", "parameter", "dataRequirement"):
            parts = entry["resource"].get(key, [])
            new = [part for part in parts if json.dumps(part) not in seen]
            seen.update(json.dumps(part) for part in new)
            if parts:
                entry["resource"][key] = new or parts[:1]
        entry["resource"].pop("text", None)
    return kept


def test_the_guides_of_all_worked_cases(pack: Pack) -> None:
    """0 issues by both; `data-requested` exactly when something is worth asking."""
    looked_at: list[Any] = []
    seen: set[str] = set()
    for case in CASES:
        bundle, data = made(case, pack)
        assert_says_the_same(bundle, data)
        new = _new_parts(bundle, seen)
        looked_at.append(bundle if len(looked_at) < WHOLE else new)
    assert [issues for issues in node.issues(looked_at) if issues] == []
    assert [wrong for bundle in looked_at if (wrong := misbuilt(bundle))] == []
    print(f"{len(looked_at)} guides, 0 issues")


def test_units_are_ucum(pack: Pack) -> None:
    codes = sorted({unit_of(entry.unit)["code"] for entry in pack.facts.values() if entry.kind == "number"})
    assert dict(zip(codes, node.answers("validate.cjs", codes, "units"), strict=True)) == dict.fromkeys(codes, "valid")
    assert node.answers("validate.cjs", ["hours"], "units") == ["invalid"]


def test_facts_are_equal_both_ways_for_1000_people(pack: Pack) -> None:
    """Unknown and left out, numbers, dates, lists with nothing in them, names of medicines and the moment of telling among them."""
    people, forms = drawn(1000), Forms(pack)
    for facts in people:
        reading = response_to_facts(json.loads(json.dumps(facts_to_response(facts, pack, forms=forms))), pack, forms=forms)
        assert reading.not_used == ()
        assert reading.facts == facts
    told = {(name, "unknown" if value == "unknown" else "") for facts in people for name, value in facts.items()}
    asked = {name for name, entry in pack.facts.items() if not entry.held}
    assert {name for name, _ in told} == asked | {"told_at"}
    assert {name for name, unknown in told if unknown} == asked
    assert any(facts.get("medicines") == [] for facts in people)
