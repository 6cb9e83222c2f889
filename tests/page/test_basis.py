"""What answers rest on, told twice: the page program says the line and lists the sources as Python does."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from playwright.sync_api import Page

from afterwards.basis import basis_of
from afterwards.pack import Pack
from afterwards.site.data import shown_in_the_page
from afterwards.site.packing import EPOCH
from tests.page.conftest import TODAY

pytestmark = pytest.mark.browser


def test_the_page_says_what_answers_rest_on_as_python_does(evaluator: Page, pack: Pack) -> None:
    """Of every short answer with what opens and why, and of every statement that the page holds by itself."""
    answers = [answer for question in pack.questions.by_id.values() for answer in question.answers]
    lists = [[*answer.say, *answer.more, *answer.why] for answer in answers]
    lists += [[name] for name in shown_in_the_page(pack).statements]
    said = evaluator.evaluate("([day, lists]) => bases_of(day, lists)", [(TODAY - EPOCH).days, lists])
    expected = [asdict(basis_of(pack, names, TODAY)) for names in lists]
    assert len(lists) > 4000
    for names, got, wanted in zip(lists, said, expected, strict=True):
        assert got == {**wanted, "sources": list(wanted["sources"])}, names
