"""Every visible word comes from the pack: in the made-up language `en-XA` not one is without its marks."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from tools import words as outside

from afterwards.answers.reader import Reader
from afterwards.errors import BadFacts, Expired
from afterwards.languages import BRITISH, PSEUDO, language_of
from afterwards.loading import load_language, load_pack
from afterwards.pack.pseudo import marked
from afterwards.plain_text import answer_as_text, as_text
from afterwards.site.edition import make_edition
from tests.marked import unmarked
from tests.page.states import EPOCH, states

PACK = load_pack()
MARKED = load_language("en-XA")
ADDRESSES = {one.address for one in PACK.sources.values()}
CODES = {*PACK.sources, *PACK.facts, *(value for one in PACK.facts.values() for value in (*one.values, *one.levels))}
"""Sources are named by their ids in the terminal, and so are facts and their values in a complaint."""


def test_a_marked_text_has_its_placeholders_and_numbers_and_is_longer() -> None:
    text = "Call {the_loss} on 111, by {date:loss+5} at 5 pm."
    made = marked(text)
    assert [*re.findall(r"\{[^}]*\}", made)] == ["{the_loss}", "{date:loss+5}"]
    assert "111" in made
    assert len(made) > 1.2 * len(text)
    assert unmarked(re.sub(r"\{[^}]*\}", "", made)) == []
    assert unmarked("Back") == ["Back"]


def test_it_answers_as_the_pack_does() -> None:
    """Its rules are those of the pack: what is asked, answered and cited is the same, in other words."""
    for name, one in PACK.statements.items():
        other = MARKED.statements[name]
        assert (other.sources, other.unless, other.first, set(other.forms)) == (one.sources, one.unless, one.first, set(one.forms))
        assert other.text != one.text or not re.search("[A-Za-z]", one.text)
    assert MARKED.table.prime_rows == PACK.table.prime_rows
    assert (MARKED.language, PACK.language) == (PSEUDO, BRITISH)


def test_dates_lists_and_plurals_are_those_of_the_language() -> None:
    day = date(2026, 12, 6)
    assert BRITISH.date(day) == "6 December 2026"
    assert BRITISH.date(day, date(2026, 1, 1)) == "6 December"
    assert BRITISH.month(day) == "December 2026"
    assert [BRITISH.both(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a and b and c"]
    assert BRITISH.either(["a", "b"]) == "a or b"
    assert language_of("cy").date(day) == "6 Rhagfyr 2026"
    assert language_of("pl").date(day) == "6 grudnia 2026"
    assert language_of("pl").both(["a", "b"]) == "a i b"
    assert [language_of("pl").form(number) for number in (1, 2, 5)] == ["one", "few", "many"]


def test_no_word_of_a_page_that_is_built_comes_from_elsewhere() -> None:
    """Every file of the edition that can be opened, with what lies folded in it."""
    files = {name: content.decode() for name, content in make_edition(MARKED).files.items() if name.endswith(".html")}
    assert len(files) > 100
    found = {}
    for name, html in files.items():
        bare = re.sub(r"<script\b.*?</script>|<style\b.*?</style>|<code\b.*?</code>", " ", html, flags=re.DOTALL)
        bare = re.sub(r'<(\w+)[^>]* (?:translate="no"|lang="en-GB")[^>]*>.*?</\1>', " ", bare, flags=re.DOTALL)
        bare = re.sub(r"<datalist.*?</datalist>", " ", bare, flags=re.DOTALL)
        read = re.findall(r'(?:aria-label|title|alt|placeholder|label|data-late|data-empty|data-blank)="([^"]*)"', bare)
        said = [re.sub(r"<[^>]*>", " ", bare), *read]
        if wrong := unmarked(" ".join(_plain(one) for one in said), ADDRESSES):
            found[name] = wrong[:8]
        assert 'lang="en-XA"' in html, name
    assert found == {}


def _plain(html: str) -> str:
    return re.sub(r"&(?:amp|lt|gt|quot|#3[49]);", " ", html)


def test_no_word_of_an_answer_as_text_comes_from_elsewhere() -> None:
    """The plan of drawn people, and answers to their questions, as `afterwards guide` and `afterwards answer` write them."""
    told = 0
    for place, one in enumerate(states(160, 11)):
        today = EPOCH + timedelta(one["today"])
        numbers = " ".join(f"{ord(sign):X}" for sign in str(one["facts"].get("name_for_loss", "")))  # of a sign that cannot be shown
        typed = [*re.findall(r"\w+", str(one["facts"])), *re.findall(r"[A-Z]+", numbers)]
        try:
            reader = Reader(MARKED, one["facts"], today, None, one["guideline"], one["closed_world"])
            said = [as_text(reader), *(answer_as_text(reader.answer(each)) for each in [*MARKED.questions.by_id.values()][place % 9 :: 19])]
        except BadFacts as bad:
            said = [str(bad)]
        except Expired:
            continue
        told += 1
        for text in said:
            whole = re.sub(r"(?<=-)\n\s*", "", text)  # an id that was broken at its hyphen
            cut = re.sub(r"\w+\.\.\.", " ", whole)  # what was given, not in full
            assert unmarked(cut, {*CODES, *typed}) == [], one["facts"]
    assert told > 100


TEMPLATES = [
    *(outside.ROOT / "src/afterwards/page/templates").glob("*.html"),
    *(outside.ROOT / "src/afterwards/review/desk/templates").glob("*.html"),
]
COMMANDS = ("make ", "afterwards review ", "What it claims", "Sentence")
"""Commands, and two names of the desk's cards by which a template chooses what it shows."""


@pytest.mark.parametrize("path", sorted(TEMPLATES), ids=lambda path: path.name)
def test_a_template_holds_no_words(path: Path) -> None:
    """What reads as words in it are names of states, classes and commands."""
    said = [one.said for one in outside.texts(path) if "const " not in one.said and not one.said.startswith(COMMANDS)]
    assert [one for one in said if " " in one or one[0].isupper()] == []
