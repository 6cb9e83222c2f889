"""The hazard log and the trace matrix: every fault is told with its line, and the built-in ones have none (R11, R12)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tools import safety_case

from afterwards.check.hazards import GRAVE, KINDS, LIKELIHOODS, PROPERTIES, SEVERITIES, Log, Suite, read_log, read_suite, risk
from afterwards.check.trace import Trace, TraceNode, orphans, safety_problems, trace
from afterwards.pack.gather import read_files
from afterwards.pack.load import KNOWLEDGE
from afterwards.verify import runner
from tests.packs.faults import GOOD, copy_of

TESTS = '''"""R01: of the file."""
import pytest


def test_it_rises() -> None:
    """R02."""


async def test_it_is_late() -> None: ...


@pytest.mark.skip(reason="later")
def test_it_sleeps() -> None: ...
'''
LOG = """
estimates: proposed, not approved
ids_given: 2
hazards:
  - id: H01
    hazard: Tea is too hot
    causes: [nobody waits]
    effect: She drinks at once.
    harm: A burn.
    concerns: [serving, warning, plan, pages, reading]
    severity: major
    likelihood: medium
    risk: 3
    controls:
      - {kind: design, what: It is served warm., tests: [check, verify bounds, "tests/test_tea.py::test_it_rises"]}
      - {kind: text, what: It says so., tests: ["tests/test_tea.py::test_it_is_late"]}
    residual: {severity: major, likelihood: low, risk: 3}
    owner: shopkeeper
    status: open
    missing: A cook has to taste it.
  - id: H02
    hazard: Tea is cold
    causes: [everybody waits]
    effect: She goes.
    harm: Upset.
    severity: minor
    likelihood: low
    risk: 1
    controls: [{kind: text, what: It says so., tests: [check]}]
    residual: {severity: minor, likelihood: low, risk: 1}
    owner: shopkeeper
    status: controlled
tried: {case: [check], plan: [check], article: [check], page: [check], pack: [check]}
requirements:
  - {id: R01, says: Heat never falls, state: reached, hazards: [H01]}
  - {id: R02, says: It is told, state: part, because: Only to some.}
  - {id: R03, says: It is sung, state: not_yet, because: Nobody sings.}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A pack without fault, with its cases among tests as the built-in one's are, and a hazard log."""
    pack = copy_of(GOOD, tmp_path)
    (tmp_path / "tests").mkdir()
    (pack / "cases").rename(tmp_path / "tests" / "cases")
    (tmp_path / "tests" / "test_tea.py").write_text(TESTS, encoding="utf-8")
    (pack / "hazards.yaml").write_text(LOG, encoding="utf-8")
    return pack


def complaints(pack: Path, log: str = LOG) -> list[str]:
    """What is said of a log, tests and cases at hand."""
    (pack / "hazards.yaml").write_text(log, encoding="utf-8")
    data, problems = read_files(pack)
    assert problems == []
    return [str(one) for one in safety_problems(pack, data, pack.parent / "tests" / "cases")[0]]


def test_a_log_without_fault_has_no_complaint(shop: Path) -> None:
    assert complaints(shop) == []


