"""The grids against the evidence they were made from, and each of their cells against a case (R06, R16)."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from afterwards.pack.eligibility import SCALE, decision_of
from afterwards.pack.grid_editions import editions_of
from afterwards.pack.grids import SILENT, Cell, read_grid, read_notes
from afterwards.pack.methods import GridRow
from afterwards.pack.reading import Problem, read_yaml
from tests.people import PACK

EVIDENCE = Path(__file__).resolve().parents[1] / "evidence"
CASES = Path(__file__).resolve().parents[1] / "cases" / "contraception"
GUIDELINES = ("uk", "us", "who", "who-2015")
COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "uk": {"lng_ius": ("lng_iud",)},
    "us": {"chc": ("coc", "patch_ring")},
    "who": {"chc_patch_ring": ("patch_ring",), "dmpa_neten": ("dmpa",)},
    "who-2015": {"chc_patch_ring": ("patch_ring",), "dmpa_neten": ("dmpa", "neten")},
}
KINDS = {"e_iud": "cu_iud", "ecp_upa": "ulipristal", "ecp_lng": "levonorgestrel"}
"""Columns of the WHO's table of emergency contraception, by our kinds."""
LEFT = {
    "cic": "combined injections, not offered",
    "ecp_coc": "combined pills as emergency contraception, not offered",
    "neten": "NET-EN, not offered",
}
"""Columns of the WHO's table of 2025 that stand for what we do not offer."""
NEW_IN_2025 = {
    "uk-ckd-stage-1-2": ("uk-chronic-kidney-disease",),
    "uk-ckd-stage-3-5": ("uk-chronic-kidney-disease",),
    "uk-hiv-well-on-treatment": ("uk-hiv-cd4-ge200", "uk-hiv-cd4-lt200"),
    **{name: (name,) for name in ("uk-hiv-unwell-or-untreated", "uk-multiple-sclerosis-mobile", "uk-multiple-sclerosis-immobile")},
    **{name: (name,) for name in ("uk-multiple-vte-risk-factors", "uk-chronic-kidney-disease")},
}
"""Conditions that only UKMEC 2025 has, by the rows of ours that stand for them: no stage is asked, and one of the counts always holds."""
SPLIT_HERE = ("uk-breastfeeding-lt6w-vte-risk",)
"""A row of ours for what the notice says of one column: it names the weeks and the risk, and no row."""
assert PACK.contraception
HELD = PACK.contraception
PHASES = {"both": ("start", "goes_on"), "initiation": ("start",), "continuation": ("goes_on",)}


