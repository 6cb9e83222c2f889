"""The words someone reads. R29: plain; R30: no claim to be a device, no false reassurance; R31: nothing that hurts or cheers.

The pack's texts are looked at by `afterwards check`; here are the rules themselves, everything outside the pack, and that
no text escapes: a fault planted in any place where words can stand is found there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tools import hardest_sentences
from tools import words as outside

from afterwards.check.lint import Exceptions, Fault, faults, read_exceptions, visible_texts, word_problems
from afterwards.check.reading_age import NAMED, PLAIN, STRETCH, grade, hardest, reading_age, sentences, syllables, words
from afterwards.pack.gather import read_files
from afterwards.pack.load import KNOWLEDGE
from tests.packs.faults import METHODS

FAULTS = {
    "word": ("This is a great day.", "great"),
    "claim": ("It is clinically validated.", "clinically validated"),
    "feelings": ("Feeling sad is normal.", "normal"),
    "length": (("so it is " * 11).strip() + ".", "so it is"),
    "reading-age": ("Administer anticoagulation immediately.", "Administer anticoagulation immediately."),
}
NONE = Exceptions("software", "exceptions.yaml")


# --- The measure ---


@pytest.mark.parametrize(
    ("count", "spelt"),
    [
        (1, "a the weeks wait bled stopped asked eight scale womb's 28 2.5"),
        (2, "people bleeding needed tablets doctor before after being little tummy cycles"),
        (3, "pregnancy medicine hospital miscarriage diseases period usual serious previous infection"),
        (4, "contraception emergency maternity operation information unusual"),
        (5, "antibiotic"),
    ],
)
def test_syllables_of_known_words(count: int, spelt: str) -> None:
    assert {word: syllables(word) for word in spelt.split()} == dict.fromkeys(spelt.split(), count)


def test_the_formula_has_the_published_figures() -> None:
    """Flesch and Kincaid's grade: 0.39 a word in a sentence, 11.8 a syllable in a word, less 15.59."""
    assert grade(10, 1.5) == pytest.approx(6.01)
    assert grade(1, 0) == pytest.approx(0.39 - 15.59)


def test_reading_age_of_a_sentence_with_known_counts() -> None:
    """13 words of 16 syllables."""
    said = "Wait until the bleeding has stopped before you have sex, then rest well."
    assert (len(words(said)), sum(map(syllables, words(said)))) == (13, 16)
    assert reading_age(said) == pytest.approx(5 + 0.39 * 13 + 11.8 * 16 / 13 - 15.59)


def test_a_short_sentence_is_measured_beside_plain_words() -> None:
    """6 words of 6 syllables, filled up with plain ones; a heading of one long word is not judged by it alone."""
    said = "The cat sat on the mat."
    assert reading_age(said) == pytest.approx(5 + 0.39 * 6 + 11.8 * (6 + PLAIN * (STRETCH - 6)) / STRETCH - 15.59)
    assert reading_age("Contraception") < 10 < reading_age("Contraindication notwithstanding")


def test_a_name_counts_few_syllables_and_no_more_than_it_has() -> None:
    assert syllables("methotrexate") > NAMED
    assert reading_age("Methotrexate was given.", {"methotrexate"}) < reading_age("Methotrexate was given.")
    assert reading_age("The pain.", {"pain"}) == reading_age("The pain.")


def test_a_text_without_words_is_for_the_youngest() -> None:
    assert hardest("...") == (5, "")


def test_the_hardest_sentence_decides() -> None:
    easy, hard = "Rest well.", "Administer anticoagulation immediately."
    assert hardest(f"{easy} {hard}") == (reading_age(hard), hard)


def test_sentences_end_where_the_voice_rests() -> None:
    assert sentences("Call now: it helps. Why? So; that is it (here.) Then") == [
        "Call now:",
        "it helps.",
        "Why?",
        "So;",
        "that is it (here.)",
        "Then",
    ]


# --- The rules ---


