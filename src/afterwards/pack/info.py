"""What a pack is and covers: pack.yaml as data, with the statements that are said of the pack itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from afterwards.languages import BRITISH
from afterwards.pack.data import Data


@dataclass(frozen=True, slots=True)
class Guideline:
    """A guideline for the methods, or an earlier edition of another (`earlier`). `grid` and `emergency` are files of categories.

    `editions`: of each edition on which its cells stand the statement that names it. `says` and `notice`: what is said beside it.
    """

    name: str
    edition: str
    grid: str = ""
    emergency: str = ""
    editions: Mapping[str, str] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    notice: str = ""
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class StartSays:
    """The statements of the first page."""

    lede: str
    help: tuple[str, ...]
    privacy: str
    in_page: str
    copy: str
    leaving: str
    too_old: str
    refused: str


@dataclass(frozen=True, slots=True)
class PackInfo:
    """pack.yaml. Texts are ids of statements, but for `written`, a month such as November 2026, and the name and edition of guidelines.

    `asked`: what every question's answer says alike, by verdict. `plan`: the lines of her plan, each question with its label.
    `signs`: the headings of the page of signs. `time`: what is said when time has passed, or the day of the device cannot be right.
    """

    id: str
    version: str
    written: str
    foot: str
    not_reviewed: str
    reviewed: str
    review_overdue: str
    past_due: str
    review_due: date
    answers_until: date
    guidelines: Mapping[str, Guideline]
    start: StartSays
    time: Mapping[str, str]
    covered: tuple[str, ...]
    not_covered: tuple[str, ...]
    asked: Mapping[str, tuple[str, ...]]
    plan: Mapping[str, str]
    signs: Mapping[str, str]
    languages: tuple[str, ...]
    language: str

    @classmethod
    def of(cls, data: Data) -> PackInfo:
        """From the entries of pack.yaml."""
        return cls(
            id=data["id"],
            version=str(data["version"]),
            written=data["written"],
            foot=data["foot"],
            not_reviewed=data["not_reviewed"],
            reviewed=data["reviewed"],
            review_overdue=data["review_overdue"],
            past_due=data["past_due"],
            review_due=date.fromisoformat(str(data["review_due"])),
            answers_until=date.fromisoformat(str(data["answers_until"])),
            guidelines={name: Guideline(**{**one, "says": tuple(one.get("says", ()))}) for name, one in data["guidelines"].items()},
            start=StartSays(**{**data["start"], "help": tuple(data["start"]["help"])}),
            covered=tuple(data["covered"]),
            not_covered=tuple(data["not_covered"]),
            asked={name: tuple(says) for name, says in data.get("asked", {}).items()},
            time=data["time"],
            plan=data.get("plan", {}),
            signs=data.get("signs", {}),
            languages=tuple(data.get("languages", (BRITISH.tag,))),
            language=data.get("language", BRITISH.tag),
        )