def rows_of(name: str) -> list[dict[str, str]]:
    with (EVIDENCE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def columns_of(guideline: str, row: dict[str, str]) -> tuple[str, ...]:
    """The columns of our grid that a line of the evidence speaks of."""
    found: tuple[str, ...] = COLUMNS[guideline].get(row["method"], (row["method"],))
    if row.get("only"):
        return (row["only"],)
    if row["condition_id"].endswith("--coc") and "coc" in found:
        return ("coc",)
    if row["condition_id"].endswith("--patch-or-ring") and "coc" in found:
        return ("patch_ring",)
    return found


def side_of(grid: Mapping[str, GridRow], condition: str, column: str, phase: str) -> tuple[str, str] | None:
    side: tuple[str, str] | None = getattr(grid[condition].cells[column], phase)
    return side


def expected_sides(guideline: str) -> Iterator[tuple[str, str, str, str]]:
    """Of each cell and phase of the evidence the category: (condition, column, phase, category)."""
    for row in rows_of(f"{guideline}.csv"):
        if guideline == "who" and (row["only"] or row["method"]) in {*LEFT, *KINDS}:
            continue  # compared, or counted, by a test of its own
        for column in columns_of(guideline, row):
            for phase in PHASES[row["phase"]]:
                yield row["condition_id"], column, phase, row["category"]


@pytest.mark.parametrize("guideline", GUIDELINES)
def test_every_category_of_the_evidence_is_in_the_grid(guideline: str) -> None:
    """0 differences; in the UK the higher of the two editions. Silence of a drug row of UKMEC is written as silence."""
    grid = HELD.rows(guideline)
    newer: dict[tuple[str, str, str], str] = {}
    if guideline == "uk":
        for row in rows_of("uk-2025-changes.csv"):
            columns = ("chc",) if row["method"] == "chc" else columns_of("uk", row)
            newer |= {(row["condition_id"], column, phase): row["category"] for column in columns for phase in PHASES[row["phase"]]}
        for condition, column, phase, category, _ in cells_of_2025():
            if condition not in NEW_IN_2025:  # compared by a test of its own
                newer[condition, column, phase] = max(category, newer.get((condition, column, phase), category))
    wrong = []
    for condition, column, phase, category in expected_sides(guideline):
        found = side_of(grid, condition, column, phase)
        silent = guideline == "uk" and condition in ("uk-drug-interactions", "uk-epilepsy-on-anticonvulsants", "uk-hiv-on-antiretrovirals")
        wanted = max(category, newer.pop((condition, column, phase), category)) if category.isdigit() else "-" if silent else category
        said = "NA" if found is None else found[0] if found[0] == found[1] else "/".join(found)
        # A range printed as "worst shown" in the evidence keeps both ends here: its careful end is the category.
        if said != wanted and not (found and found[1] == wanted and found[0] < found[1]) and not (found is None and wanted in ("", "NA")):
            wrong.append((condition, column, phase, wanted, said))
    assert not wrong
    for (condition, column, phase), category in newer.items():
        assert side_of(grid, condition, column, phase) == (category, category), (condition, column, phase)


def cells_of_2025() -> Iterator[tuple[str, str, str, str, str]]:
    """Of each cell and phase of UKMEC 2025 that a source printed: (condition, column, phase, category, how it was seen)."""
    for row in rows_of("uk-2025-cells.csv"):
        for column in columns_of("uk", row):
            for phase in PHASES[row["phase"]]:
                yield row["condition_id"], column, phase, row["category"], row["confidence"]


def test_no_cell_is_lower_than_ukmec_2025_as_far_as_it_was_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """Every printed cell is compared: the same here, or higher with its reason; and what it stands on is as printed."""
    compared, lower, higher, editions = 0, [], set(), []
    for condition, column, phase, category, seen in cells_of_2025():
        for row in NEW_IN_2025.get(condition, (condition,)):
            compared += 1
            side = side_of(HELD.rows("uk"), row, column, phase)
            assert side, (row, column, phase)
            if SCALE.index(side[1]) < SCALE.index(category):
                lower.append((row, column, phase, category, side))
            if side[1] != category:
                higher.add((condition, row, column, phase))
            if row == condition:
                stands = editions_of(HELD.rows("uk")[row].edition(column))[phase == "goes_on"]
                how = HELD.rows("uk")[row].seen(column)
                if ("ukmec-2025" in stands) != (side[1] == category) or (stands == ("ukmec-2025",) and how != seen):
                    editions.append((row, column, phase, stands, how))
    with capsys.disabled():
        print(f"\nUKMEC 2025: {compared} cells compared, {len(lower)} lower here, {len(higher)} higher here.")
    assert not lower
    assert not editions
    both = ("start", "goes_on")
    no_category = ("cu_iud", "lng_iud", "implant", "pop")
    sclerosis = {("uk-multiple-sclerosis-mobile", "chc")} | {
        (f"uk-multiple-sclerosis-{how}", column) for how in ("mobile", "immobile") for column in no_category
    }
    kidney = {(f"uk-ckd-stage-{stage}", column) for stage in ("1-2", "3-5") for column in (*no_category, "dmpa")}
    assert higher == {
        ("stroke-history", "stroke-history", "lng_iud", "goes_on"),  # DIS-38
        *(("uk-postpartum-lt3w-no-vte-risk", "uk-postpartum-lt3w-no-vte-risk", "dmpa", phase) for phase in both),  # DIS-39
        *((name, name, column, phase) for name, column in sclerosis for phase in both),  # no category until two sources print one
        # The notice says 3 of the injection, and no stage is asked.
        *((name, "uk-chronic-kidney-disease", column, phase) for name, column in kidney for phase in both),
        *(("uk-ckd-stage-1-2", "uk-chronic-kidney-disease", "chc", phase) for phase in both),
        *(("uk-hiv-well-on-treatment", "uk-hiv-cd4-lt200", column, "start") for column in ("cu_iud", "lng_iud")),  # the count stays
    }


def test_every_cell_of_the_uk_grid_stands_on_an_edition_that_prints_it() -> None:
    """A cell on the edition of 2016 has its category; one on that of 2025 alone is printed for 2025, and differs from 2016."""
    printed = {(condition, column, phase): category for condition, column, phase, category in expected_sides("uk")}
    quoted: dict[tuple[str, str, str], str] = {}
    for condition, column, phase, category, _ in cells_of_2025():
        for row in NEW_IN_2025.get(condition, (condition,)):
            quoted[row, column, phase] = max(category, quoted.get((row, column, phase), category))
    for line in rows_of("uk-2025-changes.csv"):
        cells = [(line["condition_id"], column, phase) for column in columns_of("uk", line) for phase in PHASES[line["phase"]]]
        quoted |= dict.fromkeys(cells, line["category"])
    counted: Counter[tuple[str, ...]] = Counter()
    wrong = []
    for condition, one in HELD.rows("uk").items():
        for column in one.cells:
            for stands, phase in zip(editions_of(one.edition(column)), ("start", "goes_on"), strict=True):
                counted[stands] += 1
                side, cell = side_of(HELD.rows("uk"), condition, column, phase), (condition, column, phase)
                said = side[1] if side else "NA"
                if "ukmec-2016" in stands and said not in ("NA", SILENT) and printed[cell] != said:
                    wrong.append((*cell, "2016", printed[cell], said))
                if "ukmec-2025" in stands and said not in ("NA", SILENT) and condition not in SPLIT_HERE and quoted[cell] != said:
                    wrong.append((*cell, "2025", quoted[cell], said))
                if stands == ("ukmec-2025",) and said != "NA" and printed.get(cell) == said:
                    wrong.append((*cell, "both", "", said))
    assert not wrong
    assert set(counted) == {("ukmec-2016",), ("ukmec-2025",), ("ukmec-2016", "ukmec-2025")}
    assert sum(counted.values()) == 2 * sum(len(row.cells) for row in HELD.grids["uk"])


def test_every_cell_of_the_who_table_of_2025_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """0 differences for our methods and for emergency contraception: every cell is compared, or left with its reason."""
    compared: set[tuple[str, str, str]] = set()
    left: Counter[str] = Counter()
    wrong = []
    tables = {
        **{(row.condition, "method"): row for row in HELD.grids["who"]},
        **{(row.condition, "kind"): row for row in HELD.emergency_grids["who"]},
    }
    for line in rows_of("who.csv"):
        column = line["only"] or line["method"]
        if column in LEFT:
            left[LEFT[column]] += len(PHASES[line["phase"]])
            continue
        row = tables[line["condition_id"], "kind" if column in KINDS else "method"]
        ours = KINDS.get(column) or COLUMNS["who"].get(column, (column,))[0]
        for phase in PHASES[line["phase"]]:
            compared.add((row.condition, ours, phase))
            side = getattr(row.cells[ours], phase)
            said = "NA" if side is None else "/".join(dict.fromkeys(side))
            if said != line["category"]:
                wrong.append((row.condition, ours, phase, line["category"], said))
        if line["confidence"] == "seen1":
            how = row.confidence.get(ours) or row.confidence["*"]
            note = row.notes.get(ours) or row.notes.get("*", "")
            if how != "seen1" or "read in one copy of the book only" not in note:
                wrong.append((row.condition, ours, "seen1", how, note))
    with capsys.disabled():
        reasons = "; ".join(f"{count} of {why}" for why, count in sorted(left.items()))
        print(f"\nWHO 2025: {len(compared)} cells compared, {len(wrong)} differences; left: {reasons}.")
    assert not wrong
    # Nothing stands in our tables that the evidence does not say: other cells do not concern the method, or the guideline is silent.
    beside = [
        (row.condition, column, phase)
        for (_, of), row in tables.items()
        for column, cell in row.cells.items()
        for phase in PHASES["both" if of == "method" else "initiation"]  # emergency contraception is not gone on with
        if (side := getattr(cell, phase)) and side != ("-", "-") and (row.condition, column, phase) not in compared
    ]
    assert not beside
    assert sum(left.values()) + len(compared) == sum(len(PHASES[line["phase"]]) for line in rows_of("who.csv"))


def test_how_well_methods_work_is_as_the_who_prints_it() -> None:
    """Of two numbers for usual use the higher; a method with several lines has the highest of each."""
    printed: dict[str, list[tuple[float, float]]] = {}
    for line in rows_of("who-effectiveness-2025.csv"):
        usual = [float(line[key]) for key in ("typical_us", "typical_international") if line[key]]
        for method in line["method"].split():
            printed.setdefault(method, []).append((max(usual), float(line["perfect"] or 0)))
    wanted = {method: (max(one for one, _ in lines), max(one for _, one in lines)) for method, lines in printed.items()}
    assert {name: one.effectiveness["who"] for name, one in HELD.methods.items() if one.effectiveness} == wanted


def test_an_earlier_edition_keeps_its_own_cells() -> None:
    """`who-2015` is the fifth edition still: the cells that the sixth changed, and the rows that it does not have."""
    now, before = HELD.rows("who"), HELD.rows("who-2015")
    changed = {
        (condition, column)
        for condition in now.keys() & before.keys()
        for column, cell in now[condition].cells.items()
        if cell != before[condition].cells[column]
    }
    wanted = {
        (line["condition_id"], ours)
        for line in rows_of("who-2025-changes.csv")
        for ours in ([] if line["only"] else COLUMNS["who"].get(line["method"], (line["method"],)))
        if line["effect"] in ("lower", "higher") and line["condition_id"] in before and ours in now[line["condition_id"]].cells
    }
    assert changed == wanted | {("pp-over-42d", "cu_iud"), ("pp-over-42d", "lng_iud")}  # a coil has its own rows after a birth
    assert before["bf-under-6w"].cells["dmpa"] == Cell.of("3")
    assert now["bf-under-6w"].cells["dmpa"] == Cell.of("2")
    assert set(now) - set(before) == {"arv-efv", "arv-nvp", "arv-dtg", "prep-nrti", "prep-dapivirine-ring", "prep-cabotegravir"}
    assert set(before) - set(now) == {"arv-efv-nvp"}


@pytest.mark.parametrize("guideline", GUIDELINES)
def test_changing_any_one_cell_fails_a_case(guideline: str) -> None:
    """R06: each cell that a method reads is told by the case of its row; the others by the list of other cells."""
    problems: list[Problem] = []
    cases = {case["row"]: case for case in read_yaml(CASES / f"{guideline}.yaml", guideline, problems)}
    assert not problems
    others = {(one["guideline"], one["condition"], one["column"]): one["cell"] for one in _other_cells()}
    methods = {
        column: [method for method in HELD.offered if HELD.column(guideline, method) == column] for column in HELD.grids[guideline][0].cells
    }
    survivors = []
    for row in HELD.grids[guideline]:
        for column, cell in row.cells.items():
            told = [cases[row.condition]["says"].get(method) for method in methods[column]] if row.condition in cases else []
            told = told or [others.get((guideline, row.condition, column))]
            survivors += [
                (row.condition, column, changed)
                for changed in (Cell.of(text) for text in ("1", "2", "3", "4", "-", "NA", "1>2", "2/3"))
                if changed != cell and all(text is None or Cell.of(text) == changed for text in told)
            ]
            assert any(text is not None and Cell.of(text) == cell for text in told), (row.condition, column)
    assert not survivors


def _other_cells() -> list[dict[str, str]]:
    """Cells that no case reads: columns without a method here, and rows that are kept and not used."""
    with (CASES / "other_cells.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_cell_is_one_of_five_forms() -> None:
    assert Cell.of("2") == Cell(("2", "2"), ("2", "2"))
    assert Cell.of("2>3") == Cell(("2", "2"), ("3", "3"))
    assert Cell.of("2/3>2") == Cell(("2", "3"), ("2", "2"))
    assert Cell.of("-") == Cell(("-", "-"), ("-", "-"))
    assert Cell.of("NA") == Cell(None, None)
    for text in ("", "5", "0", "3/2", "2/2", "1 ", "2>", "x", "NA/1", "2>3>4"):
        with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
            Cell.of(text)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("condition,means,use,group,heading,detail,coc\na,a,yes,g,h,d,5\n", "grid.csv:2: a coc: found '5'."),
        ("condition,means,use,group,heading,detail,coc\na,a,yes,g,h,d,\n", "grid.csv:2: a coc: found ''."),
        ("condition,means,use,group,heading,detail,coc\na,a,maybe,g,h,d,1\n", "grid.csv:2: use is 'maybe'."),
        ("condition,means,use,group,heading,detail,coc\na,a,yes,g,h,d\n", "grid.csv:2: the row has more or fewer cells than the header."),
        ("condition,use,group,heading,detail,coc\na,yes,g,h,d,1\n", "grid.csv:1: the first columns are not"),
        ("condition,means,use,group,heading,detail\na,a,yes,g,h,d\n", "grid.csv:1: the first columns are not"),
        ("condition,means,use,group,heading,detail,coc,coc\na,a,yes,g,h,d,1,4\n", "grid.csv:1: the column coc stands twice."),
        ("condition,means,use,group,heading,detail,coc\n", "grid.csv:1: the grid has no rows."),
        ("", "grid.csv:1: the grid has no rows."),
    ],
)
def test_a_damaged_grid_is_told_with_its_line(tmp_path: Path, text: str, complaint: str) -> None:
    """R04: no empty cell, no category that does not exist."""
    path = tmp_path / "grid.csv"
    path.write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    read_grid(path, "grid.csv", problems)
    assert str(problems[0]).startswith(complaint)