@pytest.mark.parametrize("rule", FAULTS)
def test_a_fault_is_named_by_its_rule(rule: str) -> None:
    said, found = FAULTS[rule]
    (fault,) = faults(said)
    assert fault.rule == rule
    assert found in fault.words
    assert fault.remedy.endswith(".")


@pytest.mark.parametrize(
    "said",
    [
        "You can try again when you like.", "Congratulations to you.", "Well done.", "At least it was early.", "The tissue was sent away.",
        "It was a missed abortion.", "Stop now!", "It was not meant to be.",
    ],
)  # fmt: skip
def test_what_hurts_or_cheers_is_found(said: str) -> None:
    """R31."""
    assert [fault.rule for fault in faults(said)] == ["word"]


@pytest.mark.parametrize(
    "said",
    [
        "It is safe to wait.", "This is recommended for you.", "You will be fine.", "There is nothing to worry about.", "Do not worry.",
        "It prevents pregnancy.", "We diagnose what is wrong.", "It detects sepsis.", "Your answers are anonymous.", "It is guaranteed.",
        "We are compliant with DCB0129.", "It is approved by a doctor.", "It is NHS approved.", "It is 100% sure.", "There is no risk.",
        "It is a medical device.", "It cures you.", "It is certified.",
    ],
)  # fmt: skip
def test_what_claims_or_reassures_is_found(said: str) -> None:
    """R30, and the figures that requirements say must not be printed."""
    assert [fault.rule for fault in faults(said)] == ["claim"]


@pytest.mark.parametrize(
    "said",
    [
        "Sex is all right for you when the bleeding stops.",
        "A normal temperature is 36 to 37.5.",
        "It is secure.",
        "1 != 2".replace("!", ""),
    ],
)
def test_plain_words_are_let_through(said: str) -> None:
    assert list(faults(said)) == []


# --- Outside the pack: every file ---


def test_no_word_outside_the_pack_breaks_a_rule_unexcused(capsys: pytest.CaptureFixture[str]) -> None:
    """R29, R30, R31: pages, messages, documents; and each exception for them still excuses something."""
    assert outside.main() == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("src/afterwards/urgent_help.py", "Leave this page"),
        ("src/afterwards/urgent_help.py", "Not yet medically reviewed."),
        ("src/afterwards/cli.py", "Stopped. Nothing is kept."),
        ("README.md", "Afterwards"),
        ("SECURITY.md", "What we protect, and how"),
        ("CONTRIBUTING.md", "Contributing"),
        ("docs/intended-purpose.md", "Intended purpose"),
    ],
)
def test_words_we_know_of_are_found_where_they_stand(file: str, said: str) -> None:
    path = outside.ROOT / file
    assert path in outside.files()
    assert said in [one.said for one in outside.texts(path)]


# Where a fault can stand in a file, with its line there. %s is the fault.
PLACES = {
    "text": ("page.html", "<main>\n<p>\n%s</p></main>", 3),
    "title": ("page.html", "<title>%s</title>", 1),
    "part of a line": ("page.html", "<p>Look here.</p>\n<p><b>%s</b></p>", 2),
    "button": ("page.html", "<form><button>%s</button></form>", 1),
    "aria-label": ("page.html", '<nav aria-label="%s"></nav>', 1),
    "alt": ("page.html", '<img alt="%s">', 1),
    "description": ("page.html", '<meta name="description" content="%s">', 1),
    "value of a template": ("page.html", '<p>{{ "%s" if one else "No" }}</p>', 1),
    "argument of a macro": ("page.html", '\n{%% set one = 1 %%}{{ again(page, "%s") }}', 2),
    "block of a template": ("page.html", "{%% block title %%}%s{%% endblock %%}", 1),
    "otherwise": ("page.html", "<p>{%% if one %%}Yes.{%% else %%}%s{%% endif %%}</p>", 1),
    "string": ("forms.py", "\nERROR = '%s'", 2),
    "string of two": ("forms.py", "ERROR = ('Look. '\n  '%s')", 1),
    "f-string": ("forms.py", "def say(one):\n    return f'{one}: look. %s'", 2),
    "piece of a page": ("forms.py", "PAGE = '<title>Look</title><p>%s</p>'", 1),
    "script": ("script.js", "// a comment\nbutton.textContent = '%s';", 2),
    "heading": ("page.md", "# %s", 1),
    "paragraph": ("page.md", "\nLook here,\nplease.\n\n%s", 5),
    "cell": ("page.md", "| a | b |\n|---|---|\n| one | %s |", 3),
    "item": ("page.md", "- Look.\n- %s", 2),
    "link": ("page.md", "See [%s](https://example.org/great).", 1),
}


