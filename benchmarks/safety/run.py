"""The score: vignettes written from the evidence alone, before their writers had seen the rules, and what Afterwards answers.

A vignette is one made-up person, the least and the most careful answer that the evidence allows, and where it stands there.
Under-triage (an answer freer than the evidence allows) comes first, then over-triage. `known.yaml` lists what is under-triaged and
stays so, each with its reason; any other under-triage fails the run. With `--write` the result becomes a page of the site.
What a vignette does not say is usual; with `gaps: true` it is not known, and the careful end of the answer is looked at.

    python benchmarks/safety/run.py [--write]
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from afterwards import BadFacts, Pack, guide, load_pack
from afterwards.pack.eligibility import SCALE
from afterwards.pack.reading import Map, Problem, read_yaml

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "src" / "afterwards" / "site" / "score.json"
TODAY = date(2026, 11, 25)
KNOWN = "known.yaml"
METHOD, KIND = "method ", "emergency "
NO_CATEGORY = "-"
UNKNOWN = "unknown"
NEEDED = ("vignette", "source", "facts", "accept")
KEYS = (*NEEDED, "guideline", "gaps", "note", "corrected")
KNOWN_KEYS = ("vignette", "decision", "reason")
KINDS = ("may_help", "depends", "not_advised", "too_late")
"""What emergency contraception may come to, as the answer tells it. No end of it is safe: "too late" where it may help loses the chance."""


class BadVignette(Exception):
    """A vignette that cannot be used: the file, the vignette, what is wrong and what is allowed."""


@dataclass(frozen=True, slots=True)
class Vignette:
    """One made-up person. `accept`: of each decision the least and the most careful answer allowed."""

    file: str
    text: str
    source: str
    facts: Mapping[str, object]
    guideline: str
    gaps: bool
    accept: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was answered to one question of one vignette: `low` and `high`.

    `off` is below 0 when the answer is freer than allowed, above 0 when it is more careful. Of emergency contraception any miss is below 0.
    """

    vignette: Vignette
    decision: str
    low: str
    high: str
    least: str
    most: str
    off: int
    known: str = ""


@dataclass(slots=True)
class Score:
    """All outcomes, and the hash of the files they come from."""

    pack: Pack
    outcomes: list[Outcome] = field(default_factory=list)
    files: str = ""

    @property
    def under(self) -> list[Outcome]:
        """Answers freer than the evidence allows, the most careful expected first."""
        return [one for one in self.outcomes if one.off < 0]

    @property
    def over(self) -> list[Outcome]:
        """Answers more careful than the evidence asks for."""
        return [one for one in self.outcomes if one.off > 0]


def scale_of(pack: Pack, decision: str) -> tuple[str, ...]:
    """The scale of a decision, of a method's category or of a kind of emergency contraception; empty when there is none of that name."""
    held = pack.contraception
    if decision.startswith(METHOD):
        return SCALE if held and decision.removeprefix(METHOD) in held.offered else ()
    if decision.startswith(KIND):
        return KINDS if held and decision.removeprefix(KIND) in {kind.id for kind in held.kinds} else ()
    return pack.decisions[decision].scale if decision in pack.decisions else ()


def read_vignettes(pack: Pack, folder: Path = HERE) -> list[Vignette]:
    """Every vignette of a folder. Raises `BadVignette` for the first that cannot be used."""
    found: list[Vignette] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name != KNOWN:
            found += (_vignette(path.name, one, pack) for one in _read(path))
    texts = Counter(one.text for one in found)
    if doubled := next((text for text, number in texts.items() if number > 1), ""):
        raise BadVignette(f"'{doubled}' stands twice. Tell the two apart.")
    return found


def _read(path: Path) -> Sequence[Map]:
    problems: list[Problem] = []
    found = read_yaml(path, path.name, problems)
    if problems or not isinstance(found, list):
        raise BadVignette(str(problems[0]) if problems else f"{path.name}: a list of vignettes is needed.")
    return found


