"""The page's JavaScript: its types are those of the data, and it hands out nothing that nobody takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tools import page_types

from afterwards.pack.model import Pack
from afterwards.site.bundle import PAGE, _names
from afterwards.site.data import compact

MODULES = [path for path in sorted(PAGE.rglob("*.js")) if path.parent.name not in ("vendor", "static")]
TAKEN_ELSEWHERE = {"App"}
"""By `boot.js`, through the window."""


def keys(packed: Mapping[str, Any]) -> set[str]:
    """The keys of maps in their compact form."""
    return {*packed["same"], *packed["each"]}


def records(data: Mapping[str, Any]) -> dict[str, set[str]]:
    """Of each kind of record in the data its keys."""
    held, asked = data["contraception"], data["questions"]["questions"]
    answers, changes = ([one[name] for one in _unfolded(asked)] for name in ("answers", "changes"))
    found = {
        "Entry": data["facts"],
        "Page": data["pages"],
        "DecisionText": data["decisions"],
        "RuleText": next(iter(data["rules"].values())),
        "Row": data["rows"],
        "Contradiction": data["contradictions"],
        "Statement": data["statements"],
        "Source": data["sources"],
        "Article": data["articles"],
        "Question": asked,
        "ShortAnswer": answers[0],
        "Change": next(one for one in changes if keys(one)),
        "Method": held["methods"],
        "Medicine": held["medicines"],
        "Difference": held["differences"],
        "StartRule": held["starting"],
        "GridRow": next(iter(held["grids"].values()))["rows"],
        "KindRule": held["kinds"][0]["rules"],
    }
    plain = {"Sign": data["signs"][0], "Caution": held["cautions"][0], "Kind": held["kinds"][0]}
    return {name: keys(one) for name, one in found.items()} | {name: set(one) for name, one in plain.items()}


def _unfolded(packed: Mapping[str, Any]) -> list[dict[str, Any]]:
    of = packed["of"] if isinstance(packed["of"], list) else [{}] * packed["of"]
    return [packed["same"] | {name: many[place] for name, many in packed["each"].items()} | one for place, one in enumerate(of)]


@pytest.fixture(scope="module")
def found(pack: Pack) -> dict[str, set[str]]:
    return records(compact(pack))


@pytest.mark.parametrize("written", page_types.WRITTEN, ids=lambda one: one.made_of.__name__)
def test_a_type_has_the_fields_of_the_data(written: page_types.Written, found: dict[str, set[str]]) -> None:
    name = written.made_of.__name__
    if name in ("Range", "Label", "FromTold", "Level"):  # parts of records, written whole
        assert (written.leave, written.other) == ((), {})
    else:
        assert set(written.types) == found[name]


def test_the_types_are_written_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(page_types, "MADE", tmp_path / "model.d.ts")
    monkeypatch.setattr("sys.argv", ["page_types.py", "--check"])
    assert page_types.main() == 1
    assert "out of date" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["page_types.py"])
    assert page_types.main() == 0
    assert (tmp_path / "model.d.ts").read_text(encoding="utf-8") == (PAGE / "model.d.ts").read_text(encoding="utf-8")


def test_what_has_no_type_of_the_page_is_refused() -> None:
    with pytest.raises(TypeError, match="Say in tools/page_types"):
        page_types.spelt(complex)


def _handed(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    yield from (name for number, name in _names(text) if text.splitlines()[number - 1].startswith("export "))


def test_what_a_module_hands_out_is_taken() -> None:
    """By another module, by a test's, by the templates, or as a type."""
    takers = [*MODULES, PAGE / "types.d.ts", *Path(__file__).parent.glob("*.js")]
    texts = [path.read_text(encoding="utf-8") for path in takers]
    templates = (PAGE.parent / "site" / "templates.py").read_text(encoding="utf-8")
    taken = set(TAKEN_ELSEWHERE)
    for text in [*texts, templates]:
        for names in re.findall(r"import (?:type )?\{([^}]*)\} from", text):
            taken |= set(re.findall(r"\w+", names))
    handed = {(path.name, name) for path in MODULES for name in _handed(path)}
    assert len(handed) > 100
    assert {(path, name) for path, name in handed if name not in taken} == set()