@pytest.mark.parametrize("rule", FAULTS)
@pytest.mark.parametrize("place", PLACES)
def test_a_planted_fault_is_found(place: str, rule: str, tmp_path: Path) -> None:
    """R29, R30, R31: each kind of fault in each place where words outside the pack can stand, with its file and line."""
    name, around, line = PLACES[place]
    path = tmp_path / name
    path.write_text(around % FAULTS[rule][0], encoding="utf-8")
    found = list(outside.problems_of(outside.texts(path, tmp_path), NONE))
    assert {(one.file, one.line) for one in found} == {(name, line)}
    assert any(FAULTS[rule][1][:20] in one.complaint for one in found)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("forms.py", '"""A great module."""\n\n\ndef one():\n    """A great function."""\n    return "contents_of"'),
        ("page.html", '{# A great note. #}<p class="great contents" id="safe">{{ great }}</p>'),
        ("script.js", "// a great script"),
        ("page.md", "```\na great day\n```\n\nWrite `great` here, and `a != b`. See [this](great/contents.md).\n<!-- great -->"),
    ],
)
def test_what_nobody_reads_is_left_alone(name: str, content: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert list(outside.problems_of(outside.texts(path, tmp_path), NONE)) == []


# --- The pack: every text of it ---


@pytest.fixture(scope="module")
def knowledge() -> Mapping[str, Any]:
    data, problems = read_files(KNOWLEDGE)
    assert problems == []
    return data


def _strings(one: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(one, Mapping):
        for key, value in one.items():
            yield from _strings(value, (*path, str(key)))
    elif isinstance(one, list):
        for value in one:
            yield from _strings(value, path)
    elif isinstance(one, str):
        yield path, one


def test_every_text_of_the_pack_is_looked_at(knowledge: Mapping[str, Any]) -> None:
    """Whatever has two words is looked at, but for what only reviewers see: claims, why a rule has no time, who wrote it, cells' editions.

    How people type a question is read by nobody.
    """
    seen = {said for _, _, said, _ in visible_texts(knowledge)}
    missed = {path: said for path, said in _strings(knowledge) if " " in said and said not in seen}
    assert {
        path
        for path in missed
        if "claims" not in path
        and path[-1] not in ("any_time", "edition")
        and path != ("pack", "authors")
        and path[-1] != "typed"
        and path[0] != "typed"
    } == set()


def _statement(data: Any) -> Any:
    return next(iter(data["statements"].values()))


PACK_PLACES: dict[str, tuple[Callable[[Any], Any], str]] = {
    "statement": (_statement, "text"),
    "reason": (_statement, "because"),
    "otherwise": (_statement, "otherwise"),
    "clause": (lambda data: next(one for one in data["statements"].values() if one.get("kind") == "clause"), "text"),
    "question": (lambda data: next(one for one in data["facts"].values() if "question" in one), "question"),
    "title of a page": (lambda data: data["pages"][0], "title"),
    "asked by a decision": (lambda data: data["decisions"][0], "asks"),
    "word for the loss": (lambda data: next(iter(data["words"]["words"].values())), "your_loss"),
    "edition": (lambda data: next(iter(data["pack"]["guidelines"].values())), "edition"),
    "title of a source": (lambda data: next(iter(data["sources"].values())), "title"),
    "method": (lambda data: data["contraception"]["methods"][0], "name"),
    "heading of a method": (lambda data: data["contraception"]["methods"][0]["parts"][0], "heading"),
    "emergency contraception": (lambda data: data["contraception"]["emergency"]["kinds"][0], "name"),
    "class of medicines": (lambda data: next(iter(data["contraception"]["medicines"]["classes"].values())), "label"),
    "medicine": (lambda data: data["contraception"]["medicines"]["names"][0], "name"),
    "row of a grid": (lambda data: data["contraception"]["grids"]["uk"][0], "heading"),
    "note": (lambda data: data["contraception"]["notes"]["uk"][0], "note"),
}


@pytest.mark.parametrize("rule", FAULTS)
@pytest.mark.parametrize("place", PACK_PLACES)
def test_a_fault_planted_in_the_pack_is_found(place: str, rule: str) -> None:
    """R29, R30, R31: each kind of fault in each kind of text, told with the file it stands in."""
    data, problems = read_files(METHODS)
    assert problems == []
    find, key = PACK_PLACES[place]
    one = find(data)
    one[key] = FAULTS[rule][0]
    found = [problem for problem in word_problems(data, METHODS) if FAULTS[rule][1][:20] in problem.complaint]
    assert {problem.file for problem in found} == {one.file}


def test_labels_hints_and_articles_are_looked_at_too(knowledge: Mapping[str, Any]) -> None:
    seen = {(place.file, said) for place, _, said, _ in visible_texts(knowledge)}
    assert ("facts.yaml", "Stillbirth") in seen
    assert ("facts.yaml", "Nearly every day") in seen
    assert ("articles/trying-again.yaml", next(one["title"] for one in knowledge["articles"] if one["article"] == "trying-again")) in seen


# --- Exceptions ---


def _exceptions(folder: Path, content: str, part: str = "software") -> Exceptions:
    (folder / "exceptions.yaml").write_text(content, encoding="utf-8")
    exceptions, problems = read_exceptions(folder, part)
    assert problems == []
    return exceptions


GREAT = Fault("word", "great", "", "")


def test_an_exception_excuses_its_rule_place_and_word_only(tmp_path: Path) -> None:
    one = _exceptions(tmp_path, "software: [{rule: word, places: ['docs/*'], words: [great], reason: a quotation}]")
    assert one.excuse(GREAT, ("docs/page.md",))
    assert not one.excuse(GREAT, ("README.md",))
    assert not one.excuse(Fault("claim", "great", "", ""), ("docs/page.md",))
    assert not one.excuse(Fault("word", "greatly", "", ""), ("docs/page.md",))


def test_an_exception_for_a_sentence_names_its_beginning(tmp_path: Path) -> None:
    one = _exceptions(tmp_path, "software: [{rule: length, places: [README.md], words: [So it is], reason: a quotation}]")
    assert one.excuse(Fault("length", "So it is and so on.", "", ""), ("README.md",))
    assert not one.excuse(Fault("length", "Other words and so on.", "", ""), ("README.md",))


def test_an_exception_of_the_other_part_is_none_of_ours(tmp_path: Path) -> None:
    one = _exceptions(tmp_path, "pack: [{rule: word, places: [README.md], reason: a quotation}]")
    assert not one.excuse(GREAT, ("README.md",))
    assert list(one.stale()) == []


def test_an_exception_that_excuses_nothing_is_a_complaint(tmp_path: Path) -> None:
    one = _exceptions(
        tmp_path,
        "software:\n- {rule: word, places: [README.md, gone.md], words: [great, amazing], reason: a quotation}\n"
        "- {rule: claim, places: [README.md], reason: a quotation}\n",
    )
    assert one.excuse(GREAT, ("README.md",))
    assert [str(problem) for problem in one.stale()] == [
        "exceptions.yaml:2: the exception 'word' excuses nothing in 'gone.md'. Delete it.",
        "exceptions.yaml:2: the exception 'word' excuses no 'amazing'. Delete it.",
        "exceptions.yaml:3: the exception 'claim' excuses nothing in 'README.md'. Delete it.",
    ]


def test_a_name_that_stands_nowhere_or_is_short_is_a_complaint(tmp_path: Path) -> None:
    one = _exceptions(tmp_path, "names: [{words: [methotrexate,\n ulipristal, pain], reason: names}]", "pack")
    one.meet("Methotrexate, and pain.")
    assert [str(problem) for problem in one.stale()] == [
        "exceptions.yaml:2: the name 'ulipristal' stands in no text. Delete it.",
        "exceptions.yaml:2: the name 'pain' is short enough without an exception. Delete it.",
    ]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("software: [{rule: word, places: [README.md]}]", "'reason' is missing"),
        ("software: [{rule: word, places: [README.md], reason: ''}]", "empty"),
        ("software: [{rule: words, places: [README.md], reason: why}]", "'words', allowed are word, claim"),
        ("software: [{rule: word, places: [], reason: why}]", "the list is empty"),
        ("everything: [{rule: word, places: [README.md], reason: why}]", "this key is not known"),
        ("software: [", "this is not YAML"),
    ],
)
def test_exceptions_that_cannot_be_read_are_complaints_and_excuse_nothing(content: str, complaint: str, tmp_path: Path) -> None:
    (tmp_path / "exceptions.yaml").write_text(content, encoding="utf-8")
    exceptions, problems = read_exceptions(tmp_path, "software")
    assert complaint in str(problems[0])
    assert not exceptions.excuse(GREAT, ("README.md",))


