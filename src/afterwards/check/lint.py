"""Plain words: what no reader should meet, looked for in every text of the pack.

`faults` looks at one text and knows nothing of packs, so that templates, messages and documents are held to the same rules
(tools/words.py). What may stand all the same is listed in `exceptions.yaml` of the pack, with its reason; an exception
that excuses nothing any more is a complaint too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from afterwards.check.reading_age import NAMED, reading_age, sentences, syllables, words
from afterwards.pack.data import Data
from afterwards.pack.reading import Map, Problem, problem_at, read_yaml
from afterwards.pack.schema import LABELS
from afterwards.pack.value_checks import Where, list_of, one_of, record, text, values

LONGEST = 30
"""Words in one sentence. Aim is 15; beyond this it is refused."""
OLDEST = 14.0
"""Years: the highest reading age of a sentence. Aim is 9 to 11; beyond this it is refused."""
EXCEPTIONS = "exceptions.yaml"
RULES = ("word", "claim", "feelings", "length", "reading-age")

FORBIDDEN: dict[str, str] = {
    r"\bproducts?\b": "say the pregnancy, or the womb is empty",
    r"\btissue\b": "say the pregnancy",
    r"\bcontents\b": "say the pregnancy",
    r"\b(spontaneous|missed|habitual) abort(ion|er)s?\b": "say miscarriage",
    r"\bblighted\b": "say what was found",
    r"\bincompetent\b": "say weak or short",
    r"\bat least\b": "say or more",
    r"\byou can (always )?try again\b": "say when you feel ready",
    r"\bcongratulat\w*": "leave it out",
    r"\b(great|amazing|awesome|brilliant|fantastic|wonderful|hooray|yay|good news|well done|streaks?)\b": "leave it out",
    r"\b(everything happens for a reason|(not|wasn't|was not) meant to be|bright side|silver lining|rainbow bab(y|ies))\b": "leave it out",
    r"!": "end with a full stop",
}
"""What hurts, cheers or makes light of a loss."""
CLAIMS: dict[str, str] = {
    r"\b(nothing|no need) to worry( about)?\b": "say what was found and what to look out for",
    r"\ball clear\b": "say what was found",
    r"\b(recommended|(?<!all )right|best|suitable) for you\b": "say what the guideline says",
    r"\b(should|will|you'll|you are|you're) be (fine|all right|okay|ok)\b": "say what is usual and what to look out for",
    r"\b(don't|do not|never) (worry|panic)\b": "leave it out",
    r"\brest assured\b": "leave it out",
    r"\bperfectly\b": "leave it out",
    r"\b(risk[- ]free|no risk|without risk|harmless|(there is|you are in) no danger)\b": "say how large the risk is",
    r"\b(safe|safely|safest|safer)\b": "say what the guideline says, or what to look out for",
    r"\bguarantee\w*": "say how often it is so",
    r"\b(100 ?%|100 per cent|fully|completely|totally|entirely|absolutely) (sure|certain|secure|private|accurate|reliable|effective)\b": (
        "say how often it is so"
    ),
    r"\b(infallible|foolproof|error-free|never wrong|always right|cannot be wrong)\b": "say how it can be wrong",
    r"\b(prevents?|prevented|preventing)\b": "say makes it less likely",
    r"\bcur(e|es|ed|ing)\b": "say what it helps with",
    r"\bdiagnos\w+": "we do not diagnose: say found, or what a clinician said",
    r"\b(detects?|monitors?|screens? for|triag\w+|predicts?)\b": "we do none of this: say what the page tells",
    r"\bmedical device\b": "we claim none of this",
    r"\b(clinically|medically|scientifically) (validated|proven|tested|approved|certified|sound)\b": "we claim none of this",
    r"\b(compliant|complies|comply|compliance) with\b": "we claim none of this",
    r"\b(certified|accredited|endorsed|(approved|licensed) by|(CE|UKCA)[- ]mark\w*)\b": "we claim none of this",
    r"\b(FDA|MHRA|NICE|NHS)[- ](approved|cleared|certified)\b": "we claim none of this",
    r"\banonym\w+": "say what is kept and what is not",
    r"\b(unhackable|unbreakable|military[- ]grade|bank[- ]grade)\b": "say what is done",
}
"""What claims to be a device, or promises what nobody can."""
_LISTS = {
    rule: [(re.compile(form, re.IGNORECASE), remedy) for form, remedy in forms.items()]
    for rule, forms in (("word", FORBIDDEN), ("claim", CLAIMS))
}
_NORMAL = re.compile(r"\bnormal(ly)?\b", re.IGNORECASE)
_FEELING = re.compile(r"\b(feel|feeling|feelings|grief|mood|sad|angry|emotion)", re.IGNORECASE)
_FAULT = "not your fault"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of words: the rule, what was found (a word, or the whole sentence), the complaint and the remedy."""

    rule: str
    words: str
    complaint: str
    remedy: str


