"""The pages that are the same for everyone: reading pages, methods, and the pages about the software. None needs a journey."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from afterwards.basis import reference
from afterwards.check.sources import by_grade
from afterwards.pack.grades import GRADES, grade
from afterwards.pack.model import Pack
from afterwards.pack.words import words
from afterwards.site import methods, promises, questions, reviews, views
from afterwards.wording import review_of_all

Document = tuple[str, dict[str, object]]
"""A template and its values."""


def addresses(pack: Pack) -> Iterator[str]:
    """The address of each of them, in the order of the site."""
    yield "/questions"
    yield from (f"/ask/{name}" for name in pack.questions.by_id)
    yield from (f"/read/{one.order}" for one in pack.articles)
    if pack.contraception:
        yield from (f"/method/{number}" for number in range(1, len(pack.contraception.methods) + 1))
    yield from about(pack)


def about(pack: Pack) -> Iterator[str]:
    """Those about the software and its sources."""
    yield from ("/how", "/private", "/reviews", "/disagreements", "/changes", "/score")
    if pack.contraception:
        yield "/coverage"


def document(pack: Pack, address: str, today: date) -> Document | None:
    """The document at an address, None when there is none."""
    if address not in addresses(pack):
        return None
    _, kind, *rest = address.split("/")
    if kind == "read":
        article = next(one for one in pack.articles if one.order == int(rest[0]))
        return "article.html", views.article_values(pack, article, today)
    if kind == "questions":
        return "questions.html", {"groups": questions.groups_by_topic(pack)}
    if kind == "ask":
        return "general.html", questions.general_values(pack, pack.questions.by_id[rest[0]], today)
    if kind == "method":
        values = methods.method_values(pack, int(rest[0]))
        return "method.html", {**values, "guide": None, **views.method_page(pack, values["method"], today)}
    return f"{kind}.html", _about(pack, kind, today)


def _grades(pack: Pack) -> list[tuple[str, int, int]]:
    """Of each grade, as the table of the sources' page has it: its name, how many claims rest on it, and how many central ones."""
    every, central = by_grade(pack)
    return [(words(pack, f"site.grade-{level.replace('_', '-')}"), every[level], central[level]) for level in GRADES]


def _about(pack: Pack, kind: str, today: date) -> dict[str, object]:
    if kind == "how":
        covered = {"covered": pack.info.covered, "not_covered": pack.info.not_covered}
        lines = {key: [pack.statements[name] for name in names] for key, names in covered.items()}
        privacy = pack.statements[pack.info.start.privacy]
        return {**lines, "state": review_of_all(pack, pack.statements, today), "privacy": privacy, **views.counts(pack)}
    if kind == "private":
        return {
            "in_the_page": promises.IN_THE_PAGE,
            "everywhere": promises.EVERYWHERE,
            "limits": promises.LIMITS,
        }
    if kind == "reviews":
        named = sorted(pack.sources.values(), key=lambda one: (GRADES.index(grade(one)), one.by.lower(), one.title.lower()))
        return {
            "named": [reference(pack, one) for one in named],
            "grades": _grades(pack),
            **reviews.reviews_values(pack, today),
        }
    if kind == "changes":
        return {"editions": reviews.changes()}
    if kind == "score":
        return reviews.score_values(pack)
    if kind == "coverage":
        return {"state": review_of_all(pack, pack.statements, today), **methods.coverage(pack)}
    return {}