def test_in_a_pack_exceptions_excuse_and_stale_ones_are_told(tmp_path: Path) -> None:
    """R29, R30: by the statement's id; the same file with a second id complains."""
    data, _ = read_files(METHODS)
    name, one = next(iter(data["statements"].items()))
    one["text"] = FAULTS["word"][0]
    entry = "pack: [{rule: word, places: [%s], words: [great], reason: a quotation}]"
    (tmp_path / "exceptions.yaml").write_text(entry % name, encoding="utf-8")
    assert list(word_problems(data, tmp_path)) == []
    (tmp_path / "exceptions.yaml").write_text(entry % f"{name}, no.such-statement", encoding="utf-8")
    assert [problem.complaint for problem in word_problems(data, tmp_path)] == [
        "the exception 'word' excuses nothing in 'no.such-statement'."
    ]


# --- The page for reviewers ---


def test_the_page_of_hardest_sentences_is_up_to_date(knowledge: Mapping[str, Any]) -> None:
    """R29: `make check` says so too."""
    exceptions, _ = read_exceptions(KNOWLEDGE, "pack")
    found = hardest_sentences.ranked(knowledge["statements"], exceptions)
    text = "\n".join(hardest_sentences.lines(found)) + "\n"
    assert hardest_sentences.PLACE.read_text(encoding="utf-8") == text
    assert [one.age for one in found] == sorted((one.age for one in found), reverse=True)
    assert all(one.excused for one in found if one.age > 14)


def test_a_page_that_is_old_or_gone_is_told_and_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardest_sentences, "PLACE", tmp_path / "page.md")
    page = hardest_sentences.page(METHODS)
    monkeypatch.setattr(hardest_sentences, "page", lambda: page)
    monkeypatch.setattr("sys.argv", ["hardest_sentences.py", "--check"])
    assert hardest_sentences.main() == 1
    monkeypatch.setattr("sys.argv", ["hardest_sentences.py"])
    assert hardest_sentences.main() == 0
    monkeypatch.setattr("sys.argv", ["hardest_sentences.py", "--check"])
    assert hardest_sentences.main() == 0
    (tmp_path / "page.md").write_text("old", encoding="utf-8")
    assert hardest_sentences.main() == 1
    assert [path.name for path in tmp_path.iterdir()] == ["page.md"]
