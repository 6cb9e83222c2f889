"""One printable page of a topic: everything a reviewer reads before she signs, and the code of exactly that."""

from __future__ import annotations

from datetime import date

from afterwards.pack.data import Data, Json
from afterwards.review.desk.material import Material
from afterwards.review.desk.page import HERE, environment, unit_page
from afterwards.review.desk.phrases import TOPICS, condition_of, conditions, notes
from afterwards.review.desk.reading import ReadBefore
from afterwards.review.desk.words import say
from afterwards.site.pages import STYLE
from afterwards.wording import long_date

OWN_STYLE = HERE / "static" / "desk.css"


def printed(material: Material, topic: str, today: date, *, linked: bool = False) -> str:
    """The page of a topic as HTML. On its own it holds its style; `linked`: it names the desk's style sheets instead.

    On paper each unit is shown in full, whatever was read elsewhere; within the page a sentence is greyed where it stood before.
    """
    templates, seen = environment(material.data), ReadBefore()
    shown = []
    for name in material.topics[topic]:
        unit = material.units[name]
        if unit.kind != "table":
            shown.append((unit, material.reading(name, seen).heading, unit_page(templates, material, name, seen, at_desk=False)))
        seen.add(material.data, material.contents, unit)
    style = "" if linked else STYLE.read_text(encoding="utf-8") + OWN_STYLE.read_text(encoding="utf-8")
    return templates.get_template("sheet.html").render(
        style=style,
        title=say(material.data, TOPICS[topic]),
        topic=topic,
        shown=shown,
        grids=grids(material, [name for name in material.topics[topic] if material.units[name].kind == "table"]),
        number=len(material.topics[topic]),
        code=material.code(topic),
        version=material.data["pack"]["version"],
        day=long_date(today),
    )


def grids(material: Material, names: list[str]) -> dict[str, object]:
    """The rows of each guideline as a table: columns, and of each row its unit, condition, cells, and what is read with it."""
    tables: Json = {}
    for name in names:
        read = material.contents[name]
        grid = tables.setdefault(name.removeprefix("row:").partition(" ")[0].upper(), {"columns": list(read["cells"]), "rows": []})
        grid["rows"].append((material.units[name], condition_of(read), list(read["cells"].values()), _about(material.data, read)))
    return tables


def _about(data: Data, read: Data) -> list[str]:
    meaning = read.get("meaning")
    clause = [f"“{data['statements'][meaning['say']]['text']}”"] if meaning else []
    applies = conditions(data, meaning["when"]) if meaning else ["It is asked for nowhere."]
    return [*clause, *applies, *notes(read)]