def faults(text_read: str, names: Collection[str] = ()) -> Iterator[Fault]:
    """Every fault in one text. `names` are words, in small letters, whose length is no fault of the writer's."""
    for rule, forms in _LISTS.items():
        for form, remedy in forms:
            for match in form.finditer(text_read):
                yield Fault(
                    rule, match.group(0), f"'{match.group(0)}' stands in '{_short(text_read)}'.", f"Write it in other words: {remedy}."
                )
    normal = _NORMAL.search(text_read)
    if normal and _FEELING.search(text_read):
        yield Fault(
            "feelings", normal.group(0), f"'{normal.group(0)}' is said of feelings in '{_short(text_read)}'.", "Say common, or usual."
        )
    for sentence in sentences(text_read):
        count = len(sentence.split())
        if count > LONGEST:
            yield Fault("length", sentence, f"a sentence of {count} words: '{_short(sentence)}'.", f"Cut it in two; {LONGEST} is the most.")
        elif (age := reading_age(sentence, names)) > OLDEST:
            advice = f"Use shorter words or cut it in two; {OLDEST:.0f} is the most."
            yield Fault("reading-age", sentence, f"a sentence for readers of {age:.1f} years: '{_short(sentence)}'.", advice)


@dataclass(slots=True)
class Exceptions:
    """What is excused. `part` is "pack" or "software"; of the other part nothing is known here.

    An exception names one rule, the places where it holds (a statement's id or a file; `*` stands for anything), where it
    is a matter of words which ones, and the reason. Each place and each word of it has to excuse something.
    """

    part: str
    file: str
    names: Mapping[str, int] = field(default_factory=dict)
    entries: list[Map] = field(default_factory=list)
    used: set[tuple[int, str, str]] = field(default_factory=set)
    named: set[str] = field(default_factory=set)

    def excuse(self, fault: Fault, places: Collection[str]) -> bool:
        """Whether a fault that stands in `places` (its id, its file) is excused; what excused it is remembered."""
        excused = False
        for number, entry in enumerate(self.entries):
            if entry["rule"] != fault.rule:
                continue
            for pattern in entry["places"]:
                if any(fnmatchcase(one, pattern) for one in places):
                    for wanted in entry.get("words", [""]):
                        if not wanted or _holds(fault, wanted):
                            self.used.add((number, pattern, wanted))
                            excused = True
        return excused

    def meet(self, text_read: str) -> None:
        """Remember which names stand in a text."""
        self.named |= {word.lower() for word in words(text_read)} & self.names.keys()

    def stale(self) -> Iterator[Problem]:
        """Each exception, and each place and word of one, that excuses nothing."""
        remedy = "Delete it."
        for number, entry in enumerate(self.entries):
            met = {(place, wanted) for one, place, wanted in self.used if one == number}
            for pattern in entry["places"]:
                if pattern not in {place for place, _ in met}:
                    yield problem_at(entry, "places", f"the exception '{entry['rule']}' excuses nothing in '{pattern}'.", remedy)
            for wanted in entry.get("words", ()):
                if met and wanted not in {wanted for _, wanted in met}:
                    yield problem_at(entry, "words", f"the exception '{entry['rule']}' excuses no '{wanted}'.", remedy)
        for name, line in self.names.items():
            if self.part == "pack" and name not in self.named:
                yield Problem(self.file, line, f"the name '{name}' stands in no text.", remedy)
            if syllables(name) <= NAMED:
                yield Problem(self.file, line, f"the name '{name}' is short enough without an exception.", remedy)


def _holds(fault: Fault, wanted: str) -> bool:
    faulty, wanted = fault.words.lower(), wanted.lower()
    return wanted in faulty if fault.rule in ("length", "reading-age") else wanted == faulty


_entry = record({"rule": one_of(*RULES), "places": values, "reason": text}, {"words": values})
_lay = record({"places": values, "reason": text})
_exceptions = record(
    {},
    {
        "names": list_of(record({"words": values, "reason": text})),
        "pack": list_of(_entry),
        "software": list_of(_entry),
        "lay": list_of(_lay),
    },
)


def read_exceptions(root: Path, part: str) -> tuple[Exceptions, list[Problem]]:
    """The exceptions of the pack in `root` for one part, and what is wrong with their file. A pack may have none."""
    problems: list[Problem] = []
    none = Exceptions(part, EXCEPTIONS)
    if not (root / EXCEPTIONS).is_file():
        return none, problems
    content = read_yaml(root / EXCEPTIONS, EXCEPTIONS, problems)
    if content is not None:
        _exceptions(content, Where(EXCEPTIONS, 1, "", problems))
    if problems:
        return none, problems
    names = {
        word.lower(): line for group in content.get("names", ()) for word, line in zip(group["words"], group["words"].lines, strict=True)
    }
    return Exceptions(part, EXCEPTIONS, names, list(content.get(part, ()))), problems


def lay_exceptions(root: Path) -> list[Map]:
    """The entries of `lay`: what may rest on a lay page alone. What is wrong with their file is told by `word_problems`."""
    content = read_yaml(root / EXCEPTIONS, EXCEPTIONS, []) if (root / EXCEPTIONS).is_file() else None
    problems: list[Problem] = []
    if content is not None:
        _exceptions(content, Where(EXCEPTIONS, 1, "", problems))
    return [] if content is None or problems else list(content.get("lay", ()))


