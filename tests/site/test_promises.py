"""Each promise about privacy names tests that exist, and the page shows every one of them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from afterwards.loading import load_pack
from afterwards.site import promises
from afterwards.site.promises import Promise
from tests.site.pages import Page

SAYS = load_pack().statements
ALL = [*promises.IN_THE_PAGE, *promises.EVERYWHERE]


@pytest.mark.parametrize("promise", ALL, ids=lambda one: one.says)
def test_the_tests_of_a_promise_exist(promise: Promise, repository: Path) -> None:
    assert promise.shown_by
    for shown in promise.shown_by:
        file, _, test = shown.partition("::")
        assert (repository / file).is_file(), file
        names = {node.name for node in ast.walk(ast.parse((repository / file).read_text())) if isinstance(node, ast.FunctionDef)}
        assert {test} <= names if test else file.startswith("tools/") or any(name.startswith("test_") for name in names), shown


def test_the_command_that_the_page_names_exists(repository: Path, pages: dict[str, Page]) -> None:
    named = [one.text for one in pages["private.html"].main.all("code") if one.text.startswith("make ")]
    assert named == ["make prove-privacy"]
    assert "\nprove-privacy:" in (repository / "Makefile").read_text()


def test_the_page_shows_every_promise_beside_its_tests(pages: dict[str, Page]) -> None:
    page = pages["private.html"]
    found = [row for part in page.main.all("dl") for row in part.all("div")]
    rows = {row.one("dt").text: " ".join(one.text for one in row.all("dd")) for row in found}
    assert list(rows) == [SAYS[one.says].text for one in ALL]
    for promise in ALL:
        for shown in promise.shown_by:
            file, _, test = shown.partition("::")
            assert file in rows[SAYS[promise.says].text]
            assert test.removeprefix("test_").replace("_", " ") in rows[SAYS[promise.says].text]


def test_the_page_says_what_nobody_can_protect_against(pages: dict[str, Page]) -> None:
    assert [one.text for one in pages["private.html"].main.one("ul").all("li")] == [SAYS[name].text for name in promises.LIMITS]
