"""The code map: looked up by system and code, checked with the knowledge, sealed with it, and read only when a record is."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from afterwards.check.code_map import code_problems
from afterwards.fhir.codes import load_codes, method_of
from afterwards.pack.load import KNOWLEDGE
from afterwards.pack.manifest import write_manifest
from afterwards.pack.reading import PackError
from tests.fhir.bundles import PACK

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


def test_the_map_has_no_complaint() -> None:
    """0 codes twice with different values, 0 facts or values unknown, each row with a source."""
    problems, codes = code_problems(KNOWLEDGE, PACK)
    assert problems == []
    assert codes > 6000


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A small code map: of losses and of how they are read."""
    (tmp_path / "codes").mkdir()
    kept = ("system,", "fact,", "epilepsy,", "loss_kind,", "snomed,19169002,", "icd-10,O03.9,")
    for name in ("codes/losses.csv", "record.csv"):
        few = [line for line in (KNOWLEDGE / name).read_text(encoding="utf-8").splitlines() if line.startswith(kept)]
        (tmp_path / name).write_text("\n".join(few) + "\n", encoding="utf-8")
    return tmp_path


WRONG = {
    "snomed,19169003,loss_kind,miscarriage,certain,why,from": "19169003 cannot be a code: its check digit is wrong.",
    "loinc,8480-7,systolic_mmhg,measured,certain,why,from": "8480-7 cannot be a code: its check digit is wrong.",
    "snomed,19169002,loss_kind,ectopic,certain,why,from": "snomed 19169002 says twice what loss_kind is",
    "icd-10,O039,loss_kind,ectopic,certain,why,from": "icd-10 O039 says twice what loss_kind is",
    "icd10,Q00,epilepsy,yes,certain,why,from": "'icd10' is no code system of the map.",
    "icd-10,Q00,epilepsie,yes,certain,why,from": "there is no fact 'epilepsie'.",
    "icd-10,Q00,epilepsy,maybe,certain,why,from": "epilepsy has no value 'maybe'.",
    "icd-10,Q00,epilepsy,yes|maybe,certain,why,from": "epilepsy has no value 'maybe'.",
    "icd-10,Q00,epilepsy,yes,sure,why,from": "'sure' is neither certain nor possible.",
    "icd-10,Q00,epilepsy,yes,certain,why,": "Q00 says not where it is from.",
    "icd-10,Q00,epilepsy,yes,certain,,from": "Q00 says not why.",
    "icd-10,Q00,epilepsy,measured,certain,why,from": "epilepsy cannot be 'measured'.",
    "icd-10,Q00,weight_kg,70,certain,why,from": "weight_kg cannot be '70'.",
    "icd-10,Q00,medicines,sugar,certain,why,from": "medicines has no value 'sugar'.",
    "icd-10,Q00,epilepsy,ends yes,certain,why,from": "'ends yes' is only said of using_now.",
    "icd-10,,epilepsy,yes,certain,why,from": "'' is no code.",
    "icd-10,Q00,epilepsy": "3 cells.",
}


@pytest.mark.parametrize("row", WRONG)
def test_a_wrong_row_is_named_with_its_line(row: str, copied: Path) -> None:
    file = copied / "codes" / "zz.csv"
    file.write_text(f"system,code,fact,value,certain,why,source\n{row}\n", encoding="utf-8")
    problems, _ = code_problems(copied, PACK)
    assert [(one.file, one.line) for one in problems] == [("codes/zz.csv", 2)]
    assert problems[0].complaint.startswith(WRONG[row])


WRONG_READINGS = {
    "epilepsie,open,,open,why,from": "there is no fact 'epilepsie'.",
    "using_now=ring2,open,,open,why,from": "there is no fact 'using_now=ring2'.",
    "age,open,a year,open,why,from": "'a year' is no number of days.",
    "age,open,,all,why,from": "'all' says not which of several counts.",
    "under_16,maybe,,open,why,from": "'maybe' is no value of a fact.",
    "age,open,,open,,from": "age says not why, or where from.",
    "epilepsy,open,,open,why,from": "'epilepsy' stands twice.",
}


