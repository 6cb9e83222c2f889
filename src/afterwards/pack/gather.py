"""Read all files of a pack into one map of plain data, checked file by file against the schema."""

from __future__ import annotations

from pathlib import Path

from afterwards.pack.data import Data, Json
from afterwards.pack.grids import read_grid, read_notes
from afterwards.pack.layout import CONTRACEPTION, INTERFACE, pack_files
from afterwards.pack.reading import Map, Problem, problem_at, read_yaml
from afterwards.pack.schema import INTERFACE as INTERFACE_IDS
from afterwards.pack.schema import check_file

TABLES = {"grid": "grids", "emergency_grid": "emergency_grids", "notes": "notes"}
"""Where in `contraception` the tables of each kind are placed, by guideline."""


def read_files(root: Path) -> tuple[Json, list[Problem]]:
    """The pack's data and every complaint. The data is whole only when there are no complaints.

    Keys: pack, facts, pages, decisions, plan, statements, articles, questions, sources, words, disagreements;
    contraception too (methods, conditions, cautions, starting, emergency, medicines, and the tables of `TABLES`)
    in a pack that compares methods.
    """
    problems: list[Problem] = []
    if not root.is_dir():
        return {}, [Problem(root.name, 1, "there is no pack in this folder.", "Name the folder that holds pack.yaml.")]
    data: Json = {"decisions": [], "plan": [], "statements": {}, "articles": [], "questions": [], "signs": []}
    for kind, path in pack_files(root):
        name = path.relative_to(root).as_posix()
        if not path.is_file():
            problems.append(Problem(name, 1, "the file is missing.", "Restore it from the last good version."))
            continue
        if kind in TABLES:
            _place_table(kind, path, name, data, problems)
            continue
        content = read_yaml(path, name, problems)
        if content is None:
            continue
        before = len(problems)
        check_file(kind, content, name, problems)
        if len(problems) == before:
            _place(kind, content, data, problems)
    return data, problems


def _place(kind: str, content: Map, data: Json, problems: list[Problem]) -> None:
    if kind in CONTRACEPTION:
        _methods(data)[kind] = content
    elif kind == "facts.yaml":
        data["facts"], data["pages"] = content["facts"], content["pages"]
    elif kind == "questions":
        data["questions"] += content
    elif kind == "statements":
        _merge(content, data["statements"], problems)
    elif kind == INTERFACE:
        _merge(_whole(content), data["statements"], problems)
    elif kind in data:
        data[kind].append(content)
    else:
        data[kind.removesuffix(".yaml")] = content


def _place_table(kind: str, path: Path, name: str, data: dict[str, object], problems: list[Problem]) -> None:
    read = read_notes if kind == "notes" else read_grid
    of = path.stem.removesuffix("-notes" if kind == "notes" else "-emergency")
    _methods(data)[TABLES[kind]][of] = read(path, name, problems)


def _methods(data: Json) -> Json:
    folder: Json = data.setdefault("contraception", {place: {} for place in TABLES.values()})
    return folder


WORDS_CLAIM = {"says": "words of the page", "sources": [{"id": "afterwards-design", "at": "interface"}]}
"""What every word of an interface claims, and where from: our own design."""


def with_interface(data: Data, other: Path) -> Json:
    """The data of a pack; one that has no words of the interfaces of its own speaks in those of the pack in the folder `other`."""
    if any(name.startswith(INTERFACE_IDS) for name in data["statements"]):
        return dict(data)
    words: Json = {"statements": {}}
    for kind, path in pack_files(other):
        if kind == INTERFACE:
            _place(kind, read_yaml(path, path.relative_to(other).as_posix(), []), words, [])
    return {**data, "statements": {**words["statements"], **data["statements"]}}


def _whole(content: Map) -> Map:
    """Words of an interface as statements: with what each of them claims."""
    made = _like(content, content)
    for name, word in content.items():
        statement = {"text": word} if isinstance(word, str) else {"text": word.get("text", word.get("other"))}
        rest = {} if isinstance(word, str) else {key: value for key, value in word.items() if key not in ("text", "other")}
        if "otherwise" in rest:
            statement["otherwise"] = rest.pop("otherwise")
        made[name] = _like(content, {**statement, **({"forms": rest} if rest else {}), "claims": [WORDS_CLAIM], "confidence": "agreed"})
        made[name].line, made[name].lines = content.lines[name], dict.fromkeys(made[name], content.lines[name])
    return made


def _like(original: Map, content: Data) -> Map:
    made = Map(content)
    made.file, made.line, made.lines = original.file, original.line, original.lines
    return made


def _merge(content: Map, statements: Json, problems: list[Problem]) -> None:
    for name, statement in content.items():
        if name in statements:
            first = statements[name]
            problems.append(
                problem_at(
                    content, name, f"statement '{name}' is written twice, first in {first.file}:{first.line}.", "Keep one of the two."
                )
            )
        else:
            statements[name] = statement