def _vignette(file: str, one: Map, pack: Pack) -> Vignette:
    name = _place(file, one, NEEDED, KEYS)
    for key in ("facts", "accept"):
        if not isinstance(one[key], dict) or not one[key]:
            raise BadVignette(f"{name}: '{key}' must be names with values.")
    gaps = one.get("gaps", False)
    if not isinstance(gaps, bool):
        raise BadVignette(f"{name}: 'gaps' is true or false.")
    if (gaps or UNKNOWN in one["facts"].values()) and not one.get("note"):
        raise BadVignette(f"{name}: something is not known here. Say in 'note' that the careful end is meant.")
    accept = {}
    for decision, ends in one["accept"].items():
        scale = scale_of(pack, decision)
        if not scale:
            raise BadVignette(f"{name}: there is no decision '{decision}'.")
        if not isinstance(ends, list) or len(ends) != 2:
            raise BadVignette(f"{name}: '{decision}' needs two ends, the freest and the most careful answer allowed.")
        least, most = (NO_CATEGORY if str(end) == "null" else str(end) for end in ends)
        for end in (least, most):
            if end not in scale:
                raise BadVignette(f"{name}: '{end}' is not one of {', '.join(scale)} ({decision}).")
        if scale.index(least) > scale.index(most):
            raise BadVignette(f"{name}: {least} is more careful than {most} ({decision}).")
        accept[decision] = (least, most)
    return Vignette(
        file,
        one["vignette"],
        str(one["source"]),
        json.loads(json.dumps(one["facts"])),
        one.get("guideline", "uk"),
        gaps,
        accept,
    )


def _place(file: str, one: Map, needed: Sequence[str], allowed: Sequence[str]) -> str:
    """File, line and the beginning of a vignette, for complaints. Raises `BadVignette` when a key is missing, empty or not known."""
    if not isinstance(one, dict):
        raise BadVignette(f"{file}: '{one}' is not a vignette. Each begins with '- vignette:'.")
    name = f"{file}:{one.line}: '{one.get('vignette', '')}'"
    for key in needed:
        if not one.get(key):
            raise BadVignette(f"{name}: '{key}' is missing.")
    for key in one:
        if key not in allowed:
            raise BadVignette(f"{name}: '{key}' is not one of {', '.join(allowed)}.")
    return name


def answer(pack: Pack, one: Vignette) -> Iterator[Outcome]:
    """What Afterwards answers to a vignette. Raises `BadVignette` when its facts are refused or a question does not concern her."""
    try:
        found = guide(one.facts, today=TODAY, guideline=one.guideline, closed_world=not one.gaps, pack=pack)
    except BadFacts as error:
        raise BadVignette(f"{one.file}: '{one.text}': {error}") from None
    methods = {offer.method.id: (offer.low, offer.high) for offer in found.methods()}
    kinds = {help_.kind.id: help_.status for help_ in found.emergency()}
    for decision, (least, most) in one.accept.items():
        if decision.startswith(METHOD):
            low, high = (NO_CATEGORY if end is None else str(end) for end in methods.get(decision.removeprefix(METHOD), (None, None)))
        elif decision.startswith(KIND):
            low = high = kinds.get(decision.removeprefix(KIND), "")
        elif decision in found.answers:
            low, high = found.answers[decision].low, found.answers[decision].high
        else:
            low = high = ""
        scale = scale_of(pack, decision)
        if high not in scale:
            raise BadVignette(f"{one.file}: '{one.text}': {decision} gives her no answer.")
        place = scale.index(high)
        off = min(0, place - scale.index(least)) or max(0, place - scale.index(most))
        if decision.startswith(KIND):
            off = -abs(off)
        yield Outcome(one, decision, low, high, least, most, off)


def score(pack: Pack, folder: Path = HERE) -> Score:
    """Every vignette of a folder, answered."""
    known = _known(folder)
    found = Score(pack)
    for one in read_vignettes(pack, folder):
        for outcome in answer(pack, one):
            reason = known.get((one.text, outcome.decision), "")
            found.outcomes.append(replace(outcome, known=reason))
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml")):
        digest.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    found.files = digest.hexdigest()
    unused = known.keys() - {(one.vignette.text, one.decision) for one in found.under}
    if unused:
        raise BadVignette(f"{KNOWN}: '{sorted(unused)[0][0]}' is no longer under-triaged. Take it out.")
    return found


