"""Draw the rooms and who imports whom into docs/architecture.md, from the imports themselves. `--check`: is it up to date?

A room is a folder or a module directly under src/afterwards; the desk lies further out than the rest of its folder. An arrow that follows
from two others is left out. What a room is for is the first line of its own text. The picture is Mermaid, which hosts of code draw; below
it stands the same as a table.
"""

from __future__ import annotations

import ast
import sys
from graphlib import TopologicalSorter
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
SOURCE = REPOSITORY / "src" / "afterwards"
PAGE = REPOSITORY / "docs" / "architecture.md"
BEGIN, END = "<!-- made by tools/architecture.py -->\n", "<!-- end -->\n"
OUTERMOST = ("__init__", "__main__")
"""They only hand on names, and start the command line."""

WITHIN = "review.desk"
"""A room within a room."""

Imports = dict[str, set[str]]


def room_of(module: str) -> str:
    """The room of a module named without the package; "" where it is none of ours."""
    room = WITHIN if f"{module}.".startswith(f"{WITHIN}.") else module.partition(".")[0]
    return room if file_of(room).is_file() else ""


def file_of(room: str) -> Path:
    """Where the text at the top of a room stands."""
    place = SOURCE.joinpath(*room.split("."))
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


def rooms() -> Imports:
    """Each room with the rooms it imports from, wherever the import stands."""
    imports: Imports = {}
    for path in sorted(SOURCE.rglob("*.py")):
        module = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
        if module in OUTERMOST:
            continue
        room = room_of(module)
        imported = imports.setdefault(room, set())
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "afterwards":
                within = node.module.partition(".")[2]
                named = [f"{within}.{alias.name}".strip(".") for alias in node.names]
                imported |= {room_of(name) for name in named} - {room, ""}
    return imports


def reached(imports: Imports, room: str) -> set[str]:
    """Every room that one needs, by whatever way."""
    return imports[room].union(*(reached(imports, name) for name in imports[room]))


def arrows(imports: Imports) -> list[tuple[str, str]]:
    """The arrows of the picture: each import that no other way already shows."""
    return [
        (room, name)
        for room, names in sorted(imports.items())
        for name in sorted(names)
        if not any(name in reached(imports, other) for other in names - {name})
    ]


def purpose(room: str) -> str:
    """The first sentence of the text at the top of a room."""
    text = (ast.get_docstring(ast.parse(file_of(room).read_text(encoding="utf-8"))) or "").split("\n\n")[0]
    first = text.split("\n")[0].removeprefix("What it is for: ").replace("|", "\\|")
    return first[:1].upper() + first[1:]


def drawn() -> str:
    """The picture, and the table from the outside in. Raises `graphlib.CycleError` where rooms import each other in a circle."""
    imports = rooms()
    order = list(TopologicalSorter({room: sorted(imports[room]) for room in sorted(imports)}).static_order())  # the same order each time
    picture = [f"  {room} --> {name}" for room, name in arrows(imports)]
    lone = [f"  {room}" for room in sorted(imports) if not imports[room] and all(room not in names for names in imports.values())]
    table = [f"| `{room}` | {purpose(room)} |" for room in reversed(order)]
    return "\n".join(["```mermaid", "graph TD", *picture, *lone, "```", "", "| room | what it is for |", "|---|---|", *table, ""])


def main() -> int:
    """Write the picture, or say whether it is up to date; returns the exit status."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    made = f"{before}{BEGIN}\n{drawn()}\n{END}{after}"
    if "--check" in sys.argv:
        return int(made != PAGE.read_text(encoding="utf-8"))
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
