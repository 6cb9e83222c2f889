"""A unit as a page of the desk or of the printed sheet: the picture, the sources beside it, and the worked people."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from afterwards.languages import BRITISH
from afterwards.pack.data import Data
from afterwards.review.desk import phrases
from afterwards.review.desk.material import Material
from afterwards.review.desk.picture import Pictures, shown_in
from afterwards.review.desk.reading import ReadBefore
from afterwards.review.desk.words import say

HERE = Path(__file__).parent


def environment(data: Data) -> Environment:
    """The desk's templates, with the words of the pack; everything put into them is escaped."""
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    templates.globals.update(say=partial(say, data), language=data["pack"].get("language", BRITISH.tag), pictures=Pictures(data))
    return templates


def unit_page(templates: Environment, material: Material, name: str, seen: ReadBefore, *, at_desk: bool = True) -> Markup:
    """All that is read of a unit by a reviewer who has met what is in `seen`. `at_desk`: with the worked people, which
    take a moment, and with the addresses as links."""
    shown = material.reading(name, seen)
    rows = [material.contents[part] for part in shown.unit.parts if not part.startswith("statement:")]
    if shown.unit.kind == "table":
        picture = Markup("")
    else:
        picture = templates.globals["pictures"].picture(shown, rows)  # type: ignore[attr-defined]
    in_picture = shown_in(picture)
    made = templates.get_template("unit.html").render(
        shown=shown,
        picture=picture,
        rest=[one for one in shown.sentences if one.statement not in in_picture],
        sure=phrases.CONFIDENCE,
        people=material.people.beside(shown.unit) if at_desk else [],
        linked=at_desk,
    )
    return Markup(made)  # noqa: S704 (rendered just here)
