"""`afterwards fhir facts` on whatever it is given: a clear word and exit 2, no traceback, and nothing of hers in an error."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterwards.cli import main
from afterwards.errors import BadFacts
from afterwards.fhir import record_bundle, record_patient
from afterwards.fhir.record_bundle import open_bundle, read_bundle
from tests.fhir.bundles import FOLDER, NAMES, bundle_of, day_of, every_object, golden_of, read
from tests.tries import tries


def test_the_command_prints_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fhir", "facts", str(FOLDER / "miscarriage.json"), "--today", "2026-11-20"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert list(shown) == ["facts", "origin", "possible", "not_understood", "refused"]
    assert shown["facts"] == golden_of("miscarriage")["facts"]
    assert shown["origin"]["loss_date"] == ["Condition/miscarriage-1"]
    assert {tuple(one) for one in shown["not_understood"]} == {("resource", "code", "text", "why")}


def test_it_reads_standard_input_and_asks_the_clock(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    text = json.dumps(bundle_of("another-woman"))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + text.encode())))
    assert main(["fhir", "facts", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["facts"]["age"] >= 34


def test_one_of_several_patients_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both = bundle_of("miscarriage")
    both["entry"] += bundle_of("stillbirth")["entry"]
    file = tmp_path / "both.json"
    file.write_text(json.dumps(both), encoding="utf-8")
    assert main(["fhir", "facts", str(file), "--today", "2026-11-20"]) == 2
    assert "--patient" in capsys.readouterr().err
    assert main(["fhir", "facts", str(file), "--today", "2026-11-20", "--patient", "stillbirth"]) == 0
    assert json.loads(capsys.readouterr().out)["facts"] == golden_of("stillbirth")["facts"]


BAD = {
    "empty": (b"", "The file is not JSON: line 1, column 1. The file is empty."),
    "no JSON": (b'{"resourceType": "Bundle",\n x}', "The file is not JSON: line 2, column 2."),
    "a list": (b"[]", "The file holds no JSON object."),
    "a Patient": (b'{"resourceType": "Patient"}', "The file holds a Patient. Put her resources into a Bundle."),
    "no resource": (b'{"guide": "after_loss"}', "The file holds no FHIR resource."),
    "another type": (b'{"resourceType": 7}', "The file holds no FHIR resource."),
    "entries that are none": (b'{"resourceType": "Bundle", "entry": {"a": 1}}', "entry of the Bundle is not a list."),
    "no Patient": (b'{"resourceType": "Bundle"}', "The record holds no Patient resource"),
    "no number": (b'{"resourceType": "Bundle", "total": NaN}', "The file is not JSON: NaN is not a number of JSON."),
    "digits": (b'{"resourceType": "Bundle", "total": ' + b"9" * 5000 + b"}", "a number has too many digits"),
    "deep": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "The file is nested too deeply."),
    "rather deep": (b'{"resourceType": "Bundle", "entry": ' + b"[" * 150 + b"]" * 150 + b"}", "The file is nested too deeply."),
    "no text": (b'{"resourceType": "\xff"}', "not text in UTF-8"),
    "UTF-16": ('{"resourceType": "Bundle"}'.encode("utf-16"), "not text in UTF-8"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_is_no_record_is_named_with_the_remedy(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, message = BAD[kind]
    file = tmp_path / "record.json"
    file.write_bytes(content)
    assert main(["fhir", "facts", str(file), "--today", "2026-11-20"]) == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert message in out.err
    assert "Traceback" not in out.err


def test_a_file_that_is_not_there_and_a_wrong_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fhir", "facts", "no-such-file.json"]) == 2
    assert "Name a file that exists." in capsys.readouterr().err
    assert main(["fhir", "facts", "a\0b"]) == 2
    assert "is not a name of a file" in capsys.readouterr().err
    with pytest.raises(SystemExit) as left:
        main(["fhir", "facts", str(FOLDER / "miscarriage.json"), "--today", "20-11-2026"])
    assert left.value.code == 2
    assert "is not a date" in capsys.readouterr().err


def test_a_record_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_bundle, "LARGEST", 1024**2)
    file = tmp_path / "large.json"
    file.write_bytes(b" " * (1024**2 + 1))
    with pytest.raises(BadFacts, match="larger than 1 MiB"):
        read_bundle(str(file))
    monkeypatch.setattr(record_patient, "MOST", 3)
    with pytest.raises(BadFacts, match="more than 3 resources"):
        read(bundle_of("health"), day_of("health"))


def test_references_of_entries_without_ids_are_understood() -> None:
    """A Bundle that was never stored: fullUrls and no ids."""
    expected = read(bundle_of("health"), day_of("health")).facts
    bundle = bundle_of("health")
    for number, entry in enumerate(bundle["entry"]):
        entry["fullUrl"] = f"urn:uuid:00000000-0000-4000-8000-{number:012}"
        del entry["resource"]["id"]
    for entry in bundle["entry"][1:]:
        entry["resource"]["subject"] = {"reference": bundle["entry"][0]["fullUrl"]}
    assert read(bundle, day_of("health")).facts == expected


MARK = "marked-value-of-hers"
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "2026-11-02", "active", MARK, "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["coding", "code", "system", "value", "reference"]), inner),
    max_leaves=6,
)


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A kept record with up to six values, anywhere, replaced by another kind of value or taken out."""
    name = draw(st.sampled_from(NAMES))
    bundle = bundle_of(name)
    for _ in range(draw(st.integers(1, 6))):
        inner = draw(st.sampled_from(every_object(bundle)))
        if inner:
            key = draw(st.sampled_from(sorted(inner)))
            if draw(st.booleans()):
                inner[key] = draw(ANY)
            else:
                del inner[key]
    return name, bundle


@tries(60)
@given(spoiled())
def test_whatever_stands_anywhere_there_is_a_record_or_a_clear_word(record: tuple[str, dict[str, Any]]) -> None:
    name, bundle = record
    refusals: list[BadFacts] = []
    try:
        read_so = read(bundle, day_of(name))
        shown = json.dumps(read_so.to_dict(), ensure_ascii=False).encode()
        assert json.loads(shown)["facts"].keys() == read_so.origin.keys()
    except BadFacts as error:
        refusals.append(error)
    for refusal in refusals:
        assert {one.fact for one in refusal.errors} <= {"bundle", "patient"}
        assert all(one.message and one.remedy for one in refusal.errors)
        assert MARK not in str(refusal) or bundle.get("resourceType") == MARK


@pytest.mark.parametrize("value", [None, 7, "x", [], [None, 7, [[]], {}], {"entry": 1}])
def test_entries_of_any_kind_are_no_fault_of_ours(value: object) -> None:
    bundle = bundle_of("miscarriage")
    bundle["entry"].append(value)
    bundle["entry"].append({"resource": value})
    resources, _ = open_bundle(bundle)
    assert len(resources) >= 8
    assert read(bundle, day_of("miscarriage")).facts == golden_of("miscarriage")["facts"]
