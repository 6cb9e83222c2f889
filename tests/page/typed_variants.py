"""Variants of typed phrases: slips of the finger, other order, filler words, other words. The same ones each time."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

FILLERS_BEFORE = ("hi", "please", "i wonder", "hello can someone tell me", "just wondering", "sorry to ask")
FILLERS_AFTER = ("please", "thanks", "anyone?", "thank you", "any advice")
SYNONYMS = {
    "intercourse": "sex",
    "dtd": "have sex",
    "mc": "miscarriage",
    "miscarriage": "mc",
    "af": "period",
    "period": "af",
    "husband": "boyfriend",
    "gf": "wife",
    "wine": "beer",
    "gym": "running",
    "termination": "abortion",
    "abortion": "termination",
    "d&c": "dnc",
    "erpc": "d and c",
    "miso": "misoprostol",
    "mtx": "methotrexate",
    "bfn": "negative test",
    "hpt": "pregnancy test",
    "ttc": "trying to conceive",
    "wks": "weeks",
    "weeks": "wks",
    "bath": "shower",
    "iud": "coil",
    "temp": "temperature",
    "agony": "excruciating pain",
    "smear": "pap",
    "normal": "ok",
    "bleeding": "blood loss",
}
"""Words that mean the same to whoever types them."""


def slips(text: str, chance: random.Random) -> Iterator[str]:
    """One letter dropped, one doubled, two swapped, each in a word of five letters or more; the figures stay."""
    words = text.split(" ")
    long = [place for place, word in enumerate(words) if re.fullmatch("[a-z]{5,}[?,]*", word)]
    if not long:
        return
    for kind in ("dropped", "doubled", "swapped"):
        place = chance.choice(long)
        word = words[place]
        at = chance.randrange(1, len(word.rstrip("?,")) - 1)
        slipped = {
            "dropped": word[:at] + word[at + 1 :],
            "doubled": word[:at] + word[at] + word[at:],
            "swapped": word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        }[kind]
        yield " ".join([*words[:place], slipped, *words[place + 1 :]])


def filled(text: str, chance: random.Random) -> Iterator[str]:
    """Filler words before and after."""
    yield f"{chance.choice(FILLERS_BEFORE)} {text}"
    yield f"{text} {chance.choice(FILLERS_AFTER)}"


def reordered(text: str, chance: random.Random) -> Iterator[str]:
    """What follows "after", "since" or "with" comes first: "after d&c bath"."""
    head, found, tail = text.partition(" after ")
    if found and 1 <= len(tail.split(" ")) <= 2 and not re.search("[0-9]|[?,]", text):
        yield f"after {tail} {head}"


def other_words(text: str, chance: random.Random) -> Iterator[str]:
    """Each word that has a synonym, in turn."""
    words = text.split(" ")
    for place, word in enumerate(words):
        if word in SYNONYMS:
            yield " ".join([*words[:place], SYNONYMS[word], *words[place + 1 :]])


def variants(text: str, seed: int) -> list[str]:
    """All of them, the same for the same text and seed."""
    chance = random.Random(f"{seed} {text}")
    return [one for make in (slips, filled, reordered, other_words) for one in make(text, chance)]
