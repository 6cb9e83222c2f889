"""One printable page of a topic: everything a reviewer reads before she signs, and the code of exactly that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from afterwards.languages import BRITISH
from afterwards.review.desk.material import ItemCard, Material
from afterwards.review.desk.phrases import TOPICS
from afterwards.review.desk.words import say
from afterwards.site.pages import STYLE
from afterwards.wording import long_date

HERE = Path(__file__).parent
OWN_STYLE = HERE / "static" / "desk.css"


def environment(data: Mapping[str, Any]) -> Environment:
    """The desk's templates, with the words of the pack; everything put into them is escaped."""
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    templates.globals.update(say=partial(say, data), language=data["pack"].get("language", BRITISH.tag))
    return templates


def printed(material: Material, topic: str, today: date, *, linked: bool = False) -> str:
    """The page of a topic as HTML. On its own it holds its style; `linked`: it names the desk's style sheets instead."""
    cards = [material.card(item) for item in material.topics[topic]]
    grids, cards = _grids(material, cards)
    style = "" if linked else STYLE.read_text(encoding="utf-8") + OWN_STYLE.read_text(encoding="utf-8")
    return (
        environment(material.data)
        .get_template("sheet.html")
        .render(
            style=style,
            title=say(material.data, TOPICS[topic]),
            topic=topic,
            cards=cards,
            grids=grids,
            number=len(material.topics[topic]),
            code=material.code(topic),
            version=material.data["pack"]["version"],
            day=long_date(today),
        )
    )


def _grids(material: Material, cards: list[ItemCard]) -> tuple[dict[str, Any], list[ItemCard]]:
    """The rows of each guideline as one table, so that they stay printable, and the cards that are left."""
    grids: dict[str, Any] = {}
    rest = []
    for card in cards:
        read = material.contents[card.item]
        if "cells" not in read:
            rest.append(card)
            continue
        grid = grids.setdefault(card.name.partition(" ")[0].upper(), {"columns": list(read["cells"]), "rows": []})
        about = [line for title, lines in card.fields if title in ("Applies when", "Notes") for line in lines]
        grid["rows"].append((card, list(read["cells"].values()), about))
    return grids, rest
