"""A unit as a reader sees it, at the width of a phone: made from the templates of the page, with each sentence numbered and marked.

The marks say what of it a reviewer judges (`data-judge`), reads (`data-words`) or has judged before (`data-seen`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from afterwards.languages import BRITISH
from afterwards.pack.data import Data
from afterwards.review.desk.reading import AGAIN, JUDGE, READ, SEEN, SentenceRead, UnitRead
from afterwards.review.desk.words import say
from afterwards.site.bundle import PAGE
from afterwards.site.views import with_calls

VERDICT_WORDS = ("ui.verdict-yes", "ui.verdict-not-yet", "ui.ask-first", "ui.call-today", "ui.call-now", "ui.do-this-now")
CALLS = ("call_today", "call_now")
MARKS = {JUDGE: "data-judge data-words", AGAIN: "data-again data-words", READ: "data-words", SEEN: "data-seen"}
_LINK = re.compile(r' (?:href|data-change)="[^"]*"')
_BESIDE = re.compile(r'<aside.*?</aside>|<details class="basis".*?</details>', re.DOTALL)
"""What is no part of the picture: the column beside the answer, and the line of sources, since each sentence has its own beside it."""
_SHOWN = re.compile(r'data-statement="([^"]+)"([^>]*)>')


def page_templates(data: Data) -> Environment:
    """The templates of the page in a frame without its head and foot, with the words of the pack."""
    templates = Environment(
        loader=ChoiceLoader([DictLoader({"layout.html": "{% block main %}{% endblock %}"}), FileSystemLoader(PAGE / "templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["calls"] = with_calls
    templates.globals.update(say=partial(say, data), language=data["pack"].get("language", BRITISH.tag))
    return templates


class Pictures:
    """Pictures of the units of one pack."""

    def __init__(self, data: Data) -> None:
        self._templates = page_templates(data)
        self._words = [say(data, name) for name in VERDICT_WORDS if name in data["statements"]]

    def picture(self, shown: UnitRead, rows: Sequence[Data]) -> Markup:
        """The unit as a reader sees it. `rows`: the parts of the unit that are no sentences, as they are read."""
        sentences = {one.statement: one for one in shown.sentences}
        line = {one.statement: {"id": one.statement, "text": one.text} for one in shown.sentences}
        if shown.unit.kind == "answer":
            made = self._answer(shown.heading, line, rows[0])
        elif shown.unit.kind == "changes":
            made = self._changes(line, rows)
        elif shown.unit.kind == "signs":
            made = self._signs(line, rows)
        else:
            made = self._lines(line)
        # Only to look at: its links lead nowhere, what opens is open, and its heading is none of the desk's.
        made = _LINK.sub("", _BESIDE.sub("", made)).replace('<details class="reasons">', '<details class="reasons" open>')
        made = made.replace("<h1 ", '<p class="headline" ').replace("</h1>", "</p>")
        return Markup(_SHOWN.sub(partial(_mark, sentences, set()), made))  # noqa: S704 (rendered by the templates, and marked)

    def _answer(self, title: str, line: Data, row: Data) -> str:
        heading, *lines = (line[name] for name in row["say"])
        values = {
            "title": title,
            "heading": self._headed(heading),
            "lines": lines,
            "verdict": row["verdict"],
            "calls": row["verdict"] in CALLS,
            "why": [line[name] for name in (*row.get("more", ()), *row.get("why", ()))],
            **{"called": False, "first": [], "until": None, "own": None, "changes": [], "methods": [], "unsure": [], "told": ""},
            **{"basis": {"line": "", "sources": (), "sure": ""}, "related": [], "plan": ""},
        }
        return self._templates.get_template("answer.html").render(values)

    def _headed(self, line: Mapping[str, str]) -> dict[str, str]:
        """A heading with its verdict's word apart, as the page has it."""
        text = line["text"]
        word = next((one for one in self._words if text.startswith((f"{one}. ", f"{one}, ", f"{one}: "))), None)
        cut = len(word) + 1 if word else 0
        return {"id": line["id"], "word": text[:cut], "rest": text[cut:].lstrip()}

    def _changes(self, line: Data, rows: Sequence[Data]) -> str:
        then = [(line[row["if"]], line[row["then"]], row["verdict"]) for row in rows]
        changes = [
            {"verdict": verdict, "if_id": a["id"], "title": a["text"], "then_id": b["id"], "then": b["text"]} for a, b, verdict in then
        ]
        return self._templates.from_string(_CHANGES).render(changes=changes)

    def _signs(self, line: Data, rows: Sequence[Data]) -> str:
        kind = "emergency" if rows[0]["level"] == "emergency" else "today"
        listed = [line[name] for name in dict.fromkeys(row["listed"] for row in rows)]
        return self._templates.from_string(_SIGNS).render(kind=kind, lines=listed)

    def _lines(self, line: Mapping[str, object]) -> str:
        return self._templates.from_string(_LINES).render(lines=[*line.values()])


_CHANGES = """{% from "answer_parts.html" import change %}
<section class="open change">{% for one in changes %}{{ change(one, true) }}{% endfor %}</section>"""
_SIGNS = '{% from "answer_parts.html" import sign_list %}<section class="care {{ kind }} signs">{{ sign_list(lines) }}</section>'
_LINES = '{% for line in lines %}<p data-statement="{{ line.id }}">{{ line.text|calls }}</p>{% endfor %}'


def shown_in(picture: str) -> set[str]:
    """The statements that a picture shows."""
    return {match.group(1) for match in _SHOWN.finditer(picture)}


def _mark(sentences: Mapping[str, SentenceRead], marked: set[str], match: re.Match[str]) -> str:
    """A sentence with its number and its mark; where it stands twice in one picture it is read once."""
    sentence = sentences.get(match.group(1))
    if sentence is None:
        return match.group(0)
    state = SEEN if sentence.statement in marked else sentence.state
    marked.add(sentence.statement)
    return f'data-statement="{match.group(1)}"{match.group(2)} {MARKS[state]}><b class="nr">{sentence.number}</b> '