def test_damaged_notes_are_told_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    problems: list[Problem] = []
    for text in ("condition,method,note\na,*,n\n", "condition,method,confidence,note\na,*,seen2,n\nb,*,sure,n\n"):
        path.write_text(text, encoding="utf-8")
        read_notes(path, "notes.csv", problems)
    read_notes(tmp_path / "none.csv", "none.csv", problems)
    path.write_bytes(b"condition,method,confidence,note\na,*,seen2,\xff\n")
    read_notes(path, "notes.csv", problems)
    assert [(problem.file, problem.line, problem.complaint) for problem in problems] == [
        ("notes.csv", 1, "the columns are not condition, method, confidence, note."),
        ("notes.csv", 3, "confidence is 'sure'."),
        ("none.csv", 1, "the file cannot be read: FileNotFoundError."),
        ("notes.csv", 1, "the file cannot be read: UnicodeDecodeError."),
    ]


@pytest.mark.parametrize("guideline", GUIDELINES)
def test_a_row_that_covers_another_is_never_lower(guideline: str) -> None:
    """R06: what is left unnamed where a wider row holds cannot have been the reason of the category."""
    rows = [row for row in HELD.grids[guideline] if row.use == "yes"]
    wider = {row.condition: [one for one in rows if one.means in HELD.meanings[row.means].covered_by] for row in rows}
    lower = [
        (row.condition, one.condition, column)
        for row in rows
        for one in wider[row.condition]
        for column, cell in row.cells.items()
        for side, over in ((cell.start, one.cells[column].start), (cell.goes_on, one.cells[column].goes_on))
        if side and (over is None or SCALE.index(over[1]) < SCALE.index(side[1]))
    ]
    assert lower == []


def test_some_rows_cover_others() -> None:
    assert [name for name, one in HELD.meanings.items() if one.covered_by]


def test_rows_that_are_held_do_not_count() -> None:
    """A finer split that nobody has read stays in the grid, is listed as such, and decides nothing."""
    held = [row.condition for rows in HELD.grids.values() for row in rows if row.use == "held"]
    assert held
    compiled = {
        HELD.line_of[rule.id]
        for guideline in HELD.grids
        for method in HELD.offered
        for rule in HELD.table.decisions[decision_of(guideline, method)].rules
    }
    assert not compiled & set(held)
