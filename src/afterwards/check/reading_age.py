"""Our own small measure of how hard a text is to read: the age at which a school pupil in Britain may be expected to read it.

It is Flesch and Kincaid's grade with its published figures, plus 5 years:

    grade = 0.39 * words in a sentence + 11.8 * syllables in a word - 15.59

Syllables are estimated by groups of vowels, so a single word may be one off. The formula was made for whole pages: in a
heading of two words one long name would decide alone. So a sentence under `STRETCH` words is measured as if plain words
stood beside it on the page. A low age shows that sentences and words are short, not that anyone understands them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

STRETCH = 12
"""Words. A shorter sentence is filled up to this with plain words before its syllables are counted."""
PLAIN = 1.4
"""Syllables in a plain word: what the pack's own words have on average."""
NAMED = 2
"""Syllables that a name counts which has to be said as it is."""

_SENTENCE = re.compile(r"(?<=[.?!:;])\s+|(?<=[.?!:;][\")'])\s+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,:]\d+)*")
_GROUP = re.compile(r"[aeiouy]+")
_SILENT_E = re.compile(r"(?<![aeiouyl])e\Z|(?<=[aeiouy]l)e\Z|(?<=[aeiou])e\Z")
_SILENT_ED = re.compile(r"(?<![dtaeiou])ed\Z")
_SILENT_ES = re.compile(r"(?<![szxgc])(?<!ch)(?<!sh)(?<![^aeiouy]l)es\Z")
_TWO = re.compile(r"(?<![tcsg])ia(?!g)|(?<![tcsxgnl])io|(?<!p)eo|(?<![qg])ua(?!r)|ium|[eoy]ing\Z|rea\Z|uou")
"""Vowels side by side that are said apart, as in me-di-a, pe-ri-od and be-ing."""


def sentences(text: str) -> list[str]:
    """The sentences of a text. A colon or semicolon ends one too: the voice rests there."""
    return [one for one in _SENTENCE.split(text.strip()) if one]


def words(text: str) -> list[str]:
    """The words of a text, without signs. A number is one word; a word with a hyphen is two."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """How many syllables a word has, about: its groups of vowels without silent endings. A number counts as 1."""
    spelt = word.lower().replace("’", "'").removesuffix("'s").replace("'", "")
    if spelt[:1].isdigit():
        return 1
    for ending in (_SILENT_ED, _SILENT_ES, _SILENT_E):
        shorter = ending.sub("", spelt)
        if shorter != spelt:
            spelt = shorter
            break
    return max(1, len(_GROUP.findall(spelt)) + len(_TWO.findall(spelt)))


def grade(in_sentence: float, in_word: float) -> float:
    """Flesch and Kincaid's grade of words in a sentence and syllables in a word."""
    return 0.39 * in_sentence + 11.8 * in_word - 15.59


def reading_age(sentence: str, names: Collection[str] = ()) -> float:
    """The reading age of one sentence, in years.

    `names` are words, in small letters, that have to be said as they are: each counts as `NAMED` syllables or fewer.
    """
    read = words(sentence)
    spoken = sum(min(NAMED, syllables(word)) if word.lower() in names else syllables(word) for word in read)
    missing = max(0, STRETCH - len(read))
    return 5 + grade(len(read), (spoken + PLAIN * missing) / (len(read) + missing))


def hardest(text: str, names: Collection[str] = ()) -> tuple[float, str]:
    """The reading age of a text's hardest sentence, and that sentence; a text without words is (5, "")."""
    return max(_ages(text, names), default=(5.0, ""))


def _ages(text: str, names: Collection[str]) -> Iterator[tuple[float, str]]:
    return ((reading_age(one, names), one) for one in sentences(text) if words(one))