@pytest.mark.parametrize("row", WRONG_READINGS)
def test_a_wrong_reading_is_named_with_its_line(row: str, copied: Path) -> None:
    file = copied / "record.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}{row}\n", encoding="utf-8")
    problems, _ = code_problems(copied, PACK)
    assert [(one.file, one.line) for one in problems] == [("record.csv", text.count("\n") + 1)]
    assert problems[0].complaint == WRONG_READINGS[row]


def test_a_file_of_the_map_that_is_not_as_sealed_is_refused(copied: Path) -> None:
    write_manifest(copied)
    assert load_codes(copied).says("snomed", "19169002")
    file = copied / "codes" / "losses.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("miscarriage", "molar"), encoding="utf-8")
    with pytest.raises(PackError, match=r"codes/losses\.csv:1: the file is not as it was sealed"):
        load_codes(copied)
    file.unlink()
    with pytest.raises(PackError, match=r"codes/losses\.csv:1"):
        load_codes(copied)


def test_a_pack_without_a_map_has_none(tmp_path: Path) -> None:
    assert load_codes(tmp_path).rows == {}
    assert code_problems(tmp_path, PACK) == ([], 0)


@pytest.mark.parametrize(
    ("system", "code"),
    [
        ("http://snomed.info/sct", "19169002"),
        ("urn:oid:2.16.840.1.113883.6.96", "19169002"),
        ("http://hl7.org/fhir/sid/icd-10", "O03.9"),
        ("http://hl7.org/fhir/sid/icd-10", "o039"),
        ("http://hl7.org/fhir/sid/icd-10/", "O03.9+"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "O03.9"),
    ],
)
def test_a_code_is_found_as_records_write_it(system: str, code: str) -> None:
    assert [row.value for row in load_codes().says(system, code) if row.fact == "loss_kind"] == ["miscarriage"]


def test_a_code_of_another_system_is_not_found() -> None:
    assert load_codes().says("http://loinc.org", "19169002") == ()
    assert load_codes().says("", "19169002") == ()


@pytest.mark.parametrize(
    ("codings", "method"),
    [
        ([{"system": RXNORM, "code": "748856"}], "coc"),
        ([{"system": RXNORM, "code": "748856"}, {"system": "urn:x", "code": "1"}, {}], "coc"),
        ([{"system": RXNORM, "code": "748856"}, {"system": RXNORM, "code": "748962"}], None),
        ([{"system": RXNORM, "code": "389221"}], "implant"),
        ([{"system": "https://dmd.nhs.uk", "code": "400419002"}], "pop"),
        ([{"system": "http://snomed.info/sct", "code": "400419002"}], "pop"),
        ([{"system": "http://snomed.info/sct", "code": "65200003"}], None),
        ([{"system": "http://snomed.info/sct", "code": "68254000"}], None),
        ([{"system": RXNORM, "code": "483325"}], None),
        ([{"system": RXNORM, "code": "235389"}], None),
        ([{"system": 7, "code": []}, {"display": "Yaz"}], None),
        ([], None),
    ],
)
def test_which_method_a_medication_is(codings: list[dict[str, object]], method: str | None) -> None:
    assert method_of(codings, load_codes()) == method


def test_the_map_is_not_loaded_for_a_guide() -> None:
    """The person's product does not wait for it."""
    code = (
        "import sys; from afterwards.cli import _parser; _parser(); import afterwards.guide, afterwards.plain_text;"
        "assert not {one for one in sys.modules if one.startswith('afterwards.fhir.') and one != 'afterwards.fhir.arguments'}, sys.modules;"
        "assert 'afterwards.pack.code_map' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_page_on_codes_is_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location("fhir_mapping", Path(__file__).parents[2] / "tools" / "fhir_mapping.py")
    assert spec
    assert spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.PLACE.read_text(encoding="utf-8") == "\n".join(tool.lines(PACK, load_codes())) + "\n"