def word_problems(data: Data, root: Path) -> Iterator[Problem]:
    """Every text a reader can see that breaks a rule of words and is not excused, and every exception that excuses nothing."""
    exceptions, problems = read_exceptions(root, "pack")
    yield from problems
    usual = {f"{{{name}}}": many[-1]["say"] for name, many in data["words"].get("phrases", {}).items()}
    for entry, key, written, name in visible_texts(data):
        as_read = written
        for phrase, usually in usual.items():
            as_read = as_read.replace(phrase, usually)  # read as most people read it
        exceptions.meet(as_read)
        for fault in faults(as_read, exceptions.names):
            if not exceptions.excuse(fault, (name, entry.file)):
                yield problem_at(entry, key, fault.complaint, fault.remedy)
    for name, statement in data["statements"].items():
        yield from _shape(name, statement)
    yield from exceptions.stale()


def visible_texts(data: Data) -> Iterator[tuple[Map, str, str, str]]:
    """Each text a reader can see: (map, key, text, id or name)."""
    for name, statement in data["statements"].items():
        yield from _of(statement, name, "text", "otherwise", "because", "about_her")
        yield from ((statement, "text", said, name) for said in statement.get("forms", {}).values())
    for name, fact in data["facts"].items():
        yield from _of(fact, name, "question", "short", "hint", "unit", "unit_one")
        for label in [*_labels(fact.get("values")), *([fact["sign"]] if "sign" in fact else [])]:
            yield from ((fact, "values", said, name) for said in ([label] if isinstance(label, str) else label.values()))
        if "items" in fact:
            yield from ((fact, "items", said, name) for said in (*fact["items"]["question"], *fact["items"]["answers"]))
        yield from ((fact, "levels", said, name) for said in fact.get("levels", ()))
        yield from ((fact, "cards", said, name) for said in fact.get("cards", {}).values())
    for page in data["pages"]:
        yield from _of(page, page["id"], "title")
    for article in data["articles"]:
        yield from _of(article, article["article"], "title")
        yield from ((part, "heading", part["heading"], article["article"]) for part in article["parts"])
    for decision in data["decisions"]:
        yield from _of(decision, decision["decision"], "asks")
    for disagreement in data["disagreements"]:
        yield from _of(disagreement, disagreement["id"], "question", "follow", "why")
        yield from ((position, "says", position["says"], disagreement["id"]) for position in disagreement["positions"])
    for plan in data["plan"]:
        for row in plan.get("rows", ()):
            yield from _of(row, row["id"], "why")
    for name, phrases in data["words"]["words"].items():
        yield from _of(phrases, name, "label", "hint", "the_loss", "after_the_loss", "your_loss")
    for name, many in data["words"].get("phrases", {}).items():
        yield from (found for one in many for found in _of(one, name, "say"))
    yield from _of(data["pack"], "pack", "written")
    for name, guideline in data["pack"]["guidelines"].items():
        yield from _of(guideline, name, "name", "edition")
    for name, source in data["sources"].items():
        yield from _of(source, name, "title", "by", "date", "address")
    if "contraception" in data:
        yield from _of_methods(data["contraception"])


def _of_methods(folder: Data) -> Iterator[tuple[Map, str, str, str]]:
    for method in folder["methods"]:
        yield from _of(method, method["method"], "name")
        yield from ((part, "heading", part["heading"], method["method"]) for part in method["parts"])
    for kind in folder["emergency"]["kinds"]:
        yield from _of(kind, kind["kind"], "name")
    for name, medicines in folder["medicines"]["classes"].items():
        yield from _of(medicines, name, "label", "weakens")
    for medicine in folder["medicines"]["names"]:
        yield from ((medicine, "name", said, medicine["name"]) for said in (medicine["name"], *medicine.get("brands", ())))
    for guideline, rows in (*folder["grids"].items(), *folder["emergency_grids"].items()):
        for row in rows:
            yield from _of(row, f"{guideline} {row['condition']}", "heading", "detail")
    for guideline, notes in folder["notes"].items():
        for note in notes:
            yield from _of(note, f"{guideline} {note['condition']}", "note")


def _of(entry: Map, name: str, *keys: str) -> Iterator[tuple[Map, str, str, str]]:
    return ((entry, key, str(entry[key]), name) for key in keys if entry.get(key))


def _labels(labels: object) -> list[object]:
    return list(labels.values()) if isinstance(labels, dict) else []


def _shape(name: str, statement: Map) -> Iterator[Problem]:
    sentence = statement["text"]
    if statement.get("kind") == "clause":
        if sentence.endswith("."):
            yield problem_at(statement, "text", f"{name} is a clause and ends with a full stop.", "Take it away.")
    elif not name.startswith(LABELS) and not sentence.endswith((".", "?", ":")):
        yield problem_at(statement, "text", f"{name} is a sentence without an end.", "End it with a full stop.")
    if _FAULT in sentence.lower() and not name.startswith("open."):
        yield problem_at(statement, "text", f"{name} says '{_FAULT}', which is said once, in the opening.", "Leave it out here.")


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= 70 else sentence[:67] + "..."