def _known(folder: Path) -> dict[tuple[str, str], str]:
    path = folder / KNOWN
    if not path.is_file():
        return {}
    listed = _read(path)
    for one in listed:
        _place(KNOWN, one, KNOWN_KEYS, KNOWN_KEYS)
    return {(one["vignette"], one["decision"]): one["reason"] for one in listed}


def table(outcomes: Iterable[Outcome], scale: Sequence[str]) -> list[dict[str, Any]]:
    """By the level that the evidence asks for (its least careful end): how many answers were freer, right, more careful, and which."""
    asked: dict[str, list[Outcome]] = {level: [] for level in scale}
    for one in outcomes:
        asked[one.least].append(one)
    return [
        {
            "level": level,
            "under": sum(one.off < 0 for one in ones),
            "right": sum(one.off == 0 for one in ones),
            "over": sum(one.off > 0 for one in ones),
            "got": {got: sum(one.high == got for one in ones) for got in scale},
        }
        for level, ones in asked.items()
        if ones
    ]


def as_data(found: Score) -> dict[str, Any]:
    """The score as the page of the site shows it: counts, and every answer that is not right."""
    decisions: dict[str, list[Outcome]] = {}
    for one in found.outcomes:
        decisions.setdefault(_group(one.decision), []).append(one)
    return {
        "pack": found.pack.id,
        "version": found.pack.version,
        "vignettes": len({one.vignette.text for one in found.outcomes}),
        "answers": len(found.outcomes),
        "one_level": sum(one.least == one.most for one in found.outcomes),
        "files": found.files,
        "decisions": [
            {"decision": name, "levels": table(ones, scale_of(found.pack, ones[0].decision))} for name, ones in sorted(decisions.items())
        ],
        "under": [_told(one) for one in found.under],
        "over": [_told(one) for one in found.over],
    }


def _group(decision: str) -> str:
    return "methods" if decision.startswith(METHOD) else "emergency_contraception" if decision.startswith(KIND) else decision


def _told(one: Outcome) -> dict[str, str]:
    return {
        "vignette": one.vignette.text,
        "decision": one.decision,
        "got": one.high,
        "least": one.least,
        "most": one.most,
        "source": one.vignette.source,
        "reason": one.known,
    }


def as_text(found: Score) -> Iterator[str]:
    """The score for a terminal: under-triage first."""
    data = as_data(found)
    yield f"{data['vignettes']} vignettes, {data['answers']} answers, {data['pack']} {data['version']}"
    yield f"In {data['one_level']} of the answers the evidence allows one level only."
    for heading, key in (("Under-triage", "under"), ("Over-triage", "over")):
        yield f"\n{heading}: {len(data[key])}"
        for one in data[key]:
            known = f" KNOWN: {one['reason']}" if one["reason"] else ""
            yield f"  {one['decision']}: {one['got']}, allowed {one['least']} to {one['most']}. {one['vignette']} [{one['source']}]{known}"
    for part in data["decisions"]:
        answers = list(part["levels"][0]["got"])
        yield f"\n{part['decision']}: the least asked for (down), our answer (across)"
        yield f"  {'':<34}" + "".join(f"{name:>{len(name) + 2}}" for name in (*answers, "|", "freer", "right", "more careful"))
        for row in part["levels"]:
            numbers = {**row["got"], "|": "|", "freer": row["under"], "right": row["right"], "more careful": row["over"]}
            yield f"  {row['level']:<34}" + "".join(f"{number:>{len(name) + 2}}" for name, number in numbers.items())


def write(found: Score, page: Path = PAGE) -> None:
    """Write the score as the site's page reads it: whole or not at all."""
    handle, name = tempfile.mkstemp(dir=page.parent, prefix=page.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(json.dumps(as_data(found), ensure_ascii=False, indent=1) + "\n")
        os.chmod(name, 0o644)
        os.replace(name, page)
    except BaseException:
        os.unlink(name)
        raise


def main() -> int:
    """Print the score; 1 when an answer is freer than the evidence allows and is not listed."""
    try:
        found = score(load_pack())
    except BadVignette as error:
        print(error, file=sys.stderr)
        return 2
    print(*as_text(found), sep="\n")
    if "--write" in sys.argv:
        write(found)
    return int(any(not one.known for one in found.under))


if __name__ == "__main__":
    sys.exit(main())