FAULTS: Mapping[str, tuple[str, str, str]] = {
    "no test": ("tests: [check]}]", "tests: []}]", "H02: a control names no test."),
    "no key for tests": (", tests: [check]}]", "}]", "'tests' is missing."),
    "test gone": ("::test_it_rises", "::test_it_falls", "tests/test_tea.py has no test 'test_it_falls'."),
    "file gone": ("tests/test_tea.py::test_it_rises", "tests/test_pot.py::test_it_rises", "the file tests/test_pot.py is gone."),
    "skipped": ("::test_it_rises", "::test_it_sleeps", "is skipped or expected to fail."),
    "no form": ('"tests/test_tea.py::test_it_rises"', "tests/test_tea.py", "'tests/test_tea.py' is no test."),
    "no property": ("verify bounds", "verify beauty", "'verify beauty' is no test."),
    "tried by nothing": ("plan: [check]", 'plan: ["tests/test_tea.py::test_gone"]', "has no test 'test_gone'."),
    "text alone": ("kind: design", "kind: text", "H01 is major and rests on text alone."),
    "kind unknown": ("kind: design", "kind: hope", "found 'hope', allowed are design, protect, procedure, text."),
    "order": (
        '      - {kind: text, what: It says so., tests: ["',
        '      - {kind: text, what: It says so., tests: [check]}\n      - {kind: design, what: And so., tests: ["',
        "out of order",
    ),
    "id missing": ("ids_given: 2", "ids_given: 3", "H03 is missing. Restore it; one that is over is closed"),
    "id in between missing": ("id: H02", "id: H03", "H02 is missing."),
    "id twice": ("id: H02", "id: H01", "the id H01 is used twice"),
    "no owner": ("    owner: shopkeeper\n    status: open", "    status: open", "'owner' is missing."),
    "no severity": ("    severity: major\n", "", "'severity' is missing."),
    "no likelihood": ("    likelihood: medium\n", "", "'likelihood' is missing."),
    "severity unknown": ("severity: major\n", "severity: bad\n", "found 'bad'"),
    "risk": ("risk: 3\n    controls", "risk: 2\n    controls", "H01: the risk is 2, the matrix gives 3."),
    "residual risk": ("low, risk: 3}", "low, risk: 2}", "H01: the residual risk is 2, the matrix gives 3."),
    "residual higher": ("{severity: major, likelihood: low, risk: 3}", "{severity: catastrophic, likelihood: low, risk: 4}", "is above"),
    "open for no reason": ("    missing: A cook has to taste it.\n", "", "the status is open and 'missing' is missing."),
    "closed without a day": ("status: controlled", "status: closed", "the status is closed and 'closed' is missing."),
    "approved": ("estimates: proposed, not approved", "estimates: approved", "found 'approved', allowed are proposed, not approved."),
    "no such concern": ("concerns: [serving,", "concerns: [serving, soup,", "there is no decision or part 'soup'."),
    "decision of no hazard": ("concerns: [serving, warning,", "concerns: [warning,", "'decision serving' leads to no hazard."),
    "plan not tried": ("plan: [check], ", "", "leads to no test."),
    "requirement without test": (
        "state: not_yet, because: Nobody sings.",
        "state: reached",
        "requirement 'R03' leads to no test.",
    ),
    "requirement without reason": ("state: not_yet, because: Nobody sings.", "state: not_yet", "R03: the state is not_yet."),
    "requirement missing": ("id: R03", "id: R04", "R03 is missing."),
    "requirement of no hazard": ("hazards: [H01]", "hazards: [H09]", "R01: there is no hazard H09."),
    "unknown key": ("    harm: Upset.", "    harm: Upset.\n    mood: low", "this key is not known."),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_log_is_told_with_its_line(fault: str, shop: Path) -> None:
    """R11, R12."""
    before, after, said = FAULTS[fault]
    assert before in LOG
    found = complaints(shop, LOG.replace(before, after, 1))
    assert [one for one in found if said in one], found
    for one in found:
        file, line, _ = one.split(":", 2)
        assert (shop.parent / file).is_file() or (shop / file).is_file() or (shop.parent / "tests" / file).is_file()
        assert int(line) >= 1


def test_controlled_with_a_high_risk_is_a_complaint(shop: Path) -> None:
    high = "severity: catastrophic, likelihood: low, risk: 4"
    text = LOG.replace("severity: minor\n    likelihood: low\n    risk: 1", high.replace(", ", "\n    "))
    text = text.replace("{severity: minor, likelihood: low, risk: 1}", f"{{{high}}}").replace("[{kind: text", "[{kind: design")
    assert [one.split(": ", 1)[1] for one in complaints(shop, text)] == [
        "H02 is called controlled with a residual risk of 4. Leave it open, or add controls."
    ]


def test_a_hazard_is_closed_with_a_day_and_a_reason(shop: Path) -> None:
    closed = 'status: closed\n    closed: {on: "2026-11-24", because: There is no tea.}'
    assert complaints(shop, LOG.replace("status: controlled", closed)) == []


def test_a_file_that_is_no_log_is_told(shop: Path) -> None:
    for text in ("", "- a list\n", "hazards: [\n"):
        assert complaints(shop, text)


def test_a_case_and_a_source_that_lead_nowhere_are_told(shop: Path) -> None:
    """R12: the other orphans are refused by the check of the pack before they come here."""
    cases = shop.parent / "tests" / "cases" / "warning.yaml"
    cases.write_text(cases.read_text(encoding="utf-8") + "- {case: Nobody, why: none, facts: {}, expect: {ask: []}}\n", encoding="utf-8")
    sources = shop / "sources.yaml"
    first = sources.read_text(encoding="utf-8")
    name = first.split(":", 1)[0]
    sources.write_text(first + first.replace(name, "nobody-cites-me", 1), encoding="utf-8")
    found = complaints(shop)
    assert len(found) == 2
    assert "case 'warning: Nobody' leads to no rule." in found[0]
    assert "source 'nobody-cites-me' leads to no statement or rule." in found[1]


def test_a_test_that_cites_what_is_no_requirement_is_told(shop: Path) -> None:
    (shop.parent / "tests" / "test_pot.py").write_text('def test_pot():\n    """R77."""\n', encoding="utf-8")
    (said,) = complaints(shop)
    assert said.startswith("tests/test_pot.py:1: a test cites R77, which is no requirement. ")


def test_a_pack_without_a_log_is_fine_and_the_built_in_one_needs_it(tmp_path: Path) -> None:
    assert read_log(tmp_path, None, needed=False) == (None, [])
    _, problems = read_log(tmp_path, None, needed=True)
    assert [str(one) for one in problems] == ["hazards.yaml:1: the hazard log is missing. Restore it from the last good version."]


def test_without_tests_at_hand_only_the_log_itself_is_looked_at(shop: Path) -> None:
    (shop / "hazards.yaml").write_text(LOG.replace("::test_it_rises", "::test_elsewhere"), encoding="utf-8")
    log, problems = read_log(shop, None, needed=True)
    assert log is not None
    assert problems == []


def test_what_tests_cite_is_read_from_name_and_docstring(shop: Path) -> None:
    suite = read_suite(shop.parent / "tests")
    assert suite.cites == {"tests/test_tea.py": frozenset({"R01"})}
    assert {name: sorted(one.cites) for name, one in suite.functions["tests/test_tea.py"].items()} == {
        "test_it_rises": ["R02"],
        "test_it_is_late": [],
        "test_it_sleeps": [],
    }


def test_risk_rises_with_severity_and_with_likelihood() -> None:
    grid = [[risk(severity, likelihood) for severity in SEVERITIES] for likelihood in LIKELIHOODS]
    for rows in (grid, list(zip(*grid, strict=True))):
        assert all(list(row) == sorted(row) for row in rows)
    assert (grid[0][0], grid[1][4], grid[4][4]) == (1, 4, 5)


# The built-in log


@pytest.fixture(scope="module")
def built_in() -> tuple[Log, Trace, Suite, Mapping[str, Any]]:
    """The log, the matrix, the tests and the knowledge."""
    tests = safety_case.ROOT / "tests"
    suite = read_suite(tests)
    log, problems = read_log(KNOWLEDGE, suite, needed=True)
    assert [str(one) for one in problems] == []
    assert log
    data, found = read_files(KNOWLEDGE)
    assert found == []
    return log, trace(data, tests / "cases", suite, log), suite, data


def test_the_built_in_log_has_no_orphan(built_in: tuple[Log, Trace, Suite, Mapping[str, Any]]) -> None:
    """R12."""
    log, found, _, _ = built_in
    assert [str(one) for one in orphans(found, log)] == []
    assert [one["id"] for one in log.requirements] == [f"R{number:02}" for number in range(1, 49)]


def test_no_grave_hazard_rests_on_words_alone(built_in: tuple[Log, Trace, Suite, Mapping[str, Any]]) -> None:
    """R11: read from the log without the check."""
    log = built_in[0]
    grave = [one for one in log.hazards if SEVERITIES.index(one["severity"]) >= GRAVE]
    assert len(grave) > 10
    for one in grave:
        assert {control["kind"] for control in one["controls"]} & set(KINDS[:-1]), one["id"]


def test_a_chain_leads_from_a_source_to_a_hazard_and_back(built_in: tuple[Log, Trace, Suite, Mapping[str, Any]]) -> None:
    """R12: a rule of danger, followed by hand; and each link has two ends."""
    _, found, _, data = built_in
    rule = next(one for decision in data["decisions"] if decision["decision"] == "urgency" for one in decision["rules"])
    node = TraceNode("rule", rule["id"])
    assert set(rule["say"]) <= set(found.near(node, "statement"))
    assert set(rule["sources"]) <= set(found.near(node, "source"))
    assert "H01" in found.near(node, "hazard")
    case = TraceNode("case", found.near(node, "case")[0])
    assert "tests/test_worked_cases.py::test_a_worked_case_gets_its_answer" in found.near(case, "test")
    assert all(one in found.links[other] for one, near in found.links.items() for other in near)


def test_the_properties_a_control_may_name_can_be_proved() -> None:
    assert set(PROPERTIES) == set(runner.PROPERTIES)


def test_the_generated_page_and_table_are_up_to_date(built_in: tuple[Log, Trace, Suite, Mapping[str, Any]]) -> None:
    """R11, R12: `python tools/safety_case.py` writes them."""
    log, found, _, _ = built_in
    assert "\n".join(safety_case.page(log, found)).rstrip("\n") + "\n" == safety_case.PAGE.read_text(encoding="utf-8")
    assert safety_case.table(found) == safety_case.TABLE.read_text(encoding="utf-8")


def test_an_old_page_is_told_and_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shop: Path) -> None:
    monkeypatch.setattr(safety_case, "PAGE", tmp_path / "page.md")
    monkeypatch.setattr(safety_case, "TABLE", tmp_path / "table.csv")
    read = safety_case.read(shop, tmp_path)
    monkeypatch.setattr(safety_case, "read", lambda: read)
    monkeypatch.setattr("sys.argv", ["safety_case.py", "--check"])
    assert safety_case.main() == 1
    monkeypatch.setattr("sys.argv", ["safety_case.py"])
    assert safety_case.main() == 0
    page = safety_case.PAGE.read_text(encoding="utf-8")
    assert "No clinical safety officer has approved this page." in page
    assert "Tea is too hot" in page
    monkeypatch.setattr("sys.argv", ["safety_case.py", "--check"])
    assert safety_case.main() == 0
    safety_case.PAGE.write_text(page + "more", encoding="utf-8")
    assert safety_case.main() == 1
